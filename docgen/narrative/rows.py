"""Rows of the form in words (自评表的文字): name, 指标值, 完成值, 偏差说明."""

from __future__ import annotations

import re

from docgen.document import FigureText, Phrase, RowProse, Words
from docgen.figures import convert, evaluate, find, printed, same_dimension, unit_named
from docgen.figures.model import Figure, FigureKey, Figures, Pending, Quantity, Unit
from docgen.findings import Finding
from docgen.narrative.phrases import PLACE, Phrased, phrase
from docgen.report import Indicator, Text
from docgen.scoring.model import IndicatorResult

_UNIT_IN_NAME = re.compile(r"[（(]([^（()）]+)[)）]\s*[。．.]?\s*$")


def rows(
    scored: tuple[IndicatorResult, ...], figures: Figures, scope: str, no_deviation: Text | None
) -> tuple[tuple[RowProse, ...], tuple[Finding, ...]]:
    """Return the texts of a form's rows, parallel to `scored`."""
    found = [_row(row, figures, scope, no_deviation) for row in scored]
    return tuple(row for row, _ in found), tuple(f for _, each in found for f in each)


def _row(
    row: IndicatorResult, figures: Figures, scope: str, no_deviation: Text | None
) -> tuple[RowProse, tuple[Finding, ...]]:
    indicator = row.indicator
    if indicator is None:
        return RowProse(Phrase(), Phrase(), Phrase(), Phrase()), ()
    name = Text(indicator.name, (indicator.source,))
    deviation = _deviation(row, indicator, no_deviation)
    texts = (
        phrase(name, figures, scope),
        phrase(indicator.target, figures, scope),
        _actual(indicator, figures, scope),
        phrase(deviation, figures, scope),
    )
    return RowProse(*(text for text, _ in texts)), tuple(f for _, found in texts for f in found)


def _deviation(
    row: IndicatorResult, indicator: Indicator, no_deviation: Text | None
) -> Text | None:
    if indicator.deviation is not None:
        return indicator.deviation
    return no_deviation if row.score is not None and row.score == row.weight else None


def _actual(indicator: Indicator, figures: Figures, scope: str) -> Phrased:
    """Return 完成值: a text, or the figure of a formula without the unit the name holds."""
    text = indicator.actual or indicator.scored_by
    if text is None or not text.content.lstrip().startswith("="):
        return phrase(text, figures, scope)
    formula = text.content.lstrip().removeprefix("=").strip()
    figure, findings = _figure(formula, text, figures, scope)
    if figure is None:
        return Phrase((Words(text.content, text.source),)), findings
    shown = _printed(figures, figure, indicator)
    source = text.at(0, len(text.content))
    pending = isinstance(figure.value, Pending)
    return Phrase((FigureText(shown, source, figure.name, figure.key.scope, pending),)), findings


def _figure(
    formula: str, text: Text, figures: Figures, scope: str
) -> tuple[Figure | None, tuple[Finding, ...]]:
    if figure := find(figures, formula, scope):
        return figure, ()
    result = evaluate(text, figures, scope)
    if result.value is None:
        return None, result.findings
    key = FigureKey(scope, formula)
    return Figure(key, result.value, text.source, formula=formula), result.findings


def _printed(figures: Figures, figure: Figure, indicator: Indicator) -> str:
    unit = _unit_of(indicator)
    value = figure.value
    if unit is None or not isinstance(value, Quantity):
        return printed(figures, figure, PLACE)
    if value.unit.name == unit.name:
        return printed(figures, figure, PLACE, "数值")
    if not same_dimension(value.unit, unit):
        return printed(figures, figure, PLACE)
    converted = Figure(figure.key, convert(value, unit), figure.source)
    return printed(figures, converted, PLACE, "数值")


def _unit_of(indicator: Indicator) -> Unit | None:
    """Return the unit that an indicator's name holds: 享受标厂补贴数(万平方米)."""
    match = _UNIT_IN_NAME.search(indicator.name)
    return unit_named(match[1].strip()) if match else None
