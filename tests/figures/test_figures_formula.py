from decimal import Decimal

import pytest
from figures.sheets import SCOPE, codes, figures, project, report, text
from hypothesis import given
from hypothesis import strategies as st

from docgen.figures import evaluate, extended, holds, resolve
from docgen.figures.model import (
    Evaluated,
    Figure,
    FigureKey,
    Figures,
    Pending,
    Quantity,
    Wording,
    described,
)

SHEET = {
    "支出": {
        "考核奖励金": "760 万元",
        "标厂补贴资金": "861.67496 万元",
        "“十四五”规划": "40 万元",
        "OA平台建设": "57 万元",
    },
    "全年执行数": "1718.67496 万元",
    "全年预算数": "0.184 亿元",
    "储备土地": {"值": "5897亩", "目标": "3000亩"},
    "受益企业数": "20 家",
    "技工贸收入增速": {"值": "11.4%", "上年": "11.1%"},
    "全省排名": {"值": "第3", "上年": "第4"},
    "5000万元以上项目": "417个",
    "A-B（一）": "3 个",
    "企业数为零": "0 家",
    "标厂补贴面积": "57.4449 万平方米",
    "满意度": "待填",
    "园区": "10 个",
    "园区个数": "12 个",
    "考核等次": "优秀等次",
    "月份": ["1", "5", "3"],
    "完工时间": "2023年11月18日",
}
PIECE = st.sampled_from(
    [
        *'+-−×÷*/（）()＋＝<>≥且或非,，、.“"% 1９',
        "支出",
        "合计(",
        "如果(",
        "万元",
        "第3",
        "亩",
        "10000000000000000000",
        "=",
        "\n",
    ]
)


@pytest.fixture(scope="module")
def sheet() -> Figures:
    found, _ = resolve(report(project(SHEET)))
    return found


def value(sheet: Figures, formula: str) -> str:
    outcome = evaluate(text(formula), sheet, SCOPE)
    assert not outcome.findings, outcome.findings
    return described(outcome.value)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=支出", "1718.67496 万元"),
        ("支出.考核奖励金 + 支出.OA平台建设", "817 万元"),
        ("=1 + 2 × 3", "7"),
        ("＝（1＋2）×3", "9"),
        ("=(1+2)*3/2", "4.5"),
        ("=8 ÷ 2 ÷ 2", "2"),
        ("=10 − 2 − 3", "5"),
        ("=-3 + 5", "2"),
        ("=−(3 - 5)", "2"),
        ("=10 ÷ 3 × 3", "10"),
        ("=全年预算数 − 全年执行数", "0.012132504 亿元"),
        ("=全年预算数 + 100万元", "0.194 亿元"),
        ("=全年预算数 × 90%", "0.1656 亿元"),
        ("=支出.考核奖励金 ÷ 受益企业数", "38 万元/家"),
        ("=15元/平方米 × 标厂补贴面积", "8616735 元"),
        ("=技工贸收入增速 − 技工贸收入增速.上年", "0.3 个百分点"),
        ("=5000万元以上项目 − 17个", "400 个"),
        ("=A-B（一） + 1个", "4 个"),
        ("=A-B(一) + 1个", "4 个"),
        ('=支出."十四五"规划 × 2', "80 万元"),
        ("=园区个数 − 园区", "2 个"),
        ("=合计(支出.考核奖励金， 支出.OA平台建设、1 万元)", "818 万元"),
        ("=合计(支出)", "1718.67496 万元"),
        ("=合计(月份)", "9"),
        ("=占比(支出.考核奖励金, 支出)", "44.220112%"),
        ("=增长率(112, 100)", "12%"),
        ("=增长率(1, -2)", "150%"),
        ("=增长率(技工贸收入增速)", "2.702703%"),
        ("=完成率(储备土地, 3000亩)", "196.566667%"),
        ("=完成率(储备土地)", "196.566667%"),
        ("=四舍五入(支出, 3)", "1718.675 万元"),
        ("=四舍五入(2.5, 0)", "3"),
        ("=最大(支出)", "861.67496 万元"),
        ("=最小(3, 1 , 2)", "1"),
        ("=最大(全省排名, 第5)", "第5"),
        ("=平均(支出)", "429.66874 万元"),
        ("=如果(全年执行数 > 全年预算数, 1, 2)", "2"),
        ("=如果(企业数为零 = 0家, 0万元, 支出 ÷ 企业数为零)", "0 万元"),
        ("=年度 − 1", "2019"),
    ],
)
def test_a_formula_has_its_value(sheet: Figures, formula: str, expected: str) -> None:
    assert value(sheet, formula) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("技工贸收入增速 > 10%", True),
        ("技工贸收入增速 ＞ 0.114", False),
        ("技工贸收入增速 >= 11.4%", True),
        ("技工贸收入增速 ≠ 11.4%", False),
        ("10% ≤ 技工贸收入增速 ≤ 12%", True),
        ("全省排名 <= 第3 且 支出 = 全年执行数", True),
        ("全省排名 > 第3 或 支出 != 全年执行数", False),
        ("非 (全省排名 > 第3)", True),
        ("非 全省排名 > 第3 且 非 全省排名 < 第3", True),
        ("全年预算数 > 1000万元", True),
        ("考核等次 = 优秀等次", True),
        ("考核等次 ≠ “优秀等次”", False),
        ("全省排名 < 全省排名.上年", True),
        ("完工时间 ≤ 2023年11月30日", True),
        ("完工时间 > 2023年11月30日", False),
    ],
)
def test_a_condition_holds_or_not(sheet: Figures, condition: str, expected: bool) -> None:  # noqa: FBT001
    assert holds(text(condition), sheet, SCOPE) == (expected, ())


