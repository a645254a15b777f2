"""A 评分办法 read and checked, or refused with the line that is wrong (评分办法读取).

What may stand in a scheme is the table of `content/keys.py`: a file becomes head lines and
sections as typed, `基于:` puts one on top of another section by section, the lines of a section
become values under their keys, and these the rules of `scheme.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Lookup
from collections.abc import Sequence as _Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct, structs

from docgen.content.keys import (
    FREE,
    HEAD_KEYS,
    METHOD,
    RATE,
    SCHEME_KEYS,
    SECTION_KEYS,
    TEXT,
    YES_NO,
    Key,
    SchemeKey,
    key_names,
)
from docgen.content.yaml.nodes import Mapping, Node, Scalar, Sequence
from docgen.figures.decimals import number_text, trimmed
from docgen.figures.names import nearest
from docgen.findings import Finding, Severity, Source, error
from docgen.scoring.rules import ALL, NOTHING
from docgen.scoring.scheme import (
    Ceiling,
    CeilingRule,
    ExecutionRule,
    Grade,
    GradedRule,
    GradeRule,
    Origin,
    Scheme,
    Step,
    Tier,
    TierRule,
    WeightRule,
)

SECTIONS = key_names(SECTION_KEYS)
_EXECUTION = "预算执行率"
_KEYS: Lookup[str, SchemeKey] = MappingProxyType({key.name: key for key in SCHEME_KEYS})
_MOST_PLACES = 6  # no form prints more
Values = dict[str, Any]


class Lines(Struct, frozen=True):
    """The lines of a section, or of a row of its 档, as typed, and the 文号 of their file."""

    name: str
    nodes: Lookup[str, Node]
    source: Source
    citation: str = ""

    def source_of(self, key: str, row: int | None = None) -> Source:
        """Return the place of a key's value, or of a row of it; else of the section."""
        node = self.nodes.get(key)
        if row is not None and isinstance(node, Sequence):
            node = node.items[row]
        return self.source if node is None else node.source

    def missing_key(self, key: str) -> Finding:
        """Return the 错误 for a key that is due."""
        message, advice = f"{self.name}缺少“{key}”", f"在“{self.name}”下写上“{key}”"
        return error("SCO12", self.source_of(key), message, advice)

    def wrong_value(self, key: str, what: str, advice: str) -> Finding:
        """Return the 错误 for a value that a key cannot have."""
        return error("SCO12", self.source_of(key), f"{self.name}的“{key}”不能是{what}", advice)

    def wrong_row(self, row: int, message: str, advice: str) -> Finding:
        """Return the 错误 for a row of 档 that is at odds with the others."""
        return error("SCO13", self.source_of("档", row), message, advice)


class SchemeOutline(Struct, frozen=True):
    """A whole scheme as typed: head lines and sections."""

    head: Lookup[str, Scalar]
    sections: Lookup[str, Lines]
    source: Source


# ---- head and sections of a file


def file_outline(node: Node | None, file: str, found: list[Finding]) -> SchemeOutline:
    """Return the head and the sections of one file, nothing inherited yet."""
    if not isinstance(node, Mapping):
        start = Source(file, 1, 1)
        advice = "参照随 docgen 带的评分办法写，或写 基于: 财预2020-10"
        found.append(error("SCO12", start, "评分办法里没有内容", advice))
        return SchemeOutline({}, {}, start)
    head: dict[str, Scalar] = {}
    sections: dict[str, Lines] = {}
    values = node.by_key()
    named = values.get("文号") or values.get("名称")
    citation = named.content.strip() if isinstance(named, Scalar) else ""
    for key, value in node.pairs:
        name = key.content.strip()
        shape = _KEYS[name].shape if name in _KEYS else ""
        if shape == TEXT and isinstance(value, Scalar):
            head[name] = value
        elif shape not in ("", TEXT) and isinstance(value, Mapping):
            sections[name] = Lines(name, value.by_key(), key.source, citation)
        else:
            found.append(_stray_line(name, key.source))
    return SchemeOutline(head, sections, node.source)


