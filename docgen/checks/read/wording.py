"""Words, signs and numbers as they should be written (用词、标点与数字用法): DOC10, DOC14–DOC31.

Words doubled, left over, broken off, run together; GB/T 9704 (文号), GB/T 15834 (signs), GB/T 15835
(numerals), GB 11643 (citizens' numbers).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from types import MappingProxyType

from docgen.checks.numerals import AMOUNT, RANGE, YEAR, whole_number
from docgen.checks.passages import PARAGRAPH, TITLE, Line, Passage, Prose, Term
from docgen.checks.rule import Reading, ReadRule, ReportReadRule, of_passages
from docgen.checks.subject import Subject
from docgen.findings import Edit, Fix
from docgen.patterns import lazy_pattern

# ---- words and signs that are often wrong, as data, each with what is right
# Words run together when a character was lost, and characters that are often mistaken; what may
# also stand across two words is left out (新建全县首个 is no 健全) or told by what follows.
RIGHT_WORDS = MappingProxyType(
    {
        "收支出": "收支", "绩效益": "绩效", "完成效": "完成", "满意见": "满意", "预决算算": "预决算", "执行行": "执行",
        "帐户": "账户", "帐目": "账目", "台帐": "台账", "座落": "坐落", "布署": "部署", "既使": "即使",
        "截止目前": "截至目前", "渡过难关": "度过难关", "按装": "安装", "竟争": "竞争", "迫不急待": "迫不及待",
        "一慨": "一概", "针砭时币": "针砭时弊", "按步就班": "按部就班", "再接再励": "再接再厉", "融汇贯通": "融会贯通",
        "幅射": "辐射", "完咸": "完成", "形咸": "形成", "建咸": "建成", "达咸": "达成", "组咸": "组成", "完戍": "完成",
        "完戌": "完成", "己完成": "已完成", "己经": "已经", "己建成": "已建成", "己拨付": "已拨付", "己到位": "已到位",
        "己全部": "已全部", "尚末": "尚未", "侍遇": "待遇", "帮挟": "帮扶", "资佥": "资金", "绩郊": "绩效", "效盆": "效益",
        "拔付": "拨付", "拔款": "拨款", "划拔": "划拨", "下拔": "下拨", "制度建全": "制度健全", "机制建全": "机制健全",
        "建全制度": "健全制度", "建全完善": "健全完善", "不建全": "不健全", "预箅": "预算", "决箅": "决算", "整攺": "整改",
        "措旋": "措施", "实旋": "实施", "设旋": "设施", "廷误": "延误", "廷期": "延期", "竣功": "竣工", "峻工": "竣工",
        "验牧": "验收", "目杯": "目标", "满意渡": "满意度", "制渡": "制度", "年渡": "年度", "保漳": "保障", "建没": "建设",
        "没备": "设备", "没施": "设施", "落买": "落实", "质星": "质量", "不段提高": "不断提高", "监曾": "监督",
        "曰": "日", "巳": "已", "囗": "口", "氺": "水",
    }
)  # fmt: skip
# Where the same characters stand across two words: 新建没有, 没备案, 完成效果, 自己完成, 乙巳年.
RIGHT_AFTER = MappingProxyType(
    {
        "建没": "有收",
        "没备": "案",
        "完成效": "果益率能",
        "收支出": "现",
        "执行行": "为政业动",
        "没施": "工肥",
        "效盆": "栽地",
    }
)
RIGHT_BEFORE = MappingProxyType({"己": "自知", "巳": "乙丁己辛癸上", "曰": "子", "下": "上"})
# Repetitions that are words: 常常, 一个一个, 户户.
MEANT_TWICE = lazy_pattern(
    r"^(.)\1|常常|人人|户户|村村|处处|时时|事事|天天|年年|层层|步步|家家|年复|一个|[一二三四五六七八九十百千万]{2}|讨论讨论|研究研究"
)
DOUBLED_SIGN = r"(?P<sign>[，。；：、！？])[，。；：、]"
# 和和美美 and 对对碰 are words, but no report has them.
DOUBLED_WORD = (
    r"(?P<one>[的了在和是将与为于对及把被])(?P=one)|(?P<two>[\u4e00-\u9fff]{2,4})(?P=two)"
)
# A line to sign on is filled in by hand: 单位负责人（签字）：____, 联系人：____　电话：____.
SIGNED = lazy_pattern(r"(?:[：:）)]|签字|盖章|签名|负责人|联系人|电话|日期)[\s\u3000]*$")
PROMPTS = lazy_pattern(
    r"(?<![A-Za-z\d])(?P<x>[Xx×ＸＸ]{2,}|[＊*]{3,}|○{2,}|△{2,}|_{3,}|□{2,})(?![A-Za-z])"
    r"|[（(](?:限|不超过|控制在|约)?\d{2,4} ?字(?:以内|左右|以上|内)?[）)]"
    r"|[（(](?:请|此处|根据|按照|对照|结合|简述|概述|说明|填写|如无|注：?请)[^（）()。]{2,40}"
    r"(?:说明|填写|填报|描述|分析|简述|概述|不填|删除)[^（）()]{0,6}[）)]"
    r"|(?:此处|这里)(?:填写|填|插入|补充)|待(?:补充|完善|填写|核实|定|填)(?=[，。；）)]|$)"
    r"|对照[^，。；]{2,16}[，,]说明[^，。；]{2,20}(?:情况|原因)(?=[。：:…]|$)|TODO|TBD"
)
FILL_IN = lazy_pattern(
    r"(?:^|[。；：:（(])\s?(?P<words>请(?:在此|按照?|根据|如实|简要|在下面|对照)?[^，。；]{0,8}?"
    r"(?:填写|填报|填列|补充|描述|概述|说明))|(?P<sample>示例[:：]|（样例）|（示例）|（模板）|此行删除)"
)
POLITE = lazy_pattern(r"请示|申请|邀请|请求|提请|报请|聘请")
UNFINISHED = lazy_pattern(r"(?:……|\.{3,6}|。{3,6})$|(?:……|\.{4,6})(?=[。；，])")
LESS_BY_TIMES = lazy_pattern(
    r"(?:下降|减少|降低|缩短|缩减|压减|减低|缩小)(?:了|近|约|超过|逾|达|到|为){0,3}"
    r"(?:[一二两三四五六七八九十]{1,3}|半|\d{1,6}(?:\.\d{1,4})?) ?倍"
)
THOUSANDS = lazy_pattern(
    r"(?<![\d.])(?P<number>\d{1,6}(?:\.\d{1,4})?)(?P<unit>[千百])(?=[余多]?(?:人|户|元|亩|个|家|次|件|吨|名|平方米))"
)
PARALLEL = lazy_pattern(
    r"(?P<names>[\u4e00-\u9fff]{1,8}(?:、[\u4e00-\u9fff]{1,8}){1,12}?)[^QXO，。；、]{0,14}"
    r"(?:O[^QXO，。；、]{0,8})?(?P<numbers>(?:Q、){1,12}Q)"
)


_DOUBLED = lazy_pattern(f"{DOUBLED_SIGN}|{DOUBLED_WORD}")
_WRONG = lazy_pattern("|".join(map(re.escape, sorted(RIGHT_WORDS, key=len, reverse=True))))
_ENDED = lazy_pattern(r"[。！？：；…”）》)!?;:]$")
_HANGING = lazy_pattern(r"(?:[、，,在和与及于由对把将的并]|其中|以及)$")
_SHORTEST = 16
_POINT = lazy_pattern(
    r"(?<![\d.])(?P<plain>\d{1,2})、|[（(](?P<round>[一二三四五六七八九十]{1,3})[）)](?!项|款|条|类)"
)
_LATIN = lazy_pattern("[A-Za-z]")
_POINTS = 3  # as many make a list
_FILL = "换成实际内容，或删去"


@of_passages
def doubled_words(passage: Passage) -> Iterator[Reading]:
    """重复的字词或标点。"""
    for match in _DOUBLED.finditer(passage.text):
        words = match[0]
        meant = match["two"] and (MEANT_TWICE.search(words) or passage.figures(*match.span()))
        if meant or words in ("？！", "！？"):
            continue
        kept = match["one"] or match["two"] or (words[1] if words[1] == "。" else words[0])
        yield corrected("DOC25", passage, match.span(), kept, f"“{words}”重复了", safe=False)


@of_passages
def left_prompts(passage: Passage) -> Iterator[Reading]:
    """模板里的提示语还留着（XX、（100字以内）、对照……说明）。"""
    text = passage.text
    for match in PROMPTS.finditer(text):
        if match["x"] and SIGNED.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        message = f"“{match[0][:20]}”像是没有填写的提示语"
        yield Reading("DOC27", passage.span_source(*match.span()), message, _FILL)
    broken = UNFINISHED.search(text) if passage.kind == PARAGRAPH else None
    if broken is not None and broken.start():  # a row of …… is printed by the form
        message = f"“{text[max(0, broken.start() - 8) : broken.end()]}”以省略号结束，像是没有写完"
        yield Reading("DOC27", passage.at(broken.start(), 2), message, "写完，或删去省略号")


@of_passages
def fill_in_words(passage: Passage) -> Iterator[Reading]:
    """“请填写…”“示例：”等提示语还留着。"""
    for match in FILL_IN.finditer(passage.text):
        group = "words" if match["words"] else "sample"
        words, start = match[group], match.start(group)
        bracketed = passage.text[start - 1 : start] in ("（", "(")
        if group == "words" and (bracketed or POLITE.search(words)):
            continue
        message = f"“{words}”像是没有填写的提示语"
        yield Reading("DOC16", passage.at(start, len(words)), message, _FILL)


def numbers_respectively(prose: Prose) -> Iterator[Reading]:
    """几个名称对几个数，没有写“分别”。"""
    for line in prose.lines:
        skeleton = _skeleton(line)
        for match in PARALLEL.finditer(skeleton) if "Q、Q" in skeleton else ():
            names, numbers = match["names"].count("、") + 1, match["numbers"].count("Q")
            if names == numbers and "分别" not in match[0]:
                before = skeleton[: match.start("numbers")]
                numeral = line.terms[sum(each in "QXO" for each in before)].numeral
                place = line.passage.span_source(numeral.start, numeral.end)
                message = f"前面 {names} 个名称、后面 {numbers} 个数，没有写“分别”"
                yield Reading("DOC29", place, message, "在第一个数前面加“分别”", doubtful=True)


def _skeleton(line: Line) -> str:
    """Return a passage with a letter for each numeral (骨架), letters of the text being ａ.

    Q is a quantity, X a rate, year or range, O another number that speaks for itself.
    """
    plain, parts, done = _LATIN.sub("ａ", line.passage.text), [], 0
    for term in line.terms:
        numeral = term.numeral
        amount = "X" if term.dimension in ("率", "百分点", "倍") else "Q"
        letter = {AMOUNT: amount, RANGE: "X", YEAR: "X"}.get(numeral.kind, "O")
        parts += [plain[done : numeral.start], letter]
        done = numeral.end
    return "".join(parts) + plain[done:]


@of_passages
def wrong_characters(passage: Passage) -> Iterator[Reading]:
    """两个词叠在一起少了一个字，或常见的错别字。"""
    for match in _WRONG.finditer(passage.text):
        start, end = match.span()
        before, after = passage.text[max(0, start - 1) : start], passage.text[end : end + 1]
        if after and after in RIGHT_AFTER.get(match[0], ""):
            continue
        if before and before in RIGHT_BEFORE.get(match[0][0], ""):
            continue
        right = RIGHT_WORDS[match[0]]
        around = passage.text[max(0, start - 4) : end + 4]
        message = f"“{around}”里的“{match[0]}”疑为“{right}”"
        yield corrected("DOC30", passage, (start, end), right, message, safe=False)


@of_passages
def less_by_times(passage: Passage) -> Iterator[Reading]:
    """减少、下降用了“倍”。"""
    for match in LESS_BY_TIMES.finditer(passage.text):
        message = f"“{match[0]}”：减少不能用倍数"
        yield Reading(
            "DOC14", passage.span_source(*match.span()), message, "写成百分之几或几分之几"
        )


@of_passages
def thousands_in_words(passage: Passage) -> Iterator[Reading]:
    """阿拉伯数字后面跟了“千”“百”。"""
    for match in THOUSANDS.finditer(passage.text):
        right = number_in_full(match["number"], match["unit"])
        if passage.figures(*match.span()):
            continue
        message = f"“{match[0]}”应写成 {right}" if right else f"“{match[0]}”应写全数字"
        span = match.span()
        yield corrected("DOC15", passage, span, right, message, safe=False, doubtful=True)


def number_in_full(number: str, unit: str) -> str:
    """Return a number of thousands or hundreds in full, or "" where it is not whole.

    >>> number_in_full("3", "千"), number_in_full("2.5", "千"), number_in_full("1.2345", "千")
    ('3000', '2500', '')
    """
    whole, _, part = number.partition(".")
    zeros = {"千": 3, "百": 2}[unit]
    return (whole + part.ljust(zeros, "0")).lstrip("0") if len(part) <= zeros else ""


@of_passages
def points_in_text(passage: Passage) -> Iterator[Reading]:
    """正文里的序号重号或跳号。"""
    matches = [m for m in _POINT.finditer(passage.text) if not passage.figures(*m.span())]
    for group in ("plain", "round"):
        points = [match for match in matches if match[group]]
        values = [whole_number(match[group]) or 0 for match in points]
        if len(points) < _POINTS or values[:2] != [1, 2]:
            continue
        for (before, after), match in zip(pairwise(values), points[1:], strict=True):
            if after not in (before + 1, 1):
                message = f"序号“{match[0]}”前面是第 {before} 条，应为第 {before + 1} 条"
                yield Reading(
                    "DOC31", passage.span_source(*match.span()), message, "改成连续的序号"
                )
                break


def broken_sentence(subject: Subject) -> Iterator[Reading]:
    """段落没有说完就断开了。"""
    for passage, following in pairwise(subject.passages):
        text = passage.text.rstrip()
        if {passage.kind, following.kind} != {PARAGRAPH} or passage.scope != following.scope:
            continue
        if len(text) >= _SHORTEST and not _ENDED.search(text) and _HANGING.search(text):
            message = f"“…{text[-12:]}”没有说完，下一段是“{following.text.strip()[:10]}…”"
            yield Reading("DOC28", passage.at(len(text) - 1, 1), message, "把两段接起来")


def corrected(  # noqa: PLR0913 (the parts of a reading, each said once by its caller)
    code: str, passage: Passage, span: tuple[int, int], right: str, message: str,
    *, safe: bool = True, doubtful: bool = False,
) -> Reading:  # fmt: skip
    """Return a reading at a span of a passage, with the fix where the span was typed there."""
    start, end = span
    place, fix, written = passage.span_source(start, end), None, passage.text[start:end]
    if right and passage.typed(start, end):
        fix = Fix((Edit(place, written, right),), f"“{written}”改成“{right}”", safe=safe)
    advice = f"改成“{right}”" if right else "改正"
    return Reading(code, place, message, advice, fix=fix, doubtful=doubtful)


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
_NARROW = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_FULL = MappingProxyType({",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"})
_RATE = lazy_pattern(r"(?:提高|上升|下降|降低|增加|减少|提升|回落|扩大)了?(?:约|近)?$")
_RANGE_UNITS = ("%", "‰", "万元", "亿元")
_PAIRS = ("（）", "“”", "《》", "〔〕", "【】", "[]")
_WIDTHS = str.maketrans("()［］", "（）[]")
# What stands before the bracket of a point, 1）, a) or 一), and intervals: [300,400).
_POINT_BEFORE = lazy_pattern(r"(?:^|[，。；：、\s])[0-9一二三四五六七八九十a-zA-Z①-⑩]{1,2}$")
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
    changes += [(m.start(), m.end(), m[0].translate(_NARROW)) for m in _WIDE.finditer(text)]
    yield from _corrected_together("DOC22", passage, changes, "多余的空格、全角数字或全角小数点")


def _corrected_together(
    code: str, passage: Passage, changes: Iterable[tuple[int, int, str]], what: str
) -> Iterator[Reading]:
    """Yield one reading for all such signs of a passage that were typed there."""
    typed = sorted({change for change in changes if passage.typed(change[0], change[1])})
    if typed:
        edits = tuple(
            Edit(passage.span_source(start, end), passage.text[start:end], right)
            for start, end, right in typed
        )
        start, end, _ = typed[0]
        around = passage.text[max(0, start - 5) : end + 5]
        message = f"“{around}”等 {len(typed)} 处{what}" if len(typed) > 1 else f"“{around}”有{what}"
        place = passage.span_source(start, end)
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
        elif right != "）" or not _POINT_BEFORE.search(
            text[max(0, match.start() - 3) : match.start()]
        ):
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
    ReadRule("DOC14", less_by_times),
    ReadRule("DOC15", thousands_in_words),
    ReadRule("DOC16", fill_in_words),
    ReadRule("DOC20", document_number),
    ReadRule("DOC21", half_width),
    ReadRule("DOC22", needless_space),
    ReadRule("DOC23", percentage_points),
    ReadRule("DOC24", half_range),
    ReadRule("DOC25", doubled_words),
    ReadRule("DOC26", unpaired_signs),
    ReadRule("DOC27", left_prompts),
    ReadRule("DOC29", numbers_respectively),
    ReadRule("DOC30", wrong_characters),
    ReadRule("DOC31", points_in_text),
)
REPORT_RULES = (ReportReadRule("DOC28", broken_sentence, across=True),)
