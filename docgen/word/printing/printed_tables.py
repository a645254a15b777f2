"""What becomes of tables once they are printed (表格): repair, grid, pages.

Word shows the label of a merged cell on its first page only, and knows where pages end only when
it lays them out. So: a 一级 block that fits a page is kept on one; a longer one is cut at 二级
boundaries into pieces that fit, each with its labels; a label over the whole form (绩效指标) begins
anew with each block. Only tables are touched whose first row repeats as a head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

from msgspec import Struct
from msgspec.structs import replace

from docgen.patterns import lazy_pattern

# -- what must not be empty ------------------------------------------------------------------------

_ROW = lazy_pattern(r"<w:tr(?: [^>]*)?>(?:(?!<w:tc[ >]|<w:tr[ >]|</w:tr>).)*+</w:tr>", re.DOTALL)
_TABLE = lazy_pattern(
    r"<w:tbl(?: [^>]*)?>(?:(?!<w:tr[ >]|<w:tbl[ >]|</w:tbl>).)*+</w:tbl>", re.DOTALL
)
_CELL_END = lazy_pattern(r"(?<!</w:p>)(?<!<w:p/>)</w:tc>")
_HOLDER = lazy_pattern(
    r"(<w:(hdr|ftr|footnote|endnote|txbxContent)(?: [^>]*)?>)"
    r"((?:(?!<w:p[ >/]|<w:tbl[ >]|</w:\2>).)*+</w:\2>)",
    re.DOTALL,
)
_HOLDERS = ("<w:hdr", "<w:ftr", "<w:footnote", "<w:endnote", "<w:txbxContent")


def repaired_cells(xml: str) -> str:
    """Return markup whose holders of paragraphs keep one, without empty rows and tables.

    >>> repaired_cells('<w:tbl><w:tr><w:tc></w:tc></w:tr><w:tr></w:tr></w:tbl>')
    '<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>'
    """
    if xml.count("</w:tr>") > xml.count("</w:tc></w:tr>"):
        xml = _ROW.sub("", xml)
    if xml.count("</w:tbl>") > xml.count("</w:tr></w:tbl>"):
        xml = _TABLE.sub("", xml)
    if xml.count("</w:tc>") > xml.count("</w:p></w:tc>") + xml.count("<w:p/></w:tc>"):
        xml = _CELL_END.sub("<w:p/></w:tc>", xml)
    if any(holder in xml for holder in _HOLDERS):
        xml = _HOLDER.sub(r"\1<w:p/>\3", xml)
    return xml


# -- the grid of a table whose columns only its data tell ------------------------------------------

_GRID = lazy_pattern(r"<w:tblGrid\b[^>]*?(?:/>|>.*?</w:tblGrid>)", re.DOTALL)
_COLUMN = lazy_pattern(r'<w:gridCol\b[^>]*?w:w="(\d+)')
_PIECE = lazy_pattern(
    r'<(/?)w:(tbl|tr|tc)(?=[\s>/])|<w:(gridSpan|gridBefore|gridAfter)\b[^>]*?w:val="(\d+)"'
)
_USUAL = 1000


def fitted_grid(xml: str) -> str:
    """Return a table with as many grid columns as its widest row covers; its width stays.

    >>> table = '<w:tbl><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid><w:tr><w:tc/><w:tc/></w:tr>'
    >>> fitted_grid(table)[:70]
    '<w:tbl><w:tblGrid><w:gridCol w:w="450"/><w:gridCol w:w="450"/></w:tblG'
    """
    found = _GRID.search(xml)
    columns = _column_count(xml)
    if found is None or not columns:
        return xml
    widths = [int(width) for width in _COLUMN.findall(found[0])]
    if len(widths) == columns:
        return xml
    new = "".join(f'<w:gridCol w:w="{width}"/>' for width in _shared(widths, columns))
    return f"{xml[: found.start()]}<w:tblGrid>{new}</w:tblGrid>{xml[found.end() :]}"


def _shared(widths: list[int], columns: int) -> list[int]:
    """Return widths for more or fewer columns, the old ones in proportion, the sum the same."""
    total = sum(widths) or _USUAL * columns
    if columns < len(widths):
        kept = widths[:columns]
        spare = (total - sum(kept)) // columns
        return [width + spare for width in kept]
    usual = total // columns
    return [width * len(widths) // columns for width in widths] + [usual] * (columns - len(widths))


def _column_count(xml: str) -> int:
    depth, widest, here = 0, 0, 0
    for piece in _PIECE.finditer(xml):
        closing, name, span, value = piece.groups()
        if name == "tbl":
            depth += -1 if closing else 1
        elif depth == 1:
            if name == "tr" and not closing:
                here = 0
            here += (name == "tc" and not closing) + (
                int(value) - (span == "gridSpan") if span else 0
            )
            widest = max(widest, here)
    return widest


# -- long forms over pages -------------------------------------------------------------------------

_EDGE = lazy_pattern(r"<w:tbl[ >]|</w:tbl>")
_CELL = lazy_pattern(r"<w:tc[ >]")
_SPAN = lazy_pattern(r'<w:gridSpan w:val="(\d+)"/>')
_WIDTH = lazy_pattern(r'<w:gridCol w:w="(\d+)"/>')
_TEXT = lazy_pattern(r"<w:t\b[^>]*>([^<]*)</w:t>|(<w:br/>|</w:p>)")
_GOES_ON = lazy_pattern(r'<w:vMerge(?: w:val="continue")?/>')
_BEGINS = '<w:vMerge w:val="restart"/>'
_PARAGRAPH = lazy_pattern(
    r"<w:p(?P<a>(?: [^>]*)?)>(?P<look><w:pPr>(?:<w:pStyle [^>]*/>)?(?:<w:keepNext/>)?)?"
    r"|<w:p(?P<b>(?: [^>]*)?)/>"
)
# 小五 in Word: nine points, lines of 1.3 em; cells are padded by 57 twips on each side.
EM = 180
LINE_HEIGHT = 236
PADDING = 114
LEAST_HEIGHT = 320
# The estimate is rough: a block counts as fitting when it needs so much of a page, in percent.
# Pieces of a longer one are smaller, or the page before them would end half empty.
FULL, PIECE = 88, 44
# A form that needs less of a page than this stays as it is; a row that needs more may split.
SHORT, LONG_ROW = 50, 33


class FormRow(Struct, frozen=True):
    """A row of a form: its cells as XML, the grid column of each, its height in twips.

    `opening` is what stands before the first cell, `continued` which cells continue those above;
    the end tags of cells and row are left out.
    """

    opening: str
    cells: tuple[str, ...]
    columns: tuple[int, ...]
    continued: tuple[bool, ...]
    height: int

    def goes_on(self, column: int) -> bool:
        """Whether the cell at a column continues the one above."""
        place = self.cell_at(column)
        return place is not None and self.continued[place]

    def cell_at(self, column: int) -> int | None:
        """Return which cell begins at a grid column."""
        return self.columns.index(column) if column in self.columns else None


def paginated_forms(document: str, page: int) -> str:
    """Return a document whose forms cross pages well; `page` is the text area's height in twips."""
    if "<w:tblHeader/>" not in document:
        return document
    written, done = [], 0
    for begin, end in pairwise(_EDGE.finditer(document)):
        if not begin.group().startswith("</") and end.group().startswith("</"):  # innermost
            written.append(document[done : begin.start()])
            written.append(_form_xml(document[begin.start() : end.end()], page))
            done = end.end()
    return "".join((*written, document[done:]))


