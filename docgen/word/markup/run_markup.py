"""Inlines → runs (文字): one run per script and look, with its fonts named on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from docgen.document import (
    Break,
    Code,
    Emphasis,
    FigureText,
    Inline,
    Link,
    NoteMark,
    Picture,
    Strong,
    Struck,
    Words,
    plain,
)
from docgen.findings import Source
from docgen.patterns import lazy_pattern
from docgen.word.markup.collection import HYPERLINK, OFFICE, Collection, anchor_name
from docgen.word.markup.picture_markup import drawing_xml, drawn_extent
from docgen.word.markup.properties import (
    Fonts,
    escaped_attribute,
    escaped_text,
    font_declaration,
    named_fonts,
    property_list,
    run_children,
    script_parts,
    value_element,
)

Properties = dict[str, str]

# 待填: yellow, as one marks a gap with a pen.
PENDING: Mapping[str, str] = {"highlight": '<w:highlight w:val="yellow"/>'}
# What the look is when the template has no style for it.
LINKED: Mapping[str, str] = {"color": '<w:color w:val="0563C1"/>', "u": '<w:u w:val="single"/>'}
RAISED: Mapping[str, str] = {"vertAlign": '<w:vertAlign w:val="superscript"/>'}
MONOSPACED = Fonts(latin="Consolas")

_BREAKS = lazy_pattern("([\n\t])")
_MARKUP = {"\n": "<w:br/>", "\t": "<w:tab/>"}
# RFC 3986 reserved and unreserved characters, and the percent sign of what is escaped already.
_URL_SAFE = "%/:=&?~#+!$,;'@()*[]-._"


class RunWriter:
    """How runs are written at one place: what they inherit, and where they are collected."""

    def __init__(self, collection: Collection, fonts: Fonts, width: int) -> None:
        """Write into `collection`, in a paragraph with `fonts`, at most `width` twips wide."""
        self.collection = collection
        self.fonts = fonts
        self.width = width
        self._linked = False

    def xml(self, children: tuple[Inline, ...], look: Mapping[str, str] | None = None) -> str:
        """Return the runs of inlines; neighbours of one look share a run."""
        return "".join(self._joined_runs(children, dict(look or {})))

    def _joined_runs(self, children: tuple[Inline, ...], look: Properties) -> Iterator[str]:
        waiting, manner = "", look
        for piece, own in self._look_pieces(children, look):
            if own != manner or own is None:
                yield text_runs(waiting, manner, self.fonts) if waiting else ""
                waiting, manner = "", own or look
            if own is None:
                yield piece
            else:
                waiting += piece
        yield text_runs(waiting, manner, self.fonts) if waiting else ""

    def _look_pieces(self, children: tuple[Inline, ...], look: Properties) -> Iterator[Piece]:
        for child in children:
            if isinstance(child, Emphasis | Strong | Struck):
                yield from self._look_pieces(child.children, {**look, **WRAPPED[type(child)]})
            else:
                yield PIECES[type(child)](self, child, look)


Piece = tuple[str, Properties | None]
"""Characters and their look, or ready XML, which has none."""
WRAPPED: Mapping[type, Mapping[str, str]] = {
    Emphasis: {"i": "<w:i/>", "iCs": "<w:iCs/>"},
    Strong: {"b": "<w:b/>", "bCs": "<w:bCs/>"},
    Struck: {"strike": "<w:strike/>"},
}


def text_runs(text: str, look: Mapping[str, str] | str = "", fonts: Fonts | None = None) -> str:
    r"""Return text as runs per script: `\n` is a line break, `\t` a tab.

    `look` holds run properties: children by name, or a `w:rPr` as it stands in a template; the
    fonts it names win over `fonts`, those of the paragraph's style.

    >>> text_runs("760万元", "", Fonts("仿宋_GB2312", "Times New Roman")).count("<w:r>")
    2
    """
    own = run_children(look) if isinstance(look, str) else look
    latin, chinese = _run_openings(tuple(own.items()), fonts or Fonts())
    return "".join(
        f"{chinese if is_chinese else latin}{run_text(part)}</w:r>"
        for part, is_chinese in script_parts(text)
    )


@lru_cache(1024)  # a document has few manners of print, and thousands of runs
def _run_openings(look: tuple[tuple[str, str], ...], fonts: Fonts) -> tuple[str, str]:
    """Return how a run begins in Latin and in Chinese script."""
    own = dict(look)
    named = fonts.under(named_fonts(own.get("rFonts", ""), {}))
    faces = (font_declaration(named, chinese=chinese) for chinese in (False, True))
    latin, chinese = (property_list("rPr", own | {"rFonts": face}) for face in faces)
    return f"<w:r>{latin}", f"<w:r>{chinese}"


def run_text(text: str) -> str:
    """Return what stands in a run for text."""
    if "\n" not in text and "\t" not in text:
        return f'<w:t xml:space="preserve">{escaped_text(text)}</w:t>'
    return "".join(
        _MARKUP.get(part) or f'<w:t xml:space="preserve">{escaped_text(part)}</w:t>'
        for part in _BREAKS.split(text)
        if part
    )


def _words_piece(_: RunWriter, words: Words, look: Properties) -> Piece:
    return words.text, look


def _figure_piece(_: RunWriter, figure: FigureText, look: Properties) -> Piece:
    return figure.text, {**look, **PENDING} if figure.pending else look


def _code_piece(writer: RunWriter, code: Code, look: Properties) -> Piece:
    # Its own markup: code in the code font is not split by script, spaces stay as they are.
    style = writer.collection.look.styles.named("行内代码", "character")
    named = writer.fonts.under(style.fonts if style else MONOSPACED)
    worn = {"rStyle": value_element("rStyle", style.id)} if style else {}
    return text_runs(code.text, {**look, **worn}, named), None


def _break_piece(_: RunWriter, __: Break, look: Properties) -> Piece:
    return "\n", look


def _link_piece(writer: RunWriter, link: Link, look: Properties) -> Piece:
    style = writer.collection.look.styles.named("超链接", "character")
    worn = {"rStyle": value_element("rStyle", style.id)} if style else LINKED
    inner = writer.xml(link.children, {**look, **worn})
    tip = f' w:tooltip="{escaped_attribute(link.title)}"' if link.title else ""
    return f"<w:hyperlink {_link_aim(writer, link.target)}{tip}>{inner}</w:hyperlink>", None


def _link_aim(writer: RunWriter, target: str) -> str:
    if target.startswith("#"):
        return f'w:anchor="{escaped_attribute(anchor_name(unquote(target[1:])))}"'
    address = quote(target, safe=_URL_SAFE)
    relation = writer.collection.relation(HYPERLINK, address, external=True)
    # The prefix is declared here: notes and footers of a template need not know it.
    return f'xmlns:r="{OFFICE}" r:id="{relation}" w:history="1"'


def _picture_piece(writer: RunWriter, picture: Picture, look: Properties) -> Piece:
    found = writer.collection.image(picture.file, picture.source)
    if found is None:
        return picture.alt, look
    relation, image = found
    size = drawn_extent(image, writer.width, writer.collection.look.height)
    number = writer.collection.drawing()
    drawing = drawing_xml(relation, number, size, picture.alt, picture.title)
    return f"<w:r>{drawing}</w:r>", None


def _note_piece(writer: RunWriter, mark: NoteMark, look: Properties) -> Piece:
    collection = writer.collection
    if collection.in_note:  # Word has no notes in notes: print it where it stands
        return f"（{_note_text(mark)}）", look
    number, first = collection.note(mark)
    worn = note_style(collection, mark.source)
    if first:
        bookmark, name = collection.bookmark(f"_RefDocgenNote{number}")
        return (
            f'<w:bookmarkStart w:id="{bookmark}" w:name="{name}"/><w:r>{worn}'
            f'<w:footnoteReference w:id="{number}"/></w:r><w:bookmarkEnd w:id="{bookmark}"/>'
        ), None
    # The same note once more: its number, by reference, with the number as the cached text.
    code = f" NOTEREF _RefDocgenNote{number} \\h "
    shown = str(number - collection.look.first_note + 1)
    return field_runs(code, shown, worn), None


def note_style(collection: Collection, source: Source) -> str:
    """Return the `w:rPr` of a note's number."""
    style = collection.style("脚注引用", source, "character")
    worn = {"rStyle": value_element("rStyle", style.id)} if style else RAISED
    return property_list("rPr", worn)


def _note_text(mark: NoteMark) -> str:
    return "".join(plain(getattr(block, "children", ())) for block in mark.blocks)


def field_runs(code: str, shown: str, look: str = "") -> str:
    """Return a field: one run for each mark, and cached text, as WPS wants them."""

    def mark(kind: str) -> str:
        return f'<w:r>{look}<w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = f'<w:r>{look}<w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
    cached = f"<w:r>{look}{run_text(shown)}</w:r>"
    return mark("begin") + instruction + mark("separate") + cached + mark("end")


# One function per inline that prints characters; those that wrap others stand in WRAPPED.
PIECES: Mapping[type, Callable[[RunWriter, Any, Properties], Piece]] = {
    Words: _words_piece,
    FigureText: _figure_piece,
    Code: _code_piece,
    Break: _break_piece,
    Link: _link_piece,
    Picture: _picture_piece,
    NoteMark: _note_piece,
}
