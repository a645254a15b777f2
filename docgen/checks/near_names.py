"""Names one slip away from another (近似名称), found without a dictionary.

Registered names are looked for wherever one half of them stands; names that nobody registered are
known by their use (`name_uses`). A slip is a character for another, one lost, one too many or two
turned round. What real names differ by is none, nor what is written with words in use elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from docgen.checks.name_differences import Difference, Kind, difference, edge, han, usual
from docgen.checks.name_uses import slips

_SHORTEST, _LONGEST = 2, 40
_ENOUGH = 3  # characters: of less, nothing is told but what no font has
_GAP = "\n\n\n"  # between texts: no stretch of characters reaches over it
_LISTED = re.compile(r"[、和与及或跟]")
_SENTENCE = re.compile(r"[。！？；\n]")
_LIST_GAP = 12


class Near(Struct, frozen=True):
    """A suspected name: text `index`, `start`, as written, and the name it resembles.

    `slip` is how they differ; `other` the index and start of a text in which the name stands as
    usual, if any. `sure` is whether it is registered or no other reading is likely.
    """

    text: int
    start: int
    written: str
    name: str
    slip: Difference
    registered: bool
    sure: bool
    other: tuple[int, int] | None = None


class _Found(Struct, frozen=True):
    at: int
    written: str
    name: str
    slip: Difference
    usual_at: int
    registered: bool = True
    sure: bool = True


def near_names(
    texts: Sequence[str], registered: Iterable[str], others: Iterable[str] = ()
) -> tuple[Near, ...]:
    """Return what resembles a name of `registered`, or one that the texts themselves use.

    `others` are names that are known to be right, but nothing is compared with them.
    """
    return _near(tuple(texts), frozenset(registered), frozenset(others))


@lru_cache(2)  # two rules ask, each for its kinds of slip
def _near(
    texts: tuple[str, ...], registered: frozenset[str], others: frozenset[str]
) -> tuple[Near, ...]:
    joined = _GAP + _GAP.join(texts) + _GAP
    starts, length = [], len(_GAP)
    for text in texts:
        starts.append(length)
        length += len(text) + len(_GAP)
    found = _apart([*_registered(joined, registered), *_used(joined)])
    right = registered | others
    return tuple(
        _placed(each, starts) for each in found
        if not _covered(joined, each, right) and not _listed(joined, each)
    )  # fmt: skip


def _placed(found: _Found, starts: Sequence[int]) -> Near:
    index, other = bisect_right(starts, found.at) - 1, bisect_right(starts, found.usual_at) - 1
    usual_at = (other, found.usual_at - starts[other]) if found.usual_at >= 0 else None
    return Near(
        index, found.at - starts[index], found.written, found.name, found.slip,
        found.registered, found.sure, usual_at,
    )  # fmt: skip


def _apart(found: Iterable[_Found]) -> Iterator[_Found]:
    """Yield what was found, the first of what lies upon another."""
    taken: set[int] = set()
    for each in found:
        span = range(each.at, each.at + len(each.written))
        if taken.isdisjoint(span):
            taken.update(span)
            yield each


def _used(text: str) -> Iterator[_Found]:
    for slip in slips(text):
        how = difference(slip.written, slip.name)
        if how is not None:
            sure = slip.sure or outside_gb2312(how.odd)
            yield _Found(slip.at, slip.written, slip.name, how, slip.usual_at, False, sure)  # noqa: FBT003 (registered)


def _registered(text: str, names: Iterable[str]) -> Iterator[_Found]:
    """Yield what is a registered name but for a slip, of long names first."""
    halves = _Halves(text)
    for name in sorted(names, key=lambda each: (-len(each), each)):
        if not _SHORTEST <= len(name) <= _LONGEST:
            continue
        usual_at = text.find(name)
        found = [
            _Found(at, written, name, slip, usual_at)
            for written, places in _stretches(halves, name).items()
            if (slip := difference(written, name)) is not None and not usual(slip, name)
            for at in places
            if not _meant(text, at, written, name, slip)
        ]
        yield from sorted(found, key=_doubt)


def _doubt(found: _Found) -> tuple[int, int]:
    """Return how little a slip proves, the least doubtful first, and its place."""
    slip = found.slip
    at_the_ends = slip.place == 0 or slip.place + len(slip.odd) == len(found.written)
    order = (Kind.TURNED, Kind.ADDED, Kind.EXCHANGED, Kind.LOST).index(slip.kind)
    return (order + 2 * (at_the_ends and slip.kind != Kind.TURNED), found.at)


def _stretches(halves: _Halves, name: str) -> Mapping[str, set[int]]:
    """Return stretches about as long as a name, and where they stand: beside one half of it.

    A slip leaves the first or the second half as it is, but in the middle of three characters.
    """
    size, found = len(name), defaultdict[str, set[int]](set)
    half = max(size // 2, min(2, size - 1))
    for window, starts in halves.after(name[:half], size + 1).items():
        if not window.startswith(name):
            for length in (size - 1, size, size + 1):
                found[window[:length]].update(starts)
    for window, ends in halves.before(name[-max(half, size - half) :], size + 1).items():
        if not window.endswith(name):
            for length in (size - 1, size, size + 1):
                found[window[-length:]].update(end - length for end in ends)
    if size == _ENOUGH:
        for match in re.finditer(f"{re.escape(name[0])}.{re.escape(name[2])}", halves.text):
            found[match[0]].add(match.start())
    return found


class _Halves:
    """What stands around parts of names in a text; names that share a part look once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._seen: dict[tuple[str, int], dict[str, list[int]]] = {}

    def after(self, part: str, size: int) -> Mapping[str, Sequence[int]]:
        """Return the stretches of a size that begin with a part, and where they begin."""
        seen = self._seen.get((part, size))
        if seen is None:
            seen = self._seen[part, size] = {}
            for at in _all(self.text, part):
                seen.setdefault(self.text[at : at + size], []).append(at)
        return seen

    def before(self, part: str, size: int) -> Mapping[str, Sequence[int]]:
        """Return the stretches of a size that end with a part, and where they end."""
        seen = self._seen.get((part, -size))
        if seen is None:
            seen = self._seen[part, -size] = {}
            for at in _all(self.text, part):
                end = at + len(part)
                seen.setdefault(self.text[max(0, end - size) : end], []).append(end)
        return seen


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _meant(text: str, at: int, written: str, name: str, slip: Difference) -> bool:
    """Tell whether a stretch is what its writer meant: its words are in use elsewhere."""
    if outside_gb2312(slip.odd):
        return False
    left = len(name) - (slip.kind == Kind.LOST)
    if left < _ENOUGH or _times(text, written, name, slip) > 1:
        return True
    place = at + slip.place
    if slip.kind == Kind.LOST:
        return _lost_on_purpose(text, at, at + len(written), place)
    pairs = range(place - 1, place + len(slip.odd))
    used = [_in_use(text, pair) for pair in pairs if han(text[pair]) and han(text[pair + 1])]
    if slip.kind == Kind.ADDED and written[slip.place - 1] == slip.odd:
        used = [False]
    if at < place and place + len(slip.odd) < at + len(written):
        return all(used)
    return slip.kind == Kind.ADDED or (any(used) if slip.kind == Kind.EXCHANGED else all(used))


