"""Numbers in Chinese characters: counts (四), amounts in 大写 (壹仟元整), and back again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from docgen.figures.decimals import rounded

_DIGITS = "零一二三四五六七八九"
_VALUES: Mapping[str, int] = MappingProxyType(
    {digit: value for value, digit in enumerate(_DIGITS)} | {"〇": 0, "两": 2, "俩": 2}
)
_STEPS: Mapping[str, int] = MappingProxyType({"十": 10, "百": 100, "千": 1000})
_GROUPS: Mapping[str, int] = MappingProxyType({"万": 10**4, "亿": 10**8})
_LONGEST = 24
_NOT_FIRST = "百千万亿"  # 万元 and 百分 are no numbers
CHARACTERS = frozenset({*_VALUES, *_STEPS, *_GROUPS})
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_PLAIN_STEPS = ("", "十", "百", "千")
_CAPITAL_STEPS = ("", "拾", "佰", "仟")
_GROUP_NAMES = ("", "万", "亿", "万亿")
LARGEST_SPELLED = 10**15


def spelled_value(text: str) -> int | None:
    """Return the number written in Chinese characters (汉字数字), or None when it is none.

    >>> spelled_value("十四"), spelled_value("两"), spelled_value("三万五千零二十")
    (14, 2, 35020)
    >>> spelled_value("四五"), spelled_value("二〇二〇"), spelled_value("")
    (None, 2020, None)
    """
    if (
        not text
        or len(text) > _LONGEST
        or any(character not in CHARACTERS for character in text)
        or text[0] in _NOT_FIRST
    ):
        return None
    if all(character in _VALUES for character in text):
        return _row_of_digits(text)
    return _grouped_value(text)


def _row_of_digits(text: str) -> int | None:
    if len(text) > 1 and ("两" in text or not ("〇" in text or "零" in text)):
        return None  # 四五 means “four or five”
    return int("".join(str(_VALUES[character]) for character in text)) if len(text) < 16 else None  # noqa: PLR2004 (more digits than any count has)


def _grouped_value(text: str) -> int | None:
    total = section = digit = 0
    pending = False
    for character in text:
        if character in _VALUES:
            if pending and digit:
                return None
            digit, pending = _VALUES[character], True
        elif character in _STEPS:
            section += (digit if pending and digit else 1) * _STEPS[character]
            digit, pending = 0, False
        else:
            section += digit
            # 万 multiplies what stands since 亿, 亿 multiplies all before it: 一亿零一万, 一万亿.
            total = (
                (total + section) * _GROUPS["亿"] if character == "亿" else total + section * 10**4
            )
            section, digit, pending = 0, 0, False
    return total + section + digit


def spelled(number: int, *, counting: bool = False) -> str:
    """Return a whole number in Chinese characters (汉字); `counting` says 两 before a measure word.

    >>> spelled(14), spelled(2, counting=True), spelled(1020), spelled(35000), spelled(-3)
    ('十四', '两', '一千零二十', '三万五千', '负三')
    """
    if counting and number == _VALUES["两"]:
        return "两"
    words = _in_groups(abs(number), _DIGITS, _PLAIN_STEPS)
    words = words.removeprefix("一") if words.startswith("一十") else words
    return f"负{words}" if number < 0 else words


def spelled_year(year: int) -> str:
    """Return a year in Chinese characters, digit by digit, with 〇 (GB/T 15835-2011).

    >>> spelled_year(2020)
    '二〇二〇'
    """
    return "".join("〇" if digit == "0" else _DIGITS[int(digit)] for digit in str(year))


def _in_groups(number: int, digits: str, steps: tuple[str, ...]) -> str:
    if number == 0:
        return digits[0]
    words, gap, index = "", False, 0
    while number:
        number, group = divmod(number, 10000)
        if group:
            joint = digits[0] if gap and words else ""
            words = _group_words(group, digits, steps) + _GROUP_NAMES[index] + joint + words
            gap = group < 1000  # noqa: PLR2004 (a group without thousands is read with 零)
        else:
            gap = bool(words)
        index += 1
    return words


def _group_words(number: int, digits: str, steps: tuple[str, ...]) -> str:
    words, zero = "", False
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        if digit:
            words += (digits[0] if zero and words else "") + digits[digit] + steps[place]
        zero = digit == 0
    return words


def capital_amount(yuan: Decimal) -> str:
    """Return an amount of money in capital characters (人民币大写), to the 分, half-up.

    >>> capital_amount(Decimal(1000)), capital_amount(Decimal("17186749.6"))
    ('壹仟元整', '壹仟柒佰壹拾捌万陆仟柒佰肆拾玖元陆角')
    >>> capital_amount(Decimal("0.05")), capital_amount(Decimal("100.05"))
    ('伍分', '壹佰元零伍分')
    """
    cents = int(rounded(abs(yuan) * 100, 0))
    whole, (tenth, cent) = cents // 100, divmod(cents % 100, 10)
    words = _in_groups(whole, _CAPITALS, _CAPITAL_STEPS) + "元" if whole or not cents else ""
    if not cents % 100:
        words += "整"
    elif tenth:
        words += _CAPITALS[tenth] + "角" + (_CAPITALS[cent] + "分" if cent else "")
    else:
        words += ("零" if whole else "") + _CAPITALS[cent] + "分"
    return f"负{words}" if yuan < 0 and cents else words
