"""Where a name may have a slip (疑处): places at which characters meet that meet nowhere else.

What stands around such a place is looked up among the triples of neighbours of all texts: a guess
says which triple, seen elsewhere, would show the character that is usual there. The time grows
with the length of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import add

from msgspec import Struct

from docgen.checks.name_differences import BESIDE, Kind, edge, han

# With these a shorter name begins as well: 县财政局, 第一中学.
_HEADS = BESIDE | frozenset("省市县区镇乡村国第一二三四五六七八九十")


class Guess(Struct, frozen=True):
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


class Reading(Struct, frozen=True):
    """A text and its triples of neighbours: how often each stands there, and the pairs in them.

    Triples are `rare` that stand there once (and where), `repeated` if Chinese and there twice,
    `often` if thrice. `single` are the places of Chinese pairs that meet nowhere else, `lone`
    those of characters that make no word that is used elsewhere.
    """

    text: str
    triples: Sequence[str]
    counts: Mapping[str, int]
    pairs: Mapping[str, int]
    rare: Mapping[str, int]
    repeated: frozenset[str]
    often: frozenset[str]
    single: frozenset[int]
    lone: frozenset[int]


def reading(text: str) -> Reading:
    """Return a text with what meets in it; three marks must stand at both of its ends."""
    triples = list(map(add, map(add, text, text[1:]), text[2:]))
    counts = Counter(triples)
    pairs: dict[str, int] = {}
    for triple, count in counts.items():
        pair = triple[:2]
        pairs[pair] = pairs.get(pair, 0) + count
    last = dict(zip(triples, range(len(triples)), strict=True))
    rare = {triple: last[triple] for triple, count in counts.items() if count == 1}
    repeated = frozenset(t for t, n in counts.items() if n > 1 and all(map(han, t)))
    often = frozenset(triple for triple in repeated if counts[triple] > 2)  # noqa: PLR2004 (twice, and the slip)
    new = {pair for pair, count in pairs.items() if count == 1 and han(pair[0]) and han(pair[1])}
    single = frozenset(at for triple, at in rare.items() if triple[:2] in new)
    lone = frozenset(_lone(text, single))
    return Reading(text, triples, counts, pairs, rare, repeated, often, single, lone)


def _lone(text: str, single: frozenset[int]) -> Iterator[int]:
    for at in single:
        if at - 1 in single or not han(text[at - 1]):
            yield at
        if not han(text[at + 2]):
            yield at + 1


def guesses(read: Reading) -> Iterator[Guess]:
    """Yield where a name may have a slip."""
    yield from _inside(read)
    yield from _at_the_ends(read)
    yield from _in_names_of_three(read)
    yield from _added(read)
    yield from _turned(read)
    yield from _shortened(read)


def _inside(read: Reading) -> Iterator[Guess]:
    """Yield where a character inside a name is exchanged or lost: l?r stands there twice."""
    text, around = read.text, dict[str, list[str]]()
    for triple in read.repeated:
        around.setdefault(triple[0] + triple[2], []).append(triple)
    for at in read.lone:
        for triple in around.get(text[at - 1] + text[at + 1], ()):
            yield Guess(Kind.EXCHANGED, at, at + 1, triple, 1)
    for at in read.single:
        for triple in around.get(text[at : at + 2], ()):
            yield Guess(Kind.LOST, at + 1, at + 1, triple, 1)


def _at_the_ends(read: Reading) -> Iterator[Guess]:
    """Yield where the first or last character of a name is another."""
    text, triples, kind = read.text, read.triples, Kind.EXCHANGED
    for at in read.lone:
        if triples[at + 1] in read.often and text[at] not in BESIDE:
            yield Guess(kind, at, at + 1, triples[at + 1], -1, 1, -1, at + 1)
        if triples[at - 3] in read.often and text[at] not in BESIDE:
            yield Guess(kind, at, at + 1, triples[at - 3], 3, 1, 1, at - 3)


def _in_names_of_three(read: Reading) -> Iterator[Guess]:
    """Yield the same of three characters: two that stand with one wherever they do, but once."""
    text, pairs, kind = read.text, read.pairs, Kind.EXCHANGED
    lone = [at for at in read.lone if text[at] not in BESIDE]
    tails = {text[at + 1 : at + 3]: at for at in lone}
    heads = {text[at - 2 : at]: at for at in lone}
    for triple in read.repeated:
        others, head, tail = read.counts[triple] + 1, triple[:2], triple[1:]
        if tail in tails and pairs[tail] == others:
            yield Guess(kind, tails[tail], tails[tail] + 1, triple, 0, 1, -1)
        if head in heads and pairs[head] == others:
            yield Guess(kind, heads[head], heads[head] + 1, triple, 2, 1, 1)


def _added(read: Reading) -> Iterator[Guess]:
    text = read.text
    doubled = {at + 1 for at in read.single if text[at] == text[at + 1]}
    for at in read.lone | doubled:
        left, right = text[at - 2 : at] + text[at + 1], text[at - 1] + text[at + 1 : at + 3]
        if left in read.repeated:
            yield Guess(Kind.ADDED, at, at + 1, left, 2, 0)
        if right in read.repeated:
            yield Guess(Kind.ADDED, at, at + 1, right, 1, 0)


def _turned(read: Reading) -> Iterator[Guess]:
    text = read.text
    for at in read.single:
        turned = text[at + 1] + text[at]
        if text[at - 1] + turned in read.repeated:
            yield Guess(Kind.TURNED, at, at + 2, text[at - 1] + turned, 1, 2)
        if turned + text[at + 2] in read.repeated:
            yield Guess(Kind.TURNED, at, at + 2, turned + text[at + 2], 0, 2)


def _shortened(read: Reading) -> Iterator[Guess]:
    """Yield where a name has lost its first or its last character.

    What stands beside it there is a mark, a word like 在, or the end of another word.
    """
    text, triples, often = read.text, read.triples, read.often
    for at in [at + 1 for at in read.rare.values() if triples[at + 1] in often]:
        if text[at] not in _HEADS and _apart(read, at - 1, at - 1):
            yield Guess(Kind.LOST, at, at, triples[at], -1, 1, -1, at)
    for at in [at + 2 for at in read.rare.values() if at and triples[at - 1] in often]:
        if text[at - 1] not in BESIDE and _apart(read, at - 1, at):
            yield Guess(Kind.LOST, at, at, triples[at - 3], 3, 1, 1, at - 3)


def _apart(read: Reading, pair: int, beside: int) -> bool:
    return edge(read.text[beside]) or (pair in read.single and beside not in read.lone)
