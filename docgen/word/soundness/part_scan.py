"""A part that is looked at while it is printed (边印边查), or read from a file.

`PartScan` takes the bytes of a part as they come. Where whole elements of the body may come next
(`between`), the marks of a piece that was looked at before are added in place of its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from xml.parsers import expat

from docgen.word import archive
from docgen.word.archive import Member
from docgen.word.soundness.mark_reader import AROUND_PIECE, BODY, MarkReader
from docgen.word.soundness.marks import PieceMarks, ScannedPart

_STORY = re.compile(r"^word/(document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$")


def is_story(name: str) -> bool:
    """Tell whether a part holds paragraphs and tables."""
    return _STORY.match(name) is not None


class PartScan:
    """Looks at one part while it is printed; what is no XML is told when the file is read."""

    def __init__(self) -> None:
        """Begin the part."""
        self._reader = MarkReader()
        self._rest = b""
        self._broken = False

    @property
    def namespaces(self) -> Mapping[str, str]:
        """The namespaces that a piece may use, by prefix."""
        return self._reader.namespaces

    def feed(self, data: bytes) -> None:
        """Take the bytes that come next."""
        # Whole tags only: expat may put off reading one that came in halves.
        begun, end, self._rest = (self._rest + data).rpartition(b">")
        self._parse(begun + end)

    def between(self) -> bool:
        """Tell whether whole paragraphs and tables of the body may come next."""
        return not self._broken and not self._rest and self._reader.stack[2:] == [BODY]

    def add(self, piece: PieceMarks) -> None:
        """Take a piece whose marks are known, where `between` says it may come."""
        self._reader.add(piece)

    def close(self, size: int, crc: int) -> ScannedPart | None:
        """End the part, which has so many bytes and that CRC; None where it is no XML."""
        self._parse(self._rest, final=True)
        return None if self._broken else ScannedPart(self._reader.marks(), size, crc)

    def _parse(self, data: bytes, *, final: bool = False) -> None:
        try:
            if not self._broken:
                self._reader.parse(data, final=final)
        except (expat.ExpatError, ValueError):
            self._broken = True


def piece_marks(data: bytes, namespaces: Mapping[str, str]) -> PieceMarks | None:
    """Return the marks of whole elements of a body; None where the bytes are none.

    What is well formed by itself leaves what it is put into as well formed as it was.
    `namespaces` are those of the part (`PartScan.namespaces`).
    """
    declared = "".join(
        f' xmlns{prefix and ":"}{prefix}="{escape(uri)}"' for prefix, uri in namespaces.items()
    )
    space, _, name = AROUND_PIECE.partition("}")
    reader = MarkReader()
    try:
        reader.parse(f'<_:{name} xmlns:_="{space}"{declared}>'.encode())
        reader.parse(data)
        reader.parse(f"</_:{name}>".encode(), final=True)
    except (expat.ExpatError, ValueError):
        return None
    return reader.marks()


def part_marks(member: Member) -> PieceMarks:
    """Return the marks of a part of a file.

    Raises ExpatError, ValueError or LookupError where it is no sound XML, DocgenError where it
    cannot be unpacked.
    """
    reader = MarkReader()
    for data in archive.inflating(member, member.name):
        reader.parse(data)
    reader.parse(b"", final=True)
    return reader.marks()
