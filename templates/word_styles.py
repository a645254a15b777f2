"""The styles of the shipped templates (样式): GB/T 9704-2012 in Word's terms.

Sizes are half-points (三号 is 32; the constants are their names in pinyin), lengths twips (1/20
pt). 正文 fills the page with 22 lines of 28 characters; every other style says itself that it has
no first-line indent.

The grid sets the character pitch: Word reads it from the section, run by run. Lines have a fixed
height, so paragraphs need no grid and leave it (`w:snapToGrid`): LibreOffice would otherwise put
each 16 pt character into two cells of 15.8 pt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from docgen.word import properties
from docgen.word.fonts import Fonts
from docgen.word.properties import value
from templates.word_table_styles import TABLES

FANGSONG = "仿宋_GB2312"
KAITI = "楷体_GB2312"
HEITI = "黑体"
SONGTI = "宋体"
TITLE = "方正小标宋简体"
LATIN = "Times New Roman"
MONOSPACED = "Consolas"

ERHAO, SANHAO, SIHAO, WUHAO, XIAOWU = 44, 32, 28, 21, 18
# 225 mm in 22 lines: 28.98 pt. 580 is the grid's pitch; a fixed 28.95 pt keeps the 22nd line in.
LINE = 579
TITLE_LINE = 680
PITCH = 580
CHARACTER_PITCH = -848
FIRST_LINE = '<w:ind w:firstLineChars="200" w:firstLine="632"/>'
FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'

Properties = dict[str, str]


@dataclass(frozen=True)
class Look:
    """A style as the keeper of the Word file sees it: its name, font, size and paragraph."""

    id: str
    name: str
    font: str = ""
    size: int = 0
    base: str = ""
    kind: str = "paragraph"
    latin: str = LATIN
    paragraph: Properties = field(default_factory=dict)
    run: Properties = field(default_factory=dict)
    next: str = ""
    built_in: bool = False

    def xml(self) -> str:
        """Return the `w:style` element."""
        first = ' w:default="1"' if self.id == "a" else ""
        own = "" if self.built_in else ' w:customStyle="1"'
        head = value("name", self.name)
        head += value("basedOn", self.base) if self.base else ""
        head += value("next", self.next) if self.next else ""
        alone = self.kind == "paragraph" and not self.base
        paragraph = {**(OFF_GRID if alone else {}), **self.paragraph}
        look = properties.element("pPr", paragraph) + properties.element("rPr", self._run())
        return (
            f'<w:style w:type="{self.kind}"{first}{own} w:styleId="{self.id}">{head}'
            f"<w:qFormat/>{look}</w:style>"
        )

    def _run(self) -> Properties:
        size = {"sz": value("sz", self.size), "szCs": value("szCs", self.size)} if self.size else {}
        return {"rFonts": rfonts(self.font, self.latin) if self.font else "", **size, **self.run}


def rfonts(chinese: str, latin: str = LATIN) -> str:
    """Return the fonts of a style by script; a theme has no part in it."""
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{chinese}" w:cs="{latin}"/>'


def spacing(line: int = LINE, rule: str = "exact", before: int = 0, after: int = 0) -> str:
    """Return line pitch and the room around a paragraph."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'


KEPT = {"keepNext": "<w:keepNext/>", "keepLines": "<w:keepLines/>"}
OFF_GRID = {
    "snapToGrid": '<w:snapToGrid w:val="0"/>',
    # Between a digit or a letter and a Chinese character a 公文 has no space; Word adds one.
    "autoSpaceDE": '<w:autoSpaceDE w:val="0"/>',
    "autoSpaceDN": '<w:autoSpaceDN w:val="0"/>',
}
CENTRED = {"jc": value("jc", "center")}
SMALL = {"spacing": spacing(240, "auto"), "ind": FLUSH}


def _headings() -> Iterator[Look]:
    """一、黑体，（一）楷体，1.（1）仿宋 (GB/T 9704-2012 §7.3.3), all 三号, none bold."""
    fonts = (HEITI, KAITI, FANGSONG, FANGSONG, FANGSONG, FANGSONG)
    for level, font in enumerate(fonts, start=1):
        paragraph = {
            **KEPT,
            "spacing": spacing(),
            "ind": FIRST_LINE,
            "outlineLvl": value("outlineLvl", level - 1),
        }
        yield Look(
            str(level),
            f"heading {level}",
            font,
            SANHAO,
            "a",
            paragraph=paragraph,
            next="a",
            built_in=True,
        )


def _title(style_id: str, name: str, before: int = 0, after: int = 0) -> Look:
    paragraph = {
        **KEPT,
        "spacing": spacing(TITLE_LINE, before=before, after=after),
        "ind": FLUSH,
        **CENTRED,
    }
    return Look(style_id, name, TITLE, ERHAO, paragraph=paragraph, next="a")


