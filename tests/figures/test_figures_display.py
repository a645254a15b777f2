from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from figures.sheets import SCOPE, figures, project, report, text
from hypothesis import given
from hypothesis import strategies as st

from docgen.figures import balanced, find, number_text, pieces, printed, resolve, rounded, tail
from docgen.figures.display_forms import FORMS, display_form
from docgen.figures.model import Figures
from docgen.report import Settings

SHEET = {
    "支出": {"奖励": "760 万元", "补贴": "861.67496 万元", "规划": "97 万元"},
    "补贴面积": {"值": "57.4449 万平方米", "显示": {"正文": "2位小数"}},
    "总面积": "881.70 公顷",
    "项目": {"新引进": "146个", "新开工": "150个", "新竣工": "121个"},
    "增速": {"值": "11.4%", "上年": "11.1%"},
    "降速": {"值": "-3.2%", "上年": "-3.0%"},
    "零增长": {"值": "0%", "上年": "0.0%"},
    "比重": {"值": "77.8%", "上年": "75%"},
    "降幅": "3.2%",
    "合格率": "98%",
    "算出": "=增长率(投资)",
    "投资": {"值": "1.114 亿元", "上年": "1 亿元"},
    "老投资": {"值": "9000 万元", "上年": "1 亿元"},
    "新投资": {"值": "9000 万元", "上年": "0 亿元"},
    "排名": {"值": "第3", "上年": "第4"},
    "掉队": {"值": "第5", "上年": "第二"},
    "次数": "四次",
    "人数": "两名",
    "月份": ["4月", "7月", "10月", "次年1月"],
    "占比": "=占比(支出.奖励, 支出)",
    "户均": "=支出 ÷ 7家",
    "整": "=支出.奖励 + 支出.规划",
    "提高": "=增速 − 增速.上年",
    "满意度": "95 %",
    "大数": "12345678.5 元",
    "名单": "甲、乙",
    "工期": "1月至12月",
    "第几": "12",
}


@pytest.fixture(scope="module")
def sheet() -> Figures:
    wishes = {
        "万元": {"正文": text("最多3位小数"), "表格": text("原样")},
        "亿元": {"正文": text("1位小数")},
    }
    return figures(SHEET, Settings(display=wishes))


def show(sheet: Figures, name: str, place: str = "正文", form: str = "") -> str:
    figure = find(sheet, name, SCOPE)
    assert figure is not None
    return printed(sheet, figure, place, form)


@pytest.mark.parametrize(
    ("name", "prose", "table"),
    [
        ("支出", "1718.675万元", "1718.67496万元"),
        ("支出.奖励", "760万元", "760万元"),
        ("支出.补贴", "861.675万元", "861.67496万元"),
        ("补贴面积", "57.44万平方米", "57.4449万平方米"),
        ("总面积", "881.70公顷", "881.70公顷"),
        ("增速", "11.4%", "11.4%"),
        ("排名", "第3", "第3"),
        ("次数", "四次", "四次"),
        ("月份", "4月、7月、10月和次年1月", "4月、7月、10月和次年1月"),
        ("占比", "44.22%", "44.22%"),
        ("户均", "245.52万元/家", "245.52万元/家"),
        ("整", "857万元", "857万元"),
        ("提高", "0.3个百分点", "0.3个百分点"),
        ("工期", "1月至12月", "1月至12月"),
        ("年度", "2020", "2020"),
    ],
)
def test_digits_go_by_place(sheet: Figures, name: str, prose: str, table: str) -> None:
    assert (show(sheet, name), show(sheet, name, "表格")) == (prose, table)


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        ("支出", "数值", "1718.675"),
        ("支出", "表格", "1718.67496万元"),
        ("支出", "表格|数值", "1718.67496"),
        ("支出", "亿元(2)", "0.17亿元"),
        ("支出", "亿元（4）", "0.1719亿元"),
        ("支出", "亿元", "0.2亿元"),
        ("支出", "元", "17186749.6元"),
        ("支出", "2位小数", "1718.67万元"),
        ("支出", "2 位小数 千分位", "1,718.67万元"),
        ("支出", "整数", "1719万元"),
        ("支出", "数值，2位小数", "1718.67"),
        ("年度", "汉字", "二〇二〇"),
        ("支出", "原样", "1718.67496万元"),
        ("支出", "大写", "壹仟柒佰壹拾捌万陆仟柒佰肆拾玖元陆角"),
        ("支出", "列举", "奖励760万元、补贴861.675万元和规划97万元"),
        ("支出", "列举(，) 表格", "奖励760万元，补贴861.67496万元，规划97万元"),
        ("项目", "列举", "新引进146个、新开工150个和新竣工121个"),
        ("项目", "列举数值", "146个、150个和121个"),
        ("项目", "列举数值(、)", "146个、150个、121个"),
        ("项目", "列举名称(、)", "新引进、新开工、新竣工"),
        ("月份", "列举(、)", "4月、7月、10月、次年1月"),
        ("总面积", "亩", "13225.5亩"),
        ("总面积", "最多1位小数", "881.7公顷"),
        ("大数", "千分位", "12,345,678.5元"),
        ("大数", "万元(2)", "1234.57万元"),
        ("次数", "数值", "4"),
        ("人数", "汉字", "两名"),
        ("排名", "汉字", "第三"),
        ("排名", "数值", "3"),
        ("掉队", "数值", "5"),
        ("第几", "一、", "十二、"),
        ("第几", "（一）", "（十二）"),
        ("第几", "1.", "12."),
        ("第几", "汉字", "十二"),
        ("项目.新引进", "汉字", "一百四十六个"),
        ("增速", "增减", "增长11.4%"),
        ("降速", "增减", "下降3.2%"),
        ("零增长", "增减", "与上年持平"),
        ("投资", "增减", "增长11.4%"),
        ("算出", "增减", "增长11.4%"),
        ("比重", "增减", "提高2.8个百分点"),
        ("降幅", "增减", "下降3.2%"),
        ("合格率", "增减", "98%"),
        ("老投资", "增减", "下降10%"),
        ("排名", "增减", "上升1位"),
        ("提高", "增减", "提高0.3个百分点"),
        ("增速", "较(上年)", "提高0.3个百分点"),
        ("增速", "较上年", "提高0.3个百分点"),
        ("降速", "较(上年)", "下降0.2个百分点"),
        ("零增长", "较(上年)", "持平"),
        ("投资", "较(上年)", "增加0.1亿元"),
        ("投资", "较(上年)|万元", "增加1140万元"),
        ("排名", "较(上年)", "上升1位"),
        ("掉队", "较(上年)", "下降3位"),
        ("支出.奖励", "较(支出.规划)", "增加663万元"),
        ("降速", "绝对值", "3.2%"),
        ("满意度", "带单位", "95%"),
    ],
)
def test_a_form_prints_what_it_says(sheet: Figures, name: str, form: str, expected: str) -> None:
    assert show(sheet, name, "正文", form) == expected


