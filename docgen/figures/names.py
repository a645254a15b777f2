"""Names of figures (名称): which are visible where, the longest match, the nearest spelling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from types import MappingProxyType

import msgspec

from docgen.figures.model import Figure, FigureKey, Figures, Names, Spelling
from docgen.patterns import lazy_pattern

# Full-width signs and curly quotes are read as what they mean; one character stays one, so that
# every offset in the folded text is an offset in the text.
FOLDING: Mapping[int, int] = MappingProxyType(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {0x3000: 0x20, 0xA0: 0x20, 0x2009: 0x20, 0x202F: 0x20}
    | {ord(quote): ord('"') for quote in "“”„‟〝〞"}
    | {ord(quote): ord("'") for quote in "‘’‚‛"}
)
_FOLDABLE = lazy_pattern(f"[{''.join(map(chr, FOLDING))}]")
FOREIGN = "*"
EVERY_PROJECT = "各支出方向"
_EMPTY = Names({})
_LEAST_ALIKE = 0.55
_WITHOUT_GROUP = 0.98


@lru_cache(1 << 12)  # names are asked for in every text
def folded(text: str) -> str:
    """Return `text` with half-width signs and straight quotes, character for character."""
    # str.translate asks the table for each character; most of them have no entry.
    return _FOLDABLE.sub(lambda sign: chr(FOLDING[ord(sign[0])]), text)


def name_layer(keys: Mapping[str, FigureKey]) -> Names:
    """Return names ordered for the longest match; of two that fold alike the first is meant."""
    spellings: dict[str, Spelling] = {}
    lengths: dict[str, set[int]] = {}
    for name, key in keys.items():
        if name:
            spelling = Spelling(name, folded(name), key)
            spellings.setdefault(spelling.folded, spelling)
            lengths.setdefault(spelling.folded[0], set()).add(len(name))
    ordered = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    return Names(keys, spellings, ordered)


def name_layers(
    keys: Iterable[FigureKey], aliases: Mapping[FigureKey, FigureKey]
) -> Mapping[str, Names]:
    """Return the layers of names: each scope's own, the report's, and `支出方向.名称` for all."""
    own: dict[str, dict[str, FigureKey]] = {"": {}}
    foreign: dict[str, FigureKey] = {}
    for alias, key in [*aliases.items(), *((key, key) for key in keys)]:
        own.setdefault(alias.scope, {})[alias.path] = key
        if alias.scope:
            foreign[str(alias)] = key
    named = {scope: name_layer(names) for scope, names in own.items()}
    return MappingProxyType(named | {FOREIGN: name_layer(foreign)})


def figure_at(figures: Figures, key: FigureKey) -> Figure:
    """Return the figure of that key, also one that stands beside another; KeyError if none is."""
    found = figures.by_key.get(key)
    return figures.beside[key] if found is None else found


def is_known(figures: Figures, key: FigureKey) -> bool:
    """Tell whether there is a figure of that key."""
    return key in figures.by_key or key in figures.beside


def indexed_figures(figures: Figures) -> Figures:
    """Return the figures with their layers of names, which hand-made ones lack."""
    if figures.names:
        return figures
    named = name_layers((*figures.by_key, *figures.beside), figures.aliases)
    return msgspec.structs.replace(figures, names=named)


def seen_from(figures: Figures, scope: str) -> tuple[Names, ...]:
    """Return the layers that a text of `scope` sees, its own first."""
    named = indexed_figures(figures).names
    scopes = dict.fromkeys((scope, "", FOREIGN))
    return tuple(named.get(name, _EMPTY) for name in scopes)


def find(figures: Figures, name: str, scope: str) -> Figure | None:
    """Return the figure that `name` means in a text of `scope`, or None."""
    for names in seen_from(figures, scope):
        if (key := names.keys.get(name)) is not None:
            return figure_at(figures, key) if is_known(figures, key) else None
    return None


def visible_names(figures: Figures, scope: str) -> tuple[str, ...]:
    """Return every name a text of `scope` may use, the longest first."""
    names = {name for seen in seen_from(figures, scope) for name in seen.keys}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def name_matches(text: str, position: int, seen: tuple[Names, ...]) -> Iterator[Spelling]:
    """Yield the names that stand at `position` of the *folded* text, the longest first."""
    first = text[position : position + 1]
    lengths = {length for names in seen for length in names.lengths.get(first, ())}
    for length in sorted(lengths, reverse=True):
        typed = text[position : position + length]
        for names in seen:
            if (spelling := names.spellings.get(typed)) is not None:
                yield spelling


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the name most like `name`, or None when none is alike.

    A member of a group may be named without its group.

    >>> nearest("标场补贴资金", ("支出.标厂补贴资金", "标厂补贴面积"))
    '支出.标厂补贴资金'
    """
    best, likeness = None, _LEAST_ALIKE
    matcher = SequenceMatcher(None, "", name, autojunk=False)
    for candidate in sorted(names, key=lambda other: (len(other), other)):
        for spelling, share in ((candidate, 1.0), (candidate.rpartition(".")[2], _WITHOUT_GROUP)):
            likely = _name_likeness(matcher, spelling, likeness / share) * share
            if likely > likeness:
                best, likeness = candidate, likely
            if spelling == candidate and "." not in candidate:
                break
    return best


def _name_likeness(matcher: SequenceMatcher[str], candidate: str, bar: float) -> float:
    """Return how alike the two are (0 to 1), 0 where it cannot pass the bar."""
    matcher.set_seq1(candidate)
    if matcher.real_quick_ratio() <= bar or matcher.quick_ratio() <= bar:
        return 0.0
    return matcher.ratio()
