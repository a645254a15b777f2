"""The figures of each 支出方向 (各自的数据): the same object as long as they print the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from docgen.figures.model import Figure, Figures, Quantity
from docgen.memory import Memory


class Own(Struct, frozen=True):
    """The figures of one 支出方向, or of the report (""), in the order of their files."""

    scope: str
    figures: tuple[Figure, ...] = ()


Owners = Mapping[str, Own]


def owners(known: Figures, scopes: Iterable[str], memory: Memory) -> Owners:
    """Return the figures of the report, of each of `scopes` and of what else has any."""
    grouped: dict[str, list[Figure]] = {scope: [] for scope in ("", *scopes)}
    for figure in known.by_key.values():
        grouped.setdefault(figure.key.scope, []).append(figure)
    return {scope: _own(scope, tuple(group), known, memory) for scope, group in grouped.items()}


def _own(scope: str, group: tuple[Figure, ...], known: Figures, memory: Memory) -> Own:
    """Return the figures of one scope, as they were remembered if all that prints them is.

    Equal numbers may be written differently (1.0 and 1.00); where rounded parts add up to their
    total (平差), how one is printed depends on every other.
    """
    written = tuple(str(f.value.number) for f in group if isinstance(f.value, Quantity))
    others = tuple(known.by_key.values()) if known.balanced else ()
    inputs = group, written, known.display, known.balanced, others
    return memory.made(("own figures", scope), inputs, lambda: Own(scope, group))
