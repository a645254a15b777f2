"""What there is to say of a cell before its content is taken (单元格的问题)."""

from __future__ import annotations

from msgspec import Struct

from docgen.content.numbers import plain
from docgen.content.sheets import EMPTY, ERROR, TEXT, UNCALCULATED, Cell
from docgen.findings import Finding, Source, error, note, warning


class Address(Struct, frozen=True):
    """Where cells come from (出处): workbook, sheet, and the line of YAML that asks for them."""

    book: str
    sheet: str
    source: Source

    def of(self, cell: str) -> str:
        """Return a cell's full address: 台账.xlsx!汇总!B7."""
        return f"{self.book}!{self.sheet}!{cell}"

    def place(self, cell: str) -> Source:
        """Return the place of a cell."""
        return Source(self.book, where=f"{self.sheet}!{cell}")


def objections(cell: Cell, address: Address) -> list[Finding]:
    """Return what is wrong with a cell that is to be a figure, with its address."""
    at, source = address.of(cell.address), address.source
    hidden = [_hidden(at, source)] if cell.hidden else []
    if cell.kind == ERROR:
        message = f"{at} 是错误值 {cell.text}"
        return [error("YML32", source, message, "在工作簿里改正公式，保存后再生成"), *hidden]
    if cell.kind == EMPTY:
        return [
            error("YML33", source, f"{at} 是空的", "核对单元格的位置，或在工作簿里填上"),
            *hidden,
        ]
    if cell.kind == UNCALCULATED:
        message = f"{at} 的公式还没有算过，没有结果"
        return [error("YML34", source, message, "在 Excel 或 WPS 里打开一次并保存"), *hidden]
    if cell.kind == TEXT:
        return [*_text(cell, at, source), *hidden]
    return [*_rounding(cell, at, source), *hidden]


def _text(cell: Cell, at: str, source: Source) -> list[Finding]:
    words = cell.text.strip()
    if words.startswith("="):
        message = f"{at} 里是文字“{words}”，不会当公式算"
        return [error("YML35", source, message, "在工作簿里改成公式，或改成数")]
    if plain(words)[0] is not None:
        message = f"{at} 是文字“{words}”，不是数；这里按这个数取"
        return [warning("YML35", source, message, "在工作簿里把这一格改成数字格式")]
    return []


def _rounding(cell: Cell, at: str, source: Source) -> list[Finding]:
    if cell.value is None or cell.rounded is None or cell.rounded == cell.value:
        return []
    message = f"{at} 显示为 {cell.rounded}，实际是 {cell.value}；这里取实际的数"
    return [note("YML37", source, message, "要取显示的数，在工作簿里用 ROUND 四舍五入")]


def _hidden(at: str, source: Source) -> Finding:
    return warning(
        "YML36", source, f"{at} 在隐藏的行或列里", "在工作簿里取消隐藏，看清是不是这个数"
    )
