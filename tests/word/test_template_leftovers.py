"""What a template carries along and nothing refers to is not printed."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest
from word.template_samples import saved

from docgen import word
from docgen.word.package import TYPES, opened_package


def changed(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in [*old.namelist(), *(n for n in parts if n not in old.namelist())]:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return target.getvalue()


@pytest.fixture
def plain() -> bytes:
    document = docx.Document()
    document.add_paragraph("文字")
    return saved(document)


def printed(folder: Path, data: bytes) -> bytes:
    (folder / "模板.docx").write_bytes(data)
    package, found = word.render(word.load(folder / "模板.docx", "模板.docx"), {}, str(folder))
    assert not found
    return package.data()


@pytest.mark.parametrize("again", [False, True])
def test_parts_and_types_that_nothing_refers_to(
    plain: bytes, tmp_path: Path, *, again: bool
) -> None:
    types = opened_package(plain, "t").text(TYPES)
    stray = (
        '<Override PartName="/word/gone.xml" ContentType="application/xml"/>'
        '<Override PartName="/word/lost.xml" ContentType="application/xml"/></Types>'
    )
    data = changed(
        plain,
        {
            TYPES: types.replace("</Types>", stray).encode(),
            "word/lost.xml": b"<a/>",
            "word/_rels/lost.xml.rels": b"<Relationships/>",
            "word/_rels/nobody.xml.rels": b"<Relationships/>",
        },
    )
    made = printed(tmp_path, data)
    made = printed(tmp_path, data) if again else made  # from the cache
    assert not word.faults(made, "t")
    names = {member.name for member in opened_package(made, "t").members}
    assert {member.name for member in opened_package(plain, "t").members} <= names
    assert not [name for name in names if "lost" in name or "nobody" in name]
    assert "gone.xml" not in opened_package(made, "t").text(TYPES)


def test_a_template_without_any_keeps_its_parts_as_they_are(plain: bytes, tmp_path: Path) -> None:
    before = {m.name: m.packed for m in opened_package(plain, "t").members}
    after = {m.name: m.packed for m in opened_package(printed(tmp_path, plain), "t").members}
    assert {name for name in before if before[name] == after.get(name)} >= {
        "word/styles.xml", "word/document.xml", "word/settings.xml",
    }  # fmt: skip
