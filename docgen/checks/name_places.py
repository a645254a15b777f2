"""Places in a text whatever its numbers are (数外位置): what names are known by stays as it was.

Which names a report uses does not depend on its numbers, but on which of their digits meet
Chinese characters in a way no others do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

GAP = "\n\n\n"  # between texts: no stretch of characters reaches over it
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_BEFORE = re.compile("[\u3400-\u9fff]{2}\\d")
_AFTER = re.compile("\\d[\u3400-\u9fff]{2}")


Place = tuple[int, int]
"""Which text it is, and which of its characters."""


class Joined(Struct, frozen=True):
    """Texts with gaps between and around them (连文): where each begins in the whole.

    >>> joined = join(["土地5897亩", "林地12亩"])
    >>> joined.place(18), joined.squeezed(17), joined.unsqueezed((1, 3))
    ((1, 5), (1, 3), 17)
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

    def squeezed(self, at: int) -> Place:
        """Return where a character of the whole stands once the texts are squeezed."""
        index, start = self.place(at)
        return index, len(squeezed(self.texts[index][:start]))

    def unsqueezed(self, place: Place) -> int:
        """Return where a character of the squeezed texts stands in the whole."""
        index, start = place
        for number in _NUMBER.finditer(self.texts[index]):
            if number.start() >= start:
                break
            start += len(number[0]) - 1
        return self.starts[index] + start


def squeezed(text: str) -> str:
    """Return a text with a 0 for each number.

    >>> squeezed("储备土地5,897.25亩")
    '储备土地0亩'
    """
    return _NUMBER.sub("0", text)


def meetings(text: str) -> tuple[str, ...]:
    """Return where digits meet Chinese characters: the digit and two of these.

    >>> meetings("储备土地5,897.25亩，")
    ('土地5',)
    """
    return (*_BEFORE.findall(text), *_AFTER.findall(text))


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
