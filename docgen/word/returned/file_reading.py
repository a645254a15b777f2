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
from docgen.word.template.word_tree import (
    TBL,
    TC,
    TR,
    Element,
    P,
    R,
    T,
    W,
    column_span,
    own_descendants,
    parsed_xml,
)

_LARGEST = 1 << 27


class FileLine(Struct, frozen=True):
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


class FileGrid(Struct, frozen=True):
    """A table (表格) as rows of cell texts, merged cells written out."""

    rows: tuple[tuple[str, ...], ...]


class FileReading(Struct, frozen=True):
    """All a person sees of a file, in order; `lines` has each paragraph or cell once."""

    lines: tuple[FileLine, ...]
    grids: tuple[FileGrid, ...]
    comments: tuple[Comment, ...] = ()


def reading(data: bytes) -> FileReading:
    """Return what stands in a .docx; ValueError when it cannot be read."""
    try:
        package = opened_package(data, "")
        body = _part_root(package, "word/document.xml").find(f"{W}body")
        notes = _file_comments(package)
    except (DocgenError, etree.XMLSyntaxError) as problem:
        raise ValueError(str(problem)) from problem
    if body is None:
        fault = "word/document.xml"
        raise ValueError(fault)
    tables = [child for child in _flat_blocks(body) if child.tag == TBL]
    grids = tuple(_table_grid(table) for table in tables)
    anchors = _comment_anchors(body)
    comments = tuple(Comment(who, text, anchors.get(key, "")) for key, who, text in notes)
    return FileReading(tuple(_body_lines(body)), grids, comments)


def _part_root(package: Package, name: str) -> Element:
    member = package.member(name)
    if member is None or member.size > _LARGEST:
        fault = f"{name} 太大" if member else f"没有 {name}"
        raise ValueError(fault)
    return parsed_xml(package.part(name))


def _flat_blocks(parent: Element) -> Iterator[Element]:
    """Yield paragraphs and tables of a body or cell, content controls opened."""
    for child in parent:
        if child.tag in (P, TBL):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _flat_blocks(child)


def _body_lines(body: Element) -> Iterator[FileLine]:
    paragraphs = tables = 0
    for child in _flat_blocks(body):
        if child.tag == P:
            text = words(child)
            if text.strip():
                paragraphs += 1
                yield FileLine(text, f"第{paragraphs}段")
        else:
            tables += 1
            yield from _table_lines(child, tables)


def _table_lines(table: Element, order: int) -> Iterator[FileLine]:
    for number, row in enumerate(own_descendants(table, TR), 1):
        column = 1
        for cell in own_descendants(row, TC):
            text = _cell_text(cell)
            if text.strip() and not _is_covered(cell):
                where = f"表格{order} 第{number}行第{column}列"
                yield FileLine(text, where, order, number, column)
            column += column_span(cell)


def _table_grid(table: Element) -> FileGrid:
    rows: list[tuple[str, ...]] = []
    for row in own_descendants(table, TR):
        cells: list[str] = []
        for cell in own_descendants(row, TC):
            above = rows[-1] if rows else ()
            covered = _is_covered(cell) and len(cells) < len(above)
            text = above[len(cells)] if covered else _cell_text(cell)
            cells.extend([text] * column_span(cell))
        rows.append(tuple(cells))
    return FileGrid(tuple(rows))


def _cell_text(cell: Element) -> str:
    return "\n".join(words(p) for p in cell.iter(P)).strip("\n")


def _is_covered(cell: Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def words(paragraph: Element) -> str:
    """Return the characters of a paragraph: breaks, tabs, no field codes, no deletions."""
    parts: list[str] = []
    for node in paragraph.iter():
        if node.tag == T:
            parts.append(node.text or "")
        elif node.tag in (f"{W}br", f"{W}cr"):
            parts.append("\n" if node.get(f"{W}type") != "page" else "")
        elif node.tag == f"{W}tab" and node.getparent() is not None:
            parts.append("\t" if node.getparent().tag == R else "")  # type: ignore[union-attr]  # the parent was just seen
        elif node.tag == f"{W}noBreakHyphen":
            parts.append("-")
    return "".join(parts)


def _file_comments(package: Package) -> list[tuple[str, str, str]]:
    if not package.member("word/comments.xml"):
        return []
    found = _part_root(package, "word/comments.xml").iter(f"{W}comment")
    return [
        (
            comment.get(f"{W}id", ""),
            comment.get(f"{W}author", ""),
            "\n".join(words(p) for p in comment.iter(P)),
        )
        for comment in found
    ]


def _comment_anchors(body: Element) -> dict[str, str]:
    """Return, by comment, the paragraph its mark stands in."""
    found: dict[str, str] = {}
    for mark in body.iter(f"{W}commentReference", f"{W}commentRangeStart"):
        paragraph = next(mark.iterancestors(P), None)
        if paragraph is not None:
            found.setdefault(mark.get(f"{W}id", ""), words(paragraph))
    return found
