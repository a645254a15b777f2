"""An .xlsx → the same grids as a Word file's tables (读工作簿): forms of the finance system."""

from __future__ import annotations

from collections.abc import Mapping

from docgen.content.workbook import Sheet, Unreadable, Workbook
from docgen.findings import DocgenError, Source, error
from docgen.word.returned.document_source import (
    DocumentSource,
    SourceCell,
    SourceParagraph,
    SourceTable,
    TextPiece,
)

_MOST_COLUMNS = 63
"""Columns of a form; what stands beyond Word's own limit is no form."""
_Range = tuple[int, int, int, int]


def workbook_source(data: bytes, shown: str) -> DocumentSource:
    """Return the sheets of a workbook as tables, each under its name; hidden ones are noted.

    Raises DocgenError when the workbook cannot be read.
    """
    try:
        book = Workbook(data)
        sheets = [book.named_sheet(name) for name in book.sheet_names]
    except Unreadable as problem:
        advice = "用 Excel 或 WPS 另存为 .xlsx 再导入"
        raise DocgenError(error("YML20", Source(shown), str(problem), advice)) from problem
    blocks: list[SourceParagraph | SourceTable] = []
    asides: list[tuple[str, str]] = []
    for sheet in sheets:
        if sheet.hidden:
            asides.append(("隐藏的工作表，没有收入", sheet.name))
        elif sheet.cells:
            blocks.append(_sheet_table(sheet))
    return DocumentSource(tuple(blocks), asides=tuple(asides))


def _sheet_table(sheet: Sheet) -> SourceTable:
    merged = {
        (row, column): each
        for each in sheet.layout.merged
        for row in range(each[1], each[3] + 1)
        for column in range(each[0], min(each[2], _MOST_COLUMNS) + 1)
    }
    last = min(max((column for _, column in sheet.cells), default=0), _MOST_COLUMNS)
    rows = (_sheet_row(sheet, row, last, merged) for row in sheet.row_numbers)
    return SourceTable(f"工作表“{sheet.name}”", tuple(row for row in rows if row))


def _sheet_row(
    sheet: Sheet, row: int, last: int, merged: Mapping[tuple[int, int], _Range]
) -> tuple[SourceCell, ...]:
    """Return the cells of a row up to the `last` column, merged ranges as spans."""
    cells: list[SourceCell] = []
    column = 1
    while column <= last:
        left, top, right, _ = merged.get((row, column), (column, row, column, row))
        text = sheet.cell_at(top, left).text if (top, left) == (row, column) else ""
        where = f"工作表“{sheet.name}” {sheet.cell_at(row, column).address}"
        span = min(right, last) - column + 1
        paragraph = SourceParagraph(where, (TextPiece(text),) if text else ())
        cells.append(SourceCell(where, column - 1, text, span, row > top, (paragraph,)))
        column += span
    return tuple(cells)
