"""One returned file in its project (一次收回): base, changes, clashes, and the new texts.

Copies of the content stand in a temporary folder; the project itself is only read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from msgspec import Struct, structs

from docgen import editions
from docgen.absorbing.changes import ASKED, CLASH, REFUSED, TAKEN, Change, Splice
from docgen.absorbing.comparing import returned_changes
from docgen.absorbing.merging import file_splices, meeting, merged, refined
from docgen.absorbing.printed_lines import SourceMap
from docgen.absorbing.proving import PrintedMap, Prover
from docgen.content import Project, locate
from docgen.editions import Edition
from docgen.findings import DocgenError, Source, error
from docgen.word.returned.alignment import likeness
from docgen.word.returned.file_reading import reading
from docgen.word.returned.fingerprint import fingerprint
from docgen.word.returned.line_reading import ReturnedLine, margin_words, returned_lines

_LEAST_ALIKE = 0.6


class PlacedComment(Struct, frozen=True):
    """A comment of the returned file (批注) and the line it belongs to."""

    author: str
    text: str
    where: str = ""
    source: Source | None = None


class Session(Struct, frozen=True):
    """What a returned file says (回稿): its base and all changes, numbered from 1 in order.

    `copy` is the copy of the base's content, `ours` the writer's edits since, as splices of the
    base; `edition` is None where the content of today was taken for the base.
    """

    project: Project
    copy: Project
    printed: PrintedMap
    base: SourceMap
    lines: tuple[ReturnedLine, ...]
    changes: tuple[Change, ...]
    comments: tuple[PlacedComment, ...]
    ours: tuple[Splice, ...]
    edition: Edition | None = None
    share: float = 1.0
    latest: int = 0


class Wishes(Struct, frozen=True):
    """What is to become of the changes (去留), by their numbers."""

    taken: frozenset[int] = frozenset()
    at_source: frozenset[int] = frozenset()
    literal: frozenset[int] = frozenset()
    theirs: frozenset[int] = frozenset()
    everything: bool = False


class Outcome(Struct, frozen=True):
    """What would be written (结果): new bytes by file, what they hold now, what became of each."""

    files: Mapping[str, bytes]
    present: Mapping[str, bytes]
    taken: tuple[int, ...]
    dropped: tuple[int, ...]


@contextmanager
def absorbing_session(
    project: Project, data: bytes, name: str, printed: PrintedMap, reason: str = ""
) -> Iterator[Session]:
    """Open a returned file against the edition it was made from.

    Raises DocgenError (exit code 2) where it cannot be read, or is of no edition.
    """
    try:
        lines, comments = returned_lines(data), reading(data).comments
        margins = margin_words(data)
    except ValueError:
        _refuse(f"《{name}》不是能读的 .docx，没有比较", "请在 Word 中另存为 .docx")
    with TemporaryDirectory(prefix="docgen-") as folder:
        copy, edition, share = _base_copy(project, data, lines, Path(folder), name)
        base = printed(copy)
        if base is None:
            _refuse("底稿的内容印不出来，没有比较", "运行 docgen check 看原因")
        if edition is None and (share := _share(base, lines)) < _LEAST_ALIKE:
            _refuse_unlike(name, "现稿", share)
        ours = tuple(_writers_splices(project, base)) if edition is not None else ()
        found = (*returned_changes(base, lines, reason), *_margin_changes(base, margins))
        changes = tuple(_clashing(change, ours, base) for change in found)
        placed = tuple(_placed_comment(c.author, c.text, c.on, base) for c in comments)
        known = editions.known_editions(Path(project.root))
        yield Session(
            project, copy, printed, base, lines, changes, placed, ours, edition, share,
            known[-1].number if known else 0,
        )  # fmt: skip


def _refuse(message: str, advice: str) -> NoReturn:
    raise DocgenError(error("YML17", Source(""), message, advice), exit_code=2)


def _refuse_unlike(name: str, what: str, share: float) -> NoReturn:
    message = f"比不出《{name}》是哪一稿：最像的{what}只有 {share:.0%} 的行相同"
    _refuse(message, "回稿要在生成它的项目里收回")


def _base_copy(
    project: Project, data: bytes, lines: Sequence[ReturnedLine], folder: Path, name: str
) -> tuple[Project, Edition | None, float]:
    """Copy the content the file was printed from into `folder`; today's where none is kept."""
    root = Path(project.root)
    known = editions.known_editions(root)
    told = fingerprint(data).recorded_text
    edition = next((e for e in reversed(known) if told and e.text == told), None)
    share = 1.0
    if edition is None and known:
        texts = {e.number: _edition_lines(root, e) for e in known}
        edition, share = editions.nearest_edition(known, [line.text for line in lines], texts)
        if edition is None:
            _refuse_unlike(name, "底稿", share)
    copied = folder / (root.name or "项目")
    try:
        if edition is None:
            _copy_files(project, copied)
        else:
            editions.restore_files(root, edition, copied)
    except ValueError:
        _refuse("底稿的内容不全，没有比较", "请从备份恢复 .docgen 文件夹")
    below = Path(project.folder).relative_to(root)
    whole = locate(copied, str(copied / below))
    only = edition.only if edition else project.only
    return structs.replace(whole, only=only), edition, share


