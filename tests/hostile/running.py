"""Hostile cases run one after the other, each in a process with limits (运行)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hostile.case import Case
from hostile.project import good
from msgspec import Struct

OLD = "output/2024年度测试专项绩效自评报告（草稿）.docx"
NURSERY = Path(__file__).with_name("nursery.py")


class Ended(Struct, frozen=True):
    """What a run left behind.

    Its exit code and words, what lies in output/ before and after, and what an audit hook saw:
    files read and changed, sockets, programs started.
    """

    code: int
    said: str
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    read: Sequence[str]
    changed: Sequence[str]
    acts: Sequence[str]
    folder: Path
    home: Path

    @property
    def drafts(self) -> tuple[bytes, ...]:
        """The Word files that are new in output/."""
        new = (name for name, data in self.after.items() if self.before.get(name) != data)
        return tuple(self.after[name] for name in new if name.endswith(".docx"))

    @property
    def unchanged(self) -> bool:
        """Whether no Word file is new and the old ones are as they were."""
        return self.before == {n: data for n, data in self.after.items() if n.endswith(".docx")}


class Nursery:
    """A nursery process, without a network where the system allows that."""

    def __init__(self) -> None:
        alone = (
            shutil.which("unshare")
            and not subprocess.run(
                ["unshare", "-n", "true"], check=False, capture_output=True
            ).returncode
        )
        self._process = subprocess.Popen(
            [*(["unshare", "-n"] if alone else []), sys.executable, str(NURSERY)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip

    def told(self, **job: object) -> dict[str, Any]:
        """Run a job and return what came of it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()


def first_draft(base: Path) -> bytes:
    """Return the draft of the project that the cases damage."""
    first = base / "first"
    first.mkdir()
    good(first)
    (base / "home").mkdir()
    beginner = Nursery()
    beginner.told(
        folder=str(first), home=str(base / "home"), said=str(base / "said"), argv=["build"]
    )
    beginner.close()
    return (first / OLD).read_bytes()


def everything(base: Path, cases: Sequence[Case], old: bytes, workers: int = 2) -> list[Ended]:
    """Run cases over an old draft, in as many nurseries as there are workers."""
    with ThreadPoolExecutor(workers) as pool:
        shares = pool.map(lambda n: list(_share(base, cases, old, n, workers)), range(workers))
        by_number = dict(pair for share in shares for pair in share)
    return [by_number[number] for number in range(len(cases))]


def _share(
    base: Path, cases: Sequence[Case], old: bytes, first: int, step: int
) -> Iterator[tuple[int, Ended]]:
    nursery = Nursery()
    for number in range(first, len(cases), step):
        yield number, _run(nursery, base / f"{number:04d}", cases[number], old)
    nursery.close()


def _run(nursery: Nursery, base: Path, case: Case, old: bytes) -> Ended:
    folder, home = base / "p", base / "home"
    home.mkdir(parents=True)
    folder.mkdir()
    good(folder)
    (folder / "output").mkdir()
    (folder / OLD).write_bytes(old)
    case.make(folder)
    before = contents(folder / "output")
    told = nursery.told(
        folder=str(folder), home=str(home), said=str(base / "said"), argv=list(case.argv)
    )
    ended = Ended(
        told["code"], told["said"], before, contents(folder / "output"), told.get("read", ()),
        told.get("changed", ()), told.get("acts", ()), folder, home,
    )  # fmt: skip
    shutil.rmtree(base)
    return ended


def contents(folder: Path) -> dict[str, bytes]:
    """Return the regular files of a folder."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}
