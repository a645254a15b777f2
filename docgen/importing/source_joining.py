"""Several files → one source (合并来源): keys made different, places with the file's name."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from docgen.word.returned.document_source import (
    DocumentSource,
    SourceCell,
    SourceParagraph,
    SourceTable,
)

FILE_END = SourceParagraph("", (), style="\ue000")
"""Stands between two files: nothing goes on from one to the next."""


def joined_source(sources: Mapping[str, DocumentSource]) -> DocumentSource:
    """Return all files as one; a single one is left as it is."""
    if len(sources) == 1:
        return next(iter(sources.values()))
    renamed = [_renamed(source, name) for name, source in sources.items()]
    return DocumentSource(
        tuple(block for each in renamed for block in (*each.blocks, FILE_END)),
        {key: text for each in renamed for key, text in each.notes.items()},
        {key: picture for each in renamed for key, picture in each.pictures.items()},
        tuple(aside for each in renamed for aside in each.asides),
    )


def _renamed(source: DocumentSource, name: str) -> DocumentSource:
    return DocumentSource(
        tuple(
            _renamed_table(block, name) if isinstance(block, SourceTable)
            else _renamed_paragraph(block, name)
            for block in source.blocks
        ),
        {f"{name} {key}": text for key, text in source.notes.items()},
        {f"{name} {key}": picture for key, picture in source.pictures.items()},
        tuple((f"《{name}》{what}", text) for what, text in source.asides),
    )  # fmt: skip


def _renamed_paragraph(paragraph: SourceParagraph, name: str) -> SourceParagraph:
    pieces = (
        piece if piece.kind == "文字" else structs.replace(piece, text=f"{name} {piece.text}")
        for piece in paragraph.pieces
    )
    where = f"《{name}》{paragraph.where}"
    return structs.replace(paragraph, where=where, pieces=tuple(pieces))


def _renamed_table(table: SourceTable, name: str) -> SourceTable:
    def renamed(cell: SourceCell) -> SourceCell:
        inner = tuple(_renamed_paragraph(each, name) for each in cell.paragraphs)
        return structs.replace(cell, where=f"《{name}》{cell.where}", paragraphs=inner)

    rows = tuple(tuple(map(renamed, row)) for row in table.rows)
    return SourceTable(f"《{name}》{table.where}", rows)
