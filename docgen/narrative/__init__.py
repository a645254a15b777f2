"""Markdown + figures → blocks (正文): prose, references, headings with numbers, form texts."""

from docgen.narrative.codes import CODES
from docgen.narrative.manuscript import NarrativePart, manuscript
from docgen.narrative.prose import blocks, refused

__all__ = ["CODES", "NarrativePart", "blocks", "manuscript", "refused"]
