"""Events of PyYAML's parser → nodes (逐事件读取), with limits and without surprises.

Limits hold before anything is composed. Where a line cannot be read, it is repaired in memory, so
that all errors of a file are found in one run.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import yaml
from msgspec import Struct, structs
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

from docgen.content.source_text import forbidden_characters
from docgen.content.yaml import slips
from docgen.content.yaml.mistyped import MendedText, mended_text
from docgen.content.yaml.nodes import (
    FOLDED,
    LITERAL,
    Mapping,
    Node,
    Pair,
    Scalar,
    Sequence,
    normalized_name,
    source_lines,
)
from docgen.findings import Finding, Related, Severity, Source, error

Event = Any  # PyYAML's stubs let an event have no marks; its parsers make none without
DEEPEST = 50
MOST_MERGED = 10_000
MOST_ALIASES = 100
MOST_FOUND = 200
MOST_CUT = 50
MOST_COMMENTS = 20
MOST_REPAIRS = 20
MOST_PER_LINE = 2
MOST_READ = 5_000_000  # characters: large files get fewer attempts, so that all end in time
# After these nothing may be printed from the file: part of it was guessed or left out.
UNREADABLE = frozenset(("YML01", "YML02", "YML07", "YML08", "YML09", "YML10", "YML13"))
_CORE = frozenset(("!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq", "null"))))
_MERGE = "<<"
# Between two of these a line break is no space: Chinese is written without any.
_CJK = (
    ("\u2018", "\u2019"), ("\u201c", "\u201d"), ("\u2014", "\u2014"), ("\u2026", "\u2026"),
    ("\u3000", "\u303f"), ("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"),
    ("\U00020000", "\U0003ffff"),
)  # fmt: skip
_ESCAPE_FREE = frozenset(("", FOLDED, "'"))


# The C parser where PyYAML has it; the other gives the same events, slower.
PARSER: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


class Refused(Exception):  # noqa: N818 (not an error of the program: the file is refused)
    """The rest of a file is not read; `finding` says why."""

    def __init__(self, source: Source, code: str, message: str, advice: str) -> None:
        """Keep the reason."""
        super().__init__(message)
        self.finding = error(code, source, message, advice)


class Composed(Struct, frozen=True):
    """What was read of a file (读取结果).

    `whole` is False when part of it was guessed or left out: all errors can be found in it, but
    nothing may be printed. `node` is None for an empty file, and when a line had to be left out.
    """

    node: Node | None
    findings: tuple[Finding, ...]
    whole: bool = True


def composed(text: str, file: str, keys: frozenset[str] = frozenset()) -> Composed:
    """Return what a YAML text says, and all that is wrong with it.

    With the known `keys`, what a clerk's hand or input method mistypes is read as meant.
    """
    text = text.removeprefix("\ufeff")
    banned = forbidden_characters(text, file)
    if banned:
        return Composed(None, banned, whole=False)
    mended = mended_text(text, file, keys) if keys else MendedText(text)
    problems = list(mended.findings)
    if mended.unread:
        return Composed(None, tuple(problems), whole=False)
    read = _repaired_reading(mended.text, file, problems)
    if not problems:
        return read
    return structs.replace(read, findings=_applicable_fixes(read.findings, text.split("\n")))


def _repaired_reading(text: str, file: str, problems: list[Finding]) -> Composed:
    """Read a text; where a line cannot be read, repair it in memory and read again.

    What is wrong with such lines goes to `problems`.
    """
    is_meant, tries = True, MOST_READ // (len(text) + 1)
    for _ in range(MOST_REPAIRS):
        composer = _Composer(text, file)
        try:
            node = composer.read_document()
        except Refused as refused:
            return Composed(None, (*problems, *composer.found, refused.finding), whole=False)
        except yaml.YAMLError as problem:
            from docgen.content.yaml.repairs import repaired_text  # noqa: PLC0415 (only a broken file needs it)

            repair = repaired_text(problem, text, file, tries)
            line, tries = repair.finding.source.line, tries - repair.tried
            if sum(other.source.line == line for other in problems) >= MOST_PER_LINE:
                break
            problems.append(repair.finding)
            if repair.text is None:
                break
            text, is_meant = repair.text, is_meant and repair.is_meant
        else:
            text, split = composer.split_lumps()
            if not split:
                return _finished(node if is_meant else None, composer.found, problems)
            problems.extend(split)
    return Composed(None, tuple(problems), whole=False)


def _finished(node: Node | None, found: list[Finding], problems: list[Finding]) -> Composed:
    whole = not problems and not any(finding.code in UNREADABLE for finding in found)
    return Composed(None if node and node.empty else node, (*problems, *found), whole)


def _applicable_fixes(findings: tuple[Finding, ...], lines: list[str]) -> tuple[Finding, ...]:
    """Return the findings with fixes only for lines as typed, not as repaired, one for a line."""
    fixed: set[int] = set()
    result = []
    for finding in findings:
        edits = finding.fix.edits if finding.fix else ()
        rows = {edit.source.line for edit in edits}
        applies = not rows & fixed and all(
            lines[edit.source.line - 1].startswith(edit.expected, edit.source.column - 1)
            for edit in edits
        )
        fixed |= rows
        result.append(finding if applies else structs.replace(finding, fix=None))
    return tuple(result)


class _Composer:
    """Reads one document; `found` collects what it cannot accept as it stands."""

    def __init__(self, text: str, file: str) -> None:
        self.found: list[Finding] = []
        self._text = text
        self._file = file
        self._next: Callable[[], Event] = PARSER(text).get_event
        self._raw: list[str] | None = None
        self._anchors: dict[str, Node] = {}
        self._merged = 0
        self._aliases = 0
        self._quoted: list[tuple[int, int]] = []
        self._lumps: list[tuple[int, int]] = []  # their lines, from 0

    def read_document(self) -> Node | None:
        """Return the node of the first document; a second one is an 错误."""
        self._next()
        if type(self._next()) is StreamEndEvent:
            return None
        first = self._next()
        node = self._read_node(first, 1)
        self._note_lump(node, first)
        self._next()
        more = self._next()
        if type(more) is not StreamEndEvent:
            message = "这里用 --- 开始了第二份文档，一个文件只能有一份"
            advice = "删去这一行，或把后面的内容移到另一个文件"
            self.found.append(error("YML13", self._place_of(more), message, advice))
        lost = slips.lost_comments(self._text, self._file, self._quoted)
        self.found.extend(islice(lost, MOST_COMMENTS))
        return node

    def _add_finding(self, finding: Finding) -> None:
        """Add a finding; raises Refused when there are more than anyone would read."""
        self.found.append(finding)
        if len(self.found) > MOST_FOUND:
            message = f"这个文件里的问题超过 {MOST_FOUND} 个，后面的没有读"
            raise Refused(finding.source, "YML01", message, "先改正前面的问题")

    def _read_node(self, event: Event, depth: int) -> Node:
        if type(event) is ScalarEvent:
            return self._read_value(event)
        if type(event) is AliasEvent:
            return self._read_alias(event)
        if depth > DEEPEST:
            message = f"嵌套超过 {DEEPEST} 层"
            raise Refused(self._place_of(event), "YML09", message, "减少嵌套；检查有没有多打的括号")
        self._check_tag(event)
        is_reference = event.flow_style and self._text.startswith("{{", event.start_mark.index)
        node: Node
        if type(event) is not MappingStartEvent:
            node = self._read_sequence(event, depth)
        elif is_reference:
            node = self._read_reference(event)
        else:
            node = self._read_mapping(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _read_mapping(self, start: Event, depth: int) -> Mapping:
        pairs: dict[str, Pair] = {}
        merged: dict[str, Pair] = {}
        merge_key, begin, cuts = None, -1, 0
        while type(event := self._next()) is not MappingEndEvent:
            key, end = self._read_key(event, depth), event.end_mark.index
            event = self._next()
            if key.content == _MERGE and not key.style:
                self._note_repeated(merge_key, key)
                merge_key, merged = key, self._merged_pairs(event, depth) | merged
                continue
            value = self._read_node(event, depth + 1)
            if start.flow_style:
                last = next(reversed(pairs.values()), None)
                rest = slips.cut_rest(last, (key, value), self._text, begin, end)
                if rest is not None:
                    cuts += 1
                    self._mend_cut(pairs, rest, cuts)
                    continue
            elif value.source.line != key.source.line:
                self._note_lump(value, event)
            self._add_pair(pairs, (key, value))
            begin = event.start_mark.index
        all_pairs = pairs | merged | pairs  # merged ones give way to those that were typed
        return Mapping(tuple(all_pairs.values()), self._place_of(start))

    def _add_pair(self, pairs: dict[str, Pair], pair: Pair) -> None:
        earlier = pairs.setdefault(normalized_name(pair[0].content), pair)
        self._note_repeated(None if earlier is pair else earlier[0], pair[0])

    def _note_repeated(self, earlier: Scalar | None, key: Scalar) -> None:
        if earlier is None:
            return
        lines = earlier.source.line, key.source.line
        message = f"“{key.content}”在第 {lines[0]} 行和第 {lines[1]} 行各写了一次"
        advice = "留下一处；两处都要时，给其中一处换个名称"
        related = (Related(earlier.source, "先写的一处"),)
        self._add_finding(Finding("YML02", Severity.ERROR, key.source, message, advice, related))

    def _mend_cut(self, pairs: dict[str, Pair], rest: slips.CutRest, cuts: int) -> None:
        if cuts > MOST_CUT:
            message = f"这一对花括号里有 {MOST_CUT} 多处没有冒号的内容"
            raise Refused(rest.finding.source, "YML01", message, "每一处都写成“键: 值”")
        self._add_finding(rest.finding)
        if rest.replaces:
            pairs.popitem()
        self._add_pair(pairs, rest.pair)

    def _note_lump(self, value: Node, event: Event) -> None:
        if isinstance(value, Scalar) and slips.looks_like_keys(value):
            self._lumps.append((event.start_mark.line, event.end_mark.line))

    def split_lumps(self) -> tuple[str, tuple[Finding, ...]]:
        """Return the text with the colons repaired in texts that look like keys."""
        if not self._lumps:
            return self._text, ()
        from docgen.content.yaml.repairs import repaired_colons  # noqa: PLC0415 (as above)

        text, found = repaired_colons(self._text, self._lumps, self._file)
        return text, found[:MOST_FOUND]

    def _read_sequence(self, start: Event, depth: int) -> Sequence:
        items: list[Node] = []
        while type(event := self._next()) is not SequenceEndEvent:
            items.append(self._read_node(event, depth + 1))
        if start.flow_style:
            for finding in slips.split_numbers(items):
                self._add_finding(finding)
        return Sequence(tuple(items), self._place_of(start))

    def _read_key(self, event: Event, depth: int) -> Scalar:
        if type(event) is ScalarEvent:
            return self._read_scalar(event)
        place = self._place_of(event)
        self._read_node(event, depth + 1)
        message = "键只能是文字，这里是括号或引用"
        advice = "键以 { 或 [ 开头时，整个键加英文双引号"
        self.found.append(error("YML05", place, message, advice))
        return Scalar("", (place,))

    def _read_value(self, event: Event) -> Scalar:
        node = self._read_scalar(event)
        problem = None if node.style else slips.misreadable_value(node)
        if problem is not None:
            self._add_finding(problem)
        return node

    def _read_scalar(self, event: Event) -> Scalar:
        style, start, end = event.style or "", event.start_mark, event.end_mark
        if event.tag is not None or event.anchor is not None:
            self._check_tag(event)
        if style:
            self._quoted.append((start.index, end.index))
            if style == '"':
                self._refuse_escaped(event)
        if start.line != end.line:
            return self._read_lines(event, style)
        quote = 1 if style else 0
        length = end.column - start.column - 2 * quote
        place = Source(self._file, start.line + 1, start.column + 1 + quote, length)
        return Scalar(event.value, (place,), style)

    def _refuse_escaped(self, event: Event) -> None:
        r"""Refuse what the raw text does not show: "a\0b" holds a control character, too."""
        banned = forbidden_characters(event.value, self._file)
        if banned:
            raise Refused(self._place_of(event), "YML08", banned[0].message, banned[0].advice)

    def _read_lines(self, event: Event, style: str) -> Scalar:
        """Return a text of several lines."""
        if self._raw is None:
            self._raw = source_lines(self._text)
        first, last = event.start_mark, event.end_mark
        raw = self._raw[first.line : last.line + (last.column > 0)]
        raw[0] = " " * first.column + raw[0][first.column :]
        if last.column and len(raw) == last.line - first.line + 1:
            raw[-1] = raw[-1][: last.column]
        if slips.is_comparison(raw[0], style, event.value):
            node = Scalar(raw[0].strip(), (self._place_of(event),))
            self.found.append(slips.lost_comparison(node))
            return node
        start = Source(self._file, first.line + 1)
        content, lines = folded_text(event.value, style, raw, start)
        if content != event.value:
            self.found.append(slips.joined_lines(lines[0]))
        return Scalar(content, lines, style)

    def _read_reference(self, start: Event) -> Scalar:
        depth, event = 1, start
        while depth:
            event = self._next()
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        raw = self._text[start.start_mark.index : event.end_mark.index]
        place = self._place_of(start, len(raw))
        self.found.append(slips.unquoted_reference(raw, place))
        return Scalar(raw, (place,))

    def _read_alias(self, event: Event) -> Scalar:
        self._aliases += 1
        if self._aliases > MOST_ALIASES:
            message = f"YAML 别名超过 {MOST_ALIASES} 个"
            raise Refused(self._place_of(event), "YML09", message, "把内容直接写在用到的地方")
        name = f"*{event.anchor}"
        place = self._place_of(event, len(name))
        message = f"“{name}”以 * 开头，YAML 当作别名"
        advice = f'加英文双引号："{name}"；数字用 {{{{名称}}}} 引用'
        self.found.append(error("YML09", place, message, advice))
        return Scalar(name, (place,))

    def _merged_pairs(self, event: Event, depth: int) -> dict[str, Pair]:
        """Return the pairs that `<<: *name` takes over."""
        is_alias = type(event) is AliasEvent
        node = self._anchors.get(event.anchor) if is_alias else self._read_node(event, depth + 1)
        if not is_alias or not isinstance(node, Mapping):
            message = "<< 后面只能写 *名称，指向上面用 &名称 标出的一组键"
            place = self._place_of(event)
            self.found.append(error("YML09", place, message, "把要用的键直接写在这里"))
            return {}
        self._merged += len(node.pairs)
        if self._merged > MOST_MERGED:
            message = f"用 << 合并的键超过 {MOST_MERGED} 个"
            raise Refused(self._place_of(event), "YML09", message, "把要用的键直接写在这里")
        return {normalized_name(pair[0].content): pair for pair in node.pairs}

    def _check_tag(self, event: Event) -> None:
        tag = event.tag
        if tag is not None and tag not in _CORE:
            message = f"不接受 YAML 标签 {tag.replace('tag:yaml.org,2002:', '!!')}"
            advice = "删去这个标签；文字以 ! 开头时，整个值加英文双引号"
            self._add_finding(error("YML10", self._place_of(event), message, advice))
        if event.anchor is not None and type(event) is ScalarEvent:
            message = f"“&{event.anchor}”是 YAML 的锚点，不会印出来"
            advice = "文字以 & 开头时，整个值加英文双引号；不需要就删去"
            self._add_finding(error("YML09", self._place_of(event), message, advice))

    def _place_of(self, event: Event, length: int = 0) -> Source:
        mark = event.start_mark
        return Source(self._file, mark.line + 1, mark.column + 1, length)


def folded_text(
    value: str, style: str, raw: list[str], first: Source
) -> tuple[str, tuple[Source, ...]]:
    """Return a text of several lines, and the place of each; `raw` is its source from `first` on.

    The spaces go that folding put between Chinese characters.

    >>> folded_text("建设 标厂", "", ["建设", "  标厂"], Source("f", 1))[0]
    '建设标厂'
    """
    count = value.count("\n") + 1
    if style == LITERAL:
        return value, _literal_places(count, raw, first)
    pieces: list[str] = []
    places: list[Source] = []
    position, row, is_plain = 0, 0, style in _ESCAPE_FREE
    for index, line in _folded_lines(raw, style):
        at = value.find(line, position)
        if at < 0:
            is_plain = False
            break
        gap, before = value[position:at], value[position - 1 : position]
        is_seam = gap == " " and _is_chinese(before) and _is_chinese(line[0])
        pieces += "" if is_seam else gap, line
        row += gap.count("\n")
        place = Source(first.file, first.line + index, raw[index].find(line) + 1, len(line))
        places += [place] * (row + 1 - len(places))
        position = at + len(line)
    last = places[-1] if places else Source(first.file, first.line, 1)
    content = "".join((*pieces, value[position:])) if is_plain else value
    return content, (*places, *[last] * (count - len(places)))


def _literal_places(count: int, raw: list[str], first: Source) -> tuple[Source, ...]:
    indents = (len(line) - len(line.lstrip(" ")) for line in raw[1:] if line.strip())
    indent = min(indents, default=0)
    own = [
        Source(first.file, first.line + row, indent + 1, max(0, len(line) - indent))
        for row, line in enumerate(raw[1:], 1)
    ]
    beyond = Source(first.file, first.line + len(raw) - 1, 1)
    return (*own, *[beyond] * count)[:count]


def _folded_lines(raw: list[str], style: str) -> list[tuple[int, str]]:
    """Return the lines of a folded scalar that hold something, without their indentation."""
    quote = style if style in {"'", '"'} else ""
    body = [(index, line.strip().strip("'\"" if quote else "")) for index, line in enumerate(raw)]
    return [(index, line) for index, line in body[style == FOLDED :] if line]


def _is_chinese(character: str) -> bool:
    return any(first <= character <= last for first, last in _CJK)
