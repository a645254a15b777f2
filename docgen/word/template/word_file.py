"""A template as python-docx and docxtpl see it (Word 文件): its parts, its look, its frames.

Only a template that is compiled is opened so; what is kept of it needs none of the libraries.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.rel import Relationships
from docxtpl import DocxTemplate
from lxml import etree
from msgspec.structs import replace

from docgen.patterns import lazy_pattern
from docgen.word.markup.collection import Look
from docgen.word.markup.properties import ORDER, Fonts, Style, StyleSheet, declared_fonts
from docgen.word.package import TYPES as TYPES_PART
from docgen.word.package import Member, Package, packed_member, relations_of
from docgen.word.printing.compiled_template import KINDS, LISTS, NOTES, RELATIONS, TYPES, Frame
from docgen.word.returned.fingerprint import CUSTOM, PARTS_PROPERTY, SCHEME_PROPERTY, TEXT_PROPERTY
from docgen.word.template.word_tree import WORD, Element, W, parsed_xml

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DEEP = 20
LONGEST_SHAPED = 10_000
"""Characters of one text that docxtpl is shown."""
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_CUSTOM_RELATION = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
SPACES = {
    "w": WORD,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
    f'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for kind, number in (("separator", -1), ("continuationSeparator", 0))
)
_ROOT = lazy_pattern(r"<(?![?!])(?:\w+:)?\w+")
_GAP = lazy_pattern(r"<!--docgen:(.*?)-->")
_LARGE = 1 << 30
_ABOVE = 1 << 20
"""Ids of drawings begin far above those of the template: content controls share them."""
_TWIP = 635
_KINDS = {
    RELATIONSHIP_TYPE.HEADER: "页眉",
    RELATIONSHIP_TYPE.FOOTER: "页脚",
    RELATIONSHIP_TYPE.FOOTNOTES: "脚注",
    RELATIONSHIP_TYPE.ENDNOTES: "尾注",
}


class WordFile(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A template file (模板文件); `package` is the same as packed parts."""

    def __init__(self, package: Package) -> None:
        """Open it by python-docx, which raises what a damaged file makes it raise."""
        super().__init__(io.BytesIO(package.data()))
        self.init_docx()
        self.package = package
        self.main = self.docx.part

    @property
    def main_name(self) -> str:
        """The name of the part with the body."""
        return str(self.main.partname[1:])

    def labelled_parts(self) -> Iterator[tuple[str, str]]:
        """Yield the parts that may hold tags, and what Word calls them ("" for the body)."""
        yield self.main_name, ""
        named = dict(self._section_labels())
        for relation in self.main.rels.values():
            if relation.reltype in _KINDS and not relation.is_external:
                name = relation.target_part.partname
                yield name[1:], named.get(name, _KINDS[relation.reltype])
        for relation in self.main.package.rels.values():
            if relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES:
                yield relation.target_part.partname[1:], "文档属性"

    def _section_labels(self) -> Iterator[tuple[str, str]]:
        which = {"": "", "first_page_": "（首页）", "even_page_": "（偶数页）"}
        for number, section in enumerate(self.docx.sections, 1):
            for kind, word in (("header", "页眉"), ("footer", "页脚")):
                for prefix, note in which.items():
                    story = getattr(section, f"{prefix}{kind}")
                    if not story.is_linked_to_previous:
                        yield story.part.partname, f"第{number}节{word}{note}"

    def root_of(self, name: str) -> Element:
        """Return the tree of a part by plain lxml: python-docx's elements have another `text`."""
        xml = self.package.part(name)
        for hidden in "\ufdd0\ufdd1":  # these stand for braces while docxtpl works
            xml = xml.replace(hidden.encode(), "\ufffd".encode())
        return parsed_xml(xml)

    def patched_xml(self, root: Element) -> str:
        """Return a part in the shape its tags ask for: tags stand between elements."""
        long_texts = _set_aside(root)
        patched = etree.fromstring(self.patch_xml(self.xml_to_string(root)))
        for text in patched.iter(f"{W}t"):
            text.text = long_texts.get(text.text or "", text.text)
        for layout in patched.iter(f"{W}tcPr"):  # docxtpl adds properties in front of all others
            order = ORDER["tcPr"]
            layout[:] = sorted(
                layout, key=lambda each: order.get(etree.QName(each).localname, len(order))
            )
        return with_spaces(self.xml_to_string(patched))

    # -- look --------------------------------------------------------------------------------------

    def page_look(self) -> Look:
        """Return what markup has to know of the template's page, styles and ids."""
        usual, (width, height) = Look(), self._text_area()
        every = [
            self.root_of(member.name)
            for member in self.package.members
            if re.fullmatch(r"word/[^/]+\.xml", member.name)
        ]
        sheet = self._related_blob(RELATIONSHIP_TYPE.STYLES)
        theme = self._related_blob(RELATIONSHIP_TYPE.THEME)
        look = Look(
            width=width if width > 0 < height else usual.width,
            height=height if width > 0 < height else usual.height,
            first_kind=_next_id(every, f"{W}abstractNum", f"{W}abstractNumId"),
            first_list=_next_id(every, f"{W}num", f"{W}numId"),
            first_note=_next_id(every, f"{W}footnote", f"{W}id"),
            first_bookmark=_next_id(every, f"{W}bookmarkStart", f"{W}id"),
            first_drawing=_next_id(every, f"{{{SPACES['wp']}}}docPr", "id") + _ABOVE,
        )
        return replace(look, styles=style_sheet(sheet, theme)) if sheet else look

    def _text_area(self) -> tuple[int, int]:
        """Return width and height of the text of the last section, in twips."""
        if not len(self.docx.sections):
            return 0, 0
        section = self.docx.sections[-1]
        width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        above, below = abs(section.top_margin or 0), abs(section.bottom_margin or 0)
        return round(width / _TWIP), round(((section.page_height or 0) - above - below) / _TWIP)

    def _related_blob(self, kind: str) -> bytes:
        name = _related_name(self.main.rels, kind)
        return self.package.part(name) if name else b""

    # -- frames ------------------------------------------------------------------------------------

    def kept_members(self) -> tuple[Member, ...]:
        """Return the parts as packed; the one with settings no longer asks to update fields."""
        name = _related_name(self.main.rels, RELATIONSHIP_TYPE.SETTINGS)
        if not name:
            return self.package.members
        root = self.root_of(name)
        asking = root.findall(f"{W}updateFields")
        if not asking:
            return self.package.members
        for each in asking:
            root.remove(each)
        settings = packed_member(name, (_xml_bytes(root),))
        return tuple(settings if each.name == name else each for each in self.package.members)

    def gap_frames(self, printed: tuple[str, ...]) -> Iterator[Frame]:
        """Yield the parts that a report adds to; `printed` are those that print from tags."""
        notes = self._part_frame(
            RELATIONSHIP_TYPE.FOOTNOTES, "footnotes", CONTENT_TYPE.WML_FOOTNOTES
        )
        lists = self._part_frame(
            RELATIONSHIP_TYPE.NUMBERING, "numbering", CONTENT_TYPE.WML_NUMBERING
        )
        yield from (notes, lists, self._signed_frame())
        yield self._ending_frame(TYPES_PART, TYPES, "")
        owners = dict.fromkeys(("", self.main_name, *printed, notes.name))
        for name in owners:
            table = relations_of(name) if name else "_rels/.rels"
            yield self._ending_frame(table, RELATIONS, f'<Relationships xmlns="{_RELATED}"/>')

    def _ending_frame(self, name: str, gap: str, empty: str) -> Frame:
        """Return a part that is added to at its end."""
        found = self.package.member(name)
        root = self.root_of(name) if found else etree.fromstring(empty)
        root.append(_gap_element(gap))
        return _frame_of(name, root)

    def _part_frame(self, kind: str, word: str, content_type: str) -> Frame:
        """Return the part with notes or lists: the template's, or one that it lacks."""
        name = _related_name(self.main.rels, kind)
        own = not name
        empty = (
            f'<w:{word} xmlns:w="{WORD}">{_SEPARATORS if word == "footnotes" else ""}</w:{word}>'
        )
        name = name or str(PackURI.from_rel_ref(self.main.partname.baseURI, f"{word}.xml"))[1:]
        root = etree.fromstring(empty) if own else self.root_of(name)
        if word == "footnotes":
            root.append(_gap_element(NOTES))
        else:
            _add_list_gaps(root)
        frame = _frame_of(name, root)
        return replace(frame, relationship=kind, content_type=content_type) if own else frame

    def _signed_frame(self) -> Frame:
        """Return the custom properties, those of docgen with gaps."""
        name = _related_name(self.main.package.rels, _CUSTOM_RELATION)
        empty = f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VARIANT}"/>'
        root = self.root_of(name) if name else etree.fromstring(empty)
        for old in root.findall(f"{{{_PROPERTIES}}}property"):
            if old.get("name", "").startswith("docgen."):
                root.remove(old)
        numbers = (each.get("pid", "") for each in root)
        last = max((int(each) for each in numbers if each.isdecimal()), default=1)
        for pid, key in enumerate((PARTS_PROPERTY, TEXT_PROPERTY, SCHEME_PROPERTY), last + 1):
            made = etree.SubElement(
                root, f"{{{_PROPERTIES}}}property", fmtid=_FORMAT, pid=str(pid), name=key
            )
            value = etree.SubElement(made, f"{{{_VARIANT}}}lpwstr", nsmap={"vt": _VARIANT})
            value.append(_gap_element(key))
        frame = _frame_of(name or CUSTOM, root)
        if name:
            return frame
        return replace(frame, relationship=_CUSTOM_RELATION, content_type=_CUSTOM_TYPE)


