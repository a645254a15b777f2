"""Is a template sound before tags are read (收件)? What is copied from it is not looked at again.

Only what Word itself would refuse: a part that is not what its relationship says, a relationship
that leads nowhere, a document without a body, more styles than Word knows.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from xml.parsers import expat

from docgen.findings import DocgenError, Source, error
from docgen.word import structure_package, structure_story, structure_text
from docgen.word.hazards import Scan
from docgen.word.leftovers import leftovers, without
from docgen.word.package import (
    ROOT_RELATIONS,
    TYPES,
    Package,
    decoded,
    relations_of,
    target_of,
)

MOST_STYLES = 4079
"""Word's own limit."""

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
# The document itself is looked at when it is printed; what is copied beside it is not.
_BESIDE = re.compile(r"word/(?:header\d*|footer\d*|footnotes|endnotes|comments)\.xml$")
_TAG_LIKE = re.compile(r"\{[{%#]")
_MARKUP = re.compile(r"<[^>]*>")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ROOTS: Mapping[str, str] = MappingProxyType(
    {
        "officeDocument": "document", "styles": "styles", "numbering": "numbering",
        "settings": "settings", "webSettings": "webSettings", "fontTable": "fonts",
        "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments", "header": "hdr",
        "footer": "ftr", "theme": "theme", "core-properties": "coreProperties",
    }
)  # fmt: skip


def has_tags(xml: bytes) -> bool:
    """Tell whether a part may hold tags: in its text, however Word split it, or an attribute."""
    if b"{" not in xml:
        return False
    text = decoded(xml)
    return bool(_TAG_LIKE.search(text) or _TAG_LIKE.search(_MARKUP.sub("", text)))


def refuse_unsound(package: Package, main: str, shown: str) -> None:
    """Raise DocgenError for everything that keeps a template from opening cleanly."""
    found = tuple(dict.fromkeys(_faults(package, main)))
    if found:
        advice = "请用 Word 打开，另存为 .docx，再用作模板"
        messages = (f"《{shown}》的 {where} {what}" for where, what in found[:20])
        raise DocgenError(*(error("TPL04", Source(shown), each, advice) for each in messages))


class Outline:
    """A part's root, its namespace, and how often each name stands right below it."""

    def __init__(self, xml: bytes) -> None:
        """Read it; a part that is no XML has no root."""
        self.root = self.space = ""
        self.children: Counter[str] = Counter()
        self._depth = 0
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        with contextlib.suppress(expat.ExpatError, ValueError, LookupError):
            parser.Parse(xml, True)  # noqa: FBT003 (expat's own)

    def _start(self, tag: str, _: Mapping[str, str]) -> None:
        if not self._depth:
            self.space, self.root = tag.rpartition("}")[::2]
        elif self._depth == 1:
            self.children[tag.rpartition("}")[2]] += 1
        self._depth += 1

    def _end(self, _: str) -> None:
        self._depth -= 1


def _faults(package: Package, main: str) -> Iterator[tuple[str, str]]:
    types = Outline(package.part(TYPES))
    if (types.space, types.root) != (f"{_PACKAGE}/content-types", "Types"):
        yield TYPES, "不是内容类型表"
    for owner in ("", main):
        table = relations_of(owner) if owner else ROOT_RELATIONS
        if package.member(table):
            yield from _relations(package, owner, table)
        elif package.member("word/styles.xml"):
            yield table, "不见了，正文连不上它的样式"
    yield from _document(package, main)
    yield from _whole(package)


def _whole(package: Package) -> Iterator[tuple[str, str]]:
    """Yield what the check of the finished report would find in how the parts hang together."""
    kept = without(package, leftovers(package))
    names = (each.name for each in kept.members if each.name.endswith((".xml", ".rels")))
    trees = {}
    for name in names:
        with contextlib.suppress(ET.ParseError, ValueError, LookupError):  # hazards told it
            trees[name] = ET.fromstring(kept.part(name))  # noqa: S314 (no DTD, so no entities)
    yield from structure_package.faults(kept, trees, frozenset())
    for member in kept.members:
        if _BESIDE.match(member.name) and not has_tags(kept.part(member.name)):
            found = structure_text.faults(structure_story.read(member), checked=True)
            yield from ((member.name, each) for each in found)


def _relations(package: Package, owner: str, table: str) -> Iterator[tuple[str, str]]:
    xml = package.part(table)
    whole = Outline(xml)
    if (whole.space, whole.root) != (f"{_PACKAGE}/relationships", "Relationships"):
        yield table, "不是关系表"
    names = {each.name for each in package.members}
    for each in Scan(xml).relations:
        kind, target = each.get("Type", "").rpartition("/")[2], each.get("Target", "")
        bare = unquote(target.partition("#")[0])
        # Word itself writes NULL for a picture that was lost, and opens it.
        if each.get("TargetMode", "").lower() == "external" or not bare or bare.endswith("NULL"):
            continue
        part = target_of(owner, bare)
        if part not in names or ":" in bare:
            yield table, f"说到的部分 {target} 不存在"
        elif kind in _ROOTS and not _is(Outline(package.part(part)), _ROOTS[kind]):
            yield part, f"不是它应当是的部分（{kind}）"


def _is(outline: Outline, root: str) -> bool:
    own = root in ("coreProperties", "theme") or outline.space in _WORD
    return outline.root == root and own


def _document(package: Package, main: str) -> Iterator[tuple[str, str]]:
    outline = Outline(package.part(main))
    bodies = outline.children["body"]
    if outline.root == "document" and bodies != 1:
        yield main, "有不止一个正文（body）" if bodies else "没有正文（body）"
    count = Outline(package.part("word/styles.xml")).children["style"]
    if count > MOST_STYLES:
        yield "word/styles.xml", f"有 {count} 个样式，Word 最多认 {MOST_STYLES} 个"
