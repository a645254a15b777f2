"""All text of a report (全文): narrative, form texts and head, references resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct, msgpack
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
from docgen.figures import Lasting, answered, general, lasting
from docgen.figures.model import Figures
from docgen.findings import Finding
from docgen.memory import Itself, Memory
from docgen.narrative import trees
from docgen.narrative.numbering import jumps, styles
from docgen.narrative.numbering import numbered as with_numbers
from docgen.narrative.phrases import remembered
from docgen.narrative.prose import read
from docgen.narrative.rows import rows
from docgen.report import NarrativeFile, Report, SubProject, Text
from docgen.scoring.model import Appraisal, FormAppraisal
from docgen.shelf import digest

Counters = tuple[int, ...]


class Setting(Struct, frozen=True):
    """What holds for all parts of a text: `levels` are the manners of numbering, outermost first.

    `several`: there is more than one 支出方向.
    """

    levels: tuple[str, ...]
    several: bool
    no_deviation: Text | None


class Part(Struct, frozen=True):
    """The text of a 支出方向, or the report's own, and what is wrong with it.

    `counters` are those behind its last heading; `lasting` is false where it depends on more
    than texts and figures (a picture's file).
    """

    prose: ProjectProse
    findings: tuple[Finding, ...]
    counters: Counters
    lasting: bool


def manuscript(
    report: Report,
    appraisal: Appraisal,
    *,
    numbered: bool = True,
    memory: Memory | None = None,
) -> tuple[Manuscript, tuple[Finding, ...]]:
    """Return all text of the report, and what is wrong with it.

    `numbered=False` (as 编号: 无) leaves headings as they are typed: the template numbers them.
    `memory`, kept from build to build, spares what did not change from being read again.
    """
    levels, found = styles(report.settings.numbering)
    setting = Setting(
        levels if numbered else (),
        len(report.projects) > 1,
        report.settings.no_deviation,
    )
    memory = memory or Memory(once=True)
    own, *others = _parts(report, appraisal, setting, memory)
    title, in_title = remembered(report.title, appraisal.figures, "", memory)
    projects = tuple(part.prose for part in others)
    whole = Manuscript(own.prose.sections, projects, title, own.prose.details)
    findings = (*found, *own.findings, *in_title, *(f for part in others for f in part.findings))
    return whole, tuple(dict.fromkeys(findings))


def _parts(
    report: Report, appraisal: Appraisal, setting: Setting, memory: Memory
) -> Iterator[Part]:
    """Yield the report's own text, then that of each 支出方向; headings are counted on."""
    forms = {form.project.name: form for form in appraisal.forms}
    keeper = _Keeper(memory, appraisal.figures)
    made_of = (report.narrative, report.details, setting)
    part = keeper.part("", made_of, made_of, partial(_own, report, setting, memory))
    yield part
    for project in report.projects:
        form, before = forms.get(project.name), part.counters
        writer = partial(_Writer, setting, report.root, memory, project.name, before)
        part = keeper.part(
            project.name,
            (project, Itself(form), setting, before),
            (project, form and form.rows, setting, before),
            partial(_project, project, form, writer),
        )
        yield part


def _own(report: Report, setting: Setting, memory: Memory, figures: Figures) -> Part:
    return _Writer(setting, report.root, memory, "", (), figures).own(report)


def _project(
    project: SubProject,
    form: FormAppraisal | None,
    writer: Callable[[Figures], _Writer],
    figures: Figures,
) -> Part:
    return writer(figures).project(project, form)


class _Keeper:
    """Keeps the parts of a text, from build to build and from run to run."""

    def __init__(self, memory: Memory, figures: Figures) -> None:
        self.memory = memory
        self.figures = figures
        self.shelf = memory.shelf("texts", Lasting[Part], trees.code)
        self.general = general(figures) if self.shelf.outlives else b""

    def part(
        self,
        name: str,
        inputs: tuple[object, ...],
        plain: tuple[object, ...],
        make: Callable[[Figures], Part],
    ) -> Part:
        """Return a part, made anew only if its inputs, also told as `plain` values, changed."""
        slot = ("全文", name)
        part = answered(
            self.memory, slot, inputs, self.figures,
            lambda asked: self._between_runs(name, plain, asked, make),
        )  # fmt: skip
        if not part.lasting:
            self.memory.forget(slot)
            self.shelf.forget(name)
        return part

    def _between_runs(
        self,
        name: str,
        plain: tuple[object, ...],
        figures: Figures,
        make: Callable[[Figures], Part],
    ) -> Part:
        try:
            of = digest(self.general + msgpack.encode(plain)) if self.shelf.outlives else ""
        except (ValueError, OverflowError):
            return make(figures)  # half a character, or a number beyond all measure
        return lasting(self.shelf, name, of, figures, make)


class _Writer:
    """One part of the text being put together; findings and counters gather on the way.

    `root` is the project's folder, where pictures lie: what prints one is not remembered.
    """

    def __init__(  # noqa: PLR0913, PLR0917 (what the parts of one text share, and its own place)
        self,
        setting: Setting,
        root: str,
        memory: Memory,
        scope: str,
        counters: Counters,
        figures: Figures,
    ) -> None:
        self.setting = setting
        self.root = root
        self.figures = figures
        self.memory = memory
        self.scope = scope
        self.counters = counters
        self.findings: list[Finding] = []
        self.lasting = True

    def own(self, report: Report) -> Part:
        sections = self._sections(report.narrative, 0)
        return self._part(ProjectProse("", sections, details=self._details(report.details)))

    def project(self, project: SubProject, form: FormAppraisal | None) -> Part:
        several = self.setting.several
        opening = (self._opening(project),) if several else ()
        sections = opening + self._sections(project.narrative, int(several))
        no_deviation = self.setting.no_deviation
        found, in_rows = rows(form, self.figures, no_deviation, self.memory) if form else ((), ())
        self.findings += in_rows
        goals = tuple(
            GoalProse(self._phrase(goal.expected), self._phrase(goal.actual))
            for goal in project.goals
        )
        explanations = tuple(self._phrase(line.explanation) for line in project.funding)
        details = self._details(project.details)
        return self._part(ProjectProse(project.name, sections, goals, found, explanations, details))

    def _part(self, prose: ProjectProse) -> Part:
        return Part(prose, tuple(self.findings), self.counters, self.lasting)

    def _opening(self, project: SubProject) -> Section:
        """Return the heading that a 支出方向 starts with where there are several."""
        heading = Heading(1, (Words(project.name, project.source, exact=False),), project.source)
        return self._section(project.source.file, (heading,))

    def _sections(self, files: tuple[NarrativeFile, ...], deeper: int) -> tuple[Section, ...]:
        texts = []
        for file in files:
            text = read(file.text, self.figures, self.scope, self.root, self.memory)
            self.findings += text.findings
            self.lasting = self.lasting and text.lasting
            texts.append((file.file, text.blocks))
        self.findings += jumps(block for _, found in texts for block in found)
        shift = deeper + 1 - _highest(block for _, found in texts for block in found)
        return tuple(self._section(file, _moved(found, shift)) for file, found in texts)

    def _section(self, file: str, found: tuple[Block, ...]) -> Section:
        """Return a section with its headings numbered; the same object while nothing changed."""
        levels, before = self.setting.levels, self.counters
        numbered = self.memory.made(
            ("编号", self.scope, file),
            (found, levels, before),
            lambda: with_numbers(found, levels, before),
        )
        self.counters = numbered.counters
        self.findings += numbered.findings
        return self.memory.made(
            ("章节", self.scope, file),
            (Itself(numbered),),
            lambda: Section(file, numbered.blocks),
        )

    def _phrase(self, text: Text | None) -> Phrase:
        result, findings = remembered(text, self.figures, self.scope, self.memory)
        self.findings += findings
        return result

    def _details(self, details: Mapping[str, Text]) -> tuple[tuple[str, Phrase], ...]:
        return tuple((name, self._phrase(text)) for name, text in details.items())


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
