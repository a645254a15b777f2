"""年度指标值 → Target: what kind of target a text is, with operator, value and unit.

The whole text must be understood, or it is 未识别 and its author says 类型: refusing is fine,
guessing is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import structs

from docgen.figures.decimals import number_text
from docgen.figures.units import same_dimension, unit_named
from docgen.findings import Finding, error, note, warning
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, Text
from docgen.scoring.explanation import shortened
from docgen.scoring.model import Condition, Target
from docgen.scoring.target_dates import date_target, frequency_target
from docgen.scoring.target_numbers import (
    DURATIONS,
    between_target,
    compound_target,
    fact_wanted,
    is_qualitative,
    known_unit,
    number_target,
    plain_target,
    range_target,
)

UNKNOWN = "未识别"
KINDS = ("数值", "区间", "日期", "频次", "是否", "定性")
# What 类型 may say of a target that its text does not: the direction of a bare value.
_DIRECTIONS: Mapping[str, str] = MappingProxyType(
    {"正向": ">=", "正向指标": ">=", "反向": "<=", "反向指标": "<=", "等于": "="}
)
_QUANTITATIVE = ("定量", "数值")
_CEILING = lazy_pattern(
    r"投诉|差错|出错|错误率|事故|支出控制|控制率|结余率|结转率|能耗|耗水|耗电|排放|超标|超支|逾期|缺陷|返工"
    r"|死亡|伤亡|发病|患病|违规|违法|违纪|信访|上访|流失|失业率|闲置|空置|浪费|偏差率|变更率|误差|缺勤|退回率"
    r"|负债|损耗|损失|火灾|案件|发案|破损|漏损|淘汰落后|债务|贫困发生率|返贫|辍学|药占比|PM2\.5|PM10|颗粒物"
    r"|浓度|拥堵|延误|故障|欠薪|差评|次品|废品|不良率|复发|感染率|成本|费用"
)
_NOT_CEILING = lazy_pattern(
    r"处理|处置|整改|办结率|办理|下降|降低|减少|减排|节约|节能|压减|压缩|达标|及时|合格|满意|完成率|检出|响应"
    r"|回访|查处|破案|结案|化解|调解|培训|宣传|演练|投入|保险|理赔|挽回|追回|防治|防控|治理|监测|排查|排除|修复率"
)
_SPENT = lazy_pattern(
    r"(?:(?:费用|成本|单价|三公经费)"
    r"|(?:办理|办结|审批|审核|受理|处理|处置|响应|到位|到账|拨付|兑现|修复|恢复|抢修|出警|反馈|交付|通关|施工|建设|等待|候诊)"
    r"[^率]{0,6}(?:时间|时长|天数|日数|小时数|周期|期限)"
    r"|时限|工期|用时|耗时|等待时间|等待时长)$"
)
"""What is spent, money or time: the fewer the better, unless the name speaks of saving it."""
_SAVING = lazy_pattern(r"下降|降低|减少|节约|节省|压减|压缩|缩短")
_TOO_MANY_DIGITS = lazy_pattern(r"\d{25}")
_NO_TARGET = frozenset(("—", "——", "-", "/", "／", "……"))
_GRADES = lazy_pattern(
    r"优秀?[、/／,，\s]?良好?[、/／,，\s]?(?:中等?|一般)?[、/／,，\s]?(?:低|合格)?[、/／,，\s]?差?"
)
_UNIT_BEHIND = lazy_pattern(r"[（(][^（）()]{1,12}[）)]\s{0,3}$")
_IN_NAME = lazy_pattern(r"[（(](?:单位[:：])?([^（）()]{1,12})[）)]\s*$")


def read_target(text: str, year: int, bare: str = ">=") -> Target:
    """Return the target that a text is; `bare` is what a value without a sign means.

    >>> read_target("≥95%", 2020).kind, read_target("9月底前", 2020).kind
    ('数值', '日期')
    >>> read_target("有所提高", 2020).kind, read_target("全覆盖", 2020).kind
    ('定性', '未识别')
    """
    if _TOO_MANY_DIGITS.search(text):
        return Target(UNKNOWN, text)
    found = next(_target_readings(plain_target(text), year, bare), None)
    return Target(UNKNOWN, text) if found is None else structs.replace(found, text=text)


def _target_readings(bare_text: str, year: int, bare: str) -> Iterator[Target]:
    """Yield the readings of a plain text, the surest first."""
    wanted = fact_wanted(bare_text)
    if wanted is not None:
        yield Target("是否", bare_text, wanted=wanted)
    if is_qualitative(bare_text):
        yield Target("定性", bare_text)
    yield from filter(None, (date_target(bare_text, year), frequency_target(bare_text)))
    yield from filter(None, (between_target(bare_text), range_target(bare_text)))
    if (number := number_target(bare_text, bare)) is not None:
        yield number
    if (compound := compound_target(bare_text, bare)) is not None:
        yield compound


def indicator_target(
    indicator: Indicator, words: str, year: int, bare: str, *, cost: bool
) -> tuple[Target | None, tuple[Finding, ...]]:
    """Return the target of an indicator, by 指标值, 类型, 单位 and name; None without 指标值.

    `words` is 指标值 with its references printed; the target's text stays as typed.
    """
    text = indicator.target
    if text is None or not text.content.strip() or _says_nothing(text):
        return None, ()
    kind = indicator.kind.content.strip() if indicator.kind else ""
    if kind and kind not in (*KINDS, *_DIRECTIONS, *_QUANTITATIVE):
        return Target(UNKNOWN, text.content), (_unknown_kind(indicator.kind or text, kind),)
    read = read_target(words, year, _DIRECTIONS.get(kind, bare))
    target = structs.replace(_declared_target(read, kind), text=text.content)
    if target.kind in (UNKNOWN, "定性") and _GRADES.fullmatch(words.strip()):
        graded = structs.replace(target, kind="定性")
        message = f"指标值“{words.strip()}”是一串档次，没有写要达到哪一档"
        return graded, (warning("SCO26", text.source, message, "写成 良以上、优 这样的一档"),)
    if target.kind == UNKNOWN:
        return target, (_unread_target(text, kind),)
    return _united_target(target, indicator, text, told=bool(kind), cost=cost)


def _says_nothing(text: Text) -> bool:
    """Tell whether 指标值 is a sign for none; 无 is a target: what must not happen."""
    return text.content.strip() in _NO_TARGET


def _declared_target(target: Target, kind: str) -> Target:
    """Return the target as its author declares it (类型); 未识别 where its text cannot be that."""
    if kind in ("定性", "是否"):
        return Target(kind, target.text, wanted=target.wanted)
    if not kind or target.kind == kind:
        return target
    if kind in (*_DIRECTIONS, *_QUANTITATIVE) and target.kind in ("数值", "区间", "频次", "复合"):
        return target
    return Target(UNKNOWN, target.text)


def _united_target(
    target: Target, indicator: Indicator, text: Text, *, told: bool, cost: bool
) -> tuple[Target, tuple[Finding, ...]]:
    """Return the target with the unit of its indicator's name or 单位, where it has none itself."""
    unit = indicator.unit.content.strip() if indicator.unit else unit_in_name(indicator.name)
    findings: list[Finding] = []
    conditions = []
    for condition in target.conditions:
        conditions.append(structs.replace(condition, unit=condition.unit or unit))
        if _units_disagree(condition.unit, unit):
            findings.append(_two_units(condition, unit, text))
    if target.implied and not told and target.kind == "数值":
        if not conditions[0].low:  # a bare 0 is what must not be: 事故 0起
            conditions[0] = structs.replace(conditions[0], operator="=")
        findings += _unsigned_limit(conditions[0], text, cost=cost)
    return structs.replace(target, conditions=tuple(conditions)), tuple(findings)


