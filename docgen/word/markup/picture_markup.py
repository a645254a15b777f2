"""Images of the project (图片): kind and size from their first bytes, and their drawing in Word."""

from __future__ import annotations

import struct
from pathlib import Path

from msgspec import Struct

from docgen.word.markup.properties import escaped_attribute

EMU_PER_INCH = 914_400
EMU_PER_TWIP = 635
SCREEN_DPI = 96
MOST_PIXELS = 50_000_000
MOST_BYTES = 50_000_000
INCH_PER_METRE = 0.0254
_PNG = b"\x89PNG\r\n\x1a\n"
_PHYS_LENGTH = 9
# JPEG frames that carry a size: SOF0–SOF15 without DHT, JPG and DAC.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})
_END = 0xD9
_SCAN = 0xDA


class Image(Struct, frozen=True):
    """An image: `kind` is png, jpeg or gif; width and height in pixels; dots per inch."""

    kind: str
    width: int
    height: int
    dpi: int = SCREEN_DPI


class Refusal(Struct, frozen=True):
    """Why a file is not printed as an image (拒绝的原因), in Chinese."""

    reason: str


def loaded_picture(root: Path, file: str) -> tuple[bytes, Image] | Refusal:
    """Return the bytes of an image inside the project folder and what they are."""
    path = (root / file).resolve()
    if not path.is_relative_to(root.resolve()):
        return Refusal("图片不在项目文件夹内")
    if not path.is_file():
        return Refusal("找不到图片文件")
    if path.stat().st_size > MOST_BYTES:
        return Refusal("图片文件超过 50 MB")
    data = path.read_bytes()
    image = probed_image(data)
    if image is None:
        return Refusal("文件内容不是 png、jpg 或 gif")
    if image.width * image.height > MOST_PIXELS:
        return Refusal(f"图片有 {image.width}×{image.height} 像素，超过 5000 万")
    return data, image


def probed_image(data: bytes) -> Image | None:
    """Return what an image is by its content, None when it is no png, jpg or gif.

    >>> probed_image(b"GIF89a" + (3).to_bytes(2, "little") + (2).to_bytes(2, "little"))
    Image(kind='gif', width=3, height=2, dpi=96)
    """
    try:
        image = _png_image(data) or _gif_image(data) or _jpeg_image(data)
    except (struct.error, IndexError):
        return None
    return image if image and image.width > 0 and image.height > 0 else None


def _png_image(data: bytes) -> Image | None:
    """PNG (ISO/IEC 15948): IHDR comes first, pHYs before the first IDAT."""
    if not data.startswith(_PNG) or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    place, dpi = 8, SCREEN_DPI
    while (kind := data[place + 4 : place + 8]) and kind != b"IDAT":
        (length,) = struct.unpack(">I", data[place : place + 4])
        if kind == b"pHYs" and length == _PHYS_LENGTH:
            per_unit, _, unit = struct.unpack(">IIB", data[place + 8 : place + 17])
            dpi = _credible_density(round(per_unit * INCH_PER_METRE)) if unit == 1 else dpi
        place += length + 12
    return Image("png", width, height, dpi)


def _gif_image(data: bytes) -> Image | None:
    if data[:6] not in {b"GIF87a", b"GIF89a"}:
        return None
    width, height = struct.unpack("<HH", data[6:10])
    return Image("gif", width, height)


def _jpeg_image(data: bytes) -> Image | None:
    """JPEG (ITU-T T.81): segments until a frame header; the density stands in JFIF's APP0."""
    if data[:2] != b"\xff\xd8":
        return None
    place, dpi = 2, SCREEN_DPI
    while data[place] == 0xFF:  # noqa: PLR2004 (every marker starts with it)
        marker = data[place + 1]
        if marker in {_END, _SCAN}:
            return None
        if marker == 0xFF or marker in _BARE_MARKERS:  # noqa: PLR2004 (a fill byte)
            place += 1 if marker == 0xFF else 2  # noqa: PLR2004 (a fill byte)
            continue
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return Image("jpeg", width, height, dpi)
        if marker == 0xE0 and data[place + 4 : place + 9] == b"JFIF\0":  # noqa: PLR2004 (APP0)
            unit, density = struct.unpack(">BH", data[place + 11 : place + 14])
            dpi = _credible_density({1: density, 2: round(density * 2.54)}.get(unit, SCREEN_DPI))
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def _credible_density(dpi: int) -> int:
    """Return a density that can be true, else the screen's."""
    return dpi if 36 <= dpi <= 2400 else SCREEN_DPI  # noqa: PLR2004 (thumbnail … imagesetter)


def drawn_extent(image: Image, width: int, height: int) -> tuple[int, int]:
    """Return the size to draw at in EMU, shrunk in proportion to fit `width`×`height` twips.

    >>> drawn_extent(Image("png", 960, 480), width=7200, height=14400)
    (4572000, 2286000)
    """
    across = image.width * EMU_PER_INCH // image.dpi
    down = image.height * EMU_PER_INCH // image.dpi
    scale = min(1.0, width * EMU_PER_TWIP / across, height * EMU_PER_TWIP / down)
    return max(1, int(across * scale)), max(1, int(down * scale))


def drawing_xml(
    relation: str, number: int, size: tuple[int, int], alt: str, title: str = ""
) -> str:
    """Return an inline drawing (ECMA-376 Part 1 §20.4.2.8), which flows like a character."""
    words = f' descr="{escaped_attribute(alt)}"' if alt else ""
    words += f' title="{escaped_attribute(title)}"' if title else ""
    across, down = size
    return (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" xmlns:wp="'
        'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:docPr id="{number}" name="图片 {number}"'
        f'{words}/><wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{_A}" noChangeAspect="1"/>'
        f'</wp:cNvGraphicFramePr><a:graphic xmlns:a="{_A}"><a:graphicData uri="{_PIC}">'
        f'<pic:pic xmlns:pic="{_PIC}"><pic:nvPicPr><pic:cNvPr id="{number}" name="图片 {number}"'
        f"{words}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f'<a:blip r:embed="{relation}" xmlns:r="{_R}"/><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{across}" cy="{down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
