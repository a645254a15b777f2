"""A Word file as its reader sees it (旧报告的原文): paragraphs, tables, notes, pictures, in order.

Everything that has words is there with its place: text boxes, content controls, tracked
insertions, automatic numbers. What is no part of the text — deletions, comments, headers — is
listed beside it (旁注), so that whoever takes the text over can say what was left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct, structs

from docgen.patterns import lazy_pattern
from docgen.word.package import (
    OFFICE,
    Package,
    damaged_file,
    opened_package,
    relations_of,
    target_of,
)
from docgen.word.returned.automatic_numbers import NumberCounter, numbering_levels
from docgen.word.returned.file_parts import GONE, OPENED, document_body, is_covered, parsed_part
from docgen.word.template.word_tree import (
    TBL,
    TC,
    TR,
    Element,
    P,
    R,
    T,
    W,
    own_descendants,
)

DOCUMENT = "word/document.xml"
_WIDEST = 63
"""Word's own limit for the columns of a table; a span beyond it is no span."""
_RELATION = f"{{{OFFICE}}}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_PAGE_NUMBER = lazy_pattern(r"[\W\d_第页共]*")
_HEADING_STYLE = lazy_pattern(r"(?:heading|标题)\s*([1-9])")
_SIGNS = MappingProxyType({"F0FE": "☑", "F052": "☑", "F0FC": "√", "F06E": "■"})
_BASES = 12


class TextPiece(Struct, frozen=True):
    """Words of one look (文字), or the number of a note (脚注) or a picture (图片): see `kind`."""

    text: str
    bold: bool = False
    italic: bool = False
    kind: str = "文字"


class AutomaticNumber(Struct, frozen=True):
    """The number Word prints before a paragraph (自动编号): `label` is as printed, "" for none."""

    form: str
    level: int
    label: str


class SourceParagraph(Struct, frozen=True):
    """A paragraph (段落): its pieces, and what its looks say of it.

    `outline` is 1 to 9 where style or paragraph is a heading, else 0.
    """

    where: str
    pieces: tuple[TextPiece, ...]
    style: str = ""
    outline: int = 0
    number: AutomaticNumber | None = None
    centred: bool = False
    bold: bool = False

    @property
    def text(self) -> str:
        """The words, without notes and pictures."""
        return "".join(piece.text for piece in self.pieces if piece.kind == "文字")

    @property
    def stripped(self) -> str:
        """The words without the blanks around them."""
        return self.text.strip(BLANKS)


BLANKS = " \t　\u00a0\n"


class SourceCell(Struct, frozen=True):
    """A cell (单元格): `column` and `span` in grid columns from 0; `covered` by the one above."""

    where: str
    column: int
    text: str
    span: int = 1
    covered: bool = False
    paragraphs: tuple[SourceParagraph, ...] = ()


class SourceTable(Struct, frozen=True):
    """A table (表格) as rows of cells."""

    where: str
    rows: tuple[tuple[SourceCell, ...], ...]

    @property
    def width(self) -> int:
        """How many grid columns the widest row covers."""
        return max((row[-1].column + row[-1].span for row in self.rows if row), default=0)

    def own_cell(self, row: int, column: int) -> SourceCell | None:
        """Return the cell of a row over a grid column."""
        if not 0 <= row < len(self.rows):
            return None
        over = (c for c in self.rows[row] if c.column <= column < c.column + c.span)
        return next(over, None)

    def cell_over(self, row: int, column: int) -> SourceCell | None:
        """Return the cell over a grid position, the first of its vertical merge."""
        cell = self.own_cell(row, column)
        while cell is not None and cell.covered and row > 0:
            row -= 1
            above = self.own_cell(row, column)
            if above is None:
                return cell
            cell = above
        return cell


class SourcePicture(Struct, frozen=True):
    """A picture (图片): the ending of its file and its bytes."""

    ending: str
    data: bytes


class DocumentSource(Struct, frozen=True):
    """A whole file: `notes` and `pictures` by key, `asides` as (what it is, its words)."""

    blocks: tuple[SourceParagraph | SourceTable, ...]
    notes: Mapping[str, str] = {}
    pictures: Mapping[str, SourcePicture] = {}
    asides: tuple[tuple[str, str], ...] = ()


def document_source(data: bytes, shown: str) -> DocumentSource:
    """Return all that stands in a .docx. Raises DocgenError when it cannot be read."""
    package = opened_package(data, shown)
    try:
        return _SourceReader(package).whole_file()
    except ValueError as problem:
        raise damaged_file(shown, f"读不了：{problem}") from problem


