"""Figures as printed (显示): digits by place, unit, half-up once; 列举, 增减 and 较(…)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal

import msgspec

from docgen.figures.decimals import (
    AS_IS,
    balanced,
    decimals,
    number_text,
    rounded,
    settled,
    trimmed,
)
from docgen.figures.display_forms import (
    NUMBERING,
    Wish,
    display_form,
    heading_number,
    in_characters,
    merged_forms,
    styled_quantity,
    whole_number,
)
from docgen.figures.model import (
    REPORT_YEAR,
    FaultError,
    Figure,
    FigureKey,
    Figures,
    Moment,
    Pending,
    Period,
    Quantity,
    Rank,
    Series,
    Unit,
    Value,
    Wording,
    described,
    unsuitable_form,
)
from docgen.figures.names import EVERY_PROJECT, figure_at, find
from docgen.figures.numerals import spelled, spelled_year
from docgen.figures.units import UnitError, declared_quantity, growth_rate, subtract

_EXACT = 6
_USUAL = 2


def printed(figures: Figures, figure: Figure, place: str, form: str = "") -> str:
    """Return the figure as it is printed at `place` (正文 or 表格) in a form (`数值`, `亿元(2)` …).

    A form that is unknown or does not suit is left aside here; references report it.
    """
    for asked in (form, ""):
        with suppress(FaultError):
            return shown_figure(figures, figure, place, asked)
    return f"【{figure.name}】"


def shown_figure(figures: Figures, figure: Figure, place: str, form: str) -> str:
    """Return the figure printed in a form; FaultError when the form is unknown or unsuitable."""
    asked = display_form(form)
    place = asked.place or place
    pending = isinstance(figure.value, Pending)
    if asked.listing and (figure.members or not pending):
        return _shown_listing(figures, figure, place, asked)
    if asked.relation and figure.value is not None and not pending:
        return _shown_relation(figures, figure, place, asked)
    return _shown_value(figures, figure, figure.value, place, asked)


def _shown_value(
    figures: Figures, figure: Figure, value: Value | None, place: str, asked: Wish
) -> str:
    match value:
        case Quantity():
            return _shown_quantity(figures, figure, value, place, asked)
        case Rank():
            return _shown_rank(value, asked)
        case Series():
            items = [_shown_value(figures, figure, item, place, asked) for item in value.items]
            return joined_items(items, asked.separator)
        case Moment() | Period() | Wording():
            return _only_words(figure, value.text, asked)
    return f"【待填：{figure.name}】" if isinstance(value, Pending) else f"【{figure.name}】"


def _only_words(figure: Figure, text: str, asked: Wish) -> str:
    if asked.places is not None or asked.unit is not None or asked.style or asked.absolute:
        message = f"“{figure.name}”是文字“{text}”，没有位数与单位"
        raise unsuitable_form(message, "去掉这种显示方式")
    return text


def _shown_rank(rank: Rank, asked: Wish) -> str:
    if asked.style in NUMBERING:
        return heading_number(rank.number, asked.style)
    if asked.style == "汉字":
        return f"第{spelled(rank.number)}"
    if asked.with_unit is False:
        return str(rank.number)
    return rank.text or f"第{rank.number}"


def _shown_quantity(
    figures: Figures, figure: Figure, value: Quantity, place: str, asked: Wish
) -> str:
    wish = merged_forms(place_wish(figures, figure, value.unit, place), asked)
    converted = in_unit(value, wish.unit)
    if wish.unit is not None and asked.unit is not None and asked.places is None:
        wish = merged_forms(place_wish(figures, None, wish.unit, place), asked)
    if wish.style == "汉字" and figure.rule == REPORT_YEAR:
        return spelled_year(whole_number(converted))
    if wish.style:
        return styled_quantity(converted, wish)
    if wish.absolute:
        converted = msgspec.structs.replace(converted, number=converted.number.copy_abs())
    if converted.spelled and wish.with_unit is not False:
        return in_characters(converted, with_unit=True)
    unit = "" if wish.with_unit is False else converted.unit.name
    return _shown_digits(figures, figure, converted, wish) + unit


def place_wish(figures: Figures, figure: Figure | None, unit: Unit, place: str) -> Wish:
    """Return the wish for a place: the figure's own 显示, else report.yaml's for the unit.

    A 显示 that is not known counts for nothing here; a finding names it where it is written.
    """
    entry = figure.entry if figure is not None else None
    own = entry.display.get(place) if entry is not None else None
    text = own.content if own is not None else figures.display.get(unit.name, {}).get(place, "")
    try:
        return display_form(text)
    except FaultError:
        return Wish()


def in_unit(value: Quantity, unit: Unit | None) -> Quantity:
    """Return the quantity in the unit asked for; FaultError when it does not convert."""
    if unit is None or unit == value.unit:
        return value
    try:
        changed = declared_quantity(value, unit)
    except UnitError:
        name = value.unit.name or "无单位的数"
        message = f"{name} 不能换算成 {unit.name}"
        raise unsuitable_form(message, "改用同类的单位，或去掉这种显示方式") from None
    same = changed.unit.factor == value.unit.factor
    return msgspec.structs.replace(changed, places=value.places if same else AS_IS)


def _shown_digits(figures: Figures, figure: Figure, value: Quantity, wish: Wish) -> str:
    places, at_most = wish.places, wish.at_most
    if places is None or places < 0:
        places, at_most = as_typed(value)
    number = value.number
    if figures.balanced and places >= 0 and not at_most and value == figure.value:
        number = _balanced_number(figures, figure, value, places)
    return number_text(number, places, at_most=at_most, grouped=wish.grouped)


def as_typed(value: Quantity) -> tuple[int, bool]:
    """Return the decimals of a number whose display nobody declared, and whether they are at most.

    As typed; a computed number exactly where it ends within 6 decimals (万元 to the 分), else,
    as every computed rate, with at most 2 (more where it would print as 0).
    """
    if value.places >= 0:
        return value.places, False
    needed = decimals(value.number)
    rate = value.unit.dimension in ("率", "百分点")
    if needed <= (_USUAL if rate else _EXACT):
        return needed, True
    places = _USUAL
    while value.number and places < 2 * _EXACT and not rounded(value.number, places):
        places += 1
    return places, True


def _balanced_number(figures: Figures, figure: Figure, value: Quantity, places: int) -> Decimal:
    """Return the number as printed beside its fellow members (平差)."""
    parent = figures.by_key.get(FigureKey(figure.key.scope, figure.key.path.rpartition(".")[0]))
    if parent is None or figure.key not in parent.members or not isinstance(parent.value, Quantity):
        return value.number
    fellows = [figure_at(figures, key).value for key in parent.members]
    numbers = [
        each.number for each in fellows if isinstance(each, Quantity) and each.unit == value.unit
    ]
    if len(numbers) < len(fellows) or parent.value.unit != value.unit:
        return value.number
    return balanced(numbers, parent.value.number, places)[parent.members.index(figure.key)]


def _shown_relation(figures: Figures, figure: Figure, place: str, asked: Wish) -> str:
    def text(amount: Quantity) -> str:
        wish = merged_forms(place_wish(figures, None, asked.unit or amount.unit, place), asked)
        unit = "" if wish.with_unit is False else (wish.unit or amount.unit).name
        return _shown_digits(figures, figure, in_unit(amount, wish.unit), wish) + unit

    if asked.relation == "增减":
        return increase_text(figure, text)
    return comparison_text(figure, _value_against(figures, figure, asked.against), text)


def _value_against(figures: Figures, figure: Figure, name: str) -> Value:
    """Return what a figure is compared with: its 上年, its 目标 or another figure."""
    beside = {"上年": figure.previous, "目标": figure.target}
    if name in beside:
        value, advice = beside[name], f"在数据里写 {name}:"
    else:
        other = find(figures, name, figure.key.scope)
        value, advice = (other.value if other else None), "检查 较(…) 里的名称"
    if value is None or isinstance(value, Pending):
        message = f"“{figure.name}”没有可比的“{name}”"
        raise unsuitable_form(message, advice)
    return value


def _shown_listing(figures: Figures, figure: Figure, place: str, asked: Wish) -> str:
    """Return the members of a group, or the items of a list, one after the other (列举)."""
    bare = msgspec.structs.replace(asked, listing="")
    if isinstance(figure.value, Series) and not figure.members:
        return _shown_value(figures, figure, figure.value, place, bare)
    if not figure.members:
        message = f"“{figure.name}”没有成员，不能列举"
        raise unsuitable_form(message, "去掉“列举”")
    bare = msgspec.structs.replace(bare, separator="")
    texts: list[str] = []
    for member in (figure_at(figures, key) for key in figure.members):
        title = "" if asked.listing == "列举数值" else _member_title(figure, member)
        named = asked.listing == "列举名称"
        texts.append(
            title if named else title + _shown_value(figures, member, member.value, place, bare)
        )
    return joined_items(texts, asked.separator)


def _member_title(group: Figure, member: Figure) -> str:
    """Return what a member is called: by its 支出方向 where one figure of each is listed."""
    if group.rule == EVERY_PROJECT:
        return member.key.scope
    return member.entry.name if member.entry is not None else member.name.rpartition(".")[2]


def joined_items(items: Sequence[str], separator: str = "") -> str:
    """Return items as a Chinese list: 、 between them and 和 before the last.

    >>> joined_items(["4月", "7月", "10月", "次年1月"]), joined_items(["146个", "150个"], "、")
    ('4月、7月、10月和次年1月', '146个、150个')
    """
    if separator or len(items) < 2:  # noqa: PLR2004 (one item needs no joint)
        return separator.join(items)
    return "、".join(items[:-1]) + "和" + items[-1]


Printing = Callable[[Quantity], str]
_RATES = ("率", "百分点")
_GROWTH = ("增", "降", "涨", "跌", "同比", "环比", "升幅")


def increase_text(figure: Figure, text: Printing) -> str:
    """Return 增减: a rate of growth as 增长11.4%, 下降3.2% or 与上年持平; else growth over 上年.

    A rate is a rate of growth when its name says so (增速、增幅、增长率、降幅 …) or 增长率
    calculated it; any other rate is compared with its 上年 in 个百分点. Not suitable (FIG15) when
    there is nothing to compare with.
    """
    value, before = figure.value, figure.previous
    if isinstance(value, Rank) and isinstance(before, Rank):
        return _rank_move(value, before, "与上年持平")
    if isinstance(value, Quantity) and value.unit.dimension == "百分点":
        return _change_text(value, ("提高", "下降"), "与上年", text)
    if isinstance(value, Quantity) and value.unit.dimension == "率":
        if (growth := _stated_growth(figure, value)) is not None:
            return _change_text(growth, ("增长", "下降"), "与上年", text)
        if isinstance(before, Quantity):
            return comparison_text(figure, before, text, "与上年")
    elif isinstance(value, Quantity) and isinstance(before, Quantity):
        growth = _change_between(growth_rate, value, before)
        return _change_text(growth, ("增长", "下降"), "与上年", text)
    message = f"“{figure.name}”不是增长率，也没有写 上年，不能用“增减”"
    raise unsuitable_form(message, "在数据里写 上年:，或去掉“增减”")


def _stated_growth(figure: Figure, value: Quantity) -> Quantity | None:
    """Return a rate that is one of growth: 降幅 3.2% is a fall though its number is positive."""
    if figure.formula.startswith("增长率"):
        return value
    last = figure.name.rpartition(".")[2]
    if not any(word in last for word in _GROWTH):
        return None
    falls = "降" in last and not any(word in last for word in ("增", "升", "涨"))
    number = value.number.copy_abs().copy_negate() if falls else value.number
    return msgspec.structs.replace(value, number=number)


def _change_between(
    change: Callable[[Quantity, Quantity], Quantity], now: Quantity, before: Quantity
) -> Quantity:
    try:
        return change(now, before)
    except ZeroDivisionError:
        message = f"上年是 {described(before)}，没有增长率"
        raise unsuitable_form(message, "改用 较(上年)") from None
    except UnitError:
        raise _unlike_error(now, before) from None


def comparison_text(figure: Figure, other: Value, text: Printing, than: str = "") -> str:
    """Return 较(…): 提高0.3个百分点, 增加12万元, 上升1位 or 持平.

    The difference of two rates is 个百分点. FaultError when the two cannot be compared.
    """
    value = figure.value
    if isinstance(value, Rank) and isinstance(other, Rank):
        return _rank_move(value, other, f"{than}持平")
    if not isinstance(value, Quantity) or not isinstance(other, Quantity):
        raise _unlike_error(value, other)
    change = _change_between(subtract, value, other)
    verbs = ("提高", "下降") if change.unit.dimension in _RATES else ("增加", "减少")
    change = msgspec.structs.replace(change, number=trimmed(settled(change.number)))
    return _change_text(change, verbs, than, text)


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
