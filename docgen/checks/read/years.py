"""Dates, periods and years (日期与年度): NAM05–NAM06, NAM08–NAM09, NUM06; REC08 for the relations.

Dates that cannot be; 提前 and 按期 beside the two dates of their sentence; years beside the year of
the report.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise

from docgen.checks.numerals import YEAR, Numeral, whole_number
from docgen.checks.passages import FORM, HEADING, PARAGRAPH, TITLE, Line, Passage, Prose
from docgen.checks.read.numeral_roles import ReadText
from docgen.checks.read.relation_solver import Disagreement
from docgen.checks.rule import Reading, ReadRule
from docgen.patterns import lazy_pattern

_DATE = lazy_pattern(r"(?<!\d)(?P<y>\d{2,5}) ?年 ?(?P<m>\d{1,2}) ?月(?: ?(?P<d>\d{1,2}) ?[日号])?")
_MONTH = lazy_pattern(r"(?<![\d年])(\d{1,2}) ?月(?:份)?(?: ?(\d{1,2}) ?[日号])?(?![均度平])")
_TO = r"(?:[\u4e00-\u9fff]{0,4}(?:至|到)| ?[—\-~～－–]+) ?"
_PERIOD = lazy_pattern(
    rf"(?<!\d)(\d{{4}}) ?年 ?(\d{{1,2}}) ?月(?:份)?(?: ?(\d{{1,2}}) ?日)?{_TO}(?:(\d{{4}}) ?年)? ?(\d{{1,2}}) ?月(?:份)?(?: ?(\d{{1,2}}) ?日)?"
)
_YEARS = lazy_pattern(
    r"(?<!\d)(\d{4}) ?年?(?:度)? ?(?:至|到|—|-|~|～|－) ?(\d{4}) ?年(?:度)?(?:连续|期间|这|的|共|实施期|为期|，|、|（){0,3}"
    r"([一二两三四五六七八九十]|\d)(?:个)?(?:年|年度)(?!级)"
)
_LENGTH = r"(?:周期|为期|历时|工期|期限|实施期|共计?|合计)[为是共约]{0,2} ?"
_LASTING = lazy_pattern(
    rf"^(?:底|止)?[^。；\d]{{0,14}}?{_LENGTH}([一二两三四五六七八九十]|\d{{1,3}}) ?(个月|年)(?![\d度])"
)
_LASTED = lazy_pattern(rf"{_LENGTH}(\d{{1,3}}) ?(个月)[，,（(]?[自从即]?$")
_BEGUN = lazy_pattern("[^。；\\d]{0,8}(?:开工|启动|动工|开始)[^。；\\d]{0,10}$")
_DONE = lazy_pattern("^[^。；\\d，]{0,8}(?:竣工|完工|验收|完成|结束)")
_SHORT_DATE = lazy_pattern(r"(?<!\d)(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})[日号]|(底|末))")
_AHEAD = lazy_pattern(r"(提前|推迟|延后|滞后|逾期|延期|晚|超期)[了约]?(\d+)[天日]")
_EARLY = lazy_pattern("提前(?:完成|完工|竣工|交付|实现)|如期|按期|按时")
_PLANNED = lazy_pattern("计划|约定|要求|应于|目标|原定|规定|批复|合同")
_LASTED_DAYS = lazy_pattern(r"(?:历时|工期|共用时|用时|共计?|为期)[为约]?(\d+)[天日]")
_TWELVE, _YEAR_DIGITS, _LEAP = 12, 4, 2020
Spot = tuple[int, int, str]
Day = tuple[int, int, int]


@lru_cache(1 << 12)  # two rules ask, and forms repeat their texts
def impossible_dates(text: str) -> tuple[Spot, ...]:
    """Return the span of each date or period that cannot be, and what is wrong with it."""
    if "月" not in text and "年" not in text:
        return ()
    return (
        *_impossible_days(text),
        *_impossible_years(text),
        *_wrong_periods(text),
        *_begun_after_done(text),
    )


def _impossible_days(text: str) -> Iterator[Spot]:
    for match in _DATE.finditer(text):
        fault = _date_fault(match["y"], int(match["m"]), int(match["d"] or 1))
        if fault:
            yield match.start(), match.end(), f"“{match[0]}”{fault}"
    for match in _MONTH.finditer(text):
        month, day = int(match[1]), int(match[2] or 1)
        if not 1 <= month <= _TWELVE and match[2] is not None:
            yield match.start(), match.end(), f"“{match[0]}”没有 {month} 月"
        elif 1 <= month <= _TWELVE and not 1 <= day <= monthrange(_LEAP, month)[1]:
            yield match.start(), match.end(), f"“{match[0]}”没有这一天"


def _date_fault(year: str, month: int, day: int) -> str:
    if len(year) not in {2, _YEAR_DIGITS}:  # 20年5月 is the short form
        return f"的年份是 {len(year)} 位数"
    if not 1 <= month <= _TWELVE:
        return f"没有 {month} 月"
    whole = int(year) if len(year) == _YEAR_DIGITS else 2000 + int(year)
    return "" if 1 <= day <= monthrange(max(whole, 1), month)[1] else "没有这一天"


def _impossible_years(text: str) -> Iterator[Spot]:
    for match in _YEARS.finditer(text):
        first, last, count = int(match[1]), int(match[2]), whole_number(match[3])
        if count and count not in {last - first, last - first + 1}:
            told = f"{first} 年到 {last} 年是 {last - first + 1} 年，写的是 {count} 年"
            yield match.start(), match.end(), f"“{match[0]}”：{told}"


def _wrong_periods(text: str) -> Iterator[Spot]:
    """Yield periods that end before they begin, have no such month, or whose length is counted wrong."""
    for match in _PERIOD.finditer(text):
        y1, m1, d1, y2, m2, d2 = match.groups()
        start, end = match.span()
        begun, done = (
            (int(y1), int(m1), int(d1 or 0)),
            (int(y2 or y1), int(m2), int(d2 or (0 if d1 else 31))),
        )
        length = _LASTING.search(text[end : end + 30]) or _LASTED.search(
            text[max(start - 20, 0) : start]
        )
        if done[1] > _TWELVE:
            yield start, end, f"“{match[0]}”没有 {done[1]} 月"
        elif done < begun:
            yield start, end, f"“{match[0]}”的结束早于开始"
        elif fault := _length_fault(length, begun, done):
            yield start, end, f"“{match[0]}”：{fault}"


def _length_fault(length: re.Match[str] | None, begun: Day, done: Day) -> str:
    """Return what a length told beside a period has wrong, "" where nothing."""
    count = whole_number(length[1]) if length else None
    months = (done[0] - begun[0]) * _TWELVE + done[1] - begun[1]
    if length is None or not count or months <= 0:
        return ""
    if length[2] == "个月":
        told = f"按月数是 {months + 1} 个月，写的是 {count} 个月"
        return "" if count in {months, months + 1} else told
    near = (months, months + 1, (done[0] - begun[0] + 1) * _TWELVE)
    far = all(abs(count * _TWELVE - each) > _TWELVE // 2 for each in near)
    return f"是 {months + 1} 个月，写的是 {count} 年" if far else ""


def _begun_after_done(text: str) -> Iterator[Spot]:
    """Yield 2022年9月开工，2022年5月竣工."""
    dates = list(_DATE.finditer(text))
    for first, last in pairwise(dates):
        between = text[first.end() : last.start()]
        if (
            len(between) > 24  # noqa: PLR2004 (characters)
            or not _BEGUN.fullmatch(between)
            or not _DONE.match(text[last.end() : last.end() + 16])
        ):
            continue
        begun = (int(first["y"]), int(first["m"]), int(first["d"] or 1))
        done = (int(last["y"]), int(last["m"]), int(last["d"] or 31))
        length = _LASTING.search(text[last.end() : last.end() + 30])
        fault = "完成早于开始" if done < begun else _length_fault(length, begun, done)
        if fault:
            yield first.start(), last.end(), f"“{text[first.start() : last.end()]}”：{fault}"


def wrong_dates(read: ReadText) -> Iterator[Disagreement]:
    """Yield the dates and periods of a text that cannot be."""
    for start, end, message in impossible_dates(read.text):
        yield Disagreement("REC08", start, end, message, advice="改正日期")


def wrong_days(read: ReadText) -> Iterator[Disagreement]:
    """Yield 提前N天, 历时N天 and 按期 that the two dates of their sentence contradict."""
    if "月" not in read.text:
        return
    at = 0
    for sentence in re.split("(?<=[。！？\n])", read.text):
        dates = list(_SHORT_DATE.finditer(sentence))
        if len(dates) == 2:  # noqa: PLR2004 (planned and actual, or begun and done)
            yield from _wrong_lead(sentence, at, dates[0], dates[1])
        at += len(sentence)


def _wrong_lead(
    sentence: str, at: int, one: re.Match[str], other: re.Match[str]
) -> Iterator[Disagreement]:
    first = _day_of(one, _LEAP + 1)
    last = _day_of(other, int(one[1] or _LEAP + 1))
    if first is None or last is None:
        return
    exact = bool(one[3] and other[3])
    lasted = _LASTED_DAYS.search(sentence, other.end())
    days = (last - first).days
    if lasted and exact and int(lasted[1]) not in range(days - 1, days + 3):
        message = f"{one[0]}到{other[0]}是 {days + 1} 天，写的是 {lasted[1]} 天"
        yield Disagreement("REC08", at + lasted.start(1), at + lasted.end(), message)
    before, between = sentence[: one.start()], sentence[one.end() : other.start()]
    planned_later = _PLANNED.search(between) and not _PLANNED.search(before)
    gap = -days if not planned_later else days
    said = _AHEAD.search(sentence)
    if (
        said
        and exact
        and (abs(abs(gap) - int(said[2])) > 1 or (gap and (gap < 0) == (said[1] == "提前")))
    ):
        message = f"{one[0]}与{other[0]}相差 {abs(gap)} 天，实际{'早' if gap > 0 else '晚'}于计划，写的是“{said[0]}”"
        yield Disagreement("REC08", at + said.start(), at + said.end(), message)
    word = None if said else _EARLY.search(sentence)
    if word and gap < 0 and _PLANNED.search(before + between) and "实际" in sentence:
        message = f"实际（{other[0]}）比计划（{one[0]}）晚 {-gap} 天，写的是“{word[0]}”"
        yield Disagreement(
            "REC08", at + word.start(), at + word.end(), message, advice="改正说法，或核对日期"
        )


def _day_of(match: re.Match[str], year: int) -> date | None:
    whole, month = int(match[1] or year), int(match[2])
    if not 1 <= month <= _TWELVE or whole < 1:
        return None
    longest = monthrange(whole, month)[1]
    day = longest if match[4] else int(match[3])
    return date(whole, month, day) if 1 <= day <= longest else None


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
_COMPARING = lazy_pattern(r"比|较|同期|上年|去年|上一年|[《〔“]|以来|历年|连续|至今")
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
    return Reading(code, passage.span_source(*match.span()), message, advice, doubtful=True)


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
            place = line.passage.span_source(numeral.start, numeral.end)
            message = f"标题写的是 {numeral.number} 年，报告年度是 {year}"
            yield Reading("NAM05", place, message, "改正标题或 年度")


def _year_numerals(prose: Prose) -> Iterator[tuple[Line, Numeral]]:
    for line in prose.lines:
        yield from ((line, t.numeral) for t in line.terms if t.numeral.kind == YEAR)


def stale_year(prose: Prose) -> Iterator[Reading]:
    """写的是上一年度，像是上年的报告没有改。"""
    year = prose.setting.year
    spoken = [int(numeral.number) for _, numeral in _year_numerals(prose)]
    # A text that speaks of last year alone was not turned; one that speaks of both compares them.
    unturned = year not in spoken and spoken.count(year - 1) > 1
    for line, numeral in _year_numerals(prose):
        passage = line.passage
        if passage.kind not in (PARAGRAPH, HEADING, FORM) or passage.field in _APPROVED_FIELDS:
            continue
        if abs(numeral.number - year) != 1 or not passage.typed(numeral.start, numeral.end):
            continue
        sentence, start = _sentence_at(passage.text, numeral.start, _SIGNS)
        framed = start == numeral.start and _FRAME.match(sentence)
        stale = unturned and passage.kind != FORM and numeral.number == year - 1
        stale = stale and not _COMPARING.search(sentence)
        if (framed or stale) and not _PAST.search(sentence[6:]):
            place = passage.span_source(numeral.start, numeral.end)
            message = f"“{sentence[:20]}”写的是 {numeral.number} 年，报告年度是 {year}"
            advice = "核对是不是上年的报告没有改；本年度写 {{年度}}年，不必年年改"
            yield Reading("NAM06", place, message, advice, doubtful=not stale)


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
            yield Reading("NUM06", passage.span_source(start, end), message, advice)
        for match in _DOCUMENT_YEAR.finditer(passage.text):
            value = int(match["year"])
            if not _FIRST_DOCUMENT <= value <= year + 1:
                message = f"文号的年份是 {value}，报告是 {year} 年度的"
                yield Reading(
                    "NUM06", passage.span_source(*match.span("year")), message, "核对文号"
                )


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
