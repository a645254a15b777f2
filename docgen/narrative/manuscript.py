"""All text of a report (全文): narrative, form texts and head, references resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from docgen.document import (
    Block,
    GoalProse,
    Heading,
    Manuscript,
    Phrase,
    ProjectProse,
    Section,
    Words,
)
from docgen.findings import Finding
from docgen.narrative.memory import Memory
from docgen.narrative.numbering import jumps, styles
from docgen.narrative.numbering import numbered as with_numbers
from docgen.narrative.phrases import phrase
from docgen.narrative.prose import blocks
from docgen.narrative.rows import rows
from docgen.report import NarrativeFile, Report, SubProject, Text
from docgen.scoring.model import Appraisal


def manuscript(
    report: Report,
    appraisal: Appraisal,
    *,
    numbered: bool = True,
    memory: Memory | None = None,
) -> tuple[Manuscript, tuple[Finding, ...]]:
    """Return all text of the report, and what is wrong with it.

    `numbered=False` (as 编号: 无) leaves headings as they are typed: the template numbers them.
    `memory`, kept from build to build, spares unchanged narrative from being read again.
    """
    levels, found = styles(report.settings.numbering)
    return _Assembly(
        report, appraisal, levels if numbered else (), memory, list(found)
    ).manuscript()


class _Assembly:
    """One manuscript being put together; findings and counters gather on the way."""

    def __init__(
        self,
        report: Report,
        appraisal: Appraisal,
        levels: tuple[str, ...],
        memory: Memory | None,
        findings: list[Finding],
    ) -> None:
        self.report = report
        self.figures = appraisal.figures
        self.forms = {form.project.name: form for form in appraisal.forms}
        self.levels = levels
        self.memory = memory
        self.counters: tuple[int, ...] = ()
        self.findings = findings

    def manuscript(self) -> tuple[Manuscript, tuple[Finding, ...]]:
        report = self.report
        several = len(report.projects) > 1
        sections = self._sections(report.narrative, "", 0)
        projects = tuple(self._project(project, several=several) for project in report.projects)
        title = self._phrase(report.title, "")
        result = Manuscript(sections, projects, title, self._details(report.details, ""))
        return result, tuple(dict.fromkeys(self.findings))

    def _project(self, project: SubProject, *, several: bool) -> ProjectProse:
        opening = (self._opening(project),) if several else ()
        sections = opening + self._sections(project.narrative, project.name, int(several))
        form = self.forms.get(project.name)
        found, in_rows = (
            rows(form, self.figures, self.report.settings.no_deviation) if form else ((), ())
        )
        self.findings += in_rows
        return ProjectProse(
            project.name,
            sections,
            tuple(
                GoalProse(
                    self._phrase(goal.expected, project.name),
                    self._phrase(goal.actual, project.name),
                )
                for goal in project.goals
            ),
            found,
            tuple(self._phrase(line.explanation, project.name) for line in project.funding),
            self._details(project.details, project.name),
        )

    def _opening(self, project: SubProject) -> Section:
        """Return the heading that a 支出方向 starts with where there are several."""
        heading = Heading(1, (Words(project.name, project.source, exact=False),), project.source)
        return Section(project.source.file, self._numbered((heading,)))

    def _sections(
        self, files: tuple[NarrativeFile, ...], scope: str, deeper: int
    ) -> tuple[Section, ...]:
        read = []
        for file in files:
            found, findings = blocks(
                file.text, self.figures, scope, folder=self.report.root, memory=self.memory
            )
            self.findings += findings
            read.append((file.file, found))
        self.findings += jumps(block for _, found in read for block in found)
        shift = deeper + 1 - _highest(block for _, found in read for block in found)
        return tuple(Section(file, self._numbered(_moved(found, shift))) for file, found in read)

    def _numbered(self, found: tuple[Block, ...]) -> tuple[Block, ...]:
        result = with_numbers(found, self.levels, self.counters)
        self.counters = result.counters
        self.findings += result.findings
        return result.blocks

    def _phrase(self, text: Text | None, scope: str) -> Phrase:
        result, findings = phrase(text, self.figures, scope)
        self.findings += findings
        return result

    def _details(self, details: Mapping[str, Text], scope: str) -> tuple[tuple[str, Phrase], ...]:
        return tuple((name, self._phrase(text, scope)) for name, text in details.items())


def _highest(found: Iterable[Block]) -> int:
    """Return the highest heading level there is: files may all start at `##`."""
    return min((block.level for block in found if isinstance(block, Heading)), default=1)


def _moved(found: tuple[Block, ...], shift: int) -> tuple[Block, ...]:
    if not shift:
        return found
    return tuple(
        replace(block, level=block.level + shift) if isinstance(block, Heading) else block
        for block in found
    )
