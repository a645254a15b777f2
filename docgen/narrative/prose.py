"""Markdown → blocks (正文): one text with the figures that one 支出方向 sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from docgen.document import Block
from docgen.figures.model import Figures
from docgen.findings import Finding, Severity, error, warning
from docgen.narrative.numbering import level_jumps
from docgen.narrative.text_characters import character_faults
from docgen.narrative.text_reading import TextReading
from docgen.report import PictureFile, Text

MOST_BYTES = 1_000_000
MOST_LINES = 10_000
REFUSED = frozenset({"MDN13", "MDN18", "MDN23"})
"""Codes whose 错误 refuses a text: in conflict, in contradiction, or far too large."""

_FRONT_MATTER = re.compile(r"---[ \t]*\n((?:[\w-]+[:：].*)\n(?:.+\n)*?)---[ \t]*(?:\n|$)")
_KEY = re.compile(r"^([\w-]+)[:：]", re.MULTILINE)
_CONFLICT = re.compile(r"^<{7} .*$", re.MULTILINE)
_OTHER_SIDE = re.compile(r"^>{7} .*$", re.MULTILINE)


def prose_blocks(
    text: Text,
    figures: Figures,
    scope: str,
    pictures: Mapping[str, PictureFile] = MappingProxyType({}),
) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Return the blocks of a Markdown text, its references printed for 正文.

    `pictures` are those that the text names, by their target. Whatever is wrong is a finding; no
    text raises.
    """
    size, lines = len(text.content.encode("utf-8", "replace")), text.content.count("\n") + 1
    for count, most, unit in ((size, MOST_BYTES, "字节"), (lines, MOST_LINES, "行")):
        if count > most:
            message = f"这个文件有 {count} {unit}，多于 {most} {unit}"
            return (), (error("MDN23", text.source, message, "分成几个文件"),)
    from docgen.narrative.block_elements import text_blocks  # noqa: PLC0415 (slow: markdown-it)

    reading = TextReading(text, figures, scope, pictures)
    reading.add_findings(*character_faults(text), *_conflicts_in(text), *_front_matter(text))
    found = text_blocks(reading)
    reading.add_findings(*level_jumps(found))
    return found, tuple(dict.fromkeys(reading.findings))


def is_refused(found: Iterable[Finding]) -> bool:
    """Tell whether among what was found in the prose is a text that is not to be printed."""
    return any(f.code in REFUSED and f.severity is Severity.ERROR for f in found)


def _conflicts_in(text: Text) -> Iterator[Finding]:
    ours = _CONFLICT.search(text.content)
    if ours and _OTHER_SIDE.search(text.content, ours.end()):
        source = text.at(ours.start(), len(ours[0]))
        message = "这里有没有解决的版本冲突（<<<<<<< … >>>>>>>）"
        yield error("MDN13", source, message, "两种写法留一种，并删去三行标记")


def _front_matter(text: Text) -> Iterator[Finding]:
    match = _FRONT_MATTER.match(text.content)
    if not match:
        return
    message = f"开头的 --- 文件头不起作用，按原样印出：{match[1].partition(chr(10))[0]}"
    advice = "删去；标题写在正文里，其余写在 report.yaml"
    yield warning("MDN18", text.at(0, 3), message, advice)
    seen: set[str] = set()
    for key in _KEY.finditer(text.content, match.start(1), match.end(1)):
        if key[1] in seen:
            message = f"文件头里“{key[1]}”写了两次，不知道以哪个为准"
            source = text.at(key.start(), len(key[1]))
            yield error("MDN18", source, message, "留下一处，或删去文件头")
        seen.add(key[1])
