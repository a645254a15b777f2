"""`{{引用|显示}}`: where it is read, and where each figure says it stands."""

import pytest
from narrative.narrative_samples import (
    FILE,
    codes,
    entry,
    marked,
    passages,
    placed,
    read,
    report,
    text,
)

from docgen.document import FigureText, Words
from docgen.figures import resolve
from docgen.findings import Source
from docgen.narrative import prose_blocks

READ = {
    "共{{支出}}。": "共⟦1718.675万元⟧。",
    "# 支出{{支出}}": "支出⟦1718.675万元⟧",
    "**{{支出}}**": "<b>⟦1718.675万元⟧</b>",
    "*见{{增速}}*": "<i>见⟦11.4%⟧</i>",
    "~~{{增速}}~~": "<s>⟦11.4%⟧</s>",
    "[见{{增速}}](https://a.cn)": "<a https://a.cn>见⟦11.4%⟧</a>",
    "- {{增速}}": "⟦11.4%⟧",
    "> {{增速}}": "⟦11.4%⟧",
    "{{支出|数值}}": "⟦1718.675⟧",
    "{{“十四五”规划}}": "⟦40万元⟧",
    '{{"十四五"规划}}': "⟦40万元⟧",
    "｛｛支出｝｝": "⟦1718.675万元⟧",
    "{{支出｜数值}}": "⟦1718.675⟧",
    "{{满意度}}": "⟦【待填：满意度】?⟧",
    "甲{{支出}}乙{{增速}}丙": "甲⟦1718.675万元⟧乙⟦11.4%⟧丙",
    "<b>{{增速}}</b>": "<b>⟦11.4%⟧</b>",
    "`{{支出}}`": "`{{支出}}`",
    "\\{{支出}}": "{{支出}}",
    "{单花括号}": "{单花括号}",
}


@pytest.mark.parametrize("content", READ)
def test_a_reference_is_read_where_text_is(content: str) -> None:
    assert marked(next(passages(read(content)[0]))) == READ[content]


def test_a_bar_in_a_reference_does_not_end_a_cell() -> None:
    content = "| {{支出\\|数值}} | 乙 |\n|---|---|\n| {{支出|数值}} | `a{{b|c}}` |\n"
    head, _, first, second = passages(read(content)[0])
    assert (marked(head), marked(first), marked(second)) == (
        "⟦1718.675⟧",
        "⟦1718.675⟧",
        "`a{{b|c}}`",
    )


def test_no_reference_is_read_in_an_address() -> None:
    found, findings = read("[甲](https://a.cn/{{支出}})")
    assert marked(next(passages(found))) == "<a https://a.cn/%7B%7B%E6%94%AF%E5%87%BA%7D%7D>甲</a>"
    assert not findings


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ("共{{支出}}。", 1, 2),
        ("甲\n乙{{支出}}", 2, 2),
        ("# 标题{{支出}}", 1, 5),
        ("1. 甲\n   - 乙\n\n     丙{{支出}}", 4, 7),
        ("> > 甲\n> 乙{{支出}}", 2, 4),
        ("> - # 题{{支出}}", 1, 8),
        ("| 甲 | 乙 |\n|---|---|\n| a\\|b | 丙{{支出}} |", 3, 11),
        ("甲&amp;\\*{{支出}}", 1, 9),
        ("::: 如果 1 < 2\n甲{{支出}}\n:::", 2, 2),
        ("甲[^1]\n\n[^1]: 乙\n\n    丙{{支出}}", 5, 6),
        ("标题{{支出}}\n===", 1, 3),
        ("　　甲{{支出}}", 1, 4),
        ("> 　\n> 　甲{{支出}}", 2, 5),
        ("# 　甲{{支出}}", 1, 5),
        ("|　甲{{支出}}　|\n|---|", 1, 4),
        ("\t- 甲\n\n-\t乙\n\n\t丙{{支出}}", 5, 3),
    ],
)
def test_a_figure_knows_its_line_and_column(content: str, line: int, column: int) -> None:
    found = read(content)[0]
    notes = [b for leaf in placed(found) for b in getattr(leaf, "blocks", ())]
    leaves = [*placed(found), *placed(tuple(notes))]
    (figure,) = [leaf for leaf in leaves if isinstance(leaf, FigureText)]
    assert figure.source == Source(FILE, line, column, len("{{支出}}"))


def test_an_unknown_name_is_shown_as_typed_and_found_at_its_place() -> None:
    found, (finding,) = read("共\n支付{{十四五规划}}元")
    assert marked(next(passages(found))) == "共支付⟦{{十四五规划}}⟧元"
    assert (finding.code, finding.source.line, finding.source.column) == ("FIG01", 2, 5)
    assert "“十四五”规划" in finding.advice


@pytest.mark.parametrize("content", ["共{{支出。", "共{ {支出}}。", "共支出}}。", "{支出}"])
def test_braces_left_over_are_found(content: str) -> None:
    assert codes(content) == ["FIG12"]


@pytest.mark.parametrize("content", ["`{{x`", "\\{\\{x", "{a}", "[甲](https://a.cn/{{x)"])
def test_braces_that_are_meant_are_left_alone(content: str) -> None:
    assert codes(content) == []


def test_a_reference_sees_its_own_scope_first() -> None:
    figures = resolve(report(figures=(entry("支出", "1 万元"),)))[0]
    found, _ = prose_blocks(text("{{支出}}"), figures, "园区")
    assert marked(next(passages(found))) == "⟦1万元⟧"


def test_words_beside_a_reference_keep_their_places() -> None:
    leaves = list(placed(read("甲{{支出}}乙")[0]))
    words = [leaf for leaf in leaves if isinstance(leaf, Words)]
    assert [(each.text, each.source.column) for each in words] == [("甲", 1), ("乙", 8)]
