"""Fonts per script (字体): Chinese text in the Chinese font, digits and Latin in their own runs.

A plain font name in Word sets one script only, and quotes, dashes and ellipses belong to both:
Word prints them in the Latin font unless the run has `w:hint="eastAsia"`. Reviewers' scripts read
the fonts of runs, not of styles, so every run names its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from docgen.word import properties


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
_PART = re.compile(
    rf"(?P<latin>(?:{_APOSTROPHE}|[^{_CHINESE}{_NEUTRAL}])(?:{_APOSTROPHE}|[^{_CHINESE}])*)"
    rf"|[{_CHINESE}{_NEUTRAL}]+"
)
_ATTRIBUTE = re.compile(r'w:(\w+)="([^"]*)"')


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text and whether each is Chinese.

    >>> list(parts("补贴861.675万元，don’t“五星级”"))
    [('补贴', True), ('861.675', False), ('万元，', True), ('don’t', False), ('“五星级”', True)]
    """
    for part in _PART.finditer(text):
        yield part.group(), part.group("latin") is None


def declaration(fonts: Fonts, *, chinese: bool) -> str:
    """Return the `w:rFonts` of a run in one script, "" when no font is known.

    A Chinese run names its font for all scripts: LibreOffice and old WPS do not read the hint.
    """
    latin = fonts.chinese if chinese and fonts.chinese else fonts.latin
    named = "".join(
        f' w:{script}="{properties.attribute(font)}"'
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


def declared(attributes: Mapping[str, str], theme: Mapping[str, str]) -> Fonts:
    """Return the fonts that a `w:rFonts` names; a theme font beats a plain one beside it.

    `attributes` by local name; `theme` is what the theme's places (`minorEastAsia`) mean.
    """
    latin = theme.get(attributes.get("asciiTheme", ""), "") or attributes.get("ascii", "")
    chinese = theme.get(attributes.get("eastAsiaTheme", ""), "") or attributes.get("eastAsia", "")
    return Fonts(chinese, latin or attributes.get("hAnsi", ""))


def read(xml: str, theme: Mapping[str, str]) -> Fonts:
    """Return the fonts that a `w:rFonts` element as text names.

    >>> read('<w:rFonts w:ascii="Arial" w:eastAsia="黑体"/>', {}).chinese
    '黑体'
    """
    return declared(dict(_ATTRIBUTE.findall(xml)), theme)
