"""Findings → edits of source text (自动改)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docgen.findings import Edit, Finding


def edits(found: Iterable[Finding], *, unsafe: bool) -> Mapping[str, tuple[Edit, ...]]:
    """Return the edits of all fixes by file, in order of place; of overlapping ones the first.

    Without `unsafe` only those that can do no harm. A fix is made whole or not at all.
    """
    chosen: dict[str, list[Edit]] = {}
    for finding in found:
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe):
            continue
        if all(_free(edit, chosen.get(edit.source.file, ())) for edit in fix.edits):
            for edit in fix.edits:
                chosen.setdefault(edit.source.file, []).append(edit)
    return {file: tuple(sorted(group, key=_place)) for file, group in chosen.items()}


def _place(edit: Edit) -> tuple[int, int]:
    return edit.source.line, edit.source.column


def _free(edit: Edit, taken: Iterable[Edit]) -> bool:
    return not any(_overlap(edit, other) for other in taken)


def _overlap(one: Edit, other: Edit) -> bool:
    first, second = sorted((one, other), key=_place)
    rows = first.expected.count("\n")
    if first.source.line + rows < second.source.line:
        return False
    if rows:
        return True
    return first.source.column + max(len(first.expected), 1) > second.source.column
