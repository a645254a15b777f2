"""The language of templates (模板语言): what is wrong with tags, what of Jinja is allowed, names.

`tag_problems` and `block_problems` look at tags as typed, so that all faults of a template are
known at once; `BoundedLanguage` refuses what of Jinja's tree is not in the language and lets the
rest count itself; `asked_names` are the names a tree asks for, with their loops opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, TemplateError, nodes
from jinja2.visitor import NodeTransformer

from docgen.patterns import lazy_pattern
from docgen.word.printing.compiled_template import TemplateTag
from docgen.word.printing.template_sandbox import FILTERS, TESTS
from docgen.word.template.tag_marking import TagProblem, shown_braces

# -- tags one by one -------------------------------------------------------------------------------

_WORD = lazy_pattern(r"^(\w+)\b")
_ALONE = {
    "if": "{{% {} %}}{{% endif %}}",
    "for": "{{% {} %}}{{% endfor %}}",
    "with": "{{% {} %}}{{% endwith %}}",
    "elif": "{{% if 1 %}}{{% {} %}}{{% endif %}}",
    "set": "{{% {} %}}",
}
"""How a statement is completed so that it can be read alone."""
_MIDDLES = {"else": ("if", "for"), "elif": ("if",)}
_BLOCKS = frozenset(["if", "for", "with"])
_SEE = "对照 templates/README.md 里的写法"
_RESERVED = lazy_pattern(r"(?<![\w'\"])__\w")
_NEAR = lazy_pattern(r"got '(.*?)'|near '(.*?)'|unexpected '(.*?)'|unexpected char '(.*?)'")


def tag_problems(tags: Iterable[TemplateTag]) -> Iterator[TagProblem]:
    """Yield what is wrong with each tag by itself."""
    for tag in tags:
        merges = tag.inner.startswith("if __")  # 合并: its value is looked at where it is printed
        if tag.text and not merges and (problem := _problem_of(tag)):
            yield TagProblem(tag, *problem)


def _problem_of(tag: TemplateTag) -> tuple[str, str] | None:
    if _RESERVED.search(tag.text):
        return "以 __ 开头的名称不能用", "换一个名称"
    if tag.manner == "attribute" or tag.text[1] != "%":
        return _reading_problem(f"{{{{ {tag.inner} }}}}", "括号、引号或名称写得不对", tag)
    word = _keyword_of(tag)
    if not word:
        return "标签里是空的，或不是以语句开头", _SEE
    if word in _ALONE:
        return _reading_problem(_ALONE[word].format(tag.inner), "写法不对", tag)
    if word == "else" or word.startswith("end"):
        return None
    return f"不认识的语句“{word}”", _SEE


def _reading_problem(source: str, otherwise: str, tag: TemplateTag) -> tuple[str, str] | None:
    if not tag.inner:
        return "标签里是空的", _SEE
    try:
        Environment(autoescape=True).parse(source)
    except TemplateError as problem:
        got = _NEAR.search(str(problem))
        near = next((each for each in got.groups() if each), "") if got else ""
        shown = f"（在“{near}”附近）" if near and not near.startswith("end of") else ""
        return f"{otherwise}{shown}", _SEE
    except RecursionError:
        return "嵌套太深", "拆成几个简单的标签"
    return None


def _keyword_of(tag: TemplateTag) -> str:
    word = _WORD.match(tag.inner)
    return word[1] if word else ""


def block_problems(tags: Iterable[TemplateTag]) -> Iterator[TagProblem]:
    """Yield blocks that do not close, close twice or cross."""
    opened: list[tuple[str, TemplateTag]] = []
    for tag in tags:
        if not tag.text:
            continue
        word = _keyword_of(tag) if tag.text[1] == "%" else ""
        if word in _BLOCKS:
            opened.append((word, tag))
        elif word in _MIDDLES and not (opened and opened[-1][0] in _MIDDLES[word]):
            message = f"{word} 前面没有 {'、'.join(_MIDDLES[word])}"
            yield TagProblem(tag, message, "补上，或删去这个标签")
        elif word.startswith("end"):
            yield from _closing_problems(opened, word, tag)
    for word, tag in opened:
        yield TagProblem(tag, f"{word} 没有结束", f"在后面加上 end{word}")


def _closing_problems(
    opened: list[tuple[str, TemplateTag]], word: str, tag: TemplateTag
) -> Iterator[TagProblem]:
    wanted = word.removeprefix("end")
    if not any(each == wanted for each, _ in opened):
        yield TagProblem(tag, f"{word} 前面没有 {wanted}", f"补上 {wanted}，或删去这个标签")
        return
    while opened[-1][0] != wanted:
        inner, at = opened.pop()
        message = f"{inner} 没有结束，外面的 {wanted} 却先结束了"
        yield TagProblem(at, message, f"加上 end{inner}")
    opened.pop()


# -- what of Jinja may be used ---------------------------------------------------------------------

DEEPEST_LOOP = 15
STATEMENTS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign, nodes.With,
    nodes.Expr, nodes.Helper, nodes.NSRef, nodes.FilterBlock,
)  # fmt: skip
# Where a value is asked whether it is true: there an empty phrase is false.
_ASKED: Mapping[type, str] = MappingProxyType(
    {
        nodes.If: "test",
        nodes.CondExpr: "test",
        nodes.Not: "node",
        nodes.And: "left",
        nodes.Or: "left",
    }
)
_FUNCTIONS = frozenset(["range", "namespace", "dict"])


class RefusedConstruct(Exception):  # noqa: N818 (a finding's text, caught where a part is compiled)
    """A construct that templates may not use: the line of its tag, and why."""


class BoundedLanguage(NodeTransformer):
    """Lets a template count what it loops over and joins; refuses what is not in the language."""

    def __init__(self) -> None:
        """Begin outside of loops."""
        self._depth = 0
        self._namespaces: set[str] = set()

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (Jinja's own signature)
        """Refuse a node that is no part of the language, else look into it."""
        if not isinstance(node, STATEMENTS):
            raise RefusedConstruct(node.lineno, "模板里不能用这种语句（宏、引入、继承等）")
        super().generic_visit(node, *args, **kwargs)
        if asked := _ASKED.get(type(node)):
            setattr(node, asked, _filtered_node(getattr(node, asked), "__emptied"))
        return node

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 (Jinja names it so)
        """Count the turns of a loop."""
        self._depth += 1
        if node.recursive or self._depth > DEEPEST_LOOP:
            raise RefusedConstruct(node.lineno, "循环嵌套太深")
        self.generic_visit(node)
        self._depth -= 1
        node.iter = _filtered_node(node.iter, "__counted")
        return node

    def visit_Assign(self, node: nodes.Assign) -> nodes.Assign:  # noqa: N802 (Jinja names it so)
        """Allow `set 名.项 = …` only where 名 is a namespace()."""
        value, target = node.node, node.target
        if isinstance(value, nodes.Call) and value.node == nodes.Name("namespace", "load"):
            self._namespaces |= {target.name} if isinstance(target, nodes.Name) else set()
        if isinstance(target, nodes.NSRef) and target.name not in self._namespaces:
            message = f"只能给 namespace() 的名称赋值，“{target.name}”不是"
            raise RefusedConstruct(node.lineno, message)
        self.generic_visit(node)
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 (Jinja names it so)
        """Print each value in the manner of its tag, which its line tells."""
        self.generic_visit(node)
        node.nodes = [
            each
            if isinstance(each, nodes.TemplateData)
            else _filtered_node(each, "__printed", nodes.Const(each.lineno))
            for each in node.nodes
        ]
        return node

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.TemplateData:  # noqa: N802 (Jinja names it so)
        """Put braces that are no tags in again."""
        node.data = shown_braces(node.data)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802 (Jinja names it so)
        """Bound the text that `~` makes."""
        self.generic_visit(node)
        return _filtered_node(nodes.List(node.nodes, lineno=node.lineno), "__joined")

    def visit_Filter(self, node: nodes.Filter) -> nodes.Filter:  # noqa: N802 (Jinja names it so)
        """Allow the listed filters; they see phrases as their characters."""
        if node.name not in FILTERS or node.node is None:
            known = "、".join(FILTERS)
            raise RefusedConstruct(node.lineno, f"没有过滤器“{node.name}”；可用的有：{known}")
        self.generic_visit(node)
        node.node = _filtered_node(node.node, "__plain")
        return node

    def visit_FilterBlock(self, node: nodes.FilterBlock) -> nodes.FilterBlock:  # noqa: N802 (Jinja names it so)
        """Allow docgen's own block around a table; authors cannot write one (tag_marking.py)."""
        node.body = [self.visit(each) for each in node.body]
        return node

    def visit_Test(self, node: nodes.Test) -> nodes.Test:  # noqa: N802 (Jinja names it so)
        """Allow the listed tests."""
        if node.name not in TESTS:
            raise RefusedConstruct(node.lineno, f"没有“is {node.name}”这种判断")
        self.generic_visit(node)
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Call:  # noqa: N802 (Jinja names it so)
        """Allow the listed functions, and methods, which the sandbox looks at."""
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "合并":
            message = "合并(…) 要写在表格的单元格里，写成 {{ 合并(名称) }}"
            raise RefusedConstruct(node.lineno, message)
        if name and name not in _FUNCTIONS and not name.startswith("__"):
            raise RefusedConstruct(node.lineno, f"模板里不能用函数 {name}(…)")
        if node.dyn_args or node.dyn_kwargs:
            raise RefusedConstruct(node.lineno, "模板里不能用 * 传参数")
        self.generic_visit(node)
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802 (Jinja names it so)
        """Compare phrases as their characters."""
        self.generic_visit(node)
        node.expr = _filtered_node(node.expr, "__plain")
        for operand in node.ops:
            operand.expr = _filtered_node(operand.expr, "__plain")
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.CondExpr:  # noqa: N802 (Jinja names it so)
        """Print nothing where there is no `else`."""
        node.expr2 = node.expr2 or nodes.Const("", lineno=node.lineno)
        self.generic_visit(node)
        return node


