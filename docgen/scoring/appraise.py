"""Report + Figures → Appraisal: every form scored, totalled and graded, and the summary (自评评分).

先汇总后评分: absolute values and their targets add up, rates are weighted by money,
judgements too, and the sum is scored (湖北 2020 自评表备注; 转移支付自评表).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from types import MappingProxyType

from msgspec import Struct, structs

from docgen.figures.decimals import WORKING, rounded, settled, trimmed
from docgen.figures.model import (
    Figure,
    FigureKey,
    Figures,
    Pending,
    ProjectCall,
    Quantity,
    Value,
    Wording,
    plain_call,
)
from docgen.figures.names import SCORED
from docgen.figures.resolve import extended
from docgen.figures.units import PERCENT, convert, unit_named
from docgen.findings import Finding, Related, Severity, Source, error
from docgen.report import Report
from docgen.scoring import explanation
from docgen.scoring.actuals import Actual
from docgen.scoring.execution import PaidFunding, amount_sum, execution_score, paid_funding
from docgen.scoring.form import Setting, scored_rows, totalled_form
from docgen.scoring.marking import Asked, marked_row
from docgen.scoring.model import (
    Appraisal,
    Condition,
    FormAppraisal,
    IndicatorResult,
    Summary,
    SummaryLine,
)
from docgen.scoring.rules import NOTHING, exact_quotient, rounded_marks
from docgen.scoring.scheme import Scheme
from docgen.scoring.schemes import SchemeReading, scheme_of

UNKNOWN_YEAR = 2000
"""Stands for a 年度 that could not be read, which is told: dates can be compared at all."""


def appraise(
    report: Report,
    known: Figures,
    read: SchemeReading | None = None,
    call: ProjectCall = plain_call,
) -> tuple[Appraisal, tuple[Finding, ...]]:
    """Score every form under the 评分办法 in force, and add 执行率, 总分, 等级 … to the figures.

    `read` is that 评分办法, where it was read before. Where it is refused, the forms are read but
    nothing is scored.
    """
    settings = report.settings
    read = read or scheme_of(settings.scheme, report.schemes, report.source)
    scheme = read.scheme
    paid = [call(paid_funding, known, each.name, each, scheme) for each in report.projects]
    known = extended(known, chain.from_iterable(map(_execution_figures, paid)))
    scored = [
        call(scored_form, known, each.project.name, each, report.year, scheme) for each in paid
    ]
    forms = tuple(each.form for each in scored)
    whole, in_summary = report_summary(report, forms, scheme)
    totals = chain.from_iterable(map(_total_figures, forms)) if scheme is not None else ()
    more = {figure.key: figure for figure in totals}
    of_report = _report_figures(report, forms, whole, dict(known.by_key) | more)
    known = extended(known, (*more.values(), *of_report))
    name, citation = (scheme.name, scheme.citation) if scheme else ("", "")
    found = chain(read.findings, *(each.findings for each in scored), in_summary)
    appraisal = Appraisal(forms, whole, known, name, citation, scheme)
    return appraisal, tuple(dict.fromkeys(found))


class ScoredForm(Struct, frozen=True):
    """A 自评表, scored, and what is wrong with it."""

    form: FormAppraisal
    findings: tuple[Finding, ...]


def scored_form(known: Figures, paid: PaidFunding, year: int, scheme: Scheme | None) -> ScoredForm:
    """Return the 自评表 of a 支出方向 with its scores, its total and its grade."""
    scored = tuple(
        scored_rows(paid.project, Setting(known, scheme, year or UNKNOWN_YEAR, paid.project.name))
    )
    found = (*paid.findings, *(finding for row in scored for finding in row.findings))
    results = tuple(row.result for row in scored)
    form = totalled_form(paid.project, paid.rows, paid.execution, results, scheme)
    return ScoredForm(form, found)


def _built_figures(
    scope: str, source: Source, rule: str, values: Mapping[str, Value]
) -> Iterator[Figure]:
    for name, value in values.items():
        yield Figure(FigureKey(scope, name), value, source, rule=rule)


def _execution_figures(paid: PaidFunding) -> Iterator[Figure]:
    executed, scope = paid.execution, paid.project.name
    if executed is None:
        waiting = dict.fromkeys(("执行率", "执行率得分") if paid.waiting else (), Pending())
        return _built_figures(scope, paid.project.source, "预算数或执行数待填", waiting)
    rate = {} if executed.rate is None else {"执行率": _rate_quantity(executed.rate)}
    points = {
        "执行率得分": _points_quantity(executed.score),
        "执行率分值": _points_quantity(executed.weight),
    }
    return _built_figures(scope, executed.source, executed.explanation, rate | points)


def _rate_quantity(rate: Decimal) -> Quantity:
    return Quantity(trimmed(settled(WORKING.multiply(rate, Decimal(100)))), unit_named("%"))


def _points_quantity(score: Decimal) -> Quantity:
    """Return a score as a figure: 100 is printed as 100, its unit stands in the sentence."""
    return Quantity(score, unit_named(""), max(0, -int(score.as_tuple().exponent)))


def _total_figures(form: FormAppraisal) -> Iterator[Figure]:
    points = {
        "总分": _points_quantity(form.total),
        "满分": _points_quantity(form.full_marks),
    }
    grade = {"等级": Wording(form.grade)} if form.grade else {}
    scope, source = form.project.name, form.project.source
    return _built_figures(scope, source, form.explanation, {**points, **grade})


def _report_figures(
    report: Report,
    forms: tuple[FormAppraisal, ...],
    whole: Summary,
    by_key: Mapping[FigureKey, Figure],
) -> Iterator[Figure]:
    """Yield 执行率, 总分, 等级 … of the report: its only form's, else the summary's."""
    if len(forms) == 1:
        scope = forms[0].project.name
        for name in SCORED:
            figure = by_key.get(FigureKey(scope, name))
            if figure is not None and figure.value is not None and scope:
                yield from _built_figures("", figure.source, figure.rule, {name: figure.value})
        return
    if whole.rate is not None:
        how, rate = "各支出方向执行数之和 ÷ 预算数之和", {"执行率": _rate_quantity(whole.rate)}
        yield from _built_figures("", report.source, how, rate)
    if whole.total is not None:
        won: dict[str, Value] = {
            "总分": _points_quantity(whole.total),
            "等级": Wording(whole.grade),
        }
        yield from _built_figures("", report.source, whole.explanation, won)


def report_summary(
    report: Report, forms: tuple[FormAppraisal, ...], scheme: Scheme | None
) -> tuple[Summary, tuple[Finding, ...]]:
    """Return the summary of a report; report.yaml's 汇总 goes before the scheme's."""
    lines = tuple(summary_line(form) for form in forms)
    budget = _whole_amount(each.budget for each in lines)
    spent = _whole_amount(each.executed for each in lines)
    rate = (
        exact_quotient(spent.number, budget.number) if budget and spent and budget.number else None
    )
    bare = Summary(lines, budget, spent, rate)
    if scheme is None or not forms:
        return bare, ()
    if len(forms) == 1:
        only = forms[0]
        return Summary(lines, budget, spent, rate, only.total, only.grade, only.explanation), ()
    way, findings = _totalling_way(report, scheme)
    total, words, found = _TOTALS[way](forms, lines, report, scheme)
    if total is None:
        return bare, (*findings, *(found if report.settings.totalling else _as_notes(found)))
    grade = scheme.grades.grade_of(total)
    return Summary(lines, budget, spent, rate, total, grade, words), (*findings, *found)


def _as_notes(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings as 提示: the scheme would have one total, but nobody asked for it."""
    return tuple(structs.replace(each, severity=Severity.NOTE) for each in found)


