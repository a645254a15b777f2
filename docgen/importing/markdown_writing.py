"""Paragraphs and tables → Markdown (写正文): what stood in Word, so that docgen prints it again."""

from __future__ import annotations

from collections.abc import Mapping

from docgen.importing.headings import leading_mark
from docgen.patterns import lazy_pattern
from docgen.word.returned.document_source import (
    BLANKS,
    SourceParagraph,
    SourcePicture,
    SourceTable,
    TextPiece,
)

_SIGNS = lazy_pattern(r"([\\`*_{}\[\]<>~&|^$])")
_ITEM_NUMBER = lazy_pattern(r"^(\d{1,9})([.)])")
_BLOCK_SIGN = lazy_pattern(r"^([#+\-=:])")
_LIST_LABEL = lazy_pattern(r"\d{1,4}[.．、)）]?")
_DIGITS = lazy_pattern(r"\d{1,4}")
_BREAKS = lazy_pattern(r"[^\S\n]*\n\s*")
_HEADLINES = (1, 2)


def escaped_text(text: str) -> str:
    """Return words so that Markdown and docgen take none of them for a sign."""
    return _SIGNS.sub(r"\\\1", text)


def _line_start(line: str) -> str:
    """Return a line whose first characters make it no list and no heading."""
    return _BLOCK_SIGN.sub(r"\\\1", _ITEM_NUMBER.sub(r"\1\\\2", line))


class MarkdownWriter:
    """Writes the text of one file; keeps which notes and pictures were used, in their order."""

    def __init__(self, notes: Mapping[str, str], pictures: Mapping[str, SourcePicture]) -> None:
        """Write with these notes and pictures, by key."""
        self.notes = notes
        self.pictures = pictures
        self.note_names: dict[str, str] = {}
        self.picture_names: dict[str, str] = {}

    def paragraph_text(self, paragraph: SourceParagraph, *, in_list: bool) -> str:
        """Return a paragraph; an item of a list begins with its sign. `in_list`: one is before."""
        number = paragraph.number
        inline = self.inline_text(paragraph)
        if number is None or number.form == "none" or not inline:
            return inline
        indent = "    " * number.level
        if number.form == "bullet":
            return f"{indent}- {inline}"
        counted = _LIST_LABEL.fullmatch(number.label)
        if counted or (in_list and leading_mark(f"{number.label}字")[0] not in _HEADLINES):
            digits = _DIGITS.search(number.label)
            return f"{indent}{digits[0] if digits else 1}. {inline}"
        return _line_start(escaped_text(number.label)) + inline

    def inline_text(self, paragraph: SourceParagraph, *, in_cell: bool = False) -> str:
        """Return the words of a paragraph or cell on one line; its own breaks stay breaks."""
        words = [piece for piece in paragraph.pieces if piece.kind == "文字" and piece.text.strip()]
        plain = in_cell or all(piece.bold for piece in words)
        line = "".join(self._piece_text(piece, plain=plain) for piece in paragraph.pieces)
        line = line.strip(BLANKS)
        if in_cell:
            return _BREAKS.sub("<br>", line)
        lines = [_line_start(part.strip(BLANKS)) for part in line.split("\n")]
        return "\\\n".join(part for part in lines if part)

    def _piece_text(self, piece: TextPiece, *, plain: bool) -> str:
        if piece.kind == "脚注":
            if piece.text not in self.notes:
                return ""
            return f"[^{self.note_names.setdefault(piece.text, f'注{len(self.note_names) + 1}')}]"
        if piece.kind == "图片":
            return f"![](图片/{self._picture_name(piece.text)})"
        text, core = escaped_text(piece.text), escaped_text(piece.text.strip(BLANKS))
        signs = ("" if plain or not piece.bold else "**") + ("*" if piece.italic else "")
        if not core or "\n" in core or not signs:
            return text
        return text.replace(core, f"{signs}{core}{signs}")

    def _picture_name(self, key: str) -> str:
        order = len(self.picture_names) + 1
        return self.picture_names.setdefault(key, f"图{order}.{self.pictures[key].ending}")

    def table_text(self, table: SourceTable) -> str:
        """Return a table; `^` and `<` stand where cells are merged with the one above or before."""
        lines = []
        for row in table.rows:
            cells = [""] * table.width
            for cell in row:
                parts = (self.inline_text(p, in_cell=True) for p in cell.paragraphs)
                words = "<br>".join(filter(None, parts))
                cells[cell.column] = "^" if cell.covered else words
                for merged in range(cell.column + 1, cell.column + cell.span):
                    cells[merged] = "<"
            lines.append(f"| {' | '.join(cells)} |")
        lines.insert(1, "|" + "---|" * table.width)
        return "\n".join(lines)

    def note_lines(self, text: str) -> str:
        """Return the notes that a text refers to, to stand at its end."""
        used = (key for key, name in self.note_names.items() if f"[^{name}]" in text)
        notes = ((self.note_names[key], escaped_text(self.notes[key])) for key in used)
        return "".join(f"\n\n[^{name}]: {' '.join(note.split())}" for name, note in notes)
