"""One text being read (阅读): what the rules of its parsing and its elements share."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import accumulate

from docgen.document import Block
from docgen.figures import reference_at
from docgen.figures.model import Figures, ReadReference
from docgen.findings import Finding, Source
from docgen.narrative.characters import cleaned
from docgen.report import Text

KEY = "docgen"
IN_NOTE = "note"
PLACE = "正文"
_BRACED = re.compile(r"[{｛]{2}[^{}｛｝\n]*[}｝]{2}")
# A noncharacter: `characters.cleaned` has taken all of them out of the text.
MASK = "\ufdd0"


class Reading:
    r"""The state of reading one Markdown text; it lives as long as one call.

    `content` is the text with line endings made `\n` and forbidden characters replaced; offsets
    are offsets in it. `depths` counts open blocks by kind, `root` is the project's folder (""
    when pictures cannot be had), `notes` holds footnotes by label. `silent` is true while a
    branch is read that will not be printed. `references` and `conditions` hold what was asked of
    the figures.
    """

    def __init__(self, text: Text, figures: Figures, scope: str, root: str) -> None:
        """Prepare to read `text` in the eyes of `scope`."""
        self.text = text
        self.content = cleaned(text.content.replace("\r\n", "\n").replace("\r", "\n"))
        self.figures = figures
        self.scope = scope
        self.root = root
        self.findings: list[Finding] = []
        self.depths: dict[str, int] = {}
        self.notes: dict[str, tuple[Source, tuple[Block, ...]]] = {}
        self.used: set[str] = set()
        self.silent = False
        self.references: dict[str, ReadReference | None] = {}
        self.conditions: dict[Text, tuple[bool | None, tuple[Finding, ...]]] = {}
        lengths = (len(line) + 1 for line in self.content.split("\n"))
        self._starts = tuple(accumulate(lengths, initial=0))[:-1]

    def reference(self, typed: str) -> ReadReference | None:
        """Return what `{{引用|显示}}` is in this text, None where it is none."""
        if typed not in self.references:
            asked = reference_at(typed, 0, self.figures, self.scope, PLACE)
            self.references[typed] = asked
        return self.references[typed]

    @cached_property
    def masked(self) -> str:
        """The content with the `|` of references hidden from tables."""
        return _BRACED.sub(lambda match: match[0].replace("|", MASK), self.content)

    def place(self, offset: int, length: int = 0) -> Source:
        """Return where the character at `offset` stands in its file."""
        line = bisect_right(self._starts, offset) - 1
        return self._line(line).moved(offset - self._starts[line], length)

    def line(self, number: int) -> Source:
        """Return the place of line `number`, counted from 0, at its first character in sight."""
        start = self._starts[min(number, len(self._starts) - 1)]
        rest = self.content[start:].partition("\n")[0] if number < len(self._starts) else ""
        return self.place(start + len(rest) - len(rest.lstrip()))

    def start(self, number: int) -> int:
        """Return the offset of the first character of line `number`, counted from 0."""
        return self._starts[number]

    def report(self, *findings: Finding) -> None:
        """Keep what is wrong."""
        if not self.silent:
            self.findings.extend(findings)

    @contextmanager
    def deeper(self, kind: str) -> Iterator[None]:
        """Count one more open block of `kind` while it is being read."""
        self.depths[kind] = self.depths.get(kind, 0) + 1
        try:
            yield
        finally:
            self.depths[kind] -= 1

    def _line(self, number: int) -> Source:
        lines = self.text.lines
        return lines[number] if number < len(lines) else lines[-1]


def reading_of(env: Mapping[str, object]) -> Reading:
    """Return the reading that a rule of markdown-it works for."""
    reading = env[KEY]
    if not isinstance(reading, Reading):
        message = "the parser is called with a reading only"
        raise TypeError(message)
    return reading
