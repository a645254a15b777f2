"""A manuscript cut into units (分段): each flattened, and its numerals read."""

from __future__ import annotations

from docgen.checks.lines import TITLE, Prose, Setting, lines
from docgen.checks.passages import (
    Passage,
    blocks_passages,
    form_passages,
    title_passages,
)
from docgen.document import Block, Phrase, ProjectProse, Section
from docgen.figures.model import Figure, Figures
from docgen.findings import Source
from docgen.report import Report


def report_units(
    known: Figures, title: tuple[Phrase, Source], sections: tuple[Section, ...], setting: Setting
) -> tuple[Prose, ...]:
    """Return the report's own texts in reading order, the title first."""
    passages = tuple(title_passages(*title))
    cut = (_section(known, setting, "", each) for each in sections)
    return (_unit(known, setting, TITLE, "", passages), *cut)


def project_units(
    known: Figures, prose: ProjectProse, source: Source, setting: Setting
) -> tuple[Prose, ...]:
    """Return the texts of one 支出方向 in reading order, those of its form last."""
    sections = (_section(known, setting, prose.name, each) for each in prose.sections)
    form = tuple(form_passages(prose, source))
    return (*sections, _unit(known, setting, ("form", prose.name), prose.name, form))


def unit_setting(report: Report) -> Setting:
    """Return what the report says of itself to every text."""
    return Setting(report.year, tuple(report.settings.limits))


def _section(known: Figures, setting: Setting, scope: str, section: Section) -> Prose:
    passages = tuple(blocks_passages(section.blocks, scope))
    key = ("section", scope, section.file)
    return _unit(known, setting, key, scope, passages, section.blocks)


def _unit(  # noqa: PLR0913, PLR0917 (what a unit is made of)
    known: Figures,
    setting: Setting,
    key: tuple[str, ...],
    scope: str,
    passages: tuple[Passage, ...],
    blocks: tuple[Block, ...] = (),
) -> Prose:
    """Return a unit: its passages with their numerals read."""
    printed = frozenset(s.figure for p in passages for s in p.stretches if s.figure)
    proven = frozenset(key for key in printed if _is_proven(known.by_key.get(key)))
    read = tuple(lines(passages, proven))
    return Prose(key, scope, setting, passages, read, printed, blocks)


def _is_proven(figure: Figure | None) -> bool:
    """Return whether a figure is computed, or held against others by its own 应等于."""
    if figure is None:
        return False
    entry = figure.entry
    return entry is None or bool(figure.formula or figure.members or entry.equals)
