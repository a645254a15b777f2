"""Laws of scoring: bounds, monotony, order, units, sums, one rounding."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoring import scoring_kit as kit

from docgen.scoring import scheme_named, shipped_schemes
from docgen.scoring.execution import execution_score as executed

SCHEMES = shipped_schemes()
quick = settings(max_examples=60, deadline=None)
numbers = st.decimals(min_value=0, max_value=2000, places=4)
targets = st.decimals(min_value=Decimal("0.0001"), max_value=2000, places=4)
weights = st.integers(min_value=1, max_value=30)
schemes = st.sampled_from(SCHEMES)
operators = st.sampled_from(["≥", "≤", "=", ">", "<"])


def half_up(value: Fraction) -> Decimal:
    """A second way to round: by integers, from the exact fraction."""
    hundredths = (abs(value) * 200 + 1) // 2
    return Decimal(int(hundredths)) / 100 * (1 if value >= 0 else -1)


@quick
@given(operators, numbers, targets, weights, st.sampled_from(SCHEMES))
def test_a_score_lies_between_nothing_and_its_weight(
    operator: str, a: Decimal, t: Decimal, w: int, scheme: str
) -> None:
    row = kit.scored(f"{operator}{t}", str(a), str(w), scheme=scheme).row
    assert 0 <= row.score <= w
    assert row.score == row.score.quantize(Decimal("0.01"))


@quick
@given(st.sampled_from(["≥", "≤"]), st.tuples(numbers, numbers), targets, weights, schemes)
def test_doing_better_never_scores_less(
    operator: str, actual: tuple[Decimal, Decimal], t: Decimal, w: int, scheme: str
) -> None:
    worse, better = sorted(actual, reverse=operator == "≤")
    scores = [
        kit.scored(f"{operator}{t}", str(a), str(w), scheme=scheme).row.score
        for a in (worse, better)
    ]
    assert scores[0] <= scores[1]


@quick
@given(numbers, targets, weights)
def test_a_positive_score_is_rounded_once_from_the_exact_quotient(
    a: Decimal, t: Decimal, w: int
) -> None:
    row = kit.scored(f"≥{t}", str(a), str(w)).row
    exact = min(Fraction(a) / Fraction(t), Fraction(1)) * w
    assert row.score == half_up(exact)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 60), st.integers(1, 60), st.decimals(min_value=0, max_value=5, places=2),
    st.sampled_from([("≥", "财预2020-10"), ("≤", "财预2020-10"), ("≤", "湖北2020")]),
)  # fmt: skip
def test_a_tie_is_rounded_up_although_the_quotient_never_ends(
    a: int, t: int, w: Decimal, rule: tuple[str, str]
) -> None:
    operator, scheme = rule
    row = kit.scored(f"{operator}{t}", str(a), str(w), scheme=scheme).row
    exact = Fraction(1)
    if operator == "≥":
        exact = min(exact, Fraction(a, t))
    elif a > t:
        exact = Fraction(t, a) if scheme == "湖北2020" else max(Fraction(0), 2 - Fraction(a, t))
    assert row.score == half_up(exact * Fraction(w))


@quick
@given(numbers, targets, weights)
def test_a_negative_score_falls_in_a_line_to_twice_the_target(
    a: Decimal, t: Decimal, w: int
) -> None:
    row = kit.scored(f"≤{t}", str(a), str(w)).row
    over = (Fraction(a) - Fraction(t)) / Fraction(t)
    assert row.score == half_up(max(Fraction(0), min(Fraction(1), 1 - over)) * w)


@quick
@given(numbers, targets, weights)
def test_a_ratio_score_is_the_target_over_the_actual(a: Decimal, t: Decimal, w: int) -> None:
    row = kit.scored(f"≤{t}", str(a), str(w), scheme="湖北2020").row
    exact = Fraction(1) if a <= t else Fraction(t) / Fraction(a)
    assert row.score == half_up(exact * w)


@quick
@given(
    numbers, targets, weights,
    st.sampled_from([
        ("公顷", "亩", 15), ("万元", "元", 10000), ("亿元", "万元", 10000), ("公里", "米", 1000),
        ("万平方米", "平方米", 10000), ("%", "‰", 10), ("吨", "公斤", 1000),
    ]),
)  # fmt: skip
def test_converting_units_changes_nothing(
    a: Decimal, t: Decimal, w: int, units: tuple[str, str, int]
) -> None:
    large, small, factor = units
    for operator in ("≥", "≤"):
        plain = kit.scored(f"{operator}{t}{large}", f"{a}{large}", str(w)).row
        other = kit.scored(f"{operator}{t}{large}", f"{a * factor}{small}", str(w)).row
        back = kit.scored(f"{operator}{t * factor}{small}", f"{a}{large}", str(w)).row
        assert plain.score == other.score == back.score


@quick
@given(
    st.lists(st.tuples(operators, numbers, targets, weights), min_size=1, max_size=6), st.randoms()
)
def test_the_total_is_the_sum_and_does_not_depend_on_order(
    rows: list[tuple[str, Decimal, Decimal, int]], random: Random
) -> None:
    made = [
        kit.indicator(f"指标{n}", target=f"{op}{t}", actual=str(a), weight=str(w))
        for n, (op, a, t, w) in enumerate(rows)
    ]
    shuffled = random.sample(made, len(made))
    forms = [
        kit.whole(kit.report(kit.project(order, (kit.money("300", "200"),))))
        .appraisal.forms[0]
        for order in (made, shuffled)
    ]  # fmt: skip
    first, second = forms
    assert first.total == second.total == first.execution.score + sum(r.score for r in first.rows)
    assert first.grade == second.grade
    assert first.full_marks == 10 + sum(w for *_, w in rows)


@quick
@given(targets, numbers)
def test_the_execution_score_is_rounded_once_and_capped(budget: Decimal, spent: Decimal) -> None:
    scheme, _ = scheme_named("财预2020-10")
    assert scheme is not None
    done = executed(budget, spent, scheme, finished=False)
    assert done.computed == half_up(min(Fraction(spent) / Fraction(budget), Fraction(1)) * 10)
    assert done.exact <= 10


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("executed_sum", ["0", "30", "60", "79.99", "80", "95", "100", "140"])
def test_the_execution_score_never_leaves_its_bounds(name: str, executed_sum: str) -> None:
    scheme, _ = scheme_named(name)
    assert scheme is not None
    done = executed(Decimal(100), Decimal(executed_sum), scheme, finished=False)
    assert 0 <= done.score <= scheme.execution.weight


def test_the_second_way_to_round_is_half_up() -> None:
    assert half_up(Fraction(1, 8)) == Decimal("0.13")
    assert Decimal("0.125").quantize(Decimal("0.01"), ROUND_HALF_UP) == half_up(Fraction(1, 8))
