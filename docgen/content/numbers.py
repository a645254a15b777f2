"""Plain numbers as typed (数): exact, or why they are none."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)")
MOST_DIGITS = 40
_STRANGE = (
    (re.compile("[0-9],[0-9]"), "里有逗号"),
    (re.compile("[０-９．，]"), "里有全角数字或标点"),
    (re.compile("[\u2212\u2013\u2014－]"), "里的减号不是半角的 -"),
    (re.compile("[\u00a0\u2007\u202f\u3000]"), "里有不换行空格或全角空格"),
    (re.compile(r"(?i)[\d.]e[-+]?\d"), "是科学记数法"),
    (re.compile(r"[\d.]\s*[^\d\s.,]+$"), "里有单位或文字"),
    (re.compile(r"\d_\d"), "里有下划线"),
)


def plain(text: str) -> tuple[Decimal | None, str]:
    """Return the number that `text` is, or None and what stands in the way.

    >>> plain("10"), plain("７"), plain("10分")
    ((Decimal('10'), ''), (None, '里有全角数字或标点'), (None, '里有单位或文字'))
    """
    bare = text.strip(" \t")
    if _NUMBER.fullmatch(bare) and bare.isascii():
        if len(bare) > MOST_DIGITS:
            return None, f"超过 {MOST_DIGITS} 位"
        return Decimal(bare), ""
    return None, next((why for form, why in _STRANGE if form.search(bare)), "不是数")
