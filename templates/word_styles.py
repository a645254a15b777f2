"""The styles of the shipped templates (样式): GB/T 9704-2012 as a table, and how Word is given it.

Lengths are twips (1/20 pt), sizes points, indents characters of 三号. 正文 fills the page with 22
lines of 28 characters; every other style without a base says itself that its first line is flush.

The grid of the section sets the character pitch. Lines have a fixed height, so paragraphs leave
the grid (`w:snapToGrid`): LibreOffice would otherwise put each 16 pt character into two cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor, Twips
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.parfmt import ParagraphFormat
from lxml import etree
from msgspec import Struct

FANGSONG = "仿宋_GB2312"
KAITI = "楷体_GB2312"
HEITI = "黑体"
SONGTI = "宋体"
TITLE = "方正小标宋简体"
LATIN = "Times New Roman"
MONOSPACED = "Consolas"

ERHAO, SANHAO, SIHAO, WUHAO, XIAOWU = 22, 16, 14, 10.5, 9
# 225 mm in 22 lines: 28.98 pt. The grid's pitch is 580; a fixed 28.95 pt keeps the 22nd line in.
LINE = 579
TITLE_LINE = 680
# 28 characters of 三号 in 156 mm: 15.8 pt each.
CHARACTER = 316

LEFT, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
CENTRE, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
PARAGRAPH, CHARACTERS = WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER


class Look(Struct, frozen=True):
    """A style as the keeper of the Word file sees it; what is None comes from its base."""

    name: str
    id: str
    chinese: str = ""
    size: float = 0
    base: str = ""
    latin: str = LATIN
    kind: WD_STYLE_TYPE = PARAGRAPH
    built_in: bool = False
    next: str = ""
    line: int | None = None  # 0: as high as its characters
    before: int = 0
    after: int = 0
    first: int | None = None  # negative: the lines after the first are set in
    left: int = 0
    right: int = 0
    align: WD_ALIGN_PARAGRAPH | None = None
    kept: bool | None = None  # with the next paragraph, on one page
    new_page: bool = False
    outline: int | None = None
    fill: str = ""
    off_grid: bool = False


# 一、黑体，（一）楷体，1.（1）仿宋 (GB/T 9704-2012 §7.3.3), all 三号, none bold.
HEADING_FONTS = (HEITI, KAITI, FANGSONG, FANGSONG, FANGSONG, FANGSONG)
LOOKS: tuple[Look, ...] = (
    Look("Normal", "a", FANGSONG, SANHAO, built_in=True, line=LINE, first=2, align=BOTH),
    *(
        Look(f"heading {level}", str(level), font, SANHAO, "Normal", built_in=True, next="Normal",
             line=LINE, first=2, kept=True, outline=level - 1)
        for level, font in enumerate(HEADING_FONTS, start=1)
    ),
    Look("报告标题", "BaoGaoBiaoTi", TITLE, ERHAO, next="Normal", line=TITLE_LINE, first=0,
         align=CENTRE, kept=True),
    Look("报告副标题", "BaoGaoFuBiaoTi", KAITI, SANHAO, next="Normal", line=LINE, after=LINE,
         first=0, align=CENTRE),
    Look("封面标题", "FengMianBiaoTi", TITLE, ERHAO, next="Normal", line=TITLE_LINE, before=3000,
         first=0, align=CENTRE, kept=True),
    Look("封面文字", "FengMianWenZi", KAITI, SANHAO, line=LINE, before=LINE, first=0, align=CENTRE),
    Look("落款", "LuoKuan", FANGSONG, SANHAO, line=LINE, first=0, right=2, align=RIGHT, kept=True),
    Look("成文日期", "ChengWenRiQi", FANGSONG, SANHAO, "落款", first=0, right=4, kept=False),
    Look("附件说明", "FuJianShuoMing", FANGSONG, SANHAO, line=LINE, first=-3, left=5),
    Look("附件", "FuJian", HEITI, SANHAO, next="Normal", line=LINE, first=0, kept=True,
         new_page=True),
    Look("表单标题", "BiaoDanBiaoTi", TITLE, ERHAO, next="Normal", line=TITLE_LINE, before=120,
         after=120, first=0, align=CENTRE, kept=True),
    Look("表格文字", "TableText", SONGTI, WUHAO, line=0, first=0, off_grid=True),
    Look("表格标题", "TableHead", HEITI, WUHAO, "表格文字", align=CENTRE, kept=True),
    Look("表单文字", "FormText", SONGTI, XIAOWU, "表格文字"),
    Look("表单居中", "FormCentre", SONGTI, XIAOWU, "表单文字", align=CENTRE),
    Look("表单栏目", "FormHead", HEITI, XIAOWU, "表单文字", align=CENTRE),
    Look("表单备注", "FormNote", SONGTI, XIAOWU, "表单文字"),
    Look("caption", "TiZhu", HEITI, WUHAO, built_in=True, line=0, before=120, after=120, first=0,
         align=CENTRE),
    Look("Quote", "YinYong", KAITI, SANHAO, built_in=True, line=LINE, first=2, left=2, align=BOTH),
    # pandoc knows code, and code in a quote, by the names of its own styles; ours stand on them.
    Look("Source Code", "SourceCode", FANGSONG, WUHAO, latin=MONOSPACED, line=320, first=0,
         align=LEFT),
    Look("代码", "DaiMa", FANGSONG, WUHAO, "Source Code", MONOSPACED, fill="F2F2F2"),
    Look("Block Quotation", "BlockQuotation", base="代码", first=0, left=2),
    Look("引用代码", "YinYongDaiMa", base="Block Quotation"),
    Look("List Paragraph", "LieBiaoDuanLuo", FANGSONG, SANHAO, built_in=True, line=LINE, first=0,
         align=BOTH),
    Look("footnote text", "JiaoZhuWenBen", SONGTI, XIAOWU, built_in=True, line=0, first=0,
         align=LEFT, off_grid=True),
    Look("header", "YeMei", SONGTI, XIAOWU, built_in=True, line=0, first=0, align=CENTRE),
    Look("footer", "YeJiao", SONGTI, SIHAO, latin=SONGTI, built_in=True, line=0, first=0),
    Look("Verbatim Char", "VerbatimChar", FANGSONG, latin=MONOSPACED, kind=CHARACTERS),
    Look("行内代码", "HangNeiDaiMa", FANGSONG, 0, "Verbatim Char", MONOSPACED, CHARACTERS),
    Look("footnote reference", "JiaoZhuYinYong", kind=CHARACTERS, built_in=True),
    Look("Hyperlink", "ChaoLianJie", kind=CHARACTERS, built_in=True),
)  # fmt: skip

DEFAULTS = f"""<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{FANGSONG}" w:cs="{LATIN}"/>
<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>
</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"""
# python-docx has no properties for the styles of tables, nor for the defaults of the other kinds.
OTHER_STYLES = f"""<w:styles {nsdecls("w")}>
<w:style w:type="table" w:default="1" w:styleId="PuTongBiaoGe"><w:name w:val="Normal Table"/>
<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr>
<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>
<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>
</w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:styleId="WangGeXing"><w:name w:val="Table Grid"/>
<w:basedOn w:val="PuTongBiaoGe"/><w:tblPr><w:tblBorders>
<w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/>
<w:left w:val="single" w:sz="4" w:space="0" w:color="auto"/>
<w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/>
<w:right w:val="single" w:sz="4" w:space="0" w:color="auto"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="auto"/>
<w:insideV w:val="single" w:sz="4" w:space="0" w:color="auto"/>
</w:tblBorders></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="BiaoGe"><w:name w:val="表格"/>
<w:basedOn w:val="WangGeXing"/><w:qFormat/><w:tblPr><w:tblCellMar>
<w:top w:w="28" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>
<w:bottom w:w="28" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>
</w:tblCellMar></w:tblPr></w:style>
<w:style w:type="numbering" w:default="1" w:styleId="WuLieBiao"><w:name w:val="No List"/>
<w:semiHidden/></w:style>
<w:style w:type="character" w:default="1" w:styleId="MoRenZiTi">
<w:name w:val="Default Paragraph Font"/><w:semiHidden/></w:style>
</w:styles>"""

# Children that python-docx does not set, and those that follow them, as the schema orders them.
ORDER = (
    *("shd", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc", "outlineLvl"),
    *("rFonts", "sz", "szCs"),
    *("pgNumType", "docGrid"),
    *("vMerge", "tcBorders", "vAlign"),
    *("cantSplit", "trHeight", "tblHeader"),
    *("tblW", "jc", "tblLayout", "tblLook", "tblCaption"),
)


def add_child(parent: etree._Element, name: str, **attributes: str | int) -> etree._Element:
    """Return a new `w:` child with `w:` attributes, at the place that the schema gives it."""
    child = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        child.set(qn(f"w:{key}"), str(value))
    later = {qn(f"w:{each}") for each in ORDER[ORDER.index(name) + 1 :]} if name in ORDER else ()
    places = (place for place, each in enumerate(parent) if each.tag in later)
    parent.insert(next(places, len(parent)), child)
    return child


def replace_styles(document: Document) -> None:
    """Give a document these styles and no others."""
    root = document.styles.element
    root.clear()
    root.append(parse_xml(DEFAULTS))
    for look in LOOKS:
        _add_style(document, look)
    document.styles["Normal"].element.default = True
    document.styles["Normal"].paragraph_format.widow_control = False
    document.styles["footnote reference"].font.superscript = True
    document.styles["Hyperlink"].font.color.rgb = RGBColor(0x05, 0x63, 0xC1)
    document.styles["Hyperlink"].font.underline = True
    root.extend(parse_xml(OTHER_STYLES))


def _add_style(document: Document, look: Look) -> None:
    styles = document.styles
    style = styles.add_style(look.name, look.kind, builtin=look.built_in)
    style.element.styleId = look.id
    style.quick_style = True
    style.base_style = styles[look.base] if look.base else None
    _set_font(style, look)
    if isinstance(style, ParagraphStyle):
        style.next_paragraph_style = styles[look.next] if look.next else None
        _set_paragraph(style.paragraph_format, look)


def _set_font(style: CharacterStyle, look: Look) -> None:
    if look.chinese:  # by script; a theme has no part in it
        latin = {"ascii": look.latin, "hAnsi": look.latin, "cs": look.latin}
        add_child(style.element.get_or_add_rPr(), "rFonts", eastAsia=look.chinese, **latin)
    if look.size:
        style.font.size = Pt(look.size)
        add_child(style.element.rPr, "szCs", val=int(look.size * 2))
    if look.off_grid:
        style.font.snap_to_grid = False


def _set_paragraph(form: ParagraphFormat, look: Look) -> None:
    if look.kept is not None:
        form.keep_with_next = look.kept
        form.keep_together = look.kept or None
    if look.new_page:
        form.page_break_before = True
    if look.align is not None:
        form.alignment = look.align
    if look.line is not None:
        form.line_spacing = Twips(look.line) if look.line else 1.0
        form.space_before, form.space_after = Twips(look.before), Twips(look.after)
    if look.first is not None:
        indent_paragraph(form, look.first, look.left, look.right)
    for name, attributes in _other_properties(look):
        add_child(form.element.get_or_add_pPr(), name, **attributes)


def _other_properties(look: Look) -> Iterator[tuple[str, Mapping[str, str | int]]]:
    """Yield the paragraph properties that python-docx does not know."""
    if look.fill:
        yield "shd", {"val": "clear", "color": "auto", "fill": look.fill}
    if not look.base:
        yield "snapToGrid", {"val": 0}
        # Between a digit or a letter and a Chinese character a 公文 has no space; Word adds one.
        yield "autoSpaceDE", {"val": 0}
        yield "autoSpaceDN", {"val": 0}
    if look.outline is not None:
        yield "outlineLvl", {"val": look.outline}


def indent_paragraph(
    form: ParagraphFormat, first: int, left: int = 0, right: int = 0, width: int = CHARACTER
) -> None:
    """Indent by characters of a width in twips: Word goes by the number, others by the length."""
    form.first_line_indent = Twips(first * width)
    form.left_indent = Twips(left * width) if left else None
    form.right_indent = Twips(right * width) if right else None
    indent = form.element.pPr.ind
    indent.set(qn("w:hangingChars" if first < 0 else "w:firstLineChars"), str(abs(first) * 100))
    for side, count in (("left", left), ("right", right)):
        if count:
            indent.set(qn(f"w:{side}Chars"), str(count * 100))
