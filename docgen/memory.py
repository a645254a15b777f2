"""What the parts of a template printed last time (暂用): for word/, until it has the memo."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from msgspec import Struct

from docgen.shelf import Shelf

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

    def __init__(self, *, once: bool = False) -> None:
        """Remember nothing yet; `once`: no other build follows, and nothing is kept."""
        self.once = once
        self._slots: dict[Hashable, Kept] = {}
        self._full = 0

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

    def shelf(self, name: str, kind: type[T], version: Callable[[], str]) -> Shelf[T]:  # noqa: ARG002 (word/ asks so)
        """Return a shelf, which holds nothing."""
        return Shelf()

    def settle(self) -> None:
        """Forget all once there is too much."""
        self._full = self._full or 2 * len(self._slots) + SLACK
        if len(self._slots) > self._full:
            self._slots.clear()
            self._full = 0
