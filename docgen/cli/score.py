"""`docgen score`: the scored form, every score with its rule (评分表)."""

from __future__ import annotations

from pathlib import Path

import click

from docgen import output, places
from docgen.cli import console, options, printing
from docgen.figures.model import FigureKey
from docgen.findings import DocgenError, Source, error
from docgen.scoring import score_tables


@click.command("score", options_metavar="[选项]")
@options.folder_argument
@options.format_option("详细", "json")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path),
              help="另写一个 .xlsx：自评表按系统导入的格式、汇总、数据来源")  # fmt: skip
def command(folder: str | None, style: str, xlsx: Path | None) -> None:
    """打印评分表：每一行的得分，按哪条规则、哪几个数、哪个文号。"""
    whole = options.whole_report(folder)
    if style == "json":
        console.print_json(score_tables.score_data(whole.appraisal))
    else:
        console.print_lines(score_tables.score_lines(whole.appraisal))
        if whole.proof.errors:
            console.print_result(
                f"{printing.total_line(whole.proof.findings)}：docgen check 看是哪些"
            )
    if xlsx is not None:
        _write_workbook(whole, xlsx)
    options.exit_with(whole.proof.findings)


def _printed_places(whole: options.WholeReport) -> dict[FigureKey, tuple[str, ...]]:
    """Return, by figure, the places where it is printed: the sheet 数据来源 lists them."""
    found: dict[FigureKey, tuple[str, ...]] = {}
    for place in places.printed_places(whole.report, whole.appraisal, whole.manuscript):
        found[place.key] = (*found.get(place.key, ()), f"{place.part} {place.source}")
    return found


def _write_workbook(whole: options.WholeReport, path: Path) -> None:
    try:
        data = score_tables.score_workbook(whole.appraisal, _printed_places(whole))
    except ImportError:
        message, advice = "没有安装写 .xlsx 的组件", '请运行 pip install "docgen[excel]"'
        raise DocgenError(error("OUT05", Source(str(path)), message, advice), exit_code=2) from None
    target = output.given_target(path, ".xlsx", whole.proof.project.root)
    saved = output.save_output(target, data, str(path), draft=False)
    console.print_lines(printing.kept_lines(saved.findings))
    console.print_result(f"已写 {path.as_posix()}")
