"""The value of a formula and the truth of a condition (公式求值): the tree against the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import InvalidOperation, Overflow
from types import MappingProxyType

import msgspec

from docgen.figures.decimals import settled, trimmed
from docgen.figures.formula import (
    Call,
    Chain,
    Constant,
    Named,
    Node,
    Opposite,
    Step,
    Word,
    is_formula,
    parsed_formula,
)
from docgen.figures.formula_functions import Argument, function_value
from docgen.figures.model import (
    Evaluated,
    FaultError,
    Figure,
    FigureKey,
    Figures,
    Pending,
    Quantity,
    Remark,
    Series,
    Value,
    Wording,
    described,
    error_remark,
    fault_error,
    numeral,
    placed_finding,
)
from docgen.figures.names import (
    apart_remark,
    figure_at,
    gap_remarks,
    related_figures,
    seen_from,
    unknown_name,
)
from docgen.figures.units import UnitError, add, are_equal, divide, multiply, subtract, value_order
from docgen.figures.values import typed_value
from docgen.findings import Finding, Severity
from docgen.report import Text

Operand = Value | bool


class UnreadyError(Exception):
    """A figure the formula needs has no value yet; a finding of that figure says why."""

    def __init__(self, pending: Pending | None) -> None:
        """Keep whether it is 待填 (else it is in error)."""
        super().__init__()
        self.pending = pending


def evaluate(formula: Text, figures: Figures, scope: str) -> Evaluated:
    """Return the value of a formula (`=` in front or not) as a text of `scope` sees figures.

    A formula over 待填 is 待填; one over a figure that is in error has no value and no finding
    of its own.
    """
    value, outcome = _formula_outcome(formula, figures, scope)
    if isinstance(value, bool):
        finding = _whole_finding(formula, "这是一个条件，不是数值", "写作 如果(条件, 甲, 乙)")
        return Evaluated(None, (*outcome.findings, finding), outcome.inputs)
    return msgspec.structs.replace(outcome, value=value)


def read_value(text: Text | None, figures: Figures, scope: str) -> Evaluated:
    """Return what a text is worth: a formula worked out, else the value as typed; "" is none."""
    if text is None or not text.content.strip():
        return Evaluated(None)
    if is_formula(text):
        return evaluate(text, figures, scope)
    return Evaluated(*typed_value(text))


def holds(condition: Text, figures: Figures, scope: str) -> tuple[bool | None, tuple[Finding, ...]]:
    """Tell whether a condition (条件) holds; None when it cannot be told, and why."""
    value, outcome = _formula_outcome(condition, figures, scope)
    if value is None or isinstance(value, bool):
        return value, outcome.findings
    if isinstance(value, Pending):
        return None, outcome.findings
    message = f"条件要能判断真假，这里算出 {described(value)}"
    finding = _whole_finding(condition, message, "写作 执行率 < 90% 这样的比较")
    return None, (*outcome.findings, finding)


def _whole_finding(text: Text, message: str, advice: str) -> Finding:
    return placed_finding(error_remark("FIG05", message, 0, len(text.content), advice), text)


def _formula_outcome(text: Text, figures: Figures, scope: str) -> tuple[Operand | None, Evaluated]:
    """Return the value or truth of a formula, and all else that came of it."""
    outcome = Evaluated(None)
    try:
        node, remarks = parsed_formula(text.content, seen_from(figures, scope))
        remarks += tuple(_gaps_named(node, figures))
        findings = tuple(placed_finding(remark, text) for remark in remarks)
        used = _owner_keys(formula_inputs(node), figures)
        outcome = Evaluated(None, findings, used, shown_calculation(node, figures))
        value = _settled_value(Calculation(figures, scope).node_value(node))
    except UnreadyError as unready:
        return unready.pending, outcome
    except FaultError as error:
        remark = error.remark
    except (Overflow, InvalidOperation):
        length = len(text.content)
        remark = error_remark("FIG17", "算出的数太大，不能表示", 0, length, "核对公式与单位")
    else:
        return value, outcome
    findings = (*outcome.findings, placed_finding(remark, text))
    return None, msgspec.structs.replace(outcome, findings=findings)


def _gaps_named(node: Node, figures: Figures) -> Iterator[Remark]:
    for named in names_in(node):
        figure = figure_at(figures, named.key)
        yield from gap_remarks(figure, figures, named.start, len(named.name))


def _owner_keys(keys: tuple[FigureKey, ...], figures: Figures) -> tuple[FigureKey, ...]:
    """Return authored figures in place of those beside them: 增速 for 增速.上年."""
    found: dict[FigureKey, None] = {}
    for key in keys:
        beside = figures.beside.get(key)
        found |= dict.fromkeys((key,) if beside is None else beside.members or beside.inputs)
    return tuple(found)


def _settled_value(value: Operand) -> Operand:
    if isinstance(value, Quantity) and value.places < 0:
        return Quantity(trimmed(settled(value.number)), value.unit)
    return value


def formula_inputs(node: Node) -> tuple[FigureKey, ...]:
    """Return the figures a formula names, each once, from left to right."""
    return tuple(dict.fromkeys(named.key for named in names_in(node)))


def names_in(node: Node) -> Iterator[Named]:
    """Yield the names in a formula from left to right."""
    if isinstance(node, Named):
        yield node
    for below in _nodes_below(node):
        yield from names_in(below)


def _nodes_below(node: Node) -> tuple[Node, ...]:
    match node:
        case Opposite():
            return (node.node,)
        case Call():
            return node.arguments
        case Chain():
            return (node.first, *(step.node for step in node.rest))
        case Constant() | Named() | Word():
            return ()


def shown_calculation(node: Node, figures: Figures) -> str:
    """Return a formula with numbers in place of names; a group is shown by its members."""
    match node:
        case Constant():
            return _bare_number(node.value)
        case Named():
            return " + ".join(_bare_number(value) for value in _shown_values(node.key, figures))
        case Word():
            return node.text
        case Opposite():
            return ("非 " if node.logical else "−") + _nested_calculation(node.node, figures)
        case Call():
            arguments = "，".join(shown_calculation(part, figures) for part in node.arguments)
            return f"{node.function}({arguments})"
        case Chain():
            loose = all(step.operator == "+" for step in node.rest)
            shown = (shown_calculation if loose else _nested_calculation)(node.first, figures)
            for step in node.rest:
                shown += f" {step.operator} {_nested_calculation(step.node, figures)}"
            return shown


def _nested_calculation(node: Node, figures: Figures) -> str:
    text = shown_calculation(node, figures)
    several = isinstance(node, Named) and len(_shown_values(node.key, figures)) > 1
    return f"({text})" if several or isinstance(node, Chain) else text


def _shown_values(key: FigureKey, figures: Figures) -> tuple[Value | None, ...]:
    figure = figure_at(figures, key)
    return _member_values(figure, figures) or (figure.value,)


def _member_values(figure: Figure, figures: Figures) -> tuple[Value | None, ...]:
    return tuple(figure_at(figures, key).value for key in figure.members)


def _bare_number(value: Value | None) -> str:
    """Return the number without its unit, unless it is a rate."""
    if isinstance(value, Quantity) and value.unit.name not in ("%", "‰"):
        return numeral(value)
    return described(value)


_COMPARISONS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"<": (-1,), ">": (1,), "≤": (-1, 0), "≥": (0, 1), "=": (0,), "≠": (-1, 1)}
)
_OPERATIONS: Mapping[str, Callable[[Quantity, Quantity], Quantity]] = MappingProxyType(
    {"+": add, "−": subtract, "×": multiply, "÷": divide}
)
_SUMS = ("+", "−")
_VERBS: Mapping[str, str] = MappingProxyType({"+": "相加", "−": "相减", "×": "相乘", "÷": "相除"})


def _comparison_holds(one: Operand, other: Operand, operator: str) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        raise UnitError
    if operator in ("=", "≠"):
        return are_equal(one, other) is (operator == "=")
    return value_order(one, other) in _COMPARISONS[operator]


def _rate_advice(one: Operand, other: Operand) -> str:
    """Return what to do where 90 is compared with a rate, or 百分点 with %."""
    if not (isinstance(one, Quantity) and isinstance(other, Quantity)):
        return ""
    dimensions = {one.unit.dimension, other.unit.dimension}
    if dimensions == {"", "率"}:
        return "百分数要写百分号，如 90%"
    if dimensions == {"百分点", "率"}:
        return "两个百分数之差是百分点，写作 0.3个百分点"
    return ""


class Calculation:
    """Evaluates nodes of one formula against the figures its scope sees."""

    def __init__(self, figures: Figures, scope: str) -> None:
        """Keep the figures, and the scope that says which names are meant."""
        self.figures = figures
        self.scope = scope

    def node_value(self, node: Node) -> Operand:
        """Return the value of a node; FaultError and UnreadyError say why there is none."""
        match node:
            case Constant():
                return node.value
            case Named():
                return self._figure_value(node)
            case Word():
                raise FaultError(unknown_name(node.text, self.figures, self.scope, node.start))
            case Opposite():
                return self._opposite_value(node)
            case Call():
                return self._call_value(node)
            case Chain():
                return self._chain_value(node)

    def _figure_value(self, node: Named) -> Value:
        figure = figure_at(self.figures, node.key)
        if figure.value is not None and not isinstance(figure.value, Pending):
            return figure.value
        if isinstance(figure.value, Pending) or not figure.members:
            raise UnreadyError(figure.value)
        if None in _member_values(figure, self.figures):
            raise UnreadyError(None)
        raise FaultError(apart_remark(figure, self.figures, node.start, node.end))

    def _opposite_value(self, node: Opposite) -> Operand:
        if node.logical:
            return not self._node_truth(node.node)
        number = self._node_number(node.node)
        return Quantity(number.number.copy_negate(), number.unit, number.places)

    def _node_truth(self, node: Node) -> bool:
        value = self.node_value(node)
        if isinstance(value, bool):
            return value
        message = f"{described(value)} 不是条件，不能用 且 或 非 连接"
        raise fault_error(node.start, node.end, "FIG05", message, "写作 甲 > 0 且 乙 > 0")

    def _node_number(self, node: Node) -> Quantity:
        value = self.node_value(node)
        if isinstance(value, Quantity):
            return value
        message = f"“{described(value)}”不是一个可以计算的数"
        raise fault_error(node.start, node.end, "FIG06", message, "换成有数值的数据")

    def _chain_value(self, node: Chain) -> Operand:
        operator = node.rest[0].operator
        if operator == "或":
            return any(self._node_truth(part) for part in _nodes_below(node))
        if operator == "且":
            return all(self._node_truth(part) for part in _nodes_below(node))
        if operator in _COMPARISONS:
            lefts = (node.first, *(step.node for step in node.rest))
            return all(map(self._step_holds, lefts, node.rest))
        result, left = self._node_number(node.first), node.first
        for step in node.rest:
            result = self._step_result(result, left, step)
            left = step.node if step.operator in _SUMS else left
        return result

    def _step_result(self, result: Quantity, left: Node, step: Step) -> Quantity:
        right = self._node_number(step.node)
        try:
            return _OPERATIONS[step.operator](result, right)
        except UnitError:
            raise FaultError(self._mismatch_remark(left, result, step, right)) from None
        except ZeroDivisionError:
            message = f"除数是 0：{_operand_text(step.node, right)}"
            advice = "核对除数；确会为 0 时写 如果(除数 = 0, …, …)"
            raise fault_error(step.node.start, step.node.end, "FIG08", message, advice) from None

    def _mismatch_remark(self, left: Node, one: Operand, step: Step, other: Operand) -> Remark:
        named = [name for node in (left, step.node) for name in names_in(node)][:4]
        return Remark(
            "FIG06",
            Severity.ERROR,
            f"{_operand_text(left, one)} 与 {_operand_text(step.node, other)} 单位不同，"
            f"不能{_VERBS.get(step.operator, '比较')}",
            step.start,
            len(step.operator),
            _rate_advice(one, other) or "核对单位，或换用单位相同的数据",
            related_figures(self.figures, (name.key for name in named)),
        )

    def _step_holds(self, left: Node, step: Step) -> bool:
        one, other = self._compared_values(left, step)
        try:
            return _comparison_holds(one, other, step.operator)
        except UnitError:
            raise FaultError(self._mismatch_remark(left, one, step, other)) from None

    def _compared_values(self, left: Node, step: Step) -> tuple[Operand, Operand]:
        """Return both sides; a bare word beside = or ≠ is text (等级 = 优)."""
        if step.operator in ("=", "≠"):
            if isinstance(step.node, Word) and isinstance(one := self.node_value(left), Wording):
                return one, Wording(step.node.text)
            if isinstance(left, Word) and isinstance(other := self.node_value(step.node), Wording):
                return Wording(left.text), other
        return self.node_value(left), self.node_value(step.node)

    def _call_value(self, node: Call) -> Operand:
        if node.function != "如果":
            return function_value(node, tuple(self._call_argument(part) for part in node.arguments))
        if len(node.arguments) != 3:  # noqa: PLR2004 (a condition and two values)
            message = f"如果 要 3 个参数，这里有 {len(node.arguments)} 个"
            advice = "写作 如果(条件, 成立时, 不成立时)"
            raise fault_error(node.start, node.end, "FIG05", message, advice)
        condition, then, otherwise = node.arguments
        return self.node_value(then if self._node_truth(condition) else otherwise)

    def _call_argument(self, node: Node) -> Argument:
        figure = figure_at(self.figures, node.key) if isinstance(node, Named) else None
        if figure is not None and figure.members:
            members = _member_values(figure, self.figures)
            parts = tuple(m for m in members if m is not None and not isinstance(m, Pending))
            if len(parts) == len(members):
                return Argument(figure.value, figure, parts, node)
        value = self.node_value(node)
        if isinstance(value, bool):
            raise fault_error(node.start, node.end, "FIG05", "这里要数值，不是条件")
        return Argument(value, figure, value.items if isinstance(value, Series) else (value,), node)


def _operand_text(node: Node, value: Operand) -> str:
    name = node.name if isinstance(node, Named) else ""
    return f"{name} {described(value)}".strip()
