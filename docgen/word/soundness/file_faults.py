"""Is this file sound? (结构检查) Everything that keeps it from opening cleanly, as findings.

First the marks of all parts, then the rules: how parts hang together, what stands in those with
paragraphs, what they refer to, and which ids must be unique.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import ParseError

from msgspec import Struct

from docgen.findings import DocgenError, Finding, Source, error
from docgen.patterns import lazy_pattern
from docgen.word.package import (
    MAIN,
    ROOT_RELATIONS,
    TYPES,
    Member,
    Package,
    inflated_chunks,
    opened_package,
    relations_of,
    target_of,
)
from docgen.word.soundness.part_scan import (
    BROKEN,
    DTD,
    RELATION,
    PartScan,
    PieceMarks,
    ScannedPart,
    W,
    is_story,
    repeated_values,
)

CODE = "TPL20"
MOST_FAULTS = 50
_ADVICE = "这是模板或 docgen 的问题；请换一份模板再试，并报告这个文件"
_ROOTS = frozenset(
    f"{W}{name}" for name in ("document", "hdr", "ftr", "footnotes", "endnotes", "comments")
)
# What is referred to, what is said where it is not there, the part that defines it, and as what.
_REFERENCES = (
    ("pStyle", "段落样式 {} 不存在", "styles", "style"),
    ("rStyle", "文字样式 {} 不存在", "styles", "style"),
    ("tblStyle", "表格样式 {} 不存在", "styles", "style"),
    ("numId", "编号 {} 不存在", "numbering", "num"),
    ("footnoteReference", "脚注 {} 没有内容", "footnotes", "footnote"),
    ("endnoteReference", "尾注 {} 没有内容", "endnotes", "endnote"),
    ("commentReference", "批注 {} 没有内容", "comments", "comment"),
)
_NO_LIST = frozenset(["", "0"])
_SMALL = lazy_pattern(r"^word/(header|footer|footnotes|endnotes)\d*\.xml$")
_LARGEST = 2**31
_LONGEST_BOOKMARK = 40
_DATED = frozenset(["created", "modified", "lastPrinted"])
_DATE_FORM = lazy_pattern(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?"
)
_NO_URI = lazy_pattern(r"[\s<>\"{}|\\^`\x00-\x1f]|%(?![0-9A-Fa-f]{2})")

Fault = tuple[str, str]
"""The part and what is wrong there."""


class PackageMarks(Struct, frozen=True):
    """The parts that are looked at: their marks by name, and what is no XML.

    `trusted` are parts that were copied from a template that was looked at before.
    """

    package: Package
    names: frozenset[str]
    trusted: frozenset[str]
    parts: Mapping[str, PieceMarks]
    broken: tuple[Fault, ...]

    def stories(self) -> Iterator[tuple[str, PieceMarks]]:
        """Yield name and marks of the parts that hold paragraphs."""
        return ((name, marks) for name, marks in self.parts.items() if is_story(name))

    def marks_of(self, name: str) -> PieceMarks:
        """Return the marks of a part, a trusted one as well; none where it is missing or broken."""
        member = self.package.member(name)
        if name in self.parts or member is None:
            return self.parts.get(name, PieceMarks())
        with contextlib.suppress(*BROKEN, DocgenError):
            return part_marks(member)
        return PieceMarks()

    def related(self, owner: str, kind: str) -> list[str]:
        """Return the parts that `owner` refers to as `kind`; "" stands for the package itself."""
        found = internal_targets(self.marks_of(relations_of(owner)), owner)
        return [target for each, target in found if each.rpartition("/")[2] == kind]


def package_marks(
    package: Package,
    trusted: frozenset[str] = frozenset(),
    scanned: Mapping[str, ScannedPart] = MappingProxyType({}),
) -> PackageMarks:
    """Return what the parts say that are not trusted; those scanned while printed are not read."""
    parts: dict[str, PieceMarks] = {}
    broken: list[Fault] = []
    for member in package.members:
        if member.name not in trusted and member.name.endswith((".xml", ".rels")):
            try:
                parts[member.name] = _marks_of(member, scanned.get(member.name))
            except BROKEN as problem:
                broken.append((member.name, _xml_fault(problem)))
    names = frozenset(each.name for each in package.members)
    return PackageMarks(package, names, trusted, parts, tuple(broken))


def part_marks(member: Member) -> PieceMarks:
    """Return the marks of a part of a file.

    Raises one of BROKEN where it is no sound XML, DocgenError where it cannot be unpacked.
    """
    scan = PartScan()
    for data in inflated_chunks(member, member.name):
        scan.read(data)
    return scan.marks()


def internal_targets(marks: PieceMarks, owner: str) -> Iterator[tuple[str, str]]:
    """Yield type and target of the relationships of a part that aim at parts."""
    for _, kind, target, mode in marks.noted(RELATION):
        bare = (target or "").partition("#")[0]
        if bare and mode != "External":
            yield kind or "", target_of(owner, bare)


def _marks_of(member: Member, scanned: ScannedPart | None) -> PieceMarks:
    if scanned and (scanned.size, scanned.crc) == (member.size, member.crc):
        return scanned.marks
    return part_marks(member)


def _xml_fault(problem: Exception) -> str:
    """Say what is wrong with the XML of a part."""
    if isinstance(problem, ParseError):
        line, column = problem.position
        return f"不是正确的 XML（第 {line} 行第 {column + 1} 个字符）"
    return DTD if DTD in str(problem) else "不是正确的 XML（编码不明）"


def file_faults(
    data: bytes,
    shown: str,
    trusted: Collection[str] = (),
    printed: Mapping[str, ScannedPart] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Return an 错误 for everything that keeps a file from opening cleanly.

    `trusted` names parts copied from a template that was looked at before; `printed` are parts
    that were scanned while they were printed, by name.
    """
    try:
        whole = package_marks(opened_package(data, shown), frozenset(trusted), printed)
    except DocgenError as problem:
        return tuple(
            error(CODE, Source(shown), each.message, each.advice) for each in problem.findings
        )
    found = list(dict.fromkeys(all_faults(whole)))
    return tuple(
        error(CODE, Source(shown, where=where), message, _ADVICE)
        for where, message in found[:MOST_FAULTS]
    )


