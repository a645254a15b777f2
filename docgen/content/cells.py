"""Is a cell fit to be a figure (单元格的问题): its kind, its formula, its format, hidden or not."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct

from docgen.content import workbook
from docgen.content.fields import plain_number
from docgen.content.formulas import expected_result, names_another_file
from docgen.content.workbook import Cell, Sheet
from docgen.findings import Finding, Severity, Source, error, note, warning
from docgen.report import WorkbookCell

_EXACT = Decimal("1e-9")  # floats that were added in another order differ by less
_SHOWN_FORMULA, _SHOWN_TEXT = 60, 40
# What has no content that could be taken: code, what it is, what to do.
_REFUSED: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        workbook.ERROR: ("YML32", "是 Excel 的错误值 {}", "在工作簿里改正公式，保存后再生成"),
        workbook.EMPTY: ("YML33", "是空的", "核对单元格的位置，或在工作簿里填上"),
        workbook.UNCALCULATED: (
            "YML34", "的公式还没有算过，没有结果", "在 Excel 或 WPS 里打开一次并保存",
        ),
        workbook.NO_DATE: (
            "YML20", "显示为 {}，多半是数被设成了日期格式",
            "在工作簿里把这一格改回数字格式；确是日期就改成文字",
        ),
        workbook.FORBIDDEN: (
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


def cell_problems(cell: Cell, origin: SheetOrigin) -> list[Finding]:
    """Return what is wrong with a cell that is to be a figure, with its address."""
    at, source = origin.cell_address(cell), origin.source
    found = _kind_problems(cell, at, source)
    found += [] if found else _formula_problems(cell, origin.sheet, at, source)
    if not has_error(found):
        found += _format_problems(cell, at, source)
    if cell.hidden:
        advice = "在工作簿里取消隐藏，看清是不是这个数"
        found.append(warning("YML36", source, f"{at} 在隐藏的行或列里", advice))
    return found


def has_error(found: list[Finding]) -> bool:
    """Return whether one of the findings is an 错误."""
    return any(finding.severity is Severity.ERROR for finding in found)


def _kind_problems(cell: Cell, at: str, source: Source) -> list[Finding]:
    """Return why a cell has no content that could be taken, or a text that is no number."""
    if cell.kind == workbook.EMPTY and cell.merged:
        message = f"{at} 在合并单元格里，内容在 {cell.merged}"
        return [error("YML33", source, message, f"写 格: {cell.merged}")]
    if cell.kind in _REFUSED:
        return [_refused_cell(cell.kind, cell.text, at, source)]
    words = cell.text.strip() if cell.kind == workbook.TEXT else ""
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
        return [_refused_cell(workbook.UNCALCULATED, "", at, source)]
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
