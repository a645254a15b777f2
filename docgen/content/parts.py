"""What each YAML file of content says (部分): its text, parsed and read into values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from docgen.content import metrics_yaml, report_yaml
from docgen.content.characters import unseen
from docgen.content.yaml.nodes import Mapping, Node
from docgen.findings import Finding, Source, warning
from docgen.report import FigureEntry

T = TypeVar("T")
Reader = Callable[[Node | None, list[Finding]], T]


class Part(Struct, Generic[T], frozen=True):
    """What a YAML file says, whether all of it could be read, and what is wrong with it."""

    said: T
    findings: tuple[Finding, ...]
    whole: bool = True
    unread: bool = False


class FigureFile(Struct, frozen=True):
    """What a figures.yaml says (数据文件).

    `borrowed` tells that it asks a workbook: then its text alone does not decide it.
    """

    entries: tuple[FigureEntry, ...]
    borrowed: bool = False


HEAD = Part[report_yaml.Head]
FORM = Part[metrics_yaml.Form]
FIGURES = Part[FigureFile]


class FileParse(Protocol):
    """How a YAML text is parsed (解析): `parsed_part`, or its like."""

    def __call__(self, kind: type[Part[T]], text: str, file: str, reader: Reader[T]) -> Part[T]:
        """Return what a text says, which is a part of the `kind`."""


def parsed_part(kind: type[Part[T]], text: str, file: str, reader: Reader[T]) -> Part[T]:  # noqa: ARG001 (of use to others of its kind)
    """Return what a YAML file says. What cannot be read says nothing."""
    from docgen.content.yaml.reading import composed  # noqa: PLC0415 (not needed for a text known)

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
