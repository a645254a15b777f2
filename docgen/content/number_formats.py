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
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|\[\$(?P<symbol>[^\]-]*)[^\]]*\]|(?P<skipped>\[[^\]]*\]|_.|\*.)'
    r"|(?P<general>General|G/通用格式)|(?P<digits>[0#?]+)|(?P<exponent>[Ee][+-])|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_SIGNS = "-+()（） \u00a0"
# The scale that a word of size promises, as powers of ten.
_SIZES = MappingProxyType({"百万": -6, "千万": -7, "亿": -8, "万": -4, "千": -3, "k": -3, "m": -6})
_BETWEEN_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
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


class _Pattern(Struct):
    """One section of a format while it is read: words before and behind, powers of ten."""

    before: str = ""
    after: str = ""
    digits: int = 0
    decimals: int = 0
    beyond_point: int = 0  # digits behind a point that is only text: 0!.0
    commas: int = 0
    percents: int = 0
    point: str = ""
    general: bool = False
    exponent: bool = False
    broken: bool = False  # words between the digits: 000-0000

    def add_words(self, words: str) -> None:
        if words == "." and self.digits and not self.after.strip():
            self.point = self.point or "text"
        elif self.digits or self.general:
            self.after += words
        else:
            self.before += words

    def add_digits(self, count: int) -> None:
        self.broken = self.broken or bool(self.after.strip())
        if self.point == "number":
            self.decimals += count
        else:
            self.commas = 0  # commas between digits only group them
            self.beyond_point += count if self.point else 0
        self.digits += count

    def add_sign(self, sign: str) -> None:
        if sign == ".":
            self.point = "number"
        elif sign == "," and self.digits:
            self.commas += 1
        elif sign == "%":
            self.percents += 1
            self.add_words(sign)
        elif sign == "/" and self.digits:
            self.broken = True
        else:
            self.add_words(sign)


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
    if not pattern.digits and not pattern.general:
        doubt = "格式不显示这个数" if stored else ""
        return Shown(stored, _plain_text(stored), doubt=doubt)
    before, after = _words_around(pattern)
    power = 2 * pattern.percents - 3 * pattern.commas - pattern.beyond_point
    factor = Decimal(1).scaleb(power)
    rounded = _rounded_number(stored * factor, pattern)
    is_scaled = bool(pattern.commas or pattern.beyond_point)
    if pattern.broken or before[-1:].isdecimal() or after[:1].isdecimal():
        return Shown(stored, _plain_text(stored), doubt="按格式拆开或按分数显示")
    if is_scaled and not after.strip("%"):  # a scale without a word: no one can tell the unit
        unit = _CURRENCIES.get(before, "")
        return Shown(stored, _plain_text(stored) + unit, unit, rounded=rounded)
    doubt = _scale_doubt(after, power) if is_scaled else ""
    shown = Shown(stored * factor, "", after, factor, rounded, doubt)
    return _worded_number(shown, before, is_absolute=is_negative_section)


def shown_date(moment: datetime | date | time | timedelta, code: str) -> str:
    """Return a date or a time as its format shows it, in Chinese words.

    >>> shown_date(datetime(2020, 10, 20), "yyyy-m-d"), shown_date(time(0, 15), "h:mm:ss")
    ('2020年10月20日', '0:15')
    """
    if isinstance(moment, timedelta):
        return _clock_text(int(moment.total_seconds()))
    letters = _format_letters(code)
    clock = "" if type(moment) is date else _clock_text(_seconds_of(moment))
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
    tokens = _TOKEN.finditer("" if code == "General" else code.partition(";")[0])
    return {token["other"].lower() for token in tokens if token["other"]} & set("ymdhs")


def _seconds_of(moment: datetime | date | time) -> int:
    if isinstance(moment, datetime | time):
        return moment.hour * 3600 + moment.minute * 60 + moment.second
    return 0


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
    if not stored and len(sections) > 2 and _parsed_section(sections[2]).digits:  # noqa: PLR2004 (positive, negative, zero)
        return sections[2], False
    return sections[0], False


def _is_met(stored: Decimal, sign: str, limit: Decimal) -> bool:
    order = "<" if stored < limit else ">" if stored > limit else "="
    return order in sign


def _parsed_section(section: str) -> _Pattern:
    pattern = _Pattern()
    for token in _TOKEN.finditer(section):
        kind, text = token.lastgroup, token[token.lastgroup or 0]
        if kind in {"quoted", "escaped", "symbol"}:
            pattern.add_words(text)
        elif kind == "general":
            pattern.general = True
        elif kind == "digits":
            pattern.add_digits(len(text))
        elif kind == "exponent":
            pattern.exponent = True
        elif kind == "other":
            pattern.add_sign(text)
    return pattern


def _words_around(pattern: _Pattern) -> tuple[str, str]:
    """Return the words before and behind a number; the sign is the number's own."""
    before, after = pattern.before.strip(_SIGNS), pattern.after.strip(_SIGNS)
    money = _CURRENCIES.get(before)
    if money is None or pattern.percents:
        return before, after
    scaled_without_word = (pattern.commas or pattern.beyond_point) and not after
    if scaled_without_word:
        return before, ""
    return "", after if after.endswith(money) else after + money


def _scale_doubt(unit: str, power: int) -> str:
    """Return what is strange about a scale: `0,,"万"` divides by a million."""
    size = next((size for word, size in _SIZES.items() if unit.lower().startswith(word)), 0)
    return "" if size == power else f"格式除以 10 的 {-power} 次方，单位却写“{unit}”"


def _worded_number(shown: Shown, before: str, *, is_absolute: bool) -> Shown:
    """Return a number with its words; `"下降"0.0%` for negative numbers replaces the minus."""
    number = abs(shown.value) if is_absolute and before and before not in "▲△" else shown.value
    before = before.strip("▲△")
    text = before + _plain_text(number) + shown.unit
    return Shown(shown.value, text, shown.unit, shown.factor, shown.rounded, shown.doubt)


def _rounded_number(value: Decimal, pattern: _Pattern) -> Decimal | None:
    places = pattern.decimals + pattern.beyond_point
    if pattern.general or pattern.exponent or pattern.broken:
        return None
    if value.adjusted() > _MOST_DIGITS or places > _MOST_PLACES:
        return None
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _plain_text(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
