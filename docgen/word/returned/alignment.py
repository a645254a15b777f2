"""Which line of a returned file an old one became (对齐): text and structure alone, no ids.

Paragraphs that occur once on each side are sure. What lies between them is aligned by likeness
(Needleman–Wunsch over bigrams), where a paragraph may have become two, or two one.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from docgen.patterns import lazy_pattern

_NUMBER = lazy_pattern(
    r"^(?:第?[一二三四五六七八九十]+[、章节]|（[一二三四五六七八九十]+）|\d{1,2}[.．、]\s?|（\d{1,2}）)"
)
LEVEL = lazy_pattern(r"(?i)^(?:heading|标题)\s*(\d)")
_LEAST, _LEAST_ROW = 0.30, 0.25
_HALF, _WHOLE, _SAME = 0.75, 0.85, 0.97
_SHORTEST_HALF, _SHORTEST_WHOLE = 4, 8
MOST_STEPS = 1_000_000
"""Pairs of units that are weighed against each other at a time."""


class AlignedLine(Protocol):
    """What alignment asks of a line."""

    @property
    def text(self) -> str: ...  # noqa: D102 (see ReturnedLine)
    @property
    def style(self) -> str: ...  # noqa: D102
    @property
    def table(self) -> int: ...  # noqa: D102
    @property
    def row(self) -> int: ...  # noqa: D102
    @property
    def column(self) -> int: ...  # noqa: D102
    @property
    def note(self) -> bool: ...  # noqa: D102


L = TypeVar("L", bound=AlignedLine)
U = TypeVar("U", bound="Alignable")
Pair = tuple[list[L], list[L], str]
"""Old lines, new lines, and what they are: 段, 格, 行, 表, 注."""


class Alignable(Protocol):
    """What the aligner asks of a unit: its words without white space, and what it is."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102


class AlignableRow(Protocol):
    """What is asked of a row: its words, and its cells."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def parts(self) -> Sequence[Alignable]: ...  # noqa: D102


class Unit(Struct, frozen=True):
    """A paragraph, a note, a table, a row or a cell with the lines in it (单元)."""

    kind: str
    key: str
    lines: tuple[object, ...]
    parts: tuple[Unit, ...] = ()
    column: int = 0
    style: str = ""


def line_key(line: AlignedLine) -> str:
    """Return the words of a line; a heading's without its number, which docgen makes."""
    text = "".join(line.text.split())
    return _NUMBER.sub("", text) if heading_level(line.style) else text


def heading_number(text: str) -> int:
    """Return how many characters of a heading are its number."""
    match = _NUMBER.match(text)
    return match.end() if match else 0


def heading_level(style: str) -> int:
    """Return the level of a heading by the name of its style, 0 for another.

    >>> heading_level("heading 2"), heading_level("List Paragraph")
    (2, 0)
    """
    match = LEVEL.match(style)
    return int(match[1]) if match else 0


@lru_cache(20000)
def _grams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) or Counter([text])


@lru_cache(100000)
def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 1 (Dice over bigrams)."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    x, y = _grams(one), _grams(other)
    return 2 * (x & y).total() / (x.total() + y.total())


def _share_in(one: str, other: str) -> float:
    x = _grams(one)
    return (x & _grams(other)).total() / max(1, x.total())


def aligned_units(
    old: Sequence[U],
    new: Sequence[U],
    score: Callable[[U, U], float],
    *,
    splits: bool = False,
    least: float = _LEAST,
) -> list[tuple[list[U], list[U]]]:
    """Return which old units became which new ones: 1-1, 1-0, 0-1, with `splits` 1-2 and 2-1.

    What both begin and end with is the same; between, more than MOST_STEPS are not weighed: all
    old units are gone and all new ones added.
    """
    start = _same_units(old, new)
    end = _same_units(old[start:][::-1], new[start:][::-1])
    mine, theirs = old[start : len(old) - end], new[start : len(new) - end]
    if len(mine) * len(theirs) > MOST_STEPS:
        between = [*(([], [unit]) for unit in theirs), *(([unit], []) for unit in mine)]
    else:
        between = _StepTable(mine, theirs, score, splits=splits, least=least).best_pairs()
    ends = [([one], [other]) for one, other in zip(old, new, strict=False)][:start]
    tail = zip(old[len(old) - end :], new[len(new) - end :], strict=True)
    return [*ends, *between, *(([one], [other]) for one, other in tail)]


