"""Claims beside the figures they speak of (说法与数据): 增长到, 超额, 等级. CLM01, CLM02, CLM05.

What they say of the numbers beside them is held against these in claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from docgen.checks.lines import Prose
from docgen.checks.passages import Passage, Stretch
from docgen.checks.rule import Reading, ReportReadRule
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text
from docgen.figures.model import Figure, FigureKey, Quantity, Rank
from docgen.findings import Related
from docgen.patterns import lazy_pattern

_UP = lazy_pattern(r"(?:增长|增加|提高|提升|上升|增至|升至|扩大|上涨)(?:了|到|至|为|达)*$")
_DOWN = lazy_pattern(r"(?:下降|减少|降低|降至|减至|回落|下滑|压减|缩减)(?:了|到|至|为)*$")
_GRADED = lazy_pattern(
    r"(?:总得分|总分|综合得分|自评得分|评价得分|综合评分|(?<![标度])得分)(?:为|是|[:：])? ?(?P<score>\d{1,3}(?:\.\d+)?) ?分[^。；\d]{0,10}?(?:等级|评级|等次|结果)(?:被?评?定?为|是|[:：])+[“\x22]?(?P<grade>优秀?|良好?|中|差)(?=[，。；、）)”\x22]|$|等)"
)


class _Told(Struct, frozen=True):
    """A figure that prose prints (引到的数据), the `words` before it, and whether they say 增长."""

    passage: Passage
    stretch: Stretch
    key: FigureKey
    words: str
    up: bool = False

    @property
    def shown(self) -> str:
        """The figure as it is printed there."""
        return self.passage.text[self.stretch.start : self.stretch.end]


def against_previous(subject: Subject) -> Iterator[Reading]:
    """“增长到”“下降到”与数据的上年方向相反。"""
    for told in subject.read(_changes):
        figure = subject.appraisal.figures.by_key.get(told.key)
        change = _change(figure) if figure is not None else None
        if figure is not None and change and (change < 0) == told.up:
            previous = _described(figure)
            message = f"“{told.words}”后面是 {told.shown}，上年是 {previous}"
            other = (Related(figure.source, f"上年 {previous}"),)
            place, advice = told.stretch.source, "改正说法，或核对上年的数"
            yield Reading("CLM01", place, message, advice, other)


def _changes(prose: Prose) -> Iterator[_Told]:
    """Yield figures that are said to have gone up or down to what is printed."""
    for passage, stretch, key in _printed(prose):
        before = passage.text[max(0, stretch.start - 8) : stretch.start]
        up, down = _UP.search(before), _DOWN.search(before)
        word = up or down
        if word and before.endswith(("到", "至")):
            yield _Told(passage, stretch, key, word[0], up=bool(up))


def _printed(prose: Prose) -> Iterator[tuple[Passage, Stretch, FigureKey]]:
    for passage in prose.passages:
        for stretch in passage.stretches:
            if stretch.figure is not None:
                yield passage, stretch, stretch.figure


def _change(figure: Figure) -> Decimal | None:
    value, previous = figure.value, figure.previous
    if isinstance(value, Quantity) and isinstance(previous, Quantity):
        return value.base - previous.base
    if isinstance(value, Rank) and isinstance(previous, Rank):
        return Decimal(previous.number - value.number)
    return None


def _described(figure: Figure) -> str:
    previous = figure.previous
    if isinstance(previous, Quantity):
        return f"{number_text(previous.number)}{previous.unit.name}"
    return previous.text if isinstance(previous, Rank) else ""


def against_target(subject: Subject) -> Iterator[Reading]:
    """“超额”后面的数据低于它的目标。"""
    for told in subject.read(_overdone):
        figure = subject.appraisal.figures.by_key.get(told.key)
        value, target = (figure.value, figure.target) if figure is not None else (None, None)
        if figure is None or not isinstance(value, Quantity) or not isinstance(target, Quantity):
            continue
        if value.base < target.base:
            wanted = f"{number_text(target.number)}{target.unit.name}"
            message = f"写的是“超额”，{told.shown}低于目标 {wanted}"
            other = (Related(figure.source, f"目标 {wanted}"),)
            place, advice = told.stretch.source, "改正说法，或核对目标"
            yield Reading("CLM02", place, message, advice, other)


def _overdone(prose: Prose) -> Iterator[_Told]:
    """Yield figures that a clause with 超额 speaks of."""
    for passage, stretch, key in _printed(prose):
        before = passage.text[max(0, stretch.start - 20) : stretch.start]
        if "超额" in before and "超额" in re.split("[。；]", before)[-1]:
            yield _Told(passage, stretch, key, "超额")


def grade_of_score(subject: Subject) -> Iterator[Reading]:
    """一句话里的得分和等级不相称。"""
    rules = subject.appraisal.rules
    for passage, match in subject.read(_graded) if rules is not None else ():
        due = rules.grades.grade_of(Decimal(match["score"])) if rules is not None else ""
        if due and due[0] != match["grade"][0] and due[0] in "优良中差":
            start, end = match.span("grade")
            message = f"{match['score']} 分应为“{due}”，写的是“{match['grade']}”"
            place, advice = (
                passage.at(start, end - start),
                "核对得分和等级，改成引用 {{总分}}、{{等级}}",
            )
            yield Reading("CLM05", place, message, advice)


def _graded(prose: Prose) -> Iterator[tuple[Passage, re.Match[str]]]:
    """Yield a score and a grade in one sentence, of which one at least was typed."""
    for passage in prose.passages:
        for match in _GRADED.finditer(passage.text):
            if not (
                passage.figures(*match.span("score")) and passage.figures(*match.span("grade"))
            ):
                yield passage, match


RULES = (
    ReportReadRule("CLM01", against_previous),
    ReportReadRule("CLM02", against_target),
    ReportReadRule("CLM05", grade_of_score),
)
