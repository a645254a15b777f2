"""Rows, totals, authors' own scores, several forms: what an appraisal holds."""

from decimal import Decimal

import pytest
from scoring import scoring_kit as kit

from docgen import figures
from docgen.findings import Severity
from docgen.report import FundingLine, GoalBlock, SubProject, Text

ISSUE = "57.4449 ≥ 40，完成率143.61%，得满分20分（财预〔2020〕10号）；超额30%以上，须说明原因"


def test_a_score_explains_itself_in_one_line() -> None:
    row = kit.scored("不少于40", "57.4449", "20", scheme="株洲2020").row
    assert row.explanation == ISSUE


@pytest.mark.parametrize(
    ("target", "actual", "words"),
    [
        ("≥40", "38", "38 < 40，完成率95.00%，得9.5分（财预〔2020〕10号）"),
        ("≥95%", "96.5%", "96.5% ≥ 95%，完成率101.58%，得满分10分（财预〔2020〕10号）"),
        ("≤90", "100", "100 > 90，超出11.11%，得8.89分（财政业务系统通用公式）"),
        ("≤90", "90", "90 ≤ 90，得满分10分（财政业务系统通用公式）"),
        ("=0", "2", "2 > 0，不得分（财政业务系统通用公式）"),
        ("2—12个月", "6个月", "6 在 2—12 之内，得满分10分（按正向和反向规则推定，待核）"),
        ("60%~70%", "30%", "30% 不在 60%—70% 之内，低于下限，得5分（按正向和反向规则推定，待核）"),
        ("每季度一次", "3次", "3 < 4，完成率75.00%，得7.5分（财预〔2020〕10号）"),
        (
            "9月底前", "2020年10月12日",
            "2020年10月12日 完成，时限 2020年9月30日，逾期12天，不得分（按直接赋分推定，待核）",
        ),
        ("已完成", "已完成", "指标值“已完成”，达到，得满分10分（财预〔2021〕101号，待核）"),
        (
            "≥15次且不少于30小时", "16次，24小时",
            "16 ≥ 15；24 < 30，以最低的一项计分，得8分（财预〔2020〕10号）",
        ),
    ],
)  # fmt: skip
def test_every_kind_of_target_is_scored_and_explained(target: str, actual: str, words: str) -> None:
    done = kit.scored(target, actual)
    assert (done.row.explanation, done.codes) == (words, [])


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("每季度一次", "1次/季度", 10),
        ("每月一次", "6次", 5),
        ("4次/年", "4次", 10),
        ("年底前", "12月", 10),
        ("9月底前", "9月", 10),
        ("9月底前", "次年1月", 0),
        ("12月31日前完成", "2020年12月31日完成", 10),
        ("2020年3月至6月", "2020年5月", 10),
        ("无", "无", 10),
        ("无", "0起", 10),
        ("无", "2起", 0),
        ("未发生安全事故", "未发生", 10),
        ("已完成", "未完成", 0),
        ("100%", "100%", 10),
        ("=100%", "110%", 10),
        ("<3次", "2次", 10),
        (">3次", "4次", 10),
        ("≤-5%", "-6%", 10),
        ("±5%以内", "-3%", 10),
        ("≥1万元", "9000元", 9),
        ("每季度一次", "每季度一次", 10),
        ("每月一次", "每季度2次", Decimal("6.67")),
        ("≥40个", "38个项目", Decimal("9.5")),
        ("≥100%", "完成率96%", Decimal("9.6")),
        ("≥3家", "三家", 10),
        ("≥5台/套", "5台", 10),
        ("≥30人/期", "30人/期", 10),
    ],
)
def test_actual_values_are_read_in_the_unit_and_span_of_the_target(
    target: str, actual: str, score: int
) -> None:
    done = kit.scored(target, actual)
    assert (done.row.score, done.codes) == (score, [])


@pytest.mark.parametrize(
    ("target", "actual", "code", "part"),
    [
        ("100%", "37个", "SCO05", "完成值 37个 与指标值的单位 % 不能换算"),
        ("≥3家", "3项", "SCO05", "完成值 3项 与指标值的单位 家 不能换算"),
        ("≥95%", "完成", "SCO06", "“完成”不是一个数"),
        ("9月底前", "按时", "SCO06", "“按时”读不出完成的日期"),
        ("已完成", "基本到位", "SCO20", "看不出是否达到“已完成”"),
        ("≥15次且≥30小时", "16次", "SCO06", "找不到以 小时 计的那一个数"),
    ],
)
def test_what_cannot_be_compared_is_an_error_and_unscored(
    target: str, actual: str, code: str, part: str
) -> None:
    done = kit.scored(target, actual)
    assert done.codes == [code]
    assert part in done.findings[0].message
    assert done.row.score is None
    assert "有1项没有得分" in done.appraisal.forms[0].explanation


