"""A form is told by its header words, whatever the order of its columns and the province."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from importing.imported import imported_file, word_file

from docgen import build, content
from docgen.cli.import_ import printed_lines, shipped_forms
from docgen.importing.project_writing import ImportedProject, imported_project
from docgen.importing.reading import given_source

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


TARGETS = [
    ["项目名称", "校车补贴", "<", "<", "<"],
    ["年度总体目标", "运营校车40辆", "<", "<", "<"],
    ["一级指标", "二级指标", "三级指标", "指标值", "权重"],
    ["产出指标", "数量指标", "运营校车", "≥45辆", "60"],
    ["效益指标", "社会效益指标", "学生安全", "有保障", "30"],
]
OUTCOMES = [
    ["项目名称", "校车补贴", "<", "<", "<", "<"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值"],
    ["产出指标", "数量指标", "运营校车", "≥40辆", "42辆", "60"],
    ["效益指标", "社会效益指标", "学生安全", "有保障", "有保障", "30"],
]


def test_approved_targets_stand_beside_the_form_they_were_approved_for(tmp_path: Path) -> None:
    for name, rows in (("自评表.docx", OUTCOMES), ("绩效目标表.docx", TARGETS)):
        (tmp_path / name).write_bytes(word_file(rows))
    sources = {n: given_source(tmp_path / n) for n in ("自评表.docx", "绩效目标表.docx")}
    project = imported_project(sources, shipped_forms(), printed_lines)
    files = project.files(bound=True)
    approved = yaml.safe_load(files["01-校车补贴/approved.yaml"])
    rows = approved["绩效指标"]["产出指标"]["数量指标"]
    assert rows == {"运营校车": {"指标值": "≥45辆", "分值": 60}}
    for name, data in files.items():
        path = tmp_path / "project" / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    found = build.check(content.locate(tmp_path / "project", None)).findings
    assert any(f.code == "FRM52" and "≥45辆" in f.message for f in found)


def test_targets_alone_begin_a_report_whose_outcomes_wait(tmp_path: Path) -> None:
    project = imported_file(tmp_path, "2020年绩效目标表.docx", word_file(TARGETS))
    text = project.files(bound=True)["01-校车补贴/metrics.yaml"].decode()
    rows = yaml.safe_load(text)["绩效指标"]
    row = rows["产出指标"]["数量指标"]["运营校车"]
    assert row == {"指标值": "≥45辆", "完成值": "待填", "分值": 60}
    assert rows["效益指标"]["社会效益指标"]["学生安全"]["自评"] == "待填"
