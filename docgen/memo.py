"""What was made before, and of what (记忆): all that one build knows of the builds before it.

A result is kept under the SHA-256 of all it was made of, in memory while the process lives and in
the cache folder for the next run. Only `build.py` and those beside it know of it: everything
that it keeps comes of pure functions, and the program is right without it.

On disk a memo is one file: a SHA-256, then MessagePack, which is data and nothing else: the hash
of docgen itself, and each result beside its key. What is damaged, of another docgen, or not there
is an empty memo.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache as cache_once
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Raw, Struct, msgpack

from docgen import cache

T = TypeVar("T")
MOST_BYTES = 50_000_000
"""Bytes of one memo: beyond them only what the last build used stays."""
MOST_MEMOS = 64
"""Projects: more than anyone works on by turns."""
_DIGEST = hashlib.sha256().digest_size
_HOME = Path(__file__).parent
_PARSERS = ("yaml", "markdown_it", "mdit_py_plugins", "jinja2", "msgspec")

Key = bytes
"""A SHA-256; empty where what something is made of cannot be told, and it is not kept."""


class Entry(Struct, frozen=True, array_like=True):
    """A result on disk (存件): its key, what it asked for besides, itself as MessagePack."""

    key: Key
    asked: Raw
    result: Raw


class _Stored(Struct, frozen=True, array_like=True):
    """A memo as it is written: the hash of the docgen that wrote it, and its entries by slot."""

    docgen: bytes
    entries: dict[str, Entry]


class Kept(Struct, frozen=True):
    """A result at hand (在手的结果): its key, what it asked for besides, itself.

    `origin` is the hash of all that it was made of, what it asked for with it.
    """

    key: Key
    asked: object
    result: object
    origin: Key


def kept_result(key: Key, asked: object, result: object) -> Kept:
    """Return a result as it is kept."""
    told = content_hash(asked)
    return Kept(key, asked, result, hashlib.sha256(key + told).digest() if key and told else b"")


class Memo:
    """Results by slot ("自评表 甲专项"), the last of each, with what each was made of."""

    def __init__(self, folder: str = "") -> None:
        """Begin with what an earlier run left for a folder; "" is a memo of this process only."""
        self._path = _memo_path(folder) if folder else None
        self._entries = _read_entries(self._path, self.docgen) if self._path else {}
        self._kept: dict[str, Kept] = {}
        self._lasting: dict[str, Kept] = {}
        self._used: set[str] = set()
        self._hashes: dict[int, tuple[object, Key]] = {}

    @cached_property
    def docgen(self) -> bytes:
        """The hash of docgen itself, as it is in this run."""
        return docgen_hash()

    def made(
        self, slot: str, inputs: Iterable[object], make: Callable[[], T], lasting: object = None
    ) -> T:
        """Return what `make` makes of `inputs`, anew only where one of them changed.

        A result of the type `lasting` is kept for the next run, too; without one, for this run.
        """
        key = self.key_of(inputs)
        known = self.kept(slot, key, lasting)
        if known is not None:
            return cast("T", known.result)
        result = make()
        self.keep(slot, kept_result(key, None, result), lasting=lasting is not None)
        return result

    def kept(
        self, slot: str, key: Key, lasting: object = None, asked: object = None
    ) -> Kept | None:
        """Return what lies in a slot, None where that was made of something else.

        `lasting` and `asked` are the types of a result of an earlier run, and of what it asked.
        """
        self._used.add(slot)
        known = self._kept.get(slot)
        if known is not None:
            return known if key and known.key == key else None
        entry = self._entries.get(slot)
        if entry is None or lasting is None or not key or entry.key != key:
            return None
        try:
            told = msgpack.decode(entry.asked, type=cast("Any", asked))
            result = msgpack.decode(entry.result, type=cast("Any", lasting))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None
        known = self._kept[slot] = kept_result(key, told, result)
        self._name_parts(known)
        return known

    def keep(self, slot: str, known: Kept, *, lasting: bool) -> None:
        """Put a result into its slot, in place of the one before; `lasting`: for the next run."""
        self._used.add(slot)
        self._lasting.pop(slot, None)
        self._entries.pop(slot, None)
        if not known.origin:
            self._kept.pop(slot, None)
            return
        self._kept[slot] = known
        self._name_parts(known)
        if lasting:
            self._lasting[slot] = known

    def key_of(self, inputs: Iterable[object]) -> Key:
        """Return the hash of inputs; what the memo made is told by the key it was made under."""
        hashes = [self._hash_of(value) for value in inputs]
        return hashlib.sha256(b"".join(hashes)).digest() if all(hashes) else b""

    def save(self) -> None:
        """Forget what was not used since the last time, and leave the rest for the next run."""
        self._kept = {slot: kept for slot, kept in self._kept.items() if slot in self._used}
        if self._path is not None and self._lasting:
            self._write(self._path)
        self._lasting.clear()
        self._used.clear()
        self._hashes.clear()
        for kept in self._kept.values():
            self._name_parts(kept)

    def _write(self, path: Path) -> None:
        for slot, kept in self._lasting.items():
            try:
                asked, result = msgpack.encode(kept.asked), msgpack.encode(kept.result)
            except (ValueError, TypeError, OverflowError, RecursionError):
                continue  # a lone surrogate, or too deep: it is made again
            self._entries[slot] = Entry(kept.key, Raw(asked), Raw(result))
        data = msgpack.encode(_Stored(self.docgen, self._entries))
        if len(data) > MOST_BYTES:
            self._entries = {s: e for s, e in self._entries.items() if s in self._used}
            data = msgpack.encode(_Stored(self.docgen, self._entries))
        if len(data) <= MOST_BYTES:
            cache.put(path, hashlib.sha256(data).digest() + data)
            cache.forget("memo-*", MOST_MEMOS)

    def _hash_of(self, value: object) -> Key:
        known = self._hashes.get(id(value))
        if known is not None:
            return known[1]
        hashed = content_hash(value)
        if isinstance(value, Struct | tuple | dict):  # held, so that its id is nobody else's
            self._hashes[id(value)] = value, hashed
        return hashed

    def _name_parts(self, known: Kept) -> None:
        """Note the keys of a result and of its parts, which are not to be hashed again."""
        # Python has one None and one (), which are everybody's.
        if known.result is None or known.result == ():
            return
        self._hashes[id(known.result)] = known.result, known.origin
        if isinstance(known.result, Struct):
            for name in known.result.__struct_fields__:
                value = getattr(known.result, name)
                if isinstance(value, Struct):
                    part = hashlib.sha256(known.origin + name.encode()).digest()
                    self._hashes.setdefault(id(value), (value, part))


def content_hash(value: object) -> Key:
    """Return the SHA-256 of a value, empty where it cannot be written as MessagePack."""
    try:
        return hashlib.sha256(msgpack.encode(value)).digest()
    except (ValueError, TypeError, OverflowError, RecursionError):
        return b""  # a lone surrogate, or a number too large


@cache_once
def docgen_hash() -> bytes:
    """Return the SHA-256 of docgen's code and data as they are now, of Python and the parsers."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(_own_files()):
        digest.update(f"\0{path}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def _own_files() -> Iterator[Path]:
    """Yield docgen's own files, and of each parser the one that tells its version."""
    for path in _HOME.rglob("*"):
        if path.suffix != ".pyc" and path.is_file():
            yield path
    for name in _PARSERS:
        spec = find_spec(name)
        if spec is not None and spec.origin:
            yield Path(spec.origin)


def _memo_path(folder: str) -> Path | None:
    home = cache.private()
    name = hashlib.sha256(folder.encode("utf-8", "surrogatepass")).hexdigest()
    return home / f"memo-{name[:24]}" if home else None


def _read_entries(path: Path, docgen: bytes) -> dict[str, Entry]:
    data = cache.read(path, MOST_BYTES + _DIGEST)
    if data is None or hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        return {}
    try:
        stored = msgpack.decode(memoryview(data)[_DIGEST:], type=_Stored)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return stored.entries if stored.docgen == docgen else {}
