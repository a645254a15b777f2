"""Numbers with units as people type them, and what is wrong with how they are typed (数字写法)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from docgen.figures.model import Quantity, Remark
from docgen.figures.names import folded
from docgen.figures.remarks import error_remark
from docgen.figures.units import meant_unit, unit_named
from docgen.findings import Severity

DIGITS_AT_MOST = 24
_UNIT_AT_MOST = 12
_MINUS: Mapping[str, str] = MappingProxyType(
    {"−": "减号 U+2212", "–": "短破折号 U+2013", "﹣": "小减号 U+FE63", "‐": "连字符 U+2010"}
)
_SPACES: Mapping[str, str] = MappingProxyType(
    {"\u00a0": "不间断空格 U+00A0", "\u2009": "窄空格 U+2009", "\u202f": "窄空格 U+202F"}
    | {"\u3000": "全角空格 U+3000"}
)
_NUMBER = re.compile(r"(?P<sign>[+-]?)\s*(?P<digits>\d+(?:,\d+)*(?:\.\d+)?)(?P<unit>.*)", re.DOTALL)
_STRANGE = re.compile(
    r"[+-]?(?:\.?inf(?:inity)?|\.?nan|0x[0-9a-f]+|0[ob]\d+|\d[\d.]*e[+-]?\d+|\d+(?:_\d+)+)"
    r"(?P<unit>\D*)",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"[+-]?(?P<number>\d[\dOoIl.。·]*"
    r"|[OoIl][\dOoIl.。·]*\d[\dOoIl.。·]*"
    r"|\d{1,3}(?: \d{3})+(?:\.\d+)?|\.\d+)"
    r"(?P<unit>\D*)"
)
_MISREAD: Mapping[str, str] = MappingProxyType(
    {"O": "字母“O”", "o": "字母“o”", "I": "字母“I”", "l": "字母“l”", " ": "空格", "。": "句号“。”"}
)
_UNIT = re.compile(r"[^\d\s.,，。；;：:！!？?、（）()“”\"'《》{}\[\]|=<>≥≤≠+×÷*~～—]*")

_PROSE = re.compile(r"^[年月日号余多来几]|以[上下内外前后]|[之左]|[前后内底超约完成]")


def plain_signs(text: str) -> str:
    """Return `text` with every sign that a number may hold in its plain form, one for one."""
    return folded(text).translate({ord(sign): "-" for sign in _MINUS})


def typed_quantity(text: str) -> tuple[Quantity | None, tuple[Remark, ...]]:
    """Return the number with its unit that the whole of `text` is, and what is odd about it.

    None without remarks means: this is no number (free text).
    """
    bare = plain_signs(text)
    strange = _STRANGE.fullmatch(bare.strip())
    if strange is not None and unit_named(strange["unit"].strip()).known:
        return None, (_refused_number(text),)
    lead = len(bare) - len(bare.lstrip())
    if (broken := _broken_number(bare.strip(), text[lead:], lead)) is not None:
        return None, (broken,)
    match = _NUMBER.fullmatch(bare.strip())
    if match is None:
        return None, ()
    unit, at = _joined_unit(match["unit"].strip()), lead + match.start("unit")
    if unit[:1] in ("e", "E", "x", "X", "_") or not _may_be_unit(unit):
        return None, ()
    if sum(map(str.isdecimal, match["digits"])) > DIGITS_AT_MOST:
        message = f"数字超过 {DIGITS_AT_MOST} 位，不能计算"
        return None, (
            error_remark("FIG17", message, lead, at - lead, "核对是否多录了数字，或换更大的单位"),
        )
    value = Decimal(match["sign"] + _plain_digits(match["digits"]))
    places = len(match["digits"].partition(".")[2])
    remarks = (
        *_sign_remarks(text, lead, at),
        *_space_remarks(text, at, at + _leading_spaces(match["unit"])),
        *unit_remarks(unit, at + _leading_spaces(match["unit"])),
    )
    return Quantity(value, unit_named(unit), places), remarks


def _joined_unit(unit: str) -> str:
    """Return a unit without spaces inside, where that makes it a known one: 万 元."""
    joined = "".join(unit.split())
    return joined if unit_named(joined).known else unit


def _broken_number(bare: str, text: str, lead: int) -> Remark | None:
    """Return the 错误 for a number with a letter, a 。 or a space in it: 1O0, 12。5, 1 718.67.

    `text` is `bare` as it was typed, letter for letter.
    """
    match = _BROKEN.fullmatch(bare)
    if match is None or not unit_named(match["unit"].strip()).known:
        return None
    typed = match["number"]
    at = match.start("number")
    wrong = dict.fromkeys(
        _SPACES.get(text[at + i]) or _MISREAD.get(sign, f"“{sign}”")
        for i, sign in enumerate(typed)
        if not (sign.isdecimal() or sign == ".")
    )
    named = list(wrong) or ["不止一个小数点"]
    if not wrong and not match["unit"].strip() and not typed.startswith("."):
        return None  # 1.2.3 is a number of a chapter or a version
    if typed.startswith("."):
        message = f"小数“{typed}”的小数点前要有 0"
        return error_remark("FIG04", message, lead, len(typed), f"改为 0{typed}")
    if not wrong and typed.count(".") < 2:  # noqa: PLR2004 (one point is right)
        return None
    message = f"数字“{typed}”里有{'、'.join(named)}"
    advice = "用半角阿拉伯数字写全，如 1718.67"
    return error_remark("FIG04", message, lead + match.start("number"), len(typed), advice)


def _leading_spaces(text: str) -> int:
    return len(text) - len(text.lstrip())


def _may_be_unit(unit: str) -> bool:
    """Tell a unit from the rest of a sentence: 3月底前完成, 5000余亩, 90以上 are text."""
    if unit_named(unit).known:
        return True
    short = len(unit) <= _UNIT_AT_MOST and _UNIT.fullmatch(unit) is not None
    return short and _PROSE.search(unit) is None


def _refused_number(text: str) -> Remark:
    message = f"“{text.strip()}”不是 docgen 能读的数字"
    return error_remark(
        "FIG04",
        message,
        0,
        len(text),
        "用阿拉伯数字写全，如 1718.67496；不用科学计数、下划线、十六进制",
    )


def _sign_remarks(text: str, start: int, end: int) -> Iterator[Remark]:
    """Yield one 错误 that names each wrong character in the number of `text`, with its fix."""
    typed = text[start:end].rstrip()
    wrong = dict.fromkeys(_sign_name(sign) for sign in typed if _sign_name(sign))
    right = _plain_digits(typed)
    if wrong:
        yield Remark(
            "FIG04",
            Severity.ERROR,
            f"数字“{typed}”里有{'、'.join(wrong)}，应写 {right}",
            start,
            len(typed),
            f"改为 {right}",
            replacement=right,
            fixable=True,
        )
    whole = right.lstrip("+-").partition(".")[0]
    if len(whole) > 1 and whole.startswith("0"):
        message = f"数字“{typed}”以 0 开头，按 {Decimal(right):f} 读"
        yield Remark("FIG04", Severity.WARNING, message, start, len(typed), "去掉开头的 0")


def _space_remarks(text: str, start: int, end: int) -> Iterator[Remark]:
    """Yield one 错误 for no-break spaces between number and unit, as web pages have them."""
    between = text[start:end]
    wrong = dict.fromkeys(_SPACES[sign] for sign in between if sign in _SPACES and sign != "\u3000")
    if wrong:
        yield Remark(
            "FIG04",
            Severity.ERROR,
            f"数字和单位之间有{'、'.join(wrong)}，应是普通空格",
            start,
            end - start,
            "改为普通空格",
            replacement=" ",
            fixable=True,
        )


def _plain_digits(typed: str) -> str:
    """Return a number as it should be typed: ASCII digits, no commas, no spaces."""
    kept = (sign for sign in plain_signs(typed) if sign != "," and not sign.isspace())
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in kept)


def _sign_name(sign: str) -> str:
    """Return what to call a character that no number should hold; "" when it may."""
    if (name := _MINUS.get(sign) or _SPACES.get(sign)) is not None:
        return name
    if sign in ",，":
        return f"千分位逗号“{sign}”"
    if sign != folded(sign):
        return f"全角“{sign}”"
    return f"外文数字“{sign}”" if sign.isdecimal() and not sign.isascii() else ""


def unit_remarks(unit: str, at: int) -> Iterator[Remark]:
    """Yield what is to be said of a unit: a slip (万远), or a word of the author's own."""
    if unit_named(unit).known:
        return
    if (right := meant_unit(unit)) is not None:
        yield Remark(
            "FIG02",
            Severity.ERROR,
            f"单位“{unit}”疑为“{right}”",
            at,
            len(unit),
            f"改为 {right}",
            replacement=right,
            fixable=True,
            safe=False,
        )
        return
    message = f"单位“{unit}”不在单位表中，按自有单位处理，只能与“{unit}”相加"
    yield Remark("FIG03", Severity.NOTE, message, at, len(unit), "核对单位；确是自有单位则不必改")
