"""What each 支出方向 prints (印好的一段): kept from build to build while nothing in it changed.

A loop of the template over 支出方向 prints one after the other. Each is packed by itself, so that
what it printed last time can stand in its place, packed as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

from msgspec import Struct, msgpack

from docgen.memory import Itself, Memory
from docgen.shelf import Shelf, digest
from docgen.word.collection import Call
from docgen.word.fingerprint import words_of
from docgen.word.pen import Pen
from docgen.word.sandbox import Effort, Room
from docgen.word.sink import Piece, Sink
from docgen.word.template import Template

NAME, NUMBERS = "名称", "数据"
_REPEATED = frozenset(["bookmark", "list_begun", "relation", "drawing"])


class Ready(NamedTuple):
    """A unit at hand (在手的一段): itself, what is packed in it, and the words of that."""

    unit: Unit
    data: bytes
    words: bytes


class Unit(Struct, frozen=True):
    """A piece, what its markup asked for, the relationships it names, and what it cost."""

    piece: Piece
    calls: tuple[Call, ...]
    relations: frozenset[str]
    effort: Effort


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
        self._before: tuple[Before, str] | None = None

    def again(self, tag: int, item: object, turn: tuple[int, ...], names: tuple[str, ...]) -> bool:
        """Print what this turn printed last time, if all it looks at is as it was.

        `turn` is its place in the loop, as far as the template asks; `names` are those of the
        context that it looks at.
        """
        self._room.flush(tag)
        before, of = self._begun(tag, item, turn, names), ""
        kept = self._memory.recalled(before.slot)
        if kept is not None and kept.inputs == before.inputs:
            known: Ready | None = cast("Ready", kept.result)
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
        text = self._room.end_whole(tag)
        data, words = text.encode(), words_of(text)
        piece = self._sink.whole(text, data, words)
        if self._before is None:
            return
        before, of = self._before
        calls = tuple(self._collection.calls[before.calls :])
        reads_files = any(name == "image" for name, _, _ in calls)
        if piece is None or reads_files or len(self._room.faults) > before.faults:
            self._memory.forget(before.slot)
            return
        added = frozenset(self._pen.relations - before.relations)
        unit = Unit(piece, calls, added, self._room.effort.since(before.effort))
        self._memory.keep(before.slot, before.inputs, Ready(unit, data, words))
        if of and all(name in _REPEATED for name, _, _ in calls):
            self._shelf().put(_place(before), of, unit)

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

    def _shelved(self, before: Before, of: str) -> Ready | None:
        """Return what an earlier run left, and keep it at hand."""
        unit = self._shelf().get(_place(before), of)
        if unit is None:
            return None
        data = unit.piece.data()
        ready = Ready(unit, data, words_of(data.decode()))
        self._memory.keep(before.slot, before.inputs, ready)
        return ready

    def _repeat(self, ready: Ready, tag: int) -> None:
        unit, data, words = ready
        self._collection.repeat(unit.calls)
        self._pen.relations |= unit.relations
        self._room.spend(unit.effort, tag)
        self._sink.put(unit.piece, data, words)

    def _shelf(self) -> Shelf[Unit]:
        return self._memory.shelf("units", Unit, lambda: self._template.digest)


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
