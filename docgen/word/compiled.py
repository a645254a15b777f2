"""A part of a template as a program (编译): tags read, tree shaped, Jinja translated."""

from __future__ import annotations

import re
from types import CodeType

from jinja2 import nodes
from lxml import etree
from msgspec import Struct

from docgen.findings import Finding, Source, error, warning
from docgen.word import contract, identities, shape, syntax, tags, tree
from docgen.word.language import Refused
from docgen.word.package import decoded
from docgen.word.statements import Program
from docgen.word.tags import MARK, Mark, Marks

MOST_TAGS = 10_000
_ROOT = re.compile(r"<(?!\?)(?:\w+:)?\w+")
_TAG_LIKE = re.compile(r"\{[{%#]")
_MARKUP = re.compile(r"<[^>]*>")
_UNUSABLE = str.maketrans("\ufdd0\ufdd1\ufdd2\ufdd3", "\ufffd" * 4)
NAMESPACES = {
    "w": tree.WORD,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}


class PartFacts(Struct, frozen=True):
    """What is known of a part besides its program: `spots` are place and text of each line's tag.

    `looks` has, for tags that print runs, the properties of run and paragraph, and its style.
    """

    name: str
    spots: tuple[tuple[str, str], ...] = ()
    looks: dict[int, tuple[str, str, str]] = {}
    asked: tuple[tuple[str, int], ...] = ()
    faults: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()


def has_tags(xml: bytes) -> bool:
    """Tell whether a part may hold tags: in its text, however Word split it, or an attribute."""
    if b"{" not in xml:
        return False
    text = decoded(xml)
    return bool(_TAG_LIKE.search(text) or _TAG_LIKE.search(_MARKUP.sub("", text)))


def compiled(xml: bytes, name: str, label: str, shown: str) -> tuple[PartFacts, CodeType | None]:
    """Return the facts and the program of a part; the program is None when it has faults."""
    source = Source(shown)
    try:
        root = tree.parsed(decoded(xml).translate(_UNUSABLE).encode() if _odd(xml) else xml)
    except (etree.XMLSyntaxError, ValueError) as problem:
        message = f"《{shown}》的 {name} 不是正确的 XML：{problem}"
        fault = error("TPL02", source, message, "请用 Word 重新另存为 .docx")
        return PartFacts(name, faults=(fault,)), None
    marks = Marks(tree.Places(root, label))
    tags.read(root, marks)
    shape.shaped(root, marks)
    identities.freed(root, marks)
    data, lines = _pieces(_with_namespaces(_xml(root)), marks)
    return _program(name, data, lines, marks, source)


def _odd(xml: bytes) -> bool:
    return any(char.encode() in xml for char in "\ufdd0\ufdd1\ufdd2\ufdd3")


def _xml(root: tree.Element) -> str:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return head + etree.tostring(root, encoding="unicode")


def _with_namespaces(xml: str) -> str:
    """Declare the prefixes that markup uses; templates leave out what they do not need."""
    begin = _ROOT.search(xml)
    if begin is None or tree.WORD not in xml:
        return xml
    end = xml.index(">", begin.end())
    opening = xml[begin.start() : end]
    missing = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in NAMESPACES.items()
        if f"xmlns:{prefix}=" not in opening
    )
    return xml[: begin.end()] + missing + xml[begin.end() :]


def _pieces(xml: str, marks: Marks) -> tuple[tuple[str, ...], tuple[Mark | None, ...]]:
    """Return the XML between tags, and what stands in each line of Jinja: None for such XML."""
    data: list[str] = []
    lines: list[Mark | None] = []

    def put(text: str) -> None:
        position = 0
        for match in MARK.finditer(text):
            stretch(text[position : match.start()])
            mark = marks.all[int(match[1])]
            if mark.kind == "=":
                put(mark.inner)
                position = match.end()
                continue
            if mark.text.startswith("{{-") and data:
                data[-1] = data[-1].rstrip()
            if mark.kind != "{#":
                lines.append(mark)
            position = match.end()
        stretch(text[position:])

    def stretch(text: str) -> None:
        before = lines[-1] if lines else None
        if before is not None and before.text.endswith("-}}"):
            text = text.lstrip()
        if text:
            data.append(_unescaped(text))
            lines.append(None)

    put(xml)
    return tuple(data), tuple(lines)


