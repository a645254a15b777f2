"""Calculation with units (带单位的运算): what may be added, multiplied and compared.

A rate minus a rate is 个百分点; money ÷ 亩 is 万元/亩; a count times money is money.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from docgen.figures.decimals import WORKING, settled, trimmed
from docgen.figures.model import Moment, Quantity, Rank, Unit, Value, Wording
from docgen.figures.units import (
    PERCENT,
    POINTS,
    PURE,
    compound_unit,
    convert,
    is_countable,
    same_dimension,
    unit_named,
)


class UnitError(Exception):
    """Two quantities whose units do not go together (单位不同)."""


def add(one: Quantity, other: Quantity) -> Quantity:
    """Return the sum, in the unit of the first; UnitError when the units do not convert.

    >>> from docgen.figures.units import unit_named
    >>> small, large = unit_named("万元"), unit_named("亿元")
    >>> add(Quantity(Decimal(760), small), Quantity(Decimal(1), large)).number
    Decimal('10760')
    """
    return _signed_sum(one, other, Decimal(1))


def subtract(one: Quantity, other: Quantity) -> Quantity:
    """Return the difference; that of two rates (%) is 个百分点.

    >>> subtract(Quantity(Decimal("11.4"), PERCENT), Quantity(Decimal("11.1"), PERCENT)).unit.name
    '个百分点'
    """
    result = _signed_sum(one, other, Decimal(-1))
    if one.unit.dimension == other.unit.dimension == PERCENT.dimension:
        return Quantity(WORKING.divide(_exact_base(result), POINTS.factor), POINTS)
    return result


def _signed_sum(one: Quantity, other: Quantity, sign: Decimal) -> Quantity:
    unit = _common_unit(one.unit, other.unit)
    if unit is None:
        raise UnitError
    right = WORKING.multiply(_number_in(other, unit), sign)
    return Quantity(WORKING.add(_number_in(one, unit), right), unit)


_MIXED = {PURE.dimension, PERCENT.dimension}, {PERCENT.dimension, POINTS.dimension}


def _common_unit(one: Unit, other: Unit) -> Unit | None:
    """Return the unit of a sum: rates go with pure numbers (1 + 11.4%) and with 百分点."""
    if same_dimension(one, other):
        return one
    if {one.dimension, other.dimension} in _MIXED:
        return one if one.dimension == PERCENT.dimension else other
    return None


def _number_in(quantity: Quantity, unit: Unit) -> Decimal:
    if quantity.unit.factor == unit.factor:
        return quantity.number
    return WORKING.divide(WORKING.multiply(quantity.number, quantity.unit.factor), unit.factor)


def multiply(one: Quantity, other: Quantity) -> Quantity:
    """Return the product; UnitError when it would be, say, 万元 × 亩.

    >>> from docgen.figures.units import unit_named
    >>> price, area = unit_named("元/平方米"), unit_named("万平方米")
    >>> product = multiply(Quantity(Decimal(15), price), Quantity(Decimal("57.4449"), area))
    >>> convert(product, unit_named("万元")).number
    Decimal('861.6735')
    """
    for left, right in ((one, other), (other, one)):
        if (cancelled := _cancelled_product(left, right)) is not None:
            return cancelled
    for left, right in ((one, other), (other, one)):
        if right.unit.dimension in (PERCENT.dimension, PURE.dimension):
            return Quantity(WORKING.multiply(left.number, _exact_base(right)), left.unit)
    for left, right in ((one, other), (other, one)):
        if is_countable(right.unit):
            return Quantity(WORKING.multiply(left.number, _exact_base(right)), left.unit)
    raise UnitError


def _exact_base(quantity: Quantity) -> Decimal:
    return WORKING.multiply(quantity.number, quantity.unit.factor)


def _cancelled_product(left: Quantity, right: Quantity) -> Quantity | None:
    """Return 15元/平方米 × 57万平方米 as 元, or None when there is nothing to cancel."""
    above, slash, below = left.unit.dimension.partition("/")
    if not slash or below != right.unit.dimension:
        return None
    name = left.unit.name.partition("/")[0]
    unit = unit_named(name)
    if unit.dimension != above:
        return None
    base = WORKING.multiply(_exact_base(left), _exact_base(right))
    return Quantity(WORKING.divide(base, unit.factor), unit)


def divide(one: Quantity, other: Quantity) -> Quantity:
    """Return the quotient; ZeroDivisionError when the divisor is nothing.

    >>> from docgen.figures.units import unit_named
    >>> money, count = unit_named("万元"), unit_named("家")
    >>> divide(Quantity(Decimal(1840), money), Quantity(Decimal(20), count)).unit.name
    '万元/家'
    """
    if not other.number:
        raise ZeroDivisionError
    if same_dimension(one.unit, other.unit):
        return Quantity(WORKING.divide(_exact_base(one), _exact_base(other)), PURE)
    if other.unit.dimension in (PURE.dimension, PERCENT.dimension):
        return Quantity(WORKING.divide(one.number, _exact_base(other)), one.unit)
    if not one.unit.dimension or "/" in one.unit.dimension or "/" in other.unit.dimension:
        raise UnitError
    return Quantity(WORKING.divide(one.number, other.number), compound_unit(one.unit, other.unit))


def quantity_total(quantities: Iterable[Quantity]) -> Quantity:
    """Return the sum (合计) of at least one quantity, in the unit of the first."""
    first, *rest = quantities
    result = Quantity(first.number, first.unit)
    for quantity in rest:
        result = add(result, quantity)
    return result


def percent_share(part: Quantity, whole: Quantity) -> Quantity:
    """Return part ÷ whole in % (占比、完成率); UnitError, ZeroDivisionError.

    >>> percent_share(Quantity(Decimal(110), PURE), Quantity(Decimal(200), PURE)).number
    Decimal('55')
    """
    if not same_dimension(part.unit, whole.unit):
        raise UnitError
    return convert_rate(divide(part, whole))


def growth_rate(now: Quantity, before: Quantity) -> Quantity:
    """Return the growth rate (增长率) in %: (本年 − 上年) ÷ |上年|.

    >>> growth_rate(Quantity(Decimal("111.4"), PURE), Quantity(Decimal(100), PURE)).number
    Decimal('11.4')
    """
    if not same_dimension(now.unit, before.unit):
        raise UnitError
    change = WORKING.subtract(_exact_base(now), _exact_base(before))
    base = _exact_base(before)
    if not base:
        raise ZeroDivisionError
    return convert_rate(Quantity(WORKING.divide(change, base.copy_abs()), PURE))


def convert_rate(ratio: Quantity) -> Quantity:
    """Return a pure ratio in %."""
    return Quantity(trimmed(settled(WORKING.multiply(ratio.number, Decimal(100)))), PERCENT)


def declared_quantity(quantity: Quantity, unit: Unit) -> Quantity:
    """Return a computed quantity in the unit its author declares (单位); UnitError if none fits.

    A ratio may be declared %, and 万元/家 simply 万元, as people write 户均.
    """
    if same_dimension(quantity.unit, unit):
        return convert(quantity, unit)
    if not quantity.unit.dimension and unit.dimension == PERCENT.dimension:
        return Quantity(WORKING.divide(_exact_base(quantity), unit.factor), unit, quantity.places)
    if not quantity.unit.dimension and is_countable(unit):
        return Quantity(WORKING.divide(_exact_base(quantity), unit.factor), unit, quantity.places)
    above, _, below = quantity.unit.dimension.partition("/")
    if above == unit.dimension and below and is_countable(Unit(below, below)):
        return Quantity(WORKING.divide(_exact_base(quantity), unit.factor), unit)
    raise UnitError


def value_order(one: Value, other: Value) -> int:
    """Return −1, 0 or 1 as `one` is less than, equal to or more than `other`; UnitError."""
    left, right = _sort_keys(one, other)
    return (left > right) - (left < right)


def _sort_keys(one: Value, other: Value) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        if _common_unit(one.unit, other.unit) is None or _is_careless(one, other):
            raise UnitError
        return (settled(_exact_base(one)),), (settled(_exact_base(other)),)
    if isinstance(one, Rank) and isinstance(other, Rank):
        return (Decimal(one.number),), (Decimal(other.number),)
    if isinstance(one, Moment) and isinstance(other, Moment):
        left, right = _date_parts(one), _date_parts(other)
        if [part is None for part in left] == [part is None for part in right]:
            return _numbers(left), _numbers(right)
    raise UnitError


def _is_careless(one: Quantity, other: Quantity) -> bool:
    """Tell whether a rate is compared with a plain number such as 90, which must be 90%."""
    dimensions = {one.unit.dimension, other.unit.dimension}
    if dimensions == {PERCENT.dimension, POINTS.dimension}:
        return True
    plain = one if not one.unit.dimension else other
    return dimensions == _MIXED[0] and plain.places >= 0 and abs(_exact_base(plain)) > 1


def _date_parts(moment: Moment) -> tuple[int | None, ...]:
    return (moment.year, moment.month, moment.day)


def _numbers(parts: tuple[int | None, ...]) -> tuple[Decimal, ...]:
    return tuple(Decimal(part) for part in parts if part is not None)


def are_equal(one: Value, other: Value) -> bool:
    """Tell whether two values are the same; text is compared with text."""
    if isinstance(one, Wording) or isinstance(other, Wording):
        if not (isinstance(one, Wording) and isinstance(other, Wording)):
            raise UnitError
        return one.text.strip() == other.text.strip()
    return value_order(one, other) == 0
