"""The form beside what was approved (批复的绩效目标表): FRM52."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from docgen.checks.certain.form_texts import shortened
from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text
from docgen.figures.model import Reference
from docgen.figures.names import nearest
from docgen.figures.reference import pieces
from docgen.findings import Finding, Related, Severity, Source
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, SubProject, Text
from docgen.scoring.model import FormAppraisal

_MEANT = {"不少于": ">=", "不低于": ">=", "≥": ">=", "不超过": "<=", "不高于": "<=", "≤": "<="}
_FILLERS = lazy_pattern(r"[\s,，;；。]")
Rows = Mapping[str, Indicator]
Pair = tuple[Indicator, Indicator]


def equals_approved(subject: Subject) -> Iterator[Finding]:
    """自评表的指标、指标值或分值与批复的绩效目标表不同。"""
    for form in subject.appraisal.forms:
        approved, filled = _approved(form.project), _filled(form)
        if not approved:
            continue
        for name, indicator in filled.items():
            if name in approved:
                yield from _beside(subject, form.project.name, (indicator, approved[name]))
        yield from _lost(form.project.source, approved, filled)


def _beside(subject: Subject, scope: str, pair: Pair) -> Iterator[Finding]:
    filled, approved = pair
    name = shortened(filled.name)
    typed, wanted = (
        _printed(subject, scope, filled.target),
        _printed(subject, scope, approved.target),
    )
    if approved.target and _plain(typed) != _plain(wanted):
        message = f"“{name}”的指标值“{typed}”与批复的“{wanted}”不同"
        place = filled.target.source if filled.target else filled.source
        yield _told(place, message, "改成批复的指标值", approved.target.source)
    if approved.weight and filled.weight and filled.weight.value != approved.weight.value:
        message = f"“{name}”的分值 {number_text(filled.weight.value)} 与批复的 {number_text(approved.weight.value)} 不同"
        yield _told(filled.weight.source, message, "改成批复的分值", approved.weight.source)


def _lost(place: Source, approved: Rows, filled: Rows) -> Iterator[Finding]:
    added = {name: row for name, row in filled.items() if name not in approved}
    for name, indicator in approved.items():
        if name in filled:
            continue
        message = f"批复的指标“{shortened(indicator.name)}”不在自评表里"
        close = nearest(name, added)
        if close is None:
            yield _told(place, message, "补上这一行", indicator.source)
            continue
        renamed = added.pop(close)
        advice = f"“{shortened(renamed.name)}”像是它，改成批复的名称"
        yield _told(renamed.source, message, advice, indicator.source)
    first = next(iter(approved.values())).source
    for indicator in added.values():
        message = f"指标“{shortened(indicator.name)}”不在批复的绩效目标表里"
        yield _told(indicator.source, message, "删去，或附调整的批文", first)


def _told(place: Source, message: str, advice: str, approved: Source) -> Finding:
    other = (Related(approved, "批复的绩效目标表"),)
    return Finding("FRM52", Severity.ERROR, place, message, advice, other)


def _approved(project: SubProject) -> Rows:
    return {
        _key(indicator.name): indicator
        for block in project.approved
        for dimension in block.dimensions
        for category in dimension.categories
        for indicator in category.indicators
    }


def _filled(form: FormAppraisal) -> Rows:
    rows = (row.indicator for row in form.rows if row.indicator and not row.sub_item)
    return {_key(indicator.name): indicator for indicator in rows}


def _key(name: str) -> str:
    return _FILLERS.sub("", unicodedata.normalize("NFKC", name))


def _printed(subject: Subject, scope: str, text: Text | None) -> str:
    if text is None:
        return ""
    resolved = pieces(text, subject.appraisal.figures, scope, "表格")
    return "".join(p.printed if isinstance(p, Reference) else p.text for p in resolved.pieces)


def _plain(words: str) -> str:
    """Return a 指标值 as it is compared: signs of one meaning alike, no white space."""
    words = unicodedata.normalize("NFKC", words)
    for written, meant in _MEANT.items():
        words = words.replace(written, meant)
    return _FILLERS.sub("", words)


RULES = (CertainRule("FRM52", Severity.ERROR, equals_approved),)
