"""Prose and phrases → WordprocessingML (正文): the `Writer`, and a function per block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from docgen.document import (
    Block,
    CodeBlock,
    Heading,
    Inline,
    Item,
    ItemList,
    PageBreak,
    Paragraph,
    Prose,
    Quote,
    Rule,
    Table,
    Words,
    plain,
)
from docgen.findings import Source
from docgen.word.markup.collection import (
    DEEPEST_QUOTE,
    LEVELS,
    QUOTED,
    Collection,
    anchor_name,
    list_indent,
)
from docgen.word.markup.properties import (
    Fonts,
    Style,
    escaped_attribute,
    named_fonts,
    property_list,
    run_children,
    value_element,
)
from docgen.word.markup.run_markup import RunWriter, note_style
from docgen.word.markup.table_markup import NARROWEST, table_xml

NARROW = 1440
# A paragraph that goes on in an item says that it has no number: to Word that is plain, and to
# pandoc it is what keeps the paragraph in the item, whatever its style.
UNNUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
# These are set in by themselves: the first quote needs no edge of its own.
SET_IN = frozenset({"引用", "引用代码"})
# What follows one of its kind would look like one with it, and be read as one.
HIDDEN = "_docgen"  # Word hides bookmarks that begin so
_SPACE = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
_THIN = (
    '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>'
    '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
)
ALIKE = (Quote, CodeBlock)
UNSEEN = (Rule, PageBreak)


class Place(Struct, frozen=True):
    """Where a block stands (位置): in which quotes and lists, and what its first line carries.

    `left` is the left edge of text in twips, 0 for the page's; `level` the depth of the list
    around it, -1 outside; `item` the list number that the next paragraph shows; `style` what a
    plain paragraph wears here.
    """

    left: int = 0
    style: str = "正文"
    quotes: int = 0
    level: int = -1
    item: str = ""

    def indents(self, *, flush: bool) -> str:
        """Return the `w:ind` of a paragraph here; one that shows a number has that of its list.

        Characters of its style do not count, or Word would take them before twips. In a list the
        first line is `flush`; a quote keeps that of its style.
        """
        if self.item or not self.left:
            return ""
        first = ' w:firstLineChars="0" w:firstLine="0"' if flush or self.level >= 0 else ""
        return f'<w:ind w:leftChars="0" w:left="{self.left}"{first}/>'


BlockWriter = Callable[["Writer", Any, Place], str]


class Writer:
    """Writes blocks and phrases (书写器); `collection` keeps what printing has to add.

    Ids are unique over everything that one collection has seen.
    """

    def __init__(self, collection: Collection) -> None:
        """Collect into `collection`."""
        self.collection = collection
        self.breaking = False
        self._manners: dict[tuple[str, str], tuple[Fonts, Mapping[str, str]]] = {}

    def following(self, stretch: int) -> Writer:
        """Return a writer for a stretch that comes next."""
        return Writer(self.collection.following(stretch))

    def xml(self, blocks: tuple[Block, ...]) -> str:
        """Return blocks as paragraphs and tables; "" for none."""
        return self.blocks_xml(blocks, Place()) + self.pending_break()

    def prose(self, prose: Prose) -> str:
        """Return prose, section by section."""
        return self.xml(prose.blocks)

    def phrase(self, children: tuple[Inline, ...], run: str = "", paragraph_style: str = "") -> str:
        """Return a text of the form as runs.

        `run` is the `w:rPr` of the tag's own run, `paragraph_style` the id of its paragraph's
        style: the fonts come from the run, else from its character style, else from there.
        """
        manner = (run, paragraph_style)
        if manner not in self._manners:  # a form has few, and thousands of texts
            self._manners[manner] = self._phrase_manner(run, paragraph_style)
        fonts, look = self._manners[manner]
        return RunWriter(self.collection, fonts, self.collection.look.width).xml(children, look)

    def _phrase_manner(self, run: str, paragraph_style: str) -> tuple[Fonts, Mapping[str, str]]:
        styles = self.collection.look.styles
        look = run_children(run)
        worn = styles.identified(_style_value(look.get("rStyle", "")))
        fonts = self.collection.fonts(styles.identified(paragraph_style))
        fonts = fonts.under(worn.fonts if worn else Fonts())
        return fonts.under(named_fonts(look.pop("rFonts", ""), styles.theme)), look

    # -- paragraphs --

    def blocks_xml(self, blocks: tuple[Block, ...], place: Place) -> str:
        """Return blocks in a place; only the first carries the place's list number."""
        xml: list[str] = []
        before: type | None = None
        for block in blocks:
            if isinstance(block, ALIKE) and type(block) is before:
                xml.append(self.thin_line(place))
            before = before if isinstance(block, UNSEEN) else type(block)
            xml.append(BLOCKS[type(block)](self, block, place))
            place = replace(place, item="") if place.item else place
        return "".join(xml)

    def thin_line(self, place: Place | None = None) -> str:
        """Return an empty line, hardly two millimetres high, between what would grow together.

        Word joins two tables without a paragraph between them. `place` is where two quotes or
        two blocks of code meet.
        """
        free = place is not None and not place.quotes and place.level < 0
        opening = "<w:pageBreakBefore/>" if self.breaking else ""
        self.breaking = False
        return f"<w:p><w:pPr>{opening}{_THIN}</w:pPr>{self.hidden_mark() if free else ''}</w:p>"

    def hidden_mark(self) -> str:
        """Return a hidden bookmark: what keeps a paragraph without text from being overlooked.

        pandoc leaves out paragraphs that hold nothing at all.
        """
        identity, name = self.collection.bookmark(HIDDEN)
        start = f'<w:bookmarkStart w:id="{identity}" w:name="{name}"/>'
        return f'{start}<w:bookmarkEnd w:id="{identity}"/>'

    def pending_break(self) -> str:
        """Return the paragraph that a page break needs when no paragraph follows, else ""."""
        if not self.breaking:
            return ""
        self.breaking = False
        small = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        return f"<w:p><w:pPr><w:pageBreakBefore/>{small}</w:pPr></w:p>"

    def paragraph(
        self,
        content: tuple[Inline, ...] | str,
        place: Place,
        named: tuple[str, Source],
        own: Mapping[str, str] | None = None,
    ) -> str:
        """Return a paragraph: its style by name, then what its place adds, then its `own`.

        `content` is inlines, or runs that are ready.
        """
        style = self.collection.style(*named)
        breaking, self.breaking = self.breaking, False
        runs = content if isinstance(content, str) else self.paragraph_runs(content, place, named)
        look = property_list(
            "pPr",
            {
                "pStyle": value_element("pStyle", style.id) if style and not style.default else "",
                "pageBreakBefore": "<w:pageBreakBefore/>" if breaking else "",
                "numPr": place.item or self._number_denied(style, place),
                "ind": "" if self._set_in(named[0], place) else place.indents(flush=False),
                **(_around_picture(runs) if "<w:drawing>" in runs else {}),
                **(own or {}),
            },
        )
        return f"<w:p>{look}{runs}</w:p>"

    def _number_denied(self, style: Style | None, place: Place) -> str:
        numbers = style is not None and style.numbered  # a heading's own number stays
        return UNNUMBERED if place.level >= 0 and not numbers else ""

    def _set_in(self, name: str, place: Place) -> bool:
        first = place.quotes == 1 and place.level < 0 and name in SET_IN
        return first and self.collection.look.styles.named(name) is not None

    def paragraph_runs(
        self, content: tuple[Inline, ...], place: Place, named: tuple[str, Source]
    ) -> str:
        """Return the runs of a paragraph in the style `named`."""
        fonts = self.collection.fonts(self.collection.style(*named))
        width = max(self.collection.look.width - place.left, NARROW)
        return RunWriter(self.collection, fonts, width).xml(content)

    # -- footnotes --

    @property
    def footnotes(self) -> tuple[str, ...]:
        """The `w:footnote` elements in the order of their marks; ask when all is written."""
        self.write_notes()
        notes = sorted(self.collection.noted, key=lambda note: self.collection.notes[note[0]])
        return tuple(xml for _, xml in notes)

    def write_notes(self) -> None:
        """Write the notes whose marks were written."""
        collection = self.collection
        collection.in_note = True
        keys = {number: key for key, number in collection.notes.items()}
        for number, mark in collection.marks:
            note = self._footnote_xml(number, mark.blocks, mark.source)
            collection.noted.append((keys[number], note))
        collection.marks.clear()
        collection.in_note = False

    def _footnote_xml(self, number: int, blocks: tuple[Block, ...], source: Source) -> str:
        # The number opens the first paragraph.
        place, named = Place(style="脚注文本"), ("脚注文本", source)
        opening = blocks[0] if blocks and isinstance(blocks[0], Paragraph) else None
        words = self.paragraph_runs(opening.children, place, named) if opening else ""
        mark = f"<w:r>{note_style(self.collection, source)}<w:footnoteRef/></w:r>{_SPACE}"
        first = self.paragraph(mark + words, place, named)
        rest = self.blocks_xml(blocks[1:] if opening else blocks, place)
        return f'<w:footnote w:id="{number}">{first}{rest}</w:footnote>'


