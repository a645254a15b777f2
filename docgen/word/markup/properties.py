"""Property lists, fonts and styles (属性、字体、样式) of WordprocessingML.

ECMA-376 Part 1 §17.3.1 (`w:pPr`), §17.3.2 (`w:rPr`), §17.4 (`w:tblPr`, `w:trPr`, `w:tcPr`) are
sequences: Word repairs or refuses a file whose children stand in another order. A plain font name
sets one script only, and quotes, dashes and ellipses belong to both: Word prints them in the Latin
font unless the run has `w:hint="eastAsia"`. Reviewers' scripts read the fonts of runs, not of
styles, so every run names its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from docgen.patterns import lazy_pattern

ORDER: Mapping[str, Mapping[str, int]] = {
    name: {child: place for place, child in enumerate(order.split())}
    for name, order in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
        "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap "
        "overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid "
        "spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
        "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
        "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss "
        "imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs "
        "highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout "
        "specVanish oMath rPrChange",
        "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize "
        "tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
        "tblDescription",
        "trPr": "cnfStyle gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader jc "
        "hidden",
        "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
        "tcFitText vAlign hideMark",
    }.items()
}
LAST = 1000

Children = Mapping[str, str]

_CHILD = lazy_pattern(r"<(\w+):(\w+)\b[^>]*?(?:/>|>.*?</\1:\2>)", re.DOTALL)
_WRAPPER = lazy_pattern(r"^\s*<w:rPr\b[^>]*?>(.*)</w:rPr>\s*$", re.DOTALL)


def property_list(name: str, children: Children) -> str:
    """Return `<w:name>` with its children in schema order, or "" when it has none.

    >>> property_list("rPr", {"sz": '<w:sz w:val="32"/>', "b": "<w:b/>"})
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


def value_element(name: str, content: str | int) -> str:
    """Return an element that has a `w:val` only.

    >>> value_element("jc", "center")
    '<w:jc w:val="center"/>'
    """
    return f'<w:{name} w:val="{escaped_attribute(str(content))}"/>'


def escaped_attribute(text: str) -> str:
    """Return text for an attribute in double quotes."""
    return escaped_text(text).replace('"', "&quot;")


