"""What a typed value is: a quantity, an ordinal, a date, a count in 汉字, 待填 or text."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from docgen.figures.amounts import typed_quantity
from docgen.figures.model import Moment, Pending, Quantity, Rank, Remark, Value, Wording
from docgen.figures.moments import is_impossible, typed_moment, typed_period
from docgen.figures.names import folded
from docgen.figures.numerals import CHARACTERS, spelled_value
from docgen.figures.remarks import error_remark, placed_finding
from docgen.figures.units import UNITS
from docgen.findings import Finding
from docgen.report import Text

PENDING = "待填"
_RANK = re.compile(r"第\s*(?P<number>\d{1,6}|[零〇一二三四五六七八九十百千]+)\s*[名位]?")
# 十二月 is a month, 二〇二〇年 a year, 一点 and 三分 mostly something else.
_NO_COUNT = ("月", "年", "日", "号", "点", "分", "角", "里")
_COUNT = re.compile(f"(?P<number>[{''.join(sorted(CHARACTERS))}]+)(?P<unit>.+)")


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
