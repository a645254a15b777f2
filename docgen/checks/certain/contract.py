"""Template × data × narrative (约定): what one asks for and another lacks. DOC01–DOC05."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.checks.passages import HEADING
from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.document import Heading, Section
from docgen.figures.calculation import evaluate
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.figures.names import find
from docgen.findings import Finding, Related, Severity, Source, note, warning
from docgen.report import FundingLine, Text
from docgen.scoring.model import FormAppraisal


def unused_figure(subject: Subject) -> Iterator[Finding]:
    """数据没有用在任何地方。"""
    used = _used(subject)
    for figure in subject.appraisal.figures.by_key.values():
        if figure.entry is None or figure.members or figure.key in used:
            continue
        message = f"数据“{figure.key.path}”没有用在任何地方"
        yield note("DOC01", figure.source, message, "在正文里引用它，或删去")


def _used(subject: Subject) -> frozenset[FigureKey]:
    known = subject.appraisal.figures
    used: set[FigureKey] = set().union(*(prose.figures for prose in subject.units))
    for form in subject.appraisal.forms:
        used.update(_formula_figures(form, known))
    ahead = [key for key in used if key in known.by_key]
    ahead += [key for key, figure in known.by_key.items() if _compared(figure)]
    while ahead:
        figure = known.by_key[ahead.pop()]
        below = [*figure.inputs, *figure.members, *_equal_to(subject, figure)]
        fresh = [key for key in below if key in known.by_key and key not in used]
        used.update(fresh)
        ahead.extend(fresh)
    return frozenset(used)


def _formula_figures(form: FormAppraisal, known: Figures) -> Iterator[FigureKey]:
    """Yield the figures that the formulas of a form name."""
    texts = [text for line in form.project.funding for text in _amounts(line)]
    rows = [row.indicator for row in form.rows if row.indicator]
    texts += [text for each in rows for text in (each.actual, each.scored_by) if text]
    for text in texts:
        if text.content.lstrip().startswith(("=", "＝")):
            yield from evaluate(text, known, form.project.name).inputs


def _compared(figure: Figure) -> bool:
    return figure.entry is not None and figure.entry.equals is not None


def _equal_to(subject: Subject, figure: Figure) -> tuple[FigureKey, ...]:
    if figure.entry is None or figure.entry.equals is None:
        return ()
    names = figure.entry.equals.content.lstrip("=＝ ")
    found = find(subject.appraisal.figures, names, figure.key.scope)
    if found is not None:
        return (found.key,)
    text = figure.entry.equals
    return evaluate(text, subject.appraisal.figures, figure.key.scope).inputs


def _amounts(line: FundingLine) -> Iterator[Text]:
    yield from (text for text in (line.initial, line.budget, line.executed) if text is not None)


def figure_without_source(subject: Subject) -> Iterator[Finding]:
    """数据没有写来源。"""
    by_file: dict[str, list[Figure]] = {}
    for figure in subject.appraisal.figures.by_key.values():
        entry = figure.entry
        if entry is None or figure.members or figure.formula or entry.origin or entry.workbook:
            continue
        by_file.setdefault(figure.source.file, []).append(figure)
    for bare in by_file.values():
        names = "、".join(figure.key.path for figure in bare[:5])
        more = f"等 {len(bare)} 个" if len(bare) > 5 else f" {len(bare)} 个"  # noqa: PLR2004 (as many as a line holds)
        message = f"{names}{more}数据没有写来源"
        yield note("DOC02", bare[0].source, message, "写上 来源：系统、单位或文件的名称")


def unprinted_narrative(subject: Subject) -> Iterator[Finding]:
    """写了正文，而所选的模板不印正文。"""
    if not subject.contract.file:
        return
    asked = {tag.name for tag in subject.contract.tags}
    for project in subject.report.projects:
        if project.narrative and "支出方向.正文" not in asked:
            first = project.narrative[0].text.source
            message = (
                f"写了 {len(project.narrative)} 个正文文件，模板《{subject.contract.file}》不印正文"
            )
            yield warning("DOC03", first, message, "换一份印正文的模板")
    if subject.report.narrative and "报告.正文" not in asked:
        first = subject.report.narrative[0].text.source
        message = f"写了整份报告的正文，模板《{subject.contract.file}》不印它"
        yield warning("DOC03", first, message, "换一份印 报告.正文 的模板")


def empty_section(subject: Subject) -> Iterator[Finding]:
    """标题下面没有内容。"""
    for section in _sections(subject):
        blocks = section.blocks
        for block, following in zip(blocks, [*blocks[1:], None][: len(blocks)], strict=True):
            if not isinstance(block, Heading):
                continue
            if following is None or (
                isinstance(following, Heading) and following.level <= block.level
            ):
                text = "".join(getattr(child, "text", "") for child in block.children)
                message = f"标题“{text}”下面没有内容"
                yield warning("DOC04", block.source, message, "补上内容，或删去标题")


def _sections(subject: Subject) -> Iterator[Section]:
    files = {file.file for p in subject.report.projects for file in p.narrative}
    files |= {file.file for file in subject.report.narrative}
    last = list(subject.manuscript.sections)
    for project in subject.manuscript.projects:
        last.extend(project.sections)
    for section, following in zip(last, [*last[1:], None][: len(last)], strict=True):
        if section.file not in files or not section.blocks:
            continue
        # A heading that ends one file is filled by what the next file begins with.
        end = section.blocks[-1]
        filled = following is not None and following.blocks and isinstance(end, Heading)
        if filled and following is not None and not _begins_beside(following, end):
            yield Section(section.file, (*section.blocks, following.blocks[0]))
        else:
            yield section


def _begins_beside(section: Section, heading: object) -> bool:
    first = section.blocks[0]
    return (
        isinstance(first, Heading) and isinstance(heading, Heading) and first.level <= heading.level
    )


def same_title(subject: Subject) -> Iterator[Finding]:
    """两个标题一模一样。"""
    seen: dict[tuple[str, str], Source] = {}
    for passage in (each for each in subject.passages if each.kind == HEADING):
        key = (passage.scope, passage.text)
        first = seen.setdefault(key, passage.source)
        if first is not passage.source:
            other = (Related(first, "前一个"),)
            message = f"标题“{passage.text}”写了两次"
            yield Finding("DOC05", Severity.NOTE, passage.source, message, "改其中一个", other)


RULES = (
    CertainRule("DOC01", Severity.NOTE, unused_figure, across=True),
    CertainRule("DOC02", Severity.NOTE, figure_without_source, across=True),
    CertainRule("DOC03", Severity.WARNING, unprinted_narrative, across=True),
    CertainRule("DOC04", Severity.WARNING, empty_section, across=True),
    CertainRule("DOC05", Severity.NOTE, same_title, across=True),
)
