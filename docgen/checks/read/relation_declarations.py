"""Relations as declarations (勾稽关系): changes, rates, balances, multiples, portions, means.

Each says whose number it judges, which hypotheses excuse it, and what its words claim. A plan is
never divided by what was reached; what belongs to another year or scope is no operand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from docgen.checks.read.numeral_roles import Quantity, ReadText
from docgen.checks.read.relation_solver import Claim, Hypothesis, Relation
from docgen.patterns import lazy_pattern

Operands = Sequence[Quantity]
_CHANGE = ("growth", "points", "delta")
_RATES = frozenset(["率", "百分点"])
_RATIO = "{0} ÷ {1} "
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
    if target.dim not in _RATES or len(pair) < 2 or not pair[0].shares_unit(pair[1]):  # noqa: PLR2004 (a pair)
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
            yield Claim(lambda d, p: sign * d / p, (gone, start), _RATIO, sign)
    if len(earlier) < 2 or not earlier[0].shares_unit(earlier[1]) or earlier[0].dim in _RATES:  # noqa: PLR2004
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


def _points_pair(target: Quantity, base: Quantity, end: Quantity) -> bool:
    return target.dim == "百分点" and base.dim == end.dim == "率" and not end.has_role("before")


def _levels_pair(target: Quantity, base: Quantity, end: Quantity) -> bool:
    fits = not end.has_role("before") and is_level(end) and is_level(base)
    return _growth_pair(target, base, end) and fits


def _amounts_pair(target: Quantity, base: Quantity, end: Quantity) -> bool:
    return (
        target.dim not in _RATES
        and base.shares_unit(end)
        and base.shares_unit(target)
        and not end.has_role("before")
    )


def _gain_pair(target: Quantity, delta: Quantity, end: Quantity) -> bool:
    return _growth_pair(target, delta, end) and delta.roles.get("delta", 0) > 0


def _loss_pair(target: Quantity, delta: Quantity, end: Quantity) -> bool:
    return (
        _growth_pair(target, delta, end)
        and delta.has_role("delta", "rest")
        and delta.roles.get("delta", -1) < 0
    )


def _gain_on_base(target: Quantity, delta: Quantity, base: Quantity) -> bool:
    return _gain_pair(target, delta, base) and base.has_role("before", "plan")


def _loss_on_base(target: Quantity, delta: Quantity, base: Quantity) -> bool:
    return _loss_pair(target, delta, base) and base.has_role("before", "plan", "income")


def _growth_and_end(target: Quantity, growth: Quantity, end: Quantity) -> bool:
    return growth.roles.get("growth", 0) > 0 and end.shares_unit(target)


CHANGE = Relation(
    "REC02",
    lambda q: q.has_role(*_CHANGE),
    (
        Hypothesis(lambda p, c: c / p - 1, 2, _levels_pair),
        Hypothesis(lambda d, c: d / (c - d), 2, _gain_pair),
        Hypothesis(lambda d, c: -d / (c + d), 2, _loss_pair),
        Hypothesis(lambda d, p: d / p, 2, _gain_on_base),
        Hypothesis(lambda d, p: -d / p, 2, _loss_on_base),
        Hypothesis(lambda p, c: c - p, 2, _points_pair),
        Hypothesis(lambda p, c: c - p, 2, _amounts_pair),
        Hypothesis(lambda g, c: c - c / (1 + g), 2, _growth_and_end),
    ),
    change_claims,
    ahead=0,
)

# ---- 率与占比: one number divided by another ----------------------------------------------------
_STEM = lazy_pattern(r"([\u4e00-\u9fff]{1,8}?)(?:比?率|度|比例|进度)(?:（[^）]*）)?[^率]{0,8}$")
_NO_STEM = lazy_pattern("增长|通过率标准|利率|费率|税率|权重|汇率")
_STEM_PREFIX = lazy_pattern(
    "^(?:资金|预算|项目|综合|群众|其|有效|按期|按时|总体|指标|服务对象|采购|平均)+"
)
_SYNONYMS = (  # what a rate's name calls its numerator
    ("执行", "支出|执行|支付|使用|决算|拨付|实际采购"), ("完成", "完成|实际|已|建成|新建|开展|决算"),
    ("到位", "到位|到账"), ("使用", "使用|支出"), ("回收", "收回|回收|有效"), ("支出", "支出|执行|支付"),
    ("参保", "实参保|已参保|参保"), ("覆盖", "覆盖|已|实"), ("控制", "实有|实际|支出"),
)  # fmt: skip
_OF = lazy_pattern("[^，。；占]{0,5}的$")
_OF_VERB = lazy_pattern("占|为|完成|达|是|相当于|实现")
_SHARE_OF = lazy_pattern("占|完成.{0,8}(?:计划|任务|目标|预算|概算).{0,4}的?$")
_NAMED_WHOLE = lazy_pattern("占([^，。]{2,10}?)的?(?:比重|比例)?[为达]?到?$")
_INITIAL = lazy_pattern("年初(?:预算|批复|安排)")
_LEFT = lazy_pattern("[节减未结剩降不余差浮]")
_BEYOND = lazy_pattern("[超增差]|调整")
_BRACKETS = 60
_DENOMINATOR = ("plan", "whole", "income", "parts", "sent")


def rate_numerator(label: str) -> Callable[[Quantity], bool] | None:
    """Return what tells the numerator of a named rate: its words spell the name, or abridge it."""
    stem = _STEM.search(label)
    if stem is None or _NO_STEM.search(label):
        return None
    words = _STEM_PREFIX.sub("", stem[1]) or stem[1]
    known = next((pattern for name, pattern in _SYNONYMS if name in stem[1]), "")
    spelled = ".{0,8}".join(map(re.escape, words)) if len(words) > 1 else ""
    pattern = re.compile("|".join(filter(None, [known, spelled, re.escape(words[-2:])])))
    return lambda each: pattern.search(each.label[-24:] + each.after) is not None


def rate_operands(read: ReadText, target: Quantity) -> list[Quantity]:
    """Return the levels a rate may be about, nearest first: before it, or in its brackets."""

    def may_count(each: Quantity) -> bool:
        return (
            is_level(each)
            and each.is_exact
            and each.sort not in _RATES
            and not each.has_role("price")
        )

    if read.text[target.end : target.end + 1] in {"（", "("}:
        after = read.quantities[target.at + 1 :]
        inside = [q for q in after if q.depth > target.depth and q.start - target.end < _BRACKETS]
        if len(inside) > 1:
            return [q for q in inside if is_level(q)][::-1]
    return [q for q in read.earlier_quantities(target) if may_count(q)]


def rate_claims(read: ReadText, target: Quantity) -> Iterator[Claim]:
    """Yield what a rate, a share or a degree of completion should be by the words beside it."""
    if target.has_role("growth"):
        return
    prior = rate_operands(read, target)
    if prior and _OF.match(target.label) and prior[0].end + len(target.label) == target.start:
        yield from _governed_claims(prior)
    elif prior and _SHARE_OF.search(target.label):
        yield from _share_claims(read, prior, target)
    else:
        yield from _named_claims(read, prior, target)


def _governed_claims(prior: Operands) -> Iterator[Claim]:
    """Yield 完成计划3万元的108.7%: the whole stands before 的."""
    whole = prior[0]
    if not _OF_VERB.search(whole.clause) or whole.has_role("before"):
        return
    parts = [q for q in prior[1:] if q.shares_unit(whole) and q.segment == whole.segment]
    parts = [q for q in parts if not q.has_role("plan") or q.label.startswith("完成")]
    if parts and re.search("超(?!过)", whole.clause):
        yield Claim(lambda a, b: a / b - 1, (parts[0], whole), "{0} ÷ {1} − 1 ")
    elif parts:
        yield Claim(lambda a, b: a / b, (parts[0], whole), _RATIO)


def _share_claims(read: ReadText, prior: Operands, target: Quantity) -> Iterator[Claim]:
    """Yield 占总投资的60%: the part stands before, the whole is named, or governs it."""
    part, others = prior[0], prior[1:]
    if part.segment != target.segment or target.comma - part.comma > 1:
        return
    named = _NAMED_WHOLE.search(target.label)
    wholes: list[Quantity] = []
    if "完成" in target.label:
        wholes = [
            q
            for q in others
            if q.shares_unit(part) and q.has_role("plan") and q.segment == part.segment
        ]
    elif named:
        wholes = _named_wholes(read, part, target, named[1].removeprefix("全部").removesuffix("的"))
    elif others and others[0].shares_unit(part) and others[0].value > part.value:
        governs = others[0].has_role("whole", "parts", "plan") or "中" in read.text_between(
            others[0], part
        )
        wholes = [others[0]] if governs else []
    if wholes:
        yield Claim(lambda a, b: a / b, (part, wholes[0]), _RATIO)


def _named_wholes(read: ReadText, part: Quantity, target: Quantity, name: str) -> list[Quantity]:
    """Return the whole 占总支出 names: spelled in full, nearest first, or by its last two characters."""
    near = [q for q in read.near_quantities(target, 1) if q is not part and q.shares_unit(part)]
    near.sort(key=lambda q: abs(q.at - target.at))
    spelled = [q for q in near if name in q.label]
    earlier = [q for q in near if q.at < target.at and q.value > part.value]
    return spelled or [q for q in earlier if name[-2:] in q.label][-1:]


def _named_claims(read: ReadText, prior: Operands, target: Quantity) -> Iterator[Claim]:
    """Yield 完成率, 合格率 …: the numerator's words spell the name, the denominator is planned."""
    is_named = rate_numerator(target.label)
    if is_named is None:
        return
    near = [q for q in prior if q.segment == target.segment]
    stop = next(
        (
            i
            for i, q in enumerate(near)
            if any(x.has_role("rate", "share") for x in read.quantities[q.at : target.at])
        ),
        len(near),
    )
    pair = _named_pair(read, near, min(stop, 5), target, is_named) or _planned_pair(
        read, near[:stop], target, is_named
    )
    if pair:
        yield Claim(lambda a, b: a / b, pair, _RATIO)


