"""The tables of a scheme (分档): steps and tiers that join without gaps and without overlaps."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import cast

from docgen.content.yaml.nodes import Node
from docgen.figures.decimals import number_text, trimmed
from docgen.findings import Source
from docgen.scoring.scheme import Step
from docgen.scoring.scheme_nodes import Fields

_ONE, _NONE = Decimal(1), Decimal(0)


def steps(fields: Fields, full: Decimal) -> tuple[Step, ...]:
    """Read 档: `{下限: 80%, 上限: 100%, 得分率: 70%}` or, with 得分, marks out of `full`."""
    steps = cast("list[Step]", fields.rows("档", lambda row: _step(row, full)))
    seamless(fields, [(step.low, step.high) for step in steps])
    return tuple(steps)


def _step(row: Fields, full: Decimal) -> Step:
    low = row.number("下限")
    high = row.number("上限") if row.node("上限") is not None else None
    share = row.number("得分率") if row.node("得分") is None else row.number("得分") / full
    if share > _ONE:
        row.wrong(
            "得分率" if "得分率" in row.section.pairs else "得分",
            "超过满分的数",
            "写不超过满分的数",
        )
    return Step(low, high, share)


def seamless(fields: Fields, bounds: list[tuple[Decimal, Decimal | None]]) -> None:
    """Note gaps and overlaps between steps, best first, which must reach down to nothing."""
    node = fields.node("档")
    for index, ((low, _), (_, high)) in enumerate(pairwise(bounds), 1):
        if high != low:
            shown = "没有上限" if high is None else f"上限 {rate(high)}"
            what = "有空档" if high is not None and high < low else "有重叠"
            message = (
                f"{fields.name}第 {index} 档下限 {rate(low)} 与第 {index + 1} 档{shown} 之间{what}"
            )
            at(fields, node, index, message, f"第 {index + 1} 档的上限写 {rate(low)}")
    for index, (low, high) in enumerate(bounds):
        if high is not None and high <= low:
            message = f"{fields.name}第 {index + 1} 档上限 {rate(high)} 不大于下限 {rate(low)}"
            at(fields, node, index, message, "上限写得比下限大")
    if bounds and bounds[-1][0] != _NONE:
        message = f"{fields.name}最低一档的下限是 {rate(bounds[-1][0])}，更低的没有着落"
        at(fields, node, len(bounds) - 1, message, "最低一档的下限写 0")


def at(fields: Fields, node: Node | None, index: int, message: str, advice: str) -> None:
    """Note what is wrong with row `index` of a table, at its line."""
    items = getattr(node, "items", ())
    source: Source = items[index].source if index < len(items) else fields.section.source
    fields.notes.add("SCO13", source, message, advice)


def rate(value: Decimal) -> str:
    """Return a bound as a scheme file has it: 0.8 is 80%."""
    return f"{number_text(trimmed(value * 100))}%"


def distinct(fields: Fields, names: Iterable[str]) -> None:
    """Note a name that two rows of a table share."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            fields.notes.add(
                "SCO13", fields.section.source, f"{fields.name}有两档都叫“{name}”", "改其中一个"
            )
        seen.add(name)
