"""Headings numbered as text (标题编号): 一、 （一） 1. （1）, GB/T 9704-2012 §7.3.3.

A number typed by hand is compared with the right one, and replaced by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from docgen.document import (
    Block,
    Emphasis,
    Heading,
    Inline,
    Link,
    Strong,
    Struck,
    Words,
    leaves,
    plain,
)
from docgen.figures.numerals import spelled
from docgen.findings import Edit, Finding, Fix, Severity, error, warning
from docgen.patterns import lazy_pattern
from docgen.report import Text

USUAL = ("一、", "（一）", "1.", "（1）", "①")
OFF = "无"
_STYLE = lazy_pattern(r"一、|[（(]一[)）]|1[.．、]|[（(]1[)）]|①")
_DIGIT = "一二三四五六七八九十百〇零"
_TYPED = lazy_pattern(
    rf"(?:[{_DIGIT}]+、(?![{_DIGIT}])"
    rf"|[（(](?:[{_DIGIT}]+|[0-9]+)[)）]、?"
    r"|[0-9]+(?:\.[0-9]+)*[.．、](?![0-9])"
    r"|[0-9]+(?:\.[0-9]+)+(?=\s)"
    r"|[①-⑳])[ \t　]*"
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Numbered(Struct, frozen=True):
    """Blocks with their numbers, the counters behind them, and what was found."""

    blocks: tuple[Block, ...]
    counters: tuple[int, ...]
    findings: tuple[Finding, ...] = ()


def number_styles(setting: Text | None) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Return the number style of each level as 编号 asks for it; none for `无`.

    >>> number_styles(None)[0]
    ('一、', '（一）', '1.', '（1）', '①')
    """
    if setting is None or not setting.content.strip():
        return USUAL, ()
    if setting.content.strip() == OFF:
        return (), ()
    found = tuple(_STYLE.findall(setting.content))
    if found and not _STYLE.sub("", setting.content).strip():
        return found, ()
    message = f"不认识的编号“{setting.content}”"
    return USUAL, (error("MDN15", setting.source, message, "写作 一、（一）1.（1） 或 无"),)


def number_text(style: str, number: int) -> str:
    """Return the number of a heading.

    >>> number_text("一、", 12), number_text("（一）", 3), number_text("1.", 2), number_text("①", 2)
    ('十二、', '（三）', '2.', '②')
    """
    if style == "①":
        return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"({number})"
    return style.replace("一", spelled(number)).replace("1", str(number))


def numbered_headings(
    blocks: tuple[Block, ...], levels: tuple[str, ...], counters: tuple[int, ...]
) -> Numbered:
    """Return the blocks, each heading numbered by its level, counting on from `counters`."""
    result: list[Block] = []
    findings: list[Finding] = []
    for block in blocks:
        if not isinstance(block, Heading) or not plain(block.children).strip():
            result.append(block)
            continue
        counters = _next_counters(counters, block.level)
        style = levels[block.level - 1] if block.level <= len(levels) else ""
        number = number_text(style, counters[-1]) if style else ""
        heading, found = _with_number(block, number)
        findings += found
        result.append(heading)
    return Numbered(tuple(result), counters, tuple(findings))


def _next_counters(counters: tuple[int, ...], level: int) -> tuple[int, ...]:
    """Return the counters of levels 1 to `level` at a new heading of that level.

    >>> _next_counters((2, 3), 1), _next_counters((2,), 3)
    ((3,), (2, 0, 1))
    """
    padded = (*counters, *[0] * level)[:level]
    return (*padded[:-1], padded[-1] + 1)


def _with_number(heading: Heading, number: str) -> tuple[Heading, tuple[Finding, ...]]:
    """Return a heading with its number in place of the typed one, and how the two compare."""
    words = next(leaves(heading.children), None)
    if not number or not isinstance(words, Words) or not words.exact:
        return replace(heading, number=number), ()
    match = _TYPED.match(words.text)
    if not match or len(match[0]) == len(plain(heading.children)):
        return replace(heading, number=number), ()
    typed = match[0]
    same = _plain_number(typed) == _plain_number(number)
    message = (
        f"编号“{typed.strip()}”由 docgen 生成，不用手写"
        if same
        else f"手写的编号“{typed.strip()}”应为“{number}”，印出的是后者"
    )
    severity = Severity.NOTE if same else Severity.WARNING
    source, advice = replace(words.source, length=len(typed)), "删去手写的编号"
    fix = Fix((Edit(source, typed, ""),), advice)
    finding = Finding("MDN16", severity, source, message, advice, fix=fix)
    children = _without_start(heading.children, len(typed))
    return replace(heading, number=number, children=children), (finding,)


def _plain_number(number: str) -> str:
    return number.strip().translate(str.maketrans("（）．", "()."))


def _without_start(children: tuple[Inline, ...], length: int) -> tuple[Inline, ...]:
    """Return inlines without their first `length` characters, which stand in one leaf."""
    first, *others = children
    if isinstance(first, Words):
        rest = first.text[length:]
        words = (Words(rest, first.source.moved(length, len(rest))),) if rest else ()
        return (*words, *others)
    if isinstance(first, Emphasis | Strong | Struck | Link):
        return (replace(first, children=_without_start(first.children, length)), *others)
    return children


def level_jumps(blocks: Iterable[Block], level: int = 0) -> Iterator[Finding]:
    """Yield a 警告 per heading that skips a level, `level` being that of the heading before."""
    for block in blocks:
        if isinstance(block, Heading):
            if level and block.level > level + 1:
                message = f"标题从第 {level} 级跳到第 {block.level} 级"
                advice = f"改为第 {level + 1} 级，写 {level + 1} 个 #"
                yield warning("MDN14", block.source, message, advice)
            level = block.level
