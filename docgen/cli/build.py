"""`docgen build`: the report as a Word file (生成)."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from docgen import build, editions, history
from docgen import output as output_of
from docgen.cli import console, options, printing


@click.command("build", options_metavar="[选项]")
@options.folder_argument
@click.option("--final", is_flag=True, help="生成送审稿；有错误时不生成")
@click.option(
    "--strict", is_flag=True, help="警告也挡住送审稿（同 送审门槛: 警告）；没有出处的数字算警告"
)
@click.option("--output", "output", type=click.Path(path_type=Path), envvar="DOCGEN_OUTPUT",
              help="另存为这个 .docx（须在项目之内或已有的文件夹中）")  # fmt: skip
@options.report_options
def command(
    folder: str | None, *, final: bool, strict: bool, output: Path | None,
    style: str, color: str, preview: bool,
) -> None:  # fmt: skip
    """生成报告：草稿随时可得，送审稿（--final）没有错误才生成。

    文件夹：报告所在的文件夹，或其中一个支出方向；不写则从当前文件夹向上找。
    """
    begun = time.perf_counter()
    project = options.given_project(folder)
    target = None if output is None else output_of.given_target(output, ".docx", project.root)
    memo = options.project_memo(project)
    built = build.build(project, final=final, to=target, strict=strict, memo=memo)
    if built.saved is not None:
        editions.record_edition(project, built.saved.path, built.proof.appraisal, final=final)
    shown = {
        "output": built.saved
        and printing.path_prefix(project.root) + _output_name(built, project.root)
    }
    options.print_proof(built.proof, style, color, preview=preview, extra=shown)
    if style != "json":
        _print_result(built, final=final, seconds=time.perf_counter() - begun)
    options.exit_with(built.proof.findings, built.proof.threshold)
    if built.saved is None:
        sys.exit(2)  # nothing was printed, whatever the reason


def _print_result(built: build.Built, *, final: bool, seconds: float) -> None:
    proof = built.proof
    if built.saved is None:
        if final and proof.blocking and not proof.errors:
            console.print_result(f"送审门槛是警告，有 {proof.blocking} 个警告")
        console.print_result("没有生成" + ("送审稿" if final else "草稿") + "，原来的文件没有动")
        return
    console.print_lines(history.change_lines(proof, built.saved))
    console.print_lines(printing.kept_lines(built.saved.findings))
    name = printing.path_prefix(proof.project.root) + _output_name(built, proof.project.root)
    verb = "已生成" if built.saved.changed else "没有变化"
    console.print_result(f"{verb} {name}   {seconds:.1f} 秒")
    if proof.errors:
        console.print_result("有错误，只有草稿，没有送审稿")


def _output_name(built: build.Built, root: str) -> str:
    path = built.saved.path if built.saved else Path()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
