"""What one 支出方向 prints (印好的一段): whole paragraphs and tables, packed once, as a value.

A piece depends on the values it looks at and nothing else, so that whoever prints again and
again may hand in a function that remembers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from docgen.word.collection import Additions
from docgen.word.printing.template_sandbox import SandboxFault
from docgen.word.sink import Piece

Remembered = Callable[[tuple[object, ...], tuple[object, ...], Callable[[], Any]], Any]
"""Returns what the third makes: anew, or as last time for the same slot and the same inputs."""


def making(_: tuple[object, ...], __: tuple[object, ...], make: Callable[[], Any]) -> Any:  # noqa: ANN401 (what `make` gives)
    """Remember nothing."""
    return make()


class PrintedPiece(Struct, frozen=True):
    """A piece, packed with what the structural check saw in it; or its `xml`, where it cannot be.

    `words` are its visible characters, `added` is what its markup asked for, `relations` are the
    ids of relationships in it, `faults` what is wrong with its tags.
    """

    packed: Piece | None
    xml: str
    words: bytes
    added: Additions
    relations: tuple[str, ...]
    faults: tuple[SandboxFault, ...]
