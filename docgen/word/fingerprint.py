"""How docgen knows its own output again (指纹).

A file docgen wrote says two things of itself in its custom properties: a hash over all its other
parts, and a hash over its text. If the first still holds, nobody touched it; if only the second
does, it was saved again (by WPS, say) without a change of text; else someone wrote into it.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
from collections.abc import Iterable, Mapping

from msgspec import Struct, structs

CUSTOM = "docProps/custom.xml"
PARTS_PROPERTY = "docgen.parts"
TEXT_PROPERTY = "docgen.text"
SCHEME_PROPERTY = "docgen.scheme"
# The parts a person types into; headers hold only fields, and comments are words, too.
_TEXT_PARTS = re.compile(r"^word/(document|footnotes|endnotes|comments)\.xml$")
_WORDS = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>")
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
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _of_archive(archive)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError):
        return Fingerprint()


def _of_archive(archive: zipfile.ZipFile) -> Fingerprint:
    members = archive.infolist()
    if sum(member.file_size for member in members) > _LARGEST:
        return Fingerprint()
    custom = archive.read(CUSTOM) if CUSTOM in archive.namelist() else b""
    parts = parts_digest((m.filename, m.file_size, m.CRC) for m in members)
    recorded = Fingerprint(
        _property(custom, PARTS_PROPERTY),
        _property(custom, TEXT_PROPERTY),
        parts,
        scheme=_property(custom, SCHEME_PROPERTY),
    )
    if recorded.untouched:
        return recorded
    texts = {m.filename: archive.read(m) for m in members if is_text_part(m.filename)}
    return structs.replace(recorded, text=text_digest(texts))


def _property(custom: bytes, name: str) -> str:
    match = re.search(_PROPERTY % re.escape(name.encode()), custom)
    return html.unescape(match[1].decode("utf-8", "replace")) if match else ""


def parts_digest(members: Iterable[tuple[str, int, int]]) -> str:
    """Return the hash over (name, size, CRC-32) of all parts but the one that records it."""
    rows = sorted(f"{name}\0{size}\0{crc}" for name, size, crc in members if name != CUSTOM)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def is_text_part(name: str) -> bool:
    """Tell whether people's words stand in a part."""
    return _TEXT_PARTS.match(name) is not None


def text_digest(parts: Mapping[str, bytes]) -> str:
    """Return the hash over the visible characters of XML parts by name, white space aside."""
    ordered = (parts[name] for name in sorted(parts))
    found = (b"".join(_WORDS.findall(part)).decode("utf-8", "replace") for part in ordered)
    text = "".join("".join(html.unescape(words).split()) for words in found)
    return hashlib.sha256(text.encode()).hexdigest()
