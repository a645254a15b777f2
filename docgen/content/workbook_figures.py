"""Figures from Excel (来自): one cell, the sum of a column, or a sheet of figures."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from docgen.content.cells import Address, cell_problems
from docgen.content.fields import PENDING, Fields
from docgen.content.figures_yaml import BOOK, FORBIDDEN, Taken
from docgen.content.files import Files
from docgen.content.formulas import is_sum_within
from docgen.content.workbook import (
    DATE,
    EMPTY,
    NUMBER,
    TEXT,
    Cell,
    Sheet,
    Unreadable,
    Workbook,
    cell_position,
    column_number,
)
from docgen.content.yaml.nodes import normalized_name
from docgen.findings import Finding, Severity, Source, error, note, warning
from docgen.report import FigureEntry, Text, WorkbookCell

MOST_BYTES = 50_000_000
_VALUES = ("数值", "值", "数")
_MOST_HEAD_ROWS = 10
# 合计, 甲组小计, 本年累计（万元）: how a row that holds a sum is called.
_TOTAL = re.compile(r"[\w、]{0,8}(?:合计|总计|小计|共计|累计)(?:数|额|金额)?")
_REMARK = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]|[：:]$")


class Book(Struct, frozen=True):
    """A workbook that was opened: as findings show it, and its sheets."""

    shown: str
    workbook: Workbook

    def source_cell(self, sheet: Sheet, cell: str) -> WorkbookCell:
        """Return where a figure was taken from, for its trace."""
        return WorkbookCell(self.shown, sheet.name, cell, self.workbook.sha256)


class Workbooks:
    """The workbooks of a project, each opened once."""

    def __init__(self, files: Files, folder: Path, found: list[Finding]) -> None:
        """Begin with none opened."""
        self._files = files
        self._folder = folder
        self._found = found
        self._books: dict[Path, Book | None] = {}

    def taken_figure(self, fields: Fields, path: str) -> Taken:
        """Return what a workbook gives for the figure at `path`."""
        name = fields.text_at(BOOK)
        if name is None:
            return Taken()
        book = self._named_book(name)
        sheet = self._chosen_sheet(book, fields, name) if book else None
        if book is None or sheet is None:
            return Taken()
        address = Address(book.shown, sheet.name, name.source)
        if sheet.hidden:
            message = f"{book.shown}!{sheet.name} 是隐藏的工作表"
            self._found.append(warning("YML36", name.source, message, "取消隐藏，看清是不是这张表"))
        if "列" in fields or "求和" in fields:
            return self._taken_column(fields, sheet, address, book)
        if "格" in fields:
            return self._taken_cell(fields, sheet, address, book)
        return Taken(members=_sheet_figures(sheet, address, book, path, self._found))

    def _taken_cell(self, fields: Fields, sheet: Sheet, address: Address, book: Book) -> Taken:
        spot = fields.text_at("格")
        position = cell_position(spot.content) if spot else None
        if spot is None or position is None:
            if spot is not None:
                message = f"“{spot.content}”不是单元格"
                self._found.append(error("YML31", spot.source, message, "写成 C5 这样"))
            return Taken()
        cell = sheet.cell_at(*position)
        problems = cell_problems(cell, sheet, address)
        self._found.extend(problems)
        where = book.source_cell(sheet, cell.address)
        if _is_refused(problems):
            return Taken(cell=where)
        return Taken(Text(cell.text.strip(), (spot.source,)), where)

    def _taken_column(self, fields: Fields, sheet: Sheet, address: Address, book: Book) -> Taken:
        name, wish = fields.text_at("列"), fields.text_at("求和")
        if name is None or wish is None or wish.content.strip() != "是":
            message = "取一列要写 列 和 求和: 是"
            self._found.append(error("YML31", address.source, message, "如 列: 补贴面积, 求和: 是"))
            return Taken()
        total = _column_total(sheet, name, address, self._found)
        if total is None:
            return Taken()
        return Taken(Text(total.text, (name.source,)), book.source_cell(sheet, total.span))

    def _chosen_sheet(self, book: Book, fields: Fields, name: Text) -> Sheet | None:
        wanted, names = fields.text_at("表"), book.workbook.sheet_names
        chosen = names[:1]
        if wanted is not None:
            typed = normalized_name(wanted.content)
            chosen = tuple(n for n in names if n == wanted.content) or tuple(
                n for n in names if normalized_name(n) == typed
            )
        if not chosen:
            what = f"没有工作表“{wanted.content}”" if wanted else "没有工作表"
            source = (wanted or name).source
            advice = "现有：" + "、".join(names)
            self._found.append(error("YML31", source, f"{name.content} 里{what}", advice))
            return None
        try:
            return book.workbook.named_sheet(chosen[0])
        except Unreadable as problem:
            self._found.append(_unreadable(Path(book.shown).name, problem, name.source))
            return None

    def _named_book(self, name: Text) -> Book | None:
        path = self._book_path(name)
        if path is None:
            message = f"找不到工作簿“{name.content}”"
            advice = "把它放在 figures.yaml 旁边或项目文件夹里，写它的位置"
            self._found.append(error("YML30", name.source, message, advice))
            return None
        if path not in self._books:
            self._books[path] = self._opened_book(path, name)
        return self._books[path]

    def _book_path(self, name: Text) -> Path | None:
        beside = (self._files.root / name.source.file).parent
        for folder in (beside, self._folder, self._files.root):
            path = folder / name.content.strip()
            try:
                if path.is_file() and ".." not in Path(name.content).parts:
                    return path if path.is_relative_to(self._files.root) else None
            except (OSError, ValueError):
                return None
        return None

    def _opened_book(self, path: Path, name: Text) -> Book | None:
        data = self._files.data_of(path, MOST_BYTES)
        if data is None:
            return None
        try:
            return Book(self._files.shown_path(path), Workbook(data))
        except Unreadable as problem:
            self._found.append(_unreadable(path.name, problem, name.source))
            return None


def _unreadable(name: str, problem: Unreadable, source: Source) -> Finding:
    advice = "在 Excel 或 WPS 里打开，另存为 .xlsx（不加密码）"
    return error("YML30", source, f"工作簿 {name} {problem}", advice)


def _is_refused(problems: list[Finding]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


class _Total(Struct, frozen=True):
    """A sum as text, with the unit its format shows, and the cells it covers (C2:C10)."""

    text: str
    span: str


def _column_total(
    sheet: Sheet, name: Text, address: Address, found: list[Finding]
) -> _Total | None:
    """Return the sum of a column named by its heading or its letter; None with a finding why not.

    Rows that hold a sum are left out: what they hold is in the sum already.
    """
    top = _column_heading(sheet, name.content)
    if top is None:
        message = f"{address.book}!{address.sheet} 里没有叫“{name.content}”的列"
        found.append(error("YML31", name.source, message, "写这一列的标题，或列的字母"))
        return None
    column, first = top
    cells = [sheet.cell_at(row, column) for row in sheet.row_numbers if row >= first]
    filled = [cell for cell in cells if cell.kind != EMPTY]
    while filled and filled[0].kind == TEXT and not filled[0].text.strip()[:1].isdecimal():
        filled.pop(0)  # headings above the numbers
    counted = _without_totals(sheet, filled, address, found)
    problems = [problem for cell in counted for problem in _addend_problems(cell, sheet, address)]
    problems += _unit_problems(counted, address)
    found.extend(problems)
    if _is_refused(problems):
        return None
    if not counted:
        at = address.cell_address(_letters_of(sheet.cell_at(1, column)))
        found.append(error("YML33", name.source, f"{at} 列没有数", "核对列的名称"))
        return None
    numbers = [cell.shown for cell in counted if cell.shown]
    value = sum((number.value for number in numbers), Decimal(0))
    unit = next((number.unit for number in numbers if number.unit), "")
    return _Total(f"{value.normalize():f}{unit}", f"{counted[0].address}:{counted[-1].address}")


def _letters_of(cell: Cell) -> str:
    return cell.address.rstrip("0123456789")


def _column_heading(sheet: Sheet, name: str) -> tuple[int, int] | None:
    """Return the column, and the row where its numbers begin."""
    wanted = normalized_name(name)
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.kind == TEXT and normalized_name(cell.text) == wanted:
            return column, row + 1
    letters = wanted.upper()
    number = column_number(letters) if letters.isascii() and letters.isalpha() else 0
    return (number, 1) if number else None


def _without_totals(
    sheet: Sheet, cells: list[Cell], address: Address, found: list[Finding]
) -> list[Cell]:
    """Return the cells to be added: no row called 合计, none whose formula adds up the others."""
    counted: list[Cell] = []
    for cell in cells:
        at = address.cell_address(cell.address)
        if _is_total_row(cell, sheet) or _adds_up(cell, cells):
            message = f"{at} 是合计行，没有再加一次"
            found.append(note("YML37", address.source, message, "核对合计是不是只有这些行"))
            continue
        if _equals_sum(cell, counted):
            message = f"{at} 的 {cell.text} 正好等于它上面各行之和，像是合计行；这里加进去了"
            advice = "确是合计，就在这一行前面写“合计”；不是，就不用改"
            found.append(warning("YML37", address.source, message, advice))
        counted.append(cell)
    return counted


def _is_total_row(cell: Cell, sheet: Sheet) -> bool:
    """Return whether a text before the cell calls its row a sum: 合计（万元）."""
    before = (sheet.cells.get((cell.row, column)) for column in range(1, cell.column))
    names = (_REMARK.sub("", "".join(c.text.split())) for c in before if c and c.kind == TEXT)
    return any(_TOTAL.fullmatch(name) for name in names)


def _adds_up(cell: Cell, cells: list[Cell]) -> bool:
    """Return whether a cell's formula is the sum of other cells of the column."""
    rows = [other.row for other in cells if other is not cell]
    letters = _letters_of(cell)
    return bool(rows) and is_sum_within(cell.formula, letters, range(min(rows), max(rows) + 1))


