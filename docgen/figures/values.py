"""Typed values (值): a number with its unit, an ordinal, a date, a count in 汉字, 待填 or text.

Also what is wrong with how a number is typed (数字写法).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from docgen.figures.model import (
    Moment,
    Pending,
    Period,
    Quantity,
    Rank,
    Remark,
    Value,
    Wording,
    error_remark,
    placed_finding,
)
from docgen.figures.names import folded
from docgen.figures.numerals import CHARACTERS, spelled_value
from docgen.figures.units import UNITS, meant_unit, unit_named
from docgen.findings import Finding, Severity
from docgen.patterns import lazy_pattern
from docgen.report import Text

PENDING = "待填"
_RANK = lazy_pattern(r"第\s*(?P<number>\d{1,6}|[零〇一二三四五六七八九十百千]+)\s*[名位]?")
# 十二月 is a month, 二〇二〇年 a year, 一点 and 三分 mostly something else.
_NO_COUNT = ("月", "年", "日", "号", "点", "分", "角", "里")
_COUNT = lazy_pattern(f"(?P<number>[{''.join(sorted(CHARACTERS))}]+)(?P<unit>.+)")


def typed_value(text: Text) -> tuple[Value | None, tuple[Finding, ...]]:
    """Return what an author's `760 万元`, `第3`, `4月`, `待填` … is, and what is wrong with it.

    None only where a finding says why nothing could be read.
    """
    value, remarks = plain_value(text.content)
    return value, tuple(placed_finding(remark, text) for remark in remarks)


@lru_cache(1 << 14)  # numbers come again: in many forms, in every build
def plain_value(text: str) -> tuple[Value | None, tuple[Remark, ...]]:
    """Return the value of a plain string, with remarks instead of findings."""
    bare = text.strip()
    if bare.strip("【】[]") == PENDING:
        return Pending(), ()
    if not bare:
        return None, (error_remark("FIG22", "没有填值", 0, len(text), f"填上数值，或写 {PENDING}"),)
    ordered = typed_rank(bare) or typed_date(bare)
    if ordered is not None:
        return ordered, ()
    if is_impossible(folded(bare)):
        return None, (error_remark("FIG22", f"没有“{bare}”这一天", 0, len(text), "核对日期"),)
    number, remarks = typed_quantity(text)
    if number is not None or remarks:
        return number, remarks
    return typed_count(bare) or Wording(bare), ()


def typed_rank(text: str) -> Rank | None:
    """Return the ordinal (名次) that `text` is: 第3, 第三, 第3名.

    >>> typed_rank("第3").number, typed_rank("第十二名").number, typed_rank("三")
    (3, 12, None)
    """
    match = _RANK.fullmatch(folded(text))
    if match is None:
        return None
    typed = match["number"]
    number = int(typed) if typed.isdecimal() else spelled_value(typed)
    return None if number is None else Rank(number, text)


def typed_date(text: str) -> Value | None:
    """Return the date, month, year or period that `text` is (时间)."""
    plain = folded(text)
    found = typed_moment(plain) or typed_period(plain)
    # A bare 次年 or 今年 is a word; with a month it is a date.
    return (
        None if isinstance(found, Moment) and found.year is None and found.month is None else found
    )


def typed_count(text: str) -> Quantity | None:
    """Return a count in Chinese characters with its measure word (汉字数量): 四次, 两名.

    >>> typed_count("四次").number, typed_count("两名").unit.name
    (Decimal('4'), '名')
    >>> typed_count("十四五"), typed_count("一等奖")
    (None, None)
    """
    match = _COUNT.fullmatch(text)
    if match is None or match["unit"] not in UNITS or match["unit"] in _NO_COUNT:
        return None
    number = spelled_value(match["number"])
    return (
        None if number is None else Quantity(Decimal(number), UNITS[match["unit"]], 0, spelled=True)
    )


DIGITS_AT_MOST = 24
_UNIT_AT_MOST = 12
_MINUS: Mapping[str, str] = MappingProxyType(
    {"−": "减号 U+2212", "–": "短破折号 U+2013", "﹣": "小减号 U+FE63", "‐": "连字符 U+2010"}
)
_SPACES: Mapping[str, str] = MappingProxyType(
    {"\u00a0": "不间断空格 U+00A0", "\u2009": "窄空格 U+2009", "\u202f": "窄空格 U+202F"}
    | {"\u3000": "全角空格 U+3000"}
)
_NUMBER = lazy_pattern(
    r"(?P<sign>[+-]?)\s*(?P<digits>\d+(?:,\d+)*(?:\.\d+)?)(?P<unit>.*)", re.DOTALL
)
_STRANGE = lazy_pattern(
    r"[+-]?(?:\.?inf(?:inity)?|\.?nan|0x[0-9a-f]+|0[ob]\d+|\d[\d.]*e[+-]?\d+|\d+(?:_\d+)+)"
    r"(?P<unit>\D*)",
    re.IGNORECASE,
)
_TWO_POINTS = 2
_DOTTED = lazy_pattern(r"(?P<number>\d[\d.,]*)\s*(?P<unit>\D*)")
_BROKEN = lazy_pattern(
    r"[+-]?(?P<number>\d[\dOoIl.。·]*"
    r"|[OoIl][\dOoIl.。·]*\d[\dOoIl.。·]*"
    r"|\d{1,3}(?: \d{3})+(?:\.\d+)?|\.\d+)"
    r"(?P<unit>\D*)"
)
_MISREAD: Mapping[str, str] = MappingProxyType(
    {"O": "字母“O”", "o": "字母“o”", "I": "字母“I”", "l": "字母“l”", " ": "空格", "。": "句号“。”"}
)
_UNIT = lazy_pattern(
    r"(?:[^\d\s.,，。；;：:！!？?、（）()“”\"'《》{}\[\]|=<>≥≤≠+×÷*~～—]|(?<=[人次米吨亩里台])[*×](?=[年月天日次公]))*"
)

_PROSE = lazy_pattern(r"^[年月日号余多来几]|以[上下内外前后]|[之左]|[前后内底超约完成]")


def plain_signs(text: str) -> str:
    """Return `text` with every sign that a number may hold in its plain form, one for one."""
    return folded(text).translate({ord(sign): "-" for sign in _MINUS})


def typed_quantity(text: str) -> tuple[Quantity | None, tuple[Remark, ...]]:
    """Return the number with its unit that the whole of `text` is, and what is odd about it.

    None without remarks means: this is no number (free text).
    """
    bare = plain_signs(text)
    lead = len(bare) - len(bare.lstrip())
    wrong = _strange_number(text) or _broken_number(bare.strip(), text[lead:], lead)
    if wrong is not None:
        return None, (wrong,)
    match = _NUMBER.fullmatch(bare.strip())
    if match is None:
        return None, ()
    unit, at = _joined_unit(match["unit"].strip()), lead + match.start("unit")
    if unit[:1] in ("e", "E", "x", "X", "_") or not _may_be_unit(unit):
        return None, ()
    if sum(map(str.isdecimal, match["digits"])) > DIGITS_AT_MOST:
        message, advice = (
            f"数字超过 {DIGITS_AT_MOST} 位，不能计算",
            "核对是否多录了数字，或换更大的单位",
        )
        return None, (error_remark("FIG17", message, lead, at - lead, advice),)
    value = Decimal(match["sign"] + _plain_digits(match["digits"]))
    places = len(match["digits"].partition(".")[2])
    unit_at = at + len(match["unit"]) - len(match["unit"].lstrip())
    remarks = (
        *_sign_remarks(text, lead, at),
        *_space_remarks(text, at, unit_at),
        *unit_remarks(unit, unit_at),
    )
    return Quantity(value, unit_named(unit), places), remarks


def _strange_number(text: str) -> Remark | None:
    """Return the 错误 for a number as programs write them: 1e5, 0x1F, 1_000, nan."""
    match = _STRANGE.fullmatch(plain_signs(text).strip())
    if match is None or not unit_named(match["unit"].strip()).known:
        return None
    message = f"“{text.strip()}”不是 docgen 能读的数字"
    advice = "用阿拉伯数字写全，如 1718.67496；不用科学计数、下划线、十六进制"
    return error_remark("FIG04", message, 0, len(text), advice)


def _joined_unit(unit: str) -> str:
    """Return a unit without spaces inside, where that makes it a known one: 万 元."""
    joined = "".join(unit.split())
    return joined if unit_named(joined).known else unit


def _broken_number(bare: str, text: str, lead: int) -> Remark | None:
    """Return the 错误 for a number with a letter, a 。 or a space in it: 1O0, 12。5, 1 718.67.

    `text` is `bare` as it was typed, letter for letter.
    """
    if dotted := _DOTTED.fullmatch(bare):
        known = unit_named(dotted["unit"].strip())
        right = _NUMBER.fullmatch(dotted["number"])
        odd = "," in dotted["number"] and not (right and not right["unit"])
        if known.known and known.name and odd:
            message = f"“{dotted['number']}”不是一个数：逗号和小数点的位置不对"
            advice = "写成 700.077 或 7000.77 这样的数"
            return error_remark("FIG04", message, lead, len(dotted["number"]), advice)
    match = _BROKEN.fullmatch(bare)
    if match is None or not unit_named(match["unit"].strip()).known:
        return None
    typed, at = match["number"], match.start("number")
    if typed.startswith("."):
        message = f"小数“{typed}”的小数点前要有 0"
        return error_remark("FIG04", message, lead, len(typed), f"改为 0{typed}")
    wrong = dict.fromkeys(
        _SPACES.get(text[at + i]) or _MISREAD.get(sign, f"“{sign}”")
        for i, sign in enumerate(typed)
        if not (sign.isdecimal() or sign == ".")
    )
    # 1.2 is right, and 1.2.3 without a unit is the number of a chapter or a version.
    if not wrong and (typed.count(".") < _TWO_POINTS or not match["unit"].strip()):
        return None
    message = f"数字“{typed}”里有{'、'.join(wrong or ('不止一个小数点',))}"
    advice = "用半角阿拉伯数字写全，如 1718.67"
    return error_remark("FIG04", message, lead + at, len(typed), advice)


def _may_be_unit(unit: str) -> bool:
    """Tell a unit from the rest of a sentence: 3月底前完成, 5000余亩, 90以上 are text."""
    if unit_named(unit).known:
        return True
    short = len(unit) <= _UNIT_AT_MOST and _UNIT.fullmatch(unit) is not None
    return short and _PROSE.search(unit) is None


def _sign_remarks(text: str, start: int, end: int) -> Iterator[Remark]:
    """Yield one 错误 that names each wrong character in the number of `text`, with its fix."""
    typed = text[start:end].rstrip()
    wrong = dict.fromkeys(_sign_name(sign) for sign in typed if _sign_name(sign))
    right = _plain_digits(typed)
    if wrong:
        yield Remark(
            "FIG04",
            Severity.ERROR,
            f"数字“{typed}”里有{'、'.join(wrong)}，应写 {right}",
            start,
            len(typed),
            f"改为 {right}",
            replacement=right,
            fixable=True,
        )
    whole = right.lstrip("+-").partition(".")[0]
    if len(whole) > 1 and whole.startswith("0"):
        message = f"数字“{typed}”以 0 开头，按 {Decimal(right):f} 读"
        yield Remark("FIG04", Severity.WARNING, message, start, len(typed), "去掉开头的 0")


def _space_remarks(text: str, start: int, end: int) -> Iterator[Remark]:
    """Yield one 错误 for no-break spaces between number and unit, as web pages have them."""
    between = text[start:end]
    wrong = dict.fromkeys(_SPACES[sign] for sign in between if sign in _SPACES and sign != "\u3000")
    if wrong:
        yield Remark(
            "FIG04",
            Severity.ERROR,
            f"数字和单位之间有{'、'.join(wrong)}，应是普通空格",
            start,
            end - start,
            "改为普通空格",
            replacement=" ",
            fixable=True,
        )


def _plain_digits(typed: str) -> str:
    """Return a number as it should be typed: ASCII digits, no commas, no spaces."""
    kept = (sign for sign in plain_signs(typed) if sign != "," and not sign.isspace())
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in kept)


def _sign_name(sign: str) -> str:
    """Return what to call a character that no number should hold; "" when it may."""
    if (name := _MINUS.get(sign) or _SPACES.get(sign)) is not None:
        return name
    if sign in ",，":
        return f"千分位逗号“{sign}”"
    if sign != folded(sign):
        return f"全角“{sign}”"
    return f"外文数字“{sign}”" if sign.isdecimal() and not sign.isascii() else ""


def unit_remarks(unit: str, at: int) -> Iterator[Remark]:
    """Yield what is to be said of a unit: a slip (万远), or a word of the author's own."""
    if unit_named(unit).known:
        return
    if (right := meant_unit(unit)) is not None:
        yield Remark(
            "FIG02",
            Severity.ERROR,
            f"单位“{unit}”疑为“{right}”",
            at,
            len(unit),
            f"改为 {right}",
            replacement=right,
            fixable=True,
            safe=False,
        )
        return
    message = f"单位“{unit}”不在单位表中，按自有单位处理，只能与“{unit}”相加"
    yield Remark("FIG03", Severity.NOTE, message, at, len(unit), "核对单位；确是自有单位则不必改")


