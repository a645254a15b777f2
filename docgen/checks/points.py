"""Differences of two rates (百分点): how many points, and that they are points."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen import figures
from docgen.checks.changes import is_previous, of_another
from docgen.checks.lines import Line, Term
from docgen.checks.proofs import plain, slack, told
from docgen.findings import Finding, Severity


def _two_rates(line: Line, term: Term) -> tuple[Term, Term] | None:
    """Return the earlier and the present of just two rates that stand by a change of them."""
    rates = [
        t for t in line.terms[max(0, term.index - 4) : term.index + 2]
        if t is not term and t.dimension == "率" and t.sentence == term.sentence
        and t.numeral.kind == "数量" and (t.index < term.index or re.search("[由从]", t.clause))
    ]  # fmt: skip
    if len(rates) > 2 and all(t.label == "、" for t in rates[1:]) and "分别" in rates[0].label:  # noqa: PLR2004 (a series of years)
        return rates[0], rates[-1]
    if len(rates) != 2 or any(t.numeral.about for t in rates):  # noqa: PLR2004 (just two rates are compared)
        return None
    previous = [t for t in rates if is_previous(line, t)]
    if len(previous) != 1:
        return None
    return previous[0], rates[1 - rates.index(previous[0])]


def unpointed(line: Line, term: Term, *, down: bool) -> Iterator[Finding]:
    """Yield a difference of two rates that is written as %, not as 百分点."""
    pair = _two_rates(line, term)
    if pair is None or pair[1].index > term.index or not pair[0].numeral.base:
        return
    base, now = pair[0].numeral, pair[1].numeral
    gap = (now.base - base.base) * (-1 if down else 1)
    half = term.numeral.step * term.numeral.unit.factor / 2
    if abs(gap - term.numeral.base) > half or abs(gap / base.base - term.numeral.base) <= half:
        return
    difference = figures.number_text(term.numeral.number)
    message = f"由 {base.shown} 到 {now.shown}，相差的是 {difference} 个百分点，写的是 {term.numeral.shown}"
    advice = f"改成“{difference}个百分点”"
    yield told("REC02", Severity.WARNING, line, term, message, pair, advice)


def points(line: Line, term: Term, *, down: bool) -> Iterator[Finding]:
    """Yield percentage points that are not the difference of the two rates beside them."""
    pair = _two_rates(line, term)
    if pair is None:
        return
    base, now = pair
    if now.index < term.index and of_another(term, pair):
        return
    gap = now.numeral.base - base.numeral.base
    tolerance = slack(now.numeral) + slack(base.numeral) + slack(term.numeral)
    sign = -1 if down else 1
    if abs(gap - sign * term.numeral.base) <= tolerance:
        return
    message = (
        f"由 {base.numeral.shown} 到 {now.numeral.shown}，"
        f"应{'下降' if gap < 0 else '提高'} {plain(abs(gap), term.numeral)}，写的是 {term.numeral.shown}"
    )
    yield told("REC02", Severity.ERROR, line, term, message, (base, now))