def _same_units(old: Sequence[Alignable], new: Sequence[Alignable]) -> int:
    """Return how many units both lists begin with."""
    same = (a.key == b.key and a.kind == b.kind for a, b in zip(old, new, strict=False))
    return sum(1 for _ in takewhile(bool, same))


class _StepTable(Generic[U]):
    """The best score of each start of both lists, and the step that led there."""

    def __init__(
        self, old: Sequence[U], new: Sequence[U], score: Callable[[U, U], float],
        *, splits: bool, least: float,
    ) -> None:  # fmt: skip
        self._old, self._new, self._score = old, new, score
        self._splits, self._least = splits, least
        self._best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]

    def best_pairs(self) -> list[tuple[list[U], list[U]]]:
        """Return the pairs along the best way, in order."""
        old, new = self._old, self._new
        steps: dict[tuple[int, int], tuple[int, int]] = {}
        for i in range(len(old) + 1):
            for j in range(len(new) + 1):
                if i or j:
                    self._best[i][j], steps[i, j] = max(self._ways(i, j))
        pairs, i, j = [], len(old), len(new)
        while i or j:
            a, b = steps[i, j]
            pairs.append((list(old[i - a : i]), list(new[j - b : j])))
            i, j = i - a, j - b
        return pairs[::-1]

    def _ways(self, i: int, j: int) -> Iterator[tuple[float, tuple[int, int]]]:
        best, old, new = self._best, self._old, self._new
        if i:
            yield best[i - 1][j], (1, 0)
        if j:
            yield best[i][j - 1], (0, 1)
        if not i or not j:
            return
        likely = self._score(old[i - 1], new[j - 1])
        if likely >= self._least:
            yield best[i - 1][j - 1] + likely, (1, 1)
        if self._splits and j > 1 and (whole := _split_score(old[i - 1], new[j - 2 : j])):
            yield best[i - 1][j - 2] + whole, (1, 2)
        if self._splits and i > 1 and (whole := _split_score(new[j - 1], old[i - 2 : i])):
            yield best[i - 2][j - 1] + whole, (2, 1)


def _split_score(one: Alignable, two: Sequence[Alignable]) -> float:
    """Return how surely one paragraph was cut in two: both halves must come from it."""
    if {one.kind, *(half.kind for half in two)} != {"段"} or len(one.key) < _SHORTEST_WHOLE:
        return 0
    keys = [half.key for half in two]
    if min(map(len, keys)) < _SHORTEST_HALF:
        return 0
    if any(_share_in(k, one.key) < _HALF or likeness(k, one.key) > _SAME for k in keys):
        return 0
    whole = likeness(one.key, "".join(keys))
    return whole * 1.05 if whole > _WHOLE else 0


def anchored_units(
    old: Sequence[U], new: Sequence[U], score: Callable[[U, U], float], *, splits: bool = False
) -> Iterator[tuple[list[U], list[U]]]:
    """Yield which old units became which new ones; what is unique and equal is sure."""
    i = j = 0
    for a, b in [*_increasing(_equal_units(old, new)), (len(old), len(new))]:
        yield from aligned_units(old[i:a], new[j:b], score, splits=splits)
        if a < len(old):
            yield [old[a]], [new[b]]
        i, j = a + 1, b + 1


def _equal_units(old: Sequence[Alignable], new: Sequence[Alignable]) -> list[tuple[int, int]]:
    here, there = Counter(u.key for u in old), Counter(u.key for u in new)
    places = {unit.key: j for j, unit in enumerate(new) if there[unit.key] == 1}
    return [
        (i, places[unit.key])
        for i, unit in enumerate(old)
        if len(unit.key) > 1 and here[unit.key] == 1 and unit.key in places
        if new[places[unit.key]].kind == unit.kind
    ]


