"""A returned file line by line (逐行读回): text with its looks, style, list, tracked changes.

Insertions and what was moved here stand, deletions and what was moved away are gone; a paragraph
whose mark was deleted goes on in the next one. A note's mark reads †, a picture ￼, in every
reading alike, so that offsets agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from docgen.word.package import Package
from docgen.word.returned.file_parts import (
    GONE,
    document_body,
    flat_blocks,
    is_covered,
    parsed_part,
    returned_package,
)
from docgen.word.template.word_tree import (
    TBL,
    TC,
    TR,
    Element,
    P,
    R,
    T,
    W,
    column_span,
    own_descendants,
)

NOTE_SIGN, PICTURE_SIGN = "†", "\ufffc"
_UNREAD = GONE | {f"{W}{name}" for name in ("pPr", "rPr", "instrText", "delText")}
_REVISIONS = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {
    f"{W}cr": "\n",
    f"{W}tab": "\t",
    f"{W}noBreakHyphen": "-",
    f"{W}footnoteReference": NOTE_SIGN,
    f"{W}endnoteReference": NOTE_SIGN,
    f"{W}drawing": PICTURE_SIGN,
    f"{W}pict": PICTURE_SIGN,
    f"{W}object": PICTURE_SIGN,
}
_OFF = ("0", "false", "off")
_MARGINS = ("word/header", "word/footer")
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")


class ReturnedLine(Struct, frozen=True):
    """A paragraph of the body, of a cell or of a note (行).

    `looks` has a sign per character: `.` plain, `b` bold, `i` italic, `x` both, `s` struck;
    `style` is the
    name of its style, not its id; `numbered` tells a list item. `order` counts the paragraphs
    of a cell. `joined`: it stands behind a tracked deletion of a paragraph, and LibreOffice gives
    it the style of the deleted one. `revisions` are the authors and dates of tracked changes.
    """

    text: str
    looks: str
    where: str
    style: str = ""
    numbered: bool = False
    table: int = 0
    row: int = 0
    column: int = 0
    order: int = 1
    note: bool = False
    joined: bool = False
    revisions: tuple[tuple[str, str], ...] = ()


def returned_lines(data: bytes) -> tuple[ReturnedLine, ...]:
    """Return every line with words of a .docx; ValueError when it cannot be read."""
    package = returned_package(data)
    reader = _LineReader(_style_names(package))
    lines = [*reader.body_lines(document_body(package))]
    notes = parsed_part(package, "word/footnotes.xml")
    if notes is not None:
        lines += reader.note_lines(notes)
    return tuple(lines)


def _style_names(package: Package) -> dict[str, str]:
    """Return style names by id: LibreOffice renames the ids."""
    found = {}
    root = parsed_part(package, "word/styles.xml")
    for style in () if root is None else root.iter(f"{W}style"):
        name = style.find(f"{W}name")
        found[style.get(f"{W}styleId", "")] = name.get(f"{W}val", "") if name is not None else ""
    return found


class _LineReader:
    """Reads paragraphs in order, and remembers what a deleted paragraph mark carries on."""

    def __init__(self, styles: dict[str, str]) -> None:
        self._styles = styles
        self._carried: list[tuple[str, str]] = []
        self._revisions: list[tuple[str, str]] = []

    def body_lines(self, body: Element) -> Iterator[ReturnedLine]:
        """Yield the lines of paragraphs and tables."""
        paragraphs = tables = 0
        for block in flat_blocks(body):
            if block.tag == P:
                paragraphs += 1
                yield from self._line(block, ReturnedLine("", "", f"第{paragraphs}段"))
            else:
                tables += 1
                yield from self._table_lines(block, tables)

    def note_lines(self, notes: Element) -> Iterator[ReturnedLine]:
        """Yield the lines of footnotes."""
        real = [note for note in notes if note.get(f"{W}type") not in _SEPARATORS]
        for count, note in enumerate(real, 1):
            for paragraph in note.iter(P):
                yield from self._line(paragraph, ReturnedLine("", "", f"脚注{count}", note=True))

    def _table_lines(self, table: Element, order: int) -> Iterator[ReturnedLine]:
        rows = [row for row in own_descendants(table, TR) if not _is_marked(row, "trPr")]
        for number, row in enumerate(rows, 1):
            column = 1
            for cell in own_descendants(row, TC):
                if not is_covered(cell):
                    where = f"表格{order} 第{number}行第{column}列"
                    for count, paragraph in enumerate(cell.iter(P), 1):
                        place = ReturnedLine(
                            "", "", where, table=order, row=number, column=column, order=count
                        )
                        yield from self._line(paragraph, place)
                column += column_span(cell)

    def _line(self, paragraph: Element, place: ReturnedLine) -> Iterator[ReturnedLine]:
        self._carried.append(characters(paragraph))
        self._revisions += _revisions(paragraph)
        if _is_marked(paragraph, f"pPr/{W}rPr"):
            return
        joined = len(self._carried) > 1
        text, looks = ("".join(parts) for parts in zip(*self._carried, strict=True))
        revisions = tuple(dict.fromkeys(self._revisions))
        self._carried, self._revisions = [], []
        if text.strip():
            yield structs.replace(
                place, text=text, looks=looks, style=self._style_name(paragraph),
                numbered=_is_numbered(paragraph), joined=joined, revisions=revisions,
            )  # fmt: skip

    def _style_name(self, paragraph: Element) -> str:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return "" if style is None else self._styles.get(style.get(f"{W}val", ""), "")


def _is_marked(element: Element, inside: str) -> bool:
    """Tell whether a paragraph's mark or a row is tracked as deleted or moved away."""
    properties = element.find(f"{W}{inside}")
    return properties is not None and any(
        properties.find(f"{W}{name}") is not None for name in ("del", "moveFrom")
    )


