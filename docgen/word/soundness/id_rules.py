"""Ids that must be unique (编号唯一): drawings, bookmarks, paragraphs, controls, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.word.soundness.marks import repeated_values
from docgen.word.soundness.package_marks import Fault, PackageMarks

_SMALL = re.compile(r"^word/(header|footer|footnotes|endnotes)\d*\.xml$")
_LARGEST = 2**31
_LONGEST_BOOKMARK = 40


def id_faults(whole: PackageMarks) -> Iterator[Fault]:
    """Yield ids that stand twice or are too large, bookmarks that do not pair or are too long."""
    yield from _drawing_faults(whole)
    yield from _bookmark_faults(whole)
    yield from _bookmark_name_faults(whole)
    yield from _paragraph_faults(whole)
    for name, marks in whole.stories():
        for kind, what in (("id", "内容控件"), ("comment", "批注")):
            repeated = repeated_values(marks.first_values(kind))
            yield from ((name, f"{what}编号 {each} 重复") for each in repeated)


def _drawing_faults(whole: PackageMarks) -> Iterator[Fault]:
    copied = (whole.marks_of(name) for name in whole.trusted if _SMALL.match(name))
    seen = {each for marks in copied for each in marks.first_values("docPr")}
    for name, marks in whole.stories():
        for each in marks.first_values("docPr"):
            if each in seen:
                yield name, f"图形编号 {each} 重复"
            if not each.isdecimal() or len(each) > 10 or int(each) >= _LARGEST:  # noqa: PLR2004 (digits of 2**31)
                yield name, f"图形编号 {each} 不在 0—{_LARGEST - 1} 之内"
            seen.add(each)


def _bookmark_faults(whole: PackageMarks) -> Iterator[Fault]:
    seen: set[str] = set()
    for name, marks in whole.stories():
        starts, ends = (marks.first_values(f"bookmark{each}") for each in ("Start", "End"))
        yield from ((name, f"书签编号 {each} 重复") for each in repeated_values(starts))
        yield from ((name, f"书签编号 {each} 在两个部分重复") for each in sorted(seen & {*starts}))
        yield from ((name, f"书签 {each} 没有成对") for each in sorted({*starts} ^ {*ends}))
        seen.update(starts)


def _bookmark_name_faults(whole: PackageMarks) -> Iterator[Fault]:
    seen: set[str] = set()
    for name, marks in whole.stories():
        for _, bookmark in marks.noted("bookmarkStart"):
            if bookmark is None:
                continue
            if len(bookmark) > _LONGEST_BOOKMARK:
                yield name, f"书签名“{bookmark[:20]}…”超过 {_LONGEST_BOOKMARK} 个字符"
            if bookmark.lower() in seen:
                yield name, f"书签名“{bookmark}”重复"
            seen.add(bookmark.lower())


def _paragraph_faults(whole: PackageMarks) -> Iterator[Fault]:
    seen: set[str] = set()
    for name, marks in whole.stories():
        for kind, (given, text) in (each for each in marks.notes if each[0] in ("p", "tr")):
            number = given or ""
            if kind == "tr" and text is None:
                yield name, f"表格行 {number} 有 paraId 而没有 textId"
            if not re.fullmatch("[0-9A-Fa-f]{1,8}", number) or int(number, 16) >= _LARGEST:
                yield name, f"段落编号 {number} 不小于 80000000"
            if number in seen:
                yield name, f"段落编号 {number} 重复"
            seen.add(number)
