"""Paragraphs, tables, fields and references (正文规则)."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.word.package import relations_of
from docgen.word.soundness.mark_reader import BODY
from docgen.word.soundness.marks import PieceMarks, W
from docgen.word.soundness.package_marks import Fault, PackageMarks

_ROOTS = frozenset(
    f"{W}{name}" for name in ("document", "hdr", "ftr", "footnotes", "endnotes", "comments")
)
_STYLES = {"pStyle": "段落", "rStyle": "文字", "tblStyle": "表格"}
_NOTES = {"footnote": "脚注", "endnote": "尾注", "comment": "批注"}


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
    styles, lists = (whole.related(main, kind)[:1] for kind in ("styles", "numbering"))
    for name, marks in whole.stories():
        known = whole.marks_of(relations_of(name)).first_values("Relationship")
        for each in sorted(marks.used_values("relation").difference(known)):
            yield name, f"引用的关系 {each} 不存在" if each else "有空的关系引用"
        for kind, what in _STYLES.items():
            missing = _missing(whole, styles, "style", marks.used_values(kind))
            yield from ((name, f"{what}样式 {each} 不存在") for each in missing)
        missing = _missing(whole, lists, "num", marks.used_values("numId") - {"", "0"})
        yield from ((name, f"编号 {each} 不存在") for each in missing)
        for kind, what in _NOTES.items():
            used = set(marks.first_values(f"{kind}Reference"))
            for each in sorted(used - _note_ids(whole, main, kind)) if used else ():
                yield name, f"{what} {each} 没有内容"


def _missing(whole: PackageMarks, parts: list[str], kind: str, used: set[str]) -> list[str]:
    """Return what is used and not defined, in a definition part that is not the template's own."""
    if not used or not whole.trusted.isdisjoint(parts):
        return []
    defined = (value for part in parts for value in whole.marks_of(part).first_values(kind))
    return sorted(used.difference(defined))


def _note_ids(whole: PackageMarks, main: str, kind: str) -> set[str]:
    parts = whole.related(main, f"{kind}s")[:1]
    return {value for part in parts for value in whole.marks_of(part).first_values(kind)}
