"""How docgen knows its own output again (指纹).

A file docgen wrote says two things of itself in its custom properties: a hash over all its other
parts, and a hash over its text. If the first still holds, nobody touched it; if only the second
does, it was saved again (by WPS, say) without a change of text; else someone wrote into it.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Mapping

from msgspec import Struct, structs

from docgen.findings import DocgenError
from docgen.patterns import lazy_pattern
from docgen.word.package import Member, archive_members, member_data

CUSTOM = "docProps/custom.xml"
PARTS_PROPERTY = "docgen.parts"
TEXT_PROPERTY = "docgen.text"
SCHEME_PROPERTY = "docgen.scheme"
# The parts a person types into; headers hold only fields, and comments are words, too.
_TEXT_PARTS = lazy_pattern(r"^word/(document|footnotes|endnotes|comments)\.xml$")
_WORDS = lazy_pattern(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_PROPERTY = rb'name="%s"[^>]*>\s*<vt:lpwstr>([^<]*)</vt:lpwstr>'
_LARGEST = 1 << 30


class Fingerprint(Struct, frozen=True):
    """What a file says of itself and what it is: hex digests, "" where it says nothing.

    `scheme` is the 评分办法 it was scored by.
    """

    recorded_parts: str = ""
    recorded_text: str = ""
    parts: str = "-"
    text: str = "-"
    scheme: str = ""

    @property
    def untouched(self) -> bool:
        """Whether it is, part for part, what docgen wrote."""
        return self.recorded_parts == self.parts

    @property
    def edited(self) -> bool:
        """Whether its text is not what docgen wrote (also: docgen never wrote it)."""
        return not self.untouched and self.recorded_text != self.text


def fingerprint(data: bytes) -> Fingerprint:
    """Return the fingerprint of a file's bytes; of no .docx at all, one that counts as edited."""
    try:
        return _of_members(archive_members(data, ""))
    except DocgenError:
        return Fingerprint()


def _of_members(members: tuple[Member, ...]) -> Fingerprint:
    if sum(member.size for member in members) > _LARGEST:
        return Fingerprint()
    custom = b"".join(member_data(m, "") for m in members if m.name == CUSTOM)
    parts = parts_digest((m.name, m.size, m.crc) for m in members)
    recorded = Fingerprint(
        _property_text(custom, PARTS_PROPERTY),
        _property_text(custom, TEXT_PROPERTY),
        parts,
        scheme=_property_text(custom, SCHEME_PROPERTY),
    )
    if recorded.untouched:
        return recorded
    texts = {m.name: member_data(m, "") for m in members if is_text_part(m.name)}
    return structs.replace(recorded, text=text_digest(texts))


def _property_text(custom: bytes, name: str) -> str:
    match = re.search(_PROPERTY % re.escape(name.encode()), custom)
    return html.unescape(match[1].decode("utf-8", "replace")) if match else ""


def parts_digest(members: Iterable[tuple[str, int, int]]) -> str:
    """Return the hash over (name, size, CRC-32) of all parts but the one that records it."""
    # A part without words may be left out when the file is saved again.
    rows = sorted(f"{name}\0{size}\0{crc}" for name, size, crc in members if name != CUSTOM)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def is_text_part(name: str) -> bool:
    """Tell whether people's words stand in a part."""
    return _TEXT_PARTS.match(name) is not None


def words_of(text: str) -> bytes:
    """Return the visible characters of a stretch of XML (文字), white space aside."""
    return "".join(html.unescape("".join(_WORDS.findall(text))).split()).encode()


def text_digest(parts: Mapping[str, bytes]) -> str:
    """Return the hash over the words of XML parts by name."""
    return words_digest({name: part_digest(part) for name, part in parts.items()})


def words_digest(digests: Mapping[str, str]) -> str:
    """Return the hash over the words of parts, of each its hash by name; empty parts aside."""
    # A part without words may be left out when the file is saved again.
    rows = sorted(f"{name}\0{digest}" for name, digest in digests.items() if digest != _NO_WORDS)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def part_digest(part: bytes) -> str:
    """Return the hash over the words of one part."""
    return hashlib.sha256(words_of(part.decode("utf-8", "replace"))).hexdigest()


_NO_WORDS = hashlib.sha256().hexdigest()