def all_faults(whole: PackageMarks) -> Iterator[Fault]:
    """Yield everything that keeps a file from opening cleanly."""
    yield from whole.broken
    if TYPES not in whole.parts and TYPES not in whole.trusted:
        return
    yield from package_faults(whole)
    for name, marks in whole.stories():
        checked = bool(whole.trusted)
        yield from ((name, each) for each in text_faults(marks, checked=checked))
    if not whole.broken:  # what refers to a part that is no XML would be told as well
        yield from reference_faults(whole)
    yield from id_faults(whole)


# -- parts, types and relationships ----------------------------------------------------------------


def package_faults(whole: PackageMarks) -> Iterator[Fault]:
    """Yield what is wrong with how the parts hang together."""
    if TYPES in whole.parts:
        yield from _type_faults(whole)
    targets = {TYPES}
    for name, marks in whole.parts.items():
        if name.endswith(".rels"):
            targets.update(target for _, target in internal_targets(marks, _owner_of(name)))
            yield from ((name, each) for each in _relation_faults(marks, name, whole.names))
        if marks.root.endswith("}coreProperties"):
            yield from ((name, each) for each in _property_faults(marks))
    for name in () if whole.trusted else sorted(whole.names - targets):
        if not name.endswith(".rels"):
            yield name, "没有被任何部分引用"
    if ROOT_RELATIONS in whole.parts:
        yield from _main_faults(whole)


def _type_faults(whole: PackageMarks) -> Iterator[Fault]:
    types = whole.parts[TYPES]
    defaults = [each.lower() for each in types.first_values("Default")]
    overrides = types.first_values("Override")
    for each in repeated_values([*defaults, *(name.lower() for name in overrides)]):
        yield TYPES, f"{each} 的内容类型写了两次"
    typed = {name.removeprefix("/") for name in overrides}
    for name in sorted(whole.names - typed - {TYPES}):
        if name.rpartition(".")[2].lower() not in defaults:
            yield name, "没有内容类型"
    for name in () if whole.trusted else sorted(typed - whole.names):
        yield TYPES, f"说到的部分 {name} 不存在"


