"""What the checks look at (核对对象): the finished values of the line, texts as units of prose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeVar

from msgspec import Struct, structs

from docgen.checks.known import Values, known_values
from docgen.checks.own import Owners, owners
from docgen.checks.passages import Passage
from docgen.checks.prose import Prose
from docgen.checks.slips import Spellings, known_spellings
from docgen.checks.units import units
from docgen.document import Manuscript, TemplateContract
from docgen.findings import Finding, Severity
from docgen.memory import Memory
from docgen.report import Report
from docgen.scoring import Appraisal, FormAppraisal

T = TypeVar("T")
G = TypeVar("G")


class Subject(Struct, frozen=True):
    """All a check may look at (核对对象); nothing of it is ever changed.

    `units` are the printed texts in reading order, the title first, `owners` the figures of each
    支出方向 ("" the report's), `forms` the forms by 支出方向.
    """

    report: Report
    appraisal: Appraisal
    manuscript: Manuscript
    contract: TemplateContract
    texts: Mapping[str, str]
    units: tuple[Prose, ...]
    owners: Owners
    forms: Mapping[str, FormAppraisal]
    memory: Memory

    @property
    def passages(self) -> Iterator[Passage]:
        """Every printed text in reading order."""
        return (passage for prose in self.units for passage in prose.passages)

    def known(self, scope: str) -> Values:
        """Return the values a 支出方向 knows."""
        return known_values(scope, self.owners, self.forms, self.appraisal.figures, self.memory)

    def spellings(self, scope: str) -> Spellings:
        """Return how the figures that a 支出方向 may speak of are printed."""
        return known_spellings(scope, self.owners, self.appraisal.figures, self.memory)

    def by_unit(self, reader: Callable[[Prose], Iterable[T]]) -> Iterator[tuple[T, ...]]:
        """Yield what a reader finds in each unit."""
        return (tuple(reader(prose)) for prose in self.units)

    def read(self, reader: Callable[[Prose], Iterable[T]]) -> Iterator[T]:
        """Yield what a reader finds in all units."""
        return chain.from_iterable(map(reader, self.units))

    def read_beside(
        self, reader: Callable[[Prose, G], Iterable[T]], given: Callable[[str], G]
    ) -> Iterator[T]:
        """Yield what a reader finds in all units but the title, beside what their scope is given."""
        made: dict[str, G] = {}
        for prose in self.units[1:]:
            if prose.scope not in made:
                made[prose.scope] = given(prose.scope)
            yield from reader(prose, made[prose.scope])


Check = Callable[[Subject], Iterator[Finding]]


class Rule(Struct, frozen=True):
    """A check (核对规则): its code, how much a finding of it usually matters, and the function.

    The function's Chinese docstring is what `docgen explain` prints.
    """

    code: str
    severity: Severity
    function: Check


def subject(
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    contract: TemplateContract,
    texts: Mapping[str, str],
) -> Subject:
    """Return what the checks look at, the texts flattened once for all of them."""
    memory = Memory()  # what several rules ask for of one report
    cut = units(report, manuscript, appraisal.figures)
    forms = {form.project.name: form for form in appraisal.forms}
    own = owners(appraisal.figures, forms, memory)
    return Subject(report, appraisal, manuscript, contract, texts, cut, own, forms, memory)


def direction_subjects(whole: Subject) -> Iterator[Subject]:
    """Yield for each 支出方向 the subject with its form and words only; first the report's own.

    Words of the report speak of its 支出方向 where it has one only: then there is one part.
    """
    forms = whole.appraisal.forms
    if len(forms) <= 1:
        yield whole
        return
    for scope in ("", *whole.forms):
        kept = tuple(form for form in forms if form.project.name == scope)
        yield structs.replace(
            whole,
            appraisal=structs.replace(whole.appraisal, forms=kept),
            units=tuple(prose for prose in whole.units if prose.scope == scope),
            forms={form.project.name: form for form in kept},
        )
