"""Signs and numbers as the standards want them (标点与数字用法): DOC20–DOC24, DOC26; DOC10.

GB/T 9704 (文号), GB/T 15834 (signs), GB/T 15835 (numerals), GB 11643 (citizens' numbers).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from docgen.checks.lines import Prose, Term
from docgen.checks.numerals import AMOUNT, RANGE
from docgen.checks.passages import TITLE, Passage
from docgen.checks.read.wording import corrected
from docgen.checks.rule import Reading, ReadRule, of_passages
from docgen.findings import Edit, Fix
from docgen.patterns import lazy_pattern

_H = "\u4e00-\u9fff"
_DOCUMENT = lazy_pattern(
    r"[【\[（(［〈<] ?(?P<year>(?:19|20)\d{2}) ?[】\]）)］〉>] ?第? ?0{0,4}(?P<n>\d{1,6}) ?号"
    r"|〔(?P<year2>\d{4})〕 ?(?:第|0{1,4})(?P<n2>\d{1,6}) ?号"
)
_HALF = lazy_pattern(
    rf"(?<=[{_H}”）》%０-９0-9])[,;!?](?=[{_H}“（《\s]|$)|(?<=[{_H}”）》])[,;:!?](?=\S|$)|(?<=[{_H}”）》])\.(?=[{_H}]|$)"
)
_BRACKETS = lazy_pattern(r"[()（）]")
_QUOTES = lazy_pattern(rf'"[^"“”\n{_H}]{{0,80}}[{_H}][^"“”\n]{{0,200}}"')
_SPACE = lazy_pattern(
    rf"(?<=[{_H}])[ \u00a0]+(?=[\d{_H}])|(?<=[，。；、：])[ \u00a0]+(?=[{_H}])|(?<=[\d%％])[ \u00a0]+(?=[{_H}%％])"
)
_WIDE = lazy_pattern("[０-９％．]+")
_LATIN = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_FULL = MappingProxyType({",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"})
_RATE = lazy_pattern(r"(?:提高|上升|下降|降低|增加|减少|提升|回落|扩大)了?(?:约|近)?$")
_RANGE_UNITS = ("%", "‰", "万元", "亿元")
_PAIRS = ("（）", "“”", "《》", "〔〕", "【】", "[]")
_WIDTHS = str.maketrans("()［］", "（）[]")
# What stands before the bracket of a point, 1）, a) or 一), and intervals: [300,400).
_POINT = lazy_pattern(r"(?:^|[，。；：、\s])[0-9一二三四五六七八九十a-zA-Z①-⑩]{1,2}$")
_INTERVAL = lazy_pattern(r"[（\[]\d[\d.,，、~—-]{0,20}[）\]]")
_PHONE = lazy_pattern(r"(?<![\d.])(?:1[3-9]\d{9}|0\d{2,3}[-— ]\d{7,8})(?![\d.])(?! ?[万亿元])")
_IDENTITY = lazy_pattern(r"(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


@of_passages
def document_number(passage: Passage) -> Iterator[Reading]:
    """文号的年份没有用六角括号〔〕，或序号写了“第”“0”。"""
    for match in _DOCUMENT.finditer(passage.text):
        right = f"〔{match['year'] or match['year2']}〕{match['n'] or match['n2']}号"
        message = f"文号“{match[0]}”应写成“{right}”"
        yield corrected("DOC20", passage, match.span(), right, message)


@of_passages
def half_width(passage: Passage) -> Iterator[Reading]:
    """汉字旁边用了半角标点。"""
    text = passage.text
    changes = [
        (m.start(), m.end(), _FULL[m[0]])
        for m in _HALF.finditer(text)
        if not _is_in_address(text, m)
    ]
    changes += _full_brackets(text)
    for match in _QUOTES.finditer(text):
        start, end = match.span()
        changes += [(start, start + 1, "“"), (end - 1, end, "”")]
    yield from _corrected_together("DOC21", passage, changes, "半角标点")


def _is_in_address(text: str, match: re.Match[str]) -> bool:
    """Tell whether a sign belongs to a number or an address: 12:30, https://."""
    start, end = match.span()
    between = text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()
    return text[start : start + 3] == "://" or (match[0] in ",.:" and between)


