"""Findings weighed (取舍): the surest of several, those set aside with a reason, the edits of fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from msgspec import Struct

from docgen.findings import Edit, Finding, error, warning
from docgen.report import Report, Waiver

# Each says of a number typed in prose that it is not the one that is known.
_SUREST_FIRST = ("FRM48", "REC11", "REC15", "NUM03", "NUM05", "NUM04", "REC12", "NUM01")


def surest_findings(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings, but of those that say of one number that it is wrong only the surest."""
    kept = tuple(found)
    unsure = [each for each in kept if each.code in _SUREST_FIRST]
    unsure.sort(key=lambda each: _SUREST_FIRST.index(each.code), reverse=True)
    surest = {each.source: each.code for each in unsure}
    for each in kept:
        if each.code not in _SUREST_FIRST or each.code == surest[each.source]:
            yield each


def edits(found: Iterable[Finding], *, unsafe: bool) -> Mapping[str, tuple[Edit, ...]]:
    """Return the edits of all fixes by file, in order of place; of overlapping ones the first.

    Without `unsafe` only those that can do no harm. A fix is made whole or not at all.
    """
    chosen: dict[str, list[Edit]] = {}
    for finding in found:
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe):
            continue
        files = {edit.source.file for edit in fix.edits}
        taken = [other for file in files for other in chosen.get(file, ())]
        if not any(_overlap(*pair) for pair in product(fix.edits, taken)):
            for edit in fix.edits:
                chosen.setdefault(edit.source.file, []).append(edit)
    return {file: tuple(sorted(group, key=_place)) for file, group in chosen.items()}


def _place(edit: Edit) -> tuple[int, int]:
    return edit.source.line, edit.source.column


def _overlap(one: Edit, other: Edit) -> bool:
    first, second = sorted((one, other), key=_place)
    rows = first.expected.count("\n")
    if one.source.file != other.source.file or first.source.line + rows < second.source.line:
        return False
    return bool(rows) or first.source.column + max(len(first.expected), 1) > second.source.column


class Weighed(Struct, frozen=True):
    """Findings after the waivers: those that stay, and those set aside with what did it."""

    kept: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]


def weighed(report: Report, found: Iterable[Finding]) -> Weighed:
    """Return what stays; a waiver without a reason, or that matches nothing, is told as well."""
    waivers = report.settings.waivers
    kept: list[Finding] = []
    waived: list[tuple[Finding, Waiver]] = []
    for finding in found:
        waiver = next((each for each in waivers if _matches(each, finding)), None)
        if waiver is None:
            kept.append(finding)
        else:
            waived.append((finding, waiver))
    used = {waiver for _, waiver in waived}
    kept.extend(_unmatched(waiver) for waiver in waivers if waiver.reason and waiver not in used)
    kept.extend(_unreasoned(waiver) for waiver in waivers if not waiver.reason)
    return Weighed(tuple(kept), tuple(waived))


def _matches(waiver: Waiver, finding: Finding) -> bool:
    source = finding.source
    return (
        bool(waiver.reason.strip())
        and waiver.code == finding.code
        and (
            not waiver.file or source.file == waiver.file or source.file.endswith(f"/{waiver.file}")
        )
        and (not waiver.line or waiver.line == source.line)
    )


def _unreasoned(waiver: Waiver) -> Finding:
    message = f"忽略 {waiver.code} 没有写理由，不起作用"
    return error("DOC90", waiver.source, message, "写上 理由：为什么可以放过")


def _unmatched(waiver: Waiver) -> Finding:
    message = f"忽略 {waiver.code} 没有对上任何问题"
    return warning("DOC91", waiver.source, message, "问题已经改好的，删去这一条")
