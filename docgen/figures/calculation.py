"""The value of a formula and the truth of a condition (公式求值): the tree against the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation, Overflow
from types import MappingProxyType

from msgspec import Struct

from docgen.figures.decimals import rounded, settled, trimmed
from docgen.figures.formula import (
    Call,
    Chain,
    Constant,
    Named,
    Node,
    Opposite,
    Step,
    Word,
    parsed_formula,
)
from docgen.figures.model import (
    Evaluated,
    Figure,
    FigureKey,
    Figures,
    Pending,
    Quantity,
    Rank,
    Remark,
    Series,
    Value,
    Wording,
)
from docgen.figures.names import figure_at, seen_from
from docgen.figures.remarks import (
    FaultError,
    apart_remark,
    described,
    error_remark,
    gap_remarks,
    numeral,
    placed_finding,
    unknown_name,
)
from docgen.figures.units import (
    PURE,
    UnitError,
    add,
    are_equal,
    divide,
    growth_rate,
    multiply,
    percent_share,
    quantity_total,
    subtract,
    value_order,
)
from docgen.findings import Finding, Related, Severity
from docgen.report import Text


def evaluate(formula: Text, figures: Figures, scope: str) -> Evaluated:
    """Return the value of a formula (`=` in front or not) as a text of `scope` sees figures.

    A formula over 待填 is 待填; one over a figure that is in error has no value and no finding
    of its own.
    """
    outcome = _formula_outcome(formula, figures, scope)
    if isinstance(outcome.value, bool):
        length = len(formula.content)
        remark = error_remark(
            "FIG05", "这是一个条件，不是数值", 0, length, "写作 如果(条件, 甲, 乙)"
        )
        return Evaluated(None, (*outcome.findings, placed_finding(remark, formula)), outcome.inputs)
    return Evaluated(outcome.value, outcome.findings, outcome.inputs, outcome.shown)


def holds(condition: Text, figures: Figures, scope: str) -> tuple[bool | None, tuple[Finding, ...]]:
    """Tell whether a condition (条件) holds; None when it cannot be told, and why."""
    outcome = _formula_outcome(condition, figures, scope)
    if outcome.value is None or isinstance(outcome.value, bool):
        return outcome.value, outcome.findings
    if isinstance(outcome.value, Pending):
        return None, outcome.findings
    message = f"条件要能判断真假，这里算出 {described(outcome.value)}"
    remark = error_remark(
        "FIG05", message, 0, len(condition.content), "写作 执行率 < 90% 这样的比较"
    )
    return None, (*outcome.findings, placed_finding(remark, condition))


class _Outcome:
    """What came of a formula: a value or a truth, findings, inputs, the calculation shown."""

    def __init__(self) -> None:
        self.value: Operand | None = None
        self.findings: tuple[Finding, ...] = ()
        self.inputs: tuple[FigureKey, ...] = ()
        self.shown = ""


def _formula_outcome(text: Text, figures: Figures, scope: str) -> _Outcome:
    outcome = _Outcome()
    try:
        node, remarks = parsed_formula(text.content, seen_from(figures, scope))
        outcome.findings = tuple(placed_finding(remark, text) for remark in remarks)
        outcome.inputs = _owner_keys(formula_inputs(node), figures)
        outcome.shown = shown_calculation(node, figures)
        outcome.findings += tuple(
            placed_finding(remark, text)
            for named in names_in(node)
            for remark in gap_remarks(
                figure_at(figures, named.key), figures, named.start, len(named.name)
            )
        )
        outcome.value = _settled_value(Calculation(figures, scope).node_value(node))
    except FaultError as error:
        outcome.findings = (*outcome.findings, placed_finding(error.remark, text))
    except UnreadyError as unready:
        outcome.value = unready.pending
    except (Overflow, InvalidOperation):
        remark = error_remark(
            "FIG17", "算出的数太大，不能表示", 0, len(text.content), "核对公式与单位"
        )
        outcome.findings = (*outcome.findings, placed_finding(remark, text))
    return outcome


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
            tight = any(step.operator != "+" for step in node.rest)
            shown = (
                _nested_calculation(node.first, figures)
                if tight
                else shown_calculation(node.first, figures)
            )
            for step in node.rest:
                shown += f" {step.operator} {_nested_calculation(step.node, figures)}"
            return shown


def _nested_calculation(node: Node, figures: Figures) -> str:
    text = shown_calculation(node, figures)
    several = isinstance(node, Named) and len(_shown_values(node.key, figures)) > 1
    return f"({text})" if several or isinstance(node, Chain) else text


def _shown_values(key: FigureKey, figures: Figures) -> tuple[Value | None, ...]:
    figure = figure_at(figures, key)
    members = tuple(figure_at(figures, member).value for member in figure.members)
    return members or (figure.value,)


def _bare_number(value: Value | None) -> str:
    """Return the number without its unit, unless it is a rate."""
    if isinstance(value, Quantity) and value.unit.name not in ("%", "‰"):
        return numeral(value)
    return described(value)


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


_PLACES_AT_MOST = 12


class Argument(Struct, frozen=True):
    """An argument of a function: its value, the figure it names (if any), and its parts."""

    value: Value | None
    figure: Figure | None
    parts: tuple[Value, ...]
    start: int
    end: int


def function_value(name: str, arguments: tuple[Argument, ...], start: int, end: int) -> Value:
    """Return what the function gives; FaultError says what is wrong with its arguments."""
    least, most, function = _TABLE[name]
    if not least <= len(arguments) <= most:
        wanted = f"{least} 个" if least == most else f"至少 {least} 个"
        message = f"{name} 要{wanted}参数，这里有 {len(arguments)} 个"
        raise FaultError(error_remark("FIG05", message, start, end - start, f"写作 {_USAGE[name]}"))
    try:
        return function(arguments)
    except UnitError:
        raise FaultError(_argument_mismatch(name, arguments, start, end)) from None
    except ZeroDivisionError:
        message = f"{name} 的分母是 0"
        raise FaultError(error_remark("FIG08", message, start, end - start, _GUARD)) from None


_GUARD = "核对分母；确会为 0 时写 如果(分母 = 0, …, …)"


def _argument_mismatch(name: str, arguments: tuple[Argument, ...], start: int, end: int) -> Remark:
    listed = "，".join(_called_by_name(argument) for argument in arguments)
    related = tuple(
        Related(argument.figure.source, described(argument.value))
        for argument in arguments
        if argument.figure is not None
    )
    return Remark(
        "FIG06",
        Severity.ERROR,
        f"{name} 的各项单位不同，不能一起算：{listed}",
        start,
        end - start,
        "核对单位，或先换算成同一种单位",
        related,
    )


def _called_by_name(argument: Argument) -> str:
    name = argument.figure.name if argument.figure is not None else ""
    shown = (
        described(argument.value) if argument.value is not None else _listed_parts(argument.parts)
    )
    return f"{name} {shown}".strip()


def _listed_parts(parts: tuple[Value, ...]) -> str:
    return "、".join(described(part) for part in parts)


def argument_number(argument: Argument) -> Quantity:
    """Return the argument as a quantity; FaultError when it is none."""
    if isinstance(argument.value, Quantity):
        return argument.value
    length = argument.end - argument.start
    what = _called_by_name(argument)
    message = f"“{what}”不是一个可以计算的数"
    raise FaultError(error_remark("FIG06", message, argument.start, length, "换成有数值的数据"))


def _argument_parts(arguments: tuple[Argument, ...]) -> list[Quantity]:
    found = []
    for argument in arguments:
        for part in argument.parts:
            one = Argument(part, argument.figure, (), argument.start, argument.end)
            found.append(argument_number(one))
    if not found:
        first = arguments[0]
        message = "没有可以计算的项"
        raise FaultError(error_remark("FIG06", message, first.start, first.end - first.start, ""))
    return found


def _total_value(arguments: tuple[Argument, ...]) -> Value:
    return quantity_total(_argument_parts(arguments))


def _average_value(arguments: tuple[Argument, ...]) -> Value:
    parts = _argument_parts(arguments)
    return divide(quantity_total(parts), Quantity(Decimal(len(parts)), PURE))


def _greatest_value(arguments: tuple[Argument, ...]) -> Value:
    return _extreme_value(arguments, 1)


def _least_value(arguments: tuple[Argument, ...]) -> Value:
    return _extreme_value(arguments, -1)


def _extreme_value(arguments: tuple[Argument, ...], sign: int) -> Value:
    parts = _sortable_parts(arguments)
    best = parts[0]
    for part in parts[1:]:
        if value_order(part, best) == sign:
            best = part
    return best


def _sortable_parts(arguments: tuple[Argument, ...]) -> tuple[Value, ...]:
    parts = tuple(part for argument in arguments for part in argument.parts)
    ranks = parts and all(isinstance(part, Rank) for part in parts)
    return parts if ranks else tuple(_argument_parts(arguments))


def _share_value(arguments: tuple[Argument, ...]) -> Value:
    return percent_share(argument_number(arguments[0]), argument_number(arguments[1]))


def _growth_value(arguments: tuple[Argument, ...]) -> Value:
    if len(arguments) > 1:
        return growth_rate(argument_number(arguments[0]), argument_number(arguments[1]))
    return growth_rate(argument_number(arguments[0]), _number_beside(arguments[0], "上年"))


def _completion_value(arguments: tuple[Argument, ...]) -> Value:
    if len(arguments) > 1:
        return percent_share(argument_number(arguments[0]), argument_number(arguments[1]))
    return percent_share(argument_number(arguments[0]), _number_beside(arguments[0], "目标"))


def _number_beside(argument: Argument, what: str) -> Quantity:
    """Return the 上年 or 目标 that stands beside a figure's value."""
    figure = argument.figure
    value = None if figure is None else figure.previous if what == "上年" else figure.target
    if isinstance(value, Quantity):
        return value
    length = argument.end - argument.start
    message = f"“{_called_by_name(argument)}”没有写 {what}"
    raise FaultError(
        error_remark("FIG05", message, argument.start, length, f"给两个参数，或在数据里写 {what}:")
    )


