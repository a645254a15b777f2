"""What each 支出方向 prints (印好的一段): kept from build to build while nothing in it changed.

A loop of the template over 支出方向 prints one after the other. Each is packed by itself, so that
what it printed last time can stand in its place, packed as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from msgspec import Struct

from docgen.memory import Itself, Memory
from docgen.word.collection import Call
from docgen.word.pen import Pen
from docgen.word.sandbox import Effort, Room
from docgen.word.sink import Piece, Sink

NAME = "名称"


class Unit(Struct, frozen=True):
    """A piece, what its markup asked for, the relationships it names, and what it cost."""

    piece: Piece
    calls: tuple[Call, ...]
    relations: frozenset[str]
    effort: Effort


class Units:
    """The turns of the loops over 支出方向 in one part."""

    def __init__(self, memory: Memory, of: tuple[str, Itself], pen: Pen, sink: Sink) -> None:
        """Print into `sink` through `pen`; `of` are the part's name and its template."""
        self._memory = memory
        self._of = of
        self._pen, self._sink = pen, sink
        self._room: Room = pen.room
        self._calls = pen.writer.collection.calls
        self._slot: tuple[object, ...] = ()
        self._inputs: tuple[object, ...] = ()
        self._before: tuple[int, frozenset[str], Effort, int] = (0, frozenset(), Effort(), 0)

    def again(self, tag: int, item: object, turn: tuple[int, ...], names: tuple[str, ...]) -> bool:
        """Print what this turn printed last time, if all it looks at is as it was.

        `turn` is its place in the loop, as far as the template asks; `names` are those of the
        context that it looks at.
        """
        room, collection = self._room, self._pen.writer.collection
        room.flush(tag)
        part, template = self._of
        named = item.get(NAME) if isinstance(item, Mapping) else None
        self._slot = ("印制", part, tag, str(named))
        looked_at = tuple(room.context.get(name) for name in names)
        self._inputs = (template, item, turn, looked_at, collection.state)
        kept = self._memory.recalled(self._slot)
        if kept is not None and kept.inputs == self._inputs and self._sink.between():
            self._repeat(cast("Unit", kept.result), tag)
            return True
        self._before = (
            len(self._calls), frozenset(self._pen.relations), room.effort, len(room.faults)
        )  # fmt: skip
        room.begin_whole()
        return False

    def printed(self, tag: int) -> None:
        """End the turn: pack what it printed, and keep it if nothing but its inputs made it."""
        text = self._room.end_whole(tag)
        piece = self._sink.whole(text)
        calls, relations, effort, faults = self._before
        asked = tuple(self._calls[calls:])
        if piece is None or len(self._room.faults) > faults or _reads_files(asked):
            self._memory.forget(self._slot)
            return
        added = frozenset(self._pen.relations - relations)
        unit = Unit(piece, asked, added, self._room.effort.since(effort))
        self._memory.keep(self._slot, self._inputs, unit)

    def _repeat(self, unit: Unit, tag: int) -> None:
        self._pen.writer.collection.repeat(unit.calls)
        self._pen.relations |= unit.relations
        self._room.spend(unit.effort, tag)
        self._sink.put(unit.piece)


def _reads_files(asked: tuple[Call, ...]) -> bool:
    return any(name == "image" for name, _, _ in asked)
