"""A unit of the printed text (文段): what a rule that looks at nothing but words is shown.

A unit is what one narrative file became, the texts of one form, the title. A rule of prose takes
a unit, so it cannot see figures, scores or settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, structs

from docgen.checks.lines import Line, Term
from docgen.checks.passages import Passage
from docgen.document import Block
from docgen.figures.model import FigureKey

TITLE = ("title",)
"""The key of the unit that is the title of the report."""


class Setting(Struct, frozen=True):
    """What the report says of itself to every text (设定): its 年度, the fields with a 字数限制."""

    year: int
    limited: tuple[str, ...] = ()


class Prose(Struct, frozen=True):
    """The passages of one unit, and the same with their numerals read, in reading order.

    `key` tells the unit from all others, `scope` is its 支出方向. `blocks` are those of a
    narrative file, `figures` what the passages print; `typed` are the quantities that were typed
    where a reference could stand.
    """

    key: tuple[str, ...]
    scope: str
    setting: Setting
    passages: tuple[Passage, ...]
    lines: tuple[Line, ...]
    typed: tuple[tuple[Line, Term], ...] = ()
    figures: frozenset[FigureKey] = frozenset()
    blocks: tuple[Block, ...] = ()

    def holding(self, pattern: re.Pattern[str]) -> Iterator[Passage]:
        """Yield the passages whose text a pattern is in."""
        return (passage for passage in self.passages if pattern.search(passage.text))

    def part(self, lines: Iterable[Line], blocks: tuple[Block, ...] = ()) -> Prose:
        """Return the unit with some of its lines and blocks only."""
        some = tuple(lines)
        passages = tuple(line.passage for line in some)
        return structs.replace(self, passages=passages, lines=some, blocks=blocks)
