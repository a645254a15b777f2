"""`docgen diff`: what a returned file changed, and where each change belongs (回稿)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from docgen import build, content, editions, returned
from docgen.absorbing.causes import figure_causes
from docgen.cli import console, options, printing
from docgen.figures.trace import snapshot
from docgen.findings import DocgenError, Source, error
from docgen.output import given_target, save_output
from docgen.returned import Returned, ReturnedChange
from docgen.word.returned.file_reading import FileReading, reading
from docgen.word.returned.fingerprint import fingerprint
from docgen.word.returned.redline import Cause, redline

_LARGEST = 1 << 28


@click.command("diff", options_metavar="[选项]")
@click.argument("file", metavar="回稿.docx|旧.docx|第3稿")
@click.argument("other", required=False, metavar="[文件夹|新.docx|第5稿]")
@click.option("--output", "-o", "--redline", "output", metavar="比较.docx",
              type=click.Path(dir_okay=False, path_type=Path),
              help="把旧稿到新稿的改动写成带修订的 Word 文件")  # fmt: skip
@options.format_option("详细", "json")
def command(file: str, other: str | None, output: Path | None, style: str) -> None:
    """比较领导改过的 Word 文件与现在的内容：改了哪里，对应哪个文件的哪一行。

    修订中的插入算已接受，删除算已删去，批注逐条列出；不改动任何文件。

    比较两稿：docgen diff 旧.docx 新.docx -o 比较.docx；旧、新也可写 上次送审、第3稿。
    """
    if output is not None:
        _write_redline(file, other, output)
        return
    path = Path(file)
    if not path.is_file():
        raise click.BadParameter(f"找不到文件“{file}”")  # noqa: EM102 (click's own wording)
    theirs = _returned_reading(path)
    whole = options.whole_report(other)
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


def _write_redline(old: str, new: str | None, output: Path) -> None:
    """Write two versions as one file with tracked changes, each number with its cause."""
    project = _project_here(old, new)
    target = given_target(output, ".docx", project.root if project else None)
    if target in (Path(name).resolve() for name in (old, new or "")):
        _refuse("比较结果要写成另一个 .docx 文件")
    known = editions.known_editions(Path(project.root)) if project else ()
    before = _version(old, project, known)
    after = _version(new, project, known) if new else _version_now(project)
    try:
        data = redline(before, after, _cause(project, known, before, after))
    except ValueError as problem:
        _refuse(f"这两稿的改动不能全部写成修订（接受或拒绝后还原不出{problem}），没有写文件")
    saved = save_output(target, data, str(output), draft=False)
    console.print_lines(printing.kept_lines(saved.findings))
    console.print_result(f"√ 已生成 {output}：全部接受即新稿，全部拒绝即旧稿")


def _refuse(message: str) -> NoReturn:
    raise DocgenError(error("OUT05", Source(""), message, "没有改动任何文件"), exit_code=2)


def _project_here(*names: str | None) -> content.Project | None:
    """Return the project we stand in; without one, two files can still be compared."""
    try:
        return options.given_project(None)
    except DocgenError:
        if all(name is not None and Path(name).is_file() for name in names):
            return None
        raise


def _version(
    name: str, project: content.Project | None, known: Sequence[editions.Edition]
) -> bytes:
    path = Path(name)
    if path.is_file():
        if path.stat().st_size > _LARGEST:
            _refuse(f"《{path.name}》太大，没有比较")
        return path.read_bytes()
    edition = editions.named_edition(known, name)
    if edition is None or project is None:
        _refuse(f"找不到“{name}”：写一个 .docx 文件，或 docgen history 列出的第几稿")
    try:
        return editions.edition_bytes(Path(project.root), edition.document)
    except ValueError:
        _refuse(f"{edition.label}的文件不全，没有比较")


def _version_now(project: content.Project | None) -> bytes:
    data = build.document(build.check(project))[0] if project else None
    if data is None:
        _refuse("现在的内容印不出来，没有比较；运行 docgen check 看原因")
    return data


def _cause(
    project: content.Project | None,
    known: Sequence[editions.Edition],
    before: bytes,
    after: bytes,
) -> Cause:
    """Return what tells the cause of a changed number, as far as both versions are known."""
    appraisal = build.check(project).appraisal if project else None
    now = snapshot(appraisal.figures) if appraisal else {}
    places = (
        {str(k): str(f.source) for k, f in appraisal.figures.by_key.items()} if appraisal else {}
    )
    texts = {edition.text: edition.figures for edition in known}
    old = texts.get(fingerprint(before).recorded_text, {})
    return figure_causes(old, texts.get(fingerprint(after).recorded_text, now), places)


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
