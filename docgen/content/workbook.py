"""An .xlsx file through openpyxl (工作簿): its sheets as cells, behind guards against bombs.

openpyxl expands what a file promises, so the file is judged first: the sizes it unpacks to, DTDs,
the number of tags, and for each sheet the rows and columns its cells claim. A sheet is parsed when
it is asked for, streaming: drawings, pivot tables, macros and links to other files are never read.
It is read twice, for the formulas and for the results they had when the file was saved.
"""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
from lxml import etree
from msgspec import Struct, structs
from openpyxl.reader.workbook import WorkbookParser
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.cell import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape

from docgen.content.number_formats import (
    CHINESE_DATES,
    Shown,
    exact_number,
    shown_date,
    shown_number,
)
from docgen.content.source_text import forbidden_characters
from docgen.patterns import lazy_pattern

NUMBER, TEXT, DATE, ERROR, EMPTY = "数", "文字", "日期", "错误值", "空"
UNCALCULATED, NO_DATE, FORBIDDEN_TEXT = "没有算过", "不像日期", "不能用的字符"
MOST_ENTRIES = 5_000
MOST_UNPACKED = 100_000_000
MOST_RATIO = 200
MOST_TAGS = 1_500_000  # of a sheet or of the texts
MOST_SETTINGS = 100_000  # tags of any other part; openpyxl makes an object of each
MOST_RANGES = 20_000
MOST_CELLS = 100_000
MOST_PLACES = 5_000_000  # cells and the gaps between them, which openpyxl fills
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_ADDRESS = lazy_pattern(r"([A-Z]{1,3})([1-9]\d{0,6})")
_ENCODING = lazy_pattern(rb"""^[^>]{0,200}?encoding\s*=\s*["']([^"']*)["']""")
_FIRST_SURE_DAY = datetime(1900, 3, 1)  # noqa: DTZ001 (dates of Excel have no time zone)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = "xl/workbook.xml"
# What else ends up under the name of a workbook, by a part it has.
_STRANGERS = (
    ("xl/workbook.bin", "是二进制的 .xlsb，不是 .xlsx"),
    ("word/document.xml", "是 Word 文件，不是 Excel 工作簿"),
    ("ppt/presentation.xml", "是 PowerPoint 文件，不是 Excel 工作簿"),
    ("content.xml", "是 .ods，不是 .xlsx"),
)


class Unreadable(Exception):  # noqa: N818 (its message is what the author reads)
    """Why a workbook is not read, in one sentence."""


class Cell(Struct, frozen=True, gc=False):
    """A cell (单元格): `text` is what it says, `stored` and `shown` its number.

    `formula` begins with =; `merged` is the first cell of the merged range that covers this one.
    """

    address: str
    row: int
    column: int
    kind: str
    text: str = ""
    stored: Decimal | None = None
    shown: Shown | None = None
    formula: str = ""
    hidden: bool = False
    merged: str = ""


# Kind and text, and of a number also what is stored and what is shown.
CellContent = tuple[str, str] | tuple[str, str, Decimal, Shown]


class Layout(Struct, frozen=True):
    """What a sheet hides and merges (隐藏与合并); ranges are (column, row, column, row)."""

    rows: frozenset[int]
    columns: frozenset[int]
    merged: tuple[tuple[int, int, int, int], ...]


class Sheet(Struct, frozen=True):
    """A sheet (工作表): its cells by row and column, both from 1.

    `recalculates`: the file asks for a new calculation when opened, so results may be old;
    `rounds_inputs`: formulas count with numbers as they are shown.
    """

    name: str
    cells: dict[tuple[int, int], Cell]
    layout: Layout
    hidden: bool = False
    recalculates: bool = False
    rounds_inputs: bool = False

    def cell_at(self, row: int, column: int) -> Cell:
        """Return a cell, an empty one where there is none, with the merged range it lies in."""
        found = self.cells.get((row, column))
        if found is not None and found.kind != EMPTY:
            return found
        covers = (
            f"{get_column_letter(left)}{top}"
            for left, top, right, bottom in self.layout.merged
            if left <= column <= right and top <= row <= bottom and (left, top) != (column, row)
        )
        address = f"{get_column_letter(column)}{row}"
        return Cell(address, row, column, EMPTY, merged=next(covers, ""))

    @property
    def row_numbers(self) -> range:
        """All rows up to the last one used."""
        return range(1, max((row for row, _ in self.cells), default=0) + 1)


