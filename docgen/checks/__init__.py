"""Appraisal + prose + contract → findings (核对): nothing is changed.

`all_rules` lists every rule. `certain/` holds those about typed data, structure and the form,
which may say 错误; what reads words says 警告 or 提示 (`rule.Reading`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from docgen.checks.all_rules import RULES
from docgen.checks.codes import CODES
from docgen.checks.fixes import edits
from docgen.checks.passages import Passage
from docgen.checks.prose import Prose, ProseRule
from docgen.checks.rule import CertainRule, ReadRule, ReportReadRule, as_findings
from docgen.checks.subject import Rule, Subject, direction_subjects, subject
from docgen.checks.waivers import Weighed, weighed
from docgen.document import Manuscript, TemplateContract
from docgen.findings import Finding, Source
from docgen.report import Report
from docgen.scoring import Appraisal

# Each says of a number typed in prose that it is not the one that is known.
_SUREST_FIRST = ("FRM48", "REC11", "REC15", "NUM03", "NUM05", "NUM04", "REC12", "NUM01")

__all__ = [
    "CODES",
    "RULES",
    "CertainRule",
    "Passage",
    "Prose",
    "ReadRule",
    "ReportReadRule",
    "Subject",
    "Weighed",
    "direction_findings",
    "edits",
    "findings",
    "report_findings",
    "subject",
    "unit_findings",
    "weighed",
]


def findings(
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    contract: TemplateContract,
    texts: Mapping[str, str],
) -> tuple[Finding, ...]:
    """Return what every rule finds: unit by unit of words, 支出方向 by 支出方向, then as a whole."""
    whole = subject(report, appraisal, manuscript, contract, texts)
    found = chain(
        chain.from_iterable(map(unit_findings, whole.units)),
        chain.from_iterable(map(direction_findings, direction_subjects(whole))),
        report_findings(whole),
    )
    return tuple(_surest_findings(found))


def unit_findings(prose: Prose) -> Iterator[Finding]:
    """Yield what the rules that read one unit of words find in it."""
    for rule in RULES:
        if isinstance(rule, ReadRule | ProseRule):
            yield from as_findings(rule.function(prose))


def direction_findings(part: Subject) -> Iterator[Finding]:
    """Yield what the rules about one 支出方向 find; `part` holds its form and words only."""
    for rule in RULES:
        if isinstance(rule, CertainRule | ReportReadRule) and not rule.across:
            yield from as_findings(rule.function(part))


def report_findings(whole: Subject) -> Iterator[Finding]:
    """Yield what the rules find that look at all 支出方向 at once."""
    for rule in RULES:
        if isinstance(rule, Rule) or (
            isinstance(rule, CertainRule | ReportReadRule) and rule.across
        ):
            yield from as_findings(rule.function(whole))


def _surest_findings(found: Iterable[Finding]) -> Iterator[Finding]:
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
