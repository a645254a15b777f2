"""Whatever the operating system does, the old file is whole or the new one is (故障)."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cli.commandline import change, docgen, project

FIGURES = "content/01-园区建设专项/figures.yaml"
DRAFT = "output/2020年度市经济信息产业发展专项资金绩效自评报告（草稿）.docx"


OTHER_FAULTS = [
    pytest.param(name, marks=pytest.mark.long) for name in ("EIO", "EACCES", "EROFS", "EDQUOT")
]


def needs(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture
def park(tmp_path: Path) -> Path:
    folder = project(tmp_path)
    docgen(folder, "build")
    return folder


def strace(folder: Path, inject: str) -> subprocess.CompletedProcess[str]:
    """Run a build under strace with a fault injected into its file system calls."""
    program = needs("strace")
    cache = str(folder.parent / f"cache-{folder.name}")
    surroundings = {**os.environ, "DOCGEN_CACHE": cache, "PYTHONUTF8": "1"}
    return subprocess.run(
        [program, "-f", "-o", str(folder.parent / "trace"), "-e", inject, sys.executable, "-m",
         "docgen", "build"],
        cwd=folder, env=surroundings, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def both(park: Path) -> tuple[str, str]:
    """Return the hash of the draft as it is, and of what the next build will make."""
    old = (park / DRAFT).read_bytes()
    change(park / FIGURES, "值: 57.4449 万平方米", "值: 58 万平方米")
    docgen(park, "build")
    new = digest(park / DRAFT)
    (park / DRAFT).write_bytes(old)
    return digest(park / DRAFT), new


@pytest.mark.parametrize("fault", ["ENOSPC", *OTHER_FAULTS])
@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_failed_write_leaves_the_old_file_and_says_so(park: Path, call: str, fault: str) -> None:
    old, new = both(park)
    shutil.rmtree(park.parent / f"cache-{park.name}", ignore_errors=True)
    run = strace(park, f"inject={call}:error={fault}:when=1+")
    assert "Traceback" not in run.stdout + run.stderr
    assert digest(park / DRAFT) in (old, new)
    if digest(park / DRAFT) == old:
        neighbours = [p for p in (park / "output").iterdir() if p.suffix == ".docx"]
        assert run.returncode == 2 or len(neighbours) > 1, run.stdout + run.stderr
    assert docgen(park, "build").returncode == 0


def test_the_file_reaches_the_disk_before_its_name_and_the_name_before_the_end(park: Path) -> None:
    change(park / FIGURES, "值: 57.4449 万平方米", "值: 58 万平方米")
    strace(park, "trace=fsync,rename,openat")
    lines = (park.parent / "trace").read_text("utf-8", "replace").split("\n")
    calls = [m[1] for line in lines if (m := re.search(r"\b(fsync|rename)\(", line))]
    at = next(i for i, line in enumerate(lines) if "rename(" in line and ".docgen-" in line)
    before = [line for line in lines[:at] if "fsync(" in line]
    after = [line for line in lines[at:] if "fsync(" in line]
    assert before
    assert after
    assert "rename" in calls


def test_a_full_disk_leaves_the_old_file(park: Path, tmp_path: Path) -> None:
    needs("mount")
    old = (park / DRAFT).read_bytes()
    small = park / "output"
    shutil.rmtree(small)
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=28k", "tmpfs", str(small)], check=False
    )
    if mounted.returncode:
        pytest.skip("mount needs root")
    try:
        (park / DRAFT).write_bytes(old)
        change(park / FIGURES, "值: 57.4449 万平方米", "值: 58 万平方米")
        run = docgen(park, "build")
        assert run.returncode == 2, run.stdout
        assert "磁盘已满" in run.stderr
        assert (park / DRAFT).read_bytes() == old
        assert [p.name for p in small.iterdir()] == [Path(DRAFT).name]
    finally:
        subprocess.run(["umount", str(small)], check=True)
    assert tmp_path.is_dir()


def test_two_builds_at_once_both_end_well(park: Path) -> None:
    change(park / FIGURES, "值: 57.4449 万平方米", "值: 58 万平方米")
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: docgen(park, "build"), range(8)))
    assert all(run.returncode == 0 for run in runs), [run.stderr for run in runs]
    assert [p.name for p in (park / "output").iterdir()] == [Path(DRAFT).name]


def test_the_same_content_gives_the_same_bytes_anywhere(park: Path) -> None:
    surroundings = [
        {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1"},
        {"LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2"},
        {"LC_ALL": "POSIX", "TZ": "America/New_York", "PYTHONHASHSEED": "3", "DOCGEN_CACHE": "off"},
    ]
    digests = set()
    for env in surroundings:
        shutil.rmtree(park / "output")
        run = docgen(park, "build", env=env)
        assert run.returncode == 0, run.stderr
        digests.add(digest(park / DRAFT))
    assert len(digests) == 1


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, b"x" * 5000])
def test_a_damaged_cache_is_made_anew(park: Path, damage: bytes) -> None:
    before = digest(park / DRAFT)
    kept = [p for p in (park.parent / f"cache-{park.name}").iterdir() if p.is_file()]
    assert kept
    for path in kept:
        path.write_bytes(damage)
    shutil.rmtree(park / "output")
    run = docgen(park, "build")
    assert run.returncode == 0, run.stderr
    assert digest(park / DRAFT) == before


def test_without_home_locale_or_a_place_to_keep_anything_it_builds(park: Path) -> None:
    before = digest(park / DRAFT)
    shutil.rmtree(park / "output")
    run = subprocess.run(
        [sys.executable, "-m", "docgen", "build"],
        cwd=park, env={"PATH": os.environ["PATH"]}, capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert digest(park / DRAFT) == before
