"""The grid of a table whose number of columns only its data tell (网格)."""

from __future__ import annotations

import re

_GRID = re.compile(r"<w:tblGrid\b[^>]*?(?:/>|>.*?</w:tblGrid>)", re.DOTALL)
_COLUMN = re.compile(r'<w:gridCol\b[^>]*?w:w="(\d+)')
_PIECE = re.compile(
    r'<(/?)w:(tbl|tr|tc)(?=[\s>/])|<w:(gridSpan|gridBefore|gridAfter)\b[^>]*?w:val="(\d+)"'
)
_USUAL = 1000


def fitted(xml: str) -> str:
    """Return a table with as many grid columns as its widest row covers; its width stays.

    >>> table = '<w:tbl><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid><w:tr><w:tc/><w:tc/></w:tr>'
    >>> fitted(table)[:70]
    '<w:tbl><w:tblGrid><w:gridCol w:w="450"/><w:gridCol w:w="450"/></w:tblG'
    """
    found = _GRID.search(xml)
    columns = _columns(xml)
    if found is None or not columns:
        return xml
    widths = [int(width) for width in _COLUMN.findall(found[0])]
    if len(widths) == columns:
        return xml
    new = "".join(f'<w:gridCol w:w="{width}"/>' for width in _shared(widths, columns))
    return f"{xml[: found.start()]}<w:tblGrid>{new}</w:tblGrid>{xml[found.end() :]}"


def _shared(widths: list[int], columns: int) -> list[int]:
    """Return widths for more or fewer columns, the old ones in proportion, the sum the same."""
    total = sum(widths) or _USUAL * columns
    if columns < len(widths):
        kept = widths[:columns]
        spare = (total - sum(kept)) // columns
        return [width + spare for width in kept]
    usual = total // columns
    return [width * len(widths) // columns for width in widths] + [usual] * (columns - len(widths))


def _columns(xml: str) -> int:
    depth, widest, here = 0, 0, 0
    for piece in _PIECE.finditer(xml):
        closing, name, span, value = piece.groups()
        if name == "tbl":
            depth += -1 if closing else 1
        elif depth == 1:
            if name == "tr" and not closing:
                here = 0
            here += (name == "tc" and not closing) + (
                int(value) - (span == "gridSpan") if span else 0
            )
            widest = max(widest, here)
    return widest
