"""The kinds of rules (规则): a certain one may say 错误, one that reads words cannot, by its type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import chain

from msgspec import Struct

from docgen.checks.passages import Passage, Prose
from docgen.checks.subject import Subject
from docgen.findings import Finding, Fix, Related, Severity, Source
from docgen.report import Indicator
from docgen.scoring.model import FormAppraisal, IndicatorResult


class Reading(Struct, frozen=True):
    """What a rule has read in words (读出的问题): a 警告, or a 提示 where it is `doubtful`.

    The fields are those of a `Finding`, but for the severity: there is no way to ask for 错误.
    """

    code: str
    source: Source
    message: str
    advice: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    caret: str = ""
    doubtful: bool = False


def reading_finding(reading: Reading) -> Finding:
    """Return the finding (警告 or 提示) of a reading; nothing else makes one of it."""
    severity = Severity.NOTE if reading.doubtful else Severity.WARNING
    return Finding(
        reading.code, severity, reading.source, reading.message,
        reading.advice, reading.related, reading.fix, reading.caret,
    )  # fmt: skip


def as_findings(found: Iterable[Finding | Reading]) -> Iterator[Finding]:
    """Yield what rules of any kind found, as findings."""
    return (reading_finding(each) if isinstance(each, Reading) else each for each in found)


class ReadRule(Struct, frozen=True):
    """A rule that reads one unit of words (读文规则): what it finds depends on nothing beside them.

    The function's Chinese docstring says what it tells, as `docgen explain` does; of a rule that
    tells several things it has a line for each code, `also` those after the first.
    """

    code: str
    function: Callable[[Prose], Iterator[Reading]]
    also: tuple[str, ...] = ()


class ReportReadRule(Struct, frozen=True):
    """A rule that reads words beside figures, forms or other texts (对照规则).

    `across`: it needs all 支出方向 at once, not one with its own words.
    """

    code: str
    function: Callable[[Subject], Iterator[Reading]]
    also: tuple[str, ...] = ()
    across: bool = False


class CertainRule(Struct, frozen=True):
    """A rule about typed data, structure or the form (确定的规则): arithmetic or fact.

    `severity` is the worst that a finding of it has. `across`: it needs all 支出方向 at once.
    """

    code: str
    severity: Severity
    function: Callable[[Subject], Iterator[Finding]]
    across: bool = False


def of_forms(
    rule: Callable[[FormAppraisal], Iterator[Finding]],
) -> Callable[[Subject], Iterator[Finding]]:
    """Return a rule of one form as one of all that are looked at."""

    @wraps(rule)
    def found(subject: Subject) -> Iterator[Finding]:
        return chain.from_iterable(map(rule, subject.appraisal.forms))

    return found


def of_rows(
    rule: Callable[[IndicatorResult, Indicator], Iterator[Finding]],
) -> Callable[[Subject], Iterator[Finding]]:
    """Return a rule of one row, and what its author typed, as one of all that are scored."""

    @wraps(rule)
    def found(subject: Subject) -> Iterator[Finding]:
        return chain.from_iterable(rule(row, each) for _, row, each in subject.indicators)

    return found


def of_passages(
    rule: Callable[[Passage], Iterator[Reading]],
) -> Callable[[Prose], Iterator[Reading]]:
    """Return a rule of one passage as one of a unit of them."""

    @wraps(rule)
    def found(prose: Prose) -> Iterator[Reading]:
        return chain.from_iterable(map(rule, prose.passages))

    return found
