"""The file system calls a command makes, and a run of it in which one of them goes wrong (故障).

strace tells and strace injects: nothing of docgen is replaced. Calls are counted by name, and a
command makes the same ones each time: the seed of its hashes is fixed, and it writes no bytecode.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

NAMES = (
    *("open", "openat", "creat", "write", "writev", "pwrite64", "rename", "renameat", "renameat2"),
    *("unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "fsync", "fdatasync", "link", "linkat"),
    *("symlink", "symlinkat", "truncate", "ftruncate", "chmod", "fchmod", "fchmodat", "utimensat"),
)
STEADY = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
_LINE = re.compile(r"^\d+ +(?P<name>\w+)\((?P<rest>.*)$")
_WRITES = re.compile(r"\bO_(CREAT|WRONLY|RDWR|TRUNC)\b")
_TO_FILE = re.compile(r"^\d+</(?!dev/)")


class Call(NamedTuple):
    """The `count`th call of a name (系统调用); `line` is how strace tells it."""

    name: str
    count: int
    line: str

    def __str__(self) -> str:
        return f"{self.name}#{self.count} {self.line[-160:]}"


def calls(folder: Path, *arguments: str) -> list[Call]:
    """Run docgen in a folder and return its calls that change the file system, in order."""
    told = folder.parent / "calls"
    wanted = ",".join(f"?{name}" for name in NAMES)
    run = _strace(folder, told, [f"trace={wanted}"], *arguments)
    assert run.returncode in (0, 1), run.stderr
    return list(_changing(told.read_text("utf-8", "replace")))


def _changing(told: str) -> Iterator[Call]:
    counts: Counter[str] = Counter()
    for line in told.split("\n"):
        if (match := _LINE.match(line)) is None:
            continue
        name, rest = match["name"], match["rest"]
        counts[name] += 1
        if " = -1 " in rest:
            continue
        if name in ("open", "openat") and not _WRITES.search(rest):
            continue
        if "write" in name and not _TO_FILE.match(rest):
            continue  # what is said on the console changes no file
        yield Call(name, counts[name], line)


def struck(
    folder: Path, call: Call, fault: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run docgen and let one call end in a `fault`: `signal=KILL` or `error=EIO`."""
    told = folder.parent / "struck"
    when = f"inject={call.name}:{fault}:when={call.count}"
    run = _strace(folder, told, [f"trace={call.name}", when], *arguments)
    lines = told.read_text("utf-8", "replace").split("\n")
    hit = [line for line in lines if "(INJECTED)" in line or "+++ killed by SIGKILL" in line]
    assert hit, f"{call} was never made"
    return run


def _strace(
    folder: Path, told: Path, wishes: list[str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not installed")
    cache = str(folder.parent / f"cache-{folder.name}")
    return subprocess.run(
        [program, "-f", "-y", "-o", str(told), *(f"-e{each}" for each in wishes),
         sys.executable, "-m", "docgen", *arguments],
        cwd=folder, env={**os.environ, **STEADY, "DOCGEN_CACHE": cache},
        capture_output=True, encoding="utf-8", check=False, timeout=120,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def at_each(scene: Path, found: list[Call], judged: Callable[[Path, int, Call], None]) -> None:
    """Judge each call in a copy of its own of a scene, the folder that holds 项目; two at once."""

    def one(numbered: tuple[int, Call]) -> None:
        number, call = numbered
        copy = scene.with_name(f"{scene.name}-{number}")
        shutil.copytree(scene, copy, symlinks=True)
        judged(copy / "项目", number, call)
        shutil.rmtree(copy)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, enumerate(found)))
