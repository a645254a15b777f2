"""`docgen history`: the editions of a report, and what changed from one to the next (底稿)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from docgen import journal
from docgen.cli import console, options
from docgen.content import Project
from docgen.editions import (
    Edition,
    edition_bytes,
    known_editions,
    named_edition,
    project_files,
)
from docgen.findings import DocgenError, Source, error

_MOST_FIGURES = 5


@click.command("history", options_metavar="[选项]")
@options.folder_argument
@click.option("--恢复", "--restore", "asked", metavar="第3稿",
              help="把内容改回那一稿；可用 docgen absorb --撤销 撤回")  # fmt: skip
@options.format_option("详细", "json")
def command(folder: str | None, asked: str | None, style: str) -> None:
    """列出底稿：每一稿的时间、总分、等级、改了什么。"""
    project = options.given_project(folder)
    editions = known_editions(Path(project.root))
    if asked is not None:
        _restore_edition(project, editions, asked)
    elif style == "json":
        console.print_json(
            {"version": 1, "editions": [_json_edition(edition) for edition in editions]}
        )
    else:
        console.print_lines(_history_lines(editions))


def _json_edition(edition: Edition) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(edition)
    told["files"] = {name: kept.digest for name, kept in edition.files.items()}
    return told


def _history_lines(editions: Sequence[Edition]) -> Iterator[str]:
    if not editions:
        yield "还没有底稿：docgen build 每生成一稿就存一份"
    for before, edition in zip((None, *editions), editions, strict=False):
        kind = "送审稿" if edition.submission else "草稿"
        score = f"   总分 {edition.total}   等级 {edition.grade}" if edition.total else ""
        only = f"   {edition.only}" if edition.only else ""
        yield f"{edition.label}   {edition.moment}   {kind}{only}{score}"
        if before is not None:
            yield from (f"  {line}" for line in _change_lines(before, edition))


def _change_lines(before: Edition, edition: Edition) -> Iterator[str]:
    names = sorted({*before.files, *edition.files})
    changed = [n for n in names if _digest_in(before, n) != _digest_in(edition, n)]
    if changed:
        yield "改了 " + "、".join(changed)
    old, new = before.figures, edition.figures
    moved = [
        f"{name} {old.get(name) or '（没有）'} → {new.get(name) or '（删去）'}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]
    yield from moved[:_MOST_FIGURES]
    if len(moved) > _MOST_FIGURES:
        yield f"另有 {len(moved) - _MOST_FIGURES} 个数变了"


def _digest_in(edition: Edition, name: str) -> str:
    kept = edition.files.get(name)
    return kept.digest if kept else ""


def _restore_edition(project: Project, editions: Sequence[Edition], asked: str) -> None:
    """Bring the content of an edition back, all files or none."""
    root, edition = Path(project.root), named_edition(editions, asked)
    if edition is None:
        message = f"没有底稿“{asked}”"
        advice = "docgen history 列出有哪些" if editions else "docgen build 每生成一稿就存一份"
        raise DocgenError(error("YML17", Source(""), message, advice), exit_code=2)
    try:
        kept = {name: edition_bytes(root, f.digest) for name, f in edition.files.items()}
    except ValueError:
        message = f"{edition.label}的内容不全，没有恢复"
        raise DocgenError(error("YML17", Source(""), message, ""), exit_code=2) from None
    present = {p.relative_to(root).as_posix(): p.read_bytes() for p in project_files(project)}
    changed = {name: data for name, data in kept.items() if present.get(name) != data}
    journal.write_together(root, changed, present)
    later = sorted(present.keys() - kept.keys())
    console.print_result(
        f"√ 已恢复到{edition.label}（{edition.moment}），改了 {len(changed)} 个文件"
    )
    if later:
        console.print_result(f"  那一稿没有、仍留着的文件：{'、'.join(later)}")
    if changed:
        console.print_result("  撤销：docgen absorb --撤销")
