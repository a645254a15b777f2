"""Ids that must be unique (编号唯一): drawings, bookmarks, paragraphs, controls, comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docgen.word.soundness.marks import repeated_values
from docgen.word.soundness.package_marks import Fault, PackageMarks

_SMALL = re.compile(r"^word/(header|footer|footnotes|endnotes)\d*\.xml$")
_LARGEST = 2**31
_LONGEST_BOOKMARK = 40


def id_faults(whole: PackageMarks) -> Iterator[Fault]:
    """Yield ids that stand twice or are too large, bookmarks that do not pair or are too long."""
    yield from _drawing_faults(whole)
    yield from _bookmark_faults(whole)
    yield from _paragraph_faults(whole)
    for name, marks in whole.stories():
        for kind, what in (("id", "内容控件"), ("comment", "批注"), ("bookmarkStart", "书签")):
            repeated = repeated_values(marks.first_values(kind))
            yield from ((name, f"{what}编号 {each} 重复") for each in repeated)


def _repeated_pairs(pairs: Iterable[Fault], known: Iterable[str] = ()) -> Iterator[Fault]:
    """Yield those pairs of a part and an id whose id stood before, or is known from elsewhere.

    Whether letters are large or small makes no other id.
    """
    seen = {each.lower() for each in known}
    for name, each in pairs:
        if each.lower() in seen:
            yield name, each
        seen.add(each.lower())


def _drawing_faults(whole: PackageMarks) -> Iterator[Fault]:
    copied = (whole.marks_of(name) for name in whole.trusted if _SMALL.match(name))
    known = [each for marks in copied for each in marks.first_values("docPr")]
    pairs = [
        (name, each) for name, marks in whole.stories() for each in marks.first_values("docPr")
    ]
    yield from ((name, f"图形编号 {each} 重复") for name, each in _repeated_pairs(pairs, known))
    for name, each in pairs:
        if not each.isdecimal() or len(each) > 10 or int(each) >= _LARGEST:  # noqa: PLR2004 (digits of 2**31)
            yield name, f"图形编号 {each} 不在 0—{_LARGEST - 1} 之内"


def _bookmark_faults(whole: PackageMarks) -> Iterator[Fault]:
    ids: list[Fault] = []
    names: list[Fault] = []
    for part, marks in whole.stories():
        starts = set(marks.first_values("bookmarkStart"))
        ends = set(marks.first_values("bookmarkEnd"))
        yield from ((part, f"书签 {each} 没有成对") for each in sorted(starts ^ ends))
        ids += ((part, each) for each in sorted(starts))
        names += ((part, name) for _, name in marks.noted("bookmarkStart") if name is not None)
    yield from ((part, f"书签编号 {each} 在两个部分重复") for part, each in _repeated_pairs(ids))
    for part, name in names:
        if len(name) > _LONGEST_BOOKMARK:
            yield part, f"书签名“{name[:20]}…”超过 {_LONGEST_BOOKMARK} 个字符"
    yield from ((part, f"书签名“{name}”重复") for part, name in _repeated_pairs(names))


def _paragraph_faults(whole: PackageMarks) -> Iterator[Fault]:
    pairs: list[Fault] = []
    for part, marks in whole.stories():
        for kind, values in marks.notes:
            number = values[0] if kind in ("p", "tr") else None
            if number is None:
                continue
            pairs.append((part, number))
            if kind == "tr" and values[1] is None:
                yield part, f"表格行 {number} 有 paraId 而没有 textId"
            if not re.fullmatch("[0-9A-Fa-f]{1,8}", number) or int(number, 16) >= _LARGEST:
                yield part, f"段落编号 {number} 不小于 80000000"
    yield from ((part, f"段落编号 {each} 重复") for part, each in _repeated_pairs(pairs))
