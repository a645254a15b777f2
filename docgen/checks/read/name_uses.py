"""Names that nobody registered, known by their use (名称的用法): the same stretch, once different.

A stretch that stands in the report at least twice, and a third time with one slip, is taken for a
name written wrong when the words the slip makes stand nowhere else and when it is a name: it ends
like one or is long, and does not stand between the same words only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from docgen.checks.read.name_differences import (
    Difference,
    Kind,
    is_edge,
    is_han,
    is_outside_gb2312,
    is_usual,
    name_difference,
)
from docgen.checks.read.name_index import NameIndex
from docgen.checks.read.name_words import BESIDE, ENDINGS, ENDS, SHORT_ENDS

_REACH = 16  # characters of a name on each side of a slip
_MOST = 64  # places that are compared with one slip
_TWICE = 2
_SHORTEST = 3
_PLAIN = 6  # a stretch that does not end as names do is a name from this length on
# With these a shorter name begins as well: 县财政局, 第一中学.
_HEADS = BESIDE | frozenset("省市县区镇乡村国第一二三四五六七八九十")
# Two characters turned round prove each other; a character lost is the weakest sign.
_WEIGHTS = {Kind.TURNED: 23, Kind.EXCHANGED: 3, Kind.ADDED: 3, Kind.LOST: 0}


class NameSlip(Struct, frozen=True):
    """What is written at `at`, the name it resembles, and where that stands (-1: nowhere).

    `sure` is whether no other reading is likely.
    """

    at: int
    written: str
    name: str
    slip: Difference
    usual_at: int
    sure: bool = True

    @property
    def end(self) -> int:
        """Where the written stretch ends."""
        return self.at + len(self.written)


class _Guess(Struct, frozen=True):
    """text[start:end] may stand for the characters `ahead` of each place of a repeated triple.

    `side` tells whether it is the first of the name (-1), its last (1) or inside (0).
    """

    kind: Kind
    start: int
    end: int
    triple: str
    ahead: int
    side: int = 0

    @property
    def width(self) -> int:
        """How many characters of the name it stands for."""
        return {Kind.ADDED: 0, Kind.TURNED: 2}.get(self.kind, 1)


class _Stretch(Struct, frozen=True):
    """How far a name reaches left and right of a guess, and the places it is usual at."""

    left: int
    right: int
    places: Sequence[int]


def used_slips(index: NameIndex) -> Iterator[NameSlip]:
    """Yield what is a name that the texts use but for a slip, the surest first."""
    found = [each for guess in _guesses(index) if (each := _weighed_slip(index, guess))]
    for _, slip in sorted(found, key=lambda each: (-each[0], each[1].at, each[1].name)):
        yield slip


def _guesses(index: NameIndex) -> Iterator[_Guess]:
    """Yield where a name may have a slip: beside pairs of characters that meet nowhere else."""
    for at in sorted({each + step for each in index.single for step in (0, 1)}):
        if index.is_lone(at):
            yield from _exchanged(index, at)
        if index.is_lone(at) or index.text[at] == index.text[at - 1]:
            yield from _added(index, at)
    for at in sorted(index.single):
        yield from _turned(index, at)
        yield from _lost(index, at)
    yield from _shortened(index)


def _exchanged(index: NameIndex, at: int) -> Iterator[_Guess]:
    text, kind = index.text, Kind.EXCHANGED
    for triple in index.gapped.get((text[at - 1] + text[at + 1], 1), ()):
        yield _Guess(kind, at, at + 1, triple, 1)
    if text[at] in BESIDE:
        return
    for side, pair, place in ((-1, text[at + 1 : at + 3], 0), (1, text[at - 2 : at], 2)):
        triples = index.gapped.get((pair, place), ())
        # The two characters beside it stand with one other wherever they do, but here.
        if len(triples) == 1 and index.pairs[pair] == len(index.repeated[triples[0]]) + 1:
            yield _Guess(kind, at, at + 1, triples[0], place, side)
    for side, start, ahead in ((-1, at + 1, -1), (1, at - 3, 3)):
        if len(index.repeated.get(text[start : start + 3], ())) > _TWICE:
            yield _Guess(kind, at, at + 1, text[start : start + 3], ahead, side)


def _added(index: NameIndex, at: int) -> Iterator[_Guess]:
    text = index.text
    for triple, ahead in (
        (text[at - 2 : at] + text[at + 1], 2),
        (text[at - 1] + text[at + 1 : at + 3], 1),
    ):
        if triple in index.repeated:
            yield _Guess(Kind.ADDED, at, at + 1, triple, ahead)


def _turned(index: NameIndex, at: int) -> Iterator[_Guess]:
    text = index.text
    pair = text[at + 1] + text[at]
    for triple, ahead in ((text[at - 1] + pair, 1), (pair + text[at + 2], 0)):
        if triple in index.repeated:
            yield _Guess(Kind.TURNED, at, at + 2, triple, ahead)


def _lost(index: NameIndex, at: int) -> Iterator[_Guess]:
    for triple in index.gapped.get((index.text[at : at + 2], 1), ()):
        yield _Guess(Kind.LOST, at + 1, at + 1, triple, 1)


def _shortened(index: NameIndex) -> Iterator[_Guess]:
    """Yield where a name may have lost its first or its last character.

    What stands beside it there is a mark, a word like 在, or the end of another word.
    """
    text = index.text
    for triple, places in index.repeated.items():
        for at in _odd_places(text, places, -1) if len(places) > _TWICE else ():
            if text[at] not in _HEADS and _is_apart(index, at - 1, at - 1):
                yield _Guess(Kind.LOST, at, at, triple, -1, -1)
        for at in _odd_places(text, places, 3) if len(places) > _TWICE else ():
            end = at + 3
            if text[end - 1] not in BESIDE and _is_apart(index, end - 1, end):
                yield _Guess(Kind.LOST, end, end, triple, 3, 1)


def _odd_places(text: str, places: Sequence[int], step: int) -> Iterator[int]:
    """Yield the one place beside which another character stands than beside all others."""
    beside = Counter(text[at + step] for at in places)
    if len(beside) == 2:  # noqa: PLR2004 (the usual character and the odd one)
        odd = [sign for sign, count in beside.items() if count == 1]
        yield from (at for at in places if text[at + step] in odd)


def _is_apart(index: NameIndex, pair: int, beside: int) -> bool:
    return is_edge(index.text[beside]) or (pair in index.single and not index.is_lone(beside))


def _weighed_slip(index: NameIndex, guess: _Guess) -> tuple[int, NameSlip] | None:
    """Return the slip that a guess is, if the places of its triple bear it out, and its weight."""
    text = index.text
    starts = [at + guess.ahead for at in index.repeated[guess.triple][:_MOST]]
    starts = [at for at in starts if not guess.start - 1 <= at <= guess.end]
    forms = [text[at : at + guess.width] for at in starts]
    form = max(dict.fromkeys(forms), key=forms.count, default="")
    if forms.count(form) < _TWICE or (guess.side and len(set(forms)) > 1):
        return None
    if not all(map(is_han, form)):
        return None
    alike = [at for at, each in zip(starts, forms, strict=True) if each == form]
    stretch = _common_stretch(text, guess, alike)
    return _named_slip(index, guess, stretch) if len(stretch.places) >= _TWICE else None


def _common_stretch(text: str, guess: _Guess, places: Sequence[int]) -> _Stretch:
    """Return the longest stretch around a guess that two of the places share with it."""
    lefts = [_same_left(text, guess.start, at) for at in places]
    rights = [_same_right(text, guess.end, at + guess.width) for at in places]
    left = 0 if guess.side < 0 else sorted(lefts)[-2]
    right = 0 if guess.side > 0 else sorted(rights)[-2]
    whole = zip(places, lefts, rights, strict=True)
    both = [at for at, a, b in whole if a >= left and b >= right]
    while left > 1 and text[guess.start - left] in BESIDE:
        left -= 1
    while right > 1 and text[guess.end + right - 1] in BESIDE:
        right -= 1
    return _Stretch(left, right, both)


def _named_slip(index: NameIndex, guess: _Guess, stretch: _Stretch) -> tuple[int, NameSlip] | None:
    text, left, right = index.text, stretch.left, stretch.right
    spans = [(at - left, at + guess.width + right) for at in stretch.places]
    name, start, end = text[slice(*spans[0])], guess.start - left, guess.end + right
    slip = name_difference(text[start:end], name)
    if slip is None or is_usual(slip, name):
        return None
    if index.cuts_word(start, end) or any(index.cuts_word(*span) for span in spans):
        return None
    beside = {text[a - 1] for a, _ in spans}, {text[b] for _, b in spans}
    if not _is_borne_out(guess, slip, name, beside):
        return None
    doubtful = guess.kind == Kind.LOST and _is_in_words(text, guess)
    sure = len(name) > _SHORTEST and _ends_like_name(name) and not doubtful
    sure = sure or is_outside_gb2312(slip.odd)
    found = NameSlip(start, text[start:end], name, slip, spans[0][0], sure)
    return 10 * (left + right) + _WEIGHTS[guess.kind], found


def _is_borne_out(
    guess: _Guess, slip: Difference, name: str, beside: tuple[set[str], set[str]]
) -> bool:
    """Tell whether a stretch is a name: it ends like one, stands alone or is long."""
    free = tuple(map(_is_free, beside))
    if (guess.side < 0 and not free[0]) or (guess.side > 0 and not free[1]):
        return False
    if {name[0], name[-1]} & BESIDE or len(name) < _SHORTEST:
        return False
    if guess.side > 0 and slip.odd in ENDS:
        return False  # 文化站 beside 文化局 is another
    if len(name) == _SHORTEST:
        return name[-1] in SHORT_ENDS and guess.kind != Kind.LOST and all(free)
    if guess.kind == Kind.LOST:
        return _ends_like_name(name) and all(free)
    # 季度考评 beside 季度考核: of what does not end like a name the last word may be another.
    alone = guess.side <= 0 and all(any(map(is_edge, signs)) for signs in beside)
    return _ends_like_name(name) or alone or (len(name) >= _PLAIN and not guess.side)


def _ends_like_name(name: str) -> bool:
    return name[-1] in ENDS or name.endswith(ENDINGS)


def _is_in_words(text: str, guess: _Guess) -> bool:
    """Tell whether words stand where a name has lost its end, as in 调度频次 beside 调度会."""
    beside = {-1: guess.start - 1, 1: guess.start}.get(guess.side)
    return beside is not None and not is_edge(text[beside])


def _is_free(beside: set[str]) -> bool:
    """Tell whether a stretch begins or ends here: at a mark, a word like 在, or beside several."""
    return len(beside) > 1 or any(map(is_edge, beside))


def _same_left(text: str, one: int, other: int) -> int:
    """Return how many Chinese characters before two places are the same."""
    size = 0
    while size < _REACH and (sign := text[one - size - 1]) == text[other - size - 1]:
        if not is_han(sign):
            break
        size += 1
    return size


def _same_right(text: str, one: int, other: int) -> int:
    size = 0
    while size < _REACH and (sign := text[one + size]) == text[other + size]:
        if not is_han(sign):
            break
        size += 1
    return size
