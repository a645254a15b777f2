"""Which figures a result depends on (问到的数据): those that were asked for, and what they were.

What is made of figures is handed mappings that note every question. The result is as good as
new while the same questions have the same answers, so a changed figure costs what uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar, cast

from msgspec import Struct, msgpack, structs

from docgen.figures.model import Figure, FigureKey, Figures
from docgen.memory import Memory

T = TypeVar("T")
Answers = tuple[tuple[FigureKey, Figure | None], ...]


class Asked(Mapping[FigureKey, Figure]):
    """Figures by key; `answers` are those that were asked for, None where there is none."""

    def __init__(self, known: Mapping[FigureKey, Figure]) -> None:
        """Note what is asked of `known` from now on."""
        self._known = known
        self.answers: dict[FigureKey, Figure | None] = {}

    def __getitem__(self, key: FigureKey) -> Figure:
        """Return a figure; KeyError where there is none."""
        found = self.answers[key] = self._known.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a figure of that key."""
        if isinstance(key, FigureKey):
            self.answers[key] = self._known.get(key)
        return key in self._known

    def __iter__(self) -> Iterator[FigureKey]:
        """Yield every key: whoever looks at all depends on all."""
        self.answers.update(self._known)
        return iter(self._known)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._known)


class Answered(Struct, frozen=True):
    """What a result was made of (依据): plain inputs, what holds for all, figures asked for."""

    inputs: tuple[object, ...]
    general: tuple[object, ...]
    by_key: Answers
    beside: Answers

    def holds(self, inputs: tuple[object, ...], known: Figures) -> bool:
        """Tell whether everything is as it was."""
        return (
            self.inputs == inputs
            and self.general == _general(known)
            and all(known.by_key.get(key) is figure for key, figure in self.by_key)
            and all(known.beside.get(key) is figure for key, figure in self.beside)
        )


def answered(
    memory: Memory,
    slot: tuple[object, ...],
    inputs: tuple[object, ...],
    known: Figures,
    make: Callable[[Figures], T],
) -> T:
    """Return what `make` makes of `inputs` and the figures, anew only where one of them changed.

    `make` asks the figures it is given, and nothing else; its result must not ask them later.
    """
    if memory.once:
        return make(known)
    kept = memory.recalled(slot)
    if kept is not None and cast("Answered", kept.inputs).holds(inputs, known):
        return cast("T", kept.result)
    by_key, beside = Asked(known.by_key), Asked(known.beside)
    result = make(structs.replace(known, by_key=by_key, beside=beside))
    answers = tuple(by_key.answers.items()), tuple(beside.answers.items())
    memory.keep(slot, Answered(inputs, _general(known), *answers), result)
    return result


def settled(memory: Memory, figure: Figure) -> Figure:
    """Return a figure, as the object it was in the build before where it is the same in all."""
    if memory.once:
        return figure
    slot = ("数据", figure.key.scope, figure.key.path)
    kept = memory.recalled(slot)
    if kept is not None and kept.inputs == figure and kept.result == _exact(figure):
        return kept.inputs
    memory.keep(slot, figure, _exact(figure))
    return figure


def _exact(figure: Figure) -> bytes:
    """Return its values digit by digit: 1.0 equals 1.00 and prints otherwise."""
    return msgpack.encode((figure.value, figure.previous, figure.target))


def _general(known: Figures) -> tuple[object, ...]:
    return known.names, known.aliases, known.display, known.scopes, known.balanced
