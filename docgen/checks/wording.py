"""Signs and words (标点与用词): DOC20–DOC30, by GB/T 9704, 15834 and 15835."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from docgen.checks.numeral import RANGE
from docgen.checks.passages import CELL, FORM, HEADING, PARAGRAPH, TITLE, Passage
from docgen.checks.subject import Rule, Subject
from docgen.findings import Edit, Finding, Fix, Severity, error, note, warning

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
_DOUBLED = re.compile(
    rf"(?P<sign>[，。；：、！？])(?:[，。；：、])|(?P<one>[的了在和是将与为于对及把被])(?P=one)|(?P<two>[{_H}]{{2,4}})(?P=two)"
)
_MEANT = re.compile(
    r"^(.)\1|常常|人人|户户|村村|处处|时时|事事|天天|年年|层层|步步|家家|年复|一个|[一二三四五六七八九十百千万]{2}|讨论讨论|研究研究"
)
_PROMPTS = re.compile(
    r"(?<![A-Za-z])(?P<x>[Xx×ＸＸ]{2,}|[＊*]{3,}|○{2,}|△{2,}|_{3,}|□{2,})(?![A-Za-z])"
    r"|[（(](?:限|不超过|控制在|约)?\d{2,4} ?字(?:以内|左右|以上|内)?[）)]"
    r"|[（(](?:请|此处|根据|按照|对照|结合|简述|概述|说明|填写|如无|注：?请)[^（）()。]{2,40}(?:说明|填写|填报|描述|分析|简述|概述|不填|删除)[^（）()]{0,6}[）)]"
    r"|(?:此处|这里)(?:填写|填|插入|补充)|待(?:补充|完善|填写|核实|定|填)(?=[，。；）)]|$)|对照[^，。；]{2,16}[，,]说明[^，。；]{2,20}(?:情况|原因)(?=[。：:…]|$)|(?:TODO|TBD)"
)
_DOTS = re.compile(r"(?:……|\.{3,}|。{3,})$|(?:……|\.{4,})(?=[。；，])")
_RATE = re.compile(r"(?:提高|上升|下降|降低|增加|减少|提升|回落|扩大)了?(?:约|近)?$")
_ENDED = re.compile(r"[。！？：；…”）》)!?;:]$")
_HANGING = re.compile(r"(?:[、，,在和与及于由对把将的并]|其中|以及)$")
_PARALLEL = re.compile(
    rf"(?P<names>[{_H}]{{1,8}}(?:、[{_H}]{{1,8}})+?)[^QPTBRYO，。；、]{{0,14}}(?:O[^QPTBRYO，。；、]{{0,8}})?(?P<numbers>(?:Q、)+Q)"
)
# Words run together when a character was lost, and characters that are often mistaken.
_RIGHT = MappingProxyType(
    {
        "收支出": "收支", "绩效益": "绩效", "完成效": "完成", "满意见": "满意", "预决算算": "预决算", "执行行": "执行",
        "帐户": "账户", "帐目": "账目", "台帐": "台账", "座落": "坐落", "布署": "部署", "既使": "即使",
        "截止目前": "截至目前", "渡过难关": "度过难关", "按装": "安装", "竟争": "竞争", "迫不急待": "迫不及待", "一慨": "一概",
        "针砭时币": "针砭时弊", "按步就班": "按部就班", "再接再励": "再接再厉", "融汇贯通": "融会贯通", "幅射": "辐射",
    }
)  # fmt: skip
_SLIPS = re.compile("|".join(_RIGHT))
_SHORTEST, _HALVES = 16, 2


def document_number(subject: Subject) -> Iterator[Finding]:
    """文号的年份没有用六角括号〔〕，或序号写了“第”“0”。

    缘由：发文字号的年份用六角括号〔〕括入，序号不加“第”、不编虚位（GB/T 9704-2012）。
    示例：株园建【2019】4号 → 株园建〔2019〕4号
    改法：docgen check --fix 会改好。
    """
    for passage in subject.passages:
        for match in (*_DOCUMENT.finditer(passage.text), *_PADDED.finditer(passage.text)):
            right = f"〔{match['year']}〕{match['n']}号"
            message = f"文号“{match[0]}”应写成“{right}”"
            yield _mended("DOC20", Severity.WARNING, passage, match.span(), right, message)


def half_width(subject: Subject) -> Iterator[Finding]:
    """汉字旁边用了半角标点。

    缘由：中文里的标点用全角（GB/T 15834）；半角的逗号、括号在仿宋里很难看。
    示例：2020年,共组织四次考评 → 2020年，共组织四次考评
    改法：docgen check --fix 会改好。
    """
    for passage in subject.passages:
        text = passage.text
        if not any(sign in text for sign in ',;:!?.("'):
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


def needless_space(subject: Subject) -> Iterator[Finding]:
    """数字与汉字之间、汉字之间有空格，或用了全角数字。

    缘由：公文里数字与汉字之间不空格，数字用半角（GB/T 9704、15835）；空格多是从 PDF 复制来的。
    示例：193 个 → 193个
    改法：docgen check --fix 会改好。
    """
    for passage in subject.passages:
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


def percentage_points(subject: Subject) -> Iterator[Finding]:
    """两个百分率之差写成了“%”。

    缘由：率与率之差用“百分点”；写成 % 是另一个意思（GB/T 15835）。
    示例：由92%提高到95%，提高3% → 提高3个百分点
    改法：把 % 改成 个百分点。
    """
    for line in subject.lines:
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
                yield _mended("DOC23", Severity.WARNING, line.passage, span, right, message)


def half_range(subject: Subject) -> Iterator[Finding]:
    """范围的前一个数没有写单位。

    缘由：前后都要写单位才没有歧义：15%~30%，13万元~17万元（GB/T 15835）。
    示例：15~30% → 15%~30%
    改法：docgen check --fix 会改好。
    """
    for line in subject.lines:
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
            yield _mended("DOC24", Severity.WARNING, line.passage, span, right, message)


def doubled(subject: Subject) -> Iterator[Finding]:
    """重复的字词或标点。

    缘由：多是删改后留下的。
    示例：项目项目建设、的的、。。
    改法：删去一个。
    """
    for passage in subject.holding(_DOUBLED):
        for match in _DOUBLED.finditer(passage.text):
            words = match[0]
            if (match["two"] and (_MEANT.search(words) or _list_of(passage, match))) or words in (
                "？！",
                "！？",
            ):
                continue
            kept = match["one"] or match["two"] or words[0]
            if match["sign"] and words[0] != words[1]:
                kept = words[1] if words[1] == "。" else words[0]
            message = f"“{words}”重复了"
            yield _mended(
                "DOC25", Severity.WARNING, passage, match.span(), kept, message, safe=False
            )


def _list_of(passage: Passage, match: re.Match[str]) -> bool:
    """Tell whether a repetition crosses names: 天元区区级, 镇镇."""
    return any(passage.figures(match.start(), match.end()))


def unpaired(subject: Subject) -> Iterator[Finding]:
    """括号、引号、书名号不成对。

    缘由：漏了一半，读的人不知道到哪里为止。
    示例：（购地48个，入标厂110个。 → 少一个）
    改法：补上另一半，或删去这一半。
    """
    for passage in subject.passages:
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


def prompts(subject: Subject) -> Iterator[Finding]:
    """模板里的提示语还留着（XX、（100字以内）、对照……说明）。

    缘由：有的单位把带提示语的报告公开了，影响很坏。
    示例：XX专项资金、（限200字）
    改法：换成实际内容，或删去。
    """
    for passage in subject.holding(_PROMPTS):
        for match in _PROMPTS.finditer(passage.text):
            if match["x"] and not _placeholder(passage.text, match):
                continue
            message = f"“{match[0][:20]}”像是没有填写的提示语"
            yield error(
                "DOC27",
                passage.at(match.start(), match.end() - match.start()),
                message,
                "换成实际内容，或删去",
            )
    for passage in subject.holding(_DOTS):
        match_ = _DOTS.search(passage.text)
        if match_ is not None and passage.kind != FORM:
            message = f"“{passage.text[max(0, match_.start() - 8) : match_.end()]}”以省略号结束，像是没有写完"
            yield warning("DOC27", passage.at(match_.start(), 2), message, "写完，或删去省略号")


def _placeholder(text: str, match: re.Match[str]) -> bool:
    """Tell whether ×× stands for words, and is not 5×× or a size 3×4."""
    before = text[match.start() - 1 : match.start()]
    return not (match[0][0] in "×xX" and before.isdigit())


def broken_sentence(subject: Subject) -> Iterator[Finding]:
    """段落没有说完就断开了。

    缘由：从 PDF 复制的文字，换页的地方会断成两段。
    示例：“……项目竣工。在”另起一段“2019年度全省园区综合评价中”
    改法：把两段接起来。
    """
    for passage, following in zip(subject.passages, subject.passages[1:], strict=False):
        text = passage.text.rstrip()
        if passage.kind != PARAGRAPH or len(text) < _SHORTEST or _ENDED.search(text):
            continue
        if (
            following.kind == PARAGRAPH
            and following.scope == passage.scope
            and _HANGING.search(text)
        ):
            message = f"“…{text[-12:]}”没有说完，下一段是“{following.text.strip()[:10]}…”"
            yield warning("DOC28", passage.at(len(text) - 1, 1), message, "把两段接起来")


def respectively(subject: Subject) -> Iterator[Finding]:
    """几个名称对几个数，没有写“分别”。

    缘由：“甲、乙、丙10个、20个、30个”读不通，也看不出谁对谁。
    示例：新引进、新开工、新竣工项目146个、150个、121个 → 项目分别为146个、150个、121个
    改法：在第一个数前面加“分别”。
    """
    for line in subject.lines:
        for match in _PARALLEL.finditer(line.skeleton) if "Q、Q" in line.skeleton else ():
            names, numbers = match["names"].count("、") + 1, match["numbers"].count("Q")
            if names != numbers or "分别" in match[0]:
                continue
            term = line.term(match.start("numbers"))
            place = line.passage.at(term.numeral.start, term.numeral.end - term.numeral.start)
            message = f"前面 {names} 个名称、后面 {numbers} 个数，没有写“分别”"
            yield note("DOC29", place, message, "在第一个数前面加“分别”")


def telescoped(subject: Subject) -> Iterator[Finding]:
    """两个词叠在一起少了一个字，或常见的错别字。

    缘由：删改后留下的半个词，最难看出来。
    示例：绩效益（绩效、效益）、帐户（账户）
    改法：改正。
    """
    for passage in subject.holding(_SLIPS):
        for match in _SLIPS.finditer(passage.text):
            right = _RIGHT[match[0]]
            around = passage.text[max(0, match.start() - 4) : match.end() + 4]
            message = f"“{around}”里的“{match[0]}”疑为“{right}”"
            span = match.span()
            yield _mended("DOC30", Severity.WARNING, passage, span, right, message, safe=False)


def _mended(  # noqa: PLR0913, PLR0917 (the parts of a finding, each said once by its caller)
    code: str, severity: Severity, passage: Passage, span: tuple[int, int], right: str,
    message: str, *, safe: bool = True,
) -> Finding:  # fmt: skip
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
    Rule("DOC20", Severity.WARNING, document_number),
    Rule("DOC21", Severity.WARNING, half_width),
    Rule("DOC22", Severity.WARNING, needless_space),
    Rule("DOC23", Severity.WARNING, percentage_points),
    Rule("DOC24", Severity.WARNING, half_range),
    Rule("DOC25", Severity.WARNING, doubled),
    Rule("DOC26", Severity.WARNING, unpaired),
    Rule("DOC27", Severity.ERROR, prompts),
    Rule("DOC28", Severity.WARNING, broken_sentence),
    Rule("DOC29", Severity.NOTE, respectively),
    Rule("DOC30", Severity.WARNING, telescoped),
)
