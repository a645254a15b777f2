"""A figures.yaml in a few lines of Python, with the same keys, for the tests of this room."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from docgen.figures import resolve
from docgen.figures.model import Figures, Resolved
from docgen.findings import Finding, Source
from docgen.report import FigureEntry, Report, Settings, SubProject, Text, WorkbookCell

SCOPE = "园区建设专项"
FILE = "figures.yaml"
_FIELDS = {
    "单位": "unit",
    "上年": "previous",
    "目标": "target",
    "完成率": "completion",
    "应等于": "equals",
    "尾差": "residue",
    "来源": "origin",
}
_KEYS = {*_FIELDS, "值", "显示", "别名", "佐证", "来自"}

Sheet = Mapping[str, Any]


def text(content: str, line: int = 1, column: int = 1) -> Text:
    lines = content.count("\n") + 1
    return Text(content, tuple(Source(FILE, line + i, column) for i in range(lines)))


def entries(
    sheet: Sheet, lines: "count[int] | None" = None, prefix: str = ""
) -> tuple[FigureEntry, ...]:
    lines = lines or count(1)
    return tuple(_entry(name, value, lines, prefix) for name, value in sheet.items())


def _entry(name: str, value: object, lines: "count[int]", prefix: str) -> FigureEntry:
    line = next(lines)
    source, path = Source(FILE, line, 1, len(name)), prefix + name
    at = len(name) + 3
    if isinstance(value, str):
        return FigureEntry(name, path, source, value=text(value, line, at))
    if isinstance(value, list):
        return FigureEntry(name, path, source, items=tuple(text(v, line, at) for v in value))
    assert isinstance(value, Mapping)
    if not _KEYS & set(value):
        return FigureEntry(name, path, source, members=entries(value, lines, f"{path}."))
    fields = {field: text(value[key], line, at) for key, field in _FIELDS.items() if key in value}
    return FigureEntry(
        name,
        path,
        source,
        value=text(value["值"], line, at) if isinstance(value.get("值"), str) else None,
        items=tuple(text(v, line, at) for v in value["值"])
        if isinstance(value.get("值"), list)
        else (),
        evidence=tuple(text(v, line, at) for v in value.get("佐证", ())),
        aliases=tuple(text(v, line, at) for v in value.get("别名", ())),
        display={place: text(wish, line, at) for place, wish in value.get("显示", {}).items()},
        workbook=WorkbookCell(*value["来自"]) if "来自" in value else None,
        **fields,
    )


def project(sheet: Sheet, name: str = SCOPE) -> SubProject:
    return SubProject(name, f"01-{name}", Source(FILE), figures=entries(sheet))


def report(
    *projects: SubProject, own: Sheet | None = None, settings: Settings | None = None
) -> Report:
    return Report(
        "/p",
        "/p/content",
        Source("report.yaml", 1, 1),
        text("报告"),
        2020,
        department=text("工信局"),
        figures=entries(own or {}),
        projects=projects,
        settings=settings or Settings(),
    )


def resolved(sheet: Sheet, settings: Settings | None = None) -> tuple[Figures, tuple[Finding, ...]]:
    return resolve(report(project(sheet), settings=settings))


def figures(sheet: Sheet, settings: Settings | None = None) -> Figures:
    found, findings = resolved(sheet, settings)
    assert not [f for f in findings if f.severity > 1], findings
    return found


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def line(read: Resolved) -> str:
    return "".join(p.printed if hasattr(p, "printed") else p.text for p in read.pieces)