def _times(text: str, written: str, name: str, slip: Difference) -> int:
    return _alone(text, written, name) if slip.kind == Kind.LOST else text.count(written)


def _lost_on_purpose(text: str, start: int, end: int, place: int) -> bool:
    """Tell whether the words around a character that is not there are used elsewhere."""
    if start < place < end:
        return _in_use(text, place - 1)
    return not _parted(text, start - 1 if place == start else end - 1)


def _in_use(text: str, at: int) -> bool:
    return text.count(text[at : at + 2]) > 1


def _parted(text: str, at: int) -> bool:
    """Tell whether the characters at `at` and after it belong to different words."""
    return edge(text[at]) or edge(text[at + 1]) or not _in_use(text, at)


def _alone(text: str, written: str, name: str) -> int:
    """Return how often a stretch stands outside of the name it resembles.

    >>> _alone("陵经开区，茶陵经开区，茶陵经开区", "陵经开区", "茶陵经开区")
    1
    """
    return text.count(written) - name.count(written) * text.count(name)


def _covered(text: str, found: _Found, right: Iterable[str]) -> bool:
    """Tell whether a stretch is a known name, or lies in one that stands there."""
    end = found.at + len(found.written)
    around = text[max(0, found.at - _LONGEST) : end + _LONGEST]
    here = min(found.at, _LONGEST)
    return any(
        at <= here and at + len(name) >= here + len(found.written)
        for name in right if len(name) >= len(found.written)
        for at in _all(around, name)
    )  # fmt: skip


def _listed(text: str, found: _Found) -> bool:
    """Tell whether both are named side by side: 石桥村、石坝村 are two villages."""
    if outside_gb2312(found.slip.odd):
        return False
    end = found.at + len(found.written)
    before = _SENTENCE.split(text[max(0, found.at - _LIST_GAP - len(found.name)) : found.at])[-1]
    after = _SENTENCE.split(text[end : end + _LIST_GAP + len(found.name)])[0]
    at = before.rfind(found.name)
    if at >= 0 and _LISTED.search(before[at + len(found.name) :]):
        return True
    at = after.find(found.name)
    return at >= 0 and bool(_LISTED.search(after[:at]))


def outside_gb2312(characters: str) -> bool:
    """Tell whether a Chinese character is not in GB 2312, and so not in 仿宋_GB2312.

    >>> outside_gb2312("溇"), outside_gb2312("渌"), outside_gb2312("—")
    (True, False, False)
    """
    chinese = "".join(filter(han, characters))
    try:
        chinese.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
