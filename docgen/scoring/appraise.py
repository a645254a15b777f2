"""Report + Figures → Appraisal: every form scored, totalled and graded (自评评分)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from msgspec import Struct

from docgen import figures
from docgen.figures.decimals import WORKING, settled, trimmed
from docgen.figures.model import Figure, FigureKey, Figures, Pending, Quantity, Value, Wording
from docgen.findings import Finding, Source
from docgen.memory import Itself, Memory
from docgen.report import Report, SubProject
from docgen.scoring.execution import execution, funding
from docgen.scoring.form import Setting, rows
from docgen.scoring.model import (
    Appraisal,
    Execution,
    FormAppraisal,
    FundingResult,
    Summary,
)
from docgen.scoring.scheme import Scheme
from docgen.scoring.schemes import scheme_of
from docgen.scoring.summary import summary
from docgen.scoring.totals import totalled

_NONE = Decimal(0)


def appraise(
    report: Report, known: Figures, memory: Memory | None = None
) -> tuple[Appraisal, tuple[Finding, ...]]:
    """Score every form under the 评分办法 in force, and add 执行率, 总分, 等级 … to the figures.

    Where the scheme is refused, the forms are read but nothing is scored. With a `memory` a form
    that does not change is the object it was.
    """
    memory = memory or Memory(once=True)
    read = scheme_of(report, memory)
    findings = list(read.findings)
    paid = [_paid(project, known, read.scheme, memory) for project in report.projects]
    money = chain.from_iterable(map(_execution_figures, paid))
    known = figures.extended(known, money, "执行率", memory)
    forms = tuple(_form(each, report.year, known, read.scheme, findings, memory) for each in paid)
    whole, in_summary = summary(report, forms, read.scheme)
    findings += in_summary
    if read.scheme is not None:
        totals = chain.from_iterable(map(_total_figures, forms))
        known = figures.extended(known, totals, "总分", memory)
    of_report = _report_figures(report, forms, whole, known)
    known = figures.extended(known, of_report, "报告", memory)
    name, citation = (read.scheme.name, read.scheme.citation) if read.scheme else ("", "")
    appraisal = Appraisal(forms, whole, known, name, citation, read.scheme)
    return appraisal, tuple(dict.fromkeys(findings))


class Paid(Struct, frozen=True):
    """A 支出方向 with its funding rows and 执行率: what is known before indicators are scored."""

    project: SubProject
    rows: tuple[FundingResult, ...]
    execution: Execution | None
    findings: tuple[Finding, ...]
    waiting: bool = False


def _paid(project: SubProject, known: Figures, scheme: Scheme | None, memory: Memory) -> Paid:
    return figures.answered(
        memory,
        ("资金", project.name),
        (project, Itself(scheme)),
        known,
        lambda asked: _paid_anew(project, asked, scheme),
    )


def _paid_anew(project: SubProject, known: Figures, scheme: Scheme | None) -> Paid:
    money = funding(project, known)
    if scheme is None or not (project.funding or project.blocks):
        return Paid(project, money.rows, None, money.findings)
    read = execution(project, money, scheme)
    found = (*money.findings, *read.findings)
    return Paid(project, money.rows, read.execution, found, money.waiting)


def _form(  # noqa: PLR0913, PLR0917 (what a form is scored under, and what is found and remembered)
    paid: Paid,
    year: int,
    known: Figures,
    scheme: Scheme | None,
    findings: list[Finding],
    memory: Memory,
) -> FormAppraisal:
    """Return one form, scored; what is wrong with it is added to `findings`."""
    form, found = figures.answered(
        memory,
        ("自评表", paid.project.name),
        (Itself(paid), year, Itself(scheme)),
        known,
        lambda asked: _form_anew(paid, year, asked, scheme),
    )
    findings += found
    return form


def _form_anew(
    paid: Paid, year: int, known: Figures, scheme: Scheme | None
) -> tuple[FormAppraisal, tuple[Finding, ...]]:
    scored = tuple(rows(paid.project, Setting(known, scheme, year, paid.project.name)))
    found = (*paid.findings, *(finding for row in scored for finding in row.findings))
    results = tuple(row.result for row in scored)
    return totalled(paid.project, paid.rows, paid.execution, results, scheme), found


def _figure(scope: str, name: str, value: Value, source: Source, rule: str) -> Figure:
    return Figure(FigureKey(scope, name), value, source, rule=rule)


def _execution_figures(paid: Paid) -> Iterator[Figure]:
    executed, scope = paid.execution, paid.project.name
    if executed is None:
        if paid.waiting:
            for name in ("执行率", "执行率得分"):
                yield _figure(scope, name, Pending(), paid.project.source, "预算数或执行数待填")
        return
    rule = executed.explanation
    if executed.rate is not None:
        yield _figure(scope, "执行率", _rate(executed.rate), executed.source, rule)
    yield _figure(scope, "执行率得分", _points(executed.score), executed.source, rule)
    yield _figure(scope, "执行率分值", _points(executed.weight), executed.source, rule)


def _rate(rate: Decimal) -> Quantity:
    return Quantity(trimmed(settled(WORKING.multiply(rate, Decimal(100)))), figures.unit_named("%"))


def _points(score: Decimal) -> Quantity:
    """Return a score as a figure: 100 is printed as 100, its unit stands in the sentence."""
    return Quantity(score, figures.unit_named(""), max(0, -int(score.as_tuple().exponent)))


def _total_figures(form: FormAppraisal) -> Iterator[Figure]:
    scope, source = form.project.name, form.project.source
    yield _figure(scope, "总分", _points(form.total), source, form.explanation)
    yield _figure(scope, "满分", _points(form.full_marks), source, form.explanation)
    if form.grade:
        yield _figure(scope, "等级", Wording(form.grade), source, form.explanation)


def _report_figures(
    report: Report, forms: tuple[FormAppraisal, ...], whole: Summary, known: Figures
) -> Iterator[Figure]:
    """Yield 执行率, 总分, 等级 … of the report: its only form's, else the summary's."""
    if len(forms) == 1:
        scope = forms[0].project.name
        for name in ("执行率", "执行率得分", "执行率分值", "总分", "满分", "等级"):
            figure = known.by_key.get(FigureKey(scope, name))
            if figure is not None and figure.value is not None and scope:
                yield _figure("", name, figure.value, figure.source, figure.rule)
        return
    if whole.rate is not None:
        yield _figure(
            "", "执行率", _rate(whole.rate), report.source, "各支出方向执行数之和 ÷ 预算数之和"
        )
    if whole.total is not None:
        yield _figure("", "总分", _points(whole.total), report.source, whole.explanation)
        yield _figure("", "等级", Wording(whole.grade), report.source, whole.explanation)
