"""Which characters are Chinese, and what a line break between two characters becomes (行的连接)."""

from __future__ import annotations

import unicodedata

# Wide signs that are pictures rather than script: emoji and dingbats.
_PICTURES = ((0x2300, 0x2C00), (0x1F000, 0x20000))
_OPENING_BRACES = "{｛"
_CLOSING_BRACES = "}｝"
_PERCENT = "%‰℃"


def is_chinese(char: str) -> bool:
    """Tell whether `char` is East Asian: 汉字, kana, hangul, or a full-width sign such as `。`."""
    if not char or char < "ᄀ":
        return False
    if any(low <= ord(char) < high for low, high in _PICTURES):
        return False
    return unicodedata.east_asian_width(char) in "WFH"


def is_sign(char: str) -> bool:
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
        if is_chinese(char) or _is_reference(text, position, step):
            return True
        if not (is_sign(char) and unicodedata.east_asian_width(char) == "A"):
            return False
        position += step
    return False


def _is_reference(text: str, position: int, step: int) -> bool:
    braces = _OPENING_BRACES if step > 0 else _CLOSING_BRACES
    pair = text[min(position, position + step) : max(position, position + step) + 1]
    return position + step >= 0 and len(pair) == 2 and all(char in braces for char in pair)  # noqa: PLR2004 (a pair)


def joint(before: str, after: str) -> str:
    """Return what joins two lines, given the text before and after the break: "" or a space.

    Chinese lines join without a space, also beside a full-width sign; digits and percentages
    follow Chinese without one, too (汉字与数字之间不空格). Latin keeps its space.

    >>> joint("全市", "园区"), joint("全市", "GDP"), joint("支出", "760"), joint("one", "two")
    ('', ' ', '', ' ')
    """
    if not before or not after:
        return ""
    left = is_chinese_beside(before, len(before) - 1, -1)
    right = is_chinese_beside(after, 0, 1)
    if left and right:
        return ""
    if (left and _closes_up(before[-1], after[0])) or (right and _closes_up(after[0], before[-1])):
        return ""
    return " "


def _closes_up(chinese: str, other: str) -> bool:
    return other.isdigit() or other in _PERCENT or (is_sign(chinese) and is_chinese(chinese))
