"""A file that came back from the director, held against what docgen would print (回稿比较).

Nothing is changed: each difference is given with the line of Markdown or YAML it belongs to; a
number with the figure it prints, a score with the rule that gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from msgspec import Struct

from docgen import places
from docgen.document import Code, FigureText, Manuscript, Words, leaves, plain
from docgen.figures.model import FigureKey
from docgen.findings import Source
from docgen.places import PrintedPassage
from docgen.report import FundingLine, Report, Text
from docgen.scoring.model import Appraisal, FormAppraisal
from docgen.word.returned.alignment import anchored_units, likeness
from docgen.word.returned.file_reading import Comment, FileLine, FileReading

_SAME_CELL = 0.9


class ReturnedChange(Struct, frozen=True):
    """A difference (改动): where in the file, the text before and after, and what it belongs to.

    `source` is the line that prints it, None for words the file has and the content has not;
    `remarks` say of each number where it comes from, and of a score what rule gives it.
    """

    where: str
    before: str
    after: str
    source: Source | None
    remarks: tuple[str, ...] = ()


class Returned(Struct, frozen=True):
    """All that a returned file changed, and the comments in it."""

    changes: tuple[ReturnedChange, ...]
    comments: tuple[Comment, ...]


def returned_changes(
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    ours: FileReading,
    theirs: FileReading,
) -> Returned:
    """Return the differences between our printing and a returned file, in its order."""
    origins = Origins(report, appraisal, manuscript)
    before = {id(line): above for above, line in pairwise((None, *theirs.lines))}
    changes = [
        origins.placed_change(old, new, ours, before.get(id(new)))
        for old, new in _line_pairs(ours.lines, theirs.lines)
    ]
    return Returned(tuple(changes), theirs.comments)


class _LineUnit(Struct, frozen=True):
    """A line as the alignment asks for it (单元)."""

    line: FileLine
    kind: str
    key: str


def _line_pairs(
    ours: Sequence[FileLine], theirs: Sequence[FileLine]
) -> Iterator[tuple[FileLine | None, FileLine | None]]:
    """Yield the lines that differ, an old one with the new one it became where they are alike."""
    for before, after in anchored_units(_line_units(ours), _line_units(theirs), _line_likeness):
        old, new = before[0] if before else None, after[0] if after else None
        if old is None or new is None or old.key != new.key:
            yield old.line if old else None, new.line if new else None


def _line_units(lines: Sequence[FileLine]) -> list[_LineUnit]:
    return [_LineUnit(each, "格" if each.table else "段", _line_key(each)) for each in lines]


def _line_key(line: FileLine) -> str:
    return "".join(line.text.split())


def _line_likeness(one: _LineUnit, other: _LineUnit) -> float:
    """Return how likely one line became another: a cell is known by its place, too."""
    same_cell = one.line.table and _cell_place(one.line) == _cell_place(other.line)
    alike = likeness(one.key, other.key) if one.kind == other.kind else 0
    return max(alike, _SAME_CELL if same_cell else 0)


def _cell_place(line: FileLine) -> tuple[int, int, int]:
    return line.table, line.row, line.column


class Origins:
    """Where each printed text comes from (出处), asked by its characters."""

    def __init__(self, report: Report, appraisal: Appraisal, manuscript: Manuscript) -> None:
        """Index the passages of the manuscript by their text."""
        self._appraisal = appraisal
        self._printed = places.printed_places(report, appraisal, manuscript)
        self._passages: dict[str, list[PrintedPassage]] = {}
        for passage in _all_passages(report, manuscript):
            text = passage.number + plain(passage.children)
            self._passages.setdefault("".join(text.split()), []).append(passage)

    def placed_change(
        self, old: FileLine | None, new: FileLine | None, ours: FileReading, above: FileLine | None
    ) -> ReturnedChange:
        """Return one difference with what it belongs to; `above` stands before the new line."""
        line = old or new
        before, after = old.text if old else "", new.text if new else ""
        if line is None or old is None:
            return ReturnedChange(_added_place(line, above), before, after, None)
        passage = self._printed_passage(old)
        if passage is not None:
            remarks = tuple(self._number_remarks(passage, before, after))
            return ReturnedChange(line.where, before, after, passage.source, remarks)
        source, remarks = self._form_cell(old, ours)
        return ReturnedChange(line.where, before, after, source, remarks)

    def _printed_passage(self, line: FileLine) -> PrintedPassage | None:
        found = self._passages.get(_line_key(line), [])
        return found.pop(0) if len(found) > 1 else found[0] if found else None

    def _number_remarks(self, passage: PrintedPassage, before: str, after: str) -> Iterator[str]:
        """Yield a remark for each figure whose characters changed."""
        changed = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        spans = [(a0, max(a1, a0 + 1)) for tag, a0, a1, _, _ in changed if tag != "equal"]
        start = len(passage.number)
        for leaf in leaves(passage.children):
            text = leaf.text if isinstance(leaf, Words | FigureText | Code) else ""
            end = start + len(text)
            if isinstance(leaf, FigureText) and any(a < end and b > start for a, b in spans):
                yield self._figure_remark(FigureKey(leaf.scope, leaf.name), leaf.source, text)
            start = end

    def _figure_remark(self, key: FigureKey, here: Source, text: str) -> str:
        figure = self._appraisal.figures.by_key.get(key)
        others = [p for p in self._printed if p.key == key and p.source != here]
        count = places.places_by_part(others, frozenset({key}))
        elsewhere = "、".join(f"{part}{n}处" for part, n in count.items())
        origin = figure.source if figure else here
        also = f"，另印在{elsewhere}" if elsewhere else ""
        rule = f"（{figure.rule}）" if figure and figure.rule else ""
        return f"{text}：此数来自 {origin}{rule}{also}"

    def _form_cell(
        self, line: FileLine, ours: FileReading
    ) -> tuple[Source | None, tuple[str, ...]]:
        """Return what a cell without prose of its own belongs to: a score, an amount."""
        row = ours.grids[line.table - 1].rows[line.row - 1] if line.table else ()
        for form in self._appraisal.forms:
            found = _scored_row(form, row) or _funding_row(form.project.funding, row, line.text)
            if found:
                return found
        return None, ()


def _scored_row(form: FormAppraisal, row: Sequence[str]) -> tuple[Source, tuple[str, ...]] | None:
    texts = {"".join(cell.split()) for cell in row}
    for result in form.rows:
        name = result.indicator.name if result.indicator else ""
        if name and "".join(name.split()) in texts:
            return result.source, (result.explanation,) if result.explanation else ()
    if form.execution is not None and any(cell in ("合计", "年度资金总额") for cell in texts):
        return form.execution.source, (form.execution.explanation,)
    return None


def _funding_row(
    lines: Iterable[FundingLine], row: Sequence[str], text: str
) -> tuple[Source, tuple[str, ...]] | None:
    for line in lines:
        if line.name in row:
            typed = next((t for t in _typed_amounts(line) if text in t.content), None)
            return (typed or Text("", (line.source,))).source, ()
    return None


def _typed_amounts(line: FundingLine) -> Iterator[Text]:
    yield from (t for t in (line.initial, line.budget, line.executed) if t is not None)


def _added_place(line: FileLine | None, above: FileLine | None) -> str:
    """Return the place of added words, after what stands before them."""
    if line is None:
        return ""
    return f"{line.where}，在“{above.text[:12]}…”之后" if above else line.where


def _all_passages(report: Report, manuscript: Manuscript) -> Iterator[PrintedPassage]:
    yield from places.head_passages(report, manuscript)
    for project, prose in zip(report.projects, manuscript.projects, strict=True):
        yield from places.section_passages(prose)
        yield from places.form_passages(prose, project.source)
