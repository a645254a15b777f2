"""A file that was given → its source (读旧文件), whatever its kind."""

from __future__ import annotations

from pathlib import Path

from docgen.findings import DocgenError, Source, error
from docgen.importing.sheet_reading import workbook_source
from docgen.office import converted_file
from docgen.word.returned.document_source import DocumentSource, document_source

_LARGEST = 1 << 28
_WORD, _SHEET = (".docx", ".docm", ".dotx"), (".xlsx", ".xlsm")
_OLD = {
    ".doc": "docx", ".wps": "docx", ".rtf": "docx", ".odt": "docx", ".xls": "xlsx", ".et": "xlsx",
}  # fmt: skip
"""Old and other formats, and what LibreOffice makes of them."""


def given_source(path: Path) -> DocumentSource:
    """Return what stands in a file. Raises DocgenError (exit 2) for what cannot be read."""
    ending = path.suffix.lower()
    if ending not in (*_WORD, *_SHEET, *_OLD):
        message = f"《{path.name}》不是能导入的文件"
        advice = "能导入的是 .docx、.xlsx；.doc、.wps、.xls 要装有 LibreOffice"
        raise DocgenError(error("OUT08", Source(path.name), message, advice), exit_code=2)
    size = path.stat().st_size
    if not size or size > _LARGEST:
        message = f"《{path.name}》是空文件" if not size else f"《{path.name}》太大（{size} 字节）"
        fault = error("OUT08", Source(path.name), message, "换一份完整的文件")
        raise DocgenError(fault, exit_code=2)
    data, made = path.read_bytes(), _OLD.get(ending, "")
    data = converted_file(data, path.name, made) if made else data
    try:
        is_sheet = (made or ending.lstrip(".")).startswith("xls")
        return (workbook_source if is_sheet else document_source)(data, path.name)
    except DocgenError as problem:
        raise DocgenError(*problem.findings, exit_code=2) from problem
