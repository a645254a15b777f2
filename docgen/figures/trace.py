"""Where a number comes from (溯源), and which figures changed between two builds (改动)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from docgen.figures.calculation import evaluate
from docgen.figures.model import Figure, FigureKey, Figures, described
from docgen.findings import Source
from docgen.report import WorkbookCell

DEEPEST = 40
_SHORT_HASH = 16


class Trace(Struct, frozen=True):
    """A figure and, below it, the figures it came from.

    `value` is exact, with its unit; `formula` as typed after `=` and `calculation` with numbers
    in place of names; `origin` and `evidence` as the author gave them (来源、佐证); `rule` where a
    figure without an entry comes from. `repeated`: its own sources stand further up already.
    """

    key: FigureKey
    value: str
    source: Source
    formula: str = ""
    calculation: str = ""
    rule: str = ""
    origin: str = ""
    evidence: tuple[str, ...] = ()
    workbook: WorkbookCell | None = None
    previous: str = ""
    target: str = ""
    inputs: tuple[Trace, ...] = ()
    repeated: bool = False


def trace(figures: Figures, figure: Figure) -> Trace:
    """Return the tree of a figure's sources (溯源树); a figure used twice is opened once."""
    return _trace_below(figures, figure, set(), DEEPEST)


def _trace_below(figures: Figures, figure: Figure, opened: set[FigureKey], depth: int) -> Trace:
    below = tuple(key for key in (*figure.inputs, *figure.members) if key in figures.by_key)
    leaf = _trace_leaf(figures, figure)
    if below and (figure.key in opened or not depth):
        return msgspec.structs.replace(leaf, repeated=True)
    opened.add(figure.key)
    inputs = tuple(_trace_below(figures, figures.by_key[key], opened, depth - 1) for key in below)
    return msgspec.structs.replace(leaf, inputs=inputs)


def _trace_leaf(figures: Figures, figure: Figure) -> Trace:
    entry = figure.entry
    origin = entry.origin.content if entry is not None and entry.origin is not None else ""
    evidence = tuple(text.content for text in entry.evidence) if entry is not None else ()
    return Trace(
        figure.key,
        described(figure.value),
        figure.source,
        figure.formula,
        _shown_inputs(figures, figure),
        figure.rule,
        origin,
        evidence,
        entry.workbook if entry is not None else None,
        described(figure.previous) if figure.previous is not None else "",
        described(figure.target) if figure.target is not None else "",
    )


def _shown_inputs(figures: Figures, figure: Figure) -> str:
    if figure.formula and figure.typed is not None:
        return evaluate(figure.typed, figures, figure.key.scope).shown
    values = (figures.by_key[key].value for key in figure.members if key in figures.by_key)
    summed = figure.value is not None and figure.members
    return " + ".join(described(value) for value in values) if summed else ""


def trace_lines(tree: Trace, indent: str = "") -> Iterator[str]:
    """Yield the tree as lines a person reads (`docgen trace`), two spaces deeper per level."""
    yield f"{indent}{tree.key.path} {tree.value}"
    yield from (f"{indent}  {line}" for line in _fact_lines(tree))
    if tree.repeated:
        yield f"{indent}  （由来见上）"
    for below in tree.inputs:
        yield from trace_lines(below, f"{indent}  ")


def _fact_lines(tree: Trace) -> Iterator[str]:
    scope, cell = tree.key.scope, tree.workbook
    calculated = bool(tree.calculation) and not tree.value.startswith(tree.calculation)
    facts = (
        ("位置", f"{tree.source}（{scope}）" if scope else str(tree.source)),
        ("公式", f"={tree.formula}" if tree.formula else ""),
        ("计算", f"{tree.calculation} = {tree.value}" if calculated else ""),
        ("上年", tree.previous),
        ("目标", tree.target),
        ("由来", tree.rule),
        ("来源", tree.origin),
        ("佐证", "；".join(tree.evidence)),
        ("工作簿", _cell_text(cell) if cell is not None else ""),
    )
    yield from (f"{what}：{fact}" for what, fact in facts if fact)


def _cell_text(cell: WorkbookCell) -> str:
    digest = f"SHA-256 {cell.sha256[:_SHORT_HASH]}…"
    return f"{cell.file} {cell.sheet}!{cell.cell}（{digest}）"


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
    differing = {
        str(key): key for key in figures.by_key if before.get(str(key), "") != now[str(key)]
    }
    reached = {
        name: sorted(str(below) for below in dependents(using, (key,)) if below in figures.by_key)
        for name, key in sorted(differing.items())
        if _is_typed(figures.by_key[key])
    }
    found = [
        Change(
            name,
            before.get(name, ""),
            now[name],
            name in reached,
            tuple(cause for cause, below in reached.items() if name in below),
            tuple(reached.get(name, ())),
        )
        for name in differing
    ]
    gone = [Change(name, old, "") for name, old in before.items() if name not in now]
    return (*sorted(found, key=lambda change: not change.typed), *gone)


def _is_typed(figure: Figure) -> bool:
    return figure.entry is not None and not figure.formula and not figure.members
