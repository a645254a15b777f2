"""Excel as a source (工作簿): one cell, the sum of a column, or a sheet of figures."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from docgen.content import columns, tables
from docgen.content.cells import Address, objections
from docgen.content.fields import Fields
from docgen.content.figures_yaml import BOOK, Taken
from docgen.content.files import Files
from docgen.content.nodes import normalized
from docgen.content.sheets import Sheet, sheets
from docgen.content.xlsx import Unreadable, package
from docgen.findings import Finding, Severity, error, warning
from docgen.report import Text, WorkbookCell

MOST_BYTES = 50_000_000


class Book(Struct, frozen=True):
    """A workbook that was read: as findings show it, its hash, its sheets."""

    shown: str
    sha256: str
    sheets: dict[str, Sheet]


class Workbooks:
    """The workbooks of a project, each read once."""

    def __init__(self, files: Files, folder: Path, found: list[Finding]) -> None:
        """Begin with none read."""
        self._files = files
        self._folder = folder
        self._found = found
        self._books: dict[Path, Book | None] = {}

    def taken(self, fields: Fields, path: str) -> Taken:
        """Return what a workbook gives for the figure at `path`."""
        name = fields.text(BOOK)
        if name is None:
            return Taken()
        book = self._book(name)
        sheet = self._sheet(book, fields, name) if book else None
        if book is None or sheet is None:
            return Taken()
        address = Address(book.shown, sheet.name, name.source)
        if sheet.hidden:
            message = f"{book.shown}!{sheet.name} 是隐藏的工作表"
            self._found.append(warning("YML36", name.source, message, "取消隐藏，看清是不是这张表"))
        if "列" in fields or "求和" in fields:
            return self._column(fields, sheet, address, book)
        if "格" in fields:
            return self._cell(fields, sheet, address, book)
        return tables.members(sheet, address, book.sha256, path, self._found)

    def _cell(self, fields: Fields, sheet: Sheet, address: Address, book: Book) -> Taken:
        spot = fields.text("格")
        cell = sheet.at(spot.content) if spot else None
        if spot is None or cell is None:
            if spot is not None:
                message = f"“{spot.content}”不是单元格"
                self._found.append(error("YML31", spot.source, message, "写成 C5 这样"))
            return Taken()
        found = objections(cell, address)
        self._found.extend(found)
        where = WorkbookCell(book.shown, sheet.name, cell.address, book.sha256)
        if any(finding.severity is Severity.ERROR for finding in found):
            return Taken(cell=where)
        return Taken(Text(cell.text.strip(), (spot.source,)), where)

    def _column(self, fields: Fields, sheet: Sheet, address: Address, book: Book) -> Taken:
        name, wish = fields.text("列"), fields.text("求和")
        if name is None or wish is None or wish.content.strip() != "是":
            message = "取一列要写 列 和 求和: 是"
            self._found.append(error("YML31", address.source, message, "如 列: 补贴面积, 求和: 是"))
            return Taken()
        total = columns.total(sheet, name, address, self._found)
        if total is None:
            return Taken()
        where = WorkbookCell(book.shown, sheet.name, total.span, book.sha256)
        return Taken(Text(total.text, (name.source,)), where)

    def _sheet(self, book: Book | None, fields: Fields, name: Text) -> Sheet | None:
        wanted = fields.text("表")
        there = book.sheets if book else {}
        if wanted is None:
            return next(iter(there.values()), None)
        sheet = there.get(wanted.content) or next(
            (s for n, s in there.items() if normalized(n) == normalized(wanted.content)), None
        )
        if sheet is None:
            message = f"{name.content} 里没有工作表“{wanted.content}”"
            self._found.append(error("YML31", wanted.source, message, "现有：" + "、".join(there)))
        return sheet

    def _book(self, name: Text) -> Book | None:
        path = self._path(name)
        if path is None:
            message = f"找不到工作簿“{name.content}”"
            advice = "把它放在 figures.yaml 旁边或项目文件夹里，写它的位置"
            self._found.append(error("YML30", name.source, message, advice))
            return None
        if path not in self._books:
            self._books[path] = self._opened(path, name)
        return self._books[path]

    def _path(self, name: Text) -> Path | None:
        beside = (self._files.root / name.source.file).parent
        for folder in (beside, self._folder, self._files.root):
            path = folder / name.content.strip()
            try:
                if path.is_file() and ".." not in Path(name.content).parts:
                    return path if path.is_relative_to(self._files.root) else None
            except (OSError, ValueError):
                return None
        return None

    def _opened(self, path: Path, name: Text) -> Book | None:
        data = self._files.data(path, MOST_BYTES)
        if data is None:
            return None
        try:
            parts = package(data)
            return Book(self._files.shown(path), parts.sha256, sheets(parts))
        except (Unreadable, LookupError, ValueError, ArithmeticError) as problem:
            why = str(problem) if isinstance(problem, Unreadable) else "已损坏，读不了"
            message = f"工作簿 {path.name} {why}"
            advice = "在 Excel 或 WPS 里打开，另存为 .xlsx（不加密码）"
            self._found.append(error("YML30", name.source, message, advice))
            return None
