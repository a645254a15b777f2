"""Characters that no document may hold, and those that nobody sees (非法与不可见字符)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from docgen.findings import Finding, error, warning
from docgen.report import Text

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# XML 1.0 §2.2 forbids them; noncharacters are reserved for programs (Unicode §23.7).
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_JOINER = "\u200d"
_FLAG = "\U0001f3f4"
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


def cleaned(content: str) -> str:
    """Return `content` with each forbidden character replaced by U+FFFD, length unchanged."""
    return FORBIDDEN.sub(REPLACEMENT, content)


def faults(text: Text) -> Iterator[Finding]:
    """Yield an 错误 per forbidden character and a 警告 per invisible one."""
    for match in FORBIDDEN.finditer(text.content):
        yield error(
            "MDN01",
            text.at(match.start(), 1),
            f"这里有 Word 文件不能存的字符 U+{ord(match[0]):04X}",
            "删去它；多半是从别的程序复制时带进来的",
        )
    for match in _INVISIBLE.finditer(text.content):
        if not _in_emoji(text.content, match.start()):
            yield warning(
                "MDN02",
                text.at(match.start(), 1),
                f"这里有看不见的字符 U+{ord(match[0]):04X}（{_name(match[0])}）",
                "删去它，否则查找、比对会认不出这个词",
            )


def _name(char: str) -> str:
    if "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069" or char in "\u200e\u200f\u061c":
        return "书写方向控制符"
    return "标签字符" if char >= "\U000e0000" else _NAMES.get(char, "零宽字符")


def _in_emoji(content: str, position: int) -> bool:
    # 👩‍🌾 is held together by a joiner, 🏴󠁧󠁢󠁥󠁮󠁧󠁿 is a flag spelled in tag characters.
    char = content[position]
    if char == _JOINER:
        before = content[position - 1 : position]
        return before == "\ufe0f" or "\u2190" <= before <= "\u2bff" or before >= "\U0001f000"
    return char >= "\U000e0000" and _FLAG in content[max(0, position - 8) : position]
