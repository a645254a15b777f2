"""What running a template takes (用量): counted, and counted again for what is not run again."""

from __future__ import annotations

from msgspec import Struct


class Effort(Struct, frozen=True):
    """What printing took so far (用量): turns of loops, characters printed and put together."""

    steps: int = 0
    size: int = 0
    made: int = 0

    def since(self, before: Effort) -> Effort:
        """Return what was added to it."""
        return Effort(self.steps - before.steps, self.size - before.size, self.made - before.made)
