"""Where one half of a registered name stands (半名): the stretches beside it that have one slip.

A slip leaves the first or the second half as it is, but in the middle of three characters. Each
text is searched by itself, so that what was found in it can be remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from docgen.checks.name_differences import Difference, Kind, difference, outside_gb2312, usual
from docgen.checks.name_places import GAP, places_of

_ENOUGH = 3  # characters: of less, nothing is told but what no font has
_SHORTEST, _LONGEST = 2, 40


class Candidate(Struct, frozen=True):
    """What stands at `at` of a text and is a registered name but for a slip (疑名)."""

    at: int
    written: str
    name: str
    slip: Difference


class _Part(Struct, frozen=True):
    """A half that names of one length share: their first characters (`ahead`) or their last.

    `seen` is what was found in the stretches that stood beside it.
    """

    part: str
    size: int
    ahead: bool
    names: Sequence[str]
    seen: dict[str, tuple[Candidate, ...]]

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield what stands beside the half in a text with gaps around it."""
        for at in places_of(self.part, text):
            start = at if self.ahead else max(0, at + len(self.part) - self.size - 1)
            end = at + self.size + 1 if self.ahead else at + len(self.part)
            window = text[start:end]
            if window not in self.seen:
                self.seen[window] = tuple(self._beside(window))
            for each in self.seen[window]:
                yield Candidate(start + each.at, each.written, each.name, each.slip)

    def _beside(self, window: str) -> Iterator[Candidate]:
        for name in self.names:
            if window.startswith(name) if self.ahead else window.endswith(name):
                continue
            for length in (self.size - 1, self.size, self.size + 1):
                at = 0 if self.ahead else max(0, len(window) - length)
                written = window[at : at + length]
                slip = _slip(written, name)
                if slip is not None:
                    yield Candidate(at, written, name, slip)


class Halves(Struct, frozen=True):
    """The halves of all registered names, and what those of three have around their middle."""

    parts: Sequence[_Part]
    of_three: Mapping[str, re.Pattern[str]]

    def candidates(self, text: str) -> tuple[Candidate, ...]:
        """Return what is a registered name but for a slip, each stretch once."""
        around = f"{GAP}{text}{GAP}"
        here = (part for part in self.parts if part.part in text)
        found = [each for part in here for each in part.candidates(around)]
        found += self._of_three(around)
        moved = (structs.replace(each, at=each.at - len(GAP)) for each in found)
        return tuple({(each.name, each.written, each.at): each for each in moved}.values())

    def _of_three(self, text: str) -> Iterator[Candidate]:
        for name, pattern in self.of_three.items():
            for match in pattern.finditer(text) if name[0] in text else ():
                slip = _slip(match[0], name)
                if slip is not None:
                    yield Candidate(match.start(), match[0], name, slip)


def _slip(written: str, name: str) -> Difference | None:
    """Return the slip of a stretch that leaves enough of the name, and that names do not have."""
    if len(set(written).symmetric_difference(name)) > 2:  # noqa: PLR2004 (one for another)
        return None
    slip = difference(written, name)
    if slip is None or usual(slip, name):
        return None
    enough = len(name) - (slip.kind == Kind.LOST) >= _ENOUGH
    return slip if enough or outside_gb2312(slip.odd) else None


def halves(names: Iterable[str]) -> Halves:
    """Return the halves of names: where a name is shorter, all of it but a character."""
    kept = sorted(name for name in names if _SHORTEST <= len(name) <= _LONGEST)
    grouped: dict[tuple[str, int, bool], list[str]] = {}
    for name in kept:
        size = len(name)
        half = max(size // 2, min(2, size - 1))
        grouped.setdefault((name[:half], size, True), []).append(name)
        grouped.setdefault((name[-max(half, size - half) :], size, False), []).append(name)
    parts = tuple(_Part(*key, group, {}) for key, group in grouped.items())
    threes = (name for name in kept if len(name) == _ENOUGH)
    return Halves(parts, {name: _around_the_middle(name) for name in threes})


def _around_the_middle(name: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(name[0])}.{re.escape(name[-1])}")
