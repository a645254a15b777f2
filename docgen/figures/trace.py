"""Where a number comes from (溯源), and which figures changed between two builds (改动)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from docgen.figures.calculation import evaluate
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.figures.remarks import described
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
    scope = f"（{tree.key.scope}）" if tree.key.scope else ""
    yield f"位置：{tree.source}{scope}"
    if tree.formula:
        yield f"公式：={tree.formula}"
    if tree.calculation and not tree.value.startswith(tree.calculation):
        yield f"计算：{tree.calculation} = {tree.value}"
    if tree.previous:
        yield f"上年：{tree.previous}"
    if tree.target:
        yield f"目标：{tree.target}"
    if tree.rule:
        yield f"由来：{tree.rule}"
    if tree.origin:
        yield f"来源：{tree.origin}"
    if tree.evidence:
        yield f"佐证：{'；'.join(tree.evidence)}"
    if tree.workbook is not None:
        cell = tree.workbook
        digest = f"SHA-256 {cell.sha256[:_SHORT_HASH]}…"
        yield f"工作簿：{cell.file} {cell.sheet}!{cell.cell}（{digest}）"


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
