"""What is no sound Word file, or would act when opened, is refused by name."""

import io
import os
import struct
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word.template_samples import archive, changed, edited, loaded, paragraphs, parts, refused

from docgen import word
from docgen.findings import DocgenError

GOOD = paragraphs("甲 {{ x }}", "{%p for i in y %}", "{{ i }}", "{%p endfor %}")
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ENCRYPTED = DOC + "EncryptedPackage".encode("utf-16-le")
NOISE = os.urandom(21_000_000)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def entry(name: str, content: bytes = b"x") -> bytes:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as written:
        written.writestr(name, content)
    return stream.getvalue()


def related(kind: str, target: str) -> bytes:
    relation = (
        f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    )
    return edited(
        GOOD, "</Relationships>", f"{relation}</Relationships>", "word/_rels/document.xml.rels"
    )


def field(code: str) -> bytes:
    runs = f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
    return edited(GOOD, "<w:sectPr", f"<w:p>{runs}</w:p><w:sectPr")


def flagged_as_encrypted() -> bytes:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    return bytes(data)


CONTAINERS = {
    "an empty file": (b"", "空文件"),
    "an old .doc": (DOC, "旧版 .doc"),
    "a file with a password": (ENCRYPTED, "密码"),
    "RTF": (b"{\\rtf1 x}", "RTF"),
    "a web page": (b"<html><body>", "网页"),
    "a PDF": (b"%PDF-1.7", "PDF"),
    "a lock file of Word": (b"\x05admin" + b"\0" * 156, "锁文件"),
    "a truncated file": (GOOD[: len(GOOD) // 2], "不完整"),
    "another zip": (archive({"a.txt": b"x"}), "[Content_Types].xml"),
    "a file without a document": (
        archive({n: d for n, d in parts(GOOD).items() if n != "word/document.xml"}),
        "缺少正文",
    ),
    "an encrypted member": (flagged_as_encrypted(), "加密"),
    "a name that climbs": (entry("../../etc/passwd"), "不安全"),
    "an absolute name": (entry("/etc/passwd"), "不安全"),
    "a name for Windows": (entry("C:\\x"), "不安全"),
    "a repeated name": (entry("WORD/document.xml"), "重复"),
    "a bomb": (entry("word/media/a.png", b"\0" * 30_000_000), "压缩炸弹"),
    "huge XML": (entry("word/big.xml", NOISE), "超过"),
    "too many entries": (archive({f"a/{n}.xml": b"" for n in range(5001)}), "超过 5000"),
    "broken XML": (edited(GOOD, "</w:body>", "</w:bod>"), "不是正确的 XML"),
}
ACTIVE = {
    "a macro": (entry("word/vbaProject.bin"), "宏"),
    "a DTD": (
        edited(GOOD, "<w:document", '<!DOCTYPE x [<!ENTITY a "b">]><w:document'),
        "DTD",
    ),
    "an attached template": (related("attachedTemplate", "file:///x.dotm"), "附加的外部模板"),
    "a linked image": (related("image", "http://x/a.png"), "外部图片"),
    "a linked object": (related("oleObject", "file:///a.xls"), "外部对象"),
    "a frame": (related("frame", "http://x"), "外部框架"),
    "an altChunk": (related("aFChunk", "a.html"), "altChunk"),
    "DDE": (field("DDEAUTO c:\\\\cmd.exe"), "DDEAUTO"),
    "INCLUDEPICTURE": (field(' INCLUDEPICTURE "http://x/a.png" '), "INCLUDEPICTURE"),
    "INCLUDETEXT spread over runs": (
        field('INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT "a.docx"'),
        "INCLUDETEXT",
    ),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_file_that_is_no_template_is_called_what_it_is(name: str, tmp_path: Path) -> None:
    data, told = CONTAINERS[name]

    (found,) = refused(data, tmp_path, {})[:1]

    assert found.code in {"TPL02", "TPL04"}
    assert told in found.message


@pytest.mark.parametrize("name", ACTIVE)
def test_what_would_act_or_reach_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    data, told = ACTIVE[name]

    found = refused(data, tmp_path, {})

    assert any(each.code == "TPL03" and told in each.message for each in found)


def test_hyperlinks_and_harmless_fields_pass(tmp_path: Path) -> None:
    loaded(related("hyperlink", "http://example.com"), tmp_path)
    loaded(field(" PAGE "), tmp_path)
    loaded(field(" DATE \\@ 'yyyy' LINKED"), tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocgenError, match="读不了模板《没有"):
        word.load(tmp_path / "没有.docx", "没有.docx")


def test_a_folder_or_a_pipe_is_no_template(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.docx")
    for name in (".", "管道.docx"):
        with pytest.raises(DocgenError, match="不是文件"):
            word.load(tmp_path / name, name)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_random_bytes_give_a_finding_or_a_document(flips: list[tuple[float, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value

    assert ends_well(bytes(data))


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_random_changes_inside_the_xml_give_a_finding_or_a_document(data: st.DataObject) -> None:
    contents = parts(GOOD)
    name = data.draw(st.sampled_from(sorted(contents)))
    content = bytearray(contents[name])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))

    assert ends_well(changed(GOOD, {name: bytes(content)}))


def ends_well(data: bytes) -> bool:
    """Tell whether a file is printed, or refused with a finding."""
    word.faults(data, "a.docx")
    folder = Path(TEMPORARY)
    try:
        template = loaded(data, folder)
        word.template_faults(template)
        package, _ = word.render(template, {"x": "甲", "y": ["乙"]})
    except DocgenError as problem:
        return bool(problem.findings)
    word.faults(package.data(), "a.docx", trusted=package.unchanged)
    return True


@pytest.fixture(autouse=True, scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    global TEMPORARY  # noqa: PLW0603 (hypothesis runs one function many times, in one folder)
    TEMPORARY = str(tmp_path_factory.mktemp("random"))


TEMPORARY = ""


def test_a_file_of_another_program_is_read_by_python_docx_afterwards(tmp_path: Path) -> None:
    package, _ = word.render(loaded(GOOD, tmp_path), {"x": "甲", "y": ["乙", "丙"]})

    texts = [each.text for each in docx.Document(io.BytesIO(package.data())).paragraphs]

    assert texts == ["甲 甲", "乙", "丙"]
