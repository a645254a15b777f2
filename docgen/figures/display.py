"""Figures as printed (显示): digits by place, unit, half-up once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from docgen.figures.arithmetic import UnitError, declared_quantity
from docgen.figures.balance import balanced
from docgen.figures.decimals import AS_IS, decimals, number_text, rounded
from docgen.figures.lettering import heading_number, in_characters, styled_quantity, whole_number
from docgen.figures.model import (
    REPORT_YEAR,
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
)
from docgen.figures.names import EVERY_PROJECT, figure_at, find
from docgen.figures.numerals import spelled, spelled_year
from docgen.figures.relations import comparison_text, increase_text
from docgen.figures.remarks import FaultError, unsuitable_form
from docgen.figures.wishes import NUMBERING, Wish, display_form, merged_forms

_EXACT = 6
_USUAL = 2


def printed(figures: Figures, figure: Figure, place: str, form: str = "") -> str:
    """Return the figure as it is printed at `place` (正文 or 表格) in a form (`数值`, `亿元(2)` …).

    A form that is unknown or does not suit is left aside here; references report it.
    """
    try:
        return shown_figure(figures, figure, place, form)
    except FaultError:
        return plain_figure(figures, figure, place)


def plain_figure(figures: Figures, figure: Figure, place: str) -> str:
    """Return the figure as it is printed when nothing is asked for; never fails."""
    try:
        return shown_figure(figures, figure, place, "")
    except FaultError:
        return f"【{figure.name}】"


def shown_figure(figures: Figures, figure: Figure, place: str, form: str) -> str:
    """Return the figure printed in a form; FaultError when the form is unknown or unsuitable."""
    asked = display_form(form)
    place = asked.place or place
    if asked.listing and (figure.members or not isinstance(figure.value, Pending)):
        return _shown_listing(figures, figure, place, asked)
    if isinstance(figure.value, Pending):
        return f"【待填：{figure.name}】"
    if figure.value is None:
        return f"【{figure.name}】"
    if asked.relation:
        return _shown_relation(figures, figure, place, asked)
    return _shown_value(figures, figure, figure.value, place, asked)


def _shown_value(figures: Figures, figure: Figure, value: Value, place: str, asked: Wish) -> str:
    match value:
        case Quantity():
            return _shown_quantity(figures, figure, value, place, asked)
        case Rank():
            return _shown_rank(value, asked)
        case Series():
            return joined_items(
                [_shown_value(figures, figure, item, place, asked) for item in value.items]
            )
        case Moment() | Period() | Wording():
            return _only_words(figure, value.text, asked)
        case Pending():
            return f"【待填：{figure.name}】"


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
        wish = merged_forms(_unit_wish(figures, wish.unit, place), asked)
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


def place_wish(figures: Figures, figure: Figure, unit: Unit, place: str) -> Wish:
    """Return the wish for a place: the figure's own 显示, else report.yaml's for the unit."""
    own = figure.entry.display.get(place) if figure.entry is not None else None
    try:
        return display_form(own.content) if own is not None else _unit_wish(figures, unit, place)
    except FaultError:
        return Wish()  # said once, where 显示 is written


def _unit_wish(figures: Figures, unit: Unit, place: str) -> Wish:
    text = figures.display.get(unit.name, {}).get(place)
    try:
        return display_form(text) if text is not None else Wish()
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
        number = _balanced_number(figures, figure, places)
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


def _balanced_number(figures: Figures, figure: Figure, places: int) -> Decimal:
    """Return the number as printed beside its fellow members (平差)."""
    parent = figures.by_key.get(FigureKey(figure.key.scope, figure.key.path.rpartition(".")[0]))
    value = figure.value
    if not isinstance(value, Quantity):
        return Decimal(0)
    if parent is None or figure.key not in parent.members or not isinstance(parent.value, Quantity):
        return value.number
    fellows = [figure_at(figures, key).value for key in parent.members]
    numbers = [v.number for v in fellows if isinstance(v, Quantity) and v.unit == value.unit]
    if len(numbers) < len(fellows) or parent.value.unit != value.unit:
        return value.number
    return balanced(numbers, parent.value.number, places)[parent.members.index(figure.key)]


def _shown_relation(figures: Figures, figure: Figure, place: str, asked: Wish) -> str:
    def text(amount: Quantity) -> str:
        wish = merged_forms(_unit_wish(figures, asked.unit or amount.unit, place), asked)
        return _shown_digits(figures, figure, in_unit(amount, wish.unit), wish) + _unit_name(
            amount, wish
        )

    if asked.relation == "增减":
        return increase_text(figure, text)
    return comparison_text(figure, _value_against(figures, figure, asked.against), text)


def _unit_name(amount: Quantity, wish: Wish) -> str:
    return "" if wish.with_unit is False else (wish.unit or amount.unit).name


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
    bare = msgspec.structs.replace(asked, listing="", separator="")
    if isinstance(figure.value, Series) and not figure.members:
        items = [_shown_value(figures, figure, item, place, bare) for item in figure.value.items]
        return joined_items(items, asked.separator)
    if not figure.members:
        message = f"“{figure.name}”没有成员，不能列举"
        raise unsuitable_form(message, "去掉“列举”")
    texts = [
        _shown_member(
            figures,
            figure_at(figures, key),
            place,
            asked.listing,
            bare,
            _member_title(figure, key, figures),
        )
        for key in figure.members
    ]
    return joined_items(texts, asked.separator)


def _member_title(group: Figure, key: FigureKey, figures: Figures) -> str:
    """Return what a member is called: by its 支出方向 where one figure of each is listed."""
    return key.scope if group.rule == EVERY_PROJECT else _last_name(figure_at(figures, key))


def _shown_member(  # noqa: PLR0913, PLR0917 (a member is printed with all its group was asked)
    figures: Figures, figure: Figure, place: str, listing: str, bare: Wish, title: str
) -> str:
    if listing == "列举名称":
        return title
    if figure.value is None or isinstance(figure.value, Pending):
        text = plain_figure(figures, figure, place)
    else:
        text = _shown_value(figures, figure, figure.value, place, bare)
    return text if listing == "列举数值" else title + text


def _last_name(figure: Figure) -> str:
    return figure.entry.name if figure.entry is not None else figure.key.path.rpartition(".")[2]


def joined_items(items: Sequence[str], separator: str = "") -> str:
    """Return items as a Chinese list: 、 between them and 和 before the last.

    >>> joined_items(["4月", "7月", "10月", "次年1月"]), joined_items(["146个", "150个"], "、")
    ('4月、7月、10月和次年1月', '146个、150个')
    """
    if separator or len(items) < 2:  # noqa: PLR2004 (one item needs no joint)
        return separator.join(items)
    return "、".join(items[:-1]) + "和" + items[-1]
