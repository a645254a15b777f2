"""What must not be empty (完整): a cell keeps a paragraph, a row a cell, a table a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.word.cells import GRID
from docgen.word.tags import MARK, Marks
from docgen.word.tree import TBL, TC, TR, Element, P, W, child, put_after, put_before

# What needs a paragraph inside: cells, headers, footers, notes, text boxes.
_HOLDERS = tuple(
    f"{W}{name}" for name in ("tc", "hdr", "ftr", "footnote", "endnote", "txbxContent")
)
_OPENERS = re.compile(r"^(if|for|filter|with)\b")
_CLOSERS = re.compile(r"^end\w+")


def keep_whole(root: Element, marks: Marks) -> None:
    """Guard every holder of a part that its tags may empty."""
    for holder in list(root.iter(TBL, TR, *_HOLDERS)):
        _keep_whole(holder, marks)


def _keep_whole(holder: Element, marks: Marks) -> None:
    name = {TBL: "table", TR: "row"}.get(str(holder.tag), "cell")
    wanted = {TBL: TR, TR: TC}.get(str(holder.tag), P)
    dynamic = GRID in holder.attrib
    if dynamic:
        del holder.attrib[GRID]
    if not dynamic and not MARK.search(
        f"{holder.text}{''.join(each.tail or '' for each in holder)}"
    ):
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
