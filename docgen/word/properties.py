"""Property lists of WordprocessingML (属性) in the order that the schema fixes, in one place.

ECMA-376 Part 1 §17.3.1 (`w:pPr`), §17.3.2 (`w:rPr`), §17.4 (`w:tblPr`, `w:trPr`, `w:tcPr`) are
sequences: Word repairs or refuses a file whose children stand in another order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
    "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
    "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
    "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
    "rPr sectPr pPrChange"
)
RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
    "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange"
)
TABLE = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
)
ROW = "cnfStyle gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader jc hidden"
CELL = (
    "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText "
    "vAlign hideMark"
)

ORDER: Mapping[str, Mapping[str, int]] = {
    name: {child: place for place, child in enumerate(order.split())}
    for name, order in {
        "pPr": PARAGRAPH,
        "rPr": RUN,
        "tblPr": TABLE,
        "trPr": ROW,
        "tcPr": CELL,
    }.items()
}
LAST = 1000

Children = Mapping[str, str]

_CHILD = re.compile(r"<(\w+):(\w+)\b[^>]*?(?:/>|>.*?</\1:\2>)", re.DOTALL)
_WRAPPER = re.compile(r"^\s*<w:rPr\b[^>]*?>(.*)</w:rPr>\s*$", re.DOTALL)


def element(name: str, children: Children) -> str:
    """Return `<w:name>` with its children in schema order, or "" when it has none.

    >>> element("rPr", {"sz": '<w:sz w:val="32"/>', "b": "<w:b/>"})
    '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>'
    """
    order = ORDER[name]
    kept = [child for child in children if children[child]]
    if not kept:
        return ""
    kept.sort(key=lambda child: order.get(child, LAST))
    return f"<w:{name}>{''.join(children[child] for child in kept)}</w:{name}>"


def run_children(xml: str) -> dict[str, str]:
    """Return the children of a `w:rPr` as typed in a template, by name; {} for none.

    Names of other namespaces keep their prefix and stay behind the rest.

    >>> run_children('<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>')
    {'b': '<w:b/>', 'sz': '<w:sz w:val="32"/>'}
    """
    wrapper = _WRAPPER.match(xml)
    inside = wrapper.group(1) if wrapper else xml
    found = _CHILD.finditer(inside)
    return {
        child.group(2) if child.group(1) == "w" else f"{child.group(1)}:{child.group(2)}": (
            child.group(0)
        )
        for child in found
        if child.group(2) != "rPr"
    }


def value(name: str, content: str | int) -> str:
    """Return an element that has a `w:val` only.

    >>> value("jc", "center")
    '<w:jc w:val="center"/>'
    """
    return f'<w:{name} w:val="{attribute(str(content))}"/>'


def attribute(text: str) -> str:
    """Return text for an attribute in double quotes."""
    return escaped(text).replace('"', "&quot;")


_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Return text for the content of an element; what XML forbids becomes U+FFFD.

    Content is checked for such characters when it is read; the replacement only makes sure that
    Word can open whatever comes here.
    """
    if _ILLEGAL.search(text):
        text = _ILLEGAL.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
