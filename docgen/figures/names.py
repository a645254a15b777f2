"""Names of figures (名称): which are visible where, the longest match, the nearest spelling.

Also what is said of a name that no figure has, or of one that stands for several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from types import MappingProxyType

from docgen.figures.model import (
    Figure,
    FigureKey,
    Figures,
    Names,
    Remark,
    Spelling,
    described,
    error_remark,
)
from docgen.findings import Related, Severity
from docgen.patterns import lazy_pattern

# Full-width signs and curly quotes are read as what they mean; one character stays one, so that
# every offset in the folded text is an offset in the text.
FOLDING: Mapping[int, int] = MappingProxyType(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {0x3000: 0x20, 0xA0: 0x20, 0x2009: 0x20, 0x202F: 0x20}
    | {ord(quote): ord('"') for quote in "“”„‟〝〞"}
    | {ord(quote): ord("'") for quote in "‘’‚‛"}
)
_CALCULATION = lazy_pattern(r"(?<=\S)[ ]?[+＋−×÷*/][ ]?(?=\S)")
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


def seen_from(figures: Figures, scope: str) -> tuple[Names, ...]:
    """Return the layers that a text of `scope` sees, its own first."""
    return tuple(figures.names.get(name, _EMPTY) for name in dict.fromkeys((scope, "", FOREIGN)))


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


def spelling_of(name: str, figures: Figures, scope: str) -> Spelling | None:
    """Return what the whole of `name` means in a text of `scope`, however wide its signs are."""
    bare = folded(name).strip()
    found = (names.spellings.get(bare) for names in seen_from(figures, scope))
    return next(filter(None, found), None)


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


def related_figures(figures: Figures, keys: Iterable[FigureKey]) -> tuple[Related, ...]:
    """Return where figures are, each with its name and value."""
    found = [figure_at(figures, key) for key in keys]
    return tuple(Related(each.source, f"{each.name}：{described(each.value)}") for each in found)


# Names that scoring supplies: nothing that scoring needs may depend on them.
SCORED = ("执行率", "执行率得分", "执行率分值", "总分", "满分", "等级")


def unknown_name(name: str, figures: Figures, scope: str, offset: int) -> Remark:
    """Return the 错误 for a name that is not known, with the nearest one and its place."""
    if name.rpartition(".")[2] in SCORED:
        message = f"“{name}”由评分得出，评分之前还没有"
        advice = "公式里改用 全年执行数 ÷ 全年预算数；正文里则先把资金与指标填全"
        return error_remark("FIG01", message, offset, len(name), advice)
    if _CALCULATION.search(name):
        message = f"“{name}”是算式，引用里只能写一个名称"
        advice = "在 figures.yaml 里写上 名称: =算式（算式写进 figures.yaml），再引用这个名称"
        return error_remark("FIG01", message, offset, len(name), advice)
    close = _closest_name(name, figures, scope)
    figure = find(figures, close, scope) if close else None
    if close is None or figure is None:
        message = f"没有名为“{name}”的数据"
        advice = "在 figures.yaml 里写上这个数据，或改用已有的名称"
        return error_remark("FIG01", message, offset, len(name), advice)
    return Remark(
        "FIG01",
        Severity.ERROR,
        f"没有名为“{name}”的数据，最接近的是“{close}”",
        offset,
        len(name),
        f"改为 {close}，或在 figures.yaml 里写上“{name}”",
        (Related(figure.source, f"{close}：{described(figure.value)}"),),
        close,
        fixable=True,
        safe=False,
    )


def _closest_name(name: str, figures: Figures, scope: str) -> str | None:
    """Return the nearest name, of other 支出方向 only when none nearer home is alike."""
    *home, foreign = seen_from(figures, scope)
    own = nearest(name, {known for names in home for known in names.keys})
    if own is not None:
        return own
    if "." in name:
        return nearest(name, foreign.keys)
    return next((known for known in foreign.keys if known.endswith(f".{name}")), None)


def apart_remark(figure: Figure, figures: Figures, start: int, end: int) -> Remark:
    """Return the 错误 for a group named as if it were a number, though its members do not add."""
    members = [figure_at(figures, key) for key in figure.members]
    listed = "，".join(
        f"{member.name.rpartition('.')[2]} {described(member.value)}" for member in members[:4]
    )
    return Remark(
        "FIG19",
        Severity.ERROR,
        f"“{figure.name}”的各项不能相加：{listed}",
        start,
        end - start,
        "写出其中一项的名称；要逐项列出时写 {{名称|列举}}",
        tuple(Related(member.source, described(member.value)) for member in members[:4]),
    )


def gap_remarks(figure: Figure, figures: Figures, start: int, length: int) -> tuple[Remark, ...]:
    """Return the 警告 where 各支出方向.名称 is not there in every 支出方向."""
    if figure.rule != EVERY_PROJECT:
        return ()
    there = {key.scope for key in figure.members}
    missing = [scope for scope in figures.scopes if scope not in there]
    if not missing:
        return ()
    name = figure.name.removeprefix(f"{EVERY_PROJECT}.")
    message = f"{'、'.join(missing)} 没有“{name}”，没有计入"
    advice = "补上这个数据，没有发生的写 0"
    return (Remark("FIG21", Severity.WARNING, message, start, length, advice),)