def _owner_of(name: str) -> str:
    """Return the part that a relationships part belongs to.

    >>> _owner_of("word/_rels/document.xml.rels"), _owner_of("_rels/.rels")
    ('word/document.xml', '')
    """
    folder, _, last = name.rpartition("/")
    holder = folder.removesuffix("_rels")
    return f"{holder}{last.removesuffix('.rels')}"


def _relation_faults(marks: PieceMarks, name: str, names: frozenset[str]) -> Iterator[str]:
    owner = _owner_of(name)
    if owner and owner not in names:
        yield f"所属的部分 {owner} 不存在"
    yield from (f"关系编号 {each} 重复" for each in repeated_values(marks.first_values(RELATION)))
    lower = {each.lower(): each for each in names}
    for _, target in internal_targets(marks, owner):
        if target not in names:
            other = lower.get(target.lower())
            yield f"指向的 {target} 不存在" + (f"（有 {other}，大小写不同）" if other else "")
    for _, _, address, mode in marks.noted(RELATION):
        if mode == "External" and (not address or _NO_URI.search(address)):
            yield f"外部链接 {(address or '')[:60]!r} 不是合法的网址"


def _main_faults(whole: PackageMarks) -> Iterator[Fault]:
    mains = whole.related("", "officeDocument")
    if len(mains) != 1:
        yield ROOT_RELATIONS, "没有指明正文部分" if not mains else "指明了不止一个正文部分"
        return
    if TYPES in whole.parts and _content_type(whole.parts[TYPES], mains[0]) != MAIN:
        yield mains[0], "正文部分的内容类型不对"
    if mains[0] in whole.parts and not whole.parts[mains[0]].root.endswith("}document"):
        yield mains[0], "正文部分不是 Word 文档"


def _content_type(types: PieceMarks, name: str) -> str | None:
    """Return the content type of a part: its own, else that of its extension."""
    usual = {(extension or "").lower(): kind for extension, kind in types.noted("Default")}
    own = {part: kind for part, kind in types.noted("Override")}  # noqa: C416 (pairs of any length to mypy)
    return own.get(f"/{name}", usual.get(name.rpartition(".")[2].lower()))


def _property_faults(marks: PieceMarks) -> Iterator[str]:
    kinds = (kind for kind, _ in marks.notes)
    yield from (f"文档属性 {kind} 写了两次" for kind in repeated_values(kinds))
    for text in (values[0] or "" for kind, values in marks.notes if kind in _DATED):
        if not _DATE_FORM.fullmatch(text.strip()):
            yield f"文档属性里的日期“{text.strip()}”格式不对"


# -- text and references ---------------------------------------------------------------------------


def text_faults(marks: PieceMarks, *, checked: bool) -> Iterator[str]:
    """Yield what is wrong with the text of a part.

    `checked` says that the renderer saw to its tags: what looks like a tag is then content.
    """
    yield from (f"表格{table} {each}" if table else each for table, each in marks.faults)
    yield from _body_faults(marks)
    yield from _field_faults(marks.first_values("fldChar"))
    if marks.tag and not checked:
        yield f"还留有模板标签 {marks.tag[:40]}"


def _body_faults(marks: PieceMarks) -> Iterator[str]:
    if marks.root not in _ROOTS:
        yield "不是 Word 的内容"
    bodies = len(list(marks.noted("body")))
    if marks.root == f"{W}document" and bodies != 1:
        yield "有两个正文（w:body）" if bodies else "没有正文（w:body）"


def _field_faults(kinds: list[str]) -> Iterator[str]:
    """Yield fields that do not close; those of one part form one sequence."""
    depth = 0
    for kind in kinds:
        depth += {"begin": 1, "end": -1}.get(kind, 0)
        if depth < 0:
            yield "域的结束没有开头"
            return
        if kind == "separate" and not depth:
            yield "域的分隔没有开头"
            return
    if depth:
        yield "域没有结束"


def reference_faults(whole: PackageMarks) -> Iterator[Fault]:
    """Yield references to relationships, styles, lists and notes that are not there.

    Where the part that defines them was copied from the template, a style or list that is not
    there was the template's own choice: Word prints it as plain text without complaint.
    """
    main = "".join(whole.related("", "officeDocument")[:1])
    for name, marks in whole.stories():
        known = whole.marks_of(relations_of(name)).first_values(RELATION)
        for each in sorted(set(marks.first_values("reference")).difference(known)):
            yield name, f"引用的关系 {each} 不存在" if each else "有空的关系引用"
        for kind, message, part, defined in _REFERENCES:
            used = set(marks.first_values(kind)) - (_NO_LIST if kind == "numId" else set())
            missing = used - _defined_ids(whole, main, (part, defined), used)
            yield from ((name, message.format(each)) for each in sorted(missing))


