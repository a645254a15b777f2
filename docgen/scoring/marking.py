"""One indicator, scored: target, actual value and weight under a rule (指标评分).

One function per kind of target says what it comes to: 数值 and 区间, 频次, 日期, 是否, 复合;
all of them are scored in one way. What its author judges (定性) has its marks from them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct, structs

from docgen.figures.decimals import rounded, settled, trimmed
from docgen.figures.model import Moment, Pending, Period, Quantity, Series, Value, Wording
from docgen.figures.names import folded
from docgen.figures.units import PERCENT, same_dimension, unit_named
from docgen.findings import Finding, error
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, Text
from docgen.scoring import explanation
from docgen.scoring.actuals import Actual, measured_number
from docgen.scoring.model import Condition, IndicatorResult, Target
from docgen.scoring.rules import (
    ALL,
    NOTHING,
    REACHING,
    STAYING,
    deducted_share,
    exact_difference,
    exact_quotient,
    indicator_rule,
    reaching_share,
    rounded_marks,
    staying_share,
    stepped_share,
)
from docgen.scoring.scheme import GradedRule, OverRule, Scheme
from docgen.scoring.target_dates import PER_YEAR, date_target, frequency_target
from docgen.scoring.target_numbers import DOWNWARDS, UPWARDS, fact_wanted, plain_target

_JUDGED = lazy_pattern(
    r"(?P<tier>[^\d，,、:：;；]*?)[，,、:：;；\s]*(?:(?P<marks>-?\d+(?:\.\d+)?)\s*分?)?"
)
_RELATIVE_YEARS = {"次年": 1, "翌年": 1, "明年": 1, "上年": -1, "去年": -1}


class Asked(Struct, frozen=True):
    """What is to be scored: the row, what it is measured by, and under which scheme and year."""

    row: IndicatorResult
    indicator: Indicator
    target: Target
    actual: Actual
    scheme: Scheme
    year: int

    @property
    def weight(self) -> Decimal:
        """The most that can be earned."""
        return self.row.weight

    @property
    def value_text(self) -> Text:
        """Where the actual value stands, for messages."""
        return self.actual.text or self.indicator.target or Text("", (self.indicator.source,))


class ScoredRow(Struct, frozen=True):
    """A row and what is wrong with it."""

    result: IndicatorResult
    findings: tuple[Finding, ...] = ()


class Outcome(Struct, frozen=True):
    """What one condition comes to: its exact share of the weight, in words, by which rule.

    `ratio` is 完成率, `compared` says how the actual number stands to the target: 57.4449 ≥ 40.
    """

    share: Decimal
    words: str
    rule: GradedRule
    ratio: Decimal | None = None
    compared: str = ""


class UnmarkedError(Exception):
    """Nothing can be scored: `findings` say why, none where another place says so."""

    def __init__(self, *findings: Finding) -> None:
        """Keep the findings; `marked_row` catches them."""
        super().__init__()
        self.findings = findings


def marked_row(asked: Asked) -> ScoredRow:
    """Return a row scored by the kind of its target: 定性 by its 自评, the others by 完成值."""
    row, kind = asked.row, asked.target.kind
    if isinstance(asked.actual.value, Pending):
        return ScoredRow(structs.replace(row, explanation="完成值待填"))
    judged = kind == "定性" or (kind == "是否" and is_judged(asked))
    try:
        if judged:
            return ScoredRow(judged_row(asked))
        return ScoredRow(earned_row(asked, _OUTCOMES[kind](asked)) if kind in _OUTCOMES else row)
    except UnmarkedError as error:
        return ScoredRow(structs.replace(row, rule="定性" if judged else ""), error.findings)


def scored_value(asked: Asked) -> Value:
    """Return the one value that is scored; UnmarkedError where there is none, or several."""
    if asked.actual.value is not None:
        return asked.actual.value
    if len(asked.actual.others) <= 1:
        raise UnmarkedError
    message = f"完成值引用了 {len(asked.actual.others)} 个数据，看不出按哪一个计分"
    advice = "写成 {文字: …, 计分: =名称}"
    raise UnmarkedError(error("SCO06", asked.value_text.source, message, advice))


def number_outcome(asked: Asked) -> Outcome:
    """Return what a target with one numeric condition comes to (数值、区间)."""
    return condition_outcome(asked.target.conditions[0], scored_value(asked), asked)


def rule_for(condition: Condition, asked: Asked) -> GradedRule:
    """Return the scheme's rule for a condition: 满意度 in steps, 正向, 反向, 等于 or 区间."""
    scheme = asked.scheme
    if asked.row.of_satisfaction and condition.operator not in DOWNWARDS:
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


