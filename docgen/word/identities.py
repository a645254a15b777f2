"""Ids that a loop would repeat (编号): drawings, bookmarks, content controls, paragraphs."""

from __future__ import annotations

from docgen.word.tags import Marks
from docgen.word.tree import Element, W, removed

_WORD14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_START, _END = f"{W}bookmarkStart", f"{W}bookmarkEnd"


def freed(root: Element, marks: Marks) -> None:
    """Make every id of a part one that is given while it is printed."""
    _drop_halves(root)
    for element in root.iter():
        # Word gives paragraphs these ids anew; repeated by a loop it calls the file damaged.
        for name in ("paraId", "textId"):
            if f"{_WORD14}{name}" in element.attrib:
                del element.attrib[f"{_WORD14}{name}"]
    for drawing in root.iter(_DRAWING):
        drawing.set("id", marks.mark("{{", "__drawing()"))
    if any(mark.inner.startswith("for ") for mark in marks.all):
        _free_bookmarks(root, marks)
        for control in root.iter(f"{W}sdtPr"):
            for old in control.findall(f"{W}id"):
                old.set(f"{W}val", marks.mark("{{", "__drawing()"))


def _free_bookmarks(root: Element, marks: Marks) -> None:
    for start in root.iter(_START):
        old, name = start.get(f"{W}id", ""), start.get(f"{W}name", "")
        start.set(f"{W}id", marks.mark("{{", f"__begun({old!r})"))
        start.set(f"{W}name", marks.mark("{{", f"__named({name!r})"))
    for end in root.iter(_END):
        end.set(f"{W}id", marks.mark("{{", f"__ended({end.get(f'{W}id', '')!r})"))


def _drop_halves(root: Element) -> None:
    """Take out bookmarks of which a tag has replaced the other end."""
    starts = {each.get(f"{W}id") for each in root.iter(_START)}
    ends = {each.get(f"{W}id") for each in root.iter(_END)}
    for each in list(root.iter(_START, _END)):
        if each.get(f"{W}id") not in starts & ends:
            removed(each)
