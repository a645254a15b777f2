"""Where each text and each figure is printed (去处): narrative, form, funding rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from docgen.document import (
    Block,
    Code,
    FigureText,
    Heading,
    Inline,
    ItemList,
    Manuscript,
    NoteMark,
    Paragraph,
    Phrase,
    ProjectProse,
    Quote,
    Table,
    Tag,
    TemplateContract,
    Words,
    leaves,
)
from docgen.figures.calculation import evaluate
from docgen.figures.model import FigureKey, Figures
from docgen.figures.names import SCORED
from docgen.findings import Source
from docgen.report import FundingLine, Report
from docgen.scoring.model import Appraisal

PROSE, FORM, FUNDING, SUMMARY = "正文", "自评表", "资金表", "汇总表"


class PrintedPassage(Struct, frozen=True):
    """A printed paragraph, heading, cell or text of the form (一段文字), and where it is written.

    `number` is what a heading prints before its text.
    """

    part: str
    children: tuple[Inline, ...]
    source: Source
    number: str = ""


class PrintedPlace(Struct, frozen=True):
    """One place where a figure is printed: which figure, in which part, and from which line."""

    key: FigureKey
    part: str
    source: Source
    text: str = ""


def printed_places(
    report: Report, appraisal: Appraisal, manuscript: Manuscript
) -> tuple[PrintedPlace, ...]:
    """Return every place of every figure, in reading order."""
    found = list(_printed_in(head_passages(report, manuscript)))
    for project, prose in zip(report.projects, manuscript.projects, strict=True):
        found.extend(_printed_in(section_passages(prose)))
        found.extend(_in_funding(project.funding, appraisal.figures, project.name))
        found.extend(_printed_in(form_passages(prose, project.source)))
    return tuple(found)


_RESULT_TAGS = {
    **{f"支出方向.自评.{name}": name for name in SCORED},
    "支出方向.资金.执行率": "执行率", "支出方向.资金.得分": "执行率得分",
    "支出方向.资金.分值": "执行率分值",
    "汇总.行.执行率": "执行率", "汇总.行.得分": "总分", "汇总.行.等级": "等级",
}  # fmt: skip
"""What a tag of a 支出方向 prints of its results (自评结果)."""
_WHOLE_TAGS = {"汇总.合计.执行率": "执行率", "汇总.合计.得分": "总分", "汇总.合计.等级": "等级"}


def result_places(appraisal: Appraisal, contract: TemplateContract) -> tuple[PrintedPlace, ...]:
    """Return where the template itself prints 执行率, 总分, 等级 …: these need no reference."""
    scopes = [form.project.name for form in appraisal.forms]
    whole = ["", *scopes] if len(scopes) == 1 else [""]
    own = [*scopes, ""] if len(scopes) == 1 else scopes
    wanted = [
        (FigureKey(scope, names[tag.name]), tag)
        for tag in contract.tags
        for names, into in ((_RESULT_TAGS, own), (_WHOLE_TAGS, whole))
        if tag.name in names
        for scope in into
    ]
    found = ((key, tag, appraisal.figures.by_key.get(key)) for key, tag in wanted)
    return tuple(
        PrintedPlace(key, _part_of(tag), tag.source)
        for key, tag, figure in found
        if figure is not None and figure.value is not None
    )


def _part_of(tag: Tag) -> str:
    if tag.name.startswith("汇总."):
        return SUMMARY
    return FUNDING if tag.name.startswith("支出方向.资金.") else FORM


def places_by_part(places: Iterable[PrintedPlace], keys: frozenset[FigureKey]) -> Mapping[str, int]:
    """Return how many places print one of the figures, by part."""
    return Counter(place.part for place in places if place.key in keys)


def head_passages(report: Report, manuscript: Manuscript) -> Iterator[PrintedPassage]:
    """Yield the passages of the report's own text: title, the head of the form, chapters."""
    texts = (manuscript.title, *(text for _, text in manuscript.details))
    yield from _phrase_passages(texts, report.title.source)
    yield from section_passages(manuscript)


def section_passages(prose: Manuscript | ProjectProse) -> Iterator[PrintedPassage]:
    """Yield the passages of a narrative, footnotes after the passage of their mark."""
    for section in prose.sections:
        yield from _block_passages(section.blocks)


def form_passages(prose: ProjectProse, fallback: Source) -> Iterator[PrintedPassage]:
    """Yield the texts of a form; one without words of its own stands at `fallback`."""
    goals = (text for goal in prose.goals for text in (goal.expected, goal.actual))
    rows = (t for row in prose.rows for t in (row.name, row.target, row.actual, row.deviation))
    details = (text for _, text in prose.details)
    yield from _phrase_passages((*details, *prose.explanations, *goals, *rows), fallback)


def _phrase_passages(phrases: Iterable[Phrase], fallback: Source) -> Iterator[PrintedPassage]:
    for children in (phrase.children for phrase in phrases if phrase.children):
        written = (leaf for leaf in leaves(children) if isinstance(leaf, Words | FigureText | Code))
        first = next(written, None)
        yield PrintedPassage(FORM, children, first.source if first else fallback)


def _block_passages(blocks: Iterable[Block]) -> Iterator[PrintedPassage]:
    for block in blocks:
        if isinstance(block, Heading):
            yield from _with_notes(
                PrintedPassage(PROSE, block.children, block.source, block.number)
            )
        elif isinstance(block, Paragraph):
            yield from _with_notes(PrintedPassage(PROSE, block.children, block.source))
        elif isinstance(block, Quote):
            yield from _block_passages(block.blocks)
        elif isinstance(block, ItemList):
            yield from _block_passages(b for item in block.items for b in item.blocks)
        elif isinstance(block, Table):
            for cell in (cell for row in (*block.head, *block.rows) for cell in row):
                yield from _with_notes(PrintedPassage(PROSE, cell.children, block.source))


def _with_notes(passage: PrintedPassage) -> Iterator[PrintedPassage]:
    yield passage
    for leaf in leaves(passage.children):
        if isinstance(leaf, NoteMark):
            yield from _block_passages(leaf.blocks)


def _printed_in(passages: Iterable[PrintedPassage]) -> Iterator[PrintedPlace]:
    for passage in passages:
        for leaf in leaves(passage.children):
            if isinstance(leaf, FigureText):
                key = FigureKey(leaf.scope, leaf.name)
                yield PrintedPlace(key, passage.part, leaf.source, leaf.text)


def _in_funding(
    rows: Iterable[FundingLine], numbers: Figures, scope: str
) -> Iterator[PrintedPlace]:
    for row in rows:
        for text in (row.initial, row.budget, row.executed):
            if text is not None and text.content.startswith("="):
                for key in evaluate(text, numbers, scope).inputs:
                    yield PrintedPlace(key, FUNDING, text.source)