def with_spaces(xml: str) -> str:
    """Return a part whose root declares the prefixes that markup uses."""
    begin = _ROOT.search(xml)
    if begin is None or WORD not in xml:
        return xml
    opening = xml[begin.start() : xml.index(">", begin.end())]
    missing = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in SPACES.items()
        if f"xmlns:{prefix}=" not in opening
    )
    return xml[: begin.end()] + missing + xml[begin.end() :]


def _related_name(relations: Relationships, kind: str) -> str:
    parts: list[Part] = [
        each.target_part
        for each in relations.values()
        if each.reltype == kind and not each.is_external
    ]
    return str(parts[0].partname[1:]) if parts else ""


def _set_aside(root: Element) -> dict[str, str]:
    """Put a short mark in place of each long text without a tag; return the texts by mark.

    docxtpl's patterns need a hundred bytes for each character of a text, whatever stands in it.
    """
    found: dict[str, str] = {}
    for text in root.iter(f"{W}t"):
        if len(text.text or "") > LONGEST_SHAPED and "{" not in (text.text or ""):
            mark = f"\ue000{len(found)}\ue001"
            found[mark], text.text = text.text or "", mark
    return found


def _next_id(roots: list[Element], element: str, attribute: str) -> int:
    found = (each.get(attribute, "") for root in roots for each in root.iter(element))
    numbers = (int(each) for each in found if each.isdecimal() and each.isascii())
    return max((each for each in numbers if each < _LARGE), default=0) + 1


