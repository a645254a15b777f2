"""Regular expressions whose compiled code is remembered between runs (正则).

docgen has several hundred, and compiling them takes as long as a whole build. What `re` makes of a
pattern depends on nothing but the pattern and the version of Python, so it is kept in the cache
folder, under its SHA-256, in a folder nobody else can write into. Where anything is not as
expected, `re` compiles as always: the program is right without this module.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]  # no stubs: what `re` itself is made of
import hashlib
import marshal
import re
import sys
from array import array
from pathlib import Path
from typing import Any

from docgen import __version__, cache

LONGEST, MOST, MOST_BYTES = 100, 1500, 50_000_000
"""What is learnt after loading: short patterns, as long as there are not too many."""
Code = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
_compile = re._compiler.compile  # type: ignore[attr-defined]  # noqa: SLF001 (no public name)


class Memory:
    """Compiled code by pattern and flags (记忆); `fresh`: there is more than was read.

    While docgen is `loading`, every pattern is one of its own; later they may be made of a
    report's names, and would pile up.
    """

    def __init__(self) -> None:
        """Remember what the cache folder holds for this Python and this docgen."""
        self.codes: dict[tuple[str | bytes, int], Code] = _read()
        self.fresh = False
        self.loading = True

    def compiled(self, pattern: Any, flags: int = 0) -> re.Pattern[Any]:  # noqa: ANN401 (as in `re`)
        """Return a compiled pattern, from memory where it is known; what `re` calls to compile."""
        known = None
        if isinstance(pattern, str | bytes):
            known = self.codes.get((pattern, int(flags)))
            if known is None and self._lasting(pattern):
                known = self._learnt(pattern, int(flags))
        made: re.Pattern[Any] = (
            _compile(pattern, flags)
            if known is None
            else _sre.compile(pattern, known[0], _words(known[1]), *known[2:])
        )
        return made

    def _lasting(self, pattern: str | bytes) -> bool:
        return self.loading or (len(pattern) <= LONGEST and len(self.codes) < MOST)

    def _learnt(self, pattern: str | bytes, flags: int) -> Code:
        """Return the code of a pattern as `re` makes it, and remember it."""
        tree = re._parser.parse(pattern, flags)  # type: ignore[attr-defined]  # noqa: SLF001 (no public name)
        code = re._compiler._code(tree, flags)  # type: ignore[attr-defined]  # noqa: SLF001 (no public name)
        state, groups = tree.state, dict(tree.state.groupdict)
        names: list[str | None] = [None] * state.groups
        for name, index in groups.items():
            names[index] = name
        packed = array("I", code).tobytes()
        known = (flags | state.flags, packed, state.groups - 1, groups, tuple(names))
        self.codes[(pattern, flags)] = known
        self.fresh = True
        return known

    def keep(self) -> None:
        """Write what was learnt."""
        path = _path() if self.fresh else None
        if path is None:
            return
        data = marshal.dumps(self.codes)
        cache.put(path, hashlib.sha256(data).digest() + data)


def _words(code: bytes) -> list[int]:
    words = array("I")
    words.frombytes(code)
    return words.tolist()


def installed() -> Memory:
    """Let `re` ask the memory before it compiles, and return the memory."""
    memory = Memory()
    re._compiler.compile = memory.compiled  # type: ignore[attr-defined]  # noqa: SLF001 (no public name)
    return memory


def _path() -> Path | None:
    folder = cache.private()
    if folder is None:
        return None
    version = f"{__version__}-{sys.version}-{_sre.MAGIC}-{sys.byteorder}"
    return folder / f"patterns-{hashlib.sha256(version.encode()).hexdigest()[:24]}"


def _read() -> dict[tuple[str | bytes, int], Code]:
    path = _path()
    data = (cache.read(path, MOST_BYTES) if path is not None else None) or b""
    try:
        if len(data) < 32 or hashlib.sha256(data[32:]).digest() != data[:32]:  # noqa: PLR2004 (a SHA-256)
            return {}
        read = marshal.loads(data[32:])  # noqa: S302 (its SHA-256 was just checked)
    except (ValueError, EOFError, TypeError):
        return {}
    return read if isinstance(read, dict) else {}
