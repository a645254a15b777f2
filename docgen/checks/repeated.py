"""One label with two values (前后不一): the same words, of the same time, beside other numbers. REC12."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docgen.checks.lines import Line, Term
from docgen.checks.numeral import AMOUNT, DATE, YEAR, factor_between
from docgen.checks.passages import FORM, PARAGRAPH
from docgen.checks.prose import Prose
from docgen.checks.subject import Rule, Subject
from docgen.findings import Finding, Related, Severity

_OWN = re.compile(r"^(?:全年|累计|本|该)+")
_SHARE_OF = re.compile(r"[占为达]|相当于|.*的$")
_BEHIND = re.compile("[\u4e00-\u9fff]{1,4}")  # 惠及1200户群众
_SHORT_LABEL, _LONG_LABEL = 5, 14
_TIMES = re.compile(
    r"上年|去年|同期|计划|目标|任务|[比较]|增|减|降|每|均|其中|第|标准|单价|至|到|超|分别|约|近|另|再|又|一是|二是|三是|[、和]$"
)
_PART_OF_A_YEAR = re.compile(
    r"[上下]半年|[一二三四]季度|前[\d一二三四五六七八九十]+个?月|当月|累计"
)


def one_label_two_values(subject: Subject) -> Iterator[Finding]:
    """同一个说法在两处的数不一样。

    缘由：前后不一致是评审退回的常见原因。
    示例：前文“惠及农村群众1200户”，后文“惠及农村群众1250户”
    改法：核对后改成一致；说的是两回事的，换一个说法。
    """
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


def _found(label: str, line: Line, term: Term, first: tuple[Line, Term]) -> Finding:
    numeral, other = term.numeral, first[1].numeral
    place = line.passage.at(numeral.start, numeral.end - numeral.start)
    where = first[0].passage.at(other.start, other.end - other.start)
    message = f"“{label}”这里是 {numeral.shown}，前面是 {other.shown}"
    if factor_between(other.base, numeral.base):
        message += "；相差一万倍，像是把元写成了万元"
    related = (Related(where, other.shown),)
    return Finding("REC12", Severity.WARNING, place, message, "核对后改成一致", related)


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


RULES = (Rule("REC12", Severity.WARNING, one_label_two_values),)