def _named_pair(
    read: ReadText,
    near: Operands,
    stop: int,
    target: Quantity,
    is_named: Callable[[Quantity], bool],
) -> tuple[Quantity, Quantity] | None:
    before = [q for q in read.earlier_quantities(target, 1) if q.sentence < target.sentence]
    beyond = [*near[:6], *[q for q in before if q.is_exact and is_level(q)][:4]]
    left = _LEFT.search(target.label)
    for top in near[:stop]:
        outside = top.comma != target.comma or top.depth != target.depth
        if not outside or not is_named(top) or top.has_role("plan", "before"):
            continue
        if not left and (top.has_role("rest") or top.after.startswith(("未", "不"))):
            continue
        inside = top.depth > target.depth  # 结转结余率为5%（结转结余资金68.4万元，预算1368万元）
        bottoms = [q for q in beyond if q.at < top.at or (inside and q is not top)]
        bottoms = [q for q in bottoms if q.shares_unit(top) and not q.has_role("rest")]
        bottoms = [q for q in bottoms if q.value >= top.value] or bottoms
        bottoms = [q for q in bottoms if not (q.when and top.when) or q.when == top.when]
        governing = [q for q in near if q.at == top.at - 1 and "其中" in read.text_between(q, top)]
        planned = [q for q in governing if q.shares_unit(top)]
        planned = planned or [q for q in bottoms if q.has_role(*_DENOMINATOR)]
        planned = planned or [q for q in bottoms if q.sentence == top.sentence]
        if planned:
            return top, min(planned, key=lambda q: bool(_INITIAL.search(q.label)))
    return None


