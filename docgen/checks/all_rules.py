"""All rules (全部规则), in one tuple; findings are told in this order where places are equal."""

from __future__ import annotations

from docgen.checks import (
    accounting,
    claims,
    labels,
    length,
    name_lengths,
    names,
    outline,
    phrases,
    prose_relations,
    sections,
    signs,
    tables,
    wording,
    years,
)
from docgen.checks.certain import (
    contract,
    form_approved,
    form_funding,
    form_reasons,
    form_rows,
    form_scores,
    report_shape,
    typed_values,
)
from docgen.checks.prose import ProseRule
from docgen.checks.read import claims_of_figures, form_and_words, whole_report
from docgen.checks.rule import CertainRule, ReadRule, ReportReadRule
from docgen.checks.subject import Rule

AnyRule = CertainRule | ReadRule | ReportReadRule | Rule | ProseRule

RULES: tuple[AnyRule, ...] = (
    *prose_relations.RULES,
    *tables.RULES,
    *signs.RULES,
    *wording.RULES,
    *claims.RULES,
    *years.RULES,
    *length.RULES,
    *phrases.RULES,
    *form_scores.RULES,
    *form_funding.RULES,
    *form_reasons.RULES,
    *form_rows.RULES,
    *form_approved.RULES,
    *contract.RULES,
    *outline.RULES,
    *report_shape.RULES,
    *typed_values.RULES,
    *form_and_words.RULES,
    *whole_report.RULES,
    *accounting.RULES,
    *labels.RULES,
    *names.RULES,
    *name_lengths.RULES,
    *claims_of_figures.RULES,
    *sections.RULES,
)