def _filtered_node(node: Any, name: str, *given: nodes.Expr) -> nodes.Filter:  # noqa: ANN401 (an Expr, which Jinja's types call a Node)
    return nodes.Filter(node, name, list(given), [], None, None, lineno=node.lineno)


# -- which names are asked for ---------------------------------------------------------------------

INTERNAL = "__"

Scope = Mapping[str, str]
"""What the variables of a template stand for: 行 → 支出方向.指标; "" where it cannot be told."""


def asked_names(tree: nodes.Template) -> tuple[tuple[str, int], ...]:
    """Return the dotted names that a part asks for, each with the number of its tag."""
    return tuple(dict.fromkeys(_block_names(tree.body, {})))


def _block_names(body: list[Any], scope: Scope) -> Iterator[tuple[str, int]]:
    here = dict(scope)
    for node in body:
        yield from _statement_names(node, here)


def _statement_names(node: Any, scope: dict[str, str]) -> Iterator[tuple[str, int]]:  # noqa: ANN401 (any node)
    if isinstance(node, nodes.For):
        yield from _expression_names(node.iter, scope)
        inner = {**scope, "loop": "", **_bound_names(node.target, _dotted_name(node.iter, scope))}
        if node.test:
            yield from _expression_names(node.test, inner)
        yield from _block_names(node.body, inner)
        yield from _block_names(node.else_, scope)
    elif isinstance(node, nodes.Assign):
        yield from _expression_names(node.node, scope)
        scope.update(_bound_names(node.target, _dotted_name(node.node, scope)))
    elif isinstance(node, nodes.With):
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            yield from _expression_names(value, scope)
            inner.update(_bound_names(target, _dotted_name(value, scope)))
        yield from _block_names(node.body, inner)
    else:
        for each in node.iter_child_nodes():
            known = _statement_names if isinstance(each, nodes.Stmt) else _expression_names
            yield from known(each, scope)


