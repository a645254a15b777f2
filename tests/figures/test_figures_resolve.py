from decimal import Decimal

import pytest
from figures.sheets import (
    SCOPE,
    codes,
    entries,
    figures,
    line,
    project,
    report,
    resolved,
    text,
)
from msgspec.structs import replace

from docgen.figures import (
    evaluate,
    extended,
    find,
    holds,
    nearest,
    pieces,
    resolve,
    unit_named,
    visible_names,
)
from docgen.figures.model import Figure, FigureKey, Pending, Quantity, described
from docgen.findings import Severity
from docgen.report import Settings

SPENDING = {
    "考核奖励金": "760 万元",
    "标厂补贴资金": "861.67496 万元",
    "规划": "40 万元",
    "平台": "57 万元",
}


def shown(sheet: dict[str, object], name: str) -> str:
    figure = find(figures(sheet), name, SCOPE)
    assert figure is not None
    return described(figure.value)


def test_a_group_is_the_sum_of_its_members() -> None:
    assert shown({"支出": SPENDING}, "支出") == "1718.67496 万元"


def test_a_group_converts_its_members() -> None:
    assert shown({"投资": {"甲": "1.5 亿元", "乙": "5000 万元"}}, "投资") == "2 亿元"


def test_a_group_of_different_things_has_no_sum_until_it_is_asked_for() -> None:
    found, findings = resolved({"园区": {"面积": "3 亩", "企业": "5 家"}})
    assert not findings
    (finding,) = evaluate(text("=园区 + 1"), found, SCOPE).findings
    assert finding.code == "FIG19"
    assert "面积 3 亩" in finding.message


def test_figures_are_calculated_in_order_of_need() -> None:
    assert shown({"丙": "=乙 + 1个", "乙": "=甲 × 2", "甲": "3 个"}, "丙") == "7 个"


def test_a_thousand_formulas_in_a_row_are_lawful() -> None:
    sheet = {"甲0": "1 个"} | {f"甲{i}": f"=甲{i - 1} + 1个" for i in range(1, 1001)}
    backwards = dict(reversed(sheet.items()))
    assert shown(backwards, "甲1000") == "1001 个"


def test_a_cycle_is_printed_with_its_places() -> None:
    _, findings = resolved({"甲": "=乙 + 1", "乙": "=丙", "丙": "=甲", "丁": "=甲 + 1"})
    (finding,) = findings
    assert finding.code == "FIG07"
    assert "甲 → 乙 → 丙 → 甲" in finding.message
    assert finding.source.line == 1
    assert [related.source.line for related in finding.related] == [2, 3]


def test_a_figure_that_needs_itself_is_a_cycle() -> None:
    assert codes(resolved({"甲": "=甲 + 1"})[1]) == ["FIG07"]


def test_an_error_is_told_once_and_not_again_by_what_depends_on_it() -> None:
    _, findings = resolved({"甲": "=错 + 1", "乙": "=甲 + 1", "丙": "=乙"})
    assert codes(findings) == ["FIG01"]


@pytest.mark.parametrize("total", ["1718.67496 万元", "0.171867496 亿元"])
def test_a_total_that_its_parts_make_is_silent(total: str) -> None:
    figures({"支出": SPENDING, "全年执行数": {"值": total, "应等于": "支出"}})


def test_one_unit_of_the_last_place_is_a_warning_with_the_sum() -> None:
    spending = SPENDING | {"标厂补贴资金": "861.67497 万元"}
    total = {"值": "1718.67496 万元", "应等于": "支出"}
    (finding,) = resolved({"支出": spending, "全年执行数": total})[1]
    assert (finding.code, finding.severity) == ("FIG09", Severity.WARNING)
    assert finding.message == (
        "760 + 861.67497 + 40 + 57 = 1718.67497，与合计 1718.67496 相差 0.00001 万元"
    )
    assert finding.related[0].source.line == 1


def test_a_reason_for_the_tail_silences_the_warning() -> None:
    spending = SPENDING | {"标厂补贴资金": "861.67497 万元"}
    total = {"值": "1718.67496 万元", "应等于": "支出", "尾差": "国库系统截位"}
    figures({"支出": spending, "全年执行数": total})