STYLES: tuple[Look, ...] = (
    Look(
        "a",
        "Normal",
        FANGSONG,
        SANHAO,
        paragraph={
            "widowControl": value("widowControl", 0),
            "spacing": spacing(),
            "ind": FIRST_LINE,
            "jc": value("jc", "both"),
        },
        built_in=True,
    ),
    *_headings(),
    _title("BaoGaoBiaoTi", "报告标题"),
    Look(
        "BaoGaoFuBiaoTi",
        "报告副标题",
        KAITI,
        SANHAO,
        paragraph={"spacing": spacing(after=LINE), "ind": FLUSH, **CENTRED},
        next="a",
    ),
    _title("FengMianBiaoTi", "封面标题", before=3000),
    Look(
        "FengMianWenZi",
        "封面文字",
        KAITI,
        SANHAO,
        paragraph={"spacing": spacing(before=LINE), "ind": FLUSH, **CENTRED},
    ),
    Look(
        "LuoKuan",
        "落款",
        FANGSONG,
        SANHAO,
        paragraph={
            **KEPT,
            "spacing": spacing(),
            "ind": '<w:ind w:rightChars="200" w:right="632" w:firstLineChars="0" w:firstLine="0"/>',
            "jc": value("jc", "right"),
        },
    ),
    Look(
        "ChengWenRiQi",
        "成文日期",
        FANGSONG,
        SANHAO,
        "LuoKuan",
        paragraph={
            "keepNext": value("keepNext", 0),
            "ind": '<w:ind w:rightChars="400" w:right="1264" w:firstLineChars="0" '
            'w:firstLine="0"/>',
        },
    ),
    Look(
        "FuJianShuoMing",
        "附件说明",
        FANGSONG,
        SANHAO,
        paragraph={
            "spacing": spacing(),
            "ind": '<w:ind w:leftChars="500" w:left="1580" w:hangingChars="300" w:hanging="948"/>',
        },
    ),
    Look(
        "FuJian",
        "附件",
        HEITI,
        SANHAO,
        paragraph={
            **KEPT,
            "pageBreakBefore": "<w:pageBreakBefore/>",
            "spacing": spacing(),
            "ind": FLUSH,
        },
        next="a",
    ),
    _title("BiaoDanBiaoTi", "表单标题", before=120, after=120),
    Look(
        "TableText",
        "表格文字",
        SONGTI,
        WUHAO,
        paragraph={**SMALL},
        run={"snapToGrid": value("snapToGrid", 0)},
    ),
    Look("TableHead", "表格标题", HEITI, WUHAO, "TableText", paragraph={**KEPT, **CENTRED}),
    Look("FormText", "表单文字", SONGTI, XIAOWU, "TableText"),
    Look("FormCentre", "表单居中", SONGTI, XIAOWU, "FormText", paragraph={**CENTRED}),
    Look("FormHead", "表单栏目", HEITI, XIAOWU, "FormText", paragraph={**CENTRED}),
    Look("FormNote", "表单备注", SONGTI, XIAOWU, "FormText"),
    Look(
        "TiZhu",
        "caption",
        HEITI,
        WUHAO,
        paragraph={"spacing": spacing(240, "auto", 120, 120), "ind": FLUSH, **CENTRED},
        built_in=True,
    ),
    Look(
        "YinYong",
        "Quote",
        KAITI,
        SANHAO,
        paragraph={
            "spacing": spacing(),
            "ind": '<w:ind w:leftChars="200" w:left="632" w:firstLineChars="200" '
            'w:firstLine="632"/>',
            "jc": value("jc", "both"),
        },
        built_in=True,
    ),
    # pandoc knows code by the names of its own styles; 代码 and 行内代码 stand on them.
    Look(
        "SourceCode",
        "Source Code",
        FANGSONG,
        WUHAO,
        latin=MONOSPACED,
        paragraph={"spacing": spacing(320), "ind": FLUSH, "jc": value("jc", "left")},
    ),
    Look(
        "DaiMa",
        "代码",
        FANGSONG,
        WUHAO,
        "SourceCode",
        latin=MONOSPACED,
        paragraph={"shd": '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>'},
    ),
    # Code in a quote is set in as the quote is; pandoc knows it by the name of its base.
    Look(
        "BlockQuotation",
        "Block Quotation",
        base="DaiMa",
        paragraph={"ind": '<w:ind w:leftChars="200" w:left="632" w:firstLineChars="0" '
                   'w:firstLine="0"/>'},
    ),
    Look("YinYongDaiMa", "引用代码", base="BlockQuotation"),
    Look(
        "LieBiaoDuanLuo",
        "List Paragraph",
        FANGSONG,
        SANHAO,
        paragraph={"spacing": spacing(), "ind": FLUSH, "jc": value("jc", "both")},
        built_in=True,
    ),
    Look(
        "JiaoZhuWenBen",
        "footnote text",
        SONGTI,
        XIAOWU,
        paragraph={**SMALL, "jc": value("jc", "left")},
        run={"snapToGrid": value("snapToGrid", 0)},
        built_in=True,
    ),
    Look("YeMei", "header", SONGTI, XIAOWU, paragraph={**SMALL, **CENTRED}, built_in=True),
    Look("YeJiao", "footer", SONGTI, SIHAO, latin=SONGTI, paragraph={**SMALL}, built_in=True),
    Look("VerbatimChar", "Verbatim Char", FANGSONG, kind="character", latin=MONOSPACED),
    Look("HangNeiDaiMa", "行内代码", FANGSONG, base="VerbatimChar", kind="character",
         latin=MONOSPACED),
    Look(
        "JiaoZhuYinYong",
        "footnote reference",
        kind="character",
        run={"vertAlign": value("vertAlign", "superscript")},
        built_in=True,
    ),
    Look(
        "ChaoLianJie",
        "Hyperlink",
        kind="character",
        run={"color": value("color", "0563C1"), "u": value("u", "single")},
        built_in=True,
    ),
)  # fmt: skip

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def styles_part() -> str:
    """Return `word/styles.xml`."""
    size = value("sz", SANHAO) + value("szCs", SANHAO)
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{rfonts(FANGSONG)}{size}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    looks = "".join(look.xml() for look in STYLES)
    return f"<w:styles {NAMESPACE}>{defaults}{looks}{TABLES}</w:styles>"


def fonts_of(style_id: str) -> Fonts:
    """Return the fonts that runs in a style name for themselves."""
    look = next(look for look in STYLES if look.id == style_id)
    return Fonts(look.font, look.latin)
