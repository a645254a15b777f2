"""What a form says that prose may repeat (自评表的事实): amounts, rates, scores, rows, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from docgen.checks.read.statements import subject_core
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text, rounded
from docgen.figures.model import Figure, Moment, Quantity, Value
from docgen.figures.units import unit_named
from docgen.findings import Source
from docgen.patterns import lazy_pattern
from docgen.scoring.model import Condition, FormAppraisal, IndicatorResult, total_row

DATE_DIMENSION = "日期"
_PERCENT = unit_named("%")
_SCORE = unit_named("分")
# What stands for an amount of the form, once words that say nothing of it are gone.
_MONEY = (
    ("年初预算数", "initial", lazy_pattern("年初(?:部门)?预算")),
    ("全年预算数", "budget", lazy_pattern("(?:全年|(?:年中)?调整后?的?)预算")),
    ("全年执行数", "executed", lazy_pattern("总?(?:支出|支付|使用|列支|开支)|(?:预算)?总?执行")),
)
_RATE = lazy_pattern("(?:预算|资金|总|总体|整体)*执行率")
_TOTAL_SCORE = lazy_pattern(
    "(?:自评|评价|综合|最终|绩效|总)*(?:总?得分|总?评分|总分|评定分值|自评分)"
)


class Bound(Struct, frozen=True):
    """A value that a fact has (值): in the base of its dimension, and as it is shown."""

    base: Decimal
    shown: str


class Fact(Struct, frozen=True):
    """A thing a form or a figure gives a value (事实).

    Prose names it by `core` (what `subject_core` leaves of its name), or by words that `pattern`
    matches whole. `actual` and `planned` are the values it has; `bare`: its words name it only
    where nothing before them speaks of a part (支出, 执行率). `advice` is what to write instead, `place`
    who gives the values.
    """

    code: str
    name: str
    dimension: str
    source: Source
    actual: tuple[Bound, ...] = ()
    planned: tuple[Bound, ...] = ()
    core: str = ""
    pattern: re.Pattern[str] | None = None
    bare: bool = False
    advice: str = ""
    place: str = "自评表"


def scope_facts(subject: Subject, scope: str) -> tuple[Fact, ...]:
    """Return the facts that the words of a 支出方向 may repeat; the report's of its only form."""
    forms = subject.appraisal.forms
    form = forms[0] if not scope and len(forms) == 1 else subject.forms.get(scope)
    mine = (*_form_facts(form),) if form is not None and form.rows else ()
    named = {(fact.core, fact.dimension) for fact in mine}
    scopes = dict.fromkeys((scope, "", *(form.project.name for form in forms if len(forms) == 1)))
    own = (f for each in scopes if each in subject.owners for f in subject.owners[each].figures)
    return (*mine, *(f for f in map(_figure_fact, own) if f and (f.core, f.dimension) not in named))


def _form_facts(form: FormAppraisal) -> Iterator[Fact]:
    yield from _money_facts(form)
    yield from _score_facts(form)
    for row in form.rows:
        if row.indicator is not None and not row.sub_item and not row.inapplicable:
            yield from _row_facts(row)


def _money_facts(form: FormAppraisal) -> Iterator[Fact]:
    total = total_row(form.funding)
    for name, field, pattern in _MONEY if total else ():
        amount: Quantity | None = getattr(total, field)
        if total is not None and amount is not None:
            yield Fact(
                "REC11", name, "元", total.line.source, (_bound(amount),),
                pattern=pattern, bare=True, advice=f"{{{{{name}}}}}",
            )  # fmt: skip
    if total is not None and total.initial is not None and total.budget is not None:
        added = total.budget.number - total.initial.number
        verb = "追加" if added >= 0 else "(?:追减|调减|核减)"
        change = Quantity(abs(added), total.budget.unit)
        pattern = re.compile(f"(?:年中)?{verb}(?:预算)?")
        yield Fact("REC11", "年中追加" if added >= 0 else "年中追减", "元", total.line.source,
                   (_bound(change),), pattern=pattern, bare=True)  # fmt: skip
    execution = form.execution
    if execution is not None and execution.rate is not None:
        shown = f"{number_text(rounded(execution.rate * 100, 2), 2)}%"
        yield Fact("REC11", "执行率", "率", execution.source, (Bound(execution.rate, shown),),
                   pattern=_RATE, bare=True, advice="{{执行率}}")  # fmt: skip


