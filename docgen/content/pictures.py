"""Pictures (图片): which files of the project a Markdown text names, and whether they print.

The targets are found by the signs before them, without reading Markdown: more may be found than
are pictures, and a name with parentheses in parentheses is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from docgen.patterns import lazy_pattern
from docgen.report import PictureFile

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
        found = next(_candidate_paths(Path(root), beside, target), None)
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


def _candidate_paths(root: Path, beside: str, target: str) -> Iterator[Path]:
    folder = (root / beside).parent
    while True:
        path = folder / target.lstrip("/")
        if path.is_file():
            yield path
        if folder == root or root not in folder.parents:
            return
        folder = folder.parent


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
        if marker == _MARKER:  # padding
            at += 1
        elif marker in _LONE:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
