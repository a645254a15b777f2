"""Three ways (三方): base, returned, and what the writer has by now, merged by tokens in lines.

A Chinese paragraph is one line of a file, so that lines alone would clash on each that both
touched. All edits are splices of the base: both sides' are made together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from docgen.absorbing.changes import Splice, spliced

_TOKEN = re.compile(r"\{\{[^}]*\}\}|\d+(?:\.\d+)?%?|[A-Za-z]+|\r?\n|.", re.DOTALL)
Step = tuple[int, int, str]


def file_splices(file: str, base: str, now: str) -> tuple[Splice, ...]:
    r"""Return the edits that make a text what it is now, the smallest that tell it.

    >>> [(s.start, s.end, s.text) for s in file_splices("f", "甲一。\n乙", "甲二。\n乙")]
    [(1, 2, '二')]
    """
    if base == now:
        return ()
    old, new = base.splitlines(keepends=True), now.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    found = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag != "equal":
            steps = _token_steps("".join(old[a0:a1]), "".join(new[b0:b1]))
            found += [Splice(file, starts[a0] + s, starts[a0] + e, text) for s, e, text in steps]
    return tuple(found)


def _token_steps(old: str, new: str) -> Iterator[Step]:
    """Yield the edits of tokens; two that one character parts are one."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    starts = [0]
    for token in before:
        starts.append(starts[-1] + len(token))
    joined: list[list[int]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag == "equal":
            continue
        last = joined[-1] if joined else None
        if last and a0 - last[1] <= 1 and "\n" not in before[last[1] : a0]:
            last[1], last[3] = a1, b1
        else:
            joined.append([a0, a1, b0, b1])
    for a0, a1, b0, b1 in joined:
        yield starts[a0], starts[a1], "".join(after[b0:b1])


def refined(edit: Splice, base: str) -> tuple[Splice, ...]:
    """Return an edit as the smallest ones that do the same, so that it clashes with less."""
    was = base[edit.start : edit.end]
    if not was or not edit.text:
        return (edit,)
    return tuple(
        Splice(edit.file, edit.start + s, edit.start + e, text)
        for s, e, text in _token_steps(was, edit.text)
    )


def meeting(edit: Splice, others: Iterable[Splice]) -> tuple[Splice, ...]:
    """Return the edits that touch the same words as one does, but for the very same edit."""
    return tuple(
        other
        for other in others
        if other != edit and other.file == edit.file
        if other.start < edit.end and edit.start < other.end
    )


def merged(base: str, ours: Sequence[Splice], theirs: Sequence[Splice]) -> str:
    """Return a base with both sides' edits; of two insertions at one point ours comes first.

    Raises ValueError where edits meet: whoever calls has sorted clashes out.
    """
    return spliced(base, (*ours, *(edit for edit in theirs if edit not in ours)))
