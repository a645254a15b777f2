"""Tables of prose that prove themselves (表格勾稽): totals, and what columns make of others. REC10."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from docgen.checks.columns import Grid, column_relations
from docgen.checks.numeral import AMOUNT, Numeral
from docgen.checks.numerals import numerals
from docgen.checks.proofs import adds_up, sum_sentence
from docgen.checks.prose import Prose, ProseRule
from docgen.document import Cell, FigureText, Table, Words, leaves, plain
from docgen.findings import Finding, Severity, Source, error

_TOTAL_ROW = re.compile(r"^(?:合 ?计|总 ?计|小 ?计|共 ?计|总 ?额|总数)")
_SUBTOTAL = re.compile(r"小 ?计")
_NO_SUM = re.compile(r"率|比|占|%|序号|编号|单价|标准|均|年份|时间|排名|备注")
_LEVELS = (
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"\d+[.．、]"),
    re.compile(r"其中|[（(]\d+[）)]"),
)
_NOTHING = ("", "—", "-", "/", "0", "——", "－")


def table_totals(prose: Prose) -> Iterator[Finding]:
    """正文表格里的合计、差额、比率与表里的数不一致。

    缘由：表格是评审最先复核的地方：合计行、合计栏、结余、执行率都能重算。
    示例：三行 120、80、50，合计行 260 → 120 + 80 + 50 = 250
    改法：改正错的一个数，或重算合计。
    """
    for block in prose.blocks:
        if isinstance(block, Table):
            yield from _table(block)


def _table(table: Table) -> Iterator[Finding]:
    rows = table.rows
    if len(rows) < 2 or any(cell.columns > 1 or cell.rows > 1 for row in rows for cell in row):  # noqa: PLR2004 (one row proves nothing)
        return
    heads = [plain(cell.children) for cell in table.head[-1]] if table.head else []
    numbers = tuple(tuple(_cell_numeral(cell) for cell in row) for row in rows)
    yield from _total_row(table, heads, numbers)
    total = _grand(rows)
    grid = Grid(tuple(heads), numbers, total)
    for row, column, message in column_relations(grid):
        place = _place(rows[row][column], table.source)
        yield error(
            "REC10",
            place,
            f"“{plain(rows[row][0].children)}”一行：{message}",
            "改正这一行里错的一个数",
        )


def _grand(rows: Sequence[Sequence[Cell]]) -> int:
    """Return which row, the first or the last, is the total of all, or -1."""
    totals = [i for i, row in enumerate(rows) if row and _TOTAL_ROW.match(_first(row))]
    if not totals or _SUBTOTAL.match(_first(rows[totals[-1]])):
        return -1
    return totals[-1] if totals[-1] in (0, len(rows) - 1) else -1


def _first(row: Sequence[Cell]) -> str:
    return plain(row[0].children).strip()


def _total_row(
    table: Table, heads: Sequence[str], numbers: Sequence[Sequence[Numeral | None]]
) -> Iterator[Finding]:
    """Yield the columns whose total row is not the sum of the rows above or below it."""
    grand = _grand(table.rows)
    if grand < 0 or len(table.rows) < 3:  # noqa: PLR2004 (two parts and their sum)
        return
    parts = _summands(table.rows, grand)
    for column in range(1, len(table.rows[grand])):
        if column < len(heads) and _NO_SUM.search(heads[column]):
            continue
        cells = [(table.rows[i], numbers[i]) for i in parts if column < len(table.rows[i])]
        found = [row[column] for _, row in cells if row[column] is not None]
        empty = sum(plain(row[column].children).strip() in _NOTHING for row, _ in cells)
        whole = numbers[grand][column]
        if whole is not None and len(found) + empty >= len(cells):
            place = _place(table.rows[grand][column], table.source)
            yield from _column(whole, [n for n in found if n is not None], place)


def _summands(rows: Sequence[Sequence[Cell]], grand: int) -> list[int]:
    """Return the rows a total is of: without subtotals, and of the highest level alone."""
    parts = [
        i for i, row in enumerate(rows) if i != grand and row and not _TOTAL_ROW.match(_first(row))
    ]
    levels = {
        i: next((n for n, p in enumerate(_LEVELS) if p.match(_first(rows[i]))), -1) for i in parts
    }
    marked = sorted({level for level in levels.values() if level >= 0})
    if not marked or marked == [len(_LEVELS) - 1]:
        return [i for i in parts if levels[i] != len(_LEVELS) - 1]
    return [i for i in parts if levels[i] == marked[0]]


def _column(whole: Numeral, parts: list[Numeral], place: Source) -> Iterator[Finding]:
    if len(parts) < 2 or whole.unit.name == "%":  # noqa: PLR2004 (a sum has two parts)
        return
    kinds = [kind for kind, _ in groupby((*parts, whole), key=lambda n: n.unit.dimension)]
    if len(kinds) == 1 and not adds_up(whole, parts):
        sentence = sum_sentence(whole, parts, "合计行")
        yield error("REC10", place, sentence, "改正错的一行，或重算合计")


def _place(cell: Cell, source: Source) -> Source:
    words = (leaf for leaf in leaves(cell.children) if isinstance(leaf, Words | FigureText))
    return next((leaf.source for leaf in words), source)


def _cell_numeral(cell: Cell) -> Numeral | None:
    text = plain(cell.children).strip()
    found = numerals(text)
    whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(text)
    return found[0] if whole and found[0].kind == AMOUNT else None


RULES = (ProseRule("REC10", Severity.ERROR, table_totals),)