def _style_value(element: str) -> str:
    return element.partition('w:val="')[2].partition('"')[0]


def _around_picture(runs: str) -> Mapping[str, str]:
    """Return what a paragraph with an image needs: a line of fixed height would cut it off.

    Images alone in their paragraph stand in its middle.
    """
    free = {"spacing": '<w:spacing w:line="240" w:lineRule="auto"/>'}
    if "<w:t " in runs:
        return free
    flush = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    return {**free, "ind": flush, "jc": value_element("jc", "center")}


# -- a function per block --------------------------------------------------------------------------

DEEPEST_HEADING = 6
_LINE = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
_UNINDENTED = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'


def heading_xml(writer: Writer, block: Heading, place: Place) -> str:
    """Return a heading with its number as text, and a bookmark for links to it."""
    named = (block.style or f"标题 {min(block.level, DEEPEST_HEADING)}", block.source)
    number = (Words(block.number, block.source),) if block.number else ()
    runs = writer.paragraph_runs((*number, *block.children), place, named)
    identity, name = writer.collection.bookmark(anchor_name(plain(block.children)))
    start = f'<w:bookmarkStart w:id="{identity}" w:name="{escaped_attribute(name)}"/>'
    return writer.paragraph(f'{start}{runs}<w:bookmarkEnd w:id="{identity}"/>', place, named)