def _stray_line(name: str, source: Source) -> Finding:
    if name in _KEYS:
        advice = "一节写成 键: 值 的几行；名称、文号 写成一个词"
        return error("SCO12", source, f"“{name}”的写法不对", advice)
    close = nearest(name, tuple(_KEYS))
    advice = f"是不是想写“{close}”" if close else "可以写的有：" + "、".join(_KEYS)
    return error("SCO12", source, f"评分办法里没有“{name}”这一项", advice)


def inherited_outline(own: SchemeOutline, base: SchemeOutline) -> SchemeOutline:
    """Return `own` on top of `base`: a section with a 方式, or without, replaces all or lines."""
    sections = dict(base.sections)
    for name, lines in own.sections.items():
        if METHOD not in lines.nodes and name in sections and name != "总分封顶":
            lines = structs.replace(lines, nodes={**sections[name].nodes, **lines.nodes})  # noqa: PLW2901 (the section on top)
        sections[name] = lines
    head = {key: value for key, value in base.head.items() if key not in ("说明", "基于")}
    return SchemeOutline(head | dict(own.head), sections, own.source)


# ---- the whole scheme


def checked_scheme(outline: SchemeOutline, found: list[Finding]) -> Scheme | None:
    """Return the scheme that an outline is; None, with findings, when incomplete or at odds."""
    missing = [key.name for key in SECTION_KEYS if key.due and key.name not in outline.sections]
    for name in missing:
        advice = "补上这一节，或写 基于: 财预2020-10"
        found.append(error("SCO12", outline.source, f"评分办法缺少“{name}”一节", advice))
    for key in HEAD_KEYS:
        if key.due and key.name not in outline.head:
            message = f"评分办法缺少“{key.name}”"
            found.append(error("SCO12", outline.source, message, f"写上 {key.name}: …"))
    if missing:
        return None
    sections = {name: outline.sections[name] for name in SECTIONS if name in outline.sections}
    rules = {name: _section_rule(lines, found) for name, lines in sections.items()}
    if isinstance(weights := rules["权重"], WeightRule):
        for name in ("执行率", "等级"):
            found += _unlike_sections(weights, rules[name], sections[name])
    if any(finding.severity is Severity.ERROR for finding in found):
        return None
    head = dict.fromkeys(key_names(HEAD_KEYS), "")
    head |= {name: line.content.strip() for name, line in outline.head.items()}
    return msgspec.convert({**head, **rules}, Scheme)


def _section_rule(lines: Lines, found: list[Finding]) -> object:
    """Return what a section says, as the rule that Scheme has for it."""
    before = len(found)
    values = _line_values(lines, _KEYS[lines.name].keys, found)
    if len(found) > before:
        return None  # what only follows from a wrong line is not said
    cited = {"文号": lines.citation, "source": lines.source} | values
    values["出处"] = msgspec.convert(cited, Origin)
    found += _beyond_limits(lines, values)
    kind = _KINDS[lines.name]
    if kind is str:
        return next(iter(values.values()))
    rule = msgspec.convert(_meant_values(lines, values, found), kind)
    found += _table_findings(lines, rule)
    return rule


# ---- the lines of a section


def _line_values(lines: Lines, keys: Iterable[Key], found: list[Finding]) -> Values:
    """Return the lines under their keys as values; what is wrong with one goes to `found`."""
    values: Values = {}
    known = []
    for key in keys:
        ways, way = getattr(key, "ways", ()), values.get(METHOD)
        if not ways or way is None or way in ways:
            known.append(key.name)
        if ways and way not in ways:  # a 方式 that is missing or wrong asks for no line
            continue
        value = _line_value(lines, key, found)
        if key.name == METHOD and value is None and not key.due:
            value = key.choices[0]
        if value is not None:
            values[key.name] = value
    for name, node in lines.nodes.items():
        if name not in known:
            close = nearest(name, known)
            advice = f"是不是想写“{close}”" if close else "删去这一行"
            message = f"{lines.name}没有“{name}”这一项"
            found.append(error("SCO12", node.source, message, advice))
    return values


