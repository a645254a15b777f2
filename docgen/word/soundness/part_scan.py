"""A part of a Word file as what the rules ask of it (标记), read in one pass.

`PartScan` takes the bytes of a part as they are printed, or as they are unpacked. Where whole
elements of the body may come next (`between`), the marks of a piece that was looked at before
are added in place of its bytes. A block of the body is looked at when it ends, and let go.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from html import escape
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from msgspec import Struct

from docgen.patterns import lazy_pattern

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TBL, TR, TC, P = (f"{W}{name}" for name in ("tbl", "tr", "tc", "p"))
DTD = "含有文档类型定义（DTD）"
BROKEN = (ParseError, ValueError, LookupError)
"""What is raised by a part that is no sound XML."""
RELATION = "Relationship"
PROPERTIES = frozenset(
    ("{http://purl.org/dc/terms/}" if name in ("created", "modified") else space) + name
    for space, names in {
        "{http://purl.org/dc/elements/1.1/}": "title subject creator description identifier "
        "language created modified",
        "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}": "category "
        "contentStatus contentType keywords lastModifiedBy lastPrinted revision version",
    }.items()
    for name in names.split()
)
"""What a document says of itself (核心属性): noted with its text."""

_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_VAL = f"{W}val"
BODY = f"{W}body"
NOTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        BODY: (),
        f"{_STRICT}body": (),
        P: (f"{_W14}paraId", f"{_W14}textId"),
        TR: (f"{_W14}paraId", f"{_W14}textId"),
        f"{W}fldChar": (f"{W}fldCharType",),
        f"{W}bookmarkStart": (f"{W}id", f"{W}name"),
        f"{W}bookmarkEnd": (f"{W}id",),
        f"{W}id": (_VAL,),
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

_USED = frozenset(f"{W}{name}" for name in ("pStyle", "rStyle", "tblStyle", "numId"))
_REFERENCES = frozenset(
    f"{_R}{name}" for name in ("id", "embed", "link", "pict", "dm", "lo", "qs", "cs")
)
_HOLDERS = frozenset(f"{W}{name}" for name in ("hdr", "ftr", "footnote", "endnote", "comment"))
_AROUND_PIECE = "{piece}body"
# Elements that hold elements, never text.
_CONTAINERS = _HOLDERS | {
    f"{W}{name}"
    for name in (
        "document", "body", "tbl", "tr", "tc", "p", "r", "footnotes", "endnotes", "comments", "sdt",
        "sdtContent", "hyperlink",
    )
} | {_AROUND_PIECE}  # fmt: skip
# What stands in a cell and is no content of it.
_ASIDE = frozenset(
    f"{W}{name}"
    for name in (
        "tcPr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart",
        "permEnd", "proofErr", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd",
    )
)  # fmt: skip
_STORY = lazy_pattern(r"^word/(document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$")
_DOCTYPE = lazy_pattern(rb"<\x00?!\x00?(?:D\x00?O\x00?C|E\x00?N\x00?T)", re.IGNORECASE)
_TAG = lazy_pattern(r"\{\{.{1,200}?\}\}|\{%.{1,200}?%\}|\{#.{1,200}?#\}", re.DOTALL)
_LONGEST_TAG = 204
_BLOCK_DEPTH = 2  # a block of the body stands in it and in the root

Note = tuple[str, tuple[str | None, ...]]
"""The local name of an element and its noted attributes, None where one is absent."""


class PieceMarks(Struct, frozen=True):
    """What a stretch of XML says (一段的标记): whole elements of a part, or a whole part.

    `notes` stand in the order of the text; "reference" is one to a relationship. `faults` are
    messages with the number of their table, 0 for none, sorted; `tables` counts the tables.
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


class ScannedPart(Struct, frozen=True):
    """A part that was looked at while it was printed: its marks, its size in bytes, its CRC."""

    marks: PieceMarks
    size: int
    crc: int


def repeated_values(values: Iterable[Hashable]) -> list[Any]:
    """Return what stands more than once, each once."""
    return [value for value, count in Counter(values).items() if count > 1]


def is_story(name: str) -> bool:
    """Tell whether a part holds paragraphs and tables."""
    return _STORY.match(name) is not None


def has_dtd(xml: bytes) -> bool:
    """Tell whether a part defines a document type or entities."""
    return _DOCTYPE.search(xml) is not None


