"""Prices, numbers and the amounts they come to (单价、数量、金额)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.parts import closed
from docgen.checks.proofs import factor_between, plain, slack, told
from docgen.findings import Finding, Severity

_EACH = re.compile(r"每(?P<unit>个|名|位|一)?(?P<what>[\u4e00-\u9fff㎡]{0,4})[^，。；,;]{0,8}$")
_REPEATED = re.compile(r"每个?(?P<a>[月天日次季周晚期]|学期)|[/／](?P<b>[月天日次季周])")
_GIVEN = re.compile(
    "补助|补贴|奖励|奖补|安排|支持|拨付|发放|投资|投入|资助|给予|经费|平均|需|约|为"
)
_UNIT_PRICE = re.compile(r"(?:单价|均价)(?:约|为|是|[:：])*$")
_PER = re.compile(r"^/(?P<what>[\u4e00-\u9fff㎡]{1,3})")
_ANY, _PERSON = "每", "人"
_PEOPLE = {"生": _PERSON, "员": _PERSON, "名": _PERSON, "位": _PERSON}
_COUNTED = ("个", "家", "所", "处", "座", "条")
_TERMS = re.compile("春秋|[两2] ?个?学期|全年")
_TIMES = {"月": ("月",), "天": ("时间",), "日": ("时间",)}
_GRADES = re.compile("[0-9一二两三四五]倍|减半|上浮|下浮|分档|差额|另加|按比例")
_UNPAID = re.compile("剩余|其余|余下|尚未|未拨付|待")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2}) ?月?(?:份)? ?[-—–~～至到] ?(\d{1,2}) ?月")
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


def quantities(line: Line, around: Term, back: int, ahead: int) -> list[Term]:
    """Return the amounts of a sentence around another."""
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
    if unit == "个" and _GIVEN.match(what):  # 每个补助8万元
        return _priced(term, unit, factor)
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
    if not found and price.kind not in ("人", "元"):  # 每村12万元，补助行政村186个
        found = [
            t for t in near
            if t.dimension in _COUNTED and (t.label + t.after[:6]).endswith(price.what)
        ]  # fmt: skip
    return [t for t in found if not changed(t)]


def products(line: Line) -> Iterator[Finding]:
    """Yield a price, a number and an amount that are not their product."""
    found = [price for term in line.terms if (price := _price(term)) is not None]
    for price in found:
        beside = [p for p in found if p.term.sentence == price.term.sentence]
        if price.term.numeral.about or (len(beside) > 1 and price is not beside[0]):
            continue
        yield from _several(line, beside) if len(beside) > 1 else _one(line, price)


def _one(line: Line, price: Price) -> Iterator[Finding]:
    near = quantities(line, price.term, 4, 4)
    counts = _counts(price, near)
    sums = [t for t in near if t.dimension == "元" and _price(t) is None and not changed(t)]
    often = _often(line, price)
    if _by_grades(line, price, near):
        return
    unpaid = len(sums) == 2 and _UNPAID.search(sums[1].label)  # noqa: PLR2004 (what was paid, and what is to be)
    if (unpaid or (len(sums) == 2 and closed(sums, ""))) and counts and not price.often:  # noqa: PLR2004 (who pays)
        yield from _in_two(line, price, counts, sums)
        return
    if any(_is_product(price, c, s, n) for c in counts for s in sums for n in often):
        return
    if len(counts) != 1 or len(sums) != 1 or _in_instalments(line, price, counts[0]):
        return
    times = _stated_times(line, price)
    if not price.often:
        yield _product(line, price, counts[0], sums[0])
    elif times is not None:
        yield _product(line, price, counts[0], sums[0], times)
    elif price.often == "月":
        yield from _in_a_year(line, price, counts[0], sums[0])


def _in_instalments(line: Line, price: Price, count: Term) -> bool:
    """Tell whether the product is paid in several amounts: 2023年拨付780万元，2024年拨付520万元."""
    later = [
        t.numeral for t in line.terms[price.term.index + 1 :]
        if t.sentence == price.term.sentence and t.dimension == "元" and t.numeral.kind == "数量"
    ]  # fmt: skip
    due = price.scale * count.numeral.base
    slacks = sum((slack(n) for n in later), Decimal(0))
    return len(later) > 1 and abs(sum((n.base for n in later), Decimal(0)) - due) <= slacks


def _by_grades(line: Line, price: Price, near: Sequence[Term]) -> bool:
    """Tell whether a price is not the same for all: 其中12户按2倍发放."""
    first = min((t.numeral.start for t in (price.term, *near)), default=0)
    last = max((t.numeral.end for t in (price.term, *near)), default=0)
    return bool(_GRADES.search(line.passage.text, first, last))


def _in_two(
    line: Line, price: Price, counts: Sequence[Term], sums: Sequence[Term]
) -> Iterator[Finding]:
    """Yield what was paid and what is to be paid that do not make price × number."""
    due = price.scale * counts[0].numeral.base
    paid, rest = (t.numeral for t in sums)
    alone = len(counts) == 1 and not any(t.numeral.base == due for t in sums)
    if alone and abs(due - paid.base - rest.base) > slack(paid) + slack(rest):
        message = (
            f"{price.term.numeral.shown} × {counts[0].numeral.shown} = {plain(due, paid)}，"
            f"写的是 {paid.shown} + {rest.shown}"
        )
        others = (price.term, counts[0], sums[1])
        yield told(
            "REC05", Severity.WARNING, line, sums[0], message, others, "核对单价、数量和金额"
        )


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


def changed(term: Term) -> bool:
    """Tell whether an amount is a change, one of another time, or an average: no part of a product."""
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
    stated = [t.numeral.number for t in quantities(line, price.term, 6, 6)]
    return tuple(dict.fromkeys((Decimal(1), *map(Decimal, range(2, 13)), *stated)))


def _stated_times(line: Line, price: Price) -> Decimal | None:
    """Return how often a price was paid where that is said: 每天…，200天."""
    if price.often == "学期":
        return Decimal(2) if _TERMS.search(line.passage.text) else None
    months = _MONTHS.search(line.passage.text) if price.often == "月" else None
    if months is not None and int(months[1]) < int(months[2]) <= 12:  # noqa: PLR2004 (months of a year)
        return Decimal(int(months[2]) - int(months[1]) + 1)
    kinds = _TIMES.get(price.often, ())
    found = [t.numeral.number for t in quantities(line, price.term, 6, 6) if t.dimension in kinds]
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
