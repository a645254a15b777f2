"""Jinja → Python that can do nothing but call a Room (模板语言).

Jinja's parser gives the tree; each node has one function here that writes it as an expression
of `sandbox.Room`, `operations` and `filters`. What has no function is not part of the language:
macros, imports, includes, attributes of Python objects cannot be reached because no code for
them is ever written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import nodes

from docgen.word.filters import FILTERS, TESTS

DATA = re.compile("\ufdd2(\\d+)\ufdd3")
INTERNAL = "__"
# What shape.py and identities.py write into a template; authors cannot (syntax.py).
OWN = frozenset(
    ["joins", "next_row", "open_table", "close_table", "drawing", "begun", "ended", "named"]
)
GUARDS = frozenset(["cell", "row", "table", "grid", "paged"])
DEEPEST = 15
MOST_NESTED = 60

Refusal = tuple[int, str]


class Refused(Exception):  # noqa: N818 (a finding's text, caught where a template is compiled)
    """A construct that templates may not use: its tag and why."""

    def __init__(self, tag: int, message: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.tag = tag
        self.message = message


class Expressions:
    """Writes expressions; `names` maps the template's variables to Python's, innermost last."""

    def __init__(self) -> None:
        """Begin without variables."""
        self.names: list[dict[str, str]] = [{}]
        self.settable: set[str] = set()
        self._count = 0

    def fresh(self, stem: str = "v") -> str:
        """Return a Python name that is not used yet."""
        self._count += 1
        return f"{stem}{self._count}"

    def found(self, name: str) -> str | None:
        """Return the Python variable of a template's variable, None for names of the context."""
        return next((each[name] for each in reversed(self.names) if name in each), None)

    def written(self, node: nodes.Node) -> str:
        """Return the Python of an expression."""
        writer = _EXPRESSIONS.get(type(node))
        if writer is None:
            raise Refused(node.lineno, "模板里不能用这种写法")
        return writer(self, node)

    def several(self, given: list[Any]) -> str:
        """Return expressions as the inside of a tuple."""
        return "".join(f"{self.written(each)}, " for each in given)


def _name(this: Expressions, node: nodes.Name) -> str:
    variable = this.found(node.name)
    if variable is None:
        return f"room.name({node.name!r}, {node.lineno})"
    if variable in this.settable:
        return f"room.local({variable}, {node.name!r}, {node.lineno})"
    return variable


def _constant(_: Expressions, node: nodes.Const) -> str:
    if isinstance(node.value, str | int | float | bool | None):
        return repr(node.value)
    raise Refused(node.lineno, "模板里不能用这种常量")


def _attribute(this: Expressions, node: nodes.Getattr) -> str:
    return f"room.item({this.written(node.node)}, {node.attr!r}, {node.lineno})"


def _item(this: Expressions, node: nodes.Getitem) -> str:
    holder = this.written(node.node)
    if isinstance(node.arg, nodes.Slice):
        bounds = [node.arg.start, node.arg.stop, node.arg.step]
        parts = "".join(f"{this.written(each) if each else None}, " for each in bounds)
        return f"room.cut({holder}, ({parts}), {node.lineno})"
    return f"room.item({holder}, {this.written(node.arg)}, {node.lineno})"


def _call(this: Expressions, node: nodes.Call) -> str:
    called = node.node
    values = f"({this.several(node.args)})"
    if node.dyn_args or node.dyn_kwargs:
        raise Refused(node.lineno, "模板里不能用 * 传参数")
    if isinstance(called, nodes.Getattr) and not node.kwargs:
        holder = this.written(called.node)
        return f"method(room, {holder}, {called.attr!r}, {node.lineno}, {values})"
    if isinstance(called, nodes.Name):
        return _function(this, node, called.name, values)
    raise Refused(node.lineno, "模板里只能调用列出的函数")


def _function(this: Expressions, node: nodes.Call, name: str, values: str) -> str:
    if name.removeprefix(INTERNAL) in OWN:
        return f"pen.{name.removeprefix(INTERNAL)}({node.lineno}, *{values})"
    if name == "range" and not node.kwargs:
        return f"called(room, 'range', {node.lineno}, {values})"
    if name in {"namespace", "dict"} and not node.args:
        return f"namespace({{{_named(this, node.kwargs)}}})"
    if name == "合并":
        raise Refused(node.lineno, "合并(…) 要写在表格的单元格里，写成 {{ 合并(名称) }}")
    raise Refused(node.lineno, f"模板里不能用函数 {name}(…)")


