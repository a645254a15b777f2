"""All rules (全部规则), in one tuple; findings are told in this order where places are equal."""

from __future__ import annotations

from docgen.checks.certain import (
    form_arithmetic,
    form_rows,
    report_shape,
    typed_values,
)
from docgen.checks.read import (
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
    *form_arithmetic.RULES,
    *form_rows.RULES,
    *report_shape.RULES,
    *typed_values.RULES,
    *form_and_words.RULES,
    *whole_report.RULES,
    *typed_numbers.RULES,
    *name_readings.RULES,
    *wording.REPORT_RULES,
)
