"""Figures from Excel (来自): one cell, the sum of a column, or a sheet of figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from docgen.content.fields import PENDING, Fields, plain_number
from docgen.content.figures_yaml import BOOK, FORBIDDEN, Taken
from docgen.content.files import Files, is_file
from docgen.content.formulas import expected_result, is_sum_within, names_another_file
from docgen.content.workbook import (
    DATE,
    EMPTY,
    ERROR,
    FORBIDDEN_TEXT,
    NO_DATE,
    NUMBER,
    TEXT,
    UNCALCULATED,
    Cell,
    Sheet,
    Unreadable,
    Workbook,
    cell_position,
    column_number,
)
from docgen.content.yaml.nodes import normalized_name
from docgen.findings import Finding, Severity, Source, error, note, warning
from docgen.patterns import lazy_pattern
from docgen.report import FigureEntry, Text, WorkbookCell

MOST_BYTES = 50_000_000
_VALUES = ("数值", "值", "数")
_MOST_HEAD_ROWS = 10
# 合计, 甲组小计, 本年累计（万元）: how a row that holds a sum is called.
_TOTAL = lazy_pattern(r"[\w、]{0,8}(?:合计|总计|小计|共计|累计)(?:数|额|金额)?")
_REMARK = lazy_pattern(r"[（(\[【][^）)\]】]*[）)\]】]|[：:]$")
_EXACT = Decimal("1e-9")  # floats that were added in another order differ by less
_SHOWN_FORMULA, _SHOWN_TEXT = 60, 40
# What has no content that could be taken: code, what it is, what to do.
_REFUSED: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        ERROR: ("YML32", "是 Excel 的错误值 {}", "在工作簿里改正公式，保存后再生成"),
        EMPTY: ("YML33", "是空的", "核对单元格的位置，或在工作簿里填上"),
        UNCALCULATED: (
            "YML34", "的公式还没有算过，没有结果", "在 Excel 或 WPS 里打开一次并保存",
        ),
        NO_DATE: (
            "YML20", "显示为 {}，多半是数被设成了日期格式",
            "在工作簿里把这一格改回数字格式；确是日期就改成文字",
        ),
        FORBIDDEN_TEXT: (
            "YML08", "里有不能出现在文档里的字符：{}", "在工作簿里把这一格重新输入一遍",
        ),
    }
)  # fmt: skip


class SheetOrigin(Struct, frozen=True):
    """Where figures come from (出处): workbook, its sheet, the line of YAML that asks for them."""

    book: str
    sha256: str
    sheet: Sheet
    source: Source

    def cell_address(self, cell: Cell) -> str:
        """Return a cell's full address: 台账.xlsx!汇总!B7."""
        return f"{self.sheet_address}!{cell.address}"

    @property
    def sheet_address(self) -> str:
        """The sheet's full address: 台账.xlsx!汇总."""
        return f"{self.book}!{self.sheet.name}"

    def cell_place(self, cell: Cell) -> Source:
        """Return the place of a cell."""
        return Source(self.book, where=f"{self.sheet.name}!{cell.address}")

    def traced_cell(self, address: str) -> WorkbookCell:
        """Return where a figure was taken from, for its trace."""
        return WorkbookCell(self.book, self.sheet.name, address, self.sha256)


