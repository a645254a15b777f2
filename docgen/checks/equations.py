"""Calculations that prose writes out (算式): a + b = c, a × b = c."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docgen import figures
from docgen.checks.lines import Line
from docgen.checks.proofs import slack, told
from docgen.findings import Finding, Severity

_EQUATION = re.compile(r"Q(?:[ ]*[+＋][ ]*Q)+[ ]*[=＝][ ]*Q")
_TIMES = re.compile(r"(?P<a>[QP])[ ]*[×xX＊*][ ]*(?P<b>[QP])[ ]*[=＝][ ]*(?P<c>Q)")
_MINUS = re.compile(r"(?P<a>Q)[ ]*[-－−—–][ ]*(?P<b>Q)[ ]*[=＝][ ]*(?P<c>Q)")
_OVER = re.compile(r"(?P<a>Q)[ ]*[÷/／][ ]*(?P<b>Q)(?:[ ]*[×xX][ ]*P)?[ ]*[=＝][ ]*(?P<c>[QP])")


def equations(line: Line) -> Iterator[Finding]:
    """Yield an arithmetic that is written out (甲+乙=丙) and does not hold."""
    for match in _EQUATION.finditer(line.skeleton):
        terms = [line.spots[o] for o in range(match.start(), match.end()) if o in line.spots]
        *parts, whole = terms
        unit = next(
            (t.numeral.unit for t in reversed(terms) if t.numeral.unit.name), whole.numeral.unit
        )
        values = [
            t.numeral.base if t.numeral.unit.name else t.numeral.number * unit.factor for t in terms
        ]
        gap = sum(values[:-1], Decimal(0)) - values[-1]
        if abs(gap) > sum((slack(t.numeral) for t in terms), Decimal(0)):
            shown = " + ".join(t.numeral.shown for t in parts)
            value = figures.number_text(
                figures.rounded((values[-1] + gap) / unit.factor, 6).normalize()
            )
            message = f"{shown} = {value}，写的是 {whole.numeral.shown}"
            yield told("REC06", Severity.ERROR, line, whole, message, parts)
    for pattern, sign in ((_TIMES, "×"), (_MINUS, "−"), (_OVER, "÷")):
        for match in pattern.finditer(line.skeleton):
            yield from _computed(line, match, sign)


def _computed(line: Line, match: re.Match[str], sign: str) -> Iterator[Finding]:
    one, other, result = (line.spots[match.start(name)] for name in "abc")
    a, b, c = one.numeral, other.numeral, result.numeral
    if sign == "÷" and not b.number:
        return
    x, y = (
        a.number * (a.unit.factor if a.unit.name == "%" else 1),
        b.number * (b.unit.factor if b.unit.name == "%" else 1),
    )
    value = {
        "×": x * y,
        "−": a.base - b.base,
        "÷": a.base / b.base if a.unit.dimension == b.unit.dimension else x / y if y else x,
    }[sign]
    written = c.base if sign == "−" or c.unit.name == "%" else c.number
    options = {
        value,
        value * a.unit.factor / c.unit.factor,
        value * b.unit.factor / c.unit.factor,
        value * a.unit.factor * b.unit.factor / c.unit.factor,
    }
    half = c.step * (c.unit.factor if c.unit.name == "%" or sign == "−" else 1) / 2
    if any(abs(option - written) <= half for option in options):
        return
    shown = value * 100 if c.unit.name == "%" else (value / c.unit.factor if sign == "−" else value)
    message = f"{a.shown} {sign} {b.shown} = {figures.number_text(figures.rounded(shown, 4).normalize())}，写的是 {c.shown}"
    yield told("REC06", Severity.ERROR, line, result, message, (one, other))
