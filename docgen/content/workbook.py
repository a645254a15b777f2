"""Excel as a source (工作簿): one cell, the sum of a column, or a sheet of figures."""

from __future__ import annotations

from pathlib import Path

from docgen.content.fields import Fields
from docgen.content.figures_yaml import Taken
from docgen.content.files import Files
from docgen.findings import Finding


class Workbooks:
    """The workbooks of a project, each opened once."""

    def __init__(self, files: Files, folder: Path, found: list[Finding]) -> None:
        """Begin with none open."""
        self.files = files
        self.folder = folder
        self.found = found

    def taken(self, fields: Fields, path: str) -> Taken:
        """Return what the workbook gives for a figure."""
        return Taken()
