"""A text read once into numbers with their words and roles (数的角色): what all relations read.

A number has a label, a time and the roles its cues give it. A role by cue may accuse, a sort of
number only excuses.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct

from docgen.checks.numerals import AMOUNT, ORDINAL, Numeral, numerals
from docgen.checks.read.relation_cues import CUES, Cue
from docgen.patterns import lazy_pattern

MOST_NUMBERS = 400
"""Numbers of one passage: whoever writes more of them states no relation in words."""
_LABEL, _CLAUSE = 48, 120
_KEPT_SORTS = frozenset(
    ["元", "率", "百分点", "面积", "体积", "长度", "质量", "功率", "电量", "时间", "月", "分", "倍", "学时"]
)  # fmt: skip
_SAME_COUNT = {"场次": "场", "批次": "批", "台套": "台", "台次": "台"}
_SENTENCE = lazy_pattern(r"[。！？\n]")
_SEGMENT = lazy_pattern("[；;]")
_COMMA = lazy_pattern("[，,；。：\n]")
_BOUNDARY = lazy_pattern("[，。；：、（）()\n,;]")
_CLAUSE_START = lazy_pattern("[，,；。：\n（]")
_TIME = lazy_pattern(
    r"(\d{4}) ?年(?!来)|上年|去年|前年|年初|年末|年底|上半年|下半年|前三季度|[一二三四]季度|"
    r"截至\d{1,2}月|\d{1,2}月底?|[一二三四五六七八九十两]+年(?:累计|共|来)|近[一二三四五]年"
)
_COMPOUND = lazy_pattern("[\u4e00-\u9fff]{1,3}/[\u4e00-\u9fff]{1,3}")
_JOINED = frozenset(["", "、", "和", "，", "及", "/"])
_DONE_WORDS = lazy_pattern("实际|已|实|达到")


class Quantity(Struct, frozen=True, eq=False):
    """A number and what its surroundings say of it (数).

    `label` is the text before it back to the last mark or number, `after` the text up to the next,
    `clause` all of its clause before it. `dim` is what it measures, `sort` what it may be divided
    by: its dimension, or 数 for counted things. `when` is the year or period last named. Values
    are floats in the base unit: they are only compared within half of a printed place.
    """

    at: int
    numeral: Numeral
    label: str
    after: str
    clause: str
    sentence: int
    segment: int
    comma: int
    depth: int
    when: str
    dim: str
    sort: str
    value: float
    half: float
    place: float
    roles: Mapping[str, int]

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.numeral.start

    @property
    def end(self) -> int:
        """Where its unit ends in the text."""
        return self.numeral.end

    @property
    def shown(self) -> str:
        """The number and its unit, as a message says it."""
        return self.numeral.shown

    @property
    def is_exact(self) -> bool:
        """Tell whether no 约, 余, 以上 stands by it."""
        return not self.numeral.about

    @property
    def sign(self) -> int:
        """The direction of the change it states, 0 if none."""
        return next((s for role, s in self.roles.items() if s), 0)

    def has_role(self, *names: str) -> bool:
        """Tell whether its words give it any of these roles."""
        return any(name in self.roles for name in names)

    def shares_unit(self, other: Quantity) -> bool:
        """Tell whether both measure the same: 元 and 万元, not 人 and 户."""
        return self.dim == other.dim and self.dim != ""


class ReadText(Struct, frozen=True):
    """A text with its numbers in order (读过的文字); ranks and dates stand apart."""

    text: str
    quantities: tuple[Quantity, ...]
    ranks: tuple[Numeral, ...]

    def text_between(self, one: Quantity, other: Quantity) -> str:
        """Return the words between two numbers."""
        return self.text[one.end : other.start]

    def near_quantities(self, place: Quantity, back: int = 0, ahead: int = 0) -> list[Quantity]:
        """Return the numbers of a number's sentence, and of others `back` and `ahead` of it."""
        low, high = place.sentence - back, place.sentence + ahead
        return [q for q in self.quantities if low <= q.sentence <= high]

    def earlier_quantities(self, target: Quantity, back: int = 0) -> list[Quantity]:
        """Return the numbers before one, nearest first, of its sentence and `back` others."""
        low = target.sentence - back
        return [q for q in reversed(self.quantities[: target.at]) if q.sentence >= low]


@lru_cache(1)  # compiled when a text with numbers is first read
def compiled_cues() -> tuple[tuple[Cue, re.Pattern[str] | None], ...]:
    """Return the cues, each with its pattern."""

    def pattern_of(cue: Cue) -> re.Pattern[str] | None:
        if cue.before:
            return re.compile(f"(?:{cue.before})[了近约达为是到的计数、：]*$")
        return re.compile(cue.after) if cue.after else None

    return tuple((cue, pattern_of(cue)) for cue in CUES)


