"""What a YAML file is made of, exactly as typed (节点): texts, mappings of pairs, sequences.

Nothing is resolved: `1718.67496`, `no` and `12:30` are texts. Each node knows its place.
"""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from typing import ClassVar
from unicodedata import normalize

from msgspec import Struct

from docgen.findings import Source
from docgen.report import Text

PLAIN, LITERAL, FOLDED = "", "|", ">"
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))


class Scalar(Struct, frozen=True, gc=False):
    """A text as typed (标量): its content, the place of each of its lines, its style.

    `style` is `""` for plain, else the character it begins with: `'`, `"`, `|` or `>`.
    """

    content: str
    lines: tuple[Source, ...]
    style: str = PLAIN

    @property
    def source(self) -> Source:
        """The place of its first character."""
        return self.lines[0]

    @property
    def empty(self) -> bool:
        """Whether nothing was written: `键:`, `键: ~`."""
        return not self.style and self.content in _EMPTY

    @property
    def text(self) -> Text:
        """The words, without the line breaks that end a block."""
        return Text(self.content.rstrip("\n"), self.lines)


class Mapping(Struct, frozen=True):
    """Pairs of a key and a node (映射), in the order typed, no key twice."""

    pairs: tuple[tuple[Scalar, Node], ...]
    source: Source
    empty: ClassVar[bool] = False

    def by_key(self) -> Lookup[str, Node]:
        """Return the nodes by key (in Unicode normal form C)."""
        return {normalized_name(key.content): node for key, node in self.pairs}


class Sequence(Struct, frozen=True):
    """Nodes one after the other (列表)."""

    items: tuple[Node, ...]
    source: Source
    empty: ClassVar[bool] = False


Node = Scalar | Mapping | Sequence
Pair = tuple[Scalar, Node]


def source_lines(text: str) -> list[str]:
    """Return the lines of a text without what ends them."""
    return [line.removesuffix("\r") for line in text.split("\n")]


def normalized_name(name: str) -> str:
    r"""Return a name as names are compared: in normal form C, without blanks around it.

    >>> normalized_name(" e\u0301 ")
    'é'
    """
    return name if name.isascii() and name == name.strip() else normalize("NFC", name.strip())
