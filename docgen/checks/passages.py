"""A manuscript cut into units of printed texts (文段), each character with the place it was written at.

A passage is a text as a reader sees it; a line is a passage with its numerals read and the words
around them (句读). A unit is what one narrative file became, the texts of one form, the title: what
a rule that looks at nothing but words is shown, so that it cannot see figures, scores or settings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, takewhile

from msgspec import Struct, structs

from docgen.checks.numerals import Numeral, numerals
from docgen.document import (
    Block,
    Break,
    Code,
    FigureText,
    Heading,
    Inline,
    ItemList,
    NoteMark,
    Paragraph,
    Phrase,
    ProjectProse,
    Quote,
    Section,
    Table,
    Words,
    leaves,
    plain,
)
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.findings import Source
from docgen.patterns import lazy_pattern
from docgen.report import Report

HEADING, PARAGRAPH, CELL, FORM, TITLE = "标题", "正文", "单元格", "自评表", "报告标题"
_FIELDS = ("三级指标", "指标值", "完成值", "偏差说明")


class Stretch(Struct, frozen=True):
    """Characters of a passage with one origin (片段): from `start`, printed by `figure` if any.

    When `exact`, character i of the stretch was typed i columns right of `source`.
    """

    start: int
    end: int
    source: Source
    exact: bool = True
    figure: FigureKey | None = None


class Passage(Struct, frozen=True):
    """A printed text as a reader sees it (段): a paragraph, heading, cell or text of the form.

    `scope` is its 支出方向 ("" for the report's own), `kind` one of the names above. In the form
    `field` tells what it is (指标值, 完成值, 偏差说明, 预期目标 …), `row` its index into the form's
    rows; elsewhere "" and -1.
    """

    text: str
    stretches: tuple[Stretch, ...]
    scope: str
    kind: str
    source: Source
    field: str = ""
    row: int = -1

    def stretch(self, offset: int) -> Stretch | None:
        """Return the stretch a character belongs to."""
        index = bisect_right(self.stretches, offset, key=_start) - 1
        found = self.stretches[index] if index >= 0 else None
        return found if found is not None and offset < found.end else None

    def at(self, offset: int, length: int = 0) -> Source:
        """Return where a character was written, `length` characters long where that is known."""
        found = self.stretch(offset)
        if found is None:
            return self.source
        if found.exact and found.figure is None:
            inside = min(length, found.end - offset)
            return found.source.moved(offset - found.start, inside)
        return found.source

    def span_source(self, start: int, end: int) -> Source:
        """Return where the characters of a span were written."""
        return self.at(start, end - start)

    def typed(self, start: int, end: int) -> bool:
        """Tell whether all characters of a span were typed there, letter by letter."""
        found = self.stretch(start)
        return found is not None and found.exact and found.figure is None and end <= found.end

    def figures(self, start: int, end: int) -> tuple[FigureKey, ...]:
        """Return the figures that print characters of a span."""
        first = max(bisect_right(self.stretches, start, key=_start) - 1, 0)
        near = takewhile(lambda s: s.start < end, islice(self.stretches, first, None))
        return tuple(s.figure for s in near if s.figure and s.end > start)


def _start(stretch: Stretch) -> int:
    return stretch.start


def title_passages(title: Phrase, source: Source) -> Iterator[Passage]:
    """Yield the title of the report, which was written at `source`."""
    yield from _phrase(title, Passage("", (), "", TITLE, source))


def form_passages(prose: ProjectProse, source: Source) -> Iterator[Passage]:
    """Yield the texts of the form of a 支出方向 in reading order."""
    for field, index, text in _form_texts(prose):
        yield from _phrase(text, Passage("", (), prose.name, FORM, source, field, index))


def _form_texts(prose: ProjectProse) -> Iterator[tuple[str, int, Phrase]]:
    yield from ((field, -1, text) for field, text in prose.details)
    yield from (("调整说明", -1, text) for text in prose.explanations)
    for goal in prose.goals:
        yield from (("预期目标", -1, goal.expected), ("实际完成情况", -1, goal.actual))
    for index, row in enumerate(prose.rows):
        texts = (row.name, row.target, row.actual, row.deviation)
        yield from ((field, index, text) for field, text in zip(_FIELDS, texts, strict=True))


def blocks_passages(blocks: Iterable[Block], scope: str) -> Iterator[Passage]:
    """Yield the passages of blocks, notes after the text that marks them."""
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            kind = HEADING if isinstance(block, Heading) else PARAGRAPH
            yield from _flat(block.children, scope, kind, block.source)
        elif isinstance(block, Quote):
            yield from blocks_passages(block.blocks, scope)
        elif isinstance(block, ItemList):
            yield from blocks_passages((b for item in block.items for b in item.blocks), scope)
        elif isinstance(block, Table):
            yield from _cells(block, scope)


def _cells(table: Table, scope: str) -> Iterator[Passage]:
    """Yield the cells of a table; `field` says what each is: its column's head, its row's first."""
    heads = [plain(cell.children) for cell in table.head[-1]] if table.head else []
    for row in (*table.head, *table.rows):
        first = plain(row[0].children) if row else ""
        for column, cell in enumerate(row):
            head = heads[column] if column < len(heads) else ""
            field = f"{first} {head}" if column else head
            for passage in _flat(cell.children, scope, CELL, table.source):
                yield structs.replace(passage, field=field)


def _phrase(phrase: Phrase, place: Passage) -> Iterator[Passage]:
    """Yield the passage of a phrase, with the scope, kind and field of `place`."""
    text, stretches, _ = _joined(phrase.children)
    if text:
        source = stretches[0].source if stretches else place.source
        yield structs.replace(place, text=text, stretches=stretches, source=source)


def _flat(children: tuple[Inline, ...], scope: str, kind: str, source: Source) -> Iterator[Passage]:
    text, stretches, notes = _joined(children)
    if text:
        yield Passage(text, stretches, scope, kind, source)
    for note in notes:
        yield from blocks_passages(note.blocks, scope)


def _joined(
    children: tuple[Inline, ...],
) -> tuple[str, tuple[Stretch, ...], list[NoteMark]]:
    parts: list[str] = []
    stretches: list[Stretch] = []
    notes: list[NoteMark] = []
    length = 0
    for leaf in leaves(children):
        if isinstance(leaf, NoteMark):
            notes.append(leaf)
        elif isinstance(leaf, Words | FigureText | Code):
            key = FigureKey(leaf.scope, leaf.name) if isinstance(leaf, FigureText) else None
            exact = not isinstance(leaf, Code) and getattr(leaf, "exact", True)
            end = length + len(leaf.text)
            stretches.append(Stretch(length, end, leaf.source, exact, key))
        parts.append("\n" if isinstance(leaf, Break) else getattr(leaf, "text", ""))
        length += len(parts[-1])
    return "".join(parts), tuple(stretches), notes


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


TITLE_UNIT = ("title",)
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
    return (_unit(known, setting, TITLE_UNIT, "", passages), *cut)


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
