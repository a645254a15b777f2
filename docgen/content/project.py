"""Where the project is (项目): report.yaml here or above, or a 支出方向 of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from docgen.content.files import is_file, is_folder
from docgen.findings import DocgenError, Source, error
from docgen.patterns import lazy_pattern

REPORT = "report.yaml"
CONTENT = "content"
FIGURES, METRICS, NARRATIVE = "figures.yaml", "metrics.yaml", "narrative"
APPROVED = "approved.yaml"
_NUMBERED = lazy_pattern(r"\d+\s*[-－—_]\s*(.*\S)\s*")


class Project(Struct, frozen=True):
    """A project (项目): its folder `root`, to which places are relative, and that of the content.

    `only` names the one 支出方向 that is asked for, "" for all; output/ lies in `root`.
    """

    root: str
    folder: str
    only: str = ""


def locate(start: Path, target: str | None) -> Project:
    """Return the project of `start`, or of the folder `target`, which may be a 支出方向.

    Raises DocgenError (exit code 2) when there is none.
    """
    start = _absolute(start)
    if target is None:
        found = _above(start)
        if found is None:
            message = f"在这里和上级文件夹里都找不到 {REPORT} 或 {CONTENT}/{REPORT}"
            raise _missing(message, "到报告的文件夹里运行，或用 docgen new 新建一份")
        return found
    folder = _folder(start, target)
    whole = _of_report(folder)
    if whole is not None:
        return whole
    if not is_direction(folder):
        message = f"“{target}”里没有 {REPORT}、{METRICS}、{FIGURES} 或 {NARRATIVE}"
        raise _missing(message, "写支出方向的文件夹，如 01-园区建设专项")
    above = folder.parent
    return Project(str(_root(above)), str(above), direction_name(folder) or folder.name)


def direction_name(folder: Path) -> str | None:
    """Return the name of a numbered folder without its number, None when it has no number.

    >>> direction_name(Path("01-园区建设专项")), direction_name(Path("schemes"))
    ('园区建设专项', None)
    """
    match = _NUMBERED.fullmatch(folder.name)
    return match[1] if match else None


def is_direction(folder: Path) -> bool:
    """Return whether a folder holds what a 支出方向 is made of."""
    return any(is_file(folder / name) for name in (METRICS, FIGURES)) or is_folder(
        folder / NARRATIVE
    )


def _absolute(path: Path) -> Path:
    """Return a path from the root on, without `..`; links stay what they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.resolve would follow links)


def _above(start: Path) -> Project | None:
    return next((found for at in (start, *start.parents) if (found := _of_report(at))), None)


def _of_report(folder: Path) -> Project | None:
    for content in (folder, folder / CONTENT):
        if is_file(content / REPORT):
            return Project(str(_root(content)), str(content))
    return None


def _root(folder: Path) -> Path:
    """Return the project of a content folder: places are the same wherever docgen is started."""
    return folder.parent if folder.name == CONTENT and folder.parent != folder else folder


def _folder(start: Path, target: str) -> Path:
    try:
        direct = _absolute(start / target)
        if is_folder(direct):
            return direct
        return next(_named(start, target))
    except (OSError, ValueError, StopIteration):
        message = f"找不到文件夹“{target}”"
        raise _missing(message, "核对名称；支出方向可以只写名称，不写编号") from None


def _named(start: Path, target: str) -> Iterator[Path]:
    """Yield the 支出方向 of the project of `start` that is called `target`."""
    project = _above(start)
    base = Path(project.folder) if project else start
    for folder in sorted(base.iterdir()):
        if folder.is_dir() and target.rstrip("/\\") in {folder.name, direction_name(folder)}:
            yield folder


def _missing(message: str, advice: str) -> DocgenError:
    return DocgenError(error("YML17", Source(""), message, advice), exit_code=2)
