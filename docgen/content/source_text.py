"""A source text (原文): from bytes, its characters and places, and edits of it (改写).

Characters are told that no document may hold or nobody sees. An edit is spliced in: every other
character stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from unicodedata import name

from docgen.findings import DocgenError, Edit, Finding, Source, error, warning
from docgen.patterns import lazy_pattern

_LINE = lazy_pattern(r"\r\n|[\n\r]")
# The last two of each plane are no characters.
_PLANE_ENDS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
# What XML 1.0 forbids (controls, lone surrogates), what Unicode has no character for, and what
# YAML takes for a line break but no editor does.
_FORBIDDEN = lazy_pattern(
    rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]"
    r"|\r(?!\n)"
)
_INVISIBLE = lazy_pattern(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_JOINER = "\u200d"
_FLAG = "\U0001f3f4"
_MOST = 20
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decoded_text(data: bytes, file: str, found: list[Finding]) -> str | None:
    """Return the text without its byte-order mark; None, with an 错误, where it is no UTF-8.

    >>> found = []
    >>> decoded_text("标题".encode("gbk"), "report.yaml", found), found[0].message
    (None, '疑为 GBK 编码（第1行第1字节 0xB1）')
    """
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        at = problem.start
    line, byte = data.count(b"\n", 0, at) + 1, at - data.rfind(b"\n", 0, at)
    what, where = "不是 UTF-8 编码", f"第{line}行第{byte}字节 0x{data[at]:02X}"
    if data.startswith(_UTF16):
        what, where = "疑为 UTF-16 编码", f"开头字节 0x{data[0]:02X} 0x{data[1]:02X}"
    elif b"\0" in data[:1000]:
        what = "不是文本文件"
    elif "\ufffd" not in data.decode("gb18030", "replace"):
        what = "疑为 GBK 编码"
    found.append(error("YML07", Source(file, line), f"{what}（{where}）", "请另存为 UTF-8"))
    return None


def forbidden_characters(text: str, file: str) -> tuple[Finding, ...]:
    """Return an 错误 for each character that no file may hold, the first few of them."""
    hits = islice(_FORBIDDEN.finditer(text), _MOST)
    return tuple(_forbidden_finding(hit[0], place_of(text, hit.start(), file)) for hit in hits)


def invisible_characters(text: str, file: str) -> tuple[Finding, ...]:
    """Return a 警告 for invisible characters: zero width, direction overrides, tags."""
    hits = islice(invisible_signs(text), _MOST)
    return tuple(_invisible_finding(hit[0], place_of(text, hit.start(), file)) for hit in hits)


def invisible_signs(text: str) -> Iterator[re.Match[str]]:
    """Yield what nobody sees in a text, but for the signs that an emoji is made of."""
    return (hit for hit in _INVISIBLE.finditer(text) if not _is_in_emoji(text, hit.start()))


def _is_in_emoji(text: str, at: int) -> bool:
    # 👩‍🌾 is held together by a joiner, 🏴󠁧󠁢󠁥󠁮󠁧󠁿 is a flag spelled in tag characters.
    if text[at] == _JOINER:
        before = text[at - 1 : at]
        return before == "\ufe0f" or "\u2190" <= before <= "\u2bff" or before >= "\U0001f000"
    return text[at] >= "\U000e0000" and _FLAG in text[max(0, at - 8) : at]


def place_of(text: str, offset: int, file: str, length: int = 1) -> Source:
    """Return the place of a character of a text."""
    starts = [hit.end() for hit in _LINE.finditer(text, 0, offset)]
    return Source(file, len(starts) + 1, offset - (starts[-1] if starts else 0) + 1, length)


def code_point(character: str) -> str:
    r"""Return how Unicode numbers a character.

    >>> code_point("\u200b")
    'U+200B'
    """
    return f"U+{ord(character):04X}"


def _forbidden_finding(character: str, source: Source) -> Finding:
    if character == "\r":
        advice = "用编辑器把换行方式改为 LF 或 CRLF 后保存"
        return error("YML08", source, "这里有单独的回车符，不是换行", advice)
    message = f"这里有不能出现在文档里的字符 {code_point(character)}"
    return error("YML08", source, message, "删去它；多半是从别处复制时带进来的")


def _invisible_finding(character: str, source: Source) -> Finding:
    label = name(character, "不可见字符")
    message = f"这里有看不见的字符 {code_point(character)}（{label}）"
    return warning("YML18", source, message, "删去它；名称里有它，就与看上去一样的名称对不上")


def edited(text: str, edits: Iterable[Edit]) -> str:
    r"""Return the text with each edit made; raises DocgenError where `expected` no longer stands.

    Line ends and a byte-order mark stay; the mark is no column. Edits that overlap are refused,
    the same edit twice is made once.

    >>> from docgen.findings import Source
    >>> edited("a: 1\r\nb: 2\r\n", [Edit(Source("f", 2, 4), "2", "3")])
    'a: 1\r\nb: 3\r\n'
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix("\ufeff")
    starts = [0, *(hit.end() for hit in _LINE.finditer(body))]
    spans = sorted(
        {(_offset(edit, starts, body), edit.expected, edit.replacement) for edit in edits}
    )
    pieces, done = [mark], 0
    for at, expected, replacement in spans:
        if at < done:
            message = f"两处改动重叠在“{expected}”上"
            raise _refused(message, Source(""))
        pieces.extend((body[done:at], replacement))
        done = at + len(expected)
    return "".join((*pieces, body[done:]))


def _offset(edit: Edit, starts: list[int], body: str) -> int:
    row = edit.source.line - 1
    at = starts[row] + max(0, edit.source.column - 1) if 0 <= row < len(starts) else -1
    if at < 0 or not body.startswith(edit.expected, at):
        message = f"{edit.source} 那里已经不是“{edit.expected}”"
        raise _refused(message, edit.source)
    return at


def _refused(message: str, source: Source) -> DocgenError:
    return DocgenError(error("YML19", source, message, "文件没有改动，请再运行一次"), exit_code=2)
