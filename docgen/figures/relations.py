"""How a figure compares (增减与比较): 增长11.4%, 提高0.3个百分点, 上升1位, 与上年持平."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from docgen.figures.arithmetic import UnitError, growth_rate, subtract
from docgen.figures.decimals import settled, trimmed
from docgen.figures.model import Figure, Quantity, Rank, Value
from docgen.figures.remarks import FaultError, unsuitable_form
from docgen.figures.shown import described

Printing = Callable[[Quantity], str]
_RATES = ("率", "百分点")
_GROWTH = ("增", "降", "涨", "跌", "同比", "环比", "升幅")


def increase_text(figure: Figure, text: Printing) -> str:
    """Return 增减: a rate of growth as 增长11.4%, 下降3.2% or 与上年持平; else growth over 上年.

    A rate is a rate of growth when its name says so (增速、增幅、增长率、降幅 …) or 增长率
    calculated it; any other rate is compared with its 上年 in 个百分点. Not suitable (FIG15) when
    there is nothing to tell it from.
    """
    value, before = figure.value, figure.previous
    if isinstance(value, Rank) and isinstance(before, Rank):
        return _rank_move(value, before, "与上年持平")
    if isinstance(value, Quantity) and value.unit.dimension == "百分点":
        return _change_text(value, ("提高", "下降"), "与上年", text)
    if isinstance(value, Quantity) and value.unit.dimension == "率":
        if _tells_growth(figure):
            return _change_text(_signed_growth(figure, value), ("增长", "下降"), "与上年", text)
        if isinstance(before, Quantity):
            return comparison_text(figure, before, text, "与上年")
    elif isinstance(value, Quantity) and isinstance(before, Quantity):
        return _change_text(_growth_over(value, before), ("增长", "下降"), "与上年", text)
    message = f"“{figure.name}”不是增长率，也没有写 上年，不能用“增减”"
    raise unsuitable_form(message, "在数据里写 上年:，或去掉“增减”")


def _tells_growth(figure: Figure) -> bool:
    last = figure.name.rpartition(".")[2]
    return figure.formula.startswith("增长率") or any(word in last for word in _GROWTH)


def _signed_growth(figure: Figure, value: Quantity) -> Quantity:
    """Return the growth: 降幅 3.2% is a fall though its number is positive."""
    last = figure.name.rpartition(".")[2]
    falls = "降" in last and not any(word in last for word in ("增", "升", "涨"))
    if not falls or value.number < 0 or figure.formula.startswith("增长率"):
        return value
    return msgspec.structs.replace(value, number=value.number.copy_negate())


def _growth_over(value: Quantity, before: Quantity) -> Quantity:
    try:
        return growth_rate(value, before)
    except ZeroDivisionError:
        message = f"上年是 {described(before)}，没有增长率"
        raise unsuitable_form(message, "改用 较(上年)") from None
    except UnitError:
        raise _unlike_error(value, before) from None


def comparison_text(figure: Figure, other: Value, text: Printing, than: str = "") -> str:
    """Return 较(…): 提高0.3个百分点, 增加12万元, 上升1位 or 持平.

    The difference of two rates is 个百分点. FaultError when the two cannot be compared.
    """
    value = figure.value
    if isinstance(value, Rank) and isinstance(other, Rank):
        return _rank_move(value, other, f"{than}持平")
    if not isinstance(value, Quantity) or not isinstance(other, Quantity):
        raise _unlike_error(value, other)
    try:
        change = subtract(value, other)
    except UnitError:
        raise _unlike_error(value, other) from None
    rate = change.unit.dimension in _RATES
    change = msgspec.structs.replace(change, number=trimmed(settled(change.number)))
    return _change_text(change, ("提高", "下降") if rate else ("增加", "减少"), than, text)


def _rank_move(now: Rank, before: Rank, same: str) -> str:
    """Return how a rank moved: a smaller number is higher.

    >>> _rank_move(Rank(3), Rank(4), "持平"), _rank_move(Rank(5), Rank(2), "持平")
    ('上升1位', '下降3位')
    """
    if now.number == before.number:
        return same
    verb = "上升" if now.number < before.number else "下降"
    return f"{verb}{abs(now.number - before.number)}位"


def _change_text(change: Quantity, verbs: tuple[str, str], than: str, text: Printing) -> str:
    if not change.number:
        return f"{than}持平"
    amount = text(msgspec.structs.replace(change, number=change.number.copy_abs()))
    if not any(character in "123456789" for character in amount):
        return f"{than}基本持平"
    return (verbs[0] if change.number > 0 else verbs[1]) + amount


def _unlike_error(value: Value | None, other: Value) -> FaultError:
    message = f"{described(value)} 与 {described(other)} 不能比较"
    return unsuitable_form(message, "核对两者的单位")
