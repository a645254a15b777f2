"""Results of figures kept from run to run (跨次记忆): by what stands for the figures asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from msgspec import Struct, msgpack, structs

from docgen.figures.asked import Asked
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.shelf import Shelf, digest

T = TypeVar("T")
MOST_ASKED = 1000
"""Figures: what asks for more of them is made again as fast."""

Answer = tuple[str, str, str]
"""Scope and path of a figure that was asked for, and what stands for it, "" where none is."""


class Lasting(Struct, Generic[T], frozen=True):
    """A result and the figures it depends on (依据与结果), those that stand beside others apart."""

    result: T
    by_key: tuple[Answer, ...]
    beside: tuple[Answer, ...]


def lasting(
    shelf: Shelf[Lasting[T]],
    place: str,
    of: str,
    known: Figures,
    make: Callable[[Figures], T],
) -> T:
    """Return what `make` makes of figures, which an earlier run may have left at a place.

    `of` stands for all else that it is made of.
    """
    kept = shelf.get(place, of)
    if kept is not None and _same(kept.by_key, known.by_key) and _same(kept.beside, known.beside):
        return kept.result
    if not shelf.outlives:
        return make(known)
    by_key, beside = Asked(known.by_key), Asked(known.beside)
    result = make(structs.replace(known, by_key=by_key, beside=beside))
    if len(by_key.answers) + len(beside.answers) < MOST_ASKED:
        told = tuple(_told(by_key.answers)), tuple(_told(beside.answers))
        shelf.put(place, of, Lasting(result, *told))
    return result


def general(known: Figures) -> bytes:
    """Return what stands for everything about figures but their values: names, wishes."""
    names = {scope: list(layer.keys) for scope, layer in known.names.items()}
    aliases = [(str(alias), str(key)) for alias, key in known.aliases.items()]
    return msgpack.encode((names, aliases, known.display, known.scopes, known.balanced))


def _same(answers: tuple[Answer, ...], known: Mapping[FigureKey, Figure]) -> bool:
    return all(
        _stands_for(known.get(FigureKey(scope, path))) == told for scope, path, told in answers
    )


def _told(answers: Mapping[FigureKey, Figure | None]) -> Iterator[Answer]:
    return ((key.scope, key.path, _stands_for(figure)) for key, figure in answers.items())


def _stands_for(figure: Figure | None) -> str:
    return "" if figure is None else digest(msgpack.encode(figure))
