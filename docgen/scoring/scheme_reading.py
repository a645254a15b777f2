"""A scheme file becomes a Scheme, or is refused with the line that is wrong (评分办法读取)."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import cast

from docgen.content.yaml.nodes import Mapping, Node, Scalar
from docgen.figures.decimals import number_text
from docgen.scoring.scheme import (
    Ceiling,
    CeilingRule,
    ExecutionRule,
    Grade,
    GradedRule,
    GradeRule,
    Origin,
    OverRule,
    Scheme,
    Tier,
    TierRule,
    WeightRule,
)
from docgen.scoring.scheme_nodes import SECTIONS, Fields, Notes, Outline, Typed, decimal
from docgen.scoring.scheme_steps import at, distinct, rate, seamless, steps

EXECUTION, INDICATORS = "预算执行率", "绩效指标"
_METHODS: dict[str, tuple[str, ...]] = {
    "正向": ("比例", "及格门槛", "全有或全无", "扣分"),
    "反向": ("线性", "比值", "全有或全无", "扣分"),
    "等于": ("比例", "全有或全无"),
    "区间": ("两侧", "全有或全无"),
    "日期": ("全有或全无", "扣分"),
    "频次": ("比例", "及格门槛", "全有或全无", "扣分"),
    "是否": ("全有或全无",),
    "满意度": ("比例", "及格门槛", "全有或全无", "分档"),
}
_ONE, _NONE = Decimal(1), Decimal(0)


def scheme(outline: Outline, notes: Notes) -> Scheme | None:
    """Return the scheme that an outline is; None, with notes, when it is incomplete or at odds."""
    missing = [name for name in SECTIONS if name not in outline.sections and name != "总分封顶"]
    for name in missing:
        notes.add(
            "SCO12",
            outline.source,
            f"评分办法缺少“{name}”一节",
            "补上这一节，或写 基于: 财预2020-10",
        )
    for key in ("名称", "文号"):
        if key not in outline.head:
            notes.add("SCO12", outline.source, f"评分办法缺少“{key}”", f"写上 {key}: …")
    if missing:
        return None
    read = _scheme(outline, notes)
    return None if notes.refused else read


def _scheme(outline: Outline, notes: Notes) -> Scheme:
    def fields(name: str) -> Fields:
        empty = Typed({}, _word(outline, "文号"), outline.source)
        return Fields(name, outline.sections.get(name, empty), notes)

    graded = {name: _graded(fields(name), name) for name in _METHODS}
    places = _places(fields("小数"))
    weights = _weights(fields("权重"))
    execution = _execution(fields("执行率"))
    _same_weight(weights, execution, notes)
    bare = _chosen(fields("指标值"), "没有符号", ("不低于", "等于"))
    return Scheme(
        name=_word(outline, "名称"),
        citation=_word(outline, "文号"),
        source=outline.source,
        year=_word(outline, "年份"),
        place=_word(outline, "地区"),
        weights=weights,
        execution=execution,
        positive=graded["正向"],
        negative=graded["反向"],
        equal=graded["等于"],
        interval=graded["区间"],
        date=graded["日期"],
        frequency=graded["频次"],
        yes_no=graded["是否"],
        satisfaction=graded["满意度"],
        qualitative=_qualitative(fields("定性")),
        over=_over(fields("超额")),
        ceiling=_ceiling(fields("总分封顶")),
        grades=_grades(fields("等级"), weights.full),
        inapplicable=_chosen(fields("不适用"), "方式", ("分值须为零", "剔除折算")),
        totalling=_chosen(fields("汇总"), "方式", ("不合计", "先汇总后评分", "资金加权")),
        bare=">=" if bare == "不低于" else "=",
        places=places[0],
        total_places=places[1],
        based_on=_word(outline, "基于"),
        remarks=_word(outline, "说明"),
    )


def _word(outline: Outline, key: str) -> str:
    return outline.head[key].content.strip() if key in outline.head else ""


def _origin(fields: Fields) -> Origin:
    citation = fields.words("文号", fields.section.citation)
    unverified = fields.flag("待核", default=False)
    return Origin(citation, fields.words("出处", ""), unverified, fields.section.source)


def _chosen(fields: Fields, key: str, allowed: tuple[str, ...]) -> str:
    """Return the one word that a section says."""
    word = fields.choice(key, allowed)
    fields.closed()
    return word


def _places(fields: Fields) -> tuple[int, int]:
    """Return the decimals of scores and of totals."""
    found = _digits(fields, "得分"), _digits(fields, "总分")
    fields.closed()
    return found


def _digits(fields: Fields, key: str) -> int:
    value = fields.number(key)
    if value != int(value) or value > 6:  # noqa: PLR2004 (no form prints more)
        fields.wrong(key, f"{value}", "写 0 到 6 之间的整数")
    return int(value)


def _graded(fields: Fields, name: str) -> GradedRule:
    method = fields.choice("方式", _METHODS[name])
    gate = fields.number("门槛") if method == "及格门槛" else None
    if gate is not None and gate >= _ONE:
        fields.wrong("门槛", f" {fields.words('门槛')}", "写小于 100% 的门槛，如 60%")
        gate = None
    zero_at = fields.number("零分倍数") if method == "线性" else None
    if zero_at is not None and zero_at <= _ONE:
        fields.wrong("零分倍数", f" {zero_at}", "写大于 1 的倍数，如 2")
    per, unit = _per(fields) if method == "扣分" else (None, "")
    points = fields.number("扣") if method == "扣分" else None
    table = steps(fields, _ONE) if method == "分档" else ()
    origin = _origin(fields)
    fields.closed()
    return GradedRule(origin, method, gate, zero_at, per, unit, points, table)


def _per(fields: Fields) -> tuple[Decimal, str]:
    word = fields.words("每").replace("％", "%")
    number = word.rstrip("%天日个百分点次项")
    unit = "%" if word.endswith("%") else word[len(number) :]
    value = decimal(number + ("%" if unit == "%" else ""))
    if value is None or value <= 0:
        fields.wrong("每", f"“{word}”", "写 1%、1天 这样的数")
        return _ONE, ""
    return value, unit


def _execution(fields: Fields) -> ExecutionRule:
    method = fields.choice("方式", ("比例", "分档"))
    weight = fields.number("分值")
    stepped = method == "分档"
    table = steps(fields, weight or _ONE) if stepped else ()
    finished = (
        fields.number("已完成") / weight if stepped and fields.node("已完成") and weight else None
    )
    capped = fields.flag("封顶", default=True)
    empty = fields.choice("预算为零", ("不适用", "满分", "零分"))
    origin = _origin(fields)
    fields.closed()
    return ExecutionRule(origin, weight, method, capped, table, finished, empty)


def _qualitative(fields: Fields) -> TierRule:
    tiers = cast("list[Tier]", fields.rows("档", _tier))
    bounds = [(tier.low, tier.high) for tier in tiers]
    seamless(fields, list(bounds))
    if tiers and tiers[0].high != _ONE:
        at(
            fields,
            fields.node("档"),
            0,
            f"{fields.name}最高一档的上限是 {rate(tiers[0].high)}",
            "写 100%",
        )
    distinct(fields, [name for tier in tiers for name in (tier.name, *tier.aliases)])
    origin = _origin(fields)
    fields.closed()
    best = tuple(Tier(t.name, t.low, t.high, n == 0, t.aliases) for n, t in enumerate(tiers))
    return TierRule(origin, best)


def _tier(row: Fields) -> Tier:
    also = row.words("又称", "")
    aliases = tuple(word.strip() for word in also.replace("，", "、").split("、") if word.strip())
    return Tier(row.words("名称"), row.number("下限"), row.number("上限"), aliases=aliases)


def _over(fields: Fields) -> OverRule:
    treatment = fields.choice("方式", ("提示", "须说明", "扣分", "不问"))
    threshold = fields.number("门槛") if treatment != "不问" else None
    if threshold is not None and threshold <= _ONE:
        fields.wrong("门槛", f" {rate(threshold)}", "写大于 100% 的完成率，如 130%")
    points = fields.number("扣") if treatment == "扣分" else _NONE
    origin = _origin(fields)
    fields.closed()
    return OverRule(origin, threshold, treatment, points)


def _ceiling(fields: Fields) -> CeilingRule:
    if not fields.section.pairs or fields.words("方式", "封顶") == "不封顶":
        return CeilingRule(Origin(fields.section.citation))
    ceilings = cast("list[Ceiling]", fields.rows("档", _one_ceiling))
    seamless(fields, [(ceiling.low, ceiling.high) for ceiling in ceilings])
    for index, (one, other) in enumerate(pairwise(ceilings), 1):
        if other.most > one.most:
            message = (
                f"{fields.name}第 {index + 1} 档的总分 {other.most} 高于第 {index} 档的 {one.most}"
            )
            at(fields, fields.node("档"), index, message, "执行率越低，封顶的总分越低")
    origin = _origin(fields)
    fields.closed()
    return CeilingRule(origin, tuple(ceilings))


def _one_ceiling(row: Fields) -> Ceiling:
    high = row.number("上限") if row.node("上限") is not None else None
    return Ceiling(row.number("下限"), high, row.number("总分"))


def _grades(fields: Fields, full: Decimal) -> GradeRule:
    grades = cast(
        "list[Grade]", fields.rows("档", lambda r: Grade(r.words("名称"), r.number("下限")))
    )
    node = fields.node("档")
    for index, (one, other) in enumerate(pairwise(grades), 1):
        if other.low >= one.low:
            message = f"等级“{other.name}”的下限 {other.low} 分不低于“{one.name}”的 {one.low} 分"
            at(fields, node, index, message, "等级由高到低写，下限逐级降低")
    if grades and grades[-1].low != _NONE:
        message = f"最低的等级“{grades[-1].name}”下限是 {grades[-1].low} 分，更低的没有等级"
        at(fields, node, len(grades) - 1, message, "最低的等级下限写 0")
    if grades and grades[0].low > full:
        at(
            fields,
            node,
            0,
            f"等级“{grades[0].name}”的下限 {grades[0].low} 分高于满分 {full} 分",
            "核对下限",
        )
    distinct(fields, [grade.name for grade in grades])
    basis = fields.choice("依据", ("显示总分", "精确总分"))
    origin = _origin(fields)
    fields.closed()
    return GradeRule(origin, tuple(grades), basis)


def _weights(fields: Fields) -> WeightRule:
    full = fields.number("满分")
    node = fields.node("方案")
    profiles = []
    for item in getattr(node, "items", ()):
        profile = _profile(item, fields)
        total = sum(profile.values(), _NONE)
        if profile and total != full:
            parts = " + ".join(number_text(value) for value in profile.values())
            message = f"权重方案 {parts} = {number_text(total)}，与满分 {number_text(full)} 不符"
            fields.notes.add("SCO13", item.source, message, "使各项之和等于满分")
        profiles.append(profile)
    if not profiles:
        fields.missing("方案", node)
    origin = _origin(fields)
    fields.closed()
    return WeightRule(origin, full, tuple(profiles))


def _profile(item: Node, fields: Fields) -> dict[str, Decimal]:
    profile: dict[str, Decimal] = {}
    for key, node in item.pairs if isinstance(item, Mapping) else ():
        value = decimal(node.content) if isinstance(node, Scalar) else None
        if value is None or value < 0:
            fields.notes.add(
                "SCO12", node.source, f"权重“{key.content}”不是一个数", "写 50 这样的数"
            )
            value = _NONE
        profile[key.content.strip()] = value
    return profile


def _same_weight(weights: WeightRule, execution: ExecutionRule, notes: Notes) -> None:
    for number, profile in enumerate(weights.profiles, 1):
        share = profile.get(EXECUTION, _NONE)
        if profile and share != execution.weight:
            own = f"执行率一节的分值是 {execution.weight} 分"
            message = f"权重方案 {number} 的预算执行率是 {share} 分，{own}"
            notes.add("SCO13", execution.origin.source, message, "两处写同一个分值")
