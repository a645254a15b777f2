"""Appraisal + prose + contract → findings (核对): one module per family, nothing is changed.

A rule is a generator function with a Chinese docstring; `RULES` lists them all. The rules that
look at words alone are listed in `prose_rules`, which is loaded when a text is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from msgspec import structs

from docgen.checks import (
    accounting,
    claims_of_figures,
    form_approved,
    form_funding,
    form_measures,
    form_reasons,
    form_rows,
    form_scores,
    labels,
    name_lengths,
    names,
    outline,
    reconciliation,
    repeated,
    report_shape,
    sections,
)
from docgen.checks import contract as contract_
from docgen.checks.codes import CODES
from docgen.checks.fixes import edits
from docgen.checks.own import owners
from docgen.checks.passages import Passage
from docgen.checks.prose import Prose, ProseRule
from docgen.checks.subject import Rule, Subject, subject
from docgen.checks.units import project_units, report_units, unit_setting
from docgen.checks.waivers import Weighed, weighed
from docgen.document import Manuscript, Phrase, ProjectProse, TemplateContract
from docgen.figures.model import Figures, ProjectCall, plain_call
from docgen.findings import Finding, Source
from docgen.report import Report, SubProject
from docgen.scoring import Appraisal, FormAppraisal, Scheme, Summary

RULES: tuple[Rule | ProseRule, ...]

_WHOLE: tuple[Rule, ...] = (
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
    *accounting.RULES,
    *labels.RULES,
    *names.RULES,
    *name_lengths.RULES,
    *claims_of_figures.RULES,
    *sections.RULES,
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


def findings(  # noqa: PLR0913, PLR0917 (what the line has made)
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    contract: TemplateContract,
    texts: Mapping[str, str],
    call: ProjectCall = plain_call,
) -> tuple[Finding, ...]:
    """Return what every rule has found: in words first, then in each 支出方向, then across all."""
    known, frame = appraisal.figures, _frame(report)
    setting = unit_setting(report)
    own = report_units(report, manuscript, known)
    in_words, in_projects, units = [word_findings(known, own)], [], [own]
    for form, prose in zip(appraisal.forms, manuscript.projects, strict=True):
        name, source = form.project.name, form.project.source
        cut = call(project_units, known, name, prose, source, setting)
        theirs = _texts_of(report, form.project, texts)
        units.append(cut)
        in_words.append(call(word_findings, known, name, cut))
        in_projects.append(
            call(project_findings, known, name, frame, form, prose, cut, theirs, appraisal.rules)
        )
    whole = tuple(chain.from_iterable(units))
    looked_at = subject(report, appraisal, manuscript, contract, texts, whole)
    found = (*chain(*in_words), *_own_findings(looked_at, own), *chain(*in_projects))
    across = (rule for rule in _WHOLE if rule.across)
    return tuple(_told_once((*found, *_found_by(across, looked_at))))


def word_findings(known: Figures, units: tuple[Prose, ...]) -> tuple[Finding, ...]:  # noqa: ARG001 (they look at words alone)
    """Return what the rules of words find in units."""
    from docgen.checks.prose_rules import RULES  # noqa: PLC0415 (needed where a text is new)

    return tuple(finding for prose in units for rule in RULES for finding in rule.function(prose))


def project_findings(  # noqa: PLR0913, PLR0917 (what a 支出方向 is checked with)
    known: Figures,
    frame: Report,
    form: FormAppraisal,
    prose: ProjectProse,
    units: tuple[Prose, ...],
    texts: Mapping[str, str],
    scheme: Scheme | None,
) -> tuple[Finding, ...]:
    """Return what the rules find that look at one 支出方向; `frame` is the report without any."""
    name, nothing = form.project.name, Summary((), None, None, None)
    subject = Subject(
        structs.replace(frame, projects=(form.project,)),
        Appraisal((form,), nothing, known, "", "", scheme),
        Manuscript((), (prose,), Phrase()),
        TemplateContract("", (), frozenset()),
        texts, units, owners(known, ("", name)), {name: form}, {},
    )  # fmt: skip
    return tuple(_found_by((rule for rule in _WHOLE if not rule.across), subject))


def _own_findings(whole: Subject, own: tuple[Prose, ...]) -> Iterator[Finding]:
    """Yield what the same rules find in the report's own words."""
    formless = structs.replace(whole.appraisal, forms=())
    subject = structs.replace(whole, units=own, appraisal=formless, read_before={})
    return _found_by((rule for rule in _WHOLE if not rule.across), subject)


def _found_by(rules: Iterable[Rule], subject: Subject) -> Iterator[Finding]:
    return (finding for rule in rules for finding in rule.function(subject))


def _frame(report: Report) -> Report:
    """Return what of a report holds for every 支出方向: its head and its settings."""
    return structs.replace(report, projects=(), figures=(), narrative=(), schemes=())


def _texts_of(report: Report, project: SubProject, texts: Mapping[str, str]) -> Mapping[str, str]:
    """Return the YAML files that hold words of a 支出方向: those whose lines a fix may change."""
    files = (report.source.file, *project.files.values())
    return {file: texts[file] for file in files if file in texts}


def __getattr__(name: str) -> tuple[Rule | ProseRule, ...]:
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
