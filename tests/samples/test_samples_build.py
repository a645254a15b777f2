"""The report that ships and the samples beside it: what they print, and what is left to say."""

from decimal import Decimal
from pathlib import Path

import pytest

from docgen import build, content
from docgen.document import plain
from docgen.findings import Severity

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "content"
TWO = ROOT / "tests/samples/two-directions-nongye-2023"
FILED = ROOT / "tests/samples/park-2020-as-filed"
FACTS = """1718.675万元 1840万元 760万元 861.675万元 861.67496万元 40万元 57万元 11.4% 5.2% 7.3%
77.8% 146个 150个 121个 36亿元 26.8亿元 35亿元 13亿元 25万台 第4 第3 第2 连续三年 连续两年
881.70公顷 5897亩 197% 193个 48个 110个 35个 90% 163.84万平方米 204.46万平方米 102% 10个 9家 12.06亩
1万吨 57.4449万平方米 四次 五凌电力株洲新兴能源产业基地 国创越摩先进封装
火炬安泰特种高纯功能靶材
中国航发动力产业园 湖南金荣集团 PBOS 按图索地 渌口经开区 长郡中学 雅礼中学"""


def proof(folder: Path) -> build.Proof:
    return build.check(content.locate(folder, None))


def prose(shown: build.Proof) -> str:
    """Return the paragraphs and headings of the narrative, and the texts of the form."""
    assert shown.manuscript is not None
    projects = shown.manuscript.projects
    sections = [*shown.manuscript.sections, *(s for p in projects for s in p.sections)]
    blocks = [block for section in sections for block in section.blocks]
    words = [plain(getattr(block, "children", ())) for block in blocks]
    forms = [str(goal.actual) for project in projects for goal in project.goals]
    return "\n".join([*words, *forms])


@pytest.mark.parametrize("folder", [SHIPPED, TWO], ids=["shipped", "two"])
def test_a_good_report_has_no_error_and_few_warnings(folder: Path) -> None:
    found = proof(folder).findings
    assert [f.message for f in found if f.severity is Severity.ERROR] == []
    assert len([f for f in found if f.severity is Severity.WARNING]) <= 5


def test_the_shipped_report_scores_a_hundred_and_not_a_hundred_and_ninety() -> None:
    appraisal = proof(SHIPPED).appraisal
    assert appraisal is not None
    form = appraisal.forms[0]
    assert form.execution is not None
    assert (form.execution.score, form.total, form.grade) == (Decimal(10), Decimal(100), "优")


@pytest.mark.parametrize(
    "fact",
    FACTS.split(),
)
def test_each_fact_of_the_report_is_printed(fact: str) -> None:
    assert fact in prose(proof(SHIPPED))


def test_two_directions_give_two_forms_and_totals() -> None:
    appraisal = proof(TWO).appraisal
    assert appraisal is not None
    assert [str(form.total) for form in appraisal.forms] == ["99.44", "98.76"]
    assert (str(appraisal.summary.total), appraisal.summary.grade) == ("99.29", "优")
    assert "全年执行合计4221.08万元，总体执行率为97.94%" in prose(proof(TWO))


def test_the_report_as_it_was_filed_keeps_its_slips() -> None:
    shown = proof(FILED)
    text = "".join(shown.texts.values())
    assert all(slip in text for slip in ("溇口", "【2019】", "861.67497", "预算收支出情况"))
    assert any(finding.severity is Severity.ERROR for finding in shown.findings)
