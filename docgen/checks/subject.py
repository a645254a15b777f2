"""What the checks look at (核对对象): the finished values of the line, texts as units of prose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar, cast

from msgspec import Struct

from docgen.checks.own import Owners, owners
from docgen.checks.passages import Passage
from docgen.checks.prose import Prose
from docgen.checks.units import all_units
from docgen.document import Manuscript, TemplateContract
from docgen.figures.model import Figure
from docgen.report import Report
from docgen.scoring.model import Appraisal, FormAppraisal

T = TypeVar("T")
G = TypeVar("G")


class Subject(Struct, frozen=True):
    """All a check may look at (核对对象): a whole report, or what concerns one 支出方向.

    `units` are the printed texts in reading order, `owners` the figures of each 支出方向 (""
    the report's), `forms` the forms by 支出方向. `read_before` holds what several rules read
    alike, and is the only thing of it that changes.
    """

    report: Report
    appraisal: Appraisal
    manuscript: Manuscript
    contract: TemplateContract
    texts: Mapping[str, str]
    units: tuple[Prose, ...]
    owners: Owners
    forms: Mapping[str, FormAppraisal]
    read_before: dict[object, object] = {}

    @property
    def passages(self) -> Iterator[Passage]:
        """Every printed text in reading order."""
        return (passage for prose in self.units for passage in prose.passages)

    def shared(self, make: Callable[[], T], *what: object) -> T:
        """Return what `make` makes, which is called `what`, once for all rules."""
        if what not in self.read_before:
            self.read_before[what] = make()
        return cast("T", self.read_before[what])

    @property
    def own_figures(self) -> Iterator[Figure]:
        """The figures of the report and of the 支出方向 that are looked at."""
        return (figure for own in self.owners.values() for figure in own.figures)

    def by_unit(self, reader: Callable[[Prose], Iterable[T]]) -> Iterator[tuple[T, ...]]:
        """Yield what a reader finds in each unit."""
        for prose in self.units:
            yield self.shared(partial(_found_by, reader, prose), reader, prose.key)

    def read(self, reader: Callable[[Prose], Iterable[T]]) -> Iterator[T]:
        """Yield what a reader finds in all units."""
        for found in self.by_unit(reader):
            yield from found


def _found_by(reader: Callable[[Prose], Iterable[T]], prose: Prose) -> tuple[T, ...]:
    return tuple(reader(prose))


def subject(  # noqa: PLR0913, PLR0917 (what the line has made)
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    contract: TemplateContract,
    texts: Mapping[str, str],
    units: tuple[Prose, ...] | None = None,
) -> Subject:
    """Return what the checks of a whole report look at; `units`, where it was cut before."""
    if units is None:
        units = all_units(report, manuscript, appraisal.figures)
    forms = {form.project.name: form for form in appraisal.forms}
    own = owners(appraisal.figures, ("", *forms))
    return Subject(report, appraisal, manuscript, contract, texts, units, own, forms, {})
