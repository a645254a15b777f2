"""A Word file → facts and programs (编译): which parts have tags, what the page and ids are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import CodeType
from xml.parsers import expat

from msgspec.structs import replace

from docgen.document import Tag, TemplateContract
from docgen.findings import DocgenError, Source, error
from docgen.word import archive, compiled, hazards, intake, styles_part
from docgen.word.collection import Look
from docgen.word.compiled import PartFacts
from docgen.word.facts import Facts
from docgen.word.leftovers import leftovers
from docgen.word.package import (
    MAIN,
    ROOT_RELATIONS,
    TYPES,
    Package,
    relations,
    relations_of,
    target_of,
)

_RELATION = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')
_SECTION = re.compile(r"<w:sectPr\b[^>]*?(?<!/)>.*?</w:sectPr>", re.DOTALL)
_REFERENCE = re.compile(r"<w:(header|footer)Reference\b([^>]*)>")
_RENDERED = ("header", "footer", "footnotes", "endnotes")
_LARGE = 1 << 30
LARGEST_XML = 20_000_000
_WHICH = {"default": "", "first": "（首页）", "even": "（偶数页）"}


def compilation(package: Package, shown: str) -> tuple[Facts, Mapping[str, CodeType]]:
    """Return facts and programs of a template. Raises DocgenError where it cannot be one."""
    _refuse_large(package, shown)
    found = hazards.hazards(package, shown)
    if found:
        raise DocgenError(*found)
    main = _main(package, shown)
    intake.refuse_unsound(package, main, shown)
    labels = dict(_labels(package, main))
    parts = [
        compiled.compiled(xml, name, label, shown)
        for name, label in labels.items()
        if compiled.has_tags(xml := package.part(name))
    ]
    facts = [each for each, _ in parts]
    programs = {each.name: code for each, code in parts if code is not None}
    whole = Facts(
        contract=TemplateContract(shown, tuple(_tags(facts, shown)), frozenset()),
        look=_look(package, main, shown),
        main=main,
        spots={each.name: each.spots for each in facts},
        looks={each.name: each.looks for each in facts},
        faults=tuple(fault for each in facts for fault in each.faults),
        remarks=tuple(remark for each in facts for remark in each.remarks),
        leftovers=leftovers(package),
    )
    return replace(whole, contract=_styled(whole)), programs


def _refuse_large(package: Package, shown: str) -> None:
    """Refuse XML too large to be a template; unpack every part once, so that all are sound."""
    for member in package.members:
        if member.size > LARGEST_XML and member.name.endswith((".xml", ".rels")):
            what = f"内的 {member.name} 解压后有 {member.size} 字节，超过 {LARGEST_XML} 字节"
            raise archive.damaged(shown, what, "请换一份小一些的模板")
        _refuse_malformed(member.name, archive.unpacked(member, shown), shown)


def _refuse_malformed(name: str, xml: bytes, shown: str) -> None:
    """Refuse a part that is no XML, before patterns look into it."""
    if not name.endswith((".xml", ".rels")) or hazards.has_dtd(xml):
        return
    try:
        expat.ParserCreate(namespace_separator="}").Parse(xml, True)  # noqa: FBT003 (expat's own)
    except expat.ExpatError as problem:
        what = f"的 {name} 不是正确的 XML（第 {problem.lineno} 行第 {problem.offset + 1} 个字符）"
        raise archive.damaged(shown, what) from problem
    except (ValueError, LookupError) as problem:
        raise archive.damaged(shown, f"的 {name} 编码不明") from problem


def _styled(facts: Facts) -> TemplateContract:
    styles = facts.look.styles
    heading = styles.named("标题 1")
    return replace(
        facts.contract,
        styles=styles.names(),
        numbered_headings=heading is not None and heading.numbered,
    )


def _main(package: Package, shown: str) -> str:
    targets = [
        target_of("", target)
        for kind, target in relations(package, ROOT_RELATIONS)
        if kind == "officeDocument"
    ]
    if not targets or not package.member(targets[0]):
        message = f"《{shown}》不是 Word 文件：缺少正文部分"
        raise DocgenError(error("TPL04", Source(shown), message, "请用 Word 重新另存为 .docx"))
    types = package.text(TYPES)
    if MAIN not in types:
        what = "Word 模板（.dotx）" if "template.main+xml" in types else "Word 正文文件"
        message = (
            f"《{shown}》不是普通的 .docx，是{what if 'template' in types else '别的 Office 文件'}"
        )
        raise DocgenError(error("TPL04", Source(shown), message, "请在 Word 中另存为 .docx"))
    return targets[0]


def _labels(package: Package, main: str) -> Iterator[tuple[str, str]]:
    """Yield the parts that may hold tags, and what Word calls them."""
    yield main, ""
    document = package.text(main)
    by_id = _targets(package, main)
    named: dict[str, str] = {}
    for number, section in enumerate(_SECTION.findall(document), 1):
        for kind, attributes in _REFERENCE.findall(section):
            given = dict(_ATTRIBUTE.findall(attributes))
            word = "页眉" if kind == "header" else "页脚"
            label = f"第{number}节{word}{_WHICH.get(given.get('w:type', ''), '')}"
            named.setdefault(by_id.get(given.get("r:id", ""), ""), label)
    notes = {"footnotes": "脚注", "endnotes": "尾注", "header": "页眉", "footer": "页脚"}
    for kind, target in relations(package, relations_of(main)):
        name = target_of(main, target)
        if kind in _RENDERED and package.member(name):
            yield name, named.get(name, notes[kind])
    for kind, target in relations(package, ROOT_RELATIONS):
        if kind == "core-properties" and package.member(target_of("", target)):
            yield target_of("", target), "文档属性"


def _targets(package: Package, main: str) -> Mapping[str, str]:
    found = _RELATION.finditer(package.text(relations_of(main)))
    given = (dict(_ATTRIBUTE.findall(each[1])) for each in found)
    return {each.get("Id", ""): target_of(main, each.get("Target", "")) for each in given}


def _tags(parts: list[PartFacts], shown: str) -> Iterator[Tag]:
    for part in parts:
        for name, number in part.asked:
            place, text = part.spots[number - 1]
            if text:
                yield Tag(name, text, Source(shown, where=place))


# -- page and ids --------------------------------------------------------------------------------


def _look(package: Package, main: str, shown: str) -> Look:
    parts = {
        kind: target_of(main, target) for kind, target in relations(package, relations_of(main))
    }
    numbering = package.text(parts.get("numbering", ""))
    notes = package.text(parts.get("footnotes", ""))
    every = [package.text(each.name) for each in package.members if _is_word(each.name)]
    width, height = _page(package.text(main))
    styles = package.part(parts.get("styles", ""))
    try:
        sheet = styles_part.read(styles, package.part(parts.get("theme", ""))) if styles else None
    except (ValueError, SyntaxError) as problem:
        message = f"《{shown}》的样式部分不是正确的 XML：{problem}"
        raise DocgenError(error("TPL02", Source(shown), message, "请用 Word 重新另存")) from problem
    look = Look(
        width=width,
        height=height,
        first_kind=_next(r'<w:abstractNum\b[^>]*w:abstractNumId="(\d+)"', [numbering]),
        first_list=_next(r'<w:num\b[^>]*w:numId="(\d+)"', [numbering]),
        first_note=_next(r'<w:footnote\b[^>]*w:id="(\d+)"', [notes]),
        first_bookmark=_next(r'<w:bookmarkStart\b[^>]*w:id="(\d+)"', every),
        first_drawing=_next(r'<wp:docPr\b[^>]*\bid="(\d+)"', every),
    )
    return replace(look, styles=sheet) if sheet else look


def _is_word(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml") and name.count("/") == 1


def _next(pattern: str, texts: list[str]) -> int:
    found = (int(each) for text in texts for each in re.findall(pattern, text))
    return max((each for each in found if each < _LARGE), default=0) + 1


def _page(document: str) -> tuple[int, int]:
    """Return width and height of the text area of the last section, in twips."""
    sections = _SECTION.findall(document)
    usual = Look()
    if not sections:
        return usual.width, usual.height
    size = _numbers(sections[-1], "pgSz")
    margin = _numbers(sections[-1], "pgMar")
    width = size.get("w", 0) - margin.get("left", 0) - margin.get("right", 0)
    height = size.get("h", 0) - abs(margin.get("top", 0)) - abs(margin.get("bottom", 0))
    return (width, height) if width > 0 and height > 0 else (usual.width, usual.height)


def _numbers(section: str, name: str) -> Mapping[str, int]:
    found = re.search(rf"<w:{name}\b([^>]*)>", section)
    given = re.findall(r'w:(\w+)="(-?\d+)"', found[1]) if found else []
    return {key: int(value) for key, value in given}
