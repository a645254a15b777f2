"""Other arithmetic that prose states (单价、结余、平均、算式)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docgen import figures
from docgen.checks.equations import equations
from docgen.checks.lines import Line, Term
from docgen.checks.proofs import factor_between, plain, slack, told
from docgen.findings import Finding, Severity

_EACH = re.compile(r"每(?:个|名|位|一)?(?P<what>[\u4e00-\u9fff㎡]{1,4})[^，。；,;]{0,8}$")
_REPEATED = re.compile(r"每个?[月天日次季周晚期]|[/／][月天日次季周]")
_UNIT_PRICE = re.compile(r"(?:单价|均价)(?:约|为|是|[:：])*$")
_PER = re.compile(r"^/(?P<what>[\u4e00-\u9fff㎡]{1,3})")
_PRICE = re.compile(r"单价|标准|均价|按照?|每|人均|户均|亩均")
_AVERAGE = re.compile(
    r"(?P<what>[人户亩村次场个家])均|平均每(?P<one>[\u4e00-\u9fff]{1,2}?)(?:[\u4e00-\u9fff]{0,4})$|每(?P<each>[人户亩村次场家])平均|(?P<crop>亩)产(?:量|达到?|为|约)*$"
)
_LEFT = re.compile(
    r"(?:结余|结转|剩余|尚余|余额|未支出|未使用|未执行|未支付|节约|节余|缺口|差额|尚未拨付|未到位)[^QPTBRYO，。；]{0,8}$"
)
_UNDONE = re.compile(
    r"(?:尚?未[\u4e00-\u9fff]{2,4}?的?|不予[\u4e00-\u9fff]{2}|不合格|不满意|不达标)$"
)
_DONE = re.compile(r"完成|整改|办结|受理|通过|合格|达标|满意|实施|开工|验收|解决|化解|办理|落实")
_IN = re.compile(
    r"预算|收入|到位|下达|安排|总投资|资金|拨付|指标|应|计划|批复|总额|共|额度|概算|控制价|中标|合同"
)
_OUT = re.compile(r"支出|执行|支付|使用|实际|完成|已|拨付|结算|决算|兑付|发放")
_ANY = "每"


def prices(line: Line) -> Iterator[Finding]:
    """Yield products and averages that do not hold."""
    yield from _products(line)
    yield from _averages(line)


def balances(line: Line) -> Iterator[Finding]:
    """Yield what is left, what is undone and what is written out that does not hold."""
    yield from _balances(line)
    yield from equations(line)


def _quantities(line: Line, around: Term, back: int, ahead: int) -> list[Term]:
    return [
        t for t in line.terms[max(0, around.index - back) : around.index + ahead + 1]
        if t is not around and abs(t.sentence - around.sentence) == 0
        and t.numeral.kind == "数量" and not t.numeral.about
    ]  # fmt: skip


def _price(term: Term) -> str:
    """Return what a price is for (人, 亩 …), or "" where an amount is no price."""
    numeral = term.numeral
    name, _, below = numeral.unit.name.partition("/")
    if below and figures.unit_named(name).dimension == "元":
        return below
    if numeral.unit.dimension != "元":
        return ""
    after = _PER.match(term.after)
    if after is not None:
        return after["what"]
    if _UNIT_PRICE.search(term.clause):
        return _ANY
    each = _EACH.search(term.label)
    if each is None or "平均" in term.label:
        return ""
    return next(
        (
            each["what"][:n]
            for n in (4, 3, 2, 1)
            if each["what"][:n] in figures.UNITS and len(each["what"]) >= n
        ),
        "",
    )


def _dimension(what: str) -> str:
    return next(
        (
            figures.unit_named(what[:size]).dimension
            for size in range(len(what), 0, -1)
            if what[:size] in figures.UNITS
        ),
        what,
    )


def _products(line: Line) -> Iterator[Finding]:
    """Yield a price, a number and an amount that are not their product."""
    prices = [t for t in line.terms if t.numeral.kind == "数量" and _price(t)]
    for price in prices:
        if len([p for p in prices if p.sentence == price.sentence]) > 1 or price.numeral.about:
            continue
        near = _quantities(line, price, 4, 4)
        kind = _dimension(_price(price))
        counts = [
            t for t in near
            if (t.dimension == kind if kind != _ANY else t.dimension not in ("元", "率", "百分点"))
            and not _step(t)
        ]  # fmt: skip
        sums = [t for t in near if t.dimension == "元" and not _price(t) and not _step(t)]
        if not counts or not sums:
            continue
        scale = _scale(price)
        often = _often(line, price)
        if any(_is_product(price, c, s, scale * n) for c in counts for s in sums for n in often):
            continue
        if len(counts) == 1 and len(sums) == 1 and len(often) == 1:
            yield _product(line, price, counts[0], sums[0], scale)
        elif len(counts) == 1 and len(sums) == 1 and "每月" in price.clause:
            yield from _beyond_a_year(line, price, counts[0], sums[0], scale)


def _step(term: Term) -> bool:
    return (
        bool(re.search(r"增加|减少|增长|下降|同比|上年|去年|[比较]|其中", term.clause))
        or "均" in term.clause
    )


def _scale(price: Term) -> Decimal:
    """Return how many base units of money a price is for one base unit of what it is for."""
    name, _, below = price.numeral.unit.name.partition("/")
    money = price.numeral.number * figures.unit_named(name).factor
    what = below or _price(price)
    unit = next(
        (what[:size] for size in range(len(what), 0, -1) if what[:size] in figures.UNITS), ""
    )
    return money / figures.unit_named(unit).factor


def _is_product(price: Term, count: Term, amount: Term, scale: Decimal) -> bool:
    value = scale * count.numeral.base
    spread = scale * slack(count.numeral) + slack(amount.numeral)
    step = price.numeral.step
    if step < 1 and price.numeral.number:
        spread += value * (step / 2) / price.numeral.number
    if amount.numeral.step < 1 or amount.numeral.unit.factor > 1:
        spread = max(
            spread,
            amount.numeral.step * amount.numeral.unit.factor / 2
            if amount.numeral.step < 1
            else spread,
        )
    return abs(value - amount.numeral.base) <= spread


def _often(line: Line, price: Term) -> tuple[Decimal, ...]:
    """Return how often a price may have been paid: 每人每月600元, by the months of a year."""
    repeated = _REPEATED.search(price.clause + price.after[:4])
    if repeated is None:
        return (Decimal(1),)
    stated = [t.numeral.number for t in _quantities(line, price, 6, 6)]
    return tuple(dict.fromkeys((Decimal(1), *map(Decimal, range(2, 13)), *stated)))


def _beyond_a_year(
    line: Line, price: Term, count: Term, amount: Term, scale: Decimal
) -> Iterator[Finding]:
    """Yield an amount that is more than a monthly price comes to in twelve months."""
    most = scale * count.numeral.base * 12
    over = most < amount.numeral.base < most * 2
    if over and re.search("全年|年度|一年", price.label + count.label + amount.label):
        message = (
            f"{price.numeral.shown} × {count.numeral.shown} × 12 个月 = "
            f"{plain(most, amount.numeral)}，写的是 {amount.numeral.shown}"
        )
        advice = "核对每月标准、人数、月数和金额"
        yield told("REC05", Severity.WARNING, line, amount, message, (price, count), advice)


def _product(line: Line, price: Term, count: Term, amount: Term, scale: Decimal) -> Finding:
    value = scale * count.numeral.base
    message = (
        f"{price.numeral.shown} × {count.numeral.shown} = {plain(value, amount.numeral)}，"
        f"写的是 {amount.numeral.shown}"
    )
    advice = "核对单价、数量和金额"
    if factor_between(value, amount.numeral.base):
        message += "；像是把元写成了万元，或把万元写成了元"
        advice = "核对单位是元还是万元"
    severity = Severity.ERROR if not re.search("至|不等|最高", price.after) else Severity.WARNING
    return told("REC05", severity, line, amount, message, (price, count), advice)


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


def _balances(line: Line) -> Iterator[Finding]:
    """Yield what is left (结余) that is not income less spending."""
    for term in line.terms:
        left = _LEFT.search(term.label) or _UNDONE.search(term.label)
        if (
            term.computed
            or term.numeral.kind != "数量"
            or term.numeral.about
            or not left
            or term.dimension in ("率", "百分点")
        ):
            continue
        near = [t for t in line.terms[max(0, term.index - 5) : term.index] if t.dimension == term.dimension
                and term.sentence - 1 <= t.sentence and t.numeral.kind == "数量" and not t.numeral.about]  # fmt: skip
        tolerance = slack(term.numeral)
        pairs = [(a, b) for a in near for b in near if a is not b]
        if any(
            abs(a.numeral.base - b.numeral.base - term.numeral.base)
            <= tolerance + slack(a.numeral) + slack(b.numeral)
            for a, b in pairs
        ):
            continue
        if _UNDONE.search(term.label):
            yield from _undone(line, term, near)
            continue
        ins = [t for t in near if _IN.search(t.label) and not _OUT.search(t.label[-6:])]
        outs = [t for t in near if _OUT.search(t.label) and t not in ins]
        if len(near) != 2 or len(ins) != 1 or len(outs) != 1:  # noqa: PLR2004 (an income and a spending, nothing else)
            continue
        income, spent = ins[0].numeral, outs[0].numeral
        gap = income.base - spent.base
        message = f"{income.shown} − {spent.shown} = {plain(gap, term.numeral)}，写的是 {term.numeral.shown}"
        yield told("REC06", Severity.ERROR, line, term, message, (ins[0], outs[0]))


def _undone(line: Line, term: Term, near: list[Term]) -> Iterator[Finding]:
    """Yield 未整改 that is not what was found less what was mended."""
    same = [t for t in near if t.sentence == term.sentence]
    if len(same) != 2 or not _DONE.search(same[1].label) or _DONE.search(same[0].label[-4:]):  # noqa: PLR2004 (all, and those done)
        return
    everything, done = same[0].numeral, same[1].numeral
    gap = everything.base - done.base
    if gap >= 0:
        message = f"{everything.shown} − {done.shown} = {plain(gap, term.numeral)}，写的是 {term.numeral.shown}"
        yield told("REC06", Severity.ERROR, line, term, message, same)
