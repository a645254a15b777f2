"""Display forms (显示): `3位小数`, `数值`, `亿元(2)`, `列举` … read as data; numbers in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct

from docgen.figures.decimals import number_text, trimmed
from docgen.figures.model import Quantity, Unit, unknown_form, unsuitable_form
from docgen.figures.names import folded
from docgen.figures.numerals import LARGEST_SPELLED, capital_amount, spelled, spelled_value
from docgen.figures.units import unit_named
from docgen.patterns import lazy_pattern

PLACES = ("正文", "表格")
NUMBERING: Mapping[str, str] = MappingProxyType(
    {"一、": "{}、", "(一)": "（{}）", "一": "{}", "1.": "{}.", "(1)": "（{}）", "1": "{}"}
)
MOST_DECIMALS = 12
FORMS = (
    "数值",
    "带单位",
    "正文",
    "表格",
    "原样",
    "整数",
    "2位小数",
    "最多2位小数",
    "千分位",
    "亿元",
    "亿元(2)",
    "汉字",
    "大写",
    "一、",
    "（一）",
    "列举",
    "列举(、)",
    "列举数值",
    "列举名称",
    "增减",
    "较(上年)",
    "绝对值",
)


class Wish(Struct, frozen=True):
    """What is wished for; None and "" where nothing is.

    `places` are decimals (−1: as typed), `style` is 汉字, 大写 or a numbering, `relation` 增减 or
    较 with `against` (上年, 目标 or a name), `listing` one of 列举, 列举数值, 列举名称.
    """

    places: int | None = None
    at_most: bool = False
    grouped: bool = False
    absolute: bool = False
    with_unit: bool | None = None
    unit: Unit | None = None
    place: str = ""
    style: str = ""
    relation: str = ""
    against: str = ""
    listing: str = ""
    separator: str = ""


_DECIMALS = lazy_pattern(
    r"(?P<most>最多)?(?:保留)?(?P<number>\d{1,3}|[零一两二三四五六七八九十]+)位小数"
)
_UNIT = lazy_pattern(r"(?P<unit>[^()]+)\((?P<most>最多)?(?P<number>\d{1,3})\)")
_AGAINST = lazy_pattern(r"较\((?P<name>.+)\)|较(?P<plain>上年|目标)")
_LISTING = lazy_pattern(r"(?P<what>列举(?:数值|名称)?)(?:\((?P<separator>[^()]{1,4})\))?")
_TOKEN = lazy_pattern(r"[^\s,;()]+(?:\((?:[^()]|\([^()]*\))*\))?|\S")
_SEPARATORS = (",", ";", "、")
_SPACED = lazy_pattern(r"(?<=[\d多])\s+(?=[\d位])")
_WORDS: Mapping[str, Wish] = MappingProxyType(
    {
        "数值": Wish(with_unit=False),
        "不带单位": Wish(with_unit=False),
        "带单位": Wish(with_unit=True),
        "原样": Wish(places=-1),
        "整数": Wish(places=0),
        "千分位": Wish(grouped=True),
        "绝对值": Wish(absolute=True),
        "正文": Wish(place="正文"),
        "表格": Wish(place="表格"),
        "汉字": Wish(style="汉字"),
        "大写": Wish(style="大写"),
        "增减": Wish(relation="增减"),
    }
)


@lru_cache(1 << 10)  # few forms, asked for in every text
def display_form(form: str) -> Wish:
    """Return what a form asks for; FaultError when it is not known.

    >>> display_form("亿元(2)").unit.name, display_form("最多3位小数").places
    ('亿元', 3)
    >>> display_form("3 位小数 千分位").grouped
    True
    """
    wish = Wish()
    for part in re.split(r"[|｜]", form):
        typed = folded(part).strip()
        if typed in NUMBERING:
            wish = merged_forms(wish, Wish(style=typed))
            continue
        for token in _TOKEN.findall(_SPACED.sub("", typed)):
            wish = wish if token in _SEPARATORS else merged_forms(wish, _token_form(token))
    return wish


def _token_form(token: str) -> Wish:
    if token in _WORDS:
        return _WORDS[token]
    for reading in (_decimals_form, _comparison_form, _listing_form, _unit_form):
        if (wish := reading(token)) is not None:
            return wish
    message = f"没有“{token}”这种显示方式"
    raise unknown_form(message, f"可用：{' '.join(FORMS)}")


def _decimals_form(token: str) -> Wish | None:
    match = _DECIMALS.fullmatch(token)
    return match and _places_form(match)


def _places_form(match: re.Match[str], unit: Unit | None = None) -> Wish:
    typed = match["number"]
    number = int(typed) if typed.isdecimal() else spelled_value(typed)
    if number is None or number > MOST_DECIMALS:
        message = f"小数位数要在 0 到 {MOST_DECIMALS} 之间"
        raise unknown_form(message, "如 2位小数")
    return Wish(places=number, at_most=bool(match["most"]), unit=unit)


def _comparison_form(token: str) -> Wish | None:
    match = _AGAINST.fullmatch(token)
    return match and Wish(relation="较", against=(match["name"] or match["plain"]).strip())


def _listing_form(token: str) -> Wish | None:
    match = _LISTING.fullmatch(token)
    separator = match["separator"] or "" if match else ""
    # The form was folded to half-width signs; between Chinese items only full-width ones stand.
    full = separator.translate({ord(","): "，", ord(";"): "；"})
    return match and Wish(listing=match["what"], separator=full)


def _unit_form(token: str) -> Wish | None:
    match = _UNIT.fullmatch(token)
    unit = unit_named(match["unit"] if match else token)
    if not unit.known or not unit.name:
        return None
    return _places_form(match, unit) if match else Wish(unit=unit)


def merged_forms(wish: Wish, over: Wish) -> Wish:
    """Return `wish` with what `over` asks for in its place."""
    digits = over if over.places is not None else wish
    return Wish(
        digits.places,
        digits.at_most,
        wish.grouped or over.grouped,
        wish.absolute or over.absolute,
        wish.with_unit if over.with_unit is None else over.with_unit,
        over.unit or wish.unit,
        over.place or wish.place,
        over.style or wish.style,
        over.relation or wish.relation,
        over.against or wish.against,
        over.listing or wish.listing,
        over.separator or wish.separator,
    )


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
    whole = value.number == value.number.to_integral_value()
    if not whole or abs(value.number) >= LARGEST_SPELLED:
        reason = "太大，不写成汉字或序号" if whole else "不是整数，不能写成汉字或序号"
        message = f"{number_text(trimmed(value.number))} {reason}"
        raise unsuitable_form(message, "去掉这种显示方式")
    return int(value.number)
