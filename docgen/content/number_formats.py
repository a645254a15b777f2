"""Number formats of Excel (数字格式): a stored number → what the sheet says it is.

A format only changes what is shown, and what is shown is what the author checked: `0!.0,"万元"`
shows 12345678 as 1234.6万元. So the words of a format belong to the number as it is scaled, not
to the number as it is stored. The syntax is that of ECMA-376 part 1, 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from msgspec import Struct

from docgen.patterns import lazy_pattern

# Formats that files name by number alone, as a Chinese Excel shows them (ECMA-376 18.8.30).
CHINESE_DATES: Mapping[int, str] = MappingProxyType(
    dict.fromkeys((27, 36, 50, 52, 57), "yyyy/m")
    | dict.fromkeys((28, 29, 51, 53, 54, 58), "m/d")
    | dict.fromkeys((30, 31), "yyyy/m/d")
    | dict.fromkeys((32, 34, 55), "h:mm")
    | dict.fromkeys((33, 35, 56), "h:mm:ss")
)
_CURRENCIES = MappingProxyType(
    {"¥": "元", "￥": "元", "CNY": "元", "RMB": "元", "$": "美元", "US$": "美元", "€": "欧元"}
)
# What shows nothing or a currency: [Red], [>=100], [$¥-804], _x and *x; words are kept.
_HIDDEN = lazy_pattern(r'("[^"]*"|[\\!].)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].', re.DOTALL)
_QUOTED = lazy_pattern(r'"([^"]*)"|[\\!](.)', re.DOTALL)
_WORDS = r'(?:"[^"]*"|[\\!].|[^0#?"\\!])'
_SECTION = lazy_pattern(
    rf"({_WORDS}*?)(?:(\.?[0#?][0#?.,·]*)([Ee][+-]0+)?|General|G/通用格式)({_WORDS}*)", re.DOTALL
)
_WRITTEN_POINT = lazy_pattern(r'(?<=[0#?])(?:[\\!]\.|"\.")(?=[0#?])')
_CONDITION = lazy_pattern(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_SIGNS, _TRIANGLES = "-+()（） \u00a0", "▲△"
# The scale that a word of size promises, as powers of ten.
_SIZES = MappingProxyType({"百万": -6, "千万": -7, "亿": -8, "万": -4, "千": -3, "k": -3, "m": -6})
_BETWEEN_SECTIONS = lazy_pattern(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_LONGEST_CODE = 255  # Excel takes no more
_MOST_DIGITS = 15  # Excel keeps no more
_MOST_PLACES = 10


class Shown(Struct, frozen=True, gc=False):
    """A number as its sheet shows it (显示的数), before rounding.

    `value` is in the unit that the words name, `factor` times what is stored; `rounded` is what is
    read on the screen, None where the format does not round. `unit` is what stands behind the
    number. `doubt` says what is strange about the format.
    """

    value: Decimal
    text: str
    unit: str = ""
    factor: Decimal = Decimal(1)
    rounded: Decimal | None = None
    doubt: str = ""


class _Pattern(Struct, frozen=True):
    """How one section of a format shows a number: words around it, powers of ten, decimals."""

    before: str
    after: str
    percents: int
    scale: int
    places: int | None


def exact_number(stored: float) -> Decimal:
    """Return a stored number as Excel shows it in full: 15 significant digits.

    Excel computes with binary floats but takes and shows at most 15 digits; a file holds 17, so
    that the float comes back. Any number of up to 15 digits survives the way through a float, so
    rounding to 15 gives exactly what was typed.

    >>> exact_number(57.444899999999997), exact_number(1718)
    (Decimal('57.4449'), Decimal('1718'))
    """
    if isinstance(stored, int) and len(str(stored)) <= _MOST_DIGITS:
        return Decimal(stored)
    return Decimal(format(Decimal(format(float(stored), ".15g")), "f"))


def shown_number(stored: Decimal, code: str) -> Shown:
    """Return a number with what its format says of it: percent, scale, unit, words.

    >>> shown_number(Decimal("0.114"), "0.0%").text
    '11.4%'
    >>> shown_number(Decimal("12345678"), '0!.0,"万元"').text
    '1234.5678万元'
    >>> shown_number(Decimal("1234.5"), '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ').text
    '1234.5元'
    >>> shown_number(Decimal(5), '"第"0"名"').text
    '第5名'
    """
    section, is_negative_section = _chosen_section(stored, code)
    pattern = _parsed_section(section)
    if pattern is None:
        is_shown = re.search("[0#?]", _QUOTED.sub("", section))
        doubt = "按格式拆开或按分数显示" if is_shown else "格式不显示这个数" if stored else ""
        return Shown(stored, _plain_text(stored), doubt=doubt)
    before, unit = _words_around(pattern)
    power = 2 * pattern.percents + pattern.scale
    factor = Decimal(1).scaleb(power)
    rounded = _rounded_number(stored * factor, pattern.places)
    if pattern.scale and not unit.strip("%"):  # no word says by how much
        unit = _CURRENCIES.get(before, "")
        return Shown(stored, _plain_text(stored) + unit, unit, rounded=rounded)
    doubt = _scale_doubt(unit, power) if pattern.scale else ""
    replaces_sign = is_negative_section and before.strip(_TRIANGLES)  # "下降"0.0%
    number = abs(stored * factor) if replaces_sign else stored * factor
    text = before.strip(_TRIANGLES) + _plain_text(number) + unit
    return Shown(stored * factor, text, unit, factor, rounded, doubt)


def shown_date(moment: datetime | date | time | timedelta, code: str) -> str:
    """Return a date or a time as its format shows it, in Chinese words.

    >>> shown_date(datetime(2020, 10, 20), "yyyy-m-d"), shown_date(time(0, 15), "h:mm:ss")
    ('2020年10月20日', '0:15')
    """
    if isinstance(moment, timedelta):
        return _clock_text(int(moment.total_seconds()))
    letters = _format_letters(code)
    hour, minute, second = (getattr(moment, part, 0) for part in ("hour", "minute", "second"))
    clock = _clock_text(hour * 3600 + minute * 60 + second)
    if isinstance(moment, time):
        return clock if set("hs") & letters or not set("yd") & letters else f"1900年1月0日 {clock}"
    days = f"{moment.year}年"
    if "m" in letters or not letters:
        days += f"{moment.month}月"
    if "d" in letters or not letters:
        days += f"{moment.day}日"
    if not set("hs") & letters:
        return days
    is_time_alone = not set("yd") & letters
    return clock if is_time_alone else f"{days} {clock}"


def _format_letters(code: str) -> set[str]:
    section = "" if code == "General" else code.partition(";")[0]
    return set(_HIDDEN.sub("", section).lower()) & set("ymdhs")


def _clock_text(seconds: int) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    sign = "-" if seconds < 0 else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")


def _chosen_section(stored: Decimal, code: str) -> tuple[str, bool]:
    """Return the section of a format that shows this number, and whether it is the negative one."""
    sections = _BETWEEN_SECTIONS.split(code[:_LONGEST_CODE] or "General")[:3]
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _is_met(stored, condition[1], Decimal(condition[2])):
                return section, False
        return sections[-1], False
    if stored < 0 and len(sections) > 1:
        return sections[1], True
    if not stored and len(sections) > 2 and _parsed_section(sections[2]):  # noqa: PLR2004 (positive, negative, zero)
        return sections[2], False
    return sections[0], False


def _is_met(stored: Decimal, sign: str, limit: Decimal) -> bool:
    order = "<" if stored < limit else ">" if stored > limit else "="
    return order in sign


def _parsed_section(section: str) -> _Pattern | None:
    """Return how a section shows a number, None where it shows none, or in pieces (000-0000)."""
    shown = _HIDDEN.sub(lambda found: found[1] or (f'"{found[2]}"' if found[2] else ""), section)
    match = _SECTION.fullmatch(_WRITTEN_POINT.sub("·", shown))
    if match is None:
        return None
    before, digits, exponent, after = match.groups()
    whole, _, decimals = (digits or "").partition(".")
    commas = sum(len(part) - len(part.rstrip(",")) for part in (whole, decimals))
    beyond_point = len(whole.partition("·")[2].replace(",", ""))
    is_rounded = digits and not exponent
    places = beyond_point + len(decimals.rstrip(",")) if is_rounded else None
    percents = _QUOTED.sub("", before + after).count("%")
    first, last = (_QUOTED.sub(r"\1\2", text).strip(_SIGNS) for text in (before, after))
    pattern = _Pattern(first, last, percents, -3 * commas - beyond_point, places)
    is_joined = pattern.before[-1:].isdecimal() or pattern.after[:1].isdecimal()
    return None if is_joined else pattern


def _words_around(pattern: _Pattern) -> tuple[str, str]:
    """Return the words before a number and its unit; a currency sign becomes the unit."""
    before, after = pattern.before, pattern.after
    money = _CURRENCIES.get(before)
    if money is None or (pattern.scale and not after):
        return before, after
    return "", after if after.endswith(money) else after + money


def _scale_doubt(unit: str, power: int) -> str:
    """Return what is strange about a scale: `0,,"万"` divides by a million."""
    size = next((size for word, size in _SIZES.items() if unit.lower().startswith(word)), 0)
    return "" if size == power else f"格式除以 10 的 {-power} 次方，单位却写“{unit}”"


def _rounded_number(value: Decimal, places: int | None) -> Decimal | None:
    if places is None or places > _MOST_PLACES or value.adjusted() > _MOST_DIGITS:
        return None
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _plain_text(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
