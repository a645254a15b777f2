"""What a hostile case is, and how its files are made (用例).

`end`: rejected (exit 1, a sentence with file and place, nothing new is printed) · told (exit 1, an
错误 with its place; whether a draft is printed says `draft`) · warned (exit 0, a 警告 with its
place) · literal (the text is in the draft as typed) · accepted (exit 0, no 错误) · misuse (exit 2).
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from hostile.project import DIRECTION, FIGURES, paragraph, word_file
from msgspec import Struct

REJECTED, TOLD, WARNED, LITERAL, ACCEPTED, MISUSE = (
    "rejected", "told", "warned", "literal", "accepted", "misuse",
)  # fmt: skip
MARKDOWN = f"{DIRECTION}/narrative/01-情况.md"
Maker = Callable[[Path], None]


class Case(Struct, frozen=True):
    """One hostile input: how it is made, what must happen, what must be said or printed.

    `argv` is the command; `places` are further texts that must be said; `absent` is what must not
    stand in the draft.
    """

    family: str
    name: str
    make: Maker
    end: str
    words: str = ""
    argv: tuple[str, ...] = ("build", "--format", "简短", "--预审")
    absent: str = ""


def written(name: str, data: str | bytes) -> Maker:
    """Write a file of the project."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data

    def make(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)

    return make


def both(*makers: Maker) -> Maker:
    """Do one after the other."""

    def make(folder: Path) -> None:
        for each in makers:
            each(folder)

    return make


def replaced(name: str, old: str, new: str) -> Maker:
    """Replace a text that stands in a file of the good project."""

    def make(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text, old
        (folder / name).write_bytes(text.replace(old, new).encode("utf-8", "surrogatepass"))

    return make


def figures(text: str | bytes) -> Maker:
    """Write figures.yaml anew."""
    return written(f"{DIRECTION}/figures.yaml", text)


def added(line: str) -> Maker:
    """Add a line to figures.yaml: its seventh."""
    return written(f"{DIRECTION}/figures.yaml", FIGURES + line + "\n")


def metrics(old: str, new: str) -> Maker:
    """Change metrics.yaml."""
    return replaced(f"{DIRECTION}/metrics.yaml", old, new)


def report(old: str, new: str) -> Maker:
    """Change report.yaml."""
    return replaced("content/report.yaml", old, new)


def narrative(text: str | bytes) -> Maker:
    """Write a narrative file whose text begins in its third line."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return written(MARKDOWN, "# 情况\n\n".encode() + raw + b"\n")


def template(data: bytes) -> Maker:
    """Write the template."""
    return written("templates/模板.docx", data)


def body(xml: str) -> Maker:
    """Write a template with this body."""
    return template(word_file(xml))


def tags(*lines: str) -> Maker:
    """Write a template of paragraphs with these tags, the first of which prints the title."""
    return body("".join(paragraph(line) for line in ("{{ 报告.标题 }}", *lines)))


def image(name: str, data: bytes) -> Maker:
    """Write an image that the narrative shows."""
    return both(narrative(f"![替代文字]({name})"), written(f"{DIRECTION}/narrative/{name}", data))


def zipped(files: dict[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file of these members, in this order."""
    target = io.BytesIO()
    pairs = files.items() if isinstance(files, dict) else files
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return a zip file with one member more, or another one."""
    return zipped({**parts(data), name: content})


def without(data: bytes, name: str) -> bytes:
    """Return a zip file without a member."""
    return zipped({key: value for key, value in parts(data).items() if key != name})


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *middle: bytes) -> bytes:
    """Return a PNG file of this size, with further chunks."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(
        b"".join(b"\0" + b"\0" * 3 * min(width, 64) for _ in range(min(height, 64)))
    )
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + b"".join(middle)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )
