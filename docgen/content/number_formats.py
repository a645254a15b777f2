"""Number formats of Excel (数字格式): a stored number → what the sheet says it is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

_DATES = frozenset((14, 15, 16, 17, 22, *range(27, 32), 36, 50, 52, 53, 54, 57, 58))
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"}
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SHORT = 15
_LAST_DAY = 2_958_465  # 9999-12-31


def exact(stored: str) -> Decimal:
    """Return a stored number as Excel shows it in full: 15 significant digits.

    >>> exact("57.444899999999997")
    Decimal('57.4449')
    """
    if len(stored) <= _SHORT and stored.isdecimal():
        return Decimal(stored)
    return Decimal(format(Decimal(format(float(stored), ".15g")), "f"))


def shown(value: Decimal, code: str, *, is_date: bool, since_1904: bool = False) -> str:
    """Return the number with what its format says of it: a date, a percentage, a unit in quotes.

    >>> shown(Decimal("0.114"), "0.0%", is_date=False)
    '11.4%'
    >>> shown(Decimal("44124"), "yyyy-m-d", is_date=True)
    '2020年10月20日'
    >>> shown(Decimal("861.67496"), '#,##0.00"万元"', is_date=False)
    '861.67496万元'
    """
    if not code and not is_date:
        return _plain(value)
    if is_date and 0 < value <= _LAST_DAY:
        day = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(days=int(value))
        has_day = "d" in _bare(code).lower() or code.isdigit() or not code
        return f"{day.year}年{day.month}月" + (f"{day.day}日" if has_day else "")
    section = code.partition(";")[0]
    if "%" in _bare(section):
        return f"{_plain(value * 100)}%"
    words = "".join(a or b for a, b in _QUOTED.findall(section)).strip()
    return _plain(value) + (words if words and not words[0].isdigit() else "")


def rounded_by(value: Decimal, code: str) -> Decimal | None:
    """Return the number to the decimals of its format, None when the format does not round.

    >>> rounded_by(Decimal("861.67496"), "#,##0.00")
    Decimal('861.67')
    """
    if not code or value.adjusted() > _SHORT:
        return None
    section = _bare(code.partition(";")[0])
    match = re.search(r"[0#?]+(?:\.([0#?]+))?(%?)", section.replace(",", ""))
    if match is None or "E" in section.upper() or "General" in section or "@" in section:
        return None
    places = len(match[1] or "") + (2 if match[2] else 0)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def is_date_format(number: int, code: str) -> bool:
    """Return whether a format prints a date."""
    bare = _bare(code).lower()
    return number in _DATES or bool(re.search("[yd]", bare)) or "年" in code


def code_of(number: int, custom: dict[int, str]) -> str:
    """Return the code of a format by its number."""
    return custom.get(number) or _BUILT_IN.get(number, "")


def _bare(code: str) -> str:
    return _QUOTED.sub("", code).replace("General", "")


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
