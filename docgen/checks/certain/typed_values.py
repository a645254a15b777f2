"""Typed values that cannot be, or contradict each other or what was approved (填写的数): FRM41–FRM45, FRM52."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from docgen.checks.certain.form_rows import shortened
from docgen.checks.numerals import shown_quantity
from docgen.checks.read.statements import subject_core
from docgen.checks.rule import CertainRule, of_rows
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text
from docgen.figures.model import Figure, Moment, Period, Quantity, Reference, Series, Value, Wording
from docgen.figures.names import nearest
from docgen.figures.reference import pieces
from docgen.figures.units import is_countable, unit_named
from docgen.findings import Finding, Related, Severity, Source, error, warning
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, SubProject, Text
from docgen.scoring.model import FormAppraisal, IndicatorResult

_SHARE = lazy_pattern(r"(?:率|满意度|占比|比例|比重)$")
_DOCUMENT = lazy_pattern(r"〔(\d{4})〕\s*\d+\s*号")
_FIRST_YEAR, _YEARS_AHEAD = 1949, 30
_COUNT = lazy_pattern(r"(?:次数|期数|批数|场数|个数|数量)$")
_LISTED = lazy_pattern(r"(?:月份|日期|时间|名单|名称)$")


def row_and_figure(subject: Subject) -> Iterator[Finding]:
    """自评表手填的完成值与同名的数据不同。"""
    for form, row, indicator in subject.indicators:
        text, value = indicator.actual, row.actual
        if text is None or not isinstance(value, Quantity) or _refers(text):
            continue
        for figure in _named_alike(subject, form.project.name, indicator.name):
            other = figure.value
            if not isinstance(other, Quantity) or other.unit.dimension != value.unit.dimension:
                continue
            if other.base != value.base:
                name, shown = figure.key.path, _shown(other)
                message = f"“{shortened(indicator.name)}”的完成值是 {_shown(value)}，数据“{name}”是 {shown}"
                related = (Related(figure.source, shown),)
                yield Finding(
                    "FRM41", Severity.ERROR, text.source, message, f"核对后写成 ={name}", related
                )


def _refers(text: Text) -> bool:
    return text.content.lstrip().startswith(("=", "＝")) or "{{" in text.content


def _named_alike(subject: Subject, scope: str, name: str) -> Iterator[Figure]:
    core = subject_core(name)
    for owner in dict.fromkeys((scope, "")):
        if owner in subject.owners:
            for figure in subject.owners[owner]:
                if figure.entry and subject_core(figure.key.path.rpartition(".")[2]) == core:
                    yield figure


def _shown(value: Quantity) -> str:
    return shown_quantity(value.number, value.unit)


@of_rows
def unit_of_measure(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """指标是率，指标值或完成值却以人、个、家等计。"""
    name = re.sub(r"[（(].*?[）)]\s*$", "", indicator.name).strip()
    units = [unit_named(c.unit) for c in (row.target.conditions if row.target else ())]
    units += [row.actual.unit] if isinstance(row.actual, Quantity) else []
    wrong = next((unit for unit in units if unit.name and is_countable(unit)), None)
    if wrong is not None and _SHARE.search(name):
        text = indicator.target or indicator.actual
        message = f"“{shortened(name)}”是率，写的单位是 {wrong.name}"
        place = text.source if text else row.source
        yield warning("FRM42", place, message, "改成百分数，或改指标的名称")


def impossible_year(subject: Subject) -> Iterator[Finding]:
    """数据里的年份不可能。"""
    latest = subject.report.year + _YEARS_AHEAD
    for figure in subject.appraisal.figures.by_key.values():
        for year in _years_of(figure.value) if figure.entry else ():
            if not _FIRST_YEAR <= year <= latest:
                message = (
                    f"“{figure.key.path}”里的年份是 {year}，报告是 {subject.report.year} 年度的"
                )
                yield error("FRM43", figure.source, message, "核对年份")


def _years_of(value: Value | None) -> Iterator[int]:
    if isinstance(value, Moment) and value.year:
        yield value.year
    elif isinstance(value, Period):
        yield from (each.year for each in (value.start, value.end) if each.year)
    elif isinstance(value, Series):
        for item in value.items:
            yield from _years_of(item)


def document_year(subject: Subject) -> Iterator[Finding]:
    """文号的年份不可能。"""
    latest = subject.report.year + 2
    for text in _typed_texts(subject):
        for match in _DOCUMENT.finditer(text.content):
            if not _FIRST_YEAR <= int(match[1]) <= latest:
                place = text.at(match.start(), len(match[0]))
                message = (
                    f"文号“{match[0]}”的年份是 {match[1]}，报告是 {subject.report.year} 年度的"
                )
                yield error("FRM44", place, message, "对照原文改正年份")


def _typed_texts(subject: Subject) -> Iterator[Text]:
    """Yield the texts of YAML that documents are named in."""
    projects = subject.report.projects
    found = [text for each in projects for text in each.details.values()]
    found += [line.explanation for each in projects for line in each.funding if line.explanation]
    found += [t for each in projects for g in each.goals for t in (g.expected, g.actual) if t]
    for form in subject.appraisal.forms:
        rows = (row.indicator for row in form.rows if row.indicator)
        found += [t for row in rows for t in (row.target, row.actual, row.deviation) if t]
    figures_ = subject.appraisal.figures.by_key.values()
    found += [f.typed for f in figures_ if f.typed and isinstance(f.value, Wording)]
    yield from found
    yield from subject.report.details.values()


def count_and_list(subject: Subject) -> Iterator[Finding]:
    """次数与同名的清单的项数不同。"""
    values = subject.appraisal.figures.by_key
    lists = {
        (key.scope, _LISTED.sub("", key.path)): figure
        for key, figure in values.items()
        if isinstance(figure.value, Series) and _LISTED.search(key.path)
    }
    for key, figure in values.items():
        listed = lists.get((key.scope, _COUNT.sub("", key.path)))
        if listed is None or not _COUNT.search(key.path) or not isinstance(figure.value, Quantity):
            continue
        count = len(listed.value.items) if isinstance(listed.value, Series) else 0
        if figure.entry and figure.value.number != count:
            yield _unlike_count(figure, listed.source, f"“{listed.key.path}”列了 {count} 项")


def _unlike_count(figure: Figure, listed: Source, words: str) -> Finding:
    shown = _shown(figure.value) if isinstance(figure.value, Quantity) else ""
    message = f"“{figure.key.path}”是 {shown}，{words}"
    related = (Related(listed, words),)
    return Finding("FRM45", Severity.ERROR, figure.source, message, "核对后改正", related)


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


RULES = (
    CertainRule("FRM41", Severity.ERROR, row_and_figure),
    CertainRule("FRM42", Severity.WARNING, unit_of_measure),
    CertainRule("FRM43", Severity.ERROR, impossible_year, across=True),
    CertainRule("FRM44", Severity.ERROR, document_year, across=True),
    CertainRule("FRM45", Severity.ERROR, count_and_list, across=True),
    CertainRule("FRM52", Severity.ERROR, equals_approved),
)
