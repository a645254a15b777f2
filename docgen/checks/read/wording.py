"""Words (用词): doubled, left over, broken off, run together. DOC14–DOC16, DOC25, DOC27–DOC31."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from docgen.checks.lines import Prose
from docgen.checks.passages import PARAGRAPH, Passage
from docgen.checks.read.wording_cues import (
    DOUBLED_SIGN,
    DOUBLED_WORD,
    FILL_IN,
    LESS_BY_TIMES,
    MEANT_TWICE,
    PARALLEL,
    POLITE,
    PROMPTS,
    RIGHT_AFTER,
    RIGHT_BEFORE,
    RIGHT_WORDS,
    SIGNED,
    THOUSANDS,
    UNFINISHED,
)
from docgen.checks.rule import Reading, ReadRule, ReportReadRule
from docgen.checks.subject import Subject
from docgen.figures.numerals import spelled_value
from docgen.findings import Edit, Fix
from docgen.patterns import lazy_pattern

_DOUBLED = lazy_pattern(f"{DOUBLED_SIGN}|{DOUBLED_WORD}")
_WRONG = lazy_pattern("|".join(map(re.escape, sorted(RIGHT_WORDS, key=len, reverse=True))))
_ENDED = lazy_pattern(r"[。！？：；…”）》)!?;:]$")
_HANGING = lazy_pattern(r"(?:[、，,在和与及于由对把将的并]|其中|以及)$")
_SHORTEST = 16
_POINT = lazy_pattern(
    r"(?<![\d.])(?P<plain>\d{1,2})、|[（(](?P<round>[一二三四五六七八九十]{1,3})[）)](?!项|款|条|类)"
)
_POINTS = 3  # as many make a list
_FILL = "换成实际内容，或删去"


def doubled_words(prose: Prose) -> Iterator[Reading]:
    """重复的字词或标点。"""
    for passage in prose.passages:
        for match in _DOUBLED.finditer(passage.text):
            words = match[0]
            meant = match["two"] and (MEANT_TWICE.search(words) or passage.figures(*match.span()))
            if meant or words in ("？！", "！？"):
                continue
            kept = match["one"] or match["two"] or (words[1] if words[1] == "。" else words[0])
            yield corrected("DOC25", passage, match.span(), kept, f"“{words}”重复了", safe=False)


def left_prompts(prose: Prose) -> Iterator[Reading]:
    """模板里的提示语还留着（XX、（100字以内）、对照……说明）。"""
    for passage in prose.passages:
        text = passage.text
        for match in PROMPTS.finditer(text):
            if match["x"] and SIGNED.search(text[max(0, match.start() - 12) : match.start()]):
                continue
            message = f"“{match[0][:20]}”像是没有填写的提示语"
            place = passage.at(match.start(), match.end() - match.start())
            yield Reading("DOC27", place, message, _FILL)
        broken = UNFINISHED.search(text) if passage.kind == PARAGRAPH else None
        if broken is not None and broken.start():  # a row of …… is printed by the form
            message = (
                f"“{text[max(0, broken.start() - 8) : broken.end()]}”以省略号结束，像是没有写完"
            )
            yield Reading("DOC27", passage.at(broken.start(), 2), message, "写完，或删去省略号")


def fill_in_words(prose: Prose) -> Iterator[Reading]:
    """“请填写…”“示例：”等提示语还留着。"""
    for passage in prose.passages:
        for match in FILL_IN.finditer(passage.text):
            group = "words" if match["words"] else "sample"
            words, start = match[group], match.start(group)
            bracketed = passage.text[start - 1 : start] in ("（", "(")
            if group == "words" and (bracketed or POLITE.search(words)):
                continue
            message = f"“{words}”像是没有填写的提示语"
            yield Reading("DOC16", passage.at(start, len(words)), message, _FILL)


def numbers_respectively(prose: Prose) -> Iterator[Reading]:
    """几个名称对几个数，没有写“分别”。"""
    for line in prose.lines:
        for match in PARALLEL.finditer(line.skeleton) if "Q、Q" in line.skeleton else ():
            names, numbers = match["names"].count("、") + 1, match["numbers"].count("Q")
            if names == numbers and "分别" not in match[0]:
                numeral = line.term(match.start("numbers")).numeral
                place = line.passage.at(numeral.start, numeral.end - numeral.start)
                message = f"前面 {names} 个名称、后面 {numbers} 个数，没有写“分别”"
                yield Reading("DOC29", place, message, "在第一个数前面加“分别”", doubtful=True)


def wrong_characters(prose: Prose) -> Iterator[Reading]:
    """两个词叠在一起少了一个字，或常见的错别字。"""
    for passage in prose.passages:
        for match in _WRONG.finditer(passage.text):
            start, end = match.span()
            before, after = passage.text[max(0, start - 1) : start], passage.text[end : end + 1]
            if after and after in RIGHT_AFTER.get(match[0], ""):
                continue
            if before and before in RIGHT_BEFORE.get(match[0][0], ""):
                continue
            right = RIGHT_WORDS[match[0]]
            around = passage.text[max(0, start - 4) : end + 4]
            message = f"“{around}”里的“{match[0]}”疑为“{right}”"
            yield corrected("DOC30", passage, (start, end), right, message, safe=False)


def less_by_times(prose: Prose) -> Iterator[Reading]:
    """减少、下降用了“倍”。"""
    for passage in prose.passages:
        for match in LESS_BY_TIMES.finditer(passage.text):
            place = passage.at(match.start(), len(match[0]))
            message = f"“{match[0]}”：减少不能用倍数"
            yield Reading("DOC14", place, message, "写成百分之几或几分之几")


def thousands_in_words(prose: Prose) -> Iterator[Reading]:
    """阿拉伯数字后面跟了“千”“百”。"""
    for passage in prose.passages:
        for match in THOUSANDS.finditer(passage.text):
            right = whole_number(match["number"], match["unit"])
            if passage.figures(*match.span()):
                continue
            message = f"“{match[0]}”应写成 {right}" if right else f"“{match[0]}”应写全数字"
            span = match.span()
            yield corrected("DOC15", passage, span, right, message, safe=False, doubtful=True)


def whole_number(number: str, unit: str) -> str:
    """Return a number of thousands or hundreds in full, or "" where it is not whole.

    >>> whole_number("3", "千"), whole_number("2.5", "千"), whole_number("1.2345", "千")
    ('3000', '2500', '')
    """
    whole, _, part = number.partition(".")
    zeros = {"千": 3, "百": 2}[unit]
    return (whole + part.ljust(zeros, "0")).lstrip("0") if len(part) <= zeros else ""


def points_in_text(prose: Prose) -> Iterator[Reading]:
    """正文里的序号重号或跳号。"""
    for passage in prose.passages:
        matches = [m for m in _POINT.finditer(passage.text) if not passage.figures(*m.span())]
        for group in ("plain", "round"):
            points = [match for match in matches if match[group]]
            values = [_point_value(match[group]) for match in points]
            if len(points) < _POINTS or values[:2] != [1, 2]:
                continue
            for (before, after), match in zip(pairwise(values), points[1:], strict=True):
                if after not in (before + 1, 1):
                    place = passage.at(match.start(), len(match[0]))
                    message = f"序号“{match[0]}”前面是第 {before} 条，应为第 {before + 1} 条"
                    yield Reading("DOC31", place, message, "改成连续的序号")
                    break


def _point_value(digits: str) -> int:
    return int(digits) if digits.isdecimal() else int(spelled_value(digits) or 0)


def broken_sentence(subject: Subject) -> Iterator[Reading]:
    """段落没有说完就断开了。"""
    for passage, following in pairwise(subject.passages):
        text = passage.text.rstrip()
        if {passage.kind, following.kind} != {PARAGRAPH} or passage.scope != following.scope:
            continue
        if len(text) >= _SHORTEST and not _ENDED.search(text) and _HANGING.search(text):
            message = f"“…{text[-12:]}”没有说完，下一段是“{following.text.strip()[:10]}…”"
            yield Reading("DOC28", passage.at(len(text) - 1, 1), message, "把两段接起来")


def corrected(  # noqa: PLR0913 (the parts of a reading, each said once by its caller)
    code: str, passage: Passage, span: tuple[int, int], right: str, message: str,
    *, safe: bool = True, doubtful: bool = False,
) -> Reading:  # fmt: skip
    """Return a reading at a span of a passage, with the fix where the span was typed there."""
    start, end = span
    place, fix, written = passage.at(start, end - start), None, passage.text[start:end]
    if right and passage.typed(start, end):
        fix = Fix((Edit(place, written, right),), f"“{written}”改成“{right}”", safe=safe)
    advice = f"改成“{right}”" if right else "改正"
    return Reading(code, place, message, advice, fix=fix, doubtful=doubtful)


RULES = (
    ReadRule("DOC14", less_by_times),
    ReadRule("DOC15", thousands_in_words),
    ReadRule("DOC16", fill_in_words),
    ReadRule("DOC25", doubled_words),
    ReadRule("DOC27", left_prompts),
    ReadRule("DOC29", numbers_respectively),
    ReadRule("DOC30", wrong_characters),
    ReadRule("DOC31", points_in_text),
)
REPORT_RULES = (ReportReadRule("DOC28", broken_sentence, across=True),)
