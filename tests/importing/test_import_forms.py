"""A form is told by its header words, whatever the order of its columns and the province."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from importing.imported import imported_file, word_file

from docgen.importing.project_writing import ImportedProject

CASES = yaml.safe_load((Path(__file__).parent / "forms.yaml").read_text("utf-8"))


def indicators(project: ImportedProject) -> dict[str, str]:
    """Return the weights of all indicators by name, as the project's YAML says."""
    name = next(n for n in project.tables if n.endswith("metrics.yaml"))
    form = yaml.safe_load(project.files(bound=True)[name])
    found = {}
    for categories in form["绩效指标"].values():
        for rows in (v for k, v in categories.items() if k != "分值"):
            for row_name, row in (rows or {}).items():
                found[row_name] = str(row.get("分值", ""))
    return found


def assert_is_read(project: ImportedProject, case: dict[str, Any]) -> None:
    assert indicators(project) == case["指标"]
    files = {name: data.decode() for name, data in project.files(bound=True).items()}
    figures = yaml.safe_load(next(t for n, t in files.items() if n.endswith("figures.yaml"))) or {}
    for key, value in case.get("资金", {}).items():
        assert figures[key]["值"] == value
    everything = "\n".join(files.values())
    for part in case["含"]:
        assert part in everything, everything


@pytest.mark.parametrize("case", CASES, ids=[case["说明"] for case in CASES])
def test_a_form_of_a_word_file_is_read(case: dict[str, Any], tmp_path: Path) -> None:
    before = ["2020年度项目支出绩效自评表"]
    assert_is_read(imported_file(tmp_path, "表.docx", word_file(case["表"], before)), case)


@pytest.mark.parametrize("case", CASES, ids=[case["说明"] for case in CASES])
def test_the_same_form_of_a_workbook_is_read(case: dict[str, Any], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = case["表"]
    for at, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            if text not in ("<", "^"):
                sheet.cell(at, column, text)
    for at, row in enumerate(rows):
        for column in range(len(row)):
            joined = 0
            while column + joined + 1 < len(row) and row[column + joined + 1] == "<":
                joined += 1
            below = 0
            while at + below + 1 < len(rows) and rows[at + below + 1][column] == "^":
                below += 1
            if row[column] not in ("<", "^") and (joined or below):
                sheet.merge_cells(
                    start_row=at + 1, end_row=at + 1 + below,
                    start_column=column + 1, end_column=column + 1 + joined,
                )  # fmt: skip
    file = io.BytesIO()
    book.save(file)
    assert_is_read(imported_file(tmp_path, "2020年自评表.xlsx", file.getvalue()), case)


@pytest.mark.parametrize("case", CASES, ids=[case["说明"] for case in CASES])
def test_no_word_of_a_form_is_lost(case: dict[str, Any], tmp_path: Path) -> None:
    project = imported_file(tmp_path, "表.docx", word_file(case["表"]))
    kept = project.notes.page(("表.docx",), 0)
    kept += "".join(data.decode() for data in project.files(bound=False).values())
    bare = "".join(kept.replace('"', "").split())
    for text in (text for row in case["表"] for text in row if text not in ("<", "^")):
        plain = "".join(text.replace(",", "").split())
        shorter = plain.split("（")[0]
        assert plain in bare or shorter in bare, text
