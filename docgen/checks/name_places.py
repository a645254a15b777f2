"""Texts joined into one (连文), and places in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

GAP = "\n\n\n"  # between texts: no stretch of characters reaches over it

Place = tuple[int, int]
"""Which text it is, and which of its characters."""


class Joined(Struct, frozen=True):
    """Texts with gaps between and around them (连文): where each begins in the whole.

    >>> joined = join(["土地5897亩", "林地12亩"])
    >>> joined.place(18)
    (1, 5)
    """

    texts: Sequence[str]
    text: str
    starts: Sequence[int]
    counted: dict[str, int] = {}

    def count(self, part: str) -> int:
        """Return how often a part stands in the whole."""
        if part not in self.counted:
            self.counted[part] = self.text.count(part)
        return self.counted[part]

    def place(self, at: int) -> Place:
        """Return the place of a character of the whole."""
        index = bisect_right(self.starts, at) - 1
        return index, at - self.starts[index]


def join(texts: Sequence[str]) -> Joined:
    """Return texts joined."""
    lengths = (len(text) + len(GAP) for text in texts)
    starts = tuple(accumulate(lengths, initial=len(GAP)))[:-1]
    return Joined(tuple(texts), GAP + GAP.join(texts) + GAP, starts)


def places_of(part: str, text: str) -> Iterator[int]:
    """Yield where a part stands in a text.

    >>> list(places_of("一一", "一一一"))
    [0, 1]
    """
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
