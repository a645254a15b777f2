r"""Rules of docgen's own among markdown-it's (附加语法): each reads one sign, and makes tokens.

`{{引用|显示}}`                         a figure, also in a table, where its `|` divides no cells
`::: 如果 条件`, `::: 否则`, `:::`    text that depends on a figure
`{.落款}`                             a style by name, on a line before a paragraph or heading
                                      (or at its end, `株洲市工信局 {.落款}`)
`{列宽="20,30,50"}`                   widths in percent, on the line below a table (or above it;
                                      `widths` means the same)
`\分页`                               a page break, alone on its line (`\pagebreak`, `::: 分页`)
"""

from __future__ import annotations

from markdown_it import rules_block
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote.index import footnote_def
from msgspec import Struct

from docgen.figures.reference import reference_at
from docgen.findings import error
from docgen.narrative.placing import READING, line_start
from docgen.narrative.text_reading import (
    MASK,
    MOST_COLUMNS,
    PLACE,
    TextReading,
    table_cells,
    unclosed_condition,
)
from docgen.patterns import lazy_pattern

# Keys of a token's `meta`.
FOLLOWED, OFFSET, READ = "followed", "offset", "read"
_VALUE = r"(?:\"[^\"{}\n]*\"|“[^”{}\n]*”|[^\s\"“”{}]+)"
ATTRIBUTE = rf"(?:\.(?=[^\W\d_])[^\s{{}}.=\"']+|(?:列宽|widths)={_VALUE})"

PAGE_BREAK = lazy_pattern(r"(?:\\(?:分页|pagebreak)|[:：]{3,}[ \t]*分页)[ \t]*$")
ATTRIBUTES = lazy_pattern(rf"\{{[ \t]*({ATTRIBUTE}(?:[ \t]+{ATTRIBUTE})*)[ \t]*\}}[ \t]*$")
_CONDITION = lazy_pattern(r"[:：]{3,}[ \t]*如果(.*)$")
_OTHERWISE = lazy_pattern(r"[:：]{3,}[ \t]*否则[ \t]*$")
_CLOSE = lazy_pattern(r"[:：]{3,}[ \t]*$")
_FENCE = lazy_pattern(r"(`{3,}(?=[^`]*$)|~{3,})")
_OPENERS = "{｛"
_BRACES_CLOSE = lazy_pattern("[}｝]{2}")
# No reference is longer; a line of nothing but braces must not be searched from each of them.
_WINDOW = 1000
_NOTE_LABEL = lazy_pattern(r"\[\^[^\[\]\s]+\]:")
_BLANK = " \t"
MOST_CONDITIONS = 9


class Branches(Struct, frozen=True):
    """The lines of a condition: where 否则 stands (None: nowhere), and its `:::`."""

    otherwise: int | None
    close: int
    closed: bool


def line_text(state: StateBlock, line: int) -> str:
    """Return the line without what the containers around it and its indentation take up."""
    return state.src[line_start(state, line) : state.eMarks[line]]