class PartScan:
    """Looks at one part bit by bit; `namespaces` are those a piece may use, by prefix."""

    def __init__(self) -> None:
        """Begin before the root."""
        self.namespaces: dict[str, str] = {}
        self._parser: XMLPullParser[Element] = XMLPullParser(["start-ns", "start", "end"])
        self._open: list[Element] = []
        self._rest, self._broken = b"", False
        self._notes: list[Note] = []
        self._used: set[Note] = set()  # notes that stand once
        self._faults: list[tuple[int, str]] = []
        self._tables = 0
        self._root = self._tag = self._words = ""

    def feed(self, data: bytes) -> None:
        """Take the bytes that are printed next; what is no XML is told when the file is read."""
        # Whole tags only: expat may put off reading one that came in halves.
        begun, end, self._rest = (self._rest + data).rpartition(b">")
        try:
            if not self._broken:
                self.read(begun + end)
        except BROKEN:
            self._broken = True

    def read(self, data: bytes) -> None:
        """Take the bytes that come next; raises one of BROKEN where they are no sound XML."""
        if not self._root and has_dtd(data):
            raise ValueError(DTD)
        self._parser.feed(data)
        events: Iterator[Any] = self._parser.read_events()  # what comes with each differs
        for event, element in events:
            if event == "end":
                self._open.pop()
                if len(self._open) <= _BLOCK_DEPTH:
                    self._end_element(element)
            elif event == "start":
                self._root = self._root or element.tag
                self._open.append(element)
            elif not self._root:
                prefix, uri = element
                self.namespaces[prefix] = uri

    def between(self) -> bool:
        """Tell whether whole paragraphs and tables of the body may come next."""
        return not self._broken and not self._rest and self._is_in_body()

    def add(self, piece: PieceMarks) -> None:
        """Take a piece whose marks are known, where `between` says it may come."""
        self._notes += piece.notes
        self._faults += ((table and table + self._tables, each) for table, each in piece.faults)
        self._tables += piece.tables
        self._tag = self._tag or piece.tag

    def marks(self) -> PieceMarks:
        """Return the marks of the whole part; raises one of BROKEN where it has not ended."""
        self._parser.close()
        notes, faults = tuple(self._notes), tuple(sorted(self._faults))
        return PieceMarks(notes, faults, self._tables, self._tag, self._root)

    def close(self, size: int, crc: int) -> ScannedPart | None:
        """End the part, which has so many bytes and that CRC; None where it is no XML."""
        try:
            return None if self._broken else ScannedPart(self.marks(), size, crc)
        except BROKEN:
            return None

    def _is_in_body(self) -> bool:
        return len(self._open) == _BLOCK_DEPTH and self._open[1].tag == BODY

    def _end_element(self, element: Element) -> None:
        if not self._open or self._is_in_body():
            self._look_into(element)
            after = element.tail
            element.clear()
            element.tag, element.tail = "", after  # what stays tells text between blocks

    def _look_into(self, block: Element) -> None:
        """Take in an element that has ended, with all in it."""
        for element in block.iter():
            tag, attributes = element.tag, element.attrib
            if tag in _LOOKED_AT:
                self._note_element(element)
            if attributes and not _REFERENCES.isdisjoint(attributes):
                for name in _REFERENCES & attributes.keys():
                    self._note_once("reference", attributes[name])
        if any(map(_has_stray_text, block.iter())):
            found = (each for each in block.iter() if each.tag in _CONTAINERS)
            self._faults += ((0, text) for each in found for text in _stray_texts(each))
        self._words += "".join(block.itertext())
        if not self._tag and (found_tag := _TAG.search(self._words)):
            self._tag = found_tag[0]
        self._words = self._words[-_LONGEST_TAG:]

    def _note_element(self, element: Element) -> None:
        tag, attributes = element.tag, element.attrib
        if tag in NOTED:
            values = tuple(map(attributes.get, NOTED[tag]))
            self._notes += [(_local_name(tag), values)] if set(values) != {None} else []
        elif tag in PROPERTIES:
            self._notes.append((_local_name(tag), (element.text or "",)))
        elif tag in _USED and _VAL in attributes:
            self._note_once(_local_name(tag), attributes[_VAL])
        if tag in _RULES:
            self._tables += tag == TBL
            table = self._tables if tag == TBL else 0
            self._faults += ((table, each) for each in _RULES[tag](element))

    def _note_once(self, kind: str, value: str) -> None:
        note = (kind, (value,))
        if note not in self._used:
            self._used.add(note)
            self._notes.append(note)


