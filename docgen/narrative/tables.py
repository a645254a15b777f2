r"""Tables (表格): GFM's, with merged cells and widths.

A cell that holds `<` alone is merged with the cell on its left, one that holds `^` alone with the
cell above it; `\<` and `\^` print the sign. Head and body are merged each for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.document import Cell, Inline, Table
from docgen.findings import error, warning
from docgen.narrative.reading import MASK, Reading
from docgen.narrative.tree import Node

_PIPE = re.compile(r"(?<!\\)\|")
LEFT, UP = "<", "^"
Spot = tuple[int, int]


def table(reading: Reading, node: Node, cells: dict[int, tuple[Inline, ...]]) -> Table:
    """Return the table; `cells` holds the inlines of each cell by the id of its node."""
    sections = {section.type: section.children for section in node.children}
    head = sections.get("thead", ())
    body = sections.get("tbody", ())
    for row in body:
        _report_ragged(reading, row, len(head[0].children))
    aligns = tuple(
        str(cell.attrs.get("style", "")).removeprefix("text-align:") for cell in head[0].children
    )
    return Table(
        tuple(_merged(reading, head, cells)),
        tuple(_merged(reading, body, cells)),
        aligns,
        reading.line(node.line),
    )


def cells_of(line: str) -> list[str]:
    """Return the cells of a line of a table."""
    cells = _PIPE.split(line)
    first = 1 if cells and not cells[0] else 0
    last = len(cells) - 1 if len(cells) > first and not cells[-1] else len(cells)
    return cells[first:last]


def _report_ragged(reading: Reading, row: Node, columns: int) -> None:
    start = row.children[0].inline.starts[0]
    line = reading.masked[start:].partition("\n")[0].strip(" \t")
    found = cells_of(line)
    if len(found) == columns:
        return
    lost = "、".join(cell.strip().replace(MASK, "|") for cell in found[columns:] if cell.strip())
    message = f"这一行有 {len(found)} 格，表头有 {columns} 格"
    source = reading.place(start, len(line))
    if lost:
        reading.report(
            error("MDN05", source, f"{message}，多出的没有印出：{lost}", "补齐表头或删去")
        )
    else:
        reading.report(warning("MDN05", source, message, "补齐这一行；空格子也要写 |"))


def _merged(
    reading: Reading, rows: Sequence[Node], cells: dict[int, tuple[Inline, ...]]
) -> Iterator[tuple[Cell, ...]]:
    owners = _owners(rows)
    areas: dict[Spot, list[Spot]] = {}
    for spot, owner in owners.items():
        areas.setdefault(owner, []).append(spot)
    if not all(_is_rectangle(area) for area in areas.values()):
        source = reading.place(rows[0].children[0].inline.starts[0])
        reading.report(error("MDN06", source, "合并的格子不成方块，没有合并", "检查 < 和 ^ 的位置"))
        areas = {spot: [spot] for spot in owners}
    for number, row in enumerate(rows):
        yield tuple(
            _cell(cells[id(cell)], areas[number, column])
            for column, cell in enumerate(row.children)
            if (number, column) in areas
        )


def _owners(rows: Sequence[Node]) -> dict[Spot, Spot]:
    owners: dict[Spot, Spot] = {}
    for number, row in enumerate(rows):
        for column, cell in enumerate(row.children):
            beside = {LEFT: (number, column - 1), UP: (number - 1, column)}
            spot = beside.get(cell.inline.content, (-1, -1))
            owners[number, column] = owners.get(spot, (number, column))
    return owners


def _is_rectangle(area: list[Spot]) -> bool:
    columns = {column for _, column in area}
    rows = {row for row, _ in area}
    return len(area) == len(columns) * len(rows)


def _cell(children: tuple[Inline, ...], area: list[Spot]) -> Cell:
    columns = {column for _, column in area}
    return Cell(children, len(columns), len({row for row, _ in area}))
