"""Ways of speaking of numbers (数的说法): DOC14–DOC16. Slips are in wording.py."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.passages import CELL, FORM, HEADING, PARAGRAPH, Passage
from docgen.checks.prose import Prose, ProseRule
from docgen.findings import Edit, Finding, Fix, Severity, error, warning

_TIMES = "(?:[一二两三四五六七八九十]+|半|\\d+(?:\\.\\d+)?) ?倍"
_LESS = re.compile(
    rf"(?:下降|减少|降低|缩短|缩减|压减|减低|缩小)(?:了|近|约|超过|逾|达|到|为){{0,3}}{_TIMES}"
)
_THOUSANDS = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?(?P<unit>[千百])(?=[余多]?(?:人|户|元|亩|个|家|次|件|吨|名|平方米))"
)
_FILL_IN = re.compile(
    r"(?:^|[。；：:（(])\s*(?P<words>请(?:在此|按照?|根据|如实|简要|在下面|对照)?[^，。；]{0,8}?"
    r"(?:填写|填报|填列|补充|描述|概述|说明))|(?P<sample>示例[:：]|（样例）|（示例）|（模板）|此行删除)"
)
_ASKING = re.compile("[请例板删]")  # one of these is in each of them
_POLITE = re.compile(r"请示|申请|邀请|请求|提请|报请|聘请")


def less_by_times(prose: Prose) -> Iterator[Finding]:
    """减少、下降用了“倍”。

    缘由：倍数只用于增加；减少一倍就是没有了（GB/T 15835 的用法）。
    示例：审批时间缩短了一倍 → 缩短了一半（50%）
    改法：写成百分之几或几分之几。
    """
    for passage in _prose(prose):
        for match in _LESS.finditer(passage.text):
            message = f"“{match[0]}”：减少不能用倍数"
            place = passage.at(match.start(), len(match[0]))
            yield warning("DOC14", place, message, "写成百分之几或几分之几")


def thousands(prose: Prose) -> Iterator[Finding]:
    """阿拉伯数字后面跟了“千”“百”。

    缘由：“万”“亿”可以与数字连用，“千”“百”不可以（GB/T 15835）。
    示例：3千余人 → 3000余人
    改法：写全数字。
    """
    for passage in _prose(prose):
        text = passage.text
        for match in _THOUSANDS.finditer(text) if "千" in text or "百" in text else ():
            start, end = match.span()
            number = match[0][:-1]
            if passage.figures(start, end):
                continue
            right = _whole(number, match["unit"])
            message = f"“{match[0]}”应写成 {right}" if right else f"“{match[0]}”应写全数字"
            fix = None
            if right and passage.typed(start, end):
                edit = Edit(passage.at(start, end - start), match[0], right)
                fix = Fix((edit,), f"改成“{right}”", safe=False)
            place = passage.at(start, end - start)
            yield Finding("DOC15", Severity.NOTE, place, message, "写全数字", fix=fix)


def _whole(number: str, unit: str) -> str:
    """Return a number of thousands or hundreds in full, or "" where it is not whole.

    >>> _whole("3", "千"), _whole("2.5", "千"), _whole("1.2345", "千")
    ('3000', '2500', '')
    """
    whole, _, part = number.partition(".")
    zeros = {"千": 3, "百": 2}[unit]
    return (whole + part.ljust(zeros, "0")).lstrip("0") if len(part) <= zeros else ""


def fill_in(prose: Prose) -> Iterator[Finding]:
    """“请填写…”“示例：”等提示语还留着。

    缘由：带着提示语公开的报告影响很坏；括号里的提示语、XX 由 DOC27 说（R45）。
    示例：请简要说明项目实施情况
    改法：换成实际内容，或删去。
    """
    for passage in prose.holding(_ASKING):
        for match in _FILL_IN.finditer(passage.text):
            group = "words" if match["words"] else "sample"
            words, start = match[group], match.start(group)
            bracketed = passage.text[start - 1 : start] in ("（", "(")
            if (group == "words" and bracketed) or _POLITE.search(words):
                continue
            message = f"“{words}”像是没有填写的提示语"
            advice = "换成实际内容，或删去"
            yield error("DOC16", passage.at(start, len(words)), message, advice)


def _prose(prose: Prose) -> Iterator[Passage]:
    kinds = (PARAGRAPH, HEADING, CELL, FORM)
    yield from (passage for passage in prose.passages if passage.kind in kinds)


RULES = (
    ProseRule("DOC14", Severity.WARNING, less_by_times),
    ProseRule("DOC15", Severity.NOTE, thousands),
    ProseRule("DOC16", Severity.ERROR, fill_in),
)
