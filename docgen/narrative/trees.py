"""Trees of texts kept between runs (句法树存架): while a text stays, no run parses it again."""

from __future__ import annotations

from functools import cache as once
from importlib.util import find_spec
from pathlib import Path

from docgen import shelf
from docgen.memory import Memory
from docgen.narrative.reading import Reading
from docgen.narrative.tree import Tree


def recalled(memory: Memory, reading: Reading) -> Tree | None:
    """Return the tree of a text, if the figures' names still give the same answers."""
    tree = _shelf(memory).get(*_key(reading))
    if tree is None:
        return None
    lengths = ((reading.reference(typed), length) for typed, length in tree.asked.items())
    if any((read.reference.length if read else 0) != length for read, length in lengths):
        return None
    return tree


def keep(memory: Memory, reading: Reading, tree: Tree) -> None:
    """Remember the tree of a text."""
    _shelf(memory).put(*_key(reading), tree)


def _key(reading: Reading) -> tuple[str, str]:
    return f"{reading.text.source.file} {reading.scope}", shelf.digest(reading.content)


def _shelf(memory: Memory) -> shelf.Shelf[Tree]:
    return memory.shelf("prose", Tree, code)


@once  # neither changes while it runs
def code() -> str:
    """Return what a tree, and what is made of it, depends on besides its text: markdown-it, too."""
    spec = find_spec("markdown_it")
    theirs = Path(spec.origin).stat().st_mtime_ns if spec and spec.origin else 0
    return f"{theirs} {shelf.version('figures', 'narrative', 'narrative/markdown')}"
