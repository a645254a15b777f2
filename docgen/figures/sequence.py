"""The order of calculation (计算顺序): each figure after those it needs; cycles are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docgen.figures.model import Figure, FigureKey
from docgen.findings import Finding, Related, Severity

Needs = Mapping[FigureKey, tuple[FigureKey, ...]]


def calculation_order(
    needs: Needs,
) -> tuple[tuple[FigureKey, ...], tuple[tuple[FigureKey, ...], ...]]:
    """Return the keys in order of calculation, and the cycles, each once as a → b → (a).

    Iterative, because a chain of a thousand formulas is lawful.

    >>> a, b, c = (FigureKey("", name) for name in "abc")
    >>> order, cycles = calculation_order({a: (b,), b: (), c: (c,)})
    >>> [str(key) for key in order], [[str(key) for key in cycle] for cycle in cycles]
    (['b', 'a', 'c'], [['c']])
    """
    order: dict[FigureKey, None] = {}
    cycles: list[tuple[FigureKey, ...]] = []
    for start in needs:
        if start in order:
            continue
        path: dict[FigureKey, Iterator[FigureKey]] = {start: iter(needs[start])}
        while path:
            key, below = next(reversed(path.items()))
            following = next((k for k in below if k in needs and k not in order), None)
            if following is None:
                order[key] = None
                del path[key]
            elif following in path:
                cycles.append(_from(following, tuple(path)))
            else:
                path[following] = iter(needs[following])
    return tuple(order), tuple(cycles)


def _from(key: FigureKey, path: tuple[FigureKey, ...]) -> tuple[FigureKey, ...]:
    return path[path.index(key) :]


def cycle_finding(cycle: tuple[FigureKey, ...], figures: Mapping[FigureKey, Figure]) -> Finding:
    """Return the 错误 for figures that need each other: `甲 → 乙 → 甲`, with every place."""
    named = " → ".join(key.path for key in (*cycle, cycle[0]))
    first, *others = (figures[key] for key in cycle)
    related = tuple(Related(other.source, f"{other.name} = {other.formula}") for other in others)
    return Finding(
        "FIG07",
        Severity.ERROR,
        first.source,
        f"数据互相引用，成了循环：{named}",
        "把其中一个改为直接填写的数值",
        related,
    )
