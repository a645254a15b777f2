"""Is a Word file fit to be a template (收件)? Asked before its tags are read.

Refused is what would act or reach elsewhere when opened (macros, links, DTDs), and what Word
itself would refuse: a part that is no XML or not what its relationship says, a document without a
body. What nothing refers to (遗留部分) Word passes over; a report that is to be sound holds none of
it, so it is left out. What is copied from a template is not looked at again.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import unquote
from xml.etree.ElementTree import Element, iterparse

from msgspec.structs import replace

from docgen.findings import DocgenError, Finding, Source, error
from docgen.patterns import lazy_pattern
from docgen.word.package import (
    MAIN,
    TYPES,
    Package,
    damaged_file,
    decoded_xml,
    member_data,
    opened_package,
    packed_member,
    relations_of,
)
from docgen.word.soundness.file_faults import (
    Fault,
    PackageMarks,
    internal_targets,
    package_faults,
    package_marks,
    part_marks,
    text_faults,
)
from docgen.word.soundness.part_scan import BROKEN, has_dtd

LARGEST_XML = 20_000_000
MOST_STYLES = 4079
"""Word's own limit."""

_SAVE_AGAIN = "请用 Word 重新另存为 .docx"
_STYLES = "word/styles.xml"
_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main",
)
# The document itself is looked at when it is printed; what is copied beside it is not.
_BESIDE = lazy_pattern(r"word/(?:header\d*|footer\d*|footnotes|endnotes|comments)\.xml$")
_TAG_LIKE = lazy_pattern(r"\{[{%#]")
_MARKUP = lazy_pattern(r"<[^>]*>")
_OVERRIDE = lazy_pattern(r"<(?:\w+:)?Override\b[^>]*?PartName\s*=\s*\"/?([^\"]*)\"[^>]*?/>")
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006"
_ROOTS: Mapping[str, str] = MappingProxyType(
    {
        "officeDocument": "document", "styles": "styles", "numbering": "numbering",
        "settings": "settings", "webSettings": "webSettings", "fontTable": "fonts",
        "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments", "header": "hdr",
        "footer": "ftr", "theme": "theme", "core-properties": "coreProperties",
    }
)  # fmt: skip

_FIELD = lazy_pattern(
    r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD)\b"
)
_ACTIVE = (
    (lazy_pattern(r"vbaProject|vbaData|macroEnabled", re.IGNORECASE), "宏"),
    (lazy_pattern(r"activeX/", re.IGNORECASE), "ActiveX 控件"),
    (lazy_pattern(r"oleObject", re.IGNORECASE), "嵌入的对象（OLE）"),
    (lazy_pattern(r"afchunk|altChunk", re.IGNORECASE), "嵌入的另一份文件（altChunk）"),
)
_LINKS = {
    "attachedTemplate": "附加的外部模板",
    "oleObject": "链接的外部对象",
    "image": "链接的外部图片",
    "frame": "外部框架",
    "aFChunk": "外部文件（altChunk）",
    "subDocument": "外部子文档",
    "externalLinkPath": "外部链接",
    "mailMergeSource": "邮件合并的数据源",
    "mailMergeHeaderSource": "邮件合并的数据源",
}
_INSIDE = {
    "aFChunk": "嵌入的另一份文件（altChunk）",
    "vbaProject": "宏",
    "oleObject": "嵌入的对象（OLE）",
    "control": "ActiveX 控件",
}
_ELEMENTS = {
    "altChunk": "嵌入的另一份文件（altChunk）",
    "mailMerge": "邮件合并的数据源",
    "{http://www.w3.org/2001/XInclude}include": "取自别处的内容（XInclude）",
}
_WANTED = ("hyperlink",)


def has_tags(xml: bytes) -> bool:
    """Tell whether a part may hold tags: in its text, however Word split it, or an attribute."""
    if b"{" not in xml:
        return False
    text = decoded_xml(xml)
    return bool(_TAG_LIKE.search(text) or _TAG_LIKE.search(_MARKUP.sub("", text)))