def test_an_empty_reason_silences_nothing() -> None:
    total = {"值": "1718.67497 万元", "应等于": "支出", "尾差": " "}
    assert codes(resolved({"支出": SPENDING, "全年执行数": total})[1]) == ["FIG09"]


def test_a_tail_without_a_difference_is_noted() -> None:
    total = {"值": "1718.67496 万元", "应等于": "支出", "尾差": "截位"}
    (finding,) = resolved({"支出": SPENDING, "全年执行数": total})[1]
    assert (finding.code, finding.severity) == ("FIG09", Severity.NOTE)


def test_more_than_the_last_place_is_an_error_even_with_a_reason() -> None:
    total = {"值": "1718.67498 万元", "应等于": "支出", "尾差": "截位"}
    (finding,) = resolved({"支出": SPENDING, "全年执行数": total})[1]
    assert (finding.code, finding.severity) == ("FIG09", Severity.ERROR)
    assert "相差 0.00002 万元" in finding.message


def test_a_total_rounded_when_it_was_issued_is_off_by_less_than_its_last_place() -> None:
    total = {"值": "1718.67 万元", "应等于": "支出"}
    (finding,) = resolved({"支出": SPENDING, "全年执行数": total})[1]
    assert finding.severity is Severity.WARNING


def test_a_total_in_another_dimension_is_an_error() -> None:
    total = {"值": "1718 亩", "应等于": "支出"}
    assert codes(resolved({"支出": SPENDING, "全年执行数": total})[1]) == ["FIG06"]


def test_a_total_may_be_checked_against_a_formula() -> None:
    figures(
        {"支出": SPENDING, "其余": {"值": "958.67496 万元", "应等于": "=支出 − 支出.考核奖励金"}}
    )


@pytest.mark.parametrize(
    ("rate", "severity"),
    [("197%", None), ("196.57%", None), ("196%", Severity.WARNING), ("187%", Severity.ERROR)],
)
def test_a_typed_rate_is_compared_at_its_own_precision(
    rate: str, severity: Severity | None
) -> None:
    _, findings = resolved({"储备土地": {"值": "5897亩", "目标": "3000亩", "完成率": rate}})
    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    assert set(codes(findings)) <= {"FIG10"}


def test_a_rate_without_a_target_is_silent_and_without_a_sign_is_not() -> None:
    figures({"储备土地": {"值": "5897亩", "完成率": "197%"}})
    _, findings = resolved({"储备土地": {"值": "5897亩", "完成率": "197"}})
    assert codes(findings) == ["FIG10"]


def test_last_year_in_another_unit_is_an_error() -> None:
    assert codes(resolved({"增速": {"值": "11.4%", "上年": "10.9"}})[1]) == ["FIG06"]
    assert codes(resolved({"排名": {"值": "第3", "上年": "4"}})[1]) == ["FIG06"]
    figures({"投资": {"值": "1.2 亿元", "上年": "9000 万元"}})


def test_last_year_and_target_are_figures_of_their_own() -> None:
    assert shown({"增速": {"值": "11.4%", "上年": "11.1%"}}, "增速.上年") == "11.1%"
    assert shown({"土地": {"值": "5897亩", "目标": "=1000亩 × 3"}}, "土地.目标") == "3000 亩"


def test_the_rate_of_a_target_is_a_figure_typed_or_calculated() -> None:
    typed = {"土地": {"值": "5897亩", "目标": "3000亩", "完成率": "197%"}}
    assert shown(typed, "土地.完成率") == "197%"
    assert shown({"土地": {"值": "30亩", "目标": "25亩"}}, "土地.完成率") == "120%"
    figures({"土地": {"值": "30亩", "目标": "不少于25"}})


def test_what_depends_on_last_year_depends_on_the_figure() -> None:
    found = figures({"增速": {"值": "11.4%", "上年": "11.1%"}, "提高": "=增速 − 增速.上年"})
    assert found.by_key[FigureKey(SCOPE, "提高")].inputs == (FigureKey(SCOPE, "增速"),)
    assert set(found.by_key) == {
        FigureKey(SCOPE, "增速"),
        FigureKey(SCOPE, "提高"),
        FigureKey("", "年度"),
        FigureKey("", "上年度"),
        FigureKey("", "部门"),
    }


