"""Rates that prose states (完成率、占比、执行率): a part, a whole, and what it prints of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from docgen.checks.denominators import PLAN, backwards, due, superseded, whole_behind
from docgen.checks.lines import Line, Term
from docgen.checks.proofs import Fit, percent, quotient, told
from docgen.findings import Finding, Severity

_RATE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,8}?(?:率|比例|比重|占比|进度))(?:分别)?(?:约?为|达到?了?|是|实现|[:：])?(?:约为)?$"
)
_SHARE = re.compile(
    r"(?:占(?P<whole>[^QPTBRYO，,。；]{0,18}?)(?:的(?:比例|比重)?)?(?:为|达到?)?|相当于(?P<like>[^QPTBRYO，,。；]{0,16})的)$"
)
_DONE = re.compile(
    r"(?:完成|达到?|实现|为|占|是)(?P<of>[^QPTBRYO，,。；]{0,14}?(?:任务数?|计划数?|目标数?|指标值?|预算数?|额度|年初数|应[^QP，。]{1,6}))(?:量|值)?的$"
)
_OVER = re.compile(
    r"(?:超额?|超过|超出|超)(?:额?完成)?(?P<of>[^QPTBRYO，,。；]{0,12}?)(?:任务|计划|目标|指标)?(?:了|的)?(?:达|约)?$"
)
_TARGET = re.compile(
    r"计划|目标|任务|应|拟|预算|批复|下达|指标|概算|安排|发放|发出|核定|编制|定额|指标值|不少于|不低于|≥|额度|合同|计划数|总投资|到位|总[数量额]|共有?|收回|调查|抽[查检样]|受理|送检|申报|参[评训考加]|报名|登记|总共|总计|合计|全[县市区镇乡村部]"
)
_ACTUAL = re.compile(
    r"完成|实际|实现|支出|执行|使用|支付|建成|已|实[有到]|收回|有效|合格|通过|达标|满意|拨付|兑现|办结|整改|落实|解决|就业"
)
_OF = re.compile(r"占|完成|达到?|实现|相当于|[为是](?:年度|全年|年初|总|计划|目标|预算|任务|应)")
_VALUE_AFTER = re.compile(r"^的?(?:任务|目标|计划|预算|指标)")
_FORGET = re.compile(
    r"人均|户均|亩均|每|平均|单价|标准(?:为|$)|增长|增加|减少|下降|同比|上年|去年|[比较]上|结余|结转|剩余|节约|[比较][^，,]*[多少低高]$"
)
_STEM = re.compile(r"([\u4e00-\u9fff]{2})(?:任务)?(?:率|比例|比重|占比|进度)")
_WINDOW, _SENTENCES = 7, 1
_STEMS = {
    "执行": "执行|支出|使用", "支出": "支出|使用|支付", "支付": "支付|拨付|支出", "到位": "到位|下达|拨付",
    "完成": "完成|实际|建成|实现|执行", "回收": "回收|收回", "合格": "合格|通过|达标", "通过": "通过|合格",
    "有效": "有效", "满意": "满意", "使用": "使用|支出|支付", "兑付": "兑付|兑现|发放", "覆盖": "覆盖|惠及|实施",
    "整改": "整改|完成", "办结": "办结|办理", "就业": "就业", "入住": "入住", "出勤": "实到|出勤|到会|参加",
    "参训": "参训|参加|实到", "参保": "参保", "收回": "收回|回收", "验收": "验收", "达标": "达标|合格", "落图": "落图",
    "利用": "利用|使用", "拨付": "拨付|支付", "资金": "支出|执行|使用|到位", "优良": "优良|良好|优秀", "优秀": "优秀",
}  # fmt: skip


class Share(Struct, frozen=True):
    """A reading of a rate: part ÷ whole; `over` tells that it is part ÷ whole − 1."""

    part: Term
    whole: Term
    over: bool = False
    sure: bool = True


def rates(line: Line) -> Iterator[Finding]:
    """Yield the rates of a passage that no two amounts around them give."""
    for term in line.terms:
        if (
            term.dimension != "率"
            or term.numeral.kind != "数量"
            or term.numeral.about
            or term.computed
        ):
            continue
        if _respectively(line, term) is not None:
            yield from _paired(line, term)
            continue
        cue = "明" if _whole_named(line, term) else _cue(term)
        if not cue:
            continue
        window = _window(line, term)
        over = cue == "超"
        firm = line.terms[term.index - 1] if cue == "明" else None
        if len(window) < 2 or _any_holds(term, window, over=over, whole=firm):  # noqa: PLR2004 (a rate has two ends)
            continue
        reading = _reading(line, term, window, cue)
        if reading is not None:
            yield _found(line, term, reading)


def _respectively(line: Line, term: Term) -> int | None:
    """Return which of several rates after one 分别 a rate is, or None: 分别占76.5%、23.5%."""
    run = _run(line, term)
    return run.index(term) if len(run) > 1 and "分别" in run[0].label else None


def _run(line: Line, term: Term) -> list[Term]:
    """Return the rates joined by 、 or 和 that a rate belongs to."""
    first = term.index
    while (
        first
        and re.fullmatch("[、和与及]", line.terms[first].label)
        and line.terms[first - 1].dimension == "率"
    ):
        first -= 1
    run = [line.terms[first]]
    for following in line.terms[first + 1 :]:
        if following.dimension != "率" or not re.fullmatch("[、和与及]", following.label):
            break
        run.append(following)
    return run


def _paired(line: Line, term: Term) -> Iterator[Finding]:
    """Yield a rate that is not the share of the part it is paired with: 甲、乙分别占…、…."""
    run = _run(line, term)
    if not re.search("占|完成", run[0].label):
        return
    before = [
        t for t in line.terms[: run[0].index]
        if t.sentence == term.sentence and t.numeral.kind == "数量" and t.dimension not in ("率", "百分点", "倍")
    ]  # fmt: skip
    parts = before[-len(run) :]
    wholes = [t for t in before[: -len(run)] if t.dimension == parts[-1].dimension] if parts else []
    if "占" not in run[0].label:
        wholes = [t for t in wholes if PLAN.search(t.label)]
    if wholes and "；" in line.skeleton[line.offset(wholes[0]) : line.offset(term)]:
        return
    if len(parts) < len(run) or len({t.dimension for t in parts}) > 1 or len(wholes) != 1:
        return
    part, whole = parts[run.index(term)], wholes[0]
    if quotient(part.numeral, whole.numeral, term.numeral) is not Fit.HOLDS:
        yield _found(line, term, Share(part, whole))


def _whole_named(line: Line, term: Term) -> bool:
    """Tell whether the whole stands right before a rate: 占计划投资3200万元的83.75%."""
    if term.label.strip() not in ("的", "的约") or not term.index:
        return False
    whole = line.terms[term.index - 1]
    return whole.numeral.kind == "数量" and bool(_OF.search(whole.clause))


def _cue(term: Term) -> str:
    label = term.label
    if _OVER.search(label):
        return "" if re.search("[率占比][^，,。]{0,4}超$", label) else "超"
    if _DONE.search(label) or _VALUE_AFTER.match(term.after):
        return "完成"
    if _SHARE.search(label):
        return "占"
    if re.search(
        r"增长率|贡献率|利率|税率|增速|通胀率|失业率|费率|折扣率|生产率|控制率$", label[-8:]
    ):
        return ""
    return "率" if _RATE.search(label) else ""


def _window(line: Line, term: Term) -> list[Term]:
    found = [
        t for t in line.terms[max(0, term.index - _WINDOW) : term.index + 3]
        if t is not term and term.sentence - _SENTENCES <= t.sentence <= term.sentence
        and t.numeral.kind == "数量" and t.numeral.base > 0
    ]  # fmt: skip
    return [
        t
        for t in found
        if t.dimension not in ("率", "百分点", "倍") and "/" not in t.numeral.unit.name
    ]


def _any_holds(term: Term, window: list[Term], *, over: bool, whole: Term | None = None) -> bool:
    """Tell whether any two amounts around give the rate, complements included; `whole` if named."""
    printed = term.numeral
    for one in window:
        for other in window:
            if one is other or one.dimension != other.dimension or whole not in (None, other):
                continue
            if backwards(term, one, other) or superseded(term, other, window):
                continue
            if quotient(one.numeral, other.numeral, printed, less=int(over)) is Fit.HOLDS:
                return True
            if not over and _rest_holds(one, other, term):
                return True
    return False


def _rest_holds(one: Term, other: Term, term: Term) -> bool:
    """Tell whether the rate is what is left: 结余 10 of 100 and 执行率 90%."""
    part, whole = one.numeral, other.numeral
    if part.base >= whole.base or not re.search("结余|结转|剩余|未|节约", one.label + one.after):
        return False
    rest = (whole.base - part.base) / whole.base
    return abs(rest - term.numeral.base) <= term.numeral.step * term.numeral.unit.factor / 2


def _reading(line: Line, term: Term, window: list[Term], cue: str) -> Share | None:
    before = [t for t in window if t.index < term.index and not _FORGET.search(t.clause)]
    behind = whole_behind(line, term, before) if cue == "率" else None
    if behind is not None:
        return Share(*behind, sure=False)
    if cue == "明":
        whole = line.terms[term.index - 1]
        parts = [t for t in before if t is not whole and t.dimension == whole.dimension]
        return Share(parts[-1], whole) if parts else None
    if cue in ("超", "完成"):
        return _completed(before, over=cue == "超")
    if cue == "占":
        return _shared(term, before)
    return _rated(term, before)


def _completed(before: list[Term], *, over: bool) -> Share | None:
    plans = [t for t in before if PLAN.search(t.label) or re.match("的?(目标|任务|计划)", t.after)]
    if not plans:
        return None
    whole = plans[-1]
    parts = [
        t for t in before if t is not whole and t.dimension == whole.dimension and t not in plans
    ]
    later = [t for t in parts if t.index > whole.index]
    part = later[0] if later else (parts[-1] if parts else None)
    return Share(part, whole, over) if part is not None else None


def _shared(term: Term, before: list[Term]) -> Share | None:
    """Return the reading of 占…的: the last amount, of the whole that is named or stands before."""
    match = _SHARE.search(term.label)
    named = (match["whole"] or match["like"] or "") if match else ""
    same_sentence = [t for t in before if t.sentence == term.sentence]
    if not same_sentence:
        return None
    part = same_sentence[-1]
    if term.index - part.index > 1:
        return None
    wholes = [t for t in before if t is not part and t.dimension == part.dimension]
    if named:
        stem = re.sub(r"[的总全计]|金额|数量", "", named)[-2:]
        by_name = [t for t in wholes if stem and stem in t.label]
        if by_name:
            return Share(part, by_name[-1])
        return (
            Share(part, wholes[-1], sure=False)
            if len(wholes) == 1 and re.search("总|全", named + wholes[0].label)
            else None
        )
    if len(wholes) == 1 and re.search("共|总|合计|全|其中", wholes[0].label + part.label):
        return Share(part, wholes[0], sure=False)
    totals = [t for t in wholes if re.search("共|总|合计|全[市县区年]", t.label)]
    return Share(part, totals[-1], sure=False) if totals else None


def _rated(term: Term, before: list[Term]) -> Share | None:
    """Return the reading of …率: an amount whose words hold its stem, of the one before it."""
    match = _STEM.search(term.label)
    stem = match[1] if match else ""
    words = re.compile(_STEMS.get(stem, stem or "$^"))
    parts = [t for t in before if words.search(t.label) or words.search(t.after)]
    if not parts:
        if stem in ("完成", "执行") and PLAN.search("".join(t.label for t in before)):
            return _completed(before, over=False)
        pair = due(before)
        return Share(*pair, sure=False) if pair else None
    part = parts[-1]
    wholes = [t for t in before if t is not part and t.dimension == part.dimension]
    if not wholes:
        return None
    if len(wholes) == 1:
        whole = wholes[0]
        named = bool(_TARGET.search(whole.label))
        beside = (
            whole.sentence == part.sentence
            and whole.index < part.index
            and whole.numeral.base >= part.numeral.base
        )
        return (
            Share(part, whole, sure=named)
            if beside or (named and whole.index < part.index)
            else None
        )
    earlier = [t for t in wholes if t.index < part.index and _TARGET.search(t.label)]
    plans = [t for t in wholes if PLAN.search(t.label)]
    chosen = (plans or earlier)[-1:] if (plans or earlier) else []
    return Share(part, chosen[0]) if chosen else None


def _found(line: Line, term: Term, reading: Share) -> Finding:
    part, whole, printed = reading.part.numeral, reading.whole.numeral, term.numeral
    value = part.base / whole.base - int(reading.over)
    fit = quotient(part, whole, printed, less=int(reading.over))
    severity = Severity.ERROR if fit is Fit.FAILS and reading.sure else Severity.WARNING
    less = " − 1" if reading.over else ""
    message = (
        f"{part.shown} ÷ {whole.shown}{less} = {percent(value, printed)}，写的是 {printed.shown}"
    )
    if quotient(whole, part, printed, less=int(reading.over)) is Fit.HOLDS or _turned(
        part.base, whole.base, printed.base, reading.over
    ):
        message += "；像是把两个数除反了"
    elif part.unit.dimension == "元" and _ten_thousand(value + int(reading.over), printed.base):
        message += "；像是把元和万元弄混了（相差一万倍）"
    return told("REC03", severity, line, term, message, (reading.part, reading.whole))


def _turned(part: Decimal, whole: Decimal, printed: Decimal, over: bool) -> bool:  # noqa: FBT001 (says what is compared)
    half = Decimal("0.006")
    return over and bool(part) and abs(whole / part - printed) < half


def _ten_thousand(value: Decimal, printed: Decimal) -> bool:
    ratio = value / printed if printed else Decimal(0)
    return any(
        abs(ratio / factor - 1) < Decimal("0.01") for factor in (Decimal(10000), Decimal("0.0001"))
    )