def test_what_is_to_come_is_marked() -> None:
    found, _ = resolve(report(project({"满意度": "待填"})))
    assert show(found, "满意度") == "【待填：满意度】"
    assert show(found, "满意度", "表格", "2位小数") == "【待填：满意度】"


def test_a_list_of_a_group_marks_only_the_member_that_is_to_come() -> None:
    found, _ = resolve(report(project({"园区": {"甲": "待填", "乙": "3 亩"}})))
    assert show(found, "园区") == "【待填：园区】"
    assert show(found, "园区", form="列举") == "甲【待填：园区.甲】和乙3亩"


def test_a_small_share_is_not_printed_as_nothing() -> None:
    assert show(figures({"甲": "=占比(1, 300000)"}), "甲") == "0.0003%"


def test_every_listed_form_is_known() -> None:
    assert FORMS
    for form in FORMS:
        display_form(form)


def test_balanced_parts_are_printed_so_that_they_add_up() -> None:
    sheet = {"支出": dict.fromkeys("甲乙丙", "0.335 万元")}
    wishes = {"万元": {"正文": text("2位小数")}}
    found = figures(sheet, Settings(display=wishes, balance=text("平差")))
    parts = [show(found, f"支出.{name}") for name in "甲乙丙"]
    assert parts == ["0.33万元", "0.34万元", "0.34万元"]
    assert show(found, "支出") == "1.01万元"
    assert show(found, "支出.甲", "表格") == "0.335万元"


@given(st.lists(st.decimals(0, 10**6, places=5), min_size=1, max_size=8), st.integers(0, 4))
def test_balanced_parts_always_add_up_and_stay_within_one_unit(
    parts: list[Decimal], places: int
) -> None:
    whole = sum(parts, Decimal(0))
    shown = balanced(parts, whole, places)
    assert sum(shown) == rounded(whole, places)
    step = Decimal(1).scaleb(-places)
    assert all(abs(new - old) <= step for new, old in zip(shown, parts, strict=True))
    assert tail(shown, whole, places) == 0


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15),
    st.integers(0, 10),
)
def test_rounding_is_half_up_by_the_standard_decimal(value: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    expected = value.quantize(step, rounding=ROUND_HALF_UP, context=Context(prec=400))
    assert rounded(value, places) == expected
    assert not str(rounded(value, places)).startswith("-0.00000") or expected != 0


@given(st.decimals(-(10**12), 10**12, places=6), st.integers(0, 8))
def test_a_printed_number_is_never_an_exponent_or_a_negative_zero(
    value: Decimal, places: int
) -> None:
    shown = number_text(value, places)
    assert "E" not in shown
    assert Decimal(shown) == rounded(value, places)
    assert not (shown.startswith("-") and Decimal(shown) == 0)


@pytest.mark.parametrize("form", FORMS)
def test_any_form_of_any_figure_is_printed_or_refused(form: str) -> None:
    kinds = {
        "巨数": "999999999999999999999999 亿元",
        "算巨": "=巨数 × 999999999999999999999",
        "循小": "=1 ÷ 3",
        "负": "-0.5 万元",
        "名": "第999999",
        "月": ["4月", "待填"],
        "空组": {"甲": "3 亩", "乙": "全部"},
        "待": "待填",
        "期": "1月至3月",
    }
    found, _ = resolve(report(project(kinds)))
    for name in kinds:
        assert pieces(text("{{" + name + "|" + form + "}}"), found, SCOPE, "正文").pieces


def test_an_amount_too_large_for_words_is_refused() -> None:
    found = figures({"巨数": "99999999999999999999 亿元"})
    for form in ("大写", "汉字", "一、"):
        read = pieces(text("{{巨数|" + form + "}}"), found, SCOPE, "正文")
        assert [finding.code for finding in read.findings] == ["FIG15"]
