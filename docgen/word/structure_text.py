"""Paragraphs, fields, references of a part (正文结构)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from xml.etree.ElementTree import Element

from docgen.word.package import Package, related, relations_of
from docgen.word.wordml import P, R, T, W

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
_TAG = re.compile(r"\{\{.{1,200}?\}\}|\{%.{1,200}?%\}|\{#.{1,200}?#\}", re.DOTALL)
_REFERENCES = frozenset(
    f"{R}{name}" for name in ["id", "embed", "link", "pict", "dm", "lo", "qs", "cs"]
)
_STYLES = {f"{W}pStyle": "段落", f"{W}rStyle": "文字", f"{W}tblStyle": "表格"}
_NOTES = {
    f"{W}footnoteReference": ("footnotes", "脚注", f"{W}footnote"),
    f"{W}endnoteReference": ("endnotes", "尾注", f"{W}endnote"),
    f"{W}commentReference": ("comments", "批注", f"{W}comment"),
}


class Story:
    """A part that holds text, gone through once; elements are kept by tag."""

    def __init__(self, root: Element) -> None:
        """Sort the elements of a part by their tags."""
        self.root = root
        self.by_tag: dict[str, list[Element]] = {}
        self.relations: set[str] = set()
        self.strays: list[str] = []
        for element in root.iter():
            self.by_tag.setdefault(element.tag, []).append(element)
            if element.tag in _CONTAINERS:
                self._note_stray(element)
            for name in element.keys():  # noqa: SIM118 (an element's own keys are its children)
                if name in _REFERENCES:
                    self.relations.add(element.attrib[name])

    def _note_stray(self, element: Element) -> None:
        text = element.text
        if text and not text.isspace():
            self.strays.append(text.strip()[:20])
        for each in element:
            if each.tail and not each.tail.isspace():
                self.strays.append(each.tail.strip()[:20])

    def values(self, tag: str, name: str = f"{W}val") -> list[str]:
        """Return an attribute of all elements with a tag."""
        return [each.get(name, "") for each in self.by_tag.get(tag, ())]

    @cached_property
    def text(self) -> str:
        """All text, paragraphs on lines of their own."""
        return "\n".join(
            "".join(each.text or "" for each in paragraph.iter(T))
            for paragraph in self.by_tag.get(P, ())
        )


def faults(story: Story, *, checked: bool) -> Iterator[str]:
    """Yield what is wrong with the text of a part.

    `checked` says that its tags were seen to by the renderer: what looks like a tag is then the
    content's own words.
    """
    yield from (f"有落在段落之外的文字“{each}”" for each in story.strays)
    yield from _body(story)
    yield from _fields(story)
    yield from _sections(story)
    if not checked:
        tag = _TAG.search(story.text) if "{" in story.text else None
        if tag:
            yield f"还留有模板标签 {tag[0][:40]}"


def _body(story: Story) -> Iterator[str]:
    root = story.root
    if root.tag == f"{W}document" and len(root.findall(f"{W}body")) != 1:
        yield "没有正文（w:body）" if root.find(f"{W}body") is None else "有两个正文（w:body）"
    holders = ("hdr", "ftr", "footnote", "endnote", "comment")
    for name in holders:
        for each in story.by_tag.get(f"{W}{name}", ()):
            if next(each.iter(P), None) is None:
                yield f"{name} 里没有段落"


def _fields(story: Story) -> Iterator[str]:
    """Yield fields that do not close; those of one part form one sequence."""
    depth = 0
    for each in story.by_tag.get(f"{W}fldChar", ()):
        kind = each.get(f"{W}fldCharType", "")
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
    for section in story.by_tag.get(f"{W}sectPr", ()):
        seen: set[tuple[str, str]] = set()
        for each in section:
            if each.tag not in (f"{W}headerReference", f"{W}footerReference"):
                continue
            kind = (each.tag, each.get(f"{W}type", "default"))
            if kind in seen:
                yield f"一节里有两个同类的{'页眉' if 'header' in each.tag else '页脚'}（{kind[1]}）"
            seen.add(kind)


def references(package: Package, stories: Mapping[str, Story]) -> Iterator[tuple[str, str]]:
    """Yield references to relationships, styles, lists and notes that are not there."""
    main = related(package, "", "officeDocument")
    styles = _ids(package, related(package, main, "styles"), r'w:styleId="([^"]*)"')
    lists = _ids(package, related(package, main, "numbering"), r'<w:num\s[^>]*?w:numId="([^"]*)"')
    for name, story in stories.items():
        known = set(re.findall(r'\bId\s*=\s*"([^"]*)"', package.text(relations_of(name))))
        for each in sorted(story.relations - known):
            yield name, f"引用的关系 {each} 不存在" if each else "有空的关系引用"
        for tag, what in _STYLES.items():
            used = set(story.values(tag))
            yield from ((name, f"{what}样式 {each} 不存在") for each in sorted(used - styles))
        used = {each for each in story.values(f"{W}numId") if each not in ("", "0")}
        yield from ((name, f"编号 {each} 不存在") for each in sorted(used - lists))
        yield from ((name, each) for each in _notes(package, main, story, stories))


def _ids(package: Package, name: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, package.text(name))) if name else set()


def _notes(
    package: Package, main: str, story: Story, stories: Mapping[str, Story]
) -> Iterator[str]:
    for tag, (kind, what, element) in _NOTES.items():
        used = set(story.values(tag, f"{W}id"))
        if not used:
            continue
        part = related(package, main, kind)
        own = stories.get(part)
        pattern = rf'<w:{element.rpartition("}")[2]}\b[^>]*?w:id="([^"]*)"'
        there = set(own.values(element, f"{W}id")) if own else _ids(package, part, pattern)
        yield from (f"{what} {each} 没有内容" for each in sorted(used - there))
