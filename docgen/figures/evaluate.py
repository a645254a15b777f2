"""The value of a formula and the truth of a condition (公式求值): the room's front door."""

from __future__ import annotations

from decimal import InvalidOperation, Overflow

from docgen.figures.calculation import Calculation, Operand, UnreadyError, formula_inputs, names_in
from docgen.figures.decimals import settled, trimmed
from docgen.figures.formula import parsed_formula
from docgen.figures.model import Evaluated, FigureKey, Figures, Pending, Quantity
from docgen.figures.names import figure_at, seen_from
from docgen.figures.remarks import FaultError, error_remark, placed_finding
from docgen.figures.shown import described, shown_calculation
from docgen.figures.unknown import gap_remarks
from docgen.findings import Finding
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
