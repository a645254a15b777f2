"""Ways to mend one line of YAML (改法), each for a mistake that finance clerks make.

Each is a function of the lines, the index of one and the column where the library stopped; it
returns the line as it was probably meant, or None. Whether it helped is tried by reading again.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml
from msgspec import Struct

from docgen.content.flow import quoted

MOST_KEY = 40
LOADER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
GENERAL_ADVICE = (
    "冒号用半角，后面空一格；同级的键左边对齐；值里有 { } [ ] # : 等符号时，整个值加英文双引号"
)

_KEY = r"(?P<head>\s*(?:- +)*)(?P<key>[^\s#:：'\"{}\[\],，][^:：{}\[\]]*?)"
_FULL_COLON = re.compile(_KEY + r"\s*：[ \t　]*(?P<rest>.*)")
_TIGHT_COLON = re.compile(_KEY + r":(?P<rest>[^\s:/].*)")
_PAIR = re.compile(
    r"(?P<head>\s*(?:- +)*(?:[^\s#'\"{}\[\]][^:{}\[\]]*?|\"[^\"]*\"|'[^']*')\s*:[ \t]+)"
    r"(?P<value>\S.*?)(?P<note>\s+#\s.*|\s*)"
)
_ITEM = re.compile(r"(?P<head>\s*(?:- +)+)(?P<value>\S.*?)(?P<note>\s*)")
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


class Cure(Struct, frozen=True):
    """A line as it was meant, and what to say: where (column from 0), what, and how to write it."""

    line: str
    column: int
    length: int
    message: str
    advice: str
    label: str
    safe: bool = True


def spaces_for_tabs(lines: list[str], index: int, column: int) -> Cure | None:
    """Return the line with spaces for the tabs that indent it."""
    line = lines[index]
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" not in indent:
        return _inner_tab(line, column)
    mended = indent.replace("\t", "  ") + line.lstrip()
    message = "行首用了制表符（Tab），YAML 只认空格"
    return Cure(mended, indent.index("\t"), 1, message, "用空格缩进，每级两个", "Tab 改成空格")


def _inner_tab(line: str, column: int) -> Cure | None:
    at = line.find("\t", max(0, column - 1))
    if at < 0:
        return None
    message = "这里用了制表符（Tab），YAML 只认空格"
    return Cure(line.replace("\t", " "), at, 1, message, "换成空格", "Tab 改成空格")


def half_width_colon(lines: list[str], index: int, _column: int) -> Cure | None:
    """Return the line with a half-width colon after its key."""
    line = lines[index]
    match = _FULL_COLON.fullmatch(line)
    if match is None:
        return None
    at = line.index("：")
    rest = match["rest"]
    mended = f"{match['head']}{match['key'].rstrip()}: {rest}".rstrip()
    message = f"“{match['key'].strip()}”后面是全角冒号“：”，YAML 不认"
    advice = f"写成 {match['key'].strip()}: {_short(rest)}".rstrip()
    return Cure(mended, at, 1, message, advice, "改成半角冒号加空格")


def spaced_colon(lines: list[str], index: int, _column: int) -> Cure | None:
    """Return the line with a space after its colon."""
    line = lines[index]
    match = _TIGHT_COLON.fullmatch(line)
    if match is None:
        return None
    at = match.start("rest")
    mended = f"{line[:at]} {match['rest']}"
    message = f"“{match['key'].strip()}:”后面没有空格，YAML 不认它是“键: 值”"
    advice = f"写成 {match['key'].strip()}: {_short(match['rest'])}"
    return Cure(mended, at - 1, 1, message, advice, "冒号后面加空格")


def half_width_brackets(lines: list[str], index: int, _column: int) -> Cure | None:
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
    return Cure(mended, at, 1, message, f"写成 {_short(mended.strip(), 60)}", "改成半角")


def quoted_piece(lines: list[str], index: int, column: int) -> Cure | None:
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
    return _quoting(mended, start, value)


def quoted_value(lines: list[str], index: int, _column: int) -> Cure | None:
    """Return the line with quotes around its value."""
    line = lines[index]
    match = _PAIR.fullmatch(line) or _ITEM.fullmatch(line)
    if match is None or not match["value"]:
        return None
    value = match["value"]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return _unescaped(match, value)
    if value[0] == "{" and not value.startswith("{{") and value.endswith("}"):
        return None  # keys inside braces: quotes around all of it would hide what is wrong in it
    mended = match["head"] + quoted(value) + match["note"]
    return _quoting(mended, match.start("value"), value)


def _unescaped(match: re.Match[str], value: str) -> Cure | None:
    inner = value[1:-1]
    if value[0] != '"' or "\\" not in inner or '"' in inner:
        return None
    single = "'" + inner.replace("'", "''") + "'"
    at = match.start("value") + value.index("\\")
    message = "双引号里的反斜杠 \\ 在 YAML 里有别的意思"
    mended = match["head"] + single + match["note"]
    return Cure(mended, at, 1, message, f"改用单引号：{_short(single, 40)}", "改用单引号")


def closed(lines: list[str], index: int, _column: int) -> Cure | None:
    """Return the line with the quote or bracket closed that it opens, or without one too many."""
    line = lines[index].rstrip()
    match = _PAIR.fullmatch(line)
    value = match["value"] if match else line.strip()
    pair = _ENCLOSING.get(value[:1])
    if pair is None:
        return None
    opening, closing, name = pair
    odd = _unclosed(value, opening, closing)
    at = line.index(opening, match.start("value") if match else 0)
    if odd > 0:
        mended = (line.rstrip(",") if opening in "{[" else line) + closing * odd
        advice = f"在值的末尾补上 {closing}"
        message = f"从这里开始的{name}没有结束"
        return Cure(mended, at, 1, message, advice, f"补上{name}", safe=False)
    if odd < 0 and line.endswith(closing * (1 - odd)):
        at = len(line) + odd
        advice = f"删去末尾的 {closing * -odd}"
        return Cure(
            line[:odd], at, -odd, f"末尾多了{name} {closing * -odd}", advice, advice, safe=False
        )
    return None


def _unclosed(value: str, opening: str, closing: str) -> int:
    """Return how many more are opened than closed; less than 0 when more are closed."""
    if opening == closing:
        return value.count(opening) % 2
    return value.count(opening) - value.count(closing)


def indented(lines: list[str], index: int, _column: int) -> Cure | None:
    """Return the line aligned with one above it."""
    line = lines[index]
    own = len(line) - len(line.lstrip(" "))
    above = [text for text in lines[:index] if text.strip() and not text.lstrip().startswith("#")]
    levels = dict.fromkeys(len(text) - len(text.lstrip(" ")) for text in reversed(above[-40:]))
    for level in sorted(levels, key=lambda level: abs(level - own)):
        if level != own:
            message = f"这一行缩进了 {own} 格，与上面各行对不齐（上面是 {level} 格）"
            advice = f"同级的键左边对齐：缩进 {level} 格"
            return Cure(" " * level + line.lstrip(), own, 0, message, advice, "对齐", safe=False)
    return None


def with_colon(lines: list[str], index: int, _column: int) -> Cure | None:
    """Return the line with a colon after it, when keys follow below."""
    line = lines[index].rstrip()
    key = line.strip()
    below = next((text for text in lines[index + 1 :] if text.strip()), "")
    deeper = len(below) - len(below.lstrip(" ")) > len(line) - len(line.lstrip(" "))
    if not deeper or not key or set(key) & set(":：,，。；;{}[]\"'#") or len(key) > MOST_KEY:
        return None
    message = f"“{key}”后面没有冒号，下面却还有一层"
    return Cure(f"{line}:", line.index(key), len(key), message, f"写成 {key}:", "加上冒号")


_ENCLOSING = {
    '"': ('"', '"', "双引号"),
    "'": ("'", "'", "单引号"),
    "{": ("{", "}", "花括号"),
    "[": ("[", "]", "方括号"),
}
Remedy = Callable[[list[str], int, int], Cure | None]
# The first group says what was mistyped; the second only that something is out of line.
GROUPS: tuple[tuple[Remedy, ...], ...] = (
    (
        spaces_for_tabs, half_width_brackets, half_width_colon, spaced_colon, with_colon,
        quoted_piece, closed, quoted_value,
    ),
    (indented,),
)  # fmt: skip


def _piece_start(line: str, opened: int, column: int) -> int:
    """Return where the value begins in which the library stopped, inside braces."""
    start = opened
    for match in re.finditer(r":[ \t]+", line[opened:]):
        if opened + match.end() <= max(column, opened):
            start = opened + match.end()
    if start > opened:
        return start
    first = re.search(r":[ \t]+", line[opened:])
    return opened + first.end() if first else opened


def _piece_end(line: str, start: int) -> int:
    """Return where a value ends: before the comma or brace that is not inside {{ }}."""
    depth = 0
    for at in range(start, len(line)):
        depth += (line[at] in "{[(") - (line[at] in "}])")
        if depth < 0 or (depth == 0 and line[at] == ","):
            return at
    return len(line)


def _quoting(mended: str, start: int, value: str) -> Cure:
    first = value[0]
    if first in _WHY:
        message = f"值以 {first} 开头，{_WHY[first]}"
    elif ": " in value:
        message = "值里有半角冒号加空格，YAML 当作又一个键"
    else:
        message = "这个值里有 YAML 自己要用的符号"
    advice = f"加英文双引号：{quoted(_short(value, 40))}"
    return Cure(mended, start, len(value), message, advice, "加引号")


def _short(text: str, most: int = 24) -> str:
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
    ("nesting", "括号或缩进嵌套得太深"),
    ("depth", "括号或缩进嵌套得太深"),
    ("directive", "行首的 % 是 YAML 的指令"),
)


def translated(problem: yaml.MarkedYAMLError) -> str:
    """Return the library's sentence in Chinese."""
    said = str(problem.problem)
    return next((ours for theirs, ours in _TRANSLATIONS if theirs in said), "写法不合 YAML 的规则")
