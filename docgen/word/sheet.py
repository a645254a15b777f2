"""The paragraph under the pen (纸面): what a block's place adds to its style."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from docgen.document import Block, CodeBlock, Inline, PageBreak, Quote, Rule
from docgen.findings import Source
from docgen.word import properties
from docgen.word.collection import Collection
from docgen.word.properties import value
from docgen.word.runs import Hand
from docgen.word.styles import Style

NARROW = 1440
# A paragraph that goes on in an item says that it has no number: to Word that is plain, and to
# pandoc it is what keeps the paragraph in the item, whatever its style.
UNNUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
# These are set in by themselves: the first quote needs no edge of its own.
SET_IN = frozenset({"引用", "引用代码"})
# What follows one of its kind would look like one with it, and be read as one.
HIDDEN = "_docgen"  # Word hides bookmarks that begin so
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


BlockWriter = Callable[["Sheet", Any, Place], str]


class Sheet:
    """Writes blocks one after the other into one document."""

    def __init__(self, collection: Collection, writers: Mapping[type, BlockWriter]) -> None:
        """Collect into `collection`; `writers` has the function for each block."""
        self.collection = collection
        self._writers = writers
        self.breaking = False

    def written(self, blocks: tuple[Block, ...], place: Place) -> str:
        """Return blocks in a place; only the first carries the place's list number."""
        xml: list[str] = []
        before: type | None = None
        for block in blocks:
            if isinstance(block, ALIKE) and type(block) is before:
                xml.append(self.separation(place))
            before = before if isinstance(block, UNSEEN) else type(block)
            xml.append(self._writers[type(block)](self, block, place))
            place = replace(place, item="") if place.item else place
        return "".join(xml)

    def separation(self, place: Place | None = None) -> str:
        """Return an empty line, hardly two millimetres high, between what would grow together.

        Word joins two tables without a paragraph between them. `place` is where two quotes or
        two blocks of code meet.
        """
        free = place is not None and not place.quotes and place.level < 0
        opening = "<w:pageBreakBefore/>" if self.breaking else ""
        self.breaking = False
        return f"<w:p><w:pPr>{opening}{_THIN}</w:pPr>{self.mark() if free else ''}</w:p>"

    def mark(self) -> str:
        """Return a hidden bookmark: what keeps a paragraph without text from being overlooked.

        pandoc leaves out paragraphs that hold nothing at all.
        """
        identity, name = self.collection.bookmark(HIDDEN)
        start = f'<w:bookmarkStart w:id="{identity}" w:name="{name}"/>'
        return f'{start}<w:bookmarkEnd w:id="{identity}"/>'

    def break_page(self) -> None:
        """Put the next paragraph on a new page."""
        self.breaking = True

    def broken(self) -> str:
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
        runs = content if isinstance(content, str) else self.runs(content, place, named)
        look = properties.element(
            "pPr",
            {
                "pStyle": value("pStyle", style.id) if style and not style.default else "",
                "pageBreakBefore": "<w:pageBreakBefore/>" if breaking else "",
                "numPr": place.item or self._unnumbered(style, place),
                "ind": "" if self._set_in(named[0], place) else place.indents(flush=False),
                **(_around_picture(runs) if "<w:drawing>" in runs else {}),
                **(own or {}),
            },
        )
        return f"<w:p>{look}{runs}</w:p>"

    def _unnumbered(self, style: Style | None, place: Place) -> str:
        numbers = style is not None and style.numbered  # a heading's own number stays
        return UNNUMBERED if place.level >= 0 and not numbers else ""

    def _set_in(self, name: str, place: Place) -> bool:
        first = place.quotes == 1 and place.level < 0 and name in SET_IN
        return first and self.collection.look.styles.named(name) is not None

    def runs(self, content: tuple[Inline, ...], place: Place, named: tuple[str, Source]) -> str:
        """Return the runs of a paragraph in the style `named`."""
        fonts = self.collection.fonts(self.collection.style(*named))
        width = max(self.collection.look.width - place.left, NARROW)
        return Hand(self.collection, fonts, width).xml(content)


def _around_picture(runs: str) -> Mapping[str, str]:
    """Return what a paragraph with an image needs: a line of fixed height would cut it off.

    Images alone in their paragraph stand in its middle.
    """
    free = {"spacing": '<w:spacing w:line="240" w:lineRule="auto"/>'}
    if "<w:t " in runs:
        return free
    flush = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    return {**free, "ind": flush, "jc": value("jc", "center")}