def piece_marks(data: bytes, namespaces: Mapping[str, str]) -> PieceMarks | None:
    """Return the marks of whole elements of a body; None where the bytes are none.

    What is well formed by itself leaves what it is put into as well formed as it was.
    `namespaces` are those of the part (`PartScan.namespaces`).
    """
    declared = "".join(
        f' xmlns{prefix and ":"}{prefix}="{escape(uri)}"' for prefix, uri in namespaces.items()
    )
    scan = PartScan()
    try:
        scan.read(f'<_:body xmlns:_="piece"{declared}>'.encode())
        scan.read(data)
        scan.read(b"</_:body>")
        return scan.marks()
    except BROKEN:
        return None


def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]


# -- what is wrong with an element that has ended --------------------------------------------------


def _has_stray_text(element: Element) -> bool:
    """Tell whether text stands behind an element, or in one that holds elements."""
    text = element.tail or (element.tag in _CONTAINERS and element.text) or ""
    return bool(text) and not text.isspace()


def _stray_texts(container: Element) -> Iterator[str]:
    for text in (container.text, *[each.tail for each in container]):
        if text and not text.isspace():
            yield f"有落在段落之外的文字“{text.strip()[:20]}”"


def _holder_faults(holder: Element) -> Iterator[str]:
    if next(holder.iter(P), None) is None:
        yield f"{_local_name(holder.tag)} 里没有段落"


def _section_faults(section: Element) -> Iterator[str]:
    for tag, what in ((f"{W}headerReference", "页眉"), (f"{W}footerReference", "页脚")):
        kinds = (each.get(f"{W}type", "default") for each in section.findall(tag))
        yield from (f"一节里有两个同类的{what}（{kind}）" for kind in repeated_values(kinds))


def _table_faults(table: Element) -> Iterator[str]:
    """Yield what is wrong with the rows and cells of a table, not with those of tables in it."""
    grid = table.find(f"{W}tblGrid")
    columns = 0 if grid is None else len(grid.findall(f"{W}gridCol"))
    above: set[int] = set()
    number = 0
    for number, row in enumerate(_own_elements(table, TR), 1):
        cells = list(_own_elements(row, TC))
        column, merged = _grid_number(row, "gridBefore", 0), set[int]()
        for at, cell in enumerate(cells, 1):
            merge = _layout_property(cell, "vMerge")
            if merge is not None:
                merged.add(column)
            begins = merge is None or merge.get(_VAL, "continue") != "continue"
            found = [] if begins or column in above else ["的合并没有起点"]
            yield from (f"第{number}行第{at}列{each}" for each in (*found, *_cell_faults(cell)))
            column += _grid_number(cell, "gridSpan", 1)
        column, above = column + _grid_number(row, "gridAfter", 0), merged
        if not cells:
            yield f"第{number}行没有单元格"
        elif columns and column > columns:
            yield f"第{number}行占 {column} 列，网格只有 {columns} 列"
    if not number:
        yield "没有行"


def _cell_faults(cell: Element) -> Iterator[str]:
    last = next((each for each in reversed(cell) if each.tag not in _ASIDE), None)
    if last is None:
        yield "没有段落"
    elif last.tag == TBL:
        yield "以表格结尾，缺少段落"
    elif next(last.iter(P), None) is None:
        yield "没有以段落结尾"


def _own_elements(holder: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, in content controls and the like or not."""
    ahead = list(reversed(holder))
    while ahead:
        each = ahead.pop()
        if each.tag == tag:
            yield each
        elif each.tag != TBL:
            ahead += reversed(each)


def _layout_property(holder: Element, name: str) -> Element | None:
    """Return a property of a row or a cell."""
    layout = holder.find(f"{holder.tag}Pr")
    return None if layout is None else layout.find(f"{W}{name}")


def _grid_number(holder: Element, name: str, otherwise: int) -> int:
    found = _layout_property(holder, name)
    value = "" if found is None else found.get(_VAL, "")
    return int(value) if value.isdecimal() and len(value) < 6 else otherwise  # noqa: PLR2004 (Word has 63 columns)


_RULES: Mapping[str, Callable[[Element], Iterator[str]]] = MappingProxyType(
    {
        **dict.fromkeys(_HOLDERS, _holder_faults),
        TBL: _table_faults,
        f"{W}sectPr": _section_faults,
    }
)
_LOOKED_AT = frozenset((*NOTED, *PROPERTIES, *_USED, *_RULES))
