"""The same work done by others (对照): docxtpl with a subdocument or rich text, python-docx."""

import sys
from pathlib import Path

import docx
from docxtpl import DocxTemplate, RichText
from docxtpl.subdoc import Subdoc

from docgen.word.reading import Reading, reading


def words(data: bytes) -> Reading:
    """Return what docgen printed, for the others to print."""
    return reading(data)


def template(path: Path) -> None:
    """Make a docxtpl template: paragraphs by a subdocument or rich text, one merged table."""
    document = docx.Document()
    document.add_paragraph("{{ title }}")
    document.add_paragraph("{%p for part in parts %}")
    document.add_paragraph("{{p part.body }}")
    document.add_paragraph("{%p for p in part.paragraphs %}")
    document.add_paragraph("{{r p }}")
    document.add_paragraph("{%p endfor %}")
    table = document.add_table(rows=3, cols=9)
    table.rows[0].cells[0].text = "{%tr for row in part.rows %}"
    for column in range(9):
        merge = "{% vm %}" if column == 0 else ""
        table.rows[1].cells[column].text = f"{merge}{{{{ row[{column}] }}}}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    document.add_paragraph("{%p endfor %}")
    document.save(str(path))


def docxtpl(path: Path, target: Path, read: Reading, parts: int, *, rich: bool) -> None:
    """Render the paragraphs and tables of a reading through docxtpl, and save."""
    tpl = DocxTemplate(str(path))
    paragraphs = [line.text for line in read.lines if not line.table]
    rows = [[*row, *[""] * 9][:9] for grid in read.grids for row in grid.rows]
    share, each = max(len(paragraphs) // parts, 1), max(len(rows) // parts, 1)
    context = {"title": paragraphs[0], "parts": []}
    for part in range(parts):
        own = paragraphs[part * share : (part + 1) * share]
        context["parts"].append(
            {
                "body": "" if rich else _subdoc(tpl, own),
                "paragraphs": [RichText(text) for text in own] if rich else [],
                "rows": rows[part * each : (part + 1) * each],
            }
        )
    tpl.render(context, autoescape=True)
    tpl.save(str(target))


def _subdoc(tpl: DocxTemplate, paragraphs: list[str]) -> Subdoc:
    sub = tpl.new_subdoc()
    for text in paragraphs:
        sub.add_paragraph(text)
    return sub


def python_docx(target: Path, read: Reading) -> None:
    """Write the same paragraphs and tables by python-docx's API."""
    document = docx.Document()
    for line in read.lines:
        if not line.table:
            document.add_paragraph(line.text)
    for grid in read.grids:
        table = document.add_table(rows=0, cols=9)
        for row in grid.rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.text = text
    document.save(str(target))


def markdown(read: Reading) -> str:
    """Return the same text as Markdown, for pandoc."""
    parts = [line.text for line in read.lines if not line.table]
    for grid in read.grids:
        width = len(grid.rows[0]) if grid.rows else 0
        rows = [" | ".join(cell.replace("\n", " ") for cell in row) for row in grid.rows]
        parts.append("\n".join([rows[0], "|".join(["---"] * width), *rows[1:]]))
    return "\n\n".join(parts)


if __name__ == "__main__":
    source, made, printed, kind = sys.argv[1:5]
    docxtpl(
        Path(source), Path(made), words(Path(printed).read_bytes()),
        int(sys.argv[5]), rich=kind == "rich",
    )  # fmt: skip