def _bound_names(target: Any, name: str | None) -> Scope:  # noqa: ANN401 (a name or a tuple of names)
    if isinstance(target, nodes.Name):
        return {target.name: name or ""}
    return {each.name: "" for each in target.find_all(nodes.Name)}


def _dotted_name(node: Any, scope: Scope) -> str | None:  # noqa: ANN401 (any node)
    """Return the dotted name that an expression is, None when it is none."""
    if isinstance(node, nodes.Name):
        if node.name in scope:
            return scope[node.name] or None
        return None if node.name.startswith(INTERNAL) else node.name
    if isinstance(node, nodes.Filter) and node.name in _SAME and node.node:
        return _dotted_name(node.node, scope)
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        holder, key = _dotted_name(node.node, scope), _step_key(node)
        return f"{holder}.{key}" if holder and key else holder
    return None


_SAME = frozenset(
    (
        "selectattr", "rejectattr", "select", "reject", "sort", "list", "reverse", "unique",
        "first", "last",
    )
)  # fmt: skip
"""Filters that give items of what they are given."""


def _step_key(node: nodes.Getattr | nodes.Getitem) -> str:
    """Return the key of a step; "" for a number or a slice, which stay in the list."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return node.arg.value
    return ""


def _expression_names(node: Any, scope: Scope) -> Iterator[tuple[str, int]]:  # noqa: ANN401 (any node)
    """Yield the names in an expression; what it only asks whether it is there is not asked for."""
    name = None if isinstance(node, nodes.Filter) else _dotted_name(node, scope)
    if name is not None:
        yield name, node.lineno
        dynamic = isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const)
        asked = [node.arg] if dynamic else []
    elif isinstance(node, nodes.Test) and node.name in {"defined", "undefined"}:
        asked = []
    elif isinstance(node, nodes.Call):
        holder = [node.node.node] if isinstance(node.node, nodes.Getattr) else []
        asked = [*holder, *_given_nodes(node)]
    elif isinstance(node, nodes.Filter) and node.name in {"default", "d"}:
        asked = _given_nodes(node)
    else:
        asked = list(node.iter_child_nodes())
    for each in asked:
        yield from _expression_names(each, scope)


def _given_nodes(node: nodes.Call | nodes.Filter) -> list[nodes.Node]:
    return [*node.args, *(pair.value for pair in node.kwargs)]
