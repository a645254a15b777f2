"""What the columns of a table make of each other (栏间关系), learnt from the rows where it holds.

A relation is believed when the heads suggest it and at least two rows keep it; a row that breaks
what at least twice as many keep is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import permutations

from msgspec import Struct

from docgen import figures
from docgen.checks.numeral import Numeral

_TOTAL = re.compile(r"(?:合 ?计|总 ?计|小 ?计|总 ?额|总数|总投资|总资金)(?:[（(][^）)]*[）)])?$")
_NO_PART = re.compile(r"率|比|占|%|序号|编号|单价|标准|均|年份|时间|得分|排名|备注|增减")
_LEFT = re.compile(r"结余|结转|剩余|未|差|增减|节约|核减|审减|增加|减少")
_RATE = re.compile(r"率|占比|比重|比例|进度|增幅|增减|%")
_GROWTH = re.compile(r"增|减|降")
_PRODUCT = re.compile(r"金额|总价|小计|合计|资金|补助|费用|支出")
_PRICE = re.compile(r"单价|标准|均价")
_LEAST, _MOST_COLUMNS = 2, 9

Values = tuple[Numeral, ...]


class Grid(Struct, frozen=True):
    """A table's numbers (数格): its heads, the number of each cell or None, and its total row or -1."""

    heads: tuple[str, ...]
    numbers: tuple[tuple[Numeral | None, ...], ...]
    total: int


class Relation(Struct, frozen=True):
    """A relation of columns (栏间关系): `columns` give, by `value`, what stands in `result`."""

    result: int
    columns: tuple[int, ...]
    value: Callable[[Values], Decimal]
    sign: str


def column_relations(grid: Grid) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and proof of the cells that break what other rows keep."""
    width = len(grid.heads)
    if width > _MOST_COLUMNS or any(len(row) != width for row in grid.numbers):
        return
    wrong: dict[int, tuple[int, int, str]] = {}
    right: set[tuple[int, int]] = set()
    for relation in _relations(grid):
        kept, broken = _rows(grid, relation)
        right.update((row, relation.result) for row in kept)
        if len(kept) >= max(_LEAST, 2 * len(broken)):
            for row, message in broken:
                wrong.setdefault(row, (row, relation.result, message))
    yield from (each for each in wrong.values() if each[:2] not in right)


def _relations(grid: Grid) -> Iterator[Relation]:
    """Yield what the heads of a table suggest."""
    counted = [c for c in range(1, len(grid.heads)) if any(row[c] for row in grid.numbers)]
    plain_ = [c for c in counted if not _NO_PART.search(grid.heads[c])]
    for result in counted:
        head = grid.heads[result]
        others = [c for c in plain_ if c != result]
        if _TOTAL.search(head):
            yield from _sums(result, others)
        for pair in permutations(others, 2):
            if _LEFT.search(head) and not _RATE.search(head.replace("增减", "")):
                yield Relation(result, pair, lambda v: v[0].base - v[1].base, "−")
            elif _RATE.search(head) and _GROWTH.search(head):
                yield Relation(result, pair, lambda v: v[0].base / v[1].base - 1, "÷−1")
            elif _RATE.search(head):
                yield Relation(result, pair, lambda v: v[0].base / v[1].base, "÷")
        if _PRODUCT.search(head):
            yield from _products(grid, result, counted)


def _sums(result: int, others: list[int]) -> Iterator[Relation]:
    """Yield the sum of all other columns, of those before a total and of those behind it."""
    for columns in dict.fromkeys(
        (
            tuple(others),
            tuple(c for c in others if c < result),
            tuple(c for c in others if c > result),
        )
    ):
        if len(columns) > 1:
            yield Relation(result, columns, lambda v: sum((n.base for n in v), Decimal(0)), "+")


def _products(grid: Grid, result: int, counted: list[int]) -> Iterator[Relation]:
    for price in (c for c in counted if _PRICE.search(grid.heads[c]) and c != result):
        for count in counted:
            if count not in (price, result) and not _RATE.search(grid.heads[count]):
                yield Relation(result, (price, count), lambda v: v[0].number * v[1].number, "×")


def _rows(grid: Grid, relation: Relation) -> tuple[list[int], list[tuple[int, str]]]:
    """Return the rows that keep a relation, and those that break it, with the proof."""
    kept: list[int] = []
    broken: list[tuple[int, str]] = []
    for index, row in enumerate(grid.numbers):
        result = row[relation.result]
        values = tuple(cell for c in relation.columns if (cell := row[c]) is not None)
        told = len(values) == len(relation.columns) and all(v.base for v in values)
        if result is None or not told or not result.base:
            continue
        if _keeps(relation, values, result):
            kept.append(index)
        elif index != grid.total or relation.sign != "×":
            broken.append((index, _proof(relation, values, result)))
    return kept, broken


def _keeps(relation: Relation, values: Values, result: Numeral) -> bool:
    value = relation.value(values)
    near = result.step * result.unit.factor / 2
    near += sum((v.half for v in values), Decimal(0)) if relation.sign in "+−" else Decimal(0)
    scales = (1, 100, Decimal("0.0001")) if relation.sign not in "+−" else (1,)
    return any(abs(value * scale - result.base) <= near for scale in scales)


def _proof(relation: Relation, values: Values, result: Numeral) -> str:
    value = relation.value(values)
    percent = "÷" in relation.sign and (result.unit.name == "%" or result.base > 1)
    shown = figures.number_text(figures.rounded(value * 100 if percent else value, 4).normalize())
    terms = f" {relation.sign[0]} ".join(figures.number_text(v.number) for v in values)
    less = " − 1" if relation.sign.endswith("1") else ""
    return f"{terms}{less} = {shown}{'%' if percent else ''}，写的是 {result.shown}"
