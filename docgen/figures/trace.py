"""Where a number comes from (溯源): figure → formula → inputs → source, evidence, cell."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from docgen.figures.evaluate import evaluate
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.figures.shown import described
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
