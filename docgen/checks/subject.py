"""What the checks look at (核对对象): the finished values of the line, texts as units of prose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar, cast

from msgspec import Struct

from docgen.checks.own import Owners, owners
from docgen.checks.passages import Passage
from docgen.checks.prose import Prose
from docgen.checks.units import units
from docgen.document import Manuscript, TemplateContract
from docgen.findings import Finding, Severity
from docgen.memory import Kept, Memory
from docgen.report import Report
from docgen.scoring import Appraisal, FormAppraisal

T = TypeVar("T")
G = TypeVar("G")


class Subject(Struct, frozen=True):
    """All a check may look at (核对对象); nothing of it is ever changed.

    `units` are the printed texts in reading order, the title first, `notes` what was read in
    each, `owners` the figures of each 支出方向 ("" the report's), `forms` the forms by 支出方向.
    `memory` keeps what was read before.
    """

    report: Report
    appraisal: Appraisal
    manuscript: Manuscript
    contract: TemplateContract
    texts: Mapping[str, str]
    units: tuple[Prose, ...]
    notes: tuple[Notes, ...]
    owners: Owners
    forms: Mapping[str, FormAppraisal]
    memory: Memory

    @property
    def passages(self) -> Iterator[Passage]:
        """Every printed text in reading order."""
        return (passage for prose in self.units for passage in prose.passages)

    def by_unit(self, reader: Callable[[Prose], Iterable[T]]) -> Iterator[tuple[T, ...]]:
        """Yield what a reader finds in each unit; it looks at nothing else, and not twice."""
        for prose, read in zip(self.units, self.notes, strict=True):
            yield _noted(read, reader, prose)

    def read(self, reader: Callable[[Prose], Iterable[T]]) -> Iterator[T]:
        """Yield what a reader finds in all units."""
        for found in self.by_unit(reader):
            yield from found

    def read_beside(
        self, reader: Callable[[Prose, G], Iterable[T]], given: Callable[[str], G]
    ) -> Iterator[T]:
        """Yield what a reader finds in all units but the title, beside what is given to each.

        `given` makes it of the unit's scope, and the same object where nothing of it changed.
        """
        made: dict[str, G] = {}
        for prose, read in zip(self.units[1:], self.notes[1:], strict=True):
            if prose.scope not in made:
                made[prose.scope] = given(prose.scope)
            yield from _noted(read, reader, prose, made[prose.scope])


Notes = dict[object, Kept]
"""What readers found in one unit (笔记): by reader, with what was given to it."""


def _noted(
    notes: Notes, reader: Callable[..., Iterable[T]], prose: Prose, *given: object
) -> tuple[T, ...]:
    note = notes.get(reader)
    if note is None or note.inputs != given:
        note = notes[reader] = Kept(given, tuple(reader(prose, *given)))
    return cast("tuple[T, ...]", note.result)


Check = Callable[[Subject], Iterator[Finding]]


class Rule(Struct, frozen=True):
    """A check (核对规则): its code, how much a finding of it usually matters, and the function.

    The function's Chinese docstring is what `docgen explain` prints.
    """

    code: str
    severity: Severity
    function: Check


def subject(  # noqa: PLR0913, PLR0917 (what the line has made, and what was made before)
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    contract: TemplateContract,
    texts: Mapping[str, str],
    memory: Memory,
) -> Subject:
    """Return what the checks look at, the texts flattened once for all of them."""
    cut = units(report, manuscript, appraisal.figures, memory)
    forms = {form.project.name: form for form in appraisal.forms}
    notes = tuple(memory.made(("notes", *prose.key), (prose,), _no_notes) for prose in cut)
    own = owners(appraisal.figures, forms, memory)
    return Subject(report, appraisal, manuscript, contract, texts, cut, notes, own, forms, memory)


def _no_notes() -> Notes:
    return {}