class Workbooks:
    """The workbooks of a project, each opened once."""

    def __init__(self, files: Files, folder: Path, found: list[Finding]) -> None:
        """Begin with none opened."""
        self._files = files
        self._folder = folder
        self._found = found
        self._books: dict[Path, Workbook | None] = {}

    def taken_figure(self, fields: Fields, path: str) -> Taken:
        """Return what a workbook gives for the figure at `path`."""
        name = fields.text_at(BOOK)
        file = self._book_path(name) if name else None
        if name is None or file is None:
            return Taken()
        if file not in self._books:
            self._books[file] = self._opened_book(file, name)
        book = self._books[file]
        sheet = self._chosen_sheet(book, file, fields, name) if book else None
        if book is None or sheet is None:
            return Taken()
        origin = SheetOrigin(self._files.shown_path(file), book.sha256, sheet, name.source)
        if sheet.hidden:
            message = f"{origin.sheet_address} 是隐藏的工作表"
            self._found.append(warning("YML36", name.source, message, "取消隐藏，看清是不是这张表"))
        if "列" in fields or "求和" in fields:
            return _taken_column(fields, origin)
        if "格" in fields:
            return _taken_cell(fields, origin)
        return Taken(members=_sheet_figures(origin, path, self._found))

    def _chosen_sheet(self, book: Workbook, file: Path, fields: Fields, name: Text) -> Sheet | None:
        wanted, names = fields.text_at("表"), book.sheet_names
        chosen = names[:1]
        if wanted is not None:
            alike = {normalized_name(n): n for n in reversed(names)} | {n: n for n in names}
            typed = (wanted.content, normalized_name(wanted.content))
            chosen = tuple(alike[each] for each in typed if each in alike)[:1]
        if not chosen:
            what = f"没有工作表“{wanted.content}”" if wanted else "没有工作表"
            message, advice = f"{name.content} 里{what}", "现有：" + "、".join(names)
            self._found.append(error("YML31", (wanted or name).source, message, advice))
            return None
        try:
            return book.named_sheet(chosen[0])
        except Unreadable as problem:
            self._found.append(_unreadable_book(file, problem, name))
            return None

    def _book_path(self, name: Text) -> Path | None:
        """Return the file of a workbook: beside the YAML, in the content or in the project."""
        root, typed = self._files.root, Path(name.content.strip())
        folders = ((root / name.source.file).parent, self._folder, root)
        found = next((path for folder in folders if is_file(path := folder / typed)), None)
        if found is None or ".." in typed.parts or not found.is_relative_to(root):
            message = f"找不到工作簿“{name.content}”"
            advice = "把它放在 figures.yaml 旁边或项目文件夹里，写它的位置"
            self._found.append(error("YML30", name.source, message, advice))
            return None
        return found

    def _opened_book(self, file: Path, name: Text) -> Workbook | None:
        data = self._files.data_of(file, MOST_BYTES)
        try:
            return None if data is None else Workbook(data)
        except Unreadable as problem:
            self._found.append(_unreadable_book(file, problem, name))
            return None


def _unreadable_book(file: Path, problem: Unreadable, name: Text) -> Finding:
    advice = "在 Excel 或 WPS 里打开，另存为 .xlsx（不加密码）"
    return error("YML30", name.source, f"工作簿 {file.name} {problem}", advice)


def _taken_cell(fields: Fields, origin: SheetOrigin) -> Taken:
    typed = fields.text_at("格")
    position = cell_position(typed.content) if typed else None
    if typed is None:
        return Taken()
    if position is None:
        message = f"“{typed.content}”不是单元格"
        fields.found.append(error("YML31", typed.source, message, "写成 C5 这样"))
        return Taken()
    cell = origin.sheet.cell_at(*position)
    problems = _cell_problems(cell, origin)
    fields.found.extend(problems)
    value = None if _has_error(problems) else Text(cell.text.strip(), (typed.source,))
    return Taken(value, origin.traced_cell(cell.address))


def _taken_column(fields: Fields, origin: SheetOrigin) -> Taken:
    """Return the sum of a column named by its heading or its letter.

    Rows that hold a sum are left out: what they hold is in the sum already.
    """
    name, wish = fields.text_at("列"), fields.text_at("求和")
    if "列" in fields and "求和" in fields and (name is None or wish is None):
        return Taken()  # why is said of the key
    if name is None or wish is None:
        message = "取一列要写 列 和 求和: 是"
        fields.found.append(error("YML31", origin.source, message, "如 列: 补贴面积, 求和: 是"))
        return Taken()
    top = _column_heading(origin.sheet, name.content)
    if top is None:
        message = f"{origin.sheet_address} 里没有叫“{name.content}”的列"
        fields.found.append(error("YML31", name.source, message, "写这一列的标题，或列的字母"))
        return Taken()
    found: list[Finding] = []
    counted = _addends_below(*top, origin, found)
    if not counted and not _has_error(found):
        at = origin.cell_address(origin.sheet.cell_at(1, top[0])).removesuffix("1")
        found.append(error("YML33", name.source, f"{at} 列没有数", "核对列的名称"))
    fields.found.extend(found)
    if _has_error(found):
        return Taken()
    numbers = [cell.shown for cell in counted if cell.shown]
    value = sum((number.value for number in numbers), Decimal(0))
    unit = next((number.unit for number in numbers if number.unit), "")
    span = origin.traced_cell(f"{counted[0].address}:{counted[-1].address}")
    return Taken(Text(f"{value.normalize():f}{unit}", (name.source,)), span)


def _column_heading(sheet: Sheet, name: str) -> tuple[int, int] | None:
    """Return the column, and the row where its numbers begin."""
    wanted = normalized_name(name)
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.kind == TEXT and normalized_name(cell.text) == wanted:
            return column, row + 1
    letters = wanted.upper()
    number = column_number(letters) if letters.isascii() and letters.isalpha() else 0
    return (number, 1) if number else None


