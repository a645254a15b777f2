"""A 自评表, scored: its rows, then its total and grade (指标行、总分、等级)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeVar

from msgspec import Struct, structs

from docgen.figures.decimals import WORKING, number_text, rounded, settled, trimmed
from docgen.figures.model import Figures
from docgen.findings import Finding, error, warning
from docgen.report import Category, Dimension, GoalBlock, Indicator, Number, SubProject
from docgen.scoring import explanation
from docgen.scoring.actuals import Actual, actual_value, referred_text
from docgen.scoring.execution import filed_score
from docgen.scoring.marking import Asked, ScoredRow, marked_row
from docgen.scoring.model import Execution, FormAppraisal, FundingResult, IndicatorResult, Target
from docgen.scoring.rules import NOTHING
from docgen.scoring.scheme import Scheme
from docgen.scoring.targets import (
    UNKNOWN,
    as_ceiling,
    indicator_target,
    is_ceiling,
    signed_value,
)

_Rows = tuple[IndicatorResult, ...]
_Key = TypeVar("_Key")


class Setting(Struct, frozen=True):
    """What every row of a form is scored under: the figures, the scheme, the year, the form."""

    known: Figures
    scheme: Scheme | None
    year: int
    scope: str


def scored_rows(project: SubProject, setting: Setting) -> Iterator[ScoredRow]:
    """Yield the rows of a form in order; a 二级指标 without indicators is an empty row."""
    for block in project.blocks:
        for dimension in block.dimensions:
            if not dimension.categories:
                yield ScoredRow(
                    IndicatorResult(block.name, dimension.name, "", None, dimension.source)
                )
            for category in dimension.categories:
                yield from _category_rows(block, dimension, category, setting)


def _category_rows(
    block: GoalBlock, dimension: Dimension, category: Category, setting: Setting
) -> Iterator[ScoredRow]:
    start = IndicatorResult(block.name, dimension.name, category.name, None, category.source)
    if not category.indicators:
        yield ScoredRow(start)
    for indicator in category.indicators:
        yield _indicator_row(start, indicator, setting)
        for child in indicator.children:
            row, _, found = _read_row(start, child, setting)
            # A row of 其中 is not scored, so a target that cannot be read does no harm.
            wrong = tuple(finding for finding in found if finding.code != "SCO01")
            yield ScoredRow(structs.replace(row, sub_item=True), wrong)


def _read_row(
    start: IndicatorResult, indicator: Indicator, setting: Setting
) -> tuple[IndicatorResult, Actual, tuple[Finding, ...]]:
    """Return a row with its target and its actual value, not scored yet."""
    cost = "成本" in start.dimension or "成本" in start.category
    bare = setting.scheme.unsigned_operator if setting.scheme else ">="
    typed = indicator.target
    words = referred_text(typed, setting.known, setting.scope) if typed else ""
    target, found = indicator_target(indicator, words, setting.year, bare, cost=cost)
    actual = actual_value(indicator, setting.known, setting.scope)
    row = structs.replace(
        start, indicator=indicator, source=indicator.source, target=target, actual=actual.value
    )
    return row, actual, (*found, *actual.findings)


def _indicator_row(start: IndicatorResult, indicator: Indicator, setting: Setting) -> ScoredRow:
    """Return the row of an indicator, scored."""
    row, actual, found = _read_row(start, indicator, setting)
    row = structs.replace(row, weight=indicator.weight.value if indicator.weight else NOTHING)
    if indicator.inapplicable is not None:
        return _inapplicable_row(row, indicator, setting.scheme)
    found = (*found, *_missing_weight(indicator))
    if setting.scheme is None:
        return ScoredRow(row, found)
    missing = _missing_parts(indicator, row.target)
    scored = ScoredRow(row, missing)
    if not missing:
        target = row.target or Target("定性", "")
        found = (*found, *_unused_judgement(indicator, target))
        asked = Asked(row, indicator, target, actual, setting.scheme, setting.year)
        scored = marked_row(asked)
        if _may_be_ceiling(asked):
            scored, found = _lower_reading(asked, scored, found)
    found = (*found, *scored.findings)
    if indicator.score is None:
        return ScoredRow(scored.result, found)
    return _by_hand(scored.result, indicator.score, indicator, found)


def _may_be_ceiling(asked: Asked) -> bool:
    """Tell whether a target without a sign may be meant as a limit (反向指标)."""
    target, row = asked.target, asked.row
    if not target.implied or target.kind != "数值" or asked.indicator.kind is not None:
        return False
    condition = target.conditions[0]
    costly = "成本" in row.dimension or "成本" in row.category
    return bool(condition.low) and (costly or is_ceiling(asked.indicator.name))


def _lower_reading(
    asked: Asked, scored: ScoredRow, found: tuple[Finding, ...]
) -> tuple[ScoredRow, tuple[Finding, ...]]:
    """Return the row by the reading that gives less, and what to write to settle which is meant.

    Where both readings give the same score, nothing hangs on the sign.
    """
    limit = marked_row(structs.replace(asked, target=as_ceiling(asked.target)))
    one, other = scored.result.score, limit.result.score
    if one is None or other is None or one == other:
        return scored, found
    lower = limit if other < one else scored
    lower = structs.replace(lower, result=structs.replace(lower.result, undecided=True))
    text = asked.indicator.target or asked.value_text
    condition = asked.target.conditions[0]
    floor, ceiling = f"≥{signed_value(condition)}", f"≤{signed_value(condition)}"
    message = (
        f"指标值“{asked.target.text.strip()}”没有写方向：按 {floor} 得 {number_text(one)} 分，"
        f"按 {ceiling} 得 {number_text(other)} 分，先按低的计"
    )
    advice = f"写成 {ceiling}（越小越好）或 {floor}（越大越好）"
    told = warning("SCO04", text.source, message, advice)
    return lower, (*(each for each in found if each.code != "SCO04"), told)


def _missing_weight(indicator: Indicator) -> tuple[Finding, ...]:
    if indicator.weight is not None:
        return ()
    message, advice = f"“{indicator.name}”没有分值", "写上 分值；不计分的写 不适用: 原因"
    return (error("SCO17", indicator.source, message, advice),)


def _unused_judgement(indicator: Indicator, target: Target) -> tuple[Finding, ...]:
    """Return the 警告 for a 自评 beside a target that is computed."""
    if indicator.judgement is None or target.kind in ("定性", "是否", UNKNOWN):
        return ()
    message = f"指标值“{target.text}”按完成值计分，自评“{indicator.judgement.content}”没有用上"
    advice = "删去自评；要由人评定的写 类型: 定性"
    return (warning("SCO25", indicator.judgement.source, message, advice),)


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


def _inapplicable_row(
    row: IndicatorResult, indicator: Indicator, scheme: Scheme | None
) -> ScoredRow:
    """Return a row that does not apply (不适用): unscored, its weight left out or nothing."""
    reason = " ".join(indicator.inapplicable.content.split()) if indicator.inapplicable else ""
    findings: list[Finding] = []
    if scheme is not None and scheme.inapplicable == "分值须为零" and row.weight:
        place = indicator.weight.source if indicator.weight else indicator.source
        message = f"“{indicator.name}”不适用，分值却是 {number_text(row.weight)} 分"
        findings.append(error("SCO23", place, message, "分值写 0，把这些分值并入其他指标"))
    words = f"不适用，不计分：{reason}" if reason else "不适用，不计分"
    return ScoredRow(structs.replace(row, inapplicable=True, explanation=words), tuple(findings))


def _by_hand(
    row: IndicatorResult, typed: Number, indicator: Indicator, found: tuple[Finding, ...]
) -> ScoredRow:
    unjudged = row.rule == "定性" and row.computed is None  # that was said already
    outside = not 0 <= typed.value <= row.weight  # the checks speak of it (FRM03)
    silent = unjudged or outside
    wrong = () if silent else filed_score(typed, row.computed, indicator.justification)
    words = row.explanation
    if typed.value != row.computed or indicator.justification:
        words = explanation.by_hand(words or "未按规则计分", typed.value, indicator.justification)
    return ScoredRow(
        structs.replace(row, score=trimmed(typed.value), explanation=words), (*found, *wrong)
    )


def _weights_by(key: Callable[[IndicatorResult], _Key], rows: _Rows) -> dict[_Key, Decimal]:
    """Return the sum of the weights (分值) of the rows of each key; 其中 has none."""
    total: dict[_Key, Decimal] = {}
    for row in rows:
        total[key(row)] = total.get(key(row), NOTHING) + (NOTHING if row.sub_item else row.weight)
    return total


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
    weights = _weights_by(lambda row: row.dimension, scored)
    by_block = _weights_by(lambda row: (row.block, row.dimension), scored)
    full = sum(weights.values(), executed.weight if executed else NOTHING)
    form = (project, money, executed, scored, weights, full)
    if scheme is None:
        return FormAppraisal(*form, NOTHING, NOTHING, "", "", by_block)
    left_out = _left_out(scored, executed, scheme)
    points = _rescaled_points(_summed_points(scored, executed), full, left_out)
    points = _capped_points(points, executed, scheme)
    total = trimmed(rounded(points.printed, scheme.total_places))
    grade, remark = _grade_remark(total, points.exact, scheme)
    won = f"总分{explanation.readable_number(total)}，{grade}"
    won += explanation.cited_origin(scheme.grades.origin)
    words = "；".join((won, *points.words, *remark, *_missing_scores(scored)))
    return FormAppraisal(*form, total, points.exact, grade, words, by_block)


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
    due = (row for row in scored if row.indicator and not row.sub_item and not row.inapplicable)
    unscored = sum(row.score is None for row in due)
    return (f"有{unscored}项没有得分",) if unscored else ()