def _named(this: Expressions, pairs: list[Any]) -> str:
    return "".join(f"{pair.key!r}: {this.written(pair.value)}, " for pair in pairs)


def _filter(this: Expressions, node: nodes.Filter) -> str:
    if node.name not in FILTERS:
        known = "、".join(sorted(FILTERS))
        raise Refused(node.lineno, f"没有过滤器“{node.name}”；可用的有：{known}")
    if node.node is None:
        raise Refused(node.lineno, "过滤器前面要有名称")
    value = this.written(node.node)
    if node.name in {"default", "d"}:
        value = f"room.maybe(lambda: {value})"
    named = f"{{{_named(this, node.kwargs)}}}"
    given = f"([{this.several(node.args)}], {named})"
    return f"filtered(room, {node.name!r}, {node.lineno}, {value}, {given})"


def _test(this: Expressions, node: nodes.Test) -> str:
    if node.name not in TESTS:
        raise Refused(node.lineno, f"没有“is {node.name}”这种判断")
    value = this.written(node.node)
    if node.name in {"defined", "undefined"}:
        value = f"room.maybe(lambda: {value})"
    rest = f"({this.several(node.args)})"
    return f"tested(room, {node.name!r}, {node.lineno}, {value}, {rest})"


def _compare(this: Expressions, node: nodes.Compare) -> str:
    parts, left = [], this.written(node.expr)
    for operand in node.ops:
        right = this.written(operand.expr)
        parts.append(f"compared(room, {operand.op!r}, {left}, {right}, {node.lineno})")
        left = right
    return f"({' and '.join(parts)})"


def _binary(this: Expressions, node: nodes.BinExpr) -> str:
    left, right = this.written(node.left), this.written(node.right)
    if isinstance(node, nodes.And):
        return f"both({left}, lambda: {right})"
    if isinstance(node, nodes.Or):
        return f"either({left}, lambda: {right})"
    return f"calculated(room, {node.operator!r}, {left}, {right}, {node.lineno})"


def _unary(this: Expressions, node: nodes.UnaryExpr) -> str:
    value = this.written(node.node)
    if isinstance(node, nodes.Not):
        return f"(not true({value}))"
    return f"negated(room, {value}, {node.lineno})" if isinstance(node, nodes.Neg) else value


def _choice(this: Expressions, node: nodes.CondExpr) -> str:
    other = this.written(node.expr2) if node.expr2 else "''"
    return f"({this.written(node.expr1)} if true({this.written(node.test)}) else {other})"


def _concatenation(this: Expressions, node: nodes.Concat) -> str:
    return f"joined(room, ({this.several(node.nodes)}), {node.lineno})"


def _list(this: Expressions, node: nodes.List | nodes.Tuple) -> str:
    return f"[{this.several(node.items)}]"


def _dict(this: Expressions, node: nodes.Dict) -> str:
    if not all(isinstance(pair.key, nodes.Const) for pair in node.items):
        raise Refused(node.lineno, "{…} 里的名称要写成文字")
    pairs = "".join(f"{this.written(p.key)}: {this.written(p.value)}, " for p in node.items)
    return f"{{{pairs}}}"


_EXPRESSIONS: Mapping[type[nodes.Node], Callable[[Expressions, Any], str]] = {
    nodes.Name: _name,
    nodes.Const: _constant,
    nodes.Getattr: _attribute,
    nodes.Getitem: _item,
    nodes.Call: _call,
    nodes.Filter: _filter,
    nodes.Test: _test,
    nodes.Compare: _compare,
    nodes.CondExpr: _choice,
    nodes.Concat: _concatenation,
    nodes.List: _list,
    nodes.Tuple: _list,
    nodes.Dict: _dict,
    **dict.fromkeys((nodes.Not, nodes.Neg, nodes.Pos), _unary),
    **dict.fromkeys(
        (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow), _binary
    ),
    **dict.fromkeys((nodes.And, nodes.Or), _binary),
}
