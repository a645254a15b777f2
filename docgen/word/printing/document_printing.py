"""A compiled template and a context → the parts of a document (印制), packed piece by piece.

A piece depends on the values it looks at and nothing else, so that whoever prints again and again
may hand in a function that remembers.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from traceback import walk_tb
from typing import Any, NamedTuple

from jinja2 import Template as JinjaProgram
from jinja2 import TemplateError
from jinja2.runtime import LoopContext
from msgspec import Struct

from docgen.document import Prose, Table
from docgen.findings import DocgenError, Finding, Source, error, warning
from docgen.word.markup.block_markup import Writer
from docgen.word.markup.collection import Additions, Collection
from docgen.word.package import Package
from docgen.word.printing.compiled_template import EACH, Segment, TaggedPart, Template
from docgen.word.printing.member_filling import PartPacking, Piece, PrintedPart, filled_package
from docgen.word.printing.printed_tables import paginated_forms, repaired_cells
from docgen.word.printing.template_sandbox import (
    SandboxFault,
    StoppedTemplate,
    TemplateSandbox,
)
from docgen.word.printing.value_printing import MergedCells, ValuePrinting
from docgen.word.returned.fingerprint import words_of
from docgen.word.template.template_names import completed_context

Remembered = Callable[[tuple[object, ...], tuple[object, ...], Callable[[], Any]], Any]
"""Returns what the third makes: anew, or as last time for the same slot and the same inputs."""


def remember_nothing(_: tuple[object, ...], __: tuple[object, ...], make: Callable[[], Any]) -> Any:  # noqa: ANN401 (what `make` gives)
    """Remember nothing."""
    return make()


class PrintedPiece(Struct, frozen=True):
    """A piece, packed with what the structural check saw in it; or its `xml`, where it cannot be.

    `words` are its visible characters, `added` is what its markup asked for, `relations` are the
    ids of relationships in it, `faults` what is wrong with its tags.
    """

    packed: Piece | None
    xml: str
    words: bytes
    added: Additions
    relations: tuple[str, ...]
    faults: tuple[SandboxFault, ...]


SECONDS_A_ROW = 0.002
"""What a row of the content adds to the time: more than a slow machine needs to print it."""
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WRONG_VALUES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError)


class IdentityPrinting:
    """Gives ids that loops would repeat (编号): of drawings, content controls and bookmarks."""

    def __init__(self, collection: Collection) -> None:
        """Take ids from the same numbers as markup in `collection`."""
        self._collection = collection
        self._open: dict[str, tuple[int, str]] = {}

    def drawing_id(self) -> int:
        """Return an id that nothing else has."""
        return self._collection.drawing()

    def bookmark_id(self, old: str, name: str) -> int:
        """Return the id of a bookmark that begins once more."""
        self._open[old] = self._collection.bookmark(name, 1)
        return self._open[old][0]

    def bookmark_name(self, old: str) -> str:
        """Return the name of the bookmark that begins, numbered from its second time on."""
        return self._open[old][1]

    def bookmark_end(self, old: str) -> int:
        """Return the id of the bookmark that ends."""
        return self._open[old][0] if old in self._open else self.drawing_id()


class PieceJob(NamedTuple):
    """One 支出方向 to be printed (待印的一段): its item, the names it adds to the context.

    `around` is what its `loop` may tell, as far as the segment asks.
    """

    part: TaggedPart
    segment: Segment
    program: JinjaProgram
    item: Any
    names: Mapping[str, Any]
    around: tuple[object, ...]

    @property
    def slot(self) -> tuple[object, ...]:
        """The place of this piece among all, by name of the 支出方向."""
        named = str(self.item.get("名称")) if isinstance(self.item, Mapping) else ""
        return ("印好的一段", self.part.name, self.part.segments.index(self.segment), named)


class DocumentPrinting:
    """One printing of one template; `made` is what it printed so far."""

    def __init__(
        self, template: Template, context: Mapping[str, object], root: str, remembered: Remembered
    ) -> None:
        """Print `context`; images lie under `root`."""
        self.template, self._remembered = template, remembered
        self._context = completed_context(context)
        self.sandbox = TemplateSandbox(self._context, self._more_seconds)
        self.writer = Writer(Collection(template.look, Path(root)))
        self.made: dict[str, PrintedPart] = {}
        self._pieces = 0

    def _more_seconds(self) -> float:
        return SECONDS_A_ROW * _row_count(self._context)

    def print_part(self, part: TaggedPart) -> None:
        """Print a part by its programs."""
        packing = PartPacking(part.name)
        packing.write(_DECLARATION)
        for segment in part.segments:
            try:
                self._print_segment(part, segment, packing)
            except (StoppedTemplate, *_WRONG_VALUES) as problem:
                raise DocgenError(self._stopped_finding(part, problem)) from problem
        self.made[part.name] = packing.printed_part()

    def _stopped_finding(self, part: TaggedPart, problem: Exception) -> Finding:
        """Return the finding of an exception at the tag that ran; raise it where none did."""
        line = 0
        for frame, at in walk_tb(problem.__traceback__):
            program = frame.f_globals.get("__jinja_template__")
            line = program.get_corresponding_lineno(at) if program else line
        tag = part.tag_at(line)
        stopped = isinstance(problem, StoppedTemplate)
        if tag is None and not stopped:
            raise problem  # a fault of ours, not of the template
        source = Source(self.template.contract.file, where=tag.place if tag else "")
        text = f"标签 {tag.text}：" if tag else ""
        if stopped:
            return error("TPL08", source, f"{text}{problem}", "检查模板里的循环")
        return error("TPL09", source, f"{text}算不出来（{problem}）", "换一种写法")

    def _print_segment(self, part: TaggedPart, segment: Segment, packing: PartPacking) -> None:
        code = marshal.loads(segment.code)  # noqa: S302 (Jinja's own, from a cache under a SHA-256)
        program = JinjaProgram.from_code(self.sandbox, code, self.sandbox.globals)
        if not segment.item:
            values = ValuePrinting(self.sandbox, self.writer, part.tags)
            packing.write(self._stretch_xml(program, self._context, values, self.writer))
            packing.relations |= values.relations
            return
        if EACH not in self._context:
            self.sandbox.note_fault(
                f"没有“{EACH}”这个名称", "可用的名称见 templates/README.md", "TPL06"
            )
        items = list(self.sandbox.counted_items(self._context.get(EACH)))
        counts = "loop" in segment.looks_at
        loop = LoopContext(items, undefined=self.sandbox.undefined, recurse=None, depth0=0)
        for at, (item, turn) in enumerate(loop):
            around = (at, len(items), items[max(at - 1, 0) : at + 2]) if counts else ()
            names_here = {segment.item: item, "loop": turn}
            job = PieceJob(part, segment, program, item, names_here, around)
            self._print_piece(job, packing)

    def _stretch_xml(
        self, program: JinjaProgram, context: Mapping[str, Any], values: ValuePrinting,
        writer: Writer,
    ) -> str:  # fmt: skip
        merged, identities = MergedCells(), IdentityPrinting(writer.collection)
        tools = (
            merged.is_continued, merged.begin_table, merged.end_table, merged.begin_row,
            identities.drawing_id, identities.bookmark_id, identities.bookmark_name,
            identities.bookmark_end,
        )  # fmt: skip
        sandbox = self.sandbox
        sandbox.filters["__printed"] = values.printed_value
        sandbox.callables = (*sandbox.globals.values(), *tools)
        known = {**sandbox.globals, **context, **{f"__{each.__name__}": each for each in tools}}
        chunks = program.root_render_func(program.new_context(known, shared=True))
        return paginated_forms(
            repaired_cells(sandbox.printed_text(chunks)), self.template.look.height
        )

    def _print_piece(self, job: PieceJob, packing: PartPacking) -> None:
        """Print one 支出方向, as last time if all it looks at is as it was."""
        self._pieces += 1
        stretch, collection = self._pieces, self.writer.collection

        def make() -> PrintedPiece:
            return self._piece_of(job, stretch, packing)

        inputs = (
            self.template.digest, job.item, job.around,
            tuple(self._context.get(name) for name in job.segment.looks_at),
            stretch, collection.trail, packing.between(),
        )  # fmt: skip
        piece: PrintedPiece = self._remembered(job.slot, inputs, make)
        if not collection.is_current(piece.added):
            piece = make()
        self._put_piece(piece, packing)

    def _piece_of(self, job: PieceJob, stretch: int, packing: PartPacking) -> PrintedPiece:
        writer = self.writer.following(stretch)
        values = ValuePrinting(self.sandbox, writer, job.part.tags)
        before, self.sandbox.noted = self.sandbox.noted, {}
        try:
            xml = self._stretch_xml(job.program, {**self._context, **job.names}, values, writer)
        finally:
            faults, self.sandbox.noted = tuple(self.sandbox.noted), before
        writer.write_notes()
        packed = packing.piece(xml)
        text = "" if packed else xml
        added, relations = writer.collection.additions(), tuple(sorted(values.relations))
        return PrintedPiece(packed, text, words_of(xml), added, relations, faults)

    def _put_piece(self, piece: PrintedPiece, packing: PartPacking) -> None:
        self.writer.collection.add(piece.added)
        packing.relations.update(piece.relations)
        self.sandbox.noted |= dict.fromkeys(piece.faults)
        if piece.packed:
            packing.put(piece.packed, piece.words)
        else:
            packing.write(piece.xml)

    def noted_findings(self) -> Iterator[Finding]:
        """Yield what was wrong with tags while they printed."""
        parts = {part.name: part for part in self.template.parts}
        for name, line, message, advice, code in self.sandbox.noted:
            tag = parts[name].tag_at(line) if name in parts else None
            source = Source(self.template.contract.file, where=tag.place if tag else "")
            yield error(code, source, f"标签 {tag.text}：{message}" if tag else message, advice)


def _row_count(value: object) -> int:
    """Return how many rows, paragraphs and the like there are to print."""
    if isinstance(value, Prose):
        return sum(map(_row_count, value.blocks))
    if isinstance(value, Table):
        return len(value.rows) + 1
    if isinstance(value, dict):
        return sum(map(_row_count, value.values()))
    return sum(map(_row_count, value), len(value)) if isinstance(value, list) else 1


def render(
    template: Template,
    context: Mapping[str, object],
    root: str = "",
    scheme: str = "",
    remembered: Remembered = remember_nothing,
) -> tuple[Package, tuple[Finding, ...]]:
    """Return the document that a template makes of a context, and what printing has found.

    `remembered` may give what a 支出方向 printed last time. Raises DocgenError with everything
    that is wrong with the template's tags.
    """
    if template.faults:
        raise DocgenError(*template.faults)
    printing = DocumentPrinting(template, context, root, remembered)
    for part in template.parts:
        printing.print_part(part)
    if printing.sandbox.noted:
        raise DocgenError(*printing.noted_findings())
    package = filled_package(template, printing.made, printing.writer, scheme)
    return package, tuple(_printing_remarks(printing.writer.collection, template))


def _printing_remarks(collection: Collection, template: Template) -> Iterator[Finding]:
    shown = template.contract.file
    for name, source in collection.missing.items():
        message = f"模板《{shown}》没有样式“{name}”，用正文的样子印了"
        yield warning("TPL11", source, message, f"在模板里新建样式“{name}”，或换一份模板")
    for refused in collection.refused:
        message = f"图片 {refused.file} 没有印出来：{refused.reason}"
        yield error("TPL12", refused.source, message, "换一张图片，或删去它")
