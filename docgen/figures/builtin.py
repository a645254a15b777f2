"""Figures that every report has without an entry (内置名称): 年度 上年度 部门 专项名称."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec

from docgen.figures.catalogue import over_all_projects
from docgen.figures.model import REPORT_YEAR, Figure, FigureKey, Figures, Quantity, Value, Wording
from docgen.figures.names import name_layers
from docgen.figures.units import PURE
from docgen.figures.unknown import SCORED
from docgen.findings import Finding, Severity
from docgen.report import Report, Text

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
