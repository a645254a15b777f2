"""All texts of a report as one, with what stands where (名称索引): what names are looked up in.

A stretch of three characters that stands there twice is repeated; each is found again by what is
left of it without one of its characters. The time to make it grows with the length of the texts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from operator import add

from msgspec import Struct

from docgen.checks.read.name_differences import is_han
from docgen.checks.read.name_words import EVERYDAY

GAP = "\n\n\n"  # between texts: no stretch of characters reaches over it


class NameIndex(Struct, frozen=True):
    """The joined texts, with the places of repeated stretches and of odd ones.

    `pairs` counts neighbours; `repeated` are the places of Chinese triples that stand there
    twice; `gapped` the same triples by what is left without the character of a place; `single`
    are the places of Chinese pairs that meet nowhere else.
    """

    text: str
    starts: Sequence[int]
    pairs: Mapping[str, int]
    repeated: Mapping[str, Sequence[int]]
    gapped: Mapping[tuple[str, int], Sequence[str]]
    single: frozenset[int]

    def text_place(self, at: int) -> tuple[int, int]:
        """Return which text a character of the whole stands in, and where."""
        index = bisect_right(self.starts, at) - 1
        return index, at - self.starts[index]

    def is_lone(self, at: int) -> bool:
        """Tell whether a character makes no word that is used elsewhere."""
        before = at - 1 in self.single or not is_han(self.text[at - 1])
        after = at in self.single or not is_han(self.text[at + 1])
        return before and after and (at in self.single or at - 1 in self.single)

    def is_used(self, at: int) -> bool:
        """Tell whether two neighbours meet elsewhere, too."""
        return self.pairs.get(self.text[at : at + 2], 0) > 1

    def has_pairs(self, part: str) -> bool:
        """Tell whether all neighbours in a part meet somewhere: else it stands nowhere."""
        return all(part[at : at + 2] in self.pairs for at in range(len(part) - 1))

    def cuts_word(self, start: int, end: int) -> bool:
        """Tell whether a stretch begins or ends inside an everyday word: 其[中中央资金]."""
        return any(self.text[at - 1 : at + 1] in EVERYDAY for at in (start, end))


def name_index(texts: Sequence[str]) -> NameIndex:
    """Return the index of some texts.

    >>> index = name_index(["石桥镇开门", "资金拨付到石桥镇"])
    >>> index.repeated["石桥镇"], index.text_place(16)
    ([3, 16], (1, 5))
    """
    text = GAP + GAP.join(texts) + GAP
    lengths = (len(each) + len(GAP) for each in texts)
    triples = list(map(add, map(add, text, text[1:]), text[2:]))
    counts = Counter(triples)
    pairs = Counter(map(add, text, text[1:]))
    repeated = {
        triple: list[int]()
        for triple, count in counts.items()
        if count > 1 and all(map(is_han, triple))
    }
    for at, triple in enumerate(triples):
        if triple in repeated:
            repeated[triple].append(at)
    odd = {pair for pair, count in pairs.items() if count == 1 and all(map(is_han, pair))}
    single = frozenset(at for at, triple in enumerate(triples) if triple[:2] in odd)
    starts = tuple(accumulate(lengths, initial=len(GAP)))[:-1]
    return NameIndex(text, starts, pairs, repeated, _by_gap(repeated), single)


def _by_gap(triples: Mapping[str, object]) -> Mapping[tuple[str, int], Sequence[str]]:
    gapped: dict[tuple[str, int], list[str]] = {}
    for triple in triples:
        for place in range(3):
            gapped.setdefault((triple[:place] + triple[place + 1 :], place), []).append(triple)
    return gapped


def part_places(part: str, text: str) -> Iterator[int]:
    """Yield where a part stands in a text.

    >>> list(part_places("一一", "一一一"))
    [0, 1]
    """
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
