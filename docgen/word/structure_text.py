"""Paragraphs, fields, references of a part (正文结构)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from docgen.word import structure_tables
from docgen.word.package import Package, related, relations_of
from docgen.word.structure_story import Story
from docgen.word.wordml import P, W

_CONTAINERS = frozenset(
    f"{W}{name}"
    for name in [
        "document",
        "body",
        "tbl",
        "tr",
        "tc",
        "p",
        "r",
        "hdr",
        "ftr",
        "footnotes",
        "footnote",
        "endnotes",
        "endnote",
        "comments",
        "comment",
        "sdt",
        "sdtContent",
        "hyperlink",
    ]
)
_ROOTS = frozenset(
    f"{W}{name}" for name in ("document", "hdr", "ftr", "footnotes", "endnotes", "comments")
)
_HEADER = re.compile(r"<w:(header|footer)Reference\b([^>]*)>")
_KIND = re.compile(r'w:type="(\w+)"')
_STYLES = {"w:pStyle": "段落", "w:rStyle": "文字", "w:tblStyle": "表格"}
_NOTES = {
    "w:footnoteReference": ("footnotes", "脚注", "w:footnote"),
    "w:endnoteReference": ("endnotes", "尾注", "w:endnote"),
    "w:commentReference": ("comments", "批注", "w:comment"),
}


def faults(story: Story, *, checked: bool) -> Iterator[str]:
    """Yield what is wrong with the text of a part.

    `checked` says that its tags were seen to by the renderer: what looks like a tag is then the
    content's own words.
    """
    if not story.sound:
        yield from _closely(story)
    yield from _fields(story)
    yield from _sections(story)
    if story.tag and not checked:
        yield f"还留有模板标签 {story.tag[:40]}"


def _closely(story: Story) -> Iterator[str]:
    try:
        root = story.root
    except ET.ParseError:  # ElementTree knows fewer encodings than expat does
        yield "不是正确的 XML"
        return
    yield from (f"有落在段落之外的文字“{each}”" for each in _strays(root))
    yield from structure_tables.faults(root)
    yield from _body(story)


def _strays(root: Element) -> Iterator[str]:
    """Yield text that stands outside of what holds text."""
    for element in root.iter():
        if element.tag in _CONTAINERS:
            texts = (element.text, *(each.tail for each in element))
            yield from (text.strip()[:20] for text in texts if text and not text.isspace())


def _body(story: Story) -> Iterator[str]:
    root = story.root
    if root.tag not in _ROOTS:
        yield "不是 Word 的内容"
    if root.tag == f"{W}document" and len(root.findall(f"{W}body")) != 1:
        yield "没有正文（w:body）" if root.find(f"{W}body") is None else "有两个正文（w:body）"
    holders = ("hdr", "ftr", "footnote", "endnote", "comment")
    for name in holders:
        for each in root.iter(f"{W}{name}"):
            if next(each.iter(P), None) is None:
                yield f"{name} 里没有段落"


def _fields(story: Story) -> Iterator[str]:
    """Yield fields that do not close; those of one part form one sequence."""
    depth = 0
    for kind in story.values("w:fldChar", "w:fldCharType"):
        depth += {"begin": 1, "end": -1}.get(kind, 0)
        if depth < 0:
            yield "域的结束没有开头"
            return
        if kind == "separate" and not depth:
            yield "域的分隔没有开头"
            return
    if depth:
        yield "域没有结束"


def _sections(story: Story) -> Iterator[str]:
    for section in story.sections:
        found = _HEADER.findall(section)
        types = [_KIND.search(attributes) for _, attributes in found]
        kinds = Counter(
            (kind, match[1] if match else "default")
            for (kind, _), match in zip(found, types, strict=True)
        )
        for (kind, which), count in kinds.items():
            if count > 1:
                yield f"一节里有两个同类的{'页眉' if kind == 'header' else '页脚'}（{which}）"


def references(
    package: Package, stories: Mapping[str, Story], trusted: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Yield references to relationships, styles, lists and notes that are not there.

    Where the part that defines them was copied from the template, a style or list that is not
    there was the template's own choice: Word prints it as plain text without complaint.
    """
    main = related(package, "", "officeDocument")
    style_part, list_part = related(package, main, "styles"), related(package, main, "numbering")
    styles = _ids(package, style_part, r'w:styleId="([^"]*)"')
    lists = _ids(package, list_part, r'<w:num\s[^>]*?w:numId="([^"]*)"')
    for name, story in stories.items():
        known = set(re.findall(r'\bId\s*=\s*"([^"]*)"', package.text(relations_of(name))))
        for each in sorted(story.relations - known):
            yield name, f"引用的关系 {each} 不存在" if each else "有空的关系引用"
        for tag, what in () if style_part in trusted else _STYLES.items():
            used = set(story.values(tag))
            yield from ((name, f"{what}样式 {each} 不存在") for each in sorted(used - styles))
        if list_part not in trusted:
            used = {each for each in story.values("w:numId") if each not in ("", "0")}
            yield from ((name, f"编号 {each} 不存在") for each in sorted(used - lists))
        yield from ((name, each) for each in _notes(package, main, story, stories))


def _ids(package: Package, name: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, package.text(name))) if name else set()


def _notes(
    package: Package, main: str, story: Story, stories: Mapping[str, Story]
) -> Iterator[str]:
    for tag, (kind, what, element) in _NOTES.items():
        used = set(story.values(tag, "w:id"))
        if not used:
            continue
        part = related(package, main, kind)
        own = stories.get(part)
        pattern = rf'<{element}\b[^>]*?w:id="([^"]*)"'
        there = set(own.values(element, "w:id")) if own else _ids(package, part, pattern)
        yield from (f"{what} {each} 没有内容" for each in sorted(used - there))
