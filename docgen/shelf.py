"""Results kept between runs (存架): what a text became, while it stays as it is, for the next run.

One file per project in the cache folder: a SHA-256, then for each shelf the version of the code
that made it and its results by place, as MessagePack, which is data and nothing else. What is
damaged, of another version, or not there is an empty shelf.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache as once
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Raw, msgpack

from docgen import __version__, cache

T = TypeVar("T")
_DIGEST = 32
MOST_BYTES = 50_000_000
MOST_PROJECTS = 64
"""Folders: more than anyone works on by turns."""
_HOME = Path(__file__).parent
_Kept = dict[str, tuple[str, Raw]]


class Shelf(Generic[T]):
    """Results of one kind, one at each place: what is new takes the place of what was there."""

    def __init__(self, there: dict[str, tuple[str, T]], *, keeps: bool, outlives: bool) -> None:
        """Begin with what an earlier run left."""
        self.keeps = keeps
        """Whether what is put here can ever be asked for."""
        self.outlives = outlives
        """Whether it is worth working out what stands for a result's inputs, for another run.

        A run that builds again and again has a memory of its own, and no time for that.
        """
        self.fresh = False
        """Whether there is more than an earlier run left."""
        self.there = there

    def get(self, place: str, of: str) -> T | None:
        """Return what lies at a place, None if nothing does or it was made of something else."""
        found = self.there.get(place)
        return None if found is None or not of or found[0] != of else found[1]

    def latest(self, place: str) -> T | None:
        """Return what lies at a place, whatever it was made of."""
        found = self.there.get(place)
        return found[1] if found else None

    def put(self, place: str, of: str, result: T) -> None:
        """Keep a result in the place of the one before; for this run only where `of` is empty."""
        if self.keeps:
            self.there[place] = of, result
            self.fresh = self.fresh or bool(of)

    def forget(self, place: str) -> None:
        """Leave nothing at a place: what lies there depends on more than it was said to."""
        self.there.pop(place, None)


class Shelves:
    """The shelves of one project's folder, each taken up when it is first asked for."""

    def __init__(self, folder: str, *, lasting: bool) -> None:
        """Take what an earlier run left for a folder; "" has shelves of this run only.

        `lasting` tells that what is put on a shelf may be asked for in this run.
        """
        self._path = _path(folder) if folder else None
        self._lasting = lasting
        self._kept = _taken(self._path) if self._path else {}
        self._taken: dict[str, tuple[str, Shelf[Any]]] = {}

    def shelf(self, name: str, kind: type[T], version: str) -> Shelf[T]:
        """Return a shelf; `version` tells what its results depend on besides: the code."""
        if name not in self._taken:
            told = f"{__version__} {version}"
            there = _read(self._kept.get(name), kind, told)
            outlives = self._path is not None and not self._lasting
            shelf = Shelf(there, keeps=self._lasting or self._path is not None, outlives=outlives)
            self._taken[name] = told, shelf
        return self._taken[name][1]

    def settle(self) -> None:
        """Leave all there is for the next run, where anything is new."""
        fresh = {name: kept for name, kept in self._taken.items() if kept[1].fresh}
        if self._path is None or not fresh:
            return
        for name, (told, shelf) in fresh.items():
            shelf.fresh = False
            try:
                self._kept[name] = told, Raw(msgpack.encode(shelf.there))
            except (ValueError, RecursionError):
                self._kept.pop(name, None)  # half a character, or too deep: it is made again
        data = msgpack.encode(self._kept)
        if len(data) < MOST_BYTES:
            cache.put(self._path, hashlib.sha256(data).digest() + data)
            cache.forget("kept-*", MOST_PROJECTS)


def digest(text: str | bytes) -> str:
    """Return what stands for a text that something is made of."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()


def version(*rooms: str) -> str:
    """Return what stands for the code of some rooms and of the modules that all of them share."""
    return " ".join(_stamp(room) for room in ("", *rooms))


@once  # this code does not change while it runs
def _stamp(room: str) -> str:
    files = (each for each in os.scandir(_HOME / room) if each.name.endswith((".py", ".yaml")))
    times = sorted(f"{each.name}{each.stat().st_mtime_ns}" for each in files)
    return digest("\0".join(times))


def _path(folder: str) -> Path | None:
    home = cache.private()
    return home / f"kept-{digest(folder)[:24]}" if home else None


def _taken(path: Path) -> _Kept:
    try:
        if path.stat().st_size > MOST_BYTES:
            return {}
        data = path.read_bytes()
        if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
            return {}
        return msgpack.decode(memoryview(data)[_DIGEST:], type=_Kept)
    except (OSError, ValueError, RecursionError):
        return {}


def _read(kept: tuple[str, Raw] | None, kind: type[T], told: str) -> dict[str, tuple[str, T]]:
    if kept is None or kept[0] != told:
        return {}
    there = dict[str, tuple[str, kind]]  # type: ignore[valid-type]  # known only here
    try:
        return msgpack.decode(kept[1], type=there)
    except (msgspec.MsgspecError, RecursionError):
        return {}
