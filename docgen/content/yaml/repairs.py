"""A line that YAML cannot read → what was meant, and the fix (修补).

`REPAIRS` are the mistakes that finance clerks make: each is a function of the lines, the index of
one and the column where the library stopped; it returns the line as it was probably meant, or
None. Whether it helped is tried by parsing again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice, takewhile

import yaml
from msgspec import Struct

from docgen.content.yaml.slips import quoted
from docgen.findings import Edit, Finding, Fix, Severity, Source, error
from docgen.patterns import lazy_pattern

MOST_KEY = 40
LOADER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
GENERAL_ADVICE = (
    "冒号用半角，后面空一格；同级的键左边对齐；值里有 { } [ ] # : 等符号时，整个值加英文双引号"
)

_KEY = r"(?P<head>\s*(?:- +)*)(?P<key>[^\s#:：'\"{}\[\],，][^:：{}\[\]]*?)"
_WRONG_COLON = lazy_pattern(_KEY + r"\s*(?P<colon>：|:(?=[^\s:/]))[ \t　]*(?P<rest>.*)")
_PAIR = lazy_pattern(
    r"(?P<head>\s*(?:- +)*(?:[^\s#'\"{}\[\]][^:{}\[\]]*?|\"[^\"]*\"|'[^']*')\s*:[ \t]+)"
    r"(?P<value>\S.*?)(?P<note>\s+#\s.*|\s*)"
)
_ITEM = lazy_pattern(r"(?P<head>\s*(?:- +)+)(?P<value>\S.*?)(?P<note>\s*)")
_WHY = {
    ">": "YAML 当作大段文字的开头",
    "|": "YAML 当作大段文字的开头",
    "*": "YAML 当作别名",
    "&": "YAML 当作锚点",
    "!": "YAML 当作标签",
    "%": "YAML 不许值这样开头",
    "@": "YAML 不许值这样开头",
    "`": "YAML 不许值这样开头",
    "{": "YAML 当作一组键",
    "[": "YAML 当作列表",
    "-": "YAML 当作列表",
    "?": "YAML 当作键",
    "}": "YAML 当作括号的结尾",
    "]": "YAML 当作括号的结尾",
    ",": "YAML 不许值这样开头",
    "#": "YAML 当作注释",
}


class MeantLine(Struct, frozen=True):
    """A line as it was meant, and what to say: where (column from 0), what, and how to write it."""

    line: str
    column: int
    length: int
    message: str
    advice: str
    label: str
    safe: bool = True


def _without_tabs(lines: list[str], index: int, column: int) -> MeantLine | None:
    """Return the line with spaces for the tabs that indent it."""
    line = lines[index]
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        mended = indent.replace("\t", "  ") + line.lstrip()
        message, advice = "行首用了制表符（Tab），YAML 只认空格", "用空格缩进，每级两个"
        return MeantLine(mended, indent.index("\t"), 1, message, advice, "Tab 改成空格")
    at = line.find("\t", max(0, column - 1))
    if at < 0:
        return None
    message = "这里用了制表符（Tab），YAML 只认空格"
    return MeantLine(line.replace("\t", " "), at, 1, message, "换成空格", "Tab 改成空格")


def _mended_colon(lines: list[str], index: int, _column: int) -> MeantLine | None:
    """Return the line with a half-width colon and a space after its key."""
    line = lines[index]
    match = _WRONG_COLON.fullmatch(line)
    if match is None:
        return None
    key, rest, at = match["key"].strip(), match["rest"], match.start("colon")
    space = " " if rest.strip() else ""
    mended = f"{match['head']}{match['key'].rstrip()}:{space}{rest}"
    advice = f"写成 {key}: {_shortened(rest)}".rstrip()
    if match["colon"] == ":":
        message = f"“{key}:”后面没有空格，YAML 不认它是“键: 值”"
        return MeantLine(mended, at, 1, message, advice, "冒号后面加空格")
    message = f"“{key}”后面是全角冒号“：”，YAML 不认"
    return MeantLine(mended, at, 1, message, advice, "改成半角冒号加空格")


def _half_width_brackets(lines: list[str], index: int, _column: int) -> MeantLine | None:
    """Return the line with half-width braces, commas and colons."""
    line = lines[index]
    if not re.search("[{｛]", line):
        return None
    mended = line.replace("｛", "{").replace("｝", "}")
    mended = re.sub(r"，\s*(?=[^\s，{},:：]+\s*[:：])", ", ", mended)
    mended = re.sub(r"(?<=[{,])(\s*[^\s{},:：\"']+)\s*：\s*", r"\1: ", mended)
    if mended == line:
        return None
    at = next(i for i, (a, b) in enumerate(zip(line, mended, strict=False)) if a != b)
    message = f"花括号里用了全角的“{line[at]}”，YAML 不认"
    return MeantLine(mended, at, 1, message, f"写成 {_shortened(mended.strip(), 60)}", "改成半角")


def _quoted_piece(lines: list[str], index: int, column: int) -> MeantLine | None:
    """Return the line with quotes around a value inside braces."""
    line = lines[index]
    opening = re.search(r"(?<!\{)\{(?!\{)", line)
    if opening is None:
        return None
    start = _piece_start(line, opening.end(), column)
    end = _piece_end(line, start)
    value = line[start:end].rstrip()
    if not value or value[0] in "\"'":
        return None
    mended = line[:start] + quoted(value) + line[start + len(value) :]
    return _quoted_line(mended, start, value)


def _quoted_value(lines: list[str], index: int, _column: int) -> MeantLine | None:
    """Return the line with quotes around its value."""
    line = lines[index]
    match = _PAIR.fullmatch(line) or _ITEM.fullmatch(line)
    if match is None or not match["value"]:
        return None
    value = match["value"]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return _single_quoted(match, value)
    if value[0] == "{" and not value.startswith("{{") and value.endswith("}"):
        return None  # keys inside braces: quotes around all of it would hide what is wrong in it
    mended = match["head"] + quoted(value) + match["note"]
    return _quoted_line(mended, match.start("value"), value)


def _single_quoted(match: re.Match[str], value: str) -> MeantLine | None:
    inner = value[1:-1]
    if value[0] != '"' or "\\" not in inner or '"' in inner:
        return None
    single = "'" + inner.replace("'", "''") + "'"
    at = match.start("value") + value.index("\\")
    message = "双引号里的反斜杠 \\ 在 YAML 里有别的意思"
    mended = match["head"] + single + match["note"]
    return MeantLine(mended, at, 1, message, f"改用单引号：{_shortened(single, 40)}", "改用单引号")


def _closed_value(lines: list[str], index: int, _column: int) -> MeantLine | None:
    """Return the line with the quote or bracket closed that it opens, or without one too many."""
    line = lines[index].rstrip()
    match = _PAIR.fullmatch(line)
    value = match["value"] if match else line.strip()
    opening = value[:1]
    if opening not in _ENCLOSING:
        return None
    closing, name = _ENCLOSING[opening]
    is_quote = opening == closing
    odd = value.count(opening) % 2 if is_quote else value.count(opening) - value.count(closing)
    at = line.index(opening, match.start("value") if match else 0)
    if odd > 0:
        mended = (line.rstrip(",") if opening in "{[" else line) + closing * odd
        advice = f"在值的末尾补上 {closing}"
        message = f"从这里开始的{name}没有结束"
        return MeantLine(mended, at, 1, message, advice, f"补上{name}", safe=False)
    if odd < 0 and line.endswith(closing * (1 - odd)):
        at = len(line) + odd
        advice = f"删去末尾的 {closing * -odd}"
        return MeantLine(
            line[:odd], at, -odd, f"末尾多了{name} {closing * -odd}", advice, advice, safe=False
        )
    return None


def _aligned_line(lines: list[str], index: int, _column: int) -> MeantLine | None:
    """Return the line aligned with one above it."""
    line = lines[index]
    own = len(line) - len(line.lstrip(" "))
    above = [text for text in lines[:index] if text.strip() and not text.lstrip().startswith("#")]
    levels = dict.fromkeys(len(text) - len(text.lstrip(" ")) for text in reversed(above[-40:]))
    for level in sorted(levels, key=lambda level: abs(level - own)):
        if level != own:
            message = f"这一行缩进了 {own} 格，与上面各行对不齐（上面是 {level} 格）"
            advice = f"同级的键左边对齐：缩进 {level} 格"
            return MeantLine(
                " " * level + line.lstrip(), own, 0, message, advice, "对齐", safe=False
            )
    return None


def _line_with_colon(lines: list[str], index: int, _column: int) -> MeantLine | None:
    """Return the line with a colon after it, when keys follow below."""
    line = lines[index].rstrip()
    key = line.strip()
    below = next((text for text in lines[index + 1 :] if text.strip()), "")
    deeper = len(below) - len(below.lstrip(" ")) > len(line) - len(line.lstrip(" "))
    if not deeper or not key or set(key) & set(":：,，。；;{}[]\"'#") or len(key) > MOST_KEY:
        return None
    message = f"“{key}”后面没有冒号，下面却还有一层"
    return MeantLine(f"{line}:", line.index(key), len(key), message, f"写成 {key}:", "加上冒号")


# What closes what is opened, and its name.
_ENCLOSING = {
    '"': ('"', "双引号"),
    "'": ("'", "单引号"),
    "{": ("}", "花括号"),
    "[": ("]", "方括号"),
}
Repair = Callable[[list[str], int, int], MeantLine | None]
# The first group says what was mistyped; the second only that something is out of line.
REPAIRS: tuple[tuple[Repair, ...], ...] = (
    (
        _without_tabs, _half_width_brackets, _mended_colon, _line_with_colon,
        _quoted_piece, _closed_value, _quoted_value,
    ),
    (_aligned_line,),
)  # fmt: skip


def _piece_start(line: str, opened: int, column: int) -> int:
    """Return where the value begins in which the library stopped, inside braces."""
    starts = [opened + hit.end() for hit in re.finditer(r":[ \t]+", line[opened:])]
    first = starts[0] if starts else opened
    return max((start for start in starts if start <= column), default=first)


def _piece_end(line: str, start: int) -> int:
    """Return where a value ends: before the comma or brace that is not inside {{ }}."""
    depth = 0
    for at in range(start, len(line)):
        depth += (line[at] in "{[(") - (line[at] in "}])")
        if depth < 0 or (depth == 0 and line[at] == ","):
            return at
    return len(line)


def _quoted_line(mended: str, start: int, value: str) -> MeantLine:
    first = value[0]
    if first in _WHY:
        message = f"值以 {first} 开头，{_WHY[first]}"
    elif ": " in value:
        message = "值里有半角冒号加空格，YAML 当作又一个键"
    else:
        message = "这个值里有 YAML 自己要用的符号"
    advice = f"加英文双引号：{quoted(_shortened(value, 40))}"
    return MeantLine(mended, start, len(value), message, advice, "加引号")


def _shortened(text: str, most: int = 24) -> str:
    return text if len(text) <= most else text[:most] + "…"


_TRANSLATIONS = (
    ("mapping values are not allowed", "冒号出现在不该有的地方，或上一行的值没有写完"),
    ("could not find expected ':'", "缺少冒号，或冒号后面没有空格"),
    ("block sequence entries", "列表的“-”要另起一行"),
    ("expected ',' or", "括号里缺少逗号，或括号没有结束"),
    ("unexpected end of stream", "到文件末尾，引号或括号还没有结束"),
    ("cannot start any token", "值以 YAML 的专用符号开头"),
    ("tab character", "缩进里有制表符（Tab）"),
    ("escape", "双引号里的反斜杠写法不对"),
    ("expected key", "缩进与上面的行对不齐，或上一行的值没有写完"),
    ("'-' indicator", "这里是列表，每一项要以“- ”开头"),
    ("<document start>", "值没有写完，或多了一个括号"),
    ("node content", "值以 YAML 的专用符号开头"),
    ("depth", "括号或缩进嵌套得太深"),
    ("directive", "行首的 % 是 YAML 的指令"),
)
# What is said where a thing begins that the library was in the middle of.
_BEGINNINGS = (
    ("quoted scalar", "从这里开始的引号没有结束"),
    ("flow", "从这里开始的括号里有读不懂的地方，或没有结束"),
    ("simple key", "这一行没有冒号：{}"),
)


class Repaired(Struct, frozen=True):
    """A text with one line repaired (修补过的文本), or left out where `is_meant` is False.

    `text` is None when nothing more can be learnt from the file; `tried` are the readings it took.
    """

    finding: Finding
    text: str | None
    is_meant: bool
    tried: int = 0


def repaired_text(problem: yaml.YAMLError, text: str, file: str, tries: int) -> Repaired:
    """Return what is wrong, where, and the text with the line repaired or left out.

    No more than `tries` ways to repair it are tried: each reads the text once.
    """
    if not isinstance(problem, yaml.MarkedYAMLError):
        message = f"文件读不懂：{str(problem).splitlines()[0]}"
        finding = error("YML01", Source(file, 1, 1), message, "用编辑器另存为 UTF-8 后再试")
        return Repaired(finding, None, is_meant=False)
    lines = text.split("\n")
    reached = _stop_of(problem)
    tried = 0
    for tried, (index, meant) in enumerate(islice(_repairs_near(problem, lines), tries), 1):
        repaired = "\n".join((*lines[:index], meant.line, *lines[index + 1 :]))
        row, column = _parsed_until(repaired)
        # The column counts on the line as it was typed.
        growth = len(meant.line) - len(lines[index]) if row == index else 0
        if (row, column - growth) > reached:
            finding = _line_finding(meant, lines[index], index, file)
            return Repaired(finding, repaired, is_meant=True, tried=tried)
    index, finding = _unread_line(problem, lines, file)
    if tried >= tries or not lines[index].strip():
        return Repaired(finding, None, is_meant=False, tried=tried)
    lines[index] = ""
    return Repaired(finding, "\n".join(lines), is_meant=False, tried=tried + 1)


def repaired_colons(
    text: str, lumps: list[tuple[int, int]], file: str
) -> tuple[str, tuple[Finding, ...]]:
    """Return the text with the colons repaired on lines that became one lump, and the findings."""
    lines = text.split("\n")
    found: list[Finding] = []
    for first, last in lumps:
        for index in range(first, min(last + 1, len(lines))):
            meant = _mended_colon(lines, index, 0)
            if meant is not None:
                found.append(_line_finding(meant, lines[index], index, file))
                lines[index] = meant.line
    return "\n".join(lines), tuple(found)


def _repairs_near(
    problem: yaml.MarkedYAMLError, lines: list[str]
) -> Iterator[tuple[int, MeantLine]]:
    """Yield ways to repair a line near the fault: what may be mistyped, then the indentation."""
    stop = _stop_of(problem)
    for group in REPAIRS:
        for index in _suspect_lines(problem, lines):
            column = stop[1] if stop[0] == index else 0
            made = (repair(lines, index, column) for repair in group)
            yield from ((index, meant) for meant in made if meant is not None)


def _suspect_lines(problem: yaml.MarkedYAMLError, lines: list[str]) -> list[int]:
    marks = (problem.context_mark, problem.problem_mark)
    at = [_filled_line(mark, lines) for mark in marks if mark is not None]
    if "collection" in str(problem.context) or "mapping" in str(problem.context):
        at = at[-1:] + at[:1]  # the context is where the whole block begins
    last = max(at)
    before = [index for index in range(last - 1, max(-1, last - 3), -1) if lines[index].strip()]
    return list(dict.fromkeys((*at, *before)))


def _filled_line(mark: yaml.Mark | None, lines: list[str]) -> int:
    """Return the line of a mark, or the last one above it that is not empty."""
    index = min(mark.line, len(lines) - 1) if mark is not None else 0
    return next((at for at in range(index, 0, -1) if lines[at].strip()), 0)


def _parsed_until(text: str) -> tuple[int, int]:
    """Return line and column (from 0) where the library stops; beyond the end when it does not."""
    try:
        for _ in yaml.parse(text, Loader=LOADER):
            pass
    except yaml.MarkedYAMLError as problem:
        return _stop_of(problem)
    except yaml.YAMLError:
        return (0, 0)
    return (text.count("\n") + 2, 0)


def _stop_of(problem: yaml.MarkedYAMLError) -> tuple[int, int]:
    mark = problem.problem_mark
    return (mark.line, mark.column) if mark is not None else (0, 0)


def _line_finding(meant: MeantLine, line: str, index: int, file: str) -> Finding:
    start = _common_length(line, meant.line)
    old, new = line[start:], meant.line[start:]
    end = _common_length(old[::-1], new[::-1])
    old, new = old[: len(old) - end], new[: len(new) - end]
    edit = Edit(Source(file, index + 1, start + 1, len(old)), old, new)
    place = Source(file, index + 1, meant.column + 1, meant.length)
    fix = Fix((edit,), meant.label, safe=meant.safe)
    return Finding("YML01", Severity.ERROR, place, meant.message, meant.advice, fix=fix)


def _common_length(one: str, other: str) -> int:
    """Return how many characters two texts have in common from the left."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _unread_line(problem: yaml.MarkedYAMLError, lines: list[str], file: str) -> tuple[int, Finding]:
    """Return the line that cannot be read, and what to say of it."""
    mark, message = _unread_place(problem, lines)
    index = _filled_line(mark, lines)
    bare = lines[index].strip()
    column, length = len(lines[index]) - len(lines[index].lstrip()), min(len(bare), 80)
    if mark is not None and mark is not problem.problem_mark and mark.line == index:
        column, length = mark.column, 1
    place = Source(file, index + 1, column + 1, length)
    return index, error("YML01", place, message, GENERAL_ADVICE)


def _unread_place(problem: yaml.MarkedYAMLError, lines: list[str]) -> tuple[yaml.Mark | None, str]:
    context, mark, said = str(problem.context), problem.context_mark, str(problem.problem)
    if "nesting" in said:
        return problem.problem_mark, "括号或缩进嵌套得太深"
    begun = next((ours for theirs, ours in _BEGINNINGS if theirs in context), "")
    if mark is not None and begun:
        return mark, begun.format(lines[min(mark.line, len(lines) - 1)].strip()[:30])
    ours = next((ours for theirs, ours in _TRANSLATIONS if theirs in said), "写法不合 YAML 的规则")
    return problem.problem_mark, f"这一行读不懂：{ours}"
