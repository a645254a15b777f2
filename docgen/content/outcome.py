"""What became of a YAML text (读取结果)."""

from __future__ import annotations

from msgspec import Struct

from docgen.content.events import Composer
from docgen.content.nodes import Node, Scalar
from docgen.content.refusal import UNREADABLE
from docgen.findings import Finding


class Composed(Struct, frozen=True):
    """What was read of a file: its node, what was found, and whether all of it was understood."""

    node: Node | None
    findings: tuple[Finding, ...]
    whole: bool = True


def finished(
    node: Node | None, composer: Composer, problems: tuple[Finding, ...] = (), *, kept: bool = True
) -> Composed:
    """Return the outcome of a text that was read to its end, after `problems` were mended.

    `kept` is False when a line had to be left out: then there is no node.
    """
    whole = not problems and not any(f.code in UNREADABLE for f in composer.found)
    empty = node is None or (isinstance(node, Scalar) and node.empty)
    return Composed(None if empty or not kept else node, (*problems, *composer.found), whole)
