"""`docgen trace`: where a figure comes from, and every place where it is printed (追溯)."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
import msgspec

from docgen import places
from docgen.cli import console, options, printing
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.figures.names import find, nearest, visible_names
from docgen.figures.trace import dependents, trace, trace_lines, users


@click.command("trace", options_metavar="[选项]")
@click.argument("name", metavar="名称")
@options.folder_argument
@options.format_option("详细", "json")
def command(name: str, folder: str | None, style: str) -> None:
    """追溯一个数字：怎么来的（公式、来源、佐证、工作簿），印在哪些地方。

    名称：figures.yaml 里的名称，如 支出.考核奖励金；也可以是 执行率、总分。
    """
    whole = options.whole_report(folder)
    numbers = whole.appraisal.figures
    found = _named_figures(numbers, name)
    if not found:
        sys.exit(_unknown_name(numbers, name))
    everywhere = places.printed_places(whole.report, whole.appraisal, whole.manuscript)
    template = whole.proof.template
    if template is not None:
        everywhere += places.result_places(whole.appraisal, template.contract)
    if style == "json":
        console.print_json({"figures": [_json_trace(numbers, f, everywhere) for f in found]})
        return
    before = printing.path_prefix(whole.proof.project.root)
    for figure in found:
        console.print_lines(trace_lines(trace(numbers, figure)))
        console.print_lines(_place_lines(numbers, figure.key, everywhere, before))


def _named_figures(numbers: Figures, name: str) -> tuple[Figure, ...]:
    """Return the figures of that name: the report's own, else that of each 支出方向."""
    own = find(numbers, name, "")
    if own is not None:
        return (own,)
    each = (find(numbers, name, scope) for scope in numbers.scopes)
    return tuple(figure for figure in each if figure is not None)


def _unknown_name(numbers: Figures, name: str) -> int:
    names = {n for scope in ("", *numbers.scopes) for n in visible_names(numbers, scope)}
    near = nearest(name, tuple(sorted(names)))
    hint = f"，是不是想找“{near}”" if near else ""
    return console.failure_code(f"没有叫“{name}”的数据{hint}", 2)


def _place_lines(
    numbers: Figures, key: FigureKey, everywhere: tuple[places.PrintedPlace, ...], before: str
) -> Iterator[str]:
    own = [place for place in everywhere if place.key == key]
    yield f"  印在 {len(own)} 处" + ("：" if own else "")
    for place in own:
        text = f"  {place.text}" if place.text else ""
        yield f"    {place.part}  {before}{place.source}{text}"
    below = dependents(users(numbers), (key,))
    if below:
        yield f"  用到它的：{'、'.join(str(k) for k in below)}"


def _json_trace(
    numbers: Figures, figure: Figure, everywhere: tuple[places.PrintedPlace, ...]
) -> dict[str, object]:
    own = [msgspec.to_builtins(place) for place in everywhere if place.key == figure.key]
    return {"trace": msgspec.to_builtins(trace(numbers, figure)), "printed": own}