def _planned_pair(
    read: ReadText, near: Operands, target: Quantity, is_named: Callable[[Quantity], bool]
) -> tuple[Quantity, Quantity] | None:
    """Return 应检340家，实检306家, before a rate or after it."""
    if len(near) > 1 and near[0].shares_unit(near[1]):
        late, early = near[0], near[1]
        if early.has_role("plan", "whole") and late.has_role("actual"):
            return late, early
        if late.has_role("plan") and "完成" in target.label and not early.has_role("plan"):
            return early, late
    after = [
        q
        for q in read.quantities[target.at + 1 : target.at + 3]
        if q.segment == target.segment and q.sentence == target.sentence
    ]
    if (
        len(after) == 2  # noqa: PLR2004 (a pair)
        and after[0].shares_unit(after[1])
        and after[0].has_role("plan")
        and after[1].has_role("actual")
    ):
        return None if "其中" in after[0].label else (after[1], after[0])
    inner = after and after[0].depth > target.depth and after[0].has_role("plan")
    if inner and near and is_named(near[0]) and after[0].shares_unit(near[0]):
        return near[0], after[0]
    return None


def _may_divide(target: Quantity, a: Quantity, b: Quantity) -> bool:
    """Tell whether a ÷ b is thinkable: not a plan by what was reached, not the first budget."""
    if target.dim != "率" or a.sort != b.sort or a.sort in _RATES:
        return False
    governed = len(target.label) if _OF.match(target.label) else -1
    if governed >= 0 and b.end + governed != target.start == a.end + governed:
        return False
    if (
        a.has_role("plan")
        and b.has_role("actual")
        and not a.has_role("actual")
        and not b.has_role("plan")
    ):
        return False
    initial = (
        _INITIAL.search(b.label) and "执行率" in target.label and target.sentence == b.sentence
    )
    return not (initial and a.at - b.at > 1)


