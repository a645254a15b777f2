"""Paragraphs, fields, references of a part (正文结构)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from docgen.word import structure_scan, structure_tables
from docgen.word.package import Package, decoded, related, relations_of
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
_TAG = re.compile(r"\{\{.{1,200}?\}\}|\{%.{1,200}?%\}|\{#.{1,200}?#\}", re.DOTALL)
_REFERENCE = re.compile(r' r:(?:id|embed|link|pict|dm|lo|qs|cs)="([^"]*)"')
_SECTION = re.compile(r"<w:sectPr\b[^>]*?(?<!/)>.*?</w:sectPr>", re.DOTALL)
_HEADER = re.compile(r"<w:(header|footer)Reference\b([^>]*)>")
_KIND = re.compile(r'w:type="(\w+)"')
_MARKUP = re.compile(r"<[^>]*>")
_STYLES = {"w:pStyle": "段落", "w:rStyle": "文字", "w:tblStyle": "表格"}
_NOTES = {
    "w:footnoteReference": ("footnotes", "脚注", "w:footnote"),
    "w:endnoteReference": ("endnotes", "尾注", "w:endnote"),
    "w:commentReference": ("comments", "批注", "w:comment"),
}


class Story:
    """A part that holds text: read by patterns, and taken apart only where something is odd."""

    def __init__(self, xml: bytes) -> None:
        """Keep the text of a well-formed part."""
        self.xml = decoded(xml)
        self._bytes = xml

    @cached_property
    def root(self) -> Element:
        """The tree of the part."""
        return ET.fromstring(self._bytes)  # noqa: S314 (structure.py has read it, and no DTD)

    @cached_property
    def usual(self) -> bool:
        """Whether its prefixes are the usual ones, which patterns go by."""
        return f'xmlns:w="{W[1:-1]}"' in self.xml

    def values(self, element: str, name: str = "w:val") -> list[str]:
        """Return an attribute of all elements of a name, both with their prefix."""
        if f"<{element}" not in self.xml:
            return []
        return re.findall(rf'<{element}\b[^>]*?\s{name}="([^"]*)"', self.xml)

    @property
    def relations(self) -> set[str]:
        """The relationships it refers to."""
        return set(_REFERENCE.findall(self.xml))

    @property
    def strays(self) -> Iterator[str]:
        """Text that stands outside of what holds text."""
        for element in self.root.iter():
            if element.tag in _CONTAINERS:
                texts = (element.text, *(each.tail for each in element))
                yield from (text.strip()[:20] for text in texts if text and not text.isspace())


def faults(story: Story, *, checked: bool) -> Iterator[str]:
    """Yield what is wrong with the text of a part.

    `checked` says that its tags were seen to by the renderer: what looks like a tag is then the
    content's own words.
    """
    if not story.usual or not structure_scan.sound(story.xml):
        yield from _closely(story)
    yield from _fields(story)
    yield from _sections(story)
    if not checked and "{" in story.xml and (tag := _TAG.search(_MARKUP.sub("", story.xml))):
        yield f"还留有模板标签 {tag[0][:40]}"


def _closely(story: Story) -> Iterator[str]:
    try:
        root = story.root
    except ET.ParseError:  # ElementTree knows fewer encodings than expat does
        yield "不是正确的 XML"
        return
    yield from (f"有落在段落之外的文字“{each}”" for each in story.strays)
    yield from structure_tables.faults(root)
    yield from _body(story)


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
    if "<w:sectPr" not in story.xml:
        return
    for section in _SECTION.findall(story.xml):
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