def test_a_declared_unit_is_the_unit() -> None:
    assert shown({"面积": {"值": "57.4449", "单位": "万平方米"}}, "面积") == "57.4449 万平方米"
    sheet = {"支出": "760 万元", "企业": "20 家", "户均": {"值": "=支出 ÷ 企业", "单位": "万元"}}
    assert shown(sheet, "户均") == "38 万元"
    sheet = {"甲": "93.5 个", "乙": "100 个", "率": {"值": "=甲 ÷ 乙", "单位": "%"}}
    assert shown(sheet, "率") == "93.5%"


def test_percentage_points_declared_as_a_rate_are_refused() -> None:
    sheet = {
        "增速": {"值": "11.4%", "上年": "11.1%"},
        "提高": {"值": "=增速 − 增速.上年", "单位": "%"},
    }
    (finding,) = resolved(sheet)[1]
    assert finding.code == "FIG18"
    assert "0.3 个百分点" in finding.message


def test_an_impossible_declared_unit_is_an_error() -> None:
    assert codes(resolved({"面积": {"值": "3 亩", "单位": "万元"}})[1]) == ["FIG06"]
    assert codes(resolved({"面积": {"值": "3", "单位": "万远"}})[1]) == ["FIG02"]


def test_each_pending_figure_has_one_finding_and_makes_its_group_pending() -> None:
    found, findings = resolved(
        {"支出": {"甲": "待填", "乙": "3 万元"}, "丙": "待填", "丁": "=支出"}
    )
    assert codes(findings) == ["FIG11", "FIG11"]
    assert found.by_key[FigureKey(SCOPE, "丁")].value == Pending()


def test_an_entry_without_a_value_is_an_error() -> None:
    assert codes(resolved({"甲": {"来源": "统计局"}})[1]) == ["FIG22"]


def test_an_unknown_unit_is_noted_once() -> None:
    assert codes(resolved({"甲": "3 坨", "乙": "4 坨", "丙": "5 垛"})[1]) == ["FIG03", "FIG03"]
    assert shown({"甲": "3 坨", "乙": "4 坨", "丙": "=甲 + 乙"}, "丙") == "7 坨"


def test_an_alias_means_the_figure() -> None:
    assert shown({"全年执行数": {"值": "3 万元", "别名": ["支出合计"]}}, "支出合计") == "3 万元"


def test_an_alias_that_is_taken_is_an_error() -> None:
    _, findings = resolved({"甲": {"值": "3 万元", "别名": ["乙"]}, "乙": "4 万元"})
    assert codes(findings) == ["FIG16"]


def test_a_name_that_docgen_supplies_cannot_be_taken() -> None:
    assert codes(resolved({"执行率": "100%"})[1]) == ["FIG16"]
    assert codes(resolved({"执行": "100%"})[1]) == []


def test_a_name_written_twice_is_an_error_with_both_places() -> None:
    found = resolve(report(*[project({"甲": "3 个"})], own=None))
    assert not found[1]
    twice = entries({"甲": "3 个"}) + entries({"甲": "4 个"})
    (finding,) = resolve(report(replace(project({}), figures=twice)))[1]
    assert finding.code == "FIG16"
    assert finding.related


def test_another_direction_and_the_report_are_named_by_name() -> None:
    one, two = (
        project({"全年执行数": "3 万元"}, "甲方向"),
        project({"全年执行数": "0.0005 亿元"}, "乙方向"),
    )
    own = {"总执行": "=合计(各支出方向.全年执行数)", "甲的": "=甲方向.全年执行数 × 2"}
    found, findings = resolve(report(one, two, own=own))
    assert not findings
    assert described(found.by_key[FigureKey("", "总执行")].value) == "8 万元"
    assert described(found.by_key[FigureKey("", "甲的")].value) == "6 万元"
    inside = evaluate(text("=全年执行数 + 乙方向.全年执行数 + 总执行"), found, "甲方向")
    assert described(inside.value) == "16 万元"


def test_a_direction_that_lacks_the_figure_is_named() -> None:
    one, two = project({"执行": "3 万元"}, "甲方向"), project({"别的": "5 万元"}, "乙方向")
    _, findings = resolve(report(one, two, own={"总": "=合计(各支出方向.执行)"}))
    (finding,) = findings
    assert finding.code == "FIG21"
    assert "乙方向" in finding.message


