"""Rates that prose states (完成率、占比、执行率): a part, a whole, and what it prints of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docgen.checks.denominators import backwards, planned, superseded
from docgen.checks.lines import Line, Term
from docgen.checks.numeral import Numeral
from docgen.checks.proofs import Fit, percent, quotient, told
from docgen.checks.rate_readings import Share, cue_of, reading_of
from docgen.checks.rates_ahead import named_amount, rates_ahead
from docgen.findings import Finding, Severity

_OF = re.compile(
    r"占|完成|达到?|实现|相当于|^为|[为是](?:年度|全年|年初|总|计划|目标|预算|任务|应)"
)
_OF_IT = re.compile("[\u4e00-\u9fff]{0,6}的约?")
_WINDOW, _SENTENCES, _TOGETHER = 7, 1, 4


def rates(line: Line) -> Iterator[Finding]:
    """Yield the rates of a passage that no two amounts around them give."""
    for term in line.terms:
        numeral = term.numeral
        plain = numeral.kind == "数量" and not numeral.about and not term.computed
        if term.dimension != "率" or not plain:
            continue
        ahead = tuple(rates_ahead(line, term))
        if ahead or named_amount(line, term) is not None:
            yield from ahead
            continue
        if _respectively(line, term) is not None:
            yield from _paired(line, term)
            continue
        cue = "明" if _whole_named(line, term) else cue_of(term)
        if not cue:
            continue
        window = _window(line, term)
        over = cue == "超"
        firm = line.terms[term.index - 1] if cue == "明" else None
        if len(window) < 2 or _any_holds(term, window, over=over, whole=firm):  # noqa: PLR2004 (a rate has two ends)
            continue
        reading = reading_of(line, term, window, cue)
        if reading is not None:
            yield _found(line, term, reading)


def _respectively(line: Line, term: Term) -> int | None:
    """Return which of several rates after one 分别 a rate is, or None: 分别占76.5%、23.5%."""
    run = _run(line, term)
    return run.index(term) if len(run) > 1 and "分别" in run[0].label else None


def _run(line: Line, term: Term) -> list[Term]:
    """Return the rates joined by 、 or 和 that a rate belongs to."""
    first = term.index
    while (
        first
        and re.fullmatch("[、和与及]", line.terms[first].label)
        and line.terms[first - 1].dimension == "率"
    ):
        first -= 1
    run = [line.terms[first]]
    for following in line.terms[first + 1 :]:
        if following.dimension != "率" or not re.fullmatch("[、和与及]", following.label):
            break
        run.append(following)
    return run


def _paired(line: Line, term: Term) -> Iterator[Finding]:
    """Yield a rate that is not the share of the part it is paired with: 甲、乙分别占…、…."""
    run = _run(line, term)
    if not re.search("占|完成", run[0].label):
        return
    before = [
        t for t in line.terms[: run[0].index]
        if t.sentence == term.sentence and t.numeral.kind == "数量" and t.dimension not in ("率", "百分点", "倍")
    ]  # fmt: skip
    parts = before[-len(run) :]
    wholes = [t for t in before[: -len(run)] if t.dimension == parts[-1].dimension] if parts else []
    if "占" not in run[0].label:
        wholes = [t for t in wholes if planned(t.label)]
    if wholes and "；" in line.skeleton[line.offset(wholes[0]) : line.offset(term)]:
        return
    if len(parts) < len(run) or len({t.dimension for t in parts}) > 1 or len(wholes) != 1:
        return
    part, whole = parts[run.index(term)], wholes[0]
    if quotient(part.numeral, whole.numeral, term.numeral) is not Fit.HOLDS:
        yield _found(line, term, Share(part, whole))


def _whole_named(line: Line, term: Term) -> bool:
    """Tell whether the whole stands right before a rate: 占计划投资3200万元的83.75%."""
    if not term.index or not _OF_IT.fullmatch(term.label.strip()):
        return False
    whole = line.terms[term.index - 1]
    return whole.numeral.kind == "数量" and bool(_OF.search(whole.clause))


def _window(line: Line, term: Term) -> list[Term]:
    found = [
        t for t in line.terms[max(0, term.index - _WINDOW) : term.index + 3]
        if t is not term and term.sentence - _SENTENCES <= t.sentence <= term.sentence
        and t.numeral.kind == "数量" and t.numeral.base > 0
    ]  # fmt: skip
    return [
        t
        for t in found
        if t.dimension not in ("率", "百分点", "倍") and "/" not in t.numeral.unit.name
    ]


def _any_holds(term: Term, window: list[Term], *, over: bool, whole: Term | None = None) -> bool:
    """Tell whether any two amounts around give the rate, complements included; `whole` if named."""
    printed = term.numeral
    for one in window:
        for other in window:
            if one is other or one.dimension != other.dimension or whole not in (None, other):
                continue
            if backwards(term, one, other) or superseded(term, other, window):
                continue
            if quotient(one.numeral, other.numeral, printed, less=int(over)) is Fit.HOLDS:
                return True
            if not over and _rest_holds(one, other, term) and _largest(other, window):
                return True
    return not over and whole is None and _several_hold(term, window)


def _largest(whole: Term, window: list[Term]) -> bool:
    """Tell whether no other amount of its kind is larger: 剩余 is of all, not of what was done."""
    same = (t for t in window if t.dimension == whole.dimension)
    return all(t.numeral.base <= whole.numeral.base for t in same)


def _several_hold(term: Term, window: list[Term]) -> bool:
    """Tell whether a rate is of several neighbours together: 非常满意210份、满意62份 of 286."""
    near = term.numeral.step * term.numeral.unit.factor
    for first in range(len(window) - 1):
        for last in range(first + 2, min(first + _TOGETHER, len(window)) + 1):
            some = window[first:last]
            if len({t.dimension for t in some}) > 1:
                break
            summed = sum((t.numeral.base for t in some), Decimal(0))
            others = (t for t in window if t not in some and t.dimension == some[0].dimension)
            if any(abs(summed / t.numeral.base - term.numeral.base) <= near / 2 for t in others):
                return True
    return False


def _rest_holds(one: Term, other: Term, term: Term) -> bool:
    """Tell whether the rate is what is left: 结余 10 of 100 and 执行率 90%."""
    part, whole = one.numeral, other.numeral
    if part.base >= whole.base or not re.search(
        "结余|结转|剩余|[未不]|节约", one.label + one.after
    ):
        return False
    rest = (whole.base - part.base) / whole.base
    return abs(rest - term.numeral.base) <= term.numeral.step * term.numeral.unit.factor / 2


def _found(line: Line, term: Term, reading: Share) -> Finding:
    part, whole, printed = reading.part.numeral, reading.whole.numeral, term.numeral
    value = part.base / whole.base - int(reading.over)
    fit = quotient(part, whole, printed, less=int(reading.over))
    severity = Severity.ERROR if fit is Fit.FAILS and reading.sure else Severity.WARNING
    message = f"{_proof(reading, value, printed)}，写的是 {printed.shown}"
    if not reading.rest:
        message += _why(reading, value, printed)
    return told("REC03", severity, line, term, message, (reading.part, reading.whole))


def _proof(reading: Share, value: Decimal, printed: Numeral) -> str:
    divided = f"{reading.part.numeral.shown} ÷ {reading.whole.numeral.shown}"
    if reading.rest:
        return f"1 − {divided} = {percent(1 - value, printed)}"
    return f"{divided}{' − 1' if reading.over else ''} = {percent(value, printed)}"


def _why(reading: Share, value: Decimal, printed: Numeral) -> str:
    """Return what is likely the cause of a wrong rate: turned round, or 元 for 万元."""
    part, whole, over = reading.part.numeral, reading.whole.numeral, reading.over
    turned = quotient(whole, part, printed, less=int(over)) is Fit.HOLDS
    if turned or _turned(part.base, whole.base, printed.base, over):
        return "；像是把两个数除反了"
    if part.unit.dimension == "元" and _ten_thousand(value + int(over), printed.base):
        return "；像是把元和万元弄混了（相差一万倍）"
    return ""


def _turned(part: Decimal, whole: Decimal, printed: Decimal, over: bool) -> bool:  # noqa: FBT001 (says what is compared)
    half = Decimal("0.006")
    return over and bool(part) and abs(whole / part - printed) < half


def _ten_thousand(value: Decimal, printed: Decimal) -> bool:
    ratio = value / printed if printed else Decimal(0)
    return any(
        abs(ratio / factor - 1) < Decimal("0.01") for factor in (Decimal(10000), Decimal("0.0001"))
    )
