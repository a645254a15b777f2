"""A Word file read back as a person sees it (读回): paragraphs, tables, comments.

Tracked insertions count as accepted, deletions are gone; field codes are no text, their results
are. A cell that a vertical merge covers repeats the text of the merge's first cell.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from docgen.word.package import Package
from docgen.word.returned.file_parts import (
    GONE,
    document_body,
    flat_blocks,
    is_covered,
    parsed_part,
    returned_package,
)
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
)


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
    package = returned_package(data)
    body, notes = document_body(package), _file_comments(package)
    tables = [child for child in flat_blocks(body) if child.tag == TBL]
    grids = tuple(_table_grid(table) for table in tables)
    anchors = _comment_anchors(body)
    comments = tuple(Comment(who, text, anchors.get(key, "")) for key, who, text in notes)
    return FileReading(tuple(_body_lines(body)), grids, comments)


def _body_lines(body: Element) -> Iterator[FileLine]:
    paragraphs = tables = 0
    for child in flat_blocks(body):
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
            if text.strip() and not is_covered(cell):
                where = f"表格{order} 第{number}行第{column}列"
                yield FileLine(text, where, order, number, column)
            column += column_span(cell)


def _table_grid(table: Element) -> FileGrid:
    rows: list[tuple[str, ...]] = []
    for row in own_descendants(table, TR):
        cells: list[str] = []
        for cell in own_descendants(row, TC):
            above = rows[-1] if rows else ()
            covered = is_covered(cell) and len(cells) < len(above)
            text = above[len(cells)] if covered else _cell_text(cell)
            cells.extend([text] * column_span(cell))
        rows.append(tuple(cells))
    return FileGrid(tuple(rows))


def _cell_text(cell: Element) -> str:
    return "\n".join(words(p) for p in cell.iter(P)).strip("\n")


def words(paragraph: Element) -> str:
    """Return the characters of a paragraph: breaks, tabs, no field codes, no deletions."""
    parts: list[str] = []
    gone = {node for mark in paragraph.iter(*GONE) for node in mark.iter()}
    for node in paragraph.iter():
        if node in gone:
            continue
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
    root = parsed_part(package, "word/comments.xml")
    found = () if root is None else root.iter(f"{W}comment")
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
