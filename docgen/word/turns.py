"""What a turn of a loop looks at (循环的每一轮): may it be left out where that did not change?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import nodes

from docgen.word.language import INTERNAL

EACH, NUMBERS = "支出方向", "数据"
_GIVES_IDS = frozenset(["drawing", "begun", "ended", "named"])
_COUNTS = frozenset(["index", "index0", "first", "last", "length", "revindex", "revindex0"])


def plain(node: nodes.For) -> bool:
    """Tell whether a loop goes over all 支出方向, one variable for each."""
    over = isinstance(node.iter, nodes.Name) and node.iter.name == EACH
    return over and isinstance(node.target, nodes.Name) and not node.test and not node.else_


def looked_at(
    node: nodes.For, own: set[str], found: Callable[[str], str | None]
) -> tuple[str, ...] | None:
    """Return the names of the context that the turns of a loop look at.

    `own` are the names of the loop itself, `found` tells those bound outside. What is set inside
    may be asked for before it is, and counts as a name of the context; 数据 is one where figures
    may be asked for. None where a turn has to do with more than its item, its number and the
    context: variables, ids, neighbours.
    """
    asked = [name.name for part in node.body for name in names(part)]
    outside = [name for name in asked if name not in own and not name.startswith(INTERNAL)]
    gives_ids = any(name.removeprefix(INTERNAL) in _GIVES_IDS for name in asked)
    keeps = "namespace" in asked or any(_all(node, nodes.NSRef))
    if gives_ids or keeps or any(map(found, outside)) or not _counts_only(node):
        return None
    return tuple(dict.fromkeys((*outside, NUMBERS) if _asks_numbers(node) else outside))


def names(node: nodes.Node) -> Iterator[nodes.Name]:
    """Yield the names in a piece of a template."""
    if isinstance(node, nodes.Name):
        yield node
    yield from node.find_all(nodes.Name)


def target_names(target: Any) -> Iterator[str]:  # noqa: ANN401 (a name or a tuple of names)
    """Yield the names that a `for` or a `set` binds."""
    if isinstance(target, nodes.Name):
        yield target.name
    elif isinstance(target, nodes.Tuple):
        for each in target.items:
            yield from target_names(each)


def _asks_numbers(node: nodes.For) -> bool:
    """Tell whether a turn may ask for figures by their names, of whatever holds them."""
    attributes = {each.attr for each in _all(node, nodes.Getattr)}
    keys = [each.arg for each in _all(node, nodes.Getitem)]
    named = any(not isinstance(key, nodes.Const) or key.value == NUMBERS for key in keys)
    return named or bool(attributes & {NUMBERS, "items", "values", "get"})


def _counts_only(node: nodes.For) -> bool:
    """Tell whether a loop asks `loop` for nothing but its number and how many there are."""
    asked = [each for each in _all(node, nodes.Getattr) if _is_loop(each.node)]
    whole = sum(map(_is_loop, _all(node, nodes.Name)))
    return len(asked) == whole and all(each.attr in _COUNTS for each in asked)


def _is_loop(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "loop"


def _all(node: nodes.For, kind: Any) -> Iterator[Any]:  # noqa: ANN401 (a kind of node, and those)
    for part in node.body:
        if isinstance(part, kind):
            yield part
        yield from part.find_all(kind)
