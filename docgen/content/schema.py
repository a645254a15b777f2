"""JSON Schemas for editors (编辑器提示), from the same tables as the reading.

Draft 2020-12: keys complete and explain themselves in Chinese in VS Code's YAML extension.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from docgen.content.figures_yaml import TELLTALE
from docgen.content.keys import (
    ACTUAL_KEYS,
    BLOCK_KEYS,
    CONCLUSION_KEYS,
    FIGURE_KEYS,
    FREE,
    FUNDING_KEYS,
    GOAL_KEYS,
    GROUP,
    INDICATOR_KEYS,
    LIST,
    METRICS_KEYS,
    NUMBER,
    PLACES,
    RATE,
    REPORT_KEYS,
    SCHEME_KEYS,
    TABLE,
    TEXT,
    WAIVER_KEYS,
    Key,
)

Schema = dict[str, object]
Special = Mapping[str, Schema]
_NONE: Special = MappingProxyType({})
DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_NUMBER: Schema = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*[-+]?[0-9.]+\s*$|^待填$"}]
}
_RATE: Schema = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*[0-9.]+\s*[%％]?\s*$"}]
}
_LIST: Schema = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_TABLE: Schema = {"type": "object", "additionalProperties": _TEXT}
_EMPTY: Schema = {"type": "null"}
_SHAPES: Mapping[str, Schema] = {
    TEXT: _TEXT, NUMBER: _NUMBER, LIST: _LIST, TABLE: _TABLE, GROUP: {"type": "object"}, FREE: {},
    RATE: _RATE,
}  # fmt: skip


def schemas() -> Mapping[str, Schema]:
    """Return the schemas of report.yaml, figures.yaml, metrics.yaml and of a 评分办法."""
    return {
        "report": _report(),
        "figures": _figures(),
        "metrics": _metrics(),
        "scheme": _top("评分办法", _object(SCHEME_KEYS)),
    }


def _report() -> Schema:
    places = _one_of(_TEXT, _object(tuple(Key(place, "在这里怎样印") for place in PLACES)))
    waiver = _object(WAIVER_KEYS) | {"required": ["代码", "理由"]}
    special: Special = {
        "显示": {"type": "object", "additionalProperties": places},
        "忽略": _one_of({"type": "array", "items": waiver}, waiver),
    }
    return _top("报告", _object(REPORT_KEYS, special) | {"required": ["标题", "年度"]})


def _figures() -> Schema:
    place = tuple(Key(place, "在这里怎样印") for place in PLACES)
    entry: Schema = {"$ref": "#/$defs/数据"}
    special: Special = {
        "值": _one_of(_TEXT, {"type": "array", "items": _TEXT}, {"$ref": "#/$defs/组"}),
        "显示": _one_of(_TEXT, _object(place)),
    }
    marks = [{"required": [name]} for name in ("值", "来自", *sorted(TELLTALE))]
    figure = _object(FIGURE_KEYS, special) | {
        "anyOf": [{"required": ["值"]}, {"required": ["来自"]}]
    }
    group: Schema = {
        "type": "object",
        "propertyNames": {"pattern": "^[^|{}]+$"},
        "additionalProperties": entry,
    }
    mapping: Schema = {"if": {"anyOf": marks}, "then": figure, "else": {"$ref": "#/$defs/组"}}
    return _top("数据", {"$ref": "#/$defs/组"}) | {
        "$defs": {
            "组": group,
            "数据": {
                "type": ["string", "number", "boolean", "array", "object"],
                "items": _TEXT,
                "if": {"type": "object"},
                "then": mapping,
                "description": "值，如 760 万元；或 {值, 来源, 佐证…}；或一组数据；= 开头是公式",
            },
        }
    }


def _metrics() -> Schema:
    goal = _object(GOAL_KEYS)
    indicators: Schema = {"$ref": "#/$defs/指标表"}
    block = _object(BLOCK_KEYS, {"绩效指标": indicators})
    special: Special = {
        "资金": {"type": "object", "additionalProperties": _one_of(_TEXT, _object(FUNDING_KEYS))},
        "年度总体目标": _one_of(
            _TEXT, goal, {"type": "array", "items": goal},
            {"type": "object", "additionalProperties": _one_of(_TEXT, goal)},
        ),
        "绩效指标": indicators,
        "目标": {"type": "object", "additionalProperties": block},
        "自评结论": _object(CONCLUSION_KEYS),
    }  # fmt: skip
    return _top("自评表", _object(METRICS_KEYS, special)) | {"$defs": _indicators()}


def _indicators() -> Schema:
    row: Schema = {"$ref": "#/$defs/三级指标"}
    special: Special = {
        "完成值": _one_of(_TEXT, _object(ACTUAL_KEYS)),
        "其中": {"type": "object", "additionalProperties": row},
    }
    weight: Schema = {"分值": _NUMBER | {"description": "分值，用来核对"}}
    category: Schema = {"type": "object", "properties": weight, "additionalProperties": row}
    dimension: Schema = {
        "type": "object",
        "properties": weight,
        "additionalProperties": _one_of(_EMPTY, category, {"type": "array", "items": row}),
    }
    blocks = {"type": "object", "additionalProperties": _one_of(_EMPTY, dimension)}
    return {"三级指标": _object(INDICATOR_KEYS, special), "指标表": blocks}


def _top(title: str, schema: Schema) -> Schema:
    return {"$schema": DRAFT, "title": title, **schema}


def _one_of(*choices: Schema) -> Schema:
    return {"anyOf": list(choices)}


def _object(keys: Iterable[Key], special: Special = _NONE) -> Schema:
    """Return the schema of a mapping with known keys; any key may be left empty for now."""
    properties = {key.name: _property(key, special.get(key.name)) for key in keys}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _property(key: Key, shape: Schema | None) -> Schema:
    known = _object(key.keys) if key.keys else _SHAPES[key.shape]
    if key.keys and key.shape == LIST:
        known = {"type": "array", "items": known}
    schema = dict(shape if shape is not None else known)
    if key.choices:
        schema = {"enum": list(key.choices)}
    schema["description"] = key.meaning + (f"。例：{key.example}" if key.example else "")
    return schema
