"""Printed texts as a reader sees them (段), every character with the place it was written at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile

from msgspec import Struct, structs

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
    Table,
    Words,
    leaves,
    plain,
)
from docgen.figures.model import FigureKey
from docgen.findings import Source

HEADING, PARAGRAPH, CELL, FORM, TITLE = "标题", "正文", "单元格", "自评表", "报告标题"


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
        yield "预期目标", -1, goal.expected
        yield "实际完成情况", -1, goal.actual
    for index, row in enumerate(prose.rows):
        yield "三级指标", index, row.name
        yield "指标值", index, row.target
        yield "完成值", index, row.actual
        yield "偏差说明", index, row.deviation


def blocks_passages(blocks: Iterable[Block], scope: str) -> Iterator[Passage]:
    """Yield the passages of blocks, notes after the text that marks them."""
    for block in blocks:
        if isinstance(block, Heading):
            yield from _flat(block.children, scope, HEADING, block.source)
        elif isinstance(block, Paragraph):
            yield from _flat(block.children, scope, PARAGRAPH, block.source)
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
        text = ""
        if isinstance(leaf, Words):
            text = leaf.text
            stretches.append(Stretch(length, length + len(text), leaf.source, leaf.exact))
        elif isinstance(leaf, FigureText):
            text, key = leaf.text, FigureKey(leaf.scope, leaf.name)
            stretches.append(Stretch(length, length + len(text), leaf.source, figure=key))
        elif isinstance(leaf, Code):
            text = leaf.text
            stretches.append(Stretch(length, length + len(text), leaf.source, exact=False))
        elif isinstance(leaf, Break):
            text = "\n"
        elif isinstance(leaf, NoteMark):
            notes.append(leaf)
        parts.append(text)
        length += len(text)
    return "".join(parts), tuple(stretches), notes
