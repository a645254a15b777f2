"""A process that has docgen loaded and forks a child with limits for each run (进程).

A run costs a tenth of a second instead of half of one, and what a child does is seen through
Python's audit hooks: each file it opens, each thing it would send or start. It reads a job as a
line of JSON from stdin and answers with a line on stdout.
"""

import json
import os
import resource
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

SECONDS = 5  # of processor time: a busy machine is no fault of the input
WALL = 60
MEMORY = 512 << 20
WATCHED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
    "ctypes.", "urllib.", "ftplib.", "http.", "smtplib.", "webbrowser.",
)  # fmt: skip
CHANGING = (
    "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "shutil.",
)  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Witness:
    """What an audit hook saw: files read, files changed, and acts a report has no need of."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.changed: set[str] = set()
        self.acts: set[str] = set()
        self.on = True

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event == "open" and isinstance(arguments[0], str | bytes):
            flags = arguments[2] if isinstance(arguments[2], int) else 0
            writes = flags & WRITING or any(c in str(arguments[1] or "") for c in "wax+")
            (self.changed if writes else self.read).add(_path(arguments[0]))
        elif event.startswith(CHANGING):
            self.changed.update(_path(a) for a in arguments if isinstance(a, str | bytes))
        elif event.startswith(WATCHED):
            self.acts.add(event)


def _path(name: str | bytes) -> str:
    return os.path.abspath(os.fsdecode(name))  # noqa: PTH100 (a link must stay what it is)


def _child(job: dict[str, object], report: str) -> None:
    """Become a docgen that was started in the job's folder; never returns."""
    os.setsid()
    told = os.open(str(job["said"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(told, 1)
    os.dup2(told, 2)
    os.chdir(str(job["folder"]))
    os.environ.update({"HOME": str(job["home"]), "DOCGEN_CACHE": f"{job['home']}/c"})
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.argv = ["docgen", *map(str, job["argv"])]  # type: ignore[call-overload]  # a list of JSON
    witness = Witness()
    sys.addaudithook(witness)
    code: object = 70
    try:
        import_module("docgen.cli").run_process()
    except SystemExit as left:
        code = left.code
    except BaseException:  # noqa: BLE001 (the interpreter would print it, too)
        traceback.print_exc()
        code = 1
    witness.on = False
    sys.stdout.flush()
    sys.stderr.flush()
    told = {
        "read": sorted(witness.read), "changed": sorted(witness.changed),
        "acts": sorted(witness.acts),
    }  # fmt: skip
    Path(report).write_text(json.dumps(told), "utf-8", "surrogateescape")
    os._exit(code if isinstance(code, int) else int(code is not None))


def _run(job: dict[str, object]) -> dict[str, object]:
    report = f"{job['said']}.json"
    begun = time.monotonic()
    child = os.fork()
    if not child:
        _child(job, report)
    while True:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() - begun > WALL:
            os.kill(child, 9)
        time.sleep(0.002)
    said = Path(str(job["said"])).read_bytes().decode("utf-8", "replace")
    seen = json.loads(Path(report).read_text("utf-8")) if Path(report).exists() else {}
    return {
        "code": os.waitstatus_to_exitcode(status), "said": said,
        "seconds": used.ru_utime + used.ru_stime, "kilobytes": used.ru_maxrss, **seen,
    }  # fmt: skip


def _load() -> None:
    import docgen  # noqa: PLC0415 (the nursery's whole purpose)

    for module in walk_packages(docgen.__path__, "docgen."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


if __name__ == "__main__":
    _load()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()
