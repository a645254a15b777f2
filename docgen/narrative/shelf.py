"""Trees kept between runs (存架): while a text stays as it is, no run parses it again.

One file per project in the cache folder: a SHA-256, then the trees as MessagePack, which is data
and nothing else. A file that is damaged, of another version, or not there is an empty shelf.
"""

from __future__ import annotations

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path

import msgspec

from docgen import __version__, cache
from docgen.narrative.tree import Tree

_DIGEST = 32
MOST_BYTES = 50_000_000


def taken(folder: str) -> dict[str, Tree]:
    """Return the trees by text that lie on the shelf of a project's folder."""
    path = _path(folder)
    try:
        if path is None or path.stat().st_size > MOST_BYTES:
            return {}
        data = path.read_bytes()
        if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
            return {}
        return msgspec.msgpack.decode(memoryview(data)[_DIGEST:], type=dict[str, Tree])
    except (OSError, ValueError, RecursionError):
        return {}


def put(folder: str, trees: dict[str, Tree]) -> None:
    """Put trees on the shelf of a project's folder; they are all that lies there then."""
    path = _path(folder)
    try:
        data = msgspec.msgpack.encode(trees) if path is not None else b""
    except (ValueError, RecursionError):
        return  # a lone surrogate, or too deep: such a text is parsed again
    if path is not None and len(data) < MOST_BYTES:
        cache.put(path, hashlib.sha256(data).digest() + data)


def _path(folder: str) -> Path | None:
    home = cache.folder()
    if home is None:
        return None
    name = hashlib.sha256(f"{_version()}\0{folder}".encode("utf-8", "replace")).hexdigest()
    return home / f"prose-{name[:24]}"


def _version() -> str:
    """Return what a tree depends on besides its text: markdown-it, and the code that calls it."""
    here = Path(__file__).parent
    spec = find_spec("markdown_it")
    origin = Path(spec.origin) if spec and spec.origin else here
    files = [here / "tree.py", origin, *(Path(entry) for entry in os.scandir(here / "markdown"))]
    return f"{__version__} {sorted((file.name, file.stat().st_mtime_ns) for file in files)}"
