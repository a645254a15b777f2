"""The figures of each 支出方向 (各自的数据)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from docgen.figures.model import Figure, Figures


class Own(Struct, frozen=True):
    """The figures of one 支出方向, or of the report (""), in the order of their files."""

    scope: str
    figures: tuple[Figure, ...] = ()


Owners = Mapping[str, Own]


def owners(known: Figures, scopes: Iterable[str]) -> Owners:
    """Return the figures of each of `scopes`, "" the report's; no other is looked at."""
    grouped: dict[str, list[Figure]] = {scope: [] for scope in scopes}
    for key in known.by_key:
        if key.scope in grouped:
            grouped[key.scope].append(known.by_key[key])
    return {scope: Own(scope, tuple(group)) for scope, group in grouped.items()}
