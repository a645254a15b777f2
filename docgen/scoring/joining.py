"""先汇总后评分: values of the same indicator are put together first, then scored (值先汇总).

Absolute values and their targets add up; rates are weighted by money; judgements too. (湖北 2020
自评表备注; 转移支付自评表)
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct, structs

from docgen import figures
from docgen.figures.decimals import WORKING, settled, trimmed
from docgen.figures.model import Quantity
from docgen.figures.units import PERCENT
from docgen.findings import Finding, Related, error
from docgen.report import Report
from docgen.scoring import explanation
from docgen.scoring.actuals import Actual
from docgen.scoring.execution import execution_score
from docgen.scoring.marking import Asked, number_marked
from docgen.scoring.model import Condition, FormAppraisal, IndicatorResult
from docgen.scoring.rules import NOTHING, rounded_marks
from docgen.scoring.scheme import Scheme

_NONE = Decimal(0)
_Total = tuple[Decimal | None, str, tuple[Finding, ...]]


class Part(Struct, frozen=True):
    """A row of one form and the money (万元) of that form."""

    row: IndicatorResult
    money: Decimal


def joined_total(forms: tuple[FormAppraisal, ...], report: Report, scheme: Scheme) -> _Total:
    """Return the total of several forms, values first: None where their rows do not match."""
    money = [_budget_amount(form) for form in forms]
    groups, findings = _indicator_groups(forms, money)
    if findings or sum(money) == 0:
        return None, "", findings or (_no_money(report),)
    points = [_joined_score(parts, scheme, report) for parts in groups]
    if any(score is None for score in points):
        return None, "", (_unscored_rows(report),)
    executed = execution_score(sum(money, _NONE), _spent_amount(forms), scheme, finished=False)
    total = sum((score for score in points if score is not None), executed.score)
    total = trimmed(figures.rounded(total, scheme.total_places))
    words = f"{len(forms)}个支出方向的完成值先汇总后评分，总分{explanation.readable_number(total)}"
    return total, f"{words}；{executed.explanation}", ()


def _budget_amount(form: FormAppraisal) -> Decimal:
    row = form.funding[0] if form.funding else None
    return row.budget.number if row and row.budget else _NONE


def _spent_amount(forms: tuple[FormAppraisal, ...]) -> Decimal:
    rows = [form.funding[0] for form in forms if form.funding]
    return sum((row.executed.number for row in rows if row.executed), _NONE)


def _indicator_groups(
    forms: tuple[FormAppraisal, ...], money: Sequence[Decimal]
) -> tuple[list[list[Part]], tuple[Finding, ...]]:
    groups: dict[tuple[str, str, str], list[Part]] = {}
    for form, amount in zip(forms, money, strict=True):
        for row in form.rows:
            if row.indicator is None or row.sub_item or row.inapplicable:
                continue
            key = (row.dimension, row.category, row.indicator.name)
            groups.setdefault(key, []).append(Part(row, amount))
    wrong = [
        _unmatched_indicator(parts, len(forms))
        for parts in groups.values()
        if _is_unlike(parts, len(forms))
    ]
    return list(groups.values()), tuple(wrong)


def _is_unlike(parts: list[Part], count: int) -> bool:
    return len(parts) != count or len({part.row.weight for part in parts}) > 1


def _unmatched_indicator(parts: list[Part], count: int) -> Finding:
    row = parts[0].row
    name = row.indicator.name if row.indicator else ""
    if len(parts) != count:
        message = f"“{name}”只在 {len(parts)} 个支出方向里有，{count} 个支出方向不能先汇总后评分"
    else:
        listed = "、".join(f"{explanation.readable_number(part.row.weight)} 分" for part in parts)
        message = f"“{name}”在各支出方向的分值不同（{listed}），不能先汇总后评分"
    found = error(
        "SCO24", row.source, message, "各支出方向用同一份指标，或把 汇总 写成 资金加权 或 不合计"
    )
    return structs.replace(found, related=tuple(Related(part.row.source) for part in parts[1:]))


def _joined_score(parts: list[Part], scheme: Scheme, report: Report) -> Decimal | None:
    """Return the score of one indicator over all forms."""
    first = parts[0].row
    values = [part.row.actual for part in parts]
    numeric = all(
        isinstance(value, Quantity) and part.row.target and part.row.target.kind == "数值"
        for value, part in zip(values, parts, strict=True)
    )
    if not numeric or first.target is None or first.indicator is None:
        return _weighed_score(parts, scheme)
    conditions = [part.row.target.conditions[0] for part in parts if part.row.target]
    if len({condition.operator for condition in conditions}) > 1:
        return None
    target = structs.replace(first.target, conditions=(_joined_condition(conditions, parts),))
    actual = Actual(
        _joined_value([value for value in values if isinstance(value, Quantity)], parts)
    )
    satisfaction = "满意" in first.dimension or "满意" in first.category
    asked = Asked(first.indicator, target, actual, first.weight, scheme, report.year, satisfaction)
    return number_marked(asked).score


def _weighed_score(parts: list[Part], scheme: Scheme) -> Decimal | None:
    """Return a judged score, weighted by money."""
    if any(part.row.score is None for part in parts) or not parts[0].row.weight:
        return NOTHING if not parts[0].row.weight else None
    won = sum((part.row.score * part.money for part in parts if part.row.score is not None), _NONE)
    share = WORKING.divide(won, sum((part.money for part in parts), _NONE) * parts[0].row.weight)
    return rounded_marks(settled(share), parts[0].row.weight, scheme.score_places)


def _joined_condition(conditions: list[Condition], parts: list[Part]) -> Condition:
    amounts = [Quantity(c.low, figures.unit_named(c.unit), 0) for c in conditions]
    return structs.replace(conditions[0], low=_joined_value(amounts, parts).number)


def _joined_value(values: list[Quantity], parts: list[Part]) -> Quantity:
    """Return the sum of amounts, or the mean of rates weighted by money, in the first's unit."""
    unit = values[0].unit
    alike = [
        figures.convert(v, unit).number if v.unit.dimension == unit.dimension else v.number
        for v in values
    ]
    if unit.dimension not in (PERCENT.dimension, "百分点") and "/" not in unit.name:
        return Quantity(sum(alike, _NONE), unit, 0)
    money = [part.money for part in parts]
    weighed = sum((n * m for n, m in zip(alike, money, strict=True)), _NONE)
    return Quantity(settled(WORKING.divide(weighed, sum(money, _NONE))), unit)


def _no_money(report: Report) -> Finding:
    return error("SCO24", report.source, "各支出方向没有全年预算数，不能汇总评分", "填上全年预算数")


def _unscored_rows(report: Report) -> Finding:
    message = "有的指标在某个支出方向没有得分，不能先汇总后评分"
    return error("SCO24", report.source, message, "先补全各支出方向的得分")
