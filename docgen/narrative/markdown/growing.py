"""Tokens → nodes (建树): what stands between an opening and a closing token are its children."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it.token import Token

from docgen.narrative.markdown.placing import AT, STARTS
from docgen.narrative.tree import Node

OFFSETS, WRITTEN, FOLLOWED, OFFSET = "offsets", "written", "followed", "offset"


def grown(tokens: Iterable[Token]) -> tuple[Node, ...]:
    """Return the tokens as trees."""
    levels: list[list[Node]] = [[]]
    openers: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            openers.append(token)
            levels.append([])
        elif token.nesting < 0:
            children = tuple(levels.pop())
            levels[-1].append(_node(openers.pop(), children))
        else:
            levels[-1].append(_node(token, grown(token.children or ())))
    return tuple(levels[0])


def _node(token: Token, children: tuple[Node, ...]) -> Node:
    meta = token.meta
    return Node(
        token.type.removesuffix("_open"),
        children,
        token.content,
        meta.get(AT, 0),
        token.markup,
        token.tag,
        token.info,
        token.attrs,
        token.map[0] if token.map else 0,
        meta.get(STARTS, ()),
        meta.get(OFFSETS),
        meta.get(WRITTEN, ""),
        meta.get(FOLLOWED, False),
        token.hidden,
        meta.get(OFFSET, 0),
        meta.get("label", ""),
    )
