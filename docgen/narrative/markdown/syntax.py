r"""What docgen adds to Markdown's blocks (附加语法).

`::: 如果 条件`, `::: 否则`, `:::`    text that depends on a figure
`{.落款}`                             a style by name, on a line before a paragraph or heading
                                      (or at its end, `株洲市工信局 {.落款}`)
`{列宽="20,30,50"}`                   widths in percent, on the line below a table (or above it;
                                      `widths` means the same)
`\分页`                               a page break, alone on its line (`\pagebreak`, `::: 分页`)
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from msgspec import Struct

from docgen.findings import error
from docgen.narrative.attributes import ATTRIBUTE
from docgen.narrative.markdown.growing import FOLLOWED, OFFSET
from docgen.narrative.reading import reading_of

PAGE_BREAK = re.compile(r"(?:\\(?:分页|pagebreak)|[:：]{3,}[ \t]*分页)[ \t]*$")
ATTRIBUTES = re.compile(rf"\{{[ \t]*({ATTRIBUTE}(?:[ \t]+{ATTRIBUTE})*)[ \t]*\}}[ \t]*$")
_CONDITION = re.compile(r"[:：]{3,}[ \t]*如果(.*)$")
_OTHERWISE = re.compile(r"[:：]{3,}[ \t]*否则[ \t]*$")
_CLOSE = re.compile(r"[:：]{3,}[ \t]*$")
_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")
MOST_CONDITIONS = 9


class Branches(Struct, frozen=True):
    """The lines of a condition: where 否则 stands (None: nowhere), and its `:::`."""

    otherwise: int | None
    close: int
    closed: bool


def line_text(state: StateBlock, line: int) -> str:
    """Return the line without what the containers around it and its indentation take up."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def page_break(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001, ARG001 (markdown-it's signature)
    """Read a page break (分页)."""
    if state.is_code_block(first) or not PAGE_BREAK.match(line_text(state, first)):
        return False
    if not silent:
        state.line = first + 1
        token = state.push("page_break", "", 0)
        token.map = [first, first + 1]
    return True


def attributes(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
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


def condition(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a condition (条件段) with its branches."""
    match = None if state.is_code_block(first) else _CONDITION.match(line_text(state, first))
    reading = reading_of(state.env)
    if not match or reading.depths.get("condition", 0) >= MOST_CONDITIONS:
        return False
    if silent:
        return True
    branches = _branches(state, first, end)
    if not branches.closed:
        message = "“::: 如果” 没有收尾的 “:::”"
        source = reading.place(state.bMarks[first] + state.tShift[first])
        reading.report(error("MDN11", source, message, "在这一段后面另起一行写 :::"))
    token = state.push("condition_open", "", 1)
    token.map = [first, branches.close]
    token.content = match[1].strip()
    token.meta[OFFSET] = state.src.index(match[1], state.bMarks[first]) + (
        len(match[1]) - len(match[1].lstrip())
    )
    with reading.deeper("condition"):
        middle = branches.close if branches.otherwise is None else branches.otherwise
        _branch(state, first + 1, middle)
        if branches.otherwise is not None:
            _branch(state, branches.otherwise + 1, branches.close)
    state.push("condition_close", "", -1)
    state.line = branches.close + branches.closed
    return True


def _branch(state: StateBlock, first: int, end: int) -> None:
    state.push("branch_open", "", 1)
    # A paragraph reads on to `lineMax`, whatever it is told; 'root' lets lists start anywhere.
    outer, parent = state.lineMax, state.parentType
    state.lineMax, state.parentType = end, "root"
    state.md.block.tokenize(state, first, end)
    state.lineMax, state.parentType = outer, parent
    state.push("branch_close", "", -1)


def _branches(state: StateBlock, first: int, end: int) -> Branches:
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
