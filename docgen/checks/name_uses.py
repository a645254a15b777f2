"""Names that nobody registered, known by their use (名称的用法): the same stretch, once different.

A stretch that stands in the report at least twice, and a third time with one slip, is taken for a
name written wrong when the words the slip makes stand nowhere else (`name_guesses`) and when it
is a name: it ends like one or is long, and does not stand between the same words only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress

from msgspec import Struct

from docgen.checks.name_differences import BESIDE, Difference, Kind, difference, edge, han, usual
from docgen.checks.name_guesses import Guess, Reading, guesses, reading

_REACH = 16  # characters of a name on each side of a slip
_MOST = 64  # places that are compared with one slip
_TWICE = 2
_SHORTEST = 3
_PLAIN = 6  # a stretch that does not end as names do is a name from this length on
# The last characters of names of places, bodies, works and funds.
_ENDS = frozenset(
    "省市县区镇乡村屯组街路道社园场站所局院校厂店库桥渠坝河湖港馆部处科股室会团队班司行学程目金"
    "划动盟台心署庭营矿田寺塔洞山岛湾泵闸网线厅委办协联企商坊楼城苑屋家段旗州江溪沟滩岭峰坪庄"
)
_ENDINGS = ("基地", "苏木", "嘎查")
# Those that a name of three may have, where chance makes many stretches alike.
_SHORT_ENDS = frozenset("县区旗镇乡村屯街社园场站所局院校厂库桥坝渠河江湖港岛山寨队")


# Two characters turned round prove each other; a character lost is the weakest sign.
_WEIGHTS = {Kind.TURNED: 23, Kind.EXCHANGED: 3, Kind.ADDED: 3, Kind.LOST: 0}


class Slip(Struct, frozen=True):
    """What is written at `at`, and the name that stands at `usual_at`: offsets in the text.

    The more `weight`, the more of the name is as usual; not `sure` is what may be meant so.
    """

    at: int
    written: str
    name: str
    usual_at: int
    weight: int
    sure: bool


def slips(joined: str) -> Iterator[Slip]:
    """Yield the slips in a text, the surest first, none upon another.

    The text is all texts of a report with marks between them, and three marks at both ends.
    """
    read = reading(joined)
    guessed = [*guesses(read)]
    places = _places(read, {guess.key for guess in guessed})
    found = [slip for guess in guessed if (slip := _slip(joined, guess, places)) is not None]
    taken: set[int] = set()
    for slip in sorted(
        found, key=lambda each: (-each.weight, each.at, each.name, each.written, each.usual_at)
    ):
        span = range(slip.at, slip.at + len(slip.written))
        if taken.isdisjoint(span):
            taken.update(span)
            yield slip


def _places(read: Reading, keys: set[str]) -> Mapping[str, Sequence[int]]:
    places: dict[str, list[int]] = {key: [] for key in keys}
    for at in compress(range(len(read.triples)), map(keys.__contains__, read.triples)):
        places[read.triples[at]].append(at)
    return places


def _slip(text: str, guess: Guess, places: Mapping[str, Sequence[int]]) -> Slip | None:
    """Return the slip that a guess is, if the places of its key bear it out."""
    starts = [at + guess.ahead for at in places[guess.key] if at != guess.own]
    if len(starts) < _TWICE:
        return None
    forms = Counter(text[at : at + guess.width] for at in starts[:_MOST])
    form, count = forms.most_common(1)[0]
    if count < _TWICE or (guess.side and len(forms) > 1) or not all(map(han, form)):
        return None
    if guess.kind == Kind.TURNED and form != text[guess.start : guess.end][::-1]:
        return None
    alike = [at for at in starts[:_MOST] if text[at : at + guess.width] == form]
    return _named(text, guess, alike)


def _named(text: str, guess: Guess, alike: Sequence[int]) -> Slip | None:
    """Return the slip in the longest stretch that two of the places share with it."""
    lefts = [_left(text, guess.start, at) for at in alike]
    rights = [_right(text, guess.end, at + guess.width) for at in alike]
    left = 0 if guess.side < 0 else sorted(lefts)[-2]
    right = 0 if guess.side > 0 else sorted(rights)[-2]
    both = [at for at, a, b in zip(alike, lefts, rights, strict=True) if a >= left and b >= right]
    if len(both) < _TWICE:
        return None
    while left > 1 and text[guess.start - left] in BESIDE:
        left -= 1
    while right > 1 and text[guess.end + right - 1] in BESIDE:
        right -= 1
    at, end = both[0] - left, both[0] + guess.width + right
    name, written = text[at:end], text[guess.start - left : guess.end + right]
    slip = difference(written, name)
    before = {text[place - left - 1] for place in both}
    after = {text[place + guess.width + right] for place in both}
    if slip is None or usual(slip, name) or not _borne_out(guess, slip, name, (before, after)):
        return None
    weight = 10 * (left + right) + _WEIGHTS[guess.kind]
    doubtful = guess.kind == Kind.LOST and _in_words(text, guess)
    sure = len(name) > _SHORTEST and _ends(name) and not doubtful
    return Slip(guess.start - left, written, name, at, weight, sure)


def _borne_out(
    guess: Guess, slip: Difference, name: str, beside: tuple[set[str], set[str]]
) -> bool:
    """Tell whether a stretch is a name: it ends like one, stands alone or is long."""
    free = tuple(map(_free, beside))
    if (guess.side < 0 and not free[0]) or (guess.side > 0 and not free[1]):
        return False
    if {name[0], name[-1]} & BESIDE or len(name) < _SHORTEST:
        return False
    if guess.side > 0 and slip.odd in _ENDS:
        return False  # 文化站 beside 文化局 is another
    if len(name) == _SHORTEST:
        return name[-1] in _SHORT_ENDS and guess.kind != Kind.LOST and all(free)
    if guess.kind == Kind.LOST:
        return _ends(name) and all(free)
    # 季度考评 beside 季度考核: of what does not end like a name the last word may be another.
    alone = guess.side <= 0 and all(any(map(edge, signs)) for signs in beside)
    return _ends(name) or alone or (len(name) >= _PLAIN and not guess.side)


def _ends(name: str) -> bool:
    return name[-1] in _ENDS or name.endswith(_ENDINGS)


def _in_words(text: str, guess: Guess) -> bool:
    """Tell whether words stand where a name has lost its end, as in 调度频次 beside 调度会."""
    beside = {-1: guess.start - 1, 1: guess.start}.get(guess.side)
    return beside is not None and not edge(text[beside])


def _free(beside: set[str]) -> bool:
    """Tell whether a stretch begins or ends here: at a mark, a word like 在, or beside several."""
    return len(beside) > 1 or any(map(edge, beside))


def _left(text: str, one: int, other: int) -> int:
    """Return how many Chinese characters before two places are the same."""
    size = 0
    while size < _REACH and (sign := text[one - size - 1]) == text[other - size - 1] and han(sign):
        size += 1
    return size


def _right(text: str, one: int, other: int) -> int:
    size = 0
    while size < _REACH and (sign := text[one + size]) == text[other + size] and han(sign):
        size += 1
    return size
