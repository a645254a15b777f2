"""metrics.yaml → funding, goals, indicators, the head of the form (自评表)."""

from __future__ import annotations

from collections.abc import Mapping as Lookup

from msgspec import Struct

from docgen.content import dates, indicators
from docgen.content.fields import Fields, left_empty
from docgen.content.keys import names
from docgen.content.metrics_keys import (
    CONCLUSION_KEYS,
    DETAILS,
    FUNDING_KEYS,
    GOAL_KEYS,
    METRICS_KEYS,
)
from docgen.content.yaml.nodes import Mapping, Node, Scalar, Sequence, normalized_name
from docgen.findings import Finding, error
from docgen.report import FiledConclusion, FundingLine, Goal, GoalBlock, Text

_TOTAL = "合计"


class Form(Struct, frozen=True):
    """What metrics.yaml holds (自评表)."""

    fund: Text | None = None
    funding: tuple[FundingLine, ...] = ()
    goals: tuple[Goal, ...] = ()
    blocks: tuple[GoalBlock, ...] = ()
    details: Lookup[str, Text] = {}
    filed: FiledConclusion = FiledConclusion()


def form(node: Node | None, found: list[Finding]) -> Form:
    """Return what a metrics.yaml says; an empty file is an empty form."""
    if node is None:
        return Form()
    if not isinstance(node, Mapping):
        message = "自评表要写成“键: 值”，如 资金、绩效指标"
        found.append(error("YML05", node.source, message, "每行一个键，冒号用半角，后面空一格"))
        return Form()
    fields = Fields(node, METRICS_KEYS, found)
    blocks, with_blocks = _blocks(fields)
    return Form(
        fields.text("专项名称"), _funding(fields), (*_goals(fields), *with_blocks), blocks,
        details(fields, DETAILS), _conclusion(fields),
    )  # fmt: skip


def details(fields: Fields, known: tuple[str, ...]) -> Lookup[str, Text]:
    """Return the other texts a template may print: the known ones and 其他信息."""
    typed = {name: text for name in known if (text := fields.text(name)) is not None}
    fields.found.extend(dates.impossible(typed))
    return typed | dict(fields.table("其他信息"))


def _conclusion(fields: Fields) -> FiledConclusion:
    inner = fields.mapping("自评结论")
    if inner is not None:
        fields = Fields(inner, CONCLUSION_KEYS, fields.found)
    return FiledConclusion(fields.number("总分"), fields.text("等级"))


def _blocks(fields: Fields) -> tuple[tuple[GoalBlock, ...], tuple[Goal, ...]]:
    node = fields.node("绩效指标")
    plain: tuple[GoalBlock, ...] = ()
    if node is not None:
        plain = indicators.blocks("", fields.key("绩效指标").source, node, fields.found)
    several = fields.mapping("目标")
    if several is None:
        return plain, ()
    named, goals = indicators.goal_blocks(several, fields.found)
    return (*plain, *named), goals


def _funding(fields: Fields) -> tuple[FundingLine, ...]:
    node = fields.mapping("资金")
    if node is None:
        return ()
    amounts = names(FUNDING_KEYS)[:3]
    if any(normalized_name(key.content) in amounts for key, _ in node.pairs):
        message = "“资金”下面先写一行 合计，再写各个数"
        fields.found.append(
            error("YML05", node.source, message, "如 合计: {年初预算数: …, 全年预算数: …}")
        )
        return (_line(_TOTAL, fields.key("资金"), node, fields.found),)
    return tuple(_row(key, value, fields.found) for key, value in node.pairs)


def _row(key: Scalar, node: Node, found: list[Finding]) -> FundingLine:
    name = normalized_name(key.content)
    if isinstance(node, Mapping):
        return _line(name, key, node, found)
    if isinstance(node, Sequence):
        message = f"“{name}”要写一个金额，或年初预算数、全年预算数、全年执行数"
        found.append(error("YML05", node.source, message, "如 上年结转资金: 0 万元"))
        return FundingLine(name, key.source)
    if node.empty:
        found.append(left_empty(key, due=True))
        return FundingLine(name, key.source)
    return FundingLine(name, key.source, node.text, node.text, node.text)


def _line(name: str, key: Scalar, node: Mapping, found: list[Finding]) -> FundingLine:
    fields = Fields(node, FUNDING_KEYS, found)
    return FundingLine(
        name, key.source, fields.text("年初预算数"), fields.text("全年预算数"),
        fields.text("全年执行数"), fields.text("调整说明"), fields.number("分值"),
        fields.text("执行率"), fields.number("得分"), fields.text("理由"),
    )  # fmt: skip


def _goals(fields: Fields) -> tuple[Goal, ...]:
    node = fields.node("年度总体目标")
    if node is None:
        return ()
    if isinstance(node, Scalar):
        return (Goal(node.source, expected=node.text),)
    if isinstance(node, Sequence):
        return tuple(goal for item in node.items for goal in _goal(item, None, fields))
    if any(normalized_name(key.content) in names(GOAL_KEYS) for key, _ in node.pairs):
        return _goal(node, None, fields)
    return tuple(goal for key, value in node.pairs for goal in _goal(value, key, fields))


def _goal(node: Node, key: Scalar | None, fields: Fields) -> tuple[Goal, ...]:
    name = normalized_name(key.content) if key else ""
    if isinstance(node, Scalar):
        if node.empty and key:
            fields.found.append(left_empty(key, due=True))
        return (Goal((key or node).source, expected=None if node.empty else node.text, name=name),)
    if isinstance(node, Sequence):
        fields.as_text(node, name or "年度总体目标")
        return ()
    inner = Fields(node, GOAL_KEYS, fields.found)
    named = inner.text("名称")
    name = named.content if named else name
    source = key.source if key else node.source
    return (Goal(source, inner.text("预期目标"), inner.text("实际完成情况"), name),)
