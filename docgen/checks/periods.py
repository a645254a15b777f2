"""Dates and periods that cannot be (日期与期间): no such day, an end before its start, a wrong length."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import lru_cache

from docgen.checks.lines import Line
from docgen.figures.numerals import spelled_value
from docgen.findings import Finding, error

_DATE = re.compile(r"(?<!\d)(?P<y>\d{2,5}) ?年 ?(?P<m>\d{1,2}) ?月(?: ?(?P<d>\d{1,2}) ?[日号])?")
_PERIOD = re.compile(
    r"(?<!\d)(\d{4}) ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?(?:[\u4e00-\u9fff]{0,4}(?:至|到)| ?[—\-~～－]+) ?(?:(\d{4}) ?年)? ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?"
)
_YEARS = re.compile(
    r"(?<!\d)(\d{4}) ?年?(?:度)? ?(?:至|到|—|-|~|～|－) ?(\d{4}) ?年(?:度)?(?:连续|期间|这|的|共|实施期|为期|，|、|（)*(?P<n>[一二两三四五六七八九十]|\d)(?:个)?(?:年|年度)(?!级)"
)
_MONTHS = re.compile(r"(?<![\d年])(\d{1,2}) ?月(?:份)?(?: ?(\d{1,2}) ?[日号])?(?![均度平])")
_LASTING = re.compile(
    r"(?<!\d)(\d{4}) ?年 ?(\d{1,2}) ?月(?:份)? ?(?:至|到|[—\-~～－]+) ?(\d{4}) ?年 ?(\d{1,2}) ?月(?:份)?(?:底|止)?[，,（(](?:为期|历时|工期|共计?|合计|总?工期)[为共]?(?P<n>\d{1,3}) ?个月"
)
_SPAN = re.compile(
    r"(?<!\d)(\d{4}) ?年 ?(\d{1,2}) ?月[^。；\d]{0,12}(\d{4}) ?年 ?(\d{1,2}) ?月[^。；\d]{0,14}(?:周期|为期|历时|工期|期限)[为是共]{0,2} ?(?P<n>[一二两三四五六七八九十]|\d) ?年(?![\d度])"
)
_MONTHS_LONG = re.compile(
    r"(?<!\d)(?P<y1>\d{4}) ?年 ?(?P<m1>\d{1,2}) ?月[^。；\d]{0,12}(?:(?P<y2>\d{4}) ?年 ?)?(?P<m2>\d{1,2}) ?月[^。；\d]{0,12}(?:周期|为期|历时|工期|期限)[为是共]{0,2} ?(?P<n>\d{1,3}) ?个月"
)
_MONTHS_AHEAD = re.compile(
    r"(?:周期|为期|历时|工期|期限)[为是共约]{0,2} ?(?P<n>\d{1,3}) ?个月[，,（(]?[自从即]?(?P<y1>\d{4}) ?年 ?(?P<m1>\d{1,2}) ?月[^。；\d]{0,6}(?:至|到|[—\-~～－]+) ?(?P<y2>\d{4}) ?年 ?(?P<m2>\d{1,2}) ?月"
)
_BEGUN_AND_DONE = re.compile(
    r"(?<!\d)(?P<b>(\d{4}) ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?[^。；\d]{0,8}(?:开工|启动|动工|开始))[^。；\d]{0,10}(?P<d>(?:(\d{4}) ?年 ?)?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?[^。；\d，]{0,8}(?:竣工|完工|验收|完成|结束))"
)
_DIGITS = re.compile(r"\d")
_TWELVE, _YEAR_DIGITS = 12, 4


def dates(line: Line) -> Iterator[Finding]:
    """Yield the dates and periods of a passage that cannot be."""
    passage = line.passage
    for start, end, message in impossible_dates(passage.text):
        place = passage.at(start, end - start)
        yield error("REC08", place, message, "改正日期")


@lru_cache(1 << 12)  # two rules ask, and forms repeat their texts
def impossible_dates(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return the span of each date or period that cannot be, and what is wrong with it."""
    if ("年" not in text and "月" not in text) or not _DIGITS.search(text):
        return ()
    if text.count("月") < 2:  # noqa: PLR2004 (a period has a beginning and an end)
        return tuple(_days(text))
    return (*_days(text), *_lengths(text), *_begun_after_done(text))


