"""Images: known by content, sized from their first bytes, never from outside the project."""

import struct
from pathlib import Path

import pytest
from word.markup_samples import png

from docgen.word.markup.picture_markup import (
    Image,
    Refusal,
    drawn_extent,
    loaded_picture,
    probed_image,
)


def jpeg(width: int, height: int, density: int = 300) -> bytes:
    app0 = b"JFIF\0\1\2" + struct.pack(">BHHBB", 1, density, density, 0, 0)
    frame = struct.pack(">BHHB", 8, height, width, 3) + b"\1\x22\0\2\x11\1\3\x11\1"
    return (
        b"\xff\xd8\xff\xe0" + struct.pack(">H", len(app0) + 2) + app0
        + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"
    )  # fmt: skip


def test_sizes_and_densities_come_from_the_first_bytes() -> None:
    assert probed_image(png(30, 20)) == Image("png", 30, 20)
    assert probed_image(jpeg(640, 480)) == Image("jpeg", 640, 480, 300)
    assert probed_image(b"GIF87a\x10\x00\x08\x00...") == Image("gif", 16, 8)


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a"])
def test_anything_else_is_no_image(data: bytes) -> None:
    assert probed_image(data) is None


def test_an_image_shrinks_to_the_page_in_proportion() -> None:
    across, down = drawn_extent(Image("png", 4000, 1000), 8844, 12756)
    assert across == 8844 * 635
    assert down == pytest.approx(across / 4, abs=2)
    _, down = drawn_extent(Image("png", 100, 9000), 8844, 12756)
    assert down == 12756 * 635


def test_a_small_image_keeps_its_size() -> None:
    assert drawn_extent(Image("png", 96, 96), 8844, 12756) == (914400, 914400)


def test_a_file_outside_the_project_is_refused_also_behind_a_link(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret.png").write_bytes(png(2, 2))
    (project / "link.png").symlink_to(tmp_path / "secret.png")
    assert loaded_picture(project, "../secret.png") == Refusal("图片不在项目文件夹内")
    assert loaded_picture(project, "link.png") == Refusal("图片不在项目文件夹内")


def test_an_image_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    bomb = png(1, 1).replace(struct.pack(">II", 1, 1), struct.pack(">II", 100_000, 100_000), 1)
    (tmp_path / "bomb.png").write_bytes(bomb)
    refused = loaded_picture(tmp_path, "bomb.png")
    assert isinstance(refused, Refusal)
    assert "像素" in refused.reason
