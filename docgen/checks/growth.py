"""Growth that prose states (增减): from, to, by how much, by what rate or how many points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from docgen.checks.changes import BASE, REACHES, WAY, is_previous, is_step, of_another, sign_of
from docgen.checks.lines import Line, Term
from docgen.checks.parts import of_a_rate
from docgen.checks.points import points, unpointed
from docgen.checks.proofs import last_place, percent, plain, slack, told
from docgen.findings import Finding, Severity

_NO_VALUE = re.compile(r"人均|户均|亩均|平均|累计|其中")
_CHANGED = re.compile(
    r"(?:减少|降低|节约|压减|压缩|新增|增加|增收|减收|[多少](?:安排|支出|投入|拨付|争取|完成))(?!到|至|为)[\u4e00-\u9fff]{0,8}(?<![到至为])$"
)
_HIGHER = re.compile(r"(?:(?P<up>高出?|快)|(?P<down>低|慢))(?:了|约)?$")
_NOT_THAT = re.compile(r"年均|平均每年|复合|环比|拉动|贡献")

_UNLIKELY = 10  # more than tenfold: the two amounts are not of one thing


class Change(Struct, frozen=True):
    """A reading of a change: what it was, what it is, or by how much it changed."""

    rate: Term
    down: bool
    now: Term | None = None
    before: Term | None = None
    step: Term | None = None


def growth(line: Line) -> Iterator[Finding]:
    """Yield the rates of growth and the differences of a passage that do not hold."""
    for term in line.terms:
        if term.numeral.kind != "数量" or term.numeral.about or term.computed:
            continue
        way = WAY.search(term.label) or _HIGHER.search(term.label)
        if way is None or _NOT_THAT.search(term.label):
            continue
        down = way["up"] is None
        if term.dimension == "率" and WAY.search(term.label):
            yield from _rate(line, term, down=down)
        elif term.dimension == "百分点":
            yield from points(line, term, down=down)
        elif WAY.search(term.label):
            yield from _difference(line, term, down=down)


def _window(line: Line, term: Term) -> list[Term]:
    """Return the quantities that a rate may speak of: in its sentence, up to eight before it."""
    found = [
        t for t in line.terms[max(0, term.index - 8) : term.index + 3]
        if t is not term and t.sentence == term.sentence and t.numeral.kind == "数量"
    ]  # fmt: skip
    return [t for t in found if t.dimension not in ("率", "百分点", "倍")]


def _apart(line: Line, one: Term, other: Term) -> bool:
    """Tell whether two amounts are said of different things: a ； between, or a rate's whole."""
    between = line.skeleton[line.offset(one) : line.offset(other)]
    return "；" in between or of_a_rate(line, one)


def _rate(line: Line, term: Term, *, down: bool) -> Iterator[Finding]:
    window = _window(line, term)
    if not window:
        yield from unpointed(line, term, down=down)
        return
    own = [t for t in window if not _apart(line, t, term)]
    readings = [
        reading
        for reading in _readings(line, term, own, down=down)
        if not of_another(term, (t for t in (reading.now, reading.before, reading.step) if t))
    ]
    if not readings or _any_holds(line, term, window, down=down):
        return
    chosen = readings[0]
    should = _exact(chosen)
    if should is None or abs(should) > _UNLIKELY:
        return
    below = abs(should) - term.numeral.base
    cut = 0 <= below < term.numeral.step * term.numeral.unit.factor and (should < 0) == down
    severity = Severity.WARNING if cut else Severity.ERROR
    word = "下降" if down else "增长"
    message = f"{_proof(chosen)}，应{'下降' if should < 0 else '增长'} {percent(abs(should), term.numeral)}，写的是{word} {term.numeral.shown}"
    if (should < 0) != down and should:
        message += "（方向相反）"
    others = [t for t in (chosen.now, chosen.before, chosen.step) if t]
    yield told("REC02", severity, line, term, message, others)


def _readings(line: Line, term: Term, window: list[Term], *, down: bool) -> Iterator[Change]:
    """Yield what a rate is most likely said of, the most explicit first."""
    before = [t for t in window if t.index < term.index]
    for base in reversed(before):
        now = _beside(line, base, before)
        if now is not None:
            yield Change(term, down, now=now, before=base)
    behind = next((t for t in window if t.index == term.index + 1), None)
    last = before[-1] if before else None
    if behind and last and is_previous(line, behind) and last.dimension == behind.dimension:
        yield Change(term, down, now=last, before=behind)  # 52.6亿元，增长18.2%，上年同期为46.5亿元
    yield from _saved(line, term, before, down=down)
    if last is not None and last.index == term.index - 1:
        way = WAY.search(last.label)
        if way is not None and _adjacent(line, last, term):
            same = [
                t for t in before[:-1] if t.dimension == last.dimension and not WAY.search(t.label)
            ]
            step_down = way["up"] is None
            previous = [t for t in same if is_previous(line, t)]
            now_ = [t for t in same if not is_previous(line, t)]
            if previous and BASE.search(previous[-1].label):
                yield Change(term, step_down, before=previous[-1], step=last)
            elif now_ and not previous:
                yield Change(term, step_down, now=now_[-1], step=last)


def _saved(line: Line, term: Term, before: list[Term], *, down: bool) -> Iterator[Change]:
    """Yield the reading of 节约用电12万度，较上年用电180万度下降8%, unless it holds."""
    if len(before) != 2 or not is_previous(line, before[1]) or not before[1].numeral.base:  # noqa: PLR2004 (by how much, and of what)
        return
    step, base = before
    if step.dimension == base.dimension and _CHANGED.search(step.clause):
        near = (
            term.numeral.step * term.numeral.unit.factor / 2
            + slack(step.numeral) / base.numeral.base
        )
        if abs(step.numeral.base / base.numeral.base - term.numeral.base) > near:
            yield Change(term, down, before=base, step=step)


