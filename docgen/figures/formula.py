"""The formula parser (公式): text → tree. Names first and longest, then numbers with units.

Precedence, loosest first: 或, 且, 非, comparisons, + −, × ÷, sign. A level is one flat chain, so
only parentheses nest, and those are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from docgen.figures.amounts import DIGITS_AT_MOST, unit_remarks
from docgen.figures.model import Names, Quantity, Remark, Wording
from docgen.figures.names import folded, matches
from docgen.figures.remarks import FaultError, fault
from docgen.figures.tree import (
    Call,
    Chain,
    Constant,
    Named,
    Node,
    Opposite,
    Step,
    Word,
)
from docgen.figures.units import UNITS, unit_named
from docgen.figures.values import dated, rank

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


def parsed(text: str, seen: tuple[Names, ...]) -> tuple[Node, tuple[Remark, ...]]:
    """Return the tree of a formula (with or without its leading `=`), and minor remarks.

    FaultError when it cannot be read.
    """
    if len(text) > LONGEST:
        message = f"公式长 {len(text)} 字，最多 {LONGEST} 字"
        raise FaultError(fault("FIG17", message, 0, len(text), "把公式拆成几个数据"))
    reader = _Reader(text, seen)
    node = reader.whole()
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

    def whole(self) -> Node:
        self.skip()
        if self.plain.startswith("=", self.at) and not self.plain.startswith("==", self.at):
            self.at += 1
        node = self.chain(0)
        self.skip()
        if self.at < len(self.plain):
            raise self.unexpected()
        return node

    def skip(self) -> None:
        while self.at < len(self.plain) and self.plain[self.at].isspace():
            self.at += 1

    def chain(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self.signed()
        if level == _COMPARING and self.take("非"):
            start, node = self.at - 1, self.chain(level)
            self.depth -= 1
            return Opposite(node, start, logical=True)
        first = self.chain(level + 1)
        rest: list[Step] = []
        while (step := self.operator(level)) is not None:
            operator, start = step
            rest.append(Step(operator, self.chain(level + 1), start))
        return Chain(first, tuple(rest)) if rest else first

    def operator(self, level: int) -> tuple[str, int] | None:
        self.skip()
        for sign, meaning in _LEVELS[level].items():
            if self.plain.startswith(sign, self.at):
                start, self.at = self.at, self.at + len(sign)
                return meaning, start
        return None

    def take(self, sign: str) -> bool:
        self.skip()
        if not self.plain.startswith(sign, self.at) or self.name() is not None:
            return False
        self.at += len(sign)
        self.deeper()
        return True

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            message = f"公式嵌套超过 {DEEPEST} 层"
            raise FaultError(fault("FIG17", message, self.at, 1, "把公式拆成几个数据"))

    def counted(self) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            message = f"公式超过 {MOST_NODES} 项"
            raise FaultError(fault("FIG17", message, self.at, 1, "把公式拆成几个数据"))

    def signed(self) -> Node:
        self.skip()
        negative, start = False, self.at
        while self.at < len(self.plain) and self.plain[self.at] in "+-−–﹣" and self.name() is None:
            negative ^= self.plain[self.at] != "+"
            self.at += 1
            self.skip()
        node = self.primary()
        return Opposite(node, start) if negative else node

    def primary(self) -> Node:
        self.counted()
        self.skip()
        named = self.name()
        if named is not None and not self.calls(named):
            self.at = named.end
            return named
        if self.plain.startswith("(", self.at):
            return self.parenthesis()
        if self.plain[self.at : self.at + 1] in ('"', "'") and self.at < len(self.plain):
            return self.quoted()
        return self.ordinal() or self.number() or self.call() or self.word()

    def name(self) -> Named | None:
        for spelling in matches(self.plain, self.at, self.seen):
            end = self.at + len(spelling.name)
            if _ENDING.match(self.plain, end):
                return Named(spelling.key, spelling.name, self.at, end)
        return None

    def calls(self, named: Named) -> bool:
        """Tell whether a figure that bears a function's name is the function here: 占比(甲, 乙)."""
        return named.name in FUNCTIONS and self.plain[named.end :].lstrip().startswith("(")

    def parenthesis(self) -> Node:
        start = self.at
        self.at += 1
        self.deeper()
        node = self.chain(0)
        self.skip()
        if not self.plain.startswith(")", self.at):
            if self.at < len(self.plain):
                raise self.unexpected()
            raise FaultError(fault("FIG05", "括号没有合上", start, 1, "补上 ）"))
        self.at += 1
        self.depth -= 1
        return node

    def quoted(self) -> Node:
        start, quote = self.at, self.plain[self.at]
        end = self.plain.find(quote, start + 1)
        if end < 0:
            raise FaultError(fault("FIG05", "引号没有合上", start, 1, "补上引号"))
        self.at = end + 1
        return Constant(Wording(self.text[start + 1 : end]), start, self.at)

    def ordinal(self) -> Node | None:
        """Read an ordinal or a date: 第3, 2020年12月31日."""
        match = _RANK.match(self.plain, self.at) or _DATE.match(self.plain, self.at)
        whole = match is not None and _ENDING.match(self.plain, match.end())
        value = (rank(match[0]) or dated(match[0])) if match is not None and whole else None
        if match is None or value is None:
            return None
        self.at = match.end()
        return Constant(value, match.start(), self.at)

    def number(self) -> Node | None:
        match = _NUMBER.match(self.plain, self.at)
        if match is None:
            return None
        if len(match[0]) > DIGITS_AT_MOST + 1:
            message = f"数字超过 {DIGITS_AT_MOST} 位，不能计算"
            raise FaultError(fault("FIG17", message, match.start(), len(match[0]), "换更大的单位"))
        unit, self.at = self.unit(match.end())
        number = Decimal(match[0])
        places = len(match[0].partition(".")[2])
        return Constant(Quantity(number, unit_named(unit), places), match.start(), self.at)

    def unit(self, end: int) -> tuple[str, int]:
        """Return the unit that follows a number, and where it ends: 元/亩 before 元 ÷ 亩."""
        gap = end + len(self.plain[end:]) - len(self.plain[end:].lstrip())
        match = _UNIT.match(self.plain, gap)
        if match is None or (gap > end and match[0] not in UNITS):
            return "", end
        unit, stop = self.text[gap : match.end()], match.end()
        below = _UNIT.match(self.plain, stop + 1) if self.plain[stop : stop + 1] == "/" else None
        if below is not None and unit_named(f"{unit}/{below[0]}").known:
            named = next(matches(self.plain, stop + 1, self.seen), None)
            if named is None:
                return f"{unit}/{below[0]}", below.end()
        self.remarks += unit_remarks(unit, gap)
        return unit, stop

    def call(self) -> Node | None:
        match = _WORD.match(self.plain, self.at)
        if match is None or match[0] not in FUNCTIONS:
            return None
        start, self.at = self.at, match.end()
        self.skip()
        if not self.plain.startswith("(", self.at):
            message = f"{match[0]} 后面要有括号，如 {match[0]}(甲, 乙)"
            raise FaultError(fault("FIG05", message, start, len(match[0]), "补上括号与参数"))
        return Call(match[0], self.arguments(), start, self.at)

    def arguments(self) -> tuple[Node, ...]:
        start, given = self.at, list[Node]()
        self.at += 1
        self.deeper()
        self.skip()
        while not self.plain.startswith(")", self.at):
            given.append(self.chain(0))
            self.skip()
            if self.plain[self.at : self.at + 1] in ",，、;；" and self.at < len(self.plain):
                self.at += 1
                self.skip()
            elif self.at >= len(self.plain):
                raise FaultError(fault("FIG05", "括号没有合上", start, 1, "补上 ）"))
            elif not self.plain.startswith(")", self.at):
                raise self.unexpected()
        self.at += 1
        self.depth -= 1
        return tuple(given)

    def word(self) -> Node:
        match = _WORD.match(self.plain, self.at)
        if match is None:
            raise self.unexpected()
        start, self.at = self.at, match.end()
        return Word(self.text[start : self.at], start, self.at)

    def unexpected(self) -> FaultError:
        if self.at >= len(self.plain):
            message, length = "公式没有写完", 0
        else:
            found = (_WORD.match(self.plain, self.at) or [self.plain[self.at]])[0]
            message, length = f"公式在“{found}”处读不下去", len(found)
        advice = "检查运算符与括号；公式里的数字不用千分位逗号"
        return FaultError(fault("FIG05", message, self.at, length, advice))
