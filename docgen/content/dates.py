"""Dates in the head of a form or a report (日期): printed as typed, but they must exist."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping

from docgen.findings import Finding, error
from docgen.patterns import lazy_pattern
from docgen.report import Text

_NAMED = ("日期", "实施期", "期限", "时间", "期间")
_DATE = lazy_pattern(
    r"(?:(?P<year>\d{3,5})\s*[-./年]\s*)?(?P<month>\d{1,3})\s*(?:月份?|[-./](?=\s*\d))\s*(?:(?P<day>\d{1,3})\s*[日号]?)?"
)
_YEARS = range(1949, 2101)
_MONTHS = range(1, 13)


def impossible(details: Mapping[str, Text]) -> Iterator[Finding]:
    """Yield an 错误 for each date or span that no calendar has: 2020年2月30日, 1月至32月."""
    for name, text in details.items():
        for match in _DATE.finditer(text.content) if name.endswith(_NAMED) else ():
            year, month, day = (int(match[part] or 0) for part in ("year", "month", "day"))
            if not _exists(year or 2000, month, day or 1):  # 2000: any day of any year
                message = f"“{name}”写的 {match[0].strip()} 不存在"
                place = text.at(match.start(), len(match[0]))
                yield error("YML20", place, message, "核对年、月、日")


def _exists(year: int, month: int, day: int) -> bool:
    return year in _YEARS and month in _MONTHS and 1 <= day <= monthrange(year, month)[1]
