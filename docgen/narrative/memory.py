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
from docgen.narrative import shelf
from docgen.narrative.reading import PLACE, Reading
from docgen.narrative.tree import Tree
from docgen.report import Text

Result = tuple[tuple[Block, ...], tuple[Finding, ...]]
Key = tuple[Text, str, str]


class Remembered(Struct, frozen=True):
    """What a text became, and what was asked of the figures on the way, with the answers."""

    content: str
    result: Result
    references: Mapping[str, ReadReference | None]
    conditions: Mapping[Text, tuple[bool | None, tuple[Finding, ...]]]


class Memory:
    """Results by text, 支出方向 and project, and trees by text.

    Whoever builds again and again keeps one and lets it `settle` after each build.
    """

    def __init__(self, folder: str = "") -> None:
        """Remember nothing yet, or the trees of a project's folder that an earlier run kept."""
        self._folder = folder
        self._known: dict[Key, Remembered] = {}
        self._trees = shelf.taken(folder) if folder else {}
        self._met: dict[Key, Remembered] = {}
        self._used: dict[str, Tree] = {}

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
        if same:
            self._met[key] = known
            if tree := self._trees.get(known.content):
                self._used[known.content] = tree
        return known.result if same else None

    def keep(self, key: Key, reading: Reading, result: Result) -> None:
        """Remember what `key` became."""
        if reading.lasting:
            asked = reading.references, reading.conditions
            self._met[key] = Remembered(reading.content, result, *asked)

    def tree(self, reading: Reading) -> Tree | None:
        """Return the tree of a text, if the figures' names still give the same answers."""
        tree = self._trees.get(reading.content)
        if tree is None:
            return None
        lengths = ((reading.reference(typed), length) for typed, length in tree.asked.items())
        if any((read.reference.length if read else 0) != length for read, length in lengths):
            return None
        self._used[reading.content] = tree
        return tree

    def keep_tree(self, reading: Reading, tree: Tree) -> None:
        """Remember the tree of a text."""
        self._used[reading.content] = tree

    def settle(self) -> None:
        """Forget what a build had no use for; keep the trees for the next run on the folder."""
        fresh = self._used.keys() - self._trees.keys()
        if self._folder and fresh:
            shelf.put(self._folder, self._used)
        self._known, self._trees = self._met, self._used
        self._met, self._used = {}, {}
