"""Figures as values: units, kinds of value, a figure with all it knows of itself (数据)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Protocol, TypeVar

from msgspec import Struct

from docgen.figures.decimals import AS_IS, WORKING, decimals, number_text, trimmed
from docgen.findings import Edit, Finding, Fix, Related, Severity, Source
from docgen.report import FigureEntry, Text

T = TypeVar("T")
REPORT_YEAR = "报告年度"  # the `rule` of 年度 and 上年度, which are read digit by digit


class Unit(Struct, frozen=True):
    """A unit (单位). `factor` × a number in it gives the number in the base of `dimension`.

    万元: dimension 元, factor 10000. A unit docgen does not know is its own dimension, factor 1.
    "" is the unit of a pure number. 个百分点 has a dimension of its own.
    """

    name: str
    dimension: str
    factor: Decimal = Decimal(1)
    known: bool = True


class Quantity(Struct, frozen=True):
    """A number with a unit (数量). `places` are the decimals as typed; -1 when computed.

    `spelled`: typed in Chinese characters (四次), and printed so.
    """

    number: Decimal
    unit: Unit
    places: int = -1
    spelled: bool = False

    @property
    def base(self) -> Decimal:
        """The number in the base unit of its dimension."""
        return WORKING.multiply(self.number, self.unit.factor)


class Rank(Struct, frozen=True):
    """An ordinal (名次): 第3; the smaller the better. `text` as typed: 第二, 第3名."""

    number: int
    text: str = ""


class Moment(Struct, frozen=True):
    """A date, a month or a year (时间), `text` as typed; what was not typed is None."""

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None


class Period(Struct, frozen=True):
    """From one moment to another (起止时间)."""

    start: Moment
    end: Moment
    text: str


class Wording(Struct, frozen=True):
    """Text (文字)."""

    text: str


class Pending(Struct, frozen=True):
    """A value still to come (待填)."""


class Series(Struct, frozen=True):
    """A list (列表): 4月、7月、10月和次年1月."""

    items: tuple[Value, ...]


Value = Quantity | Rank | Moment | Period | Wording | Pending | Series


_EXACT_DECIMALS = 12  # a longer number is shown rounded


def described(value: Value | bool | None) -> str:  # noqa: FBT001 (a condition's value is one, too)
    """Return a value as a message shows it: number, space, unit."""
    match value:
        case Quantity():
            unit = value.unit.name
            return numeral(value) + (unit if unit in ("%", "‰") else f" {unit}" if unit else "")
        case Rank():
            return value.text or f"第{value.number}"
        case Moment() | Period() | Wording():
            return value.text
        case Series():
            return "、".join(described(item) for item in value.items)
        case bool():
            return "成立" if value else "不成立"
    return "待填" if isinstance(value, Pending) else "（无值）"


def numeral(value: Quantity) -> str:
    """Return the number alone, exact where it ends within 12 decimals."""
    if decimals(value.number) <= value.places:
        return number_text(value.number)
    exact = decimals(value.number) <= _EXACT_DECIMALS
    return number_text(trimmed(value.number) if exact else value.number, AS_IS if exact else 6)


class FigureKey(Struct, frozen=True, order=True):
    """The identity of a figure: its 支出方向 ("" for the report's own) and its dotted path."""

    scope: str
    path: str

    def __str__(self) -> str:
        """Print it as authors of other 支出方向 would write it."""
        return f"{self.scope}.{self.path}" if self.scope else self.path


class Figure(Struct, frozen=True):
    """A figure (数据): its value and where it comes from.

    `entry` is what the author typed (None for built-in names such as 执行率, whose `source` is
    the rule's or the row's). `formula` is the text after `=`, `inputs` the figures it uses,
    `members` those of a group in order; a group's `value` is their sum, or None where they do
    not add up to one thing. `typed` is the text its value is read from and `unit` the 单位 its
    author declared; `previous` and `target` are 上年 and 目标, `rule` says where a figure without
    an entry comes from.
    """

    key: FigureKey
    value: Value | None
    source: Source
    entry: FigureEntry | None = None
    formula: str = ""
    inputs: tuple[FigureKey, ...] = ()
    members: tuple[FigureKey, ...] = ()
    previous: Value | None = None
    target: Value | None = None
    rule: str = ""
    typed: Text | None = None
    unit: Text | None = None

    @property
    def name(self) -> str:
        """The dotted path."""
        return self.key.path


class Literal(Struct, frozen=True):
    """A stretch of a text outside references, with the offset where it starts."""

    text: str
    offset: int


class Reference(Struct, frozen=True):
    """A reference in a text (引用): `{{名称|显示}}`, read and printed.

    `figure` is None when the name is unknown (a finding says so, and `printed` shows the source).
    `offset` and `length` span the whole of it in the text; `form` is what stands after `|`.
    """

    figure: Figure | None
    printed: str
    form: str
    offset: int
    length: int
    pending: bool = False
    name: str = ""


Piece = Literal | Reference


class Resolved(Struct, frozen=True):
    """A text with its references read (文字与引用), and what is wrong with them."""

    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...] = ()


