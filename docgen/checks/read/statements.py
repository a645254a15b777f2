"""What words say of a number or a date (陈述): of what, of which time, planned or done.

The clause before a number is taken apart completely. What is left when words that say nothing
of the matter are gone (共, 达到, 全年 …) is its subject; so `其中东河镇新建高标准农田` is not
`新建高标准农田`, and a rule that compares subjects compares the same scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from docgen.checks.numerals import AMOUNT, DATE, YEAR
from docgen.checks.passages import CELL, Line, Term
from docgen.patterns import lazy_pattern

WINDOW = 400
"""Characters: what stands further before a number says nothing of it."""
_STOP = lazy_pattern(r"[。！？!?\n]")
_PART = lazy_pattern(r"[。！？!?\n；;]")
_BREAK = lazy_pattern(r"[，,、；;：:。！？!?（）()\n]")
# A number belongs to the report's year unless the text names another year …
_OTHER_YEAR = (
    r"\d{4}年?度?\s*(?:至|到|[-—–~～])\s*\d{4}年"  # 2019年至2022年
    r"|(?:[一二两三四五六七八九十近]+|(?<!\d)\d{1,2})年(?:来|间|累计|合计|共|以来)"  # 三年累计
    r"|上一?年度?|去年|同期|往年|前年|以前年度|明年|下一?年度?|次年|下一步|今后|基期"
)
# … or a part of the year.
_PART_OF_YEAR = (
    r"截[至止]|[上下]半年|前?[一二三四\d]+个?季度|第[一二三四]季度|前[一二三四五六七八九十\d]+个月"
    r"|\d+月(?:份|底|末|初|中旬|上旬|下旬)"  # 6月底
    r"|\d+月\d+[日号](?!前?(?:全面|全部|正式|顺利|如期)?[完竣验开投])|\d+月(?=[，,])"
)
_COMPARING = ("比", "较")
_TIME = lazy_pattern(
    r"(?P<this>今年|本年度?|当年)|(?P<whole>全年|年底|年末|12月(?:底|末|31日))"
    rf"|(?P<other>{_OTHER_YEAR})|(?P<part>{_PART_OF_YEAR})|(?P<year>\d{{4}})\s*年(?:度|底|末)?"
)
_TARGET = lazy_pattern(
    r"(?:年初|年度|绩效|预期|计划|批复)*(?:目标|计划|任务|指标)(?:值|数|任务)?|预期|不[低少]于|不[超高]过?于?|[≥≤]"
)
_DONE = lazy_pattern(r"实际|已经?|实有")
# Words that say nothing of what is counted. 全县 is the form's own range, 共 and 达到 are verbs.
_FILLERS = lazy_pattern(
    r"\d+月(?:\d+[日号])?|全[县市区省]|本[县市区]|共计|总计|合计|累计|共|约|达到|达成|达|保持在|控制在|稳定在|超过|高于|低于"
    r"|本项目|该项目|项目|工程|情况|组织|进行|分别|其为|全面|全部|顺利|圆满|按期|如期|超额|成功"
    r"|新建|建成|建设|兴建|建造|完成|实施|开展|举办|购置|采购|实现|年度|年内|了|为|是|有|的|对|于|在|内|到|至|均|前"
)
_MEASURES = lazy_pattern(r"(?:人数|人次|户数|次数|个数|数量|面积|总量|总数|规模|时间|时限|数|量)$")
_BRACKETS = lazy_pattern(r"[（(][^（）()]*[）)]|[\s“”\x22]")
_DEED = lazy_pattern(
    r"(?:之?前|以前)?(?:项目|工程|全面|全部|正式|顺利|如期|按期|已|通过){0,3}[完竣验开投]"
)
_GOAL_FIELDS = ("预期目标", "实际完成情况")


class Statement(Struct, frozen=True):
    """A number or date of a passage with what is said of it (陈述).

    `clause` is what stands before it since the last mark or number, its time and role words gone,
    `before` the clauses before that one in the same part of the sentence, `subject` what is left
    of the clause (`subject_core`). `planned`: the words or the field say target; `begins`: first
    in its part of the sentence.
    """

    line: Line
    term: Term
    clause: str
    before: str
    subject: str
    after: str
    planned: bool = False
    done: bool = False
    begins: bool = False


def subject_core(words: str) -> str:
    """Return what is left of a name or clause that tells one thing from another.

    >>> subject_core("新建高标准农田面积（万亩）"), subject_core("全县共建成高标准农田")
    ('高标准农田', '高标准农田')
    """
    bare = _FILLERS.sub("", _BRACKETS.sub("", words)).strip("，。、：:·- ")
    return _MEASURES.sub("", bare) or bare


def statements(line: Line) -> Iterator[Statement]:
    """Yield what a passage says of its quantities and dates, in reading order."""
    previous, done = -1, -1
    for term in line.terms:
        if term.numeral.kind == YEAR or (term.numeral.kind == DATE and not _has_verb(line, term)):
            continue
        statement = _statement(line, term, (previous, done))
        if term.numeral.kind in (AMOUNT, DATE):
            yield statement
        if term.numeral.kind != DATE:
            previous, done = term.numeral.start, term.numeral.end


def _has_verb(line: Line, term: Term) -> bool:
    """Tell whether a date is one on which something was done: 11月18日完工."""
    return _DEED.match(_after(line, term)) is not None


def _after(line: Line, term: Term) -> str:
    text = line.passage.text[term.numeral.end : term.numeral.end + 14]
    mark = _BREAK.search(text)
    return text[: mark.start()] if mark else text


def _statement(line: Line, term: Term, last: tuple[int, int]) -> Statement:
    """Return the statement of a term; `last` is where the number before it stands."""
    previous, done = last
    text, start = line.passage.text, term.numeral.start
    part = _begin(_PART, text, start)
    clause_start = max(_begin(_BREAK, text, start), done)
    head = f"{line.passage.field} " if line.passage.kind == CELL else ""
    led = text[previous:done] if clause_start == done < start else ""  # 三家执行率 is not 执行率
    clause = head + led + text[clause_start:start]
    bare = without_times(clause)
    after = _after(line, term)
    return Statement(
        line, term, clause, text[part:clause_start],
        subject_core(_DONE.sub("", _TARGET.sub("", bare))), after,
        _is_planned(line, bare, after), bool(_DONE.search(bare)), done < part,
    )  # fmt: skip


def _is_planned(line: Line, clause: str, after: str) -> bool:
    if line.passage.field == _GOAL_FIELDS[0]:
        return True
    return bool(_TARGET.search(clause) or re.match(r"的?(?:年度|年初)?(?:目标|任务|计划)", after))


def _begin(mark: re.Pattern[str], text: str, end: int) -> int:
    """Return where the part of a text that holds `end` begins, `WINDOW` before it at most."""
    first = max(end - WINDOW, 0)
    return max((match.end() for match in mark.finditer(text, first, end)), default=first)


def without_times(words: str) -> str:
    """Return words without those for a time."""
    return _TIME.sub("", words)


def statement_time(statement: Statement, year: int) -> tuple[bool, bool]:
    """Tell whether a statement is of another time: by its sentence, or by one before."""
    passage, start = statement.line.passage, statement.term.numeral.start
    head = f"{passage.field} " if passage.kind == CELL else ""
    return other_time(head + passage.text[max(start - WINDOW, 0) : start], year)


def other_time(text: str, year: int) -> tuple[bool, bool]:
    """Tell whether the time last named in a text is not `year`: in its last sentence, or before.

    A comparison (比上年增长) ends with its sentence.

    >>> other_time("2021年支出88万元，2022年", 2022), other_time("上年支出88万元。支出", 2022)
    ((False, False), (False, True))
    >>> other_time("支出比上年增长。面积", 2022), other_time("支出比上年增长", 2022)
    ((False, False), (True, False))
    """
    sentence = _begin(_STOP, text, len(text))
    year_at = part_at = -1  # where another year, a part of one was named
    for match in _TIME.finditer(text):
        if match.start() < sentence and text[: match.start()].endswith(_COMPARING):
            continue
        if match["part"]:
            part_at = match.start()
        elif match["other"] or (match["year"] and int(match["year"]) != year):
            year_at, part_at = match.start(), -1
        else:
            year_at, part_at = year_at if match["whole"] else -1, -1
    at = max(year_at, part_at)
    return at >= sentence, 0 <= at < sentence
