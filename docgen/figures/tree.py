"""The parts of a formula (公式树): constants, names, chains of operators, calls."""

from __future__ import annotations

from msgspec import Struct

from docgen.figures.model import FigureKey, Value


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
