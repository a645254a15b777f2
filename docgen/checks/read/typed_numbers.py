"""Every number accounted for (数字有出处): NUM01–NUM05; ranks: NUM07.

A typed number is a figure's, or its words name a figure that is another, or it is one digit away
from one, or nothing is known of it: one judgement for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from docgen.checks.numerals import AMOUNT
from docgen.checks.passages import CELL, FORM, PARAGRAPH, Line, Passage, Prose, Term
from docgen.checks.read.figure_mentions import (
    RANK_WORDS,
    Account,
    KnownValue,
    Mention,
    bare_words,
    is_one_off,
    mentioned_figure,
    one_digit_off,
    report_account,
    word_pairs,
)
from docgen.checks.read.statements import WINDOW, other_time
from docgen.checks.rule import Reading, ReportReadRule
from docgen.checks.subject import Subject
from docgen.figures.display import printed
from docgen.figures.model import Figure, Moment, Period, Quantity, Rank
from docgen.findings import Edit, Fix, Related
from docgen.patterns import lazy_pattern

_KINDS = (PARAGRAPH, CELL, FORM)
_APPROVED = frozenset({"指标值", "三级指标", "预期目标", "评分标准"})
_SMALL = 10
_RHETORIC = frozenset([
    "个", "项", "条", "种", "类", "套", "本", "篇", "所", "处", "支", "只", "天", "个月", "小时", "轮", "期",
    "场", "倍", "份", "件", "批", "名", "位", "县", "市", "区", "村", "镇", "乡",
])  # fmt: skip
_DATED = lazy_pattern(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?")
_RANK = lazy_pattern(r"第\s*(\d{1,3})(?![\d.、章节条款期批次届季年月度])")
_FROM = lazy_pattern(r"[由从]|上年|去年|原")
_ENOUGH, _NEAR_ENOUGH = 0.6, 0.7
_MONEY = lazy_pattern(r"投资|拨款|资金|预算")
_FULL_NAME = 6  # characters: a name that long is no other's
_LONG = 4  # digits: so many are not one off by chance
_IN_FLOW = lazy_pattern(r"[{\[]|:\s*$")
_REFERENCE = lazy_pattern(r"\{\{[^{}]*\}\}")


_PARTS = lazy_pattern("其中|[县镇乡村]|街道|社区|公司|分别")


class TypedNumber(Struct, frozen=True):
    """A typed number with the values that equal it and the figure its words name (手写的数)."""

    line: Line
    term: Term
    equal: tuple[KnownValue, ...]
    mention: Mention | None

    @property
    def text(self) -> str:
        """The number as typed."""
        return self.line.passage.text[self.term.numeral.start : self.term.numeral.end]

    @property
    def around(self) -> str:
        """The number with the words before and after it, for a message."""
        return f"{self.term.clause.strip()[-12:]}{self.text}{self.term.after[:6]}"


def typed_numbers(subject: Subject) -> Iterator[Reading]:
    """正文里的数没有出处。"""
    accounts: dict[str, Account] = {}
    declared = tuple(_bare_text(text.content) for text in subject.report.settings.declared)
    for prose in subject.units[1:]:
        if prose.scope not in accounts:
            accounts[prose.scope] = report_account(subject, prose.scope)
        account = accounts[prose.scope]
        for number in _prose_numbers(prose, account):
            if not _is_declared(number, declared):
                yield from _number_reading(subject, account, number)
        yield from _date_readings(subject, prose)


def _prose_numbers(prose: Prose, account: Account) -> Iterator[TypedNumber]:
    """Yield the quantities that were typed in prose, tables and what the form says was done."""
    for line in prose.lines:
        if line.passage.kind not in _KINDS or line.passage.field in _APPROVED:
            continue
        for term in line.terms:
            if term.numeral.kind != AMOUNT or term.figures:
                continue
            equal = account.matching(term.numeral)
            if line.passage.field == "完成值":  # the row's own value is no proof of itself
                equal = tuple(each for each in equal if each.figure is not None)
            mention = mentioned_figure(account, line, term, prose.setting.year)
            yield TypedNumber(line, term, equal, mention)


def _number_reading(subject: Subject, account: Account, number: TypedNumber) -> Iterator[Reading]:
    if number.equal and not _is_of_another(number):
        yield from _referable_reading(subject, account, number)
        return
    mention, numeral = number.mention, number.term.numeral
    told = mention is not None and not _is_printed(number, mention.named.figure)
    if mention is not None and told and not numeral.about:
        if mention.is_likely and _is_meant(number, mention):
            yield _contradiction(subject, number, mention, slip=False)
            return
        if mention.is_near and one_digit_off(numeral, mention.named.value):
            yield _contradiction(subject, number, mention, slip=True)
            return
    other = _form_amount(account, number)
    if other is not None:
        yield _contradiction(subject, number, other, slip=True)
    elif not _is_rhetorical(number) and number.line.passage.kind != FORM:
        yield _unaccounted(subject, number)


def _form_amount(account: Account, number: TypedNumber) -> Mention | None:
    """Return the one figure that an amount of the form's head (财政拨款) has one digit off."""
    passage, numeral = number.line.passage, number.term.numeral
    if passage.kind != FORM or passage.row >= 0 or numeral.unit.name:
        return None
    if not _MONEY.search(passage.field) or sum(map(str.isdigit, number.text)) < _LONG:
        return None
    near = {
        each.value.number: each
        for each in account.named.get("元", ())
        if each.value.unit.name == "万元" and one_digit_off(numeral, each.value)
    }
    best = next(iter(near.values())) if len(near) == 1 else None
    return None if best is None else Mention(best, Decimal(0), "", "", near=True)


