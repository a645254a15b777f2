"""What prose brings along finds its place: notes, lists, links, images, in any template."""

import io
import json
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import docx
import pytest
from word.template_samples import archive, loaded, paragraphs, parts, read, rendered

from docgen import word
from docgen.document import (
    Heading,
    Item,
    ItemList,
    Link,
    NoteMark,
    Paragraph,
    Phrase,
    Picture,
    Prose,
    Words,
)
from docgen.findings import Source

HERE = Source("a.md", 1, 1)
VALIDATOR = shutil.which("ooxml-validator")


def words(text: str) -> tuple[Words]:
    return (Words(text, HERE),)


def paragraph(*children: Words | Link | NoteMark | Picture) -> Paragraph:
    return Paragraph(children, HERE)


def image() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(b"\0" + b"\xff\0\0" * 2 + b"\0" + b"\0\xff\0" * 2))
    return b"\x89PNG\r\n\x1a\n" + head + rows + chunk(b"IEND", b"")


LINK = Link("https://example.com/a?b=1&c=2", words("链接"), HERE)
NOTE = NoteMark("1", (paragraph(Words("脚注里的", HERE), LINK),), HERE)
SECTION = (
    Heading(1, words("概况"), HERE, "一、"),
    paragraph(Words("甲", HERE), LINK, NOTE, Picture("图.png", "说明", HERE)),
    ItemList(True, (Item((paragraph(Words("项", HERE)),)),), HERE),  # noqa: FBT003 (ordered)
)
PROSE = Prose((SECTION,))
TEMPLATE = paragraphs("{{ x }}", "{{p y }}", "{{p y }}")


def without_lists() -> bytes:
    """Return the template without a numbering part."""
    contents = parts(TEMPLATE)
    kept = {name: data for name, data in contents.items() if name != "word/numbering.xml"}
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        pieces = kept[name].decode().split("<")
        kept[name] = "<".join(piece for piece in pieces if "numbering" not in piece).encode()
    styles = kept["word/styles.xml"].decode()
    kept["word/styles.xml"] = (
        styles.replace("<w:numPr>", "<!--").replace("</w:numPr>", "-->").encode()
    )
    return archive(kept)


@pytest.mark.parametrize("data", [TEMPLATE, without_lists()], ids=["lists", "no lists"])
def test_notes_lists_links_and_images_are_merged(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "图.png").write_bytes(image())
    context = {"x": Phrase((Words("见", HERE), LINK)), "y": PROSE}

    package, _ = word.render(loaded(data, tmp_path), context, str(tmp_path))
    printed = package.data()

    assert word.faults(printed, "a.docx", trusted=package.unchanged) == ()
    assert "脚注里的" in package.text("word/footnotes.xml")
    assert "example.com" in package.text("word/_rels/footnotes.xml.rels")
    assert [name for name in parts(printed) if name.startswith("word/media/")]
    assert docx.Document(io.BytesIO(printed)).inline_shapes
    if VALIDATOR:
        path = tmp_path / "a.docx"
        path.write_bytes(printed)
        told = subprocess.run([VALIDATOR, path], capture_output=True, check=False).stdout
        assert json.loads(told)["errors"] == []


def test_a_missing_image_prints_its_words_and_is_told(tmp_path: Path) -> None:
    prose = Prose(((paragraph(Picture("没有.png", "进度图", HERE)),),))

    package, found = word.render(loaded(TEMPLATE, tmp_path), {"x": "", "y": prose}, str(tmp_path))

    assert {each.code for each in found} == {"TPL12"}
    assert "进度图" in [each.text for each in read(package).paragraphs]


def test_a_document_without_any_of_it_gets_no_part_for_it(tmp_path: Path) -> None:
    package = rendered(paragraphs("{{ x }}"), tmp_path, {"x": "甲"})

    assert "word/footnotes.xml" not in {each.name for each in package.members}
