"""Where the text of a part goes while it is printed (出口): packed, hashed, looked at in one go."""

from __future__ import annotations

import zlib

from msgspec import Struct

from docgen.word.archive import Member
from docgen.word.fingerprint import Words, is_text_part
from docgen.word.soundness import part_scan
from docgen.word.soundness.part_scan import PartScan, PieceMarks, ScannedPart, piece_marks


class Piece(Struct, frozen=True):
    """Whole paragraphs and tables, ready (一段): packed, and their marks."""

    packed: bytes
    marks: PieceMarks

    def data(self) -> bytes:
        """Return what is packed in it."""
        return zlib.decompressobj(-15).decompress(self.packed)


class Sink:
    """Takes the text of one part bit by bit; `scanned` is what was seen of it."""

    def __init__(self, name: str) -> None:
        """Begin the part of that name."""
        self.words = Words() if is_text_part(name) else None
        self.scanned: ScannedPart | None = None
        self._scan = PartScan() if part_scan.is_story(name) else None
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
        if self._scan:
            self._scan.feed(data)

    def between(self) -> bool:
        """Tell whether whole paragraphs and tables may come next."""
        return self._scan is not None and self._scan.between()

    def piece(self, text: str, data: bytes) -> Piece | None:
        """Return whole paragraphs and tables, as text and as bytes, ready; None if they are not."""
        if not text or self._scan is None or not self._scan.between():
            return None
        marks = piece_marks(data, self._scan.namespaces)
        if marks is None:
            return None
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = deflate.compress(data) + deflate.flush(zlib.Z_FULL_FLUSH)
        return Piece(packed, marks)

    def put(self, piece: Piece, data: bytes, words: bytes) -> None:
        """Take a piece that is ready, what is packed in it, and the words of that."""
        self._count(data)
        self._packed += (self._deflate.flush(zlib.Z_FULL_FLUSH), piece.packed)
        if self.words:
            self.words.add(words)
        if self._scan:
            self._scan.add(piece.marks)

    def member(self) -> Member:
        """Return the packed part."""
        self._packed.append(self._deflate.flush())
        if self._scan:
            self.scanned = self._scan.close(self._size, self._crc)
        return Member(self._name, b"".join(self._packed), self._size, self._crc)

    def _count(self, data: bytes) -> None:
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
