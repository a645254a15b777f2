"""Rounded parts and their rounded total (尾差与平差)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from docgen.figures.decimals import WORKING, rounded


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