def _unaccounted(subject: Subject, number: TypedNumber) -> Reading:
    asked = subject.report.settings.strictness
    doubtful = asked is None or asked.content.strip() not in ("警告", "错误")
    numeral = number.term.numeral
    place = number.line.passage.at(numeral.start, len(number.text))
    message = f"“{number.around}”里的 {number.text.strip()} 没有出处：没有与它相等的数据"
    advice = "写进 figures.yaml 后引用，或列入 report.yaml 的 数字声明"
    return Reading("NUM01", place, message, advice, doubtful=doubtful)


def _referable_reading(
    subject: Subject, account: Account, number: TypedNumber
) -> Iterator[Reading]:
    """Yield what is the value of one figure, and of no other."""
    keys = {each.figure for each in number.equal if each.figure is not None}
    key = next(iter(keys)) if len(keys) == 1 else None
    figure = subject.appraisal.figures.by_key.get(key) if key is not None else None
    if figure is None or figure.entry is None or not _is_same_print(subject, number, figure):
        return
    mention = number.mention
    named = mention is not None and mention.is_certain and mention.named.figure.key == key
    named = named and _speaks_of_whole(number, subject.report.year)
    alone = len(account.matching(number.term.numeral)) == 1
    message = f"{number.text} 正好是数据“{figure.key.path}”，可以改成引用"
    yield _figure_reading(subject, "NUM02", number, figure, message, safe=named and alone)


def _speaks_of_whole(number: TypedNumber, year: int) -> bool:
    """Tell whether nothing before a number says that it is of a part, a place or another time."""
    text, start = number.line.passage.text, number.term.numeral.start
    name = number.mention.named.name if number.mention else ""
    begin = max(text.rfind(mark, 0, start) for mark in "。；！？\n") + 1
    is_part = _PARTS.search(text[begin:start].replace(name, " ")) is not None
    return not (is_part or any(other_time(text[max(start - WINDOW, 0) : start], year)))


def _contradiction(
    subject: Subject, number: TypedNumber, mention: Mention, *, slip: bool
) -> Reading:
    """Return what a number is told that is not its figure's; a `slip` is one digit off."""
    figure = mention.named.figure
    name, shown = figure.key.path, printed(subject.appraisal.figures, figure, "正文")
    words = f"{number.term.clause.strip()[-12:]}{number.text}"
    in_full = bare_words(number.term.clause).endswith(bare_words(mention.named.name))
    if slip:
        code, message = "NUM04", f"“{words}”与数据“{name}”（{shown}）只差一位"
    elif in_full:
        stated = number.term.numeral.shown
        code, message = "NUM03", f"“{number.around}”写的是 {stated}，数据“{name}”是 {shown}"
    else:
        code, message = "NUM05", f"“{words}”说的像是数据“{name}”，它是 {shown}"
    return _figure_reading(subject, code, number, figure, message)


