"""The functions a formula may call (公式函数): 合计 占比 增长率 完成率 四舍五入 最大 最小 平均."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct

from docgen.figures.arithmetic import (
    UnitError,
    divide,
    growth_rate,
    percent_share,
    quantity_total,
    value_order,
)
from docgen.figures.decimals import rounded
from docgen.figures.model import Figure, Quantity, Rank, Remark, Series, Value
from docgen.figures.remarks import FaultError, error_remark
from docgen.figures.shown import described
from docgen.figures.units import PURE
from docgen.findings import Related, Severity

_PLACES_AT_MOST = 12


class Argument(Struct, frozen=True):
    """An argument of a function: its value, the figure it names (if any), and its parts."""

    value: Value | None
    figure: Figure | None
    parts: tuple[Value, ...]
    start: int
    end: int


def function_value(name: str, arguments: tuple[Argument, ...], start: int, end: int) -> Value:
    """Return what the function gives; FaultError says what is wrong with its arguments."""
    least, most, function = _TABLE[name]
    if not least <= len(arguments) <= most:
        wanted = f"{least} 个" if least == most else f"至少 {least} 个"
        message = f"{name} 要{wanted}参数，这里有 {len(arguments)} 个"
        raise FaultError(error_remark("FIG05", message, start, end - start, f"写作 {_USAGE[name]}"))
    try:
        return function(arguments)
    except UnitError:
        raise FaultError(_argument_mismatch(name, arguments, start, end)) from None
    except ZeroDivisionError:
        message = f"{name} 的分母是 0"
        raise FaultError(error_remark("FIG08", message, start, end - start, _GUARD)) from None


_GUARD = "核对分母；确会为 0 时写 如果(分母 = 0, …, …)"


def _argument_mismatch(name: str, arguments: tuple[Argument, ...], start: int, end: int) -> Remark:
    listed = "，".join(_called_by_name(argument) for argument in arguments)
    related = tuple(
        Related(argument.figure.source, described(argument.value))
        for argument in arguments
        if argument.figure is not None
    )
    return Remark(
        "FIG06",
        Severity.ERROR,
        f"{name} 的各项单位不同，不能一起算：{listed}",
        start,
        end - start,
        "核对单位，或先换算成同一种单位",
        related,
    )


def _called_by_name(argument: Argument) -> str:
    name = argument.figure.name if argument.figure is not None else ""
    shown = (
        described(argument.value) if argument.value is not None else _listed_parts(argument.parts)
    )
    return f"{name} {shown}".strip()


def _listed_parts(parts: tuple[Value, ...]) -> str:
    return "、".join(described(part) for part in parts)


def argument_number(argument: Argument) -> Quantity:
    """Return the argument as a quantity; FaultError when it is none."""
    if isinstance(argument.value, Quantity):
        return argument.value
    length = argument.end - argument.start
    what = _called_by_name(argument)
    message = f"“{what}”不是一个可以计算的数"
    raise FaultError(error_remark("FIG06", message, argument.start, length, "换成有数值的数据"))


def _argument_parts(arguments: tuple[Argument, ...]) -> list[Quantity]:
    found = []
    for argument in arguments:
        for part in argument.parts:
            one = Argument(part, argument.figure, (), argument.start, argument.end)
            found.append(argument_number(one))
    if not found:
        first = arguments[0]
        message = "没有可以计算的项"
        raise FaultError(error_remark("FIG06", message, first.start, first.end - first.start, ""))
    return found


def _total_value(arguments: tuple[Argument, ...]) -> Value:
    return quantity_total(_argument_parts(arguments))


def _average_value(arguments: tuple[Argument, ...]) -> Value:
    parts = _argument_parts(arguments)
    return divide(quantity_total(parts), Quantity(Decimal(len(parts)), PURE))


def _greatest_value(arguments: tuple[Argument, ...]) -> Value:
    return _extreme_value(arguments, 1)


def _least_value(arguments: tuple[Argument, ...]) -> Value:
    return _extreme_value(arguments, -1)


def _extreme_value(arguments: tuple[Argument, ...], sign: int) -> Value:
    parts = _sortable_parts(arguments)
    best = parts[0]
    for part in parts[1:]:
        if value_order(part, best) == sign:
            best = part
    return best


def _sortable_parts(arguments: tuple[Argument, ...]) -> tuple[Value, ...]:
    parts = tuple(part for argument in arguments for part in argument.parts)
    ranks = parts and all(isinstance(part, Rank) for part in parts)
    return parts if ranks else tuple(_argument_parts(arguments))


def _share_value(arguments: tuple[Argument, ...]) -> Value:
    return percent_share(argument_number(arguments[0]), argument_number(arguments[1]))


def _growth_value(arguments: tuple[Argument, ...]) -> Value:
    if len(arguments) > 1:
        return growth_rate(argument_number(arguments[0]), argument_number(arguments[1]))
    return growth_rate(argument_number(arguments[0]), _number_beside(arguments[0], "上年"))


def _completion_value(arguments: tuple[Argument, ...]) -> Value:
    if len(arguments) > 1:
        return percent_share(argument_number(arguments[0]), argument_number(arguments[1]))
    return percent_share(argument_number(arguments[0]), _number_beside(arguments[0], "目标"))


def _number_beside(argument: Argument, what: str) -> Quantity:
    """Return the 上年 or 目标 that stands beside a figure's value."""
    figure = argument.figure
    value = None if figure is None else figure.previous if what == "上年" else figure.target
    if isinstance(value, Quantity):
        return value
    length = argument.end - argument.start
    message = f"“{_called_by_name(argument)}”没有写 {what}"
    raise FaultError(
        error_remark("FIG05", message, argument.start, length, f"给两个参数，或在数据里写 {what}:")
    )


def _rounded_value(arguments: tuple[Argument, ...]) -> Value:
    value, digits = argument_number(arguments[0]), argument_number(arguments[1])
    whole = digits.number == digits.number.to_integral_value()
    if digits.unit.dimension or not whole or not 0 <= digits.number <= _PLACES_AT_MOST:
        argument = arguments[1]
        message = f"小数位数要写 0 到 {_PLACES_AT_MOST} 的整数"
        length = argument.end - argument.start
        raise FaultError(
            error_remark("FIG05", message, argument.start, length, "如 四舍五入(甲, 2)")
        )
    places = int(digits.number)
    return Quantity(rounded(value.number, places), value.unit, places)


_MANY = 400
_Function = Callable[[tuple[Argument, ...]], Value]
_TABLE: Mapping[str, tuple[int, int, _Function]] = MappingProxyType(
    {
        "合计": (1, _MANY, _total_value),
        "平均": (1, _MANY, _average_value),
        "最大": (1, _MANY, _greatest_value),
        "最小": (1, _MANY, _least_value),
        "占比": (2, 2, _share_value),
        "增长率": (1, 2, _growth_value),
        "完成率": (1, 2, _completion_value),
        "四舍五入": (2, 2, _rounded_value),
    }
)
_USAGE: Mapping[str, str] = MappingProxyType(
    {
        "合计": "合计(甲, 乙)",
        "平均": "平均(甲, 乙)",
        "最大": "最大(甲, 乙)",
        "最小": "最小(甲, 乙)",
        "占比": "占比(部分, 总数)",
        "增长率": "增长率(本年, 上年)",
        "完成率": "完成率(实际, 目标)",
        "四舍五入": "四舍五入(甲, 2)",
    }
)


def value_parts(value: Value | None, members: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return the parts a function sees: a group's members, a list's items, else the value."""
    if members:
        return members
    if isinstance(value, Series):
        return value.items
    return () if value is None else (value,)
