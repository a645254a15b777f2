from decimal import Decimal

import pytest
from figures.sheets import codes, text
from hypothesis import given
from hypothesis import strategies as st

from docgen.figures import typed_value
from docgen.figures.model import Moment, Pending, Period, Quantity, Rank, Wording
from docgen.figures.numerals import capital_amount, spelled, spelled_value
from docgen.findings import Severity


@pytest.mark.parametrize(
    ("typed", "number", "unit", "places"),
    [
        ("760 万元", "760", "万元", 0),
        ("861.67496万元", "861.67496", "万元", 5),
        ("-3.2%", "-3.2", "%", 1),
        ("881.70公顷", "881.70", "公顷", 2),
        ("0.3个百分点", "0.3", "个百分点", 1),
        ("1 万吨/日", "1", "万吨/日", 0),
        ("15元/平方米", "15", "元/平方米", 0),
        ("+7.3 %", "7.3", "%", 1),
        ("2020", "2020", "", 0),
        ("12个月", "12", "个月", 0),
        ("3年", "3", "年", 0),
        ("0", "0", "", 0),
        ("760 万 元", "760", "万元", 0),
        ("3 m2", "3", "m²", 0),
        ("5 ％", "5", "%", 0),
    ],
)
def test_a_number_with_its_unit_is_read_exactly(
    typed: str, number: str, unit: str, places: int
) -> None:
    value, findings = typed_value(text(typed))
    assert isinstance(value, Quantity)
    assert (str(value.number), value.unit.name, value.places) == (number, unit, places)
    assert not findings


@pytest.mark.parametrize(
    ("typed", "named", "right"),
    [
        ("１２.５ 万元", "全角“１”、全角“２”、全角“５”", "12.5"),
        ("1,718.67 万元", "千分位逗号“,”", "1718.67"),
        ("1，718.67 万元", "千分位逗号“，”", "1718.67"),
        ("−3.2%", "减号 U+2212", "-3.2"),
        ("12．5亩", "全角“．”", "12.5"),
    ],
)
def test_a_wrong_character_in_a_number_is_named_with_its_fix(
    typed: str, named: str, right: str
) -> None:
    _, (finding,) = typed_value(text(typed, column=5))
    assert finding.code == "FIG04"
    assert finding.severity is Severity.ERROR
    assert named in finding.message
    assert right in finding.message
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert edit.source.column == 5
    assert edit.replacement == right
    assert typed.startswith(edit.expected)


def test_a_misspelt_unit_is_an_error_with_the_suggestion_at_its_place() -> None:
    value, (finding,) = typed_value(text("861.67 万远", column=10))
    assert isinstance(value, Quantity)
    assert (finding.code, finding.severity) == ("FIG02", Severity.ERROR)
    assert "万元" in finding.message
    assert (finding.source.column, finding.source.length) == (17, 2)
    assert finding.fix is not None
    assert not finding.fix.safe


def test_an_unknown_unit_is_noted() -> None:
    _, (finding,) = typed_value(text("3 坨"))
    assert (finding.code, finding.severity) == ("FIG03", Severity.NOTE)


@pytest.mark.parametrize(
    "typed", ["NaN", "inf", "-Infinity", ".inf", "1e5", "0x1F", "1_840", "1.5e400"]
)
def test_what_is_no_plain_number_is_refused(typed: str) -> None:
    value, findings = typed_value(text(typed))
    assert value is None
    assert codes(findings) == ["FIG04"]


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("1O0 万元", "字母“O”"),
        ("l00%", "字母“l”"),
        ("12。5 万元", "句号“。”"),
        ("1 718.67 万元", "空格"),
        ("12.5.3 万元", "不止一个小数点"),
        (".5%", "小数点前要有 0"),
    ],
)
def test_a_number_with_a_foreign_sign_in_it_is_refused_and_the_sign_named(
    typed: str, named: str
) -> None:
    value, (finding,) = typed_value(text(typed))
    assert value is None
    assert finding.code == "FIG04"
    assert named in finding.message


def test_a_giant_number_is_refused() -> None:
    value, findings = typed_value(text("9" * 40 + "元"))
    assert value is None
    assert codes(findings) == ["FIG17"]


@pytest.mark.parametrize("typed", ["010 个", "- 010 个", "00.5", "-０10"])
def test_a_leading_zero_is_told(typed: str) -> None:
    assert set(codes(typed_value(text(typed))[1])) == {"FIG04"}


NUMBERS = st.text(
    st.sampled_from([*"0123456789.,，．-−+ ％%万元亩１٣Oole。\u00a0第年月日"]), max_size=14
)


