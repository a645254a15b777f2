"""Appraisal + prose + contract → findings (核对): one module per family, nothing is changed.

A rule is a generator function with a Chinese docstring; `RULES` lists them all.
"""

from __future__ import annotations

from collections.abc import Mapping

from docgen.checks import contract as contract_
from docgen.checks import (
    accounting,
    claims,
    form_funding,
    form_reasons,
    form_rows,
    form_scores,
    labels,
    names,
    outline,
    prose_relations,
    reconciliation,
    report_shape,
    wording,
)
from docgen.checks.codes import CODES
from docgen.checks.fixes import edits
from docgen.checks.passages import Passage
from docgen.checks.subject import Rule, Subject, subject
from docgen.checks.waivers import Weighed, weighed
from docgen.document import Manuscript, TemplateContract
from docgen.findings import Finding
from docgen.report import Report
from docgen.scoring import Appraisal

RULES: tuple[Rule, ...] = (
    *form_scores.RULES,
    *form_funding.RULES,
    *form_reasons.RULES,
    *form_rows.RULES,
    *contract_.RULES,
    *outline.RULES,
    *report_shape.RULES,
    *prose_relations.RULES,
    *reconciliation.RULES,
    *accounting.RULES,
    *labels.RULES,
    *names.RULES,
    *wording.RULES,
    *claims.RULES,
)

__all__ = [
    "CODES",
    "RULES",
    "Passage",
    "Rule",
    "Subject",
    "Weighed",
    "edits",
    "findings",
    "subject",
    "weighed",
]


def findings(
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    contract: TemplateContract,
    texts: Mapping[str, str],
) -> tuple[Finding, ...]:
    """Return what every rule has found in a report, in the order of the rules."""
    looked_at = subject(report, appraisal, manuscript, contract, texts)
    return tuple(finding for rule in RULES for finding in rule.function(looked_at))
