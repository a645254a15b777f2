"""The shape of the report (报告的样子): what is printed of it, its chapters, who signs, how long its texts are.

DOC01–DOC09, DOC11–DOC13, DOC60, FRM27.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from types import MappingProxyType

from msgspec import Struct

from docgen.checks.numerals import whole_number
from docgen.checks.passages import FORM, HEADING, Passage
from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.document import Block, Heading, ItemList, Paragraph, Section, plain
from docgen.figures.calculation import evaluate
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.figures.names import find
from docgen.findings import Finding, Related, Severity, Source, draft_warning, error, note, warning
from docgen.patterns import lazy_pattern
from docgen.report import NarrativeFile, Text
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
    ahead += [key for key, figure in known.by_key.items() if figure.entry and figure.entry.equals]
    while ahead:
        figure = known.by_key[ahead.pop()]
        below = [*figure.inputs, *figure.members, *_equal_to(figure, known)]
        fresh = [key for key in below if key in known.by_key and key not in used]
        used.update(fresh)
        ahead.extend(fresh)
    return frozenset(used)


def _formula_figures(form: FormAppraisal, known: Figures) -> Iterator[FigureKey]:
    """Yield the figures that the formulas of a form name."""
    money = [(line.initial, line.budget, line.executed) for line in form.project.funding]
    texts = [text for line in money for text in line if text is not None]
    rows = [row.indicator for row in form.rows if row.indicator]
    texts += [text for each in rows for text in (each.actual, each.scored_by) if text]
    for text in texts:
        if text.content.lstrip().startswith(("=", "＝")):
            yield from evaluate(text, known, form.project.name).inputs


def _equal_to(figure: Figure, known: Figures) -> tuple[FigureKey, ...]:
    """Return the figures that one is held against by its 应等于."""
    text, scope = figure.entry.equals if figure.entry else None, figure.key.scope
    if text is None:
        return ()
    found = find(known, text.content.lstrip("=＝ "), scope)
    return (found.key,) if found is not None else evaluate(text, known, scope).inputs


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
    written = [subject.report.narrative, *(each.narrative for each in subject.report.projects)]
    files = {text.file for texts in written for text in texts}
    # A heading that ends one file is filled by what the next file begins with.
    sections = chain.from_iterable(_section_groups(subject))
    blocks = [(each.file, block) for each in sections for block in each.blocks or (None,)]
    for (file, block), (_, below) in pairwise([*blocks, ("", None)]):
        if not isinstance(block, Heading) or file not in files:
            continue
        if below is None or (isinstance(below, Heading) and below.level <= block.level):
            text = "".join(getattr(child, "text", "") for child in block.children)
            message = f"标题“{text}”下面没有内容"
            yield warning("DOC04", block.source, message, "补上内容，或删去标题")


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


_TYPED = lazy_pattern(
    r"\s*(?:(?P<a>[一二三四五六七八九十]{1,3})、|[（(](?P<b>[一二三四五六七八九十]{1,3})[）)]"
    r"|(?P<c>\d{1,2})[.．、](?!\d)|[（(](?P<d>\d{1,2})[）)]|第(?P<e>[一二三四五六七八九十]{1,3})[章节])\s*"
)
_PROBLEM = lazy_pattern(r"问题|不足|短板|困难")
_MEASURE = lazy_pattern(r"措施|整改|改进|建议|下一步")
_POINT = lazy_pattern(
    r"(?:^|[。；：:\n])\s?(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,3}[，、,]"
    r"|[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、](?!\d))"
)
_SIGNED = ("填表人", "填报人", "填报日期", "联系人", "联系电话", "日期", "单位负责人")


class Chapter(Struct, frozen=True):
    """A heading with the blocks up to the next one that is not below it (章节)."""

    heading: Heading
    title: str
    blocks: tuple[Block, ...]


def required_chapters(subject: Subject) -> Iterator[Finding]:
    """提纲要求的章节没有写。"""
    titles = [bare_title(each.text) for each in subject.passages if each.kind == HEADING]
    for wanted in subject.report.settings.outline:
        name = bare_title(wanted.content)
        if name and not any(name in title for title in titles):
            message = f"提纲要求的“{name}”没有写"
            yield error("DOC06", wanted.source, message, "补上这一节，或从 提纲 里删去")


def bare_title(text: str) -> str:
    """Return a heading without the number that was typed before it.

    >>> bare_title("（二）存在的问题"), bare_title("2022年工作")
    ('存在的问题', '2022年工作')
    """
    match = _TYPED.match(text)
    return text[match.end() if match else 0 :].strip()


def typed_numbering(subject: Subject) -> Iterator[Finding]:
    """手写的标题编号跳号或重号。"""
    numbering = subject.report.settings.numbering
    if numbering is None or numbering.content.strip() != "无":
        return
    for sections in _section_groups(subject):
        last: dict[tuple[int, str], tuple[int, Source]] = {}
        for heading in _headings(sections):
            match = _TYPED.match(plain(heading.children))
            for key in [key for key in last if key[0] > heading.level]:
                del last[key]
            if match is None or match.lastgroup is None:
                continue
            key = (heading.level, match.lastgroup)
            number = whole_number(match[match.lastgroup]) or 0
            before, place = last.get(key, (0, heading.source))
            last[key] = (number, heading.source)
            if number != before + 1:
                written, right = match[0].strip(), f"应为第 {before + 1} 个"
                message = f"标题编号“{written}”前面是第 {before} 个，{right}"
                other = (Related(place, "前一个标题"),) if before else ()
                advice, severity = "改成连续的编号", Severity.WARNING
                yield Finding("DOC11", severity, heading.source, message, advice, other)


def _section_groups(subject: Subject) -> Iterator[tuple[Section, ...]]:
    yield subject.manuscript.sections
    yield from (project.sections for project in subject.manuscript.projects)


def _headings(sections: Sequence[Section]) -> Iterator[Heading]:
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Heading))


def problems_and_measures(subject: Subject) -> Iterator[Finding]:
    """问题比措施多。"""
    for sections in _section_groups(subject):
        chapters = tuple(_chapters([block for section in sections for block in section.blocks]))
        problems = [c for c in chapters if _is_about(c, _PROBLEM, _MEASURE)]
        measures = [c for c in chapters if _is_about(c, _MEASURE, _PROBLEM)]
        if len(problems) != 1 or len(measures) != 1:
            continue
        asked, answered = _point_count(problems[0].blocks), _point_count(measures[0].blocks)
        if asked > answered > 0:
            message = f"“{problems[0].title}”有 {asked} 条，“{measures[0].title}”只有 {answered} 条"
            related = (Related(problems[0].heading.source, f"问题 {asked} 条"),)
            place, advice = measures[0].heading.source, "给没有对上的问题补一条措施"
            yield Finding("DOC12", Severity.NOTE, place, message, advice, related)


def _is_about(chapter: Chapter, words: re.Pattern[str], others: re.Pattern[str]) -> bool:
    """Tell whether a chapter is of one kind; 问题及改进措施 in one heading is of neither."""
    return bool(words.search(chapter.title)) and not others.search(chapter.title)


def _chapters(blocks: Sequence[Block]) -> Iterator[Chapter]:
    """Yield the chapters that are not inside another of the same kind, in order."""
    marks = [(i, block) for i, block in enumerate(blocks) if isinstance(block, Heading)]
    above: list[tuple[int, str]] = []
    for order, (index, heading) in enumerate(marks):
        above = [(level, title) for level, title in above if level < heading.level]
        title = bare_title(plain(heading.children))
        later = (mark for mark, other in marks[order + 1 :] if other.level <= heading.level)
        if not any(_PROBLEM.search(words) or _MEASURE.search(words) for _, words in above):
            end = next(later, len(blocks))
            yield Chapter(heading, title, tuple(blocks[index + 1 : end]))
        above.append((heading.level, title))


def _point_count(blocks: Sequence[Block]) -> int:
    """Return how many points a chapter makes: its sub-headings, else items, else 一是、（一）."""
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    if levels:
        return levels.count(min(levels))
    items = sum(len(block.items) for block in blocks if isinstance(block, ItemList))
    texts = [plain(block.children) for block in blocks if isinstance(block, Paragraph)]
    return items or sum(len(_POINT.findall(text)) for text in texts)


def missing_signature(subject: Subject) -> Iterator[Finding]:
    """模板要印填表人、联系电话、日期等，而没有填。"""
    report, advice = subject.report, "补上，或在模板里删去这一栏"
    missing = _missing_details(subject, "报告", report.details)
    if missing:
        yield warning("DOC13", report.source, f"模板印{'、'.join(missing)}，报告里没有填", advice)
    for project in report.projects:
        missing = _missing_details(subject, "支出方向", project.details)
        if missing:
            message = f"模板印{'、'.join(missing)}，“{project.name}”没有填"
            yield note("DOC13", project.source, message, advice)


def _missing_details(subject: Subject, owner: str, details: Mapping[str, Text]) -> list[str]:
    """Return what a template prints in any case and nobody wrote, in the order of a form."""
    tags = [tag for tag in subject.contract.tags if tag.name.startswith(f"{owner}.")]
    guarded = {tag.name for tag in tags if "if" in tag.text.split() or " or " in tag.text}
    printed = {tag.name for tag in tags if tag.name not in guarded}
    filled = {name for name, text in details.items() if text.content.strip()}
    return [name for name in _SIGNED if f"{owner}.{name}" in printed and name not in filled]


_SYSTEM_BYTES = 2000
_CELLS = MappingProxyType({"三级指标": 60, "指标值": 120})
_VALUE = 60  # R27: a 完成值 over 60 characters
_LIMIT = lazy_pattern(
    r"\s*(?P<most>\d+)\s*(?P<unit>字节|bytes?|字|个字)?\s*(?:以内)?\s*", re.IGNORECASE
)


def text_limits(subject: Subject) -> Iterator[Finding]:
    """文字超过了报送系统的字数限制。"""
    limits = {name: _stated_limit(text) for name, text in subject.report.settings.limits.items()}
    for name, limit in limits.items():
        if limit is None:
            text = subject.report.settings.limits[name]
            message = f"看不懂字数限制“{text.content}”"
            yield error("DOC07", text.source, message, "写成 200 或 2000字节")
    for passage in subject.passages:
        most, unit = limits.get(passage.field) or (0, "")
        size = _byte_count(passage) if unit == "字节" else character_count(passage)
        if most and size > most:
            message = f"{passage.field}有 {size} {unit}，限 {most} {unit}，多 {size - most} {unit}"
            yield warning("DOC07", passage.source, message, "删短")


def _stated_limit(text: Text) -> tuple[int, str] | None:
    match = _LIMIT.fullmatch(text.content)
    if match is None:
        return None
    in_bytes = (match["unit"] or "").lower().startswith(("字节", "byte"))
    return int(match["most"]), "字节" if in_bytes else "个字"


def character_count(passage: Passage) -> int:
    """Return how many characters a text has, blanks aside."""
    return len("".join(passage.text.split()))


def _byte_count(passage: Passage) -> int:
    return len(passage.text.encode("utf-8", "replace"))


def long_for_system(subject: Subject) -> Iterator[Finding]:
    """自评表的一段文字超过 2000 字节，报送系统里可能存不下。"""
    for passage in _form_passages(subject):
        size = _byte_count(passage)
        if size > _SYSTEM_BYTES:
            more = f"多 {size - _SYSTEM_BYTES} 字节"
            message = f"{passage.field}有 {size} 字节，报送系统多限 {_SYSTEM_BYTES} 字节，{more}"
            yield note("DOC08", passage.source, message, "删短，或把系统的限制写进 字数限制")


def long_for_cell(subject: Subject) -> Iterator[Finding]:
    """三级指标或指标值太长，表格的窄栏里印成长长一条。"""
    for passage in _form_passages(subject):
        most, size = _CELLS.get(passage.field), character_count(passage)
        if most is not None and size > most:
            message = f"{passage.field}有 {size} 个字，这一栏宜在 {most} 个字以内"
            yield note("DOC09", passage.source, message, "写短，口径写在正文里")


def _form_passages(subject: Subject) -> Iterator[Passage]:
    """Yield the texts of the forms whose length the report does not limit."""
    limited = subject.report.settings.limits
    return (p for p in subject.passages if p.kind == FORM and p.field not in limited)


def value_not_narrative(subject: Subject) -> Iterator[Finding]:
    """完成值是一大段话，而不是结果。"""
    for passage in subject.passages:
        size = character_count(passage) if passage.field == "完成值" else 0
        if size > _VALUE:
            message = f"完成值有 {size} 个字，像是一段正文"
            yield note("FRM27", passage.source, message, "写结论和数，过程放在正文里")


def pending_setting(subject: Subject) -> Iterator[Finding]:
    """部门、专项名称等还写着待填。"""
    report = subject.report
    texts = [report.title, report.department, report.fund, *report.details.values()]
    texts += [t for p in report.projects for t in (p.fund, *p.details.values())]
    for text in texts:
        if text is not None and text.content.strip() == "待填":
            yield draft_warning(
                "DOC60", text.source, "这里还是“待填”", "填上内容；送审稿不能有待填"
            )


def empty_report(subject: Subject) -> Iterator[Finding]:
    """报告缺了该有的部分。"""
    report = subject.report
    if report.settings.prose_only is None and not report.projects:
        advice = "每个支出方向一个文件夹，如 01-园区建设专项；只有正文的报告写 支出方向: 无"
        yield draft_warning("DOC33", report.source, "没有支出方向，报告里没有自评表", advice)
    for project in report.projects:
        if not project.blocks and not project.funding:
            what = (
                "没有 metrics.yaml" if "metrics" not in project.files else "metrics.yaml 里没有指标"
            )
            message, advice = f"“{project.name}”{what}，自评表是空的", "把自评表写进 metrics.yaml"
            place = Source(f"{project.source.file}/metrics.yaml")
            yield draft_warning("DOC33", place, message, advice)
    yield from _missing_prose(subject)


def _missing_prose(subject: Subject) -> Iterator[Finding]:
    """Yield that nothing is written where the template prints prose."""
    report, asked = subject.report, {tag.name for tag in subject.contract.tags}
    printed = asked & {"支出方向.正文", "报告.正文"}
    if printed and not any(file.text.content.strip() for file in _prose_files(subject)):
        message = "没有正文，模板里正文的地方是空的"
        advice = "正文写在支出方向的 narrative 文件夹里，一节一个 .md 文件"
        yield draft_warning("DOC33", report.source, message, advice)


def empty_prose_file(subject: Subject) -> Iterator[Finding]:
    """正文文件是空的。"""
    files = _prose_files(subject)
    if not any(file.text.content.strip() for file in files):
        return  # the report has no prose at all: that is told
    for file in files:
        if not file.text.content.strip():
            message = f"{file.file.rpartition('/')[2]} 是空的，没有印"
            advice = "写上内容，或删去这个文件"
            yield draft_warning("DOC34", Source(file.file, 1, 1), message, advice)


def _prose_files(subject: Subject) -> tuple[NarrativeFile, ...]:
    report = subject.report
    return (*report.narrative, *(file for each in report.projects for file in each.narrative))


RULES = (
    CertainRule("DOC33", Severity.ERROR, empty_report, across=True),
    CertainRule("DOC34", Severity.ERROR, empty_prose_file, across=True),
    CertainRule("DOC01", Severity.NOTE, unused_figure, across=True),
    CertainRule("DOC02", Severity.NOTE, figure_without_source, across=True),
    CertainRule("DOC03", Severity.WARNING, unprinted_narrative, across=True),
    CertainRule("DOC04", Severity.WARNING, empty_section, across=True),
    CertainRule("DOC05", Severity.NOTE, same_title, across=True),
    CertainRule("DOC06", Severity.ERROR, required_chapters, across=True),
    CertainRule("DOC11", Severity.WARNING, typed_numbering, across=True),
    CertainRule("DOC12", Severity.NOTE, problems_and_measures, across=True),
    CertainRule("DOC13", Severity.WARNING, missing_signature, across=True),
    CertainRule("DOC07", Severity.WARNING, text_limits),
    CertainRule("DOC08", Severity.NOTE, long_for_system),
    CertainRule("DOC09", Severity.NOTE, long_for_cell),
    CertainRule("FRM27", Severity.NOTE, value_not_narrative),
    CertainRule("DOC60", Severity.ERROR, pending_setting, across=True),
)