def _unescaped(text: str) -> str:
    """Return text with docxtpl's escapes for literal braces undone."""
    for typed, meant in (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}")):
        text = text.replace(typed, meant)
    return text


def _program(
    name: str, data: tuple[str, ...], lines: tuple[Mark | None, ...], marks: Marks, source: Source
) -> tuple[PartFacts, CodeType | None]:
    spots = tuple(("", "") if mark is None else (mark.place, mark.text) for mark in lines)
    faults = [_unclosed(each, place, source) for each, place in marks.lone]
    faults += [_crowded(count, place, source) for count, place in marks.crowded]
    remarks = tuple(_lost(each, source) for each in marks.lost)
    parsed = syntax.parsed(_jinja(lines)) if len(marks.all) <= MOST_TAGS else "标签太多"
    wrong = tuple(syntax.foreign(lines))
    if isinstance(parsed, str):
        wrong += syntax.problems(lines) or ((1, f"标签写法不对：{parsed}", "检查标签"),)
    faults += [_fault(source, spots, problem) for problem in wrong]
    if faults or isinstance(parsed, str):
        return PartFacts(name, spots, faults=tuple(faults), remarks=remarks), None
    looks = {
        number: (mark.run, mark.paragraph, mark.style)
        for number, mark in enumerate(lines, 1)
        if mark is not None and mark.kind == "{{"
    }
    try:
        asked = contract.asked(parsed)
        code, refused = _code(name, data, lines, parsed)
        faults = [_fault(source, spots, (*each, "换一种写法"), "TPL07") for each in refused]
        facts = PartFacts(name, spots, looks, asked, tuple(faults), remarks)
    except (RecursionError, SyntaxError, MemoryError):
        fault = _fault(source, spots, (1, "标签嵌套太深", "拆成几个简单的标签"), "TPL07")
        return PartFacts(name, spots, faults=(fault,), remarks=remarks), None
    return facts, code


def _jinja(lines: tuple[Mark | None, ...]) -> str:
    count = 0
    written = []
    for mark in lines:
        if mark is None:
            written.append(f"\ufdd2{count}\ufdd3")
            count += 1
        else:
            written.append(f"{mark.kind} {mark.inner} {'}}' if mark.kind == '{{' else '%}'}")
    return "\n".join(written)


def _code(
    name: str, data: tuple[str, ...], lines: tuple[Mark | None, ...], parsed: nodes.Template
) -> tuple[CodeType | None, tuple[tuple[int, str], ...]]:
    """Return the program of a part, or what it must not do."""
    manners = {
        number: mark.manner for number, mark in enumerate(lines, 1) if mark and mark.kind == "{{"
    }
    program = Program(data, manners)
    try:
        with program.scope(parsed.body):
            program.block(parsed.body)
    except Refused as refused:
        program.refused.append((refused.tag, refused.message))
    if program.refused:
        return None, tuple(program.refused)
    return compile(program.source, f"<{name}>", "exec", dont_inherit=True), ()


def _fault(
    source: Source,
    spots: tuple[tuple[str, str], ...],
    problem: syntax.Problem,
    code: str = "TPL05",
) -> Finding:
    number, message, advice = problem
    place, text = spots[number - 1] if 0 < number <= len(spots) else ("", "")
    return error(
        code, Source(source.file, where=place), f"标签 {text} {message}".replace("  ", " "), advice
    )


def _unclosed(opening: str, place: str, source: Source) -> Finding:
    pairs = ("{{", "}}"), ("{%", "%}"), ("{#", "#}")
    closing = next(b if a == opening else a for a, b in pairs if opening in (a, b))
    message = f"“{opening}”没有对应的“{closing}”"
    return error(
        "TPL05", Source(source.file, where=place), message, "补全标签，一个标签写在同一段里"
    )


def _crowded(count: int, place: str, source: Source) -> Finding:
    message = f"一段里有 {count} 个标签，超过 {tags.MOST_IN_PARAGRAPH} 个"
    return error("TPL08", Source(source.file, where=place), message, "分成几段")


def _lost(lost: tuple[str, str, str], source: Source) -> Finding:
    text, place, words = lost
    message = f"标签 {text} 会占掉整段（行、格），旁边的“{words[:30]}”印不出来"
    return warning(
        "TPL10", Source(source.file, where=place), message, "把这些字移到别的段（行、格）"
    )
