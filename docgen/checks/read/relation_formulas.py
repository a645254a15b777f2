"""Arithmetic that a text writes out (算式): （1120－1000）÷1000×100%＝12%. REC06."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from docgen.checks.numerals import Numeral, numerals
from docgen.checks.read.numeral_roles import ReadText
from docgen.checks.read.relation_solver import Disagreement
from docgen.patterns import lazy_pattern

_EQUALS = lazy_pattern("[=＝] ?")
_EDGE = lazy_pattern("[，,；;。：:=＝\n]")
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "＋": "+", "－": "-", "−": "-", "—": "-", "–": "-", "✕": "×", "*": "×", "＊": "×",
        "/": "÷", "／": "÷", "（": "(", "）": ")", "+": "+", "-": "-", "×": "×", "÷": "÷", "(": "(", ")": ")",
    }
)  # fmt: skip
_SHAPE = lazy_pattern(r"\(*N\)*(?:[-+×÷]\(*N\)*)+")
_SHOWN = MappingProxyType({"-": " − ", "+": " + ", "×": " × ", "÷": " ÷ ", "(": "（", ")": "）"})
_MOST_TOKENS = 60
Token = str | Numeral


def wrong_formulas(read: ReadText) -> Iterator[Disagreement]:
    """Yield an arithmetic that is written out and does not hold, in any unit its terms have."""
    if "=" not in read.text and "＝" not in read.text:
        return
    found = numerals(read.text)
    starts = [n.start for n in found]
    edge = 0
    for equals in _EQUALS.finditer(read.text):
        at = bisect_left(starts, equals.end())
        edges = [
            m.end()
            for m in _EDGE.finditer(read.text, max(edge, equals.start() - 200), equals.start())
        ]
        begin, edge = (edges[-1] if edges else edge), equals.end()
        if at < len(found) and found[at].start == equals.end() and not found[at].about:
            inside = found[bisect_left(starts, begin) : bisect_left(starts, equals.start())]
            tokens = _formula_tokens(read.text, begin, equals.start(), inside)
            if tokens:
                yield from _wrong_formula(tokens, found[at])


def _formula_tokens(text: str, start: int, end: int, found: Sequence[Numeral]) -> tuple[Token, ...]:
    """Return the operands, signs and brackets of a calculation; () where it is none."""
    tokens: list[Token] = []
    at = start
    for each in (*found, None):
        stop = each.start if each else end
        tokens += [_SIGNS[char] for char in text[at:stop] if char in _SIGNS]
        if each is not None:
            if each.number < 0 and tokens and not isinstance(tokens[-1], str):
                tokens.append("+")  # 500万元-38万元 is read as a negative number
            tokens.append(each)
            at = each.end
    shape = "".join(t if isinstance(t, str) else "N" for t in tokens)
    while "()" in shape and len(tokens) < _MOST_TOKENS:
        empty = shape.index("()")
        shape, tokens = shape[:empty] + shape[empty + 2 :], tokens[:empty] + tokens[empty + 2 :]
    sound = (
        len(tokens) < _MOST_TOKENS
        and _SHAPE.fullmatch(shape)
        and shape.count("(") == shape.count(")")
    )
    return tuple(tokens) if sound else ()


def _wrong_formula(tokens: Sequence[Token], result: Numeral) -> Iterator[Disagreement]:
    operands = [token for token in tokens if not isinstance(token, str)]
    try:
        by_base, by_number = (
            formula_value(tokens, in_base=True),
            formula_value(tokens, in_base=False),
        )
    except (ZeroDivisionError, IndexError):
        return
    exact = "×" not in tokens and "÷" not in tokens
    if _is_result(by_base, by_number, operands, result, exact=exact):
        return
    shown = "".join(_SHOWN[t] if isinstance(t, str) else t.shown for t in tokens)
    one_kind = all(n.unit.dimension == result.unit.dimension for n in operands)
    percent = result.unit.name == "%"
    value = (
        by_base * 100 if percent else by_base / float(result.unit.factor) if one_kind else by_number
    )
    number = re.sub(r"\.?0+$", "", f"{value:.4f}")
    message = f"{shown} = {number}{'%' if percent else ''}，写的是 {result.shown}"
    yield Disagreement("REC06", result.start, result.end, message)


def _is_result(
    by_base: float, by_number: float, operands: Sequence[Numeral], result: Numeral, *, exact: bool
) -> bool:
    """Tell whether a printed result is the calculation's; sums of decimals may each hide half a place."""
    step, factor = float(result.step), float(result.unit.factor)
    halves = sum(float(n.half) for n in operands) if exact else 0.0
    if abs(by_base - float(result.base)) <= (
        float(result.half) if exact else step * factor / 2
    ) + halves + 1e-9 * abs(by_base):
        return True
    factors = {1.0, 100.0 * factor, *(float(n.unit.factor) for n in operands)}
    loose = sum(float(n.step) / 2 for n in operands if n.step < 1) if exact else 0.0
    number, near = float(result.number), step / 2 + loose + 1e-9
    return (
        any(abs(by_number * each / factor - number) <= near for each in factors)
        or abs(by_number - number) <= near
    )


def formula_value(tokens: Sequence[Token], *, in_base: bool) -> float:
    """Return what a calculation gives: × ÷ before + −, brackets first.

    >>> formula_value(("(", *numerals("3"), "+", *numerals("5"), ")", "×", *numerals("2")), in_base=True)
    16.0
    """
    rest = list(tokens)

    def next_operand() -> float:
        first = rest.pop(0)
        if isinstance(first, str):  # a bracket: the shape was looked at
            inner = next_sum()
            rest.pop(0)
            return inner
        return float(first.base if in_base or first.unit.name == "%" else first.number)

    def next_product() -> float:
        value = next_operand()
        while rest and rest[0] in {"×", "÷"}:
            value = value * next_operand() if rest.pop(0) == "×" else value / next_operand()
        return value

    def next_sum() -> float:
        value = next_product()
        while rest and rest[0] in {"+", "-"}:
            value = value + next_product() if rest.pop(0) == "+" else value - next_product()
        return value

    return next_sum()
