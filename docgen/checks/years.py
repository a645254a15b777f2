"""Years beside the year of the report (年度): NAM08–NAM10; what names.py says of years is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docgen.checks.numeral import YEAR
from docgen.checks.passages import CELL, FORM, HEADING, PARAGRAPH, TITLE, Passage
from docgen.checks.periods import impossible_dates
from docgen.checks.subject import Rule, Subject
from docgen.findings import Finding, Related, Severity, note, warning
from docgen.report import Text

_GOAL_FIELDS = frozenset({"预期目标", "指标值", "三级指标"})
_DONE_FIELDS = frozenset({"实际完成情况", "完成值"})
_NEXT_YEAR = re.compile(r"次年|第二年|下一?年度?(?:[初底末]|\d{1,2}月)|翌年")
_DATED = re.compile(r"(?<!\d)(?P<year>20\d{2}) ?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?[日号])?|度)?")
_PLANNED = re.compile(
    r"规划|计划|目标|力争|预计|拟|将|下一步|期限|有效期|质保|到期|展望|调查|评价|审计|公示"
)
_MALFORMED = re.compile(
    r"(?:(?<=^)|(?<=[。；，、（(“\n])|(?<=[在于自从至到对按])|(?<=截至)|(?<=截止))"
    r"(?P<year>\d{3}|\d{5}) ?年(?:度|[初中底末]|(?=[，、。）]|$))"
    r"|(?<!\d)(?P<zero>20\d{3}|2[1-9]\d|20\d) ?年度"
)
_SPAN_OF_TIME = re.compile(r"(?:近|约|共|历时|长达|超过|不到|达|逾|满)$")
_YEAR_KEYS = ("年度", "评价年度", "自评年度", "预算年度")
_FOUR_DIGITS = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


def next_year(subject: Subject) -> Iterator[Finding]:
    """年度目标或完成情况里写着下一年的事。

    缘由：年度目标应在当年完成；跨到次年的，评审会问算不算本年度的绩效（R41）。
    示例：2020 年度的指标值写“4月、7月、10月和次年1月”
    改法：核对；跨年的安排，在偏差说明或正文里说清楚。
    """
    year = subject.report.year
    for passage in subject.passages:
        if passage.kind != FORM or passage.field not in _GOAL_FIELDS | _DONE_FIELDS:
            continue
        for match in _NEXT_YEAR.finditer(passage.text):
            message = f"{passage.field}里写着“{_around(passage, match)}”，报告年度是 {year}"
            place = passage.at(match.start(), len(match[0]))
            yield note("NAM08", place, message, "核对是不是本年度的事")
        if passage.field in _DONE_FIELDS:
            yield from _done_later(passage, year)


def _done_later(passage: Passage, year: int) -> Iterator[Finding]:
    """Yield dates after the year of the report in what is said to be done."""
    for match in _DATED.finditer(passage.text):
        clause = re.split(r"[。；]", passage.text[: match.start()])[-1]
        after = re.split(r"[。；]", passage.text[match.end() :])[0]
        if int(match["year"]) > year and not _PLANNED.search(clause + after):
            message = f"{passage.field}里的“{match[0]}”在报告年度 {year} 之后"
            place = passage.at(match.start(), len(match[0]))
            yield note("NAM08", place, message, "核对日期，或说明为什么跨年")


def _around(passage: Passage, match: re.Match[str]) -> str:
    return passage.text[max(0, match.start() - 6) : match.end() + 4].replace("\n", "")


def malformed_year(subject: Subject) -> Iterator[Finding]:
    """年份不是四位数。

    缘由：年份写全四位（GB/T 9704）；少一位、多一位都是笔误，评审会怀疑整份材料。
    示例：202年度绩效目标 → 年份是 3 位数
    改法：写全四位数。
    """
    kinds = (TITLE, HEADING, PARAGRAPH, CELL, FORM)
    for line in subject.lines:
        passage = line.passage
        if passage.kind not in kinds or "年" not in passage.text:
            continue
        told = [(start, end) for start, end, _ in impossible_dates(passage.text)]
        told += [(t.numeral.start, t.numeral.end) for t in line.terms if t.numeral.kind == YEAR]
        for match in _MALFORMED.finditer(passage.text):
            digits = match["year"] or match["zero"]
            start = match.start()
            known = any(one < match.end() and start < other for one, other in told)
            if known or not _like_a_year(digits) or _SPAN_OF_TIME.search(passage.text[:start]):
                continue
            message = f"“{match[0]}”的年份是 {len(digits)} 位数，报告年度是 {subject.report.year}"
            place = passage.at(start, len(match[0]))
            yield warning("NAM09", place, message, "写全四位数")


def _like_a_year(digits: str) -> bool:
    """Tell whether digits are a year with one lost or one too many: not 120年, 300年.

    >>> [_like_a_year(d) for d in ("202", "20200", "120", "220", "22020", "35000")]
    [True, True, False, False, True, False]
    """
    if len(digits) == 5:  # noqa: PLR2004 (one digit too many)
        shorter = {digits[:i] + digits[i + 1 :] for i in range(5)}
        return any(one.startswith(("199", "20")) for one in shorter) and digits[0] in "12"
    return digits.startswith(("20", "199"))


def stated_year(subject: Subject) -> Iterator[Finding]:
    """自评表上的年度与报告年度不同。

    缘由：年度在标题、自评表、正文里必须一致；照搬上年的表最容易漏改（R42）。
    示例：年度 2021，自评表的 年度 写 2020
    改法：改正，或删去这一行，由 docgen 填。
    """
    report = subject.report
    tables: tuple[Mapping[str, Text], ...]
    tables = (report.details, *(project.details for project in report.projects))
    for details in tables:
        for key in _YEAR_KEYS:
            text = details.get(key)
            found = _FOUR_DIGITS.findall(text.content) if text is not None else []
            if text is not None and found and str(report.year) not in found:
                message = f"{key}写的是 {found[0]}，报告年度是 {report.year}"
                other = (Related(report.title.source, report.title.content.strip()),)
                yield Finding("NAM10", Severity.WARNING, text.source, message, "改成一致", other)


RULES = (
    Rule("NAM08", Severity.NOTE, next_year),
    Rule("NAM09", Severity.WARNING, malformed_year),
    Rule("NAM10", Severity.WARNING, stated_year),
)
