"""总分 and 等级 of a form: the sum of the printed scores, rescaled, capped, graded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from docgen import figures
from docgen.figures.decimals import WORKING, settled, trimmed
from docgen.report import SubProject
from docgen.scoring import explanation
from docgen.scoring.form import block_weights, dimension_weights
from docgen.scoring.model import Execution, FormAppraisal, FundingResult, IndicatorResult
from docgen.scoring.scheme import Scheme

_NONE = Decimal(0)
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
    full = sum(weighed.values(), executed.weight if executed else _NONE)
    form = (project, money, executed, scored, weighed, full)
    if scheme is None:
        return FormAppraisal(*form, _NONE, _NONE, "", "", block_weights(scored))
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
    points = sum((row.score for row in scored if row.score is not None), _NONE)
    if executed is None or not executed.applies:
        return Points(points, points)
    untouched = executed.score == executed.computed
    exact = executed.exact if untouched else executed.score
    return Points(points + executed.score, points + exact)


def _left_out(scored: _Rows, executed: Execution | None, scheme: Scheme) -> Decimal:
    """Return the marks of what does not apply, where the scheme rescales the rest."""
    if scheme.inapplicable != "剔除折算":
        return _NONE
    rest = sum((row.weight for row in scored if row.inapplicable), _NONE)
    return rest + (executed.weight if executed and not executed.applies else _NONE)


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