def declared_rule(asked: Asked, rule: GradedRule) -> GradedRule:
    """Return the rule an indicator's 评分方法 asks for, or the scheme's own (`rule`)."""
    found = indicator_rule(asked.indicator.method, rule)
    if isinstance(found, Finding):
        raise UnmarkedError(found)
    return found


def condition_outcome(condition: Condition, value: Value, asked: Asked) -> Outcome:
    """Return what a value earns against a condition; UnmarkedError where it cannot be scored."""
    number = measured_number(value, condition.unit, asked.value_text)
    if isinstance(number, Finding):
        raise UnmarkedError(number)
    rule = declared_rule(asked, rule_for(condition, asked))
    unit = condition.unit or (value.unit.name if isinstance(value, Quantity) else "")
    compared = comparison_words(condition, number, unit if unit in ("%", "‰") else "")
    if rule.method == "分档":
        rate = number / (1000 if condition.unit == "‰" else 100)
        return Outcome(stepped_share(rate, rule.steps), "按分档", rule, compared=compared)
    rule = _absolute_rule(rule, condition)
    found = _COMPARED[condition.operator](condition, number, asked, rule)
    return structs.replace(found, compared=compared)


def _absolute_rule(rule: GradedRule, condition: Condition) -> GradedRule:
    """Return a deduction in the unit of the target: 每超1% of a rate is 1个百分点 of it."""
    unit = unit_named(condition.unit)
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


_COMPARED: Mapping[str, Callable[[Condition, Decimal, Asked, GradedRule], Outcome]]
_COMPARED = MappingProxyType(
    {
        ">=": _upward_outcome,
        ">": _upward_outcome,
        "<=": _downward_outcome,
        "<": _downward_outcome,
        "=": _equal_outcome,
        "in": _interval_outcome,
    }
)


def earned_row(asked: Asked, found: Outcome) -> IndicatorResult:
    """Return the row with the score of an outcome: rounded once, 超额 judged, explained."""
    scheme = asked.scheme
    over = is_exceeded(found.ratio, scheme.over)
    score = rounded_marks(found.share, asked.weight, scheme.score_places)
    if over and scheme.over.treatment == "扣分":
        score = max(NOTHING, score - scheme.over.points)
    rate = "" if found.ratio is None else f"完成率{explanation.percent_text(found.ratio)}"
    won = _won_marks(score, asked.weight, found.share, over=over)
    won += explanation.cited_origin(found.rule.origin)
    words = "，".join(filter(None, (found.compared, rate, found.words, won)))
    tail = f"；{explanation.over_line(scheme.over)}" if over else ""
    ratio = None if found.ratio is None else settled(found.ratio)
    return structs.replace(
        asked.row,
        ratio=ratio,
        computed=score,
        score=score,
        rule=found.rule.method,
        explanation=words + tail,
        over=over,
        missed=found.share < 1 and found.rule.method != "分档",
    )


def is_exceeded(ratio: Decimal | None, rule: OverRule) -> bool:
    """Tell whether 完成率 reaches the threshold of over-achievement."""
    return ratio is not None and rule.threshold is not None and ratio >= rule.threshold


def _won_marks(score: Decimal, weight: Decimal, share: Decimal, *, over: bool) -> str:
    if score == weight and 0 < share < 1 and not over:
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
    if operator == ">=" and number >= low:
        return "≥"
    if operator == "<=" and number <= low:
        return "≤"
    return "=" if number == low else ">" if number > low else "<"


def frequency_outcome(asked: Asked) -> Outcome:
    """Return what 频次 comes to: times in the year against times a year the target asks for."""
    condition = asked.target.conditions[0]
    times, _, span = condition.unit.partition("/")
    yearly = structs.replace(condition, low=condition.low * PER_YEAR[span], unit=times)
    return condition_outcome(yearly, _per_year(scored_value(asked)), asked)


