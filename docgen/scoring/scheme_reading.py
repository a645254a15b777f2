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

import msgspec
from msgspec import Struct, structs

from docgen.content.keys import (
    FREE,
    HEAD_KEYS,
    METHOD,
    RATE,
    SCHEME_KEYS,
    SCORED_SECTIONS,
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
    GradedRule,
    GradeRule,
    Origin,
    OverRule,
    Scheme,
    Step,
    StepRow,
    Tier,
    TierRow,
    TierRule,
    WeightRule,
)

SECTIONS = key_names(SECTION_KEYS)
_EXECUTION = "预算执行率"
_KEYS: Lookup[str, SchemeKey] = MappingProxyType({key.name: key for key in SCHEME_KEYS})
_MOST_PLACES = 6  # no form prints more
Values = dict[str, object]


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

    def head_line(self, key: str) -> str:
        """Return the words of a head line, "" where it was not typed."""
        return self.head[key].content.strip() if key in self.head else ""


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
    rules = {
        name: _section_rule(outline.sections[name], found)
        for name in SECTIONS
        if name in outline.sections
    }
    weights = rules["权重"]
    if isinstance(weights, WeightRule):
        for name in ("执行率", "等级"):
            found += _unlike_sections(weights, rules[name], outline.sections[name])
    if any(finding.severity is Severity.ERROR for finding in found):
        return None
    head = {key.name: outline.head_line(key.name) for key in HEAD_KEYS}
    return msgspec.convert({**head, **rules, "位置": outline.source}, Scheme)


def _section_rule(lines: Lines, found: list[Finding]) -> object:
    """Return what a section says, as the rule that Scheme has for it."""
    before = len(found)
    values = _line_values(lines, _KEYS[lines.name].keys, found)
    if len(found) > before:
        return None  # what only follows from a wrong line is not said
    cited = {"文号": lines.citation, "source": lines.source} | values
    values["出处"] = msgspec.convert(cited, Origin)
    return _RULES[lines.name](lines, values, found)


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


# ---- the rule of a section: values become structs, bounds and tables are checked


def _said_word(_lines: Lines, values: Values, _found: list[Finding]) -> object:
    """Return the one word of a section."""
    return next(iter(values.values()))


def _decimal_places(lines: Lines, values: Values, found: list[Finding]) -> tuple[int, ...]:
    """Return the decimals of scores and of totals."""
    digits = {key: value for key, value in values.items() if isinstance(value, Decimal)}
    for key, value in digits.items():
        if value != int(value) or value > _MOST_PLACES:
            found.append(lines.wrong_value(key, f"{value}", "写 0 到 6 之间的整数"))
    return tuple(map(int, digits.values()))


def _graded_rule(lines: Lines, values: Values, found: list[Finding]) -> GradedRule:
    if (typed := values.pop("每", None)) is not None:
        values |= _deduction_step(lines, str(typed), found)
    values["档"] = _stepped_rows(lines, values, ALL, found)
    rule = msgspec.convert(values, GradedRule)
    if rule.gate is not None and rule.gate >= 1:
        shown = f" {_rate_text(rule.gate)}"
        found.append(lines.wrong_value("门槛", shown, "写小于 100% 的门槛，如 60%"))
    if rule.zero_at is not None and rule.zero_at <= 1:
        found.append(lines.wrong_value("零分倍数", f" {rule.zero_at}", "写大于 1 的倍数，如 2"))
    return rule


def _deduction_step(lines: Lines, typed: str, found: list[Finding]) -> Values:
    """Return 每 as number and unit: 1% is 0.01 of %, 1天 is 1 of 天."""
    word = typed.replace("％", "%")
    number = word.rstrip("%天日个百分点次项")
    unit = "%" if word.endswith("%") else word[len(number) :]
    value = decimal_rate(number + ("%" if unit == "%" else ""))
    if value is None or value <= 0:
        found.append(lines.wrong_value("每", f"“{word}”", "写 1%、1天 这样的数"))
    return {"每": value, "单位": unit}


def _execution_rule(lines: Lines, values: Values, found: list[Finding]) -> ExecutionRule:
    values["档"] = _stepped_rows(lines, values, msgspec.convert(values["分值"], Decimal), found)
    rule = msgspec.convert(values, ExecutionRule)
    if rule.finished is None or not rule.weight:
        return structs.replace(rule, finished=None)
    return structs.replace(rule, finished=rule.finished / rule.weight)


