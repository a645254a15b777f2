"""Appraisal + prose + contract → findings (核对): nothing is changed.

In: the values of the line. Out: findings, and those set aside (`weighing.py`, 忽略).

- `RULES`         the list of all rules; `rule.py` their kinds: who may say 错误, and who cannot
- `certain/`      rules about typed data, structure and the form
- `read/`         rules that read words
- `subject.py`    what a rule may look at
- `passages.py`   units of printed texts, with the place of each character and their numerals,
  which `numerals.py` reads
- `weighing.py`   the surest of several findings, those set aside, the edits of those with a fix
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from msgspec import structs

from docgen.checks.certain import (
    bare_numbers,
    doubled_words,
    form_arithmetic,
    form_rows,
    report_shape,
    typed_values,
)
from docgen.checks.passages import Passage, Prose, project_units, report_units, unit_setting
from docgen.checks.read import (
    form_and_words,
    name_readings,
    relation_rules,
    typed_numbers,
    whole_report,
    wording,
    years,
)
from docgen.checks.rule import CertainRule, ReadRule, ReportReadRule, as_findings
from docgen.checks.subject import Subject, subject
from docgen.checks.weighing import Weighed, edits, surest_findings, weighed
from docgen.document import Manuscript, Phrase, ProjectProse, TemplateContract
from docgen.figures.model import Figures, ProjectCall, plain_call
from docgen.findings import Finding
from docgen.report import Report
from docgen.scoring.model import Appraisal, FormAppraisal, Summary
from docgen.scoring.scheme import Scheme

AnyRule = CertainRule | ReadRule | ReportReadRule

RULES: tuple[AnyRule, ...] = (
    *relation_rules.RULES,
    *wording.RULES,
    *years.RULES,
    *form_arithmetic.RULES,
    *form_rows.RULES,
    *report_shape.RULES,
    *doubled_words.RULES,
    *bare_numbers.RULES,
    *typed_values.RULES,
    *form_and_words.RULES,
    *whole_report.RULES,
    *typed_numbers.RULES,
    *name_readings.RULES,
    *wording.REPORT_RULES,
)
"""All rules (全部规则); findings are told in this order where places are equal."""

__all__ = [
    "RULES",
    "AnyRule",
    "CertainRule",
    "Passage",
    "Prose",
    "ReadRule",
    "ReportReadRule",
    "Subject",
    "Weighed",
    "edits",
    "findings",
    "project_findings",
    "subject",
    "weighed",
    "word_findings",
]


def findings(  # noqa: PLR0913, PLR0917 (what the line has made)
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    contract: TemplateContract,
    texts: Mapping[str, str],
    call: ProjectCall = plain_call,
) -> tuple[Finding, ...]:
    """Return what every rule finds: unit by unit of words, 支出方向 by 支出方向, then as a whole.

    Words of the report itself speak of its 支出方向 where it has one only: then they are looked
    at together.
    """
    known, setting = appraisal.figures, unit_setting(report)
    frame = structs.replace(report, projects=(), figures=(), narrative=(), schemes=())
    title, sections = (manuscript.title, report.title.source), manuscript.sections
    own = call(report_units, known, "", title, sections, setting)
    spoken = own if len(appraisal.forms) == 1 else ()
    units, found = [own], [call(word_findings, known, "", own)]
    for form, prose in zip(appraisal.forms, manuscript.projects, strict=True):
        name = form.project.name
        cut = call(project_units, known, name, prose, form.project.source, setting)
        units.append(cut)
        found.append(call(word_findings, known, name, cut))
        beside = frame, form, prose, _project_texts(report, form, texts), contract, appraisal.rules
        found.append(call(project_findings, known, name, spoken, cut, *beside))
    whole = subject(report, appraisal, manuscript, contract, texts, tuple(chain(*units)))
    if not spoken:
        formless = structs.replace(whole.appraisal, forms=())
        alone = structs.replace(whole, units=own, appraisal=formless, forms={})
        found.append(tuple(_subject_findings(alone, across=False)))
    return tuple(surest_findings(chain(*found, _subject_findings(whole, across=True))))


def word_findings(known: Figures, units: tuple[Prose, ...]) -> tuple[Finding, ...]:  # noqa: ARG001 (they look at words alone)
    """Return what the rules find that read one unit of words."""
    rules = [rule for rule in RULES if isinstance(rule, ReadRule)]
    return tuple(
        as_findings(chain.from_iterable(rule.function(prose) for prose in units for rule in rules))
    )


def project_findings(  # noqa: PLR0913, PLR0917 (what a 支出方向 is checked with)
    known: Figures,
    spoken: tuple[Prose, ...],
    units: tuple[Prose, ...],
    frame: Report,
    form: FormAppraisal,
    prose: ProjectProse,
    texts: Mapping[str, str],
    contract: TemplateContract,
    scheme: Scheme | None,
) -> tuple[Finding, ...]:
    """Return what the rules find that look at one 支出方向; `frame` is the report without any.

    `spoken` are the report's own units where they speak of this 支出方向 alone.
    """
    nothing = Summary((), None, None, None)
    part = subject(
        structs.replace(frame, projects=(form.project,)),
        Appraisal((form,), nothing, known, "", "", scheme),
        Manuscript((), (prose,), Phrase()),
        contract, texts, (*spoken, *units),
    )  # fmt: skip
    return tuple(_subject_findings(part, across=False))


def _subject_findings(part: Subject, *, across: bool) -> Iterator[Finding]:
    for rule in RULES:
        if not isinstance(rule, ReadRule) and rule.across is across:
            yield from as_findings(rule.function(part))


def _project_texts(
    report: Report, form: FormAppraisal, texts: Mapping[str, str]
) -> Mapping[str, str]:
    """Return the YAML files that hold words of a 支出方向: those whose lines a fix may change."""
    files = (report.source.file, *form.project.files.values())
    return {file: texts[file] for file in files if file in texts}
