"""YAML text → nodes that keep every character and its place (逐字读 YAML).

Built on the events of PyYAML's parser, so that limits hold before anything is composed. YAML 1.1
turns `no`, `12:30` and `1_840` into something else, lets a second key win silently and cuts
`1,718.67` in two inside braces; here each of those is read as typed, or reported, never lost.
"""

from __future__ import annotations

import yaml
from msgspec import Struct

from docgen.content import faults
from docgen.content.characters import forbidden
from docgen.content.events import Composer
from docgen.content.nodes import Node, Scalar
from docgen.content.refusal import Refused
from docgen.findings import Finding

MOST_REPAIRS = 20
MOST_PER_LINE = 2


class Composed(Struct, frozen=True):
    """What was read of a file: its node, what was found, and whether all of it was understood."""

    node: Node | None
    findings: tuple[Finding, ...]
    whole: bool = True


def compose(text: str, file: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """Return the top node of a YAML text and what is wrong with it.

    None when there is nothing in it, or when it cannot be understood (then there is an 错误).
    """
    read = composed(text, file)
    return read.node, read.findings


def composed(text: str, file: str) -> Composed:
    """Read a YAML text; where a line cannot be read, mend it in memory to find what follows.

    `whole` is False when a line had to be mended: the reading serves to find all errors in one
    run, nothing may be printed from it.
    """
    text = text.removeprefix("\ufeff")
    banned = forbidden(text, file)
    if banned:
        return Composed(None, banned, whole=False)
    problems: list[Finding] = []
    kept = True
    for _ in range(MOST_REPAIRS):
        composer = Composer(text, file)
        try:
            node = composer.document()
        except yaml.MarkedYAMLError as problem:
            fault = faults.explained(problem, text, file)
            if (
                sum(told.source.line == fault.finding.source.line for told in problems)
                >= MOST_PER_LINE
            ):
                break
            problems.append(fault.finding)
            kept = kept and fault.meant
            if fault.mended is None:
                break
            text = fault.mended
        except Refused as refused:
            return Composed(None, (*problems, *composer.found, refused.finding), whole=False)
        else:
            text, lumped = faults.parted(text, composer.lumps, file)
            if lumped:
                problems.extend(lumped)
                continue
            return _finished(node, composer, tuple(problems), kept=kept)
    return Composed(None, tuple(problems), whole=False)


def _finished(
    node: Node | None, composer: Composer, problems: tuple[Finding, ...], *, kept: bool
) -> Composed:
    found = (*problems, *composer.found)
    whole = not problems and not any(f.code in faults.UNREADABLE for f in composer.found)
    empty = node is None or (isinstance(node, Scalar) and node.empty)
    return Composed(None if empty or not kept else node, found, whole)