def _rounded_value(arguments: tuple[Argument, ...]) -> Value:
    value, digits = argument_number(arguments[0]), argument_number(arguments[1])
    whole = digits.number == digits.number.to_integral_value()
    if digits.unit.dimension or not whole or not 0 <= digits.number <= _PLACES_AT_MOST:
        argument = arguments[1]
        message = f"小数位数要写 0 到 {_PLACES_AT_MOST} 的整数"
        length = argument.end - argument.start
        raise FaultError(
            error_remark("FIG05", message, argument.start, length, "如 四舍五入(甲, 2)")
        )
    places = int(digits.number)
    return Quantity(rounded(value.number, places), value.unit, places)


_MANY = 400
_Function = Callable[[tuple[Argument, ...]], Value]
_TABLE: Mapping[str, tuple[int, int, _Function]] = MappingProxyType(
    {
        "合计": (1, _MANY, _total_value),
        "平均": (1, _MANY, _average_value),
        "最大": (1, _MANY, _greatest_value),
        "最小": (1, _MANY, _least_value),
        "占比": (2, 2, _share_value),
        "增长率": (1, 2, _growth_value),
        "完成率": (1, 2, _completion_value),
        "四舍五入": (2, 2, _rounded_value),
    }
)
_USAGE: Mapping[str, str] = MappingProxyType(
    {
        "合计": "合计(甲, 乙)",
        "平均": "平均(甲, 乙)",
        "最大": "最大(甲, 乙)",
        "最小": "最小(甲, 乙)",
        "占比": "占比(部分, 总数)",
        "增长率": "增长率(本年, 上年)",
        "完成率": "完成率(实际, 目标)",
        "四舍五入": "四舍五入(甲, 2)",
    }
)


def value_parts(value: Value | None, members: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return the parts a function sees: a group's members, a list's items, else the value."""
    if members:
        return members
    if isinstance(value, Series):
        return value.items
    return () if value is None else (value,)
