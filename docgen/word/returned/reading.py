"""A Word file read back as a person sees it (读回): paragraphs, tables, comments.

Tracked insertions count as accepted, deletions are gone; field codes are no text, their results
are. A cell that a vertical merge covers repeats the text of the merge's first cell.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from docgen.findings import DocgenError
from docgen.word.package import Package, opened_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGEST = 1 << 27


class Line(Struct, frozen=True):
    """A paragraph (段落): its text, and where a reader finds it: `第3段`, `表格2 第4行第5列`."""

    text: str
    where: str
    table: int = 0
    row: int = 0
    column: int = 0


class Comment(Struct, frozen=True):
    """A comment (批注): who, what, and the text it hangs on."""

    author: str
    text: str
    on: str


class Grid(Struct, frozen=True):
    """A table (表格) as rows of cell texts, merged cells written out."""

    rows: tuple[tuple[str, ...], ...]


class Reading(Struct, frozen=True):
    """All a person sees of a file, in order; `lines` has each paragraph or cell once."""

    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    comments: tuple[Comment, ...] = ()


def reading(data: bytes) -> Reading:
    """Return what stands in a .docx; ValueError when it cannot be read."""
    try:
        package = opened_package(data, "")
        body = _tree(package, "word/document.xml").find(f"{_W}body")
        notes = _comments(package)
    except (DocgenError, etree.XMLSyntaxError) as problem:
        raise ValueError(str(problem)) from problem
    if body is None:
        fault = "word/document.xml"
        raise ValueError(fault)
    tables = [child for child in _flat(body) if child.tag == f"{_W}tbl"]
    grids = tuple(_grid(table) for table in tables)
    anchors = _anchors(body)
    comments = tuple(Comment(who, text, anchors.get(key, "")) for key, who, text in notes)
    return Reading(tuple(_lines(body)), grids, comments)


def _tree(package: Package, name: str) -> etree._Element:
    member = package.member(name)
    if member is None or member.size > _LARGEST:
        fault = f"{name} 太大" if member else f"没有 {name}"
        raise ValueError(fault)
    return etree.fromstring(package.part(name), _parser())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _flat(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs and tables of a body or cell, content controls opened."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _flat(child)


def _lines(body: etree._Element) -> Iterator[Line]:
    paragraphs = tables = 0
    for child in _flat(body):
        if child.tag == f"{_W}p":
            text = words(child)
            if text.strip():
                paragraphs += 1
                yield Line(text, f"第{paragraphs}段")
        else:
            tables += 1
            yield from _cells(child, tables)


def _cells(table: etree._Element, order: int) -> Iterator[Line]:
    for number, row in enumerate(_rows(table), 1):
        column = 1
        for cell in _row_cells(row):
            text = _cell_text(cell)
            if text.strip() and not _covered(cell):
                where = f"表格{order} 第{number}行第{column}列"
                yield Line(text, where, order, number, column)
            column += _span(cell)


def _grid(table: etree._Element) -> Grid:
    rows: list[tuple[str, ...]] = []
    for row in _rows(table):
        cells: list[str] = []
        for cell in _row_cells(row):
            above = rows[-1] if rows else ()
            covered = _covered(cell) and len(cells) < len(above)
            text = above[len(cells)] if covered else _cell_text(cell)
            cells.extend([text] * _span(cell))
        rows.append(tuple(cells))
    return Grid(tuple(rows))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table.iter(f"{_W}tr"):
        if next(child.iterancestors(f"{_W}tbl")) is table:
            yield child


def _row_cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row.iter(f"{_W}tc"):
        if next(child.iterancestors(f"{_W}tr")) is row:
            yield child


def _cell_text(cell: etree._Element) -> str:
    return "\n".join(words(p) for p in cell.iter(f"{_W}p")).strip("\n")


def _span(cell: etree._Element) -> int:
    found = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = found.get(f"{_W}val", "1") if found is not None else "1"
    return int(value) if value.isdecimal() else 1


def _covered(cell: etree._Element) -> bool:
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def words(paragraph: etree._Element) -> str:
    """Return the characters of a paragraph: breaks, tabs, no field codes, no deletions."""
    parts: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n" if node.get(f"{_W}type") != "page" else "")
        elif node.tag == f"{_W}tab" and node.getparent() is not None:
            parts.append("\t" if node.getparent().tag == f"{_W}r" else "")  # type: ignore[union-attr]  # the parent was just seen
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
    return "".join(parts)


def _comments(package: Package) -> list[tuple[str, str, str]]:
    if not package.member("word/comments.xml"):
        return []
    found = _tree(package, "word/comments.xml").iter(f"{_W}comment")
    return [
        (
            comment.get(f"{_W}id", ""),
            comment.get(f"{_W}author", ""),
            "\n".join(words(p) for p in comment.iter(f"{_W}p")),
        )
        for comment in found
    ]


def _anchors(body: etree._Element) -> dict[str, str]:
    """Return, by comment, the paragraph its mark stands in."""
    found: dict[str, str] = {}
    for mark in body.iter(f"{_W}commentReference", f"{_W}commentRangeStart"):
        paragraph = next(mark.iterancestors(f"{_W}p"), None)
        if paragraph is not None:
            found.setdefault(mark.get(f"{_W}id", ""), words(paragraph))
    return found
