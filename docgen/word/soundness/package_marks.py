"""The marks of all parts of a package (包的标记), and how its parts refer to each other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import ParseError

from msgspec import Struct

from docgen.findings import DocgenError
from docgen.word.archive import Member
from docgen.word.package import Package, relations_of, target_of
from docgen.word.soundness.part_scan import (
    BROKEN,
    DTD,
    RELATION,
    PieceMarks,
    ScannedPart,
    is_story,
    part_marks,
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