def page_break_rule(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001, ARG001 (markdown-it's signature)
    """Read a page break (分页)."""
    if state.is_code_block(first) or not PAGE_BREAK.match(line_text(state, first)):
        return False
    if not silent:
        state.line = first + 1
        token = state.push("page_break", "", 0)
        token.map = [first, first + 1]
    return True


def attributes_rule(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a line of attributes (属性行); FOLLOWED tells that a block stands right below."""
    text = line_text(state, first)
    if state.is_code_block(first) or not (match := ATTRIBUTES.match(text)):
        return False
    if not silent:
        state.line = first + 1
        token = state.push("attributes", "", 0)
        token.map = [first, first + 1]
        token.content = match[1]
        token.meta[FOLLOWED] = first + 1 < end and not state.isEmpty(first + 1)
    return True


def condition_rule(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a condition (条件段) with its branches."""
    match = None if state.is_code_block(first) else _CONDITION.match(line_text(state, first))
    reading: TextReading = state.env[READING]
    if not match or reading.depths.get("condition", 0) >= MOST_CONDITIONS:
        return False
    if silent:
        return True
    branches = _found_branches(state, first, end)
    if not branches.closed:
        source = reading.source_at(line_start(state, first))
        reading.add_findings(unclosed_condition(source))
    token = state.push("condition_open", "", 1)
    token.map = [first, branches.close]
    token.content = match[1].strip()
    token.meta[OFFSET] = state.src.index(match[1], state.bMarks[first]) + (
        len(match[1]) - len(match[1].lstrip())
    )
    with reading.nested_in("condition"):
        middle = branches.close if branches.otherwise is None else branches.otherwise
        _read_branch(state, first + 1, middle)
        if branches.otherwise is not None:
            _read_branch(state, branches.otherwise + 1, branches.close)
    state.push("condition_close", "", -1)
    state.line = branches.close + branches.closed
    return True


def _read_branch(state: StateBlock, first: int, end: int) -> None:
    state.push("branch_open", "", 1)
    # A paragraph reads on to `lineMax`, whatever it is told; 'root' lets lists start anywhere.
    outer, parent = state.lineMax, state.parentType
    state.lineMax, state.parentType = end, "root"
    state.md.block.tokenize(state, first, end)
    state.lineMax, state.parentType = outer, parent
    state.push("branch_close", "", -1)


def _found_branches(state: StateBlock, first: int, end: int) -> Branches:
    depth, fence, otherwise = 1, "", None
    for line in range(first + 1, end):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return Branches(otherwise, line, closed=False)
        text = line_text(state, line)
        if mark := _FENCE.match(text):
            fence = "" if fence and mark[0].startswith(fence) else fence or mark[0]
        if fence:
            continue
        depth += bool(_CONDITION.match(text)) - bool(_CLOSE.match(text))
        if not depth:
            return Branches(otherwise, line, closed=True)
        if depth == 1 and otherwise is None and _OTHERWISE.match(text):
            otherwise = line
    return Branches(otherwise, end, closed=False)


def reference_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a reference."""
    if state.src[state.pos] not in _OPENERS:
        return False
    close = _BRACES_CLOSE.search(state.src, state.pos, min(state.posMax, state.pos + _WINDOW))
    if close is None:
        return False
    typed = state.src[state.pos : close.end()]
    reading: TextReading = state.env[READING]
    read = reference_at(typed, 0, reading.figures, reading.scope, PLACE)
    if read is None:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.content, token.meta = typed, {READ: read}
    state.pos += read.reference.length
    return True


def table_rule(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a table, the `|` of `{{引用|显示}}` being none of its own."""
    if first + 2 > end or not _is_delimiter_line(line_text(state, first + 1)):
        return False
    reading: TextReading = state.env[READING]
    content, known = state.src, len(state.tokens)
    state.src = reading.masked
    try:
        if not rules_block.table(state, first, end, True):  # noqa: FBT003 (markdown-it's signature)
            return False
        columns = len(table_cells(line_text(state, first).strip(_BLANK)))
        if columns > MOST_COLUMNS and not silent:
            message = f"表格有 {columns} 列，Word 最多 {MOST_COLUMNS} 列"
            source = reading.source_at(line_start(state, first))
            reading.add_findings(error("MDN23", source, message, "拆成几张表"))
        if columns > MOST_COLUMNS:
            return False
        found = silent or rules_block.table(state, first, end, silent)
    finally:
        state.src = content
    for token in state.tokens[known:]:
        token.content = token.content.replace("\\" + MASK, "|").replace(MASK, "|")
    return found


def _is_delimiter_line(line: str) -> bool:
    return "-" in line and not line.strip("|-: \t")


def note_definition_rule(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read the definition of a footnote (脚注); a label holds no brackets."""
    found = _NOTE_LABEL.match(line_text(state, first))
    return found is not None and footnote_def(state, first, end, silent)
