"""Tracked changes settled (修订了结): all of a file's accepted, or all rejected."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from docgen.word.package import member_data, opened_package
from docgen.word.template.word_tree import TR, Element, P, W, parsed_xml

STORY = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml")
_CHANGE = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo|rPrChange|pPrChange)[ >]")
ZERO_WIDTH = frozenset(
    f"{W}{name}"
    for name in (
        "bookmarkStart", "bookmarkEnd", "proofErr", "commentRangeStart", "commentRangeEnd",
        "permStart", "permEnd",
    )
)  # fmt: skip


def file_parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file by name. Raises DocgenError where it is none."""
    return {m.name: member_data(m, "") for m in opened_package(data, "").members}


def packed_parts(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a file, the same bytes each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def serialized_part(root: Element) -> bytes:
    """Return a part as it is written into a file."""
    from lxml import etree  # noqa: PLC0415 (a build loads none of it)

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def settled_parts(parts: Mapping[str, bytes], *, accept: bool) -> dict[str, bytes]:
    """Return the parts with every tracked change accepted, or rejected."""
    result = dict(parts)
    for name, part in parts.items():
        if STORY.fullmatch(name) and _CHANGE.search(part):
            root = parsed_xml(part)
            _settle(root, accept=accept)
            result[name] = serialized_part(root)
    return result


def _settle(root: Element, *, accept: bool) -> None:
    stays, goes = ("ins", "del") if accept else ("del", "ins")
    here, away = ("moveTo", "moveFrom") if accept else ("moveFrom", "moveTo")
    for moved, tag in ((here, stays), (away, goes)):
        for element in list(root.iter(f"{W}{moved}")):
            element.tag = f"{W}{tag}"
    _settle_words(root, stays, goes)
    for deleted, tag in (("delText", "t"), ("delInstrText", "instrText")):
        for element in list(root.iter(f"{W}{deleted}")):
            element.tag = f"{W}{tag}"
    for change in list(root.iter(f"{W}rPrChange", f"{W}pPrChange")):
        _settle_look(change, accept=accept)


def _settle_words(root: Element, stays: str, goes: str) -> None:
    """Take out rows, runs and paragraph marks that go; open what holds those that stay."""
    for row in list(root.iter(TR)):
        if row.find(f"{W}trPr/{W}{goes}") is not None:
            _remove(row)
    joined = [p for p in root.iter(P) if p.find(f"{W}pPr/{W}rPr/{W}{goes}") is not None]
    for element in list(root.iter(f"{W}{goes}")):
        if not _is_mark(element):
            _remove(element)
    for element in list(root.iter(f"{W}{stays}")):
        for child in list(element) if not _is_mark(element) else ():
            element.addprevious(child)
        _remove(element)
    for paragraph in joined:
        _join_next(paragraph)


def _is_mark(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in (f"{W}rPr", f"{W}trPr")


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _join_next(paragraph: Element) -> None:
    """Let a paragraph without its mark go on in the next one."""
    after = paragraph.getnext()
    while after is not None and after.tag in ZERO_WIDTH:
        after = after.getnext()
    if after is None or after.tag != P:
        return
    place = 1 if after.find(f"{W}pPr") is not None else 0
    for child in [c for c in paragraph if c.tag != f"{W}pPr"][::-1]:
        after.insert(place, child)
    _remove(paragraph)


def _settle_look(change: Element, *, accept: bool) -> None:
    look = change.getparent()
    if look is None:
        return
    if accept or not len(change):
        look.remove(change)
        return
    kept = [e for e in look if e.tag in {f"{W}{n}" for n in ("ins", "del", "rPr", "sectPr")}]
    before = list(change[0])
    for element in list(look):
        look.remove(element)
    late = [e for e in kept if e.tag in (f"{W}rPr", f"{W}sectPr")]
    for element in (*(e for e in kept if e not in late), *before, *late):
        look.append(element)
