"""Tables that Word accepts (表格结构): rows, cells, paragraphs, merges that begin."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from docgen.word.wordml import TBL, TC, TR, P, W, flat, number

_SPAN = f"{W}tcPr/{W}gridSpan"
_MERGE = f"{W}tcPr/{W}vMerge"
_ASIDE = frozenset(
    f"{W}{name}"
    for name in [
        "bookmarkStart",
        "bookmarkEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "permStart",
        "permEnd",
        "proofErr",
        "moveFromRangeStart",
        "moveFromRangeEnd",
        "moveToRangeStart",
        "moveToRangeEnd",
    ]
)


def faults(root: Element) -> Iterator[str]:
    """Yield what is wrong with the tables of a part, tables numbered as they come."""
    for count, table in enumerate(root.iter(TBL), 1):
        yield from (f"表格{count} {each}" for each in _table(table))


def _table(table: Element) -> Iterator[str]:
    rows = [each for each in flat(table) if each.tag == TR]
    if not rows:
        yield "没有行"
        return
    columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
    above: set[int] = set()
    for count, row in enumerate(rows, 1):
        above, found = _row(row, above, columns)
        yield from (f"第{count}行{each}" for each in found)


def _row(row: Element, above: set[int], columns: int) -> tuple[set[int], list[str]]:
    """Return the grid columns where a merge goes on below this row, and what is wrong with it."""
    cells = [each for each in flat(row) if each.tag == TC]
    if not cells:
        return set(), ["没有单元格"]
    column = number(row.find(f"{W}trPr/{W}gridBefore"), 0)
    merged: set[int] = set()
    found: list[str] = []
    for count, cell in enumerate(cells, 1):
        found += (f"第{count}列{each}" for each in _cell(cell))
        merge = cell.find(_MERGE)
        if merge is not None:
            if merge.get(f"{W}val", "continue") == "continue" and column not in above:
                found.append(f"第{count}列的合并没有起点")
            merged.add(column)
        column += number(cell.find(_SPAN), 1)
    column += number(row.find(f"{W}trPr/{W}gridAfter"), 0)
    if columns and column > columns:
        found.append(f"占 {column} 列，网格只有 {columns} 列")
    return merged, found


def _cell(cell: Element) -> Iterator[str]:
    content = [each for each in cell if each.tag not in _ASIDE and each.tag != f"{W}tcPr"]
    last = content[-1] if content else None
    if last is None:
        yield "没有段落"
    elif last.tag == TBL:
        yield "以表格结尾，缺少段落"
    elif last.tag != P and not any(True for _ in last.iter(P)):
        yield "没有以段落结尾"
