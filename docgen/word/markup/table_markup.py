"""Tables of the narrative → WordprocessingML (表格): real widths, spans, a head that repeats."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from docgen.document import Cell, Table, plain
from docgen.word.markup.collection import Collection
from docgen.word.markup.properties import property_list, script_parts, value_element
from docgen.word.markup.run_markup import RunWriter

# Twips. Cell padding of a Word table is 108 on both sides.
PADDING = 216
NARROWEST = 400
# Shares of the text width that a column asks for, in half-width characters.
LEAST, MOST = 4, 60
# Beyond so many characters a row may need more than a page; only then it may split.
SPLITTABLE = 1200
NOTHING = Cell(())


class Slot(Struct, frozen=True):
    """A place of the grid: a cell, or the continuation (`continued`) of the one above."""

    cell: Cell
    column: int
    columns: int
    continued: bool = False
    merged: bool = False


def table_xml(collection: Collection, block: Table, width: int, indent: int = 0) -> str:
    """Return a table across `width` twips; head rows repeat on every page."""
    count = _column_count(block)
    widths = column_widths(block, count, width)
    style = collection.style("表格", block.source, "table") or collection.look.styles.named(
        "网格型", "table"
    )
    rows = tuple(filled_grid((*block.head, *block.rows), count))
    writer = _Rows(collection, block, widths)
    body = "".join(writer.row(row, head=index < len(block.head)) for index, row in enumerate(rows))
    look = property_list(
        "tblPr",
        {
            "tblStyle": value_element("tblStyle", style.id) if style else "",
            "tblBorders": "" if style else BORDERS,
            "tblW": f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>',
            "jc": "" if indent else value_element("jc", "center"),
            "tblInd": f'<w:tblInd w:w="{indent}" w:type="dxa"/>' if indent else "",
            "tblLayout": '<w:tblLayout w:type="fixed"/>',
            "tblLook": _LOOK,
        },
    )
    columns = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    return f"<w:tbl>{look}<w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"


_LOOK = (
    '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
    'w:noHBand="0" w:noVBand="0"/>'
)
BORDERS = (
    "<w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)


class _Rows:
    """Writes the rows of one table."""

    def __init__(self, collection: Collection, block: Table, widths: tuple[int, ...]) -> None:
        self._collection = collection
        self._block = block
        self._widths = widths
        self._styles = {
            head: collection.style("表格标题" if head else "表格文字", block.source)
            for head in ({True, False} if block.head else {False})
        }

    def row(self, slots: tuple[Slot, ...], *, head: bool) -> str:
        whole = sum(len(plain(slot.cell.children)) for slot in slots) < SPLITTABLE
        look = property_list(
            "trPr",
            {
                "cantSplit": "<w:cantSplit/>" if whole else "",
                "tblHeader": "<w:tblHeader/>" if head else "",
            },
        )
        return f"<w:tr>{look}{''.join(self._cell_xml(slot, head=head) for slot in slots)}</w:tr>"

    def _cell_xml(self, slot: Slot, *, head: bool) -> str:
        width = sum(self._widths[slot.column : slot.column + slot.columns])
        merge = '<w:vMerge w:val="restart"/>' if slot.merged else ""
        look = property_list(
            "tcPr",
            {
                "tcW": f'<w:tcW w:w="{width}" w:type="dxa"/>',
                "gridSpan": value_element("gridSpan", slot.columns) if slot.columns > 1 else "",
                "vMerge": "<w:vMerge/>" if slot.continued else merge,
                "vAlign": value_element("vAlign", "center"),
            },
        )
        return f"<w:tc>{look}{self._cell_paragraph(slot, width, head=head)}</w:tc>"

    def _cell_paragraph(self, slot: Slot, width: int, *, head: bool) -> str:
        style = self._styles[head]
        align = self._block.aligns[slot.column] if slot.column < len(self._block.aligns) else ""
        look = property_list(
            "pPr",
            {
                "pStyle": value_element("pStyle", style.id) if style else "",
                "ind": "" if style else '<w:ind w:firstLineChars="0" w:firstLine="0"/>',
                "jc": value_element("jc", align) if align else "",
            },
        )
        writer = RunWriter(self._collection, self._collection.fonts(style), max(width - PADDING, 1))
        return f"<w:p>{look}{'' if slot.continued else writer.xml(slot.cell.children)}</w:p>"


def _column_count(block: Table) -> int:
    rows = (sum(cell.columns for cell in row) for row in (*block.head, *block.rows))
    return max(1, len(block.aligns), len(block.widths), *rows)


def filled_grid(rows: tuple[tuple[Cell, ...], ...], count: int) -> Iterator[tuple[Slot, ...]]:
    """Yield the rows of a table with every place filled: spans carried down, gaps with nothing."""
    open_spans: dict[int, tuple[int, Slot]] = {}
    for index, row in enumerate(rows):
        cells, column, slots = iter(row), 0, []
        while column < count:
            left, above = open_spans.pop(column, (0, None))
            if above is None:
                slot = _cell_slot(next(cells, NOTHING), column, open_spans, count)
                left = min(slot.cell.rows, len(rows) - index)
                slot = Slot(slot.cell, column, slot.columns, merged=left > 1)
            else:
                slot = Slot(above.cell, column, above.columns, continued=True)
            if left > 1:
                open_spans[column] = (left - 1, slot)
            slots.append(slot)
            column += slot.columns
        yield tuple(slots)


def _cell_slot(cell: Cell, column: int, taken: dict[int, tuple[int, Slot]], count: int) -> Slot:
    """Return the slot of a new cell, which ends before a column that is still spanned."""
    ends = [other for other in taken if other > column]
    return Slot(cell, column, max(1, min(cell.columns, min([*ends, count]) - column)))


def column_widths(block: Table, count: int, width: int) -> tuple[int, ...]:
    """Return the width of each column in twips: as asked, else by what its cells hold."""
    if len(block.widths) == count and sum(block.widths) > 0:
        return _shared_widths(tuple(max(1, each) for each in block.widths), width)
    wanted = [LEAST] * count
    for row in (*block.head, *block.rows):
        column = 0
        for cell in row:
            if cell.columns == 1 and column < count:
                wanted[column] = max(wanted[column], _printed_width(cell))
            column += cell.columns
    return _shared_widths(tuple(min(each, MOST) + 2 for each in wanted), width)


def _printed_width(cell: Cell) -> int:
    """Return the width of a cell's longest line in half-width characters."""
    return max(
        sum(len(part) * (2 if chinese else 1) for part, chinese in script_parts(line))
        for line in (plain(cell.children) or " ").split("\n")
    )


def _shared_widths(parts: tuple[int, ...], width: int) -> tuple[int, ...]:
    """Return `width` shared out by `parts`; the sum is exact.

    >>> _shared_widths((1, 1, 1), 100)
    (33, 33, 34)
    """
    least = min(NARROWEST, width // len(parts))
    free = width - least * len(parts)
    whole, edges, seen = sum(parts), [0], 0
    for part in parts:
        seen += part
        edges.append(free * seen // whole)
    return tuple(least + after - before for before, after in pairwise(edges))