def _is_remainder(target: Quantity, a: Quantity, b: Quantity) -> bool:
    return bool(_LEFT.search(target.label)) and _may_divide(target, a, b)


def _is_excess(target: Quantity, a: Quantity, b: Quantity) -> bool:
    return bool(_BEYOND.search(target.label)) and _may_divide(target, a, b)


def _two_of_one(target: Quantity, a: Quantity, b: Quantity, c: Quantity) -> bool:
    fits = _may_divide(target, a, b) and _may_divide(target, b, c)
    return fits and a.at < b.at and c.value > max(a.value, b.value)


def _one_of_two(target: Quantity, a: Quantity, b: Quantity, c: Quantity) -> bool:
    fits = _may_divide(target, a, b) and _may_divide(target, b, c) and b.at < c.at
    return (
        fits
        and a.value < b.value + c.value
        and (c.has_role("added", "opening") or b.has_role("opening"))
    )


def _is_rate(quantity: Quantity) -> bool:
    if quantity.dim != "率" or quantity.has_role("growth"):
        return False
    return (
        quantity.has_role("rate", "share")
        or bool(_OF.match(quantity.label))
        or "完成" in quantity.label
    )


RATE = Relation(
    "REC03",
    _is_rate,
    (
        Hypothesis(lambda a, b: a / b, 2, _may_divide),
        Hypothesis(lambda a, b: 1 - a / b, 2, _is_remainder),
        Hypothesis(lambda a, b: a / b - 1, 2, _is_excess),
        Hypothesis(lambda a, b, c: (a + b) / c, 3, _two_of_one),
        Hypothesis(lambda a, b, c: a / (b + c), 3, _one_of_two),
    ),
    rate_claims,
)

# ---- 结余: what came in, went out and is left ---------------------------------------------------
_STANDING = lazy_pattern("年末余额|贷款余额|滚存|累计")


def balance_claims(read: ReadText, target: Quantity) -> Iterator[Claim]:
    """Yield what is left, or what an amount becomes, by the amounts told before."""
    if target.has_role("before", "price", "opening"):
        return
    prior = [
        q for q in read.earlier_quantities(target)
        if q.shares_unit(target) and q.is_exact and q.depth == target.depth and not q.has_role("price", "before")
    ]  # fmt: skip
    if target.has_role("rest", "deducted") and not _STANDING.search(target.label):
        near = [q for q in prior if target.comma - q.comma <= 4 and q.segment == target.segment]  # noqa: PLR2004 (clauses)
        yield from _rest_claims(near)
    elif target.has_role("rest") and re.search("滚存|累计", target.label):
        yield from _standing_claims(read, target)
    elif target.has_role("revised"):
        yield from _revised_claims(prior, target)