def test_a_scope_sees_its_own_figure_before_the_reports() -> None:
    found, _ = resolve(report(project({"甲": "3 个"}), own={"甲": "4 个", "乙": "5 个"}))
    assert described(evaluate(text("=甲"), found, SCOPE).value) == "3 个"
    assert described(evaluate(text("=甲"), found, "").value) == "4 个"
    assert described(evaluate(text("=乙"), found, SCOPE).value) == "5 个"


def test_built_in_names_come_from_the_report() -> None:
    found = figures({})
    for name, expected in {"年度": "2020", "上年度": "2019", "部门": "工信局"}.items():
        figure = find(found, name, SCOPE)
        assert figure is not None
        assert described(figure.value) == expected


def test_visible_names_come_longest_first() -> None:
    names = visible_names(figures({"园区": "1 个", "园区个数": "2 个"}), SCOPE)
    assert [len(name) for name in names] == sorted((len(name) for name in names), reverse=True)
    assert names.index("园区个数") < names.index("园区")


def test_the_nearest_name_is_like_it_or_none() -> None:
    names = visible_names(figures({"支出": SPENDING}), SCOPE)
    assert nearest("支出.标场补贴资金", names) == "支出.标厂补贴资金"
    assert nearest("标厂补贴资金", names) == "支出.标厂补贴资金"
    assert nearest("天气", names) is None


def test_rounded_parts_that_miss_their_total_are_noted_unless_balanced() -> None:
    sheet = {"支出": dict.fromkeys("甲乙丙", "0.335 万元")}
    wishes = {"万元": {"正文": text("2位小数")}}
    (finding,) = resolved(sheet, Settings(display=wishes))[1]
    assert (finding.code, finding.severity) == ("FIG20", Severity.NOTE)
    assert "0.34 + 0.34 + 0.34 与 支出 1.01 相差 0.01" in finding.message
    assert not resolved(sheet, Settings(display=wishes, balance=text("平差")))[1]
    assert not resolved({"支出": SPENDING}, Settings(display=wishes))[1]


def test_a_display_that_does_not_exist_is_told_where_it_is_declared() -> None:
    _, findings = resolved({"甲": {"值": "3 个", "显示": {"正文": "三位小数点"}}})
    assert codes(findings) == ["FIG14"]
    wishes = {"万元": {"正文": text("很多位")}}
    assert codes(resolved({}, Settings(display=wishes))[1]) == ["FIG14"]


def test_a_figure_of_a_workbook_is_a_figure() -> None:
    sheet = {
        "面积": {
            "值": "57.4449",
            "单位": "万平方米",
            "来自": ("台账.xlsx", "汇总", "C5", "ab" * 32),
        }
    }
    found = find(figures(sheet), "面积", SCOPE)
    assert found is not None
    assert found.value == Quantity(Decimal("57.4449"), found.value.unit, 4)  # type: ignore[union-attr]


def test_what_is_added_later_is_seen_and_listed_for_every_direction() -> None:
    found, _ = resolve(report(project({"执行": "3 万元"}, "甲"), project({"执行": "5 万元"}, "乙")))
    source = found.by_key[FigureKey("甲", "执行")].source
    scores = [
        Figure(FigureKey(scope, "总分"), Quantity(Decimal(score), unit_named("分"), 0), source)
        for scope, score in (("甲", 90), ("乙", 80))
    ]
    later = extended(found, scores)
    assert line(pieces(text("{{各支出方向.总分|列举}}"), later, "", "正文")) == "甲90分和乙80分"
    assert line(pieces(text("{{甲.总分}}"), later, "", "正文")) == "90分"
    assert line(pieces(text("{{总分}}"), later, "乙", "正文")) == "80分"
    assert holds(text("平均(各支出方向.总分) ≥ 85分"), later, "") == (True, ())
    assert line(pieces(text("{{各支出方向.执行|列举}}"), later, "", "正文")) == "甲3万元和乙5万元"
    assert codes(pieces(text("{{各支出方向.总分}}"), later, "", "正文").findings) == ["FIG19"]
