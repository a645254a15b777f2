"""A docgen that changed finds what it now finds, at once: no finding of the old one is left.

The times of the files stay as they were: packages and images have fixed ones.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from cli.commandline import CONTENT, ROOT
from watch.watching import Watching


class Change(NamedTuple):
    """A line of docgen that becomes another, and what is found from then on."""

    file: str
    before: str
    after: str
    finds: str


CHANGES = (
    Change(
        "checks/certain/form_arithmetic.py",
        'warning("FRM15", ',
        'Finding("FRM15", Severity.ERROR, ',
        "全年预算数与执行数同为",
    ),
    Change("scoring/schemes/财预2020-10.yaml", "产出指标: 50, 效益", "产出指标: 40, 效益", "SCO13"),
)


class House(NamedTuple):
    """A copy of docgen, and a project beside it."""

    site: Path
    project: Path

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment of a process that runs the copy; Python trusts times, so no bytecode."""
        return {
            **os.environ,
            "PYTHONPATH": str(self.site),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "DOCGEN_CACHE": str(self.site / "cache"),
        }

    def told(self, *arguments: str) -> str:
        """Return what a command says."""
        run = subprocess.run(
            [sys.executable, "-m", "docgen", *arguments], cwd=self.project, env=self.surroundings,
            capture_output=True, encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip
        assert not run.stderr.startswith("Traceback"), run.stderr
        return run.stdout


@pytest.fixture
def house(tmp_path: Path) -> House:
    site = tmp_path / "site"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "docgen", site / "docgen", ignore=ignored)
    shutil.copytree(ROOT / "templates", site / "templates")
    shutil.copytree(CONTENT, tmp_path / "项目" / "content")
    return House(site, tmp_path / "项目")


def changed(house: House, change: Change) -> None:
    path = house.site / "docgen" / change.file
    times, text = path.stat(), path.read_text("utf-8")
    assert text.count(change.before) == 1
    path.write_text(text.replace(change.before, change.after), "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def by_build(house: House) -> tuple[bool, str]:
    told = json.loads(house.told("build", "--format", "json"))["findings"]
    errors = [f"{each['code']} {each['message']}" for each in told if each["severity"] == "错误"]
    return bool(errors), "\n".join(errors)


def by_batch(house: House) -> tuple[bool, str]:
    (told,) = json.loads(house.told("batch", ".", "--draft", "--format", "json"))["results"]
    return bool(told["errors"]), f"{told['codes']} {told['first']}"


def by_watch(house: House) -> tuple[bool, str]:
    watch = Watching(house.project, house.surroundings)
    try:
        watch.waits_for(lambda: watch.turns >= 1)
    finally:
        watch.end()
    told = "\n".join(watch.told)
    return "个错误" in told, told


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.file)
@pytest.mark.parametrize(
    "told",
    [by_build, *(pytest.param(each, marks=pytest.mark.long) for each in (by_batch, by_watch))],
)
def test_a_docgen_that_changed_tells_what_it_finds(
    told: Callable[[House], tuple[bool, str]], change: Change, house: House
) -> None:
    for _ in range(2):
        assert not told(house)[0]
    changed(house, change)
    for _ in range(2):
        wrong, found = told(house)
        assert wrong
        assert change.finds in found
