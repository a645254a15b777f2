"""`docgen roll`: this year's project → next year's (结转)."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from docgen import output
from docgen.cli import console, options
from docgen.content.yaml.nodes import Mapping as MappingNode
from docgen.content.yaml.nodes import Scalar
from docgen.content.yaml.reading import composed
from docgen.findings import DocgenError, Source, error
from docgen.importing.rolling import rolled_project, rolling_page, year_of

NOTES = "结转说明.md"


@click.command("roll", options_metavar="[选项]")
@click.argument("year", metavar="新年度", type=click.IntRange(1990, 2200))
@click.argument("folder", metavar="[文件夹]", required=False, type=click.Path(path_type=Path))
def command(year: int, folder: Path | None) -> None:
    """从这个项目做出下一年度的项目：指标和文字照旧，数据移到“上年”，结果待填。

    新年度：如 2021。文件夹：不写就是旁边的“名称-新年度”；已经有了的不动。
    """
    project = options.given_project(None)
    root, content = Path(project.root), Path(project.folder)
    old = _project_year(content)
    if old is None or year != old + 1:
        told = "没有写清年度" if old is None else f"的年度是 {old}，下一年度是 {old + 1}"
        message, advice = f"report.yaml {told}", "docgen roll 后面写下一年度"
        raise DocgenError(error("YML17", Source("report.yaml"), message, advice), exit_code=2)
    stem = re.sub(rf"[-_ ]?{old}$", "", root.name) or root.name
    target = folder or root.parent / f"{stem}-{year}"
    if target.exists():
        message = f"“{target.name}”已经有了，没有动它"
        advice = "换一个文件夹的名称：docgen roll 新年度 文件夹"
        raise DocgenError(error("OUT05", Source(str(target)), message, advice), exit_code=2)
    previous = os.path.relpath(root.resolve(), target.resolve()).replace(os.sep, "/")
    rolled = rolled_project(root, content, old, previous)
    rolled.files[NOTES] = rolling_page(rolled, old).encode()
    for name, data in rolled.files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        output.write_file(path, data, name)
    console.print_result(f"已结转到 {target}（{len(rolled.files)} 个文件）")
    console.print_result(f"  要核对的 {len(rolled.notes)} 处列在 {NOTES}；数据和完成值都是待填")


def _project_year(content: Path) -> int | None:
    path = content / "report.yaml"
    node = composed(path.read_text("utf-8"), "report.yaml").node if path.is_file() else None
    if not isinstance(node, MappingNode):
        return None
    return year_of({k.content: v.content for k, v in node.pairs if isinstance(v, Scalar)})
