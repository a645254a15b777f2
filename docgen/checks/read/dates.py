"""Dates and periods that cannot be (日期与期间): no such day, an end before its start, a wrong length."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from docgen.checks.prose import Prose
from docgen.checks.rule import Reading, ReadRule
from docgen.figures.numerals import spelled_value

_DATE = re.compile(r"(?<!\d)(?P<y>\d{2,5}) ?年 ?(?P<m>\d{1,2}) ?月(?: ?(?P<d>\d{1,2}) ?[日号])?")
# A date that was broken while it was typed: 2021年年1231日, 2021年1231日, 3月月底.
_BROKEN = re.compile(
    r"(?<!\d)\d{2,4}年年\d{0,4}[月日]?|(?<!\d)\d{4}年\d{3,4}日|(?<!\d)\d{1,2}月月(?!\d)|\d日日(?!常|均|夜|趋)"
)
_MONTH = r"(?<!\d)(?:(?P<y{0}>\d{{4}}) ?年 ?)?(?P<m{0}>\d{{1,2}}) ?月(?:份)?(?: ?(?P<d{0}>\d{{1,2}}) ?[日号])?"
_TO = r"(?:[\u4e00-\u9fff]{0,4}[至到]| ?[—\-~～－]{1,2}) ?"
_LASTING = r"(?:周期|为期|历时|工期|期限|共计?|合计)[为是共约]{0,2} ?"
_MONTHS = r"(?P<n>\d{1,3}) ?个月"
_PERIOD = re.compile(_MONTH.format(1) + _TO + _MONTH.format(2))
_LENGTH = re.compile(
    _MONTH.format(1) + r"[^。；\d]{0,12}" + _MONTH.format(2) + r"[^。；\d]{0,12}?" + _LASTING
    + rf"(?:{_MONTHS}|(?P<years>[一二两三四五六七八九十]|\d) ?年(?![\d度]))"
)  # fmt: skip
_LENGTH_AHEAD = re.compile(
    _LASTING + _MONTHS + r"[，,（(]?[自从即]?" + _MONTH.format(1) + _TO + _MONTH.format(2)
)
_YEARS = re.compile(
    r"(?<!\d)(?P<y1>\d{4}) ?年?(?:度)? ?[至到—\-~～－] ?(?P<y2>\d{4}) ?年(?:度)?"
    r"(?:连续|期间|这|的|共|实施期|为期|，|、|（){0,4}(?P<n>[一二两三四五六七八九十]|\d)个?年度?(?!级)"
)
_DAYS = re.compile(r"(?<![\d年])(?P<m>\d{1,2}) ?月(?:份)? ?(?P<d>\d{1,2}) ?[日号](?![均度平])")
_BEGUN_AND_DONE = re.compile(
    _MONTH.format(1) + r"[^。；\d]{0,8}(?:开工|启动|动工|开始)[^。；\d]{0,10}"
    + _MONTH.format(2) + r"[^。；\d，]{0,8}(?:竣工|完工|验收|完成|结束)"
)  # fmt: skip
_COUNTED = re.compile(r"月(?:底|止)?[，,（(](?:为期|历时|工期|共计?|合计|总工期)")
_YEAR_MONTHS, _YEAR_DIGITS = 12, 4
Fault = tuple[int, int, str]


def impossible_date(prose: Prose) -> Iterator[Reading]:
    """日期或期间不成立。

    缘由：年份少一位、没有的日子、结束早于开始，都会使评审怀疑整份材料。
    示例：202年1月11日 → 年份是 3 位数
    改法：改正日期。
    """
    for passage in prose.passages:
        for start, end, message in date_faults(passage.text):
            yield Reading("REC08", passage.at(start, end - start), message, "改正日期")


def date_faults(text: str) -> tuple[Fault, ...]:
    """Return the span of each date or period that cannot be, and what is wrong with it."""
    if "月" not in text and "年" not in text:
        return ()
    found: dict[tuple[int, int], str] = {}
    for start, end, message in (*_wrong_days(text), *_wrong_spans(text), *_wrong_lengths(text)):
        if not any(one < end and start < other for one, other in found):
            found[start, end] = message
    return tuple((start, end, message) for (start, end), message in found.items())


def _fault(match: re.Match[str], message: str) -> Fault:
    return match.start(), match.end(), f"“{match[0]}”{message}"


def _wrong_days(text: str) -> Iterator[Fault]:
    """Yield days and months that are none."""
    for match in _BROKEN.finditer(text):
        yield _fault(match, "写乱了，不是日期")
    for match in _DATE.finditer(text):
        year, day = match["y"], int(match["d"] or 1)
        if len(year) not in (2, _YEAR_DIGITS):  # 20年5月 is the short form
            yield _fault(match, f"的年份是 {len(year)} 位数")
        else:
            whole = int(year) if len(year) == _YEAR_DIGITS else 2000 + int(year)
            yield from _day_fault(match, whole, int(match["m"]), day)
    for match in _DAYS.finditer(text):
        yield from _day_fault(match, 2020, int(match["m"]), int(match["d"]))


def _day_fault(match: re.Match[str], year: int, month: int, day: int) -> Iterator[Fault]:
    if not 1 <= month <= _YEAR_MONTHS:
        yield _fault(match, f"没有 {month} 月")
    elif not 1 <= day <= monthrange(max(year, 1), month)[1]:
        yield _fault(match, "没有这一天")


def _wrong_spans(text: str) -> Iterator[Fault]:
    """Yield periods that end before they begin, or in a month that is none."""
    for match in _PERIOD.finditer(text):
        if match["y1"] is None:
            continue
        if int(match["m2"]) > _YEAR_MONTHS:
            yield _fault(match, f"没有 {match['m2']} 月")
        elif _day_of(match, 2, 31 if match["d1"] is None else 0) < _day_of(match, 1, 0):
            yield _fault(match, "的结束早于开始")
    for match in _BEGUN_AND_DONE.finditer(text):
        if match["y1"] and _day_of(match, 2, 31) < _day_of(match, 1, 1):
            yield _fault(match, "：完成早于开始")


def _day_of(match: re.Match[str], which: int, day: int) -> tuple[int, int, int]:
    """Return one of two days; the second has the year of the first where it has none."""
    year = match[f"y{which}"] or match["y1"]
    return int(year), int(match[f"m{which}"]), int(match[f"d{which}"] or day)


def _wrong_lengths(text: str) -> Iterator[Fault]:
    """Yield the periods whose months or years are counted wrong: 2022年6月至2023年6月，共18个月."""
    for match in (*_LENGTH.finditer(text), *_LENGTH_AHEAD.finditer(text)):
        months = _months_between(match)
        if months <= 0:
            continue
        if match["n"] and int(match["n"]) not in (months, months + 1):
            right = f"是 {months} 至 {months + 1} 个月"
            if _COUNTED.search(match[0]):
                right = f"按月数是 {months + 1} 个月"
            yield _fault(match, f"：{right}，写的是 {match['n']} 个月")
        written = match.groupdict().get("years")
        if written and _is_other_length(match, months, _number_value(written)):
            yield _fault(match, f"：是 {months + 1} 个月，写的是 {written} 年")
    for match in _YEARS.finditer(text):
        years, number = int(match["y2"]) - int(match["y1"]), _number_value(match["n"])
        if number and number not in (years, years + 1):
            span = f"{match['y1']} 年到 {match['y2']} 年是 {years + 1} 年"
            yield _fault(match, f"：{span}，写的是 {number} 年")


def _is_other_length(match: re.Match[str], months: int, years: int) -> bool:
    calendar = (int(match["y2"] or match["y1"]) - int(match["y1"]) + 1) * _YEAR_MONTHS
    near = (months, months + 1, calendar)
    return all(abs(years * _YEAR_MONTHS - each) > _YEAR_MONTHS // 2 for each in near)


def _months_between(match: re.Match[str]) -> int:
    if match["y1"] is None:
        return 0
    years = int(match["y2"] or match["y1"]) - int(match["y1"])
    return years * _YEAR_MONTHS + int(match["m2"]) - int(match["m1"])


def _number_value(text: str) -> int:
    return int(text) if text.isdecimal() else int(spelled_value(text) or 0)


RULES = (ReadRule("REC08", impossible_date),)
