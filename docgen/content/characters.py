"""Characters no document may hold, and those nobody sees (字符)."""

from __future__ import annotations

import re
from itertools import islice
from unicodedata import name

from docgen.findings import Finding, Source, error, warning

_LINE = re.compile(r"\r\n|[\n\r]")
_NON = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
# What XML 1.0 forbids, non-characters, and what YAML takes for a line break but no editor does.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef"
    + _NON
    + "]|\r(?!\n)"
)
# A zero-width joiner inside an emoji is part of it.
_UNSEEN = re.compile(
    "(?<![\ufe0f\u2600-\u27bf\U0001f000-\U0001ffff])\u200d"
    "|[\u00ad\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
_MOST = 20
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r")
# How C1 controls, U+2028 and U+2029, U+FDD0–FDEF and the last two of each plane look in UTF-8.
_SIGNS = (b"\xc2", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xef\xb7", b"\xbf\xbe", b"\xbf\xbf")


def forbidden(text: str, file: str) -> tuple[Finding, ...]:
    """Return an 错误 for each character that no file may hold, the first few of them."""
    if _clean(text) or _FORBIDDEN.search(text) is None:
        return ()
    hits = islice(_FORBIDDEN.finditer(text), _MOST)
    return tuple(_banned(hit[0], place(text, hit.start(), file)) for hit in hits)


def _clean(text: str) -> bool:
    """Return quickly whether a text surely holds nothing forbidden, by its bytes."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return False
    plain = len(data.translate(None, _CONTROLS)) == len(data)
    return (
        plain
        and data.count(b"\r") == data.count(b"\r\n")
        and not any(sign in data for sign in _SIGNS)
    )


def unseen(text: str, file: str) -> tuple[Finding, ...]:
    """Return a 警告 for invisible characters: zero width, direction overrides, tags."""
    if text.isascii():
        return ()
    hits = islice(_UNSEEN.finditer(text), _MOST)
    return tuple(_hidden(hit[0], place(text, hit.start(), file)) for hit in hits)


def place(text: str, offset: int, file: str, length: int = 1) -> Source:
    """Return the place of a character of a text."""
    starts = [hit.end() for hit in _LINE.finditer(text, 0, offset)]
    return Source(file, len(starts) + 1, offset - (starts[-1] if starts else 0) + 1, length)


def code_point(character: str) -> str:
    r"""Return how Unicode numbers a character.

    >>> code_point("\u200b")
    'U+200B'
    """
    return f"U+{ord(character):04X}"


def _banned(character: str, source: Source) -> Finding:
    if character == "\r":
        return error(
            "YML08",
            source,
            "这里有单独的回车符，不是换行",
            "用编辑器把换行方式改为 LF 或 CRLF 后保存",
        )
    message = f"这里有不能出现在文档里的字符 {code_point(character)}"
    return error("YML08", source, message, "删去它；多半是从别处复制时带进来的")


def _hidden(character: str, source: Source) -> Finding:
    label = name(character, "不可见字符")
    message = f"这里有看不见的字符 {code_point(character)}（{label}）"
    return warning("YML18", source, message, "删去它；名称里有它，就与看上去一样的名称对不上")
