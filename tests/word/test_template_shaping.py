"""What docxtpl's patterns would spoil is kept: tags in any characters, braces, faults, parts."""

import io
import re
import time
import tracemalloc
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from word.template_samples import (
    archive,
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
from docgen.word.package import opened_package

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def lines(package: word.Package) -> list[str]:
    return [each.text for each in read(package).paragraphs]


# -- the hangs of docxtpl's patterns and of Jinja --------------------------------------------------


@pytest.mark.parametrize(
    "texts",
    [
        ["{" * 200_000],
        ["{ " * 100_000],
        ["甲{" * 20_000, "%}" * 20_000],
        ["{{ 1 }}" * 15_000],
        ["{{ range(10**9)|list }}"],
        ["{{ range(10**9)|sum }}", "{{ range(10**9)|join('x') }}"],
    ],
    ids=["open braces", "braces apart", "braces in two paragraphs", "tags", "a list", "a sum"],
)
def test_what_hung_ends_at_once(texts: list[str], tmp_path: Path) -> None:
    begun = time.process_time()

    found = word.template_faults(loaded(paragraphs(*texts), tmp_path))
    if not found and "range" in texts[0]:
        found = refused(paragraphs(*texts), tmp_path, {})

    assert found or texts == ["{ " * 100_000]
    assert time.process_time() - begun < 10  # a kill limit, not a measurement


def test_a_comparison_is_told_at_its_own_tag(tmp_path: Path) -> None:
    data = paragraphs("{{ 1 }}", "{% if x < 2 %}", "{% endif %}", "{{ 2 }}")

    (found,) = refused(data, tmp_path, {"x": "甲"})

    assert found.source.where.startswith("第2段")


def test_curly_quotes_inside_of_a_name_are_kept(tmp_path: Path) -> None:
    data = paragraphs("{{ 数据['“十四五”规划'] }}", "{{ 数据[‘“十四五”规划’] }}")

    assert lines(rendered(data, tmp_path, {"数据": {"“十四五”规划": "甲"}})) == ["甲", "甲"]


def test_braces_that_are_no_tags_print_as_they_are(tmp_path: Path) -> None:
    data = paragraphs("{甲} {", "% 乙 }", "{% raw %}{% if %}{{ 丙{% endraw %}", "{{ x }}")

    found = loaded(paragraphs("{甲} {", "% 乙 }", "{{ x }}"), tmp_path)

    assert not word.template_faults(found)[1:]
    assert lines(word.render(found, {"x": "丁"})[0]) == ["{甲} {", "% 乙 }", "丁"]
    assert word.template_faults(loaded(data, tmp_path))  # a half tag inside of raw is one


# -- rows of what was lost -------------------------------------------------------------------------


def test_an_open_block_is_told_beside_an_open_brace(tmp_path: Path) -> None:
    found = word.template_faults(loaded(paragraphs("{% if x %}", "{{ 没写完"), tmp_path))

    assert [each.source.where[:3] for each in found if each.code == "TPL05"] == ["第2段", "第1段"]


def test_breaks_inside_of_a_tag_do_not_print(tmp_path: Path) -> None:
    data = edited(
        paragraphs("{{ x }}"),
        "<w:t>{{ x }}</w:t>",
        "<w:t>{{</w:t><w:br/><w:tab/><w:t>x }}</w:t>",
    )

    xml = rendered(data, tmp_path, {"x": "甲"}).text("word/document.xml")

    assert "甲" in xml
    assert "<w:br/>" not in xml
    assert "<w:tab/>" not in xml


def test_only_a_namespace_can_be_set(tmp_path: Path) -> None:
    (found,) = refused(paragraphs("{% set 报告.x = 1 %}"), tmp_path, {"报告": {}})

    assert (found.code, found.source.where[:3]) == ("TPL07", "第1段")


def test_parts_without_tags_are_copied_byte_for_byte(tmp_path: Path) -> None:
    data = paragraphs("{{ x }}")
    before = {each.name: each.packed for each in opened_package(data, "t").members}

    after = rendered(data, tmp_path, {"x": "甲"})

    same = {each.name for each in after.members if before.get(each.name) == each.packed}
    assert before.keys() - same == {"[Content_Types].xml", "_rels/.rels", "word/document.xml"}


@pytest.mark.parametrize("gone", ["numbering", "footnotes"])
def test_a_part_of_docgens_own_is_left_out_where_it_stays_empty(gone: str, tmp_path: Path) -> None:
    contents = parts(paragraphs("{{ x }}"))
    contents = {name: data for name, data in contents.items() if gone not in name}
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        pieces = contents[name].decode().split("<")
        contents[name] = "<".join(each for each in pieces if gone not in each).encode()
    styles = contents["word/styles.xml"].decode()
    contents["word/styles.xml"] = re.sub(
        r"<w:numPr>.*?</w:numPr>", "", styles, flags=re.DOTALL
    ).encode()

    package = rendered(archive(contents), tmp_path, {"x": "甲"})

    assert not [each.name for each in package.members if gone in each.name]
    assert gone not in package.text("[Content_Types].xml")


def test_minus_behind_the_opening_of_a_value_trims(tmp_path: Path) -> None:
    data = paragraphs("甲  {{- x }}", "甲  {{ -x }}", "{{ x -}}  乙")

    assert lines(rendered(data, tmp_path, {"x": 1})) == ["甲1", "甲  -1", "1乙"]


def test_words_beside_a_tag_that_takes_the_place_of_its_row_are_told(tmp_path: Path) -> None:
    data = table(("甲{%tr for x in y %}", "乙"), ("{{ x }}", ""), ("{%tr endfor %}", ""))

    (found,) = [f for f in word.template_faults(loaded(data, tmp_path)) if f.code == "TPL10"]

    assert "甲乙" in found.message
    assert found.source.where == "表格1 第1行第1列"


def test_a_table_whose_columns_a_loop_makes_has_a_grid_for_them(tmp_path: Path) -> None:
    data = table(("{%tc for x in y %}", "{{ x }}", "{%tc endfor %}"))

    xml = rendered(data, tmp_path, {"y": list("一二三四五")}).text("word/document.xml")

    assert xml.count("<w:gridCol ") == xml.count("<w:tc>") == 5


def test_all_faults_of_filters_are_told_at_once(tmp_path: Path) -> None:
    found = refused(paragraphs("{{ x|join }}", "{{ 'a' - 1 }}", "{{ y }}"), tmp_path, {"x": ["甲"]})

    assert [each.source.where[:3] for each in found] == ["第2段", "第3段"]


def test_an_archive_that_repeats_a_name_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO(paragraphs("甲"))
    with zipfile.ZipFile(stream, "a") as written:
        written.writestr("WORD/styles.xml", b"<a/>")

    (found,) = refused(stream.getvalue(), tmp_path, {})

    assert "重复" in found.message


def test_a_value_in_a_link_stays_in_it(tmp_path: Path) -> None:
    document = docx.Document()
    run = "<w:r><w:t>见{{ x }}处</w:t></w:r>"
    link = f'<w:hyperlink xmlns:w="{W}" w:anchor="a">{run}</w:hyperlink>'
    document.add_paragraph()._p.append(parse_xml(link))  # noqa: SLF001 (python-docx writes no links)

    xml = rendered(saved(document), tmp_path, {"x": "甲"}).text("word/document.xml")

    assert re.search(r"<w:hyperlink[^>]*>.*甲.*</w:hyperlink>", xml)


def test_a_document_is_never_held_whole(tmp_path: Path) -> None:
    """Printing takes less memory than the XML that it prints."""
    template = loaded(
        paragraphs("{%p for 方向 in 支出方向 %}", "{{ 方向.名称 }}" + "字" * 400, "{%p endfor %}"),
        tmp_path,
    )
    items = [{"名称": f"专项{number}", "文": "字" * 9} for number in range(3000)]
    word.render(template, {"支出方向": items[:9]})

    tracemalloc.start()
    package, _ = word.render(template, {"支出方向": items})
    data = package.data()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    (document,) = [each for each in package.members if each.name == "word/document.xml"]
    assert document.size > 2_000_000
    assert peak < document.size + len(data)
