"""What of Jinja is the language of templates (模板语言): a tree is refused, or counts itself."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from docgen.word.printing.template_sandbox import FILTERS, TESTS
from docgen.word.template.tag_marking import shown_braces

DEEPEST_LOOP = 15
STATEMENTS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign, nodes.With,
    nodes.Expr, nodes.Helper, nodes.NSRef, nodes.FilterBlock,
)  # fmt: skip
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
        return super().generic_visit(node, *args, **kwargs)

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

    def visit_If(self, node: nodes.If) -> nodes.If:  # noqa: N802 (Jinja names it so)
        """Take an empty phrase for false."""
        self.generic_visit(node)
        node.test = _filtered_node(node.test, "__emptied")
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.CondExpr:  # noqa: N802 (Jinja names it so)
        """Take an empty phrase for false; without `else` nothing is printed."""
        self.generic_visit(node)
        node.test = _filtered_node(node.test, "__emptied")
        node.expr2 = node.expr2 or nodes.Const("", lineno=node.lineno)
        return node

    def visit_Not(self, node: nodes.Not) -> nodes.Not:  # noqa: N802 (Jinja names it so)
        """Take an empty phrase for false."""
        self.generic_visit(node)
        node.node = _filtered_node(node.node, "__emptied")
        return node

    def visit_And(self, node: nodes.And) -> nodes.And:  # noqa: N802 (Jinja names it so)
        """Take an empty phrase for false."""
        self.generic_visit(node)
        node.left = _filtered_node(node.left, "__emptied")
        return node

    def visit_Or(self, node: nodes.Or) -> nodes.Or:  # noqa: N802 (Jinja names it so)
        """Take an empty phrase for false."""
        self.generic_visit(node)
        node.left = _filtered_node(node.left, "__emptied")
        return node


def _filtered_node(node: Any, name: str, *given: nodes.Expr) -> nodes.Filter:  # noqa: ANN401 (an Expr, which Jinja's types call a Node)
    return nodes.Filter(node, name, list(given), [], None, None, lineno=node.lineno)
