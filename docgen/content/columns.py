"""The sum of a column of a sheet (一列的合计)."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from docgen.content.cells import Address, objections
from docgen.content.nodes import normalized
from docgen.content.sheets import EMPTY, NUMBER, TEXT, Cell, Sheet, column_letters, column_number
from docgen.findings import Finding, Severity, error, note
from docgen.report import Text

_TOTALS = frozenset(("合计", "总计", "小计", "共计"))


class Total(Struct, frozen=True):
    """A sum as text, with the unit its format shows, and the cells it covers (C2:C10)."""

    text: str
    span: str


def total(sheet: Sheet, name: Text, address: Address, found: list[Finding]) -> Total | None:
    """Return the sum of a column named by its heading or its letter; None when told why not.

    Rows called 合计 are left out: what they hold is in the sum already.
    """
    top = _heading(sheet, name.content)
    if top is None:
        message = f"{address.book}!{address.sheet} 里没有叫“{name.content}”的列"
        found.append(error("YML31", name.source, message, "写这一列的标题，或列的字母"))
        return None
    column, first = top
    cells = [c for row in sheet.rows if row >= first and (c := sheet.cells.get((row, column)))]
    filled = [cell for cell in cells if cell.kind != EMPTY]
    while filled and filled[0].kind == TEXT and not _number_like(filled[0]):
        filled.pop(0)  # headings above the numbers
    summed = _without_totals(sheet, filled, address, found)
    problems = [problem for cell in summed for problem in _problems(cell, address)]
    found.extend(problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return None
    if not summed:
        at = address.of(column_letters(column))
        found.append(error("YML33", name.source, f"{at} 列没有数", "核对列的名称"))
        return None
    value = sum((cell.value or Decimal(0) for cell in summed), Decimal(0))
    suffix = summed[0].text.lstrip("-+0123456789.,")
    text = format(value * 100 if suffix == "%" else value, "f")
    return Total(text + suffix, f"{summed[0].address}:{summed[-1].address}")


def _heading(sheet: Sheet, name: str) -> tuple[int, int] | None:
    """Return the column, and the row where its numbers begin."""
    wanted = normalized(name)
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.kind == TEXT and normalized(cell.text) == wanted:
            return column, row + 1
    letters = wanted.upper()
    if letters.isascii() and letters.isalpha() and len(letters) <= 3:  # noqa: PLR2004 (XFD is the last column)
        return column_number(letters), 1
    return None


def _without_totals(
    sheet: Sheet, cells: list[Cell], address: Address, found: list[Finding]
) -> list[Cell]:
    kept = []
    for cell in cells:
        if any(_is_total(sheet.cells.get((cell.row, c))) for c in range(1, cell.column)):
            message = f"{address.of(cell.address)} 是合计行，没有再加一次"
            found.append(note("YML37", address.source, message, "核对合计是不是只有这些行"))
        else:
            kept.append(cell)
    return kept


def _is_total(cell: Cell | None) -> bool:
    words = "".join(cell.text.split()).rstrip("：:") if cell else ""
    return words in _TOTALS


def _problems(cell: Cell, address: Address) -> list[Finding]:
    found = [f for f in objections(cell, address) if f.code != "YML37"]
    if cell.kind == TEXT:
        message = f"{address.of(cell.address)} 是文字“{cell.text.strip()}”，不能相加"
        return [error("YML35", address.source, message, "在工作簿里改成数字格式")]
    return found if cell.kind != NUMBER or found else []


def _number_like(cell: Cell) -> bool:
    return cell.text.strip()[:1].isdecimal()
