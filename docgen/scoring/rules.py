"""The arithmetic of a score (评分方法): exact, one function per method.

Each returns the *share* of the weight that is earned, between 0 and 1 and never rounded; the
score is rounded once, by `form`. `a` is the actual value, `t` the target, in the same unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_FLOOR, Decimal
from types import MappingProxyType

from msgspec import structs

from docgen.figures.decimals import WORKING, rounded, settled, trimmed
from docgen.figures.names import folded
from docgen.findings import Finding, error
from docgen.patterns import lazy_pattern
from docgen.report import Text
from docgen.scoring.scheme import GradedRule, Origin, Step

NOTHING, ALL = Decimal(0), Decimal(1)


def exact_quotient(a: Decimal, t: Decimal) -> Decimal:
    """Return `a ÷ t` with 60 digits; 20 of them are there to be healed by `marks`.

    >>> exact_quotient(Decimal("57.4449"), Decimal(40))
    Decimal('1.4361225')
    """
    return WORKING.divide(a, t)


def exact_difference(one: Decimal, other: Decimal) -> Decimal:
    """Return `one − other` with 60 digits: Python's own `-` keeps only 28."""
    return WORKING.subtract(one, other)


def rounded_marks(share: Decimal, weight: Decimal, places: int) -> Decimal:
    """Return the score: `share` of `weight`, rounded half-up once, without trailing zeros.

    >>> rounded_marks(exact_quotient(Decimal(2), Decimal(3)), Decimal(10), 2)
    Decimal('6.67')
    """
    return trimmed(rounded(settled(WORKING.multiply(share, weight)), places))


def proportional_share(a: Decimal, t: Decimal) -> Decimal:
    """正向，按比例: all when reached, else `a ÷ t`; a negative `a` earns nothing.

    A target of nothing is reached by anything that is not below it.

    >>> proportional_share(Decimal(38), Decimal(40)), proportional_share(Decimal(-3), Decimal(10))
    (Decimal('0.95'), Decimal('0'))
    """
    if a >= t:
        return ALL
    return max(NOTHING, exact_quotient(a, t)) if t > 0 else NOTHING


def gated_share(a: Decimal, t: Decimal, gate: Decimal) -> Decimal:
    """正向，及格门槛: (完成率 − 门槛) ÷ (1 − 门槛), nothing below the gate (101号).

    >>> gated_share(Decimal(90), Decimal(100), Decimal("0.6"))
    Decimal('0.75')
    """
    rate = proportional_share(a, t)
    return (
        NOTHING
        if rate < gate
        else exact_quotient(exact_difference(rate, gate), exact_difference(ALL, gate))
    )


def linear_share(a: Decimal, t: Decimal, zero_at: Decimal) -> Decimal:
    """反向，线性: all up to the target, then falling to nothing at `zero_at` times the target.

    >>> linear_share(Decimal(120), Decimal(100), Decimal(2))
    Decimal('0.8')
    """
    if a <= t:
        return ALL
    span, excess = WORKING.multiply(exact_difference(zero_at, ALL), t), exact_difference(a, t)
    return (
        NOTHING
        if span <= 0 or excess >= span
        else exact_difference(ALL, exact_quotient(excess, span))
    )


def inverse_share(a: Decimal, t: Decimal) -> Decimal:
    """反向，比值: all up to the target, then `t ÷ a`.

    >>> inverse_share(Decimal(180), Decimal(90))
    Decimal('0.5')
    """
    if a <= t:
        return ALL
    return exact_quotient(t, a) if t > 0 else NOTHING


def stepped_share(rate: Decimal, steps: Iterable[Step]) -> Decimal:
    """分档: the share of the step in which `rate` lies.

    >>> steps = (Step(Decimal("0.9"), ALL), Step(Decimal(0), NOTHING, Decimal("0.9")))
    >>> stepped_share(Decimal("0.9"), steps), stepped_share(Decimal("0.8999"), steps)
    (Decimal('1'), Decimal('0'))
    """
    for step in steps:
        if rate >= step.low and (step.high is None or rate < step.high):
            return step.share
    return NOTHING


def deducted_share(excess: Decimal, per: Decimal, points: Decimal, weight: Decimal) -> Decimal:
    """扣分: `points` off for each full `per` of `excess` (每超1%扣0.5分), never below nothing.

    What does not fill a whole `per` takes nothing off (不足一个单位的不扣).

    >>> deducted_share(Decimal("0.035"), Decimal("0.01"), Decimal("0.5"), Decimal(10))
    Decimal('0.85')
    """
    if excess <= 0 or weight <= 0:
        return ALL
    times = settled(exact_quotient(excess, per)).to_integral_value(rounding=ROUND_FLOOR)
    return max(NOTHING, exact_difference(ALL, exact_quotient(times * points, weight)))


def _deduction_share(excess: Decimal, t: Decimal, weight: Decimal, rule: GradedRule) -> Decimal:
    per, points = rule.per or ALL, rule.points or NOTHING
    relative = rule.per_unit == "%" and t != 0
    return deducted_share(
        exact_quotient(excess, abs(t)) if relative else excess, per, points, weight
    )


