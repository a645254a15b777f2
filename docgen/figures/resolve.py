"""Report → Figures (数据求值): every figure read, calculated after those it needs, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec

from docgen.figures.agreement import (
    disagreement_findings,
    is_compared,
    tail_findings,
    unknown_wishes,
)
from docgen.figures.calculation import evaluate, formula_inputs
from docgen.figures.formula import parsed_formula
from docgen.figures.model import (
    REPORT_YEAR,
    Figure,
    FigureKey,
    Figures,
    Pending,
    Quantity,
    Series,
    Value,
    Wording,
)
from docgen.figures.names import EVERY_PROJECT, figure_at, is_known, name_layers, seen_from
from docgen.figures.remarks import SCORED, FaultError, described, placed_finding, value_place
from docgen.figures.units import (
    PURE,
    UnitError,
    declared_quantity,
    percent_share,
    quantity_total,
    unit_named,
)
from docgen.figures.values import typed_value, unit_remarks
from docgen.findings import Finding, Related, Severity, Source
from docgen.report import FigureEntry, Report, Text

BALANCED = "平差"


def resolve(report: Report) -> tuple[Figures, tuple[Finding, ...]]:
    """Return all figures of the report with their values, and everything wrong with them.

    A figure in error has no value; what depends on it has none either and is not reported again.
    """
    entries = tuple(scoped_entries(report))
    by_key, doubles = first_figures(entries)
    findings = [_double_finding(entry, other) for entry, other in doubles]
    findings += reserved_findings(by_key)
    by_key |= builtin_figures(report)
    beside = beside_figures(by_key)
    aliases, clashes = _alias_keys(entries, by_key)
    figures = _figures_of(report, by_key, beside, aliases)
    findings += clashes
    findings += settled_findings(figures, by_key, beside)
    for figure in by_key.values():
        if is_compared(figure.entry):
            findings += disagreement_findings(figures, figure.key.scope, figure)
    findings += unknown_wishes(report, figures)
    findings += tail_findings(figures)
    return figures, tuple(_findings_once(findings))


def _figures_of(
    report: Report,
    by_key: Mapping[FigureKey, Figure],
    beside: Mapping[FigureKey, Figure],
    aliases: Mapping[FigureKey, FigureKey],
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
        name_layers((*by_key, *beside), aliases),
        settings.balance is not None and settings.balance.content.strip() == BALANCED,
        beside,
    )


def _double_finding(entry: FigureEntry, other: Source) -> Finding:
    related = (Related(other, "先写的一处"),)
    message = f"数据“{entry.path}”写了两次"
    return Finding(
        "FIG16", Severity.ERROR, entry.source, message, "留下一处，每个数字只写一次", related
    )


def _alias_keys(
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


def _findings_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield each finding once, and a unit of the author's own only where it first stands."""
    seen: set[object] = set()
    for finding in findings:
        mark = finding.message if finding.code == "FIG03" else finding
        if mark not in seen:
            seen.add(mark)
            yield finding


BESIDE = ("上年", "目标", "完成率")


def scoped_entries(report: Report) -> Iterator[tuple[str, FigureEntry]]:
    """Yield every entry with its scope, groups before their members, in the authors' order."""
    yield from (("", entry) for entry in _flat_entries(report.figures))
    for project in report.projects:
        yield from ((project.name, entry) for entry in _flat_entries(project.figures))


def _flat_entries(entries: Iterable[FigureEntry]) -> Iterator[FigureEntry]:
    for entry in entries:
        yield entry
        yield from _flat_entries(entry.members)


def first_figures(
    entries: Iterable[tuple[str, FigureEntry]],
) -> tuple[dict[FigureKey, Figure], tuple[tuple[FigureEntry, Source], ...]]:
    """Return a figure without a value for each entry, and entries whose name is already taken."""
    figures: dict[FigureKey, Figure] = {}
    doubles: list[tuple[FigureEntry, Source]] = []
    for scope, entry in entries:
        key = FigureKey(scope, entry.path)
        if key in figures:
            doubles.append((entry, figures[key].source))
            continue
        members = tuple(FigureKey(scope, member.path) for member in entry.members)
        figures[key] = Figure(
            key, None, entry.source, entry, members=members, typed=entry.value, unit=entry.unit
        )
    return figures, tuple(doubles)


def beside_figures(figures: Mapping[FigureKey, Figure]) -> dict[FigureKey, Figure]:
    """Return 名称.上年, 名称.目标, 名称.完成率 and 各支出方向.名称, whose names are not taken."""
    found: dict[FigureKey, Figure] = {}
    for figure in figures.values():
        for beside in _figures_beside(figure):
            found.setdefault(beside.key, beside)
    found |= over_all_projects({**figures, **found})
    return {key: figure for key, figure in found.items() if key not in figures}


def _figures_beside(figure: Figure) -> Iterator[Figure]:
    """Yield what stands beside a value; a 完成率 that was not typed is calculated."""
    entry = figure.entry
    if entry is None:
        return
    typed = (("上年", entry.previous), ("目标", entry.target), ("完成率", entry.completion))
    for what, text in typed:
        key = FigureKey(figure.key.scope, f"{figure.key.path}.{what}")
        unit = entry.unit if what != "完成率" else None
        source = figure.source if text is None else text.source
        if text is not None or (what == "完成率" and entry.target is not None):
            owner = (figure.key,)
            yield Figure(key, None, source, inputs=owner, rule=what, typed=text, unit=unit)


