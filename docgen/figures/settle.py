"""Values of figures (取值): each read or calculated after those it needs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from docgen.figures.amounts import unit_remarks
from docgen.figures.arithmetic import UnitError, declared_quantity, percent_share, quantity_total
from docgen.figures.calculation import formula_inputs
from docgen.figures.evaluate import evaluate
from docgen.figures.formula import parsed_formula
from docgen.figures.model import (
    Figure,
    FigureKey,
    Figures,
    Pending,
    Quantity,
    Series,
    Value,
    Wording,
)
from docgen.figures.names import figure_at, is_known, seen_from
from docgen.figures.remarks import FaultError, placed_finding
from docgen.figures.sequence import calculation_order, cycle_finding
from docgen.figures.shown import described, value_place
from docgen.figures.units import unit_named
from docgen.figures.values import typed_value
from docgen.findings import Finding, Severity
from docgen.report import FigureEntry, Text

_FIELDS = (("previous", "上年"), ("target", "目标"))


def settled_findings(
    figures: Figures, by_key: dict[FigureKey, Figure], beside: dict[FigureKey, Figure]
) -> Iterator[Finding]:
    """Fill in the values in order of need; the two mappings are those inside `figures`."""
    needs = {
        key: _needed_keys(each, figures)
        for table in (by_key, beside)
        for key, each in table.items()
    }
    order, cycles = calculation_order(needs)
    circular = {key for cycle in cycles for key in cycle}
    for key in order:
        table = by_key if key in by_key else beside
        table[key], findings = _valued_figure(table[key], figures, circular=key in circular)
        yield from findings
    for cycle in cycles:
        yield cycle_finding(cycle, {key: figure_at(figures, key) for key in cycle})


def _needed_keys(figure: Figure, figures: Figures) -> tuple[FigureKey, ...]:
    own = tuple(_beside_key(figure, what) for _, what in _FIELDS)
    always = (*figure.members, *(key for key in own if is_known(figures, key)))
    text = figure.typed
    if text is None:
        return (*always, *figure.inputs)
    if not _is_formula(text):
        return always
    try:
        node, _ = parsed_formula(text.content, seen_from(figures, figure.key.scope))
    except FaultError:
        return always
    return (*formula_inputs(node), *always)


def _beside_key(figure: Figure, what: str) -> FigureKey:
    return FigureKey(figure.key.scope, f"{figure.key.path}.{what}")


def _is_formula(text: Text) -> bool:
    return text.content.lstrip().startswith(("=", "＝"))


def _valued_figure(
    figure: Figure, figures: Figures, *, circular: bool
) -> tuple[Figure, tuple[Finding, ...]]:
    text = figure.typed
    formula = text.content.strip().lstrip("=＝").strip() if text and _is_formula(text) else ""
    figure = msgspec.structs.replace(figure, formula=formula, **_values_beside(figure, figures))
    if circular:
        return figure, ()
    if figure.members:
        return msgspec.structs.replace(figure, value=_group_sum(figure, figures)), ()
    if figure.entry is not None and figure.entry.items:
        return _series_figure(figure, figure.entry)
    if figure.rule == "完成率" and text is None:
        return msgspec.structs.replace(figure, value=_completion_rate(figure, figures)), ()
    if text is None:
        return figure, _empty_findings(figure)
    return _single_figure(figure, text, figures)


def _empty_findings(figure: Figure) -> tuple[Finding, ...]:
    if figure.entry is None:
        return ()
    message = f"“{figure.name}”没有填值"
    advice = "填上数值，尚无数据的写 待填"
    return (Finding("FIG22", Severity.ERROR, figure.source, message, advice),)


def _values_beside(figure: Figure, figures: Figures) -> dict[str, Value | None]:
    """Return the values of 上年 and 目标, which were calculated before."""
    found = {}
    for field, what in _FIELDS:
        beside = figures.beside.get(_beside_key(figure, what))
        if beside is not None and beside.rule == what:
            found[field] = beside.value
    return found


def _completion_rate(figure: Figure, figures: Figures) -> Value | None:
    """Return 完成值 ÷ 目标 (完成率); None where the two do not divide, which is said elsewhere."""
    owner = figure_at(figures, figure.inputs[0])
    if not isinstance(owner.value, Quantity) or not isinstance(owner.target, Quantity):
        return None
    try:
        return percent_share(owner.value, owner.target)
    except (UnitError, ZeroDivisionError):
        return None


def _group_sum(figure: Figure, figures: Figures) -> Value | None:
    """Return the sum of a group where its members add; 待填 where one of them is still to come."""
    values = [figure_at(figures, key).value for key in figure.members]
    if any(isinstance(value, Pending) for value in values):
        return Pending()
    quantities = [value for value in values if isinstance(value, Quantity)]
    if len(quantities) < len(values) or not quantities:
        return None
    try:
        return quantity_total(quantities)
    except UnitError:
        return None


def _series_figure(figure: Figure, entry: FigureEntry) -> tuple[Figure, tuple[Finding, ...]]:
    values, findings = [], list[Finding]()
    for item in entry.items:
        value, more = typed_value(item)
        findings += more
        values += [value] if value is not None else []
    if any(isinstance(value, Pending) for value in values):
        return msgspec.structs.replace(figure, value=Pending()), (
            *findings,
            _pending_finding(figure),
        )
    return msgspec.structs.replace(figure, value=Series(tuple(values))), tuple(findings)


def _single_figure(
    figure: Figure, text: Text, figures: Figures
) -> tuple[Figure, tuple[Finding, ...]]:
    if figure.formula:
        outcome = evaluate(text, figures, figure.key.scope)
        value, findings, used = outcome.value, outcome.findings, outcome.inputs
    else:
        value, findings = typed_value(text)
        used = figure.inputs
    value, more = _in_unit(figure, value, text)
    pending = (
        (_pending_finding(figure),) if isinstance(value, Pending) and not figure.formula else ()
    )
    figure = msgspec.structs.replace(figure, value=value, inputs=used)
    return figure, (*findings, *more, *pending)


def _in_unit(
    figure: Figure, value: Value | None, text: Text
) -> tuple[Value | None, tuple[Finding, ...]]:
    """Return the value in the unit its author declares (单位)."""
    unit_text = figure.unit
    if unit_text is not None and isinstance(value, Wording):
        return None, (_wording_finding(figure, value, unit_text),)
    if unit_text is None or not isinstance(value, Quantity):
        return value, ()
    findings = tuple(
        placed_finding(remark, unit_text) for remark in unit_remarks(unit_text.content, 0)
    )
    unit = unit_named(unit_text.content)
    if not value.unit.name and not figure.formula:
        return Quantity(value.number, unit, value.places, value.spelled), findings
    try:
        return declared_quantity(value, unit), findings
    except UnitError:
        points = value.unit.dimension == "百分点" and unit.dimension == "率"
        message = f"{figure.name} 是 {described(value)}，不能写成 {unit.name}"
        advice = "两个百分数之差的单位是 个百分点" if points else "核对单位"
        code = "FIG18" if points else "FIG06"
        return None, (Finding(code, Severity.ERROR, text.source, message, advice),)


def _wording_finding(figure: Figure, value: Wording, unit: Text) -> Finding:
    """Say that words stand where a number in a unit was announced: they would lose the unit."""
    cell = figure.entry.workbook if figure.entry else None
    where = f"{cell.file}!{cell.sheet}!{cell.cell} " if cell else f"“{figure.name}”"
    message = f"{where}是文字“{value.text[:30]}”，不是以{unit.content}为单位的数"
    advice = f"{'核对单元格的位置' if cell else '改成数'}；确是文字就不写 单位"
    return Finding("FIG22", Severity.ERROR, value_place(figure), message, advice)


def _pending_finding(figure: Figure) -> Finding:
    message = f"“{figure.name}”待填"
    advice = "填上数值；草稿里先印作【待填】，送审稿不能有"
    return Finding("FIG11", Severity.ERROR, value_place(figure), message, advice)
