"""Relations in prose as such reports write them: what does not hold is told, what holds is not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen import build, content
from docgen.findings import Finding, Severity

HERE = Path(__file__).parent
FILES = ("passages.yaml", "passages_of_reports.yaml")
PASSAGES = [case for name in FILES for case in yaml.safe_load((HERE / name).read_text("utf-8"))]


def told_of(text: str, folder: Path) -> list[Finding]:
    (folder / "content" / "narrative").mkdir(parents=True)
    (folder / "content" / "report.yaml").write_text("标题: 绩效自评报告\n年度: 2023\n", "utf-8")
    (folder / "content" / "narrative" / "01-情况.md").write_text(f"# 情况\n\n{text}\n", "utf-8")
    proof = build.check(content.locate(folder, None))
    return [
        f for f in proof.findings if f.code[:3] in ("REC", "CLM") and f.severity > Severity.NOTE
    ]


@pytest.mark.parametrize("case", PASSAGES, ids=lambda case: case["文"][:18])
def test_a_passage_is_found_consistent_or_not(case: dict[str, Any], tmp_path: Path) -> None:
    messages = [finding.message for finding in told_of(case["文"], tmp_path)]
    if "错" in case:
        assert any(str(case["错"]) in message for message in messages), messages
    else:  # 漏: what is found at last is to be marked 错
        assert not messages


def test_what_is_missed_is_known_and_little() -> None:
    missed, found = (sum(mark in case for case in PASSAGES) for mark in ("漏", "错"))
    assert missed * 20 < found


def test_there_are_enough_passages_of_both_kinds() -> None:
    assert sum("错" in case for case in PASSAGES) >= 300
    assert sum("对" in case for case in PASSAGES) >= 300
