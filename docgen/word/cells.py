"""What tags do to a cell (单元格): colspan, cellbg, vm, hm as docxtpl has them, and 合并."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from docgen.word.tags import Mark, Marks
from docgen.word.tree import (
    TBL,
    TC,
    TR,
    Element,
    P,
    T,
    W,
    above,
    child,
    grid_column,
    place,
    properties,
    put_after,
    put_before,
    serialized,
)

_SPECIAL = re.compile(r"^(colspan|cellbg|vm|hm)\b\s*(.*)$", re.DOTALL)
_MERGE = re.compile(r"^合并\s*[(（](.*)[)）]$", re.DOTALL)


def special(number: int, marks: Marks) -> None:
    """Work a tag that changes its cell, if it is one."""
    mark, holder = marks.all[number], marks.holders[number]
    cell = above(holder, TC)
    special = _SPECIAL.match(mark.inner)
    if mark.kind != "{%" or mark.level or not special or cell is None:
        return
    _SPECIALS[special[1]](cell, holder, number, special[2], marks)


def take_out(holder: Element, number: int) -> None:
    """Take a mark out of the text that holds it."""
    holder.text = (holder.text or "").replace(f"\ufdd0{number}\ufdd1", "")


def _value(marks: Marks, number: int, expression: str) -> str:
    return marks.mark("{{", expression, marks.all[number].place, manner="attribute")


def _colspan(cell: Element, holder: Element, number: int, value: str, marks: Marks) -> None:
    take_out(holder, number)
    place(properties(cell), "gridSpan", val=_value(marks, number, value))
    dynamic(cell)


def _cellbg(cell: Element, holder: Element, number: int, value: str, marks: Marks) -> None:
    take_out(holder, number)
    fill = _value(marks, number, value)
    place(properties(cell), "shd", val="clear", color="auto", fill=fill)


def _vm(cell: Element, holder: Element, number: int, _: str, marks: Marks) -> None:
    """Merge the cell with the ones above it in the loop: text and all from the first text on."""
    take_out(holder, number)
    first = next(iter(cell.iter(T)))
    here = marks.all[number].place
    state = (
        marks.mark("{%", "if loop.first", here)
        + "restart"
        + marks.mark("{%", "else", here)
        + "continue"
        + marks.mark("{%", "endif", here)
    )
    place(properties(cell), "vMerge", val=state)
    first.text = marks.mark("{%", "if loop.first", here) + (first.text or "")
    holder.text = (holder.text or "") + marks.mark("{%", "endif", here)


def _hm(cell: Element, holder: Element, number: int, _: str, marks: Marks) -> None:
    """Merge the cells of a loop along a row: the first one spans, the others are left out."""
    take_out(holder, number)
    here = marks.all[number].place
    span = child(properties(cell), "gridSpan")
    times = "" if span is None else f"{span.get(f'{W}val')} * "
    place(properties(cell), "gridSpan", val=_value(marks, number, f"{times}loop.length"))
    put_before(cell, marks.mark("{%", "if loop.first", here))
    put_after(cell, marks.mark("{%", "endif", here))
    dynamic(cell)


_Special = Callable[[Element, Element, int, str, Marks], None]
_SPECIALS: Mapping[str, _Special] = {"colspan": _colspan, "cellbg": _cellbg, "vm": _vm, "hm": _hm}
GRID = "{urn:docgen}grid"
_MERGED = "{urn:docgen}merged"


def dynamic(cell: Element) -> None:
    """Note that the columns of a table are known only when it is printed."""
    table = above(cell, TBL)
    if table is not None:
        table.set(GRID, "1")


def merging(root: Element, marks: Marks) -> list[Element]:
    """Give cells with `合并(…)` two faces: the one that begins a merge, and the one merged."""
    for number in sorted(marks.holders):
        mark = marks.all[number]
        merge = _MERGE.match(mark.inner)
        cell = above(marks.holders[number], TC)
        if mark.kind != "{{" or not merge or cell is None:
            continue
        mark.inner = merge[1].strip()
        _two_faces(cell, mark, marks)
    return list(root.iter(TBL))


def _two_faces(cell: Element, mark: Mark, marks: Marks) -> None:
    table = above(cell, TBL)
    if table is None:
        return
    table.set(_MERGED, "1")
    joins = f"if __joins({grid_column(cell)}, {mark.inner})"
    place(properties(cell), "vMerge")
    layout = serialized(child(cell, "tcPr"))
    paragraph = next(cell.iter(P), None)
    look = serialized(None if paragraph is None else child(paragraph, "pPr"))
    merged = f"<w:tc>{layout}<w:p>{look}</w:p></w:tc>"
    place(properties(cell), "vMerge", val="restart")
    put_before(
        cell,
        marks.mark("{%", joins, mark.place, text=mark.text)
        + marks.mark("=", merged, mark.place)
        + marks.mark("{%", "else", mark.place),
    )
    put_after(cell, marks.mark("{%", "endif", mark.place))


def number_rows(table: Element, marks: Marks) -> None:
    """Let a table with merged cells know where it and its rows begin."""
    if _MERGED not in table.attrib:
        return
    del table.attrib[_MERGED]
    for row in table.iter(TR):
        if above(row, TBL) is table:
            put_before(row, marks.mark("{{", "__next_row()"))
    put_before(table, marks.mark("{%", "filter __paged") + marks.mark("{{", "__open_table()"))
    put_after(table, marks.mark("{{", "__close_table()") + marks.mark("{%", "endfilter"))