def _figure_reading(  # noqa: PLR0913 (the parts of a reading, each said once by its caller)
    subject: Subject, code: str, number: TypedNumber, figure: Figure, message: str,
    *, safe: bool = False,
) -> Reading:  # fmt: skip
    """Return a reading that advises to refer to a figure; a fix where the number may be replaced."""
    passage, numeral = number.line.passage, number.term.numeral
    name = figure_name(figure, passage.scope)
    reference = f"{{{{{name}}}}}"
    place = passage.span_source(numeral.start, numeral.end)
    shown = printed(subject.appraisal.figures, figure, "正文")
    advice = (
        f"改成 {reference}"
        if code == "NUM02"
        else f"改成 {reference}；说的是另一回事的，换一个说法"
    )
    fix = None
    if code in ("NUM02", "NUM03") and _is_replaceable(subject, passage, number):
        edit = Edit(place, number.text, reference)
        fix = Fix((edit,), f"“{number.text}”改成引用 {reference}（{shown}）", safe=safe)
    related = (Related(figure.source, shown),)
    return Reading(code, place, message, advice, related, fix, doubtful=code == "NUM02")


def figure_name(figure: Figure, scope: str) -> str:
    """Return how the prose of a 支出方向 refers to a figure."""
    return figure.key.path if figure.key.scope in ("", scope) else str(figure.key)


def _is_replaceable(subject: Subject, passage: Passage, number: TypedNumber) -> bool:
    """Tell whether braces may be typed there: as YAML not in a flow, nor first in a value."""
    start, end = number.term.numeral.start, number.term.numeral.end
    place = passage.span_source(start, end)
    if not passage.typed(start, end):
        return False
    lines = subject.texts.get(place.file, "").split("\n")
    before = lines[place.line - 1][: place.column - 1] if 0 < place.line <= len(lines) else "{"
    return place.file.endswith(".md") or not _IN_FLOW.search(_REFERENCE.sub("", before))


def _is_same_print(subject: Subject, number: TypedNumber, figure: Figure) -> bool:
    """Tell whether the reference would print the same value in the same unit."""
    value, numeral = figure.value, number.term.numeral
    if not isinstance(value, Quantity) or numeral.about or numeral.spelled:
        return False
    place = "表格" if number.line.passage.kind == FORM else "正文"
    shown = printed(subject.appraisal.figures, figure, place)
    same = value.base == numeral.base or shown == _bare_text(number.text).replace(",", "")
    return value.unit.name == numeral.unit.name and same


def _is_printed(number: TypedNumber, figure: Figure) -> bool:
    """Tell whether the sentence prints the figure itself: then this is another number."""
    value = figure.value
    return any(
        figure.key in other.figures
        or (not other.figures and isinstance(value, Quantity) and other.numeral.base == value.base)
        for other in number.line.terms
        if other.sentence == number.term.sentence and other is not number.term
        if other.dimension == number.term.dimension
    )


def _is_of_another(number: TypedNumber) -> bool:
    """Tell whether words name one figure in full, and the number is the value of others."""
    mention = number.mention
    if mention is None or mention.share < 1 or len(mention.named.name) < _FULL_NAME:
        return False
    keys = {each.figure for each in number.equal}
    return mention.is_likely and None not in keys and mention.named.figure.key not in keys


def _is_meant(number: TypedNumber, mention: Mention) -> bool:
    """Tell whether the number may be meant for the figure's: named nearly in full, or near it."""
    value, base = mention.named.value, number.term.numeral.base
    if number.term.numeral.spelled or not value.base or mention.share < _ENOUGH:
        return False
    return mention.share >= _NEAR_ENOUGH or value.base < base * 2 < value.base * 4


def _is_rhetorical(number: TypedNumber) -> bool:
    """Tell whether a number is a way of speaking (三个环节) or a bare number of a cell."""
    numeral = number.term.numeral
    if number.line.passage.kind == CELL and not numeral.unit.name:
        return True
    return numeral.spelled and numeral.base <= _SMALL and numeral.unit.name in _RHETORIC


