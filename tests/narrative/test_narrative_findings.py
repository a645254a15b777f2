"""What is said about a text: each finding has a case that fires and one that stays silent."""

import pytest
from narrative.narrative_samples import codes, dump, marked, passages, read

from docgen.findings import Severity

FIRES = {
    "甲\x08乙": "MDN01",
    "甲&#1;乙": "MDN01",
    "渌\u200b口": "MDN02",
    "甲\u202e乙": "MDN02",
    "增长<b>11.4%</b>": "MDN04",
    "<div>\n甲\n</div>": "MDN04",
    "甲<!-- 注释 -->": "MDN04",
    "| 甲 | 乙 |\n|---|---|\n| 1 |": "MDN05",
    "| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 3 |": "MDN05",
    "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n| ^ | < |": "MDN06",
    "[附件](file:///C:/a.xls)": "MDN07",
    "[附件](附件.xls)": "MDN07",
    "[甲](javascript:alert(1))": "MDN07",
    "![图](https://a.cn/a.png)": "MDN08",
    "#标题": "MDN09",
    "甲[^1]": "MDN10",
    "甲[^1]\n\n[^1]: 乙\n\n[^1]: 丙": "MDN10",
    "甲\n\n[^1]: 乙": "MDN10",
    "甲[^1]\n\n[^1]: 乙[^2]\n\n[^2]: 丙": "MDN10",
    "[甲]: https://a.cn\n\n[甲]\n\n[甲]: https://b.cn": "MDN10",
    "[备注]: 见附件": "MDN10",
    "::: 如果 1 < 2\n甲": "MDN11",
    "甲\n\n:::": "MDN11",
    "::: 备注\n甲": "MDN11",
    '| 甲 | 乙 |\n|---|---|\n{列宽="50"}': "MDN12",
    "- 甲\n\n{.落款}": "MDN12",
    "{.落款}": "MDN12",
    "甲**乙 **丙": "MDN22",
    "<<<<<<< 我的\n甲\n=======\n乙\n>>>>>>> 你的": "MDN13",
    "# 甲\n\n### 乙": "MDN14",
    "全市园区稳中有进。\n---": "MDN19",
    "（一）甲\n（二）乙": "MDN24",
    "甲\n　　乙": "MDN20",
    "1、甲；\n2、乙。": "MDN24",
    "    全市园区": "MDN21",
    "---\n标题: 甲\n---\n\n乙": "MDN18",
    "甲^[乙^[丙]]": "MDN10",
}
SILENT = [
    "👩\u200d🌾𠮷葛\U000e0100é",
    "<!-- docgen: 忽略 NAM01 -->\n\n甲<!-- docgen: x -->",
    '| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n| 3 | < |\n{列宽="30,70"}',
    "[甲](https://a.cn) <mailto:a@b.cn> [乙](#丙) [丁]\n\n[丁]: https://c.cn",
    "# 标题\n\n## 二\n\n# 三",
    "甲[^1]\n\n[^1]: 乙",
    "::: 如果 1 < 2\n甲\n:::",
    "{.落款}\n甲",
    "`[^1]` `#标题` `<b>`",
    "#hashtag",
    "甲\n=======\n",
    "**甲**乙\\*\\*丙`**`3*4",
    "{a=b}\n\n{.5}\n\n甲 {注=乙}",
    "全市\n园区2、3号",
    "　　段首的全角空格不印",
    "（一）甲\n\n（二）乙",
    "    print(1)",
    "```\n全市\n```",
    "全市园区稳中有进。\n\n---",
    "---\n\n甲\n\n---\n",
    "甲^[乙**丙**]",
]


@pytest.mark.parametrize("content", FIRES)
def test_it_is_found(content: str) -> None:
    assert FIRES[content] in codes(content)


@pytest.mark.parametrize("content", SILENT)
def test_nothing_is_found(content: str) -> None:
    assert codes(content) == []


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ("甲\n乙\x08", 2, 2),
        ("甲\n> - 乙\u200b", 2, 6),
        ("甲\n\n| 甲 |\n|---|\n| 1 | 2 |", 5, 1),
        ("甲\n乙 [丙](x.doc)", 2, 3),
        ("甲\n\n- 乙\n\n  <b>x", 5, 3),
        ("甲\n\n> ::: 如果 1 < 2\n> 甲", 3, 3),
        ("甲\n\n::: 如果 不知道 < 2\n甲\n:::", 3, 8),
    ],
)
def test_a_finding_stands_at_its_line_and_column(content: str, line: int, column: int) -> None:
    source = read(content)[1][0].source
    assert (source.line, source.column) == (line, column)


def test_cells_that_have_no_column_block_the_submission() -> None:
    (finding,) = read("| 甲 |\n|---|\n| 1 | 丢了 |")[1]
    assert finding.severity is Severity.ERROR
    assert "丢了" in finding.message


def test_html_and_refused_things_are_printed_as_text() -> None:
    content = "<i>甲</i> [乙](file:///x) ![丙](http://a/b.png) <!-- 丁 -->"
    assert marked(next(passages(read(content)[0]))) == "<i>甲</i> 乙 丙 "


def test_html_keeps_its_references_and_its_lines() -> None:
    (block,), _ = read("<div>\n  甲{{增速}}\n</div>")
    assert marked(block.children) == "<div>↵  甲⟦11.4%⟧↵</div>"  # type: ignore[union-attr]


def test_a_comment_of_docgen_moves_nothing_beside_it() -> None:
    (block,), _ = read("<!-- docgen: 忽略 -->甲{{增速}}")
    words, figure = block.children  # type: ignore[union-attr]
    assert (marked((words, figure)), words.source.column, figure.source.column) == (  # type: ignore[union-attr]
        "甲⟦11.4%⟧",
        20,
        21,
    )


def test_a_note_may_be_written_where_it_belongs() -> None:
    assert marked(next(passages(read("甲^[见{{增速}}，**乙**]。")[0]))) == (
        "甲<note 段 见⟦11.4%⟧，<b>乙</b>>。"
    )


def test_a_branch_that_is_not_printed_says_nothing() -> None:
    assert codes("::: 如果 1 < 2\n甲\n::: 否则\n{{没有}}<b>\n:::") == []


def test_a_condition_nobody_can_tell_prints_its_first_branch() -> None:
    found, findings = read("::: 如果 没有 > 1\n甲\n::: 否则\n乙\n:::")
    assert list(dump(found)) == ["段 甲"]
    assert findings


def test_conditions_stand_in_lists_and_hold_fences() -> None:
    content = "- 甲\n\n  ::: 如果 1 < 2\n  ```\n  :::\n  ```\n  :::\n- 乙"
    assert list(dump(read(content)[0]))[:6] == [
        "列表 点 松",
        "  项",
        "    段 甲",
        "    代码",
        "      :::",
        "  项",
    ]
