"""What the tests of the import share: a printed report, a Word file made of rows, an import."""

import io
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import docx

from docgen import build, content
from docgen.cli.import_ import printed_lines, shipped_forms
from docgen.importing.project_writing import ImportedProject, imported_project
from docgen.importing.reading import given_source

ROOT = Path(__file__).parents[2]
SOURCES = {
    "content": ROOT / "content",
    **{
        path.parent.parent.name: path.parent
        for path in ROOT.glob("tests/samples/*/content/report.yaml")
    },
    **{path.parent.name: path.parent for path in ROOT.glob("tests/samples/*/report.yaml")},
}


def printed_report(folder: Path, source: Path, template: str, extra: str = "") -> bytes:
    """Print a report through a template, with more lines in its report.yaml."""
    shutil.copytree(source, folder / "content")
    path = folder / "content" / "report.yaml"
    text = re.sub(r"(?m)^模板:.*\n", "", path.read_text("utf-8"))
    path.write_text(f"{text}\n模板: {template}\n{extra}", "utf-8")
    data, found = build.document(build.check(content.locate(folder, None)))
    assert data, found
    return data


def imported_file(folder: Path, name: str, data: bytes) -> ImportedProject:
    path = folder / name
    path.write_bytes(data)
    return imported_project({name: given_source(path)}, shipped_forms(), printed_lines)


def word_file(rows: Sequence[Sequence[str]], before: Sequence[str] = ()) -> bytes:
    """Make a .docx of paragraphs and one table; `<` and `^` join a cell to the one beside it."""
    document = docx.Document()
    for text in before:
        document.add_paragraph(text)
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text == "<":
                table.cell(at, column - 1).merge(table.cell(at, column))
            elif text == "^":
                table.cell(at - 1, column).merge(table.cell(at, column))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text not in ("<", "^"):
                table.cell(at, column).text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
