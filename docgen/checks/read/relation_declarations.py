"""Relations as declarations (勾稽关系): rates, balances, multiples, portions; changes stand beside.

Each says whose number it judges, which hypotheses excuse it, and what its words claim. A plan is
never divided by what was reached; what belongs to another year or scope is no operand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from docgen.checks.read.numeral_roles import Quantity, ReadText
from docgen.checks.read.relation_changes import CHANGE, RATES, RATIO, Operands, is_level
from docgen.checks.read.relation_solver import Claim, Hypothesis, Relation
from docgen.patterns import lazy_pattern

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
            and each.sort not in RATES
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
        yield Claim(lambda a, b: a / b, (parts[0], whole), RATIO)


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
        yield Claim(lambda a, b: a / b, (part, wholes[0]), RATIO)


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
        yield Claim(lambda a, b: a / b, pair, RATIO)


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
    if target.dim != "率" or a.sort != b.sort or a.sort in RATES:
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
        Hypothesis(
            lambda a, b: 1 - a / b,
            2,
            lambda t, a, b: _LEFT.search(t.label) is not None and _may_divide(t, a, b),
        ),
        Hypothesis(
            lambda a, b: a / b - 1,
            2,
            lambda t, a, b: _BEYOND.search(t.label) is not None and _may_divide(t, a, b),
        ),
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
        if q.sort not in {*RATES, "倍"} and q.is_exact and is_level(q)
    ]
    pairs = [(a, b) for a in near for b in near if a.shares_unit(b) and a.value > b.value > 0]
    pairs = [
        p
        for p in pairs
        if _TIMES_OF.search(target.label) or p[0].has_role("before") or p[1].has_role("before")
    ]
    if len(pairs) == 1 and target.value:
        less = 1 if _GROWN.search(target.label) else 0
        yield Claim(lambda a, b: a / b - less, pairs[0], f"{RATIO}{'− 1 ' if less else ''}")


def _times_pair(target: Quantity, a: Quantity, b: Quantity) -> bool:
    return a.shares_unit(b) and a.sort not in RATES and a is not target


MULTIPLE = Relation(
    "REC02",
    lambda q: q.dim == "倍",
    (
        Hypothesis(lambda a, b: a / b, 2, lambda t, a, b: _times_pair(t, a, b) and not _GROWN.search(t.label)),
        Hypothesis(lambda a, b: a / b - 1, 2, lambda t, a, b: _times_pair(t, a, b) and not _TIMES_OF.search(t.label)),
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
    lambda q: q.sort not in RATES and is_level(q),
    (),
    portion_claims,
)

RELATIONS = (CHANGE, RATE, BALANCE, MULTIPLE, PORTION)
