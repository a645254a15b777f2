"""Building again whenever a file changes (盯着): the last good output stays.

The system's notices only wake us. Whether something changed is decided by looking, because
notices get lost: when a folder is deleted and restored, when there are too many at once, when
files lie on a network.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from docgen.build import Built, build
from docgen.content import Project
from docgen.editions import record_edition
from docgen.findings import DocgenError, Source, error
from docgen.memo import Memo

QUIET_MS = 150
_STEP_MS = 50
_HEARTBEAT_MS = 1000
_REST_SECONDS = 10
_SOURCES = (".yaml", ".yml", ".md", ".docx", ".xlsx", ".png", ".jpg", ".jpeg", ".gif")

State = dict[str, tuple[int, int, int]]
"""What the sources look like from outside: size in bytes, times of writing and change, by path."""


class Cycle(Struct, frozen=True):
    """One turn of watching (一轮): what was built, or what hindered it, and the seconds it took."""

    result: Built | DocgenError
    seconds: float


def build_cycles(
    project: Project, *, polling: bool, stopped: Callable[[], bool]
) -> Iterator[Cycle]:
    """Yield a result at once and after each change, until `stopped`.

    Whatever is wrong with the content is in the result; what is wrong with the disk is yielded
    as the DocgenError it is, and watching goes on.
    """
    memo, keeper = Memo(project.folder), _EditionKeeper()
    seen = _source_state(project)
    try:
        yield keeper.noted(_built_cycle(project, memo))
        for noticed in _change_notices(project, polling=polling, stopped=stopped):
            now = _source_state(project)
            if noticed or now != seen:
                seen = _settled_state(project, now) if polling else now
                yield keeper.noted(_built_cycle(project, memo))
            keeper.keep_rested()
    finally:
        keeper.keep()


class _EditionKeeper:
    """Keeps an edition (底稿) of the last draft, not of every change on the way to it."""

    def __init__(self) -> None:
        self._last: Built | None = None
        self._since = 0.0

    def noted(self, cycle: Cycle) -> Cycle:
        """Remember what was built, and when."""
        if isinstance(cycle.result, Built) and cycle.result.saved is not None:
            self._last, self._since = cycle.result, time.monotonic()
        return cycle

    def keep_rested(self) -> None:
        """Keep it once nothing has changed for a while."""
        if time.monotonic() - self._since >= _REST_SECONDS:
            self.keep()

    def keep(self) -> None:
        """Keep it now, if it is not kept yet."""
        built, self._last = self._last, None
        if built is not None and built.saved is not None:
            proof = built.proof
            record_edition(proof.project, built.saved.path, proof.appraisal, final=False)


def _built_cycle(project: Project, memo: Memo) -> Cycle:
    begun = time.perf_counter()
    result: Built | DocgenError
    try:
        _refuse_lost(project)
        result = build(project, memo=memo)
    except DocgenError as problem:
        result = problem
    except OSError as problem:  # a disk or a network drive that is away for a while
        message = f"读写失败（{problem.strerror or problem}），没有生成，原来的文件没有动"
        result = DocgenError(error("OUT04", Source(""), message, "请检查磁盘和文件夹"), exit_code=2)
    memo.save()
    return Cycle(result, time.perf_counter() - begun)


def _refuse_lost(project: Project) -> None:
    """Raise DocgenError while the report is not there: what is left of it is no report."""
    report = Path(project.folder, "" if project.only else "report.yaml")
    if not report.exists():
        name = report.relative_to(project.root).as_posix()
        message = f"{name} 不见了，没有生成，保留上一份"
        raise DocgenError(error("OUT04", Source(name), message, "请恢复它"), exit_code=2)


def _change_notices(
    project: Project, *, polling: bool, stopped: Callable[[], bool]
) -> Iterator[bool]:
    """Yield at least once a second: whether a source was noticed to change."""
    while not stopped():
        if polling:
            time.sleep(QUIET_MS / 1000)
            yield False
        else:
            yield from _system_notices(project, stopped)


def _system_notices(project: Project, stopped: Callable[[], bool]) -> Iterator[bool]:
    """Yield after each burst of notices and once a second; end when a folder comes or goes."""
    from watchfiles import watch  # noqa: PLC0415 (a plain build must not load it)

    there = _present_folders(project)
    try:
        for notices in watch(
            *there,
            watch_filter=None,
            debounce=QUIET_MS * 10,
            step=_STEP_MS,
            rust_timeout=_HEARTBEAT_MS,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            yield any(_is_source(project, Path(path)) for _, path in notices)
            gone = any(path in there for _, path in notices)
            if gone or stopped() or _present_folders(project) != there:
                return
    except (OSError, RuntimeError):  # a folder just went, or the system has no notices to give
        time.sleep(_HEARTBEAT_MS / 1000)
        yield False


def _present_folders(project: Project) -> dict[str, tuple[int, int]]:
    """Return the folders that are there, and which they are: one restored is another one."""
    found = {}
    for folder in _watched_folders(project):
        with contextlib.suppress(OSError):
            status = Path(folder).stat()
            found[folder] = (status.st_dev, status.st_ino)
    return found


def _watched_folders(project: Project) -> tuple[str, str]:
    return project.folder, str(Path(project.root, "templates"))


def _settled_state(project: Project, now: State) -> State:
    """Return what the sources look like once nobody is writing them, or after some seconds."""
    for _ in range(10):
        time.sleep(QUIET_MS / 1000)
        before, now = now, _source_state(project)
        if before == now:
            break
    return now


def _source_state(project: Project) -> State:
    state = {}
    for folder in _watched_folders(project):
        for where, _, names in os.walk(folder):
            for path in (Path(where, name) for name in names):
                if _is_source(project, path):
                    with contextlib.suppress(OSError):
                        status = path.stat()
                        looks = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
                        state[str(path)] = looks
    return state


def _is_source(project: Project, path: Path) -> bool:
    theirs = path.suffix.lower() in _SOURCES and not path.name.startswith(("~$", ".~", ".docgen-"))
    return theirs and not path.is_relative_to(Path(project.root, "output"))
