"""What tags do to the paragraphs, rows and cells around them (形状).

docxtpl's tag language, worked out on the tree instead of the text: `{%tr %}` takes the place of
its row, `{% vm %}` merges, `{% colspan %}` spans; properties go where the schema wants them, a
cell keeps a paragraph, a table a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy

from lxml import etree

from docgen.word.tags import MARK, Mark, Marks
from docgen.word.tree import (
    SPACE,
    TBL,
    TC,
    TR,
    Element,
    P,
    R,
    T,
    W,
    above,
    child,
    grid_column,
    own,
    place,
    properties,
    put_after,
    put_before,
    removed,
    serialized,
)

LEVELS: Mapping[str, str] = {"tr": TR, "tc": TC, "p": P, "r": R}
_SPECIAL = re.compile(r"^(colspan|cellbg|vm|hm)\b\s*(.*)$", re.DOTALL)
_MERGE = re.compile(r"^合并\s*[(（](.*)[)）]$", re.DOTALL)
# What needs a paragraph inside: cells, headers, footers, notes, text boxes.
_HOLDERS = tuple(f"{W}{name}" for name in "tc hdr ftr footnote endnote txbxContent".split())
_OPENERS = re.compile(r"^(if|for|filter|with)\b")
_CLOSERS = re.compile(r"^end\w+")


def shaped(root: Element, marks: Marks) -> None:
    """Give a part the shape its tags ask for."""
    _merge_paragraphs(marks)
    for number in sorted(marks.holders):
        _special(number, marks)
    tables = _merging(root, marks)
    for level in ("tr", "tc", "p", "r"):
        for number in sorted(marks.holders):
            if marks.all[number].level == level:
                _replace(number, level, marks)
    for table in tables:
        _number_rows(table, marks)
    for holder in list(root.iter(TBL, TR, *_HOLDERS)):
        _keep_whole(holder, marks)
    for number in sorted(marks.holders):
        _place_in_run(number, marks)


# -- {%- and -%}: the paragraph joins its neighbour ----------------------------------------------


def _merge_paragraphs(marks: Marks) -> None:
    for number in sorted(marks.holders):
        mark = marks.all[number]
        if mark.kind == "{#" or not mark.inner:
            continue
        backward, forward = mark.inner[0] == "-", mark.inner[-1] == "-"
        mark.inner = mark.inner.strip("+").removeprefix("-").removesuffix("-").strip()
        paragraph = above(marks.holders[number], P)
        if mark.kind == "{%" and paragraph is not None:
            _join(paragraph, marks.holders[number], backward=backward, forward=forward)


def _join(paragraph: Element, text: Element, *, backward: bool, forward: bool) -> None:
    texts = own(paragraph, T)
    following, previous = paragraph.getnext(), paragraph.getprevious()
    if forward and texts[-1] is text and following is not None and following.tag == P:
        _take(paragraph, following)
    if backward and texts[0] is text and previous is not None and previous.tag == P:
        _take(previous, paragraph)


def _take(paragraph: Element, other: Element) -> None:
    for each in list(other):
        if each.tag != f"{W}pPr":
            paragraph.append(each)
    removed(other)


# -- colspan, cellbg, vm, hm, 合并 ----------------------------------------------------------------


def _special(number: int, marks: Marks) -> None:
    mark, holder = marks.all[number], marks.holders[number]
    cell = above(holder, TC)
    special = _SPECIAL.match(mark.inner)
    if mark.kind != "{%" or mark.level or not special or cell is None:
        return
    _SPECIALS[special[1]](cell, holder, number, special[2], marks)


def _take_out(holder: Element, number: int) -> None:
    holder.text = (holder.text or "").replace(f"\ufdd0{number}\ufdd1", "")


def _value(marks: Marks, number: int, expression: str) -> str:
    return marks.mark("{{", expression, marks.all[number].place, manner="attribute")


def _colspan(cell: Element, holder: Element, number: int, value: str, marks: Marks) -> None:
    _take_out(holder, number)
    place(properties(cell), "gridSpan", val=_value(marks, number, value))
    _dynamic(cell)


def _cellbg(cell: Element, holder: Element, number: int, value: str, marks: Marks) -> None:
    _take_out(holder, number)
    fill = _value(marks, number, value)
    place(properties(cell), "shd", val="clear", color="auto", fill=fill)


def _vm(cell: Element, holder: Element, number: int, _: str, marks: Marks) -> None:
    """Merge the cell with the ones above it in the loop: text and all from the first text on."""
    _take_out(holder, number)
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
    _take_out(holder, number)
    here = marks.all[number].place
    span = child(properties(cell), "gridSpan")
    times = "" if span is None else f"{span.get(f'{W}val')} * "
    place(properties(cell), "gridSpan", val=_value(marks, number, f"{times}loop.length"))
    put_before(cell, marks.mark("{%", "if loop.first", here))
    put_after(cell, marks.mark("{%", "endif", here))
    _dynamic(cell)


_Special = Callable[[Element, Element, int, str, Marks], None]
_SPECIALS: Mapping[str, _Special] = {"colspan": _colspan, "cellbg": _cellbg, "vm": _vm, "hm": _hm}
_GRID = "{urn:docgen}grid"
_MERGED = "{urn:docgen}merged"


def _dynamic(cell: Element) -> None:
    table = above(cell, TBL)
    if table is not None:
        table.set(_GRID, "1")


def _merging(root: Element, marks: Marks) -> list[Element]:
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


def _number_rows(table: Element, marks: Marks) -> None:
    if _MERGED not in table.attrib:
        return
    del table.attrib[_MERGED]
    for row in table.iter(TR):
        if above(row, TBL) is table:
            put_before(row, marks.mark("{{", "__next_row()"))
    put_before(table, marks.mark("{%", "filter __paged") + marks.mark("{{", "__open_table()"))
    put_after(table, marks.mark("{{", "__close_table()") + marks.mark("{%", "endfilter"))


# -- {%p %} {%tr %} {%tc %} {%r %} ----------------------------------------------------------------


def _replace(number: int, level: str, marks: Marks) -> None:
    """Put a tag in place of the paragraph, row, cell or run around it."""
    mark, holder = marks.all[number], marks.holders[number]
    here = f"\ufdd0{number}\ufdd1"
    target = above(holder, LEVELS[level])
    if target is None or here not in (holder.text or ""):
        return
    if level == "r":
        _split_run(target, holder, number, marks)
        return
    _take_out(holder, number)
    if level == "tc":
        _dynamic(target)
    _describe(mark, target if level == "p" else None)
    mark.manner = "block" if level == "p" else "bare"
    others = _others(target, level, marks)
    marks.note_lost(mark, target)
    section = target.find(f"{W}pPr/{W}sectPr") if level == "p" else None
    if section is not None:
        put_after(target, _section_end(section, marks))
    removed(target, here + others)


def _others(target: Element, level: str, marks: Marks) -> str:
    """Return the marks of further tags of the same level in what a tag replaces."""
    found = "".join(
        match[0]
        for text in target.iter(T)
        for match in MARK.finditer(text.text or "")
        if marks.all[int(match[1])].level == level
    )
    return found


def _section_end(section: Element, marks: Marks) -> str:
    ending = f"<w:p><w:pPr>{serialized(section)}</w:pPr></w:p>"
    return marks.mark("=", ending)


def _describe(mark: Mark, paragraph: Element | None, run: Element | None = None) -> None:
    if paragraph is not None:
        layout = child(paragraph, "pPr")
        style = None if layout is None else child(layout, "pStyle")
        mark.style = "" if style is None else style.get(f"{W}val", "")
        mark.paragraph = re.sub(r"<w:sectPr\b.*?</w:sectPr>", "", serialized(layout))
    if run is not None:
        mark.run = serialized(child(run, "rPr"))


def _split_run(run: Element, holder: Element, number: int, marks: Marks) -> None:
    """Put a tag in place of its run; text beside it in the run would be lost, so it is kept."""
    mark = marks.all[number]
    _describe(mark, above(run, P), run)
    mark.manner = "runs"
    head, _, tail = (holder.text or "").partition(f"\ufdd0{number}\ufdd1")
    rest = etree.Element(R)
    look = child(run, "rPr")
    if look is not None:
        rest.append(deepcopy(look))
    if tail:
        after = etree.SubElement(rest, T, {SPACE: "preserve"})
        after.text = tail
        marks.moved(holder, after, tail)
    rest.extend(list(holder.itersiblings()))
    holder.text = head
    if len(rest) > (look is not None):
        rest.tail, run.tail = run.tail, None
        run.addnext(rest)
    put_after(run, f"\ufdd0{number}\ufdd1")
    if not head and all(each is holder or each.tag == f"{W}rPr" for each in run):
        removed(run)


# -- a cell keeps a paragraph, a row a cell, a table a row ----------------------------------------


def _keep_whole(holder: Element, marks: Marks) -> None:
    name = {TBL: "table", TR: "row"}.get(str(holder.tag), "cell")
    wanted = {TBL: TR, TR: TC}.get(str(holder.tag), P)
    dynamic = holder.attrib.pop(_GRID, None) is not None
    if not dynamic and not MARK.search(f"{holder.text}{''.join(each.tail or '' for each in holder)}"):
        return
    kept, balanced = _certain(holder, wanted, marks)
    if dynamic:
        name = "grid"
    if not balanced or (kept and not dynamic):
        return
    if name in {"table", "row", "grid"}:
        put_before(holder, marks.mark("{%", f"filter __{name}"))
        put_after(holder, marks.mark("{%", "endfilter"))
    else:
        _guard_inside(holder, marks)


def _guard_inside(holder: Element, marks: Marks) -> None:
    """Guard what stands in a cell behind its properties."""
    layout = child(holder, "tcPr")
    opening = marks.mark("{%", "filter __cell")
    if layout is not None:
        layout.tail = opening + (layout.tail or "")
    else:
        holder.text = opening + (holder.text or "")
    ending = marks.mark("{%", "endfilter")
    if len(holder):
        holder[-1].tail = (holder[-1].tail or "") + ending
    else:
        holder.text = (holder.text or "") + ending


def _certain(holder: Element, wanted: str, marks: Marks) -> tuple[bool, bool]:
    """Tell whether a holder surely keeps what it needs, and whether its tags are balanced.

    A table needs a row and a row a cell anywhere, a cell a paragraph at its end.
    """
    depth, lowest, kept = 0, 0, False
    for kind in _contents(holder, marks):
        depth += {"open": 1, "close": -1}.get(kind, 0)
        lowest = min(lowest, depth)
        if kind == wanted and depth == 0:
            kept = True
        elif wanted == P and kind == TBL:
            kept = False
    return kept, depth == 0 and lowest == 0


def _contents(holder: Element, marks: Marks) -> Iterator[str]:
    yield from _kinds(holder.text, marks)
    for each in holder:
        name = str(each.tag)
        yield "aside" if name.endswith(("Pr", "Grid", "Start", "End", "PrEx")) else name
        yield from _kinds(each.tail, marks)


def _kinds(text: str | None, marks: Marks) -> Iterator[str]:
    for match in MARK.finditer(text or ""):
        mark = marks.all[int(match[1])]
        if mark.kind != "{%":
            yield "printed"
        elif _OPENERS.match(mark.inner):
            yield "open"
        elif _CLOSERS.match(mark.inner):
            yield "close"


# -- a value alone in its run -----------------------------------------------------------------------


def _place_in_run(number: int, marks: Marks) -> None:
    """Tell a value how its run looks; alone in its run, it takes the place of the run."""
    mark, holder = marks.all[number], marks.holders[number]
    run = holder.getparent()
    if mark.kind != "{{" or mark.manner != "text" or run is None or run.tag != R:
        mark.manner = "plain" if mark.manner == "text" and mark.kind == "{{" else mark.manner
        return
    paragraph = run.getparent()
    _describe(mark, above(run, P), run)
    direct = paragraph is not None and paragraph.tag == P
    mark.manner = "text" if direct else "line"
    alone = holder.text == f"\ufdd0{number}\ufdd1" and all(
        each is holder or each.tag == f"{W}rPr" for each in run
    )
    if alone and run.getparent() is not None:
        mark.manner = "runs"
        removed(run, holder.text or "")
