"""Small templates for tests, made by python-docx, and what became of them."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
from docx.document import Document

from docgen import word
from docgen.findings import DocgenError, Finding
from docgen.word import Package, Template


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def paragraphs(*texts: str) -> bytes:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    return saved(document)


def table(*rows: tuple[str, ...]) -> bytes:
    document = docx.Document()
    grid = document.add_table(len(rows), max(map(len, rows)), style="Table Grid")
    for index, row in enumerate(rows):
        for column, text in enumerate(row):
            grid.cell(index, column).text = text
    return saved(document)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive(contents: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in contents.items():
            written.writestr(name, content)
    return stream.getvalue()


def changed(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    return archive({**parts(data), **changes})


def edited(data: bytes, old: str, new: str, name: str = "word/document.xml") -> bytes:
    text = parts(data)[name].decode()
    assert old in text
    return changed(data, {name: text.replace(old, new, 1).encode()})


def loaded(data: bytes, folder: Path) -> Template:
    path = folder / "模板.docx"
    path.write_bytes(data)
    return word.load(path, path.name)


def rendered(data: bytes, folder: Path, context: Mapping[str, object]) -> Package:
    template = loaded(data, folder)
    package, found = word.render(template, context, str(folder))
    assert (found, word.faults(package.data(), "模板.docx", trusted=package.unchanged)) == ((), ())
    return package


def read(package: Package) -> Document:
    return docx.Document(io.BytesIO(package.data()))


def refused(data: bytes, folder: Path, context: Mapping[str, object]) -> tuple[Finding, ...]:
    """Return why a template does not render."""
    try:
        word.render(loaded(data, folder), context)
    except DocgenError as problem:
        return problem.findings
    raise AssertionError
