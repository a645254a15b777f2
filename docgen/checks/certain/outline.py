"""What the report must hold (提纲与落款): chapters, their numbers, who signs. DOC06, DOC11–DOC13."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from docgen.checks.passages import HEADING
from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.document import Block, Heading, ItemList, Paragraph, Section, plain
from docgen.figures.numerals import spelled_value
from docgen.findings import Finding, Related, Severity, Source, error, note, warning
from docgen.patterns import lazy_pattern
from docgen.report import Text

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
            number = _number_value(match[match.lastgroup])
            before, place = last.get(key, (0, heading.source))
            last[key] = (number, heading.source)
            if number != before + 1:
                written, right = match[0].strip(), f"应为第 {before + 1} 个"
                message = f"标题编号“{written}”前面是第 {before} 个，{right}"
                other = (Related(place, "前一个标题"),) if before else ()
                advice, severity = "改成连续的编号", Severity.WARNING
                yield Finding("DOC11", severity, heading.source, message, advice, other)


def _number_value(digits: str) -> int:
    return int(digits) if digits.isdecimal() else int(spelled_value(digits) or 0)


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


RULES = (
    CertainRule("DOC06", Severity.ERROR, required_chapters, across=True),
    CertainRule("DOC11", Severity.WARNING, typed_numbering, across=True),
    CertainRule("DOC12", Severity.NOTE, problems_and_measures, across=True),
    CertainRule("DOC13", Severity.WARNING, missing_signature, across=True),
)
