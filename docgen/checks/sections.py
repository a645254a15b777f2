"""Sections beside each other (章节): numbering, problems and measures, seams. DOC11–DOC13, DOC28.

Required chapters are DOC06, sections without content DOC04.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from docgen.checks.passages import PARAGRAPH, Passage
from docgen.checks.prose import Prose
from docgen.checks.subject import Rule, Subject
from docgen.document import Block, Heading, ItemList, Paragraph, Section, plain
from docgen.figures.numerals import spelled_value
from docgen.findings import Finding, Related, Severity, Source, note, warning
from docgen.report import Text

_TYPED = re.compile(
    r"^\s*(?:(?P<a>[一二三四五六七八九十]+)、|[（(](?P<b>[一二三四五六七八九十]+)[）)]"
    r"|(?P<c>\d{1,2})[.．、](?!\d)|[（(](?P<d>\d{1,2})[）)]|第(?P<e>[一二三四五六七八九十]+)[章节])"
)
_PROBLEM = re.compile(r"问题|不足|短板|困难")
_MEASURE = re.compile(r"措施|整改|改进|建议|下一步")
_POINT = re.compile(
    r"(?:^|[。；：:\n])\s*(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，、,]"
    r"|[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十]+、|\d{1,2}[.．、](?!\d))"
)
_ENDED = re.compile(r"[。！？：；…”）》)!?;:]$")
_HANGING = re.compile(r"(?:[、，,在和与及于由对把将的并]|其中|以及)$")
_SHORTEST = 16
_SIGNED = ("填表人", "填报人", "填报日期", "联系人", "联系电话", "日期", "单位负责人")


class Chapter(Struct, frozen=True):
    """A heading with the blocks up to the next one that is not below it (章节)."""

    heading: Heading
    title: str
    blocks: tuple[Block, ...]


class Seam(Struct, frozen=True):
    """The paragraphs of a unit that may go on in the next (接缝): first, last, and pairs inside."""

    first: Passage
    inside: tuple[tuple[Passage, Passage], ...]
    last: Passage


def hand_numbering(subject: Subject) -> Iterator[Finding]:
    """手写的标题编号跳号或重号。

    缘由：章节编号跳了一号，像是漏了一节；报告写了 编号: 无，docgen 不替你编号。
    示例：一、… 二、… 四、…
    改法：改成连续的；或删去手写的编号和 编号: 无，由 docgen 编。
    """
    numbering = subject.report.settings.numbering
    if numbering is None or numbering.content.strip() != "无":
        return
    for sections in _parts(subject):
        last: dict[tuple[int, str], tuple[int, Source]] = {}
        for heading in _headings(sections):
            match = _TYPED.match(plain(heading.children))
            for key in [key for key in last if key[0] > heading.level]:
                del last[key]
            if match is None or match.lastgroup is None:
                continue
            key = (heading.level, match.lastgroup)
            number = _value(match[match.lastgroup])
            before, place = last.get(key, (0, heading.source))
            last[key] = (number, heading.source)
            if number != before + 1:
                written = match[0].strip()
                message = f"标题编号“{written}”前面是第 {before} 个，应为第 {before + 1} 个"
                other = (Related(place, "前一个标题"),) if before else ()
                advice = "改成连续的编号"
                yield Finding("DOC11", Severity.WARNING, heading.source, message, advice, other)


def _value(digits: str) -> int:
    return int(digits) if digits.isdigit() else int(spelled_value(digits) or 0)


def _parts(subject: Subject) -> Iterator[tuple[Section, ...]]:
    yield subject.manuscript.sections
    yield from (project.sections for project in subject.manuscript.projects)


def _headings(sections: Sequence[Section]) -> Iterator[Heading]:
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Heading))


def problems_and_measures(subject: Subject) -> Iterator[Finding]:
    """问题比措施多。

    缘由：每个问题都要有对应的改进措施，评审会逐条对（R47）。
    示例：存在的问题 3 条，改进措施 2 条
    改法：给没有对上的问题补一条措施。
    """
    for sections in _parts(subject):
        chapters = tuple(_chapters([block for section in sections for block in section.blocks]))
        problems = [c for c in chapters if _about(c, _PROBLEM, _MEASURE)]
        measures = [c for c in chapters if _about(c, _MEASURE, _PROBLEM)]
        if len(problems) != 1 or len(measures) != 1:
            continue
        asked, answered = _points(problems[0].blocks), _points(measures[0].blocks)
        if asked > answered > 0:
            message = f"“{problems[0].title}”有 {asked} 条，“{measures[0].title}”只有 {answered} 条"
            other = (Related(problems[0].heading.source, f"问题 {asked} 条"),)
            place, advice = measures[0].heading.source, "给没有对上的问题补一条措施"
            yield Finding("DOC12", Severity.NOTE, place, message, advice, other)


def _about(chapter: Chapter, words: re.Pattern[str], others: re.Pattern[str]) -> bool:
    """Tell whether a chapter is of one kind; 问题及改进措施 in one heading is of neither."""
    return bool(words.search(chapter.title)) and not others.search(chapter.title)


def _chapters(blocks: Sequence[Block]) -> Iterator[Chapter]:
    """Yield the chapters that are not inside another of the same kind, in order."""
    marks = [i for i, block in enumerate(blocks) if isinstance(block, Heading)]
    inside: list[tuple[int, str]] = []
    for order, index in enumerate(marks):
        heading = blocks[index]
        if not isinstance(heading, Heading):
            continue
        inside = [(level, title) for level, title in inside if level < heading.level]
        title = _TYPED.sub("", plain(heading.children)).strip()
        end = len(blocks)
        for mark in marks[order + 1 :]:
            other = blocks[mark]
            if isinstance(other, Heading) and other.level <= heading.level:
                end = mark
                break
        above = any(_PROBLEM.search(words) or _MEASURE.search(words) for _, words in inside)
        if not above:
            yield Chapter(heading, title, tuple(blocks[index + 1 : end]))
        inside.append((heading.level, title))


def _points(blocks: Sequence[Block]) -> int:
    """Return how many points a chapter makes: its sub-headings, else items, else 一是、（一）."""
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    if levels:
        return levels.count(min(levels))
    items = sum(len(block.items) for block in blocks if isinstance(block, ItemList))
    if items:
        return items
    texts = [plain(block.children) for block in blocks if isinstance(block, Paragraph)]
    return sum(len(_POINT.findall(text)) for text in texts)


def signature(subject: Subject) -> Iterator[Finding]:
    """模板要印填表人、联系电话、日期等，而没有填。

    缘由：落款、填报日期、联系人空着的表会被退回（R60）。
    示例：模板印 填表人、联系电话，metrics.yaml 里没有
    改法：补上；不填的，在模板里删去这一栏。
    """
    report = subject.report
    missing = _missing(subject, "报告", report.details)
    if missing:
        message = f"模板印{'、'.join(missing)}，报告里没有填"
        yield warning("DOC13", report.source, message, "补上，或在模板里删去这一栏")
    for project in report.projects:
        missing = _missing(subject, "支出方向", project.details)
        if missing:
            message = f"模板印{'、'.join(missing)}，“{project.name}”没有填"
            yield note("DOC13", project.source, message, "补上，或在模板里删去这一栏")


def _missing(subject: Subject, owner: str, details: Mapping[str, Text]) -> list[str]:
    """Return what a template prints in any case and nobody wrote, in the order of a form."""
    tags = [tag for tag in subject.contract.tags if tag.name.startswith(f"{owner}.")]
    guarded = {tag.name for tag in tags if "if" in tag.text.split() or " or " in tag.text}
    printed = {tag.name for tag in tags if tag.name not in guarded}
    return [name for name in _SIGNED if f"{owner}.{name}" in printed and _empty(details.get(name))]


def _empty(text: Text | None) -> bool:
    return text is None or not text.content.strip()


def broken_sentence(subject: Subject) -> Iterator[Finding]:
    """段落没有说完就断开了。

    缘由：从 PDF 复制的文字，换页的地方会断成两段。
    示例：“……项目竣工。在”另起一段“2019年度全省园区综合评价中”
    改法：把两段接起来。
    """
    before: Passage | None = None
    for seam in subject.read(_seams):
        across = ((before, seam.first),) if before is not None else ()
        for passage, following in (*filter(_goes_on, across), *seam.inside):
            text = passage.text.rstrip()
            message = f"“…{text[-12:]}”没有说完，下一段是“{following.text.strip()[:10]}…”"
            yield warning("DOC28", passage.at(len(text) - 1, 1), message, "把两段接起来")
        before = seam.last


def _seams(prose: Prose) -> Iterator[Seam]:
    """Yield where the paragraphs of a unit meet, unless it has none."""
    if prose.passages:
        inside = tuple(filter(_goes_on, pairwise(prose.passages)))
        yield Seam(prose.passages[0], inside, prose.passages[-1])


def _goes_on(pair: tuple[Passage, Passage]) -> bool:
    """Tell whether a paragraph breaks off before the next one."""
    passage, following = pair
    text = passage.text.rstrip()
    if {passage.kind, following.kind} != {PARAGRAPH} or passage.scope != following.scope:
        return False
    return len(text) >= _SHORTEST and not _ENDED.search(text) and bool(_HANGING.search(text))


RULES = (
    Rule("DOC11", Severity.WARNING, hand_numbering, across=True),
    Rule("DOC12", Severity.NOTE, problems_and_measures, across=True),
    Rule("DOC13", Severity.WARNING, signature, across=True),
    Rule("DOC28", Severity.WARNING, broken_sentence),
)
