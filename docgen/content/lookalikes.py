"""Files and folders that are not read although they look like content (没有读的文件)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from docgen.content.files import Files, is_file, is_folder
from docgen.content.project import APPROVED, FIGURES, METRICS, NARRATIVE, REPORT, direction_name
from docgen.findings import Finding, Source, warning
from docgen.patterns import lazy_pattern

_TEXTS = (".yaml", ".yml", ".txt", ".md", ".markdown", ".bak")
_KNOWN = {
    True: (REPORT, FIGURES, NARRATIVE, "schemes"),
    False: (METRICS, FIGURES, NARRATIVE, APPROVED),
}
"""What is read in the content folder (True), and in that of a 支出方向."""
_SAID_OTHERWISE = {
    "正文": NARRATIVE, "文字": NARRATIVE, "叙述": NARRATIVE, "narratives": NARRATIVE,
    "数据": FIGURES, "指标": METRICS, "自评表": METRICS, "绩效指标": METRICS, "报告": REPORT,
}  # fmt: skip
_COPY_MARK = lazy_pattern(r"[\s_-]*(?:[（(]\d{1,3}[)）]|副本|copy|备份|old|新|new|\d{4,8})$")
_ALIKE = 0.75


def unread_lookalikes(files: Files, folder: Path, *, is_report: bool) -> Iterator[Finding]:
    """Yield each entry of a content folder that nobody reads and that looks like one read."""
    known = _KNOWN[is_report]
    for path in files.folder_entries(folder):
        if path.name in known or (is_report and direction_name(path) and is_folder(path)):
            continue
        meant = _meant_entry(path, known, is_report=is_report)
        if meant and not is_file(folder / meant) and not is_folder(folder / meant):
            message, advice = f"{path.name} 没有读，像是 {meant}", f"改名为 {meant}"
        elif meant or (path.suffix.lower() in _TEXTS and is_file(path)):
            message, advice = f"{path.name} 没有读", _place_advice(path, is_report=is_report)
        else:
            continue
        yield warning("YML39", Source(files.shown_path(path)), message, advice)


def _meant_entry(path: Path, known: tuple[str, ...], *, is_report: bool) -> str:
    """Return the file or folder that a name was meant for, "" for none."""
    name = path.name.lower()
    if is_folder(path):
        holds_prose = any(inner.suffix.lower() in (".md", ".txt") for inner in path.iterdir())
        said = _SAID_OTHERWISE.get(name, "") == NARRATIVE
        return NARRATIVE if said or (holds_prose and _is_alike(name, NARRATIVE)) else ""
    if path.suffix.lower() not in _TEXTS:
        return ""
    stem = _COPY_MARK.sub("", name.partition(".")[0])
    if named := _SAID_OTHERWISE.get(stem, ""):
        return named
    everything = (*known, METRICS) if is_report else known
    stems = {entry.partition(".")[0]: entry for entry in everything if "." in entry}
    return next((entry for known_stem, entry in stems.items() if _is_alike(stem, known_stem)), "")


def _is_alike(name: str, known: str) -> bool:
    return SequenceMatcher(None, name, known).ratio() >= _ALIKE


def _place_advice(path: Path, *, is_report: bool) -> str:
    if is_report and path.stem.lower() == "metrics":
        return "自评表放在 01-支出方向 的文件夹里"
    if path.suffix.lower() in (".md", ".markdown"):
        return f"正文放在 {NARRATIVE} 文件夹里；不用的移走"
    return "这里不读它；不用的移走"
