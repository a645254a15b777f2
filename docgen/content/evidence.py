"""Evidence that is a file (佐证材料): is it there, and is each file that is there cited?

An entry of 佐证 is words (竣工验收报告), which nobody can look up, or names a file (验收.pdf),
which is looked for beside the YAML, in the project, and in the folder 佐证 of either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docgen.content.files import Files, is_file
from docgen.content.yaml.nodes import normalized_name
from docgen.findings import Finding, Source, note, warning
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, Report, SubProject, Text

FOLDER = "佐证"
_FILE = lazy_pattern(
    r"[^\n]*\.(?:pdf|ofd|docx?|wps|xlsx?|et|csv|pptx?|jpe?g|png|bmp|tiff?|zip|rar|7z|txt|mp4)",
    re.IGNORECASE,
)


def evidence_findings(report: Report, files: Files) -> Iterator[Finding]:
    """Yield a 警告 for a file that is cited and not there, a 提示 for one there and not cited."""
    root = files.root
    cited: set[Path] = set()
    seen: dict[Path, None] = {root / FOLDER: None, Path(report.folder) / FOLDER: None}
    for folder, text in _evidence_texts(report):
        places = (folder, folder / FOLDER, *seen, root)
        seen[folder / FOLDER] = None
        name = normalized_name(text.content)
        if not _FILE.fullmatch(name) or Path(name).is_absolute() or ".." in Path(name).parts:
            continue
        found = next((path for at in places if is_file(path := at / name)), None)
        if found:
            cited.add(found)
        else:
            message = f"找不到佐证文件“{name}”"
            advice = f"放进“{FOLDER}”文件夹，或改正文件名；只是材料的名称就不写后缀"
            yield warning("YML38", text.source, message, advice)
    if cited:  # who cites no file keeps them for himself
        yield from _uncited_files(tuple(seen), cited, files)


def _uncited_files(folders: tuple[Path, ...], cited: set[Path], files: Files) -> Iterator[Finding]:
    for folder in folders:
        for path in files.folder_entries(folder):
            if is_file(path) and path not in cited and path.is_relative_to(files.root):
                message = f"佐证文件“{path.name}”没有哪一项引用"
                place = Source(files.shown_path(path))
                yield note("YML38", place, message, "写进有关指标或数据的 佐证，或移走")


def _evidence_texts(report: Report) -> Iterator[tuple[Path, Text]]:
    own = Path(report.folder)
    yield from ((own, text) for figure in report.figures for text in figure.evidence)
    for project in report.projects:
        folder = Path(project.folder)
        yield from ((folder, text) for figure in project.figures for text in figure.evidence)
        yield from ((folder, text) for row in _indicator_rows(project) for text in row.evidence)


def _indicator_rows(project: SubProject) -> Iterator[Indicator]:
    for block in project.blocks:
        for dimension in block.dimensions:
            for category in dimension.categories:
                for row in category.indicators:
                    yield from (row, *row.children)