def _form_xml(xml: str, page: int) -> str:
    *pieces, tail = xml.split("</w:tr>")
    if len(pieces) < 3 or "<w:vMerge" not in xml:  # noqa: PLR2004 (a head, and two rows to merge)
        return xml
    widths = [int(width) for width in _WIDTH.findall(pieces[0])]
    rows = [_parsed_row(piece, widths) for piece in pieces]
    heads = next((at for at, row in enumerate(rows) if "<w:tblHeader/>" not in row.opening), 0)
    room = page - sum(row.height for row in rows[:heads])
    body = rows[heads:]
    if not heads:
        return xml
    if sum(row.height for row in body) * 100 > page * SHORT:
        body = _kept_rows(body, _merged_columns(body), room)
    split = (_splittable_row(row, page) for row in body)
    return "".join((*map(_row_xml, (*rows[:heads], *split)), tail))


def _parsed_row(xml: str, widths: list[int]) -> FormRow:
    first = _CELL.search(xml)
    start = first.start() if first else len(xml)
    cells = tuple(xml[start:].split("</w:tc>")[:-1])
    looks = [cell.partition("</w:tcPr>")[0] for cell in cells]
    spans = [int(span[1]) if (span := _SPAN.search(look)) else 1 for look in looks]
    edges = tuple(accumulate(spans, initial=0))
    heights = (
        _cell_height(cell, sum(widths[begin:end]))
        for cell, look, (begin, end) in zip(cells, looks, pairwise(edges), strict=True)
        if "<w:vMerge" not in look
    )
    continued = tuple(_GOES_ON.search(look) is not None for look in looks)
    return FormRow(xml[:start], cells, edges[:-1], continued, max([LEAST_HEIGHT, *heights]))