@pytest.mark.parametrize(
    ("formula", "code", "column", "length"),
    [
        ("=支出 + 储备土地", "FIG06", 5, 1),
        ("=支出 + 技工贸收入增速", "FIG06", 5, 1),
        ("=合计(支出, 储备土地)", "FIG06", 2, 12),
        ("=支出 ÷ 企业数为零", "FIG08", 7, 5),
        ("=占比(支出, 0万元)", "FIG08", 2, 11),
        ("=支岀.考核奖励金 + 1", "FIG01", 2, 8),
        ("=支出总额 × 2", "FIG01", 2, 4),
        ("=(1 + 2", "FIG05", 2, 1),
        ("=1 + 2)", "FIG05", 7, 1),
        ("=1 +", "FIG05", 5, 0),
        ("=合计 支出", "FIG05", 2, 2),
        ("=占比(支出)", "FIG05", 2, 6),
        ("=四舍五入(支出, 99)", "FIG05", 11, 2),
        ("=如果(1 > 2, 3)", "FIG05", 2, 12),
        ("=全省排名 + 1", "FIG06", 2, 4),
        ("=1,718.67 × 2", "FIG05", 3, 1),
        ("=支出 × 3亩", "FIG06", 5, 1),
        ("=“优", "FIG05", 2, 1),
        ("=3万远 + 1万元", "FIG02", 3, 2),
        ("", "FIG05", 1, 0),
        ("支出 > 1万元", "FIG05", 1, 8),
    ],
)
def test_a_wrong_formula_is_told_with_its_place(
    sheet: Figures, formula: str, code: str, column: int, length: int
) -> None:
    findings = evaluate(text(formula), sheet, SCOPE).findings
    assert findings
    first = findings[0]
    assert (first.code, first.source.column, first.source.length) == (code, column, length)


def test_units_that_differ_name_both_figures_and_their_places(sheet: Figures) -> None:
    (finding,) = evaluate(text("=支出 + 储备土地"), sheet, SCOPE).findings
    assert "支出 1718.67496 万元" in finding.message
    assert "储备土地 5897 亩" in finding.message
    assert [related.source.line for related in finding.related] == [1, 8]


def test_an_unknown_name_suggests_the_nearest_with_its_place(sheet: Figures) -> None:
    (finding,) = evaluate(text("=标场补贴资金"), sheet, SCOPE).findings
    assert "支出.标厂补贴资金" in finding.message
    assert finding.related[0].source.line == 3


