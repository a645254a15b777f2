"""Scalars of several lines (多行文字): where each line stands, and how lines join."""

from __future__ import annotations

from docgen.content.yaml.nodes import FOLDED, LITERAL
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


def line_places(content: str, style: str, raw: list[str], first: Source) -> tuple[Source, ...]:
    """Return the place of each line of `content`; `raw` are its source lines from `first` on."""
    count = content.count("\n") + 1
    if style == LITERAL:
        indents = (len(line) - len(line.lstrip(" ")) for line in raw[1:] if line.strip())
        indent = min(indents, default=0)
        return tuple(_block_place(raw, indent, index, first) for index in range(1, count + 1))
    found: list[Source] = []
    position = row = 0
    for index, line in _folded_lines(raw, style):
        at = content.find(line, position)
        if at < 0:
            break
        row += content.count("\n", position, at)
        place = Source(first.file, first.line + index, raw[index].find(line) + 1, len(line))
        found += [place] * (row + 1 - len(found))
        position = at + len(line)
    last = found[-1] if found else Source(first.file, first.line, 1)
    return (*found, *[last] * (count - len(found)))


def _block_place(raw: list[str], indent: int, index: int, first: Source) -> Source:
    if index >= len(raw):
        return Source(first.file, first.line + len(raw) - 1, 1)
    return Source(first.file, first.line + index, indent + 1, max(0, len(raw[index]) - indent))


def _folded_lines(raw: list[str], style: str) -> list[tuple[int, str]]:
    """Return the lines of a folded scalar that hold something, without their indentation."""
    quote = style if style in {"'", '"'} else ""
    body = [(index, line.strip().strip("'\"" if quote else "")) for index, line in enumerate(raw)]
    return [(index, line) for index, line in body[style in {FOLDED, LITERAL} :] if line]


def joined_lines(content: str, style: str, raw: list[str]) -> str:
    """Return the content without the spaces that folding put between Chinese characters.

    >>> joined_lines("建设 标厂", "", ["建设", "  标厂"])
    '建设标厂'
    """
    if style not in _ESCAPE_FREE:
        return content
    kept: list[str] = []
    position, before = 0, ""
    for _, line in _folded_lines(raw, style):
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