def sound_package(data: bytes, shown: str) -> Package:
    """Return the package of a Word file, without what nothing refers to.

    Raises DocgenError for everything that keeps it from being a template.
    """
    package = opened_package(data, shown)
    _refuse_large_parts(package, shown)
    whole = package_marks(package)
    if found := tuple(dict.fromkeys(_package_hazards(package, Source(shown)))):
        raise DocgenError(*found)
    for name, what in whole.broken[:1]:
        raise damaged_file(shown, f"的 {name} {what}")
    main = _main_part(whole, shown)
    kept = _without_leftovers(whole)
    if faults := tuple(dict.fromkeys(_template_faults(whole, kept, main))):
        advice = "请用 Word 打开，另存为 .docx，再用作模板"
        messages = (f"《{shown}》的 {where} {what}" for where, what in faults[:20])
        raise DocgenError(*(error("TPL04", Source(shown), each, advice) for each in messages))
    return kept.package


def _refuse_large_parts(package: Package, shown: str) -> None:
    """Refuse XML too large to be a template; unpack every part once, so that all are sound."""
    for member in package.members:
        if member.size > LARGEST_XML and member.name.endswith((".xml", ".rels")):
            what = f"内的 {member.name} 解压后有 {member.size} 字节，超过 {LARGEST_XML} 字节"
            raise damaged_file(shown, what, "请换一份小一些的模板")
        member_data(member, shown)


def _main_part(whole: PackageMarks, shown: str) -> str:
    mains = whole.related("", "officeDocument")
    if not mains or mains[0] not in whole.names:
        message = f"《{shown}》不是 Word 文件：缺少正文部分"
        raise DocgenError(error("TPL04", Source(shown), message, _SAVE_AGAIN))
    types = whole.package.text(TYPES)
    if MAIN not in types:
        template = "template.main+xml" in types
        what = "Word 模板（.dotx）" if template else "别的 Office 文件"
        message = f"《{shown}》不是普通的 .docx，是{what}"
        raise DocgenError(error("TPL04", Source(shown), message, "请在 Word 中另存为 .docx"))
    return mains[0]


# -- what nothing refers to ------------------------------------------------------------------------


def _without_leftovers(whole: PackageMarks) -> PackageMarks:
    """Return a package without the parts and content types that no relationship leads to."""
    reached, ahead = {TYPES}, [""]
    while ahead:
        part = ahead.pop()
        table = relations_of(part)
        found = {unquote(each) for _, each in internal_targets(whole.marks_of(table), part)}
        ahead += found - reached
        reached |= {*found, table}
    typed = {each.removeprefix("/") for each in whole.parts[TYPES].first_values("Override")}
    left = (whole.names | typed) - (reached & whole.names)
    if not left:
        return whole
    package = _without_parts(whole.package, left)
    parts = {name: marks for name, marks in whole.parts.items() if name not in left}
    types = package.member(TYPES)
    parts |= {TYPES: part_marks(types)} if types else {}
    return replace(whole, package=package, names=whole.names - left, parts=parts)


def _without_parts(package: Package, names: Collection[str]) -> Package:
    types = _OVERRIDE.sub(lambda m: "" if m[1] in names else m[0], package.text(TYPES))
    kept = tuple(each for each in package.members if each.name not in names)
    left = Package(kept, package.unchanged - frozenset(names))
    return left.replaced({TYPES: packed_member(TYPES, (types.encode(),))})


# -- what Word would refuse ------------------------------------------------------------------------


def _template_faults(whole: PackageMarks, kept: PackageMarks, main: str) -> Iterator[Fault]:
    if kept.marks_of(TYPES).root != f"{_PACKAGE}/content-types}}Types":
        yield TYPES, "不是内容类型表"
    for owner in ("", main):
        table = relations_of(owner)
        if table in kept.names:
            yield from _relation_faults(kept, owner, table)
        elif _STYLES in whole.names:
            yield table, "不见了，正文连不上它的样式"
    yield from _document_faults(kept, main)
    yield from package_faults(kept)
    for name, marks in kept.stories():
        if _BESIDE.match(name) and not has_tags(kept.package.part(name)):
            yield from ((name, each) for each in text_faults(marks, checked=True))


