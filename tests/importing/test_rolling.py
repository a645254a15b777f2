"""Next year's project: results wait, names and targets stay, no stale year passes unsaid."""

import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from importing.imported import SOURCES

from docgen import build, content
from docgen.cli import command_group
from docgen.findings import DocgenError
from docgen.importing.rolling import rolled_file
from docgen.importing.rolling_prose import rolled_prose, rolled_years


def rolled(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return rolled_file(path, name, 2020).text


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("甲: 760 万元", "甲: {值: 待填, 上年: 760 万元}"),
        ("甲: {值: 3 个, 来源: 台账}", "甲: {值: 待填, 上年: 3 个, 来源: 台账}"),
        ("甲: {值: 第3, 上年: 第4}", "甲: {值: 待填, 上年: 第3}"),
        ("甲: =乙 ÷ 丙", "甲: =乙 ÷ 丙"),
        ("甲: 待填", "甲: 待填"),
        ("甲: {值: 90%, 完成率: 102%, 来源: 局}", "甲: {值: 待填, 上年: 90%, 来源: 局}"),
        (
            "组:\n  甲: 1 个\n  乙: 2 个",
            "组:\n  甲: {值: 待填, 上年: 1 个}\n  乙: {值: 待填, 上年: 2 个}",
        ),
        ("甲:\n  值: 3 个\n  来源: 局", "甲:\n  值: 待填\n  上年: 3 个\n  来源: 局"),
        ("甲: {值: 2019年1月1日, 来源: 局}", "甲: {值: 待填, 来源: 局}"),
        ("甲: '5 个'  # 已核", "甲: {值: 待填, 上年: '5 个'}  # 已核"),
    ],
)
def test_a_figure_moves_to_last_year(typed: str, made: str, tmp_path: Path) -> None:
    assert rolled(tmp_path, "figures.yaml", f"# 数据\n{typed}\n") == f"# 数据\n{made}\n"


FORM = """资金:
  合计: {年初预算数: 100 万元, 全年预算数: =预算, 全年执行数: =支出, 执行率: 99%, 得分: 9.9}
  上年结转资金: 0 万元
年度总体目标:
  预期目标: 2020年培训600人次
  实际完成情况: |
    完成培训
    640人次
绩效指标:
  产出指标:
    数量指标:
      培训人次: {指标值: ≥600人次, 完成值: =培训, 分值: 50, 得分: 49, 理由: 核减}
      满意: # 说明
        指标值: 满意
        自评: 达成，10分
        偏差说明: |
          一
          二
        分值: 40
自评结论: {总分: 99, 等级: 优}
"""


def test_a_form_keeps_what_was_planned_and_empties_what_was_done(tmp_path: Path) -> None:
    text = rolled(tmp_path, "metrics.yaml", FORM)
    form = yaml.safe_load(text)
    rows = form["绩效指标"]["产出指标"]["数量指标"]
    assert rows["培训人次"] == {"指标值": "≥600人次", "完成值": "=培训", "分值": 50}
    assert rows["满意"] == {"指标值": "满意", "自评": "待填", "分值": 40}
    assert form["资金"]["合计"] == {
        "年初预算数": "待填", "全年预算数": "=预算", "全年执行数": "=支出",
    }  # fmt: skip
    assert form["年度总体目标"]["预期目标"] == "{{年度}}年培训600人次"
    assert form["年度总体目标"]["实际完成情况"].strip() == "待填"
    assert "自评结论" not in form
    assert "# 说明" in text


def test_years_that_are_sure_become_references_and_others_are_told() -> None:
    text = "2020年支出增加；2019年持平；2018年起；2020年3月验收；《2020年方案》；〔2020〕10号"
    turned = rolled_years(text, 2020)
    assert turned.text.startswith("{{年度}}年支出增加；{{上年度}}年持平；2018年起；2020年3月验收")
    assert "《2020年方案》" in turned.text
    assert turned.left == ("2018年", "2020年3月", "2020年")


def test_tables_pictures_and_typed_numbers_wait_to_be_looked_at() -> None:
    text, notes = rolled_prose("# 甲\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![图](a.png)\n", 2020)
    assert text.count("待核实") == 2
    assert [told for _, told in notes][:2] == ["上年的表格", "照上年写着 1、2"]


def test_the_project_rolls_fills_and_knows_last_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SOURCES["content"], tmp_path / "报告-2020" / "content")
    monkeypatch.chdir(tmp_path / "报告-2020")
    result = CliRunner().invoke(command_group, ["roll", "2021"])
    assert result.exit_code == 0, result.output
    project = content.locate(tmp_path / "报告-2021", None)
    proof = build.check(project)
    assert proof.report
    assert proof.report.year == 2021
    assert not proof.errors, [f.message for f in proof.findings]
    codes = {finding.code for finding in proof.findings}
    assert "DOC37" in codes
    assert (tmp_path / "报告-2021" / "结转说明.md").exists()
    again = CliRunner().invoke(command_group, ["roll", "2021"])
    assert isinstance(again.exception, DocgenError)


def test_a_last_year_that_says_otherwise_is_told(tmp_path: Path) -> None:
    slips = Path(__file__).parents[1] / "slips" / "base"
    shutil.copytree(slips, tmp_path / "2020")
    shutil.copytree(slips, tmp_path / "2021")
    report = tmp_path / "2021/content/report.yaml"
    report.write_text(
        report.read_text("utf-8").replace("2020", "2021") + "上年报告: ../2020\n", "utf-8"
    )
    figures = next((tmp_path / "2021/content").glob("01-*")) / "figures.yaml"
    text = figures.read_text("utf-8")
    figures.write_text(text.replace("{值: 640 人次,", "{值: 700 人次, 上年: 600 人次,"), "utf-8")
    found = build.check(content.locate(tmp_path / "2021", None)).findings
    told = {finding.code: finding for finding in found}
    assert "600 人次 与上年报告里的 640 人次 不同" in told["FIG26"].message
    lower = " ".join(finding.message for finding in found if finding.code == "FRM57")
    assert "≥600人次 低于上年完成的 640 人次" in lower
    report.write_text(report.read_text("utf-8").replace("../2020", "../没有"), "utf-8")
    found = build.check(content.locate(tmp_path / "2021", None)).findings
    assert "YML46" in {finding.code for finding in found}
