"""Blocks → WordprocessingML in the template's own styles (正文): one function per block."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from docgen.document import (
    CodeBlock,
    Heading,
    Item,
    ItemList,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Table,
    Words,
    plain,
)
from docgen.findings import Source
from docgen.word import markup_tables, properties
from docgen.word.collection import anchor
from docgen.word.numbering import DEEPEST_QUOTE, LEVELS, QUOTED, indent
from docgen.word.runs import Hand
from docgen.word.sheet import BlockWriter, Place, Sheet

DEEPEST_HEADING = 6
_LINE = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
_UNINDENTED = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'


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
