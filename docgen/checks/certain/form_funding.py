"""项目资金 of the form: what adds up, what stays within the budget. FRM11–FRM17."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text, rounded
from docgen.figures.model import Quantity
from docgen.findings import Finding, Related, Severity, Source, warning
from docgen.report import FundingLine, Text
from docgen.scoring.model import TOTALS, FundingResult, total_row

_COLUMNS = (("年初预算数", "initial"), ("全年预算数", "budget"), ("全年执行数", "executed"))
_LOW_RATE = Decimal("0.9")
_AHEAD = Decimal("0.05")


def _amount(row: FundingResult, field: str) -> Quantity | None:
    amount: Quantity | None = getattr(row, field)
    return amount


def _place(line: FundingLine, field: str) -> Source:
    typed: Text | None = getattr(line, field)
    return typed.source if typed is not None else line.source


def parts_of_total(subject: Subject) -> Iterator[Finding]:
    """合计与各项资金之和不一致。"""
    for form in subject.appraisal.forms:
        total = total_row(form.funding)
        parts = [row for row in form.funding if row.line.name not in TOTALS]
        if total is None or not parts:
            continue
        for label, field in _COLUMNS:
            whole = _amount(total, field)
            amounts = [_amount(row, field) for row in parts]
            if whole is None or any(amount is None for amount in amounts):
                continue
            known = [amount for amount in amounts if amount is not None]
            summed = sum((amount.number for amount in known), Decimal(0))
            if summed != whole.number:
                sums = " + ".join(number_text(amount.number) for amount in known)
                message = (
                    f"{label}：{sums} = {number_text(summed)}，与合计 {number_text(whole.number)} "
                    f"相差 {number_text(abs(summed - whole.number))} 万元"
                )
                others = tuple(Related(_place(p.line, field), p.line.name) for p in parts)
                place = _place(total.line, field)
                yield Finding(
                    "FRM11", Severity.ERROR, place, message, "改正错的一个数", others
                )  # fmt: skip


def missing_executed(subject: Subject) -> Iterator[Finding]:
    """合计有执行数，下面的资金行没有。"""
    for form in subject.appraisal.forms:
        total = total_row(form.funding)
        if total is None or total.executed is None:
            continue
        for row in form.funding:
            if row is total or row.executed is not None:
                continue
            if row.budget is not None or row.initial is not None:
                message = f"{row.line.name}有预算数，没有全年执行数"
                yield warning("FRM12", row.line.source, message, "填上，没有发生的填 0 万元")


def within_budget(subject: Subject) -> Iterator[Finding]:
    """执行数大于全年预算数。"""
    for form in subject.appraisal.forms:
        for row in form.funding:
            budget, executed = row.budget, row.executed
            if budget is None or executed is None or executed.number <= budget.number:
                continue
            message = (
                f"{row.line.name}：执行数 {number_text(executed.number)} 万元大于"
                f"全年预算数 {number_text(budget.number)} 万元"
            )
            other = Related(
                _place(row.line, "budget"), f"全年预算数 {number_text(budget.number)} 万元"
            )
            advice = "核对两个数；有追加预算的，计入全年预算数并写调整说明"
            place = _place(row.line, "executed")
            yield Finding("FRM13", Severity.ERROR, place, message, advice, (other,))


def adjustment_explained(subject: Subject) -> Iterator[Finding]:
    """全年预算数与年初预算数不同，没有调整说明。"""
    for form in subject.appraisal.forms:
        total = total_row(form.funding)
        if total is None or total.initial is None or total.budget is None:
            continue
        less = total.budget.number - total.initial.number
        if less and total.line.explanation is None:
            message = (
                f"年初预算 {number_text(total.initial.number)} 万元，全年预算 {number_text(total.budget.number)} 万元，"
                f"相差 {number_text(abs(less))} 万元，没有调整说明"
            )
            advice = "写上 调整说明：金额、原因、文号"
            yield warning("FRM14", _place(total.line, "budget"), message, advice)


def budget_set_to_outturn(subject: Subject) -> Iterator[Finding]:
    """全年预算数与执行数完全相同，与年初预算数不同。"""
    for form in subject.appraisal.forms:
        total = total_row(form.funding)
        if total is None or not (total.initial and total.budget and total.executed):
            continue
        same = total.budget.number == total.executed.number
        if same and total.budget.number != total.initial.number:
            share = rounded(total.executed.number / total.initial.number * 100, 2)
            message = (
                f"全年预算数与执行数同为 {number_text(total.budget.number)} 万元，"
                f"年初预算 {number_text(total.initial.number)} 万元，按年初预算执行率为 {share:.2f}%"
            )
            yield warning("FRM15", _place(total.line, "budget"), message, "核对预算调整的批复")


def low_rate_explained(subject: Subject) -> Iterator[Finding]:
    """执行率低于 90%，没有说明原因。"""
    for form in subject.appraisal.forms:
        total, execution = total_row(form.funding), form.execution
        if total is None or execution is None or execution.rate is None:
            continue
        if execution.rate < _LOW_RATE and total.line.explanation is None:
            rate = rounded(execution.rate * 100, 2)
            message = f"执行率 {rate:.2f}%，低于 90%，没有说明原因"
            yield warning("FRM16", total.line.source, message, "在合计下写 调整说明")


def ahead_of_execution(subject: Subject) -> Iterator[Finding]:
    """指标得分率高出执行率得分率 5% 以上。"""
    for form in subject.appraisal.forms:
        execution = form.execution
        if execution is None or execution.rate is None or not execution.weight:
            continue
        rows = [r for r in form.rows if r.score is not None and not r.sub_item]
        weight = sum((row.weight for row in rows), Decimal(0))
        scored = sum((row.score or Decimal(0) for row in rows), Decimal(0))
        if not weight or not scored:
            continue
        share = scored / weight
        ahead = (share - execution.score / execution.weight) / share
        if ahead > _AHEAD:
            message = (
                f"指标得 {number_text(scored)}/{number_text(weight)} 分，执行率得 {number_text(execution.score)}/"
                f"{number_text(execution.weight)} 分，得分率高出 {rounded(ahead * 100, 2):.2f}%"
            )
            yield warning("FRM17", execution.source, message, "核对指标，或写明资金没有花完的原因")


RULES = (
    CertainRule("FRM11", Severity.ERROR, parts_of_total),
    CertainRule("FRM12", Severity.WARNING, missing_executed),
    CertainRule("FRM13", Severity.ERROR, within_budget),
    CertainRule("FRM14", Severity.WARNING, adjustment_explained),
    CertainRule("FRM15", Severity.WARNING, budget_set_to_outturn),
    CertainRule("FRM16", Severity.WARNING, low_rate_explained),
    CertainRule("FRM17", Severity.WARNING, ahead_of_execution),
)
