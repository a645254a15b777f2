"""Appraisal + prose + contract → findings (核对): one module per family, nothing is changed.

A rule is a generator function with a Chinese docstring; `RULES` lists them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from docgen.checks import (
    accounting,
    claims,
    form_approved,
    form_funding,
    form_measures,
    form_reasons,
    form_rows,
    form_scores,
    labels,
    length,
    name_lengths,
    names,
    outline,
    phrases,
    prose_relations,
    reconciliation,
    repeated,
    report_shape,
    sections,
    signs,
    tables,
    wording,
    years,
)
from docgen.checks import contract as contract_
from docgen.checks.codes import CODES
from docgen.checks.fixes import edits
from docgen.checks.passages import Passage
from docgen.checks.subject import Rule, Subject, subject
from docgen.checks.waivers import Weighed, weighed
from docgen.document import Manuscript, TemplateContract
from docgen.findings import Finding, Source
from docgen.report import Report
from docgen.scoring import Appraisal

RULES: tuple[Rule, ...] = (
    *form_scores.RULES,
    *form_funding.RULES,
    *form_reasons.RULES,
    *form_rows.RULES,
    *form_measures.RULES,
    *form_approved.RULES,
    *contract_.RULES,
    *outline.RULES,
    *report_shape.RULES,
    *prose_relations.RULES,
    *tables.RULES,
    *reconciliation.RULES,
    *repeated.RULES,
    *accounting.RULES,
    *labels.RULES,
    *names.RULES,
    *name_lengths.RULES,
    *signs.RULES,
    *wording.RULES,
    *claims.RULES,
    *years.RULES,
    *length.RULES,
    *sections.RULES,
    *phrases.RULES,
)

# Each says of a number typed in prose that it is not the one that is known.
_SUREST_FIRST = ("FRM48", "REC11", "NUM03", "NUM05", "NUM04", "REC12", "NUM01")

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
    return tuple(_told_once(finding for rule in RULES for finding in rule.function(looked_at)))


def _told_once(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings, but of those that say of one number that it is wrong only the surest."""
    kept = tuple(found)
    best: dict[Source, int] = {}
    for finding in kept:
        if finding.code in _SUREST_FIRST:
            rank = _SUREST_FIRST.index(finding.code)
            best[finding.source] = min(rank, best.get(finding.source, rank))
    for finding in kept:
        source = finding.source
        if finding.code not in _SUREST_FIRST or _SUREST_FIRST.index(finding.code) == best[source]:
            yield finding
