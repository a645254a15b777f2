"""Rules of docgen's own among markdown-it's (规则): references, and tables that hold them."""

from __future__ import annotations

import re

from markdown_it import rules_block
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from docgen.findings import error
from docgen.narrative.limits import MOST_COLUMNS
from docgen.narrative.reading import MASK, reading_of
from docgen.narrative.tables import cells_of

_OPENERS = "{｛"
_CLOSE = re.compile("[}｝]{2}")
# No reference is longer; a line of nothing but braces must not be searched from each of them.
_WINDOW = 1000


def reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a reference."""
    if state.src[state.pos] not in _OPENERS:
        return False
    close = _CLOSE.search(state.src, state.pos, min(state.posMax, state.pos + _WINDOW))
    if close is None:
        return False
    typed = state.src[state.pos : close.end()]
    read = reading_of(state.env).reference(typed)
    if read is None:
        return False
    if not silent:
        state.push("reference", "", 0).content = typed
    state.pos += read.reference.length
    return True


def table_rule(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a table, the `|` of `{{引用|显示}}` being none of its own."""
    if first + 2 > end or not _delimiters(state, first + 1):
        return False
    reading, content, known = reading_of(state.env), state.src, len(state.tokens)
    state.src = reading.masked
    try:
        if not rules_block.table(state, first, end, True):  # noqa: FBT003 (markdown-it's signature)
            return False
        columns = len(cells_of(_line(state, first)))
        if columns > MOST_COLUMNS and not silent:
            message = f"表格有 {columns} 列，Word 最多 {MOST_COLUMNS} 列"
            source = reading.place(state.bMarks[first] + state.tShift[first])
            reading.report(error("MDN23", source, message, "拆成几张表"))
        if columns > MOST_COLUMNS:
            return False
        found = silent or rules_block.table(state, first, end, silent)
    finally:
        state.src = content
    for token in state.tokens[known:]:
        token.content = token.content.replace("\\" + MASK, "|").replace(MASK, "|")
    return found


def _delimiters(state: StateBlock, line: int) -> bool:
    text = _line(state, line)
    return "-" in text and not text.strip("|-: \t")


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip(" \t")
