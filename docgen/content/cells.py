"""What there is to say of a cell before its content is taken (单元格的问题)."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from docgen.content import workbook
from docgen.content.fields import plain_number
from docgen.content.formulas import expected_result, names_another_file
from docgen.content.workbook import EMPTY, TEXT, Cell, Sheet
from docgen.findings import Finding, Severity, Source, error, note, warning

_EXACT = Decimal("1e-9")  # floats that were added in another order differ by less


class Address(Struct, frozen=True):
    """Where cells come from (出处): workbook, sheet, and the line of YAML that asks for them."""

    book: str
    sheet: str
    source: Source

    def cell_address(self, cell: str) -> str:
        """Return a cell's full address: 台账.xlsx!汇总!B7."""
        return f"{self.book}!{self.sheet}!{cell}"

    def cell_place(self, cell: str) -> Source:
        """Return the place of a cell."""
        return Source(self.book, where=f"{self.sheet}!{cell}")


def cell_problems(cell: Cell, sheet: Sheet, address: Address) -> list[Finding]:
    """Return what is wrong with a cell that is to be a figure, with its address."""
    at, source = address.cell_address(cell.address), address.source
    found = _refusals(cell, at, source) or [
        *_text_problems(cell, at, source),
        *_formula_problems(cell, sheet, at, source),
    ]
    if not any(finding.severity is Severity.ERROR for finding in found):
        found += _format_notes(cell, at, source)
    if cell.hidden:
        message, advice = f"{at} 在隐藏的行或列里", "在工作簿里取消隐藏，看清是不是这个数"
        found.append(warning("YML36", source, message, advice))
    return found


def _refusals(cell: Cell, at: str, source: Source) -> list[Finding]:
    """Return why a cell has no content that could be taken."""
    if cell.kind == EMPTY and cell.merged:
        message = f"{at} 在合并单元格里，内容在 {cell.merged}"
        return [error("YML33", source, message, f"写 格: {cell.merged}")]
    match cell.kind:
        case workbook.ERROR:
            code, message = "YML32", f"{at} 是 Excel 的错误值 {cell.text}"
            advice = "在工作簿里改正公式，保存后再生成"
        case workbook.EMPTY:
            code, message = "YML33", f"{at} 是空的"
            advice = "核对单元格的位置，或在工作簿里填上"
        case workbook.UNCALCULATED:
            return [_uncalculated(at, source)]
        case workbook.NO_DATE:
            code, message = "YML20", f"{at} 显示为 {cell.text}，多半是数被设成了日期格式"
            advice = "在工作簿里把这一格改回数字格式；确是日期就改成文字"
        case workbook.FORBIDDEN:
            code, message = "YML08", f"{at} 里有不能出现在文档里的字符：{cell.text[:40]}"
            advice = "在工作簿里把这一格重新输入一遍"
        case _:
            return []
    return [error(code, source, message, advice)]


def _uncalculated(at: str, source: Source) -> Finding:
    message = f"{at} 的公式还没有算过，没有结果"
    return error("YML34", source, message, "在 Excel 或 WPS 里打开一次并保存")


def _text_problems(cell: Cell, at: str, source: Source) -> list[Finding]:
    words = cell.text.strip()
    if cell.kind != TEXT:
        return []
    if words.startswith("="):
        message = f"{at} 里是文字“{words}”，不会当公式算"
        return [error("YML35", source, message, "在工作簿里改成公式，或改成数")]
    if plain_number(words)[0] is not None:
        message = f"{at} 是文字“{words}”，不是数；这里按这个数取"
        return [warning("YML35", source, message, "在工作簿里把这一格改成数字格式")]
    return []


def _formula_problems(cell: Cell, sheet: Sheet, at: str, source: Source) -> list[Finding]:
    """Return what may be old about a formula's result."""
    if not cell.formula:
        return []
    found = []
    if names_another_file(cell.formula):
        message = f"{at} 的公式 {cell.formula[:60]} 引用另一个工作簿，那边改了，这里未必跟着变"
        advice = "打开两个工作簿，更新链接后保存；或把这一格改成数"
        found.append(warning("YML34", source, message, advice))
    expected = expected_result(cell.formula, sheet) if cell.stored is not None else None
    if expected is not None and cell.stored is not None:
        if abs(expected - cell.stored) > _EXACT * max(Decimal(1), abs(expected)):
            if sheet.recalculates and not cell.stored:
                return [_uncalculated(at, source)]
            message = (
                f"{at} 存的结果是 {cell.stored:f}，照公式 {cell.formula[:60]} 现在应是 {expected:f}"
            )
            advice = "在 Excel 或 WPS 里打开，按 F9 重新计算，保存"
            found.append(error("YML34", source, message, advice))
    elif sheet.recalculates and cell.stored == 0:
        return [_uncalculated(at, source)]
    elif sheet.recalculates:
        message = f"{at} 的公式 {cell.formula[:60]} 要打开时才重新计算，这里取的是上次存的结果"
        found.append(note("YML34", source, message, "在 Excel 或 WPS 里打开一次并保存"))
    return found


def _format_notes(cell: Cell, at: str, source: Source) -> list[Finding]:
    """Return where a format shows another number than the one taken."""
    shown = cell.shown
    if shown is None:
        return []
    if shown.doubt:
        message = f"{at} 的{shown.doubt}；这里取 {shown.text}，存的是 {cell.stored:f}"
        advice = "核对数和单位；在工作簿里改正单元格格式"
        return [warning("YML37", source, message, advice)]
    if shown.rounded is None or shown.rounded == shown.value:
        return []
    message = f"{at} 显示为 {shown.rounded}，实际是 {shown.value.normalize():f}；这里取实际的数"
    return [note("YML37", source, message, "要取显示的数，在工作簿里用 ROUND 四舍五入")]