_YEAR = r"(?:(?P<year>\d{4})\s*年|(?P<word>次年|上年|当年|本年|去年|今年|明年))"
_MONTH = r"(?P<month>\d{1,2})\s*月份?"
_DAY = r"(?P<day>\d{1,2})\s*[日号]"
_SHAPES = tuple(
    lazy_pattern(pattern)
    for pattern in (
        _YEAR + r"度?[初底末]?",
        _YEAR + r"\s*" + _MONTH + r"[初中底末]?",
        _MONTH + r"[初中底末]?",
        _YEAR + r"\s*" + _MONTH + r"\s*" + _DAY,
        _MONTH + r"\s*" + _DAY,
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
    )
)
_DASHES = lazy_pattern(r"\s*(?:至|到|—+|–|~|～|-)\s*")


def typed_moment(text: str) -> Moment | None:
    """Return the date, month or year that the whole of `text` is, or None.

    >>> typed_moment("次年1月").month, typed_moment("2020年4月5日").day
    (1, 5)
    >>> typed_moment("2月30日"), typed_moment("三月")
    (None, None)
    """
    for shape in _SHAPES:
        if (match := shape.fullmatch(text)) is not None:
            found = match.groupdict()
            year, month, day = (int(found[k]) if found.get(k) else None for k in _PARTS)
            return Moment(text, year, month, day) if is_possible(year, month, day) else None
    return None


