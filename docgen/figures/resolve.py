"""Report → Figures (数据求值): every figure read, calculated after those it needs, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import dropwhile

import msgspec

from docgen.figures.agreement import (
    disagreement_findings,
    tail_findings,
    unknown_wishes,
)
from docgen.figures.calculation import evaluate, formula_inputs
from docgen.figures.formula import is_formula, parsed_formula
from docgen.figures.model import (
    REPORT_YEAR,
    Evaluated,
    FaultError,
    Figure,
    FigureKey,
    Figures,
    Pending,
    Quantity,
    Series,
    Value,
    Wording,
    described,
    error_finding,
    placed_finding,
    value_place,
)
from docgen.figures.names import EVERY_PROJECT, SCORED, figure_at, is_known, name_layers, seen_from
from docgen.figures.units import (
    PURE,
    UnitError,
    completion_rate,
    declared_quantity,
    quantity_total,
    unit_named,
)
from docgen.figures.values import typed_value, unit_remarks
from docgen.findings import Finding, Related, draft_warning
from docgen.report import FigureEntry, Report, Text

BALANCED = "平差"


def resolve(report: Report) -> tuple[Figures, tuple[Finding, ...]]:
    """Return all figures of the report with their values, and everything wrong with them.

    A figure in error has no value; what depends on it has none either and is not reported again.
    """
    entries = tuple(scoped_entries(report))
    by_key = entry_figures(entries)
    findings = [*_name_findings(entries, by_key)]
    by_key |= builtin_figures(report)
    beside = beside_figures(by_key)
    aliases, clashes = _alias_keys(entries, by_key)
    figures = _figures_of(report, by_key, beside, aliases)
    findings += clashes
    findings += settled_findings(figures, by_key, beside)
    for figure in by_key.values():
        findings += disagreement_findings(figures, figure)
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
    return Figures(
        by_key,
        tuple(project.name for project in report.projects),
        {
            unit: {place: wish.content for place, wish in wishes.items()}
            for unit, wishes in settings.display.items()
        },
        aliases,
        name_layers((*by_key, *beside), aliases),
        settings.balance is not None and settings.balance.content.strip() == BALANCED,
        beside,
    )


def _name_findings(
    entries: Iterable[tuple[str, FigureEntry]], figures: Mapping[FigureKey, Figure]
) -> Iterator[Finding]:
    """Yield an 错误 for each entry whose name is taken, by another entry or a built-in figure."""
    for scope, entry in entries:
        first = figures[FigureKey(scope, entry.path)]
        if first.entry is not entry:
            message, related = f"数据“{entry.path}”写了两次", (Related(first.source, "先写的一处"),)
            advice = "留下一处，每个数字只写一次"
            yield error_finding("FIG16", entry.source, message, advice, related)
    for key, figure in figures.items():
        if key.path in RESERVED:
            message = f"“{key.path}”是内置名称，由 docgen 给出，不能另写一个"
            yield error_finding("FIG16", figure.source, message, "换一个名称，或删去这一项")


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
            clashes.append(error_finding("FIG16", text.source, message, "换一个别名", related))
    return aliases, clashes


def _findings_once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Return each finding once, and a unit of the author's own only where it first stands."""
    seen: dict[object, Finding] = {}
    for finding in findings:
        seen.setdefault(finding.message if finding.code == "FIG03" else finding, finding)
    return seen.values()


def scoped_entries(report: Report) -> Iterator[tuple[str, FigureEntry]]:
    """Yield every entry with its scope, groups before their members, in the authors' order."""
    yield from (("", entry) for entry in _flat_entries(report.figures))
    for project in report.projects:
        yield from ((project.name, entry) for entry in _flat_entries(project.figures))


def _flat_entries(entries: Iterable[FigureEntry]) -> Iterator[FigureEntry]:
    for entry in entries:
        yield entry
        yield from _flat_entries(entry.members)


def entry_figures(entries: Iterable[tuple[str, FigureEntry]]) -> dict[FigureKey, Figure]:
    """Return a figure without a value for each entry; of two with one name the first."""
    figures: dict[FigureKey, Figure] = {}
    for scope, entry in entries:
        key = FigureKey(scope, entry.path)
        members = tuple(FigureKey(scope, member.path) for member in entry.members)
        figures.setdefault(
            key,
            Figure(
                key, None, entry.source, entry, members=members, typed=entry.value, unit=entry.unit
            ),
        )
    return figures


