"""Files that content names (佐证材料、图片): are they there, and may they be printed?

An entry of 佐证 is words (竣工验收报告), which nobody can look up, or names a file (验收.pdf),
which is looked for beside the YAML, in the project, and in the folder 佐证 of either.

The pictures of a Markdown text are found by the signs before them, without reading Markdown: more
may be found than are pictures, and a name with parentheses in parentheses is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from docgen.content.files import Files, is_file
from docgen.content.yaml.nodes import normalized_name
from docgen.findings import Finding, Source, note, warning
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, PictureFile, Report, SubProject, Text

FOLDER = "佐证"
_FILE = lazy_pattern(
    r"[^\n]*\.(?:pdf|ofd|docx?|wps|xlsx?|et|csv|pptx?|jpe?g|png|bmp|tiff?|zip|rar|7z|txt|mp4)",
    re.IGNORECASE,
)
MOST_BYTES, MOST_PIXELS = 100_000_000, 50_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_GIF = (b"GIF87a", b"GIF89a")
# SOF0–SOF15, which hold the size, without DHT, JPG and DAC, which share their range.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKER = 0xFF
_LONE = frozenset({0x01, *range(0xD0, 0xD9)})
_TARGET = lazy_pattern(
    r"\](?:\(|:)\s*(?:<([^<>\n]*)>|((?:[^\s()<\\]|\\\S|\((?:[^\s()\\]|\\\S)*\))+))"
)
_ESCAPED = lazy_pattern(r"\\([!-/:-@\[-`{-~])")


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
    owners: tuple[Report | SubProject, ...] = (report, *report.projects)
    for owner in owners:
        rows = _indicator_rows(owner) if isinstance(owner, SubProject) else ()
        for each in (*owner.figures, *rows):
            yield from ((Path(owner.folder), text) for text in each.evidence)


def _indicator_rows(project: SubProject) -> Iterator[Indicator]:
    for block in project.blocks:
        for dimension in block.dimensions:
            for category in dimension.categories:
                for row in category.indicators:
                    yield from (row, *row.children)


def named_pictures(root: str, file: str, content: str) -> Mapping[str, PictureFile]:
    """Return what stands in the project for each target that a text names, in `file` below `root`.

    The keys are targets with escapes and entities resolved (%20 → space); one that leads to no
    file has no key.
    """
    if "![" not in content:
        return {}
    typed = (match[1] or match[2] or "" for match in _TARGET.finditer(content))
    targets = dict.fromkeys(unquote(unescape(_ESCAPED.sub(r"\1", each))) for each in typed)
    found = {target: _picture_file(root, file, target) for target in targets}
    return {target: picture for target, picture in found.items() if picture is not None}


def _picture_file(root: str, beside: str, target: str) -> PictureFile | None:
    """Return a picture of the project, or why it is refused; None where there is no file.

    `beside` is the file that names it: the picture is looked for in that file's folder, then in
    the folders above it. Nothing outside `root` is opened, whatever links say.
    """
    if ":" in target or target.startswith("//") or "\\" in target:
        return PictureFile("", "不是项目文件夹里的文件")
    try:
        folder = Path(root, beside).parent
        folders = (folder, *(above for above in folder.parents if above.is_relative_to(root)))
        paths = (folder / target.lstrip("/") for folder in folders)
        found = next((path for path in paths if path.is_file()), None)
        if found is None:
            return None
        home, path = Path(root).resolve(), found.resolve()
        if not path.is_relative_to(home):
            return PictureFile("", "不在项目文件夹里")
        if (size := path.stat().st_size) > MOST_BYTES:
            return PictureFile("", f"有 {size} 字节，多于 {MOST_BYTES // 1_000_000} MB")
        refusal = _size_refusal(path.read_bytes())
    except (OSError, ValueError):
        return PictureFile("", "打不开")
    return PictureFile("" if refusal else path.relative_to(home).as_posix(), refusal)


def _size_refusal(data: bytes) -> str:
    size = _pixel_size(data)
    if size is None:
        return "不是 png、jpg 或 gif 图片，或文件已损坏"
    width, height = size
    if width * height > MOST_PIXELS:
        return f"有 {width}×{height} 像素，多于 {MOST_PIXELS // 10000} 万"
    return "" if width and height else "是空的"


def _pixel_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, by the content; None when it is no picture."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR":
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data.startswith(_GIF) and len(data) > 10:  # noqa: PLR2004 (the logical screen descriptor)
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    return _jpeg_size(data) if data.startswith(_JPEG) else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == _MARKER:
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = data[at + 5 : at + 7], data[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        length = 0 if marker in _LONE else int.from_bytes(data[at + 2 : at + 4], "big")
        at += 1 if marker == _MARKER else 2 + length  # a marker may have others as padding before
    return None
