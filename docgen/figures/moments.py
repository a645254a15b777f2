"""Dates, months, years and periods as people type them (时间)."""

from __future__ import annotations

import re
from calendar import monthrange

from docgen.figures.model import Moment, Period

_YEAR = r"(?:(?P<year>\d{4})\s*年|(?P<word>次年|上年|当年|本年|去年|今年|明年))"
_MONTH = r"(?P<month>\d{1,2})\s*月份?"
_DAY = r"(?P<day>\d{1,2})\s*[日号]"
_SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        _YEAR + r"度?[初底末]?",
        _YEAR + r"\s*" + _MONTH + r"[初中底末]?",
        _MONTH + r"[初中底末]?",
        _YEAR + r"\s*" + _MONTH + r"\s*" + _DAY,
        _MONTH + r"\s*" + _DAY,
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
    )
)
_DASHES = re.compile(r"\s*(?:至|到|—+|–|~|～|-)\s*")


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
