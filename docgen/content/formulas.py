"""What a formula's stored result is worth (公式的结果): is it old, does it lean on another file?"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from docgen.content.number_formats import exact_number
from docgen.content.workbook import EMPTY, NUMBER, TEXT, Sheet, cell_position
from docgen.patterns import lazy_pattern

# [1]Sheet1!A1 and 'C:\数据\[台账.xlsx]汇总'!A1, but not a table's column: 表1[金额].
_ELSEWHERE = lazy_pattern(r"(?<![\w\]])\[[^\[\]]+\][^\[\]!,()+*/]*!")
_RANGE = lazy_pattern(r"\b([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})\b")
_LONGEST = 300
_MOST_CELLS = 10_000
_OPERATORS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
    }
)


class _Unknown(Exception):  # noqa: N818 (it ends a reckoning, it is no fault)
    """What this reckoning does not know: another sheet, a function, a date."""


def names_another_file(formula: str) -> bool:
    """Return whether a formula takes numbers from another workbook.

    >>> names_another_file("=[1]Sheet1!A1"), names_another_file("=SUM(表1[金额])*汇总!A1")
    (True, False)
    """
    return bool(_ELSEWHERE.search(formula))


def expected_result(formula: str, sheet: Sheet) -> Decimal | None:
    """Return what a formula of + - * / SUM and ROUND gives now; None where it holds more.

    Its cells are taken as the file holds them, so one old result among them is found at its own
    cell. The formula is parsed, never run.
    """
    body = _RANGE.sub(r"\1_\2", formula[1:].upper().replace("$", ""))
    if not formula or len(body) > _LONGEST or sheet.rounds_inputs:
        return None
    try:
        return exact_number(float(_value_of(ast.parse(body, mode="eval").body, sheet)))
    except (_Unknown, SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None


def is_sum_within(formula: str, letters: str, rows: range) -> bool:
    """Return whether a formula only adds up cells of one column, some of them in these rows.

    >>> is_sum_within("=SUBTOTAL(9,B2:B9)", "B", range(2, 5)), is_sum_within("=B2", "B", range(9))
    (True, False)
    """
    body = formula.upper().replace("$", "").replace(" ", "")
    cell = rf"{letters}\d{{1,7}}"
    one = rf"(?:{cell}:{cell}|{cell})"
    term = rf"(?:(?:SUM|SUBTOTAL)\((?:\d{{1,3}},)?{one}(?:,{one})*\)|{cell})"
    if not re.fullmatch(rf"=\+?{term}(?:\+{term})*", body) or not re.search("[:+,]", body[2:]):
        return False
    named = [int(number) for number in re.findall(rf"{letters}(\d+)", body)]
    return any(min(named) <= row <= max(named) for row in (rows.start, rows.stop - 1)) or any(
        row in rows for row in named
    )


def _value_of(node: ast.expr, sheet: Sheet) -> Decimal:
    match node:
        case ast.Constant(value=int() | float() as number):
            return Decimal(str(number))
        case ast.Name(id=address):
            return _cell_value(address, sheet)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=inner):
            value = _value_of(inner, sheet)
            return -value if isinstance(sign, ast.USub) else value
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_value_of(left, sheet), _value_of(right, sheet))
        case ast.Call(func=ast.Name(id="SUM"), args=terms, keywords=[]):
            return sum((_summed_term(term, sheet) for term in terms), Decimal(0))
        case ast.Call(func=ast.Name(id="ROUND"), args=[inner, ast.Constant(value=int() as places)]):
            value = _value_of(inner, sheet)
            return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    raise _Unknown


def _summed_term(node: ast.expr, sheet: Sheet) -> Decimal:
    """Return a term of SUM, which leaves texts in a range out."""
    if not isinstance(node, ast.Name) or "_" not in node.id:
        return _value_of(node, sheet)
    first, last = (cell_position(address) for address in node.id.split("_", 1))
    if first is None or last is None:
        raise _Unknown
    (top, bottom), (left, right) = (sorted(pair) for pair in zip(first, last, strict=True))
    bottom = min(bottom, len(sheet.row_numbers))
    if (bottom - top + 1) * (right - left + 1) > _MOST_CELLS:
        raise _Unknown
    spots = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    cells = [cell for spot in spots if (cell := sheet.cells.get(spot))]
    if any(cell.kind not in {NUMBER, TEXT, EMPTY} for cell in cells):
        raise _Unknown
    return sum((cell.stored for cell in cells if cell.stored is not None), Decimal(0))


def _cell_value(address: str, sheet: Sheet) -> Decimal:
    spot = cell_position(address)
    cell = sheet.cell_at(*spot) if spot else None
    if cell is None or cell.kind not in {NUMBER, EMPTY}:
        raise _Unknown
    return cell.stored or Decimal(0)
