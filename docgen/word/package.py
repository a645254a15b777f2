"""A Word file as its parts (文档包): packed as read, replaced or added as values, written in order.

Parts that nobody changed are copied as the compressed bytes they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from msgspec import Struct

from docgen.findings import DocgenError, Source, error
from docgen.word import archive
from docgen.word.archive import Member
from docgen.word.fingerprint import (
    CUSTOM,
    PARTS_PROPERTY,
    SCHEME_PROPERTY,
    TEXT_PROPERTY,
    parts_digest,
)
from docgen.word.properties import attribute
from docgen.word.soundness.marks import ScannedPart

TYPES = "[Content_Types].xml"
ROOT_RELATIONS = "_rels/.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_OWN = re.compile(r'<property\b[^>]*name="docgen\.\w+".*?</property>')
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')
_CLOSING = re.compile(r"</(?:\w+:)?(?:Types|Relationships|Properties)>\s*$")
_EMPTY = re.compile(r"<((?:\w+:)?(?:Types|Relationships|Properties))(\b[^>]*?)/>\s*$")


class Package(Struct, frozen=True):
    """The parts of a Word file in the order they are written; `unchanged` were only copied.

    `scanned` are the parts that were looked at while they were printed, by name.
    """

    members: tuple[Member, ...]
    unchanged: frozenset[str] = frozenset()
    scanned: Mapping[str, ScannedPart] = {}

    def data(self) -> bytes:
        """Return the file."""
        return archive.written(self.members)

    def member(self, name: str) -> Member | None:
        """Return a packed part."""
        return next((each for each in self.members if each.name == name), None)

    def part(self, name: str) -> bytes:
        """Return the bytes of a part, b"" when there is none."""
        found = self.member(name)
        return archive.unpacked(found, name) if found else b""

    def text(self, name: str) -> str:
        """Return a part as text, "" when there is none."""
        return decoded(self.part(name))

    def replaced(self, parts: Mapping[str, Member]) -> Package:
        """Return the package with other parts of these names; new ones stand last, by name."""
        kept = tuple(parts.get(each.name, each) for each in self.members)
        names = {each.name for each in kept}
        added = (parts[name] for name in sorted(parts) if name not in names)
        return Package((*kept, *added), self.unchanged - parts.keys())

    def signed(self, text_digest: str, scheme: str = "") -> Package:
        """Return the package with docgen's custom properties: two hashes, and the 评分办法."""
        prepared = self.replaced(_packed(_custom_parts(self)))
        digest = parts_digest((each.name, each.size, each.crc) for each in prepared.members)
        custom = prepared.text(CUSTOM)
        for blank, value in zip(_UNSIGNED, (digest, text_digest, escape(scheme)), strict=True):
            custom = custom.replace(blank, value)
        return prepared.replaced(_packed({CUSTOM: custom}))


_UNSIGNED = ("{docgen parts}", "{docgen text}", "{docgen scheme}")


