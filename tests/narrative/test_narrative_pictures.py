"""Pictures: only files of the project, told by their content."""

import struct
import zlib
from pathlib import Path

import pytest
from narrative.narrative_samples import codes, read, text

from docgen.document import Picture, leaves, plain
from docgen.figures.model import Figures
from docgen.narrative import prose_blocks


def png(width: int = 2, height: int = 2) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + head + struct.pack(">I", zlib.crc32(head))


GIF = b"GIF89a\x02\x00\x02\x00\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x02\x00\x02" + bytes(12)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "narrative" / "图").mkdir(parents=True)
    (root / "narrative" / "图" / "规划 图.png").write_bytes(png())
    (root / "a.gif").write_bytes(GIF)
    (root / "b.dat").write_bytes(JPEG)
    (root / "big.png").write_bytes(png(10_000, 5_001))
    (root / "fake.png").write_bytes(b"<svg/>")
    (tmp_path / "secret.png").write_bytes(png())
    (root / "link.png").symlink_to(tmp_path / "secret.png")
    return root


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("<图/规划 图.png>", "narrative/图/规划 图.png"),
        ("图/规划%20图.png", "narrative/图/规划 图.png"),
        ("a.gif", "a.gif"),
        ("../a.gif", "a.gif"),
        ("/b.dat", "b.dat"),
    ],
)
def test_a_picture_of_the_project_is_found(project: Path, target: str, file: str) -> None:
    (block,), findings = read(f"![规划]({target})", str(project))
    assert not findings
    (picture,) = leaves(block.children)  # type: ignore[union-attr]
    assert isinstance(picture, Picture)
    assert (picture.file, picture.alt) == (file, "规划")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("![图](图(1).gif)", "图(1).gif"),
        ("![图](图\\_1.gif)", "图_1.gif"),
        ("![图](甲&amp;乙.gif)", "甲&乙.gif"),
        ('![图](a1.gif "标题")，见图', "a1.gif"),
        ("![图](\na1.gif)", "a1.gif"),
        ("![图 [一]](a1.gif)", "a1.gif"),
        ("![图][甲]\n\n[甲]: ./a1.gif", "a1.gif"),
        ("- ![图][]\n\n[图]:\n  <./a 1.gif>", "a 1.gif"),
    ],
)
def test_a_picture_is_found_however_its_target_is_written(
    tmp_path: Path, written: str, name: str
) -> None:
    (tmp_path / name).write_bytes(GIF)
    assert codes(written, str(tmp_path)) == []
    assert codes(written, str(tmp_path / "另一个")) == ["MDN08"]


@pytest.mark.parametrize(
    "target",
    [
        "../secret.png",
        "../../secret.png",
        "link.png",
        "big.png",
        "fake.png",
        "没有.png",
        "http://127.0.0.1:9/x.png",
        "//127.0.0.1/x.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "C:\\x.png",
        "a.gif%00",
        "",
    ],
)
def test_everything_else_prints_its_alt_text(project: Path, target: str) -> None:
    (block,), (finding,) = read(f"前![规*划*]({target})", str(project))
    assert finding.code == "MDN08"
    assert finding.source.column == 2
    assert plain(block.children) == "前规划"  # type: ignore[union-attr]


def test_without_a_project_there_are_no_pictures() -> None:
    _, findings = prose_blocks(text("![甲](a.gif)"), Figures({}), "")
    assert [finding.code for finding in findings] == ["MDN08"]
