"""Whether printed numbers can agree, with an honest tolerance (勾稽), and how a proof is told.

Numbers that were typed are exact, but a number printed with decimals may be a rounded one: it
stands for anything within half a unit of its last place; amounts printed to the 分 are exact.
A quotient is compared at the places it is printed with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation
from enum import IntEnum

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.numeral import Numeral
from docgen.findings import Finding, Related, Severity

_FEN = Decimal("0.01")
_TEN_THOUSAND = Decimal(10000)
_TWO = Decimal(2)
_TERMS = 8
_LONG, _FIVE = 100, 5


class Fit(IntEnum):
    """How far a printed number is from what it should be (吻合程度)."""

    HOLDS = 0
    CUT = 1
    FAILS = 2


def slack(numeral: Numeral) -> Decimal:
    """Return by how much a number may differ from the one it prints, in the base unit."""
    unit = numeral.unit
    if unit.dimension == "元" and numeral.step * unit.factor <= _FEN:
        return Decimal(0)
    return numeral.half


def total(parts: Iterable[Numeral]) -> Decimal:
    """Return the sum of numbers, in the base unit."""
    return sum((part.base for part in parts), Decimal(0))


def adds_up(whole: Numeral, parts: Sequence[Numeral]) -> bool:
    """Tell whether parts can be those of a whole: half a unit per rounded part.

    The whole counts as rounded where it has fewer decimals than its parts.
    """
    tolerance = sum((slack(part) for part in parts), Decimal(0))
    finest = min(part.step * part.unit.factor for part in parts)
    step = whole.step * whole.unit.factor
    if step > finest:
        tolerance += step / 2 if whole.step < 1 or step / finest >= _TEN_THOUSAND else slack(whole)
    return abs(total(parts) - whole.base) <= tolerance


def factor_between(one: Decimal, other: Decimal) -> bool:
    """Tell whether two amounts differ by just a factor of 10 000 (元 written for 万元)."""
    return bool(one and other) and (one == other * _TEN_THOUSAND or other == one * _TEN_THOUSAND)


def quotient(one: Numeral, other: Numeral, printed: Numeral, *, less: int = 0) -> Fit:
    """Return how well `printed` fits one ÷ other − `less` (1 for growth): CUT is cut, not rounded."""
    low, high = _bounds(one, other)
    half = printed.step * printed.unit.factor / 2
    value = printed.base
    if low - less - half <= value <= high - less + half:
        return Fit.HOLDS
    if last_place(one.base / other.base - less if other.base else value, one, other, printed):
        return Fit.HOLDS
    return Fit.CUT if low - less - 2 * half < value <= low - less else Fit.FAILS


def last_place(value: Decimal, one: Numeral, other: Numeral, printed: Numeral) -> bool:
    """Tell whether a rate is off in its last place only because whole 万 or 亿 are rounded.

    969 万元 ÷ 2180 万元 is 44.45 %, and may be printed as 44.5 %: the 969 may be 969.3.
    """
    step = printed.step * printed.unit.factor
    off = abs(value - printed.base)
    if off >= step or not other.base:
        return False
    spread = (_whole(one) + _whole(other) * abs(one.base / other.base)) / abs(other.base)
    return off <= step / 2 + spread


def _whole(numeral: Numeral) -> Decimal:
    """Return half a unit of a number that is printed in whole 万 or 亿, and long enough to be cut."""
    rounded = numeral.step >= 1 and numeral.unit.factor >= _TEN_THOUSAND and numeral.number >= _LONG
    return numeral.unit.factor / 2 if rounded and numeral.number % _FIVE else slack(numeral)


def _bounds(one: Numeral, other: Numeral) -> tuple[Decimal, Decimal]:
    a, b = slack(one), slack(other)
    try:
        return (one.base - a) / (other.base + b), (one.base + a) / (other.base - b)
    except (DivisionByZero, InvalidOperation, ZeroDivisionError):
        return Decimal(-1), Decimal(-1)


def percent(value: Decimal, printed: Numeral) -> str:
    """Return a rate at the places of a printed one, two more when that hides the difference.

    >>> from docgen.checks.numerals import numerals
    >>> percent(Decimal("0.93406"), numerals("95%")[0])
    '93.41%'
    """
    places = max(-int(printed.step.as_tuple().exponent), 0)
    return f"{figures.number_text(figures.rounded(value * 100, max(places, 2)))}%"


def sum_sentence(whole: Numeral, parts: Sequence[Numeral], named: str = "合计") -> str:
    """Return the proof of a sum that misses its total, in the unit of the total."""
    factor = whole.unit.factor
    shown = [figures.number_text(_trim(part.base / factor)) for part in parts]
    if len(shown) > _TERMS:
        shown = [*shown[:4], "…", *shown[-2:]]
    summed = total(parts) / factor
    gap = abs(summed - whole.number)
    unit = f" {whole.unit.name}" if whole.unit.name else ""
    return (
        f"{' + '.join(shown)} = {figures.number_text(_trim(summed))}，"
        f"与{named} {figures.number_text(_trim(whole.number))} 相差 {figures.number_text(_trim(gap))}{unit}"
    )


def _trim(value: Decimal) -> Decimal:
    """Return a number without trailing zeros, at most eight places."""
    short = figures.rounded(value, 8)
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short.normalize()


def plain(value: Decimal, numeral: Numeral) -> str:
    """Return a base amount in the unit of a numeral, as a message says it."""
    number = _trim(figures.rounded(value / numeral.unit.factor, 4))
    unit = numeral.unit.name
    return f"{figures.number_text(number)}{'' if unit in ('', '%') else ' '}{unit}"


def told(  # noqa: PLR0913, PLR0917 (the parts of a finding, each said once by its caller)
    code: str, severity: Severity, line: Line, term: Term, message: str,
    others: Iterable[Term] = (), advice: str = "核对原文，改正错的一个数",
) -> Finding:  # fmt: skip
    """Return a finding at a numeral of a passage, the other numerals of the proof beside it."""
    numeral = term.numeral
    passage = line.passage
    source = passage.at(numeral.start, numeral.end - numeral.start)
    related = tuple(
        Related(passage.at(o.numeral.start, o.numeral.end - o.numeral.start), o.numeral.shown)
        for o in others
        if o is not term
    )
    return Finding(code, severity, source, message, advice, related)
