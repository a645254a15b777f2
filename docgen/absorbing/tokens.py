"""Lines as tokens (词): a figure is one, a number, a Latin word, else a character."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from docgen.absorbing.printed_lines import FIGURE, MADE, WORDS, MappedLine, Tile
from docgen.word.returned.line_reading import ReturnedLine

PARAGRAPH_END = "\uf8ff"  # of private use: nobody types it
NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?%?"
_PIECE = re.compile(rf"{NUMBER}|[A-Za-z]+|.", re.DOTALL)
Operation = tuple[str, int, int, int, int]
"""As difflib says it: tag, start and end in the old tokens, start and end in the new ones."""


class Token(Struct, frozen=True):
    """A token: its text and looks; of an old line its tile and its offsets in the file, or -1."""

    text: str
    look: str = "."
    tile: Tile | None = None
    start: int = -1
    end: int = -1

    @property
    def is_number_of_ours(self) -> bool:
        """Whether docgen printed it from a figure or a rule."""
        return self.tile is not None and self.tile.kind in (FIGURE, MADE)

    @property
    def is_fixed(self) -> bool:
        """Whether it cannot be edited where it stands: of the template, or not letter by letter."""
        tile = self.tile
        return tile is not None and not self.is_number_of_ours and self.start < 0

    @property
    def file(self) -> str:
        """The file it was written in."""
        return self.tile.source.file if self.tile and self.tile.source else ""


def old_tokens(lines: Sequence[MappedLine]) -> list[Token]:
    """Return the tokens of printed lines, a sign between two of them."""
    found: list[Token] = []
    for order, line in enumerate(lines):
        found += [Token(PARAGRAPH_END)] * bool(order)
        at = 0
        for tile in line.tiles:
            looks = line.looks[at : at + len(tile.text)]
            found += _tile_tokens(tile, looks)
            at += len(tile.text)
    return found


def _tile_tokens(tile: Tile, looks: str) -> list[Token]:
    if tile.kind in (FIGURE, MADE):
        return [Token(tile.text, looks[:1], tile, tile.start, tile.end)]
    found = []
    for match in _PIECE.finditer(tile.text):
        start = tile.start + match.start() if tile.start >= 0 else -1
        end = start + len(match[0]) if start >= 0 else -1
        found.append(Token(match[0], looks[match.start()], tile, start, end))
    return found


def new_tokens(lines: Sequence[ReturnedLine], known: Iterable[str]) -> list[Token]:
    """Return the tokens of returned lines; what `known` figures print is one token each."""
    figures = sorted({text for text in known if text}, key=len, reverse=True)
    pattern = re.compile("|".join([*map(_whole, figures), _PIECE.pattern]), re.DOTALL)
    found: list[Token] = []
    for order, line in enumerate(lines):
        found += [Token(PARAGRAPH_END)] * bool(order)
        found += [Token(m[0], line.looks[m.start()]) for m in pattern.finditer(line.text)]
    return found


def _whole(figure: str) -> str:
    before = r"(?<![\d.])" if figure[0].isdigit() else ""
    after = r"(?!\.?\d)" if figure[-1].isdigit() else ""
    return before + re.escape(figure) + after


def operations(old: Sequence[Token], new: Sequence[Token]) -> list[Operation]:
    """Return how old tokens became new ones; changes that one character parts are one.

    Never over a figure, a mark or the end of a paragraph: there the boundary is known.
    """
    matcher = SequenceMatcher(None, [t.text for t in old], [t.text for t in new], autojunk=False)
    found: list[Operation] = []
    steps = matcher.get_opcodes()
    for order, step in enumerate(steps):
        tag, _, a1, _, b1 = step
        last = found[-1] if found else None
        follows = last is not None and last[0] != "equal"
        joins = tag != "equal" or (order < len(steps) - 1 and _is_bridge(old, step, last))
        if last is not None and follows and joins:
            found[-1] = ("replace", last[1], a1, last[3], b1)
        else:
            found.append(step)
    return found


def _is_bridge(old: Sequence[Token], step: Operation, last: Operation | None) -> bool:
    """Tell whether an equal stretch is a single character within one run of typed words."""
    _, a0, a1, _, _ = step
    if last is None or a1 - a0 != 1:
        return False
    around = [*old[last[1] : a1], *old[a1 : a1 + 1]]
    tiles = {id(token.tile) for token in around}
    return len(tiles) == 1 and all(t.tile is not None and t.tile.kind == WORDS for t in around)
