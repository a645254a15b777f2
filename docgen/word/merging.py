"""What the markup of a document needs besides its text (并入): notes, lists, images, links."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docgen.word import archive
from docgen.word.archive import Member
from docgen.word.collection import Medium, Relationship
from docgen.word.package import (
    OFFICE,
    TYPES,
    Package,
    Relation,
    related,
    relations_of,
    target_of,
    with_relations,
    with_types,
)
from docgen.word.writer import Writer

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{OFFICE}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" '
    f'w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:{mark}/></w:r></w:p></w:footnote>'
    for kind, number, mark in (
        ("separator", -1, "separator"),
        ("continuationSeparator", 0, "continuationSeparator"),
    )
)
_ASKING = re.compile(r"<w:updateFields\b[^>]*?(?:/>|>\s*</w:updateFields>)")
_RELATION = re.compile(r"rIdDocgen\d+")
_FIRST_LIST = re.compile(r"<w:num(?=[ >])|<w:numIdMacAtCleanup\b|</w:numbering>")
_LIST_END = re.compile(r"<w:numIdMacAtCleanup\b|</w:numbering>")


def merged(package: Package, main: str, writer: Writer, used: Mapping[str, set[str]]) -> Package:
    """Return the package with everything that `writer` has collected while it wrote.

    `used` are the ids of relationships in each part that was printed.
    """
    notes = "".join(writer.footnotes)  # first: they may hold lists and links of their own
    relations = {each.id: each for each in writer.relationships}
    needed = {part: ids for part, ids in used.items() if ids}
    texts: dict[str, str] = {}
    added: dict[str, tuple[str, str]] = {}
    if notes:
        name = _with_notes(package, main, notes, texts, added)
        needed[name] = set(_RELATION.findall(notes))
    abstracts, lists = writer.numbering
    if lists:
        _with_lists(package, main, ("".join(abstracts), "".join(lists)), texts, added)
    if not (needed or added or texts or writer.media):
        return package
    _with_relations(package, main, (needed, relations), texts, added)
    types = {medium.name.rpartition(".")[2]: medium.content_type for medium in writer.media}
    overrides = {name: kind for name, (_, kind) in added.items()}
    if types or overrides:
        texts[TYPES] = with_types(package.text(TYPES), types, overrides)
    return package.replaced({**_packed(texts), **_media(writer.media)})


def unasking(package: Package, main: str) -> Package:
    """Return the package without the setting that makes Word ask whether to update fields."""
    name = related(package, main, "settings")
    settings = package.text(name)
    if "<w:updateFields" not in settings:
        return package
    return package.replaced(_packed({name: _ASKING.sub("", settings)}))


def _with_notes(
    package: Package,
    main: str,
    notes: str,
    texts: dict[str, str],
    added: dict[str, tuple[str, str]],
) -> str:
    name = related(package, main, "footnotes")
    if not name:
        name = target_of(main, "footnotes.xml")
        added[name] = ("footnotes", f"{_WORD}.footnotes+xml")
    old = package.text(name) or f"{_HEAD}<w:footnotes {_SPACES}>{_SEPARATORS}</w:footnotes>"
    texts[name] = _declared(re.sub(r"</w:footnotes>\s*$", lambda end: notes + end[0], old))
    return name


def _with_lists(
    package: Package,
    main: str,
    lists: tuple[str, str],
    texts: dict[str, str],
    added: dict[str, tuple[str, str]],
) -> None:
    name = related(package, main, "numbering")
    if not name:
        name = target_of(main, "numbering.xml")
        added[name] = ("numbering", f"{_WORD}.numbering+xml")
    old = package.text(name) or f"{_HEAD}<w:numbering {_SPACES}></w:numbering>"
    old = re.sub(r"(<w:numbering\b[^>]*?)/>\s*$", r"\1></w:numbering>", old)
    begin = _first_list(old)
    old = old[:begin] + lists[0] + old[begin:]
    found = _LIST_END.search(old)
    end = found.start() if found else len(old)
    texts[name] = _declared(old[:end] + lists[1] + old[end:])


def _first_list(xml: str) -> int:
    found = _FIRST_LIST.search(xml)
    return found.start() if found else len(xml)


def _declared(xml: str) -> str:
    """Return a part whose root declares the prefixes that markup uses."""
    root = re.search(r"<w:\w+", xml)
    if root is None:
        return xml
    opening = xml[root.start() : xml.index(">", root.end())]
    missing = [
        each
        for each in re.findall(r'xmlns:\w+="[^"]*"', _SPACES)
        if each.split("=")[0] not in opening
    ]
    return "".join((xml[: root.end()], *(f" {each}" for each in missing), xml[root.end() :]))


def _with_relations(
    package: Package,
    main: str,
    wanted: tuple[Mapping[str, set[str]], Mapping[str, Relationship]],
    texts: dict[str, str],
    added: Mapping[str, tuple[str, str]],
) -> None:
    needed, known = wanted
    lines: dict[str, list[Relation]] = {}
    for part, ids in needed.items():
        ordered = sorted(ids, key=lambda each: (len(each), each))
        found = [known[each] for each in ordered]
        lines[part] = [Relation(each.id, each.type, each.target, each.external) for each in found]
    for name, (kind, _) in added.items():
        target = name.rpartition("/")[2]
        relation = Relation(f"rIdDocgen_{kind}", f"{OFFICE}/{kind}", target)
        lines.setdefault(main, []).append(relation)
    for part, relations in lines.items():
        name = relations_of(part)
        texts[name] = with_relations(package.text(name), relations)


def _packed(texts: Mapping[str, str]) -> dict[str, Member]:
    return {name: archive.packed(name, (text.encode(),)) for name, text in texts.items()}


def _media(media: tuple[Medium, ...]) -> dict[str, Member]:
    # Images are compressed already: deflate makes nothing of them smaller, but they need no care.
    return {each.name: archive.packed(each.name, (each.data,)) for each in media}
