"""Makes the shipped Word files: `python -m templates.make_templates [folder]`.

The same bytes come out whenever it runs. A bureau changes its copy in Word or WPS instead; this
is for whoever reviews or maintains the originals. What stands in them is in `forms.py`, their
styles are in `word_styles.py`.
"""

from __future__ import annotations

import re
import sys
from copy import deepcopy
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE as CONTENT
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.opc.rel import Relationships
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.table import CT_Row, CT_TblPr
from docx.shared import Twips
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import cleanup_namespaces

from docgen.word.markup.properties import script_parts
from templates import forms
from templates.word_styles import (
    FANGSONG,
    HEITI,
    KAITI,
    LATIN,
    LEFT,
    RIGHT,
    SONGTI,
    TITLE,
    add_child,
    indent_paragraph,
    replace_styles,
)

MOMENT = datetime(2021, 1, 1)  # noqa: DTZ001 (python-docx writes a naive time as UTC)
# A4 and GB/T 9704-2012 §5.2 in twips: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; the dash of the
# page number stands 7 mm below.
PAGE = {
    "page_width": 11906,
    "page_height": 16838,
    "top_margin": 2098,
    "right_margin": 1474,
    "bottom_margin": 1984,
    "left_margin": 1587,
    "header_distance": 851,
    "footer_distance": 1390,
    "gutter": 0,
}
# The least height of a row, in twips.
LOW = 320
# What stands in where an office has not installed a font: Windows' name, then WPS and Linux.
INSTEAD = (
    (FANGSONG, "仿宋", "86", "modern"),
    (KAITI, "楷体", "86", "modern"),
    (HEITI, "SimHei", "86", "modern"),
    (SONGTI, "SimSun", "86", "auto"),
    (TITLE, "方正小标宋_GBK", "86", "auto"),
    (LATIN, "Liberation Serif", "00", "roman"),
)
SETTINGS = f"""<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>
<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/>
<w:drawingGridHorizontalSpacing w:val="158"/><w:drawingGridVerticalSpacing w:val="290"/>
<w:displayHorizontalDrawingGridEvery w:val="0"/><w:displayVerticalDrawingGridEvery w:val="2"/>
<w:characterSpacingControl w:val="compressPunctuation"/>
<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>
<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>
<w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"
w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>
<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"""
SEPARATOR = """<w:footnote w:type="{0}" w:id="{1}"><w:p><w:pPr>
<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>
<w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr><w:r><w:{0}/></w:r></w:p></w:footnote>"""
FOOTNOTES = (
    f"<w:footnotes {nsdecls('w')}>{SEPARATOR.format('separator', -1)}"
    f"{SEPARATOR.format('continuationSeparator', 0)}</w:footnotes>"
)
FONT = """<w:font w:name="{}"><w:altName w:val="{}"/><w:charset w:val="{}"/>
<w:family w:val="{}"/></w:font>"""
FONT_TABLE = f"<w:fonts {nsdecls('w')}>{''.join(FONT.format(*font) for font in INSTEAD)}</w:fonts>"
# Parts of the document that python-docx does not know.
PARTS = (
    ("/word/fontTable.xml", CONTENT.WML_FONT_TABLE, KIND.FONT_TABLE, FONT_TABLE),
    ("/word/footnotes.xml", CONTENT.WML_FOOTNOTES, KIND.FOOTNOTES, FOOTNOTES),
)
TAG = re.compile(r"(\{[{%].*?[}%]\})")


def template_bytes(title: str, content: forms.Content) -> bytes:
    """Return a shipped Word file; the same bytes whenever it is made with one zlib."""
    document = empty_document(title)
    for each in content:
        if isinstance(each, forms.Grid):
            add_grid(document, each)
        elif isinstance(each, forms.Line):
            write_line(document.add_paragraph(style=each.style), each)
        else:
            document.add_section()
    number_pages(document)
    return package_bytes(document)


