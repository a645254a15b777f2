"""What messages say: remarks that become findings, values as text, names that no figure has."""

from __future__ import annotations

from docgen.figures.decimals import AS_IS, decimals, number_text, trimmed
from docgen.figures.model import (
    Figure,
    Figures,
    Moment,
    Pending,
    Period,
    Quantity,
    Rank,
    Remark,
    Series,
    Value,
    Wording,
)
from docgen.figures.names import EVERY_PROJECT, figure_at, find, nearest, seen_from
from docgen.findings import Edit, Finding, Fix, Related, Severity, Source
from docgen.report import Text


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


def error_finding(
    code: str, source: Source, message: str, advice: str, related: tuple[Related, ...] = ()
) -> Finding:
    """Return an 错误 at a place of a file."""
    return Finding(code, Severity.ERROR, source, message, advice, related)


def error_remark(code: str, message: str, offset: int, length: int, advice: str = "") -> Remark:
    """Return an 错误 about a stretch of a string."""
    return Remark(code, Severity.ERROR, message, offset, length, advice)


_LONG = 12


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
    exact = decimals(value.number) <= _LONG
    return number_text(trimmed(value.number) if exact else value.number, AS_IS if exact else 6)


def value_place(figure: Figure) -> Source:
    """Return where the value is written, else where the figure is."""
    typed = figure.typed
    if typed is None or "\n" in typed.content:
        return figure.source
    return typed.at(0, len(typed.content))


# Names that scoring supplies: nothing that scoring needs may depend on them.
SCORED = ("执行率", "执行率得分", "执行率分值", "总分", "满分", "等级")


def unknown_name(name: str, figures: Figures, scope: str, offset: int) -> Remark:
    """Return the 错误 for a name that is not known, with the nearest one and its place."""
    if name.rpartition(".")[2] in SCORED:
        message = f"“{name}”由评分得出，评分之前还没有"
        advice = "公式里改用 全年执行数 ÷ 全年预算数；正文里则先把资金与指标填全"
        return Remark("FIG01", Severity.ERROR, message, offset, len(name), advice)
    close = _closest_name(name, figures, scope)
    figure = find(figures, close, scope) if close else None
    if close is None or figure is None:
        message = f"没有名为“{name}”的数据"
        advice = "在 figures.yaml 里写上这个数据，或改用已有的名称"
        return Remark("FIG01", Severity.ERROR, message, offset, len(name), advice)
    return Remark(
        "FIG01",
        Severity.ERROR,
        f"没有名为“{name}”的数据，最接近的是“{close}”",
        offset,
        len(name),
        f"改为 {close}，或在 figures.yaml 里写上“{name}”",
        (Related(figure.source, f"{close}：{described(figure.value)}"),),
        close,
        fixable=True,
        safe=False,
    )


def _closest_name(name: str, figures: Figures, scope: str) -> str | None:
    """Return the nearest name, of other 支出方向 only when none nearer home is alike."""
    *home, foreign = seen_from(figures, scope)
    own = nearest(name, {known for names in home for known in names.keys})
    if own is not None:
        return own
    if "." in name:
        return nearest(name, foreign.keys)
    return next((known for known in foreign.keys if known.endswith(f".{name}")), None)


def apart_remark(figure: Figure, figures: Figures, start: int, end: int) -> Remark:
    """Return the 错误 for a group named as if it were a number, though its members do not add."""
    members = [figure_at(figures, key) for key in figure.members]
    listed = "，".join(
        f"{member.name.rpartition('.')[2]} {described(member.value)}" for member in members[:4]
    )
    return Remark(
        "FIG19",
        Severity.ERROR,
        f"“{figure.name}”的各项不能相加：{listed}",
        start,
        end - start,
        "写出其中一项的名称；要逐项列出时写 {{名称|列举}}",
        tuple(Related(member.source, described(member.value)) for member in members[:4]),
    )


def gap_remarks(figure: Figure, figures: Figures, start: int, length: int) -> tuple[Remark, ...]:
    """Return the 警告 where 各支出方向.名称 is not there in every 支出方向."""
    if figure.rule != EVERY_PROJECT:
        return ()
    there = {key.scope for key in figure.members}
    missing = [scope for scope in figures.scopes if scope not in there]
    if not missing:
        return ()
    name = figure.name.removeprefix(f"{EVERY_PROJECT}.")
    message = f"{'、'.join(missing)} 没有“{name}”，没有计入"
    advice = "补上这个数据，没有发生的写 0"
    return (Remark("FIG21", Severity.WARNING, message, start, length, advice),)
