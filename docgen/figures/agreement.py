"""Figures that must agree (勾稽): 应等于 with 尾差, 完成率, 上年 and 目标, tails of rounding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from docgen.figures.calculation import evaluate
from docgen.figures.decimals import WORKING, decimals, number_text, rounded, settled, tail, trimmed
from docgen.figures.display import place_wish
from docgen.figures.display_forms import PLACES, display_form
from docgen.figures.model import Figure, FigureKey, Figures, Quantity, Rank, Value
from docgen.figures.names import figure_at, folded, name_matches, seen_from
from docgen.figures.remarks import FaultError, described, located, numeral, value_place
from docgen.figures.units import PERCENT, UnitError, convert, percent_share, same_dimension
from docgen.figures.values import typed_value
from docgen.findings import Finding, Related, Severity, Source
from docgen.report import FigureEntry, Report, Text


def is_compared(entry: FigureEntry | None) -> bool:
    """Tell whether an entry says anything its value is held against."""
    return entry is not None and any((entry.equals, entry.completion, entry.previous, entry.target))


def disagreement_findings(figures: Figures, scope: str, figure: Figure) -> Iterator[Finding]:
    """Yield what does not agree about one authored figure."""
    entry = figure.entry
    if entry is None:
        return
    if entry.equals is not None:
        yield from _equality_findings(figures, scope, figure, entry.equals)
    if entry.completion is not None:
        yield from _completion_findings(figure, entry.completion)
    yield from _comparison_findings(figure, entry)


def _equality_findings(
    figures: Figures, scope: str, figure: Figure, equals: Text
) -> Iterator[Finding]:
    outcome = evaluate(equals, figures, scope)
    yield from outcome.findings
    parts, whole = outcome.value, figure.value
    if not isinstance(parts, Quantity) or not isinstance(whole, Quantity):
        return
    related = tuple(
        Related(
            figure_at(figures, key).source,
            f"{key.path}：{described(figure_at(figures, key).value)}",
        )
        for key in outcome.inputs
    )
    if not same_dimension(parts.unit, whole.unit):
        message = (
            f"{figure.name} {described(whole)} 与 {equals.content} {described(parts)} 单位不同"
        )
        yield Finding("FIG06", Severity.ERROR, value_place(figure), message, "核对单位", related)
        return
    places = [decimals(value.number) for value in _summed_terms(figures, outcome.inputs, whole)]
    sentence = _sum_sentence(outcome.shown, convert(parts, whole.unit), whole)
    yield from _difference_finding(
        figure, _exact_difference(parts, whole), places, sentence, related
    )


def _exact_difference(parts: Quantity, whole: Quantity) -> Decimal:
    """Return parts − whole in the unit of the whole, exactly."""
    return settled(WORKING.subtract(convert(parts, whole.unit).number, whole.number))


def _summed_terms(
    figures: Figures, keys: tuple[FigureKey, ...], whole: Quantity
) -> Iterator[Quantity]:
    """Yield the numbers a sum was made of, in the unit of the whole."""
    for key in keys:
        figure = figure_at(figures, key)
        for one in (figure_at(figures, m) for m in figure.members) if figure.members else (figure,):
            if isinstance(one.value, Quantity) and same_dimension(one.value.unit, whole.unit):
                yield convert(one.value, whole.unit)


def _sum_sentence(shown: str, parts: Quantity, whole: Quantity) -> str:
    total = numeral(Quantity(trimmed(parts.number), parts.unit))
    left = f"{shown} = {total}" if shown != total else total
    return f"{left}，与合计 {numeral(whole)} 相差"


def _difference_finding(
    figure: Figure,
    difference: Decimal,
    places: list[int],
    sentence: str,
    related: tuple[Related, ...],
) -> Iterator[Finding]:
    """Yield the 警告 or 错误 for a difference; one unit of the last place may have a 尾差."""
    whole, residue = figure.value, figure.entry.residue if figure.entry is not None else None
    if not difference or not isinstance(whole, Quantity):
        if residue is not None:
            message = f"{figure.name} 写了 尾差，但与合计没有差额"
            yield Finding("FIG09", Severity.NOTE, residue.source, message, "删去 尾差")
        return
    typed = whole.places if whole.places >= 0 else decimals(whole.number)
    last = Decimal(1).scaleb(-min(typed, max(places, default=typed)))
    small = abs(difference) <= last
    if small and residue is not None and residue.content.strip():
        return
    shown = number_text(trimmed(abs(difference)))
    yield Finding(
        "FIG09",
        Severity.WARNING if small else Severity.ERROR,
        value_place(figure),
        f"{sentence} {shown} {whole.unit.name}".rstrip(),
        "核对原始凭证；若是截位所致，写明 尾差: 理由" if small else "核对各项与合计，改正错的一个",
        related,
    )


def _completion_findings(figure: Figure, text: Text) -> Iterator[Finding]:
    """Yield where a typed 完成率 is not 完成值 ÷ 目标 at the digits typed."""
    typed, findings = typed_value(text)
    yield from findings
    value, target = figure.value, figure.target
    if not isinstance(typed, Quantity) or not isinstance(value, Quantity):
        return
    if typed.unit.dimension != PERCENT.dimension:
        message = f"完成率“{text.content}”要写百分号，如 102%"
        yield Finding("FIG10", Severity.ERROR, text.source, message, "补上 %")
        return
    if isinstance(target, Quantity):
        yield from _rate_finding(figure, value, target, typed, text.source)


def _rate_finding(
    figure: Figure, value: Quantity, target: Quantity, typed: Quantity, source: Source
) -> Iterator[Finding]:
    try:
        exact = convert(percent_share(value, target), typed.unit).number
    except (UnitError, ZeroDivisionError):
        return  # `_beside` speaks of the unit; a target of nothing has no rate
    should = rounded(exact, max(typed.places, 0))
    if should == typed.number:
        return
    last = Decimal(1).scaleb(-max(typed.places, 0))
    related = _target_place(figure, target)
    yield Finding(
        "FIG10",
        Severity.WARNING if abs(should - typed.number) <= last else Severity.ERROR,
        source,
        f"{figure.name} 完成率写作 {described(typed)}，按 {described(value)} ÷ {described(target)}"
        f" 应为 {number_text(should)}{typed.unit.name}",
        f"改为 {number_text(should)}{typed.unit.name}，或核对目标与完成值",
        related,
    )


def _target_place(figure: Figure, target: Quantity) -> tuple[Related, ...]:
    entry = figure.entry
    if entry is None or entry.target is None:
        return ()
    return (Related(entry.target.source, f"目标：{described(target)}"),)


def _comparison_findings(figure: Figure, entry: FigureEntry) -> Iterator[Finding]:
    """Yield where 上年 or 目标 is another kind of thing than the value it stands beside."""
    for what, value, text in (
        ("上年", figure.previous, entry.previous),
        ("目标", figure.target, entry.target),
    ):
        if text is not None and _are_unlike(figure.value, value):
            message = (
                f"{figure.name} 的值是 {described(figure.value)}，{what}是 {described(value)}，"
                "单位不同，不能比较"
            )
            advice = f"给{what}写上与值相同的单位"
            related = (Related(figure.source, described(figure.value)),)
            yield Finding("FIG06", Severity.ERROR, text.source, message, advice, related)


def _are_unlike(one: Value | None, other: Value | None) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return not same_dimension(one.unit, other.unit)
    kinds = (Quantity, Rank)
    return isinstance(one, kinds) and isinstance(other, kinds) and type(one) is not type(other)


def unknown_wishes(report: Report, figures: Figures) -> Iterator[Finding]:
    """Yield an 错误 for each 显示 that is not known, where it is written."""
    for wishes in report.settings.display.values():
        for text in wishes.values():
            yield from _unknown_wish(text)
    for figure in figures.by_key.values():
        if figure.entry is not None:
            for text in figure.entry.display.values():
                yield from _unknown_wish(text)


def _unknown_wish(text: Text) -> Iterator[Finding]:
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
        equals = figure.entry.equals if figure.entry is not None else None
        group = _group_meant(equals, figures, figure.key.scope) if equals is not None else None
        if group is not None:
            found.setdefault(group, []).append(figure)
    return found


def _group_meant(equals: Text, figures: Figures, scope: str) -> FigureKey | None:
    bare = folded(equals.content).lstrip("=").strip()
    found = name_matches(bare, 0, seen_from(figures, scope))
    return next((name.key for name in found if name.folded == bare), None)


def _group_tails(figures: Figures, whole: Figure, group: Figure) -> Iterator[Finding]:
    for place in PLACES:
        parts = _equal_digits(figures, whole, group, place)
        if parts is None:
            continue
        numbers, total, places = parts
        if not (off := tail(numbers, total, places)):
            continue
        shown = " + ".join(number_text(rounded(number, places)) for number in numbers)
        message = (
            f"{place}里 {shown} 与 {whole.name} {number_text(rounded(total, places))} "
            f"相差 {number_text(abs(off))}（各自四舍五入所致）"
        )
        advice = "多印一位，或在 report.yaml 写 平差，或加注尾差"
        related = (Related(group.source, group.name),) if whole is not group else ()
        yield Finding("FIG20", Severity.NOTE, whole.source, message, advice, related)


def _equal_digits(
    figures: Figures, whole: Figure, group: Figure, place: str
) -> tuple[tuple[Decimal, ...], Decimal, int] | None:
    """Return parts, total and the decimals they are all printed with; None where they differ."""
    members = [figure_at(figures, key) for key in group.members]
    numbers: list[Decimal] = []
    digits: set[int | None] = set()
    if not isinstance(whole.value, Quantity) or not members:
        return None
    for figure in (*members, whole):
        value = figure.value
        if not isinstance(value, Quantity) or value.unit != whole.value.unit:
            return None
        wish = place_wish(figures, figure, value.unit, place)
        digits.add(None if wish.unit is not None else wish.places)
        numbers.append(value.number)
    places = digits.pop() if len(digits) == 1 else None
    if places is None or places < 0:
        return None
    return tuple(numbers[:-1]), numbers[-1], places
