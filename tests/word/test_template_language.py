"""Tags: what docgen adds to docxtpl's, and what it says about wrong ones."""

import io
import re
from pathlib import Path

import docx
import pytest
from word.template_samples import (
    edited,
    loaded,
    paragraphs,
    parts,
    read,
    refused,
    rendered,
    saved,
    table,
)

from docgen import word
from docgen.document import Break, FigureText, Paragraph, Phrase, Prose, Strong, Words
from docgen.findings import Severity, Source
from docgen.word.package import opened_package

HERE = Source("01/narrative/a.md", 3, 1)
ROWS = [
    {"一级": "产出", "二级": "数量", "三级": "a"},
    {"一级": "产出", "二级": "数量", "三级": "b"},
    {"一级": "产出", "二级": "质量", "三级": "c"},
    {"一级": "效益", "二级": "质量", "三级": "d"},
    {"一级": "效益", "二级": "质量", "三级": "e"},
    {"一级": "产出", "二级": "质量", "三级": "f"},
]
FORM = (
    ("一级", "二级", "三级"),
    ("{%tr for 行 in 行s %}", "", ""),
    ("{{ 合并(行.一级) }}", "{{ 合并(行.二级) }}", "{{ 行.三级 }}"),
    ("{%tr endfor %}", "", ""),
)


def merges(package: word.Package) -> list[list[str]]:
    xml = package.text("word/document.xml")
    return [
        [
            "" if "<w:vMerge" not in cell else "新" if 'w:val="restart"' in cell else "续"
            for cell in re.findall(r"<w:tc>.*?</w:tc>", row, re.DOTALL)
        ]
        for row in re.findall(r"<w:tr\b(?!Pr).*?</w:tr>", xml, re.DOTALL)
    ]


def test_merged_cells_begin_anew_where_their_value_or_one_to_their_left_changes(
    tmp_path: Path,
) -> None:
    package = rendered(table(*FORM), tmp_path, {"行s": ROWS})

    assert merges(package)[1:] == [
        ["新", "新", ""],
        ["续", "续", ""],
        ["续", "新", ""],
        ["新", "新", ""],  # the same 二级, but inside another 一级
        ["续", "续", ""],
        ["新", "新", ""],
    ]
    rows = read(package).tables[0].rows
    assert [cell.text for cell in rows[2].cells] == ["产出", "数量", "b"]


