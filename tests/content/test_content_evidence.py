"""Evidence that names a file is looked for; words are taken as they are."""

from pathlib import Path

import pytest

from docgen import content

FIGURES = """甲: {{值: 1 个, 来源: 账, 佐证: {first}}}
乙: {{值: 2 个, 来源: 账, 佐证: [验收报告, {second}]}}
"""


def told(folder: Path, first: str, second: str, *there: str) -> list[str]:
    direction = folder / "content" / "01-专项"
    direction.mkdir(parents=True)
    (folder / "content" / "report.yaml").write_text("标题: 报告\n年度: 2024\n", "utf-8")
    (direction / "figures.yaml").write_text(FIGURES.format(first=first, second=second), "utf-8")
    for name in there:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    loaded = content.load(content.locate(folder, None))
    return [
        f"{f.source.file}:{f.source.line} {f.message}" for f in loaded.findings if f.code == "YML38"
    ]


@pytest.mark.parametrize(
    "place", ["content/01-专项", "content/01-专项/佐证", "content/佐证", "佐证", "."]
)
def test_a_file_is_found_beside_the_yaml_and_in_the_folders_for_it(
    tmp_path: Path, place: str
) -> None:
    assert told(tmp_path, "验收.pdf", "清单", f"{place}/验收.pdf") == []


def test_a_file_that_is_not_there_is_told_where_it_is_cited(tmp_path: Path) -> None:
    assert told(tmp_path, "验收.pdf", "清单.XLSX", "佐证/验收.PDF.bak") == [
        "content/01-专项/figures.yaml:1 找不到佐证文件“验收.pdf”",
        "content/01-专项/figures.yaml:2 找不到佐证文件“清单.XLSX”",
    ]


def test_a_file_nobody_cites_is_told_once_files_are_cited(tmp_path: Path) -> None:
    files = ("佐证/验收.pdf", "佐证/多余.pdf", "佐证/.隐藏", "佐证/~$验收.docx")
    assert told(tmp_path / "a", "验收.pdf", "清单", *files) == [
        "佐证/多余.pdf:0 佐证文件“多余.pdf”没有哪一项引用"
    ]
    assert told(tmp_path / "b", "验收", "清单", *files) == []


@pytest.mark.parametrize("name", ["../机密.pdf", "/etc/passwd.txt", "x/../../../y.pdf"])
def test_nothing_outside_is_looked_for(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, name, "清单") == []
