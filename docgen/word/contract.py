"""What a template asks for (模板约定): every tag with its place, names with their loops opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import nodes

INTERNAL = "__"

Scope = Mapping[str, str]
"""What the variables of a template stand for: 行 → 支出方向.指标; "" where it cannot be told."""


def asked(tree: nodes.Template) -> tuple[tuple[str, int], ...]:
    """Return the dotted names that a part asks for, each with the number of its tag."""
    return tuple(dict.fromkeys(_block(tree.body, {})))


def _block(body: list[Any], scope: Scope) -> Iterator[tuple[str, int]]:
    here = dict(scope)
    for node in body:
        yield from _statement(node, here)


def _statement(node: Any, scope: dict[str, str]) -> Iterator[tuple[str, int]]:  # noqa: ANN401 (any node)
    if isinstance(node, nodes.For):
        yield from _names(node.iter, scope)
        inner = {**scope, "loop": "", **_bound(node.target, _dotted(node.iter, scope))}
        if node.test:
            yield from _names(node.test, inner)
        yield from _block(node.body, inner)
        yield from _block(node.else_, scope)
    elif isinstance(node, nodes.If):
        yield from _names(node.test, scope)
        for each in (*node.body, *node.elif_, *node.else_):
            yield from _statement(each, scope)
    elif isinstance(node, nodes.FilterBlock):
        for each in node.body:
            yield from _statement(each, scope)
    elif isinstance(node, nodes.Assign):
        yield from _names(node.node, scope)
        scope.update(_bound(node.target, _dotted(node.node, scope)))
    elif isinstance(node, nodes.With):
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            yield from _names(value, scope)
            inner.update(_bound(target, _dotted(value, scope)))
        yield from _block(node.body, inner)
    else:
        yield from _names(node, scope)


def _bound(target: Any, name: str | None) -> Scope:  # noqa: ANN401 (a name or a tuple of names)
    if isinstance(target, nodes.Name):
        return {target.name: name or ""}
    return {each.name: "" for each in target.find_all(nodes.Name)}


def _dotted(node: Any, scope: Scope) -> str | None:  # noqa: ANN401 (any node)
    """Return the dotted name that an expression is, None when it is none."""
    if isinstance(node, nodes.Name):
        if node.name in scope:
            return scope[node.name] or None
        return None if node.name.startswith(INTERNAL) else node.name
    if isinstance(node, nodes.Filter) and node.name in _SAME and node.node:
        return _dotted(node.node, scope)
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        holder, key = _dotted(node.node, scope), _key(node)
        if holder is None or key is None:
            return holder
        return f"{holder}.{key}" if key else holder
    return None


_SAME = frozenset(
    [
        "selectattr",
        "rejectattr",
        "select",
        "reject",
        "sort",
        "list",
        "reverse",
        "unique",
        "first",
        "last",
    ]
)


def _key(node: nodes.Getattr | nodes.Getitem) -> str | None:
    """Return the key of a step; "" for a number or a slice, which stay in the list."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return node.arg.value
    return ""


def _names(node: Any, scope: Scope) -> Iterator[tuple[str, int]]:  # noqa: ANN401 (any node)
    """Yield the names in an expression; what it only asks whether it is there is not asked for."""
    if isinstance(node, nodes.Test) and node.name in {"defined", "undefined"}:
        return
    if isinstance(node, nodes.Filter) and node.name in {"default", "d"}:
        for each in (*node.args, *(pair.value for pair in node.kwargs)):
            yield from _names(each, scope)
        return
    if isinstance(node, nodes.Call):
        yield from _called(node, scope)
        return
    name = _dotted(node, scope)
    if name is not None and not isinstance(node, nodes.Filter):
        yield name, node.lineno
        if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
            yield from _names(node.arg, scope)
        return
    for each in node.iter_child_nodes():
        yield from _names(each, scope)


def _called(node: nodes.Call, scope: Scope) -> Iterator[tuple[str, int]]:
    if isinstance(node.node, nodes.Getattr):
        yield from _names(node.node.node, scope)
    for each in (*node.args, *(pair.value for pair in node.kwargs)):
        yield from _names(each, scope)
