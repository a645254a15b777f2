"""What the parts of a report became last time (记忆): what did not change is not made again.

A memory has a slot for each part of the work ("the form of 甲专项"). In it lies what the part was
made of and what it became: two values, nothing else, so that the result is the same without a
memory. Whoever builds again and again keeps one and lets it `settle` after each build.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from msgspec import Struct

T = TypeVar("T")


class Kept(Struct, frozen=True):
    """What lies in a slot (存件): what the part was made of, and what it became."""

    inputs: object
    result: object


class Memory:
    """Results by slot: those of the build before, and those met in this one."""

    def __init__(self, folder: str = "") -> None:
        """Remember nothing yet; `folder` is the project's, where an earlier run may have kept more.

        "" is a memory that ends with the process.
        """
        self.folder = folder
        self._before: dict[Hashable, Kept] = {}
        self._met: dict[Hashable, Kept] = {}

    def made(self, slot: Hashable, inputs: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what `make` makes of `inputs`, made anew only where they changed.

        Inputs are compared by value, which costs little where they are the same objects. `make`
        depends on nothing else.
        """
        kept = self.recalled(slot)
        if kept is None or kept.inputs != inputs:
            kept = Kept(inputs, make())
        self.keep(slot, kept)
        return cast("T", kept.result)

    def recalled(self, slot: Hashable) -> Kept | None:
        """Return what lies in a slot."""
        return self._met.get(slot) or self._before.get(slot)

    def keep(self, slot: Hashable, kept: Kept) -> None:
        """Put a result into its slot, in place of the one before."""
        self._met[slot] = kept

    def settle(self) -> None:
        """Forget what the build had no use for."""
        self._before, self._met = self._met, {}
