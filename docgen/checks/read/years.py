"""Years beside the year of the report (年度): NAM05–NAM06, NAM08–NAM09, NUM06."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.lines import Line, Prose
from docgen.checks.numerals import YEAR, Numeral
from docgen.checks.passages import FORM, HEADING, PARAGRAPH, TITLE, Passage
from docgen.checks.read.relation_days import impossible_dates
from docgen.checks.rule import Reading, ReadRule
from docgen.patterns import lazy_pattern

_APPROVED_FIELDS = frozenset({"指标值", "三级指标"})
_DONE_FIELDS = frozenset({"实际完成情况", "完成值"})
_YEAR_FIELDS = _DONE_FIELDS | _APPROVED_FIELDS | {"预期目标"}
_NEXT_YEAR = lazy_pattern(r"次年|第二年|下一?年度?(?:[初底末]|\d{1,2}月)|翌年")
_DATED = lazy_pattern(r"(?<!\d)(?P<year>20\d{2}) ?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?[日号])?|度)?")
_MALFORMED = lazy_pattern(
    r"(?:(?<![^。；，、（(“\n])|(?<=[在于自从至到对按])|(?<=截至)|(?<=截止))"
    r"(?P<year>\d{3}|\d{5}) ?年(?:度|[初中底末]|(?=[，、。）]|$))"
    r"|(?<!\d)(?P<zero>20\d{3}|2[1-9]\d|20\d) ?年度"
)
_SPAN_OF_TIME = lazy_pattern(r"(?:近|约|共|历时|长达|超过|不到|达|逾|满)$")
_PAST = lazy_pattern(
    r"上年|去年|同比|[比较由从自]|以来|至|—|–|-|~|～|排名|评价|考核|获|评[为定]|表彰|通报|位次|[居列末起]|竣工|建成|启动|开工|"
    r"立项|批复|印发|发布|出台|成立|下达|结转|跨年|年底前|增长|下降|提高|减少|《|〔"
)
_FRAME = lazy_pattern(r"(?:截至)?\d{4}年(?:度|底|末)?[，,]?")
_FUTURE = lazy_pattern(
    r"规划|目标|计划|到|预[计期]|力争|[以之底]前|截至|期限|有效期|质保|远景|展望|至|拟|将|安排|公示|公开|审计|签|协议|合同"
)
# Words that make all years of their sentence plans: 分三年实施：2023年…、2024年…、2025年….
_PLANS = lazy_pattern(r"规划|计划|目标|预计|拟|安排|分.{1,3}年|下一步|期限|使用年限|质保")
_ADDRESS = lazy_pattern(r"(?:https?://|www\.)[\w./?=&%#:-]{1,300}")
_DOCUMENT_YEAR = lazy_pattern(r"[〔\[【（(](?P<year>\d{4})[〕\]】）)]\s?第?\d{1,5}\s?号")
_FIRST, _LAST = 1900, 2100  # no report speaks of other years
_FIRST_DOCUMENT = 1949
_SIGNS = "。！？；\n"


def next_year(prose: Prose) -> Iterator[Reading]:
    """年度目标或完成情况里写着下一年的事。"""
    year = prose.setting.year
    for passage in prose.passages:
        if passage.kind != FORM or passage.field not in _YEAR_FIELDS:
            continue
        for match in _NEXT_YEAR.finditer(passage.text):
            around = passage.text[max(0, match.start() - 6) : match.end() + 4].replace("\n", "")
            message = f"{passage.field}里写着“{around}”，报告年度是 {year}"
            yield _match_note("NAM08", passage, match, message, "核对是不是本年度的事")
        for match in _DATED.finditer(passage.text) if passage.field in _DONE_FIELDS else ():
            sentence, _ = _sentence_at(passage.text, match.start(), "。；")
            if int(match["year"]) > year and not _PLANS.search(sentence):
                message = f"{passage.field}里的“{match[0]}”在报告年度 {year} 之后"
                yield _match_note("NAM08", passage, match, message, "核对日期，或说明为什么跨年")


def _match_note(
    code: str, passage: Passage, match: re.Match[str], message: str, advice: str
) -> Reading:
    place = passage.at(match.start(), len(match[0]))
    return Reading(code, place, message, advice, doubtful=True)


def malformed_year(prose: Prose) -> Iterator[Reading]:
    """年份不是四位数。"""
    for line in prose.lines:
        passage = line.passage
        told = [(start, end) for start, end, _ in impossible_dates(passage.text)]
        told += [(t.numeral.start, t.numeral.end) for t in line.terms if t.numeral.kind == YEAR]
        for match in _MALFORMED.finditer(passage.text):
            digits, start = match["year"] or match["zero"], match.start()
            known = any(one < match.end() and start < other for one, other in told)
            before = passage.text[max(0, start - 3) : start]
            if known or not is_like_year(digits) or _SPAN_OF_TIME.search(before):
                continue
            message = f"“{match[0]}”的年份是 {len(digits)} 位数，报告年度是 {prose.setting.year}"
            yield Reading("NAM09", passage.at(start, len(match[0])), message, "写全四位数")


def is_like_year(digits: str) -> bool:
    """Tell whether digits are a year with one lost or one too many: not 120年, 300年.

    >>> [is_like_year(d) for d in ("202", "20200", "120", "220", "22020", "35000")]
    [True, True, False, False, True, False]
    """
    if len(digits) == 5:  # noqa: PLR2004 (one digit too many)
        shorter = {digits[:i] + digits[i + 1 :] for i in range(5)}
        return any(one.startswith(("199", "20")) for one in shorter) and digits[0] in "12"
    return digits.startswith(("20", "199"))


def title_year(prose: Prose) -> Iterator[Reading]:
    """标题的年份与报告年度不同。"""
    year = prose.setting.year
    for line, numeral in _year_numerals(prose):
        if (
            line.passage.kind == TITLE
            and numeral.number != year
            and _FIRST < numeral.number < _LAST
        ):
            place = line.passage.at(numeral.start, numeral.end - numeral.start)
            message = f"标题写的是 {numeral.number} 年，报告年度是 {year}"
            yield Reading("NAM05", place, message, "改正标题或 年度")


def _year_numerals(prose: Prose) -> Iterator[tuple[Line, Numeral]]:
    for line in prose.lines:
        yield from ((line, t.numeral) for t in line.terms if t.numeral.kind == YEAR)


def stale_year(prose: Prose) -> Iterator[Reading]:
    """句子以上一年度开头，像是上年的报告没有改。"""
    year = prose.setting.year
    for line, numeral in _year_numerals(prose):
        passage = line.passage
        if passage.kind not in (PARAGRAPH, HEADING, FORM) or passage.field in _APPROVED_FIELDS:
            continue
        if abs(numeral.number - year) != 1 or not passage.typed(numeral.start, numeral.end):
            continue
        sentence, start = _sentence_at(passage.text, numeral.start, _SIGNS)
        framed = start == numeral.start and _FRAME.match(sentence)
        if framed and not _PAST.search(sentence[6:]):
            place = passage.at(numeral.start, numeral.end - numeral.start)
            message = f"“{sentence[:20]}”写的是 {numeral.number} 年，报告年度是 {year}"
            yield Reading("NAM06", place, message, "核对是不是上年的报告没有改", doubtful=True)


def _sentence_at(text: str, at: int, signs: str) -> tuple[str, int]:
    """Return the sentence that a place lies in, and where it begins."""
    start = max(text.rfind(mark, 0, at) for mark in signs) + 1
    start += len(text[start:at]) - len(text[start:at].lstrip())
    ends = [end for mark in signs if (end := text.find(mark, at)) >= 0]
    return text[start : min(ends, default=len(text))], start


def unlikely_year(prose: Prose) -> Iterator[Reading]:
    """年份不像是真的，或在评价年度之后很久。"""
    year, advice = prose.setting.year, "改正年份；说的是规划的，写明“到…年”"
    for line in prose.lines:
        passage = line.passage
        hidden = {at for m in _ADDRESS.finditer(passage.text) for at in range(*m.span())}
        for start, end, value in _stated_years(line):
            if start in hidden or _is_likely(passage.text, start, value, year):
                continue
            message = f"这里的年份是 {value}，报告是 {year} 年度的"
            yield Reading("NUM06", passage.at(start, end - start), message, advice)
        for match in _DOCUMENT_YEAR.finditer(passage.text):
            value = int(match["year"])
            if not _FIRST_DOCUMENT <= value <= year + 1:
                place = passage.at(match.start("year"), len(match["year"]))
                message = f"文号的年份是 {value}，报告是 {year} 年度的"
                yield Reading("NUM06", place, message, "核对文号")


def _stated_years(line: Line) -> Iterator[tuple[int, int, int]]:
    """Yield the years of a passage, printed ones, too."""
    for term in line.terms:
        numeral, text = term.numeral, line.passage.text
        written = text[numeral.start : numeral.end + 1]
        if numeral.kind == YEAR or re.fullmatch(r"\d{4}\s?年", written):
            yield numeral.start, numeral.end, int(numeral.number)


def _is_likely(text: str, start: int, value: int, year: int) -> bool:
    """Tell whether a report may speak of a year: the next one, too, and later ones in plans."""
    if not _FIRST <= value <= _LAST:
        return False
    sentence = _sentence_at(text, start, _SIGNS)[0]
    near = text[max(0, start - 8) : start + 16]
    return value <= year + 1 or bool(_PLANS.search(sentence) or _FUTURE.search(near))


RULES = (
    ReadRule("NAM05", title_year),
    ReadRule("NAM06", stale_year),
    ReadRule("NAM08", next_year),
    ReadRule("NAM09", malformed_year),
    ReadRule("NUM06", unlikely_year),
)
