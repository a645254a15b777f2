"""A table while it is read (表格结构): rows, cells, paragraphs, merges that begin."""

from __future__ import annotations

from docgen.word.soundness.marks import W

TBL, TR, TC, P = (f"{W}{name}" for name in ("tbl", "tr", "tc", "p"))
_IN_TABLE, _IN_ROW, _IN_CELL = 1, 2, 3
_LEVELS = {
    f"{W}gridCol": _IN_TABLE,
    f"{W}gridBefore": _IN_ROW,
    f"{W}gridAfter": _IN_ROW,
    f"{W}gridSpan": _IN_CELL,
    f"{W}vMerge": _IN_CELL,
}
IN_TABLES = (TR, TC, *_LEVELS)
"""What a table is told of."""

# What stands in a cell and is no content of it.
_ASIDE = frozenset(
    f"{W}{name}"
    for name in (
        "tcPr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart",
        "permEnd", "proofErr", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd",
    )
)  # fmt: skip


class OpenTable:
    """A table that has begun; what is wrong with it stands in `faults`.

    Rows and cells count that are its own, in content controls and the like or not. `depth` is
    the number of elements around, the named one included; `paragraphs` how many the part had.
    """

    def __init__(self, number: int, depth: int) -> None:
        """Begin the table of that number."""
        self.number = number
        self.faults: list[str] = []
        self._opened = [depth]  # depths of the table, its open row and the open cell of that
        self._columns = self._rows = self._cells = self._column = self._span = self._after = 0
        self._above: set[int] = set()
        self._merged: set[int] = set()
        self._last, self._paragraphs = "", 0

    def start_element(self, tag: str, value: str | None, depth: int) -> None:
        """Take in the start of a row, a cell or a property, if it is this table's own."""
        level = len(self._opened)
        if (tag, level) == (TR, _IN_TABLE):
            self._opened.append(depth)
            self._rows += 1
            self._cells = self._column = self._after = 0
            self._above, self._merged = self._merged, set()
        elif (tag, level) == (TC, _IN_ROW):
            self._opened.append(depth)
            self._cells += 1
            self._last, self._span = "", 1
        elif level == _LEVELS.get(tag) and depth == self._opened[-1] + 2:
            self._add_property(tag.removeprefix(W), value)

    def add_content(self, tag: str, depth: int, paragraphs: int) -> None:
        """Take in what begins right below a cell."""
        if depth == self._opened[-1] + 1 and tag not in _ASIDE:
            self._last, self._paragraphs = tag, paragraphs

    def end_element(self, depth: int, paragraphs: int) -> None:
        """Take in the end of the cell, row or table that began at this depth."""
        if depth != self._opened[-1]:
            return
        self._opened.pop()
        if len(self._opened) == _IN_ROW:
            self._end_cell(paragraphs)
        elif len(self._opened) == _IN_TABLE:
            self._end_row()
        elif not self._rows:
            self.faults.append("没有行")

    def _add_property(self, name: str, value: str | None) -> None:
        if name == "gridCol":
            self._columns += 1
        elif name == "gridBefore":
            self._column = _grid_number(value, 0)
        elif name == "gridAfter":
            self._after = _grid_number(value, 0)
        elif name == "gridSpan":
            self._span = _grid_number(value, 1)
        else:
            if value in (None, "continue") and self._column not in self._above:
                self.faults.append(f"第{self._rows}行第{self._cells}列的合并没有起点")
            self._merged.add(self._column)

    def _end_cell(self, paragraphs: int) -> None:
        self._column += self._span
        place = f"第{self._rows}行第{self._cells}列"
        if not self._last:
            self.faults.append(f"{place}没有段落")
        elif self._last == TBL:
            self.faults.append(f"{place}以表格结尾，缺少段落")
        elif paragraphs == self._paragraphs:
            self.faults.append(f"{place}没有以段落结尾")

    def _end_row(self) -> None:
        column = self._column + self._after
        if not self._cells:
            self.faults.append(f"第{self._rows}行没有单元格")
        elif self._columns and column > self._columns:
            self.faults.append(f"第{self._rows}行占 {column} 列，网格只有 {self._columns} 列")


def _grid_number(value: str | None, otherwise: int) -> int:
    plain = value is not None and value.isdecimal() and len(value) < 6  # noqa: PLR2004 (Word has 63 columns)
    return int(value or 0) if plain else otherwise
