"""Targets with numbers (数值、区间、复合) and the words of targets (指标值用语).

Operators before and after, units, nouns around them; facts (是否) and judgements (定性).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct

from docgen.figures.names import folded
from docgen.figures.numerals import spelled_value
from docgen.figures.units import same_dimension, unit_named
from docgen.patterns import lazy_pattern
from docgen.scoring.model import Condition, Target

_SIGNS: Mapping[int, str] = MappingProxyType(
    {
        ord(sign): plain
        for signs, plain in (
            ("≧⩾≽≮", "≥"),
            ("≦⩽≼≯", "≤"),
            ("﹥〉›", ">"),
            ("﹤〈‹", "<"),
            ("═﹦⁼", "="),
            ("–—―－~～∼〜﹣−‐‑", "-"),
            ("﹪", "%"),
            ("【〔［〖", "("),
            ("】〕］〗", ")"),
            ("\t\n\r\u2002\u2003\u200b\ufeff", " "),
        )
        for sign in signs
    }
)
_PAIRS = ((">=", "≥"), ("=>", "≥"), ("≥=", "≥"), ("<=", "≤"), ("=<", "≤"), ("≤=", "≤"), ("==", "="))
_GROUPED = lazy_pattern(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_INCLUDED = lazy_pattern(
    r"\((?:包含|包括|含)\d+(?:\.\d+)?%?\)|\(?含(?:本数|等于)?\)|\((?:包含|包括|含)(?:本数)?\)"
)
_PERCENT = lazy_pattern(r"百分之([零〇一二两三四五六七八九十百]+)")
_SCORED = lazy_pattern(r"(?<=[\d%上下内])[,:]?[得计]\d+(?:\.\d+)?分$")
_DASHES = lazy_pattern(r"-{2,}")

_SPOKEN = (
    (">=", "≥ 大于等于 大于或等于 大于或者等于 高于等于 高于或等于 不少于 不低于 不小于 不短于"),
    (">=", "不得少于 不得低于 不得小于 应不少于 应不低于 至少 最少 最低"),
    (">=", "达到 达到或超过 达到并超过 达"),
    (">", "> 大于 超过 高于 多于 超出"),
    ("<=", "≤ 小于等于 小于或等于 小于或者等于 低于等于 低于或等于 不超过 不高于 不大于 不多于"),
    ("<=", "不长于 不超出 不得超过 不得高于 不得大于 不得多于 至多 最多 最高 控制在"),
    ("<", "< 小于 低于 少于 短于"),
    ("=", "= 等于 为 均为"),
)


def _operators_by_length() -> Mapping[str, str]:
    """Return word → operator, the longest word first, so that 大于等于 is not read as 大于."""
    pairs = [(word, operator) for operator, words in _SPOKEN for word in words.split()]
    return MappingProxyType(dict(sorted(pairs, key=lambda pair: -len(pair[0]))))


OPERATORS = _operators_by_length()
SYMBOLS = "≥≤><="
UPWARDS, DOWNWARDS = (">=", ">"), ("<=", "<")

_DEGREES = tuple(
    word
    for line in (
        "提高 提升 改善 增强 加强 优化 促进 推动 推进 带动 保障 明显 显著 有效 有所 逐步",
        "逐年 进一步 良好 较好 较高 较大 较强 稳定 平稳 长期 长效 中长期 持续 健全 完善",
        "规范 及时 按时 按期 如期 按计划 按进度 按要求 有力 不断 满足 增加 增长 扩大 减少",
        "降低 缓解 丰富 营造 提振 满意 深入 广泛 积极 合理 科学 充分 显现 预期目标",
        "预期指标 预期效果 应保尽保 有序 正常 上升 下降 永久 深远 巩固 有利 助力 支撑",
        "改进 高效 逐渐",
    )
    for word in line.split()
)
_GRADE_WORDS = lazy_pattern(
    r"(?:优秀|优良|良好|较好|一般|较差|合格|不合格|[优良中低差高好]|[/、,]|或)+"
)
_COUNTED = lazy_pattern(r"[一二两三四五六七八九十百千][个年月天日次家户人名元项场季周%]")
_DONE = lazy_pattern(
    r"(?:已|全部|均已|已全部|已经|全部已|均)?"
    r"(?:完成|建成|完工|竣工|验收合格|验收通过|通过验收|完成验收|验收|开展|实施|制定|出台|建立)"
    r"|是|有"
)
_ABSENT = lazy_pattern(
    r"否|没有|(?:无|未发生|不发生|未出现|不出现|杜绝|零发生)"
    r"[安全重特较大责任质量生产伤亡死违法规纪投诉上访信舆情事故件问题发生现象腐败挪用拖欠差错遗漏延误、和及或]{0,16}"
)
_KEYED = "0123456789"


def plain_target(text: str) -> str:
    """Return a target as it is read: half-width, without spaces, thousands separators, a full stop.

    >>> typed = ("≧ ９５ ％。", "不少于1,718.5 万元", "2–12个月", "（≥3）", "95%（含）以上得10分")
    >>> [plain_target(text) for text in typed]
    ['≥95%', '不少于1718.5万元', '2-12个月', '≥3', '95%以上']
    """
    bare = "".join(folded(text).translate(_SIGNS).split())
    bare = re.sub(r"(?<=\d)(?:个百分比|百分比)$", "%", bare)
    bare = _PERCENT.sub(_in_percent, bare)
    for typed, meant in _PAIRS:
        bare = bare.replace(typed, meant)
    bare = _INCLUDED.sub("", _DASHES.sub("-", bare))
    bare = _GROUPED.sub(lambda match: match[0].replace(",", ""), bare).strip("。.;,、:")
    return _unwrapped_text(_SCORED.sub("", bare))


def _in_percent(match: re.Match[str]) -> str:
    """Return 百分之九十五 as 95%; what is no number stays as it is."""
    value = 100 if match[1] == "百" else spelled_value(match[1])
    return match[0] if value is None else f"{value}%"


def _unwrapped_text(text: str) -> str:
    """Return a text without brackets or quotes around all of it."""
    while len(text) > 1 and (text[0], text[-1]) in (("(", ")"), ('"', '"'), ("'", "'")):
        inner = text[1:-1]
        if "(" in inner.partition(")")[0] or ")" in inner or '"' in inner:
            break
        text = inner
    return text


def is_opposed(one: str, other: str) -> bool:
    """Tell whether two operators point in different directions: at least … and at most …."""
    return any(one in side and other not in side for side in (UPWARDS, DOWNWARDS))


def is_qualitative(text: str) -> bool:
    """Tell whether a plain text is a matter of judgement (定性): 有所提高, 明显改善, 优良中低差.

    >>> [is_qualitative(text) for text in ("有所提高", "优良中低差", "提高5%", "全覆盖")]
    [True, True, False, False]
    """
    if any(character in _KEYED for character in text) or _COUNTED.search(text):
        return False
    if (_GRADE_WORDS.fullmatch(text) and text.strip("/、,或") not in ("", "合格")) or re.match(
        r"定性(?:指标)?[:,]?(?!.*定量)", text
    ):
        return True
    if any(sign in text for sign in SYMBOLS):
        return False
    return any(word in text for word in _DEGREES) or re.search(r"应.尽.", text) is not None


def fact_wanted(text: str) -> bool | None:
    """Return what a yes-or-no target (是否) wants: True for 已完成, False for 无; None for neither.

    >>> [fact_wanted(text) for text in ("已完成", "无", "未发生安全事故", "按时完成")]
    [True, False, False, None]
    """
    if _ABSENT.fullmatch(text):
        return False
    return True if _DONE.fullmatch(text) else None


def known_unit(name: str) -> bool:
    """Tell whether `name` is a unit of the table, or a compound: 元/亩, 元/人·天, /年."""
    return bool(name) and unit_named(name.removeprefix("/")).known


_CHINESE = "零〇一二两三四五六七八九十百千"
_HAN = r"\u4e00-\u9fff"
_DIGITS = r"\d+(?:\.\d+)?"
_OPERATOR = "|".join(map(re.escape, OPERATORS))
_WITH_OPERATOR = lazy_pattern(
    rf"(?P<noun>[{_HAN}A-Za-z()\"]{{0,20}}?):?(?P<operator>{_OPERATOR})"
    rf"(?P<number>[-+]?{_DIGITS}|[{_CHINESE}]+)(?P<rest>.*)"
)
_BARE = lazy_pattern(
    rf"(?P<noun>[{_HAN}()\"]{{0,12}}?):?(?P<number>-?{_DIGITS}|[{_CHINESE}]+)(?P<rest>.*)"
)
_RANGE = lazy_pattern(
    rf"(?P<noun>[{_HAN}]{{0,12}}?)(?:控制在|介于|在)?"
    rf"(?P<low>-?{_DIGITS})(?P<first>[{_HAN}%‰㎡/]{{0,6}}?)(?:-|至|到)"
    rf"(?P<high>-?{_DIGITS})(?P<rest>.*)"
)
_AROUND = lazy_pattern(
    rf"(?:误差|偏差)?(?:控制在|不超过|不大于|≤)?±(?P<number>{_DIGITS})(?P<rest>.*)"
)
_BETWEEN = lazy_pattern(
    rf"(?P<low>{_DIGITS})(?P<first>[^\d<≤]{{0,6}})(?P<left>[<≤])[{_HAN}A-Za-z]{{1,12}}"
    rf"(?P<right>[<≤])(?P<high>{_DIGITS})(?P<rest>.*)"
)
_LIMIT = lazy_pattern(
    rf"(?P<unit>[^\d]*?)(?P<limit>及以上|以上|之上|及以下|以下|之下|以内|之内|范围内|内)"
    rf"(?P<noun>[{_HAN}]{{0,12}})"
)
_LIMITS = {"上": ">=", "下": "<=", "内": "<="}
# Words around a number that make it something else than the amount to be reached.
_NOT_AN_AMOUNT = lazy_pattern(
    r"[前后余多约每未无非第约近倍版制号期]|左右|上下|不足|水平|标准|级|类|等|档|星"
)
_NOUN_FORBIDS = lazy_pattern(
    r"[前后约每不未无非第至按以年月日号近为均]|左右|大于|小于|高于|低于|超|多于|少于|优于|劣于|好于|标准|文件"
)
DURATIONS = frozenset(
    (
        "天",
        "日",
        "周",
        "小时",
        "分钟",
        "秒",
        "个月",
        "月",
        "年",
        "个工作日",
        "工作日",
        "个季度",
        "季度",
        "季",
    )
)
_ORDINAL_UNITS = frozenset(
    (
        "级",
        "等",
        "类",
        "档",
        "星",
        "号",
        "期",
        "版",
        "流",
        "号楼",
        "步",
        "起",
        "面",
        "道",
        "线",
        "点",
        "分",
        "批",
    )
)
_YEARS = range(1900, 2101)


class Amount(Struct, frozen=True):
    """A number with the unit, the limit word (以上、以内) and the noun that follow it."""

    number: Decimal
    unit: str
    limit: str
    noun: str


def typed_amount(number: str, rest: str, *, symbol: bool) -> Amount | None:
    """Return the number with unit, limit word (以上、以内) and noun in `rest`, or None."""
    value = _number_value(number)
    spelled = number[0] in _CHINESE
    limited = _LIMIT.fullmatch(rest)
    limit = _LIMITS[limited["limit"][-1]] if limited else ""
    text = limited["unit"] if limited else rest
    split = _unit_and_noun(text, symbol=symbol, noun=not limited and not spelled)
    if value is None or split is None or (spelled and split[0] in ("", *_ORDINAL_UNITS)):
        return None
    unit, noun = split
    if unit == "月" or (unit in ("年", "年度") and value in _YEARS):
        return None
    return Amount(value, unit, limit, noun or (limited["noun"] if limited else ""))


def _number_value(number: str) -> Decimal | None:
    if number[0] not in _CHINESE:
        return Decimal(number)
    spelled = spelled_value(number)
    return None if spelled is None else Decimal(spelled)


def _unit_and_noun(text: str, *, symbol: bool, noun: bool) -> tuple[str, str] | None:
    """Return the unit that `text` begins with, and the noun after it, or None."""
    bare = re.sub(r"\([^\d()]*\)$", "", text)
    bare = re.sub(r"(?<=/[年月天日人户亩次])的?标准$", "", bare)  # 500元/年标准
    if bare == "" or known_unit(bare):
        return bare, ""
    if noun:
        for end in range(min(len(bare) - 1, 8), 0, -1):
            if known_unit(bare[:end]):
                return _with_noun(bare[:end], bare[end:])
    if _NOT_AN_AMOUNT.search(bare):
        return None
    if symbol and re.fullmatch(
        rf"[{_HAN}]{{1,4}}|[A-Za-z℃°/·%]{{1,8}}|[{_HAN}A-Za-z/·]{{1,8}}", bare
    ):
        return bare, ""
    return (bare, "") if re.fullmatch(rf"[{_HAN}]{{1,4}}/[{_HAN}]{{1,3}}|℃", bare) else None


def _with_noun(unit: str, noun: str) -> tuple[str, str] | None:
    if unit in DURATIONS or unit in _ORDINAL_UNITS or len(noun) > 10:  # noqa: PLR2004 (a longer tail is a sentence)
        return None
    if not re.fullmatch(rf"[{_HAN}]+", noun) or _NOT_AN_AMOUNT.search(noun):
        return None
    return unit, noun


def number_target(text: str, bare: str) -> Target | None:
    """Return the target that a plain text with one number is, or None (数值).

    `bare` is what a value without a sign means.

    >>> number_target("不少于40", ">=").conditions[0]
    Condition(operator='>=', low=Decimal('40'), unit='', high=None)
    """
    match = _WITH_OPERATOR.fullmatch(text)
    if match is not None and (found := _with_operator(match, text)) is not None:
        return found
    match = _BARE.fullmatch(text)
    return _without_operator(match, text, bare) if match is not None else None


def _with_operator(match: re.Match[str], text: str) -> Target | None:
    word, noun = match["operator"], match["noun"]
    found = typed_amount(match["number"], match["rest"], symbol=word in SYMBOLS)
    if found is None or noun.endswith(("不", "未", "没", "没有", "无", "非", "难以", "约")):
        return None
    operator = OPERATORS[word]
    within = next((OPERATORS[name] for name in OPERATORS if name in noun), operator)
    if is_opposed(operator, within) or (found.limit and is_opposed(operator, found.limit)):
        return None
    if operator == "=" and found.limit:
        return None
    lasting = found.unit in DURATIONS and found.noun and not found.limit
    if lasting and word not in SYMBOLS:
        return None
    if re.match(r"每(?:个)?(?:年|半年|季|月|周|天|日)", noun):
        return None
    return Target("数值", text, (Condition(operator, found.number, found.unit),))


def _without_operator(match: re.Match[str], text: str, bare: str) -> Target | None:
    found = typed_amount(match["number"], match["rest"], symbol=False)
    if found is None or not _stands_alone(match["noun"], match["number"], found):
        return None
    operator = found.limit or ("=" if found.number == 0 else bare)
    if any(word in match["noun"] and is_opposed(OPERATORS[word], operator) for word in OPERATORS):
        return None
    implied = not found.limit
    return Target("数值", text, (Condition(operator, found.number, found.unit),), implied)


def _stands_alone(noun: str, number: str, found: Amount) -> bool:
    """Tell whether a number without an operator is an amount to be reached, and nothing else."""
    if found.limit:
        return not re.search(r"[每约前第不未无非]", noun)
    if noun and _NOUN_FORBIDS.search(noun):
        return False
    described = bool(noun or found.noun)
    if number[0] in _CHINESE and (described or number == "一"):
        return False
    if found.unit in _ORDINAL_UNITS - {"分", "起", "批"}:
        return False
    return not described or known_unit(found.unit)


def range_target(text: str) -> Target | None:
    """Return the target that a plain text with a lower and an upper bound is, or None (区间).

    >>> range_target("63%-68%").conditions[0]
    Condition(operator='in', low=Decimal('63'), unit='%', high=Decimal('68'))
    """
    if (match := _AROUND.fullmatch(text)) is not None:
        high = typed_amount(match["number"], re.sub(r"以内|之内$", "", match["rest"]), symbol=True)
        low = None if high is None else -high.number
        return _range_of(text, low, "", high)
    match = _RANGE.fullmatch(text)
    if match is None or _NOUN_FORBIDS.search(match["noun"].replace("控制在", "")):
        return None
    rest = re.sub(r"(?:之间|区间|范围内|以内)$", "", match["rest"])
    return _range_of(
        text, Decimal(match["low"]), match["first"], typed_amount(match["high"], rest, symbol=True)
    )


def _range_of(text: str, low: Decimal | None, first: str, high: Amount | None) -> Target | None:
    if low is None or high is None or high.noun or high.limit:
        return None
    low = _in_unit(low, first, high.unit)
    if low is None or low >= high.number or _in_time(low, first, high):
        return None
    return Target("区间", text, (Condition("in", low, high.unit, high.number),))


def _in_time(low: Decimal, first: str, high: Amount) -> bool:
    """Tell whether a range is one of months, years or frequencies: 9—12月, 2020-2021, 1-2次/年."""
    years = all(_YEARS[0] <= number <= _YEARS[-1] for number in (low, high.number))
    if (years and high.unit in ("", "年")) or high.unit.startswith("次/"):
        return True
    return high.unit in ("月", "号") and first in ("", high.unit)


def _in_unit(low: Decimal, first: str, unit: str) -> Decimal | None:
    """Return the lower bound in the unit of the upper one, or None where they do not convert."""
    if not first or first == unit:
        return low
    one, other = unit_named(first), unit_named(unit)
    if not known_unit(first) or not same_dimension(one, other):
        return None
    return low * one.factor / other.factor


def between_target(text: str) -> Target | None:
    """Return the target that `80%≤满意度<90%` is, or None: two conditions (复合), or 区间."""
    match = _BETWEEN.fullmatch(text)
    high = typed_amount(match["high"], match["rest"], symbol=True) if match else None
    if match is None or high is None or high.limit or high.noun:
        return None
    low, first = Decimal(match["low"]), match["first"] or high.unit
    if first != high.unit or low >= high.number:
        return None
    if match["left"] == match["right"] == "≤":
        return Target("区间", text, (Condition("in", low, high.unit, high.number),))
    left, right = {"≤": ">=", "<": ">"}[match["left"]], {"≤": "<=", "<": "<"}[match["right"]]
    conditions = (Condition(left, low, first), Condition(right, high.number, high.unit))
    return Target("复合", text, conditions)


def compound_target(text: str, bare: str) -> Target | None:
    """Return the target that several numeric conditions make, or None (复合).

    >>> [c.low for c in compound_target("15次且不少于30小时", ">=").conditions]
    [Decimal('15'), Decimal('30')]
    """
    joined = re.split(r"并且|同时|且", text)
    parts = joined if len(joined) > 1 else re.split(r"[;,、]|以及|及|和", text)
    parts = [part.strip(";,、") for part in parts]
    if len(parts) < 2:  # noqa: PLR2004 (one part is no compound)
        return None
    read = [number_target(part, bare) or range_target(part) for part in parts]
    if any(target is None or (target.implied and len(joined) == 1) for target in read):
        return None
    conditions = tuple(condition for target in read if target for condition in target.conditions)
    return Target("复合", text, conditions)
