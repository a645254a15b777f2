"""Numbers one digit away from a figure (差一位): what a slip of the pen leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import chain

from msgspec import Struct

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.numeral import AMOUNT
from docgen.checks.numerals import numerals
from docgen.checks.own import Own, Owners
from docgen.checks.passages import CELL, FORM, PARAGRAPH
from docgen.figures.model import Figure, Figures, Moment, Period, Quantity, Rank

_LONG, _IN_CELL, _AROUND = 4, 3, 28
_TEXTS = frozenset({"完成值", "实际完成情况", "偏差说明", "调整说明"})
_APPROVED = frozenset({"指标值", "三级指标", "预期目标"})
_EMPTY_WORDS = re.compile(r"资金|项目|完成|工作|年度|全年|情况|建设|数量|合计|其中|产业")
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")
_CHANGES = ("增减", "较(上年)")
_NUMBER = re.compile(r"[\d.]+")
_DATED = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?")


class Spelling(Struct, frozen=True):
    """How a figure, or its change against 上年, is printed: its digits, and all of it."""

    digits: str
    dimension: str
    figure: Figure
    shown: str
    base: Decimal


class Slip(Struct, frozen=True):
    """A typed number (from `start` to `end` of a passage) that is one digit off a spelling."""

    line: Line
    start: int
    end: int
    spelling: Spelling


class Spellings:
    """How the figures that a 支出方向 sees are printed (印法): read when it is first asked for.

    It is asked for where a number is typed that no figure equals.
    """

    def __init__(self, make: Callable[[], Iterable[Spelling]]) -> None:
        """Remember how to read them."""
        self._make = make

    @cached_property
    def _grouped(self) -> Mapping[tuple[str, int], Sequence[Spelling]]:
        grouped: dict[tuple[str, int], list[Spelling]] = {}
        for each in self._make():
            grouped.setdefault((each.dimension, len(each.digits)), []).append(each)
        return grouped

    def of(self, dimension: str, digits: int) -> Sequence[Spelling]:
        """Return the spellings of what measures the same, with as many digits."""
        return self._grouped.get((dimension, digits), ())


def known_spellings(scope: str, owners: Owners, known: Figures) -> Spellings:
    """Return how the figures a 支出方向 sees are printed; the report ("") sees those of all."""
    seen = tuple(own for own in owners.values() if not scope or own.scope in ("", scope))
    return Spellings(lambda: chain.from_iterable(_spelled(own, known) for own in seen))


def _spelled(own: Own, known: Figures) -> Iterator[Spelling]:
    for figure in own.figures:
        yield from {(s.dimension, s.digits): s for s in _of_figure(known, figure)}.values()


def _of_figure(known: Figures, figure: Figure) -> Iterator[Spelling]:
    value = figure.value
    if isinstance(value, Quantity):
        for place in ("正文", "表格"):
            yield from _printed(figure, figures.printed(known, figure, place))
    if (
        isinstance(value, Quantity | Rank)
        and figure.previous is not None
        and figure.entry is not None
    ):
        for form in _CHANGES:
            yield from _printed(figure, figures.printed(known, figure, "正文", form))
    if isinstance(value, Moment | Period):
        shown = figures.printed(known, figure, "正文")
        for match in _DATED.finditer(shown):
            yield Spelling(match[0], "日期", figure, match[0], Decimal(0))


def _printed(figure: Figure, shown: str) -> Iterator[Spelling]:
    for numeral in numerals(shown):
        if numeral.kind == AMOUNT:
            digits = _digits(shown[numeral.start : numeral.end])
            yield Spelling(digits, numeral.unit.dimension, figure, shown, numeral.base)


def changes(known: Figures, own: Own) -> Iterator[Spelling]:
    """Yield how figures with 上年 print their change: what prose may say of them."""
    for figure in own.figures:
        if (
            figure.previous is None
            or figure.entry is None
            or not isinstance(figure.value, Quantity | Rank)
        ):
            continue
        for form in _CHANGES:
            yield from _printed(figure, figures.printed(known, figure, "正文", form))


def slip(known: Spellings, line: Line, term: Term) -> Slip | None:
    """Return what a typed number was meant to be, if its words speak of a figure, too.

    A long number needs no words. Nothing is said where two figures fit equally well.
    """
    numeral, passage = term.numeral, line.passage
    if numeral.about or numeral.spelled or passage.field in _APPROVED:
        return None
    detail = passage.kind == FORM and passage.field not in _TEXTS
    if numeral.kind != AMOUNT or (detail and numeral.unit.name):
        return None
    digits = _digits(passage.text[numeral.start : numeral.end])
    dimension = "元" if detail else numeral.unit.dimension
    options = [*known.of(dimension, len(digits))]
    if dimension == "" and passage.kind == CELL:
        options += known.of("元", len(digits))
    if any(option.digits == digits for option in options):
        return None
    near = [option for option in options if _one_off(digits, option.digits)]
    best = _best(near, line, term, digits)
    return None if best is None else Slip(line, numeral.start, numeral.end, best)


def date_slips(known: Spellings, line: Line) -> Iterator[Slip]:
    """Yield dates one digit away from that of a figure."""
    passage = line.passage
    if passage.field in _APPROVED or "月" not in passage.text:
        return
    for match in _DATED.finditer(passage.text):
        if passage.figures(*match.span()):
            continue
        options = known.of("日期", len(match[0]))
        near = [s for s in options if _one_off(match[0], s.digits)]
        if len({s.figure.key for s in near}) == 1 and not any(
            s.digits == match[0] for s in options
        ):
            yield Slip(line, match.start(), match.end(), near[0])


def _digits(text: str) -> str:
    match = _NUMBER.search(text.replace(",", "").translate(_WIDE))
    return match[0] if match else ""


def _one_off(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _best(near: list[Spelling], line: Line, term: Term, digits: str) -> Spelling | None:
    passage, numeral = line.passage, term.numeral
    around = passage.text[max(0, numeral.start - _AROUND) : numeral.end + _AROUND]
    scored = [(_meant(option.figure, around), option) for option in near]
    long = sum(c.isdigit() for c in digits) >= (_IN_CELL if passage.kind != PARAGRAPH else _LONG)
    worth = [(score, option) for score, option in scored if long or score >= Decimal("0.25")]
    if not worth:
        return None
    top = max(score for score, _ in worth)
    best = {option.figure.key: option for score, option in worth if score == top}
    values = {option.shown for option in best.values()}
    return next(iter(best.values())) if len(best) == 1 or len(values) == 1 else None


def _meant(figure: Figure, around: str) -> Decimal:
    """Return how much of a figure's name stands around a number: 0 to 1."""
    name = _EMPTY_WORDS.sub("", "".join(_HAN.findall(figure.key.path.rpartition(".")[2])))
    pairs = {name[i : i + 2] for i in range(len(name) - 1)} or {name}
    return Decimal(sum(bool(pair) and pair in around for pair in pairs)) / len(pairs)
