"""All values a report knows (已知的数), looked up by what they measure and how large they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain

from msgspec import Struct

from docgen import figures
from docgen.checks.numeral import Numeral
from docgen.checks.own import Own, Owners
from docgen.checks.slips import changes
from docgen.figures.model import Figure, FigureKey, Figures, Quantity, Series, Value
from docgen.scoring import FormAppraisal


class Known(Struct, frozen=True):
    """A value that stands somewhere: a figure's (数据), or the form's own (`figure` None)."""

    base: Decimal
    figure: FigureKey | None = None


class Values(Struct, frozen=True):
    """The values of one 支出方向 and the report, by dimension, each list sorted."""

    by_dimension: Mapping[str, tuple[Known, ...]]

    def matching(self, numeral: Numeral) -> tuple[Known, ...]:
        """Return the values a numeral may print: equal to half a unit of its last place."""
        known = self.by_dimension.get(numeral.unit.dimension, ())
        half = numeral.step * numeral.unit.factor / 2
        low, high = numeral.base - half, numeral.base + half
        if numeral.about:
            low, high = numeral.base, numeral.base * Decimal("1.2")
        index = bisect_left(known, low, key=_base)
        found = []
        while index < len(known) and known[index].base <= high:
            found.append(known[index])
            index += 1
        return tuple(found)


def _base(known: Known) -> Decimal:
    return known.base


def known_values(
    scope: str, owners: Owners, forms: Mapping[str, FormAppraisal], known: Figures
) -> Values:
    """Return what a 支出方向 knows: its figures, the report's, its form's.

    The report ("") knows those of all, or only its own where it has one form.
    """
    scopes = tuple(owners) if not scope and len(forms) > 1 else dict.fromkeys((scope, ""))
    of_figures = (_figure_values(owners[each], known) for each in scopes)
    of_forms = (_of_form(forms[each]) for each in scopes if each in forms)
    return _sorted(chain.from_iterable(chain(of_figures, of_forms)))


def _figure_values(own: Own, known: Figures) -> Iterator[tuple[str, Known]]:
    """Yield the values of the figures of one scope, with what prose may say of their change."""
    for figure in own.figures:
        yield from _of_figure(figure)
    yield from ((each.dimension, Known(each.base)) for each in changes(known, own))


def _sorted(pairs: Iterable[tuple[str, Known]]) -> Values:
    grouped: dict[str, list[Known]] = {}
    for dimension, known in dict.fromkeys(pairs):
        grouped.setdefault(dimension, []).append(known)
    return Values({name: tuple(sorted(group, key=_base)) for name, group in grouped.items()})


def _of_figure(figure: Figure) -> Iterator[tuple[str, Known]]:
    for quantity in _quantities(figure.value):
        yield quantity.unit.dimension, Known(quantity.base, figure.key)
    for beside in (figure.previous, figure.target):
        for quantity in _quantities(beside):
            yield quantity.unit.dimension, Known(quantity.base)


def _quantities(value: Value | None) -> Iterator[Quantity]:
    if isinstance(value, Quantity):
        yield value
    elif isinstance(value, Series):
        for item in value.items:
            yield from _quantities(item)


def _of_form(form: FormAppraisal) -> Iterator[tuple[str, Known]]:  # noqa: C901 (one turn over the form, a branch for each kind of value in it)
    for row in form.funding:
        for amount in (row.initial, row.budget, row.executed):
            if amount is not None:
                yield amount.unit.dimension, Known(amount.base)
    scores = [form.total, form.full_marks, *form.weights.values()]
    for each in form.rows:
        scores += [each.weight, *([each.score] if each.score is not None else [])]
        if isinstance(each.actual, Quantity):
            yield each.actual.unit.dimension, Known(each.actual.base)
        for condition in each.target.conditions if each.target else ():
            unit = figures.unit_named(condition.unit)
            for bound in (condition.low, condition.high):
                if bound is not None:
                    yield unit.dimension, Known(bound * unit.factor)
        if each.ratio is not None:
            yield "率", Known(each.ratio)
    yield from (("分", Known(score)) for score in scores)
    if form.execution is not None and form.execution.rate is not None:
        yield "率", Known(form.execution.rate)