def beside_figures(figures: Mapping[FigureKey, Figure]) -> dict[FigureKey, Figure]:
    """Return 名称.上年, 名称.目标, 名称.完成率 and 各支出方向.名称, whose names are not taken."""
    found = {
        beside.key: beside
        for figure in figures.values()
        if figure.entry is not None
        for beside in _figures_beside(figure, figure.entry)
    }
    found |= over_all_projects({**figures, **found})
    return {key: figure for key, figure in found.items() if key not in figures}


def _figures_beside(figure: Figure, entry: FigureEntry) -> Iterator[Figure]:
    """Yield what stands beside a value; a 完成率 that was not typed is calculated."""
    for what, text, unit in (
        ("上年", entry.previous, entry.unit),
        ("目标", entry.target, entry.unit),
        ("完成率", entry.completion, None),
    ):
        if text is not None or (what == "完成率" and entry.target is not None):
            key, owner = _beside_key(figure, what), (figure.key,)
            source = figure.source if text is None else text.source
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


RESERVED = frozenset({"年度", "上年度", "部门", "专项名称", *SCORED})


def builtin_figures(report: Report) -> dict[FigureKey, Figure]:
    """Return 年度, 上年度, 部门, 专项名称 of the report, and what a 支出方向 has of its own."""
    found = [
        Figure(
            FigureKey("", name), Quantity(Decimal(year), PURE, 0), report.source, rule=REPORT_YEAR
        )
        for name, year in (("年度", report.year), ("上年度", report.year - 1))
    ]
    found += _word_figures("", report.department, report.fund)
    for project in report.projects:
        department = project.details.get("部门") or project.details.get("部门名称")
        found += _word_figures(project.name, department, project.fund)
    return {figure.key: figure for figure in found}


def _word_figures(scope: str, department: Text | None, fund: Text | None) -> Iterator[Figure]:
    for name, text in (("部门", department), ("专项名称", fund)):
        if text is not None:
            value = Wording(text.content)
            yield Figure(FigureKey(scope, name), value, text.source, rule="报告信息")


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
    needs = {key: _needed_keys(each, figures) for key, each in (by_key | beside).items()}
    order, cycles = calculation_order(needs)
    circular = {key for cycle in cycles for key in cycle}
    for key in order:
        table = by_key if key in by_key else beside
        figure = _compared_figure(table[key], figures)
        outcome = Evaluated(None, inputs=figure.inputs)
        if key not in circular:
            outcome = _figure_outcome(figure, figures)
        table[key] = msgspec.structs.replace(figure, value=outcome.value, inputs=outcome.inputs)
        yield from outcome.findings
    for cycle in cycles:
        yield _cycle_finding([figure_at(figures, key) for key in cycle])


def _needed_keys(figure: Figure, figures: Figures) -> tuple[FigureKey, ...]:
    own = (_beside_key(figure, what) for _, what in _FIELDS)
    always = (*figure.members, *(key for key in own if is_known(figures, key)))
    if figure.typed is None:
        return (*always, *figure.inputs)
    if not _formula_text(figure):
        return always
    try:
        node, _ = parsed_formula(figure.typed.content, seen_from(figures, figure.key.scope))
    except FaultError:
        return always
    return (*formula_inputs(node), *always)


def _beside_key(figure: Figure, what: str) -> FigureKey:
    return FigureKey(figure.key.scope, f"{figure.key.path}.{what}")


def _formula_text(figure: Figure) -> str:
    """Return what stands after the `=` of a formula, "" where the figure has none."""
    text = figure.typed
    return text.content.strip().lstrip("=＝").strip() if text and is_formula(text) else ""


def _compared_figure(figure: Figure, figures: Figures) -> Figure:
    """Return a figure with its formula, 上年 and 目标, which were calculated before."""
    values = {
        field: beside.value
        for field, what in _FIELDS
        if (beside := figures.beside.get(_beside_key(figure, what))) and beside.rule == what
    }
    return msgspec.structs.replace(figure, formula=_formula_text(figure), **values)


def _figure_outcome(figure: Figure, figures: Figures) -> Evaluated:
    """Return the value of a figure, the figures it uses, and what is wrong with it."""
    text = figure.typed
    if figure.members:
        return Evaluated(_group_sum(figure, figures), inputs=figure.inputs)
    if text is None:
        return _untyped_outcome(figure, figures)
    if figure.formula:
        return _declared_outcome(figure, text, evaluate(text, figures, figure.key.scope))
    value, findings = typed_value(text)
    if isinstance(value, Pending):
        findings = (*findings, _pending_finding(figure))
    return _declared_outcome(figure, text, Evaluated(value, findings, figure.inputs))