def test_each_table_of_a_loop_begins_its_merges_anew(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{%p for 表 in 表s %}")
    grid = document.add_table(3, 1)
    for index, text in enumerate(("{%tr for x in 表 %}", "{{ 合并(x) }}", "{%tr endfor %}")):
        grid.cell(index, 0).text = text
    document.add_paragraph("{%p endfor %}")

    package = rendered(saved(document), tmp_path, {"表s": [["甲", "甲"], ["甲"]]})

    assert merges(package) == [["新"], ["续"], ["新"]]


def test_phrases_keep_the_look_of_their_tag_and_gaps_are_yellow(tmp_path: Path) -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("{{ x }}")
    run.font.size = docx.shared.Pt(22)
    phrase = Phrase(
        (
            Words("认定", HERE),
            Strong((Words("<面积>", HERE),)),
            FigureText("【待填】", HERE, "满意度", pending=True),
            Break(),
            Words("尾", HERE),
        )
    )

    runs = read(rendered(saved(document), tmp_path, {"x": phrase})).paragraphs[0].runs

    assert "".join(run.text for run in runs) == "认定<面积>【待填】\n尾"
    assert all(run.font.size == docx.shared.Pt(22) for run in runs)
    assert "".join(run.text for run in runs if run.bold) == "<面积>"
    assert "".join(run.text for run in runs if run.font.highlight_color) == "【待填】"


def test_prose_takes_the_place_of_its_paragraph(tmp_path: Path) -> None:
    prose = Prose(((Paragraph((Words("一", HERE),), HERE), Paragraph((Words("二", HERE),), HERE)),))

    package = rendered(paragraphs("前", "{{p x }}", "后"), tmp_path, {"x": prose})

    assert [each.text for each in read(package).paragraphs] == ["前", "一", "二", "后"]


def test_prose_inside_a_line_is_refused_with_its_place(tmp_path: Path) -> None:
    (found,) = refused(paragraphs("前", "正文：{{ x }}"), tmp_path, {"x": Prose()})

    assert (found.code, found.source.where) == ("TPL09", "第2段“正文：{{ x }}”")
    assert "{{p" in found.advice


def test_an_unknown_name_is_told_with_its_cell_and_the_nearest_known(tmp_path: Path) -> None:
    data = table(("甲", "乙"), ("丙", "{{ 报告.标提 }}"))

    (found,) = refused(data, tmp_path, {"报告": {"标题": "x"}})

    assert (found.code, found.source.where) == ("TPL06", "表格1 第2行第2列")
    assert found.advice == "是不是想写“标题”"


def test_all_that_is_wrong_is_said_at_once_before_anything_is_rendered(tmp_path: Path) -> None:
    document = docx.Document()
    for text in (
        "{% if x %}没有结束",
        "{{ 没写完",
        "{{ 1 + }}",
        "{% fo x in y %}",
        "字{%p set a = 1 %}",
    ):
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = "{% endfor %}{{ 支出方向.指标.一及 }}"

    found = word.template_faults(loaded(saved(document), tmp_path))

    told = [(each.code, each.source.where) for each in found]
    assert ("TPL05", "第1段“{% if x %}没有…”") in told
    assert ("TPL05", "第2段“{{ 没写完”") in told
    assert ("TPL05", "第3段“{{ 1 + }}”") in told
    assert ("TPL05", "第4段“{% fo x in y…”") in told
    assert ("TPL10", "第5段“字{%p set a =…”") in told
    assert any(where.startswith("第1节页眉") for _, where in told)


def test_the_contract_opens_loops_to_dotted_names(tmp_path: Path) -> None:
    data = paragraphs(
        "{%p for 方向 in 支出方向 %}",
        "{% for 行 in 方向.指标 %}{{ 行.一级 }}{{ 合并 }}{% endfor %}",
        "{{ 数据['支出.考核奖励金'] }}{{ 方向.自评.总份 }}",
        "{%p endfor %}",
    )

    template = loaded(data, tmp_path)

    names = [tag.name for tag in template.contract.tags]
    assert names == [
        "支出方向",
        "支出方向.指标",
        "支出方向.指标.一级",
        "合并",
        "数据.支出.考核奖励金",
        "支出方向.自评.总份",
    ]
    wrong = {each.message: each for each in word.template_faults(template)}
    (told,) = (each for message, each in wrong.items() if "总份" in message)
    assert (told.severity, told.advice) == (Severity.ERROR, "是不是想写“支出方向.自评.总分”")


def test_a_details_own_name_is_only_a_warning(tmp_path: Path) -> None:
    (found,) = word.template_faults(loaded(paragraphs("{{ 报告.自定栏 }}"), tmp_path))

    assert (found.code, found.severity) == ("TPL06", Severity.WARNING)


def test_details_that_the_content_leaves_out_print_nothing(tmp_path: Path) -> None:
    data = paragraphs("电话：{{ 报告.联系电话 }}{% if 报告.封面 %}封面{% endif %}")

    assert read(rendered(data, tmp_path, {"报告": {}})).paragraphs[0].text == "电话："


@pytest.mark.parametrize("blank", ["\u00a0", "\u3000", "\u200b", " \t "])
def test_odd_blanks_in_tags_are_tolerated(blank: str, tmp_path: Path) -> None:
    data = paragraphs(f"{{{{{blank}x{blank}}}}}和{{%{blank}if{blank} x %}}有{{%{blank}endif %}}")

    assert read(rendered(data, tmp_path, {"x": "甲"})).paragraphs[0].text == "甲和有"


def test_spelling_marks_between_the_runs_of_a_tag_are_tolerated(tmp_path: Path) -> None:
    data = edited(
        paragraphs("{{ x }}"),
        "<w:t>{{ x }}</w:t>",
        '<w:t>{</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>{ x</w:t></w:r>'
        '<w:proofErr w:type="spellEnd"/><w:r><w:t xml:space="preserve"> }}</w:t>',
    )

    assert read(rendered(data, tmp_path, {"x": "甲"})).paragraphs[0].text == "甲"


def test_a_table_without_rows_and_a_cell_without_paragraphs_do_not_come_about(
    tmp_path: Path,
) -> None:
    document = docx.Document()
    grid = document.add_table(3, 1)
    for index, text in enumerate(("{%tr for x in 无 %}", "{{ x }}", "{%tr endfor %}")):
        grid.cell(index, 0).text = text
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "{%p if 无 %}"
    for text in ("甲", "{%p endif %}"):
        cell.add_paragraph(text)

    tables = read(rendered(saved(document), tmp_path, {"无": []})).tables

    assert [[each.text for each in table.rows[0].cells] for table in tables] == [[""]]


def test_values_cannot_bring_markup_or_tags(tmp_path: Path) -> None:
    value = "<w:p/>&amp; {{ 7*7 }} {% for %} \x00\x0b ]]>"

    package = rendered(
        paragraphs("{{ x }}", "{% if 1 %}{{ x }}{% endif %}"), tmp_path, {"x": value}
    )

    expected = value.replace("\x00", "\ufffd").replace("\x0b", "\ufffd")
    assert [each.text for each in read(package).paragraphs] == [expected, expected]


def test_ids_stay_unique_when_a_loop_repeats_them(tmp_path: Path) -> None:
    inside = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><wp:extent cx="1" cy="1"/>'
        '<wp:docPr id="1" name="x" descr="{{ i }}"/>'
        "</wp:inline></w:drawing></w:r>"
    )
    body = paragraphs("{%p for i in y %}", "段", "{%p endfor %}")
    data = edited(
        body,
        "<w:p><w:r><w:t>段</w:t></w:r></w:p>",
        f'<w:p><w:bookmarkStart w:id="7" w:name="书签"/>{inside}<w:bookmarkEnd w:id="7"/></w:p>',
    )

    xml = rendered(data, tmp_path, {"y": ["<甲>", '"乙"', "丙"]}).text("word/document.xml")

    assert len(set(re.findall(r'<wp:docPr id="(\d+)"', xml))) == 3
    assert re.findall(r'w:name="(书签\w*)"', xml) == ["书签", "书签_2", "书签_3"]
    assert re.findall(r'descr="([^"]*)"', xml) == ["&lt;甲&gt;", "&quot;乙&quot;", "丙"]


