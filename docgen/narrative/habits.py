"""Habits from Word and from plain text (书写习惯) that mean something else in Markdown.

Each of them prints something its author did not expect; nothing is changed, only told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.findings import Finding, Source, warning
from docgen.narrative.script import is_chinese

_OWN_LINE = re.compile(
    r"　|[（(](?:[一二三四五六七八九十]+|[0-9]{1,2})[)）]"
    r"|[一二三四五六七八九十]+、|[0-9]{1,2}[、．]"
    r"|[①-⑳]|[•·●▪◆]"
)
_UNSPACED = re.compile(r"#{1,6}(?=[^\s#\x00-\x7f])")
_LONGEST_HEADING = 60


def paragraph_habits(content: str, source: Source) -> Iterator[Finding]:
    """Yield what a paragraph's author may not expect; `content` is its source, lines unjoined."""
    if match := _UNSPACED.match(content):
        message = f"“{content[:20]}”的 # 后面没有空格，不是标题"
        yield warning("MDN09", source, message, f"标题写作 {match[0]} 标题")
    for line in content.split("\n")[1:]:
        if _OWN_LINE.match(line):
            message = f"“{line.strip()[:12]}”这一行会接在上一行后面"
            advice = "要另起一段，中间空一行；要分条，写 1. 或 -"
            yield warning("MDN20", source, message, advice)
            return


def heading_habits(content: str, underlined: bool, source: Source) -> Iterator[Finding]:  # noqa: FBT001 (a fact of the heading)
    """Yield a 警告 where a rule typed right below a paragraph has made it a heading."""
    if underlined and (content.endswith(("。", "；", "：")) or len(content) > _LONGEST_HEADING):
        message = f"下面紧跟的横线把“{content[:12]}…”变成了标题"
        yield warning("MDN19", source, message, "要分隔线，在它上面空一行")


def indented_code_habits(content: str, source: Source) -> Iterator[Finding]:
    """Yield a 警告 where Chinese prose was indented by four spaces, which makes it code."""
    if any(is_chinese(char) for char in content):
        message = f"缩进四格的“{content.strip()[:12]}”当作代码印出"
        yield warning("MDN21", source, message, "正文不用缩进，样式会缩进；要印代码，用 ``` 围起来")
