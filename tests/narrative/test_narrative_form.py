"""Texts of the form: words and references, no Markdown; figures in 表格 form."""

from decimal import Decimal

import pytest
from narrative.narrative_samples import figures, marked, report, text

from docgen.document import Break, FigureText, Words
from docgen.findings import Source
from docgen.narrative import report_manuscript
from docgen.narrative.phrases import phrase
from docgen.report import FundingLine, Goal, Indicator, Settings, SubProject
from docgen.scoring.model import Appraisal, FormAppraisal, IndicatorResult, Summary

PLACE = Source("metrics.yaml", 1, 1)

TEXTS = {
    "认定面积{{面积}}。": "认定面积⟦57.4449万平方米⟧。",
    "*不斜* _不_ **不粗** # <b>": "*不斜* _不_ **不粗** # <b>",
    "甲\n乙\n": "甲↵乙",
    "甲\n\n乙": "甲↵↵乙",
    "\n甲": "↵甲",
    "{{支出|数值}}": "⟦1718.675⟧",
    "::: 如果 增速 > 10%\n达到{{增速}}\n::: 否则\n没有达到\n:::\n末": "达到⟦11.4%⟧↵末",
    "::: 如果 增速 > 20%\n甲\n::: 否则\n::: 如果 增速 > 11%\n乙\n:::\n丙\n:::": "乙↵丙",
    "::: 如果 增速 > 20%\n甲\n:::": "",
    "待填": "⟦【待填】?⟧",
    "{{满意度}}": "⟦【待填：满意度】?⟧",
    "": "",
}


@pytest.mark.parametrize("content", TEXTS)
def test_a_text_of_the_form_is_printed_as_typed(content: str) -> None:
    made, _ = phrase(text(content), figures(), "")
    assert marked(made.children) == TEXTS[content]


def test_each_part_knows_its_place() -> None:
    made, _ = phrase(text("甲\n乙{{支出}}丙", "metrics.yaml", 7, 12), figures(), "")
    first, stop, second, figure, third = made.children
    assert isinstance(stop, Break)
    assert isinstance(figure, FigureText)
    places = [leaf.source for leaf in (first, second, figure, third) if not isinstance(leaf, Break)]  # type: ignore[union-attr]
    assert [(each.line, each.column) for each in places] == [(7, 12), (8, 1), (8, 2), (8, 8)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("::: 如果 1 < 2\n甲", "MDN11"),
        ("甲\x00", "MDN01"),
        ("甲\u200b", "MDN02"),
        ("待填", "MDN17"),
        ("{{没有}}", "FIG01"),
        ("甲{{支出", "FIG12"),
    ],
)
def test_what_is_wrong_is_found(content: str, code: str) -> None:
    assert [finding.code for finding in phrase(text(content), figures(), "")[1]] == [code]


def made_row(indicator: Indicator, score: str = "10") -> tuple[str, str, str, str]:
    weight = Decimal(10)
    row = IndicatorResult(
        "", "产出指标", "数量指标", indicator, PLACE, weight, score=Decimal(score)
    )
    empty = IndicatorResult("", "产出指标", "成本指标", None, PLACE)
    project = SubProject("园区", "园区", PLACE)
    form = FormAppraisal(
        project, (), None, (row, empty), {}, Decimal(100), Decimal(100), Decimal(100), "优"
    )
    appraisal = Appraisal((form,), Summary((), None, None, None), figures(), "株洲2020", "")
    settings = Settings(no_deviation=text("未发生偏差。", "report.yaml", 9, 8))
    made, _ = report_manuscript(report(projects=(project,), settings=settings), appraisal)
    first, second = made.projects[0].rows
    assert str(second.name) == str(second.deviation) == ""
    return str(first.name), str(first.target), str(first.actual), str(first.deviation)


def indicator(name: str = "补贴数", **parts: str) -> Indicator:
    return Indicator(name, PLACE, **{key: text(value) for key, value in parts.items()})  # type: ignore[arg-type]


def test_a_row_prints_its_texts_and_no_deviation_where_it_has_full_marks() -> None:
    given = indicator(target="不少于40", actual="全部完成")
    assert made_row(given) == ("补贴数", "不少于40", "全部完成", "未发生偏差。")
    assert made_row(given, "8")[3] == ""
    assert made_row(indicator(deviation="因故"))[3] == "因故"


@pytest.mark.parametrize(
    ("name", "formula", "shown"),
    [
        ("补贴数(万平方米)", "=面积", "57.4449"),
        ("补贴数（万平方米）。", "=面积", "57.4449"),
        ("补贴数（平方米）", "=面积", "574449"),
        ("补贴数", "=面积", "57.4449万平方米"),
        ("补贴数（亩均）", "=面积", "57.4449万平方米"),
        ("增速(%)", "=增速", "11.4"),
        ("支出", "= 支出 × 2", "3437.35万元"),
        ("满意度", "=满意度", "【待填：满意度】"),
    ],
)
def test_a_formula_prints_its_figure_without_the_unit_that_the_name_holds(
    name: str, formula: str, shown: str
) -> None:
    assert made_row(indicator(name, actual=formula))[2] == shown


def test_a_formula_that_cannot_be_calculated_is_shown_as_typed() -> None:
    assert made_row(indicator(actual="=没有"))[2] == "=没有"


def test_goals_explanations_and_details_stand_beside_their_data() -> None:
    goal = Goal(PLACE, text("预期{{增速}}"), text("*完成*"))
    line = FundingLine("合计", PLACE, explanation=text("调整{{支出}}"))
    project = SubProject(
        "园区", "园区", PLACE, goals=(goal,), funding=(line,), details={"单位": text("市{{增速}}")}
    )
    appraisal = Appraisal((), Summary((), None, None, None), figures(), "", "")
    given = report(
        projects=(project,), title=text("{{年度}}年报告"), details={"副标题": text("第{{增速}}")}
    )
    made, _ = report_manuscript(given, appraisal)
    (prose,) = made.projects
    assert str(prose.goals[0].expected) == "预期11.4%"
    assert str(prose.goals[0].actual) == "*完成*"
    assert str(prose.explanations[0]) == "调整1718.675万元"
    assert [(name, str(each)) for name, each in prose.details] == [("单位", "市11.4%")]
    assert str(made.title) == "2020年报告"
    assert [(name, str(each)) for name, each in made.details] == [("副标题", "第11.4%")]
    assert isinstance(made.title.children[-1], Words)
