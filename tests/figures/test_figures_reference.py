from unicodedata import normalize

import pytest
from figures.sheets import SCOPE, codes, figures, line, project, report, text
from hypothesis import given
from hypothesis import strategies as st

from docgen.figures import find, loose, pieces, reference_at, resolve
from docgen.figures.model import Figures, Literal, Reference
from docgen.findings import Severity

SHEET = {
    "支出": {"“十四五”规划": "40 万元", "OA平台建设": "57 万元", "标厂补贴资金": "861.675 万元"},
    "5000万元以上项目": {"新引进": "146个", "新开工": "150个"},
    "A类（园区）|[特]": "3 个",
    "园区": "10 个",
    "园区个数": "12 个",
    "园区情况": {"面积": "3 亩", "企业": "5 家"},
    "增速": "11.4%",
    "{甲}": "1 个",
}
NAME = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12
).map(str.strip)


@pytest.fixture(scope="module")
def sheet() -> Figures:
    return figures(SHEET)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("补贴{{支出.标厂补贴资金}}。", "补贴861.675万元。"),
        ("{{ 园区 }}、{{园区个数 | 数值}}", "10个、12"),
        ("{{园区}}{{园区}}", "10个10个"),
        ("{{支出.“十四五”规划}}", "40万元"),
        ("{{5000万元以上项目.新引进}}和{{5000万元以上项目}}", "146个和296个"),
        ("{{A类（园区）|[特]}}和{{A类（园区）|[特]|数值}}", "3个和3"),
        ("{{{甲}}}", "1个"),
        ("没有引用，{一对括号}。", "没有引用，{一对括号}。"),
        ("集合 {1, 2}", "集合 {1, 2}"),
        ("", ""),
        ("{{年度}}年", "2020年"),
    ],
)
def test_references_are_printed_in_place(sheet: Figures, typed: str, printed: str) -> None:
    read = pieces(text(typed), sheet, SCOPE, "正文")
    assert line(read) == printed
    assert not read.findings


@pytest.mark.parametrize(
    ("typed", "printed", "meant"),
    [
        ("｛｛园区｝｝", "10个", "{{园区}}"),
        ("{{园区｜数值}}", "10", "{{园区|数值}}"),
        ('{{支出."十四五"规划}}', "40万元", "{{支出.“十四五”规划}}"),
        ("{{支出.OA平台建设｝｝", "57万元", "{{支出.OA平台建设}}"),
        ("{{支出.ＯＡ平台建设}}", "57万元", "{{支出.OA平台建设}}"),
        ("{{A类(园区)|[特]}}", "3个", "{{A类（园区）|[特]}}"),
    ],
)
def test_full_width_signs_are_read_as_meant_and_noted_with_a_fix(
    sheet: Figures, typed: str, printed: str, meant: str
) -> None:
    read = pieces(text(f"有{typed}。", column=3), sheet, SCOPE, "正文")
    assert line(read) == f"有{printed}。"
    (finding,) = read.findings
    assert (finding.code, finding.severity) == ("FIG13", Severity.NOTE)
    assert finding.source.column == 4
    assert finding.fix is not None
    assert finding.fix.edits[0].expected == typed
    assert finding.fix.edits[0].replacement == meant


@pytest.mark.parametrize("typed", ["Cafe\u0301", "\u4e2d\ufa19"])
def test_a_name_typed_in_pieces_or_in_compatibility_signs_is_read(typed: str) -> None:
    sheet = figures({normalize("NFC", typed): "3 个"})
    read = pieces(text(f"有{{{{{typed}}}}}。"), sheet, SCOPE, "正文")
    assert line(read) == "有3个。"
    assert codes(read.findings) == ["FIG13"]


@pytest.mark.parametrize(
    ("typed", "column", "replacement"),
    [
        ("{ {园区}}", 2, "{{园区}}"),
        ("{{园区} }", 2, "{{园区}}"),
        ("{ { 园区 } }", 2, "{{园区}}"),
        ("{园区}", 2, "{{园区}}"),
        ("{园区|数值}", 2, "{{园区|数值}}"),
        ("{{园区", 2, None),
        ("｛｛园区", 2, None),
        ("园区}}", 4, None),
        ("{{园区}", 2, "{{园区}}"),
        ("{园区}}", 2, "{{园区}}"),
        ("{没有}}", 2, None),
    ],
)
def test_braces_left_over_are_an_error_at_their_place(
    sheet: Figures, typed: str, column: int, replacement: str | None
) -> None:
    read = pieces(text(f"有{typed}"), sheet, SCOPE, "正文")
    assert line(read) == f"有{typed}"
    finding = read.findings[0]
    assert (finding.code, finding.severity) == ("FIG12", Severity.ERROR)
    assert finding.source.column == column
    assert (finding.fix.edits[0].replacement if finding.fix else None) == replacement


def test_an_unknown_name_is_an_error_with_the_nearest_and_its_place(sheet: Figures) -> None:
    read = pieces(text("补贴{{支出.标场补贴资金}}"), sheet, SCOPE, "正文")
    (finding,) = read.findings
    assert finding.code == "FIG01"
    assert "支出.标厂补贴资金" in finding.message
    assert (finding.source.column, finding.source.length) == (5, 9)
    assert finding.related[0].source.line == 4
    assert finding.fix is not None
    assert not finding.fix.safe
    assert finding.fix.edits[0].replacement == "支出.标厂补贴资金"
    assert line(read) == "补贴{{支出.标场补贴资金}}"
    (reference,) = [piece for piece in read.pieces if isinstance(piece, Reference)]
    assert reference.figure is None


