"""A glance at a part (速查): is there anything in its text that a closer look could object to?

Most parts are sound, and counting strings is a hundred times faster than walking a tree. What
is called sound here is sound; what is not gets the closer look of the other modules.
"""

from __future__ import annotations

import re

_STRAY = re.compile(r">([^<]++)<(?!/w:t>)(/?[\w:]+)")
# Elements whose content is text.
_TEXTUAL = re.compile(
    r"/(?:w:(?:instrText|delText|delInstrText)|[am]:t|\w+:(?!body|p$)\w*[A-Z]\w*)$"
)
_STRUCTURE = re.compile(
    r"<(/w:tbl|w:(?:tbl|tr|tc|gridCol|gridSpan|gridBefore|gridAfter|vMerge))(?=[ />])"
    r"(?: w:val=\"(\w+)\")?"
)
_IN_TABLES = (
    ("tc", ("</w:p></w:tc>", "<w:p/></w:tc>")),
    ("tr", ("</w:tc></w:tr>",)),
    ("tbl", ("</w:tr></w:tbl>",)),
)
_OF_NOTES = tuple((kind, (f"</w:p></w:{kind}>",)) for kind in ("footnote", "endnote", "comment"))


def sound(text: str, *, notes: bool) -> bool:
    """Tell whether tables, cells and texts of a stretch are surely as they must be.

    `notes` says that it is of a part that holds notes or comments.
    """
    for kind, endings in (*_IN_TABLES, *_OF_NOTES) if notes else _IN_TABLES:
        whole = text.count(f"</w:{kind}>")
        if whole != sum(map(text.count, endings)) or f"<w:{kind}/>" in text:
            return False
    strays = ((words, tag) for words, tag in _STRAY.findall(text) if not words.isspace())
    if any(not _TEXTUAL.search(tag) for _, tag in strays):
        return False
    return "<w:tbl" not in text or _grids(text)


class _Table:
    """A table on the way through its tokens."""

    def __init__(self) -> None:
        self.columns = self.column = self.cell = 0
        self.above: set[int] = set()
        self.here: set[int] = set()

    def row(self) -> bool:
        """Begin a row; tell whether the one before fitted."""
        fitted = self.column <= self.columns
        self.above, self.here, self.column = self.here, set(), 0
        return fitted


def _grids(text: str) -> bool:
    """Tell whether every row fits its grid and every merge has a start."""
    tables: list[_Table] = []
    for name, value in _STRUCTURE.findall(text):
        if name == "w:tbl":
            tables.append(_Table())
        elif name == "/w:tbl":
            if not tables.pop().row():
                return False
        elif tables and not _step(tables[-1], name, value):
            return False
    return True


def _step(table: _Table, name: str, value: str) -> bool:
    if name == "w:tc":
        table.cell = table.column
        table.column += 1
    elif name == "w:gridCol":
        table.columns += 1
    elif name == "w:tr":
        return table.row()
    elif name == "w:vMerge":
        table.here.add(table.cell)
        return value == "restart" or table.cell in table.above
    elif value.isdecimal():
        table.column += int(value) - (name == "w:gridSpan")
    else:
        return False
    return True
