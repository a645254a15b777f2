"""Editions (底稿): what was printed when, kept beside output/ with the content it was printed from.

A file that comes back from the director is held against the very edition it was made from. Each
is a small JSON under `.docgen/底稿/`; the bytes it names (the .docx, content, pictures, templates)
lie under `.docgen/内容/` by their SHA-256, each once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from docgen import __version__, output
from docgen.content import Project
from docgen.content.files import is_folder
from docgen.figures.decimals import number_text
from docgen.figures.trace import Snapshot, snapshot
from docgen.scoring.model import Appraisal
from docgen.word.returned.fingerprint import fingerprint

FOLDER = ".docgen"
MOST_DRAFTS = 30
_SUFFIXES = (".yaml", ".yml", ".md", ".docx", ".xlsx", ".png", ".jpg", ".jpeg", ".gif")
_LEAST_ALIKE = 0.6


class KeptFile(Struct, frozen=True, array_like=True):
    """A file of the project in an edition: SHA-256, and what it looked like from outside."""

    digest: str
    size: int = 0
    written: int = 0


class Edition(Struct, frozen=True):
    """One printing (底稿): `number` counts drafts and submissions together, from 1.

    `text` is the hash of its words that the .docx carries, `document` the SHA-256 of the .docx,
    `files` the content and own templates by their path below the project, `figures` every
    figure's value. `only` names the 支出方向 that was printed, "" for all.
    """

    number: int
    made: str
    name: str
    submission: bool
    text: str
    document: str
    files: Mapping[str, KeptFile]
    only: str = ""
    version: str = __version__
    total: str = ""
    grade: str = ""
    figures: Snapshot = {}

    @property
    def label(self) -> str:
        """How a reader calls it: 第3稿."""
        return f"第{self.number}稿"

    @property
    def moment(self) -> str:
        """When it was made, as a reader writes it: 11月20日 16:05."""
        made = datetime.fromisoformat(self.made)
        return f"{made.month}月{made.day}日 {made:%H:%M}"


def record_edition(
    project: Project, path: Path, appraisal: Appraisal | None, *, final: bool
) -> Edition | None:
    """Keep what was just printed to `path`; None where it cannot be kept.

    The report is written already, so a full disk or a folder nobody may write ends in silence.
    """
    with contextlib.suppress(OSError, ValueError):
        return _recorded_edition(project, path, appraisal, final=final)
    return None


def _recorded_edition(
    project: Project, path: Path, appraisal: Appraisal | None, *, final: bool
) -> Edition:
    root, data = Path(project.root), path.read_bytes()
    if (root / FOLDER).is_symlink():
        raise ValueError(FOLDER)  # it may lead anywhere
    names = _edition_names(root)
    last = _read_edition(root, names[-1]) if names else None
    document = _digest(data)
    if last and last.document == document and last.submission == final:
        return last
    files = _kept_files(root, project, last.files if last else {})
    edition = Edition(
        number=last.number + 1 if last else 1,
        made=datetime.now().astimezone().isoformat(timespec="seconds"),
        name=path.name, submission=final, text=fingerprint(data).recorded_text,
        document=document, files=files, only=project.only,
        total=_total(appraisal), grade=_grade(appraisal),
        figures=snapshot(appraisal.figures) if appraisal else {},
    )  # fmt: skip
    output.remove_litter((_edition_folder(root), root / FOLDER / "内容"))
    _keep_bytes(root, document, data)
    name = f"{edition.number:05d}-{document[:8]}.json"
    folder = _edition_folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    output.replace_file(folder / name, msgspec.json.encode(edition), durable=final)
    if len(names) >= MOST_DRAFTS:
        _prune(root)
    return edition


def _total(appraisal: Appraisal | None) -> str:
    if appraisal is None:
        return ""
    forms, total = appraisal.forms, appraisal.summary.total
    total = forms[0].total if len(forms) == 1 and forms[0].rows else total
    return "" if total is None else number_text(total)


def _grade(appraisal: Appraisal | None) -> str:
    if appraisal is None:
        return ""
    forms = appraisal.forms
    return forms[0].grade if len(forms) == 1 else appraisal.summary.grade


def _edition_folder(root: Path) -> Path:
    return root / FOLDER / "底稿"


def _blob(root: Path, digest: str) -> Path:
    return root / FOLDER / "内容" / digest


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _keep_bytes(root: Path, digest: str, data: bytes) -> None:
    path = _blob(root, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        output.replace_file(path, data, durable=False)


def _kept_files(
    root: Path, project: Project, known: Mapping[str, KeptFile]
) -> Mapping[str, KeptFile]:
    """Return the project's files; what looks as it did in the edition before is not read again."""
    found = {}
    for path in project_files(project):
        name, status = path.relative_to(root).as_posix(), path.stat()
        before = known.get(name)
        if before and (before.size, before.written) == (status.st_size, status.st_mtime_ns):
            found[name] = before
            continue
        data = path.read_bytes()
        found[name] = KeptFile(_digest(data), status.st_size, status.st_mtime_ns)
        _keep_bytes(root, found[name].digest, data)
    return found


