"""What the authors' entries are before anything is calculated (数据目录): keys and places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from docgen.figures.model import Figure, FigureKey
from docgen.figures.names import EVERY_PROJECT
from docgen.findings import Source
from docgen.report import FigureEntry, Report

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
