"""One Markdown text while it is read (阅读): what its rules and its elements share, and limits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import accumulate

from docgen.document import Block
from docgen.figures.model import Figures
from docgen.findings import Finding, Source, error
from docgen.narrative.text_characters import cleaned_text
from docgen.patterns import lazy_pattern
from docgen.report import PictureFile, Text

MOST_CHARACTERS = 100_000  # of a paragraph, or of a text of the form
DEEPEST_MARKS = 50  # emphasis, links, notes in each other
MOST_COLUMNS = 63  # Word's own limit for a table
IN_NOTE, IN_CELL = "note", "cell"
PLACE = "正文"
_BRACED = lazy_pattern(r"[{｛]{2}[^{}｛｝\n]*[}｝]{2}")
# A noncharacter: `text_characters.cleaned_text` has taken all of them out of the text.
MASK = "\ufdd0"
_PIPE = lazy_pattern(r"(?<!\\)\|")


class TextReading:
    r"""The state of reading one Markdown text; it lives as long as one call.

    `content` is the text with line endings made `\n` and forbidden characters replaced; offsets
    are offsets in it. `pictures` are those of the project that the text names, by target. `depths`
    counts open blocks by kind, `notes` holds footnotes by label, `used` the labels that have a
    mark. `silent` is true while a branch is read that will not be printed.
    """

    def __init__(
        self, text: Text, figures: Figures, scope: str, pictures: Mapping[str, PictureFile]
    ) -> None:
        """Prepare to read `text` with the figures that `scope` sees."""
        self.text = text
        self.content = cleaned_text(text.content.replace("\r\n", "\n").replace("\r", "\n"))
        self.figures = figures
        self.scope = scope
        self.pictures = pictures
        self.findings: list[Finding] = []
        self.depths: dict[str, int] = {}
        self.notes: dict[str, tuple[Source, tuple[Block, ...]]] = {}
        self.used: set[str] = set()
        self.silent = False
        lengths = (len(line) + 1 for line in self.content.split("\n"))
        self._starts = tuple(accumulate(lengths, initial=0))[:-1]

    @cached_property
    def masked(self) -> str:
        """The content with the `|` of references hidden from tables."""
        return _BRACED.sub(lambda match: match[0].replace("|", MASK), self.content)

    def source_at(self, offset: int, length: int = 0) -> Source:
        """Return where the character at `offset` stands in its file."""
        line, lines = bisect_right(self._starts, offset) - 1, self.text.lines
        start = lines[min(line, len(lines) - 1)]
        return start.moved(offset - self._starts[line], length)

    def line_source(self, number: int) -> Source:
        """Return the place of line `number`, counted from 0, at its first visible character."""
        start = self._starts[min(number, len(self._starts) - 1)]
        rest = self.content[start:].partition("\n")[0] if number < len(self._starts) else ""
        return self.source_at(start + len(rest) - len(rest.lstrip()))

    def add_findings(self, *findings: Finding) -> None:
        """Add what is wrong, unless the branch that is being read is not printed."""
        if not self.silent:
            self.findings.extend(findings)

    @contextmanager
    def nested_in(self, kind: str) -> Iterator[None]:
        """Count one more open block of `kind` while it is being read."""
        self.depths[kind] = self.depths.get(kind, 0) + 1
        try:
            yield
        finally:
            self.depths[kind] -= 1


def unclosed_condition(source: Source) -> Finding:
    """Return the 错误 for a condition (条件段) without an end."""
    message = "“::: 如果” 没有收尾的 “:::”"
    return error("MDN11", source, message, "在这一段后面另起一行写 :::")


def table_cells(line: str) -> list[str]:
    """Return the cells of a line of a table."""
    cells = _PIPE.split(line)
    first = 1 if cells and not cells[0] else 0
    last = len(cells) - 1 if len(cells) > first and not cells[-1] else len(cells)
    return cells[first:last]