def _is_numbered(paragraph: Element) -> bool:
    number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
    return number is not None and number.get(f"{W}val") != "0"


def _revisions(paragraph: Element) -> list[tuple[str, str]]:
    found = (mark for mark in paragraph.iter(*_REVISIONS) if mark.get(f"{W}author"))
    return [(mark.get(f"{W}author", ""), mark.get(f"{W}date", "")) for mark in found]


def characters(paragraph: Element) -> tuple[str, str]:
    """Return the characters of a paragraph and their looks; deletions are gone."""
    parts = list(_characters(paragraph, "."))
    return "".join(text for text, _ in parts), "".join(look * len(t) for t, look in parts)


def _characters(parent: Element, look: str) -> Iterator[tuple[str, str]]:
    for child in parent:
        if child.tag in _UNREAD or child.tag in (P, TBL, _FALLBACK):
            continue
        if child.tag == T:
            yield child.text or "", look
        elif child.tag == f"{W}br":
            yield "\n" if child.get(f"{W}type") != "page" else "", look
        elif child.tag in _SIGNS:
            is_stop = child.tag == f"{W}tab" and parent.tag != R
            yield "" if is_stop else _SIGNS[child.tag], look
        else:
            yield from _characters(child, run_look(child) if child.tag == R else look)


def run_look(run: Element) -> str:
    """Return how a run looks: `.`, `b`, `i`, `x` for both, `s` where it is struck through."""
    on = []
    for name in ("b", "i", "strike"):
        mark = run.find(f"{W}rPr/{W}{name}")
        on.append(mark is not None and mark.get(f"{W}val", "1") not in _OFF)
    looks = {(True, True): "x", (True, False): "b", (False, True): "i"}
    return "s" if on[2] else looks.get((on[0], on[1]), ".")


def margin_words(data: bytes) -> frozenset[str]:
    """Return the paragraphs of headers and footers, without digits: page numbers are fields.

    ValueError where the file cannot be read.
    """
    found: set[str] = set()
    package = returned_package(data)
    for name in [member.name for member in package.members]:
        root = parsed_part(package, name) if name.startswith(_MARGINS) else None
        texts = (characters(each)[0] for each in (() if root is None else root.iter(P)))
        found |= {"".join(c for c in text if not c.isdigit()) for text in texts}
    return frozenset("".join(text.split()) for text in found if text.strip())
