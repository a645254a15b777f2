"""Distributions that prose states (构成比): shares of one whole, that make 100 %."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.proofs import told, total
from docgen.findings import Finding, Severity

_GRADES = re.compile(r"不满意|一般|不合格|较差|差|其[他余它]|未|没有|不[了支同清]|弃权|说不清")
_SPLIT = re.compile(r"占|比重|比例|构成|分布|分别为|满意|认为|选择")
_MANY, _LEAST, _MOST, _NEARLY = 3, Decimal("0.9"), Decimal("1.1"), Decimal("0.97")


def distributions(line: Line) -> Iterator[Finding]:
    """Yield the shares of a distribution that do not make 100 %."""
    for run in _runs(line):
        numerals = [t.numeral for t in run]
        summed = total(numerals)
        tolerance = sum((n.step * n.unit.factor / 2 for n in numerals), Decimal(0))
        tolerance = min(tolerance, max(n.step for n in numerals) / 100)
        near = (_LEAST, _MOST) if len(run) >= _MANY else (_NEARLY, 2 - _NEARLY)
        if abs(summed - 1) <= tolerance:
            yield from _amounts(line, run)
            continue
        if not near[0] <= summed <= near[1]:
            continue
        shown = " + ".join(n.shown for n in numerals)
        value = figures.number_text(
            figures.rounded(summed * 100, 4).normalize() if summed != 1 else Decimal(100)
        )
        message = f"{shown} = {value}%，各项占比之和不是 100%"
        yield told("REC04", Severity.ERROR, line, run[-1], message, run)


def _amounts(line: Line, run: Sequence[Term]) -> Iterator[Finding]:
    """Yield shares that make 100 % while the amounts before them divide otherwise."""
    before = [line.terms[share.index - 1] for share in run if share.index]
    kinds = {term.dimension for term in before}
    own = all(
        term.numeral.kind == "数量" and not term.numeral.about and "占" in share.label
        for term, share in zip(before, run, strict=False)
    )
    if len(before) < len(run) or len({*before}) < len(run) or len(kinds) > 1 or not own:
        return
    numerals = [term.numeral for term in before]
    whole = total(numerals)
    half = sum((n.step * n.unit.factor / 2 for n in numerals), Decimal(0))
    if "率" in kinds or not whole:
        return
    for term, share in zip(before, run, strict=True):
        value = term.numeral.base / whole
        slack = share.numeral.step * share.numeral.unit.factor / 2 + half / whole
        if abs(value - share.numeral.base) > slack:
            summed = " + ".join(n.shown for n in numerals)
            percent = figures.number_text(figures.rounded(value * 100, 2).normalize())
            message = (
                f"{term.numeral.shown} 占 {summed} 的 {percent}%，写的是 {share.numeral.shown}"
            )
            yield told("REC04", Severity.ERROR, line, share, message, before)
            return


def _runs(line: Line) -> Iterator[Sequence[Term]]:
    """Yield the shares that make one distribution: neighbours in a sentence, of like labels."""
    run: list[Term] = []
    for term in (*line.terms, None):
        fits = (
            term is not None
            and term.dimension == "率"
            and term.numeral.kind == "数量"
            and not term.numeral.about
        )
        if (
            fits
            and term is not None
            and (not run or term.sentence == run[-1].sentence)
            and not re.search("增长|下降|提高|同比|[比较]上|完成", term.label)
        ):
            run.append(term)
            continue
        if (
            term is not None
            and term.dimension != "率"
            and term.numeral.kind in ("数量", "名称", "序数")
            and (not run or term.sentence == run[-1].sentence)
        ):
            continue
        if _distribution(run):
            yield tuple(run)
        run = [term] if fits and term is not None else []


def _distribution(run: Sequence[Term]) -> bool:
    if len(run) < _MANY - 1:
        return False
    labels = [t.label for t in run]
    words = "".join(labels)
    if "率" in words.replace("满意率", ""):
        return False
    shares = sum(bool(re.search("占", label)) for label in labels)
    graded = bool(_GRADES.search(labels[-1]))
    if len(run) >= _MANY:
        return (
            shares >= len(run) - 1
            or (graded and bool(_SPLIT.search(words)))
            or (shares >= 1 and "分别" in labels[0])
        )
    return (graded and shares == len(run)) or shares == len(run)
