"""Names, words, dates and typed numbers that no rule was tuned on: how many are read right.

The file was written before the rules. A passage is put behind the same text of a small project.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen import build, content
from docgen.findings import Finding, Severity

HERE = Path(__file__).parent
READ = yaml.load((HERE / "passages" / "unseen_names.yaml").read_text("utf-8"), yaml.CSafeLoader)
PREFIXES = ("NAM", "NUM", "DOC", "REC08")
REPORT = """
标题: 2023年度青禾县农田建设补助资金绩效自评报告
年度: 2023
部门: 青禾县农业农村局
专项名称: 农田建设补助资金
名称: [渌口经开区, 醴陵经开区, 茶陵经开区, 石门镇, 白水镇]
"""
FIGURES = """
年初预算数: {值: 3200 万元, 来源: 批复}
全年执行数: {值: 3104 万元, 来源: 国库}
城镇新增就业: {值: 4520人, 来源: 人社局}
新建高标准农田面积: {值: 2.4 万亩, 来源: 验收表}
培训人次: {值: 640人次, 来源: 台账}
编制人数: {值: 45人, 来源: 编办}
全省排名: {值: 第5, 上年: 第9, 来源: 通报}
"""


def project_of(folder: Path, text: str) -> Path:
    (folder / "content" / "narrative").mkdir(parents=True)
    (folder / "content" / "report.yaml").write_text(REPORT, "utf-8")
    (folder / "content" / "figures.yaml").write_text(FIGURES, "utf-8")
    body = f"# 基本情况\n\n{READ['底文']}\n{text}\n"
    (folder / "content" / "narrative" / "01-情况.md").write_text(body, "utf-8")
    return folder


def warnings_of(folder: Path, text: str) -> list[Finding]:
    proof = build.check(content.locate(project_of(folder, text), None))
    return [
        each
        for each in proof.findings
        if each.code.startswith(PREFIXES) and each.severity > Severity.NOTE
    ]


@pytest.fixture(scope="module")
def figures_of_merit(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """Return the right passages that are doubted, the wrong ones that are not, and all 错误."""
    result: dict[str, list[Any]] = {"doubted": [], "missed": [], "refused": []}
    before = {
        (each.code, each.message) for each in warnings_of(tmp_path_factory.mktemp("base"), "")
    }
    for case in READ["段落"]:
        found = warnings_of(tmp_path_factory.mktemp("case"), case["文"])
        fresh = [each for each in found if (each.code, each.message) not in before]
        messages = [f"{each.code} {each.message}" for each in fresh]
        if "对" in case and fresh:
            result["doubted"].append((case["文"], messages))
            result["refused"] += [each for each in fresh if each.severity is Severity.ERROR]
        if "错" in case and not any(str(case["错"]) in message for message in messages):
            result["missed"].append((case["文"], messages))
    return result


def test_there_are_enough_passages_of_both_kinds() -> None:
    assert sum("错" in case for case in READ["段落"]) >= 35
    assert sum("对" in case for case in READ["段落"]) >= 35


def test_right_words_are_not_doubted(figures_of_merit: dict[str, list[Any]]) -> None:
    assert not figures_of_merit["refused"]
    assert len(figures_of_merit["doubted"]) <= 1, figures_of_merit["doubted"]


def test_most_wrong_words_are_found(figures_of_merit: dict[str, list[Any]]) -> None:
    wrong = sum("错" in case for case in READ["段落"])
    assert len(figures_of_merit["missed"]) <= wrong * 0.3, figures_of_merit["missed"]