def test_a_rate_is_not_compared_with_a_plain_number(sheet: Figures) -> None:
    truth, (finding,) = holds(text("技工贸收入增速 > 10"), sheet, SCOPE)
    assert truth is None
    assert "90%" in finding.advice


def test_a_number_is_no_condition(sheet: Figures) -> None:
    assert codes(holds(text("支出"), sheet, SCOPE)[1]) == ["FIG05"]


def test_a_formula_over_what_is_to_come_is_to_come(sheet: Figures) -> None:
    outcome = evaluate(text("=满意度 + 1%"), sheet, SCOPE)
    assert (outcome.value, outcome.findings) == (Pending(), ())
    assert holds(text("满意度 > 90%"), sheet, SCOPE) == (None, ())


def test_the_calculation_is_shown_with_numbers(sheet: Figures) -> None:
    assert evaluate(text("=支出"), sheet, SCOPE).shown == "760 + 861.67496 + 40 + 57"
    shown = evaluate(text("=支出 ÷ 受益企业数"), sheet, SCOPE).shown
    assert shown == "(760 + 861.67496 + 40 + 57) ÷ 20"


def test_the_inputs_are_the_figures_named(sheet: Figures) -> None:
    outcome = evaluate(text("=支出 + 全年执行数 − 支出"), sheet, SCOPE)
    assert [key.path for key in outcome.inputs] == ["支出", "全年执行数"]


def test_scored_names_are_not_there_before_scoring_and_are_after(sheet: Figures) -> None:
    (finding,) = evaluate(text("=执行率 × 10"), sheet, SCOPE).findings
    assert "评分之前" in finding.message
    key = FigureKey(SCOPE, "等级")
    later = extended(sheet, [Figure(key, Wording("优"), finding.source, rule="评分")])
    assert holds(text("等级 = 优"), later, SCOPE) == (True, ())


def test_giant_results_end_in_a_sentence() -> None:
    chain = {"甲0": "999999999999999999999999 个"}
    chain |= {f"甲{i}": f"=甲{i - 1} × 甲{i - 1}" for i in range(1, 12)}
    _, findings = resolve(report(project(chain)))
    assert codes(findings) == ["FIG17"]


@pytest.mark.parametrize(
    "formula",
    [
        "(" * 500 + "1" + ")" * 500,
        "非" * 500 + "1",
        "合计(" * 200 + "1",
        "1" + "+1" * 900,
        "9" * 500,
        "−" * 1900 + "1",
        "1" * 3000,
    ],
)
def test_deep_and_long_formulas_are_bounded(sheet: Figures, formula: str) -> None:
    outcome = evaluate(text(formula), sheet, SCOPE)
    assert isinstance(outcome, Evaluated)
    assert set(codes(outcome.findings)) <= {"FIG17", "FIG05", "FIG01"}


def test_a_power_is_no_operator(sheet: Figures) -> None:
    assert codes(evaluate(text("=10**10**8"), sheet, SCOPE).findings) == ["FIG05"]


@given(st.lists(PIECE, max_size=30).map("".join))
def test_any_formula_text_has_a_value_or_a_finding(formula: str) -> None:
    sheet = figures({"支出": "3 万元"})
    outcome = evaluate(text(formula), sheet, SCOPE)
    assert outcome.value is not None or outcome.findings
    truth, findings = holds(text(formula), sheet, SCOPE)
    assert truth is not None or findings


@given(st.text(max_size=60))
def test_no_text_at_all_makes_a_formula_raise(formula: str) -> None:
    sheet = figures({"支出": "3 万元"})
    outcome = evaluate(text(formula), sheet, SCOPE)
    assert outcome.value is not None or outcome.findings


@given(st.lists(st.decimals(-(10**6), 10**6, places=3), min_size=1, max_size=6))
def test_a_sum_in_a_formula_is_the_sum(numbers: list[Decimal]) -> None:
    formula = " + ".join(f"({number:f} 万元)" for number in numbers)
    outcome = evaluate(text(formula), figures({}), SCOPE)
    assert isinstance(outcome.value, Quantity)
    assert outcome.value.number == sum(numbers)