def test_a_formula_a_single_reference_and_a_scored_text_are_the_same() -> None:
    numbers = {"面积": "57.4449 万平方米", "补贴": "861 万元"}
    for typed in (
        {"actual": "=面积"},
        {"actual": "认定面积{{面积}}。"},
        {"actual": "面积{{面积}}，补贴{{补贴}}", "scored_by": "=面积"},
    ):
        done = kit.scored("≥40万平方米", typed.pop("actual"), "20", figures=numbers, **typed)
        assert (done.row.score, done.codes) == (20, [])


def test_a_sentence_with_several_references_must_say_which() -> None:
    numbers = {"面积": "57.4449 万平方米", "补贴": "861 万元"}
    done = kit.scored("≥40万平方米", "面积{{面积}}，补贴{{补贴}}", figures=numbers)
    assert done.codes == ["SCO06"]
    assert "引用了 2 个数据" in done.findings[0].message


def test_a_computed_share_against_a_percentage_is_a_fraction() -> None:
    numbers = {"合格": "48 个", "总数": "50 个", "合格率": "=合格 ÷ 总数"}
    done = kit.scored("≥95%", "=合格率", figures=numbers)
    assert done.row.explanation.startswith("96% ≥ 95%")


def test_a_value_to_come_is_neither_scored_nor_an_error_of_scoring() -> None:
    done = kit.scored("≥95%", "待填")
    assert (done.row.score, done.row.explanation) == (None, "完成值待填")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"weight": ""}, "SCO17"),
        ({"actual": ""}, "SCO18"),
        ({"target": ""}, "SCO19"),
    ],
)
def test_what_a_row_lacks_is_reported(typed: dict[str, str], code: str) -> None:
    whole = {"target": "≥95%", "actual": "96%", "weight": "10"} | typed
    assert code in kit.scored(**whole).codes
    assert kit.scored("≥95%", "96%", "10").codes == []


def test_a_judgement_is_due_for_a_qualitative_target() -> None:
    missing = kit.scored("有所提高", "有提高")
    assert (missing.codes, missing.row.score) == (["SCO20"], None)
    unknown = kit.scored("有所提高", "有提高", judgement="很好，10分")
    assert unknown.codes == ["SCO21"]
    bare = kit.scored("有所提高", "有提高", judgement="达成")
    assert bare.codes == ["SCO21"]
    named = kit.scored("有所提高", "有提高", judgement="达成年度指标 9.5分")
    assert (named.row.tier, named.row.score, named.codes) == ("达成", Decimal("9.5"), [])


def test_the_marks_of_a_judgement_may_stand_as_the_score() -> None:
    beside = kit.scored("有所提高", "有提高", judgement="达成", score="9")
    assert (beside.row.tier, beside.row.score, beside.codes) == ("达成", 9, [])
    alone = kit.scored("有所提高", "有提高", score="9")
    assert (alone.row.score, alone.codes) == (9, ["SCO20"])
    told = kit.scored("有所提高", "有提高", score="9", justification="专家评议")
    assert (told.row.score, told.codes) == (9, [])


def test_an_author_sets_a_score_by_hand_only_with_a_reason() -> None:
    silent = kit.scored("≥40", "38", score="7")
    assert silent.codes == ["SCO16"]
    assert (silent.row.score, silent.row.computed) == (7, Decimal("9.5"))
    told = kit.scored("≥40", "38", score="7", justification="验收有两处返工")
    assert told.codes == []
    assert (told.row.score, told.row.computed) == (7, Decimal("9.5"))
    assert told.row.explanation.endswith("自填7分，理由：验收有两处返工")
    assert kit.scored("≥40", "38", score="9.5").codes == []


