"""YAML as clerks type it (手误): mended before it is read, one finding for each slip.

A Chinese input method types ， ： ＝ “ （ and ideographic blanks where YAML wants others. Where a
known key stands beside the sign, what was meant is certain: the text is mended in memory, so that
nothing else follows from the slip, and the fix makes the same change in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct

from docgen.findings import Edit, Finding, Fix, Severity, Source
from docgen.patterns import lazy_pattern

_CODE = "YML01"
_WIDE_INDENT = lazy_pattern(r"[ \t]{0,80}[\u3000\u00a0][ \t\u3000\u00a0]{0,80}(?=[^\s#])")
_KEY_LINE = lazy_pattern(
    r"(?P<indent> *)(?P<key>[^\s#:：\"'{}\[\],|>&*!%@`-][^:：]{0,60}):(?P<value>[ \t]+\S.*|[ \t]*)$"
)
_COLON = lazy_pattern(r"[:：]")
_BLOCK_OPENER = lazy_pattern(r":[ \t]+[|>][+-]?\d?[ \t]*(?:#.*)?$")
_QUOTED = lazy_pattern(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\n]|'')*'")
_ROUND = lazy_pattern(r"^[ ]*[^\s:：#][^:：]{0,60}:[ \t]+(?P<open>[(（]).*(?P<close>[)）])[ \t]*$")
_NO_PLAIN = "{[\"'|>&*(（“=＝#"
_SLASHES = lazy_pattern(r"[ \t]//(?=[ \t]|[\u4e00-\u9fff])")
_HASH = lazy_pattern(r"[ \t]#(?=[^{}]*\}[ \t]*$)")
_INNER_QUOTE = lazy_pattern(r"(?<=[:：,，\[{]) ?\"(?P<words>.*)\"(?=[ \t]*(?:[,，}\]]|$|#))")


class MendedText(Struct, frozen=True):
    """A text with its slips mended (改好的文字); `unread`: one that cannot be mended in place."""

    text: str
    findings: tuple[Finding, ...] = ()
    unread: bool = False


class _Slip(Struct, frozen=True):
    """A slip: from `start`, `typed` is to be `meant`; what is said of it, and what to do."""

    start: int
    typed: str
    meant: str
    message: str
    advice: str


def mended_text(text: str, file: str, keys: frozenset[str]) -> MendedText:
    """Return a YAML text with what is certainly mistyped mended; `keys` are all known ones."""
    lines = text.split("\n")
    found: list[Finding] = []
    unread = False
    inside_block = -1
    for number, typed in enumerate(lines):
        bare = typed.removesuffix("\r")
        indent = len(bare) - len(bare.lstrip(" "))
        if inside_block >= 0 and (not bare.strip() or indent > inside_block):
            continue
        inside_block = indent if _BLOCK_OPENER.search(bare) else -1
        if not bare.strip() or bare.lstrip().startswith("#"):
            continue
        joined = _joined_lines(bare, number, file, keys)
        if joined is not None:
            found.append(joined)
            unread = True
            continue
        slips = _line_slips(lines, number, bare, keys)
        if slips:
            found.append(_slip_finding(slips, number, file))
            lines[number] = _mended_line(bare, slips) + typed[len(bare) :]
    return MendedText("\n".join(lines), tuple(found), unread)


def _slip_finding(slips: Sequence[_Slip], number: int, file: str) -> Finding:
    """Return one finding for all slips of a line, at the first of them."""
    first = slips[0]
    edits = tuple(
        Edit(Source(file, number + 1, slip.start + 1, len(slip.typed)), slip.typed, slip.meant)
        for slip in slips
    )
    told = "；".join(dict.fromkeys(slip.message for slip in slips))
    advice = "；".join(dict.fromkeys(slip.advice for slip in slips))
    place = Source(file, number + 1, first.start + 1, max(1, len(first.typed)))
    return Finding(_CODE, Severity.ERROR, place, told, advice, fix=Fix(edits, advice))


def _mended_line(line: str, slips: Sequence[_Slip]) -> str:
    for slip in sorted(slips, key=lambda each: each.start, reverse=True):
        line = line[: slip.start] + slip.meant + line[slip.start + len(slip.typed) :]
    return line


def _line_slips(
    lines: Sequence[str], number: int, line: str, keys: frozenset[str]
) -> tuple[_Slip, ...]:
    """Return the slips of a line, in the order in which they stand."""
    found = [*_indent_slips(lines, number, line, keys)]
    quotes = tuple(_quote_slips(line))
    masked = _QUOTED.sub(lambda match: "\0" * len(match[0]), _mended_line(line, quotes))
    if quotes:
        return (*found, *quotes)
    rounds = tuple(_round_slips(masked, keys))
    found += rounds
    begin, end = _flow_span(masked, rounded=bool(rounds))
    if end > begin:
        found += _flow_slips(masked, begin, end, keys)
        found += _remark_slips(masked, end)
    return tuple(sorted(found, key=lambda slip: slip.start))


# -- indentation -----------------------------------------------------------------------------------


def _indent_slips(
    lines: Sequence[str], number: int, line: str, keys: frozenset[str]
) -> Iterator[_Slip]:
    wide = _WIDE_INDENT.match(line)
    before = _filled_line(lines, range(number - 1, -1, -1))
    wanted = _indent_after(before)
    if wide and _COLON.search(line):
        name = "全角空格" if "\u3000" in wide[0] else "不间断空格"
        meant = " " * wanted
        advice = f"改成 {wanted} 个半角空格"
        yield _Slip(0, wide[0], meant, f"行首是{name}，YAML 不当它是缩进", advice)
        return
    match = _KEY_LINE.match(line)
    if match is None or match["key"].strip() not in keys or not match["value"].strip():
        return
    after = _filled_line(lines, range(number + 1, len(lines)))
    own = len(match["indent"])
    block = match["value"].strip().startswith(("|", ">"))
    deeper = bool(after) and _indent_of(after) > own and not block
    if before and deeper and own < wanted and _indent_of(after) <= wanted:
        message = f"“{match['key'].strip()}”这一行没有缩进，与上面的键对不齐"
        yield _Slip(0, match["indent"], " " * wanted, message, f"行首空 {wanted} 格")


def _filled_line(lines: Sequence[str], numbers: range) -> str:
    told = (lines[n] for n in numbers if not lines[n].lstrip().startswith("#"))
    return next((line for line in told if line.strip()), "")


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _indent_after(line: str) -> int:
    """Return the indentation that a key below a line has: deeper below one that ends in a colon."""
    return _indent_of(line) + (2 if line.rstrip().endswith((":", "：")) else 0)


# -- two lines in one ------------------------------------------------------------------------------


@cache
def _key_pattern(keys: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(keys, key=len, reverse=True)))
    return re.compile(rf"(?P<gap>[ \t\u3000]+)(?P<key>{names})[ \t]*[:：](?=[ \t]|[^\s/])")


def _joined_lines(line: str, number: int, file: str, keys: frozenset[str]) -> Finding | None:
    """Return the finding for a plain value that holds another key: the line break is missing."""
    match = _KEY_LINE.match(line)
    value = match["value"].strip() if match else ""
    if match is None or not value or value[0] in _NO_PLAIN or match["key"].strip() not in keys:
        return None
    second = _key_pattern(keys).search(line, match.start("value") + 1)
    if second is None or not line[match.start("value") : second.start()].strip():
        return None
    place = Source(file, number + 1, second.start("key") + 1, len(second["key"]))
    typed = line[second.start() : second.end()]
    meant = f"\n{match['indent']}{second['key']}: "
    rest = line[second.end() :]
    blank = len(rest) - len(rest.lstrip())
    old = typed + rest[:blank]
    edit = Edit(Source(file, number + 1, second.start() + 1, len(old)), old, meant)
    message = f"“{second['key']}”前面少了换行，两行并成了一行"
    advice = f"在“{second['key']}”前面换行，与“{match['key'].strip()}”左边对齐"
    return Finding(_CODE, Severity.ERROR, place, message, advice, fix=Fix((edit,), "分成两行"))


# -- inside braces ---------------------------------------------------------------------------------


def _flow_span(line: str, *, rounded: bool) -> tuple[int, int]:
    """Return where braces open and close on a line; (0, 0) where they do not."""
    signs = "({（" if rounded else "{"
    begin = min((at for at in map(line.find, signs) if at >= 0), default=-1)
    end = max(line.rfind("}"), *((line.rfind(")"), line.rfind("）")) if rounded else (-1,)))
    return (begin, end + 1) if 0 <= begin < end else (0, 0)


@cache
def _flow_pattern(keys: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(keys, key=len, reverse=True)))
    return re.compile(
        rf"(?P<sign>[ \t]*[,，、；;][ \t\u3000]*|(?<=[{{(（])[ \t\u3000]*)(?P<key>{names})"
        rf"(?P<colon>[ \t]*[:：＝=][ \t\u3000]*)"
    )


def _flow_slips(line: str, begin: int, end: int, keys: frozenset[str]) -> Iterator[_Slip]:
    """Yield the signs before and behind known keys that YAML does not take for signs."""
    for match in _flow_pattern(keys).finditer(line, begin, end):
        sign, colon = match["sign"].strip(), match["colon"].strip()
        if sign in ("，", "、", "；", ";"):
            message = f"“{match['key']}”前面的“{sign}”YAML 不认识，“{match['key']}”会成了文字"
            advice = f"“{match['key']}”前面用半角逗号，后面用半角冒号和空格"
            yield _Slip(match.start("sign"), match["sign"], ", ", message, advice)
        if colon != ":" or match["colon"][-1:] not in " \t":
            advice = f"写成 {match['key']}: …，冒号用半角，后面空一格"
            odd = "没有空格" if colon == ":" else f"是“{colon}”"
            message = f"“{match['key']}”后面的冒号{odd}"
            yield _Slip(match.start("colon"), match["colon"], ": ", message, advice)


def _round_slips(line: str, keys: frozenset[str]) -> Iterator[_Slip]:
    """Yield round brackets around keys: braces were meant."""
    match = _ROUND.match(line)
    if match is None or not _flow_pattern(keys).search(line, match.start("open")):
        return
    message, advice = "一组键要用花括号，不用圆括号", "圆括号改成花括号 { }"
    yield _Slip(match.start("open"), match["open"], "{", message, advice)
    yield _Slip(match.start("close"), match["close"], "}", message, advice)


def _remark_slips(line: str, end: int) -> Iterator[_Slip]:
    """Yield // behind the braces, and # that begins a remark inside them."""
    slashes = _SLASHES.match(line, end)
    if slashes:
        message, advice = "// 不是备注的写法", "备注以 # 开头，前面空一格"
        yield _Slip(slashes.start() + 1, "//", "# ", message, advice)
    inside = _HASH.search(line)
    if inside:
        rest = line[inside.start() + 1 :].partition("}")[0].strip()
        message = f"空格加 # 开始备注，“{rest[:12]}”和后面的花括号没有读"
        yield _Slip(inside.start() + 1, "#", "＃", message, "# 改成全角 ＃，或整个值加英文双引号")


def _quote_slips(line: str) -> Iterator[_Slip]:
    """Yield straight quotes inside a quoted text: full-width ones were meant."""
    match = _INNER_QUOTE.search(line)
    if match is None or '"' not in match["words"] or _QUOTED.fullmatch(match[0].strip()):
        return
    words = match["words"]
    if re.search(r"\"[ \t]*[,，][ \t]*[^\s\"]{1,20}[:：]", words):
        return  # several quoted values of one line
    opened = True
    for at, sign in enumerate(words):
        if sign == '"':
            message, advice = "引号里面又有引号", "里面的改成中文引号 “ ”"
            meant = "“" if opened else "”"
            yield _Slip(match.start("words") + at, '"', meant, message, advice)
            opened = not opened
