"""What a rate is most likely said of (率的分子分母): which amount is the part, which the whole."""

from __future__ import annotations

import re

from msgspec import Struct

from docgen.checks.denominators import beside, both_behind, due, planned, whole_behind
from docgen.checks.lines import Line, Term

_RATE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,8}?(?:率|比例|比重|占比|进度|满意度))(?:分别)?(?:约?为|达到?了?|是|实现|[:：])?(?:约为)?$"
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
    r"计划|目标|任务|应|拟|预算|批复|下达|指标|概算|安排|发放|发出|核定|编制|定额|指标值|不少于|不低于|≥|额度|合同|计划数|总投资|到位|总[数量额]|共有?|收回|参与|送审|辖|现有|调查|抽[查检样]|受理|送检|申报|参[评训考加]|报名|登记|总共|总计|合计|全[县市区镇乡村部]"
)
_VALUE_AFTER = re.compile(r"^的?(?:任务|目标|计划|预算|指标)")
_FORGET = re.compile(
    r"人均|户均|亩均|每|平均|单价|标准(?:为|$)|增长|增加|减少|下降|同比|上年|去年|[比较]上|结余|结转|剩余|节约|[比较][^，,]*[多少低高]$"
)
_STEM = re.compile(r"([\u4e00-\u9fff]{2})(?:任务)?(?:率|比例|比重|占比|进度|(?<=满意)度)")
_GRADED = re.compile("非常满意|比较满意|较满意|基本满意|很满意|不满意|一般")
_STEMS = {
    "执行": "执行|支出|使用|支付|拨付|采购金额", "支出": "支出|使用|支付", "支付": "(?<!未)支付|拨付|支出",
    "到位": "到位|下达|拨付",
    "完成": "完成|实际|建成|实现|执行", "回收": "回收|收回", "合格": "合格|通过|达标", "通过": "通过|合格",
    "有效": "有效", "满意": "(?<!不)满意(?!度)", "使用": "使用|支出|支付", "兑付": "兑付|兑现|发放", "覆盖": "覆盖|惠及|实施",
    "整改": "整改|完成", "办结": "办结|办理", "就业": "就业", "入住": "入住", "出勤": "实到|出勤|到会|参加",
    "参训": "参训|参加|实到", "参保": "参保", "收回": "收回|回收", "验收": "验收", "达标": "达标|合格", "落图": "落图",
    "利用": "利用|使用", "拨付": "拨付|支付", "资金": "支出|执行|使用|到位", "优良": "优良|良好|优秀", "优秀": "优秀",
}  # fmt: skip


class Share(Struct, frozen=True):
    """A reading of a rate: part ÷ whole; `over`: part ÷ whole − 1; `rest`: 1 − part ÷ whole."""

    part: Term
    whole: Term
    over: bool = False
    sure: bool = True
    rest: bool = False


def cue_of(term: Term) -> str:
    """Return how a rate is told: 超 (超额…%), 完成 (完成任务的…%), 占, 率 (…率为…%), or ""."""
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


def reading_of(line: Line, term: Term, window: list[Term], cue: str) -> Share | None:
    """Return the part and the whole that a rate, told in a manner, is most likely said of."""
    before = [t for t in window if t.index < term.index and not _FORGET.search(t.clause)]
    behind = both_behind(line, term) or whole_behind(line, term, before) if cue == "率" else None
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
    plans = [t for t in before if planned(t.label) or re.match("的?(目标|任务|计划)", t.after)]
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
    named = (match["whole"] or match["like"] or "").removeprefix("比") if match else ""
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
    words = re.compile(f"(?<![不未])(?:{_STEMS.get(stem, stem or '$^')})")
    parts = [t for t in before if words.search(t.label) or words.search(t.after)]
    exact = [t for t in before if stem and re.search(f"(?<![不未]){stem}(?!度)", t.clause)]
    short = re.compile(f"(?<![不未]){stem[:1]}[\u4e00-\u9fff]{{0,3}}{stem[1:]}") if stem else None
    parts = exact or parts or [t for t in before if short and short.search(t.clause)]
    left = _left_out(before, stem)
    if left is not None:
        return left
    budget = _of_budget(term, before)
    if budget is not None:
        return budget
    if stem == "满意" and (len(parts) != 1 or _GRADED.search(parts[0].label + parts[0].after)):
        return None  # grades are weighed, each bureau by its own weights
    if not parts:
        return _unnamed(term, before, stem)
    part = parts[-1]
    wholes = [t for t in before if t is not part and t.dimension == part.dimension]
    if len(wholes) == 1:
        return _of_one(part, wholes[0])
    earlier = [t for t in wholes if t.index < part.index and _TARGET.search(t.label)]
    plans = [t for t in wholes if planned(t.label)]
    chosen = (plans or earlier)[-1:]
    return Share(part, chosen[0]) if chosen else None


def _left_out(before: list[Term], stem: str) -> Share | None:
    """Return the reading of a rate by what is left out: 不合格46人 of 1320人."""
    out = [t for t in before if stem and re.search(f"[不未]{stem}", t.clause)]
    wholes = [
        t for t in before if out and t.dimension == out[0].dimension and _TARGET.search(t.label)
    ]
    if len(out) != 1 or not wholes or wholes[0].numeral.base < out[0].numeral.base:
        return None
    return Share(out[0], wholes[0], rest=True)


def _of_budget(term: Term, before: list[Term]) -> Share | None:
    """Return the reading of 预算完成率, 预算执行率: the last spending, of the largest budget."""
    if not re.search("预算(?:完成|执行|支出)率", term.label) or any(
        "调整" in t.label for t in before
    ):
        return None
    spent = [
        t
        for t in before
        if re.search("支出|执行|决算|支付|使用|拨付", t.clause) and t.dimension == "元"
    ]
    money = [
        t
        for t in before
        if "预算" in t.label and spent and t is not spent[-1] and t.dimension == "元"
    ]
    whole = max(money, key=lambda t: t.numeral.base, default=None)
    return Share(spent[-1], whole) if whole is not None and whole.index < spent[-1].index else None


def _of_one(part: Term, whole: Term) -> Share | None:
    """Return a share of the only other amount, if it is named as a whole or stands before it."""
    named = bool(_TARGET.search(whole.label))
    together = whole.sentence == part.sentence and whole.numeral.base >= part.numeral.base
    if whole.index < part.index and (together or named):
        return Share(part, whole, sure=named)
    return None


def _unnamed(term: Term, before: list[Term], stem: str) -> Share | None:
    """Return the reading of a rate whose part is not named by its stem."""
    if stem in ("完成", "执行") and planned("".join(t.label for t in before)):
        return _completed(before, over=False)
    pair = due(before) or (beside(term, before, stem) if stem else None)
    return Share(*pair, sure=False) if pair else None
