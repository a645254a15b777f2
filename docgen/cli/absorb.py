"""`docgen absorb`: what a returned file changed goes into Markdown and YAML (收回)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from difflib import SequenceMatcher, unified_diff
from pathlib import Path
from typing import NoReturn

import click

from docgen import journal
from docgen.absorbing.changes import ASKED, CLASH, REFUSED, TAKEN, Change
from docgen.absorbing.printed_lines import SourceMap
from docgen.absorbing.session import (
    Outcome,
    PlacedComment,
    Session,
    Wishes,
    absorbing_session,
    outcome,
)
from docgen.absorbing.source_map import printed_map
from docgen.cli import console, options, printing
from docgen.content import Project
from docgen.findings import DocgenError, Source, error
from docgen.memo import Memo

_LARGEST = 1 << 28
_AROUND = 12
_LONGEST = 60


@click.command("absorb", options_metavar="[选项]")
@click.argument("file", required=False, metavar="回稿.docx",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@options.folder_argument
@click.option("--收", "--take", "taken", default="", metavar="1-3,5", help="收回这几处")
@click.option("--全部", "--all", "everything", is_flag=True, help="收回所有可收回的")
@click.option("--改源", "--at-source", "at_source", default="", metavar="4",
              help="改数字的来源")  # fmt: skip
@click.option("--写成文字", "--as-text", "literal", default="", metavar="4",
              help="在这一处写成文字，不再引用")  # fmt: skip
@click.option("--理由", "--reason", "reason", default="", help="改得分的理由")
@click.option("--取", "--pick", "picked", nargs=2, multiple=True, metavar="回稿|现稿 7",
              help="冲突处取哪一边")  # fmt: skip
@click.option("--对比", "--patch", "as_patch", is_flag=True, help="只打印补丁，不写文件")
@click.option("--撤销", "--undo", "undo", is_flag=True, help="最近一次收回的文件恢复原样")
@options.format_option("详细", "json")
def command(
    file: Path | None, folder: str | None, *, taken: str, everything: bool, at_source: str,
    literal: str, reason: str, picked: tuple[tuple[str, str], ...], as_patch: bool, undo: bool,
    style: str,
) -> None:  # fmt: skip
    """把回稿里的改动收回到 Markdown 和 YAML；不加 --收 或 --全部 只列出，不写任何文件。"""
    project = options.given_project(folder)
    if undo:
        names = journal.undo_last(Path(project.root))
        console.print_result(f"√ 已撤销，{len(names)} 个文件恢复原样：{'、'.join(names)}")
        return
    if file is None:
        raise click.UsageError("缺少参数“回稿.docx”")  # noqa: EM101 (click's own wording)
    wishes = Wishes(
        _numbers(taken), _numbers(at_source), _numbers(literal), _theirs(picked), everything
    )
    memo = Memo()

    def printed(copy: Project) -> SourceMap | None:
        return printed_map(copy, memo)

    with absorbing_session(project, _bytes(file), file.name, printed, reason) as session:
        if wishes == Wishes():
            _print_list(session, file, style)
            return
        _refuse_unknown(wishes, len(session.changes))
        made = outcome(session, wishes)
        if as_patch:
            console.print_lines(_patch_lines(made))
            return
        journal.write_together(Path(project.root), made.files, made.present)
        _print_outcome(session, made, style)
        left = len(session.changes) - len(made.taken)
    if left:
        sys.exit(1)


def _bytes(file: Path) -> bytes:
    if file.stat().st_size > _LARGEST:
        _refuse(f"《{file.name}》太大，没有比较")
    return file.read_bytes()


def _refuse(message: str) -> NoReturn:
    raise DocgenError(error("YML17", Source(""), message, "没有写任何文件"), exit_code=2)


def _numbers(text: str) -> frozenset[int]:
    """Return the numbers of `1-3,5`; DocgenError for anything else."""
    found: set[int] = set()
    for part in text.replace("，", ",").split(",") if text.strip() else ():
        first, _, last = part.strip().partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            _refuse(f"“{text}”不是序号，写作 1-3,5")
        found.update(range(int(first), min(int(last or first), 100_000) + 1))
    return frozenset(found)


def _theirs(picked: Iterable[tuple[str, str]]) -> frozenset[int]:
    found: frozenset[int] = frozenset()
    for side, numbers in picked:
        if side not in ("回稿", "现稿", "returned", "mine"):
            _refuse(f"“{side}”不是 回稿 或 现稿")
        if side in ("回稿", "returned"):
            found |= _numbers(numbers)
    return found


def _refuse_unknown(wishes: Wishes, count: int) -> None:
    asked = wishes.taken | wishes.at_source | wishes.literal | wishes.theirs
    wrong = sorted(number for number in asked if not 1 <= number <= count)
    if wrong:
        _refuse(f"没有第 {wrong[0]} 处改动，只有 {count} 处")


def print_session(session: Session, file: Path, style: str) -> None:
    """Print the list of changes and comments, or its JSON."""
    _print_list(session, file, style)


def _print_list(session: Session, file: Path, style: str) -> None:
    if style == "json":
        console.print_json(_json_session(session))
        return
    console.print_lines(_head_lines(session, file))
    before = printing.path_prefix(session.project.root)
    for number, change in enumerate(session.changes, 1):
        console.print_lines(_change_lines(number, change, before))
    console.print_lines(_comment_line(comment, before) for comment in session.comments)
    console.print_lines(_foot_lines(session, file))


def _json_session(session: Session) -> dict[str, object]:
    return {
        "version": 1,
        "edition": session.edition.number if session.edition else None,
        "changes": [_json_change(n, c) for n, c in enumerate(session.changes, 1)],
        "comments": [
            {"source": _place(c.source), "text": c.text, "author": c.author, "where": c.where}
            for c in session.comments
        ],
    }


def _json_change(number: int, change: Change) -> dict[str, object]:
    return {
        "n": number, "kind": change.kind, "source": _place(change.source),
        "also": _place(change.also), "status": change.status, "say": change.say,
        "where": change.where, "before": change.before, "after": change.after,
        "column": change.source.column if change.source else 0,
        "choices": _choices(number, change),
        "revisions": [{"author": who, "date": when} for who, when in change.revisions],
    }  # fmt: skip


def _place(source: Source | None) -> str:
    if source is None:
        return ""
    return f"{source.file}:{source.line}" if source.line else str(source)


def _head_lines(session: Session, file: Path) -> Iterator[str]:
    edition = session.edition
    if edition is None:
        yield f"《{file.name}》没有底稿可比，与现稿比较"
    elif session.share < 1:
        share = f"{session.share:.0%}"
        yield f"《{file.name}》没有底稿号，按文字认出是{edition.label}（相同的行占 {share}）"
    else:
        ahead = session.ours and session.latest > edition.number
        later = f"，现稿已到第{session.latest}稿" if ahead else ""
        yield f"《{file.name}》出自{edition.label}（{edition.moment}）{later}。"
    if session.changes or session.comments:
        count = f"改动 {len(session.changes)} 处，批注 {len(session.comments)} 条"
        yield f"{count}，没有写任何文件。"


def _change_lines(number: int, change: Change, before: str) -> Iterator[str]:
    place = f"{before}{change.source}" if change.source else ""
    yield f"{number:2} {change.status}  {change.kind}  {place}  {change.where}{_who(change)}"
    yield f"     {_marked(change)}"
    if change.say:
        yield f"     {change.say}"
    if change.also is not None and change.also != change.source:
        yield f"     印在 {before}{change.also}"
    for choice in _choices(number, change):
        yield f"     {choice}"


def _who(change: Change) -> str:
    told = []
    for author, date in change.revisions[:1]:
        try:
            moment = datetime.fromisoformat(date)
            told.append(f"   修订：{author}，{moment.month}月{moment.day}日")
        except ValueError:
            told.append(f"   修订：{author}")
    return "".join(told)


def _choices(number: int, change: Change) -> list[str]:
    found = []
    if change.status == ASKED and change.at_source:
        found.append(f"改来源：--改源 {number}")
    if change.status == ASKED and change.literal:
        found.append(f"在这一处写成文字：--写成文字 {number}")
    if change.status == CLASH:
        found.append(f"选一个：--取 回稿 {number} 或 --取 现稿 {number}")
    return found


def _marked(change: Change) -> str:
    """Return before and after, the differing words marked, not the whole paragraph."""
    old, new = change.before, change.after
    if change.kind in ("数字", "得分", "表格数", "级别") or not old or not new:
        if old and new:
            return f"{_short(old)} → {_short(new)}"
        return f"[-{_short(old)}-]" if old else f"{{+{_short(new)}+}}"
    if change.kind in ("移段", "格式"):
        return _short(new)
    pieces = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            same = old[a0:a1]
            long = len(same) > 2 * _AROUND
            pieces.append(f"{same[:_AROUND]}…{same[-_AROUND:]}" if long else same)
            continue
        pieces.append(f"[-{old[a0:a1]}-]" if a1 > a0 else "")
        pieces.append(f"{{+{new[b0:b1]}+}}" if b1 > b0 else "")
    return "".join(pieces).replace("\n", "¶")


def _short(text: str) -> str:
    shown = text.replace("\n", "¶")
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _comment_line(comment: PlacedComment, before: str) -> str:
    place = f"{before}{comment.source}" if comment.source else ""
    who = f"   {comment.author}" if comment.author else ""
    return f"   批注      {place}  {comment.where}   “{comment.text}”{who}"


def _foot_lines(session: Session, file: Path) -> Iterator[str]:
    if not session.changes:
        yield "√ 没有改动" if not session.comments else "没有改动文字"
        return
    kinds = (TAKEN, ASKED, REFUSED, CLASH)
    counts = [(kind, sum(c.status == kind for c in session.changes)) for kind in kinds]
    yield "，".join(f"{kind} {count} 处" for kind, count in counts if count)
    if counts[0][1]:
        yield f"  全部收回：docgen absorb {file.name} --全部      先看补丁：再加 --对比"


def _patch_lines(made: Outcome) -> Iterator[str]:
    for file, data in made.files.items():
        old = made.present[file].decode("utf-8", "replace").splitlines()
        new = data.decode("utf-8", "replace").splitlines()
        yield from unified_diff(old, new, file, file, lineterm="")


def _print_outcome(session: Session, made: Outcome, style: str) -> None:
    if style == "json":
        told: Mapping[str, object] = {
            **_json_session(session),
            "taken": list(made.taken), "dropped": list(made.dropped), "files": sorted(made.files),
        }  # fmt: skip
        console.print_json(dict(told))
        return
    for number in made.dropped:
        console.print_result(f"收回第{number}处后印出的文字与回稿不同，没有收回")
    if not made.taken:
        console.print_result("没有收回，没有写任何文件")
        return
    left = [n for n in range(1, len(session.changes) + 1) if n not in made.taken]
    rest = f"（第{'、'.join(map(str, left))}处除外）" if left else ""
    files = f"改了 {len(made.files)} 个文件" if made.files else "内容里已经是这样"
    console.print_result(f"√ 已收回 {len(made.taken)} 处，{files}；生成的文字与回稿一致{rest}")
    if made.files:
        console.print_result("  撤销：docgen absorb --撤销")