def _stepped_rows(
    lines: Lines, values: Values, full: Decimal, found: list[Finding]
) -> tuple[Step, ...]:
    """Return 分档: `{下限: 80%, 上限: 100%, 得分率: 70%}` or, with 得分, marks out of `full`."""
    steps = []
    for index, row in enumerate(msgspec.convert(values.get("档", ()), tuple[StepRow, ...])):
        share = row.share if row.marks is None else row.marks / (full or ALL)
        if share is None:
            found.append(lines.wrong_row(index, f"{lines.name}·档缺少“得分率”", "写上 得分率"))
        elif share > 1:
            message = f"{lines.name}·档的得分不能超过满分"
            found.append(lines.wrong_row(index, message, "写不超过满分的数"))
        steps.append(Step(row.low, row.high, share or NOTHING))
    found += _odd_bounds(lines, steps)
    return tuple(steps)


def _tier_rule(lines: Lines, values: Values, found: list[Finding]) -> TierRule:
    rows = msgspec.convert(values["档"], tuple[TierRow, ...])
    tiers = tuple(Tier(t.name, t.low, t.high, n == 0, t.alias_names()) for n, t in enumerate(rows))
    found += _odd_bounds(lines, tiers)
    if tiers[0].high != 1:
        message = f"{lines.name}最高一档的上限是 {_rate_text(tiers[0].high)}"
        found.append(lines.wrong_row(0, message, "写 100%"))
    found += _shared_names(lines, [name for tier in tiers for name in (tier.name, *tier.aliases)])
    return msgspec.convert(values | {"档": tiers}, TierRule)


def _over_rule(lines: Lines, values: Values, found: list[Finding]) -> OverRule:
    rule = msgspec.convert(values, OverRule)
    if rule.threshold is not None and rule.threshold <= 1:
        shown = f" {_rate_text(rule.threshold)}"
        found.append(lines.wrong_value("门槛", shown, "写大于 100% 的完成率，如 130%"))
    return rule


def _ceiling_rule(lines: Lines, values: Values, found: list[Finding]) -> CeilingRule:
    rule = msgspec.convert(values, CeilingRule)
    found += _odd_bounds(lines, rule.ceilings)
    for row, (one, other) in enumerate(pairwise(rule.ceilings), 1):
        if other.most > one.most:
            message = f"{lines.name}第 {row + 1} 档的总分 {other.most} 高于第 {row} 档的 {one.most}"
            found.append(lines.wrong_row(row, message, "执行率越低，封顶的总分越低"))
    return rule


def _grade_rule(lines: Lines, values: Values, found: list[Finding]) -> GradeRule:
    rule = msgspec.convert(values, GradeRule)
    for row, (one, other) in enumerate(pairwise(rule.grades), 1):
        if other.low >= one.low:
            message = f"等级“{other.name}”的下限 {other.low} 分不低于“{one.name}”的 {one.low} 分"
            found.append(lines.wrong_row(row, message, "等级由高到低写，下限逐级降低"))
    lowest = rule.grades[-1]
    if lowest.low != 0:
        message = f"最低的等级“{lowest.name}”下限是 {lowest.low} 分，更低的没有等级"
        found.append(lines.wrong_row(len(rule.grades) - 1, message, "最低的等级下限写 0"))
    found += _shared_names(lines, [grade.name for grade in rule.grades])
    return rule


def _weight_rule(lines: Lines, values: Values, found: list[Finding]) -> WeightRule:
    items = getattr(values["方案"], "items", ())
    profiles = tuple(_weight_profile(item, found) for item in items)
    rule = msgspec.convert(values | {"方案": profiles}, WeightRule)
    for item, profile in zip(items, profiles, strict=True):
        total = sum(profile.values(), NOTHING)
        if profile and total != rule.full:
            parts = " + ".join(number_text(value) for value in profile.values())
            full = number_text(rule.full)
            message = f"权重方案 {parts} = {number_text(total)}，与满分 {full} 不符"
            found.append(error("SCO13", item.source, message, "使各项之和等于满分"))
    if not profiles:
        found.append(lines.missing_key("方案"))
    return rule


def _weight_profile(item: Node, found: list[Finding]) -> dict[str, Decimal]:
    profile: dict[str, Decimal] = {}
    for key, node in item.pairs if isinstance(item, Mapping) else ():
        value = decimal_rate(node.content) if isinstance(node, Scalar) else None
        if value is None or value < 0:
            message = f"权重“{key.content}”不是一个数"
            found.append(error("SCO12", node.source, message, "写 50 这样的数"))
        profile[key.content.strip()] = value or NOTHING
    return profile


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


# ---- the tables of a scheme


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


_RULES: Lookup[str, Callable[[Lines, Values, list[Finding]], object]] = MappingProxyType(
    {
        "权重": _weight_rule,
        "执行率": _execution_rule,
        **dict.fromkeys(key_names(SCORED_SECTIONS), _graded_rule),
        "定性": _tier_rule,
        "超额": _over_rule,
        "总分封顶": _ceiling_rule,
        "等级": _grade_rule,
        "不适用": _said_word,
        "汇总": _said_word,
        "指标值": _said_word,
        "小数": _decimal_places,
    }
)