def _untyped_outcome(figure: Figure, figures: Figures) -> Evaluated:
    """Return the outcome of a list, a calculated 完成率, a built-in figure or an empty entry."""
    entry = figure.entry
    if entry is not None and entry.items:
        return _series_outcome(figure, entry)
    if figure.rule == "完成率":
        owner = figure_at(figures, figure.inputs[0])
        return Evaluated(completion_rate(owner.value, owner.target), inputs=figure.inputs)
    if entry is None:
        return Evaluated(figure.value, inputs=figure.inputs)
    message, advice = f"“{figure.name}”没有填值", "填上数值，尚无数据的写 待填"
    return Evaluated(None, (error_finding("FIG22", figure.source, message, advice),))


def _group_sum(figure: Figure, figures: Figures) -> Value | None:
    """Return the sum of a group where its members add; 待填 where one of them is still to come."""
    values = [figure_at(figures, key).value for key in figure.members]
    if any(isinstance(value, Pending) for value in values):
        return Pending()
    quantities = [value for value in values if isinstance(value, Quantity)]
    if len(quantities) < len(values):
        return None
    try:
        return quantity_total(quantities)
    except UnitError:
        return None


def _series_outcome(figure: Figure, entry: FigureEntry) -> Evaluated:
    read = [typed_value(item) for item in entry.items]
    values = tuple(value for value, _ in read if value is not None)
    findings = tuple(finding for _, more in read for finding in more)
    if any(isinstance(value, Pending) for value in values):
        return Evaluated(Pending(), (*findings, _pending_finding(figure)), figure.inputs)
    return Evaluated(Series(values), findings, figure.inputs)


def _declared_outcome(figure: Figure, text: Text, outcome: Evaluated) -> Evaluated:
    """Return the outcome with its value in the unit that the author declares (单位)."""
    value, declared = outcome.value, figure.unit
    if declared is None or not isinstance(value, Quantity | Wording):
        return outcome
    if isinstance(value, Wording):
        return _without_value(outcome, _wording_finding(figure, value, declared))
    unit = unit_named(declared.content)
    remarks = unit_remarks(declared.content, 0)
    findings = (*outcome.findings, *(placed_finding(remark, declared) for remark in remarks))
    try:
        if not value.unit.name and not figure.formula:
            value = Quantity(value.number, unit, value.places, value.spelled)
        else:
            value = declared_quantity(value, unit)
    except UnitError:
        points = value.unit.dimension == "百分点" and unit.dimension == "率"
        message = f"{figure.name} 是 {described(value)}，不能写成 {unit.name}"
        advice = "两个百分数之差的单位是 个百分点" if points else "核对单位"
        code = "FIG18" if points else "FIG06"
        return _without_value(outcome, error_finding(code, text.source, message, advice))
    return msgspec.structs.replace(outcome, value=value, findings=findings)


def _without_value(outcome: Evaluated, finding: Finding) -> Evaluated:
    findings = (*outcome.findings, finding)
    return msgspec.structs.replace(outcome, value=None, findings=findings)


def _wording_finding(figure: Figure, value: Wording, unit: Text) -> Finding:
    """Return the 错误 for words in place of a number with a unit: they would lose the unit."""
    cell = figure.entry.workbook if figure.entry else None
    where = f"{cell.file}!{cell.sheet}!{cell.cell} " if cell else f"“{figure.name}”"
    message = f"{where}是文字“{value.text[:30]}”，不是以{unit.content}为单位的数"
    advice = f"{'核对单元格的位置' if cell else '改成数'}；确是文字就不写 单位"
    return error_finding("FIG22", value_place(figure), message, advice)


def _pending_finding(figure: Figure) -> Finding:
    advice = "填上数值；草稿里先印作【待填】，送审稿不能有"
    return draft_warning("FIG11", value_place(figure), f"“{figure.name}”待填", advice)


def calculation_order(
    needs: Mapping[FigureKey, tuple[FigureKey, ...]],
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
        path = {start: iter(needs[start])} if start not in order else {}
        while path:
            key, below = next(reversed(path.items()))
            following = next((k for k in below if k in needs and k not in order), None)
            if following is None:
                order[key] = None
                del path[key]
            elif following in path:
                cycles.append(tuple(dropwhile(lambda k: k != following, path)))  # noqa: B023 (called at once)
            else:
                path[following] = iter(needs[following])
    return tuple(order), tuple(cycles)


def _cycle_finding(cycle: Sequence[Figure]) -> Finding:
    """Return the 错误 for figures that need each other: `甲 → 乙 → 甲`, with every place."""
    first, *others = cycle
    message = f"数据互相引用，成了循环：{' → '.join(each.name for each in (*cycle, first))}"
    related = tuple(Related(other.source, f"{other.name} = {other.formula}") for other in others)
    return error_finding("FIG07", first.source, message, "把其中一个改为直接填写的数值", related)
