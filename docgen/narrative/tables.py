r"""Tables (表格): GFM's, with merged cells and widths.

A cell that holds `<` alone is merged with the cell on its left, one that holds `^` alone with the
cell above it; `\<` and `\^` print the sign. Head and body are merged each for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import rules_block
from markdown_it.rules_block import StateBlock

from docgen.document import Cell, Inline, Table
from docgen.findings import error, warning
from docgen.narrative.limits import MOST_COLUMNS
from docgen.narrative.nodes import Node
from docgen.narrative.placing import STARTS
from docgen.narrative.reading import MASK, Reading, reading_of

_PIPE = re.compile(r"(?<!\\)\|")
LEFT, UP = "<", "^"
Spot = tuple[int, int]


def table_rule(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a table, the `|` of `{{引用|显示}}` being none of its own."""
    if first + 2 > end or not _delimiters(state, first + 1):
        return False
    reading, content, known = reading_of(state.env), state.src, len(state.tokens)
    state.src = reading.masked
    try:
        if not rules_block.table(state, first, end, True):  # noqa: FBT003 (markdown-it's signature)
            return False
        columns = len(_cells(_line(state, first)))
        if columns > MOST_COLUMNS and not silent:
            message = f"表格有 {columns} 列，Word 最多 {MOST_COLUMNS} 列"
            source = reading.place(state.bMarks[first] + state.tShift[first])
            reading.report(error("MDN23", source, message, "拆成几张表"))
        if columns > MOST_COLUMNS:
            return False
        found = silent or rules_block.table(state, first, end, silent)
    finally:
        state.src = content
    for token in state.tokens[known:]:
        token.content = token.content.replace("\\" + MASK, "|").replace(MASK, "|")
    return found


def table(reading: Reading, node: Node, cells: dict[int, tuple[Inline, ...]]) -> Table:
    """Return the table; `cells` holds the inlines of each cell by the id of its node."""
    sections = {section.type: section.children for section in node.children}
    head = sections.get("thead", [])
    body = sections.get("tbody", [])
    for row in body:
        _report_ragged(reading, row, len(head[0].children))
    aligns = tuple(
        str(cell.token.attrs.get("style", "")).removeprefix("text-align:")
        for cell in head[0].children
    )
    start = node.token.map[0] if node.token.map else 0
    return Table(
        tuple(_merged(reading, head, cells)),
        tuple(_merged(reading, body, cells)),
        aligns,
        reading.line(start),
    )


def _delimiters(state: StateBlock, line: int) -> bool:
    text = _line(state, line)
    return "-" in text and not text.strip("|-: \t")


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip(" \t")


def _cells(line: str) -> list[str]:
    cells = _PIPE.split(line)
    first = 1 if cells and not cells[0] else 0
    last = len(cells) - 1 if len(cells) > first and not cells[-1] else len(cells)
    return cells[first:last]


def _report_ragged(reading: Reading, row: Node, columns: int) -> None:
    start = row.children[0].inline.meta[STARTS][0]
    line = reading.masked[start:].partition("\n")[0].strip(" \t")
    found = _cells(line)
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
    reading: Reading, rows: list[Node], cells: dict[int, tuple[Inline, ...]]
) -> Iterator[tuple[Cell, ...]]:
    owners = _owners(rows)
    areas: dict[Spot, list[Spot]] = {}
    for spot, owner in owners.items():
        areas.setdefault(owner, []).append(spot)
    if not all(_is_rectangle(area) for area in areas.values()):
        source = reading.place(rows[0].children[0].inline.meta[STARTS][0])
        reading.report(error("MDN06", source, "合并的格子不成方块，没有合并", "检查 < 和 ^ 的位置"))
        areas = {spot: [spot] for spot in owners}
    for number, row in enumerate(rows):
        yield tuple(
            _cell(cells[id(cell)], areas[number, column])
            for column, cell in enumerate(row.children)
            if (number, column) in areas
        )


def _owners(rows: list[Node]) -> dict[Spot, Spot]:
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