def _line_value(lines: Lines, key: Key, found: list[Finding]) -> object:
    """Return the value of one line; None where it was not typed, or not as it must be."""
    node = lines.nodes.get(key.name)
    if node is None and not key.due:
        return None
    if key.shape == FREE and node is not None:
        return node
    if key.keys and isinstance(node, Sequence) and node.items:
        return tuple(filter(None, (_row_values(lines, key, item, found) for item in node.items)))
    word = node.content.strip() if isinstance(node, Scalar) and not key.keys else ""
    if not word:
        found.append(lines.missing_key(key.name))
        return None
    return _word_value(lines, key, word, found)


def _row_values(lines: Lines, key: Key, item: Node, found: list[Finding]) -> Values | None:
    if isinstance(item, Mapping):
        row = Lines(f"{lines.name}·{key.name}", item.by_key(), item.source)
        return _line_values(row, key.keys, found)
    message = f"{lines.name}的“{key.name}”里有一行写法不对"
    found.append(error("SCO12", item.source, message, "每一行写成 {键: 值, 键: 值}"))
    return None


def _word_value(lines: Lines, key: Key, word: str, found: list[Finding]) -> object:
    """Return a word as its key takes it: one of the choices, a number, or as typed."""
    if key.choices == YES_NO:
        word = {"true": "是", "false": "否"}.get(word.lower(), word)
    if key.choices and word not in key.choices:
        advice = "可以写：" + "、".join(key.choices)
        found.append(lines.wrong_value(key.name, f"“{word}”", advice))
    elif key.choices == YES_NO:
        return word == "是"
    elif key.shape != RATE:
        return word
    elif (value := decimal_rate(word)) is not None and value >= 0:
        return value
    else:
        found.append(lines.wrong_value(key.name, f"“{word}”", "写一个不小于 0 的数"))
    return None


def decimal_rate(word: str) -> Decimal | None:
    """Return the number that a word is; a percentage as a fraction.

    >>> decimal_rate("30%"), decimal_rate("2"), decimal_rate("二")
    (Decimal('0.30'), Decimal('2'), None)
    """
    bare = word.strip().replace("％", "%")
    try:
        value = Decimal(bare.removesuffix("%"))
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    return value.scaleb(-2) if bare.endswith("%") else value


# ---- the rule of a section: limits, lines that mean another value, tables

_KINDS: Lookup[str, Any] = MappingProxyType(
    {field.encode_name: field.type for field in structs.fields(Scheme)}
)
_PLACES = (lambda value: value == int(value) and value <= _MOST_PLACES, "写 0 到 6 之间的整数")
_LIMITS: Lookup[str, tuple[Callable[[Decimal], bool], str]] = MappingProxyType(
    {
        "门槛": (lambda value: value < 1, "写小于 100% 的门槛，如 60%"),
        "零分倍数": (lambda value: value > 1, "写大于 1 的倍数，如 2"),
        "超额·门槛": (lambda value: value > 1, "写大于 100% 的完成率，如 130%"),
        "小数·得分": _PLACES,
        "小数·总分": _PLACES,
    }
)
"""What a number must be, by its key or by section and key, and what to write instead."""


def _beyond_limits(lines: Lines, values: Values) -> Iterator[Finding]:
    for key, value in values.items():
        limit = _LIMITS.get(f"{lines.name}·{key}") or _LIMITS.get(key)
        if limit is not None and not limit[0](value):
            typed = getattr(lines.nodes[key], "content", "").strip()
            yield lines.wrong_value(key, f" {typed}", limit[1])