def _equals_sum(cell: Cell, above: list[Cell]) -> bool:
    numbers = [other.stored for other in above if other.stored is not None]
    is_number = cell.kind == NUMBER and bool(cell.stored) and len(numbers) > 1
    return is_number and cell.stored == sum(numbers, Decimal(0))


def _addend_problems(cell: Cell, sheet: Sheet, address: Address) -> list[Finding]:
    if cell.kind in {TEXT, DATE}:
        message = (
            f"{address.cell_address(cell.address)} 是{cell.kind}“{cell.text.strip()}”，不能相加"
        )
        return [error("YML35", address.source, message, "在工作簿里改成数字格式")]
    found = cell_problems(cell, sheet, address)
    return [finding for finding in found if finding.severity > Severity.NOTE]


def _unit_problems(cells: list[Cell], address: Address) -> list[Finding]:
    """Return an 错误 where formats show the cells of one column in different units."""
    numbers = [(cell, cell.shown) for cell in cells if cell.shown and cell.stored]
    for cell, shown in numbers[1:]:
        first, other = numbers[0]
        is_other_unit = shown.unit and other.unit and shown.unit != other.unit
        if is_other_unit or shown.factor != other.factor:
            message = (
                f"{address.cell_address(cell.address)} 显示为 {shown.text}，{first.address} "
                f"显示为 {other.text}，单位不同，不能相加"
            )
            return [error("YML35", address.source, message, "把这一列改成同一种数字格式")]
    return []


