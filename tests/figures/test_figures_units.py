from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.figures import convert, same_dimension, unit_named
from docgen.figures.model import Quantity
from docgen.figures.units import (
    UNITS,
    UnitError,
    add,
    declared_quantity,
    divide,
    meant_unit,
    multiply,
    percent_share,
    subtract,
)

_WORDS = (
    "元 万元 亿元 ‰ % 个百分点 平方米 万平方米 公顷 亩 个 家 项 户 人",
    "人次 次 台 万台 公里 米 吨 万吨 元/亩 万吨/日",
)
ISSUE_UNITS = [word for line in _WORDS for word in line.split()]
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=6)


def q(number: str, unit: str) -> Quantity:
    return Quantity(Decimal(number), unit_named(unit))


@pytest.mark.parametrize("name", ISSUE_UNITS)
def test_every_unit_of_the_field_is_known(name: str) -> None:
    assert unit_named(name).known


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (q("1", "亿元"), "万元", "10000"),
        (q("881.70", "公顷"), "亩", "13225.5"),
        (q("12.06", "亩"), "公顷", "0.804"),
        (q("57.4449", "万平方米"), "平方米", "574449"),
        (q("11.4", "%"), "‰", "114"),
        (q("3", "公里"), "米", "3000"),
        (q("1", "万吨/日"), "吨/日", "10000"),
        (q("1", "亩"), "平方米", "666.6666666666666666666666666666666666667"),
    ],
)
def test_units_of_one_dimension_convert(amount: Quantity, unit: str, expected: str) -> None:
    assert convert(amount, unit_named(unit)).number == Decimal(expected)


@pytest.mark.parametrize(
    ("one", "other"), [("万元", "亩"), ("%", "个百分点"), ("%", ""), ("个", "家"), ("坨", "个")]
)
def test_units_of_two_dimensions_do_not_convert(one: str, other: str) -> None:
    assert not same_dimension(unit_named(one), unit_named(other))
    with pytest.raises(ValueError, match="不能换算"):
        convert(q("1", one), unit_named(other))


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("万远", "万元"),
        ("亿圆", "亿元"),
        ("万园/亩", "万元/亩"),
        ("平方来", "平方米"),
        ("工作曰", "工作日"),
        ("千瓦寸", "千瓦时"),
        ("平米", "平方米"),
        ("公倾", "公顷"),
        ("元万", "万元"),
        ("个百分", "个百分点"),
        ("万平米", "万平方米"),
    ],
)
def test_a_slip_of_a_known_unit_is_recognised(slip: str, right: str) -> None:
    assert meant_unit(slip) == right


@pytest.mark.parametrize(
    "word", ["坨", "万羽", "盏", "标箱", "万元", "", "畦", "桩", "万丛", "宗地"]
)
def test_a_word_of_its_own_is_no_slip(word: str) -> None:
    assert meant_unit(word) is None


@given(AMOUNTS, st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_converting_there_and_back_changes_nothing(number: Decimal, one: str, other: str) -> None:
    start, unit = Quantity(number, unit_named(one)), unit_named(other)
    if not same_dimension(start.unit, unit):
        return
    back = convert(convert(start, unit), start.unit).number
    assert abs(back - number) <= abs(number) * Decimal("1e-25")


@given(AMOUNTS, AMOUNTS, st.sampled_from(["元", "万元", "亿元"]), st.sampled_from(["元", "万元"]))
def test_the_order_of_a_sum_does_not_matter(a: Decimal, b: Decimal, one: str, other: str) -> None:
    left, right = Quantity(a, unit_named(one)), Quantity(b, unit_named(other))
    assert (
        convert(add(left, right), unit_named("元")).number
        == convert(add(right, left), unit_named("元")).number
    )


def test_the_difference_of_two_rates_is_in_percentage_points() -> None:
    difference = subtract(q("11.4", "%"), q("11.1", "%"))
    assert (difference.number, difference.unit.name) == (Decimal("0.3"), "个百分点")


def test_a_rate_and_percentage_points_give_a_rate() -> None:
    assert add(q("11.1", "%"), q("0.3", "个百分点")).unit.name == "%"


def test_a_pure_number_and_a_rate_give_a_rate() -> None:
    assert convert(add(q("1", ""), q("11.4", "%")), unit_named("%")).number == Decimal("111.4")


@pytest.mark.parametrize(
    ("product", "unit", "expected"),
    [
        (multiply(q("15", "元/平方米"), q("57.4449", "万平方米")), "万元", "861.6735"),
        (multiply(q("38", "万元"), q("20", "家")), "万元", "760"),
        (multiply(q("1840", "万元"), q("93.5", "%")), "万元", "1720.4"),
        (divide(q("760", "万元"), q("4", "")), "万元", "190"),
        (divide(q("861.6735", "万元"), q("57.4449", "万平方米")), "元/平方米", "15"),
    ],
)
def test_units_take_part_in_products(product: Quantity, unit: str, expected: str) -> None:
    assert convert(product, unit_named(unit)).number == Decimal(expected)


def test_money_times_land_is_refused() -> None:
    with pytest.raises(UnitError):
        multiply(q("15", "万元"), q("3", "亩"))


def test_a_quotient_per_head_may_be_declared_plain_money() -> None:
    assert (
        declared_quantity(divide(q("760", "万元"), q("20", "家")), unit_named("万元")).number == 38
    )


def test_percentage_points_cannot_be_declared_a_rate() -> None:
    with pytest.raises(UnitError):
        declared_quantity(subtract(q("11.4", "%"), q("11.1", "%")), unit_named("%"))


def test_a_share_is_a_rate() -> None:
    assert percent_share(q("0.5", "亿元"), q("1", "万元")).number == Decimal(500000)
