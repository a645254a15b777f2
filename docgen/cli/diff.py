"""`docgen diff`: what a returned file changed, and where each change belongs (回稿)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from docgen import build, returned
from docgen.cli import console, options, printing
from docgen.returned import Returned, ReturnedChange
from docgen.word.returned.file_reading import FileReading, reading

_LARGEST = 1 << 28


@click.command("diff", options_metavar="[选项]")
@click.argument("file", metavar="回稿.docx",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@options.folder_argument
@options.format_option("详细", "json")
def command(file: Path, folder: str | None, style: str) -> None:
    """比较领导改过的 Word 文件与现在的内容：改了哪里，对应哪个文件的哪一行。

    修订中的插入算已接受，删除算已删去，批注逐条列出；不改动任何文件。
    """
    theirs = _returned_reading(file)
    whole = options.whole_report(folder)
    data, _ = build.document(whole.proof)
    if data is None:
        options.print_proof(whole.proof, "详细", "auto", preview=False)
        sys.exit(1)
    result = returned.returned_changes(
        whole.report, whole.appraisal, whole.manuscript, reading(data), theirs
    )
    if style == "json":
        console.print_json(msgspec.to_builtins(result))
    else:
        console.print_lines(_result_lines(result, printing.path_prefix(whole.proof.project.root)))


def _returned_reading(file: Path) -> FileReading:
    if file.stat().st_size > _LARGEST:
        sys.exit(console.failure_code(f"《{file.name}》太大，没有比较", 2))
    try:
        return reading(file.read_bytes())
    except ValueError:
        sys.exit(console.failure_code(f"《{file.name}》不是能读的 .docx，没有比较", 2))


def _result_lines(result: Returned, before: str) -> Iterator[str]:
    for change in result.changes:
        yield from _change_lines(change, before)
    for comment in result.comments:
        yield f"批注（{comment.author or '没有署名'}）：{comment.text}"
        if comment.on:
            yield f"  批在“{_short_text(comment.on)}”上"
    count = f"{len(result.changes)} 处改动，{len(result.comments)} 条批注"
    yield f"{count}，没有改动任何文件" if result.changes or result.comments else "√ 没有改动"


def _change_lines(change: ReturnedChange, before: str) -> Iterator[str]:
    kind = "添加" if not change.before else "删去" if not change.after else "改动"
    yield f"{kind} {change.where}"
    if change.before:
        yield f"  原：{change.before}"
    if change.after:
        yield f"  现：{change.after}"
    if change.source is not None:
        yield f"  --> {before}{change.source}"
    for remark in change.remarks:
        yield f"  {remark}"


def _short_text(text: str, most: int = 30) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
