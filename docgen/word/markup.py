"""Blocks → WordprocessingML in the template's own styles (正文): one function per block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

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
from docgen.memory import Itself, Memory
from docgen.word import markup_tables, properties
from docgen.word.collection import (
    Call,
    Collection,
    Look,
    Medium,
    Refused,
    Relationship,
    anchor,
    reads_files,
)
from docgen.word.fonts import Fonts, read
from docgen.word.numbering import DEEPEST_QUOTE, LEVELS, QUOTED, Numbering, indent
from docgen.word.runs import Hand, note_style, runs_xml
from docgen.word.sheet import BlockWriter, Place, Sheet

__all__ = ["BLOCKS", "Look", "Medium", "Refused", "Relationship", "Writer", "runs_xml"]

DEEPEST_HEADING = 6
_LINE = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
_UNINDENTED = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_SPACE = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'


def heading(sheet: Sheet, block: Heading, place: Place) -> str:
    """Return a heading with its number as text, and a bookmark for links to it."""
    named = (block.style or f"标题 {min(block.level, DEEPEST_HEADING)}", block.source)
    number = (Words(block.number, block.source),) if block.number else ()
    runs = sheet.runs((*number, *block.children), place, named)
    identity, name = sheet.collection.bookmark(anchor(plain(block.children)))
    start = f'<w:bookmarkStart w:id="{identity}" w:name="{properties.attribute(name)}"/>'
    return sheet.paragraph(f'{start}{runs}<w:bookmarkEnd w:id="{identity}"/>', place, named)


def paragraph(sheet: Sheet, block: Paragraph, place: Place) -> str:
    """Return a paragraph in the style it names, else in that of its place."""
    return sheet.paragraph(block.children, place, (block.style or place.style, block.source))


def item_list(sheet: Sheet, block: ItemList, place: Place) -> str:
    """Return a list of Word that starts anew; its items' first paragraphs carry the numbers."""
    level = min(place.level + 1, LEVELS - 1)
    kinds: dict[str, int] = {}
    xml = [_carried(sheet, place, block.source)]  # a list that opens an item of another list
    for item in block.items:
        kind = _kind(block, item)
        if kind not in kinds:
            kinds[kind] = sheet.collection.list_begun(kind, level, block.start, place.quotes)
        number = f'<w:ilvl w:val="{level}"/><w:numId w:val="{kinds[kind]}"/>'
        inside = Place(
            left=indent(kind, level, place.quotes),
            style="引用" if place.quotes else "列表段落",
            quotes=place.quotes,
            level=level,
            item=f"<w:numPr>{number}</w:numPr>",
        )
        xml.append(_item(sheet, item, inside, block))
    return "".join(xml)


def _kind(block: ItemList, item: Item) -> str:
    if block.ordered:
        return "有序"
    return {None: "无序", False: "待办", True: "已办"}[item.checked]


def _item(sheet: Sheet, item: Item, place: Place, block: ItemList) -> str:
    blocks = item.blocks
    if block.ordered and item.checked is not None:  # numbered: the box cannot be the number
        box = (Words("☑ " if item.checked else "☐ ", block.source, exact=False),)
        first = blocks[0] if blocks and isinstance(blocks[0], Paragraph) else None
        opened = replace(first, children=(*box, *first.children)) if first else None
        blocks = (opened, *blocks[1:]) if opened else (Paragraph(box, block.source), *blocks)
    return sheet.written(blocks or (Paragraph((), block.source),), place)


def _carried(sheet: Sheet, place: Place, source: Source) -> str:
    """Return an empty paragraph with the number of an item that does not begin with text."""
    return sheet.paragraph((), place, (place.style, source)) if place.item else ""


def quote(sheet: Sheet, block: Quote, place: Place) -> str:
    """Return the blocks of a quote: plain paragraphs in the style 引用, each quote further in.

    One that opens an item stands at the item's edge: its number sets it in already.
    """
    deep = place.quotes + 1
    step = 0 if place.item or deep > DEEPEST_QUOTE else QUOTED
    inside = replace(place, style="引用", quotes=deep, left=place.left + step)
    if not block.blocks:
        return sheet.paragraph(sheet.mark(), inside, ("引用", block.source))
    return sheet.written(block.blocks, inside)


def code_block(sheet: Sheet, block: CodeBlock, place: Place) -> str:
    """Return code as one paragraph in the style 代码; lines end in breaks, spaces stay."""
    named = ("引用代码" if place.quotes else "代码", block.source)
    fonts = sheet.collection.fonts(sheet.collection.style(*named))
    hand = Hand(sheet.collection, fonts, sheet.collection.look.width)
    lines = hand.xml((Words(block.text.removesuffix("\n"), block.source),))
    return sheet.paragraph(lines if block.text.strip() else lines + sheet.mark(), place, named)


def table(sheet: Sheet, block: Table, place: Place) -> str:
    """Return a table; an empty line keeps Word from joining it with a table that follows."""
    carried = _carried(sheet, place, block.source) + sheet.broken()
    width = max(sheet.collection.look.width - place.left, markup_tables.NARROWEST)
    drawn = markup_tables.table(sheet.collection, block, width, place.left)
    return f"{carried}{drawn}{sheet.separation()}"


def rule(sheet: Sheet, block: Rule, place: Place) -> str:
    """Return a horizontal rule: the lower border of an empty paragraph."""
    own = {"pBdr": _LINE, "ind": place.indents(flush=True) or _UNINDENTED}
    return sheet.paragraph((), place, (place.style, block.source), own)


def page_break(sheet: Sheet, _: PageBreak, __: Place) -> str:
    """Put what follows on a new page, as a property of its paragraph: no empty line is left."""
    sheet.break_page()
    return ""