def _per_year(value: Value) -> Value:
    """Return a count of the year: 1次/季度 is 4次; of a list, how many there are."""
    if isinstance(value, Series):
        return Quantity(Decimal(len(value.items)), unit_named(""), 0)
    if isinstance(value, Wording):
        return _spoken_frequency(value)
    if not isinstance(value, Quantity) or "/" not in value.unit.name:
        return value
    times, _, span = value.unit.name.partition("/")
    bare = span.removeprefix("个").removesuffix("度")
    if bare not in PER_YEAR:
        return value
    return Quantity(value.number * PER_YEAR[bare], unit_named(times), value.places)


def _spoken_frequency(value: Wording) -> Value:
    """Return the yearly count that a text like 每季度一次 is, or the text itself."""
    target = frequency_target(plain_target(value.text))
    if target is None or not target.implied:
        return value
    times, _, span = target.conditions[0].unit.partition("/")
    return Quantity(target.conditions[0].low * PER_YEAR[span], unit_named(times), 0)


def date_outcome(asked: Asked) -> Outcome:
    """Return what 日期 comes to: in time, or late by so many days."""
    deadline, value = asked.target.deadline, scored_value(asked)
    if deadline is None:
        raise UnmarkedError
    done = _done_day(asked, value)
    if done is None:
        text = asked.value_text
        message = f"“{' '.join(text.content.split())}”读不出完成的日期"
        advice = "写成 2020年11月30日 这样的日期，或写 类型: 定性 和 自评"
        raise UnmarkedError(error("SCO06", text.source, message, advice))
    rule = declared_rule(asked, asked.scheme.date)
    late = (done - deadline.latest).days
    early = deadline.earliest is not None and done < deadline.earliest
    share = ALL if late <= 0 and not early else NOTHING
    if late > 0 and rule.method == "扣分":
        share = deducted_share(Decimal(late), rule.per or ALL, rule.points or NOTHING, asked.weight)
    words = f"{_day_words(done)} 完成，时限 {_day_words(deadline.latest)}，" + (
        f"逾期{late}天" if late > 0 else "早于规定期间" if early else "按时"
    )
    return Outcome(share, words, rule)


def _done_day(asked: Asked, value: Value) -> date | None:
    """Return the day something was done: a date, or a text that is one, else 完成情况."""
    day = _last_day(value, asked.year)
    for text in (asked.value_text, asked.indicator.completed):
        if day is None and text is not None:
            typed = date_target(plain_target(text.content), asked.year)
            day = typed.deadline.latest if typed and typed.deadline else None
    return day


def _day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _last_day(value: Value | None, year: int) -> date | None:
    """Return the last day of a moment: 11月 is in time when its end is."""
    if isinstance(value, Period):
        value = value.end
    if isinstance(value, Series) and value.items:
        days = [_last_day(item, year) for item in value.items]
        known = [day for day in days if day is not None]
        return max(known) if len(known) == len(days) else None
    if not isinstance(value, Moment):
        return None
    own = value.year or year + next(
        (shift for word, shift in _RELATIVE_YEARS.items() if value.text.startswith(word)), 0
    )
    month = value.month or 12
    return date(own, month, value.day or monthrange(own, month)[1])


def fact_outcome(asked: Asked) -> Outcome:
    """Return what 是否 comes to: done or not done, all or nothing."""
    done = _fact_value(asked.actual.value)
    if done is None:
        raise UnmarkedError(*_unclear_fact(asked))
    share = ALL if done == asked.target.wanted else NOTHING
    words = f"指标值“{asked.target.text}”，{'达到' if share else '没有达到'}"
    return Outcome(share, words, asked.scheme.yes_no)


def is_judged(asked: Asked) -> bool:
    """Tell whether 是否 goes by its 自评: where 完成值 does not show whether it was done."""
    return asked.indicator.judgement is not None and _fact_value(asked.actual.value) is None


def _unclear_fact(asked: Asked) -> Iterator[Finding]:
    if asked.actual.value is not None:
        shown = " ".join(asked.value_text.content.split())
        message = f"完成值“{shown[:24]}”看不出是否达到“{asked.target.text}”"
        advice = "完成值写“已完成”“未完成”“无”，或写 自评: 达成，10分"
        yield error("SCO20", asked.value_text.source, message, advice)


def _fact_value(value: Value | None) -> bool | None:
    """Return whether a value says done (or: there was some), or not."""
    if isinstance(value, Quantity):
        return value.number != 0
    if not isinstance(value, Wording):
        return None
    words = plain_target(value.text)
    if re.match(r"未|没有完成|尚未|部分", words) and not words.startswith(("未发生", "未出现")):
        return False
    return fact_wanted(words)


