"""The folder where docgen keeps what it can make again (缓存): the only place outside the project.

`DOCGEN_CACHE` names another folder; `DOCGEN_CACHE=off` does without. Every function whose memory
lies here gives the same result when the folder is empty, damaged or cannot be written.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import time
from pathlib import Path

_CAREFUL = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY"))
_STALE = 3600  # seconds: whoever wrote a temporary file that old is gone


def folder() -> Path | None:
    """Return the cache folder, made with mode 0700, or None where there is to be none."""
    asked = os.environ.get("DOCGEN_CACHE", "")
    if asked.lower() == "off":
        return None
    path = Path(asked) if asked else _usual()
    try:
        if path is not None:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return path


def private() -> Path | None:
    """Return the cache folder, None where others can write into it.

    For what is executed, or decides what is printed.
    """
    home = folder()
    return home if home is not None and _is_own(home.stat()) else None


def read(path: Path, most: int) -> bytes | None:
    """Return the bytes of a file of the cache folder, None where it cannot be trusted.

    It is a file of the user's own that others cannot write, of `most` bytes; a pipe or a device
    in its place is never waited for.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        handle = os.open(path, os.O_RDONLY | _CAREFUL)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or state.st_size > most or not _is_own(state):
            return None
        return file.read()


def _is_own(state: os.stat_result) -> bool:
    if os.name == "nt":  # %LOCALAPPDATA% is the user's own
        return True
    return state.st_uid == os.getuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def put(path: Path, data: bytes) -> None:
    """Write a file of the cache folder, whole or not at all; where it can't be, there is none."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    with contextlib.suppress(OSError):
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
        _remove_litter(path.parent)


def forget(pattern: str, most: int) -> None:
    """Remove files of the cache folder that match, but for those that were written last."""
    home = folder()
    with contextlib.suppress(OSError):  # another run may be doing the same
        kept = sorted(home.glob(pattern), key=_written) if home else []
        for old in kept[:-most]:
            old.unlink(missing_ok=True)


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns


def _remove_litter(folder: Path) -> None:
    """Remove temporary files of runs that ended before they could."""
    latest = time.time() - _STALE
    for path in folder.glob(".*.tmp"):
        if path.stat().st_mtime < latest:
            path.unlink(missing_ok=True)


def _usual() -> Path | None:
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base, "docgen", "cache") if base else None
    base = os.environ.get("XDG_CACHE_HOME")
    if base and Path(base).is_absolute():
        return Path(base, "docgen")
    home = os.environ.get("HOME")
    if not home:
        return None
    middle = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path(home, middle, "docgen")
