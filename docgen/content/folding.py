"""Scalars of several lines (多行文字): where each line stands, and how lines join."""

from __future__ import annotations

from docgen.content.nodes import LITERAL
from docgen.findings import Source

# Between two of these a line break is no space: Chinese is written without any.
_CJK = (
    ("\u2018", "\u2019"), ("\u201c", "\u201d"), ("\u2014", "\u2014"), ("\u2026", "\u2026"),
    ("\u3000", "\u303f"), ("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"),
    ("\U00020000", "\U0003ffff"),
)  # fmt: skip
_ESCAPE_FREE = frozenset(("", ">", "'"))


def source_lines(text: str) -> list[str]:
    """Return the lines of a text without what ends them."""
    return [line.removesuffix("\r") for line in text.split("\n")]


def content_lines(
    content: str, style: str, raw: list[str], file: str, first: int
) -> tuple[Source, ...]:
    """Return the place of each line of `content`; `raw` are its source lines from line `first`."""
    count = content.count("\n") + 1
    if style == LITERAL:
        indent = _indent(raw)
        return tuple(_start(raw, indent, index, file, first) for index in range(1, count + 1))
    found: list[Source] = []
    position = row = 0
    for index, line in pieces(raw, style):
        at = content.find(line, position)
        if at < 0:
            break
        row += content.count("\n", position, at)
        while len(found) <= row:
            found.append(Source(file, first + index, _column(raw[index], line), len(line)))
        position = at + len(line)
    fallback = found[-1] if found else Source(file, first, 1)
    return (*found, *(fallback for _ in range(count - len(found))))


def pieces(raw: list[str], style: str) -> list[tuple[int, str]]:
    """Return the lines of a folded scalar that hold something, without their indentation."""
    stripped = [
        (index, line.strip().strip("'\"" if style in {"'", '"'} else ""))
        for index, line in enumerate(raw)
    ]
    body = stripped[1:] if style in {">", "|"} else stripped
    return [(index, line) for index, line in body if line]


def joined(content: str, style: str, raw: list[str]) -> str:
    """Return the content without the spaces that folding put between Chinese characters.

    >>> joined("建设 标厂", "", ["建设", "  标厂"])
    '建设标厂'
    """
    if style not in _ESCAPE_FREE:
        return content
    kept: list[str] = []
    position, before = 0, ""
    for _, line in pieces(raw, style):
        at = content.find(line, position)
        if at < 0:
            return content
        gap = content[position:at]
        seam = gap == " " and before and _is_chinese(before) and _is_chinese(line[0])
        kept.append(line if seam else gap + line)
        position, before = at + len(line), line[-1]
    return "".join((*kept, content[position:]))


def _is_chinese(character: str) -> bool:
    return any(first <= character <= last for first, last in _CJK)


def _indent(raw: list[str]) -> int:
    return min((len(line) - len(line.lstrip(" ")) for line in raw[1:] if line.strip()), default=0)


def _start(raw: list[str], indent: int, index: int, file: str, first: int) -> Source:
    if index >= len(raw):
        return Source(file, first + len(raw) - 1, 1)
    return Source(file, first + index, indent + 1, max(0, len(raw[index]) - indent))


def _column(raw: str, line: str) -> int:
    return raw.find(line) + 1