def _sheet_figures(
    sheet: Sheet, address: Address, book: Book, above: str, found: list[Finding]
) -> tuple[FigureEntry, ...]:
    """Return the figures of a sheet of 名称|数值|单位|来源, one per row below its heading."""
    head = _table_heading(sheet)
    if head is None:
        message = f"{address.book}!{address.sheet} 里没有“名称”和“数值”两列"
        advice = "第一行写 名称、数值、单位、来源；只取一格就写 格: C5"
        found.append(error("YML31", address.source, message, advice))
        return ()
    top, columns = head
    entries: dict[str, FigureEntry] = {}
    for number in sheet.row_numbers[top:]:
        row = _Row(sheet, number, columns, address)
        if not row.row_name:
            continue
        if row.row_name in entries:
            at = row.full_address("名称")
            message = f"“{row.row_name}”在 {at} 之前已有一次"
            found.append(error("YML02", address.source, message, "留下一处"))
            continue
        entries[row.row_name] = _figure_entry(row, book, above, found)
    return tuple(entries.values())


def _table_heading(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for row in sheet.row_numbers[:_MOST_HEAD_ROWS]:
        there = {
            normalized_name(c.text): column for (r, column), c in sheet.cells.items() if r == row
        }
        value = next((name for name in _VALUES if name in there), "")
        if "名称" in there and value:
            return row, there | {"数值": there[value]}
    return None


class _Row(Struct, frozen=True):
    """A row of a sheet of figures, its cells by the headings."""

    sheet: Sheet
    number: int
    columns: dict[str, int]
    address: Address

    def named_cell(self, heading: str) -> Cell:
        column = self.columns.get(heading)
        if column is None:
            return Cell("", self.number, 0, EMPTY)
        return self.sheet.cell_at(self.number, column)

    def full_address(self, heading: str) -> str:
        return self.address.cell_address(self.named_cell(heading).address)

    @property
    def row_name(self) -> str:
        return normalized_name(self.named_cell("名称").text)

    def cell_text(self, heading: str) -> Text | None:
        cell = self.named_cell(heading)
        if cell.kind == EMPTY:
            return None
        return Text(cell.text.strip(), (self.address.cell_place(cell.address),))


def _figure_entry(row: _Row, book: Book, above: str, found: list[Finding]) -> FigureEntry:
    name, cell = row.row_name, row.named_cell("数值")
    if any(sign in name for sign in FORBIDDEN):
        at = row.full_address("名称")
        message = f"{at} 的名称“{name}”含有 | {{ }}，引用时认不出来"
        found.append(error("YML16", row.address.source, message, "在工作簿里改名称"))
    problems = cell_problems(cell, row.sheet, row.address)
    found.extend(problems)
    place = row.address.cell_place(cell.address)
    value = Text(PENDING, (place,)) if _is_refused(problems) else row.cell_text("数值")
    return FigureEntry(
        name, f"{above}.{name}" if above else name, place, value, unit=row.cell_text("单位"),
        origin=row.cell_text("来源"), workbook=book.source_cell(row.sheet, cell.address),
    )  # fmt: skip