def plain_paragraph(writer: Writer, block: Paragraph, place: Place) -> str:
    """Return a paragraph in the style it names, else in that of its place."""
    return writer.paragraph(block.children, place, (block.style or place.style, block.source))


def item_list(writer: Writer, block: ItemList, place: Place) -> str:
    """Return a list of Word that starts anew; its items' first paragraphs carry the numbers."""
    level = min(place.level + 1, LEVELS - 1)
    kinds: dict[str, int] = {}
    xml = [
        _carried_number(writer, place, block.source)
    ]  # a list that opens an item of another list
    for item in block.items:
        kind = _list_kind(block, item)
        if kind not in kinds:
            kinds[kind] = writer.collection.list_begun(kind, level, block.start, place.quotes)
        number = f'<w:ilvl w:val="{level}"/><w:numId w:val="{kinds[kind]}"/>'
        inside = Place(
            left=list_indent(kind, level, place.quotes),
            style="引用" if place.quotes else "列表段落",
            quotes=place.quotes,
            level=level,
            item=f"<w:numPr>{number}</w:numPr>",
        )
        xml.append(_item_xml(writer, item, inside, block))
    return "".join(xml)


def _list_kind(block: ItemList, item: Item) -> str:
    if block.ordered:
        return "有序"
    return {None: "无序", False: "待办", True: "已办"}[item.checked]


def _item_xml(writer: Writer, item: Item, place: Place, block: ItemList) -> str:
    blocks = item.blocks
    if block.ordered and item.checked is not None:  # numbered: the box cannot be the number
        box = (Words("☑ " if item.checked else "☐ ", block.source, exact=False),)
        first = blocks[0] if blocks and isinstance(blocks[0], Paragraph) else None
        opened = replace(first, children=(*box, *first.children)) if first else None
        blocks = (opened, *blocks[1:]) if opened else (Paragraph(box, block.source), *blocks)
    return writer.blocks_xml(blocks or (Paragraph((), block.source),), place)


def _carried_number(writer: Writer, place: Place, source: Source) -> str:
    """Return an empty paragraph with the number of an item that does not begin with text."""
    return writer.paragraph((), place, (place.style, source)) if place.item else ""


def quote_xml(writer: Writer, block: Quote, place: Place) -> str:
    """Return the blocks of a quote: plain paragraphs in the style 引用, each quote further in.

    One that opens an item stands at the item's edge: its number sets it in already.
    """
    deep = place.quotes + 1
    step = 0 if place.item or deep > DEEPEST_QUOTE else QUOTED
    inside = replace(place, style="引用", quotes=deep, left=place.left + step)
    if not block.blocks:
        return writer.paragraph(writer.hidden_mark(), inside, ("引用", block.source))
    return writer.blocks_xml(block.blocks, inside)


def code_block(writer: Writer, block: CodeBlock, place: Place) -> str:
    """Return code as one paragraph in the style 代码; lines end in breaks, spaces stay."""
    named = ("引用代码" if place.quotes else "代码", block.source)
    fonts = writer.collection.fonts(writer.collection.style(*named))
    runs = RunWriter(writer.collection, fonts, writer.collection.look.width)
    lines = runs.xml((Words(block.text.removesuffix("\n"), block.source),))
    return writer.paragraph(
        lines if block.text.strip() else lines + writer.hidden_mark(), place, named
    )


def table_with_gap(writer: Writer, block: Table, place: Place) -> str:
    """Return a table; an empty line keeps Word from joining it with a table that follows."""
    carried = _carried_number(writer, place, block.source) + writer.pending_break()
    width = max(writer.collection.look.width - place.left, NARROWEST)
    drawn = table_xml(writer.collection, block, width, place.left)
    return f"{carried}{drawn}{writer.thin_line()}"


def rule_xml(writer: Writer, block: Rule, place: Place) -> str:
    """Return a horizontal rule: the lower border of an empty paragraph."""
    own = {"pBdr": _LINE, "ind": place.indents(flush=True) or _UNINDENTED}
    return writer.paragraph((), place, (place.style, block.source), own)


def page_break(writer: Writer, _: PageBreak, __: Place) -> str:
    """Put what follows on a new page, as a property of its paragraph: no empty line is left."""
    writer.breaking = True
    return ""


BLOCKS: Mapping[type, BlockWriter] = MappingProxyType(
    {
        Heading: heading_xml,
        Paragraph: plain_paragraph,
        ItemList: item_list,
        Quote: quote_xml,
        CodeBlock: code_block,
        Table: table_with_gap,
        Rule: rule_xml,
        PageBreak: page_break,
    }
)
