"""Values and calculations as messages show them: `760 + 861.67496 = 1621.67496`, `5897 亩`."""

from __future__ import annotations

from docgen.figures.decimals import AS_IS, decimals, number_text, trimmed
from docgen.figures.model import (
    Figure,
    FigureKey,
    Figures,
    Moment,
    Pending,
    Period,
    Quantity,
    Rank,
    Series,
    Value,
    Wording,
)
from docgen.figures.names import figure_at
from docgen.figures.tree import Call, Chain, Constant, Named, Node, Opposite, Word
from docgen.findings import Source

_LONG = 12


def described(value: Value | bool | None) -> str:  # noqa: FBT001 (a condition's value is one, too)
    """Return a value as a message shows it: number, space, unit."""
    match value:
        case Quantity():
            unit = value.unit.name
            return numeral(value) + (unit if unit in ("%", "‰") else f" {unit}" if unit else "")
        case Rank():
            return value.text or f"第{value.number}"
        case Moment() | Period() | Wording():
            return value.text
        case Series():
            return "、".join(described(item) for item in value.items)
        case bool():
            return "成立" if value else "不成立"
    return "待填" if isinstance(value, Pending) else "（无值）"


def numeral(value: Quantity) -> str:
    """Return the number alone, exact where it ends within 12 decimals."""
    if decimals(value.number) <= value.places:
        return number_text(value.number)
    exact = decimals(value.number) <= _LONG
    return number_text(trimmed(value.number) if exact else value.number, AS_IS if exact else 6)


def value_place(figure: Figure) -> Source:
    """Return where the value is written, else where the figure is."""
    typed = figure.typed
    if typed is None or "\n" in typed.content:
        return figure.source
    return typed.at(0, len(typed.content))


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
