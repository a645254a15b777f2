"""The words of the report as a whole (通篇): REC12, FRM49, DOC61–63, and claims of what it prints.

增长到, 超额 and 等级 are held against the figure or score they speak of: CLM01, CLM02, CLM05.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct

from docgen.checks.lines import Line, Prose, Term
from docgen.checks.numerals import AMOUNT, DATE, YEAR, factor_between, numerals
from docgen.checks.passages import FORM, HEADING, PARAGRAPH, Passage, Stretch
from docgen.checks.rule import Reading, ReportReadRule
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text
from docgen.figures.model import Figure, FigureKey, Quantity, Rank
from docgen.findings import Related, Source
from docgen.patterns import lazy_pattern

_OWN = lazy_pattern(r"^(?:全年|累计|本|该)+")
_SHARE_OF = lazy_pattern(r"[占为达]|相当于|.*的$")
_BEHIND = lazy_pattern("[\u4e00-\u9fff]{1,4}")  # 惠及1200户群众
_SHORT_LABEL, _LONG_LABEL = 5, 14
_TIMES = lazy_pattern(
    r"上年|去年|同期|计划|目标|任务|[比较]|增|减|降|每|均|其中|第|标准|单价|至|到|超|分别|约|近|另|再|又|一是|二是|三是|[、和]$"
)
_PART_OF_A_YEAR = lazy_pattern(
    r"[上下]半年|[一二三四]季度|前[\d一二三四五六七八九十]+个?月|当月|累计"
)
_FORMS = lazy_pattern(
    r"(?<!\d)(?P<n>\d{1,4}|[一二两三四五六七八九十]+) ?(?:个|项)(?:支出方向|子项目)"
)
_AREA = lazy_pattern(r"(?<![\d.,])\d[\d.,]{0,20}\s?(亩|公顷)")
_RATE_WITHOUT_BASE = lazy_pattern(
    r"(?:完成|为|占|达)(?:年度|全年|年初|计划)?(?:目标)?任务(?:数|量)?的\s*(\d[\d.]*)\s*[%％]"
)
_CHAPTERS = MappingProxyType(
    {
        "存在的问题": lazy_pattern("问题|不足|短板|困难"),
        "改进措施": lazy_pattern("措施|整改|下一步|建议|改进"),
    }
)
_TASK_WITH_NUMBER = lazy_pattern(r"任务[^，。；]{0,6}\d")


def one_label_two_values(subject: Subject) -> Iterator[Reading]:
    """同一个说法在两处的数不一样。"""
    seen: dict[tuple[str, str, str], tuple[Line, Term]] = {}
    for label, line, term in subject.read(_labelled):
        key = (line.passage.scope, label, term.numeral.unit.dimension)
        first = seen.setdefault(key, (line, term))
        if first[1] is not term and not _agree(first[1], term) and _one_time(first, (line, term)):
            yield _found(label, line, term, first)


def _labelled(prose: Prose) -> Iterator[tuple[str, Line, Term]]:
    """Yield the numbers of a unit that words before them name."""
    for line in prose.lines:
        if line.passage.kind not in (PARAGRAPH, FORM) or line.passage.field == "指标值":
            continue
        for term in line.terms:
            label = _label(term)
            if label and not _numbered(line, term):
                yield label, line, term


def _found(label: str, line: Line, term: Term, first: tuple[Line, Term]) -> Reading:
    numeral, other = term.numeral, first[1].numeral
    place = line.passage.at(numeral.start, numeral.end - numeral.start)
    where = first[0].passage.at(other.start, other.end - other.start)
    message = f"“{label}”这里是 {numeral.shown}，前面是 {other.shown}"
    if factor_between(other.base, numeral.base):
        message += "；相差一万倍，像是把元写成了万元"
    related = (Related(where, other.shown),)
    return Reading("REC12", place, message, "核对后改成一致", related)


def _one_time(one: tuple[Line, Term], other: tuple[Line, Term]) -> bool:
    """Tell whether two amounts can be of one time: not 上半年 here and 6月 there."""
    times = {_time(*one), _time(*other)} - {""}
    return len(times) < 2  # noqa: PLR2004 (two times)


def _time(line: Line, term: Term) -> str:
    """Return the last words of time before an amount, or ""."""
    text = line.passage.text
    before = (t.numeral for t in line.terms[: term.index])
    spans = [(n.start, n.end) for n in before if n.kind in (YEAR, DATE)]
    spans += [m.span() for m in _PART_OF_A_YEAR.finditer(text, 0, term.numeral.start)]
    start, end = max(spans, default=(0, 0))
    return text[start:end].replace(" ", "")


def _numbered(line: Line, term: Term) -> bool:
    """Tell whether a number leads straight into the words of another: 三批项目批复总投资."""
    before = line.terms[term.index - 1] if term.index else None
    return (
        before is not None
        and before.numeral.kind != YEAR
        and term.clause == term.label
        and (before.numeral.end + len(term.label) == term.numeral.start)
    )


def _label(term: Term) -> str:
    """Return the words a value is named by, or "" where they do not name one thing."""
    numeral = term.numeral
    if numeral.kind != AMOUNT or numeral.spelled or numeral.about or not numeral.unit.name:
        return ""
    if term.figures:
        return ""
    clause = re.sub(
        r"(?:共计|总计|合计|共|约|为|达到|达|是|有|了|[:：\s])+$", "", term.clause
    ).strip()
    clause = _OWN.sub("", clause)
    if not _SHORT_LABEL <= len(clause) <= _LONG_LABEL or _TIMES.search(clause):
        return ""
    rate = re.search(r"增长率?$|增速$", clause)
    behind = _BEHIND.match(term.after)
    noun = behind[0].rstrip("的中") if behind else ""
    return "" if rate or _SHARE_OF.match(clause) else clause + noun


def _agree(one: Term, other: Term) -> bool:
    a, b = one.numeral, other.numeral
    half = (
        max(a.step * a.unit.factor, b.step * b.unit.factor) / 2
        if a.step != b.step or a.unit != b.unit
        else Decimal(0)
    )
    return abs(a.base - b.base) <= half


def number_of_forms(subject: Subject) -> Iterator[Reading]:
    """正文说的支出方向（子项目）个数与自评表份数不一致。"""
    count = len(subject.appraisal.forms)
    for words, value, place in subject.read(_counted_forms) if count > 1 else ():
        if value != count:
            message = f"正文写的是 {words}，自评表有 {count} 份"
            yield Reading("FRM49", place, message, "改正个数，或补上漏掉的自评表")


def _counted_forms(prose: Prose) -> Iterator[tuple[str, Decimal, Source]]:
    """Yield how many forms paragraphs say there are."""
    for passage in prose.passages:
        for match in _FORMS.finditer(passage.text) if passage.kind == PARAGRAPH else ():
            value = next((n.number for n in numerals(match[0])), None)
            if value is not None:
                yield match[0], value, passage.at(match.start(), len(match[0]))


def problems_and_measures(subject: Subject) -> Iterator[Reading]:
    """正文里没有存在的问题，或没有改进措施。"""
    narrative = list(subject.read(_narrative))
    if subject.report.settings.outline or not narrative:
        return
    said = {name for _, words in narrative for name in words}
    missing = [name for name in _CHAPTERS if name not in said]
    if missing:
        message = f"正文没有写{'和'.join(missing)}"
        place, advice = narrative[0][0], "补一节，或在 提纲 里写明必备章节"
        yield Reading("DOC61", place, message, advice, doubtful=True)


def _narrative(prose: Prose) -> Iterator[tuple[Source, tuple[str, ...]]]:
    """Yield where a unit's narrative begins, and which of the chapters it speaks of."""
    texts = [p for p in prose.passages if p.kind in (HEADING, PARAGRAPH)]
    if texts:
        text = "".join(p.text for p in texts)
        words = tuple(name for name, words in _CHAPTERS.items() if words.search(text))
        yield texts[0].source, words