def _days(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield days, months and periods that are none."""
    for match in _DATE.finditer(text):
        fault = _date_fault(match)
        if fault:
            yield match.start(), match.end(), f"“{match[0]}”{fault}"
    for match in _PERIOD.finditer(text):
        y1, m1, d1, y2, m2, d2 = match.groups()
        start = (int(y1), int(m1), int(d1 or 0))
        end = (int(y2 or y1), int(m2), int(d2 or (31 if not d1 else 0)))
        if end < start:
            yield match.start(), match.end(), f"“{match[0]}”的结束早于开始"
    for match in _YEARS.finditer(text):
        first, last, number = int(match[1]), int(match[2]), _value(match["n"])
        if number and number not in (last - first, last - first + 1):
            yield (
                match.start(),
                match.end(),
                f"“{match[0]}”：{first} 年到 {last} 年是 {last - first + 1} 年，写的是 {number} 年",
            )
    for match in _MONTHS.finditer(text):
        month, day = int(match[1]), int(match[2] or 1)
        if not 1 <= month <= _TWELVE and match[2] is not None:
            yield match.start(), match.end(), f"“{match[0]}”没有 {month} 月"
        elif 1 <= month <= _TWELVE and not 1 <= day <= monthrange(2020, month)[1]:
            yield match.start(), match.end(), f"“{match[0]}”没有这一天"


def _date_fault(match: re.Match[str]) -> str:
    year, month, day = match["y"], int(match["m"]), int(match["d"] or 1)
    if len(year) != _YEAR_DIGITS and len(year) != 2:  # noqa: PLR2004 (20年5月 is the short form)
        return f"的年份是 {len(year)} 位数"
    if not 1 <= month <= _TWELVE:
        return f"没有 {month} 月"
    whole = int(year) if len(year) == _YEAR_DIGITS else 2000 + int(year)
    return "" if 1 <= day <= monthrange(max(whole, 1), month)[1] else "没有这一天"


def _lengths(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the periods whose months are counted wrong: 2022年6月至2023年6月，共18个月."""
    for match in _LASTING.finditer(text):
        y1, m1, y2, m2 = (int(match[n]) for n in range(1, 5))
        months = (y2 - y1) * _TWELVE + m2 - m1
        if months > 0 and int(match["n"]) not in (months, months + 1):
            message = f"“{match[0]}”：按月数是 {months + 1} 个月，写的是 {match['n']} 个月"
            yield match.start(), match.end(), message


def _begun_after_done(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield 2022年7月开工，2022年3月竣工, and spans of years counted wrong."""
    for match in _BEGUN_AND_DONE.finditer(text):
        y1, m1, d1 = int(match[2]), int(match[3]), int(match[4] or 1)
        y2, m2, d2 = int(match[6] or y1), int(match[7]), int(match[8] or 31)
        if (y2, m2, d2) < (y1, m1, d1):
            yield match.start(), match.end(), f"“{match[0]}”：完成早于开始"
    yield from _months(text)
    for match in _SPAN.finditer(text):
        y1, m1, y2, m2 = (int(match[n]) for n in range(1, 5))
        months, years = (y2 - y1) * _TWELVE + m2 - m1, _value(match["n"])
        near = (months, months + 1, (y2 - y1 + 1) * _TWELVE)
        if (
            months > 0
            and years
            and all(abs(years * _TWELVE - each) > _TWELVE // 2 for each in near)
        ):
            yield (
                match.start(),
                match.end(),
                f"“{match[0]}”：是 {months + 1} 个月，写的是 {match['n']} 年",
            )


def _months(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield periods whose months do not lie between their dates."""
    for match in (*_MONTHS_LONG.finditer(text), *_MONTHS_AHEAD.finditer(text)):
        begun, done = int(match["y1"]), int(match["y2"] or match["y1"])
        months = (done - begun) * _TWELVE + int(match["m2"]) - int(match["m1"])
        told = _LASTING.match(text, match.start()) is not None
        if months > 0 and not told and int(match["n"]) not in (months, months + 1):
            message = f"“{match[0]}”：是 {months} 至 {months + 1} 个月，写的是 {match['n']} 个月"
            yield match.start(), match.end(), message


def _value(text: str) -> int | None:
    return int(text) if text.isdigit() else spelled_value(text)