def cell_position(address: str) -> tuple[int, int] | None:
    """Return row and column of an address, None for what is none.

    >>> cell_position("C5"), cell_position("aa1"), cell_position("5C")
    ((5, 3), (1, 27), None)
    """
    match = _ADDRESS.fullmatch(address.strip().upper().replace("$", ""))
    column = column_number(match[1]) if match else 0
    return (int(match[2]), column) if match and column and int(match[2]) <= LAST_ROW else None


def column_number(letters: str) -> int:
    """Return the number of a column by its letters, 0 beyond the last one (XFD)."""
    number = column_index_from_string(letters) if 0 < len(letters) <= 3 else 0  # noqa: PLR2004 (XFD)
    return number if number <= LAST_COLUMN else 0


class Workbook:
    """An open workbook: `sha256` of the file, and its sheets, read when they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Open it; raises Unreadable."""
        self.sha256 = hashlib.sha256(data).hexdigest()
        _refuse_first(_file_problems(data))
        with _damage_refused():
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            _refuse_first(_package_problems(self._archive))
            parser = WorkbookParser(self._archive, _WORKBOOK, keep_links=False)
            parser.parse()
            self._parts = {sheet.name: str(rel.target) for sheet, rel in parser.find_sheets()}
            self._results = _opened_book(data, data_only=True)
            self._formulas = _opened_book(data, data_only=False)
        names = {sheet.title for sheet in self._results.worksheets}
        self.sheet_names = tuple(name for name in self._parts if name in names)
        self._sheets: dict[str, Sheet] = {}

    def named_sheet(self, name: str) -> Sheet:
        """Return a sheet; raises Unreadable."""
        if name not in self._sheets:
            with _damage_refused():
                self._sheets[name] = self._read_sheet(name)
        return self._sheets[name]

    def _read_sheet(self, name: str) -> Sheet:
        layout = _sheet_layout(self._archive.read(self._parts[name]), name)
        formulas = {
            (c.row, c.column): _formula_text(c) for c in _streamed_cells(self._formulas[name])
        }
        results, epoch = self._results[name], self._results.epoch
        cells = {
            (c.row, c.column): _read_cell(c, epoch, formulas.get((c.row, c.column), ""), layout)
            for c in _streamed_cells(results)
        }
        hidden = results.sheet_state != "visible"
        return Sheet(name, cells, layout, hidden, *_calculation_flags(self._archive))


def _streamed_cells(sheet: Any) -> Iterator[Any]:  # noqa: ANN401 (openpyxl's ReadOnlyWorksheet)
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    return (cell for row in sheet.iter_rows() for cell in row if hasattr(cell, "row"))


def _opened_book(data: bytes, *, data_only: bool) -> Any:  # noqa: ANN401 (a read-only workbook has another type than its stubs say)
    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False
    )


def _calculation_flags(archive: zipfile.ZipFile) -> tuple[bool, bool]:
    """Return whether a workbook recalculates when opened, and whether it counts as shown.

    Read here, because openpyxl takes an absent fullCalcOnLoad for a true one.
    """
    flags = etree.fromstring(archive.read(_WORKBOOK)).find("{*}calcPr")
    if flags is None:
        return False, False
    return _is_on(flags, "fullCalcOnLoad"), flags.get("fullPrecision") in {"0", "false"}


