"""What the rules ask of a stretch of XML (标记): which elements are noted, and the noted values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main}"
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml}"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DC = "http://purl.org/dc/elements/1.1/}"
_DCTERMS = "http://purl.org/dc/terms/}"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships}"
VAL = f"{W}val"

REFERENCES = frozenset(
    f"{_R}{name}" for name in ("id", "embed", "link", "pict", "dm", "lo", "qs", "cs")
)
"""Attributes that hold the id of a relationship."""

USED = frozenset(f"{W}{name}" for name in ("pStyle", "rStyle", "tblStyle", "numId"))
"""Elements whose `w:val` refers to a style or a list; each value is noted once."""

RELATION = "Relationship"
DATES = frozenset((f"{_DCTERMS}created", f"{_DCTERMS}modified", f"{_CORE}lastPrinted"))
"""Properties whose text is a date; it is noted as "date"."""

PROPERTIES = DATES.union(
    (f"{_DC}{name}" for name in ("title", "subject", "creator", "description")),
    (f"{_DC}{name}" for name in ("identifier", "language")),
    (f"{_CORE}{name}" for name in ("category", "contentStatus", "contentType", "keywords")),
    (f"{_CORE}{name}" for name in ("lastModifiedBy", "revision", "version")),
)
"""What a document says of itself (核心属性)."""

NOTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(PROPERTIES, ()),
        f"{W}body": (),
        f"{_STRICT}body": (),
        f"{W}p": (f"{_W14}paraId", f"{_W14}textId"),
        f"{W}tr": (f"{_W14}paraId", f"{_W14}textId"),
        f"{W}fldChar": (f"{W}fldCharType",),
        f"{W}bookmarkStart": (f"{W}id", f"{W}name"),
        f"{W}bookmarkEnd": (f"{W}id",),
        f"{W}id": (VAL,),
        f"{W}comment": (f"{W}id",),
        f"{W}footnote": (f"{W}id",),
        f"{W}endnote": (f"{W}id",),
        f"{W}commentReference": (f"{W}id",),
        f"{W}footnoteReference": (f"{W}id",),
        f"{W}endnoteReference": (f"{W}id",),
        f"{W}style": (f"{W}styleId",),
        f"{_STRICT}style": (f"{_STRICT}styleId",),
        f"{W}num": (f"{W}numId",),
        f"{_WP}docPr": ("id",),
        f"{_TYPES}Default": ("Extension", "ContentType"),
        f"{_TYPES}Override": ("PartName", "ContentType"),
        f"{_RELATIONS}{RELATION}": ("Id", "Type", "Target", "TargetMode"),
    }
)
"""Elements whose attributes are noted each time, where there are any."""

Note = tuple[str, tuple[str | None, ...]]
"""The local name of an element and its noted attributes, None where one is absent."""


class PieceMarks(Struct, frozen=True):
    """What a stretch of XML says (一段的标记): whole elements of a part, or a whole part.

    `notes` stand in the order of the text; "reference" is one to a relationship. `faults` are
    messages with the number of their table, 0 for none; `tables` counts the tables.
    `tag` is the first text that looks like a template's tag; `root` the root of a whole part.
    """

    notes: tuple[Note, ...] = ()
    faults: tuple[tuple[int, str], ...] = ()
    tables: int = 0
    tag: str = ""
    root: str = ""

    def noted(self, kind: str) -> Iterator[tuple[str | None, ...]]:
        """Yield the attributes of all noted elements of a local name."""
        return (values for each, values in self.notes if each == kind)

    def first_values(self, kind: str) -> list[str]:
        """Return the first noted attribute of each element of a name, where it has one."""
        return [values[0] for values in self.noted(kind) if values[0] is not None]


def repeated_values(values: Iterable[str]) -> list[str]:
    """Return what stands more than once, each once."""
    return [value for value, count in Counter(values).items() if count > 1]


class ScannedPart(Struct, frozen=True):
    """A part that was looked at while it was printed: its marks, its size in bytes, its CRC."""

    marks: PieceMarks
    size: int
    crc: int
