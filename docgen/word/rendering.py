"""A template and a context → the parts of a document (印制), packed as they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

from msgspec import structs

from docgen.document import Prose, Table
from docgen.findings import DocgenError, Finding, Source, error, warning
from docgen.memory import Memory
from docgen.word import filters, merging, names, operations, sandbox
from docgen.word.archive import Member
from docgen.word.facts import Facts
from docgen.word.fingerprint import is_text_part, part_digest, words_digest
from docgen.word.package import Package
from docgen.word.pen import Ids, Pen
from docgen.word.sandbox import MOST_SECONDS, SECONDS_A_ROW, Room, Stopped
from docgen.word.sink import Sink
from docgen.word.soundness.marks import ScannedPart
from docgen.word.template import Template
from docgen.word.units import Units
from docgen.word.writer import Writer

# Ids of what loops repeat begin far above those of the template and of the markup.
_ABOVE = 1 << 20

_TOOLS: Mapping[str, Any] = {
    "both": sandbox.both,
    "called": operations.called,
    "calculated": operations.calculated,
    "compared": operations.compared,
    "either": sandbox.either,
    "filtered": filters.filtered,
    "joined": operations.joined,
    "method": operations.method,
    "namespace": operations.namespace,
    "negated": operations.negated,
    "tested": filters.tested,
    "true": sandbox.true,
}


class Printing:
    """One rendering of one template; `scanned` is what was seen of the parts."""

    def __init__(
        self, template: Template, context: Mapping[str, object], root: str, memory: Memory
    ) -> None:
        """Print `context`; images lie under `root`."""
        self.facts = template.facts
        self.scanned: dict[str, ScannedPart] = {}
        self._memory = memory
        self._template = template
        self.writer = Writer(self.facts.look, Path(root), memory)
        self.relations: dict[str, set[str]] = {}
        self.words: dict[str, str] = {}
        self.faults: list[Finding] = []
        self._context = names.completed(context)
        self._seconds = MOST_SECONDS + SECONDS_A_ROW * self._rows()
        self._ids = Ids(self.facts.look.first_drawing + _ABOVE)

    def _rows(self) -> int:
        """Return how many rows, paragraphs and the like there are to print."""
        each = self._context.get("支出方向")
        projects = each if isinstance(each, list) else []
        others = {**self._context, "支出方向": ""}
        return _rows(others) + sum(
            self._memory.made(("行数", number), (project,), partial(_rows, project))
            for number, project in enumerate(projects)
        )

    def part(self, name: str, code: CodeType) -> Member:
        """Return a part as its program prints it."""
        sink = Sink(name)
        room = Room(self._context, sink.write, self._seconds)
        look = self.facts.look
        pen = Pen(room, self.writer, self.facts.looks.get(name, {}), self._ids, look.height)
        try:
            units = Units(self._memory, name, self._template, pen, sink)
            _program(code)(room, pen, units=units, **_TOOLS)
            room.flush()
        except Stopped as stopped:
            fault = (stopped.tag, stopped.message, "检查模板里的循环", "TPL08")
            raise DocgenError(_finding(self.facts, name, fault)) from stopped
        self.faults += (_finding(self.facts, name, fault) for fault in room.faults)
        self.relations[name] = pen.relations
        member = sink.member()
        if sink.words:
            self.words[name] = sink.words.digest()
        if sink.scanned:
            self.scanned[name] = sink.scanned
        return member


def _rows(value: object) -> int:
    if isinstance(value, Prose):
        return sum(map(_rows, value.blocks))
    if isinstance(value, Table):
        return len(value.rows) + 1
    if isinstance(value, dict):
        return sum(map(_rows, value.values()))
    return sum(map(_rows, value), len(value)) if isinstance(value, list) else 1


def _program(code: CodeType) -> Any:  # noqa: ANN401 (a function that language.py has written)
    # The code holds calls of its arguments only (language.py); it gets no builtins at all.
    scope: dict[str, Any] = {"__builtins__": {"list": list}}
    exec(code, scope)  # noqa: S102 (see above)
    return scope["document"]


def _finding(facts: Facts, part: str, fault: tuple[int, str, str, str]) -> Finding:
    number, message, advice, code = fault
    spots = facts.spots.get(part, ())
    place, text = spots[number - 1] if 0 < number <= len(spots) else ("", "")
    source = Source(facts.contract.file, where=place)
    return error(code, source, f"标签 {text}：{message}" if text else message, advice)


def render(
    template: Template,
    context: Mapping[str, object],
    root: str = "",
    scheme: str = "",
    memory: Memory | None = None,
) -> tuple[Package, tuple[Finding, ...]]:
    """Return the document that a template makes of a context, and what printing has found.

    What a 支出方向 printed is taken from `memory` while nothing it looks at changed. Raises
    DocgenError with everything that is wrong with the template's tags.
    """
    if template.facts.faults:
        raise DocgenError(*template.facts.faults)
    printing = Printing(template, context, root, memory or Memory(once=True))
    parts = {name: printing.part(name, code) for name, code in template.programs.items()}
    if printing.faults:
        raise DocgenError(*printing.faults)
    package = merging.unasking(template.package, template.facts.main).replaced(parts)
    package = merging.merged(package, template.facts.main, printing.writer, printing.relations)
    words = {
        each.name: printing.words[each.name]
        if each is parts.get(each.name)
        else part_digest(package.part(each.name))
        for each in package.members
        if is_text_part(each.name)
    }
    package = structs.replace(package.signed(words_digest(words), scheme), scanned=printing.scanned)
    return package, tuple(_remarks(printing.writer, template))


def _remarks(writer: Writer, template: Template) -> Iterator[Finding]:
    shown = template.contract.file
    for name, source in writer.missing_styles:
        message = f"模板《{shown}》没有样式“{name}”，用正文的样子印了"
        yield warning("TPL11", source, message, f"在模板里新建样式“{name}”，或换一份模板")
    for refused in writer.refused_pictures:
        message = f"图片 {refused.file} 没有印出来：{refused.reason}"
        yield error("TPL12", refused.source, message, "换一张图片，或删去它")
