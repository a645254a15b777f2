"""Is a template sound before tags are read (收件)? What is copied from it is not looked at again.

Only what Word itself would refuse: a part that is not what its relationship says, a relationship
that leads nowhere, a document without a body, more styles than Word knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import unquote

from docgen.findings import DocgenError, Source, error
from docgen.word.leftovers import leftovers, without
from docgen.word.package import TYPES, Package, decoded, relations_of, target_of
from docgen.word.soundness.marks import RELATION
from docgen.word.soundness.package_marks import PackageMarks, package_marks
from docgen.word.soundness.package_rules import package_faults
from docgen.word.soundness.text_rules import text_faults

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


def _faults(package: Package, main: str) -> Iterator[tuple[str, str]]:
    whole = package_marks(package, frozenset(), {})  # hazards.py tells what is no XML
    if whole.marks_of(TYPES).root != f"{_PACKAGE}/content-types}}Types":
        yield TYPES, "不是内容类型表"
    for owner in ("", main):
        table = relations_of(owner)
        if package.member(table):
            yield from _relations(whole, owner, table)
        elif package.member("word/styles.xml"):
            yield table, "不见了，正文连不上它的样式"
    yield from _document(whole, main)
    left = leftovers(package)
    kept = package_marks(without(package, left), frozenset(), {}) if left else whole
    yield from package_faults(kept)
    for name, marks in kept.stories():
        if _BESIDE.match(name) and not has_tags(package.part(name)):
            yield from ((name, each) for each in text_faults(marks, checked=True))


def _relations(whole: PackageMarks, owner: str, table: str) -> Iterator[tuple[str, str]]:
    marks = whole.marks_of(table)
    if marks.root != f"{_PACKAGE}/relationships}}Relationships":
        yield table, "不是关系表"
    for _, kind, target, mode in marks.noted(RELATION):
        bare = unquote((target or "").partition("#")[0])
        # Word itself writes NULL for a picture that was lost, and opens it.
        if (mode or "").lower() == "external" or not bare or bare.endswith("NULL"):
            continue
        part, what = target_of(owner, bare), (kind or "").rpartition("/")[2]
        if part not in whole.names or ":" in bare:
            yield table, f"说到的部分 {target} 不存在"
        elif what in _ROOTS and not _is_root(whole.marks_of(part).root, what):
            yield part, f"不是它应当是的部分（{what}）"


def _is_root(root: str, kind: str) -> bool:
    space, _, name = root.rpartition("}")
    return name == _ROOTS[kind] and (name in ("coreProperties", "theme") or space in _WORD)


def _document(whole: PackageMarks, main: str) -> Iterator[tuple[str, str]]:
    marks = whole.marks_of(main)
    bodies = len(list(marks.noted("body")))
    if marks.root.endswith("}document") and bodies != 1:
        yield main, "有不止一个正文（body）" if bodies else "没有正文（body）"
    count = len(list(whole.marks_of("word/styles.xml").noted("style")))
    if count > MOST_STYLES:
        yield "word/styles.xml", f"有 {count} 个样式，Word 最多认 {MOST_STYLES} 个"
