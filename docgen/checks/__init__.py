"""Appraisal + prose + contract → findings (核对): one module per family, nothing is changed.

A rule is a generator function with a Chinese docstring; `RULES` lists them all. The rules that
look at words alone are listed in `prose_rules`, which is loaded when a text is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from docgen.checks import (
    claims_of_figures,
    form_approved,
    form_funding,
    form_measures,
    form_reasons,
    form_rows,
    form_scores,
    reconciliation,
    repeated,
    report_shape,
)
from docgen.checks import contract as contract_
from docgen.checks.certain import outline, text_lengths
from docgen.checks.codes import CODES
from docgen.checks.fixes import edits
from docgen.checks.passages import Passage
from docgen.checks.prose import Prose, ProseRule
from docgen.checks.prose_findings import kept_findings, prose_findings
from docgen.checks.read import name_readings, typed_numbers, wording
from docgen.checks.rule import CertainRule, ReadRule, ReportReadRule, as_findings
from docgen.checks.subject import Rule, Subject, subject
from docgen.checks.waivers import Weighed, weighed
from docgen.document import Manuscript, TemplateContract
from docgen.findings import Finding, Source
from docgen.memory import Memory
from docgen.report import Report
from docgen.scoring import Appraisal

RULES: tuple[Rule | ProseRule | CertainRule | ReadRule | ReportReadRule, ...]

_WHOLE: tuple[Rule | CertainRule | ReportReadRule, ...] = (
    *form_scores.RULES,
    *form_funding.RULES,
    *form_reasons.RULES,
    *form_rows.RULES,
    *form_measures.RULES,
    *form_approved.RULES,
    *contract_.RULES,
    *outline.RULES,
    *report_shape.RULES,
    *reconciliation.RULES,
    *repeated.RULES,
    *claims_of_figures.RULES,
    *text_lengths.RULES,
    *typed_numbers.RULES,
    *name_readings.RULES,
    *wording.REPORT_RULES,
)

# Each says of a number typed in prose that it is not the one that is known.
_SUREST_FIRST = ("FRM48", "REC11", "NUM03", "NUM05", "NUM04", "REC12", "NUM01")

__all__ = [
    "CODES",
    "RULES",
    "Passage",
    "Prose",
    "ProseRule",
    "Rule",
    "Subject",
    "Weighed",
    "edits",
    "findings",
    "subject",
    "weighed",
]


def findings(  # noqa: PLR0913, PLR0917 (what the line has made, and what was made before)
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    contract: TemplateContract,
    texts: Mapping[str, str],
    memory: Memory | None = None,
) -> tuple[Finding, ...]:
    """Return what every rule has found in a report: those of words first, rule by rule the others.

    A `memory` kept between builds saves reading again what is as it was.
    """
    kept = (memory or Memory(once=True)).within()  # the rules share what they read
    looked_at = subject(report, appraisal, manuscript, contract, texts, kept)
    found = (each for rule in _WHOLE for each in as_findings(rule.function(looked_at)))
    return tuple(
        _told_once(chain(prose_findings(looked_at.units, kept, kept_findings(kept)), found))
    )


def __getattr__(
    name: str,
) -> tuple[Rule | ProseRule | CertainRule | ReadRule | ReportReadRule, ...]:
    """Return `RULES`, all of them, when somebody asks: explaining one loads the rules of words."""
    if name != "RULES":
        raise AttributeError(name)
    from docgen.checks import prose_rules  # noqa: PLC0415 (said above)

    return (*_WHOLE, *prose_rules.RULES)


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
