"""Targets in time: 日期 (9月底前, 2021年12月31日之前, 年内) and 频次 (每季度一次, 4次/年)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

from docgen.figures.numerals import spelled_value
from docgen.patterns import lazy_pattern
from docgen.scoring.model import Condition, Deadline, Target
from docgen.scoring.target_numbers import OPERATORS

_HAN = r"\u4e00-\u9fff"
_YEAR = r"(?:(?P<year>(?:19|20)\d\d)年度?|(?P<word>次年|翌年|当年度?|本年度?|今年|明年))"
_PART = r"(?P<part>底|末|初|上旬|中旬|下旬|中)?"
_DAY = r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"
_MONTH = r"(?P<month>\d{1,2})月份?" + _PART
_QUARTER = r"第?(?P<quarter>[一二三四1-4])季度" + _PART
_SHAPES = tuple(
    lazy_pattern(shape)
    for shape in (
        r"(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})日?",
        r"(?P<year>(?:19|20)\d\d)[-/](?P<month>\d{1,2})月?",
        rf"{_YEAR}?{_DAY}",
        rf"{_YEAR}?{_MONTH}",
        rf"{_YEAR}?{_QUARTER}",
        rf"{_YEAR}?(?P<half>[上下])半年{_PART}",
        rf"{_YEAR}{_PART}",
        r"(?P<word>年)(?P<part>底|末|内|度内)",
    )
)
_DATE = "|".join(re.sub(r"\(\?P=\w+\)", "[-/.]", shape.pattern) for shape in _SHAPES)
_DATE = re.sub(r"\(\?P<\w+>", "(?:", _DATE)
_VERB = (
    r"(?:完成|完工|竣工|建成|验收|发放|到位|投入|交付|开工|结束|拨付|下达|印发|支付|办结|上报|启动)"
)
_WHOLE = lazy_pattern(
    rf"(?P<before>[{_HAN}]{{0,14}}?)(?P<sign>[≤=])?(?P<date>{_DATE})"
    rf"(?P<limit>之前|以前|前|之内|以内|内|止|截止)?(?P<after>[{_HAN}]{{0,16}})"
)
_LEADS = (
    "于",
    "在",
    "截至",
    "截止",
    "截止到",
    "截至到",
    "到",
    "至",
    "时间",
    "不晚于",
    "不迟于",
    "早于",
    "确保",
)
_RELATIVE = {"次": 1, "翌": 1, "明": 1}
_DAYS = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}

_CHINESE = "一二两三四五六七八九十百"
_COUNT = rf"(?P<count>\d+|[{_CHINESE}]+)"
_TIMES = r"(?P<times>人次|次|场次|场|轮|遍|批次|回)"
_SPAN = r"(?P<span>半年|年度?|季度?|个?月|周|天|日)"
_SIGN = r"(?P<sign>≥|>|≤|<|=|不少于|不低于|至少|不得少于|不超过|不多于|最多|至多)?"
_FREQUENCIES = tuple(
    lazy_pattern(shape)
    for shape in (
        rf"每个?{_SPAN}(?:度)?(?:[{_HAN}]{{0,8}}?){_SIGN}{_COUNT}{_TIMES}(?P<limit>以上|及以上)?",
        rf"(?:[{_HAN}]{{0,6}}?)每个?{_SPAN}(?:度)?{_SIGN}{_COUNT}{_TIMES}(?P<limit>以上|及以上)?",
        rf"(?:[{_HAN}]{{0,8}}?){_SIGN}{_COUNT}{_TIMES}/(?:每)?{_SPAN}(?P<limit>以上|及以上)?",
        rf"[一1]个?{_SPAN}{_SIGN}{_COUNT}{_TIMES}(?P<limit>以上|及以上)?",
    )
)
# How often a span falls into a year; 个月 and 度 are taken off before.
PER_YEAR = {"年": 1, "半年": 2, "季": 4, "月": 12, "周": 52, "天": 365, "日": 365}


def date_target(text: str, year: int) -> Target | None:
    """Return the target that a plain text with a time limit is, or None (日期).

    >>> date_target("9月底前", 2020).deadline.latest, date_target("年内", 2021).deadline.latest
    (datetime.date(2020, 9, 30), datetime.date(2021, 12, 31))
    """
    span = _typed_period(text, year)
    if span is not None:
        return Target("日期", text, deadline=span)
    match = _WHOLE.fullmatch(text)
    if match is None or not _is_framed(match):
        return None
    latest = _latest_day(match["date"], year, before=match["limit"] in ("之前", "以前", "前"))
    if latest is None or (match["sign"] and re.fullmatch(r"\d{1,2}月", match["date"])):
        return None
    return Target("日期", text, deadline=Deadline(latest))


def _is_framed(match: re.Match[str]) -> bool:
    """Tell whether the words around a date leave it a time limit."""
    before, after, limit = match["before"], match["after"], match["limit"] or ""
    ended = bool(limit) or match["date"].endswith(("底", "末", "内"))
    if re.search(r"[每约低高超少多]|对标|同期|以来|较", before) or (
        before and not ended and not before.endswith(_LEADS)
    ):
        return False
    if limit in ("内", "之内", "以内") and not re.search(r"年$|[日号]$|月$", match["date"]):
        return False
    if limit in ("内", "之内", "以内") and re.fullmatch(r"\d{1,2}月", match["date"]):
        return False
    if after and not re.match(_VERB, after) and not (ended and len(after) <= 16):  # noqa: PLR2004 (what is to be done)
        return False
    return not re.match(r"[水增同较率占的]", after)


def _typed_period(text: str, year: int) -> Deadline | None:
    first, dash, last = text.partition("-") if text.count("-") == 1 else text.partition("至")
    if not dash:
        return None
    if first.isdecimal() and re.fullmatch(r"\d{1,2}月份?", last):
        first += "月"
    elif re.fullmatch(r"(?:19|20)\d\d", first) and re.fullmatch(r"(?:19|20)\d\d年度?", last):
        first += "年"
    own = re.match(r"((?:19|20)\d\d)年", first)
    start, end = _earliest_day(first, year), _latest_day(last, int(own[1]) if own else year)
    return Deadline(end, start) if start and end and start < end else None


def _date_parts(text: str) -> dict[str, str] | None:
    for shape in _SHAPES:
        if (match := shape.fullmatch(text)) is not None:
            return {name: value for name, value in match.groupdict().items() if value}
    return None


def _latest_day(text: str, year: int, *, before: bool = False) -> date | None:
    found = _date_parts(text)
    if found is None:
        return None
    if before and set(found) <= {"year", "word"} and found.get("word", "") != "年":
        # 2021年前 in a report of 2021 may mean its end as well as its beginning.
        return date(_year_of(found, year) - 1, 12, 31) if _year_of(found, year) > year else None
    if before and set(found) <= {"year", "word", "month"} and "month" in found:
        return _day_of(found | {"part": "前月"}, _year_of(found, year))
    return _day_of(found, _year_of(found, year))


def _earliest_day(text: str, year: int) -> date | None:
    found = _date_parts(text)
    last = _day_of(found, _year_of(found, year)) if found else None
    if found is None or last is None or "day" in found:
        return last
    return date(last.year, last.month if "month" in found else 1, 1)


def _year_of(found: dict[str, str], year: int) -> int:
    return (
        int(found["year"])
        if "year" in found
        else year + _RELATIVE.get(found.get("word", "")[:1], 0)
    )


def _day_of(found: dict[str, str], year: int) -> date | None:
    if "half" in found:
        return date(year, 6, 30) if found["half"] == "上" else date(year, 12, 31)
    if "quarter" in found:
        quarter = found["quarter"]
        month = 3 * (int(quarter) if quarter.isdecimal() else "一二三四".index(quarter) + 1)
    else:
        month = int(found.get("month", 12))
    if not 1 <= month <= 12:  # noqa: PLR2004 (the months of a year)
        return None
    if found.get("part") == "前月":
        return (
            date(year, month - 1, monthrange(year, month - 1)[1])
            if month > 1
            else date(year - 1, 12, 31)
        )
    last = monthrange(year, month)[1]
    day = int(found["day"]) if "day" in found else _DAYS.get(found.get("part", ""), last)
    return date(year, month, day) if 1 <= day <= last else None


def frequency_target(text: str) -> Target | None:
    """Return the target that `每季度一次` or `4次/年` is, or None (频次).

    >>> frequency_target("每季度一次").conditions[0]
    Condition(operator='>=', low=Decimal('1'), unit='次/季', high=None)
    """
    for shape in _FREQUENCIES:
        if (match := shape.fullmatch(text)) is not None:
            count = match["count"]
            number = int(count) if count.isdecimal() else spelled_value(count)
            operator = OPERATORS[match["sign"] or "≥"]
            if number is None or (match["limit"] and operator in ("<", "<=")):
                return None
            span = re.sub(r"^个|度$", "", match["span"])
            unit = f"{match['times']}/{span}"
            implied = not match["sign"] and not match["limit"]
            return Target("频次", text, (Condition(operator, Decimal(number), unit),), implied)
    return None
