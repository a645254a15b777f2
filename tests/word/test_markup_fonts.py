"""Fonts per script, on runs."""

import re

from hypothesis import given
from hypothesis import strategies as st

from docgen.word.markup.properties import Fonts, Style, StyleSheet, named_fonts, script_parts
from docgen.word.markup.run_markup import text_runs

HOUSE = Fonts("仿宋_GB2312", "Times New Roman")
TEXT = re.compile(r"<w:t [^>]*>([^<]*)</w:t>")


def test_quotes_dashes_and_ellipses_stand_in_the_chinese_font() -> None:
    xml = text_runs("“十四五”规划——园区……达‘五星级’", "", HOUSE)
    assert xml.count("<w:r>") == 1
    assert 'w:hint="eastAsia" w:ascii="仿宋_GB2312"' in xml


def test_digits_and_latin_have_runs_and_a_font_of_their_own() -> None:
    xml = text_runs("完成IGBT项目146个，占90%", "", HOUSE)
    latin = re.findall(
        r'<w:rFonts w:ascii="Times New Roman"[^>]*/></w:rPr><w:t [^>]*>([^<]*)<', xml
    )
    assert latin == ["IGBT", "146", "90%"]


def test_fonts_of_the_tags_own_run_win_over_those_of_the_style() -> None:
    own = '<w:rPr><w:rFonts w:eastAsia="黑体"/><w:b/></w:rPr>'
    xml = text_runs("合计10", own, HOUSE)
    assert 'w:eastAsia="黑体"' in xml
    assert "仿宋" not in xml
    assert xml.count("<w:b/>") == 2


def test_a_theme_font_is_replaced_by_what_it_means() -> None:
    read = named_fonts(
        '<w:rFonts w:asciiTheme="minorHAnsi" w:ascii="Arial" w:eastAsiaTheme="minorEastAsia"/>',
        {"minorHAnsi": "Calibri", "minorEastAsia": "等线"},
    )
    assert read == Fonts("等线", "Calibri")


def test_built_in_styles_answer_to_the_names_that_word_shows() -> None:
    sheet = StyleSheet((Style("1", "heading 1", "paragraph"), Style("x", "落款", "paragraph")))
    assert sheet.named("标题 1") == sheet.named("Heading 1") == sheet.identified("1")
    assert sheet.named("落款") is not None
    assert sheet.named("引用") is None
    assert {"标题 1", "heading 1", "落款"} <= sheet.names()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_no_character_is_lost_or_added(text: str) -> None:
    assert "".join(part for part, _ in script_parts(text)) == text


def test_what_xml_forbids_never_reaches_the_file() -> None:
    assert "\x0b" not in text_runs("甲\x0b乙", "", HOUSE)
    assert "甲\ufffd乙" in "".join(TEXT.findall(text_runs("甲\x0b乙", "", HOUSE)))
