"""Averages that prose states (平均): 人均, 亩均, 平均每, 年均."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.prices import changed, quantities
from docgen.checks.proofs import plain, slack, told
from docgen.findings import Finding, Severity

_AVERAGE = re.compile(
    r"(?P<what>[人户亩村次场个家车台笔件项处所批])均|平均每(?P<one>[\u4e00-\u9fff]{1,2}?)(?:[\u4e00-\u9fff]{0,8})$|每(?P<each>[人户亩村次场家])平均|(?P<crop>亩)产(?:量|达到?|为|约)*$"
)
_EACH_YEAR = re.compile("年均|平均每年|每年平均")
_OF_YEARS = re.compile("累计|共|总")


def _dimension(what: str) -> str:
    return next(
        (
            figures.unit_named(what[:size]).dimension
            for size in range(len(what), 0, -1)
            if what[:size] in figures.UNITS
        ),
        what,
    )


def averages(line: Line) -> Iterator[Finding]:
    """Yield an average that is not the total by the number beside it."""
    for term in line.terms:
        match = (
            _AVERAGE.search(term.label[-12:])
            if term.numeral.kind == "数量" and not term.numeral.about
            else None
        )
        if match is None or term.dimension == "率" or term.computed:
            continue
        kind = _dimension(_for_what(match))
        near = quantities(line, term, 5, 2)
        totals = [
            t
            for t in near
            if t.dimension == term.dimension
            and (t.index < term.index or re.search("共|合计|总|全年", t.label))
            and "均" not in t.label
            and not changed(t)
        ]
        counts = [t for t in near if t.dimension == kind and t.index < term.index]
        if kind == "人" and not counts:  # 人均消费 of 人次
            counts = [t for t in near if t.dimension == "人次" and t.index < term.index]
        if len(totals) != 1 or len(counts) != 1 or not counts[0].numeral.base:
            continue
        sum_, count = totals[0].numeral, counts[0].numeral
        months = _months(term, totals[0])
        if not months:
            continue
        value = sum_.base / count.base * _of_unit(_for_what(match)) / months
        half = term.numeral.step * term.numeral.unit.factor / 2
        if abs(value - term.numeral.base) <= half + slack(sum_) / count.base * (
            value * count.base / sum_.base if sum_.base else 1
        ):
            continue
        if re.search("增收|增加|增长|收入", term.label) and not re.search(
            "增收|增加|增长|收入", totals[0].label
        ):
            continue
        message = f"{sum_.shown} ÷ {count.shown} = {plain(value, term.numeral)}，写的是 {term.numeral.shown}"
        yield told("REC05", Severity.ERROR, line, term, message, (totals[0], counts[0]))


def _months(term: Term, total: Term) -> int:
    """Return by how many months a total is to be divided: 12 for 月人均 of a year, 0 if unknown."""
    if not re.search("月(?:人|户|均)|每月", term.label):
        return 1
    return 12 if re.search("全年|年度|一年", total.label) else 0


def _for_what(match: re.Match[str]) -> str:
    what = match["what"] or match["one"] or match["each"] or match["crop"] or ""
    return {"车": "辆"}.get(what, what)


def _of_unit(what: str) -> Decimal:
    """Return how many base units one of what an average is for has: 亩均 is for one 亩."""
    return figures.unit_named(what).factor if what in figures.UNITS else Decimal(1)


def yearly(line: Line) -> Iterator[Finding]:
    """Yield 年均 that is not the total of the years beside it by their number."""
    for term in line.terms:
        if not _EACH_YEAR.search(term.label) or term.numeral.about or term.dimension in ("率", ""):
            continue
        before = [t for t in line.terms[: term.index] if t.sentence == term.sentence]
        totals = [t for t in before if t.dimension == term.dimension and _OF_YEARS.search(t.label)]
        years = _years(before)
        if len(totals) != 1 or not years or totals[0].numeral.about:
            continue
        total = totals[0].numeral
        near = (slack(total) / years) + slack(term.numeral)
        if abs(total.base / years - term.numeral.base) > near:
            value = plain(total.base / years, term.numeral)
            message = f"{total.shown} ÷ {years} 年 = {value}，写的是 {term.numeral.shown}"
            yield told("REC05", Severity.ERROR, line, term, message, totals)


def _years(terms: list[Term]) -> int:
    """Return how many years a sentence speaks of: 2020—2022年, 三年; 0 where it does not say."""
    lasting = {int(t.numeral.number) for t in terms if t.numeral.kind == "年限"}
    named = [int(t.numeral.number) for t in terms if t.numeral.kind == "年份"]
    span = {named[1] - named[0] + 1} if len(named) == 2 else set()  # noqa: PLR2004 (the first and the last)
    found = lasting or span
    return found.pop() if len(found) == 1 else 0
