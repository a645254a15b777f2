"""Building again whenever a file changes (盯着): the last good output stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from docgen.build import Built, build
from docgen.content import Project
from docgen.findings import DocgenError
from docgen.narrative import Memory

QUIET_MS = 150
_STEP_MS = 50
_HEARTBEAT_MS = 1000
_SOURCES = (".yaml", ".yml", ".md", ".docx", ".xlsx", ".png", ".jpg", ".jpeg", ".gif")


class Cycle(Struct, frozen=True):
    """One turn of watching (一轮): what was built, or what hindered it, and the seconds it took."""

    result: Built | DocgenError
    seconds: float


def cycles(project: Project, *, polling: bool, stopped: Callable[[], bool]) -> Iterator[Cycle]:
    """Yield a result at once and after each change, until `stopped`.

    Whatever is wrong with the content is in the result; what is wrong with the disk is yielded
    as the DocgenError it is, and watching goes on.
    """
    memory = Memory()
    yield _built(project, memory)
    while not stopped():
        for changed in _changes(project, polling=polling, stopped=stopped):
            if changed:
                yield _built(project, memory)


def _built(project: Project, memory: Memory) -> Cycle:
    begun = time.perf_counter()
    result: Built | DocgenError
    try:
        result = build(project, memory=memory)
    except DocgenError as problem:
        result = problem
    return Cycle(result, time.perf_counter() - begun)


def _changes(project: Project, *, polling: bool, stopped: Callable[[], bool]) -> Iterator[bool]:
    """Yield True after each burst of changes and False now and then; end when a folder is gone."""
    from watchfiles import watch  # noqa: PLC0415 (a plain build must not load it)

    folders = [Path(project.folder), Path(project.root, "templates")]
    present = [folder for folder in folders if folder.is_dir()]
    if not present or present[0] != folders[0]:
        yield from _return_of(folders[0], stopped)
        return
    events = watch(
        *present,
        watch_filter=lambda _change, path: _is_source(path),
        debounce=QUIET_MS * 10,
        step=_STEP_MS if not polling else QUIET_MS,
        rust_timeout=_HEARTBEAT_MS,
        yield_on_timeout=True,
        force_polling=polling or None,
        raise_interrupt=True,
    )
    for event in events:
        yield bool(event)
        if stopped() or not folders[0].is_dir():
            return


def _return_of(folder: Path, stopped: Callable[[], bool]) -> Iterator[bool]:
    while not folder.is_dir():
        if stopped():
            return
        time.sleep(_HEARTBEAT_MS / 2000)
    yield True


def _is_source(path: str) -> bool:
    name = Path(path).name
    return name.endswith(_SOURCES) and not name.startswith(("~$", ".~", ".docgen-"))
