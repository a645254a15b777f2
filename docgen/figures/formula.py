"""The parser of formulas (公式): text → tree. Names first and longest, then numbers with units.

Precedence, loosest first: 或, 且, 非, comparisons, + −, × ÷, sign. A level is one flat chain, so
only parentheses nest, and those are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct

from docgen.figures.model import FigureKey, Names, Quantity, Remark, Value, Wording
from docgen.figures.names import folded, name_matches
from docgen.figures.remarks import FaultError, error_remark
from docgen.figures.units import UNITS, unit_named
from docgen.figures.values import DIGITS_AT_MOST, typed_date, typed_rank, unit_remarks


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


class Opposite(Struct, frozen=True):
    """A negative sign (or 非, when `logical`) before its operand."""

    node: Node
    start: int
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
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ENDS = r"\s+\-−–﹣*×✕∗·/÷()<>=≥≤≠≧≦═!,，、;；\"'且或"
_UNIT = re.compile(rf"[^{_ENDS}\d.]+")
_WORD = re.compile(rf"[^{_ENDS}]+")
_RANK = re.compile(r"第(?:\d+|[一二三四五六七八九十百]+)[名位]?")
_DATE = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日")
_ENDING = re.compile(rf"[{_ENDS}]|$")


def parsed_formula(text: str, seen: tuple[Names, ...]) -> tuple[Node, tuple[Remark, ...]]:
    """Return the tree of a formula (with or without its leading `=`), and minor remarks.

    FaultError when it cannot be read.
    """
    if len(text) > LONGEST:
        message = f"公式长 {len(text)} 字，最多 {LONGEST} 字"
        raise FaultError(error_remark("FIG17", message, 0, len(text), "把公式拆成几个数据"))
    reader = _Reader(text, seen)
    node = reader.whole_formula()
    return node, tuple(reader.remarks)


class _Reader:
    """A position in the formula, moving right."""

    def __init__(self, text: str, seen: tuple[Names, ...]) -> None:
        self.text = text
        self.plain = folded(text)
        self.seen = seen
        self.at = 0
        self.depth = 0
        self.nodes = 0
        self.remarks: list[Remark] = []

    def whole_formula(self) -> Node:
        self.skip_space()
        if self.plain.startswith("=", self.at) and not self.plain.startswith("==", self.at):
            self.at += 1
        node = self.operator_chain(0)
        self.skip_space()
        if self.at < len(self.plain):
            raise self.unexpected_error()
        return node

    def skip_space(self) -> None:
        while self.at < len(self.plain) and self.plain[self.at].isspace():
            self.at += 1

    def operator_chain(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self.signed_operand()
        if level == _COMPARING and self.takes_sign("非"):
            start, node = self.at - 1, self.operator_chain(level)
            self.depth -= 1
            return Opposite(node, start, logical=True)
        first = self.operator_chain(level + 1)
        rest: list[Step] = []
        while (step := self.next_operator(level)) is not None:
            operator, start = step
            rest.append(Step(operator, self.operator_chain(level + 1), start))
        return Chain(first, tuple(rest)) if rest else first

    def next_operator(self, level: int) -> tuple[str, int] | None:
        self.skip_space()
        for sign, meaning in _LEVELS[level].items():
            if self.plain.startswith(sign, self.at):
                start, self.at = self.at, self.at + len(sign)
                return meaning, start
        return None

    def takes_sign(self, sign: str) -> bool:
        self.skip_space()
        if not self.plain.startswith(sign, self.at) or self.named_figure() is not None:
            return False
        self.at += len(sign)
        self.enter_parentheses()
        return True

    def enter_parentheses(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            message = f"公式嵌套超过 {DEEPEST} 层"
            raise FaultError(error_remark("FIG17", message, self.at, 1, "把公式拆成几个数据"))

    def count_node(self) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            message = f"公式超过 {MOST_NODES} 项"
            raise FaultError(error_remark("FIG17", message, self.at, 1, "把公式拆成几个数据"))

    def signed_operand(self) -> Node:
        self.skip_space()
        negative, start = False, self.at
        while (
            self.at < len(self.plain)
            and self.plain[self.at] in "+-−–﹣"
            and self.named_figure() is None
        ):
            negative ^= self.plain[self.at] != "+"
            self.at += 1
            self.skip_space()
        node = self.primary_operand()
        return Opposite(node, start) if negative else node

    def primary_operand(self) -> Node:
        self.count_node()
        self.skip_space()
        named = self.named_figure()
        if named is not None and not self.is_call(named):
            self.at = named.end
            return named
        if self.plain.startswith("(", self.at):
            return self.nested_chain()
        if self.plain[self.at : self.at + 1] in ('"', "'") and self.at < len(self.plain):
            return self.quoted_text()
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

    def nested_chain(self) -> Node:
        start = self.at
        self.at += 1
        self.enter_parentheses()
        node = self.operator_chain(0)
        self.skip_space()
        if not self.plain.startswith(")", self.at):
            if self.at < len(self.plain):
                raise self.unexpected_error()
            raise FaultError(error_remark("FIG05", "括号没有合上", start, 1, "补上 ）"))
        self.at += 1
        self.depth -= 1
        return node

    def quoted_text(self) -> Node:
        start, quote = self.at, self.plain[self.at]
        end = self.plain.find(quote, start + 1)
        if end < 0:
            raise FaultError(error_remark("FIG05", "引号没有合上", start, 1, "补上引号"))
        self.at = end + 1
        return Constant(Wording(self.text[start + 1 : end]), start, self.at)

    def ordinal_constant(self) -> Node | None:
        """Read an ordinal or a date: 第3, 2020年12月31日."""
        match = _RANK.match(self.plain, self.at) or _DATE.match(self.plain, self.at)
        whole = match is not None and _ENDING.match(self.plain, match.end())
        value = (
            (typed_rank(match[0]) or typed_date(match[0])) if match is not None and whole else None
        )
        if match is None or value is None:
            return None
        self.at = match.end()
        return Constant(value, match.start(), self.at)

    def number_constant(self) -> Node | None:
        match = _NUMBER.match(self.plain, self.at)
        if match is None:
            return None
        if len(match[0]) > DIGITS_AT_MOST + 1:
            message = f"数字超过 {DIGITS_AT_MOST} 位，不能计算"
            raise FaultError(
                error_remark("FIG17", message, match.start(), len(match[0]), "换更大的单位")
            )
        unit, self.at = self.unit_after(match.end())
        number = Decimal(match[0])
        places = len(match[0].partition(".")[2])
        return Constant(Quantity(number, unit_named(unit), places), match.start(), self.at)

    def unit_after(self, end: int) -> tuple[str, int]:
        """Return the unit that follows a number, and where it ends: 元/亩 before 元 ÷ 亩."""
        gap = end + len(self.plain[end:]) - len(self.plain[end:].lstrip())
        match = _UNIT.match(self.plain, gap)
        if match is None or (gap > end and match[0] not in UNITS):
            return "", end
        unit, stop = self.text[gap : match.end()], match.end()
        below = _UNIT.match(self.plain, stop + 1) if self.plain[stop : stop + 1] == "/" else None
        if below is not None and unit_named(f"{unit}/{below[0]}").known:
            named = next(name_matches(self.plain, stop + 1, self.seen), None)
            if named is None:
                return f"{unit}/{below[0]}", below.end()
        self.remarks += unit_remarks(unit, gap)
        return unit, stop

    def function_call(self) -> Node | None:
        match = _WORD.match(self.plain, self.at)
        if match is None or match[0] not in FUNCTIONS:
            return None
        start, self.at = self.at, match.end()
        self.skip_space()
        if not self.plain.startswith("(", self.at):
            message = f"{match[0]} 后面要有括号，如 {match[0]}(甲, 乙)"
            raise FaultError(error_remark("FIG05", message, start, len(match[0]), "补上括号与参数"))
        return Call(match[0], self.call_arguments(), start, self.at)

    def call_arguments(self) -> tuple[Node, ...]:
        start, given = self.at, list[Node]()
        self.at += 1
        self.enter_parentheses()
        self.skip_space()
        while not self.plain.startswith(")", self.at):
            given.append(self.operator_chain(0))
            self.skip_space()
            if self.plain[self.at : self.at + 1] in ",，、;；" and self.at < len(self.plain):
                self.at += 1
                self.skip_space()
            elif self.at >= len(self.plain):
                raise FaultError(error_remark("FIG05", "括号没有合上", start, 1, "补上 ）"))
            elif not self.plain.startswith(")", self.at):
                raise self.unexpected_error()
        self.at += 1
        self.depth -= 1
        return tuple(given)

    def unknown_word(self) -> Node:
        match = _WORD.match(self.plain, self.at)
        if match is None:
            raise self.unexpected_error()
        start, self.at = self.at, match.end()
        return Word(self.text[start : self.at], start, self.at)

    def unexpected_error(self) -> FaultError:
        if self.at >= len(self.plain):
            message, length = "公式没有写完", 0
        else:
            found = (_WORD.match(self.plain, self.at) or [self.plain[self.at]])[0]
            message, length = f"公式在“{found}”处读不下去", len(found)
        advice = "检查运算符与括号；公式里的数字不用千分位逗号"
        return FaultError(error_remark("FIG05", message, self.at, length, advice))
