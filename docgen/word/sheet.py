"""The paragraph under the pen (纸面): what a block's place adds to its style."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from docgen.document import Block, Inline
from docgen.findings import Source
from docgen.word import properties
from docgen.word.collection import Collection
from docgen.word.properties import value
from docgen.word.runs import Hand

NARROW = 1440
# Twips of a character of 三号.
CHARACTER = 320


class Place(Struct, frozen=True):
    """Where a block stands (位置): in which quotes and lists, and what its first line carries.

    `left` is the left edge in twips, 0 for the style's own; `level` the depth of the list around
    it, -1 outside; `item` the list number that the next paragraph shows; `style` what a plain
    paragraph wears here; `inner` that other blocks follow inside something.
    """

    left: int = 0
    style: str = "正文"
    quotes: int = 0
    level: int = -1
    item: str = ""

    @property
    def indents(self) -> str:
        """The `w:ind` of a paragraph here: characters of the style's first line do not count.

        An item has that of its list. Quotes and code in it are set in by characters: pandoc
        takes an edge in twips for a quote more, which is right for the inner one of two only.
        """
        if self.item or not self.left:
            return ""
        edge = f'w:left="{self.left}"'
        if self.quotes == 1 or self.style == "代码":
            edge = f'w:leftChars="{round(self.left * 100 / CHARACTER)}"'
        return f'<w:ind {edge} w:firstLineChars="0" w:firstLine="0"/>'


BlockWriter = Callable[["Sheet", Any, Place], str]


class Sheet:
    """Writes blocks one after the other into one document."""

    def __init__(self, collection: Collection, writers: Mapping[type, BlockWriter]) -> None:
        """Collect into `collection`; `writers` has the function for each block."""
        self.collection = collection
        self._writers = writers
        self._breaking = False

    def written(self, blocks: tuple[Block, ...], place: Place) -> str:
        """Return blocks in a place; only the first carries the place's list number."""
        xml = []
        for block in blocks:
            xml.append(self._writers[type(block)](self, block, place))
            if place.item:
                style = "列表续段" if place.style == "列表段落" else place.style
                place = replace(place, item="", style=style)
        return "".join(xml)

    def break_page(self) -> None:
        """Put the next paragraph on a new page."""
        self._breaking = True

    def broken(self) -> str:
        """Return the paragraph that a page break needs when no paragraph follows, else ""."""
        if not self._breaking:
            return ""
        self._breaking = False
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
        breaking, self._breaking = self._breaking, False
        runs = content if isinstance(content, str) else self.runs(content, place, named)
        look = properties.element(
            "pPr",
            {
                "pStyle": value("pStyle", style.id) if style and not style.default else "",
                "pageBreakBefore": "<w:pageBreakBefore/>" if breaking else "",
                "numPr": place.item,
                "ind": place.indents,
                **(_around_picture(runs) if "<w:drawing>" in runs else {}),
                **(own or {}),
            },
        )
        return f"<w:p>{look}{runs}</w:p>"

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