_ILLEGAL = lazy_pattern("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped_text(text: str) -> str:
    """Return text for the content of an element; what XML forbids becomes U+FFFD.

    Content is checked for such characters when it is read; the replacement only makes sure that
    Word can open whatever comes here.
    """
    if _ILLEGAL.search(text):
        text = _ILLEGAL.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# -- fonts -----------------------------------------------------------------------------------------


class Fonts(Struct, frozen=True):
    """The fonts of a text by script: `chinese` (w:eastAsia), `latin` (w:ascii and w:hAnsi)."""

    chinese: str = ""
    latin: str = ""

    def under(self, above: Fonts) -> Fonts:
        """Return these fonts where `above` names none."""
        return Fonts(above.chinese or self.chinese, above.latin or self.latin)


# Always Chinese: ideographs, kana, their punctuation, full-width forms. Chinese in our texts, for
# a Latin face has another width or none: “ ” ‘ ’ — … × ÷ · ± ℃ № ① √ ≥ → ■ ☑.
_CHINESE = (
    r"\u00b1\u00b7\u00d7\u00f7\u2014\u2015\u2016\u2018\u2019\u201c\u201d\u2025\u2026\u2032\u2033"
    r"\u203b\u2100-\u214f\u2160-\u218f\u2190-\u22ff\u2312\u2460-\u27bf\u2b00-\u2bff"
    r"\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\ue000-\uf8ff\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f"
    r"\uff00-\uffef\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
# Spaces, combining marks and variation selectors stay in the run of the character before them.
_NEUTRAL = r"\s\u0300-\u036f\u200b-\u200f\u20d0-\u20ff\ufe00-\ufe0f\U000e0100-\U000e01ef"
_APOSTROPHE = r"(?<=[A-Za-z])\u2019(?=[A-Za-z])"
_PART = lazy_pattern(
    rf"(?P<latin>(?:{_APOSTROPHE}|[^{_CHINESE}{_NEUTRAL}])(?:{_APOSTROPHE}|[^{_CHINESE}])*)"
    rf"|[{_CHINESE}{_NEUTRAL}]+"
)
_ATTRIBUTE = lazy_pattern(r'w:(\w+)="([^"]*)"')


def script_parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text and whether each is Chinese.

    >>> list(script_parts("补贴861.675万元，don’t“五星级”"))
    [('补贴', True), ('861.675', False), ('万元，', True), ('don’t', False), ('“五星级”', True)]
    """
    for part in _PART.finditer(text):
        yield part.group(), part.group("latin") is None


def font_declaration(fonts: Fonts, *, chinese: bool) -> str:
    """Return the `w:rFonts` of a run in one script, "" when no font is known.

    A Chinese run names its font for all scripts: LibreOffice and old WPS do not read the hint.
    """
    latin = fonts.chinese if chinese and fonts.chinese else fonts.latin
    named = "".join(
        f' w:{script}="{escaped_attribute(font)}"'
        for script, font in (
            ("ascii", latin),
            ("hAnsi", latin),
            ("eastAsia", fonts.chinese),
            ("cs", fonts.latin),
        )
        if font
    )
    hint = ' w:hint="eastAsia"' if chinese else ""
    return f"<w:rFonts{hint}{named}/>" if hint or named else ""


def declared_fonts(attributes: Mapping[str, str], theme: Mapping[str, str]) -> Fonts:
    """Return the fonts that a `w:rFonts` names; a theme font beats a plain one beside it.

    `attributes` by local name; `theme` is what the theme's places (`minorEastAsia`) mean.
    """
    latin = theme.get(attributes.get("asciiTheme", ""), "") or attributes.get("ascii", "")
    chinese = theme.get(attributes.get("eastAsiaTheme", ""), "") or attributes.get("eastAsia", "")
    return Fonts(chinese, latin or attributes.get("hAnsi", ""))


def named_fonts(xml: str, theme: Mapping[str, str]) -> Fonts:
    """Return the fonts that a `w:rFonts` element as text names.

    >>> named_fonts('<w:rFonts w:ascii="Arial" w:eastAsia="黑体"/>', {}).chinese
    '黑体'
    """
    return declared_fonts(dict(_ATTRIBUTE.findall(xml)), theme)


# -- styles ----------------------------------------------------------------------------------------

# Word keeps its built-in styles under English names and shows them in the language of its menus.
BUILT_IN: Mapping[str, str] = {
    "正文": "normal",
    "标题 1": "heading 1",
    "标题 2": "heading 2",
    "标题 3": "heading 3",
    "标题 4": "heading 4",
    "标题 5": "heading 5",
    "标题 6": "heading 6",
    "标题": "title",
    "副标题": "subtitle",
    "引用": "quote",
    "题注": "caption",
    "列表段落": "list paragraph",
    "列出段落": "list paragraph",
    "脚注文本": "footnote text",
    "脚注引用": "footnote reference",
    "超链接": "hyperlink",
    "网格型": "table grid",
    "页眉": "header",
    "页脚": "footer",
    "正文文本": "body text",
    "强调": "emphasis",
    "要点": "strong",
}
# What serves when a template lacks a style that the markup asks for; other names fall back to the
# style of plain paragraphs.
INSTEAD: Mapping[str, str] = {
    "表格标题": "表格文字",
    "引用代码": "代码",
    "标题 5": "标题 4",
    "标题 6": "标题 5",
}
# Nobody misses these: what stands in for them looks the same.
UNMISSED = frozenset({"正文", "引用代码"})


class Style(Struct, frozen=True):
    """A style: its id in the file, its name there, its kind, and its fonts with all inherited.

    `kind` is paragraph, character, table or numbering; `numbered` when it numbers by itself.
    """

    id: str
    name: str
    kind: str
    fonts: Fonts = Fonts()
    default: bool = False
    numbered: bool = False


class StyleSheet(Struct, frozen=True, dict=True):
    """All styles of a template, and what the places of its theme fonts mean."""

    styles: tuple[Style, ...] = ()
    theme: Mapping[str, str] = {}
    fonts: Fonts = Fonts()

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], Style]:
        return {(style.kind, style.name.lower()): style for style in self.styles}

    @cached_property
    def _by_id(self) -> Mapping[str, Style]:
        return {style.id: style for style in self.styles}

    def named(self, name: str, kind: str = "paragraph") -> Style | None:
        """Return the style of that name, as Word shows it or as the file has it; None if absent."""
        found = self._by_name.get((kind, name.lower()))
        return found or self._by_name.get((kind, BUILT_IN.get(name, "\0")))

    def identified(self, style_id: str) -> Style | None:
        """Return the style with that id."""
        return self._by_id.get(style_id)

    @cached_property
    def base(self) -> Style:
        """The style of a paragraph that names none."""
        usual = (each for each in self.styles if each.default and each.kind == "paragraph")
        return next(usual, Style("", "", "paragraph", self.fonts))

    def names(self) -> frozenset[str]:
        """Return every name by which a style can be asked for."""
        own = {style.name for style in self.styles}
        lower = {name.lower() for name in own}
        return frozenset(own | {shown for shown, kept in BUILT_IN.items() if kept in lower})
