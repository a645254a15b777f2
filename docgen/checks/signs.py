"""Signs and numbers as the standards want them (标点与数字用法): DOC20–DOC24, DOC26.

GB/T 9704 (文号), GB/T 15834 (signs), GB/T 15835 (numerals).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from docgen.checks.numeral import RANGE
from docgen.checks.passages import CELL, FORM, HEADING, PARAGRAPH, TITLE, Passage
from docgen.checks.prose import Prose, ProseRule
from docgen.findings import Edit, Finding, Fix, Severity, warning

_H = "\u4e00-\u9fff"
_DOCUMENT = re.compile(
    r"(?P<open>[【\[（(［〈<]) ?(?P<year>(?:19|20)\d{2}) ?(?P<shut>[】\]）)］〉>]) ?(?P<di>第?) ?(?P<zero>0*)(?P<n>\d+) ?号"
)
_PADDED = re.compile(r"〔(?P<year>\d{4})〕 ?(?P<extra>第|0+)(?P<n>\d+) ?号")
_HALF = re.compile(
    rf"(?<=[{_H}”）》%０-９0-9])[,;!?](?=[{_H}“（《\s]|$)|(?<=[{_H}”）》])[,;:!?](?=\S|$)|(?<=[{_H}”）》])\.(?=[{_H}]|$)"
)
_BRACKETS = re.compile(
    rf"\((?P<in>[^()（）]*[{_H}][^()（）]*)\)|(?<=[{_H}])\((?P<after>[^()（）A-Za-z]*)\)(?=[{_H}，。；、]|$)"
)
_QUOTES = re.compile(rf'"(?P<in>[^"“”\n]*[{_H}][^"“”\n]*)"')
_SPACE = re.compile(
    rf"(?<=[{_H}])[ \u00a0]+(?=\d)|(?<=[\d%％])[ \u00a0]+(?=[{_H}])|(?<=[{_H}，。；、：])[ \u00a0]+(?=[{_H}])|(?<=\d)[ \u00a0]+(?=[%％])"
)
_WIDE_DIGIT = re.compile("[０-９％．]+")
_LATIN = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_FULL = MappingProxyType({",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"})
_HALF_SIGNS = frozenset(',;:!?.("')
_RATE = re.compile(r"(?:提高|上升|下降|降低|增加|减少|提升|回落|扩大)了?(?:约|近)?$")
_HALVES = 2


def document_number(prose: Prose) -> Iterator[Finding]:
    """文号的年份没有用六角括号〔〕，或序号写了“第”“0”。

    缘由：发文字号的年份用六角括号〔〕括入，序号不加“第”、不编虚位（GB/T 9704-2012）。
    示例：株园建【2019】4号 → 株园建〔2019〕4号
    改法：docgen check --fix 会改好。
    """
    for passage in prose.passages:
        for match in (*_DOCUMENT.finditer(passage.text), *_PADDED.finditer(passage.text)):
            right = f"〔{match['year']}〕{match['n']}号"
            message = f"文号“{match[0]}”应写成“{right}”"
            yield mended("DOC20", Severity.WARNING, passage, match.span(), right, message)


def half_width(prose: Prose) -> Iterator[Finding]:
    """汉字旁边用了半角标点。

    缘由：中文里的标点用全角（GB/T 15834）；半角的逗号、括号在仿宋里很难看。
    示例：2020年,共组织四次考评 → 2020年，共组织四次考评
    改法：docgen check --fix 会改好。
    """
    for passage in prose.passages:
        text = passage.text
        if _HALF_SIGNS.isdisjoint(text):
            continue
        changes = [
            (m.start(), m.end(), _FULL[m[0]]) for m in _HALF.finditer(text) if not _kept(text, m)
        ]
        for match in _BRACKETS.finditer(text):
            changes += [
                (match.start(), match.start() + 1, "（"),
                (match.end() - 1, match.end(), "）"),
            ]
        for match in _QUOTES.finditer(text):
            changes += [
                (match.start(), match.start() + 1, "“"),
                (match.end() - 1, match.end(), "”"),
            ]
        yield from _all_at_once("DOC21", passage, changes, "半角标点")


def _kept(text: str, match: re.Match[str]) -> bool:
    """Tell whether a sign belongs to a number or an address: 12:30, https://."""
    return text[match.start() : match.start() + 3] == "://" or (
        match[0] in ",.:" and match.start() > 0 and text[match.start() - 1].isdigit()
        and text[match.end() : match.end() + 1].isdigit()
    )  # fmt: skip


def needless_space(prose: Prose) -> Iterator[Finding]:
    """数字与汉字之间、汉字之间有空格，或用了全角数字。

    缘由：公文里数字与汉字之间不空格，数字用半角（GB/T 9704、15835）；空格多是从 PDF 复制来的。
    示例：193 个 → 193个
    改法：docgen check --fix 会改好。
    """
    for passage in prose.passages:
        text = passage.text
        changes = (
            [(m.start(), m.end(), "") for m in _SPACE.finditer(text)]
            if " " in text or "\u00a0" in text
            else []
        )
        changes += [
            (m.start(), m.end(), m[0].translate(_LATIN)) for m in _WIDE_DIGIT.finditer(text)
        ]
        yield from _all_at_once("DOC22", passage, changes, "多余的空格或全角数字")


