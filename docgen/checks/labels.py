"""Numbers whose words name one figure and whose value is another's (名不符数). NUM05, NUM07."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from itertools import chain

from msgspec import Struct

from docgen import figures
from docgen.checks.known import Values
from docgen.checks.lines import Line, Term
from docgen.checks.numeral import AMOUNT
from docgen.checks.own import Own
from docgen.checks.passages import CELL, FORM, PARAGRAPH
from docgen.checks.prose import Prose
from docgen.checks.subject import Rule, Subject
from docgen.figures.model import Figure, FigureKey, Quantity, Rank
from docgen.findings import Finding, Related, Severity
from docgen.scoring import FormAppraisal

_CHARACTERS = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
_FILLER = re.compile(r"全市|全县|全区|本年|年度|共|累计|合计|总计|其中|分别|达到?|为|了|的|是|已")
_ENOUGH = 0.6
_CLOSE = 0.74
_WINDOW = 36
_RANK = re.compile(r"第\s*(\d{1,3})(?![\d.、章节条款期批次届季年月季度])")


class Named(Struct, frozen=True):
    """A figure with the pairs of characters the last part of its name is made of."""

    figure: Figure
    last: frozenset[str]


@lru_cache(1 << 12)  # forms give their figures the same names
def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of characters of a text, its fillers and marks aside.

    >>> sorted(_pairs("全市签约项目"))
    ['签约', '约项', '项目']
    """
    words = "".join(_CHARACTERS.findall(_FILLER.sub("", text)))
    return frozenset(words[i : i + 2] for i in range(len(words) - 1))


class _Naming(Struct, frozen=True):
    """What the words of a 支出方向 may name (可指的数据): figures by what they measure.

    `rows` are the names of its indicators: what a 完成值 speaks of without saying it.
    """

    known: Values
    groups: Mapping[str, tuple[Named, ...]]
    rows: Mapping[int, str]


def _naming(subject: Subject, scope: str) -> _Naming:
    """Return what a scope may name; the report's prose may speak of every 支出方向."""
    scopes = dict.fromkeys(("", scope)) if scope else subject.owners
    named = chain.from_iterable(_named(subject.owners[each]) for each in scopes)
    rows = _row_names(subject.forms[scope]) if scope in subject.forms else ()
    return _Naming(subject.known(scope), _groups(named), dict(rows))


def _named(own: Own) -> Iterator[Named]:
    """Yield the figures of a scope by their names; of two characters one names too much."""
    for figure in own.figures:
        if isinstance(figure.value, Quantity):
            named = Named(figure, _pairs(figure.key.path.rpartition(".")[2]))
            if len(named.last) > 1:
                yield named


def _groups(named: Iterable[Named]) -> Mapping[str, tuple[Named, ...]]:
    groups: dict[str, list[Named]] = {}
    for each in named:
        if isinstance(each.figure.value, Quantity):
            groups.setdefault(each.figure.value.unit.dimension, []).append(each)
    return {dimension: tuple(group) for dimension, group in groups.items()}


def _row_names(form: FormAppraisal) -> Iterator[tuple[int, str]]:
    for index, row in enumerate(form.rows):
        if row.indicator is not None:
            yield index, row.indicator.name


def misnamed_value(subject: Subject) -> Iterator[Finding]:
    """文字说的是一个数据，手写的数却与它不同。

    缘由：同一件事在正文、自评表、汇总里数字不一致，是复核中最多的问题。
    示例：“中车时代电气IGBT芯片线二期（投资37亿元）”，而数据是 35 亿元
    改法：改成引用；说的是另一回事的，换一个说法，或写进 figures.yaml。
    """
    for line, term, key in subject.read_beside(_misnamed, partial(_naming, subject)):
        yield _finding(subject, line, term, subject.appraisal.figures.by_key[key])


def _misnamed(prose: Prose, naming: _Naming) -> Iterator[tuple[Line, Term, FigureKey]]:
    """Yield the typed quantities of a unit that are not what their words name."""
    for line in prose.lines:
        passage = line.passage
        if passage.kind not in (PARAGRAPH, CELL, FORM):
            continue
        place = f"{naming.rows.get(passage.row, '')} {passage.field}"
        for term in line.terms:
            if term.numeral.kind == AMOUNT and not term.figures:
                group = naming.groups.get(term.dimension, ())
                figure = _meant(line, term, place, group, naming.known)
                if figure is not None:
                    yield line, term, figure.key


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
    scored = sorted(_scored(group, _pairs(words)), key=lambda s: s[0])
    best, other = scored[-1] if scored else None, scored[-2] if len(scored) > 1 else None
    if best is None or best[0] < Decimal(str(_ENOUGH)) or (other and best[0] == other[0]):
        return None
    figure = best[1].figure
    if _said_already(line, term, figure) or not _alike(term, figure, best[0]):
        return None
    return figure


def _scored(group: Iterable[Named], pairs: frozenset[str]) -> Iterator[tuple[Decimal, Named]]:
    """Yield how much of the figures' names the words hold, of those that may hold the most.

    The last part of a name counts a hundred times; the names of its parents break ties.
    """
    held = [
        (Decimal(len(common)) / len(each.last), each)
        for each in group
        if (common := each.last & pairs)
    ]
    least = max((last for last, _ in held), default=Decimal(0)) - Decimal("0.01")
    for last, each in held:
        if last >= least:
            whole = _pairs(str(each.figure.key))
            yield last + Decimal(len(whole & pairs)) / (len(whole) * 100), each


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


def rank_beside_name(subject: Subject) -> Iterator[Finding]:
    """手写的名次与数据里的名次不同。

    缘由：名次年年变，照搬上年的稿子最容易留下旧名次。
    示例：“产业园区全省排名居第7”，而数据是 第3
    改法：改成引用；说的是往年的，写明是哪一年。
    """
    ranks = tuple(
        figure
        for figure in subject.appraisal.figures.by_key.values()
        if isinstance(figure.value, Rank)
    )
    given = [(figure, _pairs(figure.key.path)) for figure in ranks]
    yield from subject.read_beside(_wrong_ranks, lambda _: given) if ranks else ()


def _wrong_ranks(prose: Prose, ranks: Sequence[tuple[Figure, frozenset[str]]]) -> Iterator[Finding]:
    for line in prose.lines:
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
    Rule("NUM07", Severity.WARNING, rank_beside_name, across=True),
)
