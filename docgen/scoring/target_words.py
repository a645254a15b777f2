"""The words of targets (指标值用语): operators, qualitative words, and the plain form of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from docgen.figures.names import folded
from docgen.figures.numerals import spelled_value
from docgen.figures.units import unit_named

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
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_INCLUDED = re.compile(
    r"\((?:包含|包括|含)\d+(?:\.\d+)?%?\)|\(?含(?:本数|等于)?\)|\((?:包含|包括|含)(?:本数)?\)"
)
_PERCENT = re.compile(r"百分之([零〇一二两三四五六七八九十百]+)")
_SCORED = re.compile(r"(?<=[\d%上下内])[,:]?[得计]\d+(?:\.\d+)?分$")
_DASHES = re.compile(r"-{2,}")

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
_GRADE_WORDS = re.compile(
    r"(?:优秀|优良|良好|较好|一般|较差|合格|不合格|[优良中低差高好]|[/、,]|或)+"
)
_COUNTED = re.compile(r"[一二两三四五六七八九十百千][个年月天日次家户人名元项场季周%]")
_DONE = re.compile(
    r"(?:已|全部|均已|已全部|已经|全部已|均)?"
    r"(?:完成|建成|完工|竣工|验收合格|验收通过|通过验收|完成验收|验收|开展|实施|制定|出台|建立)"
    r"|是|有"
)
_ABSENT = re.compile(
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