class _SourceReader:
    """Walks the body once; counts numbers, collects pictures and asides on the way."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.relations = _relation_targets(package)
        self.styles = _style_looks(parsed_part(package, "word/styles.xml"))
        self.counter = NumberCounter(numbering_levels(parsed_part(package, "word/numbering.xml")))
        self.asides: list[tuple[str, str]] = []
        self.pictures: dict[str, SourcePicture] = {}
        self.paragraphs = self.tables = 0

    def whole_file(self) -> DocumentSource:
        blocks = tuple(self.blocks_in(document_body(self.package)))
        self.add_margin_texts()
        return DocumentSource(blocks, self.note_texts(), self.pictures, tuple(self.asides))

    def blocks_in(self, parent: Element) -> Iterator[SourceParagraph | SourceTable]:
        for child in parent:
            if child.tag == P:
                yield from self.paragraph_blocks(child)
            elif child.tag == TBL:
                self.tables += 1
                yield self.table(child, self.tables)
            elif child.tag in OPENED:
                yield from self.blocks_in(child)

    def paragraph_blocks(self, element: Element) -> Iterator[SourceParagraph | SourceTable]:
        """Yield a paragraph and what stands in the text boxes that hang on it."""
        paragraph = self.paragraph(element, "")
        if paragraph.stripped:
            self.paragraphs += 1
        where = f"第{self.paragraphs}段"
        yield structs.replace(paragraph, where=where)
        for box in element.iter(f"{W}txbxContent"):
            if any(str(above.tag).endswith("}Fallback") for above in box.iterancestors()):
                continue
            for block in self.blocks_in(box):
                if isinstance(block, SourceParagraph) and block.stripped:
                    self.asides.append(("文本框里的文字，作为一段收入", block.text))
                yield block

    def paragraph(self, element: Element, where: str) -> SourceParagraph:
        look = _own_look(element, self.styles)
        pieces: list[TextPiece] = []
        self.add_pieces(element, pieces)
        number = self.counter.next_number(look.number_id, look.number_level)
        words = [piece for piece in pieces if piece.kind == "文字" and piece.text.strip()]
        bold = bool(words) and all(piece.bold for piece in words)
        return SourceParagraph(
            where, tuple(pieces), look.name, look.outline,
            None if number is None else AutomaticNumber(*number), look.align == "center", bold,
        )  # fmt: skip

    def add_pieces(self, element: Element, pieces: list[TextPiece]) -> None:
        for node in element:
            if node.tag == R:
                self.add_run(node, pieces)
            elif node.tag in GONE:
                text = "".join(t.text or "" for t in node.iter(f"{W}delText", T))
                if text.strip():
                    self.asides.append(("修订中已删除的文字，没有收入", text))
            elif node.tag not in (P, TBL, f"{W}pPr", f"{W}rPr"):
                self.add_pieces(node, pieces)

    def add_run(self, run: Element, pieces: list[TextPiece]) -> None:
        looks = run.find(f"{W}rPr")
        bold, italic = _is_on(looks, "b"), _is_on(looks, "i")
        for node in run:
            name = str(node.tag).rpartition("}")[2]
            if name in ("footnoteReference", "endnoteReference"):
                key = f"{name.removesuffix('Reference')}{node.get(f'{W}id', '')}"
                pieces.append(TextPiece(key, kind="脚注"))
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                holder = node[0] if name == "AlternateContent" and len(node) else node
                pieces += [TextPiece(key, kind="图片") for key in self.picture_keys(holder)]
            elif text := _run_text(node, name):
                _append_text(pieces, TextPiece(text, bold, italic))

    def picture_keys(self, node: Element) -> Iterator[str]:
        for blip in node.iter(_BLIP, _IMAGE_DATA):
            key = blip.get(f"{_RELATION}embed") or blip.get(f"{_RELATION}id") or ""
            target = self.relations.get(key, ("", ""))[1]
            if self.package.member(target):
                ending = target.rpartition(".")[2].lower()
                self.pictures.setdefault(key, SourcePicture(ending, self.package.part(target)))
                yield key
            elif key:
                self.asides.append(("链接的图片，文件里没有", target or key))

    def table(self, element: Element, order: int) -> SourceTable:
        rows: list[tuple[SourceCell, ...]] = []
        for tr in own_descendants(element, TR):
            rows.append(tuple(self.row_cells(tr, f"表格{order} 第{len(rows) + 1}行")))
        return SourceTable(f"表格{order}", tuple(rows))

    def row_cells(self, row: Element, where: str) -> Iterator[SourceCell]:
        column = _number_in(row, "trPr/gridBefore", 0)
        for cell in own_descendants(row, TC):
            span = _number_in(cell, "tcPr/gridSpan", 1)
            place = f"{where}第{column + 1}列"
            paragraphs = tuple(self.paragraph(p, place) for p in cell.iter(P))
            text = "\n".join(p.text for p in paragraphs).strip("\n")
            yield SourceCell(place, column, text, max(1, span), is_covered(cell), paragraphs)
            column += max(1, span)

    def note_texts(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for kind in ("footnote", "endnote"):
            root = parsed_part(self.package, f"word/{kind}s.xml")
            for note in () if root is None else root.iter(f"{W}{kind}"):
                if note.get(f"{W}type") in (None, "normal"):
                    texts = ["".join(t.text or "" for t in p.iter(T)) for p in note.iter(P)]
                    found[f"{kind}{note.get(f'{W}id', '')}"] = "\n".join(texts).strip()
        return found

    def add_margin_texts(self) -> None:
        """List what stands in headers, footers and comments: no part of the text."""
        kinds = {"header": "页眉", "footer": "页脚", "comments": "批注"}
        for kind, target in self.relations.values():
            root = parsed_part(self.package, target) if kind in kinds else None
            for paragraph in () if root is None else root.iter(P):
                text = "".join(t.text or "" for t in paragraph.iter(T)).strip()
                if not _PAGE_NUMBER.fullmatch(text):
                    self.asides.append((f"{kinds[kind]}，没有收入", text))


# -- parts and properties --------------------------------------------------------------------------


def _relation_targets(package: Package) -> dict[str, tuple[str, str]]:
    """Return, by id, the kind of a relationship of the document and the part it aims at."""
    root = parsed_part(package, relations_of(DOCUMENT))
    if root is None:
        return {}
    inside = (each for each in root if each.get("TargetMode") != "External")
    return {
        each.get("Id", ""): (
            each.get("Type", "").rpartition("/")[2], target_of(DOCUMENT, each.get("Target", "")),
        )
        for each in inside
    }  # fmt: skip


class _StyleLook(Struct, frozen=True):
    name: str = ""
    outline: int = 0
    number_id: str = ""
    number_level: int = 0
    align: str = ""


def _style_looks(root: Element | None) -> dict[str, _StyleLook]:
    """Return what each paragraph style says, what it is based on included."""
    if root is None:
        return {}
    styles = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
    return {key: _inherited_look(style, styles) for key, style in styles.items()}


def _inherited_look(style: Element, styles: Mapping[str, Element]) -> _StyleLook:
    look, at = _StyleLook(), _child_value(style, "name")
    heading = _HEADING_STYLE.fullmatch(at.lower())
    current: Element | None = style
    for _ in range(_BASES):
        if current is None:
            break
        own = _properties_look(current.find(f"{W}pPr"))
        look = _StyleLook(
            at, look.outline or own.outline, look.number_id or own.number_id,
            look.number_level or own.number_level, look.align or own.align,
        )  # fmt: skip
        current = styles.get(_child_value(current, "basedOn"))
    outline = int(heading[1]) if heading else look.outline
    return _StyleLook(at, outline, look.number_id, look.number_level, look.align)


def _own_look(paragraph: Element, styles: Mapping[str, _StyleLook]) -> _StyleLook:
    properties = paragraph.find(f"{W}pPr")
    style = styles.get("" if properties is None else _child_value(properties, "pStyle"))
    base, own = style or _StyleLook(), _properties_look(properties)
    typed_outline = properties is not None and properties.find(f"{W}outlineLvl") is not None
    return _StyleLook(
        base.name, own.outline if typed_outline else base.outline,
        own.number_id or base.number_id, own.number_level or base.number_level,
        own.align or base.align,
    )  # fmt: skip


def _properties_look(properties: Element | None) -> _StyleLook:
    if properties is None:
        return _StyleLook()
    level = _number_in(properties, "outlineLvl", 9)
    return _StyleLook(
        "", level + 1 if level < 9 else 0,  # noqa: PLR2004 (9 is body text)
        _child_value(properties, "numPr/numId"), _number_in(properties, "numPr/ilvl", 0),
        _child_value(properties, "jc"),
    )  # fmt: skip


def _child_value(element: Element, path: str) -> str:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return "" if found is None else str(found.get(f"{W}val", ""))


def _number_in(element: Element, path: str, usual: int) -> int:
    """Return a small number that a property holds; what is none or too large is not believed."""
    text = _child_value(element, path)
    small = text.isascii() and text.isdigit() and len(text) < 4  # noqa: PLR2004
    return min(int(text), _WIDEST) if small else usual


def _is_on(looks: Element | None, name: str) -> bool:
    found = None if looks is None else looks.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")


def _run_text(node: Element, name: str) -> str:
    if name == "t":
        return node.text or ""
    if name in ("br", "cr"):
        return "" if node.get(f"{W}type") in ("page", "column") else "\n"
    if name == "sym":
        return _SIGNS.get(str(node.get(f"{W}char", "")).upper(), "□")
    return {"tab": "\t", "noBreakHyphen": "-"}.get(name, "")


def _append_text(pieces: list[TextPiece], piece: TextPiece) -> None:
    """Append words, to the piece before where they look alike."""
    last = pieces[-1] if pieces else None
    if last and last.kind == "文字" and (last.bold, last.italic) == (piece.bold, piece.italic):
        pieces[-1] = TextPiece(last.text + piece.text, piece.bold, piece.italic)
    else:
        pieces.append(piece)