def _cell_height(cell: str, width: int) -> int:
    across = max(1, (width - PADDING) * 2 // EM)  # half-width characters
    lines, used = 0, 0
    for text, _ in _TEXT.findall(cell):
        if text:
            used += len(text.encode("gbk", "replace"))  # two bytes for a Chinese character
        else:
            lines, used = lines + max(1, -(-used // across)), 0
    return (lines - (-used // across)) * LINE_HEIGHT


def _merged_columns(rows: list[FormRow]) -> tuple[int, ...]:
    """Return the columns whose cells are merged, from the left: 绩效指标, 一级, 二级."""
    return tuple(sorted({at for row in rows for at in row.columns if row.goes_on(at)}))


def _kept_rows(rows: list[FormRow], levels: tuple[int, ...], room: int) -> list[FormRow]:
    """Return rows in pieces that stay together, each with the labels of the cells it begins in."""
    written: list[FormRow] = []
    for begin, end in _row_pieces(rows, 0, len(rows), levels, room):
        first = _labelled_row(rows, begin, levels)
        written += [*map(_with_next, [first, *rows[begin + 1 : end]][:-1])]
        written.append(rows[end - 1] if end - begin > 1 else first)
    if levels and len(written) > 1 and written[-1].cell_at(levels[-1]) is None:
        written[-2] = _with_next(written[-2])  # 总分 never stands alone on a page
    return written


def _row_pieces(
    rows: list[FormRow], begin: int, end: int, levels: tuple[int, ...], room: int
) -> Iterator[tuple[int, int]]:
    """Yield from where to where rows stay together: the groups of a level, cut where too long."""
    outermost, *deeper = levels or (None,)
    for start, stop in _row_groups(rows, begin, end, outermost):
        whole = (start, stop) == (0, len(rows) - 1) or (start, stop) == (0, len(rows))
        needed = _total_height(rows, start, stop) * 100
        if stop - start == 1 or (not whole and needed <= room * FULL):
            yield start, stop
        elif deeper and whole:
            yield from _row_pieces(rows, start, stop, tuple(deeper), room)
        else:
            parts = list(_row_groups(rows, start, stop, deeper[0] if deeper else None))
            yield from _packed_pieces(rows, parts, room)


def _packed_pieces(
    rows: list[FormRow], parts: list[tuple[int, int]], room: int
) -> Iterator[tuple[int, int]]:
    """Yield parts joined as long as they make a piece together."""
    begin, end = parts[0]
    for start, stop in parts[1:]:
        if _total_height(rows, begin, stop) * 100 > room * PIECE:
            yield begin, end
            begin = start
        end = stop
    yield begin, end


def _row_groups(
    rows: list[FormRow], begin: int, end: int, column: int | None
) -> Iterator[tuple[int, int]]:
    """Yield the runs of rows that share a merged cell at a column; single rows without one."""
    start = begin
    for at in range(begin + 1, end + 1):
        if at == end or column is None or not rows[at].goes_on(column):
            yield start, at
            start = at


def _total_height(rows: list[FormRow], begin: int, end: int) -> int:
    return sum(row.height for row in rows[begin:end])


def _labelled_row(rows: list[FormRow], at: int, levels: tuple[int, ...]) -> FormRow:
    """Return a row whose merges begin here, with the content of the cells they began in."""
    row = rows[at]
    cells, begun = list(row.cells), set[int]()
    for column in levels:
        place = row.cell_at(column)
        if place is None or not row.goes_on(column):
            continue
        above = at
        while above > 0 and rows[above].goes_on(column):
            above -= 1
        origin = rows[above].cell_at(column)
        if origin is not None:
            look = cells[place].partition("</w:tcPr>")[0]
            content = rows[above].cells[origin].partition("</w:tcPr>")[2]
            cells[place] = f"{_GOES_ON.sub(_BEGINS, look, count=1)}</w:tcPr>{content}"
            begun.add(place)
    continued = tuple(on and at not in begun for at, on in enumerate(row.continued))
    return replace(row, cells=tuple(cells), continued=continued)


def _with_next(row: FormRow) -> FormRow:
    """Return a row that stays on the page of the next: its paragraphs keep with the next."""
    return replace(row, cells=tuple(_PARAGRAPH.sub(_kept_paragraph, cell) for cell in row.cells))


def _kept_paragraph(paragraph: re.Match[str]) -> str:
    if paragraph["look"]:
        return paragraph.group().removesuffix("<w:keepNext/>") + "<w:keepNext/>"
    if paragraph["b"] is not None:
        return f"<w:p{paragraph['b']}><w:pPr><w:keepNext/></w:pPr></w:p>"
    return f"<w:p{paragraph['a']}><w:pPr><w:keepNext/></w:pPr>"


def _splittable_row(row: FormRow, page: int) -> FormRow:
    """Return a row that may split when it is long."""
    if row.height * 100 <= page * LONG_ROW:
        return row
    return replace(row, opening=row.opening.replace("<w:cantSplit/>", ""))


def _row_xml(row: FormRow) -> str:
    return f"{row.opening}{''.join(f'{cell}</w:tc>' for cell in row.cells)}</w:tr>"
