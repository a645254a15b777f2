"""Names one slip away from another (近似名称), found without a dictionary.

Registered names are looked for wherever they stand but for a slip; names that nobody registered
are known by their use (`name_uses`). A slip is a character for another, one lost, one too many or
two turned round. What real names differ by is none, nor what is written with words in use
elsewhere, nor what begins or ends inside an everyday word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docgen.checks.read.name_differences import (
    Difference,
    Kind,
    is_edge,
    is_han,
    is_outside_gb2312,
    is_rare,
    is_usual,
    name_difference,
)
from docgen.checks.read.name_index import NameIndex, part_places
from docgen.checks.read.name_uses import NameSlip, used_slips
from docgen.patterns import lazy_pattern

_ENOUGH = 3  # characters: of less, nothing is told but what no font has
_SHORTEST, _LONGEST = 2, 40
_LISTED = lazy_pattern(r"[、和与及或跟]")
_SENTENCE = lazy_pattern(r"[。！？；\n]")
_LIST_GAP = 12
_KINDS = (Kind.TURNED, Kind.ADDED, Kind.EXCHANGED, Kind.LOST)


def name_slips(
    index: NameIndex, registered: Iterable[str], others: Iterable[str] = ()
) -> tuple[NameSlip, ...]:
    """Return what resembles a name of `registered`, or one that the texts themselves use.

    `others` are names that are known to be right, but nothing is compared with them.
    """
    names = sorted(set(registered), key=lambda name: (-len(name), name))
    right = [name for name in {*names, *others} if len(name) >= _SHORTEST]
    near = sorted((s for name in names for s in _registered_slips(index, name)), key=_slip_doubt)
    found = (
        each for each in (*near, *used_slips(index)) if not _is_named_right(index, each, right)
    )
    return tuple(_apart_slips(found))


def other_names(slip: NameSlip, registered: Iterable[str]) -> tuple[str, ...]:
    """Return the other registered names that a stretch resembles no less: 澧陵 is 醴陵 or 茶陵.

    A rare character is taken for a rare one: it was meant to look or to sound like it.
    """
    near = [n for n in registered if n != slip.name and len(n) == len(slip.name)]
    slips = [(n, s) for n in near if (s := name_difference(slip.written, n)) is not None]
    mine = _is_far(slip.slip.odd, slip.slip.usual)
    return tuple(
        n for n, s in slips if s.place == slip.slip.place and _is_far(s.odd, s.usual) <= mine
    )


def _registered_slips(index: NameIndex, name: str) -> Iterator[NameSlip]:
    """Yield what is a registered name but for a slip."""
    if not _SHORTEST <= len(name) <= _LONGEST:
        return
    usual_at = index.text.find(name)
    places: dict[str, list[int]] = {}
    for at, written in sorted(set(_near_stretches(index, name))):
        places.setdefault(written, []).append(at)
    for written, starts in places.items():
        slip = name_difference(written, name)
        if slip is None or is_usual(slip, name):
            continue
        enough = len(name) - (slip.kind == Kind.LOST) >= _ENOUGH or is_outside_gb2312(slip.odd)
        if enough and not _is_in_use(index, written, name, slip):
            found = (NameSlip(at, written, name, slip, usual_at) for at in starts)
            yield from (each for each in found if not _is_meant(index, each))


def _near_stretches(index: NameIndex, name: str) -> Iterator[tuple[int, str]]:
    """Yield the stretches that may be a name but for a slip.

    One that is exchanged or too many leaves the first or the second half of the name as it is.
    """
    text, size, half = index.text, len(name), len(name) // 2
    exact = {name[:i] + name[i + 1 :] for i in range(size)}
    exact |= {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(size - 1)}
    for written in exact - {name}:
        if index.has_pairs(written):
            yield from ((at, written) for at in part_places(written, text))
    heads = tuple(_head_places(index, name, half))
    for length in (size, size + 1):
        for at in heads:
            yield at, text[at : at + length]
        for at in part_places(name[half:], text) if index.has_pairs(name[half:]) else ():
            start = at + size - half - length
            yield start, text[start : start + length]


def _head_places(index: NameIndex, name: str, half: int) -> Iterable[int]:
    """Return where the first half of a name stands; one character needs another beside it."""
    if len(name) == _ENOUGH:
        first, second, third = map(re.escape, name)
        beside = re.compile(f"{first}(?={second}|.{third}|.{second}{third})", re.DOTALL)
        return (found.start() for found in beside.finditer(index.text))
    return part_places(name[:half], index.text) if index.has_pairs(name[:half]) else ()


def _is_in_use(index: NameIndex, written: str, name: str, slip: Difference) -> bool:
    """Tell whether a stretch is written more than once, and so is meant."""
    if is_outside_gb2312(slip.odd):
        return False
    times = index.text.count(written)
    if slip.kind == Kind.LOST:  # it stands in the name as well
        times -= name.count(written) * index.text.count(name)
    return times > 1


def _is_meant(index: NameIndex, found: NameSlip) -> bool:
    """Tell whether a stretch is what its writer meant: its words are in use elsewhere."""
    slip, start, end = found.slip, found.at, found.end
    if index.cuts_word(start, end):
        return True
    if is_outside_gb2312(slip.odd) or slip.kind == Kind.TURNED:
        return False
    if slip.kind == Kind.LOST:
        place = start + slip.place
        if start < place < end:
            return index.is_used(place - 1)
        return not _is_parted(index, start - 1 if place == start else end - 1)
    return _are_words(index, found)


def _are_words(index: NameIndex, found: NameSlip) -> bool:
    """Tell whether the odd character makes words with its neighbours that are used elsewhere."""
    slip, place = found.slip, found.at + found.slip.place
    if slip.kind == Kind.ADDED and found.written[slip.place - 1 : slip.place] == slip.odd:
        return False
    text = index.text
    pairs = [at for at in (place - 1, place) if is_han(text[at]) and is_han(text[at + 1])]
    used = [index.is_used(at) for at in pairs]
    if found.at < place and place + 1 < found.end:
        return all(used)
    return slip.kind == Kind.ADDED or any(used)


def _is_parted(index: NameIndex, at: int) -> bool:
    """Tell whether the characters at `at` and after it belong to different words."""
    return is_edge(index.text[at]) or is_edge(index.text[at + 1]) or not index.is_used(at)


def _is_far(odd: str, usual: str) -> bool:
    return bool(odd and usual) and is_rare(odd) != is_rare(usual)


def _slip_doubt(found: NameSlip) -> tuple[int, int, bool, int, str]:
    """Return how little a slip proves, those of long names and the least doubtful first."""
    slip = found.slip
    at_the_ends = slip.place == 0 or slip.place + len(slip.odd) == len(found.written)
    order = _KINDS.index(slip.kind) + 2 * (at_the_ends and slip.kind != Kind.TURNED)
    far = _is_far(slip.odd, slip.usual)
    return -len(found.name), order, far, found.at, found.name


def _apart_slips(found: Iterable[NameSlip]) -> Iterator[NameSlip]:
    """Yield what was found, the first of what lies upon another."""
    taken: set[int] = set()
    for each in found:
        span = range(each.at, each.end)
        if taken.isdisjoint(span):
            taken.update(span)
            yield each


def _is_named_right(index: NameIndex, found: NameSlip, right: Sequence[str]) -> bool:
    """Tell whether a stretch lies in a known name, or both names are listed side by side."""
    around = index.text[max(0, found.at - _LONGEST) : found.end + _LONGEST]
    here, size = min(found.at, _LONGEST), len(found.written)
    covered = any(
        at <= here and at + len(name) >= here + size
        for name in right
        if len(name) >= size
        for at in part_places(name, around)
    )
    return covered or _is_listed(index.text, found)


def _is_listed(text: str, found: NameSlip) -> bool:
    """Tell whether both are named side by side: 石桥村、石坝村 are two villages."""
    if is_outside_gb2312(found.slip.odd):
        return False
    reach = _LIST_GAP + len(found.name)
    before = _SENTENCE.split(text[max(0, found.at - reach) : found.at])[-1]
    after = _SENTENCE.split(text[found.end : found.end + reach])[0]
    at, ahead = before.rfind(found.name), after.find(found.name)
    return (at >= 0 and bool(_LISTED.search(before[at + len(found.name) :]))) or (
        ahead >= 0 and bool(_LISTED.search(after[:ahead]))
    )
