"""What the rules of prose find (文字核对): each unit is read once, each text once for all units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import partial

from msgspec import Struct, msgpack

from docgen.checks.lines import Line
from docgen.checks.prose import Prose, ProseRule, Setting
from docgen.checks.rule import ReadRule, as_findings
from docgen.findings import Finding
from docgen.memory import Memory
from docgen.shelf import Shelf, digest, version


class Found(Struct, frozen=True):
    """What was found in a unit, and what stands for its texts in which nothing was (所见)."""

    setting: Setting
    findings: tuple[Finding, ...]
    quiet: frozenset[str]


def kept_findings(memory: Memory) -> Shelf[Found]:
    """Return where what was found lies from run to run."""
    return memory.shelf("words", Found, lambda: version("figures", "checks"))


def prose_findings(
    units: Iterable[Prose], memory: Memory, shelf: Shelf[Found]
) -> Iterator[Finding]:
    """Yield what the rules of prose find in units of one report."""
    quiet: set[str] = set()
    for prose in units:
        slot = ("prose findings", *prose.key)
        found = memory.made(slot, (prose,), partial(_found, prose, shelf, quiet))
        quiet |= found.quiet
        yield from found.findings


def _found(prose: Prose, shelf: Shelf[Found], quiet: AbstractSet[str]) -> Found:
    """Return what is found in a unit, `quiet` being texts in which nothing is.

    Of a unit that changed only the texts that did are read.
    """
    place, of = " ".join(prose.key), _stands_for(prose) if shelf.outlives else ""
    known = shelf.get(place, of)
    if known is not None:
        return known
    before = shelf.latest(place)
    more = before.quiet if before is not None and before.setting == prose.setting else frozenset()
    found = _read(prose, quiet | more)
    shelf.put(place, of, found)
    return found


def _read(prose: Prose, quiet: AbstractSet[str]) -> Found:
    from docgen.checks.prose_rules import RULES  # noqa: PLC0415 (needed where a text is new)

    texts = tuple(map(_text, prose.lines))
    lines = zip(prose.lines, texts, strict=True)
    unread = [(line, text) for line, text in lines if text not in quiet]
    whole = prose.part((line for line, _ in unread), prose.blocks)
    found = [(rule, tuple(as_findings(rule.function(whole)))) for rule in RULES]
    telling = [rule for rule, findings in found if findings]
    loud = {text for line, text in unread if _tells(telling, prose.part((line,)))}
    findings = tuple(finding for _, findings in found for finding in findings)
    return Found(prose.setting, findings, frozenset(texts) - loud)


def _tells(rules: Iterable[ProseRule | ReadRule], prose: Prose) -> bool:
    return any(next(iter(rule.function(prose)), None) is not None for rule in rules)


def _text(line: Line) -> str:
    """Return what stands for all of a passage that rules of prose look at, its places aside.

    A text that holds in one form holds in the next, and is not read again.
    """
    passage = line.passage
    shape = tuple((s.start, s.exact, s.figure is not None) for s in passage.stretches)
    proven = tuple(term.computed for term in line.terms)
    return digest(repr((passage.text, passage.kind, passage.field, shape, proven)))


def _stands_for(prose: Prose) -> str:
    """Return what stands for all of a unit that rules of prose look at, "" where nothing can."""
    proven = [term.computed for line in prose.lines for term in line.terms]
    try:  # the passages of a narrative file are what its blocks say
        plain = (prose.setting, prose.scope, proven, prose.blocks or prose.passages)
        return digest(msgpack.encode(plain))
    except (ValueError, OverflowError):
        return ""  # half a character
