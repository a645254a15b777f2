"""`docgen watch` as a process, and what it says; to wait for something instead of for a time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LIMIT = 120  # seconds: no machine needs them
READY = "等待改动"


class Watching:
    """A watch that runs: `told` are the lines it has said so far."""

    def __init__(self, folder: Path, surroundings: dict[str, str] | None = None) -> None:
        surroundings = surroundings or {
            **os.environ,
            "DOCGEN_CACHE": str(folder.parent / f"cache-{folder.name}"),
            "PYTHONUTF8": "1",
        }
        self.folder = folder
        self.told: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "docgen", "watch"],
            cwd=folder, env=surroundings, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(line.rstrip("\n"))

    @property
    def turns(self) -> int:
        """How many times it has built and begun to wait again."""
        return self.told.count(READY_LINE)

    def waits_for(self, what: Callable[[], bool]) -> None:
        """Wait until something is so; the watch must live as long."""
        end = time.monotonic() + LIMIT
        while not what():
            assert self.process.poll() is None, "\n".join(self.told)
            assert time.monotonic() < end, "\n".join(self.told[-40:])
            time.sleep(0.02)

    def waits_for_word(self, word: str, since: int) -> None:
        """Wait until a line said after the `since`th holds a word."""
        self.waits_for(lambda: any(word in line for line in self.told[since:]))

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(LIMIT)
        self._reader.join(LIMIT)
        return code


READY_LINE = f"docgen：{READY}"


@contextmanager
def watching(folder: Path) -> Iterator[Watching]:
    """Start a watch, hand it over once its first draft is there, and end it as Ctrl-C does."""
    watch = Watching(folder)
    try:
        watch.waits_for(lambda: watch.turns >= 1)
        yield watch
    except BaseException:
        watch.process.kill()
        watch.process.wait(LIMIT)
        raise
    assert watch.end() == 130, "\n".join(watch.told)
