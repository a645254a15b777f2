"""What a returned file changed (改动), and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from docgen.figures.model import FigureKey
from docgen.findings import Source

TAKEN, ASKED, REFUSED, CLASH = "可收回", "需选择", "不能收回", "冲突"
MARKS = {".": "", "b": "**", "i": "*", "x": "***", "s": "~~"}


class Splice(Struct, frozen=True, order=True):
    """A stretch of a file, by offsets in its text without the byte-order mark, and what comes."""

    file: str
    start: int
    end: int
    text: str


class Change(Struct, frozen=True):
    """A change (改动): where in the returned file, before and after, and its place in the source.

    `edits` are what 收回 does, `literal` what 写成文字 does, `at_source` what 改源 does. `status`
    is 可收回, 需选择, 不能收回 or 冲突; `say` tells why, or what moves with it. `figures` are those
    whose entry changes, `also` the line that prints them.
    """

    kind: str
    where: str
    before: str
    after: str
    source: Source | None = None
    edits: tuple[Splice, ...] = ()
    status: str = TAKEN
    say: str = ""
    figures: tuple[FigureKey, ...] = ()
    also: Source | None = None
    literal: tuple[Splice, ...] = ()
    at_source: tuple[Splice, ...] = ()
    revisions: tuple[tuple[str, str], ...] = ()


def spliced(text: str, edits: Iterable[Splice], start: int = 0, end: int | None = None) -> str:
    """Return `text[start:end]` with edits made, the same edit once; ValueError where two overlap.

    >>> spliced("甲乙丙", [Splice("f", 1, 2, "二"), Splice("f", 1, 2, "二")])
    '甲二丙'
    """
    stop = len(text) if end is None else end
    pieces, done = [], start
    ordered = sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))
    for edit in ordered:
        if edit.start < done or edit.end > stop:
            raise ValueError(edit.text)
        pieces += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join((*pieces, text[done:stop]))


def escaped_markdown(text: str) -> str:
    r"""Return text as Markdown that prints it: signs escaped, line breaks kept.

    >>> escaped_markdown("a*b {{c}}")
    'a\\*b \\{\\{c}}'
    """
    shown = re.sub(r"([\\`*_\[\]<>~|])", r"\\\1", text).replace("{{", r"\{\{")
    return shown.replace("｛｛", r"\｛\｛").replace("\n", "\\\n")
