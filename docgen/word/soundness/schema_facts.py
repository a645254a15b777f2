"""What the standard says of common elements (标准里的事实): order, places, values, types of parts.

ISO/IEC 29500-1 (ECMA-376 Part 1), the clause beside each row. `trPr` and the content of runs are
choices, in any order; elements of other namespaces stand anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from docgen.word.markup.properties import ORDER

_SEQUENCES = {
    # 17.6.17: sections
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
    "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
    "rtlGutter docGrid printerSettings sectPrChange",
    # 17.7.4.17: styles
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
    "unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr "
    "tcPr tblStylePr",
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    # 17.9: numbering
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "num": "abstractNumId lvlOverride",
    "numPr": "ilvl numId numberingChange ins",
    # 17.4: tables
    "tblGrid": "gridCol tblGridChange",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl",
    "tblCellMar": "top left start bottom right end",
    "tcMar": "top left start bottom right end",
    # 17.3.1.24: borders of a paragraph
    "pBdr": "top left bottom right between bar",
}
SEQUENCES: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {name: dict(ORDER[name]) for name in ("pPr", "rPr", "tblPr", "tcPr")}
    | {
        name: {child: place for place, child in enumerate(order.split())}
        for name, order in _SEQUENCES.items()
    }
)
"""The children of an element, by name, in their order; those that share a place stand mixed."""
ANYWHERE = MappingProxyType({"pPr": frozenset(("sectPr",)), "tcPr": frozenset(("cnfStyle",))})
"""Properties that LibreOffice writes out of their order, and every program reads."""
MIXED = MappingProxyType({"sectPr": frozenset(("headerReference", "footerReference"))})
# Word writes w:cnfStyle, w:rPr of a mark and revisions where the schema of 2006 had them.

_BLOCKS = frozenset(("p", "tbl", "sdt", "customXml", "altChunk"))
_AROUND = frozenset(
    [
        "bookmarkStart",
        "bookmarkEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "moveFromRangeStart",
        "moveFromRangeEnd",
        "moveToRangeStart",
        "moveToRangeEnd",
        "proofErr",
        "permStart",
        "permEnd",
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "customXmlInsRangeStart",
        "customXmlInsRangeEnd",
        "customXmlDelRangeStart",
        "customXmlDelRangeEnd",
        "customXmlMoveFromRangeStart",
        "customXmlMoveFromRangeEnd",
        "customXmlMoveToRangeStart",
        "customXmlMoveToRangeEnd",
    ]
)
HOLDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "body": _BLOCKS | _AROUND | {"sectPr"},  # 17.2.2
        "hdr": _BLOCKS | _AROUND,  # 17.10.4
        "ftr": _BLOCKS | _AROUND,  # 17.10.3
        "footnote": _BLOCKS | _AROUND,  # 17.11.10
        "endnote": _BLOCKS | _AROUND,
        "comment": _BLOCKS | _AROUND,  # 17.13.4.2
        "tc": _BLOCKS | _AROUND | {"tcPr"},  # 17.4.65
        "tbl": _AROUND | {"tblPr", "tblGrid", "tr", "sdt", "customXml"},  # 17.4.37
        "tr": _AROUND | {"tblPrEx", "trPr", "tc", "sdt", "customXml"},  # 17.4.78
        "p": _AROUND
        | {
            "pPr",
            "r",
            "hyperlink",
            "fldSimple",
            "sdt",
            "customXml",
            "smartTag",
            "subDoc",
            "dir",
            "bdo",
        },  # 17.3.1.22
    }
)
"""Which elements of its own namespace an element may hold."""
FIRST: Mapping[str, str] = MappingProxyType(
    {"p": "pPr", "r": "rPr", "tc": "tcPr", "tr": "trPr", "tbl": "tblPr"}
)
"""Properties that stand before all else in an element (but tblPrEx and marks of ranges)."""
REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"tbl": ("tblGrid",), "num": ("abstractNumId",)}
)

JUSTIFICATIONS = frozenset(  # 17.18.44
    [
        "left",
        "center",
        "right",
        "both",
        "start",
        "end",
        "distribute",
        "mediumKashida",
        "highKashida",
        "lowKashida",
        "numTab",
        "thaiDistribute",
    ]
)
VALUES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "jc": JUSTIFICATIONS,
        "vMerge": frozenset(("restart", "continue", "")),  # 17.18.57
        "hMerge": frozenset(("restart", "continue", "")),
        "vAlign": frozenset(("top", "center", "bottom", "both")),  # 17.18.101
        "vertAlign": frozenset(("baseline", "superscript", "subscript")),  # 17.18.96
        "lvlJc": JUSTIFICATIONS,
        "multiLevelType": frozenset(("singleLevel", "multilevel", "hybridMultilevel")),
        "suff": frozenset(("tab", "space", "nothing")),
    }
)
"""What w:val of an element may say."""
NUMBERS = frozenset(  # decimal numbers or half-points: 17.18.42, 17.18.81
    [
        "sz",
        "szCs",
        "numId",
        "ilvl",
        "outlineLvl",
        "gridSpan",
        "start",
        "abstractNumId",
        "lvlOverride",
        "kern",
        "position",
    ]
)
NEEDS_VALUE = frozenset(
    ["pStyle", "rStyle", "tblStyle", "numId", "ilvl", "gridSpan", "jc", "sz", "color"]
)
DATES = frozenset(["ins", "del", "moveFrom", "moveTo", "comment", "rPrChange", "pPrChange"])
"""Elements with w:date, of xsd:dateTime."""

PART_TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "styles": ("styles+xml", "stylesWithEffects+xml"), "numbering": ("numbering+xml",),
        "settings": ("settings+xml",), "footnotes": ("footnotes+xml",),
        "endnotes": ("endnotes+xml",), "comments": ("comments+xml",), "header": ("header+xml",),
        "footer": ("footer+xml",), "fontTable": ("fontTable+xml",), "theme": ("theme+xml",),
        "image": ("image/",),
    }
)  # fmt: skip
"""What the content type of a part ends or begins with, by the kind of its relationship (11.3)."""
PICTURE_STARTS = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*",
    b"\xd7\xcd\xc6\x9a", b"\x01\x00\x00\x00", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00", b"RIFF",
    b"<?xml", b"<svg", b"\x1f\x8b", b"\xef\xbb\xbf<", b"%!PS", b"\xc5\xd0\xd3\xc6", b"\x00\x00\x00",
)  # fmt: skip
"""How files of pictures begin that Word shows; PICT and metafiles begin in many ways."""
