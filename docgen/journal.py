"""The journal of writes (改动记录): several files are changed together or not at all.

Before the first file is touched, what they all held is on the disk in `.docgen/改动/`. A run that
was cut off is taken back by the next one; a finished one can be undone (撤销) as long as nobody
wrote into its files since.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from docgen import output
from docgen.editions import is_below
from docgen.findings import DocgenError, Source, error

FOLDER = ".docgen/改动"
_META = "docgen.json"
_OPEN = "open-"
_PATIENCE = 60
"""Seconds that a run on another machine, or on Windows, has for writing its files."""


def write_together(root: Path, files: Mapping[str, bytes], expected: Mapping[str, bytes]) -> None:
    """Replace files below `root`, all or none; `expected` is what each holds now.

    Raises DocgenError (exit code 2), nothing written, where a file holds something else.
    """
    for name in files:
        path = root / name
        if (path.read_bytes() if path.is_file() else b"") != expected.get(name, b""):
            message = f"{Path(name).name} 刚被改过，没有写任何文件"
            raise DocgenError(error("YML19", Source(name), message, "请再运行一次"), exit_code=2)
        output.refuse_shared_file(path, name)
    if files:
        opened = _opened_journal(root, files)
        _replace_files(root, files)
        opened.replace(opened.with_name(_closed_name(opened.parent)))


def _closed_name(folder: Path) -> str:
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"  # noqa: DTZ005 (the writer's own clock names it)
    numbers = (f"{stamp}-{n:03d}.zip" for n in range(1000))
    return next(name for name in numbers if not (folder / name).exists())


def _replace_files(root: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        output.replace_file(path, data)


def _opened_journal(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write what the files hold, and what they are to hold by its hash."""
    buffer, now = io.BytesIO(), {name: _digest(data) for name, data in files.items()}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_META, json.dumps({"version": 1, "now": now}, ensure_ascii=False))
        for name in files:
            if (root / name).is_file():
                archive.writestr(name, (root / name).read_bytes())
    path = root / FOLDER / f"{_OPEN}{output.writer_mark(os.getpid())}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    output.replace_file(path, buffer.getvalue())
    return path


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def recover_files(root: Path) -> bool:
    """Take back what a run that was cut off had written; return whether there was one."""
    folder = root / FOLDER
    if not folder.is_dir():
        return False
    left = [path for path in folder.glob(f"{_OPEN}*.zip") if not _is_running(path)]
    for path in left:
        _put_back(root, path)
        path.unlink()
    return bool(left)


def _is_running(path: Path) -> bool:
    host, _, process = path.stem.removeprefix(_OPEN).partition("-")
    if not process.isdecimal():
        return True  # not a name that docgen gives
    return output.is_writer_alive(host, int(process), path, patience=_PATIENCE)


def _put_back(root: Path, path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        kept = set(archive.namelist())
        for name in filter(is_below, json.loads(archive.read(_META))["now"]):
            if name in kept:
                output.replace_file(root / name, archive.read(name))
            else:
                (root / name).unlink(missing_ok=True)


def undo_last(root: Path) -> tuple[str, ...]:
    """Put back what the last finished run changed; return the names of its files.

    Raises DocgenError (exit code 2) where there is none, or a file was changed since.
    """
    folder = root / FOLDER
    closed = sorted(folder.glob("[0-9]*.zip")) if folder.is_dir() else []
    if not closed:
        raise DocgenError(error("YML19", Source(""), "没有可撤销的收回", ""), exit_code=2)
    with zipfile.ZipFile(closed[-1]) as archive:
        now: dict[str, str] = json.loads(archive.read(_META))["now"]
    for name, digest in now.items():
        path = root / name
        if not path.is_file() or _digest(path.read_bytes()) != digest:
            message = f"{name} 在收回之后又改过，没有撤销"
            advice = f"改动前的文件在 {FOLDER}/{closed[-1].name} 里"
            raise DocgenError(error("YML19", Source(name), message, advice), exit_code=2)
    opened = closed[-1].with_name(f"{_OPEN}{output.writer_mark(os.getpid())}.zip")
    closed[-1].replace(opened)  # cut off here, the next run goes on putting back
    _put_back(root, opened)
    opened.unlink()
    return tuple(now)
