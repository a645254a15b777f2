"""Changes as a declaration (增减与增长率): from what to what, by how much, at which rate.

Each relation says whose number it judges, which hypotheses excuse it, and what its words claim.
What belongs to another year or scope is no operand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.checks.read.numeral_roles import Quantity, ReadText
from docgen.checks.read.relation_solver import Claim, Hypothesis, Relation
from docgen.patterns import lazy_pattern

Operands = Sequence[Quantity]
_CHANGE = ("growth", "points", "delta")
RATES = frozenset(["率", "百分点"])
RATIO = "{0} ÷ {1} "
_FROM_TO = "由 {0} 到 {1}，"


def is_level(quantity: Quantity) -> bool:
    """Tell whether a number says how much there is, not by how much it changed."""
    return not quantity.has_role(*_CHANGE)


# ---- 增减: growth rates, amounts of change, percentage points -----------------------------------
_OWN_BASE = lazy_pattern("(?:比|较|与|同).{0,12}(?:年|期|初|计划|预算|目标|平均)")
_OVER = lazy_pattern("超|节|低|高于|高出|多|少")
_YEAR_AGO = lazy_pattern("同比|比上年|比去年|较上年|较去年")
_ENDS_AT = lazy_pattern("为|至|到|达到?|降至|升至")
_BARE_CHANGE = lazy_pattern("(?:同比)?(?:增长|下降|增幅|降幅|降低|减少|增加)[了为]?")


def _fits_change(base: Quantity, target: Quantity) -> bool:
    if target.dim == "百分点":
        return base.dim == "率"
    return base.dim != "百分点" if target.dim == "率" else base.shares_unit(target)


def change_start(read: ReadText, target: Quantity) -> Quantity | None:
    """Return the value a change starts from: the one 较上年的, 由, 超额 … point to."""
    over = _OVER.search(target.label)
    for each in read.earlier_quantities(target):
        is_start = each.has_role("before")
        if each.segment != target.segment:
            break
        same_rate = target.dim in {"率", each.dim}
        if each.has_role("growth", "points") and not is_start and same_rate:
            break
        if target.has_role("delta") and each.has_role("delta") and each.shares_unit(target):
            break  # 比预算单价低0.9万元，共采购20台，节约18万元
        planned = over and each.has_role("plan") and is_level(each)
        if (is_start or planned) and _fits_change(each, target):
            return each
    for each in read.quantities[target.at + 1 : target.at + 2]:
        same = each.sentence == target.sentence and _fits_change(each, target)
        if same and _YEAR_AGO.search(target.label) and each.label.startswith(("上年", "去年")):
            return each
    return _earlier_year(read, target)


def _earlier_year(read: ReadText, target: Quantity) -> Quantity | None:
    """Return the earlier of two values of two years told side by side."""
    pair = [
        q
        for q in read.earlier_quantities(target)
        if is_level(q) and q.segment == target.segment and q.is_exact
    ]
    if target.dim not in RATES or len(pair) < 2 or not pair[0].shares_unit(pair[1]):  # noqa: PLR2004 (a pair)
        return None
    late, early = pair[:2]
    if late.at != target.at - 1 or late.has_role("mean") != early.has_role("mean"):
        return None
    if early.when.isdigit() and late.when.isdigit():
        return early if int(late.when) == int(early.when) + 1 else None
    told_later = late.when.isdigit() and late.label.startswith(late.when)
    return late if told_later and "同比" in target.label else None


def change_end(read: ReadText, start: Quantity, target: Quantity) -> Quantity | None:
    """Return the value a change ends at."""

    def may_end(each: Quantity) -> bool:
        other = each is not target and each is not start and each.shares_unit(start)
        return other and is_level(each) and each.is_exact and not each.has_role("before", "foreign")

    later = [
        q
        for q in read.quantities[start.at + 1 : target.at]
        if q.sentence == start.sentence and may_end(q)
    ]
    if start.at > target.at:
        return next(filter(may_end, read.earlier_quantities(target)), None)
    from_here = re.search("由|从", start.label) and not re.search("比|较", start.label)
    earlier = [
        q for q in read.earlier_quantities(start) if may_end(q) and q.segment == start.segment
    ]
    near = [q for q in earlier if start.comma - q.comma <= 2]  # noqa: PLR2004 (clauses back)
    if near and not (from_here and later) and not (later and later[0].has_role("after")):
        return near[0]
    beyond = read.quantities[target.at + 1 : target.at + 2]
    follows = [
        q for q in beyond if may_end(q) and q.segment == target.segment and _ENDS_AT.match(q.label)
    ]
    return next(iter([*later, *follows]), None)


def change_claims(read: ReadText, target: Quantity) -> Iterator[Claim]:
    """Yield what a change should be by its two values, or by an amount and a value."""
    start = change_start(read, target)
    own_base = (
        _OWN_BASE.search(target.label) and start and start.end != target.start - len(target.label)
    )
    if start is not None and not own_base:
        end = change_end(read, start, target)
        if end is not None and start.value > 0:
            yield _pair_claim(start, end, target)
    if target.dim == "率":
        yield from _delta_claims(read, target, start)
    elif target.dim == "百分点":
        yield from _row_claims(read, target)
    else:
        pair = [
            q
            for q in read.quantities[target.at + 1 : target.at + 3]
            if q.sentence == target.sentence and q.shares_unit(target)
        ]
        if (
            len(pair) == 2  # noqa: PLR2004 (a pair)
            and pair[0].has_role("before")
            and re.match("由|从", pair[0].label)
            and pair[1].has_role("after")
        ):
            yield Claim(lambda p, c: c - p, tuple(pair), _FROM_TO, target.sign, change=True)


def _row_claims(read: ReadText, target: Quantity) -> Iterator[Claim]:
    """Yield 分别为82.5%、85.6%、88.2%，三年提高5.7个百分点: the first and the last of a row."""
    row: list[Quantity] = []
    for each in read.earlier_quantities(target):
        if each.dim != "率" or (row and read.text_between(each, row[-1]) not in {"、", "和", "，"}):
            break
        row.append(each)
    if len(row) > 1 and "年" in target.label:
        yield Claim(lambda p, c: c - p, (row[-1], row[0]), _FROM_TO, target.sign, change=True)


def _pair_claim(start: Quantity, end: Quantity, target: Quantity) -> Claim:
    if target.dim != "率":
        return Claim(lambda p, c: c - p, (start, end), _FROM_TO, target.sign, change=True)
    proof = "由 {0} 到 {1}（相差的是百分点），" if start.dim == "率" else _FROM_TO
    return Claim(lambda p, c: c / p - 1, (start, end), proof, target.sign, change=True)


def _delta_claims(read: ReadText, target: Quantity, start: Quantity | None) -> Iterator[Claim]:
    """Yield a growth rate by an amount of change beside it: 比上年增加 56 万元，增长 7%."""
    sign, earlier = target.sign, read.earlier_quantities(target)[:2]
    if start is not None and start.at == target.at - 1 and target.at > 1:
        gone = read.quantities[target.at - 2]  # 节约用电 12.6 万，较上年 180 万下降 8%
        same = gone.shares_unit(start) and gone.segment == target.segment
        if same and gone.roles.get("delta") == sign:
            yield Claim(lambda d, p: sign * d / p, (gone, start), RATIO, sign)
    if len(earlier) < 2 or not earlier[0].shares_unit(earlier[1]) or earlier[0].dim in RATES:  # noqa: PLR2004
        return
    delta, level = earlier
    operands, proof = (level, delta), "增减 {1} 后为 {0}，"
    if delta.roles.get("delta") == sign:
        if (
            is_level(level)
            and not level.has_role("before", "plan")
            and level.segment == target.segment
        ):
            yield Claim(lambda c, d: sign * d / (c - sign * d), operands, proof, sign, change=True)
    elif _is_told_apart(delta, target):  # words against each other
        yield Claim(lambda c, d: -sign * d / (c + sign * d), operands, proof, sign, change=True)


def _is_told_apart(delta: Quantity, target: Quantity) -> bool:
    """Tell whether a bare rate follows an amount of change at once: 减少0.4万吨，增长1.8%."""
    beside = delta.at == target.at - 1 and target.comma - delta.comma == 1
    return beside and delta.has_role("delta") and bool(_BARE_CHANGE.fullmatch(target.label))


def _growth_pair(target: Quantity, one: Quantity, other: Quantity) -> bool:
    return target.dim == "率" and one.shares_unit(other)


def _difference_pair(target: Quantity, base: Quantity, end: Quantity) -> bool:
    if target.dim == "百分点":
        alike = base.dim == end.dim == "率"
    else:
        alike = target.dim not in RATES and base.shares_unit(end) and base.shares_unit(target)
    return alike and not end.has_role("before")


def _levels_pair(target: Quantity, base: Quantity, end: Quantity) -> bool:
    fits = not end.has_role("before") and is_level(end) and is_level(base)
    return _growth_pair(target, base, end) and fits


def _gain_pair(target: Quantity, delta: Quantity, end: Quantity) -> bool:
    return _growth_pair(target, delta, end) and delta.roles.get("delta", 0) > 0


def _loss_pair(target: Quantity, delta: Quantity, end: Quantity) -> bool:
    return (
        _growth_pair(target, delta, end)
        and delta.has_role("delta", "rest")
        and delta.roles.get("delta", -1) < 0
    )


CHANGE = Relation(
    "REC02",
    lambda q: q.has_role(*_CHANGE),
    (
        Hypothesis(lambda p, c: c / p - 1, 2, _levels_pair),
        Hypothesis(lambda d, c: d / (c - d), 2, _gain_pair),
        Hypothesis(lambda d, c: -d / (c + d), 2, _loss_pair),
        Hypothesis(
            lambda d, p: d / p,
            2,
            lambda t, d, p: _gain_pair(t, d, p) and p.has_role("before", "plan"),
        ),
        Hypothesis(
            lambda d, p: -d / p,
            2,
            lambda t, d, p: _loss_pair(t, d, p) and p.has_role("before", "plan", "income"),
        ),
        Hypothesis(lambda p, c: c - p, 2, _difference_pair),
        Hypothesis(
            lambda g, c: c - c / (1 + g),
            2,
            lambda t, g, c: g.roles.get("growth", 0) > 0 and c.shares_unit(t),
        ),
    ),
    change_claims,
    ahead=0,
)