def _addends_below(
    column: int, first: int, origin: SheetOrigin, found: list[Finding]
) -> list[Cell]:
    """Return the cells of a column to be added, from row `first` on."""
    cells = [origin.sheet.cell_at(row, column) for row in origin.sheet.row_numbers if row >= first]
    filled = [cell for cell in cells if cell.kind != EMPTY]
    while filled and filled[0].kind == TEXT and not filled[0].text.strip()[:1].isdecimal():
        filled.pop(0)  # headings above the numbers
    counted = _without_totals(filled, origin, found)
    found += [problem for cell in counted for problem in _addend_problems(cell, origin)]
    found += _unit_problems(counted, origin)
    return counted


def _without_totals(cells: list[Cell], origin: SheetOrigin, found: list[Finding]) -> list[Cell]:
    """Return the cells to be added: no row called 合计, none whose formula adds up the others."""
    counted: list[Cell] = []
    for cell in cells:
        at = origin.cell_address(cell)
        if _is_total_row(cell, origin.sheet) or _adds_up(cell, cells):
            message = f"{at} 是合计行，没有再加一次"
            found.append(note("YML37", origin.source, message, "核对合计是不是只有这些行"))
            continue
        if _equals_sum(cell, counted):
            message = f"{at} 的 {cell.text} 正好等于它上面各行之和，像是合计行；这里加进去了"
            advice = "确是合计，就在这一行前面写“合计”；不是，就不用改"
            found.append(warning("YML37", origin.source, message, advice))
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
    letters = cell.address.rstrip("0123456789")
    return bool(rows) and is_sum_within(cell.formula, letters, range(min(rows), max(rows) + 1))


def _equals_sum(cell: Cell, above: list[Cell]) -> bool:
    numbers = [other.stored for other in above if other.stored is not None]
    is_number = cell.kind == NUMBER and bool(cell.stored) and len(numbers) > 1
    return is_number and cell.stored == sum(numbers, Decimal(0))


def _addend_problems(cell: Cell, origin: SheetOrigin) -> list[Finding]:
    if cell.kind in {TEXT, DATE}:
        message = f"{origin.cell_address(cell)} 是{cell.kind}“{cell.text.strip()}”，不能相加"
        return [error("YML35", origin.source, message, "在工作簿里改成数字格式")]
    found = _cell_problems(cell, origin)
    return [finding for finding in found if finding.severity > Severity.NOTE]


def _unit_problems(cells: list[Cell], origin: SheetOrigin) -> list[Finding]:
    """Return an 错误 where formats show the cells of one column in different units."""
    numbers = [(cell, cell.shown) for cell in cells if cell.shown and cell.stored]
    for cell, shown in numbers[1:]:
        first, other = numbers[0]
        is_other_unit = shown.unit and other.unit and shown.unit != other.unit
        if is_other_unit or shown.factor != other.factor:
            message = (
                f"{origin.cell_address(cell)} 显示为 {shown.text}，{first.address} "
                f"显示为 {other.text}，单位不同，不能相加"
            )
            return [error("YML35", origin.source, message, "把这一列改成同一种数字格式")]
    return []


def _sheet_figures(
    origin: SheetOrigin, above: str, found: list[Finding]
) -> tuple[FigureEntry, ...]:
    """Return the figures of a sheet of 名称|数值|单位|来源, one per row below its heading."""
    sheet = origin.sheet
    top, columns = _table_heading(sheet)
    if not columns:
        message = f"{origin.sheet_address} 里没有“名称”和“数值”两列"
        advice = "第一行写 名称、数值、单位、来源；只取一格就写 格: C5"
        found.append(error("YML31", origin.source, message, advice))
    entries: dict[str, FigureEntry] = {}
    for number in sheet.row_numbers[top:] if columns else ():
        row = {heading: sheet.cell_at(number, column) for heading, column in columns.items()}
        name, at = normalized_name(row["名称"].text), origin.cell_address(row["名称"])
        if name in entries:
            message = f"“{name}”在 {at} 之前已有一次"
            found.append(error("YML02", origin.source, message, "留下一处"))
        elif name:
            entries[name] = _figure_entry(name, row, origin, above, found)
    return tuple(entries.values())