def _meant_values(lines: Lines, values: Values, found: list[Finding]) -> Values:
    """Return the values with what some lines mean: 得分 is a share, 每 has a unit."""
    meant = dict(values)
    weight = values.get("分值") or None
    if values.get(METHOD) == "分档":
        meant["档"] = [
            _meant_step(lines, index, row, weight or ALL, found)
            for index, row in enumerate(values["档"])
        ]
    if "已完成" in values:
        meant["已完成"] = values["已完成"] / weight if weight else None
    if "每" in values:
        meant |= _deduction_step(lines, values["每"], found)
    if "方案" in values:
        items = getattr(values["方案"], "items", ())
        meant["方案"] = [_weight_profile(item, found) for item in items]
    return meant


def _meant_step(
    lines: Lines, index: int, row: Values, full: Decimal, found: list[Finding]
) -> Values:
    """Return a row of 分档 with its 得分率: as typed, or its 得分 out of `full`."""
    share = row["得分"] / full if "得分" in row else row.get("得分率")
    if share is None:
        found.append(lines.wrong_row(index, f"{lines.name}·档缺少“得分率”", "写上 得分率"))
    elif share > 1:
        message = f"{lines.name}·档的得分不能超过满分"
        found.append(lines.wrong_row(index, message, "写不超过满分的数"))
    return row | {"得分率": share or NOTHING}


def _deduction_step(lines: Lines, typed: str, found: list[Finding]) -> Values:
    """Return 每 as number and unit: 1% is 0.01 of %, 1天 is 1 of 天."""
    word = typed.replace("％", "%")
    number = word.rstrip("%天日个百分点次项")
    unit = "%" if word.endswith("%") else word[len(number) :]
    value = decimal_rate(number + ("%" if unit == "%" else ""))
    if value is None or value <= 0:
        found.append(lines.wrong_value("每", f"“{word}”", "写 1%、1天 这样的数"))
    return {"每": value, "单位": unit}


def _weight_profile(item: Node, found: list[Finding]) -> dict[str, Decimal]:
    profile: dict[str, Decimal] = {}
    for key, node in item.pairs if isinstance(item, Mapping) else ():
        value = decimal_rate(node.content) if isinstance(node, Scalar) else None
        if value is None or value < 0:
            message = f"权重“{key.content}”不是一个数"
            found.append(error("SCO12", node.source, message, "写 50 这样的数"))
        profile[key.content.strip()] = value or NOTHING
    return profile


def _table_findings(lines: Lines, rule: object) -> Iterator[Finding]:
    """Yield what is at odds in the table of a rule."""
    match rule:
        case GradedRule() | ExecutionRule():
            yield from _odd_bounds(lines, rule.steps)
        case TierRule():
            yield from _odd_bounds(lines, rule.tiers)
            if (best := rule.tiers[0]).high != 1:
                message = f"{lines.name}最高一档的上限是 {_rate_text(best.high)}"
                yield lines.wrong_row(0, message, "写 100%")
            yield from _shared_names(lines, [name for tier in rule.tiers for name in tier.names])
        case CeilingRule():
            yield from _odd_bounds(lines, rule.ceilings)
            yield from _rising_ceilings(lines, rule.ceilings)
        case GradeRule():
            yield from _odd_grades(lines, rule.grades)
        case WeightRule():
            yield from _odd_profiles(lines, rule)


def _rising_ceilings(lines: Lines, ceilings: _Sequence[Ceiling]) -> Iterator[Finding]:
    for row, (one, other) in enumerate(pairwise(ceilings), 1):
        if other.most > one.most:
            message = f"{lines.name}第 {row + 1} 档的总分 {other.most} 高于第 {row} 档的 {one.most}"
            yield lines.wrong_row(row, message, "执行率越低，封顶的总分越低")


