"""Tables of prose that prove themselves (表格勾稽): totals, and what columns make of others. REC10.

A total is right if any usual reading of its rows gives it. What a column is of others is learnt from
the rows where it holds; a row that breaks what at least half of them keep is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from msgspec import Struct

from docgen.checks.numerals import AMOUNT, Numeral, numerals
from docgen.checks.read.relation_solver import shown_sum
from docgen.checks.rule import Reading
from docgen.document import Cell, FigureText, Table, Words, leaves, plain
from docgen.findings import Related, Source
from docgen.patterns import lazy_pattern

_TOTAL = lazy_pattern(
    "^(?:合 ?计|总 ?计|共 ?计|总 ?额|总数|总分|全[县市区省])$|^(?:合 ?计|总 ?计|共 ?计)"
)
_SUBTOTAL = lazy_pattern("小 ?计")
_MEAN = lazy_pattern("^平 ?均")
_NO_SUM = lazy_pattern("率|比|占|%|序号|编号|单价|标准|均|年份|时间|排名|备注|增幅")
_TOTAL_COLUMN = lazy_pattern("合 ?计|总 ?计|小 ?计|总 ?额|^总(?:数|投资|资金)?")
_NOTHING = frozenset(["", "—", "-", "/", "0", "——", "－"])
_MOST_COLUMNS, _MOST_ROWS = 9, 200
_CHINESE = lazy_pattern("[一二三四五六七八九十]+、")
_FIRST_LEVEL = lazy_pattern(r"\d+(?![.\d])")
_INNER = lazy_pattern("其中|#|-|—|　|[（(]\\d")
_ADVICE_ROW = "改正这一行里错的一个数"
Sum = tuple[Numeral, ...]


class _Grid(Struct, frozen=True):
    """A table as texts and numbers (数格): heads, the first cell of each row, a number or None per cell."""

    table: Table
    heads: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[tuple[Numeral | None, ...], ...]

    def cell_source(self, row: int, column: int) -> Source:
        """Return where a cell was written."""
        words = leaves(self.table.rows[row][column].children)
        return next(
            (each.source for each in words if isinstance(each, Words | FigureText)),
            self.table.source,
        )

    def cell_text(self, row: int, column: int) -> str:
        """Return what a cell prints."""
        return plain(self.table.rows[row][column].children).strip()


class _Formula(Struct, frozen=True):
    """What a column may be of others (栏间公式): words of its head, a value, a sign for the proof."""

    heads: re.Pattern[str]
    value: Callable[[float, float], float]
    sign: str
    less: str = ""

    def cell_proof(self, name: str, operands: Sum, stated: Numeral) -> str | None:
        """Return "" where a cell is what the formula gives, else the proof; None if it says nothing."""
        one, other = operands
        is_sum_row = _TOTAL.match(name) and self.sign == "×"
        if is_sum_row or not other.base or not stated.base:
            return None
        value = self.value(float(one.base), float(other.base))
        shown = f"{one.number} {self.sign} {other.number}{self.less}"
        return _cell_proof(value, shown, stated, self.sign, one, other)


_FORMULAS = (
    _Formula(lazy_pattern("占比|比重|比例|率|完成比|进度|占|%"), lambda a, b: a / b, "÷"),
    _Formula(
        lazy_pattern("增长|增幅|增速|同比|±%|增减[率幅]|[增降]率|变化"),
        lambda a, b: a / b - 1,
        "÷",
        " − 1",
    ),
    _Formula(
        lazy_pattern("结余|结转|剩余|差|节约|核减|审减|未|增减|增加|减少"), lambda a, b: a - b, "−"
    ),
    _Formula(lazy_pattern("金额|总价|合价|小计|合计|资金|补助|费|支出"), lambda a, b: a * b, "×"),
)


def table_faults(table: Table) -> Iterator[Reading]:
    """Yield the cells of a table that its other cells contradict."""
    rows = table.rows[:_MOST_ROWS]
    width = len(table.head[-1]) if table.head else 0
    if len(rows) < 2 or any(  # noqa: PLR2004 (a pair)
        len(row) != width or any(c.columns > 1 or c.rows > 1 for c in row) for row in rows
    ):
        return
    heads = tuple(plain(cell.children).strip() for cell in table.head[-1])
    names = tuple(plain(row[0].children).strip() for row in rows)
    numbers = tuple(tuple(map(_cell_number, row)) for row in rows)
    grid = _Grid(table, heads, names, numbers)
    for column in range(1, width):
        if not _NO_SUM.search(heads[column]):
            yield from _wrong_totals(grid, column)
        yield from _wrong_means(grid, column)
    if width <= _MOST_COLUMNS:
        yield from _wrong_columns(grid)


def _cell_number(cell: Cell) -> Numeral | None:
    text = plain(cell.children).strip()
    found = numerals(text) if len(text) < 24 else ()  # noqa: PLR2004 (a number and its unit)
    whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(text)
    return found[0] if whole and found[0].kind == AMOUNT else None


def _is_column_sum(parts: Sequence[Numeral], whole: Numeral) -> bool:
    room = sum(n.half for n in parts) + whole.half
    return len(parts) > 0 and abs(sum(n.base for n in parts) - whole.base) <= room


def _wrong_totals(grid: _Grid, column: int) -> Iterator[Reading]:
    """Yield the totals and subtotals of a column that no usual reading of its rows gives."""
    cells = [row[column] for row in grid.numbers]
    totals = [
        i for i, name in enumerate(grid.names) if _TOTAL.match(name) and not _SUBTOTAL.search(name)
    ]
    for at, whole in enumerate(cells):
        if whole is None or whole.unit.name == "%":
            continue
        if at in totals and len(totals) == 1 and at in {0, len(cells) - 1}:
            rest = [(grid.names[i], n) for i, n in enumerate(cells) if i != at and n is not None]
            empty = sum(
                grid.cell_text(i, column) in _NOTHING for i, n in enumerate(cells) if n is None
            )
            readings = list(_row_readings(rest)) if len(rest) + empty >= len(cells) - 1 else []
            yield from _told_sum(grid, at, column, [r for r in readings if r], "合计行")
        elif _SUBTOTAL.search(grid.names[at]):
            above, below = _run_beside(grid, cells, at, -1), _run_beside(grid, cells, at, 1)
            readings = [above[:k][::-1] for k in range(len(above), 1, -1)]
            readings += [below[:k] for k in range(len(below), 1, -1)]
            yield from _told_sum(grid, at, column, readings, "小计")


def _told_sum(
    grid: _Grid, row: int, column: int, readings: Sequence[Sum], named: str
) -> Iterator[Reading]:
    whole = grid.numbers[row][column]
    if whole is None or not readings or len(readings[0]) < 2:  # noqa: PLR2004 (a sum has two parts)
        return
    same = len({n.unit.dimension for n in (*readings[0], whole)}) == 1
    if same and not any(_is_column_sum(parts, whole) for parts in readings):
        yield Reading(
            "REC10",
            grid.cell_source(row, column),
            shown_sum(readings[0], whole, named),
            "改正错的一行，或重算合计",
            tuple(
                Related(grid.cell_source(at, column), grid.names[at])
                for at, cells in enumerate(grid.numbers)
                if at != row and any(cells[column] is part for part in readings[0])
            ),
        )


def _run_beside(grid: _Grid, cells: Sequence[Numeral | None], at: int, step: int) -> Sum:
    """Return the rows beside a subtotal, nearest first, up to the next total."""
    run: list[Numeral] = []
    row = at + step
    while 0 <= row < len(cells):
        each = cells[row]
        if each is None or _SUBTOTAL.search(grid.names[row]) or _TOTAL.match(grid.names[row]):
            break
        run.append(each)
        row += step
    return tuple(run)


def _row_readings(rest: Sequence[tuple[str, Numeral]]) -> Iterator[Sum]:
    """Yield the rows a total may be of: all, the subtotals, those of the first level, with or without 其中."""
    rows = [(n, c) for n, c in rest if not _SUBTOTAL.search(n) and not _MEAN.match(n)]
    yield tuple(c for n, c in rows if not _INNER.match(n)) or tuple(c for _, c in rows)
    yield tuple(c for _, c in rows)
    yield tuple(c for n, c in rest if _SUBTOTAL.search(n))
    yield tuple(c for n, c in rows if _CHINESE.match(n))
    yield tuple(c for n, c in rows if _FIRST_LEVEL.match(n))
    inner = next((i for i, (n, _) in enumerate(rows) if n.startswith("其中")), -1)
    if inner >= 0:  # only the first of the rows below carries 其中
        for last in range(inner + 1, len(rows) + 1):
            yield tuple(c for i, (_, c) in enumerate(rows) if not inner <= i < last)
            yield tuple(c for _, c in rows[inner:last])


def _wrong_means(grid: _Grid, column: int) -> Iterator[Reading]:
    for at, name in enumerate(grid.names):
        whole = grid.numbers[at][column]
        rows = [
            row[column]
            for i, row in enumerate(grid.numbers)
            if i != at and not _TOTAL.match(grid.names[i])
        ]
        numbers = [n for n in rows if n is not None]
        if whole is None or not _MEAN.match(name) or len(numbers) < 2 or len(numbers) < len(rows):  # noqa: PLR2004
            continue
        mean = sum((n.base for n in numbers), Decimal(0)) / len(numbers) / whole.unit.factor
        if abs(mean - whole.number) > whole.step:
            message = f"“{grid.heads[column]}”{len(numbers)} 行的平均是 {float(mean):.6g}，写的是 {whole.shown}"
            yield Reading(
                "REC10", grid.cell_source(at, column), message, "改正错的一行，或重算平均"
            )


def _wrong_columns(grid: _Grid) -> Iterator[Reading]:
    """Yield the cells that break what their column is of others in most rows."""
    counted = [c for c in range(1, len(grid.heads)) if any(row[c] for row in grid.numbers)]
    told: set[int] = set()
    for result in counted:
        kept: set[int] = set()
        broken: dict[int, str] = {}
        for rows in _column_trials(grid, result, counted):
            right = {row for row, proof in rows.items() if not proof}
            wrong = {row: proof for row, proof in rows.items() if proof}
            kept |= right
            if (
                len(right) >= max(len(wrong), 1)
                and len(rows) > 1
                and (len(right) > len(wrong) or len(rows) == 2)  # noqa: PLR2004 (a pair)
            ):
                broken = {**wrong, **broken}
        for row in sorted(broken.keys() - kept - told):
            told.add(row)
            message = f"“{grid.names[row]}”一行：{broken[row]}"
            yield Reading("REC10", grid.cell_source(row, result), message, _ADVICE_ROW)


def _column_trials(grid: _Grid, result: int, counted: Sequence[int]) -> Iterator[dict[int, str]]:
    """Yield for each formula a head suggests the proof per row, "" where it holds."""
    head = grid.heads[result]
    others = [
        c
        for c in counted
        if c != result and not re.search("率|占比|比重|%|备注|序号|增幅|同比", grid.heads[c])
    ]
    if _TOTAL_COLUMN.search(head) and len(others) > 1:
        spans = (others, [c for c in others if c < result], [c for c in others if c > result])
        for columns in spans:
            if len(columns) > 1:
                yield _proven_rows(grid, result, columns, _sum_cell_proof)
    for formula in _FORMULAS:
        if not formula.heads.search(head):
            continue
        if formula.sign == "÷" and not formula.less:
            for column in others:
                yield _share_rows(grid, result, column)
        for a, b in permutations(others, 2):
            if formula.sign != "×" or (
                a < b and re.search("单价|标准|均价", grid.heads[a] + grid.heads[b])
            ):
                yield _proven_rows(grid, result, (a, b), formula.cell_proof)


def _proven_rows(
    grid: _Grid,
    result: int,
    columns: Sequence[int],
    proof: Callable[[str, Sum, Numeral], str | None],
) -> dict[int, str]:
    """Return for each row that has all the numbers what `proof` says of them, if anything."""
    found: dict[int, str] = {}
    for row, numbers in enumerate(grid.numbers):
        whole, parts = numbers[result], tuple(n for c in columns if (n := numbers[c]) is not None)
        complete = whole is not None and len(parts) == len(columns)
        told = proof(grid.names[row], parts, whole) if whole and complete else None
        if told is not None:
            found[row] = told
    return found


def _sum_cell_proof(_name: str, parts: Sum, whole: Numeral) -> str:
    if _is_column_sum(parts, whole):
        return ""
    shown = " + ".join(str(n.number) for n in parts)
    return f"{shown} = {sum(n.number for n in parts)}，写的是 {whole.shown}"


def _cell_proof(value: float, shown: str, stated: Numeral, sign: str, *operands: Numeral) -> str:
    """Return "" if a cell agrees with a value, else the proof; heads may hold the units."""
    scales = {"÷": (1, 100), "×": (1, 0.0001, 0.01)}.get(sign, (1,))
    room = float(stated.step * stated.unit.factor) / 2 + 1e-9
    room += sum(float(n.half) for n in operands) if sign == "−" else 0
    base = float(stated.base)
    if any(abs(value * scale - base) <= room for scale in scales) or (
        sign == "−" and abs(abs(value) - abs(base)) <= room
    ):
        return ""
    percent = sign == "÷" and (stated.unit.name == "%" or abs(base) > 1)
    near = min(scales, key=lambda scale: abs(value * scale - base)) if sign == "×" else 1
    number = f"{value * 100:.2f}%" if percent else f"{value * near:.10g}"
    return f"{shown} = {number}，写的是 {stated.shown}"


def _share_rows(grid: _Grid, result: int, column: int) -> dict[int, str]:
    """Return the proofs of a share of the total row, or of the sum of the column."""
    total = next((i for i, name in enumerate(grid.names) if _TOTAL.match(name)), -1)
    stated_total = grid.numbers[total][column] if total >= 0 else None
    cells = {
        i: n for i, row in enumerate(grid.numbers) if i != total and (n := row[column]) is not None
    }
    whole = float(stated_total.base if stated_total else sum(n.base for n in cells.values()))
    found: dict[int, str] = {}
    for row, part in cells.items():
        stated = grid.numbers[row][result]
        if stated is not None and whole:
            found[row] = _cell_proof(
                float(part.base) / whole, f"{part.number} ÷ {whole:.10g}", stated, "÷"
            )
    return found
