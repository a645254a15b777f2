"""Printed text → packed parts; parts and filled frames → a document (装配)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, structs

from docgen.word.markup.block_markup import Writer
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
from docgen.word.package import TYPES as TYPES_PART
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
from docgen.word.soundness.part_scan import PartScan, PieceMarks, ScannedPart, piece_marks


class Piece(Struct, frozen=True):
    """Whole paragraphs and tables, ready (一段): packed, and their marks."""

    packed: bytes
    marks: PieceMarks

    def data(self) -> bytes:
        """Return what is packed in it."""
        return zlib.decompressobj(-15).decompress(self.packed)


class PrintedPart(Struct, frozen=True):
    """A part that is printed (印好的部分).

    `relations` are the ids of docgen's relationships in it, `words` is the hash over its words,
    `scanned` holds what the structural check saw in it.
    """

    member: Member
    relations: frozenset[str]
    words: str
    scanned: ScannedPart | None


class PartPacking:
    """Packs the text of one part as it is printed, hashes its words and looks at it in one go.

    `relations` are the ids of docgen's relationships in it so far.
    """

    def __init__(self, name: str) -> None:
        """Begin the part of that name."""
        self.relations: set[str] = set()
        self._name, self._words, self._scan = name, hashlib.sha256(), PartScan()
        self._deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        self._packed: list[bytes] = []
        self._crc = self._size = 0

    def write(self, text: str) -> None:
        """Take a stretch of the part, in which no words are cut in two."""
        data = text.encode()
        self._count_bytes(data)
        self._packed.append(self._deflate.compress(data))
        self._words.update(words_of(text))
        self._scan.feed(data)

    def between(self) -> bool:
        """Tell whether whole paragraphs and tables may come next."""
        return self._scan.between()

    def piece(self, text: str) -> Piece | None:
        """Return whole paragraphs and tables, ready; None where the text is none."""
        data = text.encode()
        marks = piece_marks(data, self._scan.namespaces) if text and self.between() else None
        if marks is None:
            return None
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = deflate.compress(data) + deflate.flush(zlib.Z_FULL_FLUSH)
        return Piece(packed, marks)

    def put(self, piece: Piece, words: bytes) -> None:
        """Take a piece that is ready, and the words in it."""
        self._count_bytes(piece.data())
        self._packed += (self._deflate.flush(zlib.Z_FULL_FLUSH), piece.packed)
        self._words.update(words)
        self._scan.add(piece.marks)

    def printed_part(self) -> PrintedPart:
        """Return the part, which ends here."""
        self._packed.append(self._deflate.flush())
        member = Member(self._name, b"".join(self._packed), self._size, self._crc)
        scanned = self._scan.close(self._size, self._crc)
        return PrintedPart(member, frozenset(self.relations), self._words.hexdigest(), scanned)

    def _count_bytes(self, data: bytes) -> None:
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)


def filled_package(
    template: Template, printed: Mapping[str, PrintedPart], writer: Writer, scheme: str
) -> Package:
    """Return the document: printed, filled and copied parts, images, and the signature over all."""
    notes = "".join(writer.footnotes)  # first: they may hold lists and links of their own
    collection = writer.collection
    kinds, lists = "".join(collection.list_kinds()), "".join(collection.lists)
    content = {NOTES: notes, KINDS: kinds, LISTS: lists}
    filled = {f.name: f.filled_text(content) for f in template.frames if f.is_filled(content)}
    used = {name: frozenset(related_ids(text)) for name, text in filled.items()}
    used |= {name: part.relations for name, part in printed.items()}
    signed = next(frame for frame in template.frames if TEXT_PROPERTY in frame.gaps)
    added = [f for f in template.frames if f.relationship and (f.name in filled or f is signed)]
    media = collection.media.values()
    lines = _relation_lines(template, used, collection.relationships.values(), added)
    lines[TYPES_PART] = list(_type_overrides(media, added))
    for frame in template.frames:
        if more := "".join(f"<{frame.prefix}{line}" for line in lines.get(frame.name, ())):
            filled[frame.name] = frame.filled_text({RELATIONS: more, TYPES: more})
    made = {name: part.member for name, part in printed.items()}
    made |= {name: _packed_text(name, text) for name, text in filled.items()}
    made |= {each.name: packed_member(each.name, (each.data,)) for each in media}
    copied = Package(template.members, frozenset(each.name for each in template.members))
    members = copied.replaced(made).members
    properties = _signed_properties(members, printed, scheme)
    made[signed.name] = _packed_text(signed.name, signed.filled_text(properties))
    scanned = {name: part.scanned for name, part in printed.items() if part.scanned}
    return structs.replace(copied.replaced(made), scanned=scanned)


def _signed_properties(
    members: Iterable[Member], printed: Mapping[str, PrintedPart], scheme: str
) -> dict[str, str]:
    """Return what a document says of itself: hashes over its parts and words, its 评分办法."""
    digests = {
        each.name: printed[each.name].words
        if each.name in printed
        else part_digest(member_data(each, each.name))
        for each in members
        if is_text_part(each.name)
    }
    return {
        PARTS_PROPERTY: parts_digest((each.name, each.size, each.crc) for each in members),
        TEXT_PROPERTY: words_digest(digests),
        SCHEME_PROPERTY: escaped_text(scheme),
    }


def _packed_text(name: str, text: str) -> Member:
    return packed_member(name, (text.encode(),))


def _type_overrides(media: Iterable[Medium], added: Iterable[Frame]) -> Iterator[str]:
    kinds = {each.name: each.content_type for each in media}
    kinds |= {frame.name: frame.content_type for frame in added}
    for name in sorted(kinds):
        yield f'Override PartName="/{name}" ContentType="{kinds[name]}"/>'


def _relation_lines(
    template: Template, used: Mapping[str, frozenset[str]], known: Iterable[Relationship],
    added: Iterable[Frame],
) -> dict[str, list[str]]:  # fmt: skip
    """Return the lines that each part with relationships gets, by its name."""
    by_id = {each.id: each for each in known}
    lines = {
        relations_of(part): [_relation_line(by_id[each]) for each in sorted(ids)]
        for part, ids in used.items()
    }
    for frame in added:
        table = ROOT_RELATIONS if TEXT_PROPERTY in frame.gaps else relations_of(template.main)
        name = frame.name.rpartition("/")[2].partition(".")[0]
        line = Relationship(f"rIdDocgen_{name}", frame.relationship, f"/{frame.name}")
        lines.setdefault(table, []).append(_relation_line(line))
    return lines


def _relation_line(each: Relationship) -> str:
    external = ' TargetMode="External"' if each.external else ""
    target = escaped_attribute(each.target)
    return f'Relationship Id="{each.id}" Type="{each.type}" Target="{target}"{external}/>'
