"""Sheets of a workbook as cells (工作表): value, kind, whether hidden or never calculated."""

from __future__ import annotations

import posixpath
import re
from decimal import Decimal

from msgspec import Struct

from docgen.content import number_formats
from docgen.content.xlsx import Element, Package, tree

NUMBER, TEXT, ERROR, EMPTY, UNCALCULATED = "数", "文字", "错误值", "空", "没有算过"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


class Cell(Struct, frozen=True, gc=False):
    """A cell (单元格): `text` is what it says, `value` its number, `rounded` that as shown."""

    address: str
    row: int
    column: int
    kind: str
    text: str = ""
    value: Decimal | None = None
    rounded: Decimal | None = None
    hidden: bool = False


class Sheet(Struct, frozen=True):
    """A sheet (工作表): its cells by row and column, both from 1."""

    name: str
    cells: dict[tuple[int, int], Cell]
    hidden: bool = False

    def at(self, address: str) -> Cell | None:
        """Return the cell at C5, an empty one when nothing is there; None for no address."""
        spot = position(address)
        if spot is None:
            return None
        return self.cells.get(spot) or Cell(address, *spot, EMPTY)

    @property
    def rows(self) -> range:
        """All rows up to the last one used."""
        return range(1, max((row for row, _ in self.cells), default=0) + 1)


def position(address: str) -> tuple[int, int] | None:
    """Return row and column of an address.

    >>> position("C5"), position("aa1"), position("5C")
    ((5, 3), (1, 27), None)
    """
    match = _ADDRESS.fullmatch(address.strip().upper().replace("$", ""))
    return (int(match[2]), column_number(match[1])) if match else None


def column_number(letters: str) -> int:
    """Return the number of a column by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column.

    >>> column_letters(3), column_letters(27)
    ('C', 'AA')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheets(package: Package) -> dict[str, Sheet]:
    """Return the sheets of a workbook by name, in its order; raises Unreadable."""
    return dict(_Reader(package).sheets())


class _Reader:
    def __init__(self, package: Package) -> None:
        self.parts = package.parts
        self.book = tree(self.parts, "xl/workbook.xml")
        self.strings = [_words(item) for item in tree(self.parts, "xl/sharedStrings.xml").all("si")]
        styles = tree(self.parts, "xl/styles.xml")
        formats = styles.all("numFmts", "numFmt")
        self.custom = {int(f.attributes["numFmtId"]): f.attributes["formatCode"] for f in formats}
        numbers = [int(xf.attributes.get("numFmtId", "0")) for xf in styles.all("cellXfs", "xf")]
        codes = [(n, number_formats.code_of(n, self.custom)) for n in numbers]
        self.formats = [(code, number_formats.is_date_format(n, code)) for n, code in codes]
        self.since_1904 = any(
            p.attributes.get("date1904") in {"1", "true"} for p in self.book.all("workbookPr")
        )
        self.stale = any(
            p.attributes.get("fullCalcOnLoad") in {"1", "true"} for p in self.book.all("calcPr")
        )

    def sheets(self) -> list[tuple[str, Sheet]]:
        relations = tree(self.parts, "xl/_rels/workbook.xml.rels")
        targets = {
            r.attributes.get("Id", ""): posixpath.normpath(
                posixpath.join("/xl", r.attributes.get("Target", ""))
            )
            for r in relations.all("Relationship")
            if r.attributes.get("TargetMode") != "External"
        }
        read = []
        for entry in self.book.all("sheets", "sheet"):
            name = entry.attributes.get("name", "")
            part = targets.get(entry.attributes.get("r:id", ""), "").lstrip("/")
            hidden = entry.attributes.get("state", "visible") != "visible"
            read.append((name, Sheet(name, self.cells(tree(self.parts, part)), hidden)))
        return read

    def cells(self, sheet: Element) -> dict[tuple[int, int], Cell]:
        hidden: set[int] = set()
        for column in sheet.all("cols", "col"):
            if _on(column, "hidden"):
                first, last = int(column.attributes["min"]), int(column.attributes["max"])
                hidden.update(range(first, min(last, 16_384) + 1))
        cells: dict[tuple[int, int], Cell] = {}
        for row in sheet.all("sheetData", "row"):
            for node in row.all("c"):
                spot = position(node.attributes.get("r", ""))
                if spot is not None:
                    out = _on(row, "hidden") or spot[1] in hidden
                    cells[spot] = self.cell(node, spot, hidden=out)
        return cells

    def cell(self, node: Element, spot: tuple[int, int], *, hidden: bool) -> Cell:
        address = node.attributes["r"]
        kind, words = node.attributes.get("t", "n"), next((v.text for v in node.all("v")), "")
        formula = any(True for _ in node.all("f"))
        if kind == "e":
            return Cell(address, *spot, ERROR, words, hidden=hidden)
        if formula and kind != "str" and (not words or self.unsure(words)):
            return Cell(address, *spot, UNCALCULATED, hidden=hidden)
        if kind in {"s", "str", "inlineStr", "b", "d"}:
            text = self.words(node, kind, words)
            return Cell(address, *spot, TEXT if text.strip() else EMPTY, text, hidden=hidden)
        return self.number(address, spot, words, node, hidden=hidden)

    def unsure(self, words: str) -> bool:
        """Return whether a formula's 0 is a stand-in: the file is to be calculated on loading."""
        return self.stale and words == "0"

    def words(self, node: Element, kind: str, words: str) -> str:
        if kind == "s":
            index = int(words) if words.isdecimal() else -1
            return self.strings[index] if 0 <= index < len(self.strings) else ""
        if kind == "b":
            return "是" if words == "1" else "否"
        return "".join(_words(item) for item in node.all("is")) if kind == "inlineStr" else words

    def number(
        self, address: str, spot: tuple[int, int], words: str, node: Element, *, hidden: bool
    ) -> Cell:
        if not words.strip():
            return Cell(address, *spot, EMPTY, hidden=hidden)
        try:
            value = number_formats.exact(words)
        except (ValueError, ArithmeticError):
            return Cell(address, *spot, ERROR, words, hidden=hidden)
        if not value.is_finite():
            return Cell(address, *spot, ERROR, words, hidden=hidden)
        style = int(node.attributes.get("s", "0"))
        code, is_date = self.formats[style] if style < len(self.formats) else ("", False)
        text = number_formats.shown(value, code, is_date=is_date, since_1904=self.since_1904)
        rounded = None if is_date else number_formats.rounded_by(value, code)
        return Cell(address, *spot, NUMBER, text, value, rounded, hidden=hidden)


def _words(item: Element) -> str:
    """Return the text of a string, without the phonetic hints."""
    runs = [t.text for run in item.all("r") for t in run.all("t")]
    return "".join((*(t.text for t in item.all("t")), *runs))


def _on(element: Element, name: str) -> bool:
    return element.attributes.get(name) in {"1", "true"}