def test_a_longer_name_that_is_unknown_is_not_read_as_a_shorter_one(sheet: Figures) -> None:
    assert codes(pieces(text("{{园区个数量}}"), sheet, SCOPE, "正文").findings) == ["FIG01"]


def test_an_unknown_form_lists_the_forms_and_still_prints(sheet: Figures) -> None:
    read = pieces(text("增{{增速|三位小数点}}"), sheet, SCOPE, "正文")
    (finding,) = read.findings
    assert (finding.code, finding.source.column) == ("FIG14", 7)
    assert "列举" in finding.advice
    assert line(read) == "增11.4%"


@pytest.mark.parametrize(
    "typed",
    [
        "{{增速|大写}}",
        "{{增速|列举}}",
        "{{园区|增减}}",
        "{{园区|较(上年)}}",
        "{{园区|亩}}",
        "{{增速|汉字}}",
        "{{部门|2位小数}}",
    ],
)
def test_a_form_that_does_not_suit_is_an_error(sheet: Figures, typed: str) -> None:
    assert codes(pieces(text(typed), sheet, SCOPE, "正文").findings) == ["FIG15"]


def test_a_group_without_a_sum_is_an_error_and_a_list_is_not(sheet: Figures) -> None:
    assert codes(pieces(text("{{园区情况}}"), sheet, SCOPE, "正文").findings) == ["FIG19"]
    read = pieces(text("{{园区情况|列举}}"), sheet, SCOPE, "正文")
    assert (line(read), read.findings) == ("面积3亩和企业5家", ())


def test_an_empty_reference_is_an_error(sheet: Figures) -> None:
    assert codes(pieces(text("{{}}"), sheet, SCOPE, "正文").findings) == ["FIG12"]


def test_pieces_keep_their_offsets(sheet: Figures) -> None:
    typed = "有{{园区}}，{{增速|增减}}。"
    read = pieces(text(typed), sheet, SCOPE, "正文")
    for piece in read.pieces:
        if isinstance(piece, Literal):
            assert typed.startswith(piece.text, piece.offset)
        else:
            assert typed[piece.offset : piece.offset + piece.length].startswith("{{")
    assert [type(piece) for piece in read.pieces] == [
        Literal,
        Reference,
        Literal,
        Reference,
        Literal,
    ]


def test_a_reference_on_a_later_line_has_its_place(sheet: Figures) -> None:
    (finding,) = pieces(text("第一行\n有{{没有}}"), sheet, SCOPE, "正文").findings
    assert (finding.source.line, finding.source.column) == (2, 4)


def test_a_pending_figure_is_marked_as_such() -> None:
    found, _ = resolve(report(project({"满意度": "待填"})))
    (reference,) = pieces(text("{{满意度}}"), found, SCOPE, "正文").pieces
    assert isinstance(reference, Reference)
    assert reference.pending
    assert reference.printed == "【待填：满意度】"


def test_a_reference_is_read_at_an_offset_only(sheet: Figures) -> None:
    typed = "有{{园区}}"
    assert reference_at(typed, 0, sheet, SCOPE, "正文") is None
    read = reference_at(typed, 1, sheet, SCOPE, "正文")
    assert read is not None
    assert (read.reference.printed, read.reference.offset, read.reference.length) == ("10个", 1, 6)


def test_every_direction_is_summed_and_a_gap_is_told() -> None:
    one, two = project({"执行": "3 万元", "户": "1 户"}, "甲"), project({"执行": "5 万元"}, "乙")
    found, _ = resolve(report(one, two))
    read = pieces(text("{{各支出方向.执行}}"), found, "", "正文")
    assert (line(read), read.findings) == ("8万元", ())
    assert codes(pieces(text("{{各支出方向.户}}"), found, "", "正文").findings) == ["FIG21"]


@given(NAME.filter(lambda name: name.strip(" {}") != "" and name == name.strip()))
def test_any_figure_name_works_in_a_reference(name: str) -> None:
    found, _ = resolve(report(project({name: "3 个", "别的": "4 个"})))
    figure = find(found, name, SCOPE)
    assert figure is not None
    read = pieces(text("有{{" + name + "}}、{{" + name + "|数值}}。"), found, SCOPE, "正文")
    if figure.entry is not None and figure.entry.name == name:
        assert line(read) == "有3个、3。"


@given(
    st.lists(st.sampled_from([*"{}｛｝|｜ \n", "园区", "{{", "}}", "数值", "x"]), max_size=25).map(
        "".join
    )
)
def test_no_character_is_lost_and_no_brace_is_printed_silently(typed: str) -> None:
    sheet = figures({"园区": "10 个"})
    read = pieces(text(typed), sheet, SCOPE, "正文")
    back = "".join(
        piece.text
        if isinstance(piece, Literal)
        else typed[piece.offset : piece.offset + piece.length]
        for piece in read.pieces
    )
    assert back == typed
    printed = line(read)
    if "{{" in printed or "}}" in printed:
        assert read.findings


@given(st.text(max_size=50))
def test_any_text_is_read_without_raising(typed: str) -> None:
    sheet = figures({"园区": "10 个"})
    assert list(loose(typed, 0, sheet, SCOPE)) is not None
    assert pieces(text(typed), sheet, SCOPE, "表格").pieces
