"""Rows and cells of the forms (表格): what a grid needs to be written down briefly."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.word import properties
from docgen.word.properties import value
from templates.word_parts import paragraph

TEXT, CENTRE, HEAD = "FormText", "FormCentre", "FormHead"
# The least height of a row, in twips.
LOW = 320
# How a cell joins its neighbours above (w:vMerge).
BEGIN, GO_ON = "restart", "continue"
NOTHING = '<w:{side} w:val="nil"/>'


@dataclass(frozen=True)
class Cell:
    """A cell: its text (a paragraph per line), the columns it spans, its style, its borders."""

    text: str = ""
    span: int = 1
    style: str = CENTRE
    merge: str = ""
    open_sides: tuple[str, ...] = ()
    align: str = "center"


def table(widths: tuple[int, ...], *rows: str, title: str) -> str:
    """Return a table of fixed widths (twips) in the style 表格."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = properties.element(
        "tblPr",
        {
            "tblStyle": value("tblStyle", "BiaoGe"),
            "tblW": f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>',
            "jc": value("jc", "center"),
            "tblLayout": '<w:tblLayout w:type="fixed"/>',
            "tblLook": '<w:tblLook w:val="0000" w:firstRow="0" w:lastRow="0" w:firstColumn="0" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>',
            "tblCaption": value("tblCaption", title),
        },
    )
    return f"<w:tbl>{look}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def row(
    widths: tuple[int, ...],
    *cells: Cell,
    splits: bool = False,
    head: bool = False,
    kept: bool = False,
    height: int = LOW,
) -> str:
    """Return a row, by default one that does not split over pages.

    A `head` repeats on every page; it and a `kept` row stay on the page of the row that follows.
    """
    look = properties.element(
        "trPr",
        {
            "cantSplit": "" if splits else "<w:cantSplit/>",
            "trHeight": f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else "",
            "tblHeader": "<w:tblHeader/>" if head else "",
        },
    )
    column, written = 0, []
    for each in cells:
        written.append(_cell(each, sum(widths[column : column + each.span]), kept=head or kept))
        column += each.span
    if column != len(widths):
        message = f"a row of {column} columns in a grid of {len(widths)}: {cells}"
        raise ValueError(message)
    return f"<w:tr>{look}{''.join(written)}</w:tr>"


def command(widths: tuple[int, ...], tag: str) -> str:
    """Return the row of a `{%tr … %}` tag: it is gone when the template is used."""
    return row(widths, Cell(tag, len(widths)))


def _cell(cell: Cell, width: int, *, kept: bool) -> str:
    edges = "".join(NOTHING.format(side=side) for side in cell.open_sides)
    merge = {BEGIN: '<w:vMerge w:val="restart"/>', GO_ON: "<w:vMerge/>"}.get(cell.merge, "")
    look = properties.element(
        "tcPr",
        {
            "tcW": f'<w:tcW w:w="{width}" w:type="dxa"/>',
            "gridSpan": value("gridSpan", cell.span) if cell.span > 1 else "",
            "vMerge": merge,
            "tcBorders": f"<w:tcBorders>{edges}</w:tcBorders>" if edges else "",
            "vAlign": value("vAlign", cell.align),
        },
    )
    next_kept = "<w:keepNext/>" if kept else ""
    lines = cell.text.split("\n")
    inside = "".join(paragraph(line, cell.style, next_kept) for line in lines)
    return f"<w:tc>{look}{inside}</w:tc>"


# Between two tables that look like one: Word would join them otherwise, and the head of the
# second would not repeat.
JOINT = (
    '<w:p><w:pPr><w:pStyle w:val="FormText"/><w:keepNext/><w:spacing w:before="0" w:after="0" '
    'w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
)