def empty_document(title: str) -> Document:
    """Return a document of our page, styles and settings, without python-docx's own leftovers."""
    document = docx.Document()
    keep_relations(document.part.rels, KIND.STYLES, KIND.SETTINGS, KIND.NUMBERING)
    keep_relations(document.part.package.rels, KIND.OFFICE_DOCUMENT, KIND.CORE_PROPERTIES)
    for name, content_type, kind, xml in PARTS:
        part = XmlPart(PackURI(name), content_type, parse_xml(xml), document.part.package)
        document.part.relate_to(part, kind)
    document.part.numbering_part.element.clear()
    document.settings.element.clear()
    document.settings.element.extend(parse_xml(SETTINGS))
    document.settings.odd_and_even_pages_header_footer = True
    replace_styles(document)
    set_page(document)
    set_title(document, title)
    return document


def keep_relations(relations: Relationships, *kinds: str) -> None:
    """Drop all relationships but those of these kinds, and with them the parts they lead to."""
    for key, relation in tuple(relations.items()):
        if relation.reltype not in kinds:
            del relations[key]


def set_page(document: Document) -> None:
    """Give the only section its page and the grid of characters."""
    properties = document.element.sectPr_lst[0]
    properties.clear()
    for name, length in PAGE.items():
        setattr(document.sections[0], name, Twips(length))
    add_child(properties, "docGrid", type="linesAndChars", linePitch=580, charSpace=-848)


def set_title(document: Document, title: str) -> None:
    """Replace the properties of the file (文件属性): its title, a fixed date, nobody's name."""
    document.part.package.part_related_by(KIND.CORE_PROPERTIES).element.clear()
    properties = document.core_properties
    properties.title, properties.author = title, ""
    properties.created = properties.modified = MOMENT


def write_line(paragraph: Paragraph, line: forms.Line) -> None:
    """Write the text of a line and what differs from the style of its paragraph."""
    form = paragraph.paragraph_format
    if line.new_page:
        form.page_break_before = True
    if line.kept:
        form.keep_with_next = True
    if line.before:
        form.space_before = Twips(line.before)
    if line.line:
        form.line_spacing = Twips(line.line)
    write_text(paragraph, line.text)


def write_text(paragraph: Paragraph, text: str) -> None:
    """Add runs per script; a tag stays in one run, so that it is read in Word."""
    for part in filter(None, TAG.split(text)):
        if TAG.fullmatch(part):
            add_run(paragraph, part, is_tag=True)
            continue
        for piece, is_chinese in script_parts(part):
            add_run(paragraph, piece, is_chinese=is_chinese)


def add_run(
    paragraph: Paragraph, text: str = "", *, is_chinese: bool = False, is_tag: bool = False
) -> Run:
    """Return a new run that names the fonts of its paragraph's style itself.

    Chinese text names its font for all scripts: LibreOffice and old WPS do not read the hint.
    """
    style: Any = paragraph.style  # never None in a document that has styles
    names = deepcopy(style.element.rPr.rFonts)
    if is_chinese:
        names.set(qn("w:ascii"), names.get(qn("w:eastAsia")))
        names.set(qn("w:hAnsi"), names.get(qn("w:eastAsia")))
    if is_chinese or is_tag:
        names.set(qn("w:hint"), "eastAsia")
    run = paragraph.add_run(text)
    run.element.get_or_add_rPr().append(names)
    return run


def add_grid(document: Document, grid: forms.Grid) -> None:
    """Add a table of fixed widths in the style 表格."""
    table = document.add_table(len(grid.rows), len(grid.widths), "表格")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Twips(width)
        for cell in column.cells:
            cell.width = Twips(width)
    element = document.element.body.tbl_lst[-1]
    describe_table(element.tblPr, grid)
    for number, row in enumerate(grid.rows):
        is_head = grid.repeats and number == 0
        set_row(table.rows[number], element.tr_lst[number], row, is_head=is_head)
        fill_row(table.rows[number], element.tr_lst[number], row, is_kept=is_head or row.kept)


