"""The marks of all parts of a package (包的标记), and how its parts must hang together."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import ParseError

from msgspec import Struct

from docgen.findings import DocgenError
from docgen.word.package import (
    MAIN,
    ROOT_RELATIONS,
    TYPES,
    Member,
    Package,
    inflated_chunks,
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
    is_story,
    repeated_values,
)

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


_DATED = frozenset(["created", "modified", "lastPrinted"])
_DATE_FORM = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?"
)
_NO_URI = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f]|%(?![0-9A-Fa-f]{2})")


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