BLOCKS: Mapping[type, BlockWriter] = MappingProxyType(
    {
        Heading: heading,
        Paragraph: paragraph,
        ItemList: item_list,
        Quote: quote,
        CodeBlock: code_block,
        Table: table,
        Rule: rule,
        PageBreak: page_break,
    }
)


class Sections(str):
    """The XML of prose (各节), which can be had section by section, too."""

    __slots__ = ("parts",)
    parts: tuple[str, ...]


def sections(parts: Iterable[str]) -> Sections:
    """Return the XML of sections."""
    held = tuple(parts)
    joined = Sections("".join(held))
    joined.parts = held
    return joined


class Writer:
    """Writes the text of one document (书写器), and keeps what package.py has to merge.

    One per render: ids are unique over everything it has written.
    """

    def __init__(self, look: Look, root: Path, memory: Memory | None = None) -> None:
        """Write for a template that looks like `look`, with images under `root`.

        Sections that stayed are taken from `memory`.
        """
        self._memory = memory or Memory(once=True)
        self._times: Counter[Source] = Counter()
        numbering = Numbering(look.first_kind, look.first_list)
        self.collection = Collection(look, root, numbering)
        self._sheet = Sheet(self.collection, BLOCKS)
        self._notes: list[str] = []

    def xml(self, blocks: tuple[Block, ...]) -> str:
        """Return blocks as paragraphs and tables; "" for none."""
        return self._sheet.written(blocks, Place()) + self._sheet.broken()

    def prose(self, prose: Prose) -> Sections:
        """Return prose, each section that begins with a heading by itself."""
        parts = [self._section(blocks) for blocks in _with_headings(prose.sections)]
        return sections((*parts, self._sheet.broken()))

    def _section(self, blocks: tuple[Block, ...]) -> str:
        collection, sheet, source = self.collection, self._sheet, blocks[0].source
        slot = ("印好的节", source, self._times[source])
        self._times[source] += 1
        inputs = (Itself(collection.look), blocks, collection.state, sheet.breaking)
        kept = self._memory.recalled(slot)
        if kept is not None and kept.inputs == inputs:
            xml, calls, sheet.breaking = cast("tuple[str, tuple[Call, ...], bool]", kept.result)
            collection.repeat(calls)
            return xml
        begun = len(collection.calls)
        xml = sheet.written(blocks, Place())
        calls = tuple(collection.calls[begun:])
        if reads_files(calls):
            self._memory.forget(slot)
        else:
            self._memory.keep(slot, inputs, (xml, calls, sheet.breaking))
        return xml

    def phrase(self, children: tuple[Inline, ...], run: str = "", paragraph_style: str = "") -> str:
        """Return a text of the form as runs.

        `run` is the `w:rPr` of the tag's own run, `paragraph_style` the id of its paragraph's
        style: the fonts come from the run, else from its character style, else from there.
        """
        styles = self.collection.look.styles
        look = properties.run_children(run)
        worn = styles.identified(_value(look.get("rStyle", "")))
        fonts = self.collection.fonts(styles.identified(paragraph_style))
        fonts = fonts.under(worn.fonts if worn else Fonts())
        fonts = fonts.under(read(look.pop("rFonts", ""), styles.theme))
        return Hand(self.collection, fonts, self.collection.look.width).xml(children, look)

    @property
    def relationships(self) -> tuple[Relationship, ...]:
        """Every relationship; a part needs those whose ids its XML holds."""
        return tuple(self.collection.relationships.values())

    @property
    def media(self) -> tuple[Medium, ...]:
        """The image parts, each once."""
        return tuple(self.collection.media.values())

    @property
    def numbering(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The `w:abstractNum` and the `w:num` elements; all of the first stand before these.

        Ask for footnotes first: they may hold lists, too.
        """
        numbering = self.collection.numbering
        return numbering.abstracts(), tuple(numbering.lists)

    @property
    def footnotes(self) -> tuple[str, ...]:
        """The `w:footnote` elements in the order of their marks; ask when all is written."""
        collection = self.collection
        collection.in_note = True
        for number, mark in collection.notes[len(self._notes) :]:
            self._notes.append(self._footnote(number, mark.blocks, mark.source))
        collection.in_note = False
        return tuple(self._notes)

    @property
    def missing_styles(self) -> tuple[tuple[str, Source], ...]:
        """Names of styles that the template lacks, each with the first place that wants it."""
        return tuple(self.collection.missing.items())

    @property
    def refused_pictures(self) -> tuple[Refused, ...]:
        """The images that were printed as their alt text."""
        return tuple(self.collection.refused)

    def _footnote(self, number: int, blocks: tuple[Block, ...], source: Source) -> str:
        # The number opens the first paragraph.
        place, named = Place(style="脚注文本"), ("脚注文本", source)
        opening = blocks[0] if blocks and isinstance(blocks[0], Paragraph) else None
        words = self._sheet.runs(opening.children, place, named) if opening else ""
        mark = f"<w:r>{note_style(self.collection, source)}<w:footnoteRef/></w:r>{_SPACE}"
        first = self._sheet.paragraph(mark + words, place, named)
        rest = self._sheet.written(blocks[1:] if opening else blocks, place)
        return f'<w:footnote w:id="{number}">{first}{rest}</w:footnote>'


def _with_headings(sections: Iterable[tuple[Block, ...]]) -> list[tuple[Block, ...]]:
    """Return sections, those without a heading joined to the one before: it may have to do."""
    joined: list[tuple[Block, ...]] = []
    for blocks in sections:
        if joined and blocks and not isinstance(blocks[0], Heading):
            joined[-1] += blocks
        elif blocks:
            joined.append(blocks)
    return joined


def _value(element: str) -> str:
    return element.partition('w:val="')[2].partition('"')[0]
