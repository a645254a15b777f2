"""Lines joined and words put together (接行): what is decided once neighbours are known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from docgen.document import Emphasis, Inline, Link, Strong, Struck, Words, leaves, plain
from docgen.figures import located, loose
from docgen.findings import warning
from docgen.narrative.reading import Reading
from docgen.narrative.script import joint

SOFT_BREAK = "\n"
_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\]")
_CONTAINERS = (Emphasis, Strong, Struck, Link)
_BRACE = re.compile("[{}｛｝]")
_CONTEXT = 8  # characters that a joint may look at on each side


def settled(reading: Reading, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return inlines with each end of line decided and adjacent words put together."""
    joints = iter(_joints(children))
    result = _merged(_decided(children, joints))
    for leaf in leaves(result):
        if isinstance(leaf, Words) and leaf.exact:
            if _BRACE.search(leaf.text):
                _report_braces(reading, leaf)
            if "[^" in leaf.text:
                _report_notes(reading, leaf)
            if "**" in leaf.text:
                _report_stars(reading, leaf)
    return result


def _joints(children: tuple[Inline, ...]) -> list[str]:
    """Return what each soft break becomes, in reading order."""
    texts = [plain((leaf,)) for leaf in leaves(children)]
    if SOFT_BREAK not in texts:
        return []
    before, behind = [], ""
    for text in texts:
        before.append(behind)
        behind = (behind + text)[-_CONTEXT:] if text != SOFT_BREAK else behind
    after, ahead = [], ""
    for text in reversed(texts):
        after.append(ahead)
        ahead = (text + ahead)[:_CONTEXT] if text != SOFT_BREAK else ahead
    return [
        joint(left.rpartition(SOFT_BREAK)[2], right.partition(SOFT_BREAK)[0])
        for text, left, right in zip(texts, before, reversed(after), strict=True)
        if text == SOFT_BREAK
    ]


def _decided(children: tuple[Inline, ...], joints: Iterator[str]) -> Iterator[Inline]:
    for child in children:
        if isinstance(child, _CONTAINERS):
            yield replace(child, children=_merged(_decided(child.children, joints)))
        elif isinstance(child, Words) and child.text == SOFT_BREAK:
            if text := next(joints):
                yield replace(child, text=text)
        else:
            if plain((child,)) == SOFT_BREAK:
                next(joints)  # a break that stays: it has a place in the reading order, too
            yield child


def _merged(children: Iterator[Inline]) -> tuple[Inline, ...]:
    """Return words that stand side by side in the file as one."""
    merged: list[Inline] = []
    run: list[Words] = []
    for child in children:
        if run and not _continues(run[-1], child):
            merged.append(_joined(run))
            run = []
        if isinstance(child, Words):
            run.append(child)
        else:
            merged.append(child)
    return (*merged, _joined(run)) if run else tuple(merged)


def _continues(last: Words, child: Inline) -> bool:
    if not isinstance(child, Words) or not (last.exact and child.exact):
        return False
    return last.source.moved(len(last.text), len(child.text)) == child.source


def _joined(run: list[Words]) -> Words:
    if len(run) == 1:
        return run[0]
    text = "".join(words.text for words in run)
    return Words(text, run[0].source.moved(0, len(text)))


def _report_braces(reading: Reading, words: Words) -> None:
    for remark in loose(words.text, 0, reading.figures, reading.scope):
        source = words.source.moved(remark.offset, remark.length)
        typed = words.text[remark.offset : remark.offset + remark.length]
        reading.report(located(remark, source, typed))


def _report_notes(reading: Reading, words: Words) -> None:
    for match in _NOTE.finditer(words.text):
        source = words.source.moved(match.start(), len(match[0]))
        advice = f"另起一行写 {match[0]}: 内容"
        reading.report(warning("MDN10", source, f"脚注 {match[0]} 没有定义", advice))


def _report_stars(reading: Reading, words: Words) -> None:
    source = words.source.moved(words.text.index("**"), 2)
    message, advice = (
        "这里的 ** 没有成对，会印出来",
        "** 紧挨着要加粗的字，前后各一对；要印星号写 \\*",
    )
    reading.report(warning("MDN22", source, message, advice))
