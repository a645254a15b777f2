"""A 自评表, scored: its rows, then its total and grade (指标行、总分、等级)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct, structs

from docgen import figures
from docgen.figures.decimals import WORKING, settled, trimmed
from docgen.figures.model import Figures
from docgen.findings import Finding, error, warning
from docgen.report import Category, Dimension, GoalBlock, Indicator, Number, SubProject
from docgen.scoring import explanation
from docgen.scoring.actuals import actual_value, is_pending, referred_text
from docgen.scoring.execution import filed_score
from docgen.scoring.marking import (
    Asked,
    Marked,
    compound_marked,
    date_marked,
    fact_marked,
    frequency_marked,
    judged_marked,
    number_marked,
)
from docgen.scoring.model import Execution, FormAppraisal, FundingResult, IndicatorResult, Target
from docgen.scoring.rules import NOTHING
from docgen.scoring.scheme import Scheme
from docgen.scoring.targets import UNKNOWN, indicator_target

_MARKERS: Mapping[str, Callable[[Asked], Marked]] = MappingProxyType(
    {
        "数值": number_marked,
        "区间": number_marked,
        "频次": frequency_marked,
        "日期": date_marked,
        "是否": fact_marked,
        "复合": compound_marked,
        "定性": judged_marked,
    }
)


class Setting(Struct, frozen=True):
    """What every row of a form is scored under: the figures, the scheme, the year, the form."""

    known: Figures
    scheme: Scheme | None
    year: int
    scope: str


class Row(Struct, frozen=True):
    """A row and what is wrong with it."""

    result: IndicatorResult
    findings: tuple[Finding, ...] = ()


def scored_rows(project: SubProject, setting: Setting) -> Iterator[Row]:
    """Yield the rows of a form in order; a 二级指标 without indicators is an empty row."""
    for block in project.blocks:
        for dimension in block.dimensions:
            if not dimension.categories:
                yield Row(IndicatorResult(block.name, dimension.name, "", None, dimension.source))
            for category in dimension.categories:
                yield from _category_rows(block, dimension, category, setting)


def _category_rows(
    block: GoalBlock, dimension: Dimension, category: Category, setting: Setting
) -> Iterator[Row]:
    start = IndicatorResult(block.name, dimension.name, category.name, None, category.source)
    if not category.indicators:
        yield Row(start)
    for indicator in category.indicators:
        empty = structs.replace(start, indicator=indicator, source=indicator.source)
        yield _indicator_row(empty, indicator, setting)
        for child in indicator.children:
            yield _sub_item(structs.replace(empty, source=child.source), child, setting)


def _sub_item(start: IndicatorResult, child: Indicator, setting: Setting) -> Row:
    """Return a row of 其中: its target and value are read, it has no marks of its own."""
    cost = _is_cost(start)
    bare = setting.scheme.unsigned_operator if setting.scheme else ">="
    words = _target_words(child, setting)
    target, found = indicator_target(child, words, setting.year, bare, cost=cost)
    actual = actual_value(child, setting.known, setting.scope)
    result = structs.replace(
        start, indicator=child, target=target, actual=actual.value, sub_item=True
    )
    # A sub-item is not scored, so a target that cannot be read does no harm.
    return Row(result, tuple(f for f in (*found, *actual.findings) if f.code != "SCO01"))


def _target_words(indicator: Indicator, setting: Setting) -> str:
    text = indicator.target
    return "" if text is None else referred_text(text, setting.known, setting.scope)


def _is_cost(row: IndicatorResult) -> bool:
    return "成本" in row.dimension or "成本" in row.category


def _indicator_row(start: IndicatorResult, indicator: Indicator, setting: Setting) -> Row:
    weight = indicator.weight.value if indicator.weight else Decimal(0)
    bare = setting.scheme.unsigned_operator if setting.scheme else ">="
    words = _target_words(indicator, setting)
    target, in_target = indicator_target(indicator, words, setting.year, bare, cost=_is_cost(start))
    actual = actual_value(indicator, setting.known, setting.scope)
    row = structs.replace(start, weight=weight, target=target, actual=actual.value)
    if indicator.inapplicable is not None:
        return _inapplicable_row(row, indicator, setting.scheme)
    findings = [*in_target, *actual.findings]
    if indicator.weight is None:
        message = f"“{indicator.name}”没有分值"
        findings.append(
            error("SCO17", indicator.source, message, "写上 分值；不计分的写 不适用: 原因")
        )
    if setting.scheme is None:
        return Row(row, tuple(findings))
    missing = _missing_parts(indicator, target)
    if missing:
        return _scored_row(row, indicator, Marked(findings=missing), tuple(findings))
    chosen = target or Target("定性", "")
    satisfaction = "满意" in start.dimension or "满意" in start.category
    asked = Asked(indicator, chosen, actual, weight, setting.scheme, setting.year, satisfaction)
    findings += _unused_judgement(indicator, chosen)
    return _scored_row(row, indicator, _marked_row(asked), tuple(findings))


def _unused_judgement(indicator: Indicator, target: Target) -> tuple[Finding, ...]:
    """Return the 警告 for a 自评 beside a target that is computed."""
    if indicator.judgement is None or target.kind in ("定性", "是否", UNKNOWN):
        return ()
    message = f"指标值“{target.text}”按完成值计分，自评“{indicator.judgement.content}”没有用上"
    advice = "删去自评；要由人评定的写 类型: 定性"
    return (warning("SCO25", indicator.judgement.source, message, advice),)


def _marked_row(asked: Asked) -> Marked:
    if is_pending(asked.actual.value):
        return Marked(words="完成值待填")
    if asked.target.kind == UNKNOWN:
        return Marked()
    several = len(asked.actual.others) > 1 and asked.actual.value is None
    if several and asked.target.kind not in ("定性", "复合", "是否"):
        message = f"完成值引用了 {len(asked.actual.others)} 个数据，看不出按哪一个计分"
        advice = "写成 {文字: …, 计分: =名称}"
        return Marked(findings=(error("SCO06", asked.value_text.source, message, advice),))
    return _MARKERS[asked.target.kind](asked)


def _missing_parts(indicator: Indicator, target: Target | None) -> tuple[Finding, ...]:
    """Return the 错误 for an indicator without 指标值 or without 完成值."""
    if target is None and indicator.judgement is None:
        message = f"“{indicator.name}”没有指标值"
        return (error("SCO19", indicator.source, message, "写上 指标值；没有这项指标的删去这一行"),)
    given = indicator.actual or indicator.scored_by or indicator.judgement
    if given is None or not given.content.strip():
        message = f"“{indicator.name}”没有完成值"
        return (error("SCO18", indicator.source, message, "写上 完成值；还没有的写 待填"),)
    return ()


def _inapplicable_row(row: IndicatorResult, indicator: Indicator, scheme: Scheme | None) -> Row:
    """Return a row that does not apply (不适用): unscored, its weight left out or nothing."""
    reason = " ".join(indicator.inapplicable.content.split()) if indicator.inapplicable else ""
    findings: list[Finding] = []
    if scheme is not None and scheme.inapplicable == "分值须为零" and row.weight:
        place = indicator.weight.source if indicator.weight else indicator.source
        message = f"“{indicator.name}”不适用，分值却是 {figures.number_text(row.weight)} 分"
        findings.append(error("SCO23", place, message, "分值写 0，把这些分值并入其他指标"))
    words = f"不适用，不计分：{reason}" if reason else "不适用，不计分"
    return Row(structs.replace(row, inapplicable=True, explanation=words), tuple(findings))


def _scored_row(
    row: IndicatorResult, indicator: Indicator, marked: Marked, findings: tuple[Finding, ...]
) -> Row:
    """Return the row with its score: the author's where one was typed, else the rule's."""
    result = structs.replace(
        row,
        ratio=marked.ratio,
        computed=marked.score,
        score=marked.score,
        tier=marked.tier,
        rule=marked.rule,
        explanation=marked.words,
        over=marked.over,
    )
    found = (*findings, *marked.findings)
    if indicator.score is None:
        return Row(result, found)
    return _by_hand(result, indicator.score, indicator, found)


def _by_hand(
    row: IndicatorResult, typed: Number, indicator: Indicator, found: tuple[Finding, ...]
) -> Row:
    unjudged = row.rule == "定性" and row.computed is None  # that was said already
    outside = not 0 <= typed.value <= row.weight  # the checks speak of it (FRM03)
    silent = unjudged or outside
    wrong = () if silent else filed_score(typed, row.computed, indicator.justification)
    words = row.explanation
    if typed.value != row.computed or indicator.justification:
        words = explanation.by_hand(words or "未按规则计分", typed.value, indicator.justification)
    return Row(
        structs.replace(row, score=trimmed(typed.value), explanation=words), (*found, *wrong)
    )


def dimension_weights(found: tuple[IndicatorResult, ...]) -> Mapping[str, Decimal]:
    """Return the marks of each 一级指标 over all goal blocks."""
    total: dict[str, Decimal] = {}
    for row in found:
        total[row.dimension] = total.get(row.dimension, Decimal(0)) + _counted_weight(row)
    return total


def block_weights(found: tuple[IndicatorResult, ...]) -> Mapping[tuple[str, str], Decimal]:
    """Return the marks of each 一级指标 within its goal block."""
    total: dict[tuple[str, str], Decimal] = {}
    for row in found:
        key = (row.block, row.dimension)
        total[key] = total.get(key, Decimal(0)) + _counted_weight(row)
    return total


def _counted_weight(row: IndicatorResult) -> Decimal:
    return Decimal(0) if row.sub_item else row.weight


_Rows = tuple[IndicatorResult, ...]


class Points(Struct, frozen=True):
    """The points of a form on the way to its total: as printed, exact, and what was done."""

    printed: Decimal
    exact: Decimal
    words: tuple[str, ...] = ()


def totalled_form(
    project: SubProject,
    money: tuple[FundingResult, ...],
    executed: Execution | None,
    scored: _Rows,
    scheme: Scheme | None,
) -> FormAppraisal:
    """Return a form with its total and grade; without a scheme, with neither."""
    weighed = dimension_weights(scored)
    full = sum(weighed.values(), executed.weight if executed else NOTHING)
    form = (project, money, executed, scored, weighed, full)
    if scheme is None:
        return FormAppraisal(*form, NOTHING, NOTHING, "", "", block_weights(scored))
    points = _rescaled_points(
        _summed_points(scored, executed), full, _left_out(scored, executed, scheme)
    )
    points = _capped_points(points, executed, scheme)
    total = trimmed(figures.rounded(points.printed, scheme.total_places))
    grade, remark = _grade_remark(total, points.exact, scheme)
    said = (
        f"总分{explanation.readable_number(total)}，{grade}{explanation.cited_origin(scheme.grades.origin)}",
    )
    words = "；".join((*said, *points.words, *remark, *_missing_scores(scored)))
    return FormAppraisal(*form, total, points.exact, grade, words, block_weights(scored))


def _summed_points(scored: _Rows, executed: Execution | None) -> Points:
    """Return the sum of the scores; exact is with the execution score before its rounding."""
    points = sum((row.score for row in scored if row.score is not None), NOTHING)
    if executed is None or not executed.applies:
        return Points(points, points)
    untouched = executed.score == executed.computed
    exact = executed.exact if untouched else executed.score
    return Points(points + executed.score, points + exact)


def _left_out(scored: _Rows, executed: Execution | None, scheme: Scheme) -> Decimal:
    """Return the marks of what does not apply, where the scheme rescales the rest."""
    if scheme.inapplicable != "剔除折算":
        return NOTHING
    rest = sum((row.weight for row in scored if row.inapplicable), NOTHING)
    return rest + (executed.weight if executed and not executed.applies else NOTHING)


def _rescaled_points(points: Points, full: Decimal, left_out: Decimal) -> Points:
    """Return the points as if what is left were all (剔除折算)."""
    if not 0 < left_out < full:
        return points
    share = WORKING.divide(full, full - left_out)
    unmarked, marks = explanation.readable_number(left_out), explanation.readable_number(full)
    words = f"不适用的{unmarked}分不计，余下的折算为{marks}分"
    printed = settled(WORKING.multiply(points.printed, share))
    return Points(printed, settled(WORKING.multiply(points.exact, share)), (*points.words, words))


def _capped_points(points: Points, executed: Execution | None, scheme: Scheme) -> Points:
    """Return the points under the ceiling of their execution rate (总分封顶)."""
    rate = executed.rate if executed else None
    if rate is None:
        return points
    for ceiling in scheme.ceiling.ceilings:
        inside = ceiling.low <= rate and (ceiling.high is None or rate < ceiling.high)
        if inside and points.printed > ceiling.most:
            words = explanation.ceiling_line(scheme.ceiling, rate, ceiling.most)
            exact = min(points.exact, ceiling.most)
            return Points(ceiling.most, exact, (*points.words, words))
    return points


def _grade_remark(total: Decimal, exact: Decimal, scheme: Scheme) -> tuple[str, tuple[str, ...]]:
    """Return the grade, and a remark where the printed and the exact total have different ones."""
    rule = scheme.grades
    by_print, by_exact = rule.grade_of(total), rule.grade_of(exact)
    printed = rule.basis == "显示总分"
    grade, other = (by_print, by_exact) if printed else (by_exact, by_print)
    if grade == other:
        return grade, ()
    another = "精确总分" if printed else "显示总分"
    return grade, (f"按{rule.basis}为{grade}，按{another}则为{other}",)


def _missing_scores(scored: _Rows) -> tuple[str, ...]:
    unscored = sum(row.score is None for row in _due_rows(scored))
    return (f"有{unscored}项没有得分",) if unscored else ()


def _due_rows(scored: Iterable[IndicatorResult]) -> Iterator[IndicatorResult]:
    return (row for row in scored if row.indicator and not row.sub_item and not row.inapplicable)
