"""`styles.xml` and `theme1.xml` → StyleSheet; read once, when a template is compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from docgen.word.fonts import Fonts, declared
from docgen.word.styles import Style, StyleSheet

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DEEP = 20


def read(styles_xml: bytes, theme_xml: bytes = b"") -> StyleSheet:
    """Return the styles of a template, fonts resolved through basedOn, defaults and theme."""
    theme = dict(_meanings(_root(theme_xml))) if theme_xml else {}
    root = _root(styles_xml)
    default = _own_fonts(root.find(f"{_W}docDefaults/{_W}rPrDefault"), theme)
    found = {each.get(f"{_W}styleId", ""): each for each in root.findall(f"{_W}style")}
    styles = tuple(_style(each, found, theme, default) for each in found.values())
    return StyleSheet(styles, theme, default)


def _root(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _meanings(theme: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what minorHAnsi, majorEastAsia … mean; an empty East Asian face means that of Hans."""
    for prefix in ("major", "minor"):
        for scheme in theme.iter(f"{_A}{prefix}Font"):
            latin = _face(scheme, "latin")
            hans = [each.get("typeface", "") for each in scheme if each.get("script") == "Hans"]
            east = _face(scheme, "ea") or "".join(hans[:1])
            yield from ((f"{prefix}HAnsi", latin), (f"{prefix}Ascii", latin))
            yield f"{prefix}EastAsia", east


def _face(scheme: etree._Element, script: str) -> str:
    face = scheme.find(f"{_A}{script}")
    return "" if face is None else face.get("typeface", "")


def _style(
    style: etree._Element,
    found: Mapping[str, etree._Element],
    theme: Mapping[str, str],
    default: Fonts,
) -> Style:
    line = tuple(_line(style, found))
    kind = style.get(f"{_W}type", "paragraph")
    # A character style says only what it changes; the paragraph under it has the rest.
    fonts = Fonts() if kind == "character" else default
    for each in reversed(line):
        fonts = fonts.under(_own_fonts(each, theme))
    return Style(
        style.get(f"{_W}styleId", ""),
        _value(style, "name"),
        kind,
        fonts,
        style.get(f"{_W}default") in {"1", "true", "on"},
        any(each.find(f"{_W}pPr/{_W}numPr/{_W}numId") is not None for each in line),
    )


def _line(style: etree._Element, found: Mapping[str, etree._Element]) -> Iterator[etree._Element]:
    """Yield a style and those it is based on; a circle ends."""
    here: etree._Element | None = style
    for _ in range(_DEEP):
        if here is None:
            return
        yield here
        here = found.get(_value(here, "basedOn"))


def _own_fonts(holder: etree._Element | None, theme: Mapping[str, str]) -> Fonts:
    declaration = None if holder is None else holder.find(f"{_W}rPr/{_W}rFonts")
    if declaration is None:
        return Fonts()
    named = {str(name).rpartition("}")[2]: str(font) for name, font in declaration.attrib.items()}
    return declared(named, theme)


def _value(holder: etree._Element, name: str) -> str:
    child = holder.find(f"{_W}{name}")
    return "" if child is None else child.get(f"{_W}val", "")
