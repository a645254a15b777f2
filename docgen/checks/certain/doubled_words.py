"""Words typed again beside a reference that prints them already (重复的单位和字样): DOC32.

Certain, because docgen printed the first: 1718.67万元 and then 万元, 增长 and then 增长11.4%.
"""

from __future__ import annotations

from collections.abc import Iterator

from docgen.checks.passages import Passage
from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.findings import Finding, Severity, error
from docgen.patterns import lazy_pattern

_UNIT_BEHIND = lazy_pattern(r"[^\d\s.,，。、；）)]{1,8}$")
_WORD_BEFORE = lazy_pattern(r"(?:增长|下降|提高|降低|增加|减少|上升|第)")
_MONEY = ("亿元", "万元", "元")
_CHINESE = lazy_pattern(r"[\u4e00-\u9fff]")
_SIGNS_OF_WORDS = frozenset("元个人天项次年户件台条处座亩级名家吨米月日所套期批")
"""Units of one sign that begin other words, too: 个体户, 人均, 天然, 年度."""
_LONGEST_WORD = 8


def doubled_words(subject: Subject) -> Iterator[Finding]:
    """引用的前后又写了一遍它已经印出的单位或字样。"""
    for passage in subject.passages:
        for stretch in passage.stretches:
            if stretch.figure is not None:
                yield from _doubled_behind(passage, stretch.start, stretch.end)
                yield from _doubled_before(passage, stretch.start)


def _doubled_behind(passage: Passage, start: int, end: int) -> Iterator[Finding]:
    """Yield the unit that was printed and is typed again behind it."""
    text = passage.text
    found = _UNIT_BEHIND.search(text[start:end])
    if found is None:
        return
    unit, after = found[0], text[end : end + _LONGEST_WORD + 1]
    again = unit if after.startswith(unit) else ""
    if unit.endswith("元") and not again:
        again = next((each for each in _MONEY if after.startswith(each)), "")
    rest = after[len(again) : len(again) + 1]
    makes_word = again in _SIGNS_OF_WORDS and _CHINESE.match(rest)
    if again and not makes_word and passage.typed(end, end + len(again)):
        message = f"印出来是“{unit}{again}”：引用已经带着“{unit}”"
        advice = f"删去后面的“{again}”，或写 |数值"
        yield error("DOC32", passage.span_source(end, end + len(again)), message, advice)


def _doubled_before(passage: Passage, start: int) -> Iterator[Finding]:
    """Yield the word that was typed and is printed again behind it."""
    match = _WORD_BEFORE.match(passage.text, start)
    if match is None:
        return
    before = start - len(match[0])
    if before >= 0 and passage.text[before:start] == match[0] and passage.typed(before, start):
        message = f"印出来是“{match[0]}{match[0]}”：引用已经带着“{match[0]}”"
        place = passage.span_source(before, start)
        yield error("DOC32", place, message, f"删去前面的“{match[0]}”")


RULES = (CertainRule("DOC32", Severity.ERROR, doubled_words),)
