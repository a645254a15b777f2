"""`docgen: 忽略 CODE 理由：…` in comments (忽略): findings set aside with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docgen.content.characters import place_of
from docgen.findings import Finding, Source, error
from docgen.report import Waiver

_MARK = re.compile(
    r"(?P<open>#|<!--)[ \t]*docgen\s*[:：]\s*忽略[ \t]*(?P<code>[A-Za-z]{3}\d{2,3})?[ \t]*"
    r"(?:(?:理由\s*[:：])?[ \t]*(?P<reason>[^\n]*?))[ \t]*(?P<close>-->|$)",
    re.MULTILINE,
)
_COMMENT_LINE = re.compile(r"\s*(?:#(?=\s*docgen)|<!--|$)")


def waivers(texts: Mapping[str, str], found: list[Finding]) -> tuple[Waiver, ...]:
    """Return what the comments of all files set aside; one without a reason is an 错误.

    A comment that stands alone speaks of the next line that is none, another of its own line.
    """
    made: list[Waiver] = []
    for file, text in texts.items():
        if "docgen" not in text or "忽略" not in text:
            continue
        opening = "<!--" if file.endswith(".md") else "#"
        for hit in _MARK.finditer(text):
            if hit["open"] == opening:
                made.extend(_waiver(hit, text, file, found))
    return tuple(made)


def _waiver(hit: re.Match[str], text: str, file: str, found: list[Finding]) -> list[Waiver]:
    source = place_of(text, hit.start(), file, len(hit[0]))
    code, reason = hit["code"], (hit["reason"] or "").strip()
    if not code or not reason:
        message = f"忽略 {code} 没有写理由，不起作用" if code else "忽略的后面没有写代码，不起作用"
        advice = "写成 docgen: 忽略 FRM13 理由：……"
        found.append(error("YML15", source, message, advice))
        return []
    return [Waiver(code.upper(), reason, source, file, _line(text, hit, source))]


def _line(text: str, hit: re.Match[str], source: Source) -> int:
    begin = text.rfind("\n", 0, hit.start()) + 1
    if text[begin : hit.start()].strip():
        return source.line
    following = text[hit.end() :].split("\n")[1:]
    ahead = (at for at, line in enumerate(following, 1) if not _COMMENT_LINE.match(line))
    return source.line + next(ahead, 0)
