"""report.yaml → title, year, settings (报告)."""

from __future__ import annotations

import re
from collections.abc import Mapping as Lookup

from msgspec import Struct

from docgen.content import dates
from docgen.content.fields import Fields, as_mapping
from docgen.content.figures_yaml import PLACES, by_place
from docgen.content.report_keys import DETAILS, REPORT_KEYS, WAIVER_KEYS
from docgen.content.yaml.nodes import Mapping, Node, Scalar, Sequence, normalized_name
from docgen.findings import Finding, Source, error
from docgen.report import Settings, Text, Waiver

_YEAR = re.compile(r"(\d{4})\s*(?:年度?)?")
EARLIEST, LATEST = 1990, 2200


class Head(Struct, frozen=True):
    """What report.yaml holds (报告)."""

    source: Source
    title: Text | None = None
    year: int = 0
    department: Text | None = None
    fund: Text | None = None
    details: Lookup[str, Text] = {}
    directions: tuple[Text, ...] = ()
    settings: Settings = Settings()


def head(node: Node | None, source: Source, found: list[Finding]) -> Head:
    """Return what a report.yaml says; 标题 and 年度 are due."""
    if not isinstance(node, Mapping):
        message = "report.yaml 里要有 标题 和 年度"
        found.append(error("YML17", source, message, "写成两行：标题: …  年度: 2020"))
        return Head(source)
    fields = Fields(node, REPORT_KEYS, found)
    for due in ("标题", "年度"):
        if due not in fields:
            advice = f"加一行 {due}: …"
            found.append(error("YML17", source, f"report.yaml 里没有 {due}", advice))
    return Head(
        source, fields.text("标题"), year(fields), fields.text("部门"), fields.text("专项名称"),
        _details(fields), fields.texts("支出方向"), _settings(fields),
    )  # fmt: skip


def year(fields: Fields) -> int:
    """Return 年度, 0 when there is none that can be read."""
    text = fields.text("年度")
    if text is None:
        return 0
    match = _YEAR.fullmatch(text.content.strip())
    value = int(match[1]) if match else 0
    if not EARLIEST <= value <= LATEST:
        message = f"年度要写四位数字，“{text.content}”不是"
        fields.found.append(error("YML06", text.source, message, "如 年度: 2020"))
        return 0
    return value


def _details(fields: Fields) -> Lookup[str, Text]:
    typed = {name: text for name in DETAILS[:-1] if (text := fields.text(name)) is not None}
    fields.found.extend(dates.impossible(typed))
    listed = fields.texts(DETAILS[-1])
    if listed:
        content = "\n".join(text.content for text in listed)
        typed[DETAILS[-1]] = Text(content, tuple(line for text in listed for line in text.lines))
    return typed | dict(fields.table("其他信息"))


def _settings(fields: Fields) -> Settings:
    return Settings(
        scheme=fields.text("评分办法"),
        template=fields.text("模板"),
        display=_display(fields),
        names=fields.texts("名称"),
        aliases=fields.table("别名"),
        no_deviation=fields.text("无偏差时填"),
        numbering=fields.text("编号"),
        strictness=_chosen(fields, "数字检查"),
        declared=fields.texts("数字声明"),
        limits=fields.table("字数限制"),
        outline=fields.texts("提纲"),
        totalling=fields.text("汇总"),
        balance=_chosen(fields, "尾差"),
        waivers=_waivers(fields),
    )


def _chosen(fields: Fields, name: str) -> Text | None:
    text = fields.text(name)
    choices = next(key.choices for key in REPORT_KEYS if key.name == name)
    if text is not None and text.content.strip() not in choices:
        message = f"“{name}”只能写 {'、'.join(choices)}，这里是“{text.content}”"
        fields.found.append(error("YML05", text.source, message, f"改成 {choices[0]} 等"))
        return None
    return text


def _display(fields: Fields) -> Lookup[str, Lookup[str, Text]]:
    node = fields.mapping("显示")
    wishes: dict[str, Lookup[str, Text]] = {}
    for key, value in node.pairs if node else ():
        unit = normalized_name(key.content)
        if isinstance(value, Scalar) and not value.empty:
            wishes[unit] = dict.fromkeys(PLACES, value.text)
        elif (inner := as_mapping(value, unit, fields.found)) is not None:
            wishes[unit] = by_place(inner, fields)
    return wishes


def _waivers(fields: Fields) -> tuple[Waiver, ...]:
    node = fields.node("忽略")
    if node is None:
        return ()
    items = node.items if isinstance(node, Sequence) else (node,)
    read = (_waiver(item, fields) for item in items)
    return tuple(waiver for waiver in read if waiver is not None)


def _waiver(node: Node, fields: Fields) -> Waiver | None:
    mapping = as_mapping(node, "忽略", fields.found)
    if mapping is None:
        return None
    inner = Fields(mapping, WAIVER_KEYS, fields.found)
    code, reason, file = inner.text("代码"), inner.text("理由"), inner.text("文件")
    line = inner.number("行")
    if code is None or reason is None or not reason.content.strip():
        message = f"忽略 {code.content if code else ''} 没有写理由，不起作用".replace("  ", " ")
        advice = "写明代码和理由，如 {代码: FRM13, 理由: 已报财政局备案}"
        fields.found.append(error("YML15", mapping.source, message, advice))
        return None
    return Waiver(
        code.content.strip(), reason.content, mapping.source,
        file.content if file else "", int(line.value) if line else 0,
    )  # fmt: skip
