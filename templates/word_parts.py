"""The other parts of the shipped templates (部件): page, footers, settings, fonts, package."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from docgen.word.properties import escaped
from docgen.word.runs import field, runs_xml
from templates.word_styles import (
    CHARACTER_PITCH,
    FANGSONG,
    HEITI,
    KAITI,
    LATIN,
    NAMESPACE,
    PITCH,
    SONGTI,
    TITLE,
    fonts_of,
    styles_part,
)

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DATE = "2021-01-01T00:00:00Z"
_TAG = re.compile(r"(\{[{%#].*?[}%#]\})")

# A4 and GB/T 9704-2012 §5.2: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; the dash of the page
# number stands 7 mm below.
PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" '
    'w:left="1587" w:header="851" w:footer="1390" w:gutter="0"/>'
)
GRID = f'<w:docGrid w:type="linesAndChars" w:linePitch="{PITCH}" w:charSpace="{CHARACTER_PITCH}"/>'
FOOTERS = (
    f'<w:footerReference xmlns:r="{OFFICE}" w:type="even" r:id="rId5"/>'
    f'<w:footerReference xmlns:r="{OFFICE}" w:type="default" r:id="rId4"/>'
)


def words(text: str, style_id: str) -> str:
    """Return runs in the fonts of a style; a tag stays in one run, so that it is read in Word."""
    fonts = fonts_of(style_id)
    parts = (part for part in _TAG.split(text) if part)
    return "".join(
        _tag_run(part, style_id) if _TAG.fullmatch(part) else runs_xml(part, "", fonts)
        for part in parts
    )


def _tag_run(tag: str, style_id: str) -> str:
    from_style = fonts_of(style_id)
    look = (
        f'<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{from_style.latin}" '
        f'w:hAnsi="{from_style.latin}" w:eastAsia="{from_style.chinese}"/></w:rPr>'
    )
    return f'<w:r>{look}<w:t xml:space="preserve">{escaped(tag)}</w:t></w:r>'


def paragraph(text: str, style_id: str = "a", own: str = "") -> str:
    """Return a paragraph of a template; `own` is what its properties hold besides the style."""
    style = "" if style_id == "a" else f'<w:pStyle w:val="{style_id}"/>'
    look = f"<w:pPr>{style}{own}</w:pPr>" if style or own else ""
    return f"<w:p>{look}{words(text, style_id)}</w:p>"


def section(*, numbered: bool = True, last: bool = True) -> str:
    """Return a section's properties; a cover's has no page number and ends in a paragraph."""
    inside = f"{FOOTERS if numbered else ''}{PAGE}"
    inside += '<w:pgNumType w:start="1"/>' if numbered else ""
    whole = f"<w:sectPr>{inside}{GRID}</w:sectPr>"
    return whole if last else f"<w:p><w:pPr>{whole}</w:pPr></w:p>"


def footer(side: str) -> str:
    """Return a footer “— 1 —”, one character from the outer edge of its page."""
    look = (
        f'<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{SONGTI}" w:hAnsi="{SONGTI}" '
        f'w:eastAsia="{SONGTI}"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
    )
    dash = f'<w:r>{look}<w:t xml:space="preserve">{{}}</w:t></w:r>'
    number = dash.format("— ") + field(" PAGE ", "1", look) + dash.format(" —")
    return (
        f'<w:ftr {NAMESPACE}><w:p><w:pPr><w:pStyle w:val="YeJiao"/>'
        f'<w:ind w:{side}Chars="100" w:{side}="280" w:firstLineChars="0" w:firstLine="0"/>'
        f'<w:jc w:val="{side}"/></w:pPr>{number}</w:p></w:ftr>'
    )


SETTINGS = (
    f'<w:settings {NAMESPACE}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>'
    '<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:drawingGridHorizontalSpacing w:val="158"/><w:drawingGridVerticalSpacing w:val="290"/>'
    '<w:displayHorizontalDrawingGridEvery w:val="0"/><w:displayVerticalDrawingGridEvery '
    'w:val="2"/><w:characterSpacingControl w:val="compressPunctuation"/><w:footnotePr>'
    '<w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat>'
    "<w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>"
    "<w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/>'
    '<w:listSeparator w:val=","/></w:settings>'
)
FOOTNOTES = (
    f'<w:footnotes {NAMESPACE}><w:footnote w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing '
    'w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/>'
    "</w:pPr><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote "
    'w:type="continuationSeparator" w:id="0"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
    'w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr><w:r>'
    "<w:continuationSeparator/></w:r></w:p></w:footnote></w:footnotes>"
)
# What stands in where an office has not installed a font (Windows name, then WPS and Linux).
INSTEAD = (
    (FANGSONG, "仿宋", "modern"),
    (KAITI, "楷体", "modern"),
    (HEITI, "SimHei", "modern"),
    (SONGTI, "SimSun", "auto"),
    (TITLE, "方正小标宋_GBK", "auto"),
    (LATIN, "Liberation Serif", "roman"),
)


def font_table() -> str:
    """Return `word/fontTable.xml`, with another name for each font that may be missing."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val='
        f'"{"00" if name == LATIN else "86"}"/><w:family w:val="{family}"/></w:font>'
        for name, other, family in INSTEAD
    )
    return f"<w:fonts {NAMESPACE}>{fonts}</w:fonts>"


_TYPES = (
    ("document", "document.main"),
    ("styles", "styles"),
    ("settings", "settings"),
    ("fontTable", "fontTable"),
    ("numbering", "numbering"),
    ("footnotes", "footnotes"),
    ("footer1", "footer"),
    ("footer2", "footer"),
)
_LINKS = (
    ("styles", "styles"),
    ("settings", "settings"),
    ("fontTable", "fontTable"),
    ("footer", "footer1"),
    ("footer", "footer2"),
    ("numbering", "numbering"),
    ("footnotes", "footnotes"),
)


def package(body: str, title: str) -> bytes:
    """Return a .docx; the same bytes whenever and wherever it is made with one zlib."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relations(),
        "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/'
        '2006/extended-properties"><Application>docgen</Application></Properties>',
        "docProps/core.xml": _core(title),
        "word/_rels/document.xml.rels": _document_relations(),
        "word/document.xml": f'<w:document {NAMESPACE} xmlns:r="{OFFICE}"><w:body>{body}</w:body>'
        "</w:document>",
        "word/fontTable.xml": font_table(),
        "word/footer1.xml": footer("right"),
        "word/footer2.xml": footer("left"),
        "word/footnotes.xml": FOOTNOTES,
        "word/numbering.xml": f"<w:numbering {NAMESPACE}/>",
        "word/settings.xml": SETTINGS,
        "word/styles.xml": styles_part(),
    }
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, (XML + text).encode())
    return whole.getvalue()


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{WORD}.{kind}+xml"/>'
        for part, kind in _TYPES
    )
    package_type = "application/vnd.openxmlformats-package"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{package_type}.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml" ContentType="'
        f'{package_type}.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
    )


def _package_relations() -> str:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return (
        f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{core}" Target="docProps/core.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/>'
        "</Relationships>"
    )


def _document_relations() -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{part}.xml"/>'
        for number, (kind, part) in enumerate(_LINKS, start=1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>'


def _core(title: str) -> str:
    moment = f'xsi:type="dcterms:W3CDTF">{DATE}'
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(title)}</dc:title><dc:creator/>"
        f"<dcterms:created {moment}</dcterms:created><dcterms:modified {moment}</dcterms:modified>"
        "</cp:coreProperties>"
    )
