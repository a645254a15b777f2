"""All values a report knows (已知的数), looked up by what they measure and how large they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from docgen import figures
from docgen.checks.numeral import Numeral
from docgen.checks.slips import changes
from docgen.figures.model import Figure, FigureKey, Quantity, Series, Value
from docgen.scoring import Appraisal, FormAppraisal


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


def values(appraisal: Appraisal) -> Mapping[str, Values]:
    """Return what each 支出方向 knows ("" the report): its figures, the report's, its form's."""
    forms = {form.project.name: form for form in appraisal.forms}
    changed = list(changes(appraisal.figures))
    own: dict[str, list[tuple[str, Known]]] = {name: [] for name in ("", *forms)}
    for figure in appraisal.figures.by_key.values():
        own.setdefault(figure.key.scope, []).extend(_of_figure(figure))
    for scope, spelling in changed:
        own.setdefault(scope, []).append((spelling.dimension, Known(spelling.base)))
    shared = own[""]
    for name, form in forms.items():
        own[name] = [*own[name], *shared, *_of_form(form)]
    own[""] = [pair for pairs in own.values() for pair in pairs] if len(forms) > 1 else own[""]
    return {name: _sorted(pairs) for name, pairs in own.items()}


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
