"""Names one slip away from another (近似名称), found without a dictionary.

Registered names are looked for wherever one half of them stands; names that nobody registered are
known by their use (`name_uses`). A slip is a character for another, one lost, one too many or two
turned round. What real names differ by is none, nor what is written with words in use elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from docgen.checks.name_differences import (
    Difference,
    Kind,
    difference,
    edge,
    han,
    outside_gb2312,
)
from docgen.checks.name_halves import Candidate, halves
from docgen.checks.name_places import Joined, join, places_of
from docgen.checks.name_uses import slips

_LONGEST = 40
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
    texts: Sequence[str],
    registered: Iterable[str],
    others: Iterable[str] = (),
) -> tuple[Near, ...]:
    """Return what resembles a name of `registered`, or one that the texts themselves use.

    `others` are names that are known to be right, but nothing is compared with them.
    """
    names, right = frozenset(registered), frozenset(others).union(registered)
    looked_for, joined = halves(names), join(texts)
    candidates = (tuple(looked_for.candidates(text)) for text in texts)
    return _near(joined, candidates, _used(joined), right)


def _near(
    joined: Joined,
    by_text: Iterable[tuple[Candidate, ...]],
    used: Iterable[_Found],
    right: Iterable[str],
) -> tuple[Near, ...]:
    candidates = [
        structs.replace(each, at=start + each.at)
        for start, found in zip(joined.starts, by_text, strict=True)
        for each in found
    ]
    found = _apart([*_registered(joined, candidates), *used])
    return tuple(
        _placed(each, joined) for each in found
        if not _covered(joined.text, each, right) and not _listed(joined.text, each)
    )  # fmt: skip


def _placed(found: _Found, joined: Joined) -> Near:
    index, start = joined.place(found.at)
    usual_at = joined.place(found.usual_at) if found.usual_at >= 0 else None
    return Near(
        index, start, found.written, found.name, found.slip,
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


def _used(joined: Joined) -> Iterator[_Found]:
    """Yield what is a name that the texts use but for a slip."""
    for slip in slips(joined.text):
        how = difference(slip.written, slip.name)
        if how is not None:
            sure = slip.sure or outside_gb2312(how.odd)
            yield _Found(slip.at, slip.written, slip.name, how, slip.usual_at, False, sure)  # noqa: FBT003 (registered)


def _registered(joined: Joined, candidates: Iterable[Candidate]) -> Iterator[_Found]:
    """Yield what is a registered name but for a slip, of long names first."""
    by_name: dict[str, list[Candidate]] = {}
    for each in candidates:
        by_name.setdefault(each.name, []).append(each)
    for name in sorted(by_name, key=lambda each: (-len(each), each)):
        usual_at = joined.text.find(name)
        found = [
            _Found(each.at, each.written, name, each.slip, usual_at)
            for each in by_name[name]
            if not _meant(joined, each.at, each.written, name, each.slip)
        ]
        yield from sorted(found, key=_doubt)


def _doubt(found: _Found) -> tuple[int, int]:
    """Return how little a slip proves, the least doubtful first, and its place."""
    slip = found.slip
    at_the_ends = slip.place == 0 or slip.place + len(slip.odd) == len(found.written)
    order = (Kind.TURNED, Kind.ADDED, Kind.EXCHANGED, Kind.LOST).index(slip.kind)
    return (order + 2 * (at_the_ends and slip.kind != Kind.TURNED), found.at)


def _meant(joined: Joined, at: int, written: str, name: str, slip: Difference) -> bool:
    """Tell whether a stretch is what its writer meant: its words are in use elsewhere."""
    if outside_gb2312(slip.odd):
        return False
    if _times(joined, written, name, slip) > 1:
        return True
    place = at + slip.place
    if slip.kind == Kind.LOST:
        return _lost_on_purpose(joined, at, at + len(written), place)
    pairs = range(place - 1, place + len(slip.odd))
    used = [
        _in_use(joined, pair)
        for pair in pairs
        if han(joined.text[pair]) and han(joined.text[pair + 1])
    ]
    if slip.kind == Kind.ADDED and written[slip.place - 1] == slip.odd:
        used = [False]
    if at < place and place + len(slip.odd) < at + len(written):
        return all(used)
    return slip.kind == Kind.ADDED or (any(used) if slip.kind == Kind.EXCHANGED else all(used))


def _times(joined: Joined, written: str, name: str, slip: Difference) -> int:
    return _alone(joined, written, name) if slip.kind == Kind.LOST else joined.count(written)


def _lost_on_purpose(joined: Joined, start: int, end: int, place: int) -> bool:
    """Tell whether the words around a character that is not there are used elsewhere."""
    if start < place < end:
        return _in_use(joined, place - 1)
    return not _parted(joined, start - 1 if place == start else end - 1)


def _in_use(joined: Joined, at: int) -> bool:
    return joined.count(joined.text[at : at + 2]) > 1


def _parted(joined: Joined, at: int) -> bool:
    """Tell whether the characters at `at` and after it belong to different words."""
    return edge(joined.text[at]) or edge(joined.text[at + 1]) or not _in_use(joined, at)


def _alone(joined: Joined, written: str, name: str) -> int:
    """Return how often a stretch stands outside of the name it resembles.

    >>> _alone(join(["陵经开区，茶陵经开区，茶陵经开区"]), "陵经开区", "茶陵经开区")
    1
    """
    return joined.count(written) - name.count(written) * joined.count(name)


def _covered(text: str, found: _Found, right: Iterable[str]) -> bool:
    """Tell whether a stretch is a known name, or lies in one that stands there."""
    end = found.at + len(found.written)
    around = text[max(0, found.at - _LONGEST) : end + _LONGEST]
    here = min(found.at, _LONGEST)
    return any(
        at <= here and at + len(name) >= here + len(found.written)
        for name in right if len(name) >= len(found.written)
        for at in places_of(name, around)
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
