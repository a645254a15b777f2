"""Dates, days and periods that cannot be, or that do not agree (日期与期间): REC08, CLM05-like words.

提前 and 按期 are held against the two dates of their sentence.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise

from docgen.checks.read.numeral_roles import ReadText
from docgen.checks.read.relation_solver import Disagreement
from docgen.figures.numerals import spelled_value
from docgen.patterns import lazy_pattern

_DATE = lazy_pattern(r"(?<!\d)(?P<y>\d{2,5}) ?年 ?(?P<m>\d{1,2}) ?月(?: ?(?P<d>\d{1,2}) ?[日号])?")
_MONTH = lazy_pattern(r"(?<![\d年])(\d{1,2}) ?月(?:份)?(?: ?(\d{1,2}) ?[日号])?(?![均度平])")
_TO = r"(?:[\u4e00-\u9fff]{0,4}(?:至|到)| ?[—\-~～－–]+) ?"
_PERIOD = lazy_pattern(
    rf"(?<!\d)(\d{{4}}) ?年 ?(\d{{1,2}}) ?月(?:份)?(?: ?(\d{{1,2}}) ?日)?{_TO}(?:(\d{{4}}) ?年)? ?(\d{{1,2}}) ?月(?:份)?(?: ?(\d{{1,2}}) ?日)?"
)
_YEARS = lazy_pattern(
    r"(?<!\d)(\d{4}) ?年?(?:度)? ?(?:至|到|—|-|~|～|－) ?(\d{4}) ?年(?:度)?(?:连续|期间|这|的|共|实施期|为期|，|、|（){0,3}"
    r"([一二两三四五六七八九十]|\d)(?:个)?(?:年|年度)(?!级)"
)
_LENGTH = r"(?:周期|为期|历时|工期|期限|实施期|共计?|合计)[为是共约]{0,2} ?"
_LASTING = lazy_pattern(
    rf"^(?:底|止)?[^。；\d]{{0,14}}?{_LENGTH}([一二两三四五六七八九十]|\d{{1,3}}) ?(个月|年)(?![\d度])"
)
_LASTED = lazy_pattern(rf"{_LENGTH}(\d{{1,3}}) ?(个月)[，,（(]?[自从即]?$")
_BEGUN = lazy_pattern("[^。；\\d]{0,8}(?:开工|启动|动工|开始)[^。；\\d]{0,10}$")
_DONE = lazy_pattern("^[^。；\\d，]{0,8}(?:竣工|完工|验收|完成|结束)")
_SHORT_DATE = lazy_pattern(r"(?<!\d)(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})[日号]|(底|末))")
_AHEAD = lazy_pattern(r"(提前|推迟|延后|滞后|逾期|延期|晚|超期)[了约]?(\d+)[天日]")
_EARLY = lazy_pattern("提前(?:完成|完工|竣工|交付|实现)|如期|按期|按时")
_PLANNED = lazy_pattern("计划|约定|要求|应于|目标|原定|规定|批复|合同")
_LASTED_DAYS = lazy_pattern(r"(?:历时|工期|共用时|用时|共计?|为期)[为约]?(\d+)[天日]")
_TWELVE, _YEAR_DIGITS, _LEAP = 12, 4, 2020
Spot = tuple[int, int, str]


@lru_cache(1 << 12)  # two rules ask, and forms repeat their texts
def impossible_dates(text: str) -> tuple[Spot, ...]:
    """Return the span of each date or period that cannot be, and what is wrong with it."""
    if "月" not in text and "年" not in text:
        return ()
    return (
        *_impossible_days(text),
        *_impossible_years(text),
        *_wrong_periods(text),
        *_begun_after_done(text),
    )


def _impossible_days(text: str) -> Iterator[Spot]:
    for match in _DATE.finditer(text):
        fault = _date_fault(match["y"], int(match["m"]), int(match["d"] or 1))
        if fault:
            yield match.start(), match.end(), f"“{match[0]}”{fault}"
    for match in _MONTH.finditer(text):
        month, day = int(match[1]), int(match[2] or 1)
        if not 1 <= month <= _TWELVE and match[2] is not None:
            yield match.start(), match.end(), f"“{match[0]}”没有 {month} 月"
        elif 1 <= month <= _TWELVE and not 1 <= day <= monthrange(_LEAP, month)[1]:
            yield match.start(), match.end(), f"“{match[0]}”没有这一天"


def _date_fault(year: str, month: int, day: int) -> str:
    if len(year) not in {2, _YEAR_DIGITS}:  # 20年5月 is the short form
        return f"的年份是 {len(year)} 位数"
    if not 1 <= month <= _TWELVE:
        return f"没有 {month} 月"
    whole = int(year) if len(year) == _YEAR_DIGITS else 2000 + int(year)
    return "" if 1 <= day <= monthrange(max(whole, 1), month)[1] else "没有这一天"


def _impossible_years(text: str) -> Iterator[Spot]:
    for match in _YEARS.finditer(text):
        first, last, count = int(match[1]), int(match[2]), _whole_number(match[3])
        if count and count not in {last - first, last - first + 1}:
            told = f"{first} 年到 {last} 年是 {last - first + 1} 年，写的是 {count} 年"
            yield match.start(), match.end(), f"“{match[0]}”：{told}"


def _wrong_periods(text: str) -> Iterator[Spot]:
    """Yield periods that end before they begin, have no such month, or whose length is counted wrong."""
    for match in _PERIOD.finditer(text):
        y1, m1, d1, y2, m2, d2 = match.groups()
        end = (int(y2 or y1), int(m2), int(d2 or (0 if d1 else 31)))
        if int(m2) > _TWELVE:
            yield match.start(), match.end(), f"“{match[0]}”没有 {int(m2)} 月"
        elif end < (int(y1), int(m1), int(d1 or 0)):
            yield match.start(), match.end(), f"“{match[0]}”的结束早于开始"
        else:
            months = (end[0] - int(y1)) * _TWELVE + end[1] - int(m1)
            near = (
                text[match.end() : match.end() + 30],
                text[max(match.start() - 20, 0) : match.start()],
            )
            length = _LASTING.search(near[0]) or _LASTED.search(near[1])
            fault = (
                _length_fault(length, months, end[0] - int(y1) + 1) if length and months > 0 else ""
            )
            if fault:
                yield match.start(), match.end(), f"“{match[0]}”：{fault}"


def _length_fault(length: re.Match[str], months: int, years: int) -> str:
    count = _whole_number(length[1])
    if not count:
        return ""
    if length[2] == "个月":
        return (
            ""
            if count in {months, months + 1}
            else f"按月数是 {months + 1} 个月，写的是 {count} 个月"
        )
    near = (months, months + 1, years * _TWELVE)
    far = all(abs(count * _TWELVE - each) > _TWELVE // 2 for each in near)
    return f"是 {months + 1} 个月，写的是 {count} 年" if far else ""


def _begun_after_done(text: str) -> Iterator[Spot]:
    """Yield 2022年9月开工，2022年5月竣工."""
    dates = list(_DATE.finditer(text))
    for first, last in pairwise(dates):
        between = text[first.end() : last.start()]
        if (
            len(between) > 24  # noqa: PLR2004 (characters)
            or not _BEGUN.fullmatch(between)
            or not _DONE.match(text[last.end() : last.end() + 16])
        ):
            continue
        begun = (int(first["y"]), int(first["m"]), int(first["d"] or 1))
        months = (int(last["y"]) - begun[0]) * _TWELVE + int(last["m"]) - begun[1]
        length = _LASTING.search(text[last.end() : last.end() + 30])
        fault = (
            _length_fault(length, months, int(last["y"]) - begun[0] + 1)
            if length and months > 0
            else ""
        )
        if (int(last["y"]), int(last["m"]), int(last["d"] or 31)) < begun:
            fault = "完成早于开始"
        if fault:
            yield first.start(), last.end(), f"“{text[first.start() : last.end()]}”：{fault}"


def _whole_number(text: str) -> int | None:
    return int(text) if text.isdigit() else spelled_value(text)


def wrong_dates(read: ReadText) -> Iterator[Disagreement]:
    """Yield the dates and periods of a text that cannot be."""
    for start, end, message in impossible_dates(read.text):
        yield Disagreement("REC08", start, end, message, advice="改正日期")


def wrong_days(read: ReadText) -> Iterator[Disagreement]:
    """Yield 提前N天, 历时N天 and 按期 that the two dates of their sentence contradict."""
    if "月" not in read.text:
        return
    at = 0
    for sentence in re.split("(?<=[。！？\n])", read.text):
        dates = list(_SHORT_DATE.finditer(sentence))
        if len(dates) == 2:  # noqa: PLR2004 (planned and actual, or begun and done)
            yield from _wrong_lead(sentence, at, dates[0], dates[1])
        at += len(sentence)


def _wrong_lead(
    sentence: str, at: int, one: re.Match[str], other: re.Match[str]
) -> Iterator[Disagreement]:
    first = _day_of(one, _LEAP + 1)
    last = _day_of(other, int(one[1] or _LEAP + 1))
    if first is None or last is None:
        return
    exact = bool(one[3] and other[3])
    lasted = _LASTED_DAYS.search(sentence, other.end())
    days = (last - first).days
    if lasted and exact and int(lasted[1]) not in range(days - 1, days + 3):
        message = f"{one[0]}到{other[0]}是 {days + 1} 天，写的是 {lasted[1]} 天"
        yield Disagreement("REC08", at + lasted.start(1), at + lasted.end(), message)
    before, between = sentence[: one.start()], sentence[one.end() : other.start()]
    planned_later = _PLANNED.search(between) and not _PLANNED.search(before)
    gap = -days if not planned_later else days
    said = _AHEAD.search(sentence)
    if (
        said
        and exact
        and (abs(abs(gap) - int(said[2])) > 1 or (gap and (gap < 0) == (said[1] == "提前")))
    ):
        message = f"{one[0]}与{other[0]}相差 {abs(gap)} 天，实际{'早' if gap > 0 else '晚'}于计划，写的是“{said[0]}”"
        yield Disagreement("REC08", at + said.start(), at + said.end(), message)
    word = None if said else _EARLY.search(sentence)
    if word and gap < 0 and _PLANNED.search(before + between) and "实际" in sentence:
        message = f"实际（{other[0]}）比计划（{one[0]}）晚 {-gap} 天，写的是“{word[0]}”"
        yield Disagreement(
            "REC08", at + word.start(), at + word.end(), message, advice="改正说法，或核对日期"
        )


def _day_of(match: re.Match[str], year: int) -> date | None:
    whole, month = int(match[1] or year), int(match[2])
    if not 1 <= month <= _TWELVE or whole < 1:
        return None
    longest = monthrange(whole, month)[1]
    day = longest if match[4] else int(match[3])
    return date(whole, month, day) if 1 <= day <= longest else None
