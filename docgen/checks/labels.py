"""Numbers whose words name one figure and whose value is another's (名不符数). NUM05–NUM07."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from docgen import figures
from docgen.checks.known import Values
from docgen.checks.lines import Line, Term
from docgen.checks.numeral import AMOUNT, YEAR
from docgen.checks.passages import CELL, FORM, PARAGRAPH
from docgen.checks.subject import Rule, Subject
from docgen.figures.model import Figure, FigureKey, Quantity, Rank
from docgen.findings import Finding, Related, Severity, warning

_CHARACTERS = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
_FILLER = re.compile(r"全市|全县|全区|本年|年度|共|累计|合计|总计|其中|分别|达到?|为|了|的|是|已")
_ENOUGH = 0.6
_CLOSE = 0.74
_WINDOW = 36
_RANK = re.compile(r"第\s*(\d{1,3})(?![\d.、章节条款期批次届季年月季度])")
_YEAR = re.compile(r"\d{4}\s*年")
_FUTURE = re.compile(
    r"规划|目标|计划|到|预计|力争|以前|之前|底前|截至|期限|有效期|建成|远景|展望|至"
)


class Named(Struct, frozen=True):
    """A figure with the pairs of characters its name is made of: of its last part and of all."""

    figure: Figure
    last: frozenset[str]
    whole: frozenset[str]


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of characters of a text, its fillers and marks aside.

    >>> sorted(_pairs("全市签约项目"))
    ['签约', '约项', '项目']
    """
    words = "".join(_CHARACTERS.findall(_FILLER.sub("", text)))
    return frozenset(words[i : i + 2] for i in range(len(words) - 1))


def _named(subject: Subject) -> Mapping[tuple[str, str], tuple[Named, ...]]:
    """Return the figures of each scope and dimension by their names."""
    found: dict[tuple[str, str], list[Named]] = {}
    scopes = ("", *(form.project.name for form in subject.appraisal.forms))
    for figure in subject.appraisal.figures.by_key.values():
        value = figure.value
        if not isinstance(value, Quantity):
            continue
        last = _pairs(figure.key.path.rpartition(".")[2])
        each = Named(figure, last, _pairs(str(figure.key)))
        if len(last) < 2:  # noqa: PLR2004 (a name of two characters names too much)
            continue
        # The report's own prose may speak of the figures of every 支出方向.
        for scope in scopes if not figure.key.scope else ("", figure.key.scope):
            found.setdefault((scope, value.unit.dimension), []).append(each)
    return {key: tuple(group) for key, group in found.items()}


def misnamed_value(subject: Subject) -> Iterator[Finding]:
    """文字说的是一个数据，手写的数却与它不同。

    缘由：同一件事在正文、自评表、汇总里数字不一致，是复核中最多的问题。
    示例：“中车时代电气IGBT芯片线二期（投资37亿元）”，而数据是 35 亿元
    改法：改成引用；说的是另一回事的，换一个说法，或写进 figures.yaml。
    """
    known, named, rows = subject.known, _named(subject), _row_names(subject)
    for line in subject.lines:
        if line.passage.kind not in (PARAGRAPH, CELL, FORM):
            continue
        for term in line.terms:
            numeral = term.numeral
            if numeral.kind != AMOUNT or line.passage.figures(numeral.start, numeral.end):
                continue
            scope = line.passage.scope
            group = named.get((scope, numeral.unit.dimension), ())
            row = rows.get((scope, line.passage.row), "")
            figure = _meant(line, term, f"{row} {line.passage.field}", group, known[scope])
            if figure is not None:
                yield _finding(subject, line, term, figure)


def _row_names(subject: Subject) -> Mapping[tuple[str, int], str]:
    """Return the names of the indicators: what a 完成值 speaks of without saying it."""
    return {
        (form.project.name, index): row.indicator.name
        for form in subject.appraisal.forms
        for index, row in enumerate(form.rows)
        if row.indicator is not None
    }


def _meant(
    line: Line, term: Term, place: str, group: tuple[Named, ...], known: Values
) -> Figure | None:
    """Return the one figure that the words before a number name, when its value is another."""
    matches = known.matching(term.numeral)
    if line.passage.field == "完成值":  # the row's own value is no proof of itself
        matches = tuple(each for each in matches if each.figure is not None)
    if not group or matches:
        return None
    text = line.passage.text
    start = max(term.numeral.start - _WINDOW, 0)
    before = text[start : term.numeral.start]
    stop = max(before.rfind(mark) for mark in "。；！？\n")
    words = f"{place} {before[stop + 1 :]}{term.after[:8]}"
    pairs = _pairs(words)
    scored = sorted(((_share(each, pairs), each) for each in group), key=lambda s: s[0])
    best, other = scored[-1], scored[-2] if len(scored) > 1 else (Decimal(0), None)
    if best[0] < Decimal(str(_ENOUGH)) or best[0] == other[0]:
        return None
    figure = best[1].figure
    if _said_already(line, term, figure) or not _alike(term, figure, best[0]):
        return None
    return figure


def _share(each: Named, pairs: frozenset[str]) -> Decimal:
    """Return how much of a figure's name the words hold; its parents' names break ties."""
    last = Decimal(len(each.last & pairs)) / len(each.last)
    whole = Decimal(len(each.whole & pairs)) / (len(each.whole) * 100)
    return last + whole