def cue_roles(label: str, after: str, unit: str, dim: str) -> dict[str, int]:
    """Return the roles that the words round a number give it, each with its direction."""
    is_rate = dim in {"率", "百分点"}
    given: dict[str, int] = {}
    for cue, pattern in compiled_cues():
        if cue.dim and cue.dim != dim and (cue.dim != "量" or is_rate):
            continue
        words = label if cue.before else after
        if cue.unit in unit and (pattern is None or pattern.search(words)):
            given[cue.role] = cue.sign
    if "after" in given:  # 增加到 is no increase
        given = {r: s for r, s in given.items() if r not in {"growth", "points", "delta"}}
    if "plan" in given and "actual" in given:
        del given["plan" if _DONE_WORDS.match(label) else "actual"]
    return given


@lru_cache(1 << 10)  # several rules ask for one text, and forms repeat theirs
def read_text(text: str) -> ReadText:
    """Return a text read: its numbers with words and roles. Length and places stay as they are."""
    plain = text.replace("％", "%").replace("∶", ":")
    found = numerals(plain)
    ranks = tuple(n for n in found if n.kind == ORDINAL)
    amounts = [n for n in found if _is_amount(plain, n)]
    if not 0 < len(amounts) <= MOST_NUMBERS:
        return ReadText(plain, (), ranks)
    return ReadText(plain, tuple(_read_quantities(plain, amounts)), ranks)


def _is_amount(text: str, numeral: Numeral) -> bool:
    """Tell whether a number counts or measures; in 次/10万亩 it is the base of a unit."""
    bare = numeral.unit.name == "" and numeral.spelled
    return (
        numeral.kind == AMOUNT
        and not bare
        and text[numeral.start - 1 : numeral.start] not in {"/", "／"}
    )


class _Marks(Struct, frozen=True):
    """Where the marks of a text stand (标点), found once."""

    sentences: list[int]
    segments: list[int]
    commas: list[int]
    boundaries: list[int]
    clauses: list[int]
    times: list[tuple[int, str]]
    depths: list[int]


def _marks_of(text: str) -> _Marks:
    def starts_of(pattern: re.Pattern[str]) -> list[int]:
        return [match.start() for match in pattern.finditer(text)]

    times = [(match.end(), match[1] or match[0]) for match in _TIME.finditer(text)]
    steps = ((char in "（(") - (char in "）)") for char in text)
    depths = list(accumulate(steps, lambda depth, step: max(depth + step, 0)))
    return _Marks(
        starts_of(_SENTENCE), starts_of(_SEGMENT), starts_of(_COMMA), starts_of(_BOUNDARY),
        starts_of(_CLAUSE_START), times, depths,
    )  # fmt: skip


def _read_quantities(text: str, amounts: list[Numeral]) -> Iterator[Quantity]:
    marks = _marks_of(text)
    last: Quantity | None = None
    for index, numeral in enumerate(amounts):
        stop = amounts[index + 1].start if index + 1 < len(amounts) else len(text)
        last = _read_quantity(text, marks, index, numeral, stop, last)
        yield last


def _read_quantity(  # noqa: PLR0913, PLR0917 (what stands round one number of a text)
    text: str, marks: _Marks, index: int, numeral: Numeral, stop: int, last: Quantity | None
) -> Quantity:
    start, end = numeral.start, numeral.end
    sentence = bisect_left(marks.sentences, start)
    head = marks.sentences[sentence - 1] + 1 if sentence else 0
    label = text[_after_mark(marks.boundaries, start, last.end if last else 0) : start].strip()
    clause = text[max(_after_mark(marks.clauses, start, 0), start - _CLAUSE) : start]
    after = _BOUNDARY.split(text[end : min(stop, end + _CLAUSE)], maxsplit=1)[0]
    words = label[-_LABEL:]
    if (
        not label
        and last
        and last.sentence == sentence
        and text[last.end : start].strip() in _JOINED
    ):
        words = last.label[-_LABEL:]  # 分别为80万元、60万元
    compound = None if numeral.unit.name else _COMPOUND.match(text, end)  # 微克/立方米
    dim = (
        compound[0] if compound else _SAME_COUNT.get(numeral.unit.dimension, numeral.unit.dimension)
    )
    factor = float(numeral.unit.factor)
    return Quantity(
        index, numeral, label, after, clause, sentence,
        bisect_left(marks.segments, start), bisect_left(marks.commas, start), marks.depths[start],
        _time_before(marks.times, head, start), dim,
        dim if dim in _KEPT_SORTS or "/" in dim else "数",
        float(numeral.base), float(numeral.half), float(numeral.step) * factor,
        cue_roles(words, text[end : end + len(after) + 1], numeral.unit.name, dim),
    )  # fmt: skip


def _after_mark(marks: list[int], start: int, low: int) -> int:
    """Return the offset behind the last mark before a number, not before `low`."""
    index = bisect_left(marks, start)
    return max(marks[index - 1] + 1 if index else 0, low)


def _time_before(times: list[tuple[int, str]], head: int, start: int) -> str:
    """Return the year or period a number stands in: the last one its sentence names."""
    index = bisect_right(times, (start, "\U0010ffff"))
    return times[index - 1][1] if index and times[index - 1][0] > head else ""
