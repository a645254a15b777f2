"""`docgen watch`: a new draft after every change (盯着)."""

from __future__ import annotations

from datetime import datetime

import click

from docgen import history
from docgen.build import Built
from docgen.cli import console, options, printing
from docgen.findings import DocgenError, Severity
from docgen.watch import build_cycles

BEGIN = "docgen：开始生成"
END = "docgen：等待改动"


@click.command("watch", options_metavar="[选项]")
@options.folder_argument
@click.option("--poll", is_flag=True, help="轮询：网络盘、共享文件夹上用")
def command(folder: str | None, *, poll: bool) -> None:
    """盯着内容和模板，一改就重新生成草稿；写错时保留上一份好的。按 Ctrl-C 结束。"""
    project = options.given_project(folder)
    console.print_result(BEGIN)
    for cycle in build_cycles(project, polling=poll, stopped=lambda: False):
        _print_cycle(cycle.result, project.root, cycle.seconds)
        console.print_result(END)


def _print_cycle(result: Built | DocgenError, root: str, seconds: float) -> None:
    now = datetime.now().astimezone().strftime("%H:%M:%S")
    if isinstance(result, DocgenError):
        console.print_result(f"{now} × {result}")
        return
    proof = result.proof
    shown = [finding for finding in proof.findings if finding.severity > Severity.NOTE]
    console.print_lines(printing.finding_lines(shown, proof.texts, root, "简短", color=False))
    console.print_lines(history.change_lines(proof, result.saved) if result.saved else ())
    console.print_lines(printing.kept_lines(proof.findings))
    warnings = sum(finding.severity is Severity.WARNING for finding in shown)
    told = f"{proof.errors} 个错误 · " if proof.errors else ""
    mark = "×" if proof.errors or result.saved is None else "√"
    kept = "" if result.saved else " · 保留上一份"
    console.print_result(f"{now} {mark} {seconds:.1f} 秒 · {told}{warnings} 个警告{kept}")
