"""Each fault that Word would repair or refuse is found, with its part; sound files are let pass."""

from collections.abc import Mapping
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word.template_samples import (
    archive,
    changed,
    edited,
    paragraphs,
    parts,
    read,
    rendered,
    saved,
    table,
)

from docgen import word

PLAIN = paragraphs("甲", "乙")
FORM = table(("甲", "乙"), ("丙", "丁"))
TYPES = "[Content_Types].xml"
DOCUMENT = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="{}" name="x"/></wp:inline></w:drawing></w:r>'
)


def in_first(markup: str) -> bytes:
    return edited(PLAIN, "<w:p><w:r><w:t>甲</w:t></w:r></w:p>", f"<w:p>{markup}</w:p>")


def in_body(markup: str) -> bytes:
    return edited(PLAIN, "<w:sectPr", f"{markup}<w:sectPr")


def with_header(*kinds: str) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    data = saved(document)
    reference = '<w:headerReference w:type="default" r:id="'
    text = parts(data)[DOCUMENT].decode()
    relation = text.partition(reference)[2].partition('"')[0]
    more = "".join(f'<w:headerReference w:type="{kind}" r:id="{relation}"/>' for kind in kinds)
    return edited(data, reference, more + reference)


def without(name: str) -> bytes:
    return archive({each: data for each, data in parts(PLAIN).items() if each != name})


def core(markup: str) -> bytes:
    return edited(
        PLAIN, "</cp:coreProperties>", f"{markup}</cp:coreProperties>", "docProps/core.xml"
    )


