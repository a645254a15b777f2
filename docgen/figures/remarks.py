"""What messages say: remarks that become findings, values as text, names that no figure has."""

from __future__ import annotations

from collections.abc import Iterable

from docgen.figures.model import (
    Figure,
    FigureKey,
    Figures,
    Remark,
)
from docgen.figures.names import EVERY_PROJECT, figure_at, find, nearest, seen_from
from docgen.figures.units import described
from docgen.findings import Finding, Related, Severity, Source


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


def related_figures(figures: Figures, keys: Iterable[FigureKey]) -> tuple[Related, ...]:
    """Return where figures are, each with its name and value."""
    found = [figure_at(figures, key) for key in keys]
    return tuple(Related(each.source, f"{each.name}：{described(each.value)}") for each in found)


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
