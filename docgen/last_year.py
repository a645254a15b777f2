"""This report beside last year's (上年报告): what was copied, what contradicts it.

report.yaml names last year's project; it is read as it lies there and never changed. What it
says is a fact about another file, so nothing here is more than a 警告.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import structs

from docgen.document import Block, Manuscript, Paragraph, plain
from docgen.figures.model import Figures, Quantity, described
from docgen.figures.units import are_equal, same_dimension, unit_named, value_order
from docgen.findings import DocgenError, Finding, Related, Source, note, warning
from docgen.report import Report, Text
from docgen.scoring.model import Appraisal, IndicatorResult

_SHORTEST = 20
"""Characters of a paragraph that is not the same by chance."""
_COPIED_SHARE = Decimal("0.3")
_SHOWN = 18


def last_year_findings(
    report: Report,
    own: tuple[Appraisal, Manuscript],
    previous: tuple[Appraisal, Manuscript],
) -> tuple[Finding, ...]:
    """Return what is to be asked of a report beside last year's, of scores and text each."""
    (appraisal, manuscript), (old_appraisal, old_manuscript) = own, previous
    return (
        *_copied_paragraphs(report, manuscript, old_manuscript),
        *_other_values(appraisal.figures, old_appraisal.figures),
        *_lower_targets(appraisal, old_appraisal),
    )


def unread_finding(named: Text, problem: DocgenError) -> Finding:
    """Return the finding for a 上年报告 that cannot be read (YML46)."""
    message = f"读不了上年报告“{named.content}”：{problem.findings[0].message}"
    advice = "上年报告 写上年项目的文件夹，从本项目的文件夹写起；没有就删去这一行"
    return warning("YML46", named.source, message, advice)


def _named_rows(appraisal: Appraisal) -> Mapping[tuple[str, str], IndicatorResult]:
    return {
        (form.project.name, row.indicator.name): row
        for form in appraisal.forms for row in form.rows if row.indicator
    }  # fmt: skip


def _long_paragraphs(manuscript: Manuscript) -> Iterator[tuple[str, Source]]:
    """Yield the paragraphs of prose that are long enough to compare, as printed."""
    sections = (*manuscript.sections, *(s for p in manuscript.projects for s in p.sections))
    blocks: list[Block] = [block for section in sections for block in section.blocks]
    for block in blocks:
        if isinstance(block, Paragraph):
            text = plain(block.children).strip()
            if len(text) >= _SHORTEST:
                yield text, block.source


def _copied_paragraphs(
    report: Report, manuscript: Manuscript, previous: Manuscript
) -> Iterator[Finding]:
    """Tell how many paragraphs are still word for word as last year's: one finding (DOC37)."""
    own = list(_long_paragraphs(manuscript))
    before = dict(_long_paragraphs(previous))
    copied = [(text, source) for text, source in own if text in before]
    if not copied:
        return
    share = Decimal(len(copied)) / len(own)
    message = f"正文 {len(own)} 段里有 {len(copied)} 段与上年报告一字不差（{share:.0%}）"
    examples = tuple(Related(source, f"{text[:_SHOWN]}…") for text, source in copied[:3])
    told = warning if share > _COPIED_SHARE else note
    first = report.settings.previous
    place = first.source if first else report.source
    found = told("DOC37", place, message, "改写成本年的情况；确实没有变化的可以留着")
    yield structs.replace(found, related=examples)


def _other_values(numbers: Figures, previous: Figures) -> Iterator[Finding]:
    """Tell each 上年 that is not what last year's report says (FIG26)."""
    for key, figure in numbers.by_key.items():
        before = previous.by_key.get(key)
        typed = figure.entry.previous if figure.entry else None
        if before is None or before.value is None or figure.previous is None or typed is None:
            continue
        if not are_equal(figure.previous, before.value):
            message = (
                f"“{figure.name}”的上年值 {described(figure.previous)} "
                f"与上年报告里的 {described(before.value)} 不同"
            )
            advice = "核对哪一个对；上年报告更正过的，放过并写明理由"
            found = warning("FIG26", typed.source, message, advice)
            yield structs.replace(found, related=(Related(before.source),))


def _lower_targets(appraisal: Appraisal, previous: Appraisal) -> Iterator[Finding]:
    """Tell each target that is below what was reached last year (FRM57)."""
    old_rows = _named_rows(previous)
    for (scope, name), row in _named_rows(appraisal).items():
        before = old_rows.get((scope, name))
        condition = row.target.conditions[0] if row.target and row.target.conditions else None
        if before is None or condition is None or not isinstance(before.actual, Quantity):
            continue
        unit = unit_named(condition.unit) if condition.unit else before.actual.unit
        wanted = Quantity(condition.low, unit)
        if condition.operator not in (">=", ">") or not same_dimension(unit, before.actual.unit):
            continue
        if value_order(wanted, before.actual) < 0 and row.indicator and row.indicator.target:
            message = (
                f"“{name}”的指标值 {row.indicator.target.content} "
                f"低于上年完成的 {described(before.actual)}"
            )
            advice = "说明为什么定得比上年完成的低，或调高指标值"
            yield note("FRM57", row.indicator.target.source, message, advice)
