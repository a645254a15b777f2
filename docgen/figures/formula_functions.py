"""The functions that formulas may call (公式函数): 合计, 平均, 最大, 占比, 增长率, 四舍五入 …"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cmp_to_key
from types import MappingProxyType

from msgspec import Struct

from docgen.figures.decimals import rounded
from docgen.figures.formula import (
    Call,
    Node,
)
from docgen.figures.model import (
    FaultError,
    Figure,
    Quantity,
    Rank,
    Remark,
    Value,
    described,
    fault_error,
)
from docgen.figures.units import (
    PURE,
    UnitError,
    divide,
    growth_rate,
    percent_share,
    quantity_total,
    value_order,
)
from docgen.findings import Related, Severity


class Argument(Struct, frozen=True):
    """An argument of a function: its value, the figure it names (if any), and its parts.

    The parts are a group's members, a list's items, else the value.
    """

    value: Value | None
    figure: Figure | None
    parts: tuple[Value, ...]
    node: Node


class FormulaFunction(Struct, frozen=True):
    """A function that formulas may call (公式函数): how many arguments, an example, its value."""

    least: int
    most: int
    usage: str
    value: Callable[[tuple[Argument, ...]], Value]


def function_value(node: Call, arguments: tuple[Argument, ...]) -> Value:
    """Return what the function gives; FaultError says what is wrong with its arguments."""
    name, function = node.function, _FUNCTIONS[node.function]
    least, most = function.least, function.most
    if not least <= len(arguments) <= most:
        wanted = f"{least} 个" if least == most else f"至少 {least} 个"
        message = f"{name} 要{wanted}参数，这里有 {len(arguments)} 个"
        raise fault_error(node.start, node.end, "FIG05", message, f"写作 {function.usage}")
    try:
        return function.value(arguments)
    except UnitError:
        raise FaultError(_argument_mismatch(node, arguments)) from None
    except ZeroDivisionError:
        advice = "核对分母；确会为 0 时写 如果(分母 = 0, …, …)"
        raise fault_error(node.start, node.end, "FIG08", f"{name} 的分母是 0", advice) from None


def _argument_mismatch(node: Call, arguments: tuple[Argument, ...]) -> Remark:
    listed = "，".join(_argument_text(argument) for argument in arguments)
    return Remark(
        "FIG06",
        Severity.ERROR,
        f"{node.function} 的各项单位不同，不能一起算：{listed}",
        node.start,
        node.end - node.start,
        "核对单位，或先换算成同一种单位",
        tuple(
            Related(argument.figure.source, described(argument.value))
            for argument in arguments
            if argument.figure is not None
        ),
    )


def _argument_text(argument: Argument) -> str:
    name = argument.figure.name if argument.figure is not None else ""
    values = argument.parts if argument.value is None else (argument.value,)
    return f"{name} {'、'.join(described(value) for value in values)}".strip()


def _argument_error(argument: Argument, code: str, message: str, advice: str = "") -> FaultError:
    return fault_error(argument.node.start, argument.node.end, code, message, advice)


def _argument_number(argument: Argument) -> Quantity:
    """Return the argument as a quantity; FaultError when it is none."""
    if isinstance(argument.value, Quantity):
        return argument.value
    message = f"“{_argument_text(argument)}”不是一个可以计算的数"
    raise _argument_error(argument, "FIG06", message, "换成有数值的数据")


def _argument_parts(arguments: tuple[Argument, ...]) -> tuple[Quantity, ...]:
    found = tuple(
        _argument_number(Argument(part, argument.figure, (), argument.node))
        for argument in arguments
        for part in argument.parts
    )
    if not found:
        raise _argument_error(arguments[0], "FIG06", "没有可以计算的项")
    return found


def _average_value(arguments: tuple[Argument, ...]) -> Value:
    parts = _argument_parts(arguments)
    return divide(quantity_total(parts), Quantity(Decimal(len(parts)), PURE))


def _sortable_parts(arguments: tuple[Argument, ...]) -> tuple[Value, ...]:
    parts = tuple(part for argument in arguments for part in argument.parts)
    ranks = parts and all(isinstance(part, Rank) for part in parts)
    return parts if ranks else _argument_parts(arguments)


def _number_pair(arguments: tuple[Argument, ...], what: str) -> tuple[Quantity, Quantity]:
    """Return two arguments, for the second the 上年 or 目标 that stands beside the first."""
    first, *others = map(_argument_number, arguments)
    if others:
        return first, others[0]
    figure = arguments[0].figure
    value = None if figure is None else figure.previous if what == "上年" else figure.target
    if isinstance(value, Quantity):
        return first, value
    message = f"“{_argument_text(arguments[0])}”没有写 {what}"
    raise _argument_error(arguments[0], "FIG05", message, f"给两个参数，或在数据里写 {what}:")


def _share_value(arguments: tuple[Argument, ...]) -> Value:
    return percent_share(*_number_pair(arguments, "目标"))


def _rounded_value(arguments: tuple[Argument, ...]) -> Value:
    value, digits = map(_argument_number, arguments)
    whole = digits.number == digits.number.to_integral_value()
    if digits.unit.dimension or not whole or not 0 <= digits.number <= _PLACES_AT_MOST:
        message = f"小数位数要写 0 到 {_PLACES_AT_MOST} 的整数"
        raise _argument_error(arguments[1], "FIG05", message, "如 四舍五入(甲, 2)")
    places = int(digits.number)
    return Quantity(rounded(value.number, places), value.unit, places)


_PLACES_AT_MOST = 12
_MANY = 400
_KEY = cmp_to_key(value_order)
_FUNCTIONS: Mapping[str, FormulaFunction] = MappingProxyType(
    {
        "合计": FormulaFunction(
            1, _MANY, "合计(甲, 乙)", lambda given: quantity_total(_argument_parts(given))
        ),
        "平均": FormulaFunction(1, _MANY, "平均(甲, 乙)", _average_value),
        "最大": FormulaFunction(
            1, _MANY, "最大(甲, 乙)", lambda given: max(_sortable_parts(given), key=_KEY)
        ),
        "最小": FormulaFunction(
            1, _MANY, "最小(甲, 乙)", lambda given: min(_sortable_parts(given), key=_KEY)
        ),
        "占比": FormulaFunction(2, 2, "占比(部分, 总数)", _share_value),
        "增长率": FormulaFunction(
            1, 2, "增长率(本年, 上年)", lambda given: growth_rate(*_number_pair(given, "上年"))
        ),
        "完成率": FormulaFunction(1, 2, "完成率(实际, 目标)", _share_value),
        "四舍五入": FormulaFunction(2, 2, "四舍五入(甲, 2)", _rounded_value),
    }
)
