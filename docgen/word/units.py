"""What each 支出方向 prints (印好的一段): kept from build to build while nothing in it changed.

A loop of the template over 支出方向 prints one after the other. Each is packed by itself, so that
what it printed last time can stand in its place, packed as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple, cast

from msgspec import Struct, msgpack

from docgen.memory import Itself, Memory
from docgen.shelf import Shelf, digest
from docgen.word.collection import Call, reads_files
from docgen.word.effort import Effort
from docgen.word.fingerprint import words_of
from docgen.word.pen import Pen
from docgen.word.sandbox import Room
from docgen.word.sink import Piece, Sink
from docgen.word.template import Template
from docgen.word.writer import Sections

NAME, NUMBERS = "名称", "数据"
_REPEATED = frozenset(["bookmark", "list_begun", "relation", "drawing"])


class Ready(NamedTuple):
    """A piece at hand (在手的一段): itself, what is packed in it, and the words of that."""

    piece: Piece
    data: bytes
    words: bytes


class Unit(Struct, frozen=True):
    """The pieces, what their markup asked for, the relationships they name, what they cost."""

    pieces: tuple[Piece, ...]
    calls: tuple[Call, ...]
    relations: frozenset[str]
    effort: Effort


class Known(NamedTuple):
    """A unit at hand (在手的一份), its pieces ready."""

    unit: Unit
    ready: tuple[Ready, ...]


class Before(Struct, frozen=True):
    """How things stood when a turn began: what it looks at, and what was done so far.

    `lasting` tells whether that can be told from one run to the next.
    """

    slot: tuple[str, ...]
    inputs: tuple[object, ...]
    lasting: bool
    calls: int
    relations: frozenset[str]
    effort: Effort
    faults: int


class Units:
    """The turns of the loops over 支出方向 in one part."""

    def __init__(self, memory: Memory, part: str, template: Template, pen: Pen, sink: Sink) -> None:
        """Print into `sink` through `pen`."""
        self._memory = memory
        self._part = part
        self._template = template
        self._pen, self._sink = pen, sink
        self._room: Room = pen.room
        self._collection = pen.writer.collection
        self._before: tuple[Before, str]

    def again(self, tag: int, item: object, turn: tuple[int, ...], names: tuple[str, ...]) -> bool:
        """Print what this turn printed last time, if all it looks at is as it was.

        `turn` is its place in the loop, as far as the template asks; `names` are those of the
        context that it looks at.
        """
        self._room.flush(tag)
        before, of = self._begun(tag, item, turn, names), ""
        kept = self._memory.recalled(before.slot)
        if kept is not None and kept.inputs == before.inputs:
            known: Known | None = cast("Known", kept.result)
        else:
            lasting = before.lasting and self._shelf().outlives
            of = _digest(self._template.digest, before.inputs[1:]) if lasting else ""
            known = self._shelved(before, of)
        if known is None or not self._sink.between():
            self._before = before, of
            self._room.begin_whole()
            return False
        self._repeat(known, tag)
        return True

    def printed(self, tag: int) -> None:
        """End the turn: pack what it printed, and keep it if nothing but its inputs made it."""
        ready = self._packed(_texts(self._room.end_whole(tag)))
        before, of = self._before
        calls = tuple(self._collection.calls[before.calls :])
        if not ready or reads_files(calls) or len(self._room.faults) > before.faults:
            self._memory.forget(before.slot)
            return
        added = frozenset(self._pen.relations - before.relations)
        effort = self._room.effort.since(before.effort)
        unit = Unit(tuple(each.piece for each in ready), calls, added, effort)
        self._memory.keep(before.slot, before.inputs, Known(unit, ready))
        if of and all(name in _REPEATED for name, _, _ in calls):
            self._shelf().put(_place(before), of, unit)

    def _packed(self, texts: list[str]) -> tuple[Ready, ...]:
        """Hand texts on: as pieces, as one, or as they are where that is none."""
        slot, whole = self._before[0].slot, "".join(texts)
        ready = self._ready(slot, texts) or self._ready(slot, [whole])
        for each in ready:
            self._sink.put(*each)
        if not ready:
            self._sink.write(whole)
        return ready

    def _ready(self, slot: tuple[str, ...], texts: list[str]) -> tuple[Ready, ...]:
        """Return texts as pieces, those that stayed as they were; none if one cannot be one."""
        pieces = [
            self._memory.made((*slot, number), (Itself(text),), partial(self._piece, text))
            for number, text in enumerate(texts)
        ]
        return tuple(each for each in pieces if each) if all(pieces) else ()

    def _piece(self, text: str) -> Ready | None:
        data = text.encode()
        piece = self._sink.piece(text, data)
        return Ready(piece, data, words_of(text)) if piece else None

    def _begun(
        self, tag: int, item: object, turn: tuple[int, ...], names: tuple[str, ...]
    ) -> Before:
        named = str(item.get(NAME)) if isinstance(item, Mapping) else ""
        looked_at = tuple(self._room.context.get(name) for name in names)
        return Before(
            (self._part, str(tag), named),
            (Itself(self._template), item, turn, looked_at, self._collection.state),
            NUMBERS not in names,
            len(self._collection.calls),
            frozenset(self._pen.relations),
            self._room.effort,
            len(self._room.faults),
        )

    def _shelved(self, before: Before, of: str) -> Known | None:
        """Return what an earlier run left, and keep it at hand."""
        unit = self._shelf().get(_place(before), of)
        if unit is None:
            return None
        known = Known(unit, tuple(map(_at_hand, unit.pieces)))
        self._memory.keep(before.slot, before.inputs, known)
        return known

    def _repeat(self, known: Known, tag: int) -> None:
        self._collection.repeat(known.unit.calls)
        self._pen.relations |= known.unit.relations
        self._room.spend(known.unit.effort, tag)
        for each in known.ready:
            self._sink.put(*each)

    def _shelf(self) -> Shelf[Unit]:
        return self._memory.shelf("units", Unit, lambda: self._template.digest)


def _texts(output: Iterable[str]) -> list[str]:
    """Return output as texts that may be pieces: sections of prose, and what is between them."""
    runs: list[list[str]] = [[]]
    for each in output:
        if isinstance(each, Sections):
            runs += [*([part] for part in each.parts), []]
        else:
            runs[-1].append(each)
    # A section stays the object it was: what is joined of one part is that part.
    return [text for run in runs if (text := "".join(run))]


def _at_hand(piece: Piece) -> Ready:
    data = piece.data()
    return Ready(piece, data, words_of(data.decode()))


def _place(before: Before) -> str:
    return " ".join(before.slot)


def _digest(template: str, looked_at: tuple[object, ...]) -> str:
    """Return what stands for all that a turn looks at, "" where it cannot be told.

    Figures by name are left out: who asks for them says so.
    """
    item, *others = looked_at
    plain = {k: v for k, v in item.items() if k != NUMBERS} if isinstance(item, Mapping) else item
    try:
        return digest(msgpack.encode((template, plain, *others)))
    except (TypeError, ValueError, OverflowError, RecursionError):
        return ""  # it holds what is no plain value, or half a character