@given(NUMBERS)
def test_anything_like_a_number_is_some_value_or_has_a_finding(content: str) -> None:
    value, findings = typed_value(text(content))
    assert value is not None or findings
    for finding in findings:
        if finding.fix is not None:
            (edit,) = finding.fix.edits
            at = edit.source.column - 1
            mended = content[:at] + edit.replacement + content[at + len(edit.expected) :]
            assert content[at:].startswith(edit.expected)
            assert finding.message not in {again.message for again in typed_value(text(mended))[1]}


@pytest.mark.parametrize(
    ("typed", "number"), [("第3", 3), ("第三", 3), ("第二名", 2), ("第 12 位", 12), ("第十二", 12)]
)
def test_an_ordinal_is_a_rank(typed: str, number: int) -> None:
    assert typed_value(text(typed)) == (Rank(number, typed), ())


@pytest.mark.parametrize(
    ("typed", "number", "unit"), [("四次", 4, "次"), ("两名", 2, "名"), ("十四项", 14, "项")]
)
def test_a_count_in_characters_is_a_number_printed_so(typed: str, number: int, unit: str) -> None:
    value, findings = typed_value(text(typed))
    assert isinstance(value, Quantity)
    assert (value.number, value.unit.name, value.spelled) == (number, unit, True)
    assert not findings


@pytest.mark.parametrize(
    "typed",
    [
        "一等奖",
        "十四五",
        "三四个",
        "有提高",
        "全部完成",
        "3月底前完成",
        "按文件执行",
        "1.2.3",
        "万元",
        "十二月",
        "二〇二〇年",
        "零",
        "IT项目",
        "50%～60%",
        "约760万元",
    ],
)
def test_free_text_stays_text(typed: str) -> None:
    assert typed_value(text(typed)) == (Wording(typed), ())


@pytest.mark.parametrize(
    ("typed", "year", "month", "day"),
    [
        ("4月", None, 4, None),
        ("5月份", None, 5, None),
        ("2020年", 2020, None, None),
        ("2020年度", 2020, None, None),
        ("2020年4月15日", 2020, 4, 15),
        ("2020-04-15", 2020, 4, 15),
        ("次年1月", None, 1, None),
        ("9月底", None, 9, None),
    ],
)
def test_dates_months_and_years_are_moments(
    typed: str, year: int | None, month: int | None, day: int | None
) -> None:
    assert typed_value(text(typed)) == (Moment(typed, year, month, day), ())


@pytest.mark.parametrize("typed", ["2月30日", "13月", "2021年2月29日"])
def test_a_day_that_no_calendar_has_is_an_error(typed: str) -> None:
    value, findings = typed_value(text(typed))
    assert value is None
    assert codes(findings) == ["FIG22"]


@pytest.mark.parametrize("typed", ["1月至12月", "2020年1月—2021年3月", "4-6月", "2020年1-12月"])
def test_from_one_moment_to_another_is_a_period(typed: str) -> None:
    assert isinstance(typed_value(text(typed))[0], Period)


@pytest.mark.parametrize("typed", ["待填", " 待填 ", "【待填】"])
def test_a_value_still_to_come_is_pending(typed: str) -> None:
    assert typed_value(text(typed)) == (Pending(), ())


def test_an_empty_value_is_an_error() -> None:
    assert codes(typed_value(text("  "))[1]) == ["FIG22"]


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=6), st.sampled_from(["万元", "%", ""])
)
def test_any_number_is_read_back_as_it_was_typed(number: Decimal, unit: str) -> None:
    value, findings = typed_value(text(f"{number:f} {unit}"))
    assert isinstance(value, Quantity)
    assert value.number == number
    assert not findings


@given(st.text(max_size=40))
def test_any_text_is_some_value_or_has_a_finding(content: str) -> None:
    value, findings = typed_value(text(content))
    assert value is not None or findings


@given(st.integers(min_value=0, max_value=10**12))
def test_a_number_in_characters_is_read_back(number: int) -> None:
    assert spelled_value(spelled(number)) == number


@pytest.mark.parametrize(
    ("yuan", "capitals"),
    [
        ("0", "零元整"),
        ("10", "壹拾元整"),
        ("1718.67", "壹仟柒佰壹拾捌元陆角柒分"),
        ("100000000", "壹亿元整"),
        ("10001", "壹万零壹元整"),
        ("10500", "壹万零伍佰元整"),
        ("20001000", "贰仟万壹仟元整"),
        ("-5.5", "负伍元伍角"),
        ("0.995", "壹元整"),
    ],
)
def test_an_amount_in_capitals(yuan: str, capitals: str) -> None:
    assert capital_amount(Decimal(yuan)) == capitals


@pytest.mark.parametrize("typed", ["一" + "亿" * 10**5 + "次", "第" + "九" * 10**5, "9" * 10**5])
def test_giant_words_are_read_without_giant_work(typed: str) -> None:
    value, findings = typed_value(text(typed))
    assert isinstance(value, Wording) or findings
