"""Pictures (图片): which files of the project may be printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

MOST_BYTES, MOST_PIXELS = 100_000_000, 50_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_GIF = (b"GIF87a", b"GIF89a")
# SOF0–SOF15, which hold the size, without DHT, JPG and DAC, which share their range.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKER = 0xFF
_LONE = frozenset({0x01, *range(0xD0, 0xD9)})


def picture_file(root: str, beside: str, target: str) -> tuple[str, str]:
    """Return a picture's path relative to the project, or "" and the reason to refuse it.

    `beside` is the file that names it: the picture is looked for in that file's folder, then in
    the folders above it. Nothing outside `root` is opened, whatever links say.
    """
    if not root or ":" in target or target.startswith("//") or "\\" in target:
        return "", "不是项目文件夹里的文件"
    try:
        found = next(_candidates(Path(root), beside, unquote(target)), None)
        if found is None:
            return "", "在项目文件夹里找不到"
        home = Path(root).resolve()
        path = found.resolve()
        if not path.is_relative_to(home):
            return "", "不在项目文件夹里"
        size = path.stat().st_size
        if size > MOST_BYTES:
            return "", f"有 {size} 字节，多于 {MOST_BYTES // 1_000_000} MB"
        refusal = _refusal(path.read_bytes())
    except (OSError, ValueError):
        return "", "打不开"
    return ("", refusal) if refusal else (path.relative_to(home).as_posix(), "")


def _candidates(root: Path, beside: str, target: str) -> Iterator[Path]:
    folder = (root / beside).parent
    while True:
        path = folder / target.lstrip("/")
        if path.is_file():
            yield path
        if folder == root or root not in folder.parents:
            return
        folder = folder.parent


def _refusal(data: bytes) -> str:
    size = _size(data)
    if size is None:
        return "不是 png、jpg 或 gif 图片，或文件已损坏"
    width, height = size
    if width * height > MOST_PIXELS:
        return f"有 {width}×{height} 像素，多于 {MOST_PIXELS // 10000} 万"
    return "" if width and height else "是空的"


def _size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, told from the content; None when it is no picture."""
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
