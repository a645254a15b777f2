"""Dates in the head of a form or a report (日期): printed as typed, but they must exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from docgen.findings import Finding, error
from docgen.report import Text

_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")


def impossible(details: Mapping[str, Text]) -> Iterator[Finding]:
    """Yield an 错误 for each 日期 that is none: 2020年2月30日."""
    for name, text in details.items():
        match = _DATE.fullmatch(text.content.strip()) if name.endswith("日期") else None
        if match and not _exists(*map(int, match.groups())):
            message = f"“{name}”写的 {text.content} 不存在"
            yield error("YML20", text.source, message, "核对年、月、日")


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