def test_a_filed_execution_score_is_printed_and_reported() -> None:
    filed = kit.scored("≥5", "5", money=(kit.money("100", "100", score="8"),))
    assert filed.codes == ["SCO16"]
    assert "写作 8 分，按规则是 10 分" in filed.findings[0].message
    assert filed.appraisal.forms[0].execution.score == 8
    beyond = kit.scored("≥5", "5", money=(kit.money("100", "100", score="100"),))
    assert beyond.codes == []  # the checks speak of it (FRM02)
    assert beyond.appraisal.forms[0].execution.score == 100
    told = kit.scored("≥5", "5", money=(kit.money("9", "9", score="8", justification="延期"),))
    assert told.codes == []


@pytest.mark.parametrize(
    ("method", "target", "actual", "score"),
    [
        ("每超1%扣0.5分", "≤100", "103.5", "8.5"),
        ("每超1%扣0.5分", "≤60%", "63%", "8.5"),
        ("每低1个百分点扣1分", "≥95%", "93%", "8"),
        ("每少1个扣2分", "≥10个", "7个", "4"),
        ("每少1个扣2分，扣完为止", "≥10个", "1个", "0"),
        ("每逾期1天扣0.5分", "9月底前", "2020年10月3日", "8.5"),
        ("全有或全无", "≥10", "9.99", "0"),
        ("比值", "≤90", "100", "9"),
        ("及格门槛60%", "≥100%", "80%", "5"),
        ("线性", "≤100", "120", "8"),
    ],
)
def test_an_indicator_may_have_a_method_of_its_own(
    method: str, target: str, actual: str, score: str
) -> None:
    done = kit.scored(target, actual, method=method)
    assert (done.row.score, done.codes) == (Decimal(score), [])
    assert "指标的评分方法" in done.row.explanation


def test_a_method_that_gives_no_number_is_refused() -> None:
    assert kit.scored("≥10", "9", method="酌情扣分").codes == ["SCO22"]


def test_a_row_that_does_not_apply_has_no_weight_or_is_left_out() -> None:
    strict = kit.scored("≥10", "", "10", inapplicable="本年度没有")
    assert strict.codes == ["SCO23"]
    assert kit.scored("≥10", "", "0", inapplicable="本年度没有").codes == []
    own = "名称: 某\n文号: 某号\n基于: 财预2020-10\n不适用: {方式: 剔除折算}\n"
    rows = [
        kit.indicator("甲", target="≥10", actual="10", weight="80"),
        kit.indicator("乙", target="≥10", weight="10", inapplicable="本年度没有"),
    ]
    form = kit.project(rows, (kit.money("100", "90"),))
    done = kit.whole(kit.report(form, scheme="某", schemes={"某": own}))
    # (80 + 9) × 100 ÷ 90
    assert (done.codes, done.appraisal.forms[0].total) == ([], Decimal("98.89"))
    assert "不适用的10分不计" in done.appraisal.forms[0].explanation


def test_sub_items_have_no_marks_of_their_own() -> None:
    child = kit.indicator("其中一项", target="见方案", actual="2")
    done = kit.scored("≥5", "5", children=(child,))
    main, sub = done.rows
    assert (main.score, sub.score, sub.sub_item, sub.weight) == (10, None, True, 0)
    assert done.codes == []
    assert done.appraisal.forms[0].total == 20


def test_several_goal_blocks_are_weighed_apart_and_together() -> None:
    one = kit.project([kit.indicator(target="≥5", actual="5", weight="40")], (kit.money("9", "9"),))
    block = one.blocks[0]
    blocks = tuple(GoalBlock(f"目标{n}", block.source, block.dimensions) for n in (1, 2))
    form = SubProject(
        name="甲", folder="01-甲", source=one.source, funding=one.funding, blocks=blocks
    )
    done = kit.whole(kit.report(form, scheme="湖北2020")).appraisal.forms[0]
    assert done.weights == {"产出指标": 80}
    assert done.block_weights == {("目标1", "产出指标"): 40, ("目标2", "产出指标"): 40}
    assert (done.total, done.full_marks) == (100, 100)


def test_a_budget_of_nothing_is_not_applicable() -> None:
    done = kit.scored("≥5", "5", money=(kit.money("0", "0"),))
    assert done.codes == ["SCO09"]
    assert done.appraisal.forms[0].execution.rate is None


def test_no_total_row_means_no_execution_rate() -> None:
    assert kit.scored("≥5", "5", money=()).codes == ["SCO08"]
    assert kit.scored("≥5", "5", money=(kit.money("95%", "9"),)).codes == ["SCO07", "SCO08"]


