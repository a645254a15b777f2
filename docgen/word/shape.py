"""What tags do to the paragraphs, rows and cells around them (形状).

docxtpl's tag language, worked out on the tree instead of the text: `{%tr %}` takes the place of
its row, `{% vm %}` merges, `{% colspan %}` spans; properties go where the schema wants them, a
cell keeps a paragraph, a table a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from docgen.word.cells import dynamic, merging, number_rows, special, take_out
from docgen.word.tags import MARK, Mark, Marks
from docgen.word.tree import (
    SPACE,
    TC,
    TR,
    Element,
    P,
    R,
    T,
    W,
    above,
    child,
    own,
    put_after,
    removed,
    serialized,
)
from docgen.word.wholeness import keep_whole

LEVELS: Mapping[str, str] = {"tr": TR, "tc": TC, "p": P, "r": R}


def shaped(root: Element, marks: Marks) -> None:
    """Give a part the shape its tags ask for."""
    _merge_paragraphs(marks)
    for number in sorted(marks.holders):
        special(number, marks)
    tables = merging(root, marks)
    for level in ("tr", "tc", "p", "r"):
        for number in sorted(marks.holders):
            if marks.all[number].level == level:
                _replace(number, level, marks)
    for table in tables:
        number_rows(table, marks)
    keep_whole(root, marks)
    for number in sorted(marks.holders):
        _place_in_run(number, marks)


# -- {%- and -%}: the paragraph joins its neighbour --------------------------------------------


def _merge_paragraphs(marks: Marks) -> None:
    for number in sorted(marks.holders):
        mark = marks.all[number]
        if mark.kind == "{#" or not mark.inner:
            continue
        # `{%-` and `-%}` as typed; `{{ -x }}` is a number.
        backward, forward = mark.text[2:3] in "-+", mark.text[-3:-2] in "-+"
        mark.inner = mark.inner[backward : len(mark.inner) - forward].strip()
        backward, forward = mark.text[2:3] == "-", mark.text[-3:-2] == "-"
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


# -- {%p %} {%tr %} {%tc %} {%r %} -------------------------------------------------------------


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
    take_out(holder, number)
    if level == "tc":
        dynamic(target)
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
    return "".join(
        match[0]
        for text in target.iter(T)
        for match in MARK.finditer(text.text or "")
        if marks.all[int(match[1])].level == level
    )


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


# -- a value alone in its run -------------------------------------------------------------


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
