"""Exact decimals: half-up rounding (四舍五入), numbers as text, rounded parts (尾差与平差)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

AS_IS = -1
LARGEST = Decimal(10) ** 30
# Quotients are carried with 60 digits and kept with 40, so that a ÷ 3 × 3 is a again. The
# exponents are bounded: a chain of formulas that square each other ends in Overflow, not in
# minutes of work.
WORKING = Context(
    prec=60,
    Emax=300,
    Emin=-300,
    rounding=ROUND_HALF_UP,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
_KEPT = Context(prec=40, Emax=400, Emin=-400, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
_WIDE = Context(prec=1200, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


def settled(value: Decimal) -> Decimal:
    """Return `value` with the digits that are kept (40): what a division left over is healed.

    >>> settled(WORKING.multiply(WORKING.divide(Decimal(1), Decimal(3)), Decimal(3)))
    Decimal('1.000000000000000000000000000000000000000')
    """
    return _KEPT.plus(value)


def rounded(value: Decimal, places: int) -> Decimal:
    """Return `value` rounded half-up (四舍五入, away from zero) to `places` decimals, never −0.

    >>> rounded(Decimal("861.67496"), 3), rounded(Decimal("0.125"), 2), rounded(Decimal("-2.5"), 0)
    (Decimal('861.675'), Decimal('0.13'), Decimal('-3'))
    """
    result = value.quantize(Decimal(1).scaleb(-places), context=_WIDE)
    return result.copy_abs() if result.is_zero() else result


def trimmed(value: Decimal) -> Decimal:
    """Return `value` without trailing zeros after the point and without an exponent.

    >>> trimmed(Decimal("9.7400")), trimmed(Decimal("1E+3")), trimmed(Decimal("-0.0"))
    (Decimal('9.74'), Decimal('1000'), Decimal('0'))
    """
    if value.is_zero():
        return Decimal(0)
    bare = value.normalize(_WIDE)
    exponent = bare.as_tuple().exponent
    return bare.quantize(Decimal(1), context=_WIDE) if int(exponent) > 0 else bare


def decimals(value: Decimal) -> int:
    """Return how many decimals `value` needs when written exactly.

    >>> decimals(Decimal("1718.67496")), decimals(Decimal("40.0"))
    (5, 0)
    """
    return max(0, -int(trimmed(value).as_tuple().exponent))


def number_text(
    value: Decimal, places: int = AS_IS, *, at_most: bool = False, grouped: bool = False
) -> str:
    """Return a number as it is printed: never an exponent, rounded half-up once.

    Without `places` it is printed exactly, trailing zeros as they are; `at_most` drops trailing
    zeros; `grouped` puts a comma (千分位) every three digits of the integer part.

    >>> number_text(Decimal("1718.67496"), 3), number_text(Decimal("57.40"), 3, at_most=True)
    ('1718.675', '57.4')
    >>> number_text(Decimal("1234567.5"), grouped=True), number_text(Decimal("881.70"))
    ('1,234,567.5', '881.70')
    """
    shown = value if places < 0 else rounded(value, places)
    shown = trimmed(shown) if at_most else shown
    shown = shown.copy_abs() if shown.is_zero() else shown
    return format(shown, ",f") if grouped else format(shown, "f")


def tail(parts: Sequence[Decimal], whole: Decimal, places: int) -> Decimal:
    """Return by how much the rounded parts exceed the rounded total (尾差); 0 when they add up.

    >>> tail([Decimal("0.335")] * 3, Decimal("1.005"), 2)
    Decimal('0.01')
    """
    total = Decimal(0)
    for part in parts:
        total = WORKING.add(total, rounded(part, places))
    return WORKING.subtract(total, rounded(whole, places))


def balanced(parts: Sequence[Decimal], whole: Decimal, places: int) -> tuple[Decimal, ...]:
    """Return the parts rounded so that they add up to the rounded total (平差).

    Each part is rounded half-up; the units that are too many or missing are taken from or given
    to the parts whose rounding went farthest the other way (largest remainder), earlier ones
    first. When the difference is no mere rounding (more than a unit per part), the parts are
    only rounded.

    >>> [str(part) for part in balanced([Decimal("0.335")] * 3, Decimal("1.005"), 2)]
    ['0.33', '0.34', '0.34']
    """
    shown = [rounded(part, places) for part in parts]
    step = Decimal(1).scaleb(-places)
    units = int(tail(parts, whole, places) / step)
    if abs(units) > len(parts):
        return tuple(shown)
    sign = 1 if units > 0 else -1
    gained = [sign * (new - old) for new, old in zip(shown, parts, strict=True)]
    for index in sorted(range(len(parts)), key=lambda i: (-gained[i], i))[: abs(units)]:
        shown[index] -= sign * step
    return tuple(shown)
