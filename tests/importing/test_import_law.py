"""What docgen printed, imported and built again, prints the same text; no character is lost."""

import re
from pathlib import Path

import pytest
from importing.imported import SOURCES, imported_file, printed_report

from docgen.build import shipped_templates
from docgen.cli.import_ import printed_lines
from docgen.word.returned.file_reading import reading

EXTRAS = {
    "plain": "",
    "cover": "封面: 有\n附件: 有\n单位: 青禾县农业农村局\n日期: 2021年3月26日\n",
    "as typed": "编号: 无\n",
}


@pytest.mark.parametrize("extra", EXTRAS)
@pytest.mark.parametrize("template", shipped_templates())
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.long
def test_a_printed_report_comes_back_word_for_word(
    source: str, template: str, extra: str, tmp_path: Path
) -> None:
    if extra == "cover" and source != "content":
        extra = "plain"
    data = printed_report(tmp_path, SOURCES[source], template, EXTRAS[extra])
    project = imported_file(tmp_path, "去年.docx", data)
    was = [line.text for line in reading(data).lines]
    assert list(printed_lines(project.files(bound=True))) == was


def test_content_comes_back_word_for_word_with_its_numbers_bound(tmp_path: Path) -> None:
    data = printed_report(tmp_path, SOURCES["content"], "绩效自评报告.docx")
    project = imported_file(tmp_path, "去年.docx", data)
    was = [line.text for line in reading(data).lines]
    assert list(printed_lines(project.files(bound=True))) == was
    assert sum(binding.is_bound for binding in project.binder.bindings) >= 4
    prose = "".join(project.files(bound=True)[name].decode() for name in project.texts)
    assert "{{全年执行数" in prose


MARKED = """# 各类写法

**重点**工作和*强调*，还有 a_b_c、3*4、<标签>、{花括号}、[方括号]、| 竖线、`反引号`。

- 一项
- 二项
    - 里面一项

1. 第一
2. 第二

1\\. 不是列表

\\# 不是标题

| 名称 | 数量 | < |
|---|---|---|
| 甲 | 1 | 2 |
| ^ | 3 | 4 |

有脚注[^1]的一段。

[^1]: 脚注的话。
"""


def test_lists_tables_notes_and_signs_come_back(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "narrative").mkdir(parents=True)
    (source / "report.yaml").write_text(
        "标题: 2020年度绩效自评报告\n年度: 2020\n部门: 局\n", "utf-8"
    )
    (source / "narrative/01-写法.md").write_text(MARKED, "utf-8")
    data = printed_report(tmp_path / "project", source, "绩效自评报告.docx")
    project = imported_file(tmp_path, "去年.docx", data)
    was = [line.text for line in reading(data).lines]
    assert list(printed_lines(project.files(bound=True))) == was
    prose = "".join(project.files(bound=True)[name].decode() for name in project.texts)
    assert "**重点**" in prose
    assert "- 一项\n- 二项\n    - 里面一项" in prose
    assert "[^注1]: 脚注的话。" in prose
    assert re.search(r"\| \^ +\| 3", prose)