def compound_outcome(asked: Asked) -> Outcome:
    """Return what 复合 comes to: each condition by the value in its unit; the worst counts."""
    values = asked.actual.others or (scored_value(asked),)
    outcomes = [
        condition_outcome(condition, _matching_value(asked, condition, values, index), asked)
        for index, condition in enumerate(asked.target.conditions)
    ]
    worst = min(outcomes, key=lambda outcome: outcome.share)
    words = "；".join(outcome.compared for outcome in outcomes) + "，以最低的一项计分"
    return Outcome(worst.share, words, worst.rule)


def _matching_value(
    asked: Asked, condition: Condition, values: tuple[Value, ...], index: int
) -> Value:
    """Return the value in the unit of a condition, else the one in its place."""
    unit, count = unit_named(condition.unit), len(asked.target.conditions)
    alike = [v for v in values if isinstance(v, Quantity) and same_dimension(v.unit, unit)]
    if len(alike) == 1 or (len(alike) > 1 and len(alike) < count):
        return alike[0]
    if len(values) == count:
        return values[index]
    wanted = condition.unit or "无单位"
    message = f"指标值有 {count} 个条件，完成值里找不到以 {wanted} 计的那一个数"
    advice = "完成值按指标值的次序逐项写出，如 16次，32小时"
    raise UnmarkedError(error("SCO06", asked.value_text.source, message, advice))


_OUTCOMES: Mapping[str, Callable[[Asked], Outcome]] = MappingProxyType(
    {
        "数值": number_outcome,
        "区间": number_outcome,
        "频次": frequency_outcome,
        "日期": date_outcome,
        "是否": fact_outcome,
        "复合": compound_outcome,
    }
)


def judged_row(asked: Asked) -> IndicatorResult:
    """Return the row as its author judges it (定性): 自评 in the words of the scheme's tiers."""
    text = asked.indicator.judgement
    if text is None:
        raise UnmarkedError(*_missing_judgement(asked))
    match = _JUDGED.fullmatch(folded(text.content).strip().rstrip("。"))
    name = match["tier"].strip(' "') if match else ""
    tier = asked.scheme.qualitative.tier_named(name) if name else None
    marked = _judged_marks(asked, match)
    if match is None or marked is None or (name and tier is None):
        raise UnmarkedError(_wrong_judgement(asked, match))
    score = trimmed(rounded(marked, asked.scheme.score_places))
    origin = asked.scheme.qualitative.origin
    words = explanation.judged_line(tier, name, score, asked.weight, origin)
    return structs.replace(
        asked.row,
        computed=score,
        score=score,
        tier=tier.name if tier else "",
        rule="定性",
        explanation=words,
    )


def _judged_marks(asked: Asked, match: re.Match[str] | None) -> Decimal | None:
    """Return the marks of a judgement: 达成，10分, or those of 得分 beside a bare 达成."""
    if match is not None and match["marks"] is not None:
        return Decimal(match["marks"])
    beside = asked.indicator.score
    return beside.value if match and beside and match["tier"].strip() else None


def _missing_judgement(asked: Asked) -> tuple[Finding, ...]:
    """Return the 错误 for a qualitative target without 自评; not where 得分 has a 理由."""
    reason = asked.indicator.justification
    if asked.indicator.score is not None and reason is not None and reason.content.strip():
        return ()
    message = f"“{asked.indicator.name}”的指标值是定性的，没有写自评"
    names = "、".join(tier.name for tier in asked.scheme.qualitative.tiers)
    best, most = (
        asked.scheme.qualitative.tiers[0].name,
        explanation.readable_number(asked.weight),
    )
    advice = f"写上 自评: {best}，{most}分（档次：{names}）"
    return (error("SCO20", asked.indicator.source, message, advice),)


def _wrong_judgement(asked: Asked, match: re.Match[str] | None) -> Finding:
    text = asked.indicator.judgement or asked.value_text
    names = "、".join(tier.name for tier in asked.scheme.qualitative.tiers)
    best = asked.scheme.qualitative.tiers[0].name
    advice = f"写成 {best}，{explanation.readable_number(asked.weight)}分；档次有：{names}"
    shown = " ".join(text.content.split())
    if match is not None and match["marks"] is not None:
        return error("SCO21", text.source, f"评分办法没有“{match['tier'].strip()}”这一档", advice)
    return error("SCO21", text.source, f"自评“{shown[:20]}”读不出档次和分数", advice)
