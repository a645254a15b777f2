"""Places (位置): where in its file each token of markdown-it was written.

markdown-it tells lines, and no columns. So each of its rules is wrapped: a block rule's tokens
learn where their lines begin inside quotes and lists, an inline rule's tokens learn the offset at
which the rule was asked. `Offsets` leads from the one to the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from docgen.narrative.tree import Offsets

BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]
STARTS = "starts"
AT = "at"
_BLANK = " \t"


def placed_block(rule: BlockRule) -> BlockRule:
    """Return `rule`, its leaves knowing the offset at which each of their lines starts."""

    def placed(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
        if silent:
            return rule(state, first, end, True)  # noqa: FBT003 (markdown-it's signature)
        known = len(state.tokens)
        if not rule(state, first, end, False):  # noqa: FBT003 (markdown-it's signature)
            return False
        for token in state.tokens[known:]:
            if token.map and not token.nesting and STARTS not in token.meta:
                lines = range(token.map[0], max(token.map[1], token.map[0] + 1))
                token.meta[STARTS] = tuple(state.bMarks[n] + state.tShift[n] for n in lines)
        return True

    return placed


def placed_inline(rule: InlineRule) -> InlineRule:
    """Return `rule`, its tokens knowing their offset in the content."""

    def placed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
        if silent:
            return rule(state, True)  # noqa: FBT003 (markdown-it's signature)
        position, known = state.pos, len(state.tokens)
        if not rule(state, False):  # noqa: FBT003 (markdown-it's signature)
            return False
        if state.pending:
            state.pushPending()
        for token in state.tokens[known:]:
            if AT not in token.meta:
                token.meta[AT] = position
                position += len(token.content) if token.type == "text" else 0
        return True

    return placed


def offsets(tokens: list[Token], content: str) -> Iterator[tuple[Token, Token, Offsets]]:
    """Yield each inline token with the token that opens its block and its place in `content`."""
    cursor, row = 0, -1
    for opener, token in pairwise(tokens):
        if token.type != "inline":
            continue
        starts = token.meta.get(STARTS, (0,))
        if opener.type in ("th_open", "td_open"):
            fresh = starts[0] != row
            cursor, row = (starts[0] if fresh else cursor), starts[0]
            found, cursor = _cell(content, token.content, cursor, first=fresh)
            yield opener, token, found
        elif opener.type == "heading_open" and opener.markup.startswith("#"):
            start = _skipped(content, starts[0] + len(opener.markup))
            yield opener, token, Offsets((0,), (start,))
        else:
            yield opener, token, _lines(token.content, _trimmed(content, starts))


def _lines(content: str, starts: tuple[int, ...]) -> Offsets:
    inner, position = [], 0
    for line in content.split("\n"):
        inner.append(position + len(line) - len(line.lstrip(_BLANK)))
        position += len(line) + 1
    return Offsets(tuple(inner), (*starts, *[starts[-1]] * len(inner))[: len(inner)])


def _cell(content: str, cell: str, cursor: int, *, first: bool) -> tuple[Offsets, int]:
    """Return where `cell` stands, and the offset behind the `|` that closes it."""
    cursor = _skipped(content, cursor)
    if first and content.startswith("|", cursor):
        cursor = _skipped(content, cursor + 1)
    inner, outer = [0], [cursor]
    for index, char in enumerate(cell):
        if char == "|" and content.startswith("\\|", cursor):
            cursor += 1
            inner.append(index)
            outer.append(cursor)
        cursor += 1
    cursor = _skipped(content, cursor)
    return Offsets(tuple(inner), tuple(outer)), cursor + content.startswith("|", cursor)


def _trimmed(content: str, starts: tuple[int, ...]) -> tuple[int, ...]:
    """Return where lines start, those left out that hold nothing but full-width spaces."""
    for number, start in enumerate(starts):
        first = _skipped(content, start)
        if content[first : first + 1] not in ("", "\n"):
            return (first, *starts[number + 1 :])
    return starts


def _skipped(content: str, position: int) -> int:
    """Return where the text begins: markdown-it trims it, full-width spaces included."""
    while position < len(content) and content[position].isspace() and content[position] != "\n":
        position += 1
    return position
