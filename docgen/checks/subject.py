"""What the checks look at (核对对象): the finished values of the line, texts as units of prose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from docgen.checks.passages import Line, Passage, Prose
from docgen.document import Manuscript, TemplateContract
from docgen.figures.model import Figure
from docgen.report import Indicator, Report
from docgen.scoring.model import Appraisal, FormAppraisal, IndicatorResult

# The figures of each 支出方向, and of the report (""), in the order of their files.
Owners = Mapping[str, tuple[Figure, ...]]


class Subject(Struct, frozen=True):
    """All a check may look at (核对对象): a whole report, or what concerns one 支出方向.

    `units` are the printed texts in reading order, `owners` the figures of each 支出方向 (""
    the report's), `forms` the forms by 支出方向.
    """

    report: Report
    appraisal: Appraisal
    manuscript: Manuscript
    contract: TemplateContract
    texts: Mapping[str, str]
    units: tuple[Prose, ...]
    owners: Owners
    forms: Mapping[str, FormAppraisal]

    @property
    def passages(self) -> Iterator[Passage]:
        """Every printed text in reading order."""
        return (passage for prose in self.units for passage in prose.passages)

    @property
    def lines(self) -> Iterator[Line]:
        """The same with their numerals read."""
        return (line for prose in self.units for line in prose.lines)

    @property
    def own_figures(self) -> Iterator[Figure]:
        """The figures of the report and of the 支出方向 that are looked at."""
        return (figure for own in self.owners.values() for figure in own)

    @property
    def indicators(self) -> Iterator[tuple[FormAppraisal, IndicatorResult, Indicator]]:
        """The rows that are scored, each with its form and what its author typed."""
        for form in self.appraisal.forms:
            for row in form.rows:
                if row.indicator is not None and not row.sub_item and not row.inapplicable:
                    yield form, row, row.indicator


def subject(  # noqa: PLR0913, PLR0917 (what the line has made)
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    contract: TemplateContract,
    texts: Mapping[str, str],
    units: tuple[Prose, ...],
) -> Subject:
    """Return what the checks of a report look at: no figure of a 支出方向 without a form."""
    forms = {form.project.name: form for form in appraisal.forms}
    own: dict[str, list[Figure]] = {scope: [] for scope in ("", *forms)}
    known = appraisal.figures.by_key
    for key in known:  # no other is looked at: what is looked at is what the memo depends on
        if key.scope in own:
            own[key.scope].append(known[key])
    owners = {scope: tuple(group) for scope, group in own.items()}
    return Subject(report, appraisal, manuscript, contract, texts, units, owners, forms)
