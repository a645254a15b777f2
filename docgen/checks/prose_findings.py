"""What the rules of prose find (文字核对): each unit is read once, each text once for all units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from msgspec import Struct

from docgen.checks.lines import Line
from docgen.checks.prose import Prose, ProseCheck, Setting
from docgen.findings import Finding
from docgen.memory import Memory

Text = tuple[object, ...]


class Found(Struct, frozen=True):
    """What was found in a unit, and the texts of it in which nothing was (所见)."""

    setting: Setting
    findings: tuple[Finding, ...]
    quiet: frozenset[Text]


def prose_findings(units: Iterable[Prose], memory: Memory) -> Iterator[Finding]:
    """Yield what the rules of prose find in units of one report."""
    quiet: set[Text] = set()
    for prose in units:
        yield from _found(prose, memory, quiet).findings


def _found(prose: Prose, memory: Memory, quiet: set[Text]) -> Found:
    """Return what is found in a unit; `quiet` grows by the texts in which nothing is.

    Of a unit that changed only the texts that did are read.
    """
    slot = ("prose findings", *prose.key)
    before = memory.recalled(slot)
    known = before.result if before is not None else None
    if isinstance(known, Found) and known.setting == prose.setting:
        found = memory.made(slot, (prose,), lambda: _read(prose, quiet | known.quiet))
    else:
        found = memory.made(slot, (prose,), lambda: _read(prose, quiet))
    quiet |= found.quiet
    return found


def _read(prose: Prose, quiet: AbstractSet[Text]) -> Found:
    from docgen.checks.prose_rules import RULES  # noqa: PLC0415 (needed where a text is new)

    texts = tuple(map(_text, prose.lines))
    lines = zip(prose.lines, texts, strict=True)
    unread = [(line, text) for line, text in lines if text not in quiet]
    whole = prose.part((line for line, _ in unread), prose.blocks)
    found = [(rule.function, tuple(rule.function(whole))) for rule in RULES]
    telling = [function for function, findings in found if findings]
    loud = {text for line, text in unread if _tells(telling, prose.part((line,)))}
    findings = tuple(finding for _, findings in found for finding in findings)
    return Found(prose.setting, findings, frozenset(texts) - loud)


def _tells(functions: Iterable[ProseCheck], prose: Prose) -> bool:
    return any(next(function(prose), None) is not None for function in functions)


def _text(line: Line) -> Text:
    """Return all of a passage that rules of prose look at, its places aside.

    A text that holds in one form holds in the next, and is not read again.
    """
    passage = line.passage
    shape = tuple((s.start, s.exact, s.figure is not None) for s in passage.stretches)
    proven = tuple(term.computed for term in line.terms)
    return passage.text, passage.kind, passage.field, shape, proven
