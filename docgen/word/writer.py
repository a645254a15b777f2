"""The text of one document (书写器): prose and phrases as markup, and what that asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from docgen.document import Block, Inline, Paragraph, Prose
from docgen.findings import Source
from docgen.word import properties
from docgen.word.collection import Collection, Look, Medium, Refused, Relationship
from docgen.word.fonts import Fonts, read
from docgen.word.markup import BLOCKS
from docgen.word.numbering import Numbering
from docgen.word.runs import Hand, note_style
from docgen.word.sheet import Place, Sheet

_SPACE = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'


class Writer:
    """Writes the text of one document (书写器), and keeps what printing has to add.

    One per render: ids are unique over everything it has written.
    """

    def __init__(self, look: Look, root: Path) -> None:
        """Write for a template that looks like `look`, with images under `root`."""
        numbering = Numbering(look.first_kind, look.first_list)
        self._begin(Collection(look, root, numbering))

    def _begin(self, collection: Collection) -> None:
        self._manners: dict[tuple[str, str], tuple[Fonts, Mapping[str, str]]] = {}
        self.collection = collection
        self._sheet = Sheet(collection, BLOCKS)

    def following(self, stretch: int) -> Writer:
        """Return a writer for a stretch that comes next."""
        writer = Writer.__new__(Writer)
        writer._begin(self.collection.following(stretch))  # noqa: SLF001 (another of its kind)
        return writer

    def xml(self, blocks: tuple[Block, ...]) -> str:
        """Return blocks as paragraphs and tables; "" for none."""
        return self._sheet.written(blocks, Place()) + self._sheet.broken()

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
        self.write_notes()
        notes = sorted(self.collection.noted, key=lambda note: self.collection.notes[note[0]])
        return tuple(xml for _, xml in notes)

    def write_notes(self) -> None:
        """Write the notes whose marks were written."""
        collection = self.collection
        collection.in_note = True
        keys = {number: key for key, number in collection.notes.items()}
        for number, mark in collection.marks:
            note = self._footnote(number, mark.blocks, mark.source)
            collection.noted.append((keys[number], note))
        collection.marks.clear()
        collection.in_note = False

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


def _value(element: str) -> str:
    return element.partition('w:val="')[2].partition('"')[0]
