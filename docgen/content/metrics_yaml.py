"""metrics.yaml → funding, goals, indicators, the head of the form (自评表)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from docgen.content.fields import ONE_KEY_A_LINE, Fields, as_mapping, left_empty, list_items
from docgen.content.keys import (
    ACTUAL_KEYS,
    BLOCK_KEYS,
    CONCLUSION_KEYS,
    FORM_DETAILS,
    FUNDING_KEYS,
    GOAL_KEYS,
    INDICATOR_KEYS,
    METRICS_KEYS,
    key_names,
)
from docgen.content.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence, normalized_name
from docgen.findings import Edit, Finding, Fix, Severity, Source, error
from docgen.report import (
    Category,
    Dimension,
    FiledConclusion,
    FundingLine,
    Goal,
    GoalBlock,
    Indicator,
    Number,
    SubProject,
    Text,
)

_TOTAL, _WEIGHT, _INDICATORS, _GOALS = "合计", "分值", "绩效指标", "年度总体目标"
_WEIGHT_KEYS = tuple(key for key in BLOCK_KEYS if key.name == _WEIGHT)
_LEVELS = (
    "产出指标", "效益指标", "满意度指标", "成本指标", "数量指标", "质量指标", "时效指标",
    "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "服务对象满意度指标",
    "经济成本指标", "社会成本指标", "生态环境成本指标",
)  # fmt: skip
"""一级 and 二级指标 as 财预〔2020〕10号 and 财预〔2021〕101号 name them."""
_AMOUNTS = frozenset(("年初预算数", "全年预算数", "全年执行数"))
_OF_INDICATOR = frozenset(("指标值", "完成值", "自评", "计分"))


# A 支出方向 before it is known which one it is.
NOTHING = SubProject("", "", Source(""))


def read_form(node: Node | None, found: list[Finding]) -> SubProject:
    """Return what a metrics.yaml says of its 支出方向; an empty file says nothing."""
    if node is None:
        return NOTHING
    if not isinstance(node, Mapping):
        message = "自评表要写成“键: 值”，如 资金、绩效指标"
        found.append(error("YML05", node.source, message, ONE_KEY_A_LINE))
        return NOTHING
    fields = Fields(node, METRICS_KEYS, found)
    several = fields.mapping_at("目标")
    named, goals = _goal_blocks(several, found) if several else ((), ())
    return structs.replace(
        NOTHING,
        fund=fields.text_at("专项名称"),
        funding=_funding_lines(fields),
        goals=(*_year_goals(fields), *goals),
        blocks=(*_plain_blocks(fields), *named),
        details=fields.detail_texts(FORM_DETAILS),
        filed=_filed_conclusion(fields),
    )


def _filed_conclusion(fields: Fields) -> FiledConclusion:
    inner = fields.mapping_at("自评结论")
    typed = fields if inner is None else Fields(inner, CONCLUSION_KEYS, fields.found)
    return FiledConclusion(typed.number_at("总分"), typed.text_at("等级"))


def _funding_lines(fields: Fields) -> tuple[FundingLine, ...]:
    node = fields.mapping_at("资金")
    if node is None:
        return ()
    if not _AMOUNTS & node.by_key().keys():
        return tuple(_funding_line(key, value, fields.found) for key, value in node.pairs)
    message = "“资金”下面先写一行 合计，再写各个数"
    advice = "如 合计: {年初预算数: …, 全年预算数: …}"
    fields.found.append(error("YML05", node.source, message, advice))
    return (_typed_line(_TOTAL, fields.typed_key("资金"), node, fields.found),)


def _funding_line(key: Scalar, node: Node, found: list[Finding]) -> FundingLine:
    name = normalized_name(key.content)
    if isinstance(node, Mapping):
        return _typed_line(name, key, node, found)
    if node.empty:
        found.append(left_empty(key, due=True))
    elif isinstance(node, Scalar):
        return FundingLine(name, key.source, node.text, node.text, node.text)
    else:
        message = f"“{name}”要写一个金额，或年初预算数、全年预算数、全年执行数"
        found.append(error("YML05", node.source, message, "如 上年结转资金: 0 万元"))
    return FundingLine(name, key.source)


def _typed_line(name: str, key: Scalar, node: Mapping, found: list[Finding]) -> FundingLine:
    return FundingLine(name, key.source, **Fields(node, FUNDING_KEYS, found).field_values())


def _year_goals(fields: Fields) -> tuple[Goal, ...]:
    """Return the goals under 年度总体目标: one, a list, or several by name."""
    node = fields.node_at(_GOALS)
    if node is None:
        return ()
    if isinstance(node, Mapping) and not {*key_names(GOAL_KEYS)} & node.by_key().keys():
        return tuple(goal for key, value in node.pairs for goal in _goals_of(value, key, fields))
    return tuple(goal for item in list_items(node) for goal in _goals_of(item, None, fields))


def _goals_of(node: Node, key: Scalar | None, fields: Fields) -> tuple[Goal, ...]:
    name, source = normalized_name(key.content) if key else "", (key or node).source
    if isinstance(node, Mapping):
        inner = Fields(node, GOAL_KEYS, fields.found)
        named = inner.text_at("名称")
        return (Goal(source, name=named.content if named else name, **inner.field_values()),)
    if isinstance(node, Sequence):
        fields.as_text(node, name or _GOALS)
        return ()
    if node.empty and key:
        fields.found.append(left_empty(key, due=True))
    return (Goal(source, expected=None if node.empty else node.text, name=name),)


def _plain_blocks(fields: Fields) -> tuple[GoalBlock, ...]:
    """Return the lists of indicators under 绩效指标: one, or one for each goal."""
    mapping = fields.mapping_at(_INDICATORS)
    if mapping is None:
        return ()
    inner = (value for _, value in mapping.pairs if isinstance(value, Mapping))
    if any(_INDICATORS in value.by_key() for value in inner):
        return _goal_blocks(mapping, fields.found)[0]
    source = fields.typed_key(_INDICATORS).source
    return (GoalBlock("", source, _dimensions_of(mapping, fields.found)),)


def _goal_blocks(
    node: Mapping, found: list[Finding]
) -> tuple[tuple[GoalBlock, ...], tuple[Goal, ...]]:
    """Return the lists of indicators by goal, and the goals typed beside them."""
    blocks: list[GoalBlock] = []
    goals: list[Goal] = []
    for key, value in node.pairs:
        mapping = as_mapping(value, key.content, found)
        if mapping is None:
            continue
        fields = Fields(mapping, BLOCK_KEYS, found)
        name, inner = normalized_name(key.content), fields.mapping_at(_INDICATORS)
        dimensions = _dimensions_of(inner, found) if inner else ()
        blocks.append(GoalBlock(name, key.source, dimensions, fields.number_at(_WEIGHT)))
        goal = Goal(key.source, name=name, **fields.field_values())
        goals += [goal] if goal.expected or goal.actual else []
    return tuple(blocks), tuple(goals)


def _dimensions_of(node: Mapping, found: list[Finding]) -> tuple[Dimension, ...]:
    return tuple(_read_dimension(key, value, found) for key, value in node.pairs)


def _read_dimension(key: Scalar, node: Node, found: list[Finding]) -> Dimension:
    name = normalized_name(key.content)
    found += _near_level(key, name)
    mapping = _mapping_below(key, node, found)
    if mapping is None:
        return Dimension(name, key.source)
    weight, pairs = _weight_and_rows(mapping, found)
    categories = tuple(_read_category(inner, value, found) for inner, value in pairs)
    return Dimension(name, key.source, categories, weight)


def _near_level(key: Scalar, name: str) -> Iterator[Finding]:
    """Yield the 警告 for a 一级 or 二级指标 that is one character from the name forms have."""
    for known in _LEVELS if name not in _LEVELS else ():
        apart = sum(one != other for one, other in zip(name, known, strict=False))
        if len(name) == len(known) and apart == 1:
            message = f"“{key.content}”与通用的名称“{known}”差一个字"
            fix = Fix((Edit(key.source, key.content, known),), f"改成 {known}", safe=False)
            yield Finding("YML40", Severity.WARNING, key.source, message, f"改成 {known}", fix=fix)


def _read_category(key: Scalar, node: Node, found: list[Finding]) -> Category:
    name = normalized_name(key.content)
    found += _near_level(key, name)
    if isinstance(node, Sequence):
        return Category(name, key.source, _listed_indicators(key, node, found))
    mapping = _mapping_below(key, node, found)
    if mapping is None:
        return Category(name, key.source)
    if _OF_INDICATOR & mapping.by_key().keys():
        message = f"“{name}”直接写了指标值，少一层：一级 → 二级 → 三级"
        found.append(error("YML05", key.source, message, f"在“{name}”上面加一行二级指标"))
        return Category("", key.source, (_read_indicator(key, mapping, found),))
    weight, pairs = _weight_and_rows(mapping, found)
    return Category(name, key.source, _indicators_of(pairs, found), weight)


def _mapping_below(key: Scalar, node: Node, found: list[Finding]) -> Mapping | None:
    """Return the mapping below a name; None for an empty one, which is printed as an empty row."""
    return None if node.empty else as_mapping(node, key.content, found)


def _weight_and_rows(node: Mapping, found: list[Finding]) -> tuple[Number | None, tuple[Pair, ...]]:
    """Return the 分值 of a level, and the pairs of the level below."""
    own = tuple(pair for pair in node.pairs if normalized_name(pair[0].content) == _WEIGHT)
    fields = Fields(Mapping(own, node.source), _WEIGHT_KEYS, found)
    return fields.number_at(_WEIGHT), tuple(pair for pair in node.pairs if pair not in own)


def _listed_indicators(key: Scalar, node: Sequence, found: list[Finding]) -> tuple[Indicator, ...]:
    rows = []
    for item in node.items:
        mapping = as_mapping(item, key.content, found)
        named = mapping.by_key().get("名称") if mapping else None
        if mapping is not None and isinstance(named, Scalar) and not named.empty:
            rows.append(_read_indicator(named, mapping, found))
        elif mapping is not None:
            message = f"“{key.content}”的这一项没有名称"
            found.append(error("YML04", item.source, message, "加上 名称: …"))
    return tuple(rows)


def _indicators_of(pairs: Iterable[Pair], found: list[Finding]) -> tuple[Indicator, ...]:
    rows = []
    for key, node in pairs:
        if node.empty:
            found.append(left_empty(key, due=True))
        mapping = _mapping_below(key, node, found)
        plain = Indicator(normalized_name(key.content), key.source)
        rows.append(_read_indicator(key, mapping, found) if mapping else plain)
    return tuple(rows)


def _read_indicator(key: Scalar, node: Mapping, found: list[Finding]) -> Indicator:
    fields = Fields(node, INDICATOR_KEYS, found)
    actual, scored_by = _actual_value(fields)
    children = fields.mapping_at("其中")
    typed = fields.field_values()
    return Indicator(
        normalized_name(key.content), key.source, actual=actual,
        children=_indicators_of(children.pairs, found) if children else (),
        **typed | {"scored_by": typed.get("scored_by") or scored_by},
    )  # fmt: skip


def _actual_value(fields: Fields) -> tuple[Text | None, Text | None]:
    """Return 完成值 as printed, and the value that it names for the score."""
    node = fields.node_at("完成值")
    if not isinstance(node, Mapping):
        return (fields.as_text(node, "完成值") if node else None), None
    inner = Fields(node, ACTUAL_KEYS, fields.found)
    return inner.text_at("文字"), inner.text_at("计分")