def test_the_results_are_figures_of_their_scope() -> None:
    known = kit.scored("≥5", "4").appraisal.figures
    for scope in ("甲", ""):
        shown = {
            name: figures.printed(known, figure, "正文")
            for name in ("执行率", "执行率得分", "执行率分值", "总分", "满分", "等级")
            if (figure := figures.find(known, name, scope)) is not None
        }
        assert shown == {
            "执行率": "100%", "执行率得分": "10", "执行率分值": "10",
            "总分": "18", "满分": "20", "等级": "差",
        }  # fmt: skip


def test_an_indicator_may_be_scored_by_the_execution_rate() -> None:
    done = kit.scored("≥100%", "=执行率", money=(kit.money("100", "95"),))
    assert done.row.score == Decimal("9.5")


def form(name: str, money: tuple[str, str], actual: str, judged: str, label: str) -> SubProject:
    rows = [
        kit.indicator(label, target="≥100个", actual=actual, weight="60"),
        kit.indicator("满意", target="有所提高", actual="有", judgement=judged, weight="30"),
    ]
    return kit.project(rows, (kit.money(*money),), name=name)


def two(totalling: str = "", label: str = "数量", scheme: str = "") -> kit.Scored:
    forms = (
        form("甲", ("100", "90"), "100个", "达成，30分", "数量"),
        form("乙", ("300", "300"), "50个", "达成，24分", label),
    )
    typed = {"totalling": totalling} if totalling else {}
    return kit.whole(kit.report(*forms, scheme=scheme, **typed))


def test_several_forms_have_one_total_only_where_it_is_said_how() -> None:
    done = two()
    assert done.appraisal.summary.total is None
    assert [line.name for line in done.appraisal.summary.lines] == ["甲", "乙"]
    assert done.appraisal.summary.budget.number == 400


def test_a_total_weighted_by_money() -> None:
    done = two("资金加权")
    # 甲 9 + 60 + 30 = 99，乙 10 + 30 + 24 = 64；(99 × 100 + 64 × 300) ÷ 400
    assert (done.appraisal.summary.total, done.appraisal.summary.grade) == (Decimal("72.75"), "中")
    assert "按资金加权" in done.appraisal.summary.explanation


def test_values_first_then_the_score() -> None:
    done = two("先汇总后评分")
    # 150 ÷ 200 × 60 = 45；(30 × 100 + 24 × 300) ÷ 400 = 25.5；390 ÷ 400 × 10 = 9.75
    assert done.appraisal.summary.total == Decimal("80.25")
    assert done.codes == []


def test_forms_with_different_indicators_cannot_be_joined() -> None:
    done = two("先汇总后评分", label="面积")
    assert done.codes == ["SCO24", "SCO24"]
    assert done.appraisal.summary.total is None


def test_a_scheme_that_would_join_them_only_hints_where_it_cannot() -> None:
    done = two(label="面积", scheme="湖北2020")
    assert {(f.code, f.severity) for f in done.findings} == {("SCO24", Severity.NOTE)}
    assert two(scheme="湖北2020").appraisal.summary.total is not None


def test_an_unknown_way_of_totalling_is_refused() -> None:
    assert two("平均").codes == ["SCO24"]


def test_what_is_left_of_the_total_is_the_appropriation() -> None:
    total = kit.money("100.5", "90")
    other = FundingLine("其他资金", total.source, executed=total.executed)
    rest = FundingLine("当年财政拨款", total.source, Text("其余", (total.source,)))
    rows = kit.scored("≥5", "5", money=(total, rest, other)).appraisal.forms[0].funding
    assert [row.line.name for row in rows] == ["合计", "当年财政拨款", "其他资金"]
    assert rows[1].budget.number == Decimal("100.5")
    assert rows[1].executed.number == 0


def test_a_target_may_refer_to_a_figure_and_is_kept_as_typed() -> None:
    done = kit.scored("不少于{{目标}}", "38个", figures={"目标": "40 个"})
    assert (done.row.score, done.row.target.text) == (Decimal("9.5"), "不少于{{目标}}")


def test_a_judgement_beside_a_computed_row_is_not_dropped_in_silence() -> None:
    done = kit.scored("≥95%", "96%", judgement="达成，8分")
    assert (done.codes, done.row.score) == (["SCO25"], 10)
