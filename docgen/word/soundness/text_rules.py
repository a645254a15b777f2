"""Paragraphs, tables, fields and references (正文规则)."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.word.package import relations_of
from docgen.word.soundness.mark_reader import BODY
from docgen.word.soundness.marks import RELATION, PieceMarks, W
from docgen.word.soundness.package_marks import Fault, PackageMarks

_ROOTS = frozenset(
    f"{W}{name}" for name in ("document", "hdr", "ftr", "footnotes", "endnotes", "comments")
)
# What is referred to, what is said where it is not there, the part that defines it, and as what.
_REFERENCES = (
    ("pStyle", "段落样式 {} 不存在", "styles", "style"),
    ("rStyle", "文字样式 {} 不存在", "styles", "style"),
    ("tblStyle", "表格样式 {} 不存在", "styles", "style"),
    ("numId", "编号 {} 不存在", "numbering", "num"),
    ("footnoteReference", "脚注 {} 没有内容", "footnotes", "footnote"),
    ("endnoteReference", "尾注 {} 没有内容", "endnotes", "endnote"),
    ("commentReference", "批注 {} 没有内容", "comments", "comment"),
)
_NO_LIST = frozenset(["", "0"])


def text_faults(marks: PieceMarks, *, checked: bool) -> Iterator[str]:
    """Yield what is wrong with the text of a part.

    `checked` says that the renderer saw to its tags: what looks like a tag is then content.
    """
    yield from (f"表格{table} {each}" if table else each for table, each in marks.faults)
    yield from _body_faults(marks)
    yield from _field_faults(marks.first_values("fldChar"))
    if marks.tag and not checked:
        yield f"还留有模板标签 {marks.tag[:40]}"


def _body_faults(marks: PieceMarks) -> Iterator[str]:
    if marks.root not in _ROOTS:
        yield "不是 Word 的内容"
    bodies = len(list(marks.noted(BODY.removeprefix(W))))
    if marks.root == f"{W}document" and bodies != 1:
        yield "有两个正文（w:body）" if bodies else "没有正文（w:body）"


def _field_faults(kinds: list[str]) -> Iterator[str]:
    """Yield fields that do not close; those of one part form one sequence."""
    depth = 0
    for kind in kinds:
        depth += {"begin": 1, "end": -1}.get(kind, 0)
        if depth < 0:
            yield "域的结束没有开头"
            return
        if kind == "separate" and not depth:
            yield "域的分隔没有开头"
            return
    if depth:
        yield "域没有结束"


def reference_faults(whole: PackageMarks) -> Iterator[Fault]:
    """Yield references to relationships, styles, lists and notes that are not there.

    Where the part that defines them was copied from the template, a style or list that is not
    there was the template's own choice: Word prints it as plain text without complaint.
    """
    main = "".join(whole.related("", "officeDocument")[:1])
    for name, marks in whole.stories():
        known = whole.marks_of(relations_of(name)).first_values(RELATION)
        for each in sorted(set(marks.first_values("reference")).difference(known)):
            yield name, f"引用的关系 {each} 不存在" if each else "有空的关系引用"
        for kind, message, part, defined in _REFERENCES:
            used = set(marks.first_values(kind)) - (_NO_LIST if kind == "numId" else set())
            missing = used - _defined_ids(whole, main, (part, defined), used)
            yield from ((name, message.format(each)) for each in sorted(missing))


def _defined_ids(
    whole: PackageMarks, main: str, definition: tuple[str, str], used: set[str]
) -> set[str]:
    """Return what a kind of part defines; all that is used where nothing need be asked."""
    part, kind = definition
    parts = whole.related(main, part)[:1] if used else []
    if part in ("styles", "numbering") and not whole.trusted.isdisjoint(parts):
        return used
    return {value for name in parts for value in whole.marks_of(name).first_values(kind)}
