"""What the rules about the form look at and say alike (自评表的行和数)."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.checks.subject import Subject
from docgen.report import Indicator, Text
from docgen.scoring.model import FormAppraisal, IndicatorResult


def indicators(subject: Subject) -> Iterator[tuple[FormAppraisal, IndicatorResult, Indicator]]:
    """Yield the rows that are scored, each with its form and what its author typed."""
    for form in subject.appraisal.forms:
        for row in form.rows:
            if row.indicator is not None and not row.sub_item and not row.inapplicable:
                yield form, row, row.indicator


def words_of(text: Text | None) -> str:
    """Return what was typed without white space; "" where nothing was."""
    return "" if text is None else "".join(text.content.split())


def shortened(name: str, most: int = 20) -> str:
    """Return a name short enough for a sentence."""
    return name if len(name) <= most else f"{name[:most]}…"
