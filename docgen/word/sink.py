"""Where the text of a part goes while it is printed (出口): packed, hashed, looked at in one go."""

from __future__ import annotations

import zlib
from xml.parsers import expat

from msgspec import Struct

from docgen.word import structure
from docgen.word.archive import Member
from docgen.word.fingerprint import Words, is_text_part
from docgen.word.structure_story import Glance, Story, glance


class Piece(Struct, frozen=True):
    """Whole paragraphs and tables, ready (一段): packed, and what they say."""

    packed: bytes
    seen: Glance

    def data(self) -> bytes:
        """Return what is packed in it."""
        return zlib.decompressobj(-15).decompress(self.packed)


class Sink:
    """Takes the text of one part bit by bit; `story` is what it says, None where that is no XML."""

    def __init__(self, name: str) -> None:
        """Begin the part of that name."""
        self.words = Words() if is_text_part(name) else None
        self.story = Story(name) if structure.is_story(name) else None
        self._name = name
        self._deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        self._packed: list[bytes] = []
        self._crc = self._size = 0

    def write(self, text: str) -> None:
        """Take a stretch of the part."""
        data = text.encode()
        self._count(data)
        self._packed.append(self._deflate.compress(data))
        if self.words:
            self.words.take(text)
        if self.story:
            try:
                self.story.take(data, text)
            except (expat.ExpatError, ValueError):  # told when the whole file is looked at
                self.story = None

    def between(self) -> bool:
        """Tell whether whole paragraphs and tables may come next."""
        return self.story is not None and self.story.between()

    def piece(self, text: str, data: bytes) -> Piece | None:
        """Return whole paragraphs and tables, as text and as bytes, ready; None if they are not."""
        if not text or self.story is None or not self.story.stands(data):
            return None
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = deflate.compress(data) + deflate.flush(zlib.Z_FULL_FLUSH)
        return Piece(packed, glance(text))

    def put(self, piece: Piece, data: bytes, words: bytes) -> None:
        """Take a piece that is ready, what is packed in it, and the words of that."""
        self._count(data)
        self._packed += (self._deflate.flush(zlib.Z_FULL_FLUSH), piece.packed)
        if self.words:
            self.words.add(words)
        if self.story:
            self.story.take_whole(piece.seen)

    def member(self) -> Member:
        """Return the packed part."""
        self._packed.append(self._deflate.flush())
        if self.story:
            try:
                self.story.end(self._size, self._crc)
            except expat.ExpatError:
                self.story = None
        return Member(self._name, b"".join(self._packed), self._size, self._crc)

    def _count(self, data: bytes) -> None:
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
