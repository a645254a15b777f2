"""The report as a whole (整体): what a reviewer asks of the form first. FRM53–54, DOC60."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text
from docgen.figures.model import Literal, Quantity
from docgen.figures.reference import pieces as text_pieces
from docgen.figures.values import typed_value
from docgen.findings import Finding, Severity, draft_warning, note
from docgen.patterns import lazy_pattern
from docgen.report import Text
from docgen.scoring.model import total_row

_TWO_ITEMS = lazy_pattern(r"[;；]\s*\S")


def investment_back_filled(subject: Subject) -> Iterator[Finding]:
    """项目总投资与全年执行数完全相同。"""
    for form in subject.appraisal.forms:
        total = total_row(form.funding)
        typed = form.project.details.get("项目总投资")
        if total is None or total.executed is None or typed is None:
            continue
        value = _number(subject, typed, form.project.name)
        if value is None or value != total.executed.number or total.initial is None:
            continue
        if total.initial.number != value:
            planned = number_text(total.initial.number)
            message = (
                f"项目总投资与全年执行数同为 {number_text(value)} 万元，年初预算 {planned} 万元"
            )
            yield note("FRM53", typed.source, message, "填批复的总投资，或备好批复")


def _number(subject: Subject, text: Text, scope: str) -> Decimal | None:
    pieces = text_pieces(text, subject.appraisal.figures, scope, "表格").pieces
    printed = "".join(p.text if isinstance(p, Literal) else p.printed for p in pieces)
    value, _ = typed_value(Text(printed, text.lines[:1]))
    return value.number if isinstance(value, Quantity) else None


def two_items_in_one_row(subject: Subject) -> Iterator[Finding]:
    """一个三级指标里写了两件事。"""
    for form in subject.appraisal.forms:
        for row in form.rows:
            if row.indicator is not None and _TWO_ITEMS.search(row.indicator.name):
                message = f"“{row.indicator.name[:24]}”一行里写了两件事"
                yield note("FRM54", row.source, message, "拆成两行，分值各写各的")


def pending_setting(subject: Subject) -> Iterator[Finding]:
    """部门、专项名称等还写着待填。"""
    report = subject.report
    texts = [report.title, report.department, report.fund, *report.details.values()]
    texts += [t for p in report.projects for t in (p.fund, *p.details.values())]
    for text in texts:
        if text is not None and text.content.strip() == "待填":
            yield draft_warning(
                "DOC60", text.source, "这里还是“待填”", "填上内容；送审稿不能有待填"
            )


RULES = (
    CertainRule("FRM53", Severity.NOTE, investment_back_filled),
    CertainRule("FRM54", Severity.NOTE, two_items_in_one_row),
    CertainRule("DOC60", Severity.ERROR, pending_setting, across=True),
)