def _table_heading(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Return the row of 名称 and 数值, and the column of each heading; none where there is none."""
    for row in sheet.row_numbers[:_MOST_HEAD_ROWS]:
        there = {normalized_name(c.text): at for (r, at), c in sheet.cells.items() if r == row}
        value = next((name for name in _VALUES if name in there), "")
        if "名称" in there and value:
            return row, there | {"数值": there[value]}
    return 0, {}


def _figure_entry(
    name: str, row: dict[str, Cell], origin: SheetOrigin, above: str, found: list[Finding]
) -> FigureEntry:
    cell = row["数值"]
    if any(sign in name for sign in FORBIDDEN):
        message = f"{origin.cell_address(row['名称'])} 的名称“{name}”含有 | {{ }}，引用时认不出来"
        found.append(error("YML16", origin.source, message, "在工作簿里改名称"))
    problems = _cell_problems(cell, origin)
    found.extend(problems)
    texts = {
        heading: Text(cell.text.strip(), (origin.cell_place(cell),))
        for heading, cell in row.items()
        if cell.kind != EMPTY
    }
    place = origin.cell_place(cell)
    value = Text(PENDING, (place,)) if _has_error(problems) else texts.get("数值")
    return FigureEntry(
        name, f"{above}.{name}" if above else name, place, value, unit=texts.get("单位"),
        origin=texts.get("来源"), workbook=origin.traced_cell(cell.address),
    )  # fmt: skip


# ---- is a cell fit to be a figure: its kind, its formula, its format, hidden or not


def _cell_problems(cell: Cell, origin: SheetOrigin) -> list[Finding]:
    """Return what is wrong with a cell that is to be a figure, with its address."""
    at, source = origin.cell_address(cell), origin.source
    found = _kind_problems(cell, at, source)
    found += [] if found else _formula_problems(cell, origin.sheet, at, source)
    if not _has_error(found):
        found += _format_problems(cell, at, source)
    if cell.hidden:
        advice = "在工作簿里取消隐藏，看清是不是这个数"
        found.append(warning("YML36", source, f"{at} 在隐藏的行或列里", advice))
    return found


def _has_error(found: list[Finding]) -> bool:
    """Return whether one of the findings is an 错误."""
    return any(finding.severity is Severity.ERROR for finding in found)


def _kind_problems(cell: Cell, at: str, source: Source) -> list[Finding]:
    """Return why a cell has no content that could be taken, or a text that is no number."""
    if cell.kind == EMPTY and cell.merged:
        message = f"{at} 在合并单元格里，内容在 {cell.merged}"
        return [error("YML33", source, message, f"写 格: {cell.merged}")]
    if cell.kind in _REFUSED:
        return [_refused_cell(cell.kind, cell.text, at, source)]
    words = cell.text.strip() if cell.kind == TEXT else ""
    if words.startswith("="):
        message = f"{at} 里是文字“{words}”，不会当公式算"
        return [error("YML35", source, message, "在工作簿里改成公式，或改成数")]
    if plain_number(words)[0] is not None:
        message = f"{at} 是文字“{words}”，不是数；这里按这个数取"
        return [warning("YML35", source, message, "在工作簿里把这一格改成数字格式")]
    return []


def _refused_cell(kind: str, text: str, at: str, source: Source) -> Finding:
    code, what, advice = _REFUSED[kind]
    return error(code, source, f"{at} {what.format(text[:_SHOWN_TEXT])}", advice)


def _formula_problems(cell: Cell, sheet: Sheet, at: str, source: Source) -> list[Finding]:
    """Return what may be old about a formula's result."""
    if not cell.formula:
        return []
    formula, stored = cell.formula[:_SHOWN_FORMULA], cell.stored
    expected = None if stored is None else expected_result(cell.formula, sheet)
    is_old = expected is not None and stored is not None and _differ(expected, stored)
    if sheet.recalculates and stored == 0 and (is_old or expected is None):
        return [_refused_cell(UNCALCULATED, "", at, source)]
    found = []
    if names_another_file(cell.formula):
        message = f"{at} 的公式 {formula} 引用另一个工作簿，那边改了，这里未必跟着变"
        advice = "打开两个工作簿，更新链接后保存；或把这一格改成数"
        found.append(warning("YML34", source, message, advice))
    if is_old:
        message = f"{at} 存的结果是 {stored:f}，照公式 {formula} 现在应是 {expected:f}"
        advice = "在 Excel 或 WPS 里打开，按 F9 重新计算，保存"
        found.append(error("YML34", source, message, advice))
    elif sheet.recalculates and expected is None:
        message = f"{at} 的公式 {formula} 要打开时才重新计算，这里取的是上次存的结果"
        found.append(note("YML34", source, message, "在 Excel 或 WPS 里打开一次并保存"))
    return found


def _differ(expected: Decimal, stored: Decimal) -> bool:
    return abs(expected - stored) > _EXACT * max(Decimal(1), abs(expected))


def _format_problems(cell: Cell, at: str, source: Source) -> list[Finding]:
    """Return where a format shows another number than the one taken."""
    shown = cell.shown
    if shown is not None and shown.doubt:
        message = f"{at} 的{shown.doubt}；这里取 {shown.text}，存的是 {cell.stored:f}"
        return [warning("YML37", source, message, "核对数和单位；在工作簿里改正单元格格式")]
    if shown is None or shown.rounded is None or shown.rounded == shown.value:
        return []
    message = f"{at} 显示为 {shown.rounded}，实际是 {shown.value.normalize():f}；这里取实际的数"
    return [note("YML37", source, message, "要取显示的数，在工作簿里用 ROUND 四舍五入")]
