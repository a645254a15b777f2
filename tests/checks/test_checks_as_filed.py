"""What is found in a real report as it was filed, error by error, and what a machine cannot see.

The numbers are those of the list of 39 that a careful reader made of the filed report. Every rule
named here speaks of words and numbers in general; none knows this report.
"""

import shutil
from pathlib import Path

import pytest

from docgen import build, content

SAMPLE = Path(__file__).parents[1] / "samples" / "park-2020-as-filed"

FOUND = {
    1: ("FRM02", "执行率得分 100 高于该项分值 10"),
    2: ("FRM08", "填了等级 优，没有填总分"),
    3: ("FRM15", "按年初预算执行率为 93.41%"),
    4: ("FRM14", "相差 121.32504 万元，没有调整说明"),
    5: ("FIG09", "760 + 861.67497 + 40 + 57 = 1718.67497，与合计 1718.67496 相差 0.00001 万元"),
    7: ("FRM53", "项目总投资与全年执行数同为 1718.67496 万元"),
    8: ("FRM12", "当年财政拨款有预算数，没有全年执行数"),
    10: ("NAM03", "经济信息化专项"),
    11: ("NAM04", "园区发展科”是科室"),
    13: ("DOC30", "“收支出”疑为“收支”"),
    15: ("DOC29", "没有写“分别”"),
    16: ("DOC28", "没有说完"),
    17: ("NAM01", "“溇口经开区”疑为“渌口经开区”"),
    20: ("FRM21", "享受标厂补贴数"),
    22: ("FRM54", "园区考核奖励;园区标厂建设补贴"),
    23: ("FRM32", "成本指标、生态效益指标"),
    24: ("FRM24", "“园区承载能力”的指标值“进一步加强”没有可衡量的标准"),
    25: ("FRM28", "满意度指标“园区营商环境”没有调查得出的数"),
    26: ("FRM33", "（占 5.64%）没有对应的指标"),
    28: ("FRM20", "未发生偏差"),
    29: ("DOC20", "应写成“〔2019〕4号”"),
    31: ("FRM27", "像是一段正文"),
    33: ("DOC63", "完成任务的 197%，没有写任务是多少"),
    36: ("DOC62", "面积有的用公顷，有的用亩"),
    37: ("DOC21", "半角标点"),
    38: ("DOC61", "正文没有写存在的问题和改进措施"),
}
UNSEEN = {
    6: "15 元/平方米 stands nowhere in the text: area × price cannot be formed",
    9: "an empty 项目总实施期 is a wish of the form's, not of the content",
    12: "an artefact of text extraction (— read as 一)",
    14: "that 主要用于支出 says one thing twice needs understanding",
    18: "an artefact of the form's page break; ours repeats the labels",
    19: "an artefact of the form's page break",
    21: "that a target is no measure would need understanding of the cited document",
    27: "whose money paid for which building is not in the text",
    30: "one indicator under three names needs understanding",
    32: "the base of a rate is not in the text, and need not be",
    34: "broken grammar needs understanding",
    35: "a ranking of the year before that says so is right",
    39: "aliases are declared once, and then fine",
}


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> build.Proof:
    folder = tmp_path_factory.mktemp("filed") / "content"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("output"))
    return build.check(content.locate(folder.parent, None))


@pytest.mark.parametrize("number", sorted(FOUND))
def test_an_error_of_the_filed_report_is_found(number: int, proof: build.Proof) -> None:
    code, words = FOUND[number]
    told = [f.message for f in proof.findings if f.code == code]
    assert any(words in message for message in told), told


def test_enough_of_the_39_are_found_and_each_other_has_its_reason() -> None:
    assert len(FOUND) >= 22
    assert sorted([*FOUND, *UNSEEN]) == list(range(1, 40))


def test_sums_that_hold_are_not_flagged(proof: build.Proof) -> None:
    for finding in proof.findings:
        if finding.code.startswith("REC"):
            assert "861.675" not in finding.message, finding
            assert not ("48" in finding.message and "193" in finding.message), finding
        assert "= 50" not in finding.message or finding.code != "FRM05", finding
