"""A text of the form as plain characters, its references printed (表格文字)."""

from __future__ import annotations

from docgen import figures
from docgen.figures.model import Figures, Literal
from docgen.figures.remarks import described
from docgen.report import Text


def printed_text(text: Text, known: Figures, scope: str) -> str:
    """Return a text as the form prints it: `=名称` is its value, `{{名称}}` likewise.

    What is wrong with a reference is said elsewhere; here it stays as typed.
    """
    bare = text.content.strip()
    if bare.startswith(("=", "＝")):
        figure = figures.find(known, bare[1:].strip(), scope)
        if figure is not None:
            return figures.printed(known, figure, "表格")
        value = figures.evaluate(text, known, scope).value
        return bare if value is None else described(value).replace(" ", "")
    return referred_text(text, known, scope)


def referred_text(text: Text, known: Figures, scope: str) -> str:
    """Return a text that is no formula, its references printed."""
    if "{" not in text.content and "｛" not in text.content:
        return text.content
    pieces = figures.pieces(text, known, scope, "表格").pieces
    return "".join(p.text if isinstance(p, Literal) else p.printed for p in pieces)
