"""Arithmetic, comparison, filters, tests and methods a template may use (运算), all bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from operator import add, eq, floordiv, ge, gt, le, lt, mod, mul, ne, sub, truediv
from types import MappingProxyType
from typing import Any

from docgen.word.sandbox import (
    LARGEST_NUMBER,
    LONGEST_LIST,
    LONGEST_TEXT,
    MISSING,
    Loop,
    Missing,
    Namespace,
    Number,
    Room,
    text_of,
)

_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {"+": add, "-": sub, "*": mul, "/": truediv, "//": floordiv, "%": mod, "**": pow}
)
_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {"eq": eq, "ne": ne, "lt": lt, "lteq": le, "gt": gt, "gteq": ge}
)
_LARGEST_POWER = 64


def calculated(room: Room, sign: str, left: object, right: object, tag: int) -> object:
    """Return left sign right for numbers; `+` also joins texts and lists, within limits."""
    left, right = text_of(left), text_of(right)
    if isinstance(left, Missing) or isinstance(right, Missing):
        return MISSING
    if sign == "+" and isinstance(left, str) and isinstance(right, str):
        return bounded(room, left, right, tag)
    if sign == "+" and isinstance(left, list | tuple) and isinstance(right, list | tuple):
        room.made(len(left) + len(right), tag)
        return [*left, *right][:LONGEST_LIST]
    if not isinstance(left, Number) or not isinstance(right, Number):
        return room.fault(tag, f"“{sign}”只能用于数字")
    return _number(room, sign, left, right, tag)


def _number(room: Room, sign: str, left: Number, right: Number, tag: int) -> object:
    one, other = _alike(left, right)
    value: Any
    largest: Any = LARGEST_NUMBER
    if sign == "**" and not (abs(other) <= _LARGEST_POWER and abs(one) < largest):
        return room.fault(tag, "** 的结果太大")
    try:
        value = _ARITHMETIC[sign](one, other)
        fits = isinstance(value, Number) and abs(value) < largest
    except (ArithmeticError, ValueError, TypeError):
        return room.fault(tag, f"算不出 {left} {sign} {right}")
    return value if fits else room.fault(tag, f"{sign} 的结果太大或算不出")


def _alike(left: Number, right: Number) -> tuple[Any, Any]:
    if isinstance(left, Decimal) != isinstance(right, Decimal):
        return Decimal(str(left)), Decimal(str(right))
    return left, right


def negated(room: Room, value: object, tag: int) -> object:
    """Return minus a number."""
    return -value if isinstance(value, Number) else room.fault(tag, "“-”只能用于数字")


def bounded(room: Room, left: str, right: str, tag: int) -> object:
    """Return two texts joined."""
    if len(left) + len(right) > LONGEST_TEXT:
        return room.fault(tag, f"拼出的文字超过 {LONGEST_TEXT} 字")
    room.made(len(left) + len(right), tag)
    return left + right


def joined(room: Room, values: Iterable[object], tag: int) -> object:
    """Return values joined as text (`~`)."""
    words = [room.word(value, tag) for value in values]
    if sum(map(len, words)) > LONGEST_TEXT:
        return room.fault(tag, f"拼出的文字超过 {LONGEST_TEXT} 字")
    room.made(sum(map(len, words)), tag)
    return "".join(words)


def compared(room: Room, sign: str, left: object, right: object, tag: int) -> bool:
    """Return whether a comparison holds."""
    left, right = text_of(left), text_of(right)
    try:
        if sign in {"in", "notin"}:
            inside = isinstance(right, str | list | tuple | Mapping | range) and left in right
            return inside is (sign == "in")
        return bool(_COMPARISONS[sign](left, right))
    except TypeError:
        room.fault(tag, "两边的值不能比较大小")
        return False


# -- functions and methods -------------------------------------------------------------------


def called(room: Room, name: str, tag: int, values: tuple[object, ...]) -> object:
    """Return what one of the few functions of templates gives: range, dict, list."""
    if name == "range" and values and all(isinstance(each, int) for each in values):
        try:
            return range(*(int(str(each)) for each in values[:3]))
        except ValueError:
            return room.fault(tag, "range 的步长不能是 0")
    return room.fault(tag, f"{name}(…) 的参数不对")


_METHODS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "items": lambda holder: [list(pair) for pair in holder.items()],
        "keys": list,
        "values": lambda holder: list(holder.values()),
        "get": lambda holder, key, default=None: holder.get(key, default),
    }
)
_TEXT_METHODS = frozenset(
    [
        "upper",
        "lower",
        "title",
        "capitalize",
        "strip",
        "lstrip",
        "rstrip",
        "startswith",
        "endswith",
        "split",
        "count",
    ]
)


def method(room: Room, holder: object, name: str, tag: int, values: tuple[object, ...]) -> object:
    """Return what a method of a mapping, a text or `loop` gives."""
    holder = text_of(holder)
    plain = [text_of(value) for value in values]
    try:
        if isinstance(holder, Loop) and name == "cycle" and plain:
            return plain[holder.index0 % len(plain)]
        if isinstance(holder, Mapping) and name in _METHODS:
            return _METHODS[name](holder, *plain)
        if isinstance(holder, str) and name in _TEXT_METHODS:
            return getattr(holder, name)(*plain)
    except (TypeError, ValueError):
        return room.fault(tag, f"{name}(…) 的参数不对")
    return holder if holder is MISSING else room.fault(tag, f"模板里不能用 {name}(…)")


def namespace(values: Mapping[str, object]) -> Namespace:
    """Return a `namespace(…)`."""
    return Namespace(values)
