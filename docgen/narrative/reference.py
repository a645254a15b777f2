"""`{{引用|显示}}` in running text, and what it becomes (数字引用)."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.document import FigureText, Inline, Words
from docgen.figures import pieces
from docgen.figures.model import Reference
from docgen.findings import Source
from docgen.narrative.reading import PLACE, Reading
from docgen.report import Text


def figure_text(found: Reference, source: Source, scope: str) -> FigureText:
    """Return the inline that a reference becomes."""
    if found.figure is None:
        return FigureText(found.printed, source, found.name, scope, found.pending)
    key = found.figure.key
    return FigureText(found.printed, source, key.path, key.scope, found.pending)


def literal(reading: Reading, written: str, start: int) -> Iterator[Inline]:
    """Yield a line of no markup that stands at an offset, its references read."""
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
