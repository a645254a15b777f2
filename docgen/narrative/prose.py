"""Markdown → blocks (正文): one text in the eyes of one 支出方向."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from docgen.document import Block
from docgen.figures.model import Figures
from docgen.findings import Finding, Severity, error, warning
from docgen.narrative.characters import faults
from docgen.narrative.elements import blocks_of, notes
from docgen.narrative.numbering import jumps
from docgen.narrative.reading import Reading
from docgen.narrative.tree import Tree
from docgen.report import Text

MOST_BYTES = 1_000_000
MOST_LINES = 10_000
REFUSED = frozenset({"MDN13", "MDN18", "MDN23"})
"""Codes whose 错误 refuses a text: in conflict, in contradiction, or far too large."""

_FRONT_MATTER = re.compile(r"---[ \t]*\n((?:[\w-]+[:：].*)\n(?:.+\n)*?)---[ \t]*(?:\n|$)")
_KEY = re.compile(r"^([\w-]+)[:：]", re.MULTILINE)
_CONFLICT = re.compile(r"^<{7} .*$", re.MULTILINE)
_OTHER_SIDE = re.compile(r"^>{7} .*$", re.MULTILINE)


class Read(Struct, frozen=True):
    """What a text became (读成的正文), and what is wrong with it."""

    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]


def blocks(
    text: Text, figures: Figures, scope: str, *, folder: str = ""
) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Return the blocks of a Markdown text, its references printed for 正文.

    `folder` is the project's folder, absolute: pictures are looked for in it ("": there are
    none). Whatever is wrong is a finding; no text raises.
    """
    found = read(text, figures, scope, folder)
    return found.blocks, found.findings


def read(text: Text, figures: Figures, scope: str, folder: str) -> Read:
    """Return what a Markdown text becomes."""
    if (size := len(text.content.encode("utf-8", "replace"))) > MOST_BYTES:
        message = f"这个文件有 {size} 字节，多于 {MOST_BYTES} 字节"
        return Read((), (error("MDN23", text.source, message, "分成几个文件"),))
    if (lines := text.content.count("\n") + 1) > MOST_LINES:
        message = f"这个文件有 {lines} 行，多于 {MOST_LINES} 行"
        return Read((), (error("MDN23", text.source, message, "分成几个文件"),))
    return _read(Reading(text, figures, scope, folder))


def refused(found: Iterable[Finding]) -> bool:
    """Tell whether among what was found in the prose is a text that is not to be printed."""
    return any(f.code in REFUSED and f.severity is Severity.ERROR for f in found)


def _read(reading: Reading) -> Read:
    text = reading.text
    reading.report(*faults(text), *_conflicts(text), *_front_matter(text))
    from docgen.narrative.markdown import parsed  # noqa: PLC0415 (slow, and not for a text known)

    tree = parsed(reading)
    notes(reading, tree.nodes)
    found = blocks_of(reading, tree.nodes)
    reading.report(*_unused(reading, tree), *jumps(found))
    return Read(found, tuple(dict.fromkeys(reading.findings)))


def _conflicts(text: Text) -> Iterator[Finding]:
    ours = _CONFLICT.search(text.content)
    theirs = _OTHER_SIDE.search(text.content, ours.end()) if ours else None
    if ours and theirs:
        source = text.at(ours.start(), len(ours[0]))
        message = "这里有没有解决的版本冲突（<<<<<<< … >>>>>>>）"
        yield error("MDN13", source, message, "两种写法留一种，并删去三行标记")


def _front_matter(text: Text) -> Iterator[Finding]:
    if match := _FRONT_MATTER.match(text.content):
        message = "开头的 --- 文件头不起作用，按原样印出"
        advice = "删去；标题写在正文里，其余写在 report.yaml"
        first = match[1].partition("\n")[0]
        yield warning("MDN18", text.at(0, 3), f"{message}：{first}", advice)
        yield from _repeated(text, match.start(1), match.end(1))


def _repeated(text: Text, start: int, end: int) -> Iterator[Finding]:
    seen: set[str] = set()
    for key in _KEY.finditer(text.content, start, end):
        if key[1] in seen:
            message = f"文件头里“{key[1]}”写了两次，不知道以哪个为准"
            yield error(
                "MDN18", text.at(key.start(), len(key[1])), message, "留下一处，或删去文件头"
            )
        seen.add(key[1])


def _unused(reading: Reading, tree: Tree) -> Iterator[Finding]:
    """Yield what is wrong with definitions: they print nothing by themselves."""
    for label, (source, _) in reading.notes.items():
        if label not in reading.used:
            message = f"脚注 [^{label}] 没有人引用，没有印出"
            yield warning("MDN10", source, message, f"在正文里写 [^{label}]，或删去")
    for link in tree.duplicates:
        message = f"链接记号 [{link.label}] 定义了两次，后一次不起作用"
        yield warning("MDN10", reading.line(link.line), message, "删去一个，或换一个记号")
    for link in tree.links:
        if not re.match(r"https?:|mailto:|#|\.{0,2}/|<", link.href):
            message = f"“[{link.label}]: …”是链接定义，不会印出"
            advice = "要印出就不用方括号开头，或在冒号前写反斜杠"
            yield warning("MDN10", reading.line(link.line), message, advice)
