"""What YAML takes for a comment though its author may not (被当作注释的内容)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from docgen.content.characters import place
from docgen.findings import Finding, warning

_START = re.compile(r"[ \t]#")
_MOST = 20


def swallowed(text: str, file: str, quoted: list[tuple[int, int]]) -> list[Finding]:
    """Return a 警告 for each `值 #3`: what follows ` #` is not printed.

    `quoted` are the stretches of quoted and block texts, where `#` is a character like others.
    A comment proper has a space after its `#`.
    """
    found: list[Finding] = []
    for begin, end in _lines(text):
        at = _comment(text, begin, end, quoted)
        if at is not None and text[begin:at].strip() and text[at + 1 : at + 2].strip(" \t\r#!"):
            found.append(_lost(text[at:end].rstrip(), text, at, file))
        if len(found) == _MOST:
            break
    return found


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each line with a `#` inside; searching a string is the quick part."""
    at = text.find("#")
    while at >= 0:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        begin = text.rfind("\n", 0, at) + 1
        if at > begin:
            yield begin, end
        at = text.find("#", end)


def _comment(text: str, start: int, end: int, quoted: list[tuple[int, int]]) -> int | None:
    """Return where the comment of a line begins, None when it has none."""
    for hit in _START.finditer(text, start, end):
        index = bisect_right(quoted, (hit.start(), len(text))) - 1
        if index < 0 or hit.start() >= quoted[index][1]:
            return hit.end() - 1
    return None


def _lost(words: str, text: str, at: int, file: str) -> Finding:
    message = f"“{words}”前面有空格，YAML 当作注释，没有印出来"
    advice = "要印出来，整个值加英文双引号；要作注释，# 后面空一格"
    return warning("YML11", place(text, at, file, len(words)), message, advice)
