"""Where each figure is printed (去处): in the narrative, the form, the funding rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from docgen import figures
from docgen.document import (
    Block,
    Emphasis,
    FigureText,
    Heading,
    Inline,
    ItemList,
    Link,
    Manuscript,
    NoteMark,
    Paragraph,
    Phrase,
    ProjectProse,
    Quote,
    Strong,
    Struck,
    Table,
)
from docgen.figures.model import FigureKey, Figures
from docgen.findings import Source
from docgen.report import FundingLine, Report
from docgen.scoring import Appraisal

PROSE, FORM, FUNDING = "正文", "自评表", "资金表"


class Printed(Struct, frozen=True):
    """One place where a figure is printed: which figure, in which part, and from which line."""

    key: FigureKey
    part: str
    source: Source
    text: str = ""


def printed_places(
    report: Report, appraisal: Appraisal, manuscript: Manuscript
) -> tuple[Printed, ...]:
    """Return every place of every figure, in reading order."""
    found = list(_in_blocks(b for section in manuscript.sections for b in section.blocks))
    found.extend(_in_phrases((manuscript.title, *(text for _, text in manuscript.details))))
    for project, prose in zip(report.projects, manuscript.projects, strict=True):
        found.extend(_in_blocks(b for section in prose.sections for b in section.blocks))
        found.extend(_in_funding(project.funding, appraisal.figures, project.name))
        found.extend(_in_form(prose))
    return tuple(found)


def places_by_part(places: Iterable[Printed], keys: frozenset[FigureKey]) -> Mapping[str, int]:
    """Return how many places print one of the figures, by part."""
    count: dict[str, int] = {}
    for place in places:
        if place.key in keys:
            count[place.part] = count.get(place.part, 0) + 1
    return count


def _in_blocks(blocks: Iterable[Block]) -> Iterator[Printed]:
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            yield from _in_inlines(block.children, PROSE)
        elif isinstance(block, Quote):
            yield from _in_blocks(block.blocks)
        elif isinstance(block, ItemList):
            yield from _in_blocks(b for item in block.items for b in item.blocks)
        elif isinstance(block, Table):
            for row in (*block.head, *block.rows):
                for cell in row:
                    yield from _in_inlines(cell.children, PROSE)


def _in_inlines(children: Iterable[Inline], part: str) -> Iterator[Printed]:
    for child in children:
        if isinstance(child, FigureText):
            yield Printed(FigureKey(child.scope, child.name), part, child.source, child.text)
        elif isinstance(child, Emphasis | Strong | Struck | Link):
            yield from _in_inlines(child.children, part)
        elif isinstance(child, NoteMark):
            yield from _in_blocks(child.blocks)


def _in_phrases(phrases: Iterable[Phrase]) -> Iterator[Printed]:
    for phrase in phrases:
        yield from _in_inlines(phrase.children, FORM)


def _in_form(prose: ProjectProse) -> Iterator[Printed]:
    yield from _in_phrases(text for _, text in prose.details)
    yield from _in_phrases(prose.explanations)
    for goal in prose.goals:
        yield from _in_phrases((goal.expected, goal.actual))
    for row in prose.rows:
        yield from _in_phrases((row.name, row.target, row.actual, row.deviation))


def _in_funding(rows: Iterable[FundingLine], numbers: Figures, scope: str) -> Iterator[Printed]:
    for row in rows:
        for text in (row.initial, row.budget, row.executed):
            if text is not None and text.content.startswith("="):
                for key in figures.evaluate(text, numbers, scope).inputs:
                    yield Printed(key, FUNDING, text.source)
