"""What is left of an amount (结余): income less spending, all less what is done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.equations import equations
from docgen.checks.identities import identities, stocks
from docgen.checks.lines import Line, Term
from docgen.checks.proofs import plain, slack, told
from docgen.findings import Finding, Severity

_LEFT = re.compile(
    r"(?:结余|结转|剩余|尚余|余额|未支出|未使用|未执行|未支付|节约|节余|缺口|差额|尚未拨付|未到位)[^QPTBRYO，。；]{0,8}$"
)
_BROUGHT = re.compile(
    r"(?:上年|年初|期初|以前年度|往年)(?:末|度)?(?:的)?(?:财政)?(?:拨款)?结[余转]"
)
_UNDONE = re.compile(
    r"(?:尚?未[\u4e00-\u9fff]{2,4}?的?|不予[\u4e00-\u9fff]{2}|不合格|不满意|不达标)$"
)
_DONE = re.compile(
    r"完成|整改|办结|受理|通过|合格|达标|满意|实施|开工|验收|解决|化解|办理|落实|[，、]已"
)
_IN = re.compile(
    r"预算|收入|到位|下达|安排|总投资|资金|拨付|指标|应|计划|批复|总额|共|额度|概算|控制价|合同"
)
_OUT = re.compile(r"支出|执行|支付|使用|实际|完成|已|拨付|结算|决算|兑付|发放|中标|成交|审定")


_BEYOND = re.compile(r"(?P<over>超收|超支|超额)|短收|少收|欠收")


def balances(line: Line) -> Iterator[Finding]:
    """Yield what is left, what is undone and what is written out that does not hold."""
    yield from _balances(line)
    yield from _beyond_plan(line)
    yield from identities(line)
    yield from stocks(line)
    yield from equations(line)


def _balances(line: Line) -> Iterator[Finding]:
    """Yield what is left (结余) that is not income less spending."""
    for term in line.terms:
        if not _is_left(term):
            continue
        near = [t for t in line.terms[max(0, term.index - 5) : term.index] if _beside(t, term)]
        if _held(term, near):
            continue
        if _UNDONE.search(term.label):
            yield from _undone(line, term, near)
        elif len(near) == 2:  # noqa: PLR2004 (an income and a spending, nothing else)
            yield from _left(line, term, near)


def _beyond_plan(line: Line) -> Iterator[Finding]:
    """Yield 超收, 超支 or 短收 that is not the difference of the two amounts of its sentence."""
    for term in line.terms:
        if not _BEYOND.fullmatch(term.clause.strip()):
            continue
        near = [
            t for t in line.terms
            if t is not term and t.sentence == term.sentence and t.dimension == term.dimension
        ]  # fmt: skip
        if len(near) != 2 or any(not _beside(t, term) for t in near):  # noqa: PLR2004 (what was planned and what came)
            continue
        high, low = sorted((t.numeral for t in near), key=lambda n: -n.base)
        gap = high.base - low.base
        if abs(gap - term.numeral.base) > slack(term.numeral) + slack(high) + slack(low):
            message = f"{high.shown} − {low.shown} = {plain(gap, term.numeral)}，写的是 {term.numeral.shown}"
            yield told("REC06", Severity.ERROR, line, term, message, near)


def _is_left(term: Term) -> bool:
    numeral = term.numeral
    left = _LEFT.search(term.label) or _UNDONE.search(term.label)
    counted = numeral.kind == "数量" and not numeral.about and not term.computed
    return (
        bool(left)
        and counted
        and term.dimension not in ("率", "百分点")
        and not _BROUGHT.search(term.label)
    )


def _beside(one: Term, term: Term) -> bool:
    """Tell whether an amount may be what another is left of: of its kind, in its sentence or before."""
    numeral = one.numeral
    return (
        one.dimension == term.dimension
        and term.sentence - 1 <= one.sentence
        and numeral.kind == "数量"
        and not numeral.about
    )


def _held(term: Term, near: list[Term]) -> bool:
    """Tell whether any two of the amounts leave what is printed."""
    tolerance = slack(term.numeral)
    return any(
        abs(a.numeral.base - b.numeral.base - term.numeral.base)
        <= tolerance + slack(a.numeral) + slack(b.numeral)
        for a in near
        for b in near
        if a is not b
    )


def _left(line: Line, term: Term, near: list[Term]) -> Iterator[Finding]:
    """Yield what is left of an income (预算、控制价) after a spending (支出、中标)."""
    ins = [t for t in near if _IN.search(t.label) and not _OUT.search(t.label[-6:])]
    outs = [t for t in near if _OUT.search(t.label) and t not in ins]
    if len(ins) == len(near) and "合同" in ins[1].label and "节" in term.label:
        ins, outs = ins[:1], ins[1:]  # 预算68万元，合同价64.6万元，节约3.4万元
    if len(ins) != 1 or len(outs) != 1 or any(_BROUGHT.search(t.label) for t in near):
        return
    income, spent = ins[0].numeral, outs[0].numeral
    gap = income.base - spent.base
    message = (
        f"{income.shown} − {spent.shown} = {plain(gap, term.numeral)}，写的是 {term.numeral.shown}"
    )
    yield told("REC06", Severity.ERROR, line, term, message, (ins[0], outs[0]))


def _undone(line: Line, term: Term, near: list[Term]) -> Iterator[Finding]:
    """Yield 未整改 that is not what was found less what was mended."""
    same = [t for t in near if t.sentence == term.sentence]
    if len(same) != 2 or not _DONE.search(same[1].label) or _DONE.search(same[0].label[-4:]):  # noqa: PLR2004 (all, and those done)
        return
    everything, done = same[0].numeral, same[1].numeral
    gap = everything.base - done.base
    if gap >= 0:
        message = f"{everything.shown} − {done.shown} = {plain(gap, term.numeral)}，写的是 {term.numeral.shown}"
        yield told("REC06", Severity.ERROR, line, term, message, same)
