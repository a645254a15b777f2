"""Calculations that prose writes out (算式): （1120－1000）÷1000×100%＝12%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.proofs import slack, told
from docgen.findings import Finding, Severity

_EQUALS = re.compile(r"[=＝]\s*(?=[QPTBR])")
_EDGE = re.compile(r"[，,；;。：:=＝\n]")
_WORDS = re.compile(r"[^QPTBR+＋\-－−—–×✕*＊÷/／（）()]")
_EMPTY = re.compile(r"[（(][）)]")
_SIGNS = {"＋": "+", "－": "-", "−": "-", "—": "-", "–": "-", "✕": "×", "*": "×", "＊": "×", "/": "÷", "／": "÷", "（": "(", "）": ")"}  # fmt: skip
_SOUND = re.compile(r"\(*[QPTBR]\)*(?:[-+×÷]\(*[QPTBR]\)*)+")
_SHOWN = {"-": " − ", "+": " + ", "×": " × ", "÷": " ÷ ", "(": "（", ")": "）"}

Token = str | Term


def equations(line: Line) -> Iterator[Finding]:
    """Yield an arithmetic that is written out (甲+乙=丙) and does not hold."""
    for match in _EQUALS.finditer(line.skeleton):
        start = max((m.end() for m in _EDGE.finditer(line.skeleton, 0, match.start())), default=0)
        tokens = _tokens(line, start, match.start())
        result = line.term(match.end())
        if tokens and not result.numeral.about:
            yield from _wrong(line, tokens, result)


def _tokens(line: Line, start: int, end: int) -> tuple[Token, ...]:
    """Return the operands, signs and brackets of a calculation; () where it is none."""
    kept = [
        (offset, _SIGNS.get(line.skeleton[offset], line.skeleton[offset]))
        for offset in range(start, end)
        if not _WORDS.match(line.skeleton[offset])
    ]
    shape = "".join(sign for _, sign in kept)
    while "()" in shape:
        at = shape.index("()")
        shape, kept = shape[:at] + shape[at + 2 :], kept[:at] + kept[at + 2 :]
    if not _SOUND.fullmatch(shape) or shape.count("(") != shape.count(")"):
        return ()
    return tuple(line.spots.get(offset, sign) for offset, sign in kept)


def _wrong(line: Line, tokens: tuple[Token, ...], result: Term) -> Iterator[Finding]:
    operands = [token for token in tokens if isinstance(token, Term)]
    try:
        by_base = _value(tokens, in_base=True)
        by_number = _value(tokens, in_base=False)
    except (InvalidOperation, ZeroDivisionError, IndexError):
        return
    if _fits(by_base, by_number, operands, result, exact=not {"×", "÷"} & set(map(str, tokens))):
        return
    shown = "".join(_SHOWN.get(t, t) if isinstance(t, str) else t.numeral.shown for t in tokens)
    message = (
        f"{shown} = {_shown(by_base, by_number, operands, result)}，写的是 {result.numeral.shown}"
    )
    yield told("REC06", Severity.ERROR, line, result, message, operands)


def _fits(
    by_base: Decimal, by_number: Decimal, operands: Sequence[Term], result: Term, *, exact: bool
) -> bool:
    """Tell whether the printed result is that of the calculation, in any unit its terms have."""
    printed = result.numeral
    step = printed.step * printed.unit.factor / 2
    spread = sum((slack(t.numeral) for t in operands), Decimal(0)) if exact else Decimal(0)
    if abs(by_base - printed.base) <= (slack(printed) + spread if exact else step):
        return True
    factors = {Decimal(1), *(t.numeral.unit.factor for t in operands)}
    scales = {factor / printed.unit.factor for factor in factors} | {Decimal(1), Decimal(100)}
    loose = sum((t.numeral.step / 2 for t in operands if t.numeral.step < 1), Decimal(0))
    near = printed.step / 2 + (loose if exact else 0)
    return any(abs(by_number * scale - printed.number) <= near for scale in scales)


def _shown(by_base: Decimal, by_number: Decimal, operands: Sequence[Term], result: Term) -> str:
    unit = result.numeral.unit
    if unit.name == "%":
        return f"{_trimmed(by_base * 100)}%"
    of_one_kind = all(t.dimension == result.dimension for t in operands)
    return _trimmed(by_base / unit.factor if of_one_kind else by_number)


def _trimmed(value: Decimal) -> str:
    short = figures.rounded(value, 4).normalize()
    return figures.number_text(short)


def _value(tokens: Sequence[Token], *, in_base: bool) -> Decimal:
    """Return what a calculation gives: × ÷ before + −, brackets first."""
    rest = list(tokens)

    def operand() -> Decimal:
        first = rest.pop(0)
        if isinstance(first, str):  # a bracket: the shape was looked at
            inner = added()
            rest.pop(0)
            return inner
        numeral = first.numeral
        return numeral.base if in_base or numeral.unit.name == "%" else numeral.number

    def multiplied() -> Decimal:
        value = operand()
        while rest and rest[0] in ("×", "÷"):
            value = value * operand() if rest.pop(0) == "×" else value / operand()
        return value

    def added() -> Decimal:
        value = multiplied()
        while rest and rest[0] in ("+", "-"):
            value = value + multiplied() if rest.pop(0) == "+" else value - multiplied()
        return value

    return added()
