"""评分方法 that an indicator declares for itself: 每超1%扣0.5分, 全有或全无, 比值 …."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import structs

from docgen.figures.names import folded
from docgen.findings import Finding, error
from docgen.report import Text
from docgen.scoring.rules import REACHING, STAYING
from docgen.scoring.scheme import GradedRule, Origin

_DEDUCTION = re.compile(
    r"每(?:超过?|超出|高于?|多|低于?|少于?|差|减少|降低|下降|增加|逾期|延迟|推迟|晚)"
    r"(?P<per>\d+(?:\.\d+)?)(?P<unit>个百分点|%|[\u4e00-\u9fff]{0,4}?)[,，]?扣(?:减|除)?"
    r"(?P<points>\d+(?:\.\d+)?)分?(?:[,，]扣完为止)?"
)
_GATE = re.compile(r"(?:及格)?门槛(?P<gate>\d+(?:\.\d+)?)%|及格门槛")
_SPOKEN = {
    "直接赋分": "全有或全无",
    "按比例": "比例",
    "完成比例": "比例",
    "线性到两倍": "线性",
    "反比": "比值",
}
_WORDS = "指标的评分方法"


def declared_rule(method: Text | None, rule: GradedRule) -> tuple[GradedRule, tuple[Finding, ...]]:
    """Return the rule an indicator's 评分方法 asks for, or the scheme's own (`rule`)."""
    if method is None or not method.content.strip():
        return rule, ()
    words = "".join(folded(method.content).split()).strip("。;,")
    found = _deduction_rule(words, method) or _named_rule(words, method, rule)
    if found is not None:
        return found, ()
    known = "、".join(dict.fromkeys((*REACHING, *STAYING)))
    message = f"没有“{words}”这种评分方法"
    advice = f"可以写：{known}，或 每超1%扣0.5分 这样的话"
    return rule, (error("SCO22", method.source, message, advice),)


def _deduction_rule(words: str, method: Text) -> GradedRule | None:
    match = _DEDUCTION.fullmatch(words)
    if match is None or Decimal(match["per"]) == 0:
        return None
    unit = match["unit"]
    per = Decimal(match["per"]) / 100 if unit == "%" else Decimal(match["per"])
    origin = Origin(f"{_WORDS}：{words}", source=method.source)
    return GradedRule(origin, "扣分", per=per, per_unit=unit, points=Decimal(match["points"]))


def _named_rule(words: str, method: Text, rule: GradedRule) -> GradedRule | None:
    origin = Origin(f"{_WORDS}：{words}", source=method.source)
    gate = _GATE.fullmatch(words)
    if gate is not None:
        share = Decimal(gate["gate"]) / 100 if gate["gate"] else rule.gate
        return None if share is None or share >= 1 else GradedRule(origin, "及格门槛", gate=share)
    name = _SPOKEN.get(words, words)
    if name == "线性":
        # What is not said again is as the scheme has it; twice the target where it has nothing.
        return GradedRule(origin, name, zero_at=rule.zero_at or Decimal(2))
    if name in ("比例", "比值", "全有或全无"):
        return structs.replace(rule, origin=origin, method=name)
    return None
