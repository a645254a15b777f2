"""A Markdown text as a tree (语法树): what its signs mean, before any figure is looked up.

It depends on nothing but the text and where its references end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from msgspec import Struct


class Offsets(Struct, frozen=True, array_like=True):
    """Where the content of a passage stands in the text.

    From `inner[i]` in the content on, characters stand side by side from `outer[i]` in the text.
    """

    inner: tuple[int, ...] = (0,)
    outer: tuple[int, ...] = (0,)

    def of(self, position: int) -> int:
        """Return the offset in the text of the character at `position` of the content."""
        index = max(bisect_right(self.inner, position) - 1, 0)
        return self.outer[index] + max(position - self.inner[index], 0)


class Node(Struct, frozen=True, eq=False, array_like=True):
    """An element and what it holds; `type` is markdown-it's, or docgen's own.

    `content`, `markup`, `tag`, `info` and `attrs` are markdown-it's. `line` is the first line,
    counted from 0, `starts` the offset in the text of each line of a block, `at` the offset of an
    inline in its passage, whose own offsets are `offsets`. `written` are attributes at the end of
    a block's text, `followed` tells that a block stands right below a line of attributes, `tight`
    that a paragraph of a list has no blank lines around it. `offset` is that of a condition,
    `label` that of a footnote.
    """

    type: str
    children: tuple[Node, ...] = ()
    content: str = ""
    at: int = 0
    markup: str = ""
    tag: str = ""
    info: str = ""
    attrs: Mapping[str, str | int | float] = {}
    line: int = 0
    starts: tuple[int, ...] = ()
    offsets: Offsets | None = None
    written: str = ""
    followed: bool = False
    tight: bool = False
    offset: int = 0
    label: str = ""

    @property
    def inline(self) -> Node:
        """The node that holds the text of a paragraph, heading or cell."""
        return self.children[0]


class Link(Struct, frozen=True, array_like=True):
    """A definition of a link (链接定义), `[label]: href`, and the line it stands in."""

    label: str
    href: str
    line: int


class Tree(Struct, frozen=True, array_like=True):
    """A text's nodes, its definitions of links, and those that were defined before."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...] = ()
    duplicates: tuple[Link, ...] = ()
