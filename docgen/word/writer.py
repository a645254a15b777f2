"""The text of one document (书写器): prose and phrases as markup, and what that asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from docgen.document import Block, Heading, Inline, Paragraph, Prose
from docgen.findings import Source
from docgen.memory import Itself, Memory
from docgen.word import properties
from docgen.word.collection import (
    Call,
    Collection,
    Look,
    Medium,
    Refused,
    Relationship,
    reads_files,
)
from docgen.word.fonts import Fonts, read
from docgen.word.markup import BLOCKS
from docgen.word.numbering import Numbering
from docgen.word.runs import Hand, note_style
from docgen.word.sheet import Place, Sheet

_SPACE = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'


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
        self._manners: dict[tuple[str, str], tuple[Fonts, Mapping[str, str]]] = {}
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
        manner = (run, paragraph_style)
        if manner not in self._manners:  # a form has few, and thousands of texts
            self._manners[manner] = self._manner(run, paragraph_style)
        fonts, look = self._manners[manner]
        return Hand(self.collection, fonts, self.collection.look.width).xml(children, look)

    def _manner(self, run: str, paragraph_style: str) -> tuple[Fonts, Mapping[str, str]]:
        styles = self.collection.look.styles
        look = properties.run_children(run)
        worn = styles.identified(_value(look.get("rStyle", "")))
        fonts = self.collection.fonts(styles.identified(paragraph_style))
        fonts = fonts.under(worn.fonts if worn else Fonts())
        return fonts.under(read(look.pop("rFonts", ""), styles.theme)), look

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