def mixed_units(subject: Subject) -> Iterator[Reading]:
    """同一份报告里亩和公顷混用。"""
    seen: dict[str, Source] = {}
    for unit, place in subject.read(_areas):
        seen.setdefault(unit, place)
    if len(seen) > 1:
        (first, one), (second, other) = sorted(seen.items(), key=lambda item: item[1])
        message = f"面积有的用{first}，有的用{second}"
        related = (Related(one, first),)
        yield Reading("DOC62", other, message, "统一成一种单位", related, doubtful=True)


def _areas(prose: Prose) -> Iterator[tuple[str, Source]]:
    for passage in prose.passages:
        for hit in _AREA.finditer(passage.text):
            yield hit[1], passage.at(hit.start(), len(hit[0]))


def rate_without_target(subject: Subject) -> Iterator[Reading]:
    """写了完成年度任务的百分之几，没有写任务是多少。"""
    known = subject.appraisal.figures.by_key
    for place, share, keys in subject.read(_shares_of_tasks):
        if not any(known[key].target is not None for key in keys if key in known):
            message = f"完成任务的 {share}%，没有写任务是多少"
            yield Reading("DOC63", place, message, "写明任务数，或给数据写上 目标", doubtful=True)


def _shares_of_tasks(prose: Prose) -> Iterator[tuple[Source, str, tuple[FigureKey, ...]]]:
    """Yield where a share is told of a task that the sentence does not, and what it prints."""
    for passage in prose.passages:
        for hit in _RATE_WITHOUT_BASE.finditer(passage.text):
            start = max(passage.text.rfind(mark, 0, hit.start()) for mark in "。；;\n")
            sentence = passage.text[start + 1 : hit.end()]
            if not _TASK_WITH_NUMBER.search(sentence.rpartition("任务")[0]):
                keys = passage.figures(start + 1, hit.end())
                yield passage.at(hit.start(), len(hit[0])), hit[1], keys


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
    ReportReadRule("REC12", one_label_two_values),
    ReportReadRule("FRM49", number_of_forms, across=True),
    ReportReadRule("DOC61", problems_and_measures, across=True),
    ReportReadRule("DOC62", mixed_units, across=True),
    ReportReadRule("DOC63", rate_without_target),
    ReportReadRule("CLM01", against_previous),
    ReportReadRule("CLM02", against_target),
    ReportReadRule("CLM05", grade_of_score),
)
