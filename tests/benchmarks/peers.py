"""The same work done by others (对照): docxtpl with a subdocument or rich text, python-docx.

As a script it is what someone would write who uses them: it reads paragraphs and rows from JSON.
"""

import json
import sys
from pathlib import Path

import docx

COLUMNS = 9


def template(path: Path) -> None:
    """Make a docxtpl template: paragraphs by a subdocument or rich text, one merged table."""
    document = docx.Document()
    document.add_paragraph("{{ title }}")
    document.add_paragraph("{%p for part in parts %}")
    document.add_paragraph("{{p part.body }}")
    document.add_paragraph("{%p for p in part.paragraphs %}")
    document.add_paragraph("{{r p }}")
    document.add_paragraph("{%p endfor %}")
    table = document.add_table(rows=3, cols=COLUMNS)
    table.rows[0].cells[0].text = "{%tr for row in part.rows %}"
    for column in range(COLUMNS):
        merge = "{% vm %}" if column == 0 else ""
        table.rows[1].cells[column].text = f"{merge}{{{{ row[{column}] }}}}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    document.add_paragraph("{%p endfor %}")
    document.save(str(path))


def docxtpl(source: Path, target: Path, work: dict[str, list], parts: int, kind: str) -> None:
    """Render paragraphs and rows through docxtpl, and save."""
    from docxtpl import DocxTemplate, RichText  # noqa: PLC0415 (python-docx is measured without)

    tpl = DocxTemplate(str(source))
    paragraphs, rows = work["paragraphs"], work["rows"]
    share, each = -(-len(paragraphs) // parts), -(-len(rows) // parts)
    context = {"title": paragraphs[0] if paragraphs else "", "parts": []}
    for part in range(parts):
        own = paragraphs[part * share : (part + 1) * share]
        body = ""
        if kind == "subdoc":
            body = tpl.new_subdoc()
            for text in own:
                body.add_paragraph(text)
        rich = [RichText(text) for text in own] if kind == "rich" else []
        shown = rows[part * each : (part + 1) * each]
        context["parts"].append({"body": body, "paragraphs": rich, "rows": shown})
    tpl.render(context, autoescape=True)
    tpl.save(str(target))


def python_docx(target: Path, work: dict[str, list]) -> None:
    """Write the same paragraphs and rows by python-docx's API."""
    document = docx.Document()
    for text in work["paragraphs"]:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=COLUMNS)
    for row in work["rows"]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(target))


if __name__ == "__main__":
    kind, parts, given, source, target = sys.argv[1:]
    read = json.loads(Path(given).read_text("utf-8"))
    if kind == "python-docx":
        python_docx(Path(target), read)
    else:
        docxtpl(Path(source), Path(target), read, int(parts), kind)
