"""Numerals in Chinese prose (数字): value, unit, place, and whether they speak for themselves.

A numeral is read in any spelling: 1718.67, 1,718.67, １７１８, 0.17亿元, 5亿3400万元, 三百二十户,
百分之八十. What needs no source is told apart by `kind`: years, dates, ordinals, 文号, names.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from docgen.figures.decimals import number_text
from docgen.figures.model import Unit
from docgen.figures.numerals import spelled_value
from docgen.figures.units import UNITS, unit_named
from docgen.patterns import lazy_pattern

AMOUNT, YEAR, DATE, ORDINAL, NAME, LIST, DURATION, RANGE = (
    "数量", "年份", "日期", "序数", "名称", "编号", "年限", "幅度",
)  # fmt: skip


class Numeral(Struct, frozen=True):
    """A number as prose writes it (数字): characters `start` to `end`, unit included.

    `number` is in `unit`; `step` is one unit of the last printed place, in the same unit. `kind`
    is 数量 for a quantity; else what it is, and it needs no source. `about`: 约, 近, 余, 以上 stands
    by it. `spelled`: in Chinese characters.
    """

    start: int
    end: int
    number: Decimal
    unit: Unit
    step: Decimal
    kind: str = AMOUNT
    about: bool = False
    spelled: bool = False

    @property
    def base(self) -> Decimal:
        """The number in the base unit of its dimension."""
        return self.number * self.unit.factor

    @property
    def half(self) -> Decimal:
        """Half a unit of its printed place, in the base unit; 0 for whole numbers."""
        return self.step * self.unit.factor / 2 if self.step < 1 else Decimal(0)

    @property
    def shown(self) -> str:
        """The number and its unit, as a message says it."""
        return shown_quantity(self.number, self.unit)


def shown_quantity(number: Decimal, unit: Unit) -> str:
    """Return a number and its unit as a message says them: 12 万元, 98%."""
    gap = "" if unit.name[:1] in "%‰" else " "
    return f"{number_text(number)}{gap}{unit.name}"


def whole_number(digits: str) -> int | None:
    """Return a whole number, in digits or in Chinese characters; None where it is none."""
    return int(digits) if digits.isdecimal() else spelled_value(digits)


def factor_between(one: Decimal, other: Decimal) -> bool:
    """Tell whether two amounts differ by just a factor of 10 000 (元 written for 万元)."""
    return bool(one and other) and (one == other * 10_000 or other == one * 10_000)


# Measure words (量词): which make a number a quantity, and which words are none.
SELF_UNITS = frozenset([
    "级", "星", "版", "号", "类", "档", "分钱", "卷", "页", "幕", "集", "点", "道", "字", "词",
    "环", "步", "面", "线", "网", "站", "课",
])  # fmt: skip
NOT_A_UNIT = (
    ("项目", "项目标"), ("分", "分别"), ("分", "分为"), ("分", "分类"), ("分", "分析"),
    ("户", "户籍"), ("人", "人均"), ("步", "步骤"), ("处", "处理"), ("家", "家庭"), ("日", "日均"),
    ("部", "部门"), ("部", "部分"), ("台", "台账"), ("所", "所有"), ("层", "层面"), ("网", "网格"),
    ("方", "方面"), ("条", "条件"), ("组", "组织"), ("单", "单位"), ("平台", "平台区"),
    ("单", "单项"), ("企业", "企业家"),
)  # fmt: skip
SPELLED_UNITS = frozenset([
    "个", "家", "户", "人", "名", "位", "次", "项", "件", "条", "批", "台", "套", "所", "处",
    "座", "期", "场", "册", "轮", "种", "倍", "天", "个月", "小时", "亩", "公里", "元", "万元",
    "亿元", "人次", "份", "间", "栋", "辆", "艘", "株", "头", "只", "本", "篇", "起", "例",
    "宗", "笔", "支", "村", "镇", "乡", "县", "市", "区", "项目", "企业", "万人", "万亩",
    "公顷", "吨",
])  # fmt: skip


_WIDE = str.maketrans("０１２３４５６７８９．％／\u00a0\u3000＋－＝", "0123456789.%/  +-=")
_ZERO, _ONE = Decimal(0), Decimal(1)
_LONGEST_UNIT = {name[:1]: len(name) for name in sorted(UNITS, key=len)}
_NO_UNIT = {
    unit: tuple(word for name, word in NOT_A_UNIT if name == unit) for unit, _ in NOT_A_UNIT
}
_ANY_WIDE = lazy_pattern("[０-９．％／\u00a0\u3000＋－＝]")
_PERCENT = unit_named("%")
_NEGATED = lazy_pattern(r"(?<![A-Za-z0-9])[-−]$")
_NUMBER = lazy_pattern(r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?")
_SPELLED = lazy_pattern(
    r"(?<![第周期〇零一二两三四五六七八九十百千万亿数几多])"
    r"(?:百分之(?P<share>[〇零一二两三四五六七八九十百点]+)|(?P<number>[二两三四五六七八九十][一二三四五六七八九十百千万零〇两]*|一[十百千万][一二三四五六七八九十百千零〇两]*))"
)
_MIXED = lazy_pattern(r" ?亿 ?(\d+(?:\.\d+)?) ?万")
_MORE = lazy_pattern(r" ?[余多](?=[\u4e00-\u9fff%])")
_ROUGH = lazy_pattern(
    r"(?:(?<![附最邻])近|(?<![节签合契预违])约|超过|逾|突破|不足|不到|(?<!不)[高低多少]于)$"
)
_BEYOND = lazy_pattern(r"超$")
_BOUND = lazy_pattern(r" ?(?:及|或|\(含\)|（含）)?(?:以[上下内外]|左右|上下)")
_RANGE_MARKS = ("-", "—", "–", "~", "～", "至", "到", "——")
# What stands behind a whole number of so many digits, and what it is then.
_DATED = (
    ((4,), lazy_pattern(r" ?年(?:度|底|末|初|中)?|[-./]\d{1,2}[-./]\d{1,2}(?!\d)"), YEAR),
    ((4,), lazy_pattern(r"(?= ?[-—–~～至到] ?\d{2,4} ?年)"), YEAR),
    ((3,), lazy_pattern(r" ?年(?= ?\d{1,2} ?月)"), YEAR),  # a digit is missing
    (
        (1, 2),
        lazy_pattern(
            r"(?! ?月均)(?: ?月份?(?: ?\d{1,2} ?[日号])?|[-./](?:\d{1,2})[-./]\d{1,2}(?!\d))"
        ),
        DATE,
    ),
    ((1, 2), lazy_pattern(r"(?= ?[-—–~～至到] ?\d{1,2} ?[月日])"), DATE),
    (
        (1, 2),
        lazy_pattern(
            r"(?:(?<=^\d)|(?<=^\d\d)|(?<=[月至\-—~]\d)|(?<=[月至\-—~]\d\d))(?= ?[日号](?!均))."
        ),
        DATE,
    ),
    ((1, 2), lazy_pattern(r"(?=[:：]\d{2}(?!\d))"), DATE),
    ((1, 2), lazy_pattern(r" ?年(?!均)"), DURATION),
)
_DOCUMENT = lazy_pattern(r"[〔\[【（(〈［]? ?(?:19|20)\d{2} ?[〕\]】）)〉］] ?第?(?: ?\d+ ?号)?")
_NAMED_AFTER = lazy_pattern(r" ?(?:号|[A-Za-z°#]|版|型|[Xx×](?=\d)(?!\d+(?:\.\d+)?%))")
_NAMED_BEFORE = lazy_pattern(r"[A-Za-z][-.]?$")
_ORDINAL_BEFORE = lazy_pattern(r"(?:第|前|№|No\.?|NO\.?|排名|位列|居|列|位次) ?$")
_PLACE_AFTER = lazy_pattern(
    r" ?(?:名|位|强|次|届|批|季度|轮|期|条|款|项|章|节|页|大|$|[，。；、）)])"
)
_METRIC = lazy_pattern(r" ?(?:k?m[²³23]?|kg|km)(?![A-Za-z])")
_OF_SOMETHING = lazy_pattern(r"的?[\u4e00-\u9fffA-Za-z]")
_PER_UNIT = lazy_pattern(r" ?[/／] ?")
_HAN_DIGIT = lazy_pattern("[〇零一二两三四五六七八九十百千万]")
_LIST_START = lazy_pattern(r"\s*[（(]?\d{1,2}(?:\.\d{1,2})*(?:[）)]|[.．、](?!\d))")
_PHONE = lazy_pattern(r"(?<!\d)(?:0\d{2,3}[- ]?\d{7,8}|1[3-9]\d{9}|\d{3}-\d{4}-\d{4})(?!\d)")
_QUOTED = lazy_pattern(r"“[^”]{1,14}”|《[^》]+》|「[^」]{1,14}」")


@lru_cache(maxsize=8192)  # watch and batch meet the same sentences again and again
def numerals(text: str) -> tuple[Numeral, ...]:
    """Return the numerals of a text in order.

    >>> [n.shown for n in numerals("投资1,718.67万元，完成率１０２％，惠及三百二十户")]
    ['1718.67 万元', '102%', '320 户']
    """
    plain = text.translate(_WIDE) if _ANY_WIDE.search(text) else text
    taken = _named_spans(plain)
    found = [*_arabic(plain, taken)]
    spans = [(n.start, n.end) for n in found]
    found += _in_words(plain, taken, spans)
    found.sort(key=lambda numeral: numeral.start)
    return tuple(_ranged(plain, found))


def _named_spans(text: str) -> list[tuple[int, int, str]]:
    spans = (
        [(m.start(), m.end(), NAME) for m in _QUOTED.finditer(text)]
        if "”" in text or "》" in text
        else []
    )
    spans += [(m.start(), m.end(), NAME) for m in _DOCUMENT.finditer(text)]
    spans += [(m.start(), m.end(), NAME) for m in _PHONE.finditer(text)]
    start = _LIST_START.match(text)
    if start is not None:
        spans.append((start.start(), start.end(), LIST))
    return spans


def _arabic(text: str, taken: list[tuple[int, int, str]]) -> Iterator[Numeral]:
    done = 0
    for match in _NUMBER.finditer(text):
        if match.start() < done:
            continue
        numeral = _read(text, match, taken)
        done = numeral.end
        yield numeral


def _read(text: str, match: re.Match[str], taken: list[tuple[int, int, str]]) -> Numeral:
    start, end = match.span()
    digits = match[0].replace(",", "")
    number, step = Decimal(digits), _ONE.scaleb(-len(digits.partition(".")[2]))
    plain = Numeral(start, end, number, UNITS[""], step)
    kind = next((kind for a, b, kind in taken if a <= start < b), "") or _adjacent(text, start, end)
    if kind:
        return replace(plain, kind=kind)
    dated = _dated(text, plain)
    if dated is not None:
        return dated
    if _NEGATED.search(text, max(start - 2, 0), start):
        plain = replace(plain, start=start - 1, number=-number)
    return _measured(text, plain)


def _adjacent(text: str, start: int, end: int) -> str:
    """Return what a number is that letters or a 号 stand by: G320, 5G, 4A级, 3号线."""
    after = _NAMED_AFTER.match(text, end) and not _METRIC.match(text[end : end + 4])
    if after or _NAMED_BEFORE.search(text, max(start - 2, 0), start):
        return NAME
    return ORDINAL if text.startswith("#", end) else ""


def _dated(text: str, numeral: Numeral) -> Numeral | None:
    """Return a whole number as the year, date or length of time that stands there."""
    digits = text[numeral.start : numeral.end]
    for lengths, pattern, kind in _DATED:
        match = pattern.match(text, numeral.end) if len(digits) in lengths else None
        if match is not None and digits.isdecimal():
            return replace(numeral, end=match.end(), kind=kind)
    return None


def _measured(text: str, plain: Numeral) -> Numeral:
    """Return a number with the unit that follows it, or an ordinal."""
    start, end, number, step = plain.start, plain.end, plain.number, plain.step
    if (
        _ORDINAL_BEFORE.search(text, max(0, start - 4), start)
        and step == 1
        and (
            text[:start].rstrip().endswith(("第", "№", "o.", "O.", "No", "NO"))
            or _PLACE_AFTER.match(text, end)
        )
    ):
        return replace(plain, kind=ORDINAL)
    mixed = _MIXED.match(text, end)
    if mixed is not None:
        number, end = number * 10000 + Decimal(mixed[1]), mixed.end() - 1
        step = _ONE
    name, last, more = _unit_after(text, end)
    before = text[max(0, start - 4) : start].rstrip()
    about = more or bool(_ROUGH.search(before)) or (name != "%" and bool(_BEYOND.search(before)))
    bound = _BOUND.match(text, last)
    kind = AMOUNT
    if not name and before.endswith(("（", "(")) and text[last : last + 1] in ("）", ")"):
        kind = LIST
    if name in SELF_UNITS:
        kind = NAME
    elif bound is not None:
        about = True
        if name not in ("", "%", "个百分点") and _OF_SOMETHING.match(text, bound.end()):
            kind = NAME
    unit = unit_named(name)
    return Numeral(start, last, number, unit, step, kind, about)


def _unit_after(text: str, end: int) -> tuple[str, int, bool]:
    """Return the unit after a number, where it ends, and whether 余 or 多 stands between."""
    more = _MORE.match(text, end)
    at = more.end() if more else end
    at += text[at : at + 1] == " "
    name = _unit_at(text, at)
    if name in ("万", "亿", "千", "百", "万亿") and more is None:
        rest = _MORE.match(text, at + len(name))
        if rest is not None:
            below = _unit_at(text, rest.end())
            if f"{name}{below}" in UNITS or below:
                return f"{name}{below}", rest.end() + len(below), True
    if not name:
        return "", end, more is not None
    last = at + len(name)
    per = _PER_UNIT.match(text, last)
    if per is not None:
        below = _unit_at(text, per.end())
        if below:
            return f"{name}/{below}", per.end() + len(below), more is not None
    return name, last, more is not None


def _unit_at(text: str, at: int) -> str:
    for size in range(_LONGEST_UNIT.get(text[at : at + 1], 0), 0, -1):
        name = text[at : at + size]
        if name in UNITS and not text.startswith(_NO_UNIT.get(name, ("\0",)), at):
            return name
    return ""


def _in_words(
    text: str, taken: list[tuple[int, int, str]], spans: list[tuple[int, int]]
) -> Iterator[Numeral]:
    for match in _SPELLED.finditer(text) if _HAN_DIGIT.search(text) else ():
        start, end = match.span()
        if any(a <= start < b for a, b, _ in taken) or any(a <= start < b for a, b in spans):
            continue
        if match["share"]:
            value = _spelled_decimal(match["share"])
            if value is not None:
                yield Numeral(start, end, value, _PERCENT, _ONE, spelled=True)
            continue
        value_ = spelled_value(match["number"])
        if value_ is None:
            continue
        yield from _spelled(text, start, end, value_)


def _spelled(text: str, start: int, end: int, value: int) -> Iterator[Numeral]:
    number = Decimal(value)
    more = _MORE.match(text, end)
    name = _unit_at(text, more.end() if more else end)
    last = (more.end() if more else end) + len(name)
    if text.startswith("年", end) and not text.startswith("年均", end):
        yield Numeral(start, end + 1, number, UNITS[""], _ONE, DURATION, spelled=True)
    elif name in SPELLED_UNITS:
        ordinal = text[start - 1 : start] in ("前", "第")
        kind = ORDINAL if ordinal else AMOUNT
        yield Numeral(
            start, last, number, unit_named(name), _ONE, kind, more is not None, spelled=True
        )


def _spelled_decimal(text: str) -> Decimal | None:
    whole, _, rest = text.partition("点")
    value = spelled_value(whole)
    if value is None:
        return None
    digits = "".join(str("零一二三四五六七八九".find(c)) for c in rest.replace("〇", "零"))
    return Decimal(f"{value}.{digits}") if rest and "-" not in digits else Decimal(value)


def _ranged(text: str, found: list[Numeral]) -> Iterator[Numeral]:
    """Mark both ends of a range (15%~30%), and give the first end the unit of the second."""
    joined: set[int] = set()
    for index, (one, other) in enumerate(itertools.pairwise(found)):
        if one.kind == AMOUNT and other.kind == AMOUNT and other.start > one.end - 1:
            between = text[one.end : other.start].strip()
            if between in _RANGE_MARKS or (text[other.start] == "-" and not between):
                joined |= {index, index + 1}
    for index, numeral in enumerate(found):
        ranged = replace(numeral, kind=RANGE, about=False, spelled=False)
        yield ranged if index in joined else numeral
