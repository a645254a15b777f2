"""What a template's expressions may do (沙箱): bounded, side-effect free, strict about names.

`language.py` turns Jinja into calls of a `Room` and nothing else, so what stands here is all a
template can reach: mapping keys, a few methods and filters, arithmetic on numbers. Every loop
is counted, every text it makes has a limit, an unknown name is a fault with the nearest known.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from docgen.document import Phrase, Prose
from docgen.word.effort import Effort

MOST_STEPS = 1_000_000
MOST_SECONDS = 2.0
SECONDS_A_ROW = 0.002
"""What a row of the content adds to them: more than a slow machine needs to print it."""
MOST_OUTPUT = 100_000_000
MOST_MADE = 50_000_000
MOST_HELD = 2_000_000
LONGEST_TEXT = 1_000_000
LONGEST_LIST = 100_000
LARGEST_NUMBER = 10**30
MOST_FAULTS = 100
_FLUSH_AT = 32
_CHECK_EVERY = 63

Number = int | float | Decimal
Nearest = Callable[[str, tuple[str, ...]], str]


class Missing:
    """The value of an unknown name: it prints nothing, because its fault stops the document."""

    def __bool__(self) -> bool:
        """Return false, so that one unknown name gives one fault."""
        return False


MISSING = Missing()


class Stopped(Exception):  # noqa: N818 (it is no error of ours: the template went too far)
    """A template that must not go on: `tag` is the number of its tag, `message` the reason."""

    def __init__(self, tag: int, message: str) -> None:
        """Keep both; rendering.py turns them into a finding."""
        super().__init__(message)
        self.tag = tag
        self.message = message


class Loop:
    """What `loop` knows inside a `{% for %}` (循环)."""

    def __init__(self, items: list[object]) -> None:
        """Loop over items that are all known."""
        self.items = items
        self.index0 = 0

    @property
    def turn(self) -> tuple[int, int]:
        """The number of this turn, from 0, and of all."""
        return self.index0, len(self.items)

    def get(self, key: object) -> object:
        """Return a property by name, MISSING for any other."""
        here, length = self.index0, len(self.items)
        known: dict[str, object] = {
            "index": here + 1,
            "index0": here,
            "first": here == 0,
            "last": here + 1 == length,
            "length": length,
            "revindex": length - here,
            "revindex0": length - here - 1,
            "previtem": self.items[here - 1] if here else None,
            "nextitem": self.items[here + 1] if here + 1 < length else None,
        }
        return known.get(str(key), MISSING)


class Namespace(dict[str, object]):
    """A `namespace()`: the only thing a template may change from inside a loop."""


class Room:
    """The running of one template: its context, its counters, its faults."""

    def __init__(
        self,
        context: Mapping[str, object],
        flush: Callable[[str], None],
        seconds: float = MOST_SECONDS,
    ) -> None:
        """Run on `context` for so many seconds at most; `flush` takes finished output."""
        self.context = context
        self.missing = MISSING
        self.out: list[str] = []
        self.faults: list[tuple[int, str, str, str]] = []
        self._flush = flush
        self._steps = 0
        self._size = 0
        self._made = 0
        self._held: list[list[str]] = []
        self._quiet = 0
        self._whole = False
        self._seconds = seconds
        self._end = time.process_time() + seconds

    # -- counting --------------------------------------------------------------------------

    def each(self, value: object, tag: int) -> Iterator[object]:
        """Yield the items of a list, counted."""
        for item in self.items(value, tag):
            self._steps += 1
            if not self._steps & _CHECK_EVERY:
                self.check(tag)
            if len(self.out) > _FLUSH_AT and not self._whole:
                self.flush(tag)
            yield item

    def loop(self, value: object, tag: int) -> Iterator[tuple[Loop, object]]:
        """Yield each item with its `loop`."""
        state = Loop(list(self.items(value, tag)))
        for index, item in enumerate(self.each(state.items, tag)):
            state.index0 = index
            yield state, item

    def check(self, tag: int) -> None:
        """Stop a template that took too many steps or too long."""
        if self._steps > MOST_STEPS:
            raise Stopped(tag, f"模板的循环超过 {MOST_STEPS} 次，已停止")
        if time.process_time() > self._end:
            raise Stopped(tag, f"模板运行超过 {self._seconds:.0f} 秒，已停止")
        if any(len(parts) > MOST_HELD for parts in (self.out, *self._held)):
            raise Stopped(tag, "模板里一个表格或单元格的内容太多，已停止")

    def made(self, size: int, tag: int) -> None:
        """Count what expressions put together: text and lists that may all be kept."""
        self._made += size
        if self._made > MOST_MADE:
            raise Stopped(tag, f"模板拼出的文字超过 {MOST_MADE} 字，已停止")

    def flush(self, tag: int = 0) -> None:
        """Hand the output so far on."""
        text = "".join(self.out)
        self.out.clear()
        self._grow(len(text), tag)
        self._flush(text)

    def begin_whole(self) -> None:
        """Hand nothing on until `end_whole`."""
        self._whole = True

    def end_whole(self, tag: int) -> list[str]:
        """Return the output since `begin_whole`, which is then not handed on."""
        self._whole = False
        held = self.out[:]
        self.out.clear()
        self._grow(sum(map(len, held)), tag)
        return held

    @property
    def effort(self) -> Effort:
        """What it took so far."""
        return Effort(self._steps, self._size, self._made)

    def spend(self, effort: Effort, tag: int) -> None:
        """Count what something took that is not done again."""
        self._steps += effort.steps
        self.check(tag)
        self.made(effort.made, tag)
        self._grow(effort.size, tag)

    def _grow(self, size: int, tag: int) -> None:
        self._size += size
        if self._size > MOST_OUTPUT:
            raise Stopped(tag, f"模板印出的内容超过 {MOST_OUTPUT} 字，已停止")

    def capture(self) -> list[str]:
        """Return a list that holds output back."""
        self._held.append([])
        return self._held[-1]

    def captured(self, parts: list[str], tag: int) -> str:
        """Return output that was held back."""
        self._held.pop()
        self._grow(sum(map(len, parts)), tag)
        return "".join(parts)

    # -- names -----------------------------------------------------------------------------

    def fault(self, tag: int, message: str, advice: str = "", code: str = "TPL09") -> Missing:
        """Note what is wrong at a tag, unless the template asked whether it is there."""
        noted = (tag, message, advice, code)
        if not self._quiet and len(self.faults) < MOST_FAULTS and noted not in self.faults:
            self.faults.append(noted)
        return MISSING

    def name(self, name: str, tag: int) -> object:
        """Return a name of the context."""
        if name in self.context:
            return self.context[name]
        return self._unknown(name, tuple(map(str, self.context)), tag)

    def local(self, value: object, name: str, tag: int) -> object:
        """Return a variable of the template, which may not have been set."""
        return self.name(name, tag) if value is MISSING else value

    def _unknown(self, name: object, known: tuple[str, ...], tag: int) -> object:
        if self._quiet:
            return MISSING
        near = nearest(str(name), known)
        advice = f"是不是想写“{near}”" if near else "可用的名称见 templates/README.md"
        return self.fault(tag, f"没有“{name}”这个名称", advice, "TPL06")

    def maybe(self, value: Callable[[], object]) -> object:
        """Return a value, MISSING without a fault when a name in it is unknown."""
        self._quiet += 1
        try:
            return value()
        finally:
            self._quiet -= 1

    def item(self, holder: object, key: object, tag: int) -> object:
        """Return what stands under a key; attributes of Python are no keys."""
        if isinstance(holder, Missing | Loop):
            return holder if isinstance(holder, Missing) else holder.get(key)
        if isinstance(holder, Mapping):
            if _hashable(key) and key in holder:
                return holder[key]
            return self._unknown(key, tuple(map(str, holder)), tag)
        if isinstance(holder, list | tuple | str) and isinstance(key, int):
            if -len(holder) <= key < len(holder):
                return holder[key]
            return self.fault(tag, f"列表只有 {len(holder)} 项，没有第 {key + 1} 项")
        return self.fault(tag, f"“{key}”前面的值不是一组数据，不能再取下一级名称")

    def cut(self, holder: object, bounds: tuple[object, ...], tag: int) -> object:
        """Return a slice of a list or a text."""
        start, stop, step = (each if isinstance(each, int) else None for each in bounds)
        holder = text_of(holder)
        if isinstance(holder, list | tuple | str) and step != 0:
            return holder[start:stop:step]
        return self.fault(tag, "只有列表和文字可以取其中一段")

    def items(self, value: object, tag: int) -> Iterator[object]:
        """Return what a loop goes over."""
        if isinstance(value, Missing) or value is None:
            return iter(())
        if isinstance(value, list | tuple | range | Mapping | str):
            return iter(value)
        self.fault(tag, "for 后面的值不是列表，不能循环")
        return iter(())

    # -- printing --------------------------------------------------------------------------

    def word(self, value: object, tag: int) -> str:
        """Return a value as characters; "" for a missing one, with a fault for what is no text."""
        if isinstance(value, str):
            return value
        if value is None or value is MISSING:
            return ""
        if isinstance(value, int | float | Decimal | Phrase):
            return str(value)
        if isinstance(value, Prose):
            self.fault(tag, "这个名称是成段的正文，不能印在一行字里", "改用 {{p …}}，独占一段")
        else:
            self.fault(tag, "这个名称是一组数据，不能直接印出来", "写出要印的那一项，或用 for 循环")
        return ""


def nearest(name: str, known: tuple[str, ...]) -> str:
    """Return the known name most like `name`, "" when none is."""
    import difflib  # noqa: PLC0415 (only where a name is unknown)

    close = difflib.get_close_matches(name, known, 1, 0.5)
    inside = [each for each in known if name in each or each in name]
    return next(iter(close or sorted(inside, key=len)), "")


def text_of(value: object) -> object:
    """Return a phrase as its characters, any other value as it is."""
    return str(value) if isinstance(value, Phrase) else value


def true(value: object) -> bool:
    """Return whether a value counts as true: empty phrases and prose do not."""
    if isinstance(value, Phrase):
        return bool(value.children)
    return bool(value.blocks) if isinstance(value, Prose) else bool(value)


def both(left: object, right: Callable[[], object]) -> object:
    """Return what `and` gives."""
    return right() if true(left) else left


def either(left: object, right: Callable[[], object]) -> object:
    """Return what `or` gives."""
    return left if true(left) else right()


def _hashable(key: object) -> bool:
    return isinstance(key, str | int | bool | None)
