"""How figures are declared to be printed: unknown 显示, and tails of rounding (尾差)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from docgen.figures.balance import tail
from docgen.figures.decimals import number_text, rounded
from docgen.figures.display import place_wish
from docgen.figures.model import Figure, FigureKey, Figures, Quantity
from docgen.figures.names import figure_at, folded, name_matches, seen_from
from docgen.figures.remarks import FaultError, located
from docgen.figures.wishes import PLACES, display_form
from docgen.findings import Finding, Related, Severity
from docgen.report import Report, Text


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
