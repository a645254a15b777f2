"""report.yaml → title, year, settings (报告); and what comments of any file set aside (忽略)."""

from __future__ import annotations

import re
from collections.abc import Mapping as Lookup

from msgspec import Struct

from docgen.content.fields import Fields, as_mapping, list_items
from docgen.content.keys import PLACES, REPORT_DETAILS, REPORT_KEYS, WAIVER_KEYS
from docgen.content.source_text import place_of
from docgen.content.yaml.nodes import Mapping, Node, normalized_name
from docgen.findings import Finding, Source, error
from docgen.patterns import lazy_pattern
from docgen.report import Settings, Text, Waiver

_YEAR = lazy_pattern(r"(\d{4})\s*(?:年度?)?")
_WAIVER = lazy_pattern(
    r"(?P<open>#|<!--)[ \t]*docgen\s*[:：]\s*忽略[ \t]*(?P<code>[A-Za-z]{3}\d{2,3})?[ \t]*"
    r"(?:(?:理由\s*[:：])?[ \t]*(?P<reason>[^\n]*?))[ \t]*(?P<close>-->|$)",
    re.MULTILINE,
)
_COMMENT_LINE = lazy_pattern(r"\s*(?:#(?=\s*docgen)|<!--|$)")
EARLIEST, LATEST = 1990, 2200
_LISTED = "附件"  # one name or several


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


def read_head(source: Source, node: Node | None, found: list[Finding]) -> Head:
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
    directions = fields.texts_at("支出方向")
    alone = directions[0] if [text.content.strip() for text in directions] == ["无"] else None
    settings = Settings(
        display=_unit_displays(fields), waivers=_typed_waivers(fields), prose_only=alone,
        **fields.field_values(),
    )  # fmt: skip
    return Head(
        source, fields.text_at("标题"), _read_year(fields), fields.text_at("部门"),
        fields.text_at("专项名称"), _report_details(fields), directions, settings,
    )  # fmt: skip


def _read_year(fields: Fields) -> int:
    """Return 年度, 0 when there is none that can be read."""
    text = fields.text_at("年度")
    if text is None:
        return 0
    year = year_number(text.content)
    if not EARLIEST <= year <= LATEST:
        message = f"年度要写四位数字，“{text.content}”不是"
        fields.found.append(error("YML06", text.source, message, "如 年度: 2020"))
        return 0
    return year


def year_number(text: str) -> int:
    """Return the year that a text is, 0 for none.

    >>> year_number("2020年度"), year_number("去年")
    (2020, 0)
    """
    match = _YEAR.fullmatch(text.strip())
    return int(match[1]) if match else 0


def _report_details(fields: Fields) -> Lookup[str, Text]:
    plain = ("副标题", *(name for name in REPORT_DETAILS if name != _LISTED))
    details = fields.detail_texts(plain)
    if (signed := fields.text_at("落款")) is not None:
        details.setdefault("单位", signed)
    if listed := fields.texts_at(_LISTED):
        content = "\n".join(text.content for text in listed)
        lines = tuple(line for text in listed for line in text.lines)
        details.setdefault(_LISTED, Text(content, lines))
    return details


def _unit_displays(fields: Fields) -> Lookup[str, Lookup[str, Text]]:
    """Return how numbers of each unit are printed, by place."""
    node = fields.mapping_at("显示")
    pairs = [(normalized_name(key.content), value) for key, value in node.pairs] if node else []
    return {unit: fields.texts_by_place(value, unit, PLACES) for unit, value in pairs}


def _typed_waivers(fields: Fields) -> tuple[Waiver, ...]:
    node = fields.node_at("忽略")
    read = (_typed_waiver(item, fields) for item in list_items(node)) if node else ()
    return tuple(waiver for waiver in read if waiver is not None)


def _typed_waiver(node: Node, fields: Fields) -> Waiver | None:
    mapping = as_mapping(node, "忽略", fields.found)
    if mapping is None:
        return None
    inner = Fields(mapping, WAIVER_KEYS, fields.found)
    code, reason, file = inner.text_at("代码"), inner.text_at("理由"), inner.text_at("文件")
    line = inner.number_at("行")
    if code is None or reason is None or not reason.content.strip():
        message = f"忽略 {f'{code.content} ' if code else ''}没有写理由，不起作用"
        advice = "写明代码和理由，如 {代码: FRM13, 理由: 已报财政局备案}"
        fields.found.append(error("YML15", mapping.source, message, advice))
        return None
    return Waiver(
        code.content.strip(), reason.content, mapping.source,
        file.content if file else "", int(line.value) if line else 0,
    )  # fmt: skip


def comment_waivers(texts: Lookup[str, str], found: list[Finding]) -> tuple[Waiver, ...]:
    """Return what `docgen: 忽略 CODE 理由：…` in comments of all files sets aside.

    A comment that stands alone speaks of the next line that is none, another of its own line. One
    without a reason is an 错误.
    """
    waivers = (
        _comment_waiver(hit, text, file, found)
        for file, text in texts.items()
        if "docgen" in text and "忽略" in text
        for hit in _WAIVER.finditer(text)
        if hit["open"] == ("<!--" if file.endswith(".md") else "#")
    )
    return tuple(waiver for waiver in waivers if waiver is not None)


def _comment_waiver(
    hit: re.Match[str], text: str, file: str, found: list[Finding]
) -> Waiver | None:
    source = place_of(text, hit.start(), file, len(hit[0]))
    code, reason = hit["code"], (hit["reason"] or "").strip()
    if not code or not reason:
        message = f"忽略 {code} 没有写理由，不起作用" if code else "忽略的后面没有写代码，不起作用"
        advice = "写成 docgen: 忽略 FRM13 理由：……"
        found.append(error("YML15", source, message, advice))
        return None
    return Waiver(code.upper(), reason, source, file, _waived_line(text, hit, source))


def _waived_line(text: str, hit: re.Match[str], source: Source) -> int:
    begin = text.rfind("\n", 0, hit.start()) + 1
    if text[begin : hit.start()].strip():
        return source.line
    following = text[hit.end() :].split("\n")[1:]
    ahead = (at for at, line in enumerate(following, 1) if not _COMMENT_LINE.match(line))
    return source.line + next(ahead, 0)
