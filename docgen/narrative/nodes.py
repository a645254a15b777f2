"""Tokens as a tree (节点): what stands between an opening and a closing token are its children."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it.token import Token
from msgspec import Struct


class Node(Struct, frozen=True, eq=False):
    """A token that opens or stands alone, and what it holds."""

    token: Token
    children: list[Node]

    @property
    def type(self) -> str:
        """The token's type without `_open`."""
        return self.token.type.removesuffix("_open")

    @property
    def inline(self) -> Token:
        """The token that holds the text of a paragraph, heading or cell."""
        return self.children[0].token


def nested(tokens: Iterable[Token]) -> list[Node]:
    """Return the tokens as trees."""
    roots: list[Node] = []
    stack = [roots]
    for token in tokens:
        if token.nesting < 0:
            stack.pop()
            continue
        node = Node(token, [])
        stack[-1].append(node)
        if token.nesting > 0:
            stack.append(node.children)
    return roots
