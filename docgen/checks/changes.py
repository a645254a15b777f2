"""Which amounts are changes, and which are of an earlier time (增减与基数): 增加X, 由X, 上年X."""

from __future__ import annotations

import re
from collections.abc import Iterable

from docgen.checks.lines import Line, Term

_UP = "增长|增加|增产|增支|增效|上升|提高|提升|增幅|升幅|涨幅|上涨|增速|递增|扩大|增收|增|多"
_DOWN = "下降|减少|减产|减收|减支|降低|降幅|下滑|回落|缩减|压减|压缩|下调|跌幅|减幅|节约|减|降|少"
WAY = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|率|幅度|比例)?(?:约|为|达到?|是|[:：])?[（(]?$"
)
_PREVIOUS = re.compile(
    r"上年|去年|同期|上一年|前一年|上季|上月|年初(?:部门)?(?!部门|预算|目标|计划|设定|安排|下达|批复)|原[有来先]?|基期|改革前|实施前|项目前|以前|往年|此前"
)
BASE = re.compile(r"[比较由从自]")
_COMPARED = re.compile(r"(?<![占对])比(?!例|重|率)|较(?![好大高多强])")
_ADJUSTED = re.compile(r"(?:追加|调增|调减|核增|核减|变更)(?:了|预算|资金)?$")
_FILLER = re.compile(
    r"同比|环比|相比|[比较与和跟]|上年度?|去年|同期|[末初底]|年[末初底]|上期|上一年|分别|净|累计|各|实际|约|达到?|[为是了]|全年|当年|本年|总体|整体|[QPTBRYO\s“”‘’、，（(]"
)
REACHES = re.compile(
    r"(?:到|至|为|达到?|升至|增至|增加到|提高到|提升到|上升到|降至|降为|减至|减为|增为|下降到|减少到|降到|降低到)$"
)


def is_step(term: Term) -> bool:
    """Tell whether an amount is itself a change: 增加20万元, but not 增加到20万元."""
    changed = WAY.search(term.label) or _ADJUSTED.search(term.label)
    return bool(changed) and not REACHES.search(term.label)


def is_previous(line: Line, term: Term) -> bool:
    """Tell whether an amount is that of an earlier time: 上年, 由, an earlier year."""
    if re.search(r"[由从自][^由从自]{0,14}$", term.clause) and not REACHES.search(term.label):
        return True
    if re.search(r"^的?基础上", term.after) or _led_by_year(line, term):
        return True
    compared = _COMPARED.search(term.clause) or _PREVIOUS.search(term.label)
    return bool(compared and not is_step(term)) or _of_earlier_year(line, term)


def _of_earlier_year(line: Line, term: Term) -> bool:
    """Tell whether the year before an amount is an earlier one than another of its sentence."""
    years = [t for t in line.terms if t.numeral.kind == "年份" and t.sentence == term.sentence]
    own = [t for t in years if t.index < term.index]
    if not own or own[-1].index != term.index - 1:
        return False
    if len(years) > 1:
        return own[-1].numeral.number < max(t.numeral.number for t in years)
    return _set_apart_by_year(line, own[-1], term)


def _set_apart_by_year(line: Line, year: Term, term: Term) -> bool:
    """Tell whether the only year of a sentence leads a second amount: 3.36亿元，2021年为2.8亿元."""
    first = line.terms[year.index - 1] if year.index else None
    return (
        first is not None
        and first.sentence == term.sentence
        and first.dimension == term.dimension
        and bool(re.fullmatch("[，（(、]", year.label))
        and bool(re.fullmatch("[为是]?", term.label))
    )


def _led_by_year(line: Line, term: Term) -> bool:
    """Tell whether 由, 从 or 比 stands before the year of an amount: 从2021年的89.6%."""
    year = line.terms[term.index - 1] if term.index else None
    if year is None or year.numeral.kind != "年份" or not re.fullmatch(r"的?\w{0,4}", term.label):
        return False
    sense = "[由从自]" if not term.label.startswith("的") else "[由从自比较]"
    return bool(re.search(f"{sense}$", year.clause)) and not WAY.search(term.label)


def of_another(term: Term, others: Iterable[Term]) -> bool:
    """Tell whether a change has a subject of its own that the amounts beside it do not speak of.

    系数由0.562提高到0.571，万元GDP用水量下降4.6%: what went down is no 系数.
    """
    subject = _FILLER.sub("", WAY.sub("", term.clause))
    pairs = {subject[i : i + 2] for i in range(len(subject) - 1)}
    if len(pairs) < 2:  # noqa: PLR2004 (two characters say little: 总额, 收入)
        return False
    words = "".join(other.label + other.after for other in others)
    return not any(pair in words for pair in pairs)


def sign_of(step: Term) -> int:
    """Return 1 for 增加, -1 for 减少."""
    way = WAY.search(step.label)
    return -1 if way is not None and way["up"] is None else 1
