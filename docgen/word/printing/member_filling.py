"""Printed parts, and frames filled with what they asked for → a document (装配)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from docgen.word.markup.blocks import Writer
from docgen.word.markup.collection import Medium, Relationship
from docgen.word.markup.properties import escaped_attribute, escaped_text
from docgen.word.package import (
    ROOT_RELATIONS,
    Member,
    Package,
    member_data,
    packed_member,
    relations_of,
)
from docgen.word.printing.compiled_template import (
    KINDS,
    LISTS,
    NOTES,
    RELATIONS,
    TYPES,
    Frame,
    Template,
)
from docgen.word.printing.value_printing import related_ids
from docgen.word.returned.fingerprint import (
    PARTS_PROPERTY,
    SCHEME_PROPERTY,
    TEXT_PROPERTY,
    is_text_part,
    part_digest,
    parts_digest,
    words_digest,
    words_of,
)
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
        self.words = hashlib.sha256() if is_text_part(name) else None
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
            self.words.update(words_of(text))
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
            self.words.update(words)
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


class PrintedParts(Struct, frozen=True):
    """What was printed so far, by name of the part (印好的部分).

    `relations` are the ids of docgen's relationships in it, `words` is the hash over its words,
    `scanned` holds what the structural check saw in it.
    """

    members: dict[str, Member] = {}
    relations: dict[str, set[str]] = {}
    words: dict[str, str] = {}
    scanned: dict[str, ScannedPart] = {}


def filled_package(
    template: Template, printed: PrintedParts, writer: Writer, scheme: str
) -> Package:
    """Return the document: printed, filled and copied parts, images, and the signature over all."""
    notes = "".join(writer.footnotes)  # first: they may hold lists and links of their own
    collection = writer.collection
    kinds, lists = "".join(collection.list_kinds()), "".join(collection.lists)
    content = {NOTES: notes, KINDS: kinds, LISTS: lists}
    filled = {f.name: f.filled_text(content) for f in template.frames if f.is_filled(content)}
    noted = {name: {*related_ids(text)} for name, text in filled.items()}
    signed = next(frame for frame in template.frames if TEXT_PROPERTY in frame.gaps)
    added = [f for f in template.frames if f.relationship and (f.name in filled or f is signed)]
    lines = _RelationLines(
        template, {**noted, **printed.relations}, collection.relationships.values(), added
    )
    media = collection.media.values()
    types = tuple(_overrides(media, added))
    for frame in template.frames:
        if text := lines.filled_text(frame) if RELATIONS in frame.gaps else "":
            filled[frame.name] = text
        if TYPES in frame.gaps and types:
            filled[frame.name] = frame.filled_text({TYPES: _prefixed(types, frame)})
    made = {**printed.members, **{name: _packed_text(name, text) for name, text in filled.items()}}
    made |= {each.name: packed_member(each.name, (each.data,)) for each in media}
    members = _ordered_members(template, made)
    digests = {
        each.name: printed.words.get(each.name) or part_digest(member_data(each, each.name))
        for each in members
        if is_text_part(each.name)
    }
    properties = {
        PARTS_PROPERTY: parts_digest((each.name, each.size, each.crc) for each in members),
        TEXT_PROPERTY: words_digest(digests),
        SCHEME_PROPERTY: escaped_text(scheme),
    }
    made[signed.name] = _packed_text(signed.name, signed.filled_text(properties))
    unchanged = frozenset(each.name for each in template.members) - made.keys()
    return Package(_ordered_members(template, made), unchanged, printed.scanned)


def _packed_text(name: str, text: str) -> Member:
    return packed_member(name, (text.encode(),))


def _ordered_members(template: Template, made: Mapping[str, Member]) -> tuple[Member, ...]:
    """Return the members in the template's order; new ones stand last, by name."""
    names = {each.name for each in template.members}
    kept = (made.get(each.name, each) for each in template.members)
    return (*kept, *(made[name] for name in sorted(made.keys() - names)))


def _overrides(media: Iterable[Medium], added: Iterable[Frame]) -> Iterator[str]:
    kinds = {each.name: each.content_type for each in media}
    kinds |= {frame.name: frame.content_type for frame in added}
    for name in sorted(kinds):
        yield f'Override PartName="/{name}" ContentType="{kinds[name]}"/>'


def _prefixed(lines: Iterable[str], frame: Frame) -> str:
    return "".join(f"<{frame.prefix}{line}" for line in lines)


class _RelationLines:
    """The lines that each part with relationships gets."""

    def __init__(
        self, template: Template, used: Mapping[str, Iterable[str]],
        known: Iterable[Relationship], added: Iterable[Frame],
    ) -> None:  # fmt: skip
        by_id = {each.id: each for each in known}
        self._lines: dict[str, list[str]] = {}
        for part, ids in used.items():
            lines = self._lines.setdefault(relations_of(part), [])
            lines += (_relation_line(by_id[each]) for each in sorted(ids))
        for frame in added:
            of_package = TEXT_PROPERTY in frame.gaps
            table = ROOT_RELATIONS if of_package else relations_of(template.main)
            target = f"/{frame.name}"
            name = frame.name.rpartition("/")[2].partition(".")[0]
            line = Relationship(f"rIdDocgen_{name}", frame.relationship, target)
            self._lines.setdefault(table, []).append(_relation_line(line))

    def filled_text(self, frame: Frame) -> str:
        """Return a frame with its lines, "" where it has none."""
        lines = self._lines.get(frame.name)
        return frame.filled_text({RELATIONS: _prefixed(lines, frame)}) if lines else ""


def _relation_line(each: Relationship) -> str:
    external = ' TargetMode="External"' if each.external else ""
    target = escaped_attribute(each.target)
    return f'Relationship Id="{each.id}" Type="{each.type}" Target="{target}"{external}/>'