def _score_facts(form: FormAppraisal) -> Iterator[Fact]:
    yield Fact("FRM48", "总分", "分", form.project.source, (_score(form.total),),
               pattern=_TOTAL_SCORE, bare=True, advice="{{总分}}")  # fmt: skip
    scored = {name: (weight, _dimension_score(form, name)) for name, weight in form.weights.items()}
    if form.execution is not None:
        scored["预算执行率"] = (form.execution.weight, form.execution.score)
    for name, (weight, score) in scored.items():
        short = name.removesuffix("指标").removeprefix("预算")
        pattern = re.compile(f"(?:预算)?{re.escape(short)}(?:指标)?(?:自评|评价)?得?分?值?")
        yield Fact("FRM48", f"{name}得分", "分", form.project.source,
                   (_score(score), _score(weight)), (_score(weight),), pattern=pattern)  # fmt: skip


def _dimension_score(form: FormAppraisal, name: str) -> Decimal:
    rows = (row for row in form.rows if row.dimension == name and not row.sub_item)
    return sum((row.score for row in rows if row.score is not None), Decimal(0))


def _row_facts(row: IndicatorResult) -> Iterator[Fact]:
    name = row.indicator.name if row.indicator else ""
    planned = row.target.conditions if row.target else ()
    bounds = tuple(bound for condition in planned for bound in _condition_bounds(condition))
    deadline = row.target.deadline if row.target else None
    if isinstance(row.actual, Quantity):
        yield Fact("REC15", name, row.actual.unit.dimension, row.source, (_bound(row.actual),),
                   bounds, subject_core(name))  # fmt: skip
    elif isinstance(row.actual, Moment) and row.actual.month:
        due = (
            Moment("", deadline.latest.year, deadline.latest.month, deadline.latest.day)
            if deadline
            else None
        )
        yield Fact("REC15", name, DATE_DIMENSION, row.source, (_date(row.actual),),
                   (_date(due),) if due else (), subject_core(name))  # fmt: skip


def _condition_bounds(condition: Condition) -> Iterator[Bound]:
    unit = unit_named(condition.unit)
    for value in (condition.low, condition.high):
        if value is not None:
            yield _bound(Quantity(value, unit))


def _figure_fact(figure: Figure) -> Fact | None:
    """Return the fact of a figure that prose may name by the last part of its name."""
    name = figure.key.path.rpartition(".")[2]
    core = subject_core(name)
    if not isinstance(figure.value, Quantity) or len(core) < 3 or figure.entry is None:  # noqa: PLR2004 (shorter ones are said of much)
        return None
    quantities = _quantities(figure.value, figure.previous)
    return Fact("REC15", figure.key.path, figure.value.unit.dimension, figure.source, quantities,
                _quantities(figure.target), core, advice=f"{{{{{figure.key.path}}}}}", place="数据")  # fmt: skip


def _quantities(*values: Value | None) -> tuple[Bound, ...]:
    return tuple(_bound(value) for value in values if isinstance(value, Quantity))


def _bound(amount: Quantity) -> Bound:
    gap = "" if amount.unit.name[:1] in "%‰" else " "
    return Bound(amount.base, f"{number_text(amount.number)}{gap}{amount.unit.name}")


def _score(value: Decimal) -> Bound:
    return _bound(Quantity(value, _SCORE))


def _date(moment: Moment) -> Bound:
    day = f"{moment.day}日" if moment.day else ""
    return Bound(date_number(moment.month or 0, moment.day or 0), f"{moment.month}月{day}")


def date_number(month: int, day: int) -> Decimal:
    """Return a number for a day of the year, to compare dates by; day 0 is the month alone."""
    return Decimal(month * 100 + day)
