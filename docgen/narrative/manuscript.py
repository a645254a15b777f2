"""All text of a report (全文): narrative, form texts and head, references resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct
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
from docgen.figures.model import Figures, ProjectCall, plain_call
from docgen.findings import Finding, Severity, error, warning
from docgen.narrative.numbering import level_jumps, number_styles, numbered_headings
from docgen.narrative.phrases import phrase, row_texts
from docgen.narrative.text_characters import character_faults
from docgen.narrative.text_reading import TextReading
from docgen.patterns import lazy_pattern
from docgen.report import NarrativeFile, PictureFile, Report, SubProject, Text
from docgen.scoring.model import Appraisal, FormAppraisal

Counters = tuple[int, ...]
MOST_BYTES = 1_000_000
MOST_LINES = 10_000
REFUSED = frozenset({"MDN13", "MDN18", "MDN23"})
"""Codes whose 错误 refuses a text: in conflict, in contradiction, or far too large."""

_FRONT_MATTER = lazy_pattern(r"---[ \t]*\n((?:[\w-]+[:：].*)\n(?:.+\n)*?)---[ \t]*(?:\n|$)")
_OPEN_MATTER = lazy_pattern(r"---[ \t]*\n[A-Za-z][\w-]{0,30}:[ \t]")
_NOT_NEWLINE = lazy_pattern(r"[^\n]")
_KEY = lazy_pattern(r"^([\w-]+)[:：]", re.MULTILINE)
_CONFLICT = lazy_pattern(r"^<{7} .*$", re.MULTILINE)
_OTHER_SIDE = lazy_pattern(r"^>{7} .*$", re.MULTILINE)


class Setting(Struct, frozen=True):
    """What holds for all parts of a text: `levels` are the styles of numbers, outermost first.

    `several`: there is more than one 支出方向.
    """

    levels: tuple[str, ...]
    several: bool
    no_deviation: Text | None


class NarrativePart(Struct, frozen=True):
    """The text of a 支出方向, or the report's own, and what is wrong with it.

    `counters` are those behind its last heading.
    """

    prose: ProjectProse
    findings: tuple[Finding, ...]
    counters: Counters


def report_manuscript(
    report: Report,
    appraisal: Appraisal,
    *,
    numbered: bool = True,
    call: ProjectCall = plain_call,
) -> tuple[Manuscript, tuple[Finding, ...]]:
    """Return all text of the report, and what is wrong with it.

    `numbered=False` (as 编号: 无) leaves headings as they are typed: the template numbers them.
    """
    known = appraisal.figures
    levels, found = number_styles(report.settings.numbering)
    several = len(report.projects) > 1
    setting = Setting(levels if numbered else (), several, report.settings.no_deviation)
    own = call(report_prose, known, "", report.narrative, report.details, setting)
    forms = {form.project.name: form for form in appraisal.forms}
    parts, before = list[NarrativePart](), own.counters
    for project in report.projects:
        form = forms.get(project.name)
        parts.append(call(project_prose, known, project.name, project, form, setting, before))
        before = parts[-1].counters
    title, in_title = phrase(report.title, known, "")
    projects = tuple(part.prose for part in parts)
    whole = Manuscript(own.prose.sections, projects, title, own.prose.details)
    findings = (*found, *own.findings, *in_title, *(f for part in parts for f in part.findings))
    return whole, tuple(dict.fromkeys(findings))


def report_prose(
    figures: Figures,
    files: tuple[NarrativeFile, ...],
    details: Mapping[str, Text],
    setting: Setting,
) -> NarrativePart:
    """Return the report's own text."""
    writer = _PartWriter(setting, "", (), figures)
    sections = writer.file_sections(files, 0)
    return writer.finished_part(ProjectProse("", sections, details=writer.printed_details(details)))


def project_prose(
    figures: Figures,
    project: SubProject,
    form: FormAppraisal | None,
    setting: Setting,
    before: Counters,
) -> NarrativePart:
    """Return the text of a 支出方向; headings are counted on from `before`."""
    writer = _PartWriter(setting, project.name, before, figures)
    opening = (writer.opening_section(project),) if setting.several else ()
    sections = opening + writer.file_sections(project.narrative, int(setting.several))
    scored = form.rows if form else ()
    texts = tuple(row_texts(scored, figures, project.name, setting.no_deviation))
    writer.findings += (finding for _, found in texts for finding in found)
    goals = tuple(
        GoalProse(writer.printed_phrase(goal.expected), writer.printed_phrase(goal.actual))
        for goal in project.goals
    )
    explanations = tuple(writer.printed_phrase(line.explanation) for line in project.funding)
    rows, details = tuple(row for row, _ in texts), writer.printed_details(project.details)
    prose = ProjectProse(project.name, sections, goals, rows, explanations, details)
    return writer.finished_part(prose)


