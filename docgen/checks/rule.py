"""What a check that reads words finds (读法), and its rule: 警告 or 提示, never 错误, by type."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from docgen.checks.prose import Prose
from docgen.findings import Finding, Fix, Related, Severity, Source


class Reading(Struct, frozen=True):
    """Something words seem to say wrongly (读出的疑点): a warning, or a note when `doubtful`."""

    code: str
    source: Source
    message: str
    advice: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    caret: str = ""
    doubtful: bool = False


class ReadRule(Struct, frozen=True):
    """A check of words (读文字的规则); the function's Chinese docstring is its explanation."""

    code: str
    function: Callable[[Prose], Iterator[Reading]]


def reading_finding(reading: Reading) -> Finding:
    """Return the finding a reading becomes."""
    severity = Severity.NOTE if reading.doubtful else Severity.WARNING
    return Finding(
        reading.code, severity, reading.source, reading.message, reading.advice,
        reading.related, reading.fix, reading.caret,
    )  # fmt: skip
