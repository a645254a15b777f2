"""Chinese typesetting: emphasis beside full-width signs, lines joined."""

import pytest
from narrative.narrative_samples import marked, passages, read


def shown(content: str) -> str:
    return marked(next(passages(read(content)[0])))


EMPHASIS = {
    "**1840万元。**其中": "<b>1840万元。</b>其中",
    "**“引号”**后": "<b>“引号”</b>后",
    "前**“引号”**后": "前<b>“引号”</b>后",
    "**“引号”**2020年": "<b>“引号”</b>2020年",
    "共**（一）**项": "共<b>（一）</b>项",
    "见**《办法》**第三条": "见<b>《办法》</b>第三条",
    "增长**11.4%**其中": "增长<b>11.4%</b>其中",
    "**甲：**“乙”，**丙：**丁": "<b>甲：</b>“乙”，<b>丙：</b>丁",
    "**甲**“乙”**丙**": "<b>甲</b>“乙”<b>丙</b>",
    "**甲——**乙**……**丙": "<b>甲——</b>乙<b>……</b>丙",
    "***甲。***乙": "<i><b>甲。</b></i>乙",
    "*甲，**乙**丙*": "<i>甲，<b>乙</b>丙</i>",
    "*甲。*乙": "<i>甲。</i>乙",
    "~~删除。~~后": "<s>删除。</s>后",
    "前~~“删”~~后": "前<s>“删”</s>后",
    "**注：***甲*乙": "<b>注：</b><i>甲</i>乙",
    "**支出{{支出}}**其中": "<b>支出⟦1718.675万元⟧</b>其中",
    "**{{支出}}**abc": "<b>⟦1718.675万元⟧</b>abc",
    "日本**語。**です": "日本<b>語。</b>です",
}
UNCHANGED = {
    "**A.**B": "**A.**B",
    'a**"b"**c': 'a**"b"**c',
    "a**“b”**c": "a**“b”**c",
    "2 * 3 * 4": "2 * 3 * 4",
    "snake_case_name": "snake_case_name",
    "附件1_《办法》_终稿": "附件1_《办法》_终稿",
    "** 甲 **": "** 甲 **",
}


@pytest.mark.parametrize("content", EMPHASIS)
def test_emphasis_closes_beside_chinese(content: str) -> None:
    assert shown(content) == EMPHASIS[content]


@pytest.mark.parametrize("content", UNCHANGED)
def test_emphasis_away_from_chinese_is_as_commonmark_has_it(content: str) -> None:
    assert shown(content) == UNCHANGED[content]


LINES = {
    "全市\n园区": "全市园区",
    "甲，\nabc": "甲，abc",
    "abc\n，甲": "abc，甲",
    "“甲”\n乙": "“甲”乙",
    "**甲**\n**乙**": "<b>甲</b><b>乙</b>",
    "支出\n{{支出}}": "支出⟦1718.675万元⟧",
    "{{支出}}\n其中": "⟦1718.675万元⟧其中",
    "支出\n760万元": "支出760万元",
    "增长11.4%\n其中": "增长11.4%其中",
    "全市\nGDP": "全市 GDP",
    "OA\n平台": "OA 平台",
    "one\ntwo": "one two",
    "it is\n“ok”": "it is “ok”",
    "2020\n2021": "2020 2021",
    "甲  \n乙": "甲↵乙",
    "甲\\\n乙": "甲↵乙",
}


@pytest.mark.parametrize("content", LINES)
def test_lines_join_as_chinese_does(content: str) -> None:
    assert shown(content) == LINES[content]
