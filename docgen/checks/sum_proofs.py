"""Whether a sum of prose is told, and how surely (分项与合计的判断)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docgen.checks.lines import Line, Term
from docgen.checks.parts import Sum
from docgen.checks.proofs import Fit, adds_up, factor_between, quotient, sum_sentence, told, total
from docgen.findings import Finding, Severity

_TRAIT = re.compile(
    r"以[上下内]|党员|女性|本科|硕士|职称|学历|少数民族|[岁年]龄|新[增建]|示范|骨干|重点|困难|脱贫|残疾|高新|专精特新|规上|规模以上"
)
_NEARLY, _TWICE, _LITTLE_MORE = 8, 2, 11


def missed(line: Line, reading: Sum) -> Finding | None:
    """Return what is wrong with a sum, or None where it holds or may be meant otherwise."""
    whole, parts = reading.whole.numeral, [term.numeral for term in reading.parts]
    if whole.about or any(part.about for part in parts) or not whole.base:
        return None
    if reading.whole.computed and all(part.figures for part in reading.parts):
        return None  # held together in figures.yaml, and told there
    if some_fit(reading.whole, reading.parts):
        return None
    summed = total(parts)
    over = summed > whole.base
    if not over and not reading.closed and summed * 10 < whole.base * _NEARLY:
        return None
    much = over and summed * 10 > whole.base * _LITTLE_MORE
    twice = summed > whole.base * _TWICE or _may_overlap(line, reading)
    if not reading.closed and much and twice and not _swapped(reading):
        return None
    sure = reading.closed or (over and not much) or _swapped(reading)
    message = sum_sentence(whole, parts)
    advice = "核对各项与合计，改正错的一个数"
    mixed = _mixed_unit(reading)
    if mixed is not None:
        message += f"；像是把“{mixed.numeral.shown}”的单位写错了（元与万元相差一万倍）"
        advice = "核对单位是元还是万元"
    severity = Severity.ERROR if sure else Severity.WARNING
    return told("REC01", severity, line, reading.whole, message, reading.parts, advice)


def _may_overlap(line: Line, reading: Sum) -> bool:
    """Tell whether parts may be counted twice: 党员50人、女40人; 96名，占83.5%；42名，占36.5%."""
    if any(_TRAIT.search(term.label + term.after) for term in reading.parts):
        return True
    shares = [
        (term, line.terms[term.index + 1])
        for term in reading.parts
        if term.index + 1 < len(line.terms) and line.terms[term.index + 1].dimension == "率"
    ]
    whole = reading.whole.numeral
    held = [quotient(term.numeral, whole, share.numeral) is Fit.HOLDS for term, share in shares]
    return len(held) == len(reading.parts) and all(held)


def some_fit(whole: Term, parts: Sequence[Term]) -> bool:
    """Tell whether the whole is the sum of the parts, or of the first or last two or more."""
    numerals = [part.numeral for part in parts]
    return any(
        adds_up(whole.numeral, some)
        for size in range(2, len(numerals) + 1)
        for some in (numerals[:size],)
    )


def _mixed_unit(reading: Sum) -> Term | None:
    """Return the part (or whole) that makes the sum hold once 元 is read as 万元, or back."""
    parts = [term.numeral for term in reading.parts]
    summed, whole = total(parts), reading.whole.numeral.base
    if reading.whole.dimension != "元":
        return None
    if factor_between(summed, whole):
        return reading.whole
    for term, numeral in zip(reading.parts, parts, strict=True):
        for scaled in (numeral.base * 10000, numeral.base / 10000):
            if summed - numeral.base + scaled == whole:
                return term
    return None


def _swapped(reading: Sum) -> bool:
    return _mixed_unit(reading) is not None