def _said_already(line: Line, term: Term, figure: Figure) -> bool:
    """Tell whether the sentence prints the figure itself: then this is another number."""
    value = figure.value
    for other in line.terms:
        if other.sentence != term.sentence or other is term:
            continue
        if figure.key in line.passage.figures(other.numeral.start, other.numeral.end):
            return True
        if isinstance(value, Quantity) and other.numeral.base == value.base:
            return True
    return False


def _alike(term: Term, figure: Figure, share: Decimal) -> bool:
    """Tell whether the number may be meant for the figure's: near it, or named in full."""
    value = figure.value
    if not isinstance(value, Quantity) or not value.base:
        return False
    if share >= Decimal(str(_CLOSE)):
        return True
    ratio = term.numeral.base / value.base
    return Decimal("0.5") < ratio < Decimal(2)


def _finding(subject: Subject, line: Line, term: Term, figure: Figure) -> Finding:
    numeral = term.numeral
    place = line.passage.at(numeral.start, numeral.end - numeral.start)
    shown = figures.printed(subject.appraisal.figures, figure, "正文")
    words = f"{term.clause.strip()[-12:]}{line.passage.text[numeral.start : numeral.end]}"
    message = f"“{words}”说的像是数据“{figure.key.path}”，它是 {shown}"
    name = figure.key.path if figure.key.scope in ("", line.passage.scope) else str(figure.key)
    related = (Related(figure.source, shown),)
    return Finding(
        "NUM05", Severity.WARNING, place, message, f"改成 {{{{{name}}}}}，或换一个说法", related
    )


def unlikely_year(subject: Subject) -> Iterator[Finding]:
    """年份不像是真的，或在评价年度之后。

    缘由：年份写错一位，或照搬别的年度的稿子，评审一眼就能看出来。
    示例：2020 年度的报告里写着“2820年，全市园区……”
    改法：改正年份；说的是规划、期限的，写明“到…年”“规划”。
    """
    year = subject.report.year
    for line in subject.lines:
        text = line.passage.text
        for term in line.terms:
            numeral = term.numeral
            written = text[numeral.start : numeral.end + 1]
            if line.passage.figures(numeral.start, numeral.end):
                continue
            if numeral.kind != YEAR and not _YEAR.match(written):
                continue
            value = int(numeral.number)
            near = text[max(0, numeral.start - 8) : numeral.end + 12]
            wrong = value < 1900 or value > 2100  # noqa: PLR2004 (no report speaks of them)
            if not wrong and (value <= year or _FUTURE.search(near)):
                continue
            place = line.passage.at(numeral.start, numeral.end - numeral.start)
            message = f"这里的年份是 {value}，报告是 {year} 年度的"
            yield warning("NUM06", place, message, "改正年份；说的是规划的，写明“到…年”")


def rank_beside_name(subject: Subject) -> Iterator[Finding]:
    """手写的名次与数据里的名次不同。

    缘由：名次年年变，照搬上年的稿子最容易留下旧名次。
    示例：“产业园区全省排名居第7”，而数据是 第3
    改法：改成引用；说的是往年的，写明是哪一年。
    """
    ranks = [
        (figure, _pairs(figure.key.path))
        for figure in subject.appraisal.figures.by_key.values()
        if isinstance(figure.value, Rank)
    ]
    for line in subject.lines if ranks else ():
        passage = line.passage
        for hit in _RANK.finditer(passage.text):
            if passage.figures(hit.start(), hit.end()):
                continue
            start = max(passage.text.rfind(mark, 0, hit.start()) for mark in "。；\n") + 1
            words = _pairs(passage.text[start : hit.start()][-_WINDOW:])
            for figure, pairs in ranks:
                found = _wrong_rank(figure, pairs, words, int(hit[1]))
                if found and not _printed_rank(line, figure.key, start):
                    place = passage.at(hit.start(), len(hit[0]))
                    message = f"这里写的是 {hit[0]}，数据“{figure.key.path}”是 第{found}"
                    related = (Related(figure.source, f"第{found}"),)
                    advice = f"改成 {{{{{figure.key.path}}}}}，或写明是哪一年的"
                    yield Finding("NUM07", Severity.WARNING, place, message, advice, related)


def _printed_rank(line: Line, key: FigureKey, start: int) -> bool:
    """Tell whether the sentence prints the figure itself as a rank: 第3, not 上升1位."""
    text = line.passage.text
    return any(
        s.figure == key and s.start >= start and text[s.start : s.end].startswith("第")
        for s in line.passage.stretches
    )


def _wrong_rank(
    figure: Figure, pairs: frozenset[str], words: frozenset[str], typed: int
) -> int | None:
    """Return the figure's rank when the words name it and the typed one is neither it nor 上年."""
    value, previous = figure.value, figure.previous
    if not isinstance(value, Rank) or value.number == typed:
        return None
    if isinstance(previous, Rank) and previous.number == typed:
        return None
    return value.number if len(pairs & words) > 1 or pairs <= words else None


RULES = (
    Rule("NUM05", Severity.WARNING, misnamed_value),
    Rule("NUM06", Severity.WARNING, unlikely_year),
    Rule("NUM07", Severity.WARNING, rank_beside_name),
)
