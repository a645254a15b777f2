"""`docgen import` as a clerk runs it: files and 导入说明, refusals, nothing written over."""

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from importing.imported import SOURCES, printed_report, word_file

from docgen.cli import command_group
from docgen.findings import DocgenError
from docgen.importing.reading import given_source
from docgen.word.returned.document_source import SourceTable, document_source

ROWS = [
    ["项目名称", "校车补贴", "<", "<"],
    ["三级指标", "年度指标值", "实际完成值", "分值"],
    ["运营校车", "≥40辆", "42辆", "90"],
]


def test_a_project_is_written_and_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = printed_report(tmp_path / "old", SOURCES["content"], "绩效自评报告.docx")
    monkeypatch.chdir(tmp_path)
    Path("去年.docx").write_bytes(data)
    result = CliRunner().invoke(command_group, ["import", "去年.docx"])
    assert result.exit_code == 0, result.output
    notes = Path("导入说明.md").read_text("utf-8")
    assert "## 收进来的" in notes
    assert "## 没有收进来的文字" in notes
    assert CliRunner().invoke(command_group, ["build"]).exit_code in (0, 1)
    assert list(Path("output").glob("*（草稿）.docx"))


def test_a_project_that_is_there_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("content").mkdir()
    Path("content/report.yaml").write_text("标题: 甲\n年度: 2020\n", "utf-8")
    Path("表.docx").write_bytes(word_file(ROWS))
    result = CliRunner().invoke(command_group, ["import", "表.docx"])
    assert isinstance(result.exception, DocgenError)
    assert result.exception.exit_code == 2
    assert [p.name for p in Path("content").iterdir()] == ["report.yaml"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("空.docx", b"", "是空文件"),
        ("假.docx", b"%PDF-1.7 ....", "PDF"),
        ("报告.pdf", b"%PDF-1.7", "不是能导入的文件"),
        ("坏.xlsx", b"PK\x03\x04broken", ""),
        ("坏.docx", b"PK\x03\x04broken", ""),
    ],
)
def test_what_cannot_be_read_ends_in_a_sentence(
    name: str, data: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocgenError) as refused:
        given_source(path)
    assert refused.value.exit_code == 2
    assert said in str(refused.value)


@pytest.mark.parametrize("span", ["2000000000", "x", "-1", "99999"])
def test_a_lying_span_is_not_believed(span: str) -> None:
    source = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file(ROWS))) as old, zipfile.ZipFile(source, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "word/document.xml":
                data = data.replace(b'w:gridSpan w:val="3"', f'w:gridSpan w:val="{span}"'.encode())
            new.writestr(item, data)
    table = document_source(source.getvalue(), "表.docx").blocks[0]
    assert isinstance(table, SourceTable)
    assert table.width < 100


def test_a_document_without_a_body_ends_in_a_sentence() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", "<Relationships/>")
        package.writestr("word/document.xml", "<a/>")
    with pytest.raises(DocgenError, match="没有正文"):
        document_source(file.getvalue(), "空.docx")
