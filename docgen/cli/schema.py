"""`docgen schema`: JSON Schemas for editors (编辑器提示)."""

from __future__ import annotations

import json
from pathlib import Path

import click

from docgen import output
from docgen.cli import console
from docgen.content import schemas


@click.command("schema", options_metavar="[选项]")
@click.argument("kind", required=False, metavar="[report|figures|metrics|scheme]")
@click.option("--write", type=click.Path(file_okay=False, path_type=Path),
              help="写到这个文件夹，每种一个文件")  # fmt: skip
def command(kind: str | None, write: Path | None) -> None:
    """输出 JSON Schema：VS Code 的 YAML 扩展据此补全中文键并解释它们。"""
    known = schemas()
    if kind is not None and kind not in known:
        fault = f"没有“{kind}”，有的是 {'、'.join(known)}"
        raise click.BadParameter(fault)
    chosen = {kind: known[kind]} if kind else known
    if write is None:
        shown = chosen[kind] if kind else chosen
        console.print_json_text(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for name, data in chosen.items():
        path = write / f"{name}.json"
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        output.write_file(path, text.encode(), path.as_posix())
        console.print_result(f"已写 {path.as_posix()}")
