"""A sheet of 名称|数值|单位|来源 as a group of figures (整张表)."""

from __future__ import annotations

from msgspec import Struct

from docgen.content.cells import Address, objections
from docgen.content.fields import PENDING
from docgen.content.figures_yaml import FORBIDDEN, Taken
from docgen.content.nodes import normalized
from docgen.content.sheets import EMPTY, Cell, Sheet, column_letters
from docgen.findings import Finding, Severity, error
from docgen.report import FigureEntry, Text, WorkbookCell

_VALUES = ("数值", "值", "数")
_MOST_HEAD_ROWS = 10


def members(sheet: Sheet, address: Address, sha256: str, above: str, found: list[Finding]) -> Taken:
    """Return the figures of a sheet, one per row below its heading."""
    head = _heading(sheet)
    if head is None:
        message = f"{address.book}!{address.sheet} 里没有“名称”和“数值”两列"
        advice = "第一行写 名称、数值、单位、来源；只取一格就写 格: C5"
        found.append(error("YML31", address.source, message, advice))
        return Taken()
    top, columns = head
    entries: dict[str, FigureEntry] = {}
    for number in sheet.rows[top:]:
        row = _Row(sheet, number, columns, address)
        if not row.name:
            continue
        if row.name in entries:
            message = f"“{row.name}”在 {row.at('名称')} 之前已有一次"
            found.append(error("YML02", address.source, message, "留下一处"))
            continue
        entries[row.name] = _entry(row, sha256, above, found)
    return Taken(members=tuple(entries.values()))


def _heading(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for row in sheet.rows[:_MOST_HEAD_ROWS]:
        there = {normalized(c.text): column for (r, column), c in sheet.cells.items() if r == row}
        value = next((name for name in _VALUES if name in there), "")
        if "名称" in there and value:
            return row, there | {"数值": there[value]}
    return None


class _Row(Struct, frozen=True):
    """A row of the sheet, its cells by the headings."""

    sheet: Sheet
    number: int
    columns: dict[str, int]
    address: Address

    def cell(self, heading: str) -> Cell:
        column = self.columns.get(heading, 0)
        there = self.sheet.cells.get((self.number, column))
        return there or Cell(f"{column_letters(column)}{self.number}", self.number, column, EMPTY)

    def at(self, heading: str) -> str:
        return self.address.of(self.cell(heading).address)

    @property
    def name(self) -> str:
        return normalized(self.cell("名称").text)

    def text(self, heading: str) -> Text | None:
        cell = self.cell(heading)
        if cell.kind == EMPTY:
            return None
        return Text(cell.text.strip(), (self.address.place(cell.address),))


def _entry(row: _Row, sha256: str, above: str, found: list[Finding]) -> FigureEntry:
    name, cell = row.name, row.cell("数值")
    if any(sign in name for sign in FORBIDDEN):
        message = f"{row.at('名称')} 的名称“{name}”含有 | {{ }}，引用时认不出来"
        found.append(error("YML16", row.address.source, message, "在工作簿里改名称"))
    problems = objections(cell, row.address)
    found.extend(problems)
    place = row.address.place(cell.address)
    refused = any(problem.severity is Severity.ERROR for problem in problems)
    value = Text(PENDING, (place,)) if refused else row.text("数值")
    return FigureEntry(
        name, f"{above}.{name}" if above else name, place, value, unit=row.text("单位"),
        origin=row.text("来源"),
        workbook=WorkbookCell(row.address.book, row.address.sheet, cell.address, sha256),
    )  # fmt: skip
