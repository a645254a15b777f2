"""`docgen trace`: where a figure comes from, and every place where it is printed (追溯)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click
import msgspec

from docgen import figures, places
from docgen.cli import console, options, printing
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.figures.trace import dependents, trace, trace_lines, users


@click.command("trace", options_metavar="[选项]")
@click.argument("name", metavar="名称")
@options.folder_argument
@click.option("--format", "style", type=click.Choice(["详细", "json"]), default="详细",
              help="json 供程序使用")  # fmt: skip
def command(name: str, folder: str | None, style: str) -> None:
    """追溯一个数字：怎么来的（公式、来源、佐证、工作簿），印在哪些地方。

    名称：figures.yaml 里的名称，如 支出.考核奖励金；也可以是 执行率、总分。
    """
    proof = options.checked(folder)
    if proof.report is None or proof.appraisal is None or proof.manuscript is None:
        options.tell(proof, "详细", "auto", preview=False)
        options.leave(proof.findings)
        return
    found = _found(proof.appraisal.figures, name)
    if not found:
        sys.exit(_unknown(proof.appraisal.figures, name))
    everywhere = places.printed(proof.report, proof.appraisal, proof.manuscript)
    before = printing.prefix(proof.project.root)
    if style == "json":
        data = [_data(proof.appraisal.figures, f, everywhere) for f in found]
        console.out(json.dumps({"version": 1, "figures": data}, ensure_ascii=False, indent=1))
        return
    for figure in found:
        for line in trace_lines(trace(proof.appraisal.figures, figure)):
            console.out(line)
        for line in _printed(proof.appraisal.figures, figure.key, everywhere, before):
            console.out(line)


def _found(numbers: Figures, name: str) -> tuple[Figure, ...]:
    """Return the figures of that name: the report's own, else that of each 支出方向."""
    own = figures.find(numbers, name, "")
    if own is not None:
        return (own,)
    each = (figures.find(numbers, name, scope) for scope in numbers.scopes)
    return tuple(figure for figure in each if figure is not None)


def _unknown(numbers: Figures, name: str) -> int:
    names = {n for scope in ("", *numbers.scopes) for n in figures.visible_names(numbers, scope)}
    near = figures.nearest(name, tuple(sorted(names)))
    hint = f"，是不是想找“{near}”" if near else ""
    return console.fail(f"没有叫“{name}”的数据{hint}", 2)


def _printed(
    numbers: Figures, key: FigureKey, everywhere: tuple[places.Printed, ...], before: str
) -> Iterator[str]:
    own = [place for place in everywhere if place.key == key]
    yield f"  印在 {len(own)} 处" + ("：" if own else "")
    for place in own:
        text = f"  {place.text}" if place.text else ""
        yield f"    {place.part}  {before}{place.source}{text}"
    below = dependents(users(numbers), (key,))
    if below:
        yield f"  用到它的：{'、'.join(str(k) for k in below)}"


def _data(
    numbers: Figures, figure: Figure, everywhere: tuple[places.Printed, ...]
) -> dict[str, object]:
    own = [msgspec.to_builtins(place) for place in everywhere if place.key == figure.key]
    return {"trace": msgspec.to_builtins(trace(numbers, figure)), "printed": own}
