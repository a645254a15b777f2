"""汇总 of several 支出方向: the lines, the sums, and one total only where the scheme says how."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import structs

from docgen import figures
from docgen.figures.decimals import WORKING, settled, trimmed
from docgen.figures.model import Quantity
from docgen.findings import Finding, Severity, error
from docgen.report import Report
from docgen.scoring import explanation
from docgen.scoring.joining import joined_total
from docgen.scoring.model import FormAppraisal, Summary, SummaryLine
from docgen.scoring.rules import exact_quotient
from docgen.scoring.scheme import Scheme

WAYS = ("不合计", "先汇总后评分", "资金加权")
_NONE = Decimal(0)


def report_summary(
    report: Report, forms: tuple[FormAppraisal, ...], scheme: Scheme | None
) -> tuple[Summary, tuple[Finding, ...]]:
    """Return the summary of a report; report.yaml's 汇总 goes before the scheme's."""
    lines = tuple(summary_line(form) for form in forms)
    budget, spent = (
        _amount_sum(each.budget for each in lines),
        _amount_sum(each.executed for each in lines),
    )
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
    if way == "资金加权":
        total, words, found = _by_money(forms, report, scheme)
    elif way == "先汇总后评分":
        total, words, found = joined_total(forms, report, scheme)
    else:
        return bare, findings
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


def _amount_sum(amounts: Iterable[Quantity | None]) -> Quantity | None:
    """Return the sum of amounts in 万元; None when one of them is missing."""
    given = list(amounts)
    known = [amount for amount in given if amount is not None]
    if not known or len(known) < len(given):
        return None
    places = [amount.places for amount in known]
    number = sum((amount.number for amount in known), _NONE)
    return Quantity(number, known[0].unit, max(places) if min(places) >= 0 else -1)


def _totalling_way(report: Report, scheme: Scheme) -> tuple[str, tuple[Finding, ...]]:
    asked = report.settings.totalling
    if asked is None or not asked.content.strip():
        return scheme.totalling, ()
    word = asked.content.strip()
    if word in WAYS:
        return word, ()
    message = f"没有“{word}”这种汇总方法"
    return scheme.totalling, (error("SCO24", asked.source, message, "可以写：" + "、".join(WAYS)),)


def _by_money(
    forms: tuple[FormAppraisal, ...], report: Report, scheme: Scheme
) -> tuple[Decimal | None, str, tuple[Finding, ...]]:
    """Return Σ 得分 × 全年预算数 ÷ Σ 全年预算数 (资金加权)."""
    budgets = [summary_line(form).budget for form in forms]
    money = [budget.number for budget in budgets if budget is not None]
    if len(money) < len(forms) or sum(money) == 0:
        found = error(
            "SCO24", report.source, "有支出方向没有全年预算数，不能按资金加权", "填上全年预算数"
        )
        return None, "", (found,)
    pairs = list(zip(forms, money, strict=True))
    weighed = sum((form.total * amount for form, amount in pairs), _NONE)
    exact = settled(WORKING.divide(weighed, sum(money, _NONE)))
    total = trimmed(figures.rounded(exact, scheme.total_places))
    parts = " + ".join(
        f"{explanation.readable_number(f.total)} × {explanation.readable_number(m)}"
        for f, m in pairs
    )
    whole, result = (
        explanation.readable_number(sum(money, _NONE)),
        explanation.readable_number(total),
    )
    words = f"（{parts}）÷ {whole} = {result}，按资金加权"
    return total, words, ()
