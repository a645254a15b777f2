"""Figures that must agree (勾稽): 应等于 with 尾差, 完成率, 上年 and 目标, tails of rounding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from docgen.figures.calculation import evaluate
from docgen.figures.decimals import WORKING, decimals, number_text, rounded, settled, tail, trimmed
from docgen.figures.display import place_wish
from docgen.figures.display_forms import PLACES, display_form
from docgen.figures.model import (
    FaultError,
    Figure,
    FigureKey,
    Figures,
    Quantity,
    Rank,
    Unit,
    Value,
    described,
    error_finding,
    located,
    numeral,
    value_place,
)
from docgen.figures.names import figure_at, folded, related_figures, spelling_of
from docgen.figures.units import PERCENT, completion_rate, convert, same_dimension
from docgen.figures.values import typed_value
from docgen.findings import Finding, Related, Severity, Source
from docgen.report import FigureEntry, Report, Text


def disagreement_findings(figures: Figures, figure: Figure) -> Iterator[Finding]:
    """Yield what does not agree about one figure that an author typed."""
    entry = figure.entry
    if entry is None:
        return
    if entry.equals is not None:
        yield from _equality_findings(figures, figure, entry.equals, entry.residue)
    if entry.completion is not None:
        yield from _completion_findings(figure, entry.completion)
    yield from _comparison_findings(figure, entry)


def _equality_findings(
    figures: Figures, figure: Figure, equals: Text, residue: Text | None
) -> Iterator[Finding]:
    """Yield where 应等于 does not hold, and a 尾差 that explains nothing."""
    outcome = evaluate(equals, figures, figure.key.scope)
    yield from outcome.findings
    parts, whole = outcome.value, figure.value
    if not isinstance(parts, Quantity) or not isinstance(whole, Quantity):
        return
    if not same_dimension(parts.unit, whole.unit):
        message = (
            f"{figure.name} {described(whole)} 与 {equals.content} {described(parts)} 单位不同"
        )
        related = related_figures(figures, outcome.inputs)
        yield error_finding("FIG06", value_place(figure), message, "核对单位", related)
        return
    parts = convert(parts, whole.unit)
    if difference := settled(WORKING.subtract(parts.number, whole.number)).copy_abs():
        places = [decimals(term.number) for term in _summed_terms(figures, outcome.inputs, whole)]
        typed = whole.places if whole.places >= 0 else decimals(whole.number)
        # One unit of the last place may come from parts that were cut off: a 尾差 explains it.
        small = difference <= Decimal(1).scaleb(-min(typed, max(places, default=typed)))
        if not (small and residue is not None and residue.content.strip()):
            yield Finding(
                "FIG09",
                Severity.WARNING if small else Severity.ERROR,
                value_place(figure),
                f"{_sum_sentence(outcome.shown, parts, whole)}"
                f" {number_text(trimmed(difference))} {whole.unit.name}".rstrip(),
                "核对原始凭证；若是截位所致，写明 尾差: 理由"
                if small
                else "核对各项与合计，改正错的一个",
                related_figures(figures, outcome.inputs),
            )
    elif residue is not None:
        message = f"{figure.name} 写了 尾差，但与合计没有差额"
        yield Finding("FIG09", Severity.NOTE, residue.source, message, "删去 尾差")


def _summed_terms(
    figures: Figures, keys: tuple[FigureKey, ...], whole: Quantity
) -> Iterator[Quantity]:
    """Yield the numbers a sum was made of, in the unit of the whole."""
    for key in keys:
        for part in figure_at(figures, key).members or (key,):
            value = figure_at(figures, part).value
            if isinstance(value, Quantity) and same_dimension(value.unit, whole.unit):
                yield convert(value, whole.unit)


def _sum_sentence(shown: str, parts: Quantity, whole: Quantity) -> str:
    total = numeral(Quantity(trimmed(parts.number), parts.unit))
    left = f"{shown} = {total}" if shown != total else total
    return f"{left}，与合计 {numeral(whole)} 相差"


def _completion_findings(figure: Figure, text: Text) -> Iterator[Finding]:
    """Yield where a typed 完成率 is not 完成值 ÷ 目标 at the digits typed."""
    typed, findings = typed_value(text)
    yield from findings
    if not isinstance(typed, Quantity) or not isinstance(figure.value, Quantity):
        return
    if typed.unit.dimension != PERCENT.dimension:
        message = f"完成率“{text.content}”要写百分号，如 102%"
        yield error_finding("FIG10", text.source, message, "补上 %")
    elif (rate := completion_rate(figure.value, figure.target)) is not None:
        yield from _rate_finding(figure, rate, typed, text.source)


def _rate_finding(
    figure: Figure, rate: Quantity, typed: Quantity, source: Source
) -> Iterator[Finding]:
    places = max(typed.places, 0)
    should = rounded(convert(rate, typed.unit).number, places)
    if should != typed.number:
        small = abs(should - typed.number) <= Decimal(1).scaleb(-places)
        right = f"{number_text(should)}{typed.unit.name}"
        goal = figure.entry.target if figure.entry is not None else None
        wanted = f"目标：{described(figure.target)}"
        yield Finding(
            "FIG10",
            Severity.WARNING if small else Severity.ERROR,
            source,
            f"{figure.name} 完成率写作 {described(typed)}，"
            f"按 {described(figure.value)} ÷ {described(figure.target)} 应为 {right}",
            f"改为 {right}，或核对目标与完成值",
            (Related(goal.source, wanted),) if goal is not None else (),
        )


def _comparison_findings(figure: Figure, entry: FigureEntry) -> Iterator[Finding]:
    """Yield where 上年 or 目标 is another kind of thing than the value it stands beside."""
    for what, value, text in (
        ("上年", figure.previous, entry.previous),
        ("目标", figure.target, entry.target),
    ):
        if text is not None and _are_unlike(figure.value, value):
            own = described(figure.value)
            message = f"{figure.name} 的值是 {own}，{what}是 {described(value)}，单位不同，不能比较"
            related = (Related(figure.source, own),)
            advice = f"给{what}写上与值相同的单位"
            yield error_finding("FIG06", text.source, message, advice, related)


def _are_unlike(one: Value | None, other: Value | None) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return not same_dimension(one.unit, other.unit)
    kinds = (Quantity, Rank)
    return isinstance(one, kinds) and isinstance(other, kinds) and type(one) is not type(other)


def unknown_wishes(report: Report, figures: Figures) -> Iterator[Finding]:
    """Yield an 错误 for each 显示 that is not known, where it is written."""
    entries = [figure.entry for figure in figures.by_key.values() if figure.entry is not None]
    wishes = [*report.settings.display.values(), *(entry.display for entry in entries)]
    for text in (text for by_place in wishes for text in by_place.values()):
        try:
            display_form(text.content)
        except FaultError as error:
            yield located(error.remark, text.source)


def tail_findings(figures: Figures) -> Iterator[Finding]:
    """Yield a 提示 where rounded parts do not add up to their rounded total, unless 平差."""
    if figures.balanced:
        return
    totals = _issued_totals(figures)
    for figure in figures.by_key.values():
        if figure.members and figure.entry is not None:
            for whole in (figure, *totals.get(figure.key, ())):
                yield from _group_tails(figures, whole, figure)


def _issued_totals(figures: Figures) -> Mapping[FigureKey, list[Figure]]:
    """Return, by group, the totals issued by others that are checked against it (应等于)."""
    found: dict[FigureKey, list[Figure]] = {}
    for figure in figures.by_key.values():
        if figure.entry is not None and figure.entry.equals is not None:
            bare = folded(figure.entry.equals.content).lstrip("=")
            if (group := spelling_of(bare, figures, figure.key.scope)) is not None:
                found.setdefault(group.key, []).append(figure)
    return found


def _group_tails(figures: Figures, whole: Figure, group: Figure) -> Iterator[Finding]:
    fellows = (*(figure_at(figures, key) for key in group.members), whole)
    values = [each.value for each in fellows if isinstance(each.value, Quantity)]
    if len(values) < len(fellows) or len({value.unit for value in values}) > 1:
        return
    *parts, total = (value.number for value in values)
    for place in PLACES:
        places = _equal_places(figures, fellows, values[0].unit, place)
        if places is None or not (off := tail(parts, total, places)):
            continue
        shown = " + ".join(number_text(rounded(part, places)) for part in parts)
        message = (
            f"{place}里 {shown} 与 {whole.name} {number_text(rounded(total, places))} "
            f"相差 {number_text(abs(off))}（各自四舍五入所致）"
        )
        advice = "多印一位，或在 report.yaml 写 平差，或加注尾差"
        related = (Related(group.source, group.name),) if whole is not group else ()
        yield Finding("FIG20", Severity.NOTE, whole.source, message, advice, related)


def _equal_places(
    figures: Figures, fellows: tuple[Figure, ...], unit: Unit, place: str
) -> int | None:
    """Return the decimals that all are declared to be printed with; None where they differ."""
    wishes = [place_wish(figures, figure, unit, place) for figure in fellows]
    digits = {None if wish.unit is not None else wish.places for wish in wishes}
    places = digits.pop()
    return places if not digits and places is not None and places >= 0 else None