def summary_line(form: FormAppraisal) -> SummaryLine:
    """Return the line of one 支出方向: 预算, 执行, 执行率, 得分, 等级."""
    row = next((row for row in form.funding), None)
    rate = form.execution.rate if form.execution else None
    budget, executed = (row.budget, row.executed) if row else (None, None)
    return SummaryLine(form.project.name, budget, executed, rate, form.total, form.grade)


def _whole_amount(amounts: Iterable[Quantity | None]) -> Quantity | None:
    """Return the sum of amounts in 万元; None when one of them is missing."""
    given = list(amounts)
    known = [amount for amount in given if amount is not None]
    return amount_sum(known) if known and len(known) == len(given) else None


def _totalling_way(report: Report, scheme: Scheme) -> tuple[str, tuple[Finding, ...]]:
    asked = report.settings.totalling
    if asked is None or not asked.content.strip():
        return scheme.totalling, ()
    word = asked.content.strip()
    if word in _TOTALS:
        return word, ()
    message, advice = f"没有“{word}”这种汇总方法", "可以写：" + "、".join(_TOTALS)
    return scheme.totalling, (error("SCO24", asked.source, message, advice),)


_Forms = tuple[FormAppraisal, ...]
_Lines = tuple[SummaryLine, ...]
_Total = tuple[Decimal | None, str, tuple[Finding, ...]]


def _no_total(_forms: _Forms, _lines: _Lines, _report: Report, _scheme: Scheme) -> _Total:
    """Return that several forms have no total (不合计)."""
    return None, "", ()


def _unknown_total(report: Report, message: str, advice: str) -> _Total:
    """Return that there is no total, and why."""
    return None, "", (error("SCO24", report.source, message, advice),)


def _by_money(forms: _Forms, lines: _Lines, report: Report, scheme: Scheme) -> _Total:
    """Return Σ 得分 × 全年预算数 ÷ Σ 全年预算数 (资金加权)."""
    money = [line.budget.number for line in lines if line.budget is not None]
    if len(money) < len(forms) or sum(money) == 0:
        message = "有支出方向没有全年预算数，不能按资金加权"
        return _unknown_total(report, message, "填上全年预算数")
    pairs = [(form.total, amount) for form, amount in zip(forms, money, strict=True)]
    weighed = sum((total * amount for total, amount in pairs), NOTHING)
    exact = settled(WORKING.divide(weighed, sum(money, NOTHING)))
    total = trimmed(rounded(exact, scheme.total_places))
    parts = " + ".join(" × ".join(map(explanation.readable_number, pair)) for pair in pairs)
    whole = explanation.readable_number(sum(money, NOTHING))
    words = f"（{parts}）÷ {whole} = {explanation.readable_number(total)}，按资金加权"
    return total, words, ()