def _full_brackets(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield pairs of half-width brackets that hold Chinese words or stand behind one."""
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        at, sign = match.start(), match[0]
        if sign in "(（":
            opened.append(at)
        elif opened:
            start = opened.pop()
            inside, after = text[start + 1 : at], text[at + 1 : at + 2]
            behind = re.match(rf"[{_H}]", text[start - 1 : start]) and not re.search(
                "[A-Za-z]", inside
            )
            chinese = re.search(rf"[{_H}]", inside) or (
                behind and re.match(rf"[{_H}，。；、]|$", after)
            )
            if text[start] + sign == "()" and chinese:
                yield from ((start, start + 1, "（"), (at, at + 1, "）"))


@of_passages
def needless_space(passage: Passage) -> Iterator[Reading]:
    """数字与汉字之间、汉字之间有空格，或用了全角数字。"""
    text = passage.text
    changes = [(m.start(), m.end(), "") for m in _SPACE.finditer(text)]
    changes += [(m.start(), m.end(), m[0].translate(_LATIN)) for m in _WIDE.finditer(text)]
    yield from _corrected_together("DOC22", passage, changes, "多余的空格、全角数字或全角小数点")


def _corrected_together(
    code: str, passage: Passage, changes: Iterable[tuple[int, int, str]], what: str
) -> Iterator[Reading]:
    """Yield one reading for all such signs of a passage that were typed there."""
    typed = sorted({change for change in changes if passage.typed(change[0], change[1])})
    if typed:
        edits = tuple(
            Edit(passage.at(start, end - start), passage.text[start:end], right)
            for start, end, right in typed
        )
        start, end, _ = typed[0]
        around = passage.text[max(0, start - 5) : end + 5]
        message = f"“{around}”等 {len(typed)} 处{what}" if len(typed) > 1 else f"“{around}”有{what}"
        place = passage.at(start, end - start)
        yield Reading(code, place, message, "docgen check --fix 会改好", fix=Fix(edits, "改正"))


def percentage_points(prose: Prose) -> Iterator[Reading]:
    """两个百分率之差写成了“%”。"""
    for line in prose.lines:
        for first, second, third in zip(line.terms, line.terms[1:], line.terms[2:], strict=False):
            gap = abs(second.numeral.base - first.numeral.base)
            if not gap or gap != third.numeral.base or not _are_rates(first, second, third):
                continue
            start, end = third.numeral.start, third.numeral.end
            right = line.passage.text[start:end].rstrip("%％ ") + "个百分点"
            shown = f"{first.numeral.shown} 与 {second.numeral.shown}"
            message = f"{shown} 相差的是 {right}，写的是 {third.numeral.shown}"
            yield corrected("DOC23", line.passage, (start, end), right, message, safe=False)


def _are_rates(*terms: Term) -> bool:
    """Tell whether three terms of one sentence are rates, the last a change."""
    alike = all(t.dimension == "率" and t.numeral.kind == AMOUNT for t in terms)
    return alike and terms[0].sentence == terms[-1].sentence and bool(_RATE.search(terms[-1].label))


def half_range(prose: Prose) -> Iterator[Reading]:
    """范围的前一个数没有写单位。"""
    for line in prose.lines:
        for one, other in zip(line.terms, line.terms[1:], strict=False):
            unit, first = other.numeral.unit.name, one.numeral
            if {first.kind, other.numeral.kind} != {RANGE} or first.unit.name:
                continue
            if unit not in _RANGE_UNITS:
                continue
            text = line.passage.text
            right = text[first.start : first.end] + unit
            shown, rest = text[first.start : other.numeral.end], text[first.end : other.numeral.end]
            message = f"“{shown}”的前一个数没有单位，应写成“{right}{rest}”"
            yield corrected("DOC24", line.passage, (first.start, first.end), right, message)


@of_passages
def unpaired_signs(passage: Passage) -> Iterator[Reading]:
    """括号、引号、书名号不成对。"""
    text = passage.text.translate(_WIDTHS)
    text = _INTERVAL.sub(lambda match: " " * len(match[0]), text)
    for pair in _PAIRS:
        at = _lone_sign(text, *pair)
        if at is not None:
            around = passage.text[max(0, at - 8) : at + 9]
            message = f"“{passage.text[at]}”没有成对：{around}"
            yield Reading("DOC26", passage.at(at, 1), message, "补上另一半，或删去这一半")


def _lone_sign(text: str, left: str, right: str) -> int | None:
    """Return where a sign stands without its other half; 1） and a) need none."""
    opened: list[int] = []
    for match in re.finditer(f"[{re.escape(left + right)}]", text):
        if match[0] == left:
            opened.append(match.start())
        elif opened:
            opened.pop()
        elif right != "）" or not _POINT.search(text[max(0, match.start() - 3) : match.start()]):
            return match.start()
    return opened[-1] if opened else None


@of_passages
def personal_data(passage: Passage) -> Iterator[Reading]:
    """正文里有电话号码或身份证号码。"""
    if passage.kind == TITLE or "电话" in passage.field or "联系" in passage.field:
        return
    for pattern, what in ((_IDENTITY, "身份证号码"), (_PHONE, "电话号码")):
        for match in pattern.finditer(passage.text):
            digits = match[0]
            if passage.figures(*match.span()) or (what[0] == "身" and not is_identity(digits)):
                continue
            message = f"有{what} {digits[:3]}{'*' * (len(digits) - 3)}，公开的报告里不能有"
            place = passage.at(match.start(), len(digits))
            yield Reading("DOC10", place, message, "删去，或写在 联系电话 一栏", doubtful=True)


def is_identity(digits: str) -> bool:
    """Tell whether 18 characters are a citizen's number: its check digit is right (GB 11643).

    >>> is_identity("11010519491231002X"), is_identity("110105194912310021")
    (True, False)
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return _CHECK_DIGITS[total % 11] == digits[-1].upper()


RULES = (
    ReadRule("DOC10", personal_data),
    ReadRule("DOC20", document_number),
    ReadRule("DOC21", half_width),
    ReadRule("DOC22", needless_space),
    ReadRule("DOC23", percentage_points),
    ReadRule("DOC24", half_range),
    ReadRule("DOC26", unpaired_signs),
)
