"""`docgen check`: all findings of a report, and the changes docgen can make itself (核对)."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import click

from docgen import build, checks, output
from docgen.cli import console, options, printing
from docgen.content.source_text import edited


@click.command("check", options_metavar="[选项]")
@options.folder_argument
@click.option("--fix", is_flag=True, help="自动改：手写的数换成引用，〔〕、全角标点、空格")
@click.option("--unsafe-fixes", "unsafe", is_flag=True, help="也改名称、得分等需要人看一眼的")
@click.option("--diff", is_flag=True, help="只显示会改什么，不写文件")
@click.option(
    "--strict", is_flag=True, help="警告也算没有通过（同 送审门槛: 警告）；没有出处的数字算警告"
)
@options.report_options
def command(
    folder: str | None, *, fix: bool, unsafe: bool, diff: bool, strict: bool,
    style: str, color: str, preview: bool,
) -> None:  # fmt: skip
    """核对数字、评分、文字和模板，一次列出全部问题，不生成文件。"""
    project = options.given_project(folder)
    memo = options.project_memo(project)
    proof = build.check(project, strict=strict, memo=memo)
    if diff:
        fixed = _fixed_texts(proof, unsafe=unsafe)
        _print_differences(proof.texts, fixed, project.root)
        console.print_result(f"会改 {len(fixed)} 个文件，没有写入" if fixed else "没有可以自动改的")
        return
    if fix or unsafe:
        again = partial(build.check, project, strict=strict, memo=memo)
        proof = _mended_proof(proof, again, unsafe=unsafe)
    options.print_proof(proof, style, color, preview=preview)
    options.exit_with(proof.findings, proof.threshold)


_MOST_ROUNDS = 5
"""Changes may uncover others (a file that could not be read); more rounds would be a circle."""


def _mended_proof(
    proof: build.Proof, check: Callable[[], build.Proof], *, unsafe: bool
) -> build.Proof:
    """Return the proof after all changes that can be made, each shown as it is written."""
    for turn in range(_MOST_ROUNDS):
        changed = _fixed_texts(proof, unsafe=unsafe)
        if not changed and not turn:
            console.print_result("没有可以自动改的")
        _print_differences(proof.texts, changed, proof.project.root)
        if not _write_files(proof, changed):
            break
        proof = check()
    return proof


def _fixed_texts(proof: build.Proof, *, unsafe: bool) -> Mapping[str, str]:
    chosen = checks.edits(proof.findings, unsafe=unsafe)
    return {file: edited(proof.texts[file], edits) for file, edits in chosen.items()}


def _print_differences(before: Mapping[str, str], after: Mapping[str, str], root: str) -> None:
    for file, text in sorted(after.items()):
        name = printing.path_prefix(root) + file
        for line in difflib.unified_diff(
            before[file].splitlines(), text.splitlines(), name, name, lineterm="", n=1
        ):
            console.print_result(line)


def _write_files(proof: build.Proof, changed: Mapping[str, str]) -> int:
    """Write each file, unless someone changed it since it was read; return how many were."""
    count = 0
    for file, text in sorted(changed.items()):
        path = Path(proof.project.root, file)
        read = path.read_bytes().decode("utf-8")
        bom = "\ufeff" if read.startswith("\ufeff") else ""
        if read.removeprefix("\ufeff") != proof.texts[file]:
            console.print_progress(f"{file} 刚刚被改过，没有动它，请再运行一次")
            continue
        output.write_file(path, (bom + text).encode(), file)
        console.print_result(f"已改 {printing.path_prefix(proof.project.root)}{file}")
        count += 1
    return count
