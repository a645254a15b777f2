"""Ids that a loop would repeat (编号): drawings, bookmarks, content controls, paragraphs."""

from __future__ import annotations

from docgen.word.template.tag_marking import TagMarking
from docgen.word.tree import Element, W, removed

_WORD14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_START, _END = f"{W}bookmarkStart", f"{W}bookmarkEnd"


def free_identities(root: Element, marking: TagMarking) -> None:
    """Make every id of a part one that is given while it is printed."""
    _drop_half_bookmarks(root)
    for element in root.iter():
        # Word gives paragraphs these ids anew; repeated by a loop it calls the file damaged.
        for name in ("paraId", "textId"):
            if f"{_WORD14}{name}" in element.attrib:
                del element.attrib[f"{_WORD14}{name}"]
    for drawing in root.iter(_DRAWING):
        drawing.set("id", marking.value_call("__drawing_id()"))
    if any(tag.inner.startswith("for ") for tag in marking.tags):
        _free_bookmarks(root, marking)
        for control in root.iter(f"{W}sdtPr"):
            for old in control.findall(f"{W}id"):
                old.set(f"{W}val", marking.value_call("__drawing_id()"))


def _free_bookmarks(root: Element, marking: TagMarking) -> None:
    for start in root.iter(_START):
        old, name = start.get(f"{W}id", ""), start.get(f"{W}name", "")
        start.set(f"{W}id", marking.value_call(f"__bookmark_id({old!r}, {name!r})"))
        start.set(f"{W}name", marking.value_call(f"__bookmark_name({old!r})"))
    for end in root.iter(_END):
        old = end.get(f"{W}id", "")
        end.set(f"{W}id", marking.value_call(f"__bookmark_end({old!r})"))


def _drop_half_bookmarks(root: Element) -> None:
    """Take out bookmarks of which a tag has replaced the other end."""
    starts = {each.get(f"{W}id") for each in root.iter(_START)}
    ends = {each.get(f"{W}id") for each in root.iter(_END)}
    for each in list(root.iter(_START, _END)):
        if each.get(f"{W}id") not in starts & ends:
            removed(each)
