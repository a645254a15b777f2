"""Amounts of several grades, ratios to one, times and areas, months of a year (分档、比值、月均)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.proofs import plain, slack, told
from docgen.findings import Finding, Severity

_EACH = re.compile(r"每(?P<one>个?人|生|名|户|家|亩|村|位|个|台|套|次|校|项)[\u4e00-\u9fff]{0,4}$")
# Base units of area for a length times a width in base units of length.
_SQUARE = figures.unit_named("平方米").factor / figures.unit_named("米").factor ** 2
_EACH_TIME = re.compile(r"每(?P<what>期|场|次|批|班|村|校|户|所|家)(?:约|培训|参加|安排|有)*$")
_IN_ALL = re.compile(r"共|合计|总[计额]|累计")
_RATIO = re.compile(
    r"之?比(?:例|值)?(?:为|是|达到?|[:：])? ?(?P<a>\d+(?:\.\d+)?) ?[∶:：] ?1(?![\d.])"
)
_MONTHLY = re.compile(r"月均|平均每月|每月平均|每个月平均")
_YEAR = re.compile(r"全年|年度|一年")
_MONTHS_A_YEAR = 12


def graded(line: Line) -> Iterator[Finding]:
    """Yield the total of 一等奖20人每人5000元，二等奖40人每人3000元，共… that is not their sum."""
    prices = [t for t in line.terms if t.dimension == "元" and _EACH.search(t.label)]
    pairs = [(line.terms[t.index - 1], t) for t in prices if t.index]
    if len(pairs) < 2 or any(_not_one(count, price) for count, price in pairs):  # noqa: PLR2004 (one is a price)
        return
    last = pairs[-1][1]
    behind = line.terms[last.index + 1 :]
    totals = [t for t in behind[:2] if t.dimension == "元" and _IN_ALL.search(t.label)]
    if not totals or {t.sentence for pair in pairs for t in pair} != {totals[0].sentence}:
        return
    total, summed = totals[0], Decimal(0)
    for count, price in pairs:
        summed += _how_many(count, price) * price.numeral.base
    if total.numeral.about or abs(summed - total.numeral.base) <= slack(total.numeral):
        return
    parts = " + ".join(f"{n.numeral.shown} × {p.numeral.shown}" for n, p in pairs)
    message = f"{parts} = {plain(summed, total.numeral)}，写的是 {total.numeral.shown}"
    yield told("REC05", Severity.ERROR, line, total, message, [t for pair in pairs for t in pair])


def _how_many(count: Term, price: Term) -> Decimal:
    """Return how many of what the price is for a number is: 1.2万人 is 12000 for 每人, 每生."""
    each = _EACH.search(price.label)
    one = figures.unit_named(each["one"].removeprefix("个") or "个") if each else count.numeral.unit
    same = one.dimension == count.dimension
    return count.numeral.base / (one.factor if same else Decimal(1))


def _not_one(count: Term, price: Term) -> bool:
    """Tell whether a number is no plain count of what the price behind it is for."""
    numeral = count.numeral
    gap = price.label
    exact = numeral.kind == "数量" and not numeral.about and not price.numeral.about
    return not exact or count.dimension in ("元", "率") or bool(re.search("[。；]", gap))


def ratios(line: Line) -> Iterator[Finding]:
    """Yield 城乡收入比为2.5∶1 that is not the quotient of the two amounts before it."""
    text = line.passage.text
    for match in _RATIO.finditer(text):
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
        before = [
            t for t in line.terms
            if start <= t.numeral.start < match.start() and t.numeral.kind == "数量"
            and t.dimension not in ("率", "百分点", "倍") and not t.numeral.about
        ]  # fmt: skip
        if len(before) != 2 or before[0].dimension != before[1].dimension:  # noqa: PLR2004 (of two)
            continue
        one, other = before[0].numeral, before[1].numeral
        if not one.base or not other.base:
            continue
        places = len(match["a"].partition(".")[2])
        half = Decimal(1).scaleb(-places) / 2
        given, value = Decimal(match["a"]), one.base / other.base
        wobble = half + (slack(one) + slack(other) * value) / other.base
        if abs(value - given) <= wobble or abs(1 / value - given) <= wobble * (1 / value) ** 2:
            continue
        shown = figures.number_text(figures.rounded(value, places + 1).normalize())
        message = f"{one.shown} ÷ {other.shown} = {shown}，写的是 {match['a']}∶1"
        yield told("REC03", Severity.ERROR, line, before[1], message, before)


def times(line: Line) -> Iterator[Finding]:
    """Yield 6期，每期50人，累计360人 and 长3.2公里，宽6米，面积2.1万平方米 that do not multiply."""
    for term in line.terms[1:-1]:
        each = _EACH_TIME.search(term.label)
        count, total = line.terms[term.index - 1], line.terms[term.index + 1]
        alone = (
            each is not None
            and count.numeral.unit.name == each["what"]
            and total.dimension.removesuffix("次") == term.dimension
            and _IN_ALL.search(total.label)
        )
        area = (
            count.label.endswith("长") and term.label.endswith("宽") and total.dimension == "面积"
        )
        if not alone and not area:
            continue
        three = (count.numeral, term.numeral, total.numeral)
        if any(n.about or n.kind != "数量" for n in three) or term.dimension in ("元", "率"):
            continue
        one = count.numeral.base if area else count.numeral.number
        value = one * term.numeral.base * (_SQUARE if area else 1)
        if abs(value - total.numeral.base) > slack(total.numeral) + (
            (slack(count.numeral) * term.numeral.base + slack(term.numeral) * one) * _SQUARE
            if area
            else 0
        ):
            message = (
                f"{count.numeral.shown} × {term.numeral.shown} = {plain(value, total.numeral)}，"
                f"写的是 {total.numeral.shown}"
            )
            yield told("REC05", Severity.ERROR, line, total, message, (count, term))


def monthly(line: Line) -> Iterator[Finding]:
    """Yield a year's amount that is not twelve times the monthly one beside it."""
    for term in line.terms:
        months = _MONTHLY.search(term.label)
        if months is None or term.numeral.kind != "数量" or term.numeral.about:
            continue
        near = [
            t for t in line.terms[max(0, term.index - 1) : term.index + 2]
            if t is not term and t.sentence == term.sentence and t.dimension == term.dimension
            and _YEAR.search(t.label) and "均" not in t.clause and t.numeral.kind == "数量"
        ]  # fmt: skip
        if len(near) != 1 or near[0].numeral.about or "预算" in near[0].label:
            continue
        year, month = near[0].numeral, term.numeral
        if (
            abs(year.base - month.base * _MONTHS_A_YEAR)
            > slack(year) + slack(month) * _MONTHS_A_YEAR
        ):
            value = plain(year.base / _MONTHS_A_YEAR, month)
            message = f"{year.shown} ÷ 12 = {value}，写的是每月 {month.shown}"
            yield told("REC05", Severity.ERROR, line, term, message, near)
