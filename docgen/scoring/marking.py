"""One indicator, scored: target, actual value and weight under a rule (指标评分)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct, structs

from docgen import figures
from docgen.figures.decimals import settled
from docgen.figures.model import Quantity, Value
from docgen.figures.units import PERCENT
from docgen.findings import Finding
from docgen.report import Indicator, Text
from docgen.scoring import explanation
from docgen.scoring.actuals import Actual, measured_value
from docgen.scoring.methods import declared_rule
from docgen.scoring.model import Condition, Target
from docgen.scoring.rules import (
    ALL,
    NOTHING,
    REACHING,
    STAYING,
    exact_difference,
    exact_quotient,
    reaching_share,
    rounded_marks,
    staying_share,
    stepped_share,
)
from docgen.scoring.scheme import GradedRule, OverRule, Scheme
from docgen.scoring.target_words import DOWNWARDS, UPWARDS
from docgen.scoring.targets import SIGNS


class Asked(Struct, frozen=True):
    """What is to be scored: the row, what it is measured by, and under which scheme and year."""

    indicator: Indicator
    target: Target
    actual: Actual
    weight: Decimal
    scheme: Scheme
    year: int
    satisfaction: bool = False

    @property
    def value_text(self) -> Text:
        """Where the actual value stands, for messages."""
        return self.actual.text or self.indicator.target or Text("", (self.indicator.source,))


class Marked(Struct, frozen=True):
    """A score and how it came about: `share` is exact, `ratio` 完成率 where there is one."""

    share: Decimal | None = None
    score: Decimal | None = None
    ratio: Decimal | None = None
    rule: str = ""
    words: str = ""
    over: bool = False
    findings: tuple[Finding, ...] = ()
    tier: str = ""


class Outcome(Struct, frozen=True):
    """What one condition comes to: its share, the comparison in words, 完成率, the rule used."""

    share: Decimal
    words: str
    rule: GradedRule
    ratio: Decimal | None = None


def number_marked(asked: Asked) -> Marked:
    """Score a target with one numeric condition (数值、区间)."""
    condition = asked.target.conditions[0]
    value = asked.actual.value
    if value is None:
        return Marked()
    read = measured_value(value, condition.unit, asked.value_text)
    if read.number is None:
        return Marked(findings=read.findings)
    rule, findings = declared_rule(asked.indicator.method, rule_for(condition, asked))
    if findings:
        return Marked(findings=findings)
    return concluded_mark(
        asked,
        condition_outcome(condition, read.number, asked, rule),
        _percent_sign(value, condition),
    )


def _percent_sign(value: Value, condition: Condition) -> str:
    unit = condition.unit or (value.unit.name if isinstance(value, Quantity) else "")
    return unit if unit in ("%", "‰") else ""


def rule_for(condition: Condition, asked: Asked) -> GradedRule:
    """Return the scheme's rule for a condition: 满意度 in steps, 正向, 反向, 等于 or 区间."""
    scheme = asked.scheme
    if asked.satisfaction and condition.operator not in DOWNWARDS:
        stepped_ = scheme.satisfaction.method == "分档"
        if not stepped_ or condition.unit in ("%", "‰", "分", ""):
            return scheme.satisfaction
    if asked.target.kind == "频次" and condition.operator in UPWARDS:
        return scheme.frequency
    if condition.operator in UPWARDS:
        return scheme.positive
    if condition.operator in DOWNWARDS:
        return scheme.negative
    return scheme.interval if condition.operator == "in" else scheme.equal


def condition_outcome(
    condition: Condition, number: Decimal, asked: Asked, rule: GradedRule
) -> Outcome:
    """Return what an actual number earns against a condition, both in its unit."""
    if rule.method == "分档":
        rate = number / 100 if condition.unit in ("%", "分", "") else number / 1000
        return Outcome(stepped_share(rate, rule.steps), "按分档", rule)
    rule = _absolute_rule(rule, condition)
    return _OUTCOMES[condition.operator](condition, number, asked, rule)


def _absolute_rule(rule: GradedRule, condition: Condition) -> GradedRule:
    """Return a deduction in the unit of the target: 每超1% of a rate is 1个百分点 of it."""
    unit = figures.unit_named(condition.unit)
    if (
        rule.method != "扣分"
        or rule.per is None
        or unit.dimension not in (PERCENT.dimension, "百分点")
    ):
        return rule
    if rule.per_unit == "%":
        return structs.replace(rule, per=rule.per / unit.factor, per_unit="")
    return structs.replace(rule, per_unit="")


def _upward_outcome(condition: Condition, a: Decimal, asked: Asked, rule: GradedRule) -> Outcome:
    t = condition.low
    missed = condition.operator == ">" and a == t and rule.method == "全有或全无"
    method = rule if rule.method in REACHING else asked.scheme.positive
    share = NOTHING if missed else reaching_share(a, t, asked.weight, method)
    return Outcome(share, "", method, exact_quotient(a, t) if t > 0 else None)