def _defined_ids(
    whole: PackageMarks, main: str, definition: tuple[str, str], used: set[str]
) -> set[str]:
    """Return what a kind of part defines; all that is used where nothing need be asked."""
    part, kind = definition
    parts = whole.related(main, part)[:1] if used else []
    if part in ("styles", "numbering") and not whole.trusted.isdisjoint(parts):
        return used
    return {value for name in parts for value in whole.marks_of(name).first_values(kind)}


# -- ids -------------------------------------------------------------------------------------------


def id_faults(whole: PackageMarks) -> Iterator[Fault]:
    """Yield ids that stand twice or are too large, bookmarks that do not pair or are too long."""
    yield from _drawing_faults(whole)
    yield from _bookmark_faults(whole)
    yield from _paragraph_faults(whole)
    for name, marks in whole.stories():
        for kind, what in (("id", "内容控件"), ("comment", "批注"), ("bookmarkStart", "书签")):
            repeated = repeated_values(marks.first_values(kind))
            yield from ((name, f"{what}编号 {each} 重复") for each in repeated)


def _repeated_pairs(pairs: Iterable[Fault], known: Iterable[str] = ()) -> Iterator[Fault]:
    """Yield those pairs of a part and an id whose id stood before, or is known from elsewhere.

    Whether letters are large or small makes no other id.
    """
    seen = {each.lower() for each in known}
    for name, each in pairs:
        if each.lower() in seen:
            yield name, each
        seen.add(each.lower())


def _drawing_faults(whole: PackageMarks) -> Iterator[Fault]:
    copied = (whole.marks_of(name) for name in whole.trusted if _SMALL.match(name))
    known = [each for marks in copied for each in marks.first_values("docPr")]
    pairs = [
        (name, each) for name, marks in whole.stories() for each in marks.first_values("docPr")
    ]
    yield from ((name, f"图形编号 {each} 重复") for name, each in _repeated_pairs(pairs, known))
    for name, each in pairs:
        if not each.isdecimal() or len(each) > 10 or int(each) >= _LARGEST:  # noqa: PLR2004 (digits of 2**31)
            yield name, f"图形编号 {each} 不在 0—{_LARGEST - 1} 之内"


def _bookmark_faults(whole: PackageMarks) -> Iterator[Fault]:
    ids: list[Fault] = []
    names: list[Fault] = []
    for part, marks in whole.stories():
        starts = set(marks.first_values("bookmarkStart"))
        ends = set(marks.first_values("bookmarkEnd"))
        yield from ((part, f"书签 {each} 没有成对") for each in sorted(starts ^ ends))
        ids += ((part, each) for each in sorted(starts))
        names += ((part, name) for _, name in marks.noted("bookmarkStart") if name is not None)
    yield from ((part, f"书签编号 {each} 在两个部分重复") for part, each in _repeated_pairs(ids))
    for part, name in names:
        if len(name) > _LONGEST_BOOKMARK:
            yield part, f"书签名“{name[:20]}…”超过 {_LONGEST_BOOKMARK} 个字符"
    yield from ((part, f"书签名“{name}”重复") for part, name in _repeated_pairs(names))


def _paragraph_faults(whole: PackageMarks) -> Iterator[Fault]:
    pairs: list[Fault] = []
    for part, marks in whole.stories():
        for kind, values in marks.notes:
            number = values[0] if kind in ("p", "tr") else None
            if number is None:
                continue
            pairs.append((part, number))
            if kind == "tr" and values[1] is None:
                yield part, f"表格行 {number} 有 paraId 而没有 textId"
            if not re.fullmatch("[0-9A-Fa-f]{1,8}", number) or int(number, 16) >= _LARGEST:
                yield part, f"段落编号 {number} 不小于 80000000"
    yield from ((part, f"段落编号 {each} 重复") for part, each in _repeated_pairs(pairs))
