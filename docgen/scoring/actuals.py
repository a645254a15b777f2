"""实际完成值 → the value that is scored (计分值), and the texts of a form as printed."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from docgen.figures.calculation import evaluate
from docgen.figures.decimals import AS_IS, WORKING, number_text, settled
from docgen.figures.display import printed
from docgen.figures.formula import is_formula
from docgen.figures.model import (
    Figures,
    Literal,
    Quantity,
    Reference,
    Series,
    Unit,
    Value,
    Wording,
    described,
)
from docgen.figures.names import find
from docgen.figures.reference import pieces as text_pieces
from docgen.figures.units import COUNTED, PERCENT, convert, same_dimension, unit_named
from docgen.figures.values import typed_value
from docgen.findings import Finding, error
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, Text
from docgen.scoring.explanation import shortened
from docgen.scoring.target_numbers import number_target, plain_target

_NUMBER = lazy_pattern(r"(?<![\d.])-?\d+(?:\.\d+)?\s*(?:[%‰]|[\u4e00-\u9fff㎡]{0,6})")


class Actual(Struct, frozen=True):
    """What was done, as a value: None where a finding says why there is none to score.

    `text` is where it stands; `others` are further values, which only a compound target uses.
    """

    value: Value | None
    text: Text | None = None
    findings: tuple[Finding, ...] = ()
    others: tuple[Value, ...] = ()


def actual_value(indicator: Indicator, known: Figures, scope: str) -> Actual:
    """Return the value of an indicator that its score is computed from.

    计分 comes first, then a 完成值 that is a formula, a sentence with a single reference, or a
    value as typed. Without a 完成值 there is none, and no finding: `form` speaks of that.
    """
    text = indicator.actual
    formula = indicator.scored_by or (text if text and is_formula(text) else None)
    if formula is not None:
        evaluated = evaluate(formula, known, scope)
        return Actual(evaluated.value, formula, evaluated.findings)
    if text is None or not text.content.strip():
        return Actual(None, text)
    values = _referred_values(text, known, scope)
    if values:
        return Actual(values[0] if len(values) == 1 else None, text, (), values)
    return _typed_actual(text)


def _referred_values(text: Text, known: Figures, scope: str) -> tuple[Value, ...]:
    """Return the values a sentence refers to; what is wrong with it, the narrative says."""
    if "{" not in text.content and "｛" not in text.content:
        return ()
    read = text_pieces(text, known, scope, "表格").pieces
    named = [piece.figure for piece in read if isinstance(piece, Reference)]
    return tuple(figure.value for figure in named if figure and figure.value is not None)


def _typed_actual(text: Text) -> Actual:
    value, findings = typed_value(text)
    odd = isinstance(value, Quantity) and not value.unit.known
    if isinstance(value, Wording) or odd:
        spoken = _spoken_quantity(text)
        if spoken is not None:
            return Actual(spoken, text)
    if isinstance(value, Wording):
        return Actual(value, text, (), _numbers_within(text))
    return Actual(value, text, findings)


def _spoken_quantity(text: Text) -> Quantity | None:
    """Return the amount in a few words that hold only one: 38个项目, 完成率96%, 建成5公里道路."""
    target = number_target(plain_target(text.content), ">=")
    if target is None or not target.implied:
        return None
    condition = target.conditions[0]
    unit = unit_named(condition.unit)
    if not (unit.known and unit.name):
        return None
    return Quantity(condition.low, unit, max(0, -int(condition.low.as_tuple().exponent)))


def _numbers_within(text: Text) -> tuple[Value, ...]:
    """Return every number with a unit in a sentence, for compound targets: 开展16次，共32小时."""
    found: list[Value] = []
    for match in _NUMBER.finditer(text.content):
        value, _ = typed_value(Text(match[0], (text.at(match.start()),)))
        if isinstance(value, Quantity):
            found.append(value)
    return tuple(found)


def measured_number(value: Value, unit: str, text: Text) -> Decimal | Finding:
    """Return `value` as a number in `unit`; the 错误 where the two do not convert (单位一致).

    A plain number takes the unit of its target, but a *computed* one against a rate is a
    fraction: 甲 ÷ 乙 = 0.96 is 96%.
    """
    if isinstance(value, Series):
        return Decimal(len(value.items))
    if not isinstance(value, Quantity):
        return _not_a_number(value, unit, text)
    wanted = unit_named(unit)
    if wanted.dimension == PERCENT.dimension and not value.unit.dimension and value.places < 0:
        return settled(WORKING.divide(value.base, wanted.factor))
    if not unit or not value.unit.name or _is_alternative(value.unit, unit):
        return value.number
    if not same_dimension(value.unit, wanted):
        return _unit_conflict(value, unit, text)
    return convert(value, wanted).number


def _is_alternative(one: Unit, wanted: str) -> bool:
    """Tell whether a count is in one of the two words of a unit: 5台 against 台/套."""
    words = wanted.split("/")
    return len(words) > 1 and one.name in words and all(word in COUNTED for word in words)


def _not_a_number(value: Value, unit: str, text: Text) -> Finding:
    what = f"“{shortened(value.text, 24)}”" if isinstance(value, Wording) else "这个完成值"
    message = f"{what}不是一个数，指标值要的是{f'以 {unit} 计的' if unit else ''}数"
    advice = "完成值写成 =名称、只引用一个数据的一句话，或 {文字: …, 计分: =名称}"
    return error("SCO06", text.source, message, advice)


def _unit_conflict(value: Quantity, unit: str, text: Text) -> Finding:
    # A computed number is shown with at most six decimals.
    shown = number_text(value.number, AS_IS if value.places >= 0 else 6, at_most=value.places < 0)
    message = f"完成值 {shown}{value.unit.name} 与指标值的单位 {unit} 不能换算"
    return error("SCO05", text.source, message, "两处用同一种单位，或核对引用的数据")


def printed_text(text: Text, known: Figures, scope: str) -> str:
    """Return a text as the form prints it: `=名称` is its value, `{{名称}}` likewise.

    What is wrong with a reference is said elsewhere; here it stays as typed.
    """
    bare = text.content.strip()
    if is_formula(text):
        figure = find(known, bare[1:].strip(), scope)
        if figure is not None:
            return printed(known, figure, "表格")
        value = evaluate(text, known, scope).value
        return bare if value is None else described(value).replace(" ", "")
    return referred_text(text, known, scope)


def referred_text(text: Text, known: Figures, scope: str) -> str:
    """Return a text that is no formula, its references printed."""
    if "{" not in text.content and "｛" not in text.content:
        return text.content
    pieces = text_pieces(text, known, scope, "表格").pieces
    return "".join(p.text if isinstance(p, Literal) else p.printed for p in pieces)