def _relation_faults(whole: PackageMarks, owner: str, table: str) -> Iterator[Fault]:
    marks = whole.marks_of(table)
    if marks.root != f"{_PACKAGE}/relationships}}Relationships":
        yield table, "不是关系表"
    for kind, part in internal_targets(marks, owner):
        what = kind.rpartition("/")[2]
        if part in whole.names and what in _ROOTS and not _is_root(whole.marks_of(part).root, what):
            yield part, f"不是它应当是的部分（{what}）"


def _is_root(root: str, kind: str) -> bool:
    space, _, name = root.rpartition("}")
    return name == _ROOTS[kind] and (name in ("coreProperties", "theme") or space in _WORD)


def _document_faults(whole: PackageMarks, main: str) -> Iterator[Fault]:
    marks = whole.marks_of(main)
    bodies = len(list(marks.noted("body")))
    if marks.root.endswith("}document") and bodies != 1:
        yield main, "有不止一个正文（body）" if bodies else "没有正文（body）"
    count = len(list(whole.marks_of(_STYLES).noted("style")))
    if count > MOST_STYLES:
        yield _STYLES, f"有 {count} 个样式，Word 最多认 {MOST_STYLES} 个"


# -- what would act --------------------------------------------------------------------------------


def _package_hazards(package: Package, source: Source) -> Iterator[Finding]:
    """Yield a finding for everything in a template that could act or reach elsewhere."""
    for name in (each.name for each in package.members):
        yield from (
            _hazard_finding(source, what, name) for rule, what in _ACTIVE if rule.search(name)
        )
        if name.startswith("word/media/"):
            continue
        if _is_xml(xml := package.part(name)) or name.endswith((".xml", ".rels")):
            yield from (_hazard_finding(source, *each) for each in _part_hazards(xml, name))


def _is_xml(data: bytes) -> bool:
    """Tell whether a part is XML, whatever its name: a header may lie in a file `header.dat`."""
    return data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<"


def _part_hazards(xml: bytes, name: str) -> Iterator[tuple[str, str]]:
    """Yield what of a part could act, and where."""
    if has_dtd(xml):
        yield "文档类型定义（DTD）", name
        return
    if name == TYPES and "macroEnabled" in decoded_xml(xml):
        yield "宏", name
    codes = [""]  # instructions of fields: the name of one may be spread over several runs
    for element in _ended_elements(xml):
        local, given = element.tag.rpartition("}")[2], element.attrib
        if local == "Relationship":
            yield from _link_hazards(given, name)
        elif local == "instrText":
            codes[-1] += "".join(element.itertext())
        elif local == "fldSimple":
            codes += [v for k, v in given.items() if k.rpartition("}")[2] == "instr"] + [""]
        elif local == "fldChar":
            codes.append("")
        elif what := _ELEMENTS.get(local) or _ELEMENTS.get(element.tag):
            yield what, name
    yield from (
        (f"会读取外部内容的域 {field}", name) for code in codes for field in _reaching_fields(code)
    )


def _ended_elements(xml: bytes) -> Iterator[Element]:
    """Yield the elements of XML as they end; of anything else those before the fault.

    Read by a parser: prefixes, entities and CDATA hide nothing.
    """
    with contextlib.suppress(*BROKEN):
        for _, element in iterparse(io.BytesIO(xml)):  # noqa: S314 (without a DTD nothing is expanded)
            yield element
            if len(element):
                element.clear()


def _link_hazards(given: Mapping[str, str], name: str) -> Iterator[tuple[str, str]]:
    kind = given.get("Type", "").rpartition("/")[2]
    if given.get("TargetMode", "").lower() == "external" and kind not in _WANTED:
        where = f"{name} → {given.get('Target', '')[:80]}"
        yield _LINKS.get(kind, f"外部链接（{kind}）"), where
    elif kind in _INSIDE:
        yield _INSIDE[kind], name


def _reaching_fields(code: str) -> Iterator[str]:
    words = code.strip().split(maxsplit=1)
    found = _FIELD.match(words[0].upper()) if words else None
    if found and found[0] == words[0].upper():
        yield found[1]


def _hazard_finding(source: Source, what: str, where: str) -> Finding:
    message = f"《{source.file}》含有{what}（{where}），不能用作模板"
    return error("TPL03", source, message, "请在 Word 中去掉它，另存为普通的 .docx")
