"""Quantities printed in words (汉字、大写、序号)."""

from __future__ import annotations

from docgen.figures.decimals import number_text, trimmed
from docgen.figures.model import Quantity
from docgen.figures.numerals import LARGEST_SPELLED, capital_amount, spelled
from docgen.figures.remarks import unsuitable_form
from docgen.figures.wishes import NUMBERING, Wish


def heading_number(number: int, style: str) -> str:
    """Return a number as a heading's: 三、 （三） 3. （3）.

    >>> heading_number(3, "一、"), heading_number(12, "(一)"), heading_number(2, "(1)")
    ('三、', '（十二）', '（2）')
    """
    word = spelled(number) if "一" in style else str(number)
    return NUMBERING[style].format(word)


def styled_quantity(value: Quantity, wish: Wish) -> str:
    """Return a quantity in 汉字, in 大写 (money only) or as a number of a list (序号).

    Not suitable (FIG15) when it is no money, no whole number, or too large for words.
    """
    if wish.style == "大写":
        if value.unit.dimension != "元":
            message = f"{value.unit.name or '无单位的数'} 不是金额，不能大写"
            raise unsuitable_form(message, "去掉“大写”")
        if abs(value.base) >= LARGEST_SPELLED:
            message = f"{number_text(trimmed(value.number))} {value.unit.name}太大，不写成大写"
            raise unsuitable_form(message, "核对数字与单位")
        return capital_amount(value.base)
    if wish.style == "汉字":
        return in_characters(value, with_unit=wish.with_unit is not False)
    return heading_number(whole_number(value), wish.style)


def in_characters(value: Quantity, *, with_unit: bool) -> str:
    """Return a count in Chinese characters (汉字), 两 before its unit: 四次, 两名."""
    unit = value.unit.name if with_unit else ""
    return spelled(whole_number(value), counting=bool(unit)) + unit


def whole_number(value: Quantity) -> int:
    """Return the whole number that can be put into words; not suitable (FIG15) when it is none."""
    if value.number != value.number.to_integral_value():
        message = f"{number_text(trimmed(value.number))} 不是整数，不能写成汉字或序号"
        raise unsuitable_form(message, "去掉这种显示方式")
    if abs(value.number) >= LARGEST_SPELLED:
        message = f"{number_text(trimmed(value.number))} 太大，不写成汉字或序号"
        raise unsuitable_form(message, "去掉这种显示方式")
    return int(value.number)
