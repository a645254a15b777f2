"""The solver of relations (勾稽推算): hypotheses are tried, one that holds silences, else it is told.

A relation is a declaration: whose number is judged, what may explain it, and what its words claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import permutations, product

from msgspec import Struct

from docgen.checks.numerals import Numeral
from docgen.checks.read.numeral_roles import Quantity, ReadText
from docgen.figures.decimals import number_text

_POOL = 14
"""Numbers that may stand in one place of a hypothesis: whoever has more states a table in words."""
_FINE = 0.01
_ABOUT = 0.05
_EPSILON = 1e-9
_WORDS = {"率": ("增长", "下降"), "百分点": ("提高", "降低")}
_TEN_THOUSAND = 1e4
_ADVICE = "核对原文，改正错的一个数"


class Disagreement(Struct, frozen=True):
    """What does not agree in a text (不符): a span, what is said, and the numbers it is held against."""

    code: str
    start: int
    end: int
    message: str
    related: tuple[Quantity, ...] = ()
    advice: str = _ADVICE


class Hypothesis(Struct, frozen=True):
    """One way to get a number from others (假设): `value` of `count` numbers that `suits` allows."""

    value: Callable[..., float]
    count: int
    suits: Callable[..., bool]


class Claim(Struct, frozen=True):
    """What words say a number should be (说法): `value` of the numbers, and how the proof is told.

    `proof` is a pattern for the numbers; `change` makes it 应增长 …, not = ….
    """

    value: Callable[..., float]
    operands: tuple[Quantity, ...]
    proof: str
    sign: int = 1
    change: bool = False


class Relation(Struct, frozen=True):
    """A declaration (勾稽关系): hypotheses may only silence, `claims` accuse.

    `judges` tells whose number the relation speaks of; `back` and `ahead` are the sentences whose
    numbers may explain it.
    """

    code: str
    judges: Callable[[Quantity], bool]
    hypotheses: tuple[Hypothesis, ...]
    claims: Callable[[ReadText, Quantity], Iterator[Claim]]
    back: int = 1
    ahead: int = 1


def is_near(
    claim: Callable[..., float], operands: Iterable[Quantity], target: Quantity, sign: int = 1
) -> bool:
    """Tell whether a value agrees with a number as far as the printed places allow.

    Operands run over half of their last place on both sides; a rate may be cut off in place of
    rounded.
    """
    spans = [
        (q.value - q.half, q.value, q.value + q.half) if q.half else (q.value,) for q in operands
    ]
    try:
        values = [claim(*point) for point in product(*spans)]
    except ZeroDivisionError:
        return True
    low, high, stated = min(values), max(values), target.value * sign
    room = stated_slack(target) + _EPSILON * max(abs(stated), abs(low), abs(high))
    if low - room <= stated <= high + room:
        return True
    is_cut = target.dim == "率" and target.place < _FINE
    return is_cut and low - target.place < stated <= high


def stated_slack(target: Quantity) -> float:
    """Return what the printed place of a number hides: half of it; a mean may be cut."""
    if target.has_role("mean"):
        return target.place
    if not target.is_exact:
        return max(target.place, abs(target.value) * _ABOUT)
    return target.place / 2 if target.dim in {"率", "百分点"} else target.half


def is_explained(read: ReadText, relation: Relation, target: Quantity) -> bool:
    """Tell whether any hypothesis of a relation gives the number."""
    pool = [
        q for q in read.near_quantities(target, relation.back, relation.ahead) if q is not target
    ]
    pool = sorted(pool, key=lambda q: abs(q.at - target.at))[:_POOL]
    sign = target.sign or 1
    return any(
        hypothesis.suits(target, *chosen) and is_near(hypothesis.value, chosen, target, sign)
        for hypothesis in relation.hypotheses
        for chosen in permutations(pool, hypothesis.count)
    )


def unexplained_numbers(read: ReadText, relations: tuple[Relation, ...]) -> Iterator[Disagreement]:
    """Yield the numbers that words accuse and nothing explains: one explanation serves all relations."""
    for target in read.quantities:
        mine = [relation for relation in relations if relation.judges(target)]
        if not mine or not target.is_exact:
            continue
        claims = [
            (relation.code, claim) for relation in mine for claim in relation.claims(read, target)
        ]
        if not claims or any(is_near(c.value, c.operands, target, c.sign) for _, c in claims):
            continue
        if not any(is_explained(read, relation, target) for relation in mine):
            code, claim = claims[0]
            if all(operand.is_exact for operand in claim.operands):
                yield _told_claim(code, claim, target)


def _told_claim(code: str, claim: Claim, target: Quantity) -> Disagreement:
    expected = claim.value(*(q.value for q in claim.operands))
    proof = claim.proof.format(*(q.shown for q in claim.operands))
    if claim.change:
        up, down = _WORDS.get(target.dim, ("增加", "减少"))
        wanted = f"应{up if expected >= 0 else down} {shown_value(abs(expected), target)}"
        said = up if claim.sign >= 0 else down
        hint = "（方向相反）" if expected * claim.sign < 0 else ""
    else:
        wanted, said, hint = (
            f"= {shown_value(expected * claim.sign, target)}",
            "",
            _slip_hint(claim, target),
        )
    message = f"{proof}{wanted}，写的是{said} {target.shown}{hint}"
    return Disagreement(code, target.start, target.end, message, claim.operands)


def _slip_hint(claim: Claim, target: Quantity) -> str:
    """Return what looks like the cause: the two numbers divided the wrong way round, or 元 for 万元."""
    if len(claim.operands) == 2 and is_near(claim.value, claim.operands[::-1], target, claim.sign):  # noqa: PLR2004 (a ratio)
        return "；像是把两个数除反了" if target.dim == "率" else ""
    return unit_hint(target.value, claim.value(*(q.value for q in claim.operands)))


def unit_hint(stated: float, expected: float) -> str:
    """Return a hint where two values are 10 000 times apart: 元 written for 万元, "" elsewhere."""
    ratio = stated / expected if expected else 0.0
    far = any(abs(ratio / scale - 1) < _ABOUT for scale in (_TEN_THOUSAND, 1 / _TEN_THOUSAND))
    return "；像是把元和万元弄混了（相差一万倍）" if far else ""


def shown_value(value: float, like: Quantity) -> str:
    """Return a value in the unit of a number: a rate at its places, at least two."""
    places = max(-int(like.numeral.step.as_tuple().exponent), 0)
    unit = like.numeral.unit
    if like.dim == "率":
        return f"{value / float(unit.factor):.{max(places, 2)}f}{unit.name}"
    number = f"{value / (float(unit.factor) or 1):.{max(places, 4)}f}".rstrip("0").rstrip(".")
    return f"{number} {unit.name}".rstrip()


def shown_sum(parts: Iterable[Numeral], whole: Numeral, named: str) -> str:
    """Return the proof of a sum that misses its whole, in the unit of the whole."""
    amounts = [float(each.base / whole.unit.factor) for each in parts]
    numbers = [_short_number(amount) for amount in amounts]
    many = [*numbers[:4], "…", *numbers[-2:]] if len(numbers) > _POOL // 2 else numbers
    total, unit = sum(amounts), f" {whole.unit.name}".rstrip()
    gap = _short_number(abs(total - float(whole.number)))
    missed = f"与{named} {number_text(whole.number)} 相差 {gap}{unit}"
    return f"{' + '.join(many)} = {_short_number(total)}，{missed}"


def _short_number(value: float) -> str:
    return re.sub(r"\.?0+$", "", f"{value:.6f}")
