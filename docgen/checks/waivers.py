"""Findings set aside with a reason (忽略), and the log of them that a reviewer is shown."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from docgen.findings import Finding, error, warning
from docgen.report import Report, Waiver


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
