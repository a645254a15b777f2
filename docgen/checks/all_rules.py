"""All rules (全部规则), in one tuple; findings are told in this order where places are equal."""

from __future__ import annotations

from docgen.checks.certain import (
    contract,
    form_approved,
    form_funding,
    form_reasons,
    form_rows,
    form_scores,
    outline,
    report_shape,
    text_lengths,
    typed_values,
)
from docgen.checks.read import (
    claims_of_figures,
    form_and_words,
    name_readings,
    punctuation,
    relation_rules,
    typed_numbers,
    whole_report,
    wording,
    years,
)
from docgen.checks.rule import CertainRule, ReadRule, ReportReadRule

AnyRule = CertainRule | ReadRule | ReportReadRule

RULES: tuple[AnyRule, ...] = (
    *relation_rules.RULES,
    *punctuation.RULES,
    *wording.RULES,
    *years.RULES,
    *form_scores.RULES,
    *form_funding.RULES,
    *form_reasons.RULES,
    *form_rows.RULES,
    *form_approved.RULES,
    *contract.RULES,
    *outline.RULES,
    *text_lengths.RULES,
    *report_shape.RULES,
    *typed_values.RULES,
    *form_and_words.RULES,
    *whole_report.RULES,
    *typed_numbers.RULES,
    *name_readings.RULES,
    *wording.REPORT_RULES,
    *claims_of_figures.RULES,
)
