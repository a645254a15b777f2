"""Numbers in texts ↔ figures (绑定): equal in value AND beside the figure's words.

Equal values alone bind wrongly all the time: real reports copy targets into outcomes. A binding
is a mark in a text until it is settled: the project is printed with and without it, and where a
line differs another way of printing is tried, then the number stays as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct, field

from docgen.figures.decimals import rounded
from docgen.importing.form_words import word_tables
from docgen.patterns import lazy_pattern

_NUMBER = lazy_pattern(
    r"(?<![\d.,〔\[A-Za-z/_])(\d[\d,]{0,20}(?:\.\d{1,12})?)"
    r"([ \u00a0]?(?:%|‰|万元|亿元|元|[\u4e00-\u9fff㎡]{1,6})?)"
)
_MARK = lazy_pattern("\ue000(\\d+)\ue001")
_SENTENCE_END, _CLAUSE_END = lazy_pattern(r"[。；;\n|]"), lazy_pattern(r"[，,、：:]")
_AFTER_END = lazy_pattern(r"[。；;，,\n|]")
_TARGET = lazy_pattern(r"目标|任务|计划|要求|不少于|不低于|不超过|控制在|预计|应当")
_TARGET_HEAD = lazy_pattern(r"(?:目标|任务|计划|要求)[^，。；：:]{0,6}[：:]")
_BUDGET = lazy_pattern(r"计划安排|预算")
_BEFORE, _AFTER, _NEAR, _SHOWN = 30, 8, 12, 14
FUNDS, OUTCOME, RESULT = "资金", "指标", "结果"


class KnownFigure(Struct, frozen=True):
    """A figure that a number may turn out to be: `number` as typed, `scope` the 支出方向."""

    scope: str
    name: str
    number: str
    unit: str
    kind: str


class Binding(Struct):
    """A number that may be bound: as typed, and the ways to refer to its figure, in turn."""

    typed: str
    ways: tuple[str, ...]
    way: int = 0

    @property
    def is_bound(self) -> bool:
        """Whether a way is left that has not failed."""
        return self.way < len(self.ways)

    @property
    def shown(self) -> str:
        """What is written now."""
        return self.ways[self.way] if self.is_bound else self.typed


class FigureBinder(Struct):
    """All figures and all bindings of an import (绑定); `unsure` as (number, the words around)."""

    known: list[KnownFigure] = field(default_factory=list)
    bindings: list[Binding] = field(default_factory=list)
    unsure: list[tuple[str, str]] = field(default_factory=list)

    def mark(self, typed: str, *ways: str) -> str:
        """Return the mark of a new binding."""
        self.bindings.append(Binding(typed, ways))
        return f"\ue000{len(self.bindings) - 1}\ue001"

    def shown_text(self, text: str, *, bound: bool) -> str:
        """Return a text with each mark as its reference, or with all numbers as typed."""

        def written(match: re.Match[str]) -> str:
            binding = self.bindings[int(match[1])]
            return binding.shown if bound else binding.typed

        return _MARK.sub(written, text)

    def bound_text(self, text: str, scope: str, *, several: bool) -> str:
        """Return a text with marks where a number is a figure; `several`: 支出方向 are named."""

        def bound(match: re.Match[str]) -> str:
            figure = self._figure_of(text, match, scope)
            return match[0] if figure is None else self._reference(match, figure, scope, several)

        return _NUMBER.sub(bound, text)

    def _reference(
        self,
        match: re.Match[str],
        figure: KnownFigure,
        scope: str,
        several: bool,  # noqa: FBT001
    ) -> str:
        behind = match[2]
        blank = len(behind) - len(behind.lstrip())
        has_unit = bool(figure.unit) and behind[blank:].startswith(figure.unit)
        with_unit = has_unit and not (figure.kind == RESULT and figure.unit == "分")
        length = len(match[1]) + (blank + len(figure.unit) if with_unit else 0)
        other = several and figure.scope != scope
        name = f"{figure.scope}.{figure.name}" if other else figure.name
        places = len(match[1].partition(".")[2])
        plain = "" if with_unit or figure.kind == RESULT else "|数值"
        ways = (f"{{{{{name}{plain}}}}}", f"{{{{{name}|{places}位小数}}}}")
        return self.mark(match[0][:length], *(ways if with_unit else ways[:1])) + match[0][length:]

    def _figure_of(self, text: str, match: re.Match[str], scope: str) -> KnownFigure | None:
        """Return the one figure that a number is; where two are as near, note it and bind none."""
        fits = list(self._near_figures(text, match))
        best = max((near for near, _ in fits), default=0)
        nearest = {(f.scope, f.name): f for near, f in fits if near == best}
        own = {key: f for key, f in nearest.items() if f.scope == scope}
        chosen = own or nearest
        if len(chosen) > 1:
            around = text[max(0, match.start() - _SHOWN) : match.end() + _SHOWN // 2]
            self.unsure.append((match[0], _MARK.sub("…", around)))
        return next(iter(chosen.values())) if len(chosen) == 1 else None

    def _near_figures(self, text: str, match: re.Match[str]) -> Iterator[tuple[int, KnownFigure]]:
        before = _SENTENCE_END.split(text[max(0, match.start() - 200) : match.start()])[-1]
        before, after = before[-_BEFORE:], _AFTER_END.split(text[match.end() :][:40])[0][:_AFTER]
        clause = _CLAUSE_END.split(before)[-1]
        planned = _TARGET.search(clause) and not _BUDGET.search(before)
        if planned or _TARGET_HEAD.search(text[: match.start()].rpartition("\n")[2][-200:]):
            return  # a target, whatever it equals
        for figure in self.known:
            if _is_same_amount(figure, match) and (near := _nearness(figure, before, after)):
                yield near, figure


def _is_same_amount(figure: KnownFigure, match: re.Match[str]) -> bool:
    """Tell whether a number and its unit say the value of a figure, exactly or rounded."""
    unit = match[2].strip()
    if figure.unit and not unit.startswith(figure.unit):
        return False
    if not figure.unit and unit and figure.kind == FUNDS:
        return False
    number, value = Decimal(match[1].replace(",", "")), Decimal(figure.number)
    places = len(match[1].partition(".")[2])
    shorter = 0 < places < len(figure.number.partition(".")[2])
    return value == number or (shorter and rounded(value, places) == number)


def _nearness(figure: KnownFigure, before: str, after: str) -> int:
    """Return how near the words of a figure stand, 0 when they do not."""
    if figure.kind == FUNDS:
        said = (figure.name, *word_tables()["近义"].get(figure.name, ()))
        ends = [before.rfind(word) + len(word) for word in said if word in before]
        comma = before.rfind("，")
        return max((end for end in ends if end > comma or len(before) - end < _NEAR), default=0)
    for size in range(len(figure.name), 1, -1):
        if any(part in before or part in after for part in _telling_parts(figure.name, size)):
            return size
    return 0


def _telling_parts(name: str, size: int) -> Iterator[str]:
    """Yield the parts of a name that are long enough, and no general word."""
    general = word_tables()["常用词"][""]
    if size < min(3, len(name)) or (size < 3 and size * 2 < len(name)):  # noqa: PLR2004 (three characters tell a name)
        return
    parts = (name[start : start + size] for start in range(len(name) - size + 1))
    yield from (part for part in parts if part not in general)
