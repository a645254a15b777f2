"""Results kept between runs (存架): what a text became, while it stays as it is, for the next run.

One file per project and kind in the cache folder: a SHA-256 over version and results, then the
results by key as MessagePack, which is data and nothing else. A file that is damaged, of another
version, or not there is an empty shelf.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache as once
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from docgen import __version__, cache

T = TypeVar("T")
_DIGEST = 32
MOST_BYTES = 50_000_000


class Shelf(Generic[T]):
    """Results of one kind, one at each place: what is new takes the place of what was there."""

    def __init__(
        self, name: str, folder: str, kind: type[T], version: str, *, once: bool = False
    ) -> None:
        """Take what an earlier run left for a project's folder; "" is a shelf of this run only.

        `version` tells what the results depend on besides what they are made of: the code.
        `once` tells that what is put here will not be asked for in this run.
        """
        self._path = _path(name, folder) if folder else None
        self.keeps = self._path is not None or not once
        """Whether what is put here can ever be asked for."""
        self._version = f"{__version__} {version}".encode()
        self._kind = kind
        self._there = self._taken() if self._path else {}
        self._fresh = False

    def get(self, place: str, of: str) -> T | None:
        """Return what lies at a place, None if nothing does or it was made of something else."""
        found = self._there.get(place)
        return None if found is None or found[0] != of else found[1]

    def latest(self, place: str) -> T | None:
        """Return what lies at a place, whatever it was made of."""
        found = self._there.get(place)
        return found[1] if found else None

    def put(self, place: str, of: str, result: T) -> None:
        """Keep a result, and what it was made of, in the place of the one before."""
        if self.keeps:
            self._there[place] = of, result
            self._fresh = True

    def forget(self, place: str) -> None:
        """Leave nothing at a place: what lies there depends on more than it was said to."""
        self._there.pop(place, None)

    def settle(self) -> None:
        """Leave all there is for the next run, where anything is new."""
        if self._path is None or not self._fresh:
            return
        try:
            data = msgspec.msgpack.encode(self._there)
        except (ValueError, RecursionError):
            return  # a lone surrogate, or too deep: it is made again
        if len(data) < MOST_BYTES:
            cache.put(self._path, self._digest(data) + data)
        self._fresh = False

    def _digest(self, data: bytes) -> bytes:
        return hashlib.sha256(self._version + data).digest()

    def _taken(self) -> dict[str, tuple[str, T]]:
        try:
            if self._path is None or self._path.stat().st_size > MOST_BYTES:
                return {}
            data = self._path.read_bytes()
            if self._digest(data[_DIGEST:]) != data[:_DIGEST]:
                return {}
            kept = dict[str, tuple[str, self._kind]]  # type: ignore[name-defined]  # known only here
            return msgspec.msgpack.decode(memoryview(data)[_DIGEST:], type=kept)
        except (OSError, ValueError, RecursionError):
            return {}


def digest(text: str | bytes) -> str:
    """Return what stands for a text that something is made of."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()


@once  # this code does not change while it runs
def version(*folders: Path) -> str:
    """Return what stands for the code in some folders: the names and times of its files."""
    files = (Path(entry) for folder in folders for entry in os.scandir(folder))
    return str(
        sorted((f.name, f.stat().st_mtime_ns) for f in files if f.suffix in (".py", ".yaml"))
    )


def _path(name: str, folder: str) -> Path | None:
    home = cache.folder()
    if home is None:
        return None
    whose = hashlib.sha256(folder.encode("utf-8", "replace")).hexdigest()
    return home / f"{name}-{whose[:24]}"
