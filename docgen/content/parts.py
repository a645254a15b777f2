"""What each file of content says (部分), kept while the file stays: it is not parsed again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct

from docgen import shelf
from docgen.content import metrics_yaml, report_yaml
from docgen.content.characters import unseen
from docgen.content.nodes import Mapping, Node
from docgen.findings import Finding, Source, warning
from docgen.memory import Memory
from docgen.report import FigureEntry

T = TypeVar("T")
Reader = Callable[[Node | None, list[Finding]], T]


class Part(Struct, Generic[T], frozen=True):
    """What a YAML file says, whether all of it could be read, and what is wrong with it."""

    said: T
    findings: tuple[Finding, ...]
    whole: bool = True
    unread: bool = False


class Kind(Struct, Generic[T], frozen=True):
    """A kind of file (文件类别): the shelf where what such files say lies between runs."""

    shelf: str
    part: type[Part[T]]


HEAD = Kind("head", Part[report_yaml.Head])
FORM = Kind("form", Part[metrics_yaml.Form])
FIGURES = Kind("entries", Part[tuple[FigureEntry, ...]])


def known(memory: Memory, kind: Kind[T], text: str, file: str) -> Part[T] | None:
    """Return what a text said in an earlier run; None where none read it."""
    return _shelf(memory, kind).get(file, shelf.digest(text))


def keep(memory: Memory, kind: Kind[T], text: str, file: str, part: Part[T]) -> None:
    """Keep what a text says for the next run."""
    _shelf(memory, kind).put(file, shelf.digest(text), part)


def read(text: str, file: str, reader: Reader[T]) -> Part[T]:
    """Return what a YAML file says. What cannot be read says nothing."""
    from docgen.content.exact_yaml import composed  # noqa: PLC0415 (not needed for a text known)

    typed = composed(text, file)
    found = [*typed.findings, *unseen(text, file)]
    node, unread = typed.node, typed.node is None and not typed.whole
    if node is None and typed.whole:
        name = Path(file).name
        found.append(warning("YML04", Source(file, 1, 1), f"{name} 是空的", "填上，或删去这个文件"))
    said = reader(node, [] if unread else found)
    # A file that is a list or a lone text holds nothing its readers know: what would follow
    # from its absence must not bury the one sentence that tells it.
    unread = unread or not isinstance(node, Mapping | None)
    return Part(said, tuple(found), typed.whole, unread)


def _shelf(memory: Memory, kind: Kind[T]) -> shelf.Shelf[Part[T]]:
    return memory.shelf(kind.shelf, kind.part, lambda: shelf.version("content"))
