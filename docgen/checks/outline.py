"""What the report must hold (提纲与字数): required chapters, text limits. DOC06–DOC07."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.passages import HEADING, Passage
from docgen.checks.prose import Prose
from docgen.checks.subject import Rule, Subject
from docgen.findings import Finding, Severity, error, warning
from docgen.report import Text

_NUMBERING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])\s*"
)
_LIMIT = re.compile(
    r"^\s*(?P<most>\d+)\s*(?P<unit>字节|bytes?|字|个字)?\s*(?:以内)?\s*$", re.IGNORECASE
)


def required_chapters(subject: Subject) -> Iterator[Finding]:
    """提纲要求的章节没有写。

    缘由：缺少必备章节（存在的问题、改进措施等）的报告会被退回。
    示例：提纲里有“存在的问题”，正文没有这个标题
    改法：补上这一节；不需要的，从 report.yaml 的 提纲 里删去。
    """
    titles = [_NUMBERING.sub("", p.text).strip() for p in subject.read(headings)]
    for wanted in subject.report.settings.outline:
        name = _NUMBERING.sub("", wanted.content).strip()
        if name and not any(name in title for title in titles):
            message = f"提纲要求的“{name}”没有写"
            yield error("DOC06", wanted.source, message, "补上这一节，或从 提纲 里删去")


def headings(prose: Prose) -> Iterator[Passage]:
    """Yield the headings of a unit."""
    return (passage for passage in prose.passages if passage.kind == HEADING)


def text_limits(subject: Subject) -> Iterator[Finding]:
    """文字超过了报送系统的字数限制。

    缘由：系统的字段有长度限制（多为 2000～4000 字节），超过的会被截断或不能保存。
    示例：字数限制 {偏差说明: 200}，偏差说明有 230 个字
    改法：删短；限制写错的，改 report.yaml 的 字数限制。写 200 是字数，写 2000字节 是字节数。
    """
    limits = {name: _most(text) for name, text in subject.report.settings.limits.items()}
    for name, limit in limits.items():
        if limit is None:
            text = subject.report.settings.limits[name]
            yield error(
                "DOC07", text.source, f"看不懂字数限制“{text.content}”", "写成 200 或 2000字节"
            )
    for passage in subject.read(_limited):
        limit = limits[passage.field]
        if limit is not None:
            yield from _too_long(passage, *limit)


def _limited(prose: Prose) -> Iterator[Passage]:
    """Yield the texts of a unit whose length the report limits."""
    fields = prose.setting.limited
    return (p for p in prose.passages if p.field and p.field in fields)


def _most(text: Text) -> tuple[int, bool] | None:
    match = _LIMIT.match(text.content)
    if match is None:
        return None
    return int(match["most"]), (match["unit"] or "").lower().startswith(("字节", "byte"))


def _too_long(passage: Passage, most: int, in_bytes: bool) -> Iterator[Finding]:  # noqa: FBT001 (字节 or 字)
    size = len(passage.text.encode()) if in_bytes else len("".join(passage.text.split()))
    if size > most:
        unit = "字节" if in_bytes else "个字"
        message = f"{passage.field}有 {size} {unit}，限 {most} {unit}，多 {size - most} {unit}"
        yield warning("DOC07", passage.source, message, "删短")


RULES = (
    Rule("DOC06", Severity.ERROR, required_chapters, across=True),
    Rule("DOC07", Severity.WARNING, text_limits, across=True),
)
