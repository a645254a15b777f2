"""Prices, counts and amounts (单价×数量): what a price is for chooses what it is multiplied by. REC05.

All counts, times and sums of amounts that may be meant are tried; one that holds silences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby, pairwise, product

from msgspec import Struct, structs

from docgen.checks.read.numeral_roles import Quantity, ReadText
from docgen.checks.read.relation_solver import Disagreement, shown_value, unit_hint
from docgen.figures.units import UNITS
from docgen.patterns import lazy_pattern

_PER = lazy_pattern(
    "每(?:一|个)?(人次|人|名|生|学生|户|亩|平方米|台|套|家|村|个|件|次|期|场|公里|株|头|只|吨|册|辆|所|座|月|年|"
    "天|日|公斤|笔|机构|企业|项目|学期|批|季度|班|标段)"
)
_MEAN = lazy_pattern(
    "([人户亩生村县家校店床笔件个次项场期车企月年日])均|平均每?([人户亩村县家校笔件个次项场期车月年天日])"
)
_SAME = {
    "生": "人", "学生": "人", "名": "人", "县": "个", "村": "个", "校": "所", "车": "辆", "企": "家", "企业": "家",
    "机构": "家", "项目": "个", "床": "张", "人次": "人",
}  # fmt: skip
_TIMES = frozenset(["月", "天", "日", "学期", "年", "时间", "季度"])
_MEASURED = {"面积": "亩", "长度": "公里", "质量": "吨"}
_NO_COUNT = frozenset(["元", "率", "百分点", "分", "倍", "时间", "月"])
_PRICED = frozenset(["元", "质量", "人", "人次", "张", "面积", "件", "次", "个"])
_ONE_OF_MANY = frozenset(["个", "家", "所", "村", "镇", "项"])
_SPAN = lazy_pattern(r"(?<!\d)(\d{1,2})月?[—–~至-](\d{1,2})月")
_MONTHS = lazy_pattern(r"(?<!\d)(\d{1,2})个月")
_DAYS = lazy_pattern(r"(?<!\d)(\d{1,3})天")
_YEARS = lazy_pattern("(20\\d\\d)年?[—–~至到-](20\\d\\d)年")
_SPELLED_YEARS = lazy_pattern("([两二三四五])年")
_LOOSE = lazy_pattern("低保|差额|最[高低多少]|不超过|以内|上限|平均标准|每.{0,3}均")
_OTHERS = lazy_pattern("收入|产值|投资|差额|预算|概算")
_NEXT = lazy_pattern("费|资金|金额|共")
_NEAR, _ROUND = 3.0, 0.02
_EPSILON = 1e-9


class _Price(Struct, frozen=True):
    """An amount for one thing (单价): the thing, the time, and the counts it may be multiplied by."""

    quantity: Quantity
    thing: str
    time: str
    counts: tuple[Quantity, ...] = ()

    def price_times(self, count: Quantity | None) -> float:
        """Return the price times a count, both in base units."""
        unit = UNITS.get(_MEASURED.get(self.thing, self.thing))
        return self.quantity.value * (
            count.value / float(unit.factor if unit else 1) if count else 1
        )


def _price_of(quantity: Quantity) -> _Price:
    """Return what a price is for and per what time: 每人每月 → 人, 月; 元/册 → 册; 单价 → anything."""
    found = [match[1] for match in _PER.finditer(quantity.clause)]
    mean = _MEAN.search(quantity.label)
    found += ["亩"] if "亩产" in quantity.label else []
    found += ["月"] if re.search("月人均|人均月", quantity.label) else []
    found += [quantity.dim.partition("/")[2]] if "/" in quantity.dim else []
    found += [mean[1] or mean[2]] if mean else []
    things = [each for each in found if each not in _TIMES]
    named = "*" if re.search("单价|标准|[单均]价", quantity.label) else ""
    thing = things[-1] if things else named
    return _Price(
        quantity, _SAME.get(thing, thing), next((each for each in found if each in _TIMES), "")
    )


def _may_count(thing: str, count: Quantity) -> bool:
    if count.sort in _NO_COUNT or "/" in count.dim:
        return False
    if thing == "*":
        return count.sort == "数"
    unit = UNITS.get(thing)
    people = thing == "人" and count.dim in {"人", "人次"}
    many = thing in {"个", "家", "所"} and count.dim in _ONE_OF_MANY
    return count.dim in {unit.dimension if unit else thing, thing} or people or many


def _is_plain(quantity: Quantity) -> bool:
    changed = quantity.has_role("delta") and not quantity.has_role("total", "mean")
    return not changed and not quantity.has_role("growth", "points")


def wrong_products(read: ReadText) -> Iterator[Disagreement]:
    """Yield amounts that price × count does not give, in any reading of what is multiplied."""
    for _, group in groupby(read.quantities, key=lambda q: (q.sentence, q.segment)):
        quantities = list(group)
        first = read.quantities[: quantities[0].at]
        start = max(quantities[0].start - len(quantities[0].clause), first[-1].end if first else 0)
        yield from _wrong_product(read, quantities, read.text[start : quantities[-1].end])


def _wrong_product(
    read: ReadText, quantities: Sequence[Quantity], text: str
) -> Iterator[Disagreement]:
    priced = [
        q
        for q in quantities
        if q.has_role("price") and _is_plain(q) and q.dim.partition("/")[0] in _PRICED
    ]
    prices = [price for price in map(_price_of, priced) if price.thing or price.time]
    based = any(read.text[q.end : q.end + 1] in set("/·*／") for q in priced)
    if not prices or based or any(_LOOSE.search(p.quantity.clause) for p in prices):
        return
    own = [p.quantity for p in prices]
    totals = _totals_of(read, quantities, own)
    counted = [
        p
        for p in (_with_counts(p, quantities, own, totals) for p in prices)
        if p.counts or (p.thing in {"", "*"} and p.time)
    ]
    counted = _one_each(counted)
    involved = [*totals, *own, *(c for p in counted for c in p.counts)]
    if totals and counted and all(q.is_exact for q in involved):
        factors, named = _time_factors(text, prices)
        if not _is_product(counted, totals, factors):
            yield from _accused_product(own, counted, totals, named)


def _totals_of(
    read: ReadText, quantities: Sequence[Quantity], prices: Sequence[Quantity]
) -> list[Quantity]:
    kind = prices[0].dim.partition("/")[0]

    def may_total(each: Quantity) -> bool:
        same = each.dim == kind or (kind == "人" and each.dim == "人次")
        return same and each not in prices and _is_plain(each) and not each.has_role("before")

    found = [q for q in quantities if may_total(q)]
    if found:
        return found
    following = [
        q
        for q in read.quantities[quantities[-1].at + 1 :][:1]
        if q.sentence == quantities[0].sentence + 1
    ]
    return [
        q for q in following if may_total(q) and _NEXT.search(q.label) and not q.has_role("price")
    ]


def _with_counts(
    price: _Price,
    quantities: Sequence[Quantity],
    prices: Sequence[Quantity],
    totals: Sequence[Quantity],
) -> _Price:
    counts = [
        q for q in quantities
        if q not in prices and q not in totals and _may_count(price.thing, q) and _is_plain(q) and not q.has_role("before")
    ]  # fmt: skip
    return structs.replace(price, counts=tuple(counts[:4]))


def _one_each(prices: list[_Price]) -> list[_Price]:
    """Return each price with its own count where they alternate: 一等奖2名、每名5万元，二等奖5名、每名3万元."""
    before = [c for p in prices for c in p.counts if c.at == p.quantity.at - 1]
    apart = [c for _, c in sorted({c.at: c for p in prices for c in p.counts}.items())]
    own = before if len(before) == len(prices) else apart
    if len(prices) < 2 or len(own) != len(prices):  # noqa: PLR2004 (alone it has no order)
        return prices[:4]
    return [structs.replace(p, counts=(c,)) for p, c in zip(prices, own, strict=True)]


def _is_product(prices: Sequence[_Price], totals: Sequence[Quantity], factors: set[float]) -> bool:
    """Tell whether any choice of counts, prices and times gives one of the amounts, or their sum."""
    results: set[float] = set()
    for chosen in product(*((p.counts or (None,)) for p in prices)):
        amounts = [p.price_times(count) for p, count in zip(prices, chosen, strict=True)]
        subsets = (s for k in range(1, len(amounts) + 1) for s in combinations(amounts, k))
        results |= {sum(subset) * factor for subset in subsets for factor in factors}
    sums = (
        {q.value for q in totals}
        | {sum(q.value for q in totals)}
        | {a.value + b.value for a, b in combinations(totals[:8], 2)}
    )
    room = max(q.half for q in totals)
    loose = max(map(_price_room, prices)) + max(
        (c.half / c.value for p in prices for c in p.counts if c.value), default=0
    )
    return any(abs(r - s) <= room + _EPSILON * s + loose * r for r in results for s in sums)


def _price_room(price: _Price) -> float:
    """Return by what share a price may be rounded: a mean is, and one with decimals."""
    each = price.quantity
    rounded = each.has_role("mean") or each.numeral.step < 1
    share = 1.0 if each.has_role("mean") and each.sort != "元" else 0.5
    return share * each.place / each.value if rounded and each.value else 0


def _accused_product(
    own: Sequence[Quantity],
    counted: Sequence[_Price],
    totals: Sequence[Quantity],
    named: float | None,
) -> Iterator[Disagreement]:
    """Yield the one product the words name, where they leave no choice."""
    used = [c.at for p in counted for c in p.counts]
    single = len(set(used)) == len(used) and all(len(p.counts) <= 1 for p in counted)
    complete = len(counted) == 1 or len(own) == len(counted)
    total = totals[0]
    plain = len(totals) == 1 and (len(counted) == 1 or total.has_role("total", "whole"))
    mean = (
        counted[0].quantity if len(counted) == 1 and counted[0].quantity.has_role("mean") else None
    )
    timed = named is None and any(p.time for p in counted)
    if (
        not (single and complete and plain)
        or timed
        or (mean is None and _OTHERS.search(total.label))
    ):
        return
    times = named or 1
    wanted = sum(p.price_times(p.counts[0] if p.counts else None) for p in counted) * times
    if not wanted or not (
        1 / _NEAR < total.value / wanted < _NEAR or _is_power(total.value / wanted)
    ):
        return
    counts = [c.shown for p in counted for c in p.counts] + ([f"{times:g}"] if times != 1 else [])
    if mean is not None and mean.value:
        proof = f"{total.shown} ÷ {' ÷ '.join(counts)} = {shown_value(mean.value * total.value / wanted, mean)}，写的是 {mean.shown}"
        yield Disagreement("REC05", mean.start, mean.end, proof, (total,))
        return
    shown = [
        f"{p.quantity.shown} × {p.counts[0].shown}" if p.counts else p.quantity.shown
        for p in counted
    ]
    proof = " + ".join(shown) + (f" × {times:g}" if times != 1 else "")
    hint = unit_hint(total.value, wanted)
    message = f"{proof} = {shown_value(wanted, total)}，写的是 {total.shown}{hint}"
    yield Disagreement("REC05", total.start, total.end, message, tuple(own))


def _is_power(ratio: float) -> bool:
    return any(abs(ratio / 10.0**k - 1) < _ROUND for k in range(-5, 6) if k)


def _time_factors(text: str, prices: Sequence[_Price]) -> tuple[set[float], float | None]:
    """Return what a price may be multiplied by besides the count, and the one the words name."""
    time = next((p.time for p in prices if p.time), "")
    months = [float(match[1]) for match in _MONTHS.finditer(text)]
    days = [float(match[1]) for match in _DAYS.finditer(text)]
    if not time:
        return {1.0, *months, *days}, None if months or days or re.search(
            "两次|[两二三四]期", text
        ) else 1.0
    if time == "月":
        spans = [
            float(m[2]) - float(m[1]) + 1 for m in _SPAN.finditer(text) if int(m[2]) >= int(m[1])
        ]
        stated = (
            months or spans or ([12.0] if re.search("全年|一年|年人均|年租|年度", text) else [])
        )
        return {*stated, 1.0} if stated else {float(k) for k in range(1, 13)}, _only_one(stated)
    if time == "季度":
        return {1.0, 4.0}, 4.0 if "全年" in text else None
    if time in {"天", "日", "时间"}:
        working = {365.0, 366.0, 249.0, 250.0, 251.0, 252.0}
        whole = "全年" in text and not days and re.search("日均|天均|平均每[天日]", text)
        return (working, 365.0) if whole else ({1.0, *days}, _only_one(days))
    if time == "学期":
        return {1.0, 2.0}, 2.0 if re.search("两学期|春秋|全年", text) else None
    return _year_factors(text)


def _year_factors(text: str) -> tuple[set[float], float | None]:
    span, spelled = _YEARS.search(text), _SPELLED_YEARS.search(text)
    if span:
        count = float(int(span[2]) - int(span[1]) + 1)
    elif spelled:
        count = float("  两三四五".find(spelled[1].replace("二", "两")))
    else:
        return {1.0, 2.0, 3.0, 5.0}, None
    return {count} if span else {1.0, count}, count


def _only_one(stated: Sequence[float]) -> float | None:
    return stated[0] if len(stated) == 1 else None


def wrong_areas(read: ReadText) -> Iterator[Disagreement]:
    """Yield an area that is not length × width."""
    for (length, width), (_, area) in pairwise(pairwise(read.quantities)):
        together = (
            length.sentence == area.sentence
            and length.sort == width.sort == "长度"
            and area.sort == "面积"
        )
        if (
            together
            and "长" in length.label
            and "宽" in width.label
            and all(q.is_exact for q in (length, width, area))
        ):
            wanted = (
                length.value
                * width.value
                / float(UNITS["米"].factor) ** 2
                * float(UNITS["平方米"].factor)
            )
            if abs(wanted - area.value) > area.half + 1e-6 * wanted:
                message = f"{length.shown} × {width.shown} = {shown_value(wanted, area)}，写的是 {area.shown}"
                yield Disagreement("REC05", area.start, area.end, message, (length, width))


def wrong_means(read: ReadText) -> Iterator[Disagreement]:
    """Yield a mean of the numbers listed before it, and 年均增长 over a row of yearly values."""
    for target in read.quantities:
        if not target.is_exact or not target.label:
            continue
        if target.dim == "率" and re.search("年均(?:增长|增速|增幅)", target.label):
            yield from _wrong_yearly(read, target)
        elif re.search("平均|均分|均为|均值|季均|均价", target.label) and not re.search(
            "[其每]|亩均|户均|人均", target.label.replace("平均每", "")
        ):
            yield from _wrong_mean(read, target)


def _wrong_yearly(read: ReadText, target: Quantity) -> Iterator[Disagreement]:
    row = [
        q
        for q in read.near_quantities(target)
        if q.at < target.at and not q.has_role("growth") and q.is_exact
    ]
    row = [q for q in row if q.dim == row[-1].dim]
    if not 3 <= len(row) <= 6 or min(row[0].value, row[-1].value) <= 0:  # noqa: PLR2004 (a row of years)
        return
    whole = row[-1].value / row[0].value
    steps = len(row) - 1
    mean, plain = whole ** (1 / steps) - 1, (whole - 1) / steps
    if all(abs(each - target.value) > target.place / 2 + _EPSILON for each in (mean, plain)):
        message = f"由 {row[0].shown} 到 {row[-1].shown}，年均应增长 {shown_value(mean, target)}，写的是 {target.shown}"
        yield Disagreement("REC02", target.start, target.end, message, (row[0], row[-1]))


def _wrong_mean(read: ReadText, target: Quantity) -> Iterator[Disagreement]:
    row: list[Quantity] = []
    for each in read.earlier_quantities(target):
        if each.dim != target.dim or each.has_role("mean", "growth"):
            break
        row.append(each)
    few = len(row) < (2 if target.dim == "分" else 3) or len(row) > 12  # noqa: PLR2004 (a list, no table)
    if (
        few
        or any(q.has_role("total", "whole") for q in row)
        or read.text[row[-1].end] not in "、，和"
    ):
        return
    mean = sum(q.value for q in row) / len(row)
    spread = max(q.value for q in row) / (min(q.value for q in row) or 1)
    if not -target.place / 2 - _EPSILON <= mean - target.value < target.place and spread < _NEAR:
        message = f"{len(row)} 个数的平均是 {shown_value(mean, target)}，写的是 {target.shown}"
        yield Disagreement("REC05", target.start, target.end, message, tuple(row[::-1]))