def _xml_bytes(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _gap_element(name: str) -> Element:
    return etree.Comment(f"docgen:{name}")


def _add_list_gaps(root: Element) -> None:
    """Put gaps where the schema wants kinds of lists, and lists behind them."""
    later = [each for each in root if each.tag in (f"{W}num", f"{W}numIdMacAtCleanup")]
    numbers = len(root.findall(f"{W}num"))
    at = root.index(later[0]) if later else len(root)
    root.insert(at, _gap_element(KINDS))
    root.insert(at + 1 + numbers, _gap_element(LISTS))


def _frame_of(name: str, root: Element) -> Frame:
    """Return the frame of a tree whose gaps are comments."""
    texts = _GAP.split(with_spaces(_xml_bytes(root).decode()))
    return Frame(name, tuple(texts), f"{root.prefix}:" if root.prefix else "")


# -- styles ----------------------------------------------------------------------------------------


def style_sheet(styles_xml: bytes, theme_xml: bytes = b"") -> StyleSheet:
    """Return the styles of a template, fonts resolved through basedOn, defaults and theme."""
    theme = dict(_theme_meanings(parsed_xml(theme_xml))) if theme_xml else {}
    root = parsed_xml(styles_xml)
    default = _own_fonts(root.find(f"{W}docDefaults/{W}rPrDefault"), theme)
    found = {each.get(f"{W}styleId", ""): each for each in root.findall(f"{W}style")}
    styles = tuple(_read_style(each, found, theme, default) for each in found.values())
    return StyleSheet(styles, theme, default)


def _theme_meanings(theme: Element) -> Iterator[tuple[str, str]]:
    """Yield what minorHAnsi, majorEastAsia … mean; an empty East Asian face means that of Hans."""
    for prefix in ("major", "minor"):
        for scheme in theme.iter(f"{_A}{prefix}Font"):
            latin = _typeface_of(scheme, "latin")
            hans = [each.get("typeface", "") for each in scheme if each.get("script") == "Hans"]
            east = _typeface_of(scheme, "ea") or "".join(hans[:1])
            yield from ((f"{prefix}HAnsi", latin), (f"{prefix}Ascii", latin))
            yield f"{prefix}EastAsia", east


def _typeface_of(scheme: Element, script: str) -> str:
    face = scheme.find(f"{_A}{script}")
    return "" if face is None else face.get("typeface", "")


def _read_style(
    style: Element,
    found: Mapping[str, Element],
    theme: Mapping[str, str],
    default: Fonts,
) -> Style:
    line = tuple(_style_line(style, found))
    kind = style.get(f"{W}type", "paragraph")
    # A character style says only what it changes; the paragraph under it has the rest.
    fonts = Fonts() if kind == "character" else default
    for each in reversed(line):
        fonts = fonts.under(_own_fonts(each, theme))
    return Style(
        style.get(f"{W}styleId", ""),
        _child_value(style, "name"),
        kind,
        fonts,
        style.get(f"{W}default") in {"1", "true", "on"},
        any(each.find(f"{W}pPr/{W}numPr/{W}numId") is not None for each in line),
    )


def _style_line(style: Element, found: Mapping[str, Element]) -> Iterator[Element]:
    """Yield a style and those it is based on; a circle ends."""
    here: Element | None = style
    for _ in range(_DEEP):
        if here is None:
            return
        yield here
        here = found.get(_child_value(here, "basedOn"))


def _own_fonts(holder: Element | None, theme: Mapping[str, str]) -> Fonts:
    declaration = None if holder is None else holder.find(f"{W}rPr/{W}rFonts")
    if declaration is None:
        return Fonts()
    named = {str(name).rpartition("}")[2]: str(font) for name, font in declaration.attrib.items()}
    return declared_fonts(named, theme)


def _child_value(holder: Element, name: str) -> str:
    child = holder.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")
