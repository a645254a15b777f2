"""Names that nobody registered, known by their use (名称的用法): the same stretch, once different.

A stretch that stands in the report at least twice, and a third time with one slip, is taken for a
name written wrong when the words the slip makes stand nowhere else. So only the places are looked
at where two characters meet that meet nowhere else; what stands around such a place is looked up
among the triples and pairs of all texts. The time grows with the length of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from operator import add

from msgspec import Struct

from docgen.checks.name_differences import BESIDE, Difference, Kind, difference, edge, han, usual

_REACH = 16  # characters of a name on each side of a slip
_MOST = 64  # places that are compared with one slip
_TWICE = 2
_SHORTEST = 3
_PLAIN = 6  # a stretch that does not end as names do is a name from this length on
# The last characters of names of places, bodies, works and funds.
_ENDS = frozenset(
    "省市县区镇乡村屯组街路道社园场站所局院校厂店库桥渠坝河湖港馆部处科股室会团队班司行学程目金"
    "划动盟台心署庭营矿田寺塔洞山岛湾泵闸网线厅委办协联企商坊楼城苑屋家段"
)
# Those that a name of three may have, where chance makes many stretches alike.
_SHORT_ENDS = frozenset("县镇乡村屯街社园场站所局院校厂库桥坝渠河湖港岛山寨队")
_HEADS = frozenset("省市县区镇乡村国第一二三四五六七八九十")


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


class _Guess(Struct, frozen=True):
    """text[start:end] may stand for the `width` characters `ahead` of each place of `key`.

    `side` tells whether it is the first character of the name (-1), its last (1) or inside (0);
    `own` is where the key stands beside the slip itself, which proves nothing.
    """

    kind: Kind
    start: int
    end: int
    key: str
    ahead: int
    width: int = 1
    side: int = 0
    own: int = -1


class _Read(Struct, frozen=True):
    """A text and its triples of neighbours: how often each stands there, and the pairs in them.

    `once` are the places of triples that stand there once; `single` those of pairs of Chinese
    characters that meet nowhere else.
    """

    text: str
    triples: Sequence[str]
    counts: Mapping[str, int]
    pairs: Mapping[str, int]
    once: Mapping[str, int]
    single: frozenset[int]

    def parted(self, at: int) -> bool:
        """Tell whether the characters at `at` and after it make no word that is used elsewhere."""
        return at in self.single or not (han(self.text[at]) and han(self.text[at + 1]))


def slips(joined: str) -> Iterator[Slip]:
    """Yield the slips in a text, the surest first, none upon another.

    The text is all texts of a report with marks between them, and three marks at both ends.
    """
    read = _read(joined)
    guesses = [*_guesses(read)]
    places = _places(read, {guess.key for guess in guesses})
    found = [slip for guess in guesses if (slip := _slip(joined, guess, places)) is not None]
    taken: set[int] = set()
    for slip in sorted(found, key=lambda each: (-each.weight, each.at)):
        span = range(slip.at, slip.at + len(slip.written))
        if taken.isdisjoint(span):
            taken.update(span)
            yield slip


def _read(text: str) -> _Read:
    triples = list(map(add, map(add, text, text[1:]), text[2:]))
    counts = Counter(triples)
    pairs: dict[str, int] = {}
    for triple, count in counts.items():
        pair = triple[:2]
        pairs[pair] = pairs.get(pair, 0) + count
    rare = {triple for triple, count in counts.items() if count == 1}
    last = dict(zip(triples, range(len(triples)), strict=True))
    once = {triple: last[triple] for triple in rare}
    single = frozenset(
        at for triple, at in once.items()
        if pairs[triple[:2]] == 1 and han(triple[0]) and han(triple[1])
    )  # fmt: skip
    return _Read(text, triples, counts, pairs, once, single)


def _guesses(read: _Read) -> Iterator[_Guess]:
    lone = {place for at in read.single for place in (at, at + 1) if read.parted(place - 1)}
    lone = {place for place in lone if read.parted(place)}
    yield from _inside(read, lone)
    yield from _at_the_ends(read, lone)
    yield from _added(read, lone)
    yield from _turned(read)
    yield from _shortened(read, lone)


def _inside(read: _Read, lone: set[int]) -> Iterator[_Guess]:
    """Yield where a character inside a name may be exchanged or lost: l?r stands there twice."""
    text, wanted = read.text, dict[str, list[tuple[Kind, int, int]]]()
    for at in lone:
        around = text[at - 1] + text[at + 1]
        wanted.setdefault(around, []).append((Kind.EXCHANGED, at, at + 1))
    for at in read.single:
        wanted.setdefault(text[at : at + 2], []).append((Kind.LOST, at + 1, at + 1))
    for triple in _repeated(read):
        for kind, start, end in wanted.get(triple[0] + triple[2], ()):
            yield _Guess(kind, start, end, triple, 1)


def _repeated(read: _Read) -> Iterator[str]:
    return (
        triple for triple, count in read.counts.items()
        if count > 1 and han(triple[0]) and han(triple[1]) and han(triple[2])
    )  # fmt: skip


def _at_the_ends(read: _Read, lone: set[int]) -> Iterator[_Guess]:
    """Yield where the first or last character of a name may be another."""
    text, kind = read.text, Kind.EXCHANGED
    heads, tails = dict[str, int](), dict[str, int]()
    for at in lone:
        if text[at] in BESIDE:
            continue
        after, before = read.triples[at + 1], read.triples[at - 3]
        if _often(read, after):
            yield _Guess(kind, at, at + 1, after, -1, 1, -1, at + 1)
        if _often(read, before):
            yield _Guess(kind, at, at + 1, before, 3, 1, 1, at - 3)
        tails[after[:2]], heads[before[1:]] = at, at
    for triple in _repeated(read):
        # A name of three: its pair stands with this character wherever it stands, but once.
        at = tails.get(triple[1:], 0)
        if at and read.pairs[triple[1:]] == read.counts[triple] + 1:
            yield _Guess(kind, at, at + 1, triple, 0, 1, -1)
        at = heads.get(triple[:2], 0)
        if at and read.pairs[triple[:2]] == read.counts[triple] + 1:
            yield _Guess(kind, at, at + 1, triple, 2, 1, 1)


def _often(read: _Read, triple: str) -> bool:
    return read.counts.get(triple, 0) > _TWICE and all(map(han, triple))


def _added(read: _Read, lone: set[int]) -> Iterator[_Guess]:
    text = read.text
    doubled = {at + 1 for at in read.single if text[at] == text[at + 1]}
    for at in lone | doubled:
        if not (han(text[at - 1]) and han(text[at + 1])):
            continue
        left, right = text[at - 2 : at] + text[at + 1], text[at - 1] + text[at + 1 : at + 3]
        if read.counts.get(left, 0) > 1:
            yield _Guess(Kind.ADDED, at, at + 1, left, 2, 0)
        if read.counts.get(right, 0) > 1:
            yield _Guess(Kind.ADDED, at, at + 1, right, 1, 0)


def _turned(read: _Read) -> Iterator[_Guess]:
    text = read.text
    for at in read.single:
        turned = text[at + 1] + text[at]
        left, right = text[at - 1] + turned, turned + text[at + 2]
        if read.counts.get(left, 0) > 1:
            yield _Guess(Kind.TURNED, at, at + 2, left, 1, 2)
        if read.counts.get(right, 0) > 1:
            yield _Guess(Kind.TURNED, at, at + 2, right, 0, 2)


def _shortened(read: _Read, lone: set[int]) -> Iterator[_Guess]:
    """Yield where a name may have lost its first or its last character."""
    text, triples = read.text, read.triples
    first = {at + 1 for at in read.single if at not in lone or text[at] in BESIDE}
    first |= {at + 1 for triple, at in read.once.items() if edge(triple[0])}
    for at in first:
        if text[at] not in _HEADS and text[at] not in BESIDE and _often(read, triples[at]):
            yield _Guess(Kind.LOST, at, at, triples[at], -1, 1, -1, at)
    last = {at + 1 for at in read.single if at + 1 not in lone or text[at + 1] in BESIDE}
    last |= {at + 2 for triple, at in read.once.items() if edge(triple[2])}
    for at in last:
        if _often(read, triples[at - 3]):
            yield _Guess(Kind.LOST, at, at, triples[at - 3], 3, 1, 1, at - 3)


def _places(read: _Read, keys: set[str]) -> Mapping[str, Sequence[int]]:
    places: dict[str, list[int]] = {key: [] for key in keys}
    for at in compress(range(len(read.triples)), map(keys.__contains__, read.triples)):
        places[read.triples[at]].append(at)
    return places


def _slip(text: str, guess: _Guess, places: Mapping[str, Sequence[int]]) -> Slip | None:
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


def _named(text: str, guess: _Guess, alike: Sequence[int]) -> Slip | None:
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
    free = (
        _free(text[place - left - 1] for place in both),
        _free(text[place + guess.width + right] for place in both),
    )
    if slip is None or usual(slip, name) or not _borne_out(guess, slip, name, free):
        return None
    weight = 10 * (left + right) + _WEIGHTS[guess.kind]
    sure = len(name) > _SHORTEST and not (guess.kind == Kind.LOST and _in_words(text, guess))
    return Slip(guess.start - left, written, name, at, weight, sure)


def _borne_out(guess: _Guess, slip: Difference, name: str, free: tuple[bool, bool]) -> bool:
    """Tell whether a stretch is a name: it ends like one or is long, and stands free."""
    if (guess.side < 0 and not free[0]) or (guess.side > 0 and not free[1]):
        return False
    if guess.side > 0 and (name[-1] not in _ENDS or slip.odd in _ENDS):
        return False  # 考核奖金 beside 考核奖励, 文化站 beside 文化局
    ends = name[-1] in (_ENDS if len(name) > _SHORTEST else _SHORT_ENDS) or name.endswith("基地")
    if name[0] in BESIDE or len(name) < _SHORTEST or not (ends or len(name) >= _PLAIN):
        return False
    if guess.kind == Kind.LOST:
        return ends and len(name) > _SHORTEST and all(free)
    return len(name) > _SHORTEST or all(free)


def _in_words(text: str, guess: _Guess) -> bool:
    """Tell whether words stand where a name has lost its end, as in 调度频次 beside 调度会."""
    beside = {-1: guess.start - 1, 1: guess.start}.get(guess.side)
    return beside is not None and not edge(text[beside])


def _free(beside: Iterator[str]) -> bool:
    """Tell whether a stretch begins or ends here: at a mark, a word like 在, or beside several."""
    signs = set(beside)
    return len(signs) > 1 or any(map(edge, signs))


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