def _rest_claims(prior: Operands) -> Iterator[Claim]:
    flows = [q for q in prior if not q.has_role("opening", "rest")]
    out = next((q for q in flows if q.has_role("outgo", "actual", "marks")), None)
    if out is None:
        return
    came = [
        q
        for q in flows
        if q.at < out.at and q.has_role("income", "plan", "whole", "sent", "full marks")
    ]
    came = came or [q for q in prior if q.at > out.at and q.has_role("plan", "income")]
    came = came or [q for q in prior if q.at < out.at and q.value > out.value]
    opening = next((q for q in prior if q.has_role("opening")), None)
    if came and opening:
        yield Claim(lambda o, i, e: o + i - e, (opening, came[0], out), "{0} + {1} − {2} ")
    elif came and len(prior) <= 3:  # noqa: PLR2004 (more amounts than an account of one step has)
        yield Claim(lambda i, e: i - e, (came[0], out), "{0} − {1} ")


def _standing_claims(read: ReadText, target: Quantity) -> Iterator[Claim]:
    """Yield a standing balance: 当年结余2.5亿元，滚存结余17.6亿元，上年滚存结余15.1亿元."""
    near = [q for q in read.near_quantities(target) if q.shares_unit(target) and q.is_exact]
    was = [q for q in near if re.search("上年(?:末)?(?:滚存|累计)结余", q.label)]
    new = [q for q in near if re.search("(?:当年|本年|当期)(?:收支)?结余", q.label)]
    if len(was) == len(new) == 1 and target not in {*was, *new}:
        yield Claim(lambda a, b: a + b, (was[0], new[0]), "{0} + {1} ")


def _revised_claims(prior: Operands, target: Quantity) -> Iterator[Claim]:
    adds = [q for q in prior[:2] if q.has_role("added", "cut")]
    bases = [q for q in prior[len(adds) :] if not q.has_role("added", "cut")]
    signs = [-1 if q.has_role("cut") else 1 for q in adds]
    if (
        not adds
        or not bases
        or list(prior[: len(adds)]) != adds
        or target.comma - bases[0].comma > 3  # noqa: PLR2004 (clauses)
    ):
        return
    if len(adds) == 1:
        proof = "{0} + {1} " if signs[0] > 0 else "{0} − {1} "
        yield Claim(lambda b, a: b + signs[0] * a, (bases[0], adds[0]), proof)
    elif bases[0].has_role("income", "plan"):
        proof = "{0} 加减 {1}、{2} "
        yield Claim(lambda b, x, y: b + signs[0] * x + signs[1] * y, (bases[0], *adds), proof)


def _one_account(target: Quantity, *others: Quantity) -> bool:
    return all(target.shares_unit(q) for q in others) and not target.has_role("price")


def _in_order(*pairs: tuple[int, int]) -> Callable[..., bool]:
    """Return a condition: one account, whose operands stand in the text in this order."""
    return lambda target, *others: (
        _one_account(target, *others) and all(others[i].at < others[j].at for i, j in pairs)
    )


BALANCE = Relation(
    "REC06",
    lambda q: q.sort != "率" and q.has_role("rest", "deducted", "revised"),
    (
        Hypothesis(lambda a, b: a - b, 2, _one_account),
        Hypothesis(lambda a, b: a + b, 2, _in_order((0, 1))),
        Hypothesis(lambda a, b, c: a + b - c, 3, _in_order((0, 1))),
        Hypothesis(lambda a, b, c: a - b - c, 3, _in_order((1, 2))),
        Hypothesis(lambda a, b, c, d: a + b - c - d, 4, _in_order((0, 1), (2, 3))),
        Hypothesis(lambda a, b, c: a + b + c, 3, _in_order((0, 1), (1, 2))),
    ),
    balance_claims,
)