def _odd_grades(lines: Lines, grades: _Sequence[Grade]) -> Iterator[Finding]:
    for row, (one, other) in enumerate(pairwise(grades), 1):
        if other.low >= one.low:
            message = f"等级“{other.name}”的下限 {other.low} 分不低于“{one.name}”的 {one.low} 分"
            yield lines.wrong_row(row, message, "等级由高到低写，下限逐级降低")
    lowest = grades[-1]
    if lowest.low != 0:
        message = f"最低的等级“{lowest.name}”下限是 {lowest.low} 分，更低的没有等级"
        yield lines.wrong_row(len(grades) - 1, message, "最低的等级下限写 0")
    yield from _shared_names(lines, [grade.name for grade in grades])


def _odd_profiles(lines: Lines, rule: WeightRule) -> Iterator[Finding]:
    for row, profile in enumerate(rule.profiles):
        total = sum(profile.values(), NOTHING)
        if profile and total != rule.full:
            parts = " + ".join(number_text(value) for value in profile.values())
            full = number_text(rule.full)
            message = f"权重方案 {parts} = {number_text(total)}，与满分 {full} 不符"
            yield error("SCO13", lines.source_of("方案", row), message, "使各项之和等于满分")
    if not rule.profiles:
        yield lines.missing_key("方案")


def _unlike_sections(weights: WeightRule, other: object, lines: Lines) -> Iterator[Finding]:
    """Yield what 权重 and 执行率, or 权重 and 等级, say differently."""
    if isinstance(other, ExecutionRule):
        for number, profile in enumerate(weights.profiles, 1):
            share = profile.get(_EXECUTION, NOTHING)
            if profile and share != other.weight:
                own = f"执行率一节的分值是 {other.weight} 分"
                message = f"权重方案 {number} 的预算执行率是 {share} 分，{own}"
                yield error("SCO13", lines.source, message, "两处写同一个分值")
    if isinstance(other, GradeRule) and (best := other.grades[0]).low > weights.full:
        message = f"等级“{best.name}”的下限 {best.low} 分高于满分 {weights.full} 分"
        yield lines.wrong_row(0, message, "核对下限")


def _odd_bounds(lines: Lines, rows: _Sequence[Step | Tier | Ceiling]) -> Iterator[Finding]:
    """Yield gaps and overlaps between the rows of 档, best first, which must reach down to 0."""
    for number, (above, below) in enumerate(pairwise(rows), 1):
        if below.high != above.low:
            low, high = _rate_text(above.low), below.high
            shown = "没有上限" if high is None else f"上限 {_rate_text(high)}"
            what = "有空档" if high is not None and high < above.low else "有重叠"
            message = f"{lines.name}第 {number} 档下限 {low} 与第 {number + 1} 档{shown} 之间{what}"
            yield lines.wrong_row(number, message, f"第 {number + 1} 档的上限写 {low}")
    for index, row in enumerate(rows):
        if row.high is not None and row.high <= row.low:
            shown = f"上限 {_rate_text(row.high)} 不大于下限 {_rate_text(row.low)}"
            message = f"{lines.name}第 {index + 1} 档{shown}"
            yield lines.wrong_row(index, message, "上限写得比下限大")
    if rows and rows[-1].low != 0:
        message = f"{lines.name}最低一档的下限是 {_rate_text(rows[-1].low)}，更低的没有着落"
        yield lines.wrong_row(len(rows) - 1, message, "最低一档的下限写 0")


def _shared_names(lines: Lines, typed: list[str]) -> Iterator[Finding]:
    """Yield an 错误 for each name that two rows of a table share."""
    for index, name in enumerate(typed):
        if name in typed[:index]:
            yield error("SCO13", lines.source, f"{lines.name}有两档都叫“{name}”", "改其中一个")


def _rate_text(value: Decimal) -> str:
    """Return a bound as a scheme file has it: 0.8 is 80%."""
    return f"{number_text(trimmed(value * 100))}%"
