"""What the shipped templates print by themselves (自带的模板): their words, and which is alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from docgen.importing.form_words import bare_text
from docgen.patterns import lazy_pattern
from docgen.word.returned.document_source import SourceParagraph, SourceTable, document_source

_TAG = lazy_pattern(r"\{\{[^{}]{0,300}\}\}|\{%[^{}]{0,300}%\}")
_CHINESE = lazy_pattern(r"[\u4e00-\u9fff]")
_PROSE_TAG = "正文"
_TELLING = 3


class ShippedForm(Struct, frozen=True):
    """A shipped template (模板): the cells it prints, the lines it prints, whether prose, too."""

    name: str
    cells: frozenset[str]
    lines: tuple[str, ...]
    prints_prose: bool

    def prints(self, text: str) -> bool:
        """Tell whether the template prints this paragraph by itself."""
        return any(re.fullmatch(line, bare_text(text)) for line in self.lines)

    def likeness(self, cells: frozenset[str]) -> float:
        """Return the share of its own cells that stand among `cells`."""
        return len(self.cells & cells) / max(1, len(self.cells))


def shipped_form(name: str, data: bytes) -> ShippedForm:
    """Return what a template of these bytes prints by itself."""
    blocks = document_source(data, name).blocks
    cells = frozenset(
        bare_text(cell.text)
        for table in blocks if isinstance(table, SourceTable)
        for row in table.rows for cell in row
        if cell.text.strip() and not _TAG.search(cell.text)
    )  # fmt: skip
    lines = [block.text for block in blocks if isinstance(block, SourceParagraph)]
    prose = any(_PROSE_TAG in tag for line in lines for tag in _TAG.findall(line))
    return ShippedForm(name, cells, tuple(_own_lines(lines)), prose)


def _own_lines(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines with words of the template's own, as patterns with gaps for the tags."""
    for line in lines:
        parts = _TAG.split(line)
        if len(_CHINESE.findall("".join(parts))) >= _TELLING:
            yield "[^。]{0,40}".join(re.escape(bare_text(part)) for part in parts)


def nearest_form(
    cells: frozenset[str], shipped: Sequence[ShippedForm], *, with_prose: bool
) -> tuple[ShippedForm, float]:
    """Return the template whose own cells are found most; one that prints prose, where asked."""
    fitting = [each for each in shipped if each.prints_prose or not with_prose]
    best = max(fitting or shipped, key=lambda each: each.likeness(cells))
    return best, best.likeness(cells)
