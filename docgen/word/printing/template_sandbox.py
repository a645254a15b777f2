"""What a template may do (模板沙箱): Jinja's own sandbox, strict about names, bounded.

One `TemplateSandbox` is one rendering: it reads mapping keys and nothing of Python, counts turns
of loops, steps of arithmetic and characters, and notes each fault with the line of its tag.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from types import FrameType, MappingProxyType
from typing import Any

from jinja2 import ChainableUndefined
from jinja2.filters import do_batch
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from markupsafe import Markup

from docgen.document import Phrase, Prose
from docgen.figures.decimals import rounded
from docgen.word.printing.printed_tables import fitted_grid
from docgen.word.template.template_names import nearest_name

MOST_STEPS = 1_000_000
MOST_OUTPUT = 100_000_000
MOST_MADE = 50_000_000
LONGEST_TEXT = 1_000_000
LARGEST_NUMBER = 10**30
LARGEST_POWER = 64
MOST_SECONDS = 2.0
MOST_FAULTS = 100
_CHECK_EVERY = 63

FILTERS = (
    "abs", "batch", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first",
    "float", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min",
    "reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr", "sort",
    "string", "sum", "title", "trim", "truncate", "unique", "upper", "wordcount",
)  # fmt: skip
"""Filters that make nothing much longer than what they are given."""
TESTS = (
    "!=", "<", "<=", "==", ">", ">=", "boolean", "defined", "divisibleby", "eq", "equalto", "even",
    "float", "ge", "greaterthan", "gt", "in", "integer", "iterable", "le", "lessthan", "lower",
    "lt", "mapping", "ne", "none", "number", "odd", "sameas", "sequence", "string", "true",
    "false", "undefined", "upper",
)  # fmt: skip
METHODS: Mapping[type, frozenset[str]] = MappingProxyType(
    {
        Mapping: frozenset(("items", "keys", "values", "get")),
        str: frozenset(
            (
                "upper", "lower", "title", "capitalize", "strip", "lstrip", "rstrip",
                "startswith", "endswith", "split", "count",
            )
        ),
        LoopContext: frozenset(
            (
                "index", "index0", "first", "last", "length", "revindex", "revindex0",
                "previtem", "nextitem", "cycle", "depth", "changed",
            )
        ),
    }
)  # fmt: skip

SandboxFault = tuple[str, int, str, str, str]
"""Part, line of its Jinja, what is wrong there, what to do, code."""


class StoppedTemplate(Exception):  # noqa: N818 (it is no error of ours: the template went too far)
    """A template that must not go on (停止)."""


class UnknownName(ChainableUndefined):
    """The value of an unknown name: printed, looped over or compared it is a fault, and nothing."""

    sandbox: TemplateSandbox

    def _noted_fault(self) -> None:
        name, holder = str(self._undefined_name), self._undefined_obj
        known = holder if isinstance(holder, Mapping) else self.sandbox.context
        near = nearest_name(name, tuple(str(each) for each in known if str(each)[:2] != "__"))
        advice = f"是不是想写“{near}”" if near else "可用的名称见 templates/README.md"
        self.sandbox.note_fault(f"没有“{name}”这个名称", advice, "TPL06")

    def _as_nothing(self, *_: object) -> Any:  # noqa: ANN401 (Jinja's own signature)
        self._noted_fault()
        return self

    def __str__(self) -> str:
        """Print nothing."""
        self._noted_fault()
        return ""

    def __iter__(self) -> Iterator[Any]:
        """Loop over nothing."""
        self._noted_fault()
        return iter(())

    def __bool__(self) -> bool:
        """Be false, so that one unknown name gives one fault."""
        self._noted_fault()
        return False

    def __len__(self) -> int:
        """Hold nothing."""
        self._noted_fault()
        return 0

    def __eq__(self, _: object) -> bool:
        """Equal nothing."""
        return bool(self)

    __hash__ = None  # type: ignore[assignment]  # it equals nothing
    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__  # type: ignore[assignment]  # Jinja's raise
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = _as_nothing
    __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = _as_nothing
    __rpow__ = __neg__ = __pos__ = __call__ = _as_nothing
    __int__ = __float__ = __len__  # type: ignore[assignment]


class TemplateSandbox(ImmutableSandboxedEnvironment):
    """One rendering (沙箱): what a template reaches, and how much it has done."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])
    intercepted_unops = frozenset(["-", "+"])

    def __init__(
        self,
        context: Mapping[str, object] | None = None,
        more_seconds: Callable[[], float] = float,
    ) -> None:
        """Render `context`; `more_seconds` is what its length adds to the time it may take."""
        super().__init__(autoescape=True, optimized=False, keep_trailing_newline=True, cache_size=0)
        self.context = context or {}
        self.noted: dict[SandboxFault, None] = {}
        self.undefined = type("UnknownName", (UnknownName,), {"sandbox": self})
        own = {
            "batch": self._batched_items, "e": str, "escape": str,
            "join": self._joined_items, "replace": self._replaced_text,
            "round": _rounded_number, "__counted": self.counted_items,
            "__joined": self._joined_texts, "__printed": _not_printed, "__plain": plain_value,
            "__emptied": _emptied_value, "__fitted": _fitted_table,
        }  # fmt: skip
        self.filters = {name: self.filters[name] for name in FILTERS} | own
        tests: dict[str, Any] = dict(self.tests)
        self.tests = {name: _plain_test(tests[name]) for name in TESTS}
        self.globals = {"range": self._limited_range, "namespace": Namespace, "dict": dict}
        self.callables: tuple[object, ...] = tuple(self.globals.values())
        self._steps = self._size = self._made = 0
        self._more_seconds, self._seconds = more_seconds, 0.0
        self._begun = time.process_time()

    # -- what can be reached -----------------------------------------------------------------------

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 (Jinja's own signature)
        """Return what stands under a name: attributes of Python are none."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 (Jinja's own signature)
        """Return what stands under a key, or a method that templates may use."""
        if isinstance(obj, Undefined):
            return obj
        obj = plain_value(obj)
        if isinstance(argument, str):
            return self._named_value(obj, argument)
        if isinstance(obj, list | tuple | str) and isinstance(argument, int | slice):
            try:
                return obj[argument]
            except (IndexError, ValueError):
                return self.note_fault(f"列表只有 {len(obj)} 项，取不到这一项")
        return self._unknown_name(obj, argument)

    def _named_value(self, obj: Any, name: str) -> Any:  # noqa: ANN401 (any value)
        if isinstance(obj, Namespace):
            reachable = not name.startswith("_")
            return getattr(obj, name, None) if reachable else self._unknown_name(obj, name)
        if isinstance(obj, Mapping) and name in obj:
            return obj[name]
        allowed = any(isinstance(obj, kind) and name in names for kind, names in METHODS.items())
        return getattr(obj, name) if allowed else self._unknown_name(obj, name)

    def _unknown_name(self, obj: Any, name: object) -> Any:  # noqa: ANN401 (any value)
        return self.undefined(obj=obj if isinstance(obj, Mapping) else {}, name=str(name))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401, ARG002 (Jinja's own signature)
        """Tell that what `getitem` returns is safe: it returns nothing else."""
        return True

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 (Jinja's own signature)
        """Tell whether something may be called: the listed functions and methods."""
        return obj in self.callables or isinstance(getattr(obj, "__self__", None), tuple(METHODS))

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (Jinja's own signature)
        """Return what a function gives, or note why it may not be called."""
        if isinstance(obj, Undefined):
            return obj()
        if not self.is_safe_callable(obj):
            return self.note_fault("模板里不能这样调用")
        try:
            return super().call(context, obj, *map(plain_value, args), **kwargs)
        except (TypeError, ValueError, OverflowError) as problem:
            return self.note_fault(f"参数不对：{problem}")

    # -- counting ----------------------------------------------------------------------------------

    def counted_items(self, items: Any) -> Iterable[Any]:  # noqa: ANN401 (any value)
        """Return what a loop goes over, counted."""
        if items is None or isinstance(items, Undefined):
            return iter(items or ())
        if isinstance(items, Phrase | Prose) or not isinstance(items, Iterable):
            self.note_fault("for 后面的值不是列表，不能循环")
            return ()
        if isinstance(items, range):
            self._limit_steps(len(items))
        return self._counted_turns(items)

    def _limited_range(self, *bounds: int) -> range:
        made = range(*bounds)
        self._limit_steps(len(made))
        return made

    def _counted_turns(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._steps += 1
            if not self._steps & _CHECK_EVERY:
                self._limit_steps(self._steps)
                self._limit_time()
            yield item

    def _limit_steps(self, steps: int) -> None:
        _stop_beyond(steps > MOST_STEPS, f"的循环超过 {MOST_STEPS} 次")

    def _limit_time(self) -> None:
        taken = time.process_time() - self._begun
        if taken > MOST_SECONDS:
            self._seconds = self._seconds or MOST_SECONDS + self._more_seconds()
            _stop_beyond(taken > self._seconds, f"运行超过 {self._seconds:.0f} 秒")

    def count_made(self, size: int) -> None:
        """Count characters that an expression puts together."""
        self._made += size
        beyond = size > LONGEST_TEXT or self._made > MOST_MADE
        _stop_beyond(beyond, f"拼出的文字超过 {LONGEST_TEXT} 字")

    def printed_text(self, chunks: Iterable[str]) -> str:
        """Return what a template prints, if that ends."""
        printed = []
        for chunk in chunks:
            printed.append(chunk)
            self._size += len(chunk)
            _stop_beyond(self._size > MOST_OUTPUT, f"印出的内容超过 {MOST_OUTPUT} 字")
        return "".join(printed)

    def _joined_texts(self, values: list[Any]) -> str:
        words = [str(each) for each in values]
        self.count_made(sum(map(len, words)))
        return "".join(words)

    def _joined_items(
        self, value: Iterable[Any], d: str = "", attribute: str | int | None = None
    ) -> str:
        items = self.counted_items(value)
        words = [
            str(each if attribute is None else self.getitem(each, attribute)) for each in items
        ]
        self.count_made(sum(map(len, words)) + len(words) * len(d))
        return d.join(words)

    def _batched_items(
        self, value: Iterable[Any], linecount: int, fill_with: object = None
    ) -> Iterator[list[Any]]:
        self.count_made(linecount)
        return do_batch(self.counted_items(value), linecount, fill_with)

    def _replaced_text(self, value: object, old: object, new: object) -> str:
        text, wanted, other = str(value), str(old), str(new)
        self.count_made(len(text) + text.count(wanted) * len(other))
        return text.replace(wanted, other)

    # -- arithmetic --------------------------------------------------------------------------------

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 (Jinja's own signature)
        """Return left operator right for numbers; `+` also joins texts and lists."""
        left, right = plain_value(left), plain_value(right)
        if isinstance(left, Undefined) or isinstance(right, Undefined):
            return left + right
        joins = any(isinstance(left, kind) and isinstance(right, kind) for kind in (str, list))
        if operator == "+" and joins:
            self.count_made(len(left) + len(right))
            return left + right
        if not (_is_number(left) and _is_number(right)):
            return self.note_fault(f"“{operator}”只能用于数字")
        if operator == "**" and (abs(right) > LARGEST_POWER or abs(left) > LARGEST_NUMBER):
            return self.note_fault("** 的结果太大")
        if isinstance(left, Decimal) != isinstance(right, Decimal):
            left, right = Decimal(str(left)), Decimal(str(right))
        try:
            value = super().call_binop(context, operator, left, right)
            fits = abs(value) < LARGEST_NUMBER
        except (ArithmeticError, ValueError, TypeError):
            return self.note_fault(f"算不出 {left} {operator} {right}")
        return value if fits else self.note_fault(f"{operator} 的结果太大")

    def call_unop(self, context: Any, operator: str, arg: Any) -> Any:  # noqa: ANN401 (Jinja's own signature)
        """Return minus a number."""
        if _is_number(arg) or isinstance(arg, Undefined):
            return super().call_unop(context, operator, arg)
        return self.note_fault(f"“{operator}”只能用于数字")

    # -- faults ------------------------------------------------------------------------------------

    def note_fault(self, message: str, advice: str = "换一种写法", code: str = "TPL09") -> str:
        """Note a fault at the tag that runs now; print nothing there."""
        if len(self.noted) < MOST_FAULTS:
            self.noted[(*running_line(inspect.currentframe()), message, advice, code)] = None
        return ""


def _stop_beyond(beyond: bool, what: str) -> None:  # noqa: FBT001 (a condition, as in assert)
    """Raise StoppedTemplate where a bound is passed."""
    if beyond:
        message = f"模板{what}，已停止"
        raise StoppedTemplate(message)


def running_line(frame: FrameType | None) -> tuple[str, int]:
    """Return the part, and the line of its Jinja, that runs in a frame or in one that called it."""
    while frame and "__jinja_template__" not in frame.f_globals:
        frame = frame.f_back
    if frame is None:
        return "", 0
    template = frame.f_globals["__jinja_template__"]
    return template.name or "", template.get_corresponding_lineno(frame.f_lineno)


def plain_value(value: Any) -> Any:  # noqa: ANN401 (any value)
    """Return a phrase as its characters, any other value as it is."""
    return str(value) if isinstance(value, Phrase) else value


def _emptied_value(value: Any) -> Any:  # noqa: ANN401 (any value)
    """Return "" for a phrase or prose without content, which counts as false."""
    empty = (isinstance(value, Phrase) and not value.children) or (
        isinstance(value, Prose) and not value.blocks
    )
    return "" if empty else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal)


def _plain_test(test: Callable[..., Any]) -> Any:  # noqa: ANN401 (Jinja's type for tests is narrower)
    """Return a test that sees phrases as their characters."""
    return lambda *values: test(*map(plain_value, values))


def _rounded_number(value: object, precision: int = 0) -> Decimal:
    """Return a number rounded half up, as figures are (Jinja rounds half to even)."""
    return rounded(Decimal(str(value)), int(precision))


def _fitted_table(xml: str) -> Markup:
    return Markup(fitted_grid(str(xml)))  # noqa: S704 (markup that value_printing has escaped)


def _not_printed(*_: object) -> str:
    """Keep Jinja from printing a constant while it compiles: value_printing.py does."""
    raise NotImplementedError
