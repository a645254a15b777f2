"""A manuscript cut into units (分段): each flattened and its numerals read once, then remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

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
from docgen.document import Block, Manuscript, ProjectProse, Section
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.findings import Source
from docgen.memory import Memory
from docgen.report import Report

_FIELDS = frozenset({"完成值", "实际完成情况", "偏差说明", "调整说明"})


class _Flat(Struct, frozen=True):
    """The passages of a unit, their numerals not yet read, and the figures they print (平文)."""

    passages: tuple[Passage, ...]
    figures: frozenset[FigureKey]
    blocks: tuple[Block, ...] = ()


class _Cutter(Struct, frozen=True):
    """What all units of a report are made with (分段者)."""

    memory: Memory
    setting: Setting
    known: Figures

    def section(self, scope: str, section: Section) -> Prose:
        """Return what one narrative file became."""
        return self.unit(
            ("section", scope, section.file), scope, (section,),
            lambda: _flat(blocks_passages(section.blocks, scope), section.blocks),
        )  # fmt: skip

    def form(self, prose: ProjectProse, source: Source) -> Prose:
        """Return the texts of a form."""
        inputs = source, prose.details, prose.explanations, prose.goals, prose.rows
        return self.unit(
            ("form", prose.name), prose.name, inputs, lambda: _flat(form_passages(prose, source))
        )

    def title(self, report: Report, manuscript: Manuscript) -> Prose:
        """Return the title of the report."""
        title, source = manuscript.title, report.title.source
        return self.unit(
            ("title",), "", (title, source), lambda: _flat(title_passages(title, source))
        )

    def unit(
        self,
        key: tuple[str, ...],
        scope: str,
        inputs: tuple[object, ...],
        make: Callable[[], _Flat],
    ) -> Prose:
        """Return a unit: flattened anew if its `inputs` changed, read anew if a proof did."""
        flat = self.memory.made(("passages", *key), inputs, make)
        proven = frozenset(filter(self._proven, flat.figures))
        return self.memory.made(
            ("prose", *key), (flat, proven, self.setting),
            lambda: _read(key, scope, self.setting, flat, proven),
        )  # fmt: skip

    def _proven(self, key: FigureKey) -> bool:
        figure = self.known.by_key.get(key)
        return figure is not None and _proven(figure)


def units(
    report: Report, manuscript: Manuscript, known: Figures, memory: Memory
) -> tuple[Prose, ...]:
    """Return every printed text in reading order, unit by unit."""
    setting = Setting(report.year, frozenset(report.settings.limits))
    return tuple(_units(report, manuscript, _Cutter(memory, setting, known)))


def _units(report: Report, manuscript: Manuscript, cutter: _Cutter) -> Iterator[Prose]:
    yield cutter.title(report, manuscript)
    yield from (cutter.section("", section) for section in manuscript.sections)
    for project, prose in zip(report.projects, manuscript.projects, strict=True):
        yield from (cutter.section(project.name, section) for section in prose.sections)
        yield cutter.form(prose, project.source)


def _flat(passages: Iterable[Passage], blocks: tuple[Block, ...] = ()) -> _Flat:
    found = tuple(passages)
    return _Flat(found, frozenset(s.figure for p in found for s in p.stretches if s.figure), blocks)


def _read(
    key: tuple[str, ...], scope: str, setting: Setting, flat: _Flat, proven: frozenset[FigureKey]
) -> Prose:
    read = tuple(lines(flat.passages, proven))
    typed = tuple(_typed(read))
    return Prose(key, scope, setting, flat.passages, read, typed, flat.figures, flat.blocks)


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