def test_a_foreign_file_without_tags_is_copied_part_by_part(tmp_path: Path) -> None:
    data = saved(docx.Document())

    package = rendered(data, tmp_path, {})

    before, after = parts(data), parts(package.data())
    assert {n: d for n, d in after.items() if before.get(n) != d}.keys() == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/custom.xml",
    }
    packed = {each.name: each.packed for each in opened_package(data, "t").members}
    assert package.member("word/styles.xml").packed == packed["word/styles.xml"]  # type: ignore[union-attr]


def test_the_same_template_and_context_give_the_same_bytes(tmp_path: Path) -> None:
    first = rendered(table(*FORM), tmp_path, {"行s": ROWS}).data()

    assert rendered(table(*FORM), tmp_path, {"行s": ROWS}).data() == first


def test_docgen_knows_its_own_output_again(tmp_path: Path) -> None:
    data = rendered(paragraphs("{{ x }}"), tmp_path, {"x": "甲"}).data()
    document = docx.Document(io.BytesIO(data))
    resaved = saved(document)
    document.add_paragraph("后来写的")

    assert word.fingerprint(data).untouched
    assert not word.fingerprint(resaved).untouched
    assert not word.fingerprint(resaved).edited
    assert word.fingerprint(saved(document)).edited


def test_word_is_not_made_to_ask_about_fields_on_opening(tmp_path: Path) -> None:
    asking = '<w:updateFields w:val="true"/></w:settings>'
    data = edited(paragraphs("{{ x }}"), "</w:settings>", asking, "word/settings.xml")

    settings = rendered(data, tmp_path, {"x": "甲"}).text("word/settings.xml")

    assert settings
    assert "updateFields" not in settings
