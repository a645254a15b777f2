"""Rates told before their amounts (率在前): 占25%，即140万元; 执行率97%，其中预算…，执行…."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docgen.checks.lines import Line, Term
from docgen.checks.proofs import percent, plain, slack, told
from docgen.findings import Finding, Severity

_NAMELY = re.compile(r"^[，,（(]?(?:即|计|折合|也就是)为?$")
_RUN = re.compile("(?:预算|总体|整体|资金)?(?:执行|支出)率(?:约?为|达到?|是)?$")
_PAIRS = 2


def rates_ahead(line: Line, term: Term) -> Iterator[Finding]:
    """Yield a rate, or the amount that it names, that do not fit each other."""
    amount = named_amount(line, term)
    if amount is not None:
        yield from _named(line, term, amount)
    elif _RUN.search(term.label):
        yield from _executed(line, term)


def named_amount(line: Line, term: Term) -> Term | None:
    """Return the amount that a rate names: 首付款30%，即115.8万元."""
    after = line.terms[term.index + 1] if term.index + 1 < len(line.terms) else None
    named = after is not None and _NAMELY.search(after.label)
    return after if named and after is not None and after.numeral.kind == "数量" else None


def _named(line: Line, term: Term, amount: Term) -> Iterator[Finding]:
    wholes = [
        t for t in line.terms[: term.index]
        if t.sentence == term.sentence and t.dimension == amount.dimension and t.numeral.kind == "数量"
    ]  # fmt: skip
    half = term.numeral.step * term.numeral.unit.factor / 2
    for whole in wholes:
        value = whole.numeral.base * term.numeral.base
        if abs(value - amount.numeral.base) <= half * whole.numeral.base + slack(amount.numeral):
            exact = abs(value - amount.numeral.base) <= slack(amount.numeral) + slack(whole.numeral)
            if exact or term.numeral.step < 1 or not _round(term):
                return
    totals = [t for t in wholes if re.search("总|共|预算|合同", t.label)]
    if not totals or amount.numeral.about or totals[0].numeral.about:
        return
    whole = totals[0]
    due = plain(whole.numeral.base * term.numeral.base, amount.numeral)
    message = f"{whole.numeral.shown} × {term.numeral.shown} = {due}，写的是 {amount.numeral.shown}"
    yield told("REC03", Severity.ERROR, line, amount, message, (whole, term))


def _round(term: Term) -> bool:
    """Tell whether a rate is one that is agreed on (30%, 45%), not a quotient that was rounded."""
    return term.numeral.number % 5 == 0


def _executed(line: Line, term: Term) -> Iterator[Finding]:
    """Yield 执行率97.8%，其中基本支出预算…，执行…；项目支出预算…，执行… that is not their quotient."""
    after = [
        t for t in line.terms[term.index + 1 :]
        if t.sentence == term.sentence and t.dimension == "元" and t.numeral.kind == "数量"
    ]  # fmt: skip
    pairs = list(zip(after[::2], after[1::2], strict=False))
    told_so = all(_planned(a) and not _planned(b) for a, b in pairs)
    if len(pairs) < _PAIRS or len(after) % 2 or not told_so or "其中" not in after[0].label:
        return
    budget = sum((a.numeral.base for a, _ in pairs), Decimal(0))
    spent = sum((b.numeral.base for _, b in pairs), Decimal(0))
    value = spent / budget
    if abs(value - term.numeral.base) > term.numeral.step * term.numeral.unit.factor / 2:
        plans = " + ".join(str(a.numeral.shown) for a, _ in pairs)
        spendings = " + ".join(str(b.numeral.shown) for _, b in pairs)
        message = f"（{spendings}）÷（{plans}）= {percent(value, term.numeral)}，写的是 {term.numeral.shown}"
        yield told("REC03", Severity.ERROR, line, term, message, after)


def _planned(term: Term) -> bool:
    return bool(re.search("预算", term.clause)) and not re.search("执行|支出$|支付", term.clause)
