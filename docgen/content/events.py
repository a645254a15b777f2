"""Events of PyYAML's parser → nodes, with limits and without surprises (逐事件)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from msgspec import structs
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from docgen.content import comments, flow, folding, oddities
from docgen.content.characters import forbidden
from docgen.content.nodes import Mapping, Node, Scalar, Sequence
from docgen.content.pairs import Pairs
from docgen.content.refusal import Refused, tell
from docgen.findings import Finding, Source, error

Event = Any  # PyYAML's stubs let an event have no marks; its parsers make none without
DEEPEST = 50
MOST_MERGED = 10_000
MOST_ALIASES = 100
_CORE = frozenset(("!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq", "null"))))
_MERGE = "<<"


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """The same events without libyaml, slower."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


# The C parser under the name that PyYAML exports.
PARSER: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else _PureParser


class Composer:
    """Reads one document; `found` collects what it cannot accept as it stands.

    `lumps` are the lines (from 0) of texts that look like keys with the wrong colon.
    """

    def __init__(self, text: str, file: str) -> None:
        """Begin at the start of `text`."""
        self.found: list[Finding] = []
        self.lumps: list[tuple[int, int]] = []
        self._text = text
        self._file = file
        self._next: Callable[[], Event] = PARSER(text).get_event
        self._raw: list[str] | None = None
        self._anchors: dict[str, Node] = {}
        self._merged = 0
        self._aliases = 0
        self._quoted: list[tuple[int, int]] = []

    def document(self) -> Node | None:
        """Return the node of the first document; a second one is an 错误."""
        self._next()
        if type(self._next()) is StreamEndEvent:
            return None
        first = self._next()
        node = self._node(first, 1)
        if isinstance(node, Scalar):
            self._doubt(node, first)
        self._next()
        more = self._next()
        if type(more) is not StreamEndEvent:
            message = "这里用 --- 开始了第二份文档，一个文件只能有一份"
            advice = "删去这一行，或把后面的内容移到另一个文件"
            self.found.append(error("YML13", self._place(more), message, advice))
        self.found.extend(comments.swallowed(self._text, self._file, self._quoted))
        return node

    def _node(self, event: Event, depth: int) -> Node:
        if type(event) is ScalarEvent:
            return self._scalar(event)
        if type(event) is AliasEvent:
            return self._alias(event)
        if depth > DEEPEST:
            message = f"嵌套超过 {DEEPEST} 层"
            advice = "减少嵌套；检查有没有多打的括号"
            raise Refused(error("YML09", self._place(event), message, advice))
        return self._collection(event, depth)

    def _collection(self, event: Event, depth: int) -> Node:
        self._check_tag(event)
        begin = event.start_mark.index
        node: Node
        if type(event) is not MappingStartEvent:
            node = self._sequence(event, depth)
        elif event.flow_style and self._text.startswith("{{", begin):
            node = self._reference(event)
        else:
            node = self._mapping(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _mapping(self, start: Event, depth: int) -> Mapping:
        pairs = Pairs(self.found)
        if start.flow_style:
            self._flow_pairs(pairs, depth)
        else:
            self._block_pairs(pairs, depth)
        return Mapping(pairs.result(), self._place(start), bool(start.flow_style))

    def _block_pairs(self, pairs: Pairs, depth: int) -> None:
        follow = self._next
        while type(event := follow()) is not MappingEndEvent:
            key = self._words(event) if type(event) is ScalarEvent else self._key(event, depth)
            event = follow()
            if key.content == _MERGE and not key.style:
                pairs.merge(self._merged_mapping(event, depth))
                continue
            value = (
                self._scalar(event) if type(event) is ScalarEvent else self._node(event, depth + 1)
            )
            if value.__class__ is Scalar and value.source.line != key.lines[0].line:
                self._doubt(value, event)
            pairs.add(key, value)

    def _doubt(self, value: Scalar, event: Event) -> None:
        if oddities.like_keys(value):
            self.lumps.append((event.start_mark.line, event.end_mark.line))

    def _flow_pairs(self, pairs: Pairs, depth: int) -> None:
        follow, text, began = self._next, self._text, -1
        while type(event := follow()) is not MappingEndEvent:
            key = self._words(event) if type(event) is ScalarEvent else self._key(event, depth)
            end = event.end_mark.index
            event = follow()
            if key.content == _MERGE and not key.style:
                pairs.merge(self._merged_mapping(event, depth))
                continue
            value = (
                self._scalar(event) if type(event) is ScalarEvent else self._node(event, depth + 1)
            )
            if (
                not isinstance(value, Scalar) or value.content or value.style
                or flow.has_colon(text, end)
                or not pairs.mend(flow.tail(pairs.last, key, text, began, end))
            ):  # fmt: skip
                pairs.add(key, value)
                began = event.start_mark.index

    def _sequence(self, start: Event, depth: int) -> Sequence:
        items: list[Node] = []
        while type(event := self._next()) is not SequenceEndEvent:
            items.append(self._node(event, depth + 1))
        if start.flow_style:
            for finding in flow.split_numbers(items):
                tell(self.found, finding)
        return Sequence(tuple(items), self._place(start), bool(start.flow_style))

    def _key(self, event: Event, depth: int) -> Scalar:
        place = self._place(event)
        self._node(event, depth + 1)
        message = "键只能是文字，这里是括号或引用"
        advice = "键以 { 或 [ 开头时，整个键加英文双引号"
        self.found.append(error("YML05", place, message, advice))
        return Scalar("", (place,))

    def _scalar(self, event: Event) -> Scalar:
        node = self._words(event)
        if not node.style and oddities.suspected(node.content):
            for finding in oddities.odd(node):
                tell(self.found, finding)
        return node

    def _words(self, event: Event) -> Scalar:
        content, style = event.value, event.style or ""
        start, end = event.start_mark, event.end_mark
        if event.tag is not None or event.anchor is not None:
            self._check_tag(event)
        if style:
            self._quoted.append((start.index, end.index))
            if style == '"':
                self._refuse_escaped(event)
        if start.line != end.line:
            return self._long(event, style)
        line, column, length = start.line + 1, start.column + 1, end.column - start.column
        if style:
            column, length = column + 1, length - 2
        return Scalar(content, (Source(self._file, line, column, length),), style)

    def _refuse_escaped(self, event: Event) -> None:
        r"""Refuse what the raw text does not show: "a\0b" holds a control character, too."""
        banned = forbidden(event.value, self._file)
        if banned:
            raise Refused(structs.replace(banned[0], source=self._place(event)))

    def _long(self, event: Event, style: str) -> Scalar:
        if self._raw is None:
            self._raw = folding.source_lines(self._text)
        first, last = event.start_mark, event.end_mark
        raw = self._raw[first.line : last.line + (last.column > 0)]
        raw[0] = " " * first.column + raw[0][first.column :]
        if last.column and len(raw) == last.line - first.line + 1:
            raw[-1] = raw[-1][: last.column]
        content = event.value
        if oddities.is_symbol(raw[0], style, content):
            node = Scalar(raw[0].strip(), (self._place(event),))
            self.found.append(oddities.symbol(node))
            return node
        content = folding.joined(content, style, raw)
        lines = folding.content_lines(content, style, raw, self._file, first.line + 1)
        if content != event.value:
            self.found.append(oddities.joined(lines[0]))
        return Scalar(content, lines, style)

    def _reference(self, start: Event) -> Scalar:
        depth, event = 1, start
        while depth:
            event = self._next()
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        raw = self._text[start.start_mark.index : event.end_mark.index]
        place = structs.replace(self._place(start), length=len(raw))
        self.found.append(flow.unquoted_reference(raw, place))
        return Scalar(raw, (place,))

    def _alias(self, event: Event) -> Scalar:
        self._aliases += 1
        if self._aliases > MOST_ALIASES:
            message = f"YAML 别名超过 {MOST_ALIASES} 个"
            raise Refused(error("YML09", self._place(event), message, "把内容直接写在用到的地方"))
        name = f"*{event.anchor}"
        place = structs.replace(self._place(event), length=len(name))
        message = f"“{name}”以 * 开头，YAML 当作别名"
        self.found.append(
            error("YML09", place, message, f'加英文双引号："{name}"；数字用 {{{{名称}}}} 引用')
        )
        return Scalar(name, (place,))

    def _merged_mapping(self, event: Event, depth: int) -> Mapping | None:
        name, aliased = getattr(event, "anchor", None), type(event) is AliasEvent
        node = self._anchors.get(name or "") if aliased else self._node(event, depth + 1)
        node = node if aliased else None
        if not isinstance(node, Mapping):
            message = "<< 后面只能写 *名称，指向上面用 &名称 标出的一组键"
            self.found.append(error("YML09", self._place(event), message, "把要用的键直接写在这里"))
            return None
        self._merged += len(node.pairs)
        if self._merged > MOST_MERGED:
            message = f"用 << 合并的键超过 {MOST_MERGED} 个"
            raise Refused(error("YML09", self._place(event), message, "把要用的键直接写在这里"))
        return node

    def _check_tag(self, event: Event) -> None:
        tag = event.tag
        if tag is not None and tag not in _CORE:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            message = f"不接受 YAML 标签 {shown}"
            advice = "删去这个标签；文字以 ! 开头时，整个值加英文双引号"
            tell(self.found, error("YML10", self._place(event), message, advice))
        if event.anchor is not None and type(event) is ScalarEvent:
            message = f"“&{event.anchor}”是 YAML 的锚点，不会印出来"
            advice = "文字以 & 开头时，整个值加英文双引号；不需要就删去"
            tell(self.found, error("YML09", self._place(event), message, advice))

    def _place(self, event: Event) -> Source:
        mark = event.start_mark
        return Source(self._file, mark.line + 1, mark.column + 1)