def _copy_files(project: Project, into: Path) -> None:
    for path in editions.project_files(project):
        copy = into / path.relative_to(project.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())


def _edition_lines(root: Path, edition: Edition) -> list[str]:
    try:
        data = editions.edition_bytes(root, edition.document)
        return [line.text for line in returned_lines(data)]
    except ValueError:
        return []


def _margin_changes(base: SourceMap, margins: frozenset[str]) -> Iterator[Change]:
    """Tell what headers and footers say now: they are the template's."""
    for text in sorted(margins - base.margins):
        say = "页眉页脚印自 Word 模板，请在模板里改"
        yield Change("模板", "页眉页脚", "", text, status=REFUSED, say=say)


def _share(base: SourceMap, lines: Sequence[ReturnedLine]) -> float:
    there = {line.text for line in base.lines}
    return sum(line.text in there for line in lines) / max(len(lines), 1)


def _writers_splices(project: Project, base: SourceMap) -> Iterator[Splice]:
    """Yield what the writer changed since the base was printed."""
    for file, text in base.texts.items():
        now = _text(_present_bytes(project, file))
        yield from file_splices(file, text, now)


def _present_bytes(project: Project, file: str) -> bytes:
    path = Path(project.root, file)
    return path.read_bytes() if path.is_file() else b""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").removeprefix("\ufeff")


def _clashing(change: Change, ours: Sequence[Splice], base: SourceMap) -> Change:
    """Return a change as 冲突 where the writer touched the same words otherwise."""
    for edit in change.edits:
        for small in refined(edit, base.texts[edit.file]):
            met = meeting(small, ours)
            if met and not set(refined(edit, base.texts[edit.file])) <= set(ours):
                was = base.texts[edit.file][met[0].start : met[0].end]
                say = f"当时“{was}” · 回稿“{small.text}” · 现稿“{met[0].text}”"
                return structs.replace(change, status=CLASH, say=say)
    return change


def _placed_comment(author: str, text: str, on: str, base: SourceMap) -> PlacedComment:
    best = max(base.lines, key=lambda line: likeness(line.text, on), default=None)
    if best is None or not on or likeness(best.text, on) < _LEAST_ALIKE:
        return PlacedComment(author, text)
    return PlacedComment(author, text, best.where, next(best.sources, None))


def outcome(session: Session, wishes: Wishes) -> Outcome:
    """Return what is to be written for the wishes, proved; DocgenError where it will not build."""
    wanted = [
        (number, change)
        for number, original in enumerate(session.changes, 1)
        if (change := _wished(number, original, wishes)) is not None
    ]
    prover = Prover(session.copy, session.base, session.lines, session.changes, session.printed)
    kept, out = prover.proved([change for _, change in wanted])
    taken = tuple(number for number, change in wanted if change in kept)
    files = _merged_files(session, kept)
    present = {file: _present_bytes(session.project, file) for file in files}
    changed = {file: data for file, data in files.items() if data != present[file]}
    _refuse_broken(session, changed)
    dropped = tuple(number for number, change in wanted if change in out)
    return Outcome(changed, present, taken, dropped)


def _wished(number: int, change: Change, wishes: Wishes) -> Change | None:
    """Return a change with the edits its wish asks for, None where it is left."""
    if number in wishes.at_source or (change.status == ASKED and number in wishes.taken):
        edits = change.at_source or ()
        kind = change.kind
    elif number in wishes.literal:
        edits, kind = change.literal, "文字"
    elif change.status == CLASH:
        edits, kind = (change.edits or change.at_source), change.kind
        if number not in wishes.theirs:
            return None
    else:
        edits, kind = change.edits, change.kind
        if change.status != TAKEN or not (wishes.everything or number in wishes.taken):
            return None
    return structs.replace(change, edits=edits, kind=kind, status=TAKEN) if edits else None


def _merged_files(session: Session, kept: Sequence[Change]) -> dict[str, bytes]:
    """Return the bytes of each touched file: the writer's edits and the returned ones."""
    files = {}
    edits = [edit for change in kept for edit in change.edits]
    for file in dict.fromkeys(edit.file for edit in edits):
        base = session.base.texts[file]
        theirs = [e for e in edits if e.file == file]
        if any(o.file == file for o in session.ours):
            theirs = [small for edit in theirs for small in refined(edit, base)]
        ours = [
            o for o in session.ours
            if o.file == file and not any(meeting(edit, [o]) for edit in theirs)
        ]  # fmt: skip
        raw = _present_bytes(session.project, file)
        mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
        files[file] = mark + merged(base, ours, theirs).encode()
    return files


def _refuse_broken(session: Session, files: Mapping[str, bytes]) -> None:
    """Raise DocgenError where the writer's content with the changes could not be read."""
    if not session.ours or not files:
        return
    with TemporaryDirectory(prefix="docgen-") as folder:
        copied = Path(folder, "项目")
        _copy_files(session.project, copied)
        for file, data in files.items():
            (copied / file).write_bytes(data)
        below = Path(session.project.folder).relative_to(session.project.root)
        if session.printed(locate(copied, str(copied / below))) is None:
            message = "现稿与回稿合起来读不出来，没有写任何文件"
            _refuse(message, "先收回一部分：--收 1-3")
