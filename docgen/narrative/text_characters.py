"""Kinds of characters (字符): forbidden, Chinese; what is told of them; what joins two lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from types import MappingProxyType

from docgen.content.source_text import invisible_signs
from docgen.findings import Finding, error, warning
from docgen.patterns import lazy_pattern
from docgen.report import Text

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# XML 1.0 §2.2 forbids them; noncharacters are reserved for programs (Unicode §23.7).
FORBIDDEN = lazy_pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_NAMES = MappingProxyType(
    {
        "\u00ad": "软连字符",
        "\u200b": "零宽空格",
        "\u200c": "零宽不连字",
        "\u200d": "零宽连字",
        "\ufeff": "字节序标记",
        "\u2060": "零宽连接",
    }
)
# Wide signs that are pictures rather than script: emoji and dingbats.
_PICTURES = ((0x2300, 0x2C00), (0x1F000, 0x20000))
_OPENING_BRACES = "{｛"
_CLOSING_BRACES = "}｝"
_PERCENT = "%‰℃"


def cleaned_text(content: str) -> str:
    """Return `content` with each forbidden character replaced by U+FFFD, length unchanged."""
    return FORBIDDEN.sub(REPLACEMENT, content)


def character_faults(text: Text) -> Iterator[Finding]:
    """Yield an 错误 per forbidden character and a 警告 per invisible one."""
    for match in FORBIDDEN.finditer(text.content):
        yield error(
            "MDN01",
            text.at(match.start(), 1),
            f"这里有 Word 文件不能存的字符 U+{ord(match[0]):04X}",
            "删去它；多半是从别的程序复制时带进来的",
        )
    for match in invisible_signs(text.content):
        yield warning(
            "MDN02",
            text.at(match.start(), 1),
            f"这里有看不见的字符 U+{ord(match[0]):04X}（{_character_name(match[0])}）",
            "删去它，否则查找、比对会认不出这个词",
        )


def _character_name(char: str) -> str:
    if "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069" or char in "\u200e\u200f\u061c":
        return "书写方向控制符"
    return "标签字符" if char >= "\U000e0000" else _NAMES.get(char, "零宽字符")


def is_chinese(char: str) -> bool:
    """Tell whether `char` is East Asian: 汉字, kana, hangul, or a full-width sign such as `。`."""
    if not char or char < "ᄀ":
        return False
    if any(low <= ord(char) < high for low, high in _PICTURES):
        return False
    return unicodedata.east_asian_width(char) in "WFH"


def is_punctuation(char: str) -> bool:
    """Tell whether `char` is punctuation."""
    return unicodedata.category(char).startswith("P")


def is_chinese_beside(text: str, position: int, step: int) -> bool:
    """Tell whether the character at `position` belongs to Chinese text.

    Quotes “ ”, dashes —— and ellipses …… are shared with Latin scripts: they are Chinese where
    the first character beyond them, in the direction of `step`, is. A reference is printed as
    text, so its braces count as Chinese, not as punctuation.
    """
    while 0 <= position < len(text):
        char = text[position]
        if is_chinese(char) or _is_brace_pair(text, position, step):
            return True
        if not (is_punctuation(char) and unicodedata.east_asian_width(char) == "A"):
            return False
        position += step
    return False


def _is_brace_pair(text: str, position: int, step: int) -> bool:
    braces = _OPENING_BRACES if step > 0 else _CLOSING_BRACES
    pair = text[min(position, position + step) : max(position, position + step) + 1]
    return position + step >= 0 and len(pair) == 2 and all(char in braces for char in pair)  # noqa: PLR2004 (a pair)


def line_joint(before: str, after: str) -> str:
    """Return what joins two lines, given the text before and after the break: "" or a space.

    Chinese lines join without a space, also beside a full-width sign; digits and percentages
    follow Chinese without one, too (汉字与数字之间不空格). Latin keeps its space.

    >>> line_joint("全市", "园区"), line_joint("全市", "GDP"), line_joint("支出", "760")
    ('', ' ', '')
    >>> line_joint("one", "two")
    ' '
    """
    if not before or not after:
        return ""
    left = is_chinese_beside(before, len(before) - 1, -1)
    right = is_chinese_beside(after, 0, 1)
    if left and right:
        return ""
    if (left and _is_unspaced(before[-1], after[0])) or (
        right and _is_unspaced(after[0], before[-1])
    ):
        return ""
    return " "


def _is_unspaced(chinese: str, other: str) -> bool:
    return other.isdigit() or other in _PERCENT or (is_punctuation(chinese) and is_chinese(chinese))
