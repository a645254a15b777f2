"""Printed lines and where they were written (印出的行): tiles, and the map of a whole report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from docgen.figures.model import FigureKey
from docgen.findings import Source
from docgen.report import Report, Text
from docgen.scoring.model import Appraisal, FundingResult
from docgen.word.returned.line_reading import ReturnedLine

WORDS, FIGURE, MADE, FIXED = "文字", "数字", "算出", "模板"
FUNDS = ("年初预算数", "全年预算数", "全年执行数")
_BREAK = re.compile(r"\r\n|\n|\r")


class Tile(Struct, frozen=True):
    """A stretch of a printed line that comes from one place (片).

    `kind` is 文字 (typed), 数字 (a reference), 算出 (a score or amount; `role` names its column)
    or 模板 (of the template, or made by docgen). `start` and `end` are offsets in the file, -1
    where the text does not stand there letter by letter.
    """

    kind: str
    text: str
    source: Source | None = None
    start: int = -1
    end: int = -1
    key: FigureKey | None = None
    role: str = ""


class MappedLine(ReturnedLine, frozen=True):
    """A printed line with its tiles, which together are its text."""

    tiles: tuple[Tile, ...] = ()

    @property
    def sources(self) -> Iterator[Source]:
        """The places it was written at."""
        return (tile.source for tile in self.tiles if tile.source is not None)


class SourceMap(Struct, frozen=True):
    """A report as printed (来历图): its lines, and the texts their offsets point into.

    `margins` are the paragraphs of headers and footers.
    """

    report: Report
    appraisal: Appraisal
    lines: tuple[MappedLine, ...]
    texts: Mapping[str, str]
    margins: frozenset[str] = frozenset()

    def offset(self, source: Source) -> int:
        """Return the offset of a place in its file's text."""
        return line_starts(self.texts[source.file])[source.line - 1] + max(0, source.column - 1)

    def line_at(self, file: str, offset: int) -> int:
        """Return the number of the line an offset stands on, from 1."""
        return len(_BREAK.findall(self.texts[file], 0, offset)) + 1

    def column_at(self, file: str, offset: int) -> int:
        """Return the column an offset stands in, from 1."""
        starts = line_starts(self.texts[file])
        return offset - starts[self.line_at(file, offset) - 1] + 1


def line_starts(text: str) -> list[int]:
    """Return the offset at which each line of a text starts."""
    return [0, *(hit.end() for hit in _BREAK.finditer(text))]


def funding_texts(made: FundingResult) -> tuple[Text | None, Text | None, Text | None]:
    """Return what was typed for 年初预算数, 全年预算数 and 全年执行数 of a row."""
    return made.line.initial, made.line.budget, made.line.executed
