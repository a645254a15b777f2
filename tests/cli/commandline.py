"""The command line as a user starts it: a process of its own (命令行)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"
SAMPLES = ROOT / "tests" / "samples"


def docgen(
    folder: Path, *arguments: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `docgen ARGUMENTS` in a folder, with a cache of its own beside it."""
    surroundings = {
        **os.environ,
        "DOCGEN_CACHE": str(folder.parent / f"cache-{folder.name}"),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUTF8": "1",
        **(env or {}),
    }
    return subprocess.run(
        [sys.executable, "-m", "docgen", *arguments],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", env=surroundings,
        check=False, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def project(folder: Path, source: Path = CONTENT) -> Path:
    """Copy a content folder into a project of its own, and return it."""
    target = folder / "项目"
    if source == CONTENT:
        shutil.copytree(source, target / "content")
    else:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("output"))
    return target


def change(path: Path, before: str, after: str) -> None:
    """Replace a text that must stand in a file."""
    text = path.read_text("utf-8")
    assert before in text, f"{before!r} does not stand in {path.name}"
    path.write_text(text.replace(before, after), "utf-8")
