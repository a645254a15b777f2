"""The words of the report as a whole (通篇): REC12, FRM49, DOC61–63, and claims of what it prints.

增长到, 超额 and 等级 are held against the figure or score they speak of: CLM01, CLM02, CLM05.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from docgen.checks.numerals import AMOUNT, DATE, YEAR, factor_between, numerals
from docgen.checks.passages import FORM, HEADING, PARAGRAPH, Line, Passage, Stretch, Term
from docgen.checks.rule import Reading, ReportReadRule
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text
from docgen.figures.model import Figure, Quantity, Rank
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
_STATE_THE_TASK = "写明任务数，或给数据写上 目标"
_TASK_WITH_NUMBER = lazy_pattern(r"任务[^，。；]{0,6}\d")


def one_label_two_values(subject: Subject) -> Iterator[Reading]:
    """同一个说法在两处的数不一样。"""
    seen: dict[tuple[str, str, str], tuple[Line, Term]] = {}
    for line in subject.lines:
        if line.passage.kind not in (PARAGRAPH, FORM) or line.passage.field == "指标值":
            continue
        for term in line.terms:
            label = _label(term)
            if not label or _numbered(line, term):
                continue
            key = (line.passage.scope, label, term.numeral.unit.dimension)
            first = seen.setdefault(key, (line, term))
            if not _agree(first[1], term) and _one_time(first, (line, term)):
                yield _found(label, line, term, first)


def _found(label: str, line: Line, term: Term, first: tuple[Line, Term]) -> Reading:
    numeral, other = term.numeral, first[1].numeral
    place = line.passage.span_source(numeral.start, numeral.end)
    where = first[0].passage.span_source(other.start, other.end)
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
    for passage in subject.passages if count > 1 else ():
        for match in _FORMS.finditer(passage.text) if passage.kind == PARAGRAPH else ():
            value = next((n.number for n in numerals(match[0])), count)
            if value != count:
                place = passage.span_source(*match.span())
                message = f"正文写的是 {match[0]}，自评表有 {count} 份"
                yield Reading("FRM49", place, message, "改正个数，或补上漏掉的自评表")


def problems_and_measures(subject: Subject) -> Iterator[Reading]:
    """正文里没有存在的问题，或没有改进措施。"""
    written = [p for p in subject.passages if p.kind in (HEADING, PARAGRAPH)]
    missing = [
        name
        for name, words in _CHAPTERS.items()
        if not any(words.search(passage.text) for passage in written)
    ]
    if written and missing and not subject.report.settings.outline:
        message = f"正文没有写{'和'.join(missing)}"
        advice = "补一节，或在 提纲 里写明必备章节"
        yield Reading("DOC61", written[0].source, message, advice, doubtful=True)


def mixed_units(subject: Subject) -> Iterator[Reading]:
    """同一份报告里亩和公顷混用。"""
    seen: dict[str, Source] = {}
    for passage in subject.passages:
        for hit in _AREA.finditer(passage.text):
            seen.setdefault(hit[1], passage.span_source(*hit.span()))
    if len(seen) > 1:
        (first, one), (second, other) = sorted(seen.items(), key=lambda item: item[1])
        message = f"面积有的用{first}，有的用{second}"
        related = (Related(one, first),)
        yield Reading("DOC62", other, message, "统一成一种单位", related, doubtful=True)


def rate_without_target(subject: Subject) -> Iterator[Reading]:
    """写了完成年度任务的百分之几，没有写任务是多少。"""
    known = subject.appraisal.figures.by_key
    for passage in subject.passages:
        for hit in _RATE_WITHOUT_BASE.finditer(passage.text):
            start = max(passage.text.rfind(mark, 0, hit.start()) for mark in "。；;\n") + 1
            said = passage.text[start : hit.end()].rpartition("任务")[0]
            printed = passage.figures(start, hit.end())
            planned = any(known[key].target is not None for key in printed if key in known)
            if not planned and not _TASK_WITH_NUMBER.search(said):
                message, advice = f"完成任务的 {hit[1]}%，没有写任务是多少", _STATE_THE_TASK
                yield Reading(
                    "DOC63", passage.span_source(*hit.span()), message, advice, doubtful=True
                )


_REFER_TO_BOTH = "核对得分和等级，改成引用 {{总分}}、{{等级}}"
_UP = lazy_pattern(r"(?:增长|增加|提高|提升|上升|增至|升至|扩大|上涨)(?:了|到|至|为|达)*$")
_DOWN = lazy_pattern(r"(?:下降|减少|降低|降至|减至|回落|下滑|压减|缩减)(?:了|到|至|为)*$")
_GRADED = lazy_pattern(
    r"(?:总得分|总分|综合得分|自评得分|评价得分|综合评分|(?<![标度])得分)(?:为|是|[:：])? ?(?P<score>\d{1,3}(?:\.\d+)?) ?分[^。；\d]{0,10}?(?:等级|评级|等次|结果)(?:被?评?定?为|是|[:：])+[“\x22]?(?P<grade>优秀?|良好?|中|差)(?=[，。；、）)”\x22]|$|等)"
)


def against_previous(subject: Subject) -> Iterator[Reading]:
    """“增长到”“下降到”与数据的上年方向相反。"""
    for passage, stretch, figure in _printed(subject):
        before = passage.text[max(0, stretch.start - 8) : stretch.start]
        up, change = _UP.search(before), _change(figure)
        word = up or _DOWN.search(before)
        turned = word and before.endswith(("到", "至")) and (change < 0) == bool(up)
        if word and turned and change:
            previous, shown = _described(figure), passage.text[stretch.start : stretch.end]
            message = f"“{word[0]}”后面是 {shown}，上年是 {previous}"
            other = (Related(figure.source, f"上年 {previous}"),)
            yield Reading("CLM01", stretch.source, message, "改正说法，或核对上年的数", other)


def _printed(subject: Subject) -> Iterator[tuple[Passage, Stretch, Figure]]:
    """Yield the figures that prose prints, each with where it does."""
    known = subject.appraisal.figures.by_key
    for passage in subject.passages:
        for stretch in passage.stretches:
            if stretch.figure is not None and stretch.figure in known:
                yield passage, stretch, known[stretch.figure]


def _change(figure: Figure) -> Decimal:
    value, previous = figure.value, figure.previous
    if isinstance(value, Quantity) and isinstance(previous, Quantity):
        return value.base - previous.base
    if isinstance(value, Rank) and isinstance(previous, Rank):
        return Decimal(previous.number - value.number)
    return Decimal(0)


def _described(figure: Figure) -> str:
    previous = figure.previous
    if isinstance(previous, Quantity):
        return f"{number_text(previous.number)}{previous.unit.name}"
    return previous.text if isinstance(previous, Rank) else ""


def against_target(subject: Subject) -> Iterator[Reading]:
    """“超额”后面的数据低于它的目标。"""
    for passage, stretch, figure in _printed(subject):
        before = passage.text[max(0, stretch.start - 20) : stretch.start]
        value, target = figure.value, figure.target
        if not isinstance(value, Quantity) or not isinstance(target, Quantity):
            continue
        if value.base < target.base and "超额" in re.split("[。；]", before)[-1]:
            wanted = f"{number_text(target.number)}{target.unit.name}"
            shown = passage.text[stretch.start : stretch.end]
            message = f"写的是“超额”，{shown}低于目标 {wanted}"
            other = (Related(figure.source, f"目标 {wanted}"),)
            yield Reading("CLM02", stretch.source, message, "改正说法，或核对目标", other)


def grade_of_score(subject: Subject) -> Iterator[Reading]:
    """一句话里的得分和等级不相称。"""
    rules = subject.appraisal.rules
    for passage in subject.passages if rules is not None else ():
        for match in _GRADED.finditer(passage.text):
            start, end = match.span("grade")
            printed = passage.figures(*match.span("score")) and passage.figures(start, end)
            due = rules.grades.grade_of(Decimal(match["score"])) if rules is not None else ""
            if due and due[0] != match["grade"][0] and due[0] in "优良中差" and not printed:
                message = f"{match['score']} 分应为“{due}”，写的是“{match['grade']}”"
                place, advice = passage.span_source(start, end), _REFER_TO_BOTH
                yield Reading("CLM05", place, message, advice)


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
