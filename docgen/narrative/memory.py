"""What a text became last time (记忆): so that a changed figure costs only the texts that print it.

A text becomes the same blocks as long as each of its references prints the same and each of its
conditions is as it was. What else blocks depend on (a picture's file, names that a lone brace may
mean) makes a text not worth remembering. Without a memory everything is simply read again.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from docgen.document import Block
from docgen.figures import holds, reference_at
from docgen.figures.model import Figures, ReadReference
from docgen.findings import Finding
from docgen.narrative.reading import Reading
from docgen.narrative.reference import PLACE
from docgen.report import Text

Result = tuple[tuple[Block, ...], tuple[Finding, ...]]
Key = tuple[Text, str, str]


class Remembered(Struct, frozen=True):
    """A result, and what was asked of the figures on the way to it, with the answers."""

    result: Result
    references: Mapping[str, ReadReference | None]
    conditions: Mapping[Text, tuple[bool | None, tuple[Finding, ...]]]


class Memory:
    """Results by text, 支出方向 and project; whoever builds again and again keeps one."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._known: dict[Key, Remembered] = {}

    def recalled(self, key: Key, figures: Figures) -> Result | None:
        """Return what `key` became, if the figures still give the same answers."""
        known = self._known.get(key)
        if known is None:
            return None
        scope = key[1]
        same = all(
            reference_at(typed, 0, figures, scope, PLACE) == read
            for typed, read in known.references.items()
        ) and all(
            holds(condition, figures, scope) == answer
            for condition, answer in known.conditions.items()
        )
        return known.result if same else None

    def keep(self, key: Key, reading: Reading, result: Result) -> None:
        """Remember what `key` became."""
        if reading.lasting:
            self._known[key] = Remembered(result, reading.references, reading.conditions)