def reaching_share(a: Decimal, t: Decimal, weight: Decimal, rule: GradedRule) -> Decimal:
    """Return the share for a target that is to be reached (正向, ≥), by the method of `rule`.

    >>> from docgen.scoring.scheme import Origin
    >>> reaching_share(Decimal(1), Decimal(8), Decimal(1), GradedRule(Origin(""), "比例"))
    Decimal('0.125')
    """
    if a >= t:
        return stepped_share(a, rule.steps) if rule.method == "分档" else ALL
    return _REACHING[rule.method](a, t, weight, rule)


def staying_share(a: Decimal, t: Decimal, weight: Decimal, rule: GradedRule) -> Decimal:
    """Return the share for a target that is not to be passed (反向, ≤), by the method of `rule`.

    >>> from docgen.scoring.scheme import Origin
    >>> staying_share(Decimal(100), Decimal(90), Decimal(8), GradedRule(Origin(""), "比值"))
    Decimal('0.9')
    """
    return ALL if a <= t else _STAYING[rule.method](a, t, weight, rule)


Method = Callable[[Decimal, Decimal, Decimal, GradedRule], Decimal]
_REACHING: Mapping[str, Method] = MappingProxyType(
    {
        "比例": lambda a, t, _w, _r: proportional_share(a, t),
        "及格门槛": lambda a, t, _w, r: gated_share(a, t, r.gate or NOTHING),
        "全有或全无": lambda _a, _t, _w, _r: NOTHING,
        "分档": lambda a, _t, _w, r: stepped_share(a, r.steps),
        "扣分": lambda a, t, w, r: _deduction_share(exact_difference(t, a), t, w, r),
    }
)
_STAYING: Mapping[str, Method] = MappingProxyType(
    {
        "线性": lambda a, t, _w, r: linear_share(a, t, r.zero_at or ALL),
        "比值": lambda a, t, _w, _r: inverse_share(a, t),
        "全有或全无": lambda _a, _t, _w, _r: NOTHING,
        "扣分": lambda a, t, w, r: _deduction_share(exact_difference(a, t), t, w, r),
    }
)
REACHING, STAYING = tuple(_REACHING), tuple(_STAYING)


_DEDUCTION = lazy_pattern(
    r"每(?:超过?|超出|高于?|多|低于?|少于?|差|减少|降低|下降|增加|逾期|延迟|推迟|晚)"
    r"(?P<per>\d+(?:\.\d+)?)(?P<unit>个百分点|%|[\u4e00-\u9fff]{0,4}?)[,，]?扣(?:减|除)?"
    r"(?P<points>\d+(?:\.\d+)?)分?(?:[,，]扣完为止)?"
)
_GATE = lazy_pattern(r"(?:及格)?门槛(?P<gate>\d+(?:\.\d+)?)%|及格门槛")
_SPOKEN = {
    "直接赋分": "全有或全无",
    "按比例": "比例",
    "完成比例": "比例",
    "线性到两倍": "线性",
    "反比": "比值",
}
_WORDS = "指标的评分方法"


def indicator_rule(method: Text | None, rule: GradedRule) -> GradedRule | Finding:
    """Return the rule that a 评分方法 asks for, or the scheme's own (`rule`); else the 错误."""
    if method is None or not method.content.strip():
        return rule
    words = "".join(folded(method.content).split()).strip("。;,")
    found = _deduction_rule(words, method) or _named_rule(words, method, rule)
    if found is not None:
        return found
    known = "、".join(dict.fromkeys((*REACHING, *STAYING)))
    message = f"没有“{words}”这种评分方法"
    advice = f"可以写：{known}，或 每超1%扣0.5分 这样的话"
    return error("SCO22", method.source, message, advice)


def _deduction_rule(words: str, method: Text) -> GradedRule | None:
    match = _DEDUCTION.fullmatch(words)
    if match is None or Decimal(match["per"]) == 0:
        return None
    unit = match["unit"]
    per = Decimal(match["per"]) / 100 if unit == "%" else Decimal(match["per"])
    origin = Origin(f"{_WORDS}：{words}", source=method.source)
    return GradedRule(origin, "扣分", per=per, per_unit=unit, points=Decimal(match["points"]))


def _named_rule(words: str, method: Text, rule: GradedRule) -> GradedRule | None:
    origin = Origin(f"{_WORDS}：{words}", source=method.source)
    gate = _GATE.fullmatch(words)
    if gate is not None:
        share = Decimal(gate["gate"]) / 100 if gate["gate"] else rule.gate
        return None if share is None or share >= 1 else GradedRule(origin, "及格门槛", gate=share)
    name = _SPOKEN.get(words, words)
    if name == "线性":
        # What is not said again is as the scheme has it; twice the target where it has nothing.
        return GradedRule(origin, name, zero_at=rule.zero_at or Decimal(2))
    if name in ("比例", "比值", "全有或全无"):
        return structs.replace(rule, origin=origin, method=name)
    return None
