"""Ids that must be unique in the whole file (编号唯一): drawings, bookmarks, paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from docgen.word.package import Package
from docgen.word.structure_story import Story

_SMALL = re.compile(r"^word/(header|footer|footnotes|endnotes)\d*\.xml$")
_DRAWN = re.compile(r'<wp:docPr\b[^>]*?\bid="([^"]*)"')
LARGEST = 2**31
LONGEST_BOOKMARK = 40

Fault = tuple[str, str]


def faults(
    package: Package, stories: Mapping[str, Story], trusted: frozenset[str]
) -> Iterator[Fault]:
    """Yield ids that stand twice or are too large, bookmarks that do not pair or are too long."""
    yield from _drawings(package, stories, trusted)
    yield from _bookmarks(stories)
    yield from _paragraphs(stories)
    for name, story in stories.items():
        controls = story.values("w:id")  # only content controls have such an element
        yield from ((name, f"内容控件编号 {each} 重复") for each in _twice(controls))
        comments = story.values("w:comment", "w:id")
        yield from ((name, f"批注编号 {each} 重复") for each in _twice(comments))


def _twice(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _drawings(
    package: Package, stories: Mapping[str, Story], trusted: frozenset[str]
) -> Iterator[Fault]:
    elsewhere: set[str] = set()
    for name in trusted:
        if _SMALL.match(name):
            elsewhere.update(_DRAWN.findall(package.text(name)))
    seen: set[str] = set()
    for name, story in stories.items():
        for each in story.values("wp:docPr", "id"):
            if each in seen or each in elsewhere:
                yield name, f"图形编号 {each} 重复"
            if not each.isdecimal() or len(each) > 10 or int(each) >= LARGEST:  # noqa: PLR2004 (digits of 2**31)
                yield name, f"图形编号 {each} 不在 0—{LARGEST - 1} 之内"
            seen.add(each)


def _bookmarks(stories: Mapping[str, Story]) -> Iterator[Fault]:
    seen: set[str] = set()
    names: set[str] = set()
    for part, story in stories.items():
        starts = story.values("w:bookmarkStart", "w:id")
        ends = story.values("w:bookmarkEnd", "w:id")
        yield from ((part, f"书签编号 {each} 重复") for each in _twice(starts))
        yield from ((part, f"书签编号 {each} 在两个部分重复") for each in sorted(seen & {*starts}))
        yield from ((part, f"书签 {each} 没有成对") for each in sorted({*starts} ^ {*ends}))
        seen.update(starts)
        for name in story.values("w:bookmarkStart", "w:name"):
            if len(name) > LONGEST_BOOKMARK:
                yield part, f"书签名“{name[:20]}…”超过 {LONGEST_BOOKMARK} 个字符"
            if name.lower() in names:
                yield part, f"书签名“{name}”重复"
            names.add(name.lower())


def _paragraphs(stories: Mapping[str, Story]) -> Iterator[Fault]:
    seen: set[str] = set()
    for part, story in stories.items():
        for element, attributes in story.numbered:
            number = attributes.partition('w14:paraId="')[2].partition('"')[0]
            if element == "tr" and "w14:textId" not in attributes:
                yield part, f"表格行 {number} 有 paraId 而没有 textId"
            if not re.fullmatch("[0-9A-Fa-f]{1,8}", number) or int(number, 16) >= LARGEST:
                yield part, f"段落编号 {number} 不小于 80000000"
            if number in seen:
                yield part, f"段落编号 {number} 重复"
            seen.add(number)