def _downward_outcome(condition: Condition, a: Decimal, asked: Asked, rule: GradedRule) -> Outcome:
    t = condition.low
    missed = condition.operator == "<" and a == t and rule.method == "全有或全无"
    method = rule if rule.method in STAYING else asked.scheme.negative
    share = NOTHING if missed else staying_share(a, t, asked.weight, method)
    beyond = (
        f"超出{explanation.percent_text(exact_quotient(exact_difference(a, t), t))}"
        if a > t > 0
        else ""
    )
    return Outcome(share, beyond, method)


def _equal_outcome(condition: Condition, a: Decimal, asked: Asked, rule: GradedRule) -> Outcome:
    t = condition.low
    if t == 0:
        return Outcome(ALL if a <= 0 else NOTHING, "", rule)
    if rule.method == "全有或全无":
        return Outcome(
            ALL if a == t else NOTHING, "", rule, exact_quotient(a, t) if t > 0 else None
        )
    return _upward_outcome(condition, a, asked, rule)


def _interval_outcome(condition: Condition, a: Decimal, asked: Asked, rule: GradedRule) -> Outcome:
    low, high = condition.low, condition.high if condition.high is not None else condition.low
    if low <= a <= high:
        return Outcome(ALL, "", rule)
    if rule.method == "全有或全无":
        return Outcome(NOTHING, "", rule)
    if rule.method != "两侧":
        share = (
            reaching_share(a, low, asked.weight, rule)
            if a < low and rule.method in REACHING
            else staying_share(a, high, asked.weight, rule)
            if a > high and rule.method in STAYING
            else NOTHING
        )
        return Outcome(share, "", rule)
    if a < low:
        return Outcome(
            reaching_share(a, low, asked.weight, asked.scheme.positive), "低于下限", rule
        )
    return Outcome(staying_share(a, high, asked.weight, asked.scheme.negative), "高于上限", rule)


_OUTCOMES: Mapping[str, Callable[[Condition, Decimal, Asked, GradedRule], Outcome]]
_OUTCOMES = MappingProxyType(
    {
        ">=": _upward_outcome,
        ">": _upward_outcome,
        "<=": _downward_outcome,
        "<": _downward_outcome,
        "=": _equal_outcome,
        "in": _interval_outcome,
    }
)


def concluded_mark(
    asked: Asked, found: Outcome, suffix: str, number: Decimal | None = None
) -> Marked:
    """Return the score of an outcome, rounded once, over-achievement judged, explained."""
    scheme, condition = asked.scheme, asked.target.conditions[0]
    value = asked.actual.value
    if number is None:
        number = measured_value(value, condition.unit, asked.value_text).number if value else None
    over = is_exceeded(found.ratio, scheme.over)
    score = rounded_marks(found.share, asked.weight, scheme.score_places)
    if over and scheme.over.treatment == "扣分":
        score = max(NOTHING, score - scheme.over.points)
    words = [comparison_words(condition, number or NOTHING, suffix)]
    if found.ratio is not None:
        words.append(f"完成率{explanation.percent_text(found.ratio)}")
    if found.words:
        words.append(found.words)
    words.append(
        _won_marks(score, asked.weight, found.share, over=over)
        + explanation.cited_origin(found.rule.origin)
    )
    tail = f"；{explanation.over_line(scheme.over)}" if over else ""
    ratio = None if found.ratio is None else settled(found.ratio)
    return Marked(found.share, score, ratio, found.rule.method, "，".join(words) + tail, over)


def is_exceeded(ratio: Decimal | None, rule: OverRule) -> bool:
    """Tell whether 完成率 reaches the threshold of over-achievement."""
    return ratio is not None and rule.threshold is not None and ratio >= rule.threshold


def _won_marks(score: Decimal, weight: Decimal, share: Decimal, *, over: bool) -> str:
    if score == weight and share < 1 and not over:
        return f"四舍五入得{explanation.readable_number(score)}分"
    return explanation.earned_marks(score, weight)


def comparison_words(condition: Condition, number: Decimal, suffix: str = "") -> str:
    """Return how an actual number stands to its target: 57.4449 ≥ 40, 3 < 2—12."""
    a, t = explanation.readable_number(number), explanation.readable_number(condition.low)
    if condition.high is not None:
        inside = condition.low <= number <= condition.high
        bounds = f"{t}{suffix}—{explanation.readable_number(condition.high)}{suffix}"
        return f"{a}{suffix} {'在' if inside else '不在'} {bounds} 之内"
    return f"{a}{suffix} {_comparison_sign(condition, number)} {t}{suffix}"


def _comparison_sign(condition: Condition, number: Decimal) -> str:
    low, operator = condition.low, condition.operator
    if number == low:
        return {">=": "≥", "<=": "≤"}.get(operator, "=")
    if number > low:
        return SIGNS[operator].replace("＞", ">") if operator in UPWARDS else ">"
    return SIGNS[operator].replace("＜", "<") if operator in DOWNWARDS else "<"