def _increasing(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest chain of points that goes on on both sides."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for order, (_, j) in enumerate(points):
        at = bisect.bisect_left(tails, j)
        before.append(ends[at - 1] if at else None)
        tails[at : at + 1], ends[at : at + 1] = [j], [order]
    chain, at_end = [], ends[-1] if ends else None
    while at_end is not None:
        chain.append(points[at_end])
        at_end = before[at_end]
    return chain[::-1]


def aligned_lines(old: Sequence[L], new: Sequence[L]) -> Iterator[Pair[L]]:
    """Yield old lines with what they became, in the new file's order, equal ones too."""
    for before, after in anchored_units(_units(old), _units(new), unit_score, splits=True):
        kinds = {unit.kind for unit in (*before, *after)}
        if before and after and kinds == {"表"}:
            yield from _table_pairs(before[0], after[0])
        else:
            kind = next(iter(kinds))
            yield _lines(before), _lines(after), kind


def _lines(units: Sequence[Unit]) -> list[L]:
    return [line for unit in units for line in unit.lines]  # type: ignore[misc]  # what the caller gave


def unit_score(one: Unit, other: Unit) -> float:
    """Return how likely a unit became another one, 0 to 1.02."""
    if one.kind != other.kind:
        return 0
    alike = likeness(one.key, other.key)
    return max(0.31, alike) if one.kind == "表" else alike + 0.02 * (one.style == other.style)


def _units(lines: Sequence[AlignedLine]) -> list[Unit]:
    found: list[Unit] = []
    tables: dict[int, list[AlignedLine]] = {}
    for line in lines:
        if line.table and line.table in tables:
            tables[line.table].append(line)
        elif line.table:
            tables[line.table] = [line]
            found.append(Unit("表", "", (), column=line.table))
        else:
            kind = "注" if line.note else "段"
            found.append(Unit(kind, line_key(line), (line,), style=line.style))
    return [_table(tables[unit.column]) if unit.kind == "表" else unit for unit in found]


def _table(lines: list[AlignedLine]) -> Unit:
    rows: dict[int, dict[int, list[AlignedLine]]] = {}
    for line in lines:
        rows.setdefault(line.row, {}).setdefault(line.column, []).append(line)
    units = tuple(_row(cells) for _, cells in sorted(rows.items()))
    return Unit("表", "".join(row.key for row in units), tuple(lines), units)


def _row(cells: dict[int, list[AlignedLine]]) -> Unit:
    units = tuple(
        Unit("格", "".join(line_key(line) for line in lines), tuple(lines), column=column)
        for column, lines in cells.items()
    )
    lines = tuple(line for unit in units for line in unit.lines)
    return Unit("行", "|".join(unit.key for unit in units), lines, units)


def row_score(one: AlignableRow, other: AlignableRow) -> float:
    """Return how likely a row became another one: alike in all, or in many cells."""
    mine, theirs = Counter(c.key for c in one.parts), Counter(c.key for c in other.parts)
    same = (mine & theirs).total() / max(len(one.parts), len(other.parts), 1)
    return max(likeness(one.key, other.key), 0.9 * same)


def _table_pairs(old: Unit, new: Unit) -> Iterator[Pair[L]]:
    for before, after in aligned_units(old.parts, new.parts, row_score, least=_LEAST_ROW):
        if before and after:
            yield from _cell_pairs(before[0], after[0])
        else:
            yield _lines(before), _lines(after), "行"


def _cell_pairs(old: Unit, new: Unit) -> Iterator[Pair[L]]:
    mine, theirs = {c.column: c for c in old.parts}, {c.column: c for c in new.parts}
    pairs: list[tuple[list[Unit], list[Unit]]]
    if mine.keys() == theirs.keys():
        pairs = [([mine[column]], [theirs[column]]) for column in mine]
    else:  # LibreOffice counts an irregular grid anew: cells go by order and words
        pairs = aligned_units(old.parts, new.parts, _cell_score)
    for before, after in pairs:
        a: list[L] = _lines(before)
        b: list[L] = _lines(after)
        if len(a) == len(b):
            yield from (([x], [y], "格") for x, y in zip(a, b, strict=True))
        else:
            yield a, b, "格"


def _cell_score(one: Unit, other: Unit) -> float:
    return likeness(one.key, other.key) + 0.4 * (one.column == other.column) + 0.1