class _PartWriter:
    """One part of the text while it is put together, with its findings and counters so far."""

    def __init__(self, setting: Setting, scope: str, counters: Counters, figures: Figures) -> None:
        self.setting = setting
        self.figures = figures
        self.scope = scope
        self.counters = counters
        self.findings: list[Finding] = []

    def finished_part(self, prose: ProjectProse) -> NarrativePart:
        return NarrativePart(prose, tuple(self.findings), self.counters)

    def opening_section(self, project: SubProject) -> Section:
        """Return the heading that a 支出方向 starts with where there are several."""
        heading = Heading(1, (Words(project.name, project.source, exact=False),), project.source)
        return self._numbered_section(project.source.file, (heading,))

    def file_sections(self, files: tuple[NarrativeFile, ...], deeper: int) -> tuple[Section, ...]:
        """Return a section per file, the highest heading of all of them at level `deeper` + 1."""
        texts = []
        for file in files:
            found, findings = prose_blocks(file.text, self.figures, self.scope, file.pictures)
            self.findings += findings
            texts.append((file.file, found))
        together = tuple(block for _, found in texts for block in found)
        self.findings += level_jumps(together)
        # Files may all start at `##`.
        levels = (block.level for block in together if isinstance(block, Heading))
        shift = deeper + 1 - min(levels, default=1)
        return tuple(
            self._numbered_section(file, _moved_headings(found, shift)) for file, found in texts
        )

    def _numbered_section(self, file: str, found: tuple[Block, ...]) -> Section:
        """Return a section with its headings numbered."""
        numbered = numbered_headings(found, self.setting.levels, self.counters)
        self.counters = numbered.counters
        self.findings += numbered.findings
        return Section(file, numbered.blocks)

    def printed_phrase(self, text: Text | None) -> Phrase:
        result, findings = phrase(text, self.figures, self.scope)
        self.findings += findings
        return result

    def printed_details(self, details: Mapping[str, Text]) -> tuple[tuple[str, Phrase], ...]:
        return tuple((name, self.printed_phrase(text)) for name, text in details.items())


def _moved_headings(found: tuple[Block, ...], shift: int) -> tuple[Block, ...]:
    return tuple(
        replace(block, level=block.level + shift) if isinstance(block, Heading) else block
        for block in found
    )


def prose_blocks(
    text: Text,
    figures: Figures,
    scope: str,
    pictures: Mapping[str, PictureFile] = MappingProxyType({}),
) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Return the blocks of a Markdown text, its references printed for 正文.

    `pictures` are those that the text names, by their target. Whatever is wrong is a finding; no
    text raises.
    """
    size, lines = len(text.content.encode("utf-8", "replace")), text.content.count("\n") + 1
    for count, most, unit in ((size, MOST_BYTES, "字节"), (lines, MOST_LINES, "行")):
        if count > most:
            message = f"这个文件有 {count} {unit}，多于 {most} {unit}"
            return (), (error("MDN23", text.source, message, "分成几个文件"),)
    from docgen.narrative.block_elements import text_blocks  # noqa: PLC0415 (slow: markdown-it)

    reading = TextReading(text, figures, scope, pictures)
    reading.add_findings(*character_faults(text), *_conflicts_in(text), *_front_matter(text))
    if matter := _FRONT_MATTER.match(reading.content):
        reading.content = _NOT_NEWLINE.sub(" ", matter[0]) + reading.content[matter.end() :]
    found = text_blocks(reading)
    reading.add_findings(*level_jumps(found))
    return found, tuple(dict.fromkeys(reading.findings))


def is_refused(found: Iterable[Finding]) -> bool:
    """Tell whether among what was found in the prose is a text that is not to be printed."""
    return any(f.code in REFUSED and f.severity is Severity.ERROR for f in found)


def _conflicts_in(text: Text) -> Iterator[Finding]:
    ours = _CONFLICT.search(text.content)
    if ours and _OTHER_SIDE.search(text.content, ours.end()):
        source = text.at(ours.start(), len(ours[0]))
        message = "这里有没有解决的版本冲突（<<<<<<< … >>>>>>>）"
        yield error("MDN13", source, message, "两种写法留一种，并删去三行标记")


def _front_matter(text: Text) -> Iterator[Finding]:
    match = _FRONT_MATTER.match(text.content)
    if not match:
        if _OPEN_MATTER.match(text.content):
            message = "开头的 --- 文件头没有收尾的 ---，分不清哪些是正文"
            yield error("MDN18", text.at(0, 3), message, "删去文件头，或在它后面补一行 ---")
        return
    message = f"开头的 --- 文件头不起作用，没有印出：{match[1].partition(chr(10))[0]}"
    advice = "删去；标题写在正文里，其余写在 report.yaml"
    yield warning("MDN18", text.at(0, 3), message, advice)
    seen: set[str] = set()
    for key in _KEY.finditer(text.content, match.start(1), match.end(1)):
        if key[1] in seen:
            message = f"文件头里“{key[1]}”写了两次，不知道以哪个为准"
            source = text.at(key.start(), len(key[1]))
            yield error("MDN18", source, message, "留下一处，或删去文件头")
        seen.add(key[1])