def _adjacent(line: Line, one: Term, other: Term) -> bool:
    gap = line.skeleton[line.offset(one) + 1 : line.offset(other)]
    return len(gap) < 12 and "。" not in gap and "；" not in gap  # noqa: PLR2004 (，增长 and the like)


def _beside(line: Line, base: Term, before: list[Term]) -> Term | None:
    """Return the present value that a previous one is compared with, or None."""
    changed = WAY.search(base.label) or _CHANGED.search(base.clause)
    if changed or not is_previous(line, base):
        return None
    alike = [
        t for t in before
        if t is not base and t.dimension == base.dimension and not is_previous(line, t)
        and not is_step(t) and not _CHANGED.search(t.clause)
    ]  # fmt: skip
    same = [t for t in alike if not _NO_VALUE.search(t.clause)] or [
        t
        for t in alike
        if t.index == base.index - 1 and "均" in t.clause  # 平均35，较上年40
    ]
    if BASE.search(base.clause) and re.search("[由从自]", base.clause):
        later = [t for t in same if t.index > base.index]
        return later[0] if later else None
    earlier = [t for t in same if t.index < base.index]
    later = [t for t in same if t.index > base.index]
    if re.search("[比较]", base.label):
        joined = [
            t for t in before
            if t.index == base.index - 1 and t.dimension == base.dimension and "新增" in t.clause
        ]  # fmt: skip
        if earlier or joined:  # 新增产值36亿元，较上年30亿元
            return (earlier or joined)[-1]
    return later[0] if later else (earlier[-1] if earlier else None)


def _any_holds(line: Line, term: Term, window: list[Term], *, down: bool) -> bool:
    """Tell whether any two of the amounts around a rate are so related."""
    sign = -1 if down else 1
    rate = sign * term.numeral.base
    near = term.numeral.step * term.numeral.unit.factor / 2
    for one in window:
        for other in window:
            if one is other or one.dimension != other.dimension or not other.numeral.base:
                continue
            if is_previous(line, one) and not is_previous(line, other) and not is_step(one):
                continue
            a, b = one.numeral, other.numeral
            wobble = (slack(a) + slack(b) * max(abs(a.base / b.base), Decimal(1))) / abs(b.base)
            steps = [a.base / b.base - 1]
            if is_step(one):
                change = a.base * sign_of(one)
                before = b.base if is_previous(line, other) else b.base - change
                steps = [change / before] if before else []
            if any(
                abs(step - rate) <= near + wobble or last_place(step * sign, a, b, term.numeral)
                for step in steps
            ):
                return True
    return False


def _exact(change: Change) -> Decimal | None:
    step = change.step.numeral.base * (-1 if change.down else 1) if change.step else None
    now = change.now.numeral.base if change.now else None
    before = change.before.numeral.base if change.before else None
    if before is None and now is not None and step is not None:
        before = now - step
    if step is None and now is not None and before is not None:
        step = now - before
    return step / before if step is not None and before else None


def _proof(change: Change) -> str:
    if change.step is None and change.now and change.before:
        return f"由 {change.before.numeral.shown} 到 {change.now.numeral.shown}"
    word = "减少" if change.down else "增加"
    if change.before and change.step:
        return f"由 {change.before.numeral.shown}{word} {change.step.numeral.shown}"
    if change.now and change.step:
        return f"{word} {change.step.numeral.shown} 后为 {change.now.numeral.shown}"
    return ""


def _from_to_behind(line: Line, term: Term) -> list[Term]:
    """Return the two amounts of 减少20万吨，由180万吨降为150万吨, or none."""
    pair = list(line.terms[term.index + 1 : term.index + 3])
    fits = len(pair) == 2 and all(  # noqa: PLR2004 (from and to)
        t.dimension == term.dimension and t.sentence == term.sentence and not t.numeral.about
        and t.numeral.kind == "数量" for t in pair
    )  # fmt: skip
    led = fits and re.search("[由从]", pair[0].clause) and REACHES.search(pair[1].clause)
    return pair if led and not re.search("[；。]", pair[0].label) else []


def _difference(line: Line, term: Term, *, down: bool) -> Iterator[Finding]:
    """Yield 增加X that is not the difference of the two amounts it stands by."""
    if not is_step(term) or REACHES.search(term.label):
        return
    before = [
        t for t in line.terms[max(0, term.index - 4) : term.index]
        if t.sentence == term.sentence and t.dimension == term.dimension
        and t.numeral.kind == "数量" and not is_step(t) and not t.numeral.about
        and not _apart(line, t, term)
    ]  # fmt: skip
    previous = [t for t in before if is_previous(line, t)]
    now = [t for t in before if t not in previous]
    if not before:
        behind = _from_to_behind(line, term)
        previous, now = behind[:1], behind[1:]
        before = behind
    elif of_another(term, before):
        return
    if not previous or not now or len(before) != 2:  # noqa: PLR2004 (just two amounts are compared)
        return
    base, last = previous[-1], now[-1]
    gap = last.numeral.base - base.numeral.base
    tolerance = slack(last.numeral) + slack(base.numeral) + slack(term.numeral)
    sign = -1 if down else 1
    if abs(gap - sign * term.numeral.base) <= tolerance:
        return
    message = (
        f"由 {base.numeral.shown} 到 {last.numeral.shown}，应{'减少' if gap < 0 else '增加'} "
        f"{plain(abs(gap), term.numeral)}，写的是{'减少' if down else '增加'} {term.numeral.shown}"
    )
    yield told("REC02", Severity.ERROR, line, term, message, (base, last))