def over_all_projects(figures: Mapping[FigureKey, Figure]) -> dict[FigureKey, Figure]:
    """Return the report's figures 各支出方向.名称: what every 支出方向 calls by that name."""
    paths: dict[str, list[FigureKey]] = {}
    for key in figures:
        if key.scope:
            paths.setdefault(key.path, []).append(key)
    return {
        (named := FigureKey("", f"{EVERY_PROJECT}.{path}")): Figure(
            named, None, figures[keys[0]].source, members=tuple(keys), rule=EVERY_PROJECT
        )
        for path, keys in paths.items()
    }


SUPPLIED = ("年度", "上年度", "部门", "专项名称")
RESERVED = frozenset({*SUPPLIED, *SCORED})


def builtin_figures(report: Report) -> dict[FigureKey, Figure]:
    """Return 年度, 上年度, 部门, 专项名称 of the report, and what a 支出方向 has of its own."""
    found = [
        *_year_figures(report),
        *_word_figures("", report.department, report.fund),
    ]
    for project in report.projects:
        department = project.details.get("部门") or project.details.get("部门名称")
        found += _word_figures(project.name, department, project.fund)
    return {figure.key: figure for figure in found}


def _year_figures(report: Report) -> Iterator[Figure]:
    for name, year in (("年度", report.year), ("上年度", report.year - 1)):
        value = Quantity(Decimal(year), PURE, 0)
        yield Figure(FigureKey("", name), value, report.source, rule=REPORT_YEAR)


def _word_figures(scope: str, department: Text | None, fund: Text | None) -> Iterator[Figure]:
    for name, text in (("部门", department), ("专项名称", fund)):
        if text is not None:
            value: Value = Wording(text.content)
            yield Figure(FigureKey(scope, name), value, text.source, rule="报告信息", typed=None)


def reserved_findings(figures: Mapping[FigureKey, Figure]) -> list[Finding]:
    """Return an 错误 for each figure that takes the name of a built-in one."""
    return [
        Finding(
            "FIG16",
            Severity.ERROR,
            figure.source,
            f"“{key.path}”是内置名称，由 docgen 给出，不能另写一个",
            "换一个名称，或删去这一项",
        )
        for key, figure in figures.items()
        if key.path in RESERVED
    ]


def extended(figures: Figures, extra: Iterable[Figure]) -> Figures:
    """Return the figures with more of them (执行率, 总分, 等级 …); a later one wins.

    各支出方向.总分 can be named, too: listed or averaged, for it has no sum.
    """
    more = {figure.key: figure for figure in extra}
    by_key = dict(figures.by_key) | more
    beside = dict(over_all_projects(more)) | dict(figures.beside)
    named = name_layers((*by_key, *beside), figures.aliases)
    return msgspec.structs.replace(figures, by_key=by_key, beside=beside, names=named)


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


Needs = Mapping[FigureKey, tuple[FigureKey, ...]]


def calculation_order(
    needs: Needs,
) -> tuple[tuple[FigureKey, ...], tuple[tuple[FigureKey, ...], ...]]:
    """Return the keys in order of calculation, and the cycles, each once as a → b → (a).

    Iterative, because a chain of a thousand formulas is lawful.

    >>> a, b, c = (FigureKey("", name) for name in "abc")
    >>> order, cycles = calculation_order({a: (b,), b: (), c: (c,)})
    >>> [str(key) for key in order], [[str(key) for key in cycle] for cycle in cycles]
    (['b', 'a', 'c'], [['c']])
    """
    order: dict[FigureKey, None] = {}
    cycles: list[tuple[FigureKey, ...]] = []
    for start in needs:
        if start in order:
            continue
        path: dict[FigureKey, Iterator[FigureKey]] = {start: iter(needs[start])}
        while path:
            key, below = next(reversed(path.items()))
            following = next((k for k in below if k in needs and k not in order), None)
            if following is None:
                order[key] = None
                del path[key]
            elif following in path:
                cycles.append(_from(following, tuple(path)))
            else:
                path[following] = iter(needs[following])
    return tuple(order), tuple(cycles)


def _from(key: FigureKey, path: tuple[FigureKey, ...]) -> tuple[FigureKey, ...]:
    return path[path.index(key) :]


def cycle_finding(cycle: tuple[FigureKey, ...], figures: Mapping[FigureKey, Figure]) -> Finding:
    """Return the 错误 for figures that need each other: `甲 → 乙 → 甲`, with every place."""
    named = " → ".join(key.path for key in (*cycle, cycle[0]))
    first, *others = (figures[key] for key in cycle)
    related = tuple(Related(other.source, f"{other.name} = {other.formula}") for other in others)
    return Finding(
        "FIG07",
        Severity.ERROR,
        first.source,
        f"数据互相引用，成了循环：{named}",
        "把其中一个改为直接填写的数值",
        related,
    )
