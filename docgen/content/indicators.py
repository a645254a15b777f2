"""绩效指标 of metrics.yaml → dimensions, categories, indicators (一级、二级、三级)."""

from __future__ import annotations

from docgen.content.fields import Fields, as_mapping, left_empty
from docgen.content.metrics_keys import ACTUAL_KEYS, BLOCK_KEYS, INDICATOR_KEYS
from docgen.content.yaml.nodes import Mapping, Node, Scalar, Sequence, normalized_name
from docgen.findings import Finding, Source, error
from docgen.report import Category, Dimension, Goal, GoalBlock, Indicator, Text

_WEIGHT = "分值"
_WEIGHT_KEYS = tuple(key for key in BLOCK_KEYS if key.name == _WEIGHT)
_OF_INDICATOR = frozenset(("指标值", "完成值", "自评", "计分"))
_INDICATORS = "绩效指标"


def blocks(name: str, source: Source, node: Node, found: list[Finding]) -> tuple[GoalBlock, ...]:
    """Return the lists of indicators under 绩效指标: one, or one for each goal."""
    mapping = as_mapping(node, _INDICATORS, found)
    if mapping is None:
        return ()
    if any(
        _INDICATORS in value.by_key() for _, value in mapping.pairs if isinstance(value, Mapping)
    ):
        return goal_blocks(mapping, found)[0]
    return (GoalBlock(name, source, dimensions(mapping, found)),)


def goal_blocks(
    node: Mapping, found: list[Finding]
) -> tuple[tuple[GoalBlock, ...], tuple[Goal, ...]]:
    """Return the lists of indicators under 目标, and the goals that stand with them."""
    made: list[GoalBlock] = []
    goals: list[Goal] = []
    for key, value in node.pairs:
        mapping = as_mapping(value, key.content, found)
        if mapping is None:
            continue
        fields = Fields(mapping, BLOCK_KEYS, found)
        name = normalized_name(key.content)
        inner = fields.mapping(_INDICATORS)
        below = dimensions(inner, found) if inner else ()
        made.append(GoalBlock(name, key.source, below, fields.number(_WEIGHT)))
        expected, actual = fields.text("预期目标"), fields.text("实际完成情况")
        if expected or actual:
            goals.append(Goal(key.source, expected, actual, name))
    return tuple(made), tuple(goals)


def dimensions(node: Mapping, found: list[Finding]) -> tuple[Dimension, ...]:
    """Return the 一级指标 of a list."""
    return tuple(_dimension(key, value, found) for key, value in node.pairs)


def _dimension(key: Scalar, node: Node, found: list[Finding]) -> Dimension:
    name = normalized_name(key.content)
    mapping = _below(key, node, found)
    if mapping is None:
        return Dimension(name, key.source)
    fields = Fields(mapping, _WEIGHT_KEYS, found, free=True)
    inner = tuple(_category(name_, value, found) for name_, value in fields.others)
    return Dimension(name, key.source, inner, fields.number(_WEIGHT))


def _category(key: Scalar, node: Node, found: list[Finding]) -> Category:
    name = normalized_name(key.content)
    if isinstance(node, Scalar) and node.empty:
        return Category(name, key.source)
    if isinstance(node, Sequence):
        return Category(name, key.source, _listed(key, node, found))
    mapping = as_mapping(node, name, found)
    if mapping is None:
        return Category(name, key.source)
    if _OF_INDICATOR & mapping.by_key().keys():
        message = f"“{name}”直接写了指标值，少一层：一级 → 二级 → 三级"
        found.append(error("YML05", key.source, message, f"在“{name}”上面加一行二级指标"))
        return Category("", key.source, (_indicator(key, mapping, found),))
    fields = Fields(mapping, _WEIGHT_KEYS, found, free=True)
    inner = tuple(_row(name_, value, found) for name_, value in fields.others)
    return Category(name, key.source, inner, fields.number(_WEIGHT))


def _below(key: Scalar, node: Node, found: list[Finding]) -> Mapping | None:
    if isinstance(node, Scalar) and node.empty:
        return None
    return as_mapping(node, key.content, found)


def _listed(key: Scalar, node: Sequence, found: list[Finding]) -> tuple[Indicator, ...]:
    rows = []
    for item in node.items:
        mapping = as_mapping(item, key.content, found)
        named = mapping.by_key().get("名称") if mapping else None
        if mapping is not None and isinstance(named, Scalar) and not named.empty:
            rows.append(_indicator(named, mapping, found))
        elif mapping is not None:
            message = f"“{key.content}”的这一项没有名称"
            found.append(error("YML04", item.source, message, "加上 名称: …"))
    return tuple(rows)


def _row(key: Scalar, node: Node, found: list[Finding]) -> Indicator:
    if isinstance(node, Scalar) and node.empty:
        found.append(left_empty(key, due=True))
        return Indicator(normalized_name(key.content), key.source)
    mapping = as_mapping(node, key.content, found)
    if mapping is None:
        return Indicator(normalized_name(key.content), key.source)
    return _indicator(key, mapping, found)


def _indicator(key: Scalar, node: Mapping, found: list[Finding]) -> Indicator:
    fields = Fields(node, INDICATOR_KEYS, found)
    actual, scored_by = _actual(fields)
    return Indicator(
        normalized_name(key.content),
        key.source,
        target=fields.text("指标值"),
        actual=actual,
        scored_by=fields.text("计分") or scored_by,
        weight=fields.number(_WEIGHT),
        judgement=fields.text("自评"),
        score=fields.number("得分"),
        justification=fields.text("理由"),
        deviation=fields.text("偏差说明"),
        kind=fields.text("类型"),
        method=fields.text("评分方法"),
        unit=fields.text("单位"),
        standard=fields.text("标准"),
        completed=fields.text("完成情况"),
        inapplicable=fields.text("不适用"),
        evidence=fields.texts("佐证"),
        children=_children(fields),
    )


def _actual(fields: Fields) -> tuple[Text | None, Text | None]:
    node = fields.node("完成值")
    if not isinstance(node, Mapping):
        return (fields.as_text(node, "完成值") if node else None), None
    inner = Fields(node, ACTUAL_KEYS, fields.found)
    return inner.text("文字"), inner.text("计分")


def _children(fields: Fields) -> tuple[Indicator, ...]:
    node = fields.mapping("其中")
    return tuple(_row(key, value, fields.found) for key, value in node.pairs) if node else ()
