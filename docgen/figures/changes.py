"""Which figures changed between two builds, and what changed with them (改动)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from docgen.figures.model import Figure, FigureKey, Figures
from docgen.figures.shown import described

Snapshot = Mapping[str, str]


class Change(Struct, frozen=True):
    """A figure whose value is another than before: old → new, "" where it was not there.

    `typed`: its author changed it; else it changed because of `causes`, the typed figures it
    depends on. `dependents` are all figures that use it, directly or not.
    """

    name: str
    old: str
    new: str
    typed: bool = True
    causes: tuple[str, ...] = ()
    dependents: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Print it as `docgen build` says it: `名称 760 → 770 万元`."""
        old, new = self.old or "（没有）", self.new or "（删去）"
        number, _, unit = old.partition(" ")
        same_unit = unit and new.endswith(f" {unit}")
        return f"{self.name} {number if same_unit else old} → {new}"


def snapshot(figures: Figures) -> dict[str, str]:
    """Return every figure's exact value by its full name, to be kept until the next build."""
    return {str(key): described(figure.value) for key, figure in figures.by_key.items()}


def users(figures: Figures) -> Mapping[FigureKey, tuple[FigureKey, ...]]:
    """Return, for each figure, those whose formula or sum uses it."""
    found: dict[FigureKey, list[FigureKey]] = {}
    for figure in figures.by_key.values():
        for key in (*figure.inputs, *figure.members):
            found.setdefault(key, []).append(figure.key)
    return {key: tuple(keys) for key, keys in found.items()}


def dependents(
    using: Mapping[FigureKey, tuple[FigureKey, ...]], keys: Iterable[FigureKey]
) -> tuple[FigureKey, ...]:
    """Return all figures that use one of `keys`, directly or not, without `keys` themselves."""
    start = tuple(keys)
    found: dict[FigureKey, None] = dict.fromkeys(start)
    waiting = list(start)
    while waiting:
        for key in using.get(waiting.pop(), ()):
            if key not in found:
                found[key] = None
                waiting.append(key)
    return tuple(key for key in found if key not in start)


def changes(before: Snapshot, figures: Figures) -> tuple[Change, ...]:
    """Return the figures that changed since `before`, typed ones first, then those that follow."""
    now = snapshot(figures)
    using = users(figures)
    by_name = {str(key): key for key in figures.by_key}
    differing = [name for name in now if before.get(name, "") != now[name]]
    typed = {name for name in differing if _is_typed(figures.by_key[by_name[name]])}
    reached = {
        name: {str(key) for key in dependents(using, (by_name[name],)) if str(key) in now}
        for name in sorted(typed)
    }
    found = [_change_of(name, before, now, reached) for name in differing]
    gone = [Change(name, old, "") for name, old in before.items() if name not in now]
    return (*sorted(found, key=lambda change: not change.typed), *gone)


def _is_typed(figure: Figure) -> bool:
    return figure.entry is not None and not figure.formula and not figure.members


def _change_of(
    name: str, before: Snapshot, now: Snapshot, reached: Mapping[str, set[str]]
) -> Change:
    typed = name in reached
    causes = tuple(_change_causes(name, reached))
    below = tuple(sorted(reached.get(name, ())))
    return Change(name, before.get(name, ""), now[name], typed, causes, below)


def _change_causes(name: str, reached: Mapping[str, set[str]]) -> Iterator[str]:
    yield from (cause for cause, below in reached.items() if name in below)