def is_ceiling(name: str) -> bool:
    """Tell whether the words of an indicator say that less is better (反向指标).

    >>> [is_ceiling(name) for name in ("群众投诉率", "投诉处理率", "项目成本控制率", "事故下降率")]
    [True, False, True, False]
    >>> [is_ceiling(name) for name in ("人均培训费用", "降低企业成本", "办结时限", "服务天数")]
    [True, False, True, False]
    """
    stem = _UNIT_BEHIND.sub("", name.strip())
    if _SPENT.search(stem):
        return not _SAVING.search(stem)
    return bool(_CEILING.search(stem)) and not _NOT_CEILING.search(stem)


def as_ceiling(target: Target) -> Target:
    """Return a target without a sign read as a limit: at most, not at least."""
    limits = tuple(structs.replace(each, operator="<=") for each in target.conditions)
    return structs.replace(target, conditions=limits)


def unit_in_name(name: str) -> str:
    """Return the unit that stands in brackets at the end of an indicator's name, or "".

    >>> [unit_in_name(name) for name in ("补贴数(万平方米)", "补贴（单位：元/户）", "甲（一期）")]
    ['万平方米', '元/户', '']
    """
    match = _IN_NAME.search(name.strip().rstrip("。；;：:"))
    unit = match[1].strip().replace("％", "%") if match else ""
    return unit if known_unit(unit) else ""