@contextmanager
def _damage_refused() -> Iterator[None]:
    """Turn what zipfile and openpyxl stumble over into Unreadable: they raise what they meet."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 (KeyError, TypeError, BadZipFile, ParseError, zlib.error, …)
        message = "已损坏，读不了"
        raise Unreadable(message) from None


def _refuse_first(problems: Iterator[str]) -> None:
    for problem in problems:
        raise Unreadable(problem)


def _file_problems(data: bytes) -> Iterator[str]:
    """Yield why a file is not even a package."""
    if data.startswith(_OLE):
        yield "加了密码，打不开" if _ENCRYPTED in data else "是旧格式 .xls 或 .et，不是 .xlsx"
    if not data.startswith(b"PK"):
        is_page = data[:200].lstrip(b"\xef\xbb\xbf \r\n").lower().startswith((b"<html", b"<table"))
        yield "是网页改的名，不是 Excel 工作簿" if is_page else "不是 Excel 工作簿"


def _package_problems(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield why a package is not read; each is found before more of it is unpacked."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MOST_ENTRIES:
        yield f"里面有 {len(entries)} 个文件，超过 {MOST_ENTRIES} 个"
    if unpacked > MOST_UNPACKED or (unpacked > 10_000_000 and unpacked / packed > MOST_RATIO):  # noqa: PLR2004 (small files may well be all zeros)
        yield f"解开有 {unpacked // 1_000_000} MB，不合常理"
    if len(names) < len(entries):
        yield "里面有同名的文件"
    if _WORKBOOK not in names:
        yield from (what for part, what in _STRANGERS if part in names)
        yield f"不是 Excel 工作簿，里面没有 {_WORKBOOK}"
    for name in sorted(names):
        if not name.startswith("xl/media/"):  # pictures may be SVG, which has a DTD; none is read
            yield from _xml_problems(archive.read(name), name)
    if b"purl.oclc.org/ooxml" in archive.read(_WORKBOOK):
        yield "是“严格 Open XML”格式，这里只读普通的 .xlsx"


def _xml_problems(data: bytes, name: str) -> Iterator[str]:
    encoding = _ENCODING.match(data)
    is_utf8 = encoding is None or encoding[1].lower() in {b"utf-8", b"us-ascii"}
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))
    if not is_utf8 or is_wide:  # an encoding could hide a DTD from the next lines
        yield f"的 {name} 不是 UTF-8 编码，不读"
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        yield f"的 {name} 里有 DOCTYPE，不读"
    tags, is_large = data.count(b"<"), name.startswith(("xl/worksheets/", "xl/sharedStrings"))
    most = MOST_TAGS if is_large else MOST_SETTINGS
    if tags > most and _is_read(name):
        yield f"的 {name} 有 {tags} 个标记，超过 {most} 个；删去用不着的行、列和格式"


def _is_read(name: str) -> bool:
    """Return whether openpyxl may read a part when it opens a workbook or streams a sheet."""
    unread = ("xl/charts/", "xl/drawings/", "xl/pivot", "xl/externalLinks/", "customXml/")
    return name.endswith((".xml", ".rels")) and not name.startswith(unread)


def _sheet_layout(data: bytes, name: str) -> Layout:
    """Return what a sheet hides and merges, after counting what reading it will take."""
    rows: set[int] = set()
    columns: set[int] = set()
    merged: list[tuple[int, int, int, int]] = []
    number = cells = places = 0
    wanted = ("{*}row", "{*}col", "{*}mergeCell")
    for _, element in etree.iterparse(io.BytesIO(data), tag=wanted, resolve_entities=False):
        kind = etree.QName(element).localname
        if kind == "mergeCell":
            merged.append(_merged_range(element.get("ref", "")))
        elif kind == "col" and _is_on(element, "hidden"):
            first, last = int(element.get("min")), min(int(element.get("max")), LAST_COLUMN)
            columns.update(range(first, last + 1))
            places += last - first
        elif kind == "row":
            number = int(element.get("r", number + 1))
            cells += len(element)
            places += _last_column(element)
            rows.update((number,) if _is_on(element, "hidden") else ())
        is_wide = places > MOST_PLACES or len(merged) > MOST_RANGES
        if number > LAST_ROW or cells > MOST_CELLS or is_wide:
            message = f"的工作表“{name}”太大：超过 {MOST_CELLS} 格；删去用不着的行和列"
            raise Unreadable(message)
        element.clear()
    return Layout(frozenset(rows), frozenset(columns), tuple(merged))


def _merged_range(reference: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(reference)
    return left or 1, top or 1, right or LAST_COLUMN, bottom or LAST_ROW


def _last_column(row: Any) -> int:  # noqa: ANN401 (an lxml element)
    """Return the number of places a row takes; cells without an address follow each other."""
    positions = (cell_position(cell.get("r", "")) for cell in row)
    return max(len(row), *(position[1] for position in positions if position), 0)


def _is_on(element: Any, name: str) -> bool:  # noqa: ANN401 (an lxml element)
    return element.get(name) in {"1", "true"}


def _formula_text(cell: Any) -> str:  # noqa: ANN401 (openpyxl's ReadOnlyCell)
    """Return a formula with its =, an empty text where there is none."""
    if cell.data_type != "f":
        return ""
    text = getattr(cell.value, "text", cell.value)  # an array formula is no plain text
    return text if isinstance(text, str) else "="


def _read_cell(cell: Any, epoch: datetime, formula: str, layout: Layout) -> Cell:  # noqa: ANN401 (openpyxl's ReadOnlyCell)
    content = _cell_content(cell, epoch, is_formula=bool(formula))
    hidden = cell.row in layout.rows or cell.column in layout.columns
    address = f"{get_column_letter(cell.column)}{cell.row}"
    plain = Cell(address, cell.row, cell.column, *content)
    return structs.replace(plain, formula=formula, hidden=hidden) if formula or hidden else plain


def _cell_content(cell: Any, epoch: datetime, *, is_formula: bool) -> CellContent:  # noqa: ANN401 (openpyxl's ReadOnlyCell)
    value = cell.value
    if cell.data_type == "e":  # openpyxl says so of numbers beyond the year 9999, too
        is_number = not is_formula and is_date_format(_cell_format(cell)[1])
        return (NO_DATE, "########") if is_number else (ERROR, str(value))
    if value is None:  # a formula whose result is an empty text says so by its type
        return (UNCALCULATED if is_formula and cell.data_type != "str" else EMPTY), ""
    if isinstance(value, bool):
        return TEXT, "是" if value else "否"
    if isinstance(value, str):
        return _decoded_text(value)
    format_id, code = _cell_format(cell)
    if isinstance(value, int | float) and format_id not in CHINESE_DATES:
        return _number_content(value, code)
    moment = from_excel(value, epoch) if isinstance(value, int | float) else value
    return _date_content(moment, CHINESE_DATES.get(format_id, code))


def _cell_format(cell: Any) -> tuple[int, str]:  # noqa: ANN401 (openpyxl's ReadOnlyCell)
    """Return number and code of a cell's format; a style that the file lacks is none."""
    try:
        return cell.style_array.numFmtId, cell.number_format or ""
    except IndexError:
        return 0, ""


def _number_content(value: float, code: str) -> CellContent:
    stored = exact_number(value)
    if not stored.is_finite():
        return ERROR, str(value)
    shown = shown_number(stored, code)
    return NUMBER, shown.text, stored, shown


def _date_content(moment: datetime | date | time | timedelta, code: str) -> tuple[str, str]:
    """Return a date as text; the first weeks of 1900 are not sure.

    Excel counts a 29 February 1900 that never was, and a small number in a format for dates is
    more likely a number.
    """
    text = shown_date(moment, code)
    is_early = isinstance(moment, datetime) and moment < _FIRST_SURE_DAY and ":" not in text
    return NO_DATE if is_early or (isinstance(moment, time) and "年" in text) else DATE, text


def _decoded_text(value: str) -> tuple[str, str]:
    """Return a text with its escapes decoded: _x000D_ is a line end.

    An escape for what no document may hold stays as it is stored. openpyxl itself decodes the
    escaped underscore, _x005F_.
    """
    text = unescape(value).replace("\r\n", "\n").replace("\r", "\n")
    if forbidden_characters(text, ""):
        return FORBIDDEN_TEXT, value
    return (TEXT if text.strip() else EMPTY), text
