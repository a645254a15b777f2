"""Years beside the year of the report (年度): NAM05–NAM06, NAM08–NAM09, NUM06."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.numeral import YEAR
from docgen.checks.passages import CELL, FORM, HEADING, PARAGRAPH, TITLE, Passage
from docgen.checks.prose import Prose, ProseRule
from docgen.checks.read.relation_days import impossible_dates
from docgen.findings import Finding, Severity, error, note, warning

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
_ODD_YEAR = re.compile(r"(?<!\d)(?:\d{3}|\d{5}) ?年")  # whatever stands around it
_SPAN_OF_TIME = re.compile(r"(?:近|约|共|历时|长达|超过|不到|达|逾|满)$")
_PAST = re.compile(
    r"上年|去年|同比|[比较由从自]|以来|至|—|–|-|~|～|排名|评价|考核|获|荣获|评为|评定|表彰|通报|位次|居|列|竣工|建成|启动|开工|立项|批复|印发|发布|出台|成立|下达|结转|跨年|年底前|末|起|增长|下降|提高|减少|《|〔"
)
_FRAME = re.compile(r"^(?:截至)?\d{4}年(?:度|底|末)?[，,]?")
_WITH_YEAR = re.compile(r"\d{4}\s*年")
_FUTURE = re.compile(
    r"规划|目标|计划|到|预计|力争|以前|之前|底前|截至|期限|有效期|建成|远景|展望|至"
)


def next_year(prose: Prose) -> Iterator[Finding]:
    """年度目标或完成情况里写着下一年的事。

    缘由：年度目标应在当年完成；跨到次年的，评审会问算不算本年度的绩效（R41）。
    示例：2020 年度的指标值写“4月、7月、10月和次年1月”
    改法：核对；跨年的安排，在偏差说明或正文里说清楚。
    """
    year = prose.setting.year
    for passage in prose.passages:
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


def malformed_year(prose: Prose) -> Iterator[Finding]:
    """年份不是四位数。

    缘由：年份写全四位（GB/T 9704）；少一位、多一位都是笔误，评审会怀疑整份材料。
    示例：202年度绩效目标 → 年份是 3 位数
    改法：写全四位数。
    """
    kinds = (TITLE, HEADING, PARAGRAPH, CELL, FORM)
    for line in prose.lines:
        passage = line.passage
        if passage.kind not in kinds or not _ODD_YEAR.search(passage.text):
            continue
        told = [(start, end) for start, end, _ in impossible_dates(passage.text)]
        told += [(t.numeral.start, t.numeral.end) for t in line.terms if t.numeral.kind == YEAR]
        for match in _MALFORMED.finditer(passage.text):
            digits = match["year"] or match["zero"]
            start = match.start()
            known = any(one < match.end() and start < other for one, other in told)
            if known or not _like_a_year(digits) or _SPAN_OF_TIME.search(passage.text[:start]):
                continue
            message = f"“{match[0]}”的年份是 {len(digits)} 位数，报告年度是 {prose.setting.year}"
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


def title_year(prose: Prose) -> Iterator[Finding]:
    """标题的年份与报告年度不同。

    缘由：年度在文件名、标题、自评表里必须一致；照搬上年的文件最容易漏改。
    示例：年度 2021，标题“2020年度…绩效自评报告”
    改法：改正标题或 年度；标题里可以写 {{年度}}。
    """
    year = prose.setting.year
    for line in prose.lines:
        if line.passage.kind != TITLE:
            continue
        for term in line.terms:
            if (
                term.numeral.kind == YEAR
                and term.numeral.number != year
                and len(str(term.numeral.number)) == 4  # noqa: PLR2004 (the digits of a year)
            ):
                numeral = term.numeral
                place = line.passage.at(numeral.start, numeral.end - numeral.start)
                message = f"标题写的是 {numeral.number} 年，报告年度是 {year}"
                yield error("NAM05", place, message, "改正标题或 年度")


def stale_year(prose: Prose) -> Iterator[Finding]:
    """句子以上一年度开头，像是上年的报告没有改。

    缘由：照搬上年报告而漏改年份，评审一眼就能看出。
    示例：2021 年度的报告里写“2020年，项目共支出…”
    改法：核对；确是上年的事，写明“上年”或比较的话。
    """
    year = prose.setting.year
    for line in prose.lines:
        if line.passage.kind not in (PARAGRAPH, HEADING, FORM) or line.passage.field in (
            "指标值",
            "三级指标",
        ):
            continue
        for term in line.terms:
            numeral = term.numeral
            if numeral.kind != YEAR or numeral.number == year or term.figures:
                continue
            sentence, before = _sentence(line.passage.text, numeral.start)
            place = line.passage.at(numeral.start, numeral.end - numeral.start)
            message = f"“{sentence[:20]}”写的是 {numeral.number} 年，报告年度是 {year}"
            if (
                abs(numeral.number - year) == 1
                and not before
                and _FRAME.match(sentence)
                and not _PAST.search(sentence[6:])
            ):
                yield note("NAM06", place, message, "核对是不是上年的报告没有改")


def _sentence(text: str, at: int) -> tuple[str, str]:
    start = max(text.rfind(mark, 0, at) for mark in "。！？；\n") + 1
    end = min(
        (i for i in (text.find(mark, at) for mark in "。！？；\n") if i >= 0), default=len(text)
    )
    return text[at:end], text[start:at].strip()


def unlikely_year(prose: Prose) -> Iterator[Finding]:
    """年份不像是真的，或在评价年度之后。

    缘由：年份写错一位，或照搬别的年度的稿子，评审一眼就能看出来。
    示例：2020 年度的报告里写着“2820年，全市园区……”
    改法：改正年份；说的是规划、期限的，写明“到…年”“规划”。
    """
    year = prose.setting.year
    for line in prose.lines:
        text = line.passage.text
        for term in line.terms:
            numeral = term.numeral
            written = text[numeral.start : numeral.end + 1]
            if term.figures or (numeral.kind != YEAR and not _WITH_YEAR.match(written)):
                continue
            value = int(numeral.number)
            near = text[max(0, numeral.start - 8) : numeral.end + 12]
            wrong = value < 1900 or value > 2100  # noqa: PLR2004 (no report speaks of them)
            if not wrong and (value <= year or _FUTURE.search(near)):
                continue
            place = line.passage.at(numeral.start, numeral.end - numeral.start)
            message = f"这里的年份是 {value}，报告是 {year} 年度的"
            yield warning("NUM06", place, message, "改正年份；说的是规划的，写明“到…年”")


RULES = (
    ProseRule("NAM08", Severity.NOTE, next_year),
    ProseRule("NAM09", Severity.WARNING, malformed_year),
    ProseRule("NAM05", Severity.ERROR, title_year),
    ProseRule("NAM06", Severity.NOTE, stale_year),
    ProseRule("NUM06", Severity.WARNING, unlikely_year),
)
