"""Findings as a writer reads them: 详细, 简短 and json."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from unicodedata import east_asian_width

import msgspec

from docgen.cli import console
from docgen.findings import Edit, Finding, Severity

MOST_PER_CODE = 20


def path_prefix(root: str) -> str:
    """Return what leads from here to the project: places are printed as one can open them.

    >>> path_prefix(os.getcwd())
    ''
    """
    try:
        path = os.path.relpath(root)
    except ValueError:
        return f"{root}/"  # another drive of Windows
    return "" if path == "." else f"{path}/".replace(os.sep, "/")


def finding_lines(
    found: Iterable[Finding], texts: Mapping[str, str], root: str, style: str, *, color: bool
) -> Iterator[str]:
    """Yield the lines that print findings in one style, at most 20 of one code."""
    before = path_prefix(root)
    seen: Counter[str] = Counter()
    for finding in found:
        seen[finding.code] += 1
        if seen[finding.code] > MOST_PER_CODE:
            continue
        if style == "简短":
            yield brief_line(finding, before)
        else:
            yield from detailed_lines(finding, texts, before, color=color)
    for code, count in seen.items():
        if count > MOST_PER_CODE:
            yield f"{code} 另有 {count - MOST_PER_CODE} 处"


def brief_line(finding: Finding, before: str) -> str:
    """Return a finding in one line: place, severity, code, sentence, advice."""
    advice = f"；{finding.advice}" if finding.advice else ""
    place = f"{before}{finding.source}"
    return f"{place}: {finding.severity.label} {finding.code} {finding.message}{advice}"


def detailed_lines(
    finding: Finding, texts: Mapping[str, str], before: str, *, color: bool
) -> Iterator[str]:
    """Yield the five parts of a finding."""
    label = finding.severity.label
    head = console.coloured_text(f"{label} {finding.code}", label, color=color)
    yield f"{head} {finding.message}"
    yield f"  --> {before}{finding.source}"
    yield from source_lines(finding, texts)
    for other in finding.related:
        yield f"  另见 {before}{other.source}{'  ' + other.message if other.message else ''}"
    if finding.advice:
        yield f"  建议: {finding.advice}{_fix_remark(finding)}"


def _fix_remark(finding: Finding) -> str:
    if finding.fix is None:
        return ""
    return (
        "（可自动改：docgen check --fix）" if finding.fix.safe else "（可自动改：--unsafe-fixes）"
    )


def source_lines(finding: Finding, texts: Mapping[str, str]) -> Iterator[str]:
    """Yield the source line with a caret under the place; nothing where there is none."""
    source = finding.source
    rows = texts.get(source.file, "").split("\n") if source.line else []
    if not source.line or source.line > len(rows):
        return
    row, first = _line_window(rows[source.line - 1].rstrip("\r"), source.column)
    gutter = " " * len(str(source.line))
    start = source.column - 1 - first
    under = row[start : start + max(source.length, 1)] or " "
    yield f" {gutter} |"
    yield f" {source.line} | {row}"
    caret = (
        f"{' ' * console_width(row[:start])}{'^' * console_width(under)} {finding.caret}".rstrip()
    )
    yield f" {gutter} | {caret}"


def _line_window(row: str, column: int, size: int = 80) -> tuple[str, int]:
    """Return the stretch of a long line around a column, and how much was cut before it."""
    row = row.replace("\t", " ")
    if len(row) <= size:
        return row, 0
    first = max(0, min(column - 1 - size // 3, len(row) - size))
    return row[first : first + size], first


def console_width(text: str) -> int:
    """Return how many columns of a console a text takes.

    >>> console_width("得分: 100")
    9
    """
    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text)


def total_line(found: Iterable[Finding]) -> str:
    """Return the line that counts: `× 1 个错误，2 个警告`, or `√ 没有错误，1 个警告`."""
    kept = tuple(found)
    count = Counter(finding.severity for finding in kept)
    errors, warnings = count[Severity.ERROR], count[Severity.WARNING]
    told = f"，{warnings} 个警告" if warnings else ""
    later = sum(finding.final is Severity.ERROR for finding in kept)
    told += f"（其中 {later} 个到送审稿算错误）" if later else ""
    return f"× {errors} 个错误{told}" if errors else f"√ 没有错误{told}"


def json_finding(finding: Finding, texts: Mapping[str, str]) -> dict[str, object]:
    """Return a finding for programs: 1-based lines and columns, fixes as character ranges."""
    return {
        "code": finding.code,
        "severity": finding.severity.label,
        "message": finding.message,
        **msgspec.to_builtins(finding.source),
        "advice": finding.advice,
        "related": [
            {**msgspec.to_builtins(r.source), "message": r.message} for r in finding.related
        ],
        "fix": finding.fix
        and {
            "label": finding.fix.label,
            "safe": finding.fix.safe,
            "edits": [_json_edit(edit, texts) for edit in finding.fix.edits],
        },
    }


def _json_edit(edit: Edit, texts: Mapping[str, str]) -> dict[str, object]:
    rows = texts.get(edit.source.file, "").split("\n")
    start = sum(len(row) + 1 for row in rows[: edit.source.line - 1]) + edit.source.column - 1
    return {
        "file": edit.source.file,
        "start": start,
        "end": start + len(edit.expected),
        "replacement": edit.replacement,
    }


def kept_lines(found: Iterable[Finding]) -> Iterator[str]:
    """Yield what is always said of files that people changed by hand (OUT03)."""
    for finding in found:
        if finding.code == "OUT03":
            yield "；".join(filter(None, (finding.message, finding.advice)))