def percentage_points(prose: Prose) -> Iterator[Finding]:
    """两个百分率之差写成了“%”。

    缘由：率与率之差用“百分点”；写成 % 是另一个意思（GB/T 15835）。
    示例：由92%提高到95%，提高3% → 提高3个百分点
    改法：把 % 改成 个百分点。
    """
    for line in prose.lines:
        rates = [t for t in line.terms if t.dimension == "率" and t.numeral.kind == "数量"]
        for first, second, third in zip(rates, rates[1:], rates[2:], strict=False):
            if third.index != first.index + _HALVES or third.sentence != first.sentence:
                continue
            gap = abs(second.numeral.base - first.numeral.base)
            if gap and gap == third.numeral.base and _RATE.search(third.label):
                numeral = third.numeral
                right = line.passage.text[numeral.start : numeral.end].rstrip("%％ ") + "个百分点"
                message = f"{first.numeral.shown} 与 {second.numeral.shown} 相差的是 {right}，写的是 {numeral.shown}"
                span = (numeral.start, numeral.end)
                yield mended("DOC23", Severity.WARNING, line.passage, span, right, message)


def half_range(prose: Prose) -> Iterator[Finding]:
    """范围的前一个数没有写单位。

    缘由：前后都要写单位才没有歧义：15%~30%，13万元~17万元（GB/T 15835）。
    示例：15~30% → 15%~30%
    改法：docgen check --fix 会改好。
    """
    for line in prose.lines:
        for one, other in zip(line.terms, line.terms[1:], strict=False):
            if one.numeral.kind != RANGE or other.numeral.kind != RANGE or one.numeral.unit.name:
                continue
            unit = other.numeral.unit.name
            if unit not in ("%", "‰", "万元", "亿元"):
                continue
            text = line.passage.text
            right = text[one.numeral.start : one.numeral.end] + unit
            shown = text[one.numeral.start : other.numeral.end]
            span = (one.numeral.start, one.numeral.end)
            message = f"“{shown}”的前一个数没有单位，应写成“{right}{shown[one.numeral.end - one.numeral.start :]}”"
            yield mended("DOC24", Severity.WARNING, line.passage, span, right, message)


def unpaired(prose: Prose) -> Iterator[Finding]:
    """括号、引号、书名号不成对。

    缘由：漏了一半，读的人不知道到哪里为止。
    示例：（购地48个，入标厂110个。 → 少一个）
    改法：补上另一半，或删去这一半。
    """
    for passage in prose.passages:
        for left, right in ("（）", "“”", "《》", "〔〕", "()"):
            opened = passage.text.count(left) - passage.text.count(right)
            if opened and not (left in "(（" and _mixed(passage.text)):
                sign = left if opened > 0 else right
                offset = passage.text.rfind(left) if opened > 0 else passage.text.find(right)
                if sign in ")）" and re.match(
                    r"[0-9一二三四五六七八九十a-z①-⑩]{1,2}$",
                    passage.text[max(0, offset - 2) : offset].strip("，。； "),
                ):
                    continue
                message = f"“{sign}”没有成对：{passage.text[max(0, offset - 8) : offset + 9]}"
                yield warning("DOC26", passage.at(offset, 1), message, "补上另一半，或删去这一半")


def _mixed(text: str) -> bool:
    """Tell whether brackets pair once widths are disregarded; the widths are told elsewhere."""
    return text.count("（") + text.count("(") == text.count("）") + text.count(")")


def mended(  # noqa: PLR0913, PLR0917 (the parts of a finding, each said once by its caller)
    code: str, severity: Severity, passage: Passage, span: tuple[int, int], right: str,
    message: str, *, safe: bool = True,
) -> Finding:  # fmt: skip
    """Return a finding at a span of a passage, with the fix where the span was typed there."""
    start, end = span
    fix = None
    if passage.typed(start, end):
        edit = Edit(passage.at(start, end - start), passage.text[start:end], right)
        fix = Fix((edit,), f"改成“{right}”", safe=safe)
    place = passage.at(start, end - start)
    return Finding(code, severity, place, message, f"改成“{right}”", fix=fix)


def _all_at_once(
    code: str, passage: Passage, changes: Iterable[tuple[int, int, str]], what: str
) -> Iterator[Finding]:
    """Yield one finding for all such signs of a passage that were typed there."""
    typed = sorted({change for change in changes if passage.typed(change[0], change[1])})
    if not typed or passage.kind not in (PARAGRAPH, HEADING, CELL, FORM, TITLE):
        return
    edits = tuple(
        Edit(passage.at(start, end - start), passage.text[start:end], right)
        for start, end, right in typed
    )
    start, end, _ = typed[0]
    around = passage.text[max(0, start - 5) : end + 5]
    message = f"“{around}”等 {len(typed)} 处{what}" if len(typed) > 1 else f"“{around}”有{what}"
    place = passage.at(start, end - start)
    yield Finding(
        code, Severity.WARNING, place, message, "docgen check --fix 会改好", fix=Fix(edits, "改正")
    )


RULES = (
    ProseRule("DOC20", Severity.WARNING, document_number),
    ProseRule("DOC21", Severity.WARNING, half_width),
    ProseRule("DOC22", Severity.WARNING, needless_space),
    ProseRule("DOC23", Severity.WARNING, percentage_points),
    ProseRule("DOC24", Severity.WARNING, half_range),
    ProseRule("DOC26", Severity.WARNING, unpaired),
)
