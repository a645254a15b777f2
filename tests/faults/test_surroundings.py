"""Whatever surrounds a run — limits, locales, clocks, signals, writers — nothing is lost (环境)."""

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.commandline import change, docgen, project

FIGURES = "content/01-园区建设专项/figures.yaml"
DRAFT = "output/2020年度市经济信息产业发展专项资金绩效自评报告（草稿）.docx"
OTHER_TIME = """
import time
real = time.time
time.time = lambda: real() + {seconds}
time.time_ns = lambda: int(time.time() * 1e9)
"""


@pytest.fixture
def park(tmp_path: Path) -> Path:
    folder = project(tmp_path)
    assert docgen(folder, "build").returncode == 0
    return folder


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def anew(park: Path, *shell: str, limits: Callable[[], None] | None = None, **env: str) -> str:
    """Build without the old draft, in surroundings, and return the hash of the new one."""
    shutil.rmtree(park / "output")
    run = subprocess.run(
        [*shell, sys.executable, "-m", "docgen", "build"], cwd=park, capture_output=True,
        check=False, preexec_fn=limits, env={"PATH": os.environ["PATH"], **env},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    return digest(park / DRAFT)


def limited(kind: int, most: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(kind, (most, most))


@pytest.mark.parametrize(
    "limits",
    [limited(resource.RLIMIT_NOFILE, 12), limited(resource.RLIMIT_AS, 256 << 20)],
    ids=["12 handles", "256 MB"],
)
def test_little_is_enough(park: Path, limits: Callable[[], None]) -> None:
    assert digest(park / DRAFT) == anew(park, limits=limits)


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii", "HOME": "/proc", "TMPDIR": "/nowhere"},
        {"PYTHONIOENCODING": "gbk", "DOCGEN_CACHE": "/proc/nowhere"},
    ],
    ids=["ASCII names", "ASCII console", "no cache"],
)
def test_no_locale_console_or_folder_changes_the_bytes(park: Path, env: dict[str, str]) -> None:
    assert digest(park / DRAFT) == anew(park, **env)


@pytest.mark.long
@pytest.mark.parametrize("seconds", [-1_600_000_000, -3600, 400_000_000, 2_700_000_000])
def test_the_clock_changes_nothing(park: Path, tmp_path: Path, seconds: int) -> None:
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(OTHER_TIME.format(seconds=seconds))
    assert digest(park / DRAFT) == anew(park, PYTHONPATH=str(tmp_path / "clock"))


@pytest.mark.parametrize(("streams", "code"), [(">&-", 0), (">&- 2>&-", 0), (">/dev/full", 2)])
def test_a_console_that_takes_nothing(park: Path, streams: str, code: int) -> None:
    before = digest(park / DRAFT)
    run = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m docgen build {streams}'], cwd=park,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == code, run.stderr
    assert "Traceback" not in run.stderr
    assert digest(park / DRAFT) == before


def test_a_disk_that_cannot_be_written(park: Path, tmp_path: Path) -> None:
    """What needs no writing is done; where a file must be written, a sentence ends the run."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("mount needs root")
    try:
        shutil.copytree(park, disk / "p")
        change(disk / "p" / FIGURES, "值: 57.4449 万平方米", "值: 58 万平方米")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        before = digest(disk / "p" / DRAFT)
        assert docgen(disk / "p", "check").returncode == 0
        run = docgen(disk / "p", "build")
        assert run.returncode == 2
        assert "文件夹只读，没有写入，原来的文件没有动" in run.stderr
        assert digest(disk / "p" / DRAFT) == before
        other = docgen(disk / "p", "build", "--output", str(tmp_path / "另存.docx"))
        assert other.returncode == 0, other.stderr
        assert (tmp_path / "另存.docx").is_file()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.long
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_ended_at_any_moment_the_draft_is_whole_and_nothing_else_is_left(
    park: Path, sent: signal.Signals
) -> None:
    old = digest(park / DRAFT)
    change(park / FIGURES, "值: 57.4449 万平方米", "值: 58 万平方米")
    moments = [0.01 + 0.03 * turn for turn in range(20)]
    codes = set()
    for moment in moments:
        run = subprocess.Popen(
            [sys.executable, "-m", "docgen", "build"], cwd=park,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env={**os.environ, "DOCGEN_CACHE": "off"},
        )  # fmt: skip
        time.sleep(moment)
        run.send_signal(sent)
        _, said = run.communicate(timeout=60)
        begun = b"Traceback" not in said or b"docgen/cli" in said  # Python's own start is not ours
        codes |= {run.returncode} if begun else set()
        assert not begun or b"Traceback" not in said, said
    assert codes <= {0, 130, 143, -sent}
    docgen(park, "build")
    assert digest(park / DRAFT) != old
    assert [p.name for p in (park / "output").iterdir()] == [Path(DRAFT).name]
    assert not list(park.rglob("*.tmp"))


@pytest.mark.long
def test_content_half_saved_is_never_mixed(park: Path) -> None:
    """While figures.yaml is cut and written anew all the time, a build sees one state or none."""
    path = park / FIGURES
    first = path.read_text("utf-8")
    second = first.replace("值: 57.4449 万平方米", "值: 58 万平方米")
    whole = {digest(park / DRAFT)}
    path.write_text(second, "utf-8")
    docgen(park, "build")
    whole.add(digest(park / DRAFT))
    stop = threading.Event()

    def writes() -> None:
        while not stop.is_set():
            for text in (first, second):
                path.write_text("", "utf-8")
                path.write_text(text, "utf-8")
                time.sleep(0.002)

    writer = threading.Thread(target=writes)
    writer.start()
    try:
        for _ in range(8):
            run = docgen(park, "build")
            assert run.returncode in (0, 1), run.stderr
            if run.returncode == 0:
                assert digest(park / DRAFT) in whole
    finally:
        stop.set()
        writer.join()


def test_a_signal_in_a_place_without_exceptions_still_ends_the_run() -> None:
    """Python leaves no weakref's callback by an exception: such a signal is sent once more."""
    script = """
import signal, sys, time, weakref
from docgen import cli
cli.command_group.main = lambda **_: end_in_callback()
class Thing: ...
def end_in_callback():
    thing = Thing()
    watched = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGTERM))
    del thing
    time.sleep(30)
cli.run_process()
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert run.returncode == 143
    assert b"Traceback" not in run.stderr
