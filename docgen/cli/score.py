"""`docgen score`: the scored form, every score with its rule (评分表)."""

from __future__ import annotations

import json
from pathlib import Path

import click

from docgen import build, output, places
from docgen.cli import console, options, printing
from docgen.figures.model import FigureKey
from docgen.findings import DocgenError, Source, error
from docgen.scoring import score_tables


@click.command("score", options_metavar="[选项]")
@options.folder_argument
@click.option("--format", "style", type=click.Choice(["详细", "json"]), default="详细",
              help="json 供程序使用")  # fmt: skip
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path),
              help="另写一个 .xlsx：自评表按系统导入的格式、汇总、数据来源")  # fmt: skip
def command(folder: str | None, style: str, xlsx: Path | None) -> None:
    """打印评分表：每一行的得分，按哪条规则、哪几个数、哪个文号。"""
    proof = options.checked(folder)
    if proof.appraisal is None:
        options.tell(proof, "详细", "auto", preview=False)
        options.leave(proof.findings)
        return
    if style == "json":
        told = {"version": 1, **score_tables.score_data(proof.appraisal)}
        console.out(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for line in score_tables.score_lines(proof.appraisal):
            console.out(line)
        if proof.errors:
            console.out(f"{printing.totals(proof.findings)}：docgen check 看是哪些")
    if xlsx is not None:
        _write(proof, xlsx)
    options.leave(proof.findings)


def _printed(proof: build.Proof) -> dict[FigureKey, tuple[str, ...]]:
    """Return, by figure, the places where it is printed: the sheet 数据来源 lists them."""
    if proof.report is None or proof.appraisal is None or proof.manuscript is None:
        return {}
    found: dict[FigureKey, tuple[str, ...]] = {}
    for place in places.printed(proof.report, proof.appraisal, proof.manuscript):
        found[place.key] = (*found.get(place.key, ()), f"{place.part} {place.source}")
    return found


def _write(proof: build.Proof, path: Path) -> None:
    if proof.appraisal is None:
        return
    try:
        data = score_tables.score_workbook(proof.appraisal, _printed(proof))
    except ImportError:
        message, advice = "没有安装写 .xlsx 的组件", '请运行 pip install "docgen[excel]"'
        raise DocgenError(error("OUT05", Source(str(path)), message, advice), exit_code=2) from None
    output.write(path, data, str(path))
    console.out(f"已写 {path.as_posix()}")