_PARTS = ("year", "month", "day")


def is_impossible(text: str) -> bool:
    """Tell whether `text` has the shape of a date but no calendar has it: 2月30日, 13月."""
    return typed_moment(text) is None and any(shape.fullmatch(text) for shape in _SHAPES)


def is_possible(year: int | None, month: int | None, day: int | None) -> bool:
    """Tell whether a calendar has that day; 2月29日 without a year is possible."""
    if month is not None and not 1 <= month <= 12:  # noqa: PLR2004 (the months of a year)
        return False
    if day is None or month is None:
        return True
    return 1 <= day <= monthrange(year or 2000, month)[1] if (year or 2000) >= 1 else False


def typed_period(text: str) -> Period | None:
    """Return the period that the whole of `text` is: `1月至12月`, `2020年1月—2021年3月`."""
    for dash in _DASHES.finditer(text):
        start, end = (
            typed_moment(text[: dash.start()].strip()),
            typed_moment(text[dash.end() :].strip()),
        )
        start = start or _bare_start(text[: dash.start()].strip(), end)
        if start is not None and end is not None:
            return Period(start, end, text)
    return None


def _bare_start(text: str, end: Moment | None) -> Moment | None:
    """Return the start of `4—6月` or `2020年1—12月`, whose 月 is only written once."""
    if end is None or end.month is None or end.day is not None or not text[-1:].isdecimal():
        return None
    start = typed_moment(f"{text}月")
    return Moment(text, start.year, start.month) if start is not None else None
