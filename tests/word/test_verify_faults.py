"""What Word would repair or refuse is named, by kind; what Word writes itself is no fault."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import yaml

from docgen.findings import Severity
from docgen.word.soundness.deep_look import returned_faults

DOCUMENT, RELS = "word/document.xml", "word/_rels/document.xml.rels"


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + png_chunk(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0))
    + png_chunk(b"IDAT", zlib.compress(b"\0\0"))
    + png_chunk(b"IEND", b"")
)


def good_file() -> bytes:
    """Return a file with a styled paragraph, a list, a table, a picture and a comment."""
    document = docx.Document()
    heading = document.add_heading("标题", 1)
    heading.alignment = 1
    run = document.add_paragraph(style="List Bullet").add_run("一项")
    run.bold = True
    run.font.size = docx.shared.Pt(12)
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "甲"
    document.add_picture(io.BytesIO(PNG))
    document.add_comment(run, text="核对", author="张")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


GOOD = good_file()


def changed(part: str, change: Callable[[str], str]) -> bytes:
    source = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(source, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == part:
                text = data.decode()
                made = change(text)
                assert made != text, "nothing was changed"
                data = made.encode()
            new.writestr(item, data)
    return source.getvalue()


def put(pattern: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, new, text, count=1)


BROKEN = {
    case["说明"]: case
    for case in yaml.safe_load((Path(__file__).parent / "broken_files.yaml").read_text("utf-8"))
}
"""By kind: the part, what is found there (找) and put in its place (换), what must be said (说)."""


def errors(data: bytes) -> list[str]:
    found = returned_faults(data, "回稿.docx")
    return [each.message for each in found if each.severity is Severity.ERROR]


def test_a_good_file_has_no_fault_and_its_comment_is_told() -> None:
    found = returned_faults(GOOD, "回稿.docx")
    assert not errors(GOOD)
    assert [each.message for each in found] == ["文件里有批注 1 处"]


@pytest.mark.parametrize("kind", BROKEN)
def test_a_fault_is_named(kind: str) -> None:
    case = BROKEN[kind]
    found = errors(changed(case["部件"], put(case["找"], case["换"])))
    assert any(case["说"] in message for message in found), found


def test_a_picture_that_is_none_is_named() -> None:
    source = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(source, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            new.writestr(item, b"plain text" if item.filename.endswith(".png") else data)
    assert "不是图片" in errors(source.getvalue())


def test_deep_nesting_is_named() -> None:
    nested = "<w:sdt><w:sdtContent>" * 150 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 150
    found = errors(changed(DOCUMENT, put("<w:body>", f"<w:body>{nested}")))
    assert any("嵌套" in message for message in found)


KNOWN = {
    "DDEAUTO": (
        DOCUMENT,
        "<w:sectPr",
        "<w:p><w:r><w:instrText>DDEAUTO x</w:instrText></w:r></w:p>",
    ),
    "隐藏文字": (DOCUMENT, "<w:b/>", "<w:vanish/>"),
    "附加的模板": (
        RELS,
        "</Relationships>",
        (
            '<Relationship Id="rX" Type="http://x/attachedTemplate" Target="http://a/b.dotm"'
            ' TargetMode="External"/>'
        ),
    ),
}


@pytest.mark.parametrize("said", KNOWN)
def test_what_a_reader_should_know_is_told(said: str) -> None:
    part, before, added = KNOWN[said]
    data = changed(part, lambda text: text.replace(before, added + before, 1))
    found = returned_faults(data, "回稿.docx")
    assert any(said in each.message and each.severity is Severity.WARNING for each in found)


WRITTEN_BY_LIBREOFFICE = {
    "a bookmark that does not end": (
        "<w:sectPr", '<w:p><w:bookmarkStart w:id="900" w:name="_a"/></w:p><w:sectPr',
    ),
    "a field mark twice": (
        "<w:sectPr",
        "<w:p>" + "".join(
            f'<w:bookmarkStart w:id="{n}" w:name="__Fieldmark__2_1"/><w:bookmarkEnd w:id="{n}"/>'
            for n in (900, 901)
        ) + "</w:p><w:sectPr",
    ),
    "a section before the style": (
        "<w:sectPr", '<w:p><w:pPr><w:sectPr/><w:jc w:val="left"/></w:pPr></w:p><w:sectPr',
    ),
    "a merge without its start": (
        r"(<w:tc>\s*<w:tcPr>\s*<w:tcW[^>]*/>)(?!\s*<w:vMerge)(?!\s*<w:gridSpan)", r"\1<w:vMerge/>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITTEN_BY_LIBREOFFICE)
def test_what_libreoffice_writes_is_no_fault(kind: str) -> None:
    pattern, new = WRITTEN_BY_LIBREOFFICE[kind]
    assert errors(changed(DOCUMENT, put(pattern, new))) == []