# ---- 倍数: times as much, times more ------------------------------------------------------------
_GROWN = lazy_pattern("增长|增加|提高|上升|增$|扩大")
_TIMES_OF = lazy_pattern("(?:是|为|达到?|相当于)[^，。；]{0,16}的$")


def multiple_claims(read: ReadText, target: Quantity) -> Iterator[Claim]:
    """Yield how many times one value is another: 由1.2亿元增至3.6亿元，增长2倍."""
    near = [
        q
        for q in read.near_quantities(target)
        if q.sort not in {*_RATES, "倍"} and q.is_exact and is_level(q)
    ]
    pairs = [(a, b) for a in near for b in near if a.shares_unit(b) and a.value > b.value > 0]
    pairs = [
        p
        for p in pairs
        if _TIMES_OF.search(target.label) or p[0].has_role("before") or p[1].has_role("before")
    ]
    if len(pairs) == 1 and target.value:
        less = 1 if _GROWN.search(target.label) else 0
        yield Claim(lambda a, b: a / b - less, pairs[0], f"{_RATIO}{'− 1 ' if less else ''}")


def _times_pair(target: Quantity, a: Quantity, b: Quantity) -> bool:
    return a.shares_unit(b) and a.sort not in _RATES and a is not target


def _times_less_one(target: Quantity, a: Quantity, b: Quantity) -> bool:
    return _times_pair(target, a, b) and not _TIMES_OF.search(target.label)


MULTIPLE = Relation(
    "REC02",
    lambda q: q.dim == "倍",
    (
        Hypothesis(lambda a, b: a / b, 2, lambda t, a, b: _times_pair(t, a, b) and not _GROWN.search(t.label)),
        Hypothesis(lambda a, b: a / b - 1, 2, _times_less_one),
    ),
    multiple_claims,
    ahead=0,
)  # fmt: skip

# ---- 由率推数: a count or an amount told after its rate ------------------------------------------
_PORTION_WORDS = frozenset(["即", "计", "也就是", "为"])


def portion_claims(read: ReadText, target: Quantity) -> Iterator[Claim]:
    """Yield 400人次，合格率96%，合格384人次, and 合同价386万元，首付款30%，即115.8万元."""
    earlier = read.earlier_quantities(target)
    taken = target.label in _PORTION_WORDS
    wholes = [q for q in earlier[1:] if q.sort == target.sort and q.label not in _PORTION_WORDS]
    if not wholes or (not taken and wholes[0] is not earlier[1]):
        return
    whole, rate = wholes[0], earlier[0]
    together = taken or whole.segment == target.segment
    if rate.dim != "率" or rate.has_role("growth") or not together or not whole.is_exact:
        return
    people = {whole.dim, target.dim} == {"人", "人次"}
    stem = re.search(r"([\u4e00-\u9fff]{2})率[为达到是]*$", rate.label)
    counted = stem and re.fullmatch(f"(?:实际|其中)?{stem[1]}的?(?:人数|数)?为?", target.label)
    taken = taken and not rate.has_role("rate")
    named = (counted and whole.sort == "数") or taken
    if named and (people or whole.shares_unit(target)) and not _is_portion(target, whole, rate):
        yield Claim(lambda w, r: w * r, (whole, rate), "{0} × {1} ")


def _is_portion(target: Quantity, whole: Quantity, rate: Quantity) -> bool:
    """Tell whether a number divided by the whole gives the rate, within half of its place."""
    if not whole.value:
        return True
    room = max(rate.place / 2, (0.5 if target.sort == "数" else target.half) / whole.value)
    return abs(target.value / whole.value - rate.value) <= room + 1e-9


PORTION = Relation(
    "REC03",
    lambda q: q.sort not in _RATES and is_level(q),
    (),
    portion_claims,
)

RELATIONS = (CHANGE, RATE, BALANCE, MULTIPLE, PORTION)