def _is_declared(number: TypedNumber, declared: tuple[str, ...]) -> bool:
    text, start = _bare_text(number.text), number.term.numeral.start
    around = _bare_text(
        number.line.passage.text[max(0, start - 20) : start + len(number.text) + 20]
    )
    return any(text == words or (text in words and words in around) for words in declared)


def _bare_text(text: str) -> str:
    return "".join(text.split())


def _date_readings(subject: Subject, prose: Prose) -> Iterator[Reading]:
    """Yield dates one digit away from that of a figure whose words stand before them."""
    dated = [
        (figure, printed(subject.appraisal.figures, figure, "正文"))
        for figure in subject.own_figures
        if isinstance(figure.value, Moment | Period)
    ]
    for passage in prose.passages if dated else ():
        for match in _DATED.finditer(passage.text) if passage.field not in _APPROVED else ():
            words = word_pairs(_words_before(passage.text, match.start()))
            near = {
                figure.key: (figure, shown)
                for figure, shown in dated
                for date in _DATED.findall(shown)
                if is_one_off(match[0], date) and words & word_pairs(figure.key.path)
            }
            if len(near) == 1 and not passage.figures(*match.span()):
                figure, shown = near.popitem()[1]
                message = f"“{match[0]}”与数据“{figure.key.path}”（{shown}）只差一位"
                place, related = (
                    passage.span_source(*match.span()),
                    Related(figure.source, shown),
                )
                advice = f"改成 {{{{{figure_name(figure, passage.scope)}}}}}，或核对日期"
                yield Reading("NUM04", place, message, advice, (related,))


def _words_before(text: str, end: int) -> str:
    """Return the sentence up to a place."""
    return text[max(text.rfind(mark, 0, end) for mark in "。；\n") + 1 : end]


def rank_beside_name(subject: Subject) -> Iterator[Reading]:
    """手写的名次与数据里的名次不同。"""
    ranks = [figure for figure in subject.own_figures if isinstance(figure.value, Rank)]
    for passage in subject.passages if ranks else ():
        for hit in _RANK.finditer(passage.text):
            words = _words_before(passage.text, hit.start())
            if passage.figures(*hit.span()) or _FROM.search(words[-12:]):
                continue
            for figure in ranks:
                found = _wrong_rank(figure, words, int(hit[1]))
                if found and not _has_rank(passage, figure, hit.start() - len(words)):
                    place = passage.span_source(*hit.span())
                    related = Related(figure.source, f"第{found}")
                    message = f"这里写的是 {hit[0]}，数据“{figure.key.path}”是 第{found}"
                    advice = f"改成 {{{{{figure.key.path}}}}}，或写明是哪一年的"
                    yield Reading("NUM07", place, message, advice, (related,))


def _wrong_rank(figure: Figure, words: str, typed: int) -> int | None:
    """Return the figure's rank when the words name it and the typed one is neither it nor 上年."""
    value, previous = figure.value, figure.previous
    known = [each.number for each in (value, previous) if isinstance(each, Rank)]
    if typed in known or not isinstance(value, Rank):
        return None
    name = figure.key.path.rpartition(".")[2]
    whose = word_pairs(RANK_WORDS.sub(" ", name))
    clause = re.split(r"[，,、：:（(]", words)[-1]
    if whose:
        return value.number if len(whose & word_pairs(words)) * 2 > len(whose) else None
    # 全省排名 is that of a thing not named: 综合排名 is another
    rest = "".join(RANK_WORDS.sub("", clause).split())
    scope = set(re.findall(r"全[国省市县]", name))
    return value.number if not rest and scope <= set(re.findall(r"全[国省市县]", words)) else None


def _has_rank(passage: Passage, figure: Figure, start: int) -> bool:
    """Tell whether the sentence prints the figure itself as a rank: 第3, not 上升1位."""
    return any(
        s.figure == figure.key
        and s.start >= start
        and passage.text[s.start : s.end].startswith("第")
        for s in passage.stretches
    )


RULES = (ReportReadRule("NUM01", typed_numbers), ReportReadRule("NUM07", rank_beside_name))