class Evaluated(Struct, frozen=True):
    """The value of a formula (公式): None when a finding says why there is none.

    `shown` is the calculation with numbers in place of names: `1718.67496 ÷ 1840`.
    """

    value: Value | None
    findings: tuple[Finding, ...] = ()
    inputs: tuple[FigureKey, ...] = ()
    shown: str = ""


class Spelling(Struct, frozen=True):
    """A way to write a figure's name: as its author did, and `folded` to half-width signs."""

    name: str
    folded: str
    key: FigureKey


class Names(Struct, frozen=True):
    """The names of one layer (名称): by name, and by their folded spelling.

    `lengths` tells by first character how long the names are that start with it, longest first.
    """

    keys: Mapping[str, FigureKey]
    spellings: Mapping[str, Spelling] = {}
    lengths: Mapping[str, tuple[int, ...]] = {}


class Remark(Struct, frozen=True):
    """What is wrong with a stretch of a plain string, before its place in a file is known.

    `replacement` is what a fix would put there; `fixable` tells whether there is a fix, `safe`
    whether it may be made without asking.
    `related` are other places (another figure's definition), each with a remark.
    """

    code: str
    severity: Severity
    message: str
    offset: int
    length: int
    advice: str = ""
    related: tuple[Related, ...] = ()
    replacement: str = ""
    fixable: bool = False
    safe: bool = True


class ReadReference(Struct, frozen=True):
    """A reference found in a plain string, and what is wrong with it."""

    reference: Reference
    remarks: tuple[Remark, ...] = ()


class Figures(Struct, frozen=True):
    """All figures of a report, by 支出方向 and path; lookups see the scope, then the report.

    `display` is report.yaml's 显示 (unit → place → wish), `aliases` figure aliases by scope.
    `names` are the layers in which names are looked up: each scope's own, "" the report's,
    "*" those of other 支出方向. `balanced`: report.yaml says 平差, so that rounded parts are
    printed to add up to their rounded total. `beside` are figures that only stand beside others
    and can be named, too: 名称.上年, 名称.目标, 名称.完成率, 各支出方向.名称.
    """

    by_key: Mapping[FigureKey, Figure]
    scopes: tuple[str, ...] = ()
    display: Mapping[str, Mapping[str, str]] = {}
    aliases: Mapping[FigureKey, FigureKey] = {}
    names: Mapping[str, Names] = {}
    balanced: bool = False
    beside: Mapping[FigureKey, Figure] = {}


class ProjectCall(Protocol):
    """How a station calls its function of one 支出方向 (按支出方向计算): `plain_call`, or its like.

    What the function returns depends on nothing but the figures it asks for and its inputs.
    """

    def __call__(self, function: Callable[..., T], known: Figures, name: str, *inputs: object) -> T:
        """Return `function(known, *inputs)`; `name` is that of the 支出方向, "" the report's."""


def plain_call(function: Callable[..., T], known: Figures, name: str, *inputs: object) -> T:  # noqa: ARG001 (of use to others of its kind)
    """Return what a function makes of figures and inputs."""
    return function(known, *inputs)


class FaultError(Exception):
    """A formula that cannot be calculated, or a figure that cannot be printed as asked."""

    def __init__(self, remark: Remark) -> None:
        """Keep the remark; it is caught inside figures/."""
        super().__init__(remark.message)
        self.remark = remark


def unknown_form(message: str, advice: str) -> FaultError:
    """Return the error for a display form (显示) that there is not."""
    return FaultError(error_remark("FIG14", message, 0, 0, advice))


def unsuitable_form(message: str, advice: str) -> FaultError:
    """Return the error for a display form that does not suit the figure."""
    return FaultError(error_remark("FIG15", message, 0, 0, advice))


def fault_error(start: int, end: int, code: str, message: str, advice: str = "") -> FaultError:
    """Return the error for what stands from `start` to `end` of a formula."""
    return FaultError(error_remark(code, message, start, end - start, advice))


def error_remark(code: str, message: str, offset: int, length: int, advice: str = "") -> Remark:
    """Return an 错误 about a stretch of a string."""
    return Remark(code, Severity.ERROR, message, offset, length, advice)


def located(remark: Remark, source: Source, typed: str = "") -> Finding:
    """Return the finding for a remark whose stretch stands at `source` as `typed`."""
    fix = None
    if remark.fixable:
        edit = Edit(source, typed, remark.replacement)
        fix = Fix((edit,), f"改为 {remark.replacement}", remark.safe)
    return Finding(
        remark.code,
        remark.severity,
        source,
        remark.message,
        remark.advice,
        remark.related,
        fix,
    )


def placed_finding(remark: Remark, text: Text) -> Finding:
    """Return the finding for a remark on `text.content`."""
    typed = text.content[remark.offset : remark.offset + remark.length]
    return located(remark, text.at(remark.offset, remark.length), typed)


def error_finding(
    code: str, source: Source, message: str, advice: str, related: tuple[Related, ...] = ()
) -> Finding:
    """Return an 错误 at a place of a file."""
    return Finding(code, Severity.ERROR, source, message, advice, related)


def value_place(figure: Figure) -> Source:
    """Return where the value is written, else where the figure is."""
    typed = figure.typed
    if typed is None or "\n" in typed.content:
        return figure.source
    return typed.at(0, len(typed.content))
