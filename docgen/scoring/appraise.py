"""Report + Figures → Appraisal: every form scored, totalled and graded (自评评分)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain

from msgspec import Struct

from docgen import figures
from docgen.figures.decimals import WORKING, settled, trimmed
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
from docgen.findings import Finding, Source
from docgen.report import Report, SubProject
from docgen.scoring.execution import executed_budget, funding_rows
from docgen.scoring.form import Setting, scored_rows
from docgen.scoring.model import (
    Appraisal,
    Execution,
    FormAppraisal,
    FundingResult,
    Summary,
)
from docgen.scoring.scheme import Scheme
from docgen.scoring.scheme_reading import SchemeReading, scheme_of
from docgen.scoring.summary import report_summary
from docgen.scoring.totals import totalled_form

_NONE = Decimal(0)


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
    known = figures.extended(known, chain.from_iterable(map(_execution_figures, paid)))
    scored = [
        call(scored_form, known, each.project.name, each, report.year, scheme) for each in paid
    ]
    forms = tuple(each.form for each in scored)
    whole, in_summary = report_summary(report, forms, scheme)
    totals = chain.from_iterable(map(_total_figures, forms)) if scheme is not None else ()
    more = {figure.key: figure for figure in totals}
    of_report = _report_figures(report, forms, whole, dict(known.by_key) | more)
    known = figures.extended(known, (*more.values(), *of_report))
    name, citation = (scheme.name, scheme.citation) if scheme else ("", "")
    found = chain(read.findings, *(each.findings for each in scored), in_summary)
    appraisal = Appraisal(forms, whole, known, name, citation, scheme)
    return appraisal, tuple(dict.fromkeys(found))


class PaidFunding(Struct, frozen=True):
    """A 支出方向 with its funding rows and 执行率: what is known before indicators are scored."""

    project: SubProject
    rows: tuple[FundingResult, ...]
    execution: Execution | None
    findings: tuple[Finding, ...]
    waiting: bool = False


class ScoredForm(Struct, frozen=True):
    """A 自评表, scored, and what is wrong with it."""

    form: FormAppraisal
    findings: tuple[Finding, ...]


def paid_funding(known: Figures, project: SubProject, scheme: Scheme | None) -> PaidFunding:
    """Return what a 支出方向 was given and has spent (资金)."""
    money = funding_rows(project, known)
    if scheme is None or not (project.funding or project.blocks):
        return PaidFunding(project, money.rows, None, money.findings)
    read = executed_budget(project, money, scheme)
    found = (*money.findings, *read.findings)
    return PaidFunding(project, money.rows, read.execution, found, money.waiting)


def scored_form(known: Figures, paid: PaidFunding, year: int, scheme: Scheme | None) -> ScoredForm:
    """Return the 自评表 of a 支出方向 with its scores, its total and its grade."""
    scored = tuple(scored_rows(paid.project, Setting(known, scheme, year, paid.project.name)))
    found = (*paid.findings, *(finding for row in scored for finding in row.findings))
    results = tuple(row.result for row in scored)
    form = totalled_form(paid.project, paid.rows, paid.execution, results, scheme)
    return ScoredForm(form, found)


def _built_figure(scope: str, name: str, value: Value, source: Source, rule: str) -> Figure:
    return Figure(FigureKey(scope, name), value, source, rule=rule)


def _execution_figures(paid: PaidFunding) -> Iterator[Figure]:
    executed, scope = paid.execution, paid.project.name
    if executed is None:
        if paid.waiting:
            for name in ("执行率", "执行率得分"):
                yield _built_figure(
                    scope, name, Pending(), paid.project.source, "预算数或执行数待填"
                )
        return
    rule = executed.explanation
    if executed.rate is not None:
        yield _built_figure(scope, "执行率", _rate_quantity(executed.rate), executed.source, rule)
    yield _built_figure(
        scope, "执行率得分", _points_quantity(executed.score), executed.source, rule
    )
    yield _built_figure(
        scope, "执行率分值", _points_quantity(executed.weight), executed.source, rule
    )


def _rate_quantity(rate: Decimal) -> Quantity:
    return Quantity(trimmed(settled(WORKING.multiply(rate, Decimal(100)))), figures.unit_named("%"))


def _points_quantity(score: Decimal) -> Quantity:
    """Return a score as a figure: 100 is printed as 100, its unit stands in the sentence."""
    return Quantity(score, figures.unit_named(""), max(0, -int(score.as_tuple().exponent)))


def _total_figures(form: FormAppraisal) -> Iterator[Figure]:
    scope, source = form.project.name, form.project.source
    yield _built_figure(scope, "总分", _points_quantity(form.total), source, form.explanation)
    yield _built_figure(scope, "满分", _points_quantity(form.full_marks), source, form.explanation)
    if form.grade:
        yield _built_figure(scope, "等级", Wording(form.grade), source, form.explanation)


def _report_figures(
    report: Report,
    forms: tuple[FormAppraisal, ...],
    whole: Summary,
    by_key: Mapping[FigureKey, Figure],
) -> Iterator[Figure]:
    """Yield 执行率, 总分, 等级 … of the report: its only form's, else the summary's."""
    if len(forms) == 1:
        scope = forms[0].project.name
        for name in ("执行率", "执行率得分", "执行率分值", "总分", "满分", "等级"):
            figure = by_key.get(FigureKey(scope, name))
            if figure is not None and figure.value is not None and scope:
                yield _built_figure("", name, figure.value, figure.source, figure.rule)
        return
    if whole.rate is not None:
        yield _built_figure(
            "",
            "执行率",
            _rate_quantity(whole.rate),
            report.source,
            "各支出方向执行数之和 ÷ 预算数之和",
        )
    if whole.total is not None:
        yield _built_figure(
            "", "总分", _points_quantity(whole.total), report.source, whole.explanation
        )
        yield _built_figure("", "等级", Wording(whole.grade), report.source, whole.explanation)
