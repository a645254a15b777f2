"""The calculation of one formula (计算): the tree walked against the figures it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from docgen.figures.arithmetic import (
    UnitError,
    add,
    are_equal,
    divide,
    multiply,
    subtract,
    value_order,
)
from docgen.figures.functions import Argument, function_value, value_parts
from docgen.figures.model import (
    Figure,
    FigureKey,
    Figures,
    Pending,
    Quantity,
    Remark,
    Value,
    Wording,
)
from docgen.figures.names import figure_at
from docgen.figures.remarks import FaultError, error_remark
from docgen.figures.shown import described
from docgen.figures.tree import Call, Chain, Constant, Named, Node, Opposite, Step, Word
from docgen.figures.unknown import apart_remark, unknown_name
from docgen.findings import Related, Severity

Operand = Value | bool


class UnreadyError(Exception):
    """A figure the formula needs has no value yet; whoever typed it has been told."""

    def __init__(self, pending: Pending | None) -> None:
        """Keep whether it is 待填 (else it is in error)."""
        super().__init__()
        self.pending = pending


def _comparison_holds(one: Operand, other: Operand, operator: str) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        raise UnitError
    if operator in ("=", "≠"):
        return are_equal(one, other) is (operator == "=")
    return value_order(one, other) in _COMPARISONS[operator]


_COMPARISONS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"<": (-1,), ">": (1,), "≤": (-1, 0), "≥": (0, 1), "=": (0,), "≠": (-1, 1)}
)
_OPERATIONS: Mapping[str, Callable[[Quantity, Quantity], Quantity]] = MappingProxyType(
    {"+": add, "−": subtract, "×": multiply, "÷": divide}
)
_VERBS: Mapping[str, str] = MappingProxyType({"+": "相加", "−": "相减", "×": "相乘", "÷": "相除"})


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


def formula_inputs(node: Node) -> tuple[FigureKey, ...]:
    """Return the figures a formula names, each once, from left to right."""
    return tuple(dict.fromkeys(named.key for named in names_in(node)))


def names_in(node: Node) -> Iterator[Named]:
    """Yield the names in a formula from left to right."""
    match node:
        case Named():
            yield node
        case Opposite():
            yield from names_in(node.node)
        case Call():
            for argument in node.arguments:
                yield from names_in(argument)
        case Chain():
            yield from names_in(node.first)
            for step in node.rest:
                yield from names_in(step.node)
        case Constant() | Word():
            return


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
        members = self._member_values(figure)
        if any(value is None for value in members):
            raise UnreadyError(None)
        raise FaultError(apart_remark(figure, self.figures, node.start, node.end))

    def _member_values(self, figure: Figure) -> tuple[Value | None, ...]:
        return tuple(figure_at(self.figures, key).value for key in figure.members)

    def _opposite_value(self, node: Opposite) -> Operand:
        value = self.node_value(node.node)
        if node.logical:
            return not self._truth_value(value, node.node)
        number = self._number_value(value, node.node)
        return Quantity(number.number.copy_negate(), number.unit, number.places)

    def _truth_value(self, value: Operand, node: Node) -> bool:
        if isinstance(value, bool):
            return value
        start, end = node_span(node)
        message = f"{described(value)} 不是条件，不能用 且 或 非 连接"
        raise FaultError(
            error_remark("FIG05", message, start, end - start, "写作 甲 > 0 且 乙 > 0")
        )

    def _number_value(self, value: Operand, node: Node) -> Quantity:
        if isinstance(value, Quantity):
            return value
        start, end = node_span(node)
        message = f"“{described(value)}”不是一个可以计算的数"
        raise FaultError(error_remark("FIG06", message, start, end - start, "换成有数值的数据"))

    def _chain_value(self, node: Chain) -> Operand:
        kind = node.rest[0].operator
        if kind in ("或", "且"):
            return self._logical_value(node, stop=kind == "或")
        if kind in _COMPARISONS:
            return self._comparison_value(node)
        result, left = self._number_value(self.node_value(node.first), node.first), node.first
        for step in node.rest:
            right = self._number_value(self.node_value(step.node), step.node)
            result = self._combined_value(result, left, step, right)
            left = step.node if step.operator in ("+", "−") else left
        return result

    def _logical_value(self, node: Chain, *, stop: bool) -> bool:
        for part in (node.first, *(step.node for step in node.rest)):
            if self._truth_value(self.node_value(part), part) is stop:
                return stop
        return not stop

    def _combined_value(
        self, result: Quantity, left: Node, step: Step, right: Quantity
    ) -> Quantity:
        try:
            return _OPERATIONS[step.operator](result, right)
        except UnitError:
            raise FaultError(self._mismatch_remark(left, result, step, right)) from None
        except ZeroDivisionError:
            start, end = node_span(step.node)
            message = f"除数是 0：{self._operand_text(step.node, right)}"
            advice = "核对除数；确会为 0 时写 如果(除数 = 0, …, …)"
            raise FaultError(error_remark("FIG08", message, start, end - start, advice)) from None

    def _mismatch_remark(self, left: Node, one: Operand, step: Step, other: Operand) -> Remark:
        shown = self._operand_text(left, one), self._operand_text(step.node, other)
        named = [name for node in (left, step.node) for name in names_in(node)][:4]
        return Remark(
            "FIG06",
            Severity.ERROR,
            f"{shown[0]} 与 {shown[1]} 单位不同，不能{_VERBS.get(step.operator, '比较')}",
            step.start,
            len(step.operator),
            _rate_advice(one, other) or "核对单位，或换用单位相同的数据",
            tuple(self._related_place(name.key) for name in named),
        )

    def _related_place(self, key: FigureKey) -> Related:
        figure = figure_at(self.figures, key)
        return Related(figure.source, f"{figure.name}：{described(figure.value)}")

    def _operand_text(self, node: Node, value: Operand) -> str:
        name = node.name if isinstance(node, Named) else ""
        return f"{name} {described(value)}".strip()

    def _comparison_value(self, node: Chain) -> bool:
        left = node.first
        for step in node.rest:
            one, other = self._compared_values(left, step)
            try:
                true = _comparison_holds(one, other, step.operator)
            except UnitError:
                raise FaultError(self._mismatch_remark(left, one, step, other)) from None
            if not true:
                return False
            left = step.node
        return True

    def _compared_values(self, left: Node, step: Step) -> tuple[Operand, Operand]:
        """Return both sides; a bare word beside = or ≠ is text (等级 = 优)."""
        if step.operator in ("=", "≠"):
            if isinstance(step.node, Word) and isinstance(one := self.node_value(left), Wording):
                return one, Wording(step.node.text)
            if isinstance(left, Word) and isinstance(other := self.node_value(step.node), Wording):
                return Wording(left.text), other
        return self.node_value(left), self.node_value(step.node)

    def _call_value(self, node: Call) -> Operand:
        if node.function == "如果":
            return self._choice_value(node)
        arguments = tuple(self._call_argument(part) for part in node.arguments)
        return function_value(node.function, arguments, node.start, node.end)

    def _choice_value(self, node: Call) -> Operand:
        if len(node.arguments) != 3:  # noqa: PLR2004 (a condition and two values)
            message = f"如果 要 3 个参数，这里有 {len(node.arguments)} 个"
            advice = "写作 如果(条件, 成立时, 不成立时)"
            raise FaultError(
                error_remark("FIG05", message, node.start, node.end - node.start, advice)
            )
        condition, then, otherwise = node.arguments
        return self.node_value(
            then if self._truth_value(self.node_value(condition), condition) else otherwise
        )

    def _call_argument(self, node: Node) -> Argument:
        start, end = node_span(node)
        if not isinstance(node, Named):
            value = self.node_value(node)
            if isinstance(value, bool):
                raise FaultError(
                    error_remark("FIG05", "这里要数值，不是条件", start, end - start, "")
                )
            return Argument(value, None, value_parts(value, ()), start, end)
        figure = figure_at(self.figures, node.key)
        members = self._member_values(figure)
        unready = [value for value in members if value is None or isinstance(value, Pending)]
        if unready or not members:
            return Argument(
                self._figure_value(node),
                figure,
                value_parts(self._figure_value(node), ()),
                start,
                end,
            )
        parts = tuple(value for value in members if value is not None)
        return Argument(figure.value, figure, parts, start, end)


def node_span(node: Node) -> tuple[int, int]:
    """Return where a node starts and ends in the formula."""
    match node:
        case Chain():
            return node_span(node.first)[0], node_span(node.rest[-1].node)[1]
        case Opposite():
            return node.start, node_span(node.node)[1]
        case _:
            return node.start, node.end
