"""What the parts of a report became last time (记忆): what did not change is not made again.

A memory has a slot for each part of the work ("the form of 甲专项"). In it lies what the part was
made of and what it became: values, nothing else, so that the result is the same without a
memory. Whoever builds again and again keeps one; what may outlive the process lies on shelves.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from msgspec import Struct

from docgen.shelf import Shelf, Shelves

T = TypeVar("T")
SLACK = 1000
"""Slots: a small report may double without being begun anew."""


class Kept(Struct, frozen=True):
    """What lies in a slot (存件): what the part was made of, and what it became."""

    inputs: object
    result: object


class Itself:
    """An input that is the same only as the very object it was (同一物).

    For what comes out of a memory, or holds numbers: 1.0 equals 1.00 and prints otherwise.
    """

    def __init__(self, value: object) -> None:
        """Hold the object, so that no other takes its place."""
        self._value = value

    def __eq__(self, other: object) -> bool:
        """Tell whether the other holds the same object."""
        return isinstance(other, Itself) and other._value is self._value

    __hash__ = None  # type: ignore[assignment]  # an input, never a key


class Memory:
    """Results by slot: the last of each.

    Slots are named by places, and places move: a memory twice as full as after its first build
    begins anew.
    """

    def __init__(self, folder: str = "", *, once: bool = False) -> None:
        """Remember nothing yet, or what an earlier run left on the shelves of a project's folder.

        "" is a memory that ends with the process. `once` tells that no other build follows in
        it: then nothing is kept but on the shelves.
        """
        self.once = once
        self._slots: dict[Hashable, Kept] = {}
        self._full = 0
        self._shelves = Shelves(folder, lasting=not once)

    def made(self, slot: Hashable, inputs: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what `make` makes of `inputs`, made anew only where they changed.

        Inputs are compared by value, which costs little where they are the same objects. `make`
        depends on nothing else.
        """
        if self.once:
            return make()
        kept = self._slots.get(slot)
        if kept is None or kept.inputs != inputs:
            kept = self._slots[slot] = Kept(inputs, make())
        return cast("T", kept.result)

    def recalled(self, slot: Hashable) -> Kept | None:
        """Return what lies in a slot."""
        return self._slots.get(slot)

    def keep(self, slot: Hashable, inputs: object, result: object) -> None:
        """Put a result into its slot, in place of the one before."""
        if not self.once:
            self._slots[slot] = Kept(inputs, result)

    def forget(self, slot: Hashable) -> None:
        """Empty a slot: what lies there depends on more than its inputs."""
        self._slots.pop(slot, None)

    def shelf(self, name: str, kind: type[T], version: Callable[[], str]) -> Shelf[T]:
        """Return the shelf of that name; `version` tells what its results depend on besides."""
        return self._shelves.shelf(name, kind, version())

    def within(self) -> Memory:
        """Return a memory for what is asked for several times in one run, with these shelves."""
        if not self.once:
            return self
        inner = Memory()
        inner._shelves = self._shelves
        return inner

    def settle(self) -> None:
        """Leave on the shelves what the next run may need: after a build, when there is time."""
        self._shelves.settle()
        self._full = self._full or 2 * len(self._slots) + SLACK
        if len(self._slots) > self._full:
            self._slots.clear()
            self._full = 0
