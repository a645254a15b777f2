"""Report + Figures → Appraisal: every form scored, totalled and graded (自评评分)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from docgen import figures
from docgen.figures.decimals import WORKING, settled, trimmed
from docgen.figures.model import Figure, FigureKey, Figures, Quantity, Value, Wording
from docgen.findings import Finding, Source
from docgen.report import Report, SubProject
from docgen.scoring import explanation
from docgen.scoring.execution import execution, funding
from docgen.scoring.form import Setting, block_weights, rows, weights
from docgen.scoring.model import (
    Appraisal,
    Execution,
    FormAppraisal,
    FundingResult,
    IndicatorResult,
    Summary,
)
from docgen.scoring.scheme import Scheme
from docgen.scoring.schemes import scheme_of
from docgen.scoring.summary import summary

_NONE = Decimal(0)


def appraise(report: Report, known: Figures) -> tuple[Appraisal, tuple[Finding, ...]]:
    """Score every form under the 评分办法 in force, and add 执行率, 总分, 等级 … to the figures.

    Where the scheme is refused, the forms are read but nothing is scored.
    """
    read = scheme_of(report)
    findings = list(read.findings)
    forms = []
    for project in report.projects:
        form, known, found = _form(project, report, known, read.scheme)
        findings += found
        forms.append(form)
    whole, in_summary = summary(report, tuple(forms), read.scheme)
    findings += in_summary
    known = figures.extended(known, _report_figures(report, tuple(forms), whole, known))
    name, citation = (read.scheme.name, read.scheme.citation) if read.scheme else ("", "")
    appraisal = Appraisal(tuple(forms), whole, known, name, citation, read.scheme)
    return appraisal, tuple(dict.fromkeys(findings))


def _form(
    project: SubProject, report: Report, known: Figures, scheme: Scheme | None
) -> tuple[FormAppraisal, Figures, list[Finding]]:
    """Return one form, the figures with what it adds, and what is wrong with it."""
    money = funding(project, known)
    findings = list(money.findings)
    executed: Execution | None = None
    if scheme is not None and (project.funding or project.blocks):
        read = execution(project, money, scheme)
        executed = read.execution
        findings += read.findings
    if executed is not None:
        known = figures.extended(known, _execution_figures(project.name, executed))
    scored = tuple(rows(project, Setting(known, scheme, report.year, project.name)))
    findings += (finding for row in scored for finding in row.findings)
    form = totalled(project, money.rows, executed, tuple(row.result for row in scored), scheme)
    if scheme is not None:
        known = figures.extended(known, _total_figures(project.name, form, project.source))
    return form, known, findings


def totalled(
    project: SubProject,
    money: tuple[FundingResult, ...],
    executed: Execution | None,
    scored: tuple[IndicatorResult, ...],
    scheme: Scheme | None,
) -> FormAppraisal:
    """Return a form with its total and grade: the sum of the printed scores, then any ceiling."""
    weighed, in_blocks = weights(scored), block_weights(scored)
    own = executed.weight if executed else _NONE
    full = sum(weighed.values(), own)
    points = sum((row.score for row in scored if row.score is not None), _NONE)
    printed = points + (executed.score if executed and executed.applies else _NONE)
    exact = points + _exact(executed)
    if scheme is None:
        return FormAppraisal(
            project, money, executed, scored, weighed, full, _NONE, _NONE, "", "", in_blocks
        )
    words: list[str] = []
    left_out = _left_out(scored, executed, scheme)
    if left_out and full > left_out:
        share = WORKING.divide(full, full - left_out)
        printed, exact = settled(printed * share), settled(exact * share)
        words.append(
            f"不适用的{explanation.number(left_out)}分不计，余下的折算为{explanation.number(full)}分"
        )
    printed, exact = _ceiled(printed, exact, executed, scheme, words)
    total = trimmed(figures.rounded(printed, scheme.total_places))
    rule = scheme.grades
    grade = rule.grade(total if rule.basis == "显示总分" else exact)
    other = rule.grade(exact if rule.basis == "显示总分" else total)
    if grade != other:
        another = "精确总分" if rule.basis == "显示总分" else "显示总分"
        words.append(f"按{rule.basis}为{grade}，按{another}则为{other}")
    unscored = sum(row.score is None for row in _due(scored))
    if unscored:
        words.append(f"有{unscored}项没有得分")
    words.insert(0, f"总分{explanation.number(total)}，{grade}{explanation.cited(rule.origin)}")
    return FormAppraisal(
        project,
        money,
        executed,
        scored,
        weighed,
        full,
        total,
        exact,
        grade,
        "；".join(words),
        in_blocks,
    )


def _exact(executed: Execution | None) -> Decimal:
    """Return the execution score before rounding; one set by hand is exact as typed."""
    if executed is None or not executed.applies:
        return _NONE
    return executed.exact if executed.score == executed.computed else executed.score


def _due(scored: Iterable[IndicatorResult]) -> Iterator[IndicatorResult]:
    return (row for row in scored if row.indicator and not row.sub_item and not row.inapplicable)


def _left_out(
    scored: tuple[IndicatorResult, ...], executed: Execution | None, scheme: Scheme
) -> Decimal:
    """Return the marks of rows that do not apply, where the scheme rescales the rest."""
    if scheme.inapplicable != "剔除折算":
        return _NONE
    rest = sum((row.weight for row in scored if row.inapplicable), _NONE)
    return rest + (executed.weight if executed and not executed.applies else _NONE)


def _ceiled(
    printed: Decimal, exact: Decimal, executed: Execution | None, scheme: Scheme, words: list[str]
) -> tuple[Decimal, Decimal]:
    rate = executed.rate if executed else None
    if rate is None:
        return printed, exact
    for ceiling in scheme.ceiling.ceilings:
        inside = ceiling.low <= rate and (ceiling.high is None or rate < ceiling.high)
        if inside and printed > ceiling.most:
            words.append(explanation.capped(scheme.ceiling, rate, ceiling.most))
            return ceiling.most, min(exact, ceiling.most)
    return printed, exact


def _figure(scope: str, name: str, value: Value, source: Source, rule: str) -> Figure:
    return Figure(FigureKey(scope, name), value, source, rule=rule)


def _execution_figures(scope: str, executed: Execution) -> Iterator[Figure]:
    rule = executed.explanation
    if executed.rate is not None:
        yield _figure(scope, "执行率", _rate(executed.rate), executed.source, rule)
    yield _figure(scope, "执行率得分", _points(executed.score), executed.source, rule)
    yield _figure(scope, "执行率分值", _points(executed.weight), executed.source, rule)


def _rate(rate: Decimal) -> Quantity:
    return Quantity(trimmed(rate * 100), figures.unit_named("%"))


def _points(score: Decimal) -> Quantity:
    """Return a score as a figure: 100 is printed as 100, its unit stands in the sentence."""
    return Quantity(score, figures.unit_named(""), max(0, -int(score.as_tuple().exponent)))


def _total_figures(scope: str, form: FormAppraisal, source: Source) -> Iterator[Figure]:
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


__all__ = ["appraise", "totalled"]
