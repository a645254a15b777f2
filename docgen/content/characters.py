"""Characters no document may hold, and those nobody sees (字符)."""

from __future__ import annotations

import re
from itertools import islice
from unicodedata import name

from docgen.findings import Finding, Source, error, warning

_LINE = re.compile(r"\r\n|[\n\r]")
_TEXT_CONTROLS = "\t\n\r"
# What YAML takes for a line break but no editor does.
_BREAKS = "\x85\u2028\u2029"
_UNSEEN = frozenset(
    chr(code)
    for first, last in (
        (0xAD, 0xAD), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064),
        (0x2066, 0x206F), (0xFEFF, 0xFEFF), (0xE0000, 0xE007F),
    )
    for code in range(first, last + 1)
)  # fmt: skip
_JOINER = "\u200d"
_MOST = 20
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r")
# How C1 controls, U+2028 and U+2029, U+FDD0–FDEF and the last two of each plane look in UTF-8.
_SIGNS = (b"\xc2", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xef\xb7", b"\xbf\xbe", b"\xbf\xbf")


def forbidden(text: str, file: str) -> tuple[Finding, ...]:
    """Return an 错误 for each character that no file may hold, the first few of them."""
    if _clean(text):
        return ()
    hits = (at for at, character in enumerate(text) if _is_forbidden(character, text, at))
    return tuple(_banned(text[at], place_of(text, at, file)) for at in islice(hits, _MOST))


def _is_forbidden(character: str, text: str, at: int) -> bool:
    """Return whether XML 1.0 forbids a character, Unicode has none, or YAML breaks a line at it."""
    code = ord(character)
    if code < 0xA0:  # noqa: PLR2004 (C0 and C1 end here)
        lone = character == "\r" and text[at + 1 : at + 2] != "\n"
        control = code < 0x20 or code >= 0x7F  # noqa: PLR2004 (space, and DEL)
        return lone or (control and character not in _TEXT_CONTROLS)
    return (
        0xD800 <= code <= 0xDFFF  # noqa: PLR2004 (surrogates)
        or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 (no characters)
        or code & 0xFFFE == 0xFFFE  # noqa: PLR2004 (the last two of each plane are none)
        or character in _BREAKS
    )


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
    if text.isascii() or not any(character in text for character in _UNSEEN):
        return ()
    hits = (at for at, c in enumerate(text) if c in _UNSEEN and not _in_emoji(text, at))
    return tuple(_hidden(text[at], place_of(text, at, file)) for at in islice(hits, _MOST))


def _in_emoji(text: str, at: int) -> bool:
    """Return whether a zero-width joiner joins parts of an emoji."""
    before = text[at - 1 : at]
    pictured = before == "\ufe0f" or "\u2600" <= before <= "\u27bf" or before >= "\U0001f000"
    return text[at] == _JOINER and pictured


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
