"""Report → Figures (数据求值): every figure read, calculated in order, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from docgen.figures.agreement import disagreements
from docgen.figures.amounts import unit_remarks
from docgen.figures.arithmetic import UnitError, declared, total
from docgen.figures.builtin import builtin_figures, reserved
from docgen.figures.calculation import inputs
from docgen.figures.catalogue import first_figures, over_all_projects, scoped_entries
from docgen.figures.evaluate import evaluate
from docgen.figures.formula import parsed
from docgen.figures.model import (
    Figure,
    FigureKey,
    Figures,
    Pending,
    Quantity,
    Series,
    Value,
)
from docgen.figures.names import EVERY_PROJECT, layers, seen_from
from docgen.figures.presentation import tails, unknown_wishes
from docgen.figures.remarks import FaultError, placed
from docgen.figures.sequence import cycle_finding, ordered
from docgen.figures.shown import described
from docgen.figures.units import unit_named
from docgen.figures.values import typed_value
from docgen.findings import Finding, Related, Severity, Source
from docgen.report import FigureEntry, Report, Text

BALANCED = "平差"


def resolve(report: Report) -> tuple[Figures, tuple[Finding, ...]]:
    """Return all figures of the report with their values, and everything wrong with them.

    A figure in error has no value; what depends on it has none either and is not reported again.
    """
    entries = tuple(scoped_entries(report))
    by_key, doubles = first_figures(entries)
    findings = [_double(entry, other) for entry, other in doubles]
    findings += reserved(by_key)
    by_key |= over_all_projects(by_key)
    by_key |= builtin_figures(report)
    aliases, clashes = _aliases(entries, by_key)
    figures = _figures(report, by_key, aliases)
    findings += clashes
    findings += _settled(figures, by_key)
    for figure in tuple(by_key.values()):
        findings += disagreements(figures, figure.key.scope, figure)
    findings += unknown_wishes(report, figures)
    findings += tails(figures)
    return figures, tuple(_once(findings))


def _figures(
    report: Report, by_key: dict[FigureKey, Figure], aliases: Mapping[FigureKey, FigureKey]
) -> Figures:
    settings = report.settings
    display = {
        unit: {place: wish.content for place, wish in wishes.items()}
        for unit, wishes in settings.display.items()
    }
    return Figures(
        by_key,
        tuple(project.name for project in report.projects),
        display,
        aliases,
        layers(by_key, aliases),
        settings.balance is not None and settings.balance.content.strip() == BALANCED,
    )


def _double(entry: FigureEntry, other: Source) -> Finding:
    related = (Related(other, "先写的一处"),)
    message = f"数据“{entry.path}”写了两次"
    return Finding(
        "FIG16", Severity.ERROR, entry.source, message, "留下一处，每个数字只写一次", related
    )


def _aliases(
    entries: Iterable[tuple[str, FigureEntry]], by_key: Mapping[FigureKey, Figure]
) -> tuple[dict[FigureKey, FigureKey], list[Finding]]:
    aliases: dict[FigureKey, FigureKey] = {}
    clashes: list[Finding] = []
    for scope, entry in entries:
        for text in entry.aliases:
            alias, key = FigureKey(scope, text.content.strip()), FigureKey(scope, entry.path)
            taken = by_key.get(alias) or by_key.get(aliases.get(alias, alias))
            if taken is None or taken.key == key:
                aliases[alias] = key
                continue
            message = f"别名“{alias.path}”已经是“{taken.name}”的名称"
            related = (Related(taken.source, described(taken.value)),)
            clashes.append(
                Finding("FIG16", Severity.ERROR, text.source, message, "换一个别名", related)
            )
    return aliases, clashes


def _settled(figures: Figures, by_key: dict[FigureKey, Figure]) -> Iterator[Finding]:
    """Fill in the values, in order of need; `by_key` is the mapping inside `figures`."""
    needs = {key: _needs(figure, figures) for key, figure in by_key.items()}
    order, cycles = ordered(needs)
    circular = {key for cycle in cycles for key in cycle}
    for key in order:
        figure, findings = _valued(by_key[key], figures, circular=key in circular)
        by_key[key] = figure
        yield from findings
    for cycle in cycles:
        yield cycle_finding(cycle, by_key)


def _needs(figure: Figure, figures: Figures) -> tuple[FigureKey, ...]:
    text = figure.typed
    beside = tuple(
        FigureKey(figure.key.scope, f"{figure.key.path}.{what}") for what in ("上年", "目标")
    )
    known = tuple(key for key in beside if key in figures.by_key)
    if text is None or not _is_formula(text):
        return (*figure.members, *known)
    try:
        node, _ = parsed(text.content, seen_from(figures, figure.key.scope))
    except FaultError:
        return known
    return (*inputs(node), *known)


def _is_formula(text: Text) -> bool:
    return text.content.lstrip().startswith(("=", "＝"))


def _valued(
    figure: Figure, figures: Figures, *, circular: bool
) -> tuple[Figure, tuple[Finding, ...]]:
    text = figure.typed
    formula = text.content.strip().lstrip("=＝").strip() if text and _is_formula(text) else ""
    figure = msgspec.structs.replace(figure, formula=formula, **_beside(figure, figures))
    if circular:
        return figure, ()
    if figure.members:
        return msgspec.structs.replace(figure, value=_sum(figure, figures)), ()
    if figure.entry is not None and figure.entry.items:
        return _series(figure, figure.entry)
    if text is None:
        return figure, ()
    return _single(figure, text, figures)


def _beside(figure: Figure, figures: Figures) -> dict[str, Value | None]:
    """Return the values of 上年 and 目标, which were calculated before."""
    found = {}
    for field, what in (("previous", "上年"), ("target", "目标")):
        beside = figures.by_key.get(FigureKey(figure.key.scope, f"{figure.key.path}.{what}"))
        if beside is not None and beside.rule == what:
            found[field] = beside.value
    return found


def _sum(figure: Figure, figures: Figures) -> Value | None:
    """Return the sum of a group where its members add; 待填 where one of them is still to come."""
    values = [figures.by_key[key].value for key in figure.members]
    if any(isinstance(value, Pending) for value in values):
        return Pending()
    quantities = [value for value in values if isinstance(value, Quantity)]
    if len(quantities) < len(values) or not quantities:
        return None
    try:
        return total(quantities)
    except UnitError:
        return None


def _series(figure: Figure, entry: FigureEntry) -> tuple[Figure, tuple[Finding, ...]]:
    values, findings = [], list[Finding]()
    for item in entry.items:
        value, more = typed_value(item)
        findings += more
        values += [value] if value is not None else []
    if any(isinstance(value, Pending) for value in values):
        return msgspec.structs.replace(figure, value=Pending()), (*findings, _pending(figure))
    return msgspec.structs.replace(figure, value=Series(tuple(values))), tuple(findings)


def _single(figure: Figure, text: Text, figures: Figures) -> tuple[Figure, tuple[Finding, ...]]:
    if figure.formula:
        outcome = evaluate(text, figures, figure.key.scope)
        value, findings, used = outcome.value, outcome.findings, outcome.inputs
        findings = (*findings, *_incomplete(used, figures, text))
    else:
        value, findings = typed_value(text)
        used = ()
    value, more = _in_unit(figure, value, text)
    pending = (_pending(figure),) if isinstance(value, Pending) and not figure.formula else ()
    figure = msgspec.structs.replace(figure, value=value, inputs=used)
    return figure, (*findings, *more, *pending)


def _incomplete(used: tuple[FigureKey, ...], figures: Figures, text: Text) -> Iterator[Finding]:
    """Yield a 警告 where 各支出方向.名称 is not there in every 支出方向."""
    for key in used:
        figure = figures.by_key[key]
        there = {member.scope for member in figure.members}
        missing = [scope for scope in figures.scopes if scope not in there]
        if figure.rule == EVERY_PROJECT and missing:
            name = key.path.removeprefix(f"{EVERY_PROJECT}.")
            message = f"{'、'.join(missing)} 没有“{name}”，没有计入"
            advice = "补上这个数据，没有发生的写 0"
            yield Finding("FIG21", Severity.WARNING, text.source, message, advice)


def _in_unit(
    figure: Figure, value: Value | None, text: Text
) -> tuple[Value | None, tuple[Finding, ...]]:
    """Return the value in the unit its author declares (单位)."""
    unit_text = figure.unit
    if unit_text is None or not isinstance(value, Quantity):
        return value, ()
    findings = tuple(placed(remark, unit_text) for remark in unit_remarks(unit_text.content, 0))
    unit = unit_named(unit_text.content)
    if not value.unit.name and not figure.formula:
        return Quantity(value.number, unit, value.places, value.spelled), findings
    try:
        return declared(value, unit), findings
    except UnitError:
        points = value.unit.dimension == "百分点" and unit.dimension == "率"
        message = f"{figure.name} 是 {described(value)}，不能写成 {unit.name}"
        advice = "两个百分数之差的单位是 个百分点" if points else "核对单位"
        code = "FIG18" if points else "FIG06"
        return None, (Finding(code, Severity.ERROR, text.source, message, advice),)


def _pending(figure: Figure) -> Finding:
    message = f"“{figure.name}”待填"
    advice = "填上数值；草稿里先印作【待填】，送审稿不能有"
    source = figure.entry.source if figure.entry is not None else figure.source
    return Finding("FIG11", Severity.ERROR, source, message, advice)


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield each finding once, and a unit of the author's own only where it first stands."""
    seen: set[object] = set()
    for finding in findings:
        mark = finding.message if finding.code == "FIG03" else finding
        if mark not in seen:
            seen.add(mark)
            yield finding
