"""Killed at, or failed by, each call that changes the file system in turn: nothing is lost."""

import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from cli.commandline import change, docgen, project
from faults.system_calls import STEADY, Call, at_each, calls, struck

pytestmark = pytest.mark.long

DRAFT = "output/2020年度市经济信息产业发展专项资金绩效自评报告（草稿）.docx"
FIGURES = "content/01-园区建设专项/figures.yaml"
PROSE = "content/01-园区建设专项/narrative"
KILL = "signal=KILL"
FAULTS = ("ENOSPC", "EIO", "EACCES", "EROFS")
SENTENCE = re.compile(r"错误 OUT\d\d [^\n]*没有写入[^\n]*\n  建议: ")


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of each file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".docgen" not in path.parts  # editions tell their time
    }


def temporary(folder: Path) -> list[str]:
    return [name for name in digests(folder) if name.endswith(".tmp") or ".docgen-" in name]


def after(scene: Path, *arguments: str, then: str = "") -> dict[str, str]:
    """Return what a run that nothing disturbs, `then` another, makes of a copy of a scene."""
    copy = scene.with_name(f"{scene.name}-after{then}")
    shutil.copytree(scene, copy)
    for command in (arguments, (then,)) if then else (arguments,):
        run = docgen(copy / "项目", *command, env=STEADY)
        assert run.returncode in (0, 1), run.stderr
    return digests(copy / "项目")


def found_in(scene: Path, *arguments: str) -> list[Call]:
    copy = scene.with_name(f"{scene.name}-calls")
    shutil.copytree(scene, copy)
    return calls(copy / "项目", *arguments)


def assert_old_or_new(
    folder: Path, old: Mapping[str, str], new: Mapping[str, str], call: Call
) -> None:
    """Assert that each file is the whole old one or the whole new one, and none is gone."""
    now = {name: digest for name, digest in digests(folder).items() if ".docgen-" not in name}
    for name, digest in now.items():
        known = (old[name], new.get(name)) if name in old else new.values()
        assert digest in known, f"{name} after {call}"
    assert now.keys() >= old.keys() & new.keys(), f"after {call}"


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A project without an output, and no memory of its template or its figures.

    Patterns are remembered: to compile them would double the time of each of the many runs.
    """
    scene = tmp_path / "first"
    folder = project(scene)
    assert docgen(folder, "build", env=STEADY).returncode == 0
    shutil.rmtree(folder / "output")
    for path in [*scene.rglob("*.tpl"), *scene.rglob("figures-*.json")]:
        path.unlink()
    return scene


@pytest.fixture
def again(tmp_path: Path) -> Path:
    """A project whose draft someone wrote into, and whose figure changed since."""
    scene = tmp_path / "again"
    folder = project(scene)
    assert docgen(folder, "build", env=STEADY).returncode == 0
    write_into(folder / DRAFT)
    change(folder / FIGURES, "值: 57.4449 万平方米", "值: 58 万平方米")
    return scene


@pytest.fixture
def to_fix(again: Path) -> Path:
    """A project with braces of full width in two files, which `check --fix` puts right."""
    folder = again / "项目"
    shutil.rmtree(folder / "output")
    for name in ("01-预算收支情况.md", "03-园区综合实力.md"):
        text = (folder / PROSE / name).read_text("utf-8")
        assert "{{" in text
        text = text.replace("{{", "｛｛").replace("}}", "｝｝")
        (folder / PROSE / name).write_text(text, "utf-8")
    return again


def write_into(draft: Path) -> None:
    """Add words to a draft as someone does who opens it in Word."""
    parts = io.BytesIO()
    with zipfile.ZipFile(draft) as old, zipfile.ZipFile(parts, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "word/document.xml":
                data = data.replace(b"</w:t>", "（局长意见）</w:t>".encode(), 1)
            new.writestr(info.filename, data)
    draft.write_bytes(parts.getvalue())


def test_killed_at_each_call_a_first_build_leaves_nothing_half(first: Path) -> None:
    killed_at_each_call(first, "build")


def test_killed_at_each_call_a_build_loses_neither_the_old_draft_nor_the_new(again: Path) -> None:
    killed_at_each_call(again, "build")


def test_killed_at_each_call_a_fix_leaves_each_file_of_content_whole(to_fix: Path) -> None:
    killed_at_each_call(to_fix, "check", "--fix", mended=3)


def test_killed_at_each_call_a_new_report_is_finished_by_the_next_try(tmp_path: Path) -> None:
    scene = tmp_path / "new"
    (scene / "项目").mkdir(parents=True)
    killed_at_each_call(scene, "new", "园区建设专项", "--year", "2020", step=2, mended=3)


def killed_at_each_call(scene: Path, *command: str, step: int = 1, mended: int = 1) -> None:
    """Kill a command at each call: all is old or new; the command again and a build mend it.

    `step`: a command that makes many files in one way is killed at each so-manyth call; `mended`:
    and mended after each so-manyth of them. Five calls make a file, so all kinds have their turn.
    """
    old, new = digests(scene / "项目"), after(scene, *command)
    finished = after(scene, *command, then="build") if command != ("build",) else new
    found = found_in(scene, *command)[::step]
    assert {call.name for call in found} >= {"openat", "write", "fsync", "rename"}
    assert old != new

    def judged(folder: Path, number: int, call: Call) -> None:
        struck(folder, call, KILL, *command)
        assert_old_or_new(folder, old, new, call)
        if number % mended:
            return
        run = docgen(folder, *command, env=STEADY)
        assert run.returncode in (0, 1), f"{call}: {run.stderr}"
        if command != ("build",):
            docgen(folder, "build", env=STEADY)
        assert not temporary(folder), f"after {call}"
        assert digests(folder) == finished, f"after {call}"

    at_each(scene, found, judged)


@pytest.mark.parametrize("scene", ["first", "again"])
def test_failed_at_each_call_a_build_ends_in_a_sentence(
    scene: str, request: pytest.FixtureRequest
) -> None:
    failed_at_each_call(request.getfixturevalue(scene), "build")


def test_failed_at_each_call_a_fix_and_a_new_report_end_in_a_sentence(
    to_fix: Path, tmp_path: Path
) -> None:
    failed_at_each_call(to_fix, "check", "--fix")
    (tmp_path / "new" / "项目").mkdir(parents=True)
    failed_at_each_call(tmp_path / "new", "new", "园区建设专项", "--year", "2020", step=7)


def failed_at_each_call(scene: Path, *command: str, step: int = 1) -> None:
    """Let each call of a command fail: done all the same, or nothing done and one sentence."""
    old, new = digests(scene / "项目"), after(scene, *command)
    found = found_in(scene, *command)[::step]

    def judged(folder: Path, number: int, call: Call) -> None:
        fault = FAULTS[number % len(FAULTS)]
        run = struck(folder, call, f"error={fault}", *command)
        told = f"{call} {fault}: {run.returncode} {run.stdout} {run.stderr}"
        assert "Traceback" not in run.stderr, told
        assert not temporary(folder), told
        assert_old_or_new(folder, old, new, call)
        if run.returncode == 2:
            assert SENTENCE.search(run.stderr), told
        else:
            assert run.returncode == 0, told
            assert set(new.values()) <= set(digests(folder).values()), told

    at_each(scene, found, judged)