def project_files(project: Project) -> Iterator[Path]:
    """Yield what a report is printed from: the files of its content and its own templates."""
    folders = [project.folder, str(Path(project.root, "templates"))]
    seen = set()
    for folder in folders:
        for where, below, names in os.walk(folder):
            below[:] = sorted(d for d in below if not d.startswith(".") and d != "output")
            for name in sorted(names):
                path = Path(where, name)
                ours = path.suffix.lower() in _SUFFIXES and not name.startswith(("~$", ".~", "."))
                if ours and path not in seen and not path.is_symlink():
                    seen.add(path)
                    yield path


def _edition_names(root: Path) -> list[str]:
    try:
        return sorted(n for n in os.listdir(_edition_folder(root)) if n.endswith(".json"))  # noqa: PTH208 (half the time)
    except OSError:
        return []


def _read_edition(root: Path, name: str) -> Edition | None:
    """Return an edition; None where its file is damaged."""
    try:
        data = (_edition_folder(root) / name).read_bytes()
        edition = msgspec.json.decode(data, type=Edition)
    except (OSError, msgspec.MsgspecError):
        return None
    return edition if all(map(is_below, edition.files)) else None


def is_below(name: str) -> bool:
    """Tell whether a path stays below the project: the folder may have come from anybody.

    >>> is_below("content/report.yaml"), is_below("../report.yaml"), is_below("/etc/hosts")
    (True, False, False)
    """
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and ":" not in name


def known_editions(root: Path) -> tuple[Edition, ...]:
    """Return the editions of a project, the oldest first."""
    found = (_read_edition(root, name) for name in _edition_names(root))
    return tuple(sorted((e for e in found if e), key=lambda edition: edition.number))


def _prune(root: Path) -> None:
    """Forget the drafts before the last thirty, and the bytes that only they named."""
    editions = known_editions(root)
    drafts = [edition for edition in editions if not edition.submission]
    dropped = {edition.number for edition in drafts[:-MOST_DRAFTS]}
    kept = [edition for edition in editions if edition.number not in dropped]
    for name in _edition_names(root):
        if int(name[:5]) in dropped:
            (_edition_folder(root) / name).unlink(missing_ok=True)
    wanted = {e.document for e in kept} | {f.digest for e in kept for f in e.files.values()}
    for path in (root / FOLDER / "内容").iterdir():
        if path.name not in wanted:
            path.unlink(missing_ok=True)


def edition_bytes(root: Path, digest: str) -> bytes:
    """Return kept bytes by their SHA-256; ValueError where they are gone or damaged."""
    try:
        data = _blob(root, digest).read_bytes()
    except OSError as problem:
        raise ValueError(digest) from problem
    if _digest(data) != digest:
        raise ValueError(digest)
    return data


def restore_files(root: Path, edition: Edition, into: Path) -> None:
    """Write the content of an edition below the folder `into`; ValueError where some is gone."""
    for name, kept in edition.files.items():
        path = into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(edition_bytes(root, kept.digest))


def named_edition(editions: Sequence[Edition], asked: str) -> Edition | None:
    """Return the edition that is called 第3稿 or 3, or the last submission (上次送审)."""
    if asked in {"上次送审", "last-final"}:
        return next((e for e in reversed(editions) if e.submission), None)
    number = asked.removeprefix("第").removesuffix("稿")
    if not number.isdigit():
        return None
    return next((e for e in editions if e.number == int(number)), None)


def nearest_edition(
    editions: Sequence[Edition], lines: Sequence[str], lines_of: Mapping[int, Sequence[str]]
) -> tuple[Edition | None, float]:
    """Return the edition that most lines of a file are found in, and their share, 0 to 1.

    `lines_of` are the lines of each edition by its number. Below 60 % none is near enough.
    """
    there = Counter(lines)
    shares = [
        (sum((there & Counter(lines_of.get(e.number, ()))).values()) / max(len(lines), 1), e)
        for e in editions
    ]
    share, best = max(shares, key=lambda pair: (pair[0], pair[1].number), default=(0.0, None))
    return (best if share >= _LEAST_ALIKE else None), share


def has_editions(root: Path) -> bool:
    """Tell whether a project keeps any."""
    return is_folder(_edition_folder(root))