class Part(Struct, frozen=True):
    """A row of one form and the money (万元) of that form."""

    row: IndicatorResult
    money: Decimal


def joined_total(forms: _Forms, lines: _Lines, report: Report, scheme: Scheme) -> _Total:
    """Return the total of several forms, values first: None where their rows do not match."""
    money = [line.budget.number if line.budget else NOTHING for line in lines]
    groups = _indicator_groups(forms, money)
    findings = tuple(_unmatched_indicators(groups, len(forms)))
    if findings:
        return None, "", findings
    if sum(money) == 0:
        message = "各支出方向没有全年预算数，不能汇总评分"
        return _unknown_total(report, message, "填上全年预算数")
    points = [_joined_score(parts, scheme, report) for parts in groups]
    known = [score for score in points if score is not None]
    if len(known) < len(points):
        message = "有的指标在某个支出方向没有得分，不能先汇总后评分"
        return _unknown_total(report, message, "先补全各支出方向的得分")
    spent = sum((line.executed.number for line in lines if line.executed), NOTHING)
    executed = execution_score(sum(money, NOTHING), spent, scheme, finished=False)
    total = trimmed(rounded(sum(known, executed.score), scheme.total_places))
    words = f"{len(forms)}个支出方向的完成值先汇总后评分，总分{explanation.readable_number(total)}"
    return total, f"{words}；{executed.explanation}", ()


_TOTALS: Mapping[str, Callable[[_Forms, _Lines, Report, Scheme], _Total]] = MappingProxyType(
    {"不合计": _no_total, "先汇总后评分": joined_total, "资金加权": _by_money}
)


def _indicator_groups(forms: _Forms, money: Sequence[Decimal]) -> list[list[Part]]:
    groups: dict[tuple[str, str, str], list[Part]] = {}
    for form, amount in zip(forms, money, strict=True):
        for row in form.rows:
            if row.indicator is not None and not row.sub_item and not row.inapplicable:
                key = (row.dimension, row.category, row.indicator.name)
                groups.setdefault(key, []).append(Part(row, amount))
    return list(groups.values())


def _unmatched_indicators(groups: list[list[Part]], count: int) -> Iterator[Finding]:
    """Yield the 错误 for each indicator that not every form has, or with another weight."""
    for rows in ([part.row for part in parts] for parts in groups):
        name = rows[0].indicator.name if rows[0].indicator else ""
        if len(rows) != count:
            message = f"“{name}”只在 {len(rows)} 个支出方向里有，{count} 个支出方向不能先汇总后评分"
        elif len({row.weight for row in rows}) > 1:
            listed = "、".join(f"{explanation.readable_number(row.weight)} 分" for row in rows)
            message = f"“{name}”在各支出方向的分值不同（{listed}），不能先汇总后评分"
        else:
            continue
        advice = "各支出方向用同一份指标，或把 汇总 写成 资金加权 或 不合计"
        found = error("SCO24", rows[0].source, message, advice)
        yield structs.replace(found, related=tuple(Related(row.source) for row in rows[1:]))


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
    bare = structs.replace(first, score=None)
    asked = Asked(bare, first.indicator, target, actual, scheme, report.year)
    return marked_row(asked).result.score


def _weighed_score(parts: list[Part], scheme: Scheme) -> Decimal | None:
    """Return a judged score, weighted by money."""
    weight = parts[0].row.weight
    if not weight:
        return NOTHING
    won = [part.row.score * part.money for part in parts if part.row.score is not None]
    if len(won) < len(parts):
        return None
    share = WORKING.divide(sum(won), sum(part.money for part in parts) * weight)
    return rounded_marks(settled(share), weight, scheme.score_places)


def _joined_condition(conditions: list[Condition], parts: list[Part]) -> Condition:
    amounts = [Quantity(c.low, unit_named(c.unit), 0) for c in conditions]
    return structs.replace(conditions[0], low=_joined_value(amounts, parts).number)


def _joined_value(values: list[Quantity], parts: list[Part]) -> Quantity:
    """Return the sum of amounts, or the mean of rates weighted by money, in the first's unit."""
    unit = values[0].unit
    alike = [
        convert(v, unit).number if v.unit.dimension == unit.dimension else v.number for v in values
    ]
    if unit.dimension not in (PERCENT.dimension, "百分点") and "/" not in unit.name:
        return Quantity(sum(alike, NOTHING), unit, 0)
    money = [part.money for part in parts]
    weighed = sum((n * m for n, m in zip(alike, money, strict=True)), NOTHING)
    return Quantity(settled(WORKING.divide(weighed, sum(money, NOTHING))), unit)
