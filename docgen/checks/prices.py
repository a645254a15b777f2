"""Prices, numbers and the amounts they come to (单价、数量、金额), and averages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.proofs import factor_between, plain, slack, told
from docgen.findings import Finding, Severity

_EACH = re.compile(r"每(?P<unit>个|名|位|一)?(?P<what>[\u4e00-\u9fff㎡]{0,4})[^，。；,;]{0,8}$")
_REPEATED = re.compile(r"每个?(?P<a>[月天日次季周晚期]|学期)|[/／](?P<b>[月天日次季周])")
_UNIT_PRICE = re.compile(r"(?:单价|均价)(?:约|为|是|[:：])*$")
_PER = re.compile(r"^/(?P<what>[\u4e00-\u9fff㎡]{1,3})")
_AVERAGE = re.compile(
    r"(?P<what>[人户亩村次场个家])均|平均每(?P<one>[\u4e00-\u9fff]{1,2}?)(?:[\u4e00-\u9fff]{0,8})$|每(?P<each>[人户亩村次场家])平均|(?P<crop>亩)产(?:量|达到?|为|约)*$"
)
_ANY, _PERSON = "每", "人"
_PEOPLE = {"生": _PERSON, "员": _PERSON, "名": _PERSON, "位": _PERSON}
_TERMS = re.compile("春秋|[两2] ?个?学期|全年")
_TIMES = {"月": ("月",), "天": ("时间",), "日": ("时间",)}
_YEARLY = re.compile("全年|年度|一年")


class Price(Struct, frozen=True):
    """A price (单价): `term` for one `what`, whose dimension is `kind`; 每 where nothing is said.

    `noun`: `what` is a thing without a measure word of its own (每个街道). `scale`: base units of
    money for one base unit. `often`: 月, 天 … where it is paid again and again.
    """

    term: Term
    what: str
    kind: str
    noun: bool
    scale: Decimal
    often: str = ""


def prices(line: Line) -> Iterator[Finding]:
    """Yield products and averages that do not hold."""
    yield from _products(line)
    yield from _averages(line)


def _quantities(line: Line, around: Term, back: int, ahead: int) -> list[Term]:
    return [
        t for t in line.terms[max(0, around.index - back) : around.index + ahead + 1]
        if t is not around and t.sentence == around.sentence
        and t.numeral.kind == "数量" and not t.numeral.about
    ]  # fmt: skip


def _price(term: Term) -> Price | None:
    """Return an amount as a price, or None where it is none."""
    numeral = term.numeral
    name, _, below = numeral.unit.name.partition("/")
    if below and figures.unit_named(name).dimension == "元":
        return _priced(term, below, figures.unit_named(name).factor)
    if numeral.unit.dimension != "元" or numeral.kind != "数量":
        return None
    after, each = _PER.match(term.after), _EACH.search(term.label)
    if after is not None:
        return _priced(term, after["what"], numeral.unit.factor)
    if _UNIT_PRICE.search(term.clause):
        return _priced(term, _ANY, numeral.unit.factor)
    if each is None or "平均" in term.label:
        return None
    return _each(term, each)


def _each(term: Term, each: re.Match[str]) -> Price | None:
    """Return the price of 每名奖励5万元, 每生5元, 每个街道20万元."""
    unit, what = each["unit"] or "", each["what"]
    person = _PEOPLE.get(unit) or _PEOPLE.get(what[:1])
    known = next(
        (what[:n] for n in (4, 3, 2, 1) if len(what) >= n and what[:n] in figures.UNITS), ""
    )
    factor = term.numeral.unit.factor
    if known or person:
        return _priced(term, known or str(person), factor)
    return _priced(term, what[:2], factor, noun=True) if unit == "个" and len(what) > 1 else None


def _priced(term: Term, what: str, factor: Decimal, *, noun: bool = False) -> Price:
    unit = next((what[:n] for n in range(len(what), 0, -1) if what[:n] in figures.UNITS), "")
    kind = figures.unit_named(unit).dimension if unit and not noun else what
    repeated = _REPEATED.search(term.clause + term.after[:4])
    often = (repeated["a"] or repeated["b"]) if repeated else ""
    below = figures.unit_named(unit).factor if unit and not noun else Decimal(1)
    scale = term.numeral.number * factor / below
    return Price(term, what, kind, noun, scale, often)


def _counts(price: Price, near: Sequence[Term]) -> list[Term]:
    """Return how many there may be of what a price is for."""
    if price.noun:
        found = [t for t in near if t.after.startswith(price.what) and t.dimension != "元"]
    elif price.what == _ANY:
        found = [t for t in near if t.dimension not in ("元", "率", "百分点")]
    else:
        found = [t for t in near if t.dimension == price.kind]
    return [t for t in found if not _step(t)]


def _products(line: Line) -> Iterator[Finding]:
    """Yield a price, a number and an amount that are not their product."""
    found = [price for term in line.terms if (price := _price(term)) is not None]
    for price in found:
        beside = [p for p in found if p.term.sentence == price.term.sentence]
        if price.term.numeral.about or (len(beside) > 1 and price is not beside[0]):
            continue
        yield from _several(line, beside) if len(beside) > 1 else _one(line, price)


def _one(line: Line, price: Price) -> Iterator[Finding]:
    near = _quantities(line, price.term, 4, 4)
    counts = _counts(price, near)
    sums = [t for t in near if t.dimension == "元" and _price(t) is None and not _step(t)]
    often = _often(line, price)
    if any(_is_product(price, c, s, n) for c in counts for s in sums for n in often):
        return
    if len(counts) != 1 or len(sums) != 1:
        return
    times = _stated_times(line, price)
    if not price.often:
        yield _product(line, price, counts[0], sums[0])
    elif times is not None:
        yield _product(line, price, counts[0], sums[0], times)
    elif price.often == "月":
        yield from _in_a_year(line, price, counts[0], sums[0])


def _several(line: Line, found: list[Price]) -> Iterator[Finding]:
    """Yield a total that is not that of 2名、每名5万元，5名、每名3万元."""
    pairs = [(p, line.terms[p.term.index - 1]) for p in found if p.term.index]
    paired = len(pairs) == len(found) and all(
        count in _counts(p, [count]) and not p.often and count.numeral.kind == "数量"
        for p, count in pairs
    )
    after = [
        t for t in line.terms[found[-1].term.index + 1 :]
        if t.sentence == found[0].term.sentence and t.dimension == "元" and t.numeral.kind == "数量"
    ]  # fmt: skip
    if (
        not paired
        or not after
        or after[0].numeral.about
        or not re.search("共|合计|总", after[0].label)
    ):
        return
    summed = sum((p.scale * count.numeral.base for p, count in pairs), Decimal(0))
    numeral = after[0].numeral
    if abs(summed - numeral.base) > slack(numeral):
        shown = " + ".join(f"{p.term.numeral.shown} × {c.numeral.shown}" for p, c in pairs)
        message = f"{shown} = {plain(summed, numeral)}，写的是 {numeral.shown}"
        others = [t for p, c in pairs for t in (c, p.term)]
        yield told("REC05", Severity.ERROR, line, after[0], message, others, "核对单价、数量和金额")


def _step(term: Term) -> bool:
    return bool(
        re.search(r"增加|减少|增长|下降|同比|上年|去年|[比较]|其中", term.clause)
    ) or "均" in term.clause.replace("平均发", "").replace("平均保障", "")


def _is_product(price: Price, count: Term, amount: Term, times: Decimal) -> bool:
    scale = price.scale * times
    value = scale * count.numeral.base
    spread = scale * slack(count.numeral) + slack(amount.numeral)
    numeral = price.term.numeral
    if numeral.step < 1 and numeral.number:
        spread += value * (numeral.step / 2) / numeral.number
    if amount.numeral.step < 1:
        spread = max(spread, amount.numeral.step * amount.numeral.unit.factor / 2)
    return abs(value - amount.numeral.base) <= spread


def _often(line: Line, price: Price) -> tuple[Decimal, ...]:
    """Return how often a price may have been paid: 每人每月600元, by the months of a year."""
    if not price.often:
        return (Decimal(1),)
    stated = [t.numeral.number for t in _quantities(line, price.term, 6, 6)]
    return tuple(dict.fromkeys((Decimal(1), *map(Decimal, range(2, 13)), *stated)))


def _stated_times(line: Line, price: Price) -> Decimal | None:
    """Return how often a price was paid where that is said: 每天…，200天."""
    if price.often == "学期":
        return Decimal(2) if _TERMS.search(line.passage.text) else None
    kinds = _TIMES.get(price.often, ())
    found = [t.numeral.number for t in _quantities(line, price.term, 6, 6) if t.dimension in kinds]
    return found[0] if len(found) == 1 else None


def _in_a_year(line: Line, price: Price, count: Term, amount: Term) -> Iterator[Finding]:
    """Yield an amount that a monthly price cannot come to in a year, or, for 平均 numbers, is not."""
    most = price.scale * count.numeral.base * 12
    over = most < amount.numeral.base < most * 2
    averaged = "平均" in count.clause and most / 2 < amount.numeral.base
    said = price.term.label + count.label + amount.label
    if (over or averaged) and _YEARLY.search(said):
        message = (
            f"{price.term.numeral.shown} × {count.numeral.shown} × 12 个月 = "
            f"{plain(most, amount.numeral)}，写的是 {amount.numeral.shown}"
        )
        advice = "核对每月标准、人数、月数和金额"
        yield told("REC05", Severity.WARNING, line, amount, message, (price.term, count), advice)


def _product(
    line: Line, price: Price, count: Term, amount: Term, times: Decimal = Decimal(1)
) -> Finding:
    value = price.scale * count.numeral.base * times
    again = f" × {figures.number_text(times)}" if times != 1 else ""
    message = (
        f"{price.term.numeral.shown} × {count.numeral.shown}{again} = {plain(value, amount.numeral)}，"
        f"写的是 {amount.numeral.shown}"
    )
    advice = "核对单价、数量和金额"
    if factor_between(value, amount.numeral.base):
        message += "；像是把元写成了万元，或把万元写成了元"
        advice = "核对单位是元还是万元"
    loose = re.search("至|不等|最高", price.term.after)
    severity = Severity.WARNING if loose else Severity.ERROR
    return told("REC05", severity, line, amount, message, (price.term, count), advice)


def _dimension(what: str) -> str:
    return next(
        (
            figures.unit_named(what[:size]).dimension
            for size in range(len(what), 0, -1)
            if what[:size] in figures.UNITS
        ),
        what,
    )


def _averages(line: Line) -> Iterator[Finding]:
    """Yield an average that is not the total by the number beside it."""
    for term in line.terms:
        match = (
            _AVERAGE.search(term.label[-12:])
            if term.numeral.kind == "数量" and not term.numeral.about
            else None
        )
        if match is None or term.dimension == "率" or term.computed:
            continue
        kind = _dimension(_for_what(match))
        near = _quantities(line, term, 5, 2)
        totals = [
            t
            for t in near
            if t.dimension == term.dimension
            and (t.index < term.index or re.search("共|合计|总", t.label))
            and "均" not in t.label
            and not _step(t)
        ]
        counts = [t for t in near if t.dimension == kind and t.index < term.index]
        if len(totals) != 1 or len(counts) != 1 or not counts[0].numeral.base:
            continue
        sum_, count = totals[0].numeral, counts[0].numeral
        value = sum_.base / count.base * _of_unit(_for_what(match))
        half = term.numeral.step * term.numeral.unit.factor / 2
        if abs(value - term.numeral.base) <= half + slack(sum_) / count.base * (
            value * count.base / sum_.base if sum_.base else 1
        ):
            continue
        if re.search("增收|增加|增长|收入", term.label) and not re.search(
            "增收|增加|增长|收入", totals[0].label
        ):
            continue
        message = f"{sum_.shown} ÷ {count.shown} = {plain(value, term.numeral)}，写的是 {term.numeral.shown}"
        yield told("REC05", Severity.ERROR, line, term, message, (totals[0], counts[0]))


def _for_what(match: re.Match[str]) -> str:
    return match["what"] or match["one"] or match["each"] or match["crop"] or ""


def _of_unit(what: str) -> Decimal:
    """Return how many base units one of what an average is for has: 亩均 is for one 亩."""
    return figures.unit_named(what).factor if what in figures.UNITS else Decimal(1)