BROKEN: Mapping[str, tuple[bytes, str]] = {
    "a part without content type": (changed(PLAIN, {"word/x.abc": b"x"}), "没有内容类型"),
    "a part that nothing refers to": (
        changed(PLAIN, {"word/x.xml": b"<x/>"}),
        "没有被任何部分引用",
    ),
    "a content type told twice": (
        edited(PLAIN, "</Types>", '<Default Extension="xml" ContentType="x"/></Types>', TYPES),
        "写了两次",
    ),
    "a wrong main content type": (
        edited(PLAIN, "wordprocessingml.document.main+xml", "wordprocessingml.x+xml", TYPES),
        "内容类型不对",
    ),
    "a missing part": (without("word/styles.xml"), "不存在"),
    "another case": (
        edited(PLAIN, 'Target="styles.xml"', 'Target="Styles.xml"', RELATIONS),
        "大小写不同",
    ),
    "an illegal address": (
        edited(
            PLAIN,
            "</Relationships>",
            '<Relationship Id="rIdX" Type="x/hyperlink" Target="http://a b/" '
            'TargetMode="External"/></Relationships>',
            RELATIONS,
        ),
        "不是合法的网址",
    ),
    "a relationship told twice": (
        edited(
            PLAIN,
            "</Relationships>",
            '<Relationship Id="rId1" Type="x/styles" Target="styles.xml"/></Relationships>',
            RELATIONS,
        ),
        "关系编号 rId1 重复",
    ),
    "a reference to nothing": (
        in_first(
            '<w:hyperlink xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships" r:id="rId99"><w:r><w:t>甲</w:t></w:r></w:hyperlink>'
        ),
        "rId99 不存在",
    ),
    "no body": (
        changed(
            PLAIN,
            {
                DOCUMENT: b'<w:document xmlns:w="http://schemas.openxmlformats.org/'
                b'wordprocessingml/2006/main"/>'
            },
        ),
        "没有正文",
    ),
    "broken XML": (edited(PLAIN, "</w:body>", "</w:b>"), "不是正确的 XML"),
    "a forbidden character": (edited(PLAIN, "甲", "&#1;"), "不是正确的 XML"),
    "a DTD": (edited(PLAIN, "<w:document", "<!DOCTYPE x><w:document"), "DTD"),
    "text in the body": (in_body("散字"), "段落之外的文字“散字”"),
    "text in a row": (edited(FORM, "<w:tr>", "<w:tr>散字"), "段落之外的文字"),
    "an empty cell": (
        edited(FORM, "<w:p><w:r><w:t>丁</w:t></w:r></w:p>", ""),
        "表格1 第2行第2列没有段落",
    ),
    "a cell that ends in a table": (
        edited(
            FORM,
            "<w:p><w:r><w:t>丁</w:t></w:r></w:p>",
            "<w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
        ),
        "以表格结尾",
    ),
    "a row without cells": (edited(FORM, "<w:tr>", "<w:tr/><w:tr>"), "第1行没有单元格"),
    "a table without rows": (in_body("<w:tbl><w:tblPr/><w:tblGrid/></w:tbl>"), "没有行"),
    "a row wider than the grid": (
        edited(FORM, "<w:tc>", "<w:tc><w:p/></w:tc><w:tc>"),
        "占 3 列，网格只有 2 列",
    ),
    "a merge without a start": (
        edited(
            FORM,
            "<w:p><w:r><w:t>甲",
            "<w:p/></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>甲",
        ),
        "合并没有起点",
    ),
    "a field that does not end": (
        in_first('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'),
        "域没有结束",
    ),
    "a field that does not begin": (
        in_first('<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        "域的结束没有开头",
    ),
    "two default headers": (with_header("default"), "两个同类的页眉"),
    "a missing style": (
        in_first('<w:pPr><w:pStyle w:val="没有"/></w:pPr>'),
        "段落样式 没有 不存在",
    ),
    "a missing list": (
        in_first('<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="999"/></w:numPr></w:pPr>'),
        "编号 999 不存在",
    ),
    "a footnote without text": (in_first('<w:r><w:footnoteReference w:id="5"/></w:r>'), "脚注 5"),
    "a drawing's id twice": (in_first(DRAWING.format(3) * 2), "图形编号 3 重复"),
    "a drawing's id too large": (in_first(DRAWING.format(2**31)), "不在 0"),
    "a bookmark that does not end": (
        in_first('<w:bookmarkStart w:id="1" w:name="a"/>'),
        "书签 1 没有成对",
    ),
    "a bookmark's name too long": (
        in_first(f'<w:bookmarkStart w:id="1" w:name="{"a" * 41}"/><w:bookmarkEnd w:id="1"/>'),
        "超过 40 个字符",
    ),
    "a bookmark's name twice": (
        in_first(
            '<w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/>'
            '<w:bookmarkStart w:id="2" w:name="A"/><w:bookmarkEnd w:id="2"/>'
        ),
        "重复",
    ),
    "a paragraph's id too large": (
        edited(
            PLAIN,
            "<w:p><w:r><w:t>甲",
            '<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
            'w14:paraId="80000000"><w:r><w:t>甲',
        ),
        "不小于 80000000",
    ),
    "a row's id without its twin": (
        edited(
            FORM,
            "<w:tr>",
            '<w:tr xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
            'w14:paraId="00000001">',
        ),
        "没有 textId",
    ),
    "a content control's id twice": (
        in_body(
            '<w:sdt><w:sdtPr><w:id w:val="4"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>'
            * 2
        ),
        "内容控件编号 4 重复",
    ),
    "a tag that was left": (edited(PLAIN, "甲", "{{ 报告.标题 }}"), "还留有模板标签"),
    "a property told twice": (core("<dc:title>又</dc:title>"), "title 写了两次"),
    "an ill date": (
        edited(PLAIN, "2013-12-23T23:15:00Z", "2013年12月", "docProps/core.xml"),
        "格式不对",
    ),
    "no zip": (b"<html>", "网页"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_found(name: str) -> None:
    data, told = BROKEN[name]

    found = word.faults(data, "报告.docx")

    assert any(told in each.message for each in found), found
    assert {each.code for each in found} == {"TPL20"}


@pytest.mark.parametrize("data", [PLAIN, FORM, with_header(), with_header("first", "even")])
def test_a_sound_file_passes(data: bytes) -> None:
    assert word.faults(data, "报告.docx") == ()


def test_words_that_look_like_tags_are_content_when_the_renderer_saw_to_the_tags() -> None:
    data = edited(PLAIN, "甲", "{{ 7*7 }}")

    assert word.faults(data, "报告.docx", trusted={"word/styles.xml"}) == ()


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 2**31))
def test_no_bytes_raise(content: bytes, place: int) -> None:
    at = place % len(PLAIN)

    for data in (content, PLAIN[:at] + content + PLAIN[at:], changed(PLAIN, {DOCUMENT: content})):
        word.faults(data, "报告.docx")


def test_a_style_the_template_itself_lacks_does_not_stop_a_report(tmp_path: Path) -> None:
    data = in_first('<w:pPr><w:pStyle w:val="没有"/></w:pPr><w:r><w:t>{{ x }}</w:t></w:r>')

    assert read(rendered(data, tmp_path, {"x": "印"})).paragraphs[0].text == "印"
