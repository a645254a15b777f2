"""A manuscript cut into units (文段), whose passages are read as numerals and words (句读).

A unit is what one narrative file became, the texts of one form, the title: what a rule that looks
at nothing but words is shown, so that it cannot see figures, scores or settings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct, structs

from docgen.checks.numerals import Numeral, numerals
from docgen.checks.passages import Passage, Stretch, blocks_passages, form_passages, title_passages
from docgen.document import Block, Phrase, ProjectProse, Section
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.findings import Source
from docgen.patterns import lazy_pattern
from docgen.report import Report

_STOP = lazy_pattern(r"[。！？!?\n]")
_SOFT = lazy_pattern(r"[，,、；;：:（(）)]")
_NEAR = 14


class Term(Struct, frozen=True):
    """A numeral with what stands around it (项).

    `label` is the text since the numeral or full stop before it, `clause` that since the last
    comma, `after` what follows up to the next mark or numeral; `sentence` counts from 0.
    `figures` print characters of it; `computed`: docgen worked one of them out from others, and
    it needs no proof.
    """

    numeral: Numeral
    label: str
    clause: str
    after: str
    sentence: int
    index: int
    computed: bool = False
    figures: tuple[FigureKey, ...] = ()

    @property
    def dimension(self) -> str:
        """What it measures: 元, 面积, 个, 率 …"""
        return self.numeral.unit.dimension


class Line(Struct, frozen=True):
    """A passage with its numerals read (行)."""

    passage: Passage
    terms: tuple[Term, ...]


TITLE = ("title",)
"""The key of the unit that is the title of the report."""


class Setting(Struct, frozen=True):
    """What the report says of itself to every text (设定): its 年度, the fields with a 字数限制."""

    year: int
    limited: tuple[str, ...] = ()


class Prose(Struct, frozen=True):
    """The passages of one unit, and the same with their numerals read, in reading order.

    `key` tells the unit from all others, `scope` is its 支出方向. `blocks` are those of a
    narrative file, `figures` what the passages print.
    """

    key: tuple[str, ...]
    scope: str
    setting: Setting
    passages: tuple[Passage, ...]
    lines: tuple[Line, ...]
    figures: frozenset[FigureKey] = frozenset()
    blocks: tuple[Block, ...] = ()


def lines(passages: Iterable[Passage], computed: Container[FigureKey] = ()) -> Iterator[Line]:
    """Yield passages with their numerals read; `computed` are the figures with a formula.

    A text that stands in many places (as in the forms of 50 支出方向) is read once.
    """
    for passage in passages:
        terms = _text_terms(passage.text)
        printed = [stretch for stretch in passage.stretches if stretch.figure] if terms else ()
        if printed:
            starts = [stretch.start for stretch in printed]
            terms = tuple(_placed(printed, starts, term, computed) for term in terms)
        yield Line(passage, terms)


def _placed(
    printed: Sequence[Stretch], starts: Sequence[int], term: Term, computed: Container[FigureKey]
) -> Term:
    """Return a term with the figures that print characters of it."""
    start, end = term.numeral.start, term.numeral.end
    first, last = max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)
    keys = tuple(s.figure for s in printed[first:last] if s.figure and s.end > start)
    if not keys:
        return term
    derived = any(key in computed for key in keys)
    return structs.replace(term, figures=keys, computed=derived)


@lru_cache(1 << 14)  # while watching and in batches the same texts come again
def _text_terms(text: str) -> tuple[Term, ...]:
    found = numerals(text)
    stops = [match.start() for match in _STOP.finditer(text)]
    return tuple(_term(text, stops, found, index) for index in range(len(found)))


def _term(text: str, stops: list[int], found: tuple[Numeral, ...], index: int) -> Term:
    numeral = found[index]
    sentence = bisect_right(stops, numeral.start)
    start = stops[sentence - 1] + 1 if sentence else 0
    if index:
        start = max(start, found[index - 1].end)
    label = text[start : numeral.start]
    end = found[index + 1].start if index + 1 < len(found) else len(text)
    after = text[numeral.end : min(end, numeral.end + _NEAR)]
    mark = _STOP.search(after) or _SOFT.search(after)
    after = after[: mark.start()] if mark else after
    return Term(numeral, label, _SOFT.split(label)[-1], after, sentence, index)


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
