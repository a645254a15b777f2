"""A 支出方向 without a report.yaml (单独的支出方向): what its title and year are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from msgspec import structs

from docgen.content.report_yaml import Head
from docgen.findings import Finding, error, warning
from docgen.report import SubProject, Text

_YEAR = re.compile(r"((?:19|20)\d\d)年")
_DIGITS = re.compile(r"(\d{4})\s*(?:年度?)?")


def head(known: Head, projects: tuple[SubProject, ...], found: list[Finding]) -> Head:
    """Return the head of a report made of one 支出方向 alone."""
    name = projects[0].name if projects else ""
    year = _year(known, projects, found)
    title = Text(f"{year or ''}年度{name}绩效自评报告".removeprefix("年度"), (known.source,))
    return structs.replace(known, title=title, year=year)


def _year(known: Head, projects: tuple[SubProject, ...], found: list[Finding]) -> int:
    typed = [project.details["年度"] for project in projects if "年度" in project.details]
    match = _DIGITS.fullmatch(typed[0].content.strip()) if typed else None
    if match:
        return int(match[1])
    advice = "在 metrics.yaml 里加一行 年度: …，或在上级文件夹里建 report.yaml"
    years = Counter(year for text in _texts(projects) for year in _YEAR.findall(text))
    if not years:
        found.append(error("YML17", known.source, "没有 report.yaml，不知道是哪一年度", advice))
        return 0
    year = int(max(years, key=lambda year: (years[year], year)))
    message = f"没有 report.yaml，年度按正文和表里说得最多的 {year} 年"
    found.append(warning("YML17", known.source, message, advice))
    return year


def _texts(projects: Iterable[SubProject]) -> Iterable[str]:
    for project in projects:
        yield from (file.text.content for file in project.narrative)
        for goal in project.goals:
            yield from (text.content for text in (goal.expected, goal.actual) if text)
        yield from (text.content for text in project.details.values())
