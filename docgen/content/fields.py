"""Nodes → typed fields by the tables of known keys (取值): all that is wrong in one go."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Lookup
from decimal import Decimal
from typing import Any

from docgen.content.keys import LIST, MEANINGS, NUMBER, TABLE, Key, key_names, nearest_key
from docgen.content.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence, normalized_name
from docgen.findings import Edit, Finding, Fix, Severity, error, warning
from docgen.patterns import lazy_pattern
from docgen.report import Number, Text

PENDING = "待填"
ONE_KEY_A_LINE = "每行一个键，冒号用半角，后面空一格"
_NUMBER = lazy_pattern(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)", re.ASCII)
MOST_DIGITS = 40
_MOST_SHOWN = 20
_DATED = ("日期", "实施期", "期限", "时间", "期间")  # how a text that holds a date is called
_DATE = lazy_pattern(
    r"(?:(?P<year>\d{3,5})\s*[-./年]\s*)?(?P<month>\d{1,3})\s*(?:月份?|[-./](?=\s*\d))\s*(?:(?P<day>\d{1,3})\s*[日号]?)?"
)
_YEARS = range(1949, 2101)
_MONTHS = range(1, 13)
_STRANGE = (
    (lazy_pattern("[0-9],[0-9]"), "里有逗号"),
    (lazy_pattern("[０-９．，]"), "里有全角数字或标点"),
    (lazy_pattern("[\u2212\u2013\u2014－]"), "里的减号不是半角的 -"),
    (lazy_pattern("[\u00a0\u2007\u202f\u3000]"), "里有不换行空格或全角空格"),
    (lazy_pattern(r"(?i)[\d.]e[-+]?\d"), "是科学记数法"),
    (lazy_pattern(r"[\d.]\s*[^\d\s.,]+$"), "里有单位或文字"),
    (lazy_pattern(r"\d_\d"), "里有下划线"),
)


class Fields:
    """The pairs of one mapping under their known keys; what is wrong goes to `found`."""

    def __init__(self, node: Mapping, keys: tuple[Key, ...], found: list[Finding]) -> None:
        """Take a mapping apart; a key that is not among `keys` is an 错误."""
        self.found = found
        self._keys = {key.name: key for key in keys}
        self._pairs: dict[str, Pair] = {}
        for key, value in node.pairs:
            name = normalized_name(key.content)
            if name in self._keys:
                self._pairs[name] = (key, value)
            else:
                found.append(unknown_key(key, key_names(keys)))

    def __contains__(self, name: str) -> bool:
        """Return whether the key was typed."""
        return name in self._pairs

    def typed_key(self, name: str) -> Scalar:
        """Return the key as typed."""
        return self._pairs[name][0]

    def field_values(self) -> dict[str, Any]:
        """Return what was typed under each key that names a field, by that field."""
        read = {NUMBER: self.number_at, LIST: self.texts_at, TABLE: self.table_at}
        return {
            key.field: read.get(key.shape, self.text_at)(name)
            for name, key in self._keys.items()
            if key.field and name in self._pairs
        }

    def node_at(self, name: str) -> Node | None:
        """Return the node under a key; None when it is absent, or empty (then with a finding)."""
        key, node = self._pairs.get(name, (None, None))
        if key is not None and node is not None and node.empty:
            self.found.append(left_empty(key, due=self._keys[name].due))
            return None
        return node

    def text_at(self, name: str) -> Text | None:
        """Return a text, one of the choices where they are limited."""
        node, choices = self.node_at(name), self._keys[name].choices
        text = None if node is None else self.as_text(node, name)
        if text is None or not choices or text.content.strip() in choices:
            return text
        message = f"“{name}”只能写 {'、'.join(choices)}，这里是“{text.content}”"
        self.found.append(error("YML05", text.source, message, f"改成 {choices[0]} 等"))
        return None

    def as_text(self, node: Node, name: str) -> Text | None:
        """Return the text that a node is; anything else is an 错误."""
        if isinstance(node, Scalar):
            return node.text
        what = "一组键" if isinstance(node, Mapping) else "列表"
        message = f"“{name}”要写一段文字或一个数，这里是{what}"
        advice = "写在一行里；以 { 或 [ 开头的文字加英文双引号"
        self.found.append(error("YML05", node.source, message, advice))
        return None

    def number_at(self, name: str) -> Number | None:
        """Return a plain number; 待填 is none yet."""
        text = self.text_at(name)
        if text is None or text.content.strip() == PENDING:
            return None
        value, why = plain_number(text.content)
        if value is None:
            message = f"“{name}”要写一个数，“{text.content}”{why}"
            self.found.append(error("YML06", text.source, message, "只写数字，如 10 或 7.5"))
            return None
        return Number(value, text)

    def texts_at(self, name: str) -> tuple[Text, ...]:
        """Return the texts of a list; a single text is a list of one."""
        node = self.node_at(name)
        if node is None:
            return ()
        return tuple(self._item_texts(list_items(node), name))

    def _item_texts(self, items: Iterable[Node], name: str) -> Iterator[Text]:
        for item in items:
            if item.empty:
                message = f"“{name}”里有一项是空的"
                self.found.append(warning("YML04", item.source, message, "填上，或删去这一项"))
            elif (text := self.as_text(item, name)) is not None:
                yield text

    def table_at(self, name: str) -> Lookup[str, Text]:
        """Return the texts of a mapping by key."""
        mapping = self.mapping_at(name)
        return self.texts_by_key(mapping.pairs if mapping else ())

    def detail_texts(self, known: Iterable[str]) -> dict[str, Text]:
        """Return the texts that only a template prints: the known ones and 其他信息."""
        typed = {name: text for name in known if (text := self.text_at(name)) is not None}
        self.found.extend(_impossible_dates(typed))
        return typed | dict(self.table_at("其他信息"))

    def texts_by_key(self, pairs: Iterable[Pair]) -> dict[str, Text]:
        """Return the texts of pairs by key; one left empty is a 警告."""
        texts = {}
        for key, node in pairs:
            if node.empty:
                self.found.append(left_empty(key, due=False))
            elif (text := self.as_text(node, key.content)) is not None:
                texts[normalized_name(key.content)] = text
        return texts

    def texts_by_place(self, node: Node, name: str, places: tuple[str, ...]) -> dict[str, Text]:
        """Return a text for each of some places: one for all of them, or a mapping by place."""
        if isinstance(node, Scalar) and not node.empty:
            return dict.fromkeys(places, node.text)
        mapping = as_mapping(node, name, self.found)
        pairs = mapping.pairs if mapping else ()
        known = [pair for pair in pairs if normalized_name(pair[0].content) in places]
        self.found += [unknown_key(pair[0], places) for pair in pairs if pair not in known]
        return self.texts_by_key(known)

    def mapping_at(self, name: str) -> Mapping | None:
        """Return a mapping; anything else is an 错误."""
        node = self.node_at(name)
        return None if node is None else as_mapping(node, name, self.found)


def as_mapping(node: Node, name: str, found: list[Finding]) -> Mapping | None:
    """Return the mapping that a node is; None, and an 错误, for anything else."""
    if isinstance(node, Mapping):
        return node
    what = f"文字“{_shortened(node.content)}”" if isinstance(node, Scalar) else "列表"
    message = f"“{name}”下面要写几行“键: 值”，这里是{what}"
    found.append(error("YML05", node.source, message, ONE_KEY_A_LINE))
    return None


def list_items(node: Node) -> tuple[Node, ...]:
    """Return the items of a list; anything else is a list of one."""
    return node.items if isinstance(node, Sequence) else (node,)


def left_empty(key: Scalar, *, due: bool) -> Finding:
    """Return the finding for a key without a value."""
    message = f"“{key.content}”后面是空的"
    advice = f"填上；暂时没有就写 {PENDING}" if due else '填上，或删去这一行；有意空着就写 ""'
    return (error if due else warning)("YML04", key.source, message, advice)


DETAILS = "其他信息"
_FAR = 2


def unknown_key(key: Scalar, known: tuple[str, ...]) -> Finding:
    """Return the 错误 for a key that is not known, with the nearest one."""
    meant = MEANINGS.get(normalized_name(key.content), "")
    near = meant if meant in known else nearest_key(key.content, known)
    loose = near in key.content and len(key.content) > len(near) + _FAR
    if DETAILS in known and (not near or loose):
        message = f"不认识的键“{key.content}”"
        advice = f"模板要印的别的内容写在 {DETAILS} 下面：{DETAILS}: {{{key.content}: …}}"
        return error("YML03", key.source, message, advice)
    if not near:
        message = f"不认识的键“{key.content}”"
        return error("YML03", key.source, message, "这里可以写：" + "、".join(known))
    message = f"不认识的键“{key.content}”，是不是想写“{near}”"
    fix = Fix((Edit(key.source, key.content, near),), f"改成 {near}", safe=False)
    return Finding("YML03", Severity.ERROR, key.source, message, f"改成 {near}", fix=fix)


def plain_number(text: str) -> tuple[Decimal | None, str]:
    """Return the number that `text` is, or None and why it is none.

    >>> plain_number("10"), plain_number("７"), plain_number("10分")
    ((Decimal('10'), ''), (None, '里有全角数字或标点'), (None, '里有单位或文字'))
    """
    bare = text.strip(" \t")
    if not _NUMBER.fullmatch(bare):
        return None, next((why for form, why in _STRANGE if form.search(bare)), "不是数")
    return (Decimal(bare), "") if len(bare) <= MOST_DIGITS else (None, f"超过 {MOST_DIGITS} 位")


def _impossible_dates(details: Lookup[str, Text]) -> Iterator[Finding]:
    """Yield an 错误 for each date or span that no calendar has: 2020年2月30日, 1月至32月."""
    for name, text in details.items():
        for match in _DATE.finditer(text.content) if name.endswith(_DATED) else ():
            year, month, day = (int(match[part] or 0) for part in ("year", "month", "day"))
            if not _is_date(year or 2000, month, day or 1):  # 2000: any day of any year
                message = f"“{name}”写的 {match[0].strip()} 不存在"
                place = text.at(match.start(), len(match[0]))
                yield error("YML20", place, message, "核对年、月、日")


def _is_date(year: int, month: int, day: int) -> bool:
    return year in _YEARS and month in _MONTHS and 1 <= day <= monthrange(year, month)[1]


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
