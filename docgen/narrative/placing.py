"""Places and bounds (位置、限度): markdown-it's rules wrapped so that their tokens have both.

markdown-it gives lines, and no columns. So a block rule's tokens learn where their lines begin
inside quotes and lists, an inline rule's tokens learn the offset at which the rule was asked;
`Offsets` leads from the one to the other. What lies too deep is no element: it is printed as typed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from types import MappingProxyType

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from msgspec import Struct

from docgen.findings import error
from docgen.narrative.text_reading import TextReading
from docgen.patterns import lazy_pattern

BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]
# Keys of a token's `meta`, and of the environment of a parse.
STARTS, AT, READING = "starts", "at", "reading"
DEEPEST = MappingProxyType(
    {"list": ("列表", 9), "blockquote": ("引用块", 20), "footnote_def": ("脚注", 1)}
)
_BLANK = " \t"
# markdown-it trims a text, full-width spaces included.
_SPACES = lazy_pattern(r"[^\S\n]*")


class Offsets(Struct, frozen=True):
    """Where the content of a passage stands in the text.

    From `inner[i]` in the content on, characters stand side by side from `outer[i]` in the text.
    """

    inner: tuple[int, ...] = (0,)
    outer: tuple[int, ...] = (0,)

    def text_offset(self, position: int) -> int:
        """Return the offset in the text of the character at `position` of the content."""
        index = max(bisect_right(self.inner, position) - 1, 0)
        return self.outer[index] + max(position - self.inner[index], 0)


def line_start(state: StateBlock, line: int) -> int:
    """Return the offset of a line's text, behind its containers and its indentation."""
    return state.bMarks[line] + state.tShift[line]


def bounded_block(name: str, rule: BlockRule) -> BlockRule:
    """Return `rule`, which reads no block of its kind that lies deeper than allowed.

    markdown-it drops what lies too deep without a word; here its marks become plain text.
    """
    word, most = DEEPEST[name]

    def bounded(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
        reading: TextReading = state.env[READING]
        # A line that stands further left belongs to an outer container: it goes no deeper.
        deepest = state.sCount[first] >= state.blkIndent and reading.depths.get(name, 0) >= most
        if deepest and rule(state, first, end, True):  # noqa: FBT003 (markdown-it's signature)
            message = f"{word}嵌套超过 {most} 层，再深的按原样印出"
            source = reading.source_at(line_start(state, first))
            reading.add_findings(error("MDN03", source, message, "减少层次，或改成并列的段落"))
        if deepest:
            return False
        with reading.nested_in(name):
            return rule(state, first, end, silent)

    return bounded


def placed_block(rule: BlockRule) -> BlockRule:
    """Return `rule`, its leaves knowing the offset at which each of their lines starts."""

    def placed(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
        known = len(state.tokens)
        if not rule(state, first, end, silent):
            return False
        for token in state.tokens[known:]:
            if token.map and not token.nesting and STARTS not in token.meta:
                lines = range(token.map[0], max(token.map[1], token.map[0] + 1))
                token.meta[STARTS] = tuple(line_start(state, n) for n in lines)
        return True

    return placed


def placed_inline(rule: InlineRule) -> InlineRule:
    """Return `rule`, its tokens knowing their offset in the content."""

    def placed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
        position, known = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if state.pending:
            state.pushPending()
        for token in state.tokens[known:]:
            if AT not in token.meta:
                token.meta[AT] = position
                position += len(token.content) if token.type == "text" else 0
        return True

    return placed


def passage_offsets(tokens: list[Token], content: str) -> Iterator[tuple[Token, Token, Offsets]]:
    """Yield each inline token with the token that opens its block and its place in `content`."""
    cursor, row = 0, -1
    for opener, token in pairwise(tokens):
        if token.type != "inline":
            continue
        starts = token.meta.get(STARTS, (0,))
        if opener.type in ("th_open", "td_open"):
            fresh = starts[0] != row
            cursor, row = (starts[0] if fresh else cursor), starts[0]
            found, cursor = _cell_offsets(content, token.content, cursor, first=fresh)
            yield opener, token, found
        elif opener.type == "heading_open" and opener.markup.startswith("#"):
            start = _after_spaces(content, starts[0] + len(opener.markup))
            yield opener, token, Offsets((0,), (start,))
        else:
            yield opener, token, _line_offsets(token.content, _filled_lines(content, starts))


def _line_offsets(content: str, starts: tuple[int, ...]) -> Offsets:
    inner, position = [], 0
    for line in content.split("\n"):
        inner.append(position + len(line) - len(line.lstrip(_BLANK)))
        position += len(line) + 1
    return Offsets(tuple(inner), (*starts, *[starts[-1]] * len(inner))[: len(inner)])


def _cell_offsets(content: str, cell: str, cursor: int, *, first: bool) -> tuple[Offsets, int]:
    """Return where `cell` stands, and the offset behind the `|` that closes it."""
    cursor = _after_spaces(content, cursor)
    if first and content.startswith("|", cursor):
        cursor = _after_spaces(content, cursor + 1)
    inner, outer = [0], [cursor]
    for index, char in enumerate(cell):
        if char == "|" and content.startswith("\\|", cursor):
            cursor += 1
            inner.append(index)
            outer.append(cursor)
        cursor += 1
    cursor = _after_spaces(content, cursor)
    return Offsets(tuple(inner), tuple(outer)), cursor + content.startswith("|", cursor)


def _filled_lines(content: str, starts: tuple[int, ...]) -> tuple[int, ...]:
    """Return where lines start, those left out that hold nothing but full-width spaces."""
    for number, start in enumerate(starts):
        first = _after_spaces(content, start)
        if content[first : first + 1] not in ("", "\n"):
            return (first, *starts[number + 1 :])
    return starts


def _after_spaces(content: str, position: int) -> int:
    match = _SPACES.match(content, position)
    return match.end() if match else position