def _units_disagree(one: str, other: str) -> bool:
    return bool(one and other) and not same_dimension(unit_named(one), unit_named(other))


def signed_condition(condition: Condition) -> str:
    """Return a condition as a message shows it: ≥ 40 万平方米."""
    low, unit = number_text(condition.low), condition.unit
    if condition.high is not None:
        return f"{low}—{number_text(condition.high)}{unit}"
    return f"{SIGNS[condition.operator]}{low}{unit}"


def signed_value(condition: Condition) -> str:
    """Return the value of a condition with its unit, without a sign."""
    return f"{number_text(condition.low)}{condition.unit}"


SIGNS: Mapping[str, str] = MappingProxyType({">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜"})


def _unread_target(text: Text, kind: str) -> Finding:
    advice = (
        "写成 ≥95%、不超过30万元、2—12个月、9月底前、每季度一次 这样的写法，或写明 类型: "
        + "、".join(KINDS)
    )
    if kind:
        return error(
            "SCO02",
            text.source,
            f"类型写作“{kind}”，但指标值“{shortened(text.content, 30)}”读不出这样的目标",
            advice,
        )
    return error(
        "SCO01", text.source, f"指标值“{shortened(text.content, 30)}”看不出是哪一类目标", advice
    )


def _unknown_kind(text: Text, kind: str) -> Finding:
    known = "、".join((*KINDS, "定量", "正向", "反向", "等于"))
    return error("SCO02", text.source, f"没有“{kind}”这种类型", f"类型可以是：{known}")


def _two_units(condition: Condition, unit: str, text: Text) -> Finding:
    message = f"指标值的单位是 {condition.unit}，指标名称（或单位）里是 {unit}，两者不能换算"
    return error("SCO03", text.source, message, "两处用同一个单位")


def _unsigned_limit(condition: Condition, text: Text, *, cost: bool) -> list[Finding]:
    """Return the 提示 for a bare cost or duration, which is more often a limit than a floor."""
    lasting = condition.unit in DURATIONS
    if not condition.low or not (cost or lasting):
        return []
    what = "成本指标" if cost else "以时间计"
    how = "等于" if condition.operator == "=" else "不低于"
    message = f"{what}的指标值“{shortened(text.content, 30)}”没有写不超过还是不低于，按{how}评分"
    return [note("SCO04", text.source, message, "写成“不超过…”或“≤…”；确是下限时写“≥…”")]
