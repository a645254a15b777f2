"""The filters and tests of templates (过滤器): all there are, each bounded and without effects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from docgen.word.operations import compared
from docgen.word.sandbox import LONGEST_TEXT, MISSING, Room, text_of


def filtered(
    room: Room, name: str, tag: int, value: object, given: tuple[list[object], dict[str, Any]]
) -> object:
    """Return what a filter makes of a value; `given` are its arguments, those with names apart."""
    rest, named = given
    if value is MISSING and name not in {"default", "d"}:
        return MISSING
    plain = [text_of(each) for each in rest]
    try:
        return FILTERS[name](_Call(room, tag), text_of(value), *plain, **named)
    except (TypeError, ValueError, ArithmeticError, KeyError):
        return room.fault(tag, f"过滤器 {name} 的参数不对，或不能用于这个值")


def tested(room: Room, name: str, tag: int, value: object, rest: tuple[object, ...]) -> bool:
    """Return whether a test (`is …`) holds."""
    try:
        return bool(TESTS[name](text_of(value), *map(text_of, rest)))
    except (TypeError, ValueError, ArithmeticError):
        room.fault(tag, f"is {name} 不能用于这个值")
        return False


class _Call:
    """Where a filter runs."""

    def __init__(self, room: Room, tag: int) -> None:
        self.room = room
        self.tag = tag

    def word(self, value: object) -> str:
        return self.room.word(value, self.tag)

    def items(self, value: object) -> list[Any]:
        items = list(self.room.each(value, self.tag))
        self.room.made(len(items), self.tag)
        return items

    def part(self, value: object, path: object) -> object:
        for key in str(path).split("."):
            value = self.room.item(value, int(key) if key.isdecimal() else key, self.tag)
        return text_of(value)


def _text(change: Callable[[str], str]) -> Callable[..., object]:
    return lambda call, value: change(call.word(value))


def _default(_: _Call, value: object, other: object = "", boolean: object = False) -> object:  # noqa: FBT002 (Jinja's own signature)
    return other if value is MISSING or (boolean and not value) else value


def _join(call: _Call, value: object, by: object = "", attribute: object = None) -> str:
    items = call.items(value)
    if attribute is not None:
        items = [call.part(item, attribute) for item in items]
    words = [call.word(item) for item in items]
    if sum(map(len, words)) + len(words) * len(str(by)) > LONGEST_TEXT:
        raise ValueError
    call.room.made(sum(map(len, words)) + len(words) * len(str(by)), call.tag)
    return str(by).join(words)


def _replace(call: _Call, value: object, old: object, new: object) -> str:
    text, wanted, other = call.word(value), str(old), str(new)
    if len(text) + text.count(wanted) * len(other) > LONGEST_TEXT:
        raise ValueError
    call.room.made(len(text) + text.count(wanted) * len(other), call.tag)
    return text.replace(wanted, other)


def _round(_: _Call, value: Any, places: int = 0, method: str = "common") -> object:  # noqa: ANN401 (any number)
    if method != "common" or abs(places) > 30:  # noqa: PLR2004 (more digits than any figure has)
        raise ValueError
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _number(kind: type[int | float]) -> Callable[..., object]:
    def converted(_: _Call, value: object, default: object = 0) -> object:
        try:
            return kind(Decimal(str(value)))
        except (InvalidOperation, ValueError, OverflowError):
            return default

    return converted


def _key(call: _Call, attribute: object) -> Callable[[object], Any]:
    return lambda item: call.part(item, attribute) if attribute else text_of(item)


def _sort(call: _Call, value: object, reverse: object = False, attribute: object = None) -> object:  # noqa: FBT002 (Jinja's own signature)
    items = call.items(value)
    return sorted(items, key=_key(call, attribute), reverse=bool(reverse))


def _map(call: _Call, value: object, attribute: object = None) -> object:
    if attribute is None:
        raise ValueError
    return [call.part(item, attribute) for item in call.items(value)]


def _picked(*, wanted: bool, by_part: bool) -> Callable[..., object]:
    def picked(call: _Call, value: object, *rest: object) -> object:
        path, rest = (rest[0], rest[1:]) if by_part else (None, rest)
        name, more = (str(rest[0]), rest[1:]) if rest else ("真", ())
        items = call.items(value)
        get = _key(call, path)
        return [each for each in items if bool(TESTS[name](get(each), *more)) is wanted]

    return picked


def _unique(call: _Call, value: object, attribute: object = None) -> object:
    key = _key(call, attribute)
    kept: dict[str, object] = {}
    for item in call.items(value):
        kept.setdefault(str(key(item)), item)
    return list(kept.values())


def _sum(call: _Call, value: object, attribute: object = None, start: Any = 0) -> object:  # noqa: ANN401 (any number)
    return sum((_key(call, attribute)(item) for item in call.items(value)), start)


def _batch(call: _Call, value: object, size: int) -> object:
    items = call.items(value)
    return [items[at : at + size] for at in range(0, len(items), max(size, 1))]


def _truncate(call: _Call, value: object, length: int = 255, *_: object) -> str:
    text = call.word(value)
    return text if len(text) <= length else f"{text[: length - 3]}..."


def _last(call: _Call, value: object) -> object:
    items = call.items(value)
    return items[-1] if items else ""


_same = _text(str)
FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "upper": _text(str.upper),
        "lower": _text(str.lower),
        "title": _text(str.title),
        "capitalize": _text(str.capitalize),
        "trim": _text(str.strip),
        "string": _same,
        # Every value is escaped where it is printed; asking for it once more changes nothing.
        "e": _same,
        "escape": _same,
        "default": _default,
        "d": _default,
        "length": lambda call, value: len(value if isinstance(value, str) else call.items(value)),
        "count": lambda call, value: len(value if isinstance(value, str) else call.items(value)),
        "join": _join,
        "replace": _replace,
        "first": lambda call, value: next(iter(call.items(value)), ""),
        "last": _last,
        "list": lambda call, value: call.items(value),
        "reverse": lambda call, value: (
            value[::-1] if isinstance(value, str) else call.items(value)[::-1]
        ),
        "round": _round,
        "int": _number(int),
        "float": _number(float),
        "abs": lambda _, value: abs(value),
        "sum": _sum,
        "min": lambda call, value, attribute=None: min(
            call.items(value), key=_key(call, attribute), default=""
        ),
        "max": lambda call, value, attribute=None: max(
            call.items(value), key=_key(call, attribute), default=""
        ),
        "sort": _sort,
        "unique": _unique,
        "map": _map,
        "select": _picked(wanted=True, by_part=False),
        "reject": _picked(wanted=False, by_part=False),
        "selectattr": _picked(wanted=True, by_part=True),
        "rejectattr": _picked(wanted=False, by_part=True),
        "batch": _batch,
        "items": lambda _, value: [list(pair) for pair in value.items()],
        "dictsort": lambda _, value: sorted([str(key), each] for key, each in value.items()),
        "truncate": _truncate,
        "wordcount": lambda call, value: len(call.word(value).split()),
    }
)


def _number_like(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _compares(sign: str) -> Callable[[object, object], bool]:
    room = Room({}, lambda _: None)
    return lambda left, right: compared(room, sign, left, right, 0)


_TYPES: Mapping[str, Callable[..., object]] = {
    "none": lambda value: value is None,
    "string": lambda value: isinstance(value, str),
    "number": _number_like,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda value: isinstance(value, float),
    "boolean": lambda value: isinstance(value, bool),
    "true": lambda value: value is True,
    "false": lambda value: value is False,
    "mapping": lambda value: isinstance(value, Mapping),
    "iterable": lambda value: isinstance(value, str | list | tuple | Mapping | range),
    "sequence": lambda value: isinstance(value, str | list | tuple | Mapping | range),
}
TESTS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        **_TYPES,
        "真": bool,
        "defined": lambda value: value is not MISSING,
        "undefined": lambda value: value is MISSING,
        "odd": lambda value: value % 2 == 1,
        "even": lambda value: value % 2 == 0,
        "divisibleby": lambda value, by: value % by == 0,
        "lower": lambda value: str(value).islower(),
        "upper": lambda value: str(value).isupper(),
        **{name: _compares("eq") for name in ("equalto", "eq", "==", "sameas")},
        **{name: _compares("ne") for name in ("ne", "!=")},
        **{name: _compares("gt") for name in ("gt", "greaterthan", ">")},
        **{name: _compares("gteq") for name in ("ge", ">=")},
        **{name: _compares("lt") for name in ("lt", "lessthan", "<")},
        **{name: _compares("lteq") for name in ("le", "<=")},
        "in": _compares("in"),
    }
)