def describe_table(properties: CT_TblPr, grid: forms.Grid) -> None:
    """Set a table's whole width and its title; no row or column of it has a look of its own."""
    for each in properties.xpath("w:tblW | w:tblLook"):
        properties.remove(each)
    add_child(properties, "tblW", w=sum(grid.widths), type="dxa")
    add_child(properties, "tblLook", val="0000", firstRow=0, firstColumn=0)
    add_child(properties, "tblCaption", val=grid.title)


def set_row(row: _Row, element: CT_Row, content: forms.Row, *, is_head: bool) -> None:
    """Set a row's least height, whether it splits over pages and whether it repeats on each."""
    row.height, row.height_rule = Twips(LOW), WD_ROW_HEIGHT_RULE.AT_LEAST
    if not content.splits:
        add_child(element.get_or_add_trPr(), "cantSplit")
    if is_head:
        add_child(element.get_or_add_trPr(), "tblHeader")


def fill_row(row: _Row, element: CT_Row, content: forms.Row, *, is_kept: bool) -> None:
    """Write the cells of a row, each over the columns it spans."""
    columns = row.cells
    start = 0
    contents = spanning_cells(content, len(columns))
    for each in contents:
        cell = columns[start].merge(columns[start + each.span - 1])
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        fill_cell(cell, each, is_kept=is_kept)
        start += each.span
    for tc, each in zip(element.tc_lst, contents, strict=True):
        tc.vMerge = each.merge or None
        if each.open_side:
            borders = add_child(tc.get_or_add_tcPr(), "tcBorders")
            add_child(borders, each.open_side, val="nil")


def spanning_cells(row: forms.Row, columns: int) -> tuple[forms.Cell, ...]:
    """Return the cells of a row, one of a single text as wide as the table."""
    span = columns if len(row.cells) == 1 else 1
    return tuple(
        each if isinstance(each, forms.Cell) else forms.Cell(each, span) for each in row.cells
    )


def fill_cell(cell: _Cell, content: forms.Cell, *, is_kept: bool) -> None:
    """Write a cell; fixed text is a heading, what a tag prints stands in the middle."""
    style = content.style or (forms.CENTRE if "{" in content.text else forms.HEAD)
    for number, text in enumerate(content.text.split("\n")):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph.style = style
        write_line(paragraph, forms.Line(text, kept=is_kept))


def number_pages(document: Document) -> None:
    """Give the last section page numbers from 1, “— 1 —” at the outer edge (GB/T 9704 §7.5)."""
    section = document.sections[-1]
    add_child(document.element.sectPr_lst[-1], "pgNumType", start=1)
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        write_number(footer.paragraphs[0], side)


def write_number(paragraph: Paragraph, side: str) -> None:
    """Write a page number one character of 四号 from a side: a run for each mark, as WPS wants."""
    paragraph.style = "footer"
    paragraph.alignment = RIGHT if side == "right" else LEFT
    indent_paragraph(paragraph.paragraph_format, 0, **{side: 1}, width=280)
    write_text(paragraph, "— ")
    add_child(add_run(paragraph).element, "fldChar", fldCharType="begin")
    add_child(add_run(paragraph).element, "instrText").text = "PAGE"
    add_child(add_run(paragraph).element, "fldChar", fldCharType="separate")
    add_run(paragraph, "1")
    add_child(add_run(paragraph).element, "fldChar", fldCharType="end")
    write_text(paragraph, " —")


def package_bytes(document: Document) -> bytes:
    """Return the bytes of a document: names it needs only, entries in one order and of one date."""
    written, whole = BytesIO(), BytesIO()
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            part.element.attrib.clear()
            cleanup_namespaces(part.element, keep_ns_prefixes=["r"])
    document.save(written)
    with ZipFile(written) as source, ZipFile(whole, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            target.writestr(entry, source.read(name))
    return whole.getvalue()


def main() -> None:
    """Write all of them beside this script, or into the folder that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, content in forms.FILES:
        (folder / name).write_bytes(template_bytes(name.removesuffix(".docx"), content))


if __name__ == "__main__":
    main()
