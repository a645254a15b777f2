"""Report → Figures (数据求值): every figure read, calculated in order, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from docgen.figures.agreement import disagreement_findings, is_compared
from docgen.figures.builtin import builtin_figures, reserved_findings
from docgen.figures.catalogue import beside_figures, first_figures, scoped_entries
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.figures.names import name_layers
from docgen.figures.presentation import tail_findings, unknown_wishes
from docgen.figures.settle import settled_findings
from docgen.figures.shown import described
from docgen.findings import Finding, Related, Severity, Source
from docgen.report import FigureEntry, Report

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
