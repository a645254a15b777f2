"""Reading on after a line that cannot be read (修补着读): all errors of a file in one run."""

from __future__ import annotations

import yaml
from msgspec import structs

from docgen.content import faults
from docgen.content.events import Composer
from docgen.content.outcome import Composed, finished
from docgen.content.refusal import Refused
from docgen.findings import Finding, Fix, Source, error

MOST_REPAIRS = 20
MOST_PER_LINE = 2
MOST_READ = 5_000_000  # characters: large files get fewer attempts, so that all end in time


def mended(text: str, file: str) -> Composed:
    """Return what a broken text says when its lines are mended, in memory, one after the other.

    Fixes that speak of a line as mended, not as typed, are left out.
    """
    read = _read(text, file)
    lines = text.split("\n")
    fixed: set[int] = set()
    found = []
    for finding in read.findings:
        kept = finding.fix is None or _stands(finding.fix, lines, fixed)
        found.append(finding if kept else structs.replace(finding, fix=None))
    return structs.replace(read, findings=tuple(found))


def _stands(fix: Fix, lines: list[str], fixed: set[int]) -> bool:
    """Return whether a fix speaks of its lines as they were typed; takes note of them."""
    rows = {edit.source.line for edit in fix.edits}
    there = all(
        lines[edit.source.line - 1].startswith(edit.expected, edit.source.column - 1)
        for edit in fix.edits
        if edit.source.line <= len(lines)
    )
    first = not rows & fixed
    fixed.update(rows)
    return there and first


def _read(text: str, file: str) -> Composed:
    problems: list[Finding] = []
    kept = True
    tries = MOST_READ // (len(text) + 1)
    for _ in range(MOST_REPAIRS):
        composer = Composer(text, file)
        try:
            node = composer.document()
        except yaml.MarkedYAMLError as problem:
            fault = faults.explained(problem, text, file, tries)
            tries -= fault.tried
            line = fault.finding.source.line
            if sum(told.source.line == line for told in problems) >= MOST_PER_LINE:
                break
            problems.append(fault.finding)
            kept = kept and fault.meant
            if fault.mended is None:
                break
            text = fault.mended
        except yaml.YAMLError as problem:
            problems.append(_unreadable(problem, file))
            break
        except Refused as refused:
            return Composed(None, (*problems, *composer.found, refused.finding), whole=False)
        else:
            text, lumped = faults.parted(text, composer.lumps, file)
            if not lumped:
                return finished(node, composer, tuple(problems), kept=kept)
            problems.extend(lumped)
    return Composed(None, tuple(problems), whole=False)


def _unreadable(problem: yaml.YAMLError, file: str) -> Finding:
    message = f"文件读不懂：{str(problem).splitlines()[0]}"
    return error("YML01", Source(file, 1, 1), message, "用编辑器另存为 UTF-8 后再试")
