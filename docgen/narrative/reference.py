"""`{{引用|显示}}` in running text: an inline rule, and what it becomes (数字引用)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.rules_inline import StateInline

from docgen.document import FigureText, Inline, Words
from docgen.figures import pieces, reference_at
from docgen.figures.model import Reference
from docgen.findings import Source
from docgen.narrative.reading import Reading, reading_of
from docgen.report import Text

PLACE = "正文"
READ = "read"
OPENERS = "{｛"
_CLOSE = re.compile("[}｝]{2}")
# No reference is longer; a line of nothing but braces must not be searched from each of them.
WINDOW = 1000


def reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a reference."""
    if state.src[state.pos] not in OPENERS:
        return False
    reading = reading_of(state.env)
    close = _CLOSE.search(state.src, state.pos, min(state.posMax, state.pos + WINDOW))
    if close is None:
        return False
    typed = state.src[state.pos : close.end()]
    if typed not in reading.references:
        asked = reference_at(typed, 0, reading.figures, reading.scope, PLACE)
        reading.references[typed] = asked
    read = reading.references[typed]
    if read is None:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.content = read.reference.printed
        token.meta[READ] = read
    state.pos += read.reference.length
    return True


def figure_text(found: Reference, source: Source, scope: str) -> FigureText:
    """Return the inline that a reference becomes."""
    if found.figure is None:
        return FigureText(found.printed, source, found.name, scope, found.pending)
    key = found.figure.key
    return FigureText(found.printed, source, key.path, key.scope, found.pending)


def literal(reading: Reading, written: str, start: int) -> Iterator[Inline]:
    """Yield a line of no markup that stands at an offset, its references read."""
    reading.lasting = False
    exact = reading.content.startswith(written, start)
    text = Text(written, (reading.place(start),))
    resolved = pieces(text, reading.figures, reading.scope, PLACE)
    reading.report(*resolved.findings)
    for piece in resolved.pieces:
        if isinstance(piece, Reference):
            source = text.at(piece.offset, piece.length)
            yield figure_text(piece, source, reading.scope)
        elif piece.text:
            yield Words(piece.text, text.at(piece.offset, len(piece.text)), exact)
