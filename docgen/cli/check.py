"""`docgen check`: all findings of a report, and the changes docgen can make itself (核对)."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

import click

from docgen import build, checks, output
from docgen.cli import console, options, printing
from docgen.content.edits import edited


@click.command("check", options_metavar="[选项]")
@options.folder_argument
@click.option("--fix", is_flag=True, help="自动改：引用、〔〕、全角标点、空格")
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
    project = options.project(folder)
    memory = options.memory(project)
    proof = build.check(project, strict=strict, memory=memory)
    if fix or unsafe or diff:
        changed = _fixed(proof, unsafe=unsafe)
        if diff:
            _show(proof.texts, changed, project.root)
            return
        _write(proof, changed)
        proof = build.check(project, strict=strict, memory=memory)
    options.tell(proof, style, color, preview=preview)
    options.leave(proof.findings, proof.threshold)


def _fixed(proof: build.Proof, *, unsafe: bool) -> Mapping[str, str]:
    chosen = checks.edits(proof.findings, unsafe=unsafe)
    return {file: edited(proof.texts[file], edits) for file, edits in chosen.items()}


def _show(before: Mapping[str, str], after: Mapping[str, str], root: str) -> None:
    for file, text in sorted(after.items()):
        name = printing.prefix(root) + file
        for line in difflib.unified_diff(
            before[file].splitlines(), text.splitlines(), name, name, lineterm="", n=1
        ):
            console.out(line)
    console.out(f"会改 {len(after)} 个文件，没有写入" if after else "没有可以自动改的")


def _write(proof: build.Proof, changed: Mapping[str, str]) -> None:
    """Write each file, unless someone changed it since it was read."""
    for file, text in sorted(changed.items()):
        path = Path(proof.project.root, file)
        read = path.read_bytes().decode("utf-8")
        bom = "\ufeff" if read.startswith("\ufeff") else ""
        if read.removeprefix("\ufeff") != proof.texts[file]:
            console.progress(f"{file} 刚刚被改过，没有动它，请再运行一次")
            continue
        output.write(path, (bom + text).encode(), file)
        console.out(f"已改 {printing.prefix(proof.project.root)}{file}")
    if not changed:
        console.out("没有可以自动改的")
