"""A manuscript cut into units (分段): each flattened and its numerals read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docgen.checks.lines import Line, Term, lines
from docgen.checks.numeral import AMOUNT
from docgen.checks.passages import (
    CELL,
    FORM,
    PARAGRAPH,
    Passage,
    blocks_passages,
    form_passages,
    title_passages,
)
from docgen.checks.prose import Prose, Setting
from docgen.document import Block, Manuscript, Section
from docgen.figures.model import Figure, Figures
from docgen.report import Report

_FIELDS = frozenset({"完成值", "实际完成情况", "偏差说明", "调整说明"})


def units(report: Report, manuscript: Manuscript, known: Figures) -> tuple[Prose, ...]:
    """Return every printed text in reading order, unit by unit; the title is the first."""
    setting = Setting(report.year, frozenset(report.settings.limits))
    return tuple(_prose(setting, known, *flat) for flat in _flat_units(report, manuscript))


_Flat = tuple[tuple[str, ...], str, Iterable[Passage], tuple[Block, ...]]
"""A unit whose numerals are not yet read: its key, scope, passages and blocks."""


def _flat_units(report: Report, manuscript: Manuscript) -> Iterator[_Flat]:
    yield ("title",), "", title_passages(manuscript.title, report.title.source), ()
    yield from (_section(section, "") for section in manuscript.sections)
    for project, prose in zip(report.projects, manuscript.projects, strict=True):
        yield from (_section(section, project.name) for section in prose.sections)
        yield ("form", prose.name), prose.name, form_passages(prose, project.source), ()


def _section(section: Section, scope: str) -> _Flat:
    passages = blocks_passages(section.blocks, scope)
    return ("section", scope, section.file), scope, passages, section.blocks


def _prose(  # noqa: PLR0913, PLR0917 (the parts of a unit)
    setting: Setting,
    known: Figures,
    key: tuple[str, ...],
    scope: str,
    flat: Iterable[Passage],
    blocks: tuple[Block, ...],
) -> Prose:
    """Return a unit with its numerals read."""
    passages = tuple(flat)
    printed = frozenset(s.figure for p in passages for s in p.stretches if s.figure)
    proven = frozenset(key for key in printed if key in known.by_key and _proven(known.by_key[key]))
    read = tuple(lines(passages, proven))
    return Prose(key, scope, setting, passages, read, tuple(_typed(read)), printed, blocks)


def _typed(read: Iterable[Line]) -> Iterator[tuple[Line, Term]]:
    """Yield the quantities that were typed where a reference could stand."""
    for line in read:
        passage = line.passage
        if passage.kind not in (PARAGRAPH, CELL, FORM):
            continue
        if passage.kind == FORM and passage.field not in _FIELDS:
            continue
        for term in line.terms:
            if term.numeral.kind == AMOUNT and not term.figures:
                yield line, term


def _proven(figure: Figure) -> bool:
    """Tell whether a figure is computed, or held against others by its own 应等于."""
    entry = figure.entry
    return entry is None or bool(figure.formula or figure.members or entry.equals)