def decoded(xml: bytes) -> str:
    """Return the text of an XML part: UTF-8 unless its byte order mark says UTF-16."""
    return xml.decode("utf-16" if xml[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")


def _packed(parts: Mapping[str, str]) -> dict[str, Member]:
    return {name: archive.packed(name, (text.encode(),)) for name, text in parts.items()}


def opened(data: bytes, shown: str) -> Package:
    """Return the package of a Word file. Raises DocgenError, saying what the file is instead."""
    if data[:4] != b"PK\x03\x04":
        raise archive.damaged(shown, *_what(data))
    members = archive.members(data, shown)
    names = {each.name for each in members}
    for needed in (TYPES, ROOT_RELATIONS):
        if needed not in names:
            advice = "请用 Word 重新另存为 .docx"
            message = f"《{shown}》不是 Word 文件：缺少 {needed}"
            raise DocgenError(error("TPL04", Source(shown), message, advice))
    return Package(members, frozenset(names))


def _what(data: bytes) -> tuple[str, str]:
    """Say what a file is that is no zip, and what to do."""
    save_as = "请在 Word 或 WPS 中打开，另存为 .docx"
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data:
        return "是空文件", "请换一份完整的模板"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "有打开密码，读不了", "请在 Word 中去掉密码后另存"
        return "是旧版 .doc 文件，不是 .docx", save_as
    kinds = ((b"{\\rtf", "RTF 文件"), (b"<", "网页或 XML 文件"), (b"%pdf", "PDF 文件"))
    named = next((name for start, name in kinds if head.startswith(start)), "")
    if named:
        return f"是 {named}，不是 .docx", save_as
    if len(data) <= 162 or data[:1] == b"\x00":  # noqa: PLR2004 (the size of Word's ~$ files)
        return "不是 .docx（可能是 Word 的临时锁文件 ~$…，或文件不完整）", "请换一份完整的模板"
    return "不是 .docx 文件", save_as


# -- relationships and content types ---------------------------------------------------------------


class Relation(Struct, frozen=True):
    """A relationship of a part."""

    id: str
    type: str
    target: str
    external: bool = False


def relations_of(part: str) -> str:
    """Return the name of the part that holds the relationships of a part.

    >>> relations_of("word/document.xml")
    'word/_rels/document.xml.rels'
    """
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def target_of(part: str, target: str) -> str:
    """Return the name of the part that a relationship of `part` aims at.

    >>> target_of("word/document.xml", "../docProps/core.xml"), target_of("", "/word/a.xml")
    ('docProps/core.xml', 'word/a.xml')
    """
    path = target if target.startswith("/") else f"{part.rpartition('/')[0]}/{target}"
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def relations(package: Package, name: str) -> Iterator[tuple[str, str]]:
    """Yield kind and target of the relationships in a part, those of other files left out."""
    for relation in _RELATION.finditer(package.text(name)):
        given = dict(_ATTRIBUTE.findall(relation[1]))
        if given.get("TargetMode") != "External":
            yield given.get("Type", "").rpartition("/")[2], given.get("Target", "")


def related(package: Package, part: str, kind: str) -> str:
    """Return the name of the part that `part` refers to as `kind`, "" when there is none."""
    found = (
        target_of(part, to) for which, to in relations(package, relations_of(part)) if which == kind
    )
    return next(found, "")


def with_relations(xml: str, relations: Iterable[Relation]) -> str:
    """Return the relationships of a part with more of them."""
    empty = f'<Relationships xmlns="{OFFICE.replace("officeDocument", "package")}"></Relationships>'
    lines = "".join(_relation(each) for each in relations)
    return _with_children(xml or f'<?xml version="1.0" encoding="UTF-8"?>{empty}', lines)


def _relation(relation: Relation) -> str:
    external = ' TargetMode="External"' if relation.external else ""
    target = attribute(relation.target)
    return (
        f'<{{prefix}}Relationship Id="{relation.id}" Type="{relation.type}" '
        f'Target="{target}"{external}/>'
    )


def with_types(xml: str, defaults: Mapping[str, str], overrides: Mapping[str, str]) -> str:
    """Return the content types with defaults by extension and overrides by part name."""
    lines = [
        f'<{{prefix}}Default Extension="{extension}" ContentType="{kind}"/>'
        for extension, kind in sorted(defaults.items())
        if f'extension="{extension}"' not in xml.lower()
    ]
    lines += [
        f'<{{prefix}}Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in sorted(overrides.items())
        if f'"/{name}"' not in xml
    ]
    return _with_children(xml, "".join(lines))


def _with_children(xml: str, lines: str) -> str:
    opened_up = _EMPTY.sub(r"<\1\2></\1>", xml.rstrip())
    closing = _CLOSING.search(opened_up)
    if closing is None or not lines:
        return xml
    prefix = closing[0].partition("</")[2].partition(":")[0] + ":" if ":" in closing[0] else ""
    return f"{opened_up[: closing.start()]}{lines.replace('{prefix}', prefix)}{closing[0]}"


def _custom_parts(package: Package) -> dict[str, str]:
    """Return the parts that custom properties need, the hashes still to be put in."""
    empty = f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VARIANT}"></Properties>'
    old = _OWN.sub("", package.text(CUSTOM))
    if "xmlns:vt=" not in old or f'xmlns="{_PROPERTIES}"' not in old:
        old = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{empty}'
    last = max((int(number) for number in re.findall(r'\bpid="(\d{1,6})"', old)), default=1)
    lines = "".join(
        f'<property fmtid="{_FORMAT}" pid="{last + index}" name="{name}">'
        f"<vt:lpwstr>{value}</vt:lpwstr></property>"
        for index, (name, value) in enumerate(
            zip((PARTS_PROPERTY, TEXT_PROPERTY, SCHEME_PROPERTY), _UNSIGNED, strict=True), 1
        )
    )
    parts = {CUSTOM: _with_children(old, lines)}
    if not package.member(CUSTOM):
        relation = Relation("rIdDocgenCustom", f"{OFFICE}/custom-properties", CUSTOM)
        parts[ROOT_RELATIONS] = with_relations(package.text(ROOT_RELATIONS), (relation,))
        parts[TYPES] = with_types(package.text(TYPES), {}, {CUSTOM: _CUSTOM_TYPE})
    return parts
