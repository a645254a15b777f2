"""The parser of formulas (公式): text → tree. Names first and longest, then numbers with units.

Precedence, loosest first: 或, 且, 非, comparisons, + −, × ÷, sign. A level is one flat chain, so
only parentheses nest, and those are bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct

from docgen.figures.model import (
    FaultError,
    FigureKey,
    Names,
    Quantity,
    Remark,
    Value,
    Wording,
    fault_error,
)
from docgen.figures.names import folded, name_matches
from docgen.figures.units import UNITS, unit_named
from docgen.figures.values import DIGITS_AT_MOST, typed_date, typed_rank, unit_remarks
from docgen.patterns import lazy_pattern
from docgen.report import Text


class Constant(Struct, frozen=True):
    """A value written in the formula: 90%, 100万元, “优”."""

    value: Value
    start: int
    end: int


class Named(Struct, frozen=True):
    """A figure, by the name written in the formula."""

    key: FigureKey
    name: str
    start: int
    end: int


class Word(Struct, frozen=True):
    """A word that is no known name: an 错误, unless it is compared with text (等级 = 优)."""

    text: str
    start: int
    end: int


class Step(Struct, frozen=True):
    """An operator and what stands on its right."""

    operator: str
    node: Node
    start: int


class Chain(Struct, frozen=True):
    """Operands of one precedence level, from left to right."""

    first: Node
    rest: tuple[Step, ...]
    start: int
    end: int


class Opposite(Struct, frozen=True):
    """A negative sign (or 非, when `logical`) before its operand."""

    node: Node
    start: int
    end: int
    logical: bool = False


class Call(Struct, frozen=True):
    """A function with its arguments: 合计(甲, 乙)."""

    function: str
    arguments: tuple[Node, ...]
    start: int
    end: int


Node = Constant | Named | Word | Chain | Opposite | Call
LONGEST = 2000
DEEPEST = 30
MOST_NODES = 400
FUNCTIONS = (
    "合计",
    "占比",
    "增长率",
    "完成率",
    "四舍五入",
    "最大",
    "最小",
    "平均",
    "如果",
)
_LEVELS: tuple[Mapping[str, str], ...] = (
    MappingProxyType({"或": "或"}),
    MappingProxyType({"且": "且"}),
    MappingProxyType(
        {">=": "≥", "<=": "≤", "<>": "≠", "!=": "≠", "==": "=", "≥": "≥", "≤": "≤", "≠": "≠"}
        | {"≧": "≥", "≦": "≤", "＝": "=", "═": "=", "=": "=", "<": "<", ">": ">"}
    ),
    MappingProxyType({"+": "+", "-": "−", "−": "−", "–": "−", "﹣": "−"}),
    MappingProxyType({"*": "×", "×": "×", "✕": "×", "∗": "×", "·": "×", "/": "÷", "÷": "÷"}),
)
_COMPARING = 2
_NUMBER = lazy_pattern(r"\d+(?:\.\d+)?")
_ENDS = r"\s+\-−–﹣*×✕∗·/÷()<>=≥≤≠≧≦═!,，、;；\"'且或"
_UNIT = lazy_pattern(rf"[^{_ENDS}\d.]+")
_BELOW = lazy_pattern(rf"/[^{_ENDS}\d.]+")
_WORD = lazy_pattern(rf"[^{_ENDS}]+")
_RANK = lazy_pattern(r"第(?:\d+|[一二三四五六七八九十百]+)[名位]?")
_DATE = lazy_pattern(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日")
_ENDING = lazy_pattern(rf"[{_ENDS}]|$")


def is_formula(text: Text) -> bool:
    """Tell whether a text is a formula: it begins with `=`."""
    return text.content.lstrip().startswith(("=", "＝"))


def parsed_formula(text: str, seen: tuple[Names, ...]) -> tuple[Node, tuple[Remark, ...]]:
    """Return the tree of a formula (with or without its leading `=`), and minor remarks.

    FaultError when it cannot be read.
    """
    if len(text) > LONGEST:
        message = f"公式长 {len(text)} 字，最多 {LONGEST} 字"
        raise fault_error(0, len(text), "FIG17", message, "把公式拆成几个数据")
    reader = _FormulaReader(text, seen)
    node = reader.whole_formula()
    return node, tuple(reader.remarks)


class _FormulaReader:
    """A position in the formula that moves right."""

    def __init__(self, text: str, seen: tuple[Names, ...]) -> None:
        self.text = text
        self.plain = folded(text)
        self.seen = seen
        self.at = 0
        self.depth = 0
        self.nodes = 0
        self.remarks: list[Remark] = []

    def whole_formula(self) -> Node:
        if not self.plain.lstrip().startswith("=="):
            self.taken_sign("=")
        node = self.operator_chain(0)
        if self.at < len(self.plain):
            raise self.unexpected_error()
        return node

    def skip_space(self) -> None:
        self.at = len(self.plain) - len(self.plain[self.at :].lstrip())

    def taken_sign(self, signs: Iterable[str]) -> str:
        """Return the first of the signs that stands here, and go past it; "" where none does."""
        self.skip_space()
        sign = next((sign for sign in signs if self.plain.startswith(sign, self.at)), "")
        self.at += len(sign)
        return sign

    def operator_chain(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self.signed_operand()
        self.skip_space()
        start = self.at
        if level == _COMPARING and self.named_figure() is None and self.taken_sign("非"):
            self.enter_nesting()
            node = self.operator_chain(level)
            self.depth -= 1
            return Opposite(node, start, node.end, logical=True)
        first = self.operator_chain(level + 1)
        rest: list[Step] = []
        while sign := self.taken_sign(_LEVELS[level]):
            start = self.at - len(sign)
            rest.append(Step(_LEVELS[level][sign], self.operator_chain(level + 1), start))
        return Chain(first, tuple(rest), first.start, rest[-1].node.end) if rest else first

    def enter_nesting(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            message = f"公式嵌套超过 {DEEPEST} 层"
            raise fault_error(self.at, self.at + 1, "FIG17", message, "把公式拆成几个数据")

    def close_bracket(self, start: int) -> None:
        if not self.taken_sign(")"):
            if self.at < len(self.plain):
                raise self.unexpected_error()
            raise fault_error(start, start + 1, "FIG05", "括号没有合上", "补上 ）")
        self.depth -= 1

    def signed_operand(self) -> Node:
        self.skip_space()
        negative, start = False, self.at
        while self.named_figure() is None and (sign := self.taken_sign("+-−–﹣")):
            negative ^= sign != "+"
            self.skip_space()
        node = self.primary_operand()
        return Opposite(node, start, node.end) if negative else node

    def primary_operand(self) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            message = f"公式超过 {MOST_NODES} 项"
            raise fault_error(self.at, self.at + 1, "FIG17", message, "把公式拆成几个数据")
        named = self.named_figure()
        if named is not None and not self.is_call(named):
            self.at = named.end
            return named
        if self.taken_sign("("):
            return self.nested_chain(self.at - 1)
        if quote := self.taken_sign("\"'"):
            return self.quoted_text(quote, self.at - 1)
        return (
            self.ordinal_constant()
            or self.number_constant()
            or self.function_call()
            or self.unknown_word()
        )

    def named_figure(self) -> Named | None:
        for spelling in name_matches(self.plain, self.at, self.seen):
            end = self.at + len(spelling.name)
            if _ENDING.match(self.plain, end):
                return Named(spelling.key, spelling.name, self.at, end)
        return None

    def is_call(self, named: Named) -> bool:
        """Tell whether a figure that bears a function's name is the function here: 占比(甲, 乙)."""
        return named.name in FUNCTIONS and self.plain[named.end :].lstrip().startswith("(")

    def nested_chain(self, start: int) -> Node:
        self.enter_nesting()
        node = self.operator_chain(0)
        self.close_bracket(start)
        return node

    def quoted_text(self, quote: str, start: int) -> Node:
        end = self.plain.find(quote, self.at)
        if end < 0:
            raise fault_error(start, start + 1, "FIG05", "引号没有合上", "补上引号")
        self.at = end + 1
        return Constant(Wording(self.text[start + 1 : end]), start, self.at)

    def ordinal_constant(self) -> Node | None:
        """Return the ordinal or the date that stands here: 第3, 2020年12月31日."""
        match = _RANK.match(self.plain, self.at) or _DATE.match(self.plain, self.at)
        if match is None or not _ENDING.match(self.plain, match.end()):
            return None
        value = typed_rank(match[0]) or typed_date(match[0])
        if value is None:
            return None
        self.at = match.end()
        return Constant(value, match.start(), self.at)

    def number_constant(self) -> Node | None:
        match = _NUMBER.match(self.plain, self.at)
        if match is None:
            return None
        if len(match[0]) > DIGITS_AT_MOST + 1:
            message = f"数字超过 {DIGITS_AT_MOST} 位，不能计算"
            raise fault_error(match.start(), match.end(), "FIG17", message, "换更大的单位")
        unit, self.at = self.unit_after(match.end())
        places = len(match[0].partition(".")[2])
        value = Quantity(Decimal(match[0]), unit_named(unit), places)
        return Constant(value, match.start(), self.at)

    def unit_after(self, end: int) -> tuple[str, int]:
        """Return the unit that follows a number, and where it ends: 元/亩 before 元 ÷ 亩."""
        gap = len(self.plain) - len(self.plain[end:].lstrip())
        match = _UNIT.match(self.plain, gap)
        if match is None or (gap > end and match[0] not in UNITS):
            return "", end
        unit, stop = self.text[gap : match.end()], match.end()
        below = _BELOW.match(self.plain, stop)
        if below is not None and unit_named(unit + below[0]).known:
            named = next(name_matches(self.plain, stop + 1, self.seen), None)
            if named is None:
                return unit + below[0], below.end()
        self.remarks += unit_remarks(unit, gap)
        return unit, stop

    def function_call(self) -> Node | None:
        match = _WORD.match(self.plain, self.at)
        if match is None or match[0] not in FUNCTIONS:
            return None
        start, self.at = self.at, match.end()
        if not self.taken_sign("("):
            message = f"{match[0]} 后面要有括号，如 {match[0]}(甲, 乙)"
            raise fault_error(start, match.end(), "FIG05", message, "补上括号与参数")
        return Call(match[0], self.call_arguments(self.at - 1), start, self.at)

    def call_arguments(self, start: int) -> tuple[Node, ...]:
        given: list[Node] = []
        self.enter_nesting()
        self.skip_space()
        while not self.plain.startswith(")", self.at):
            given.append(self.operator_chain(0))
            if not self.taken_sign(",，、;；"):
                break
            self.skip_space()
        self.close_bracket(start)
        return tuple(given)

    def unknown_word(self) -> Node:
        match = _WORD.match(self.plain, self.at)
        if match is None:
            raise self.unexpected_error()
        start, self.at = self.at, match.end()
        return Word(self.text[start : self.at], start, self.at)

    def unexpected_error(self) -> FaultError:
        advice = "检查运算符与括号；公式里的数字不用千分位逗号"
        if self.at >= len(self.plain):
            return fault_error(self.at, self.at, "FIG05", "公式没有写完", advice)
        found = (_WORD.match(self.plain, self.at) or [self.plain[self.at]])[0]
        message = f"公式在“{found}”处读不下去"
        return fault_error(self.at, self.at + len(found), "FIG05", message, advice)
