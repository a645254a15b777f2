"""What the checks look at (核对对象): the finished values of the line, texts as passages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from docgen.checks.known import Values, values
from docgen.checks.lines import Line, lines
from docgen.checks.passages import (
    CELL,
    FORM,
    HEADING,
    PARAGRAPH,
    TITLE,
    Passage,
    Stretch,
    blocks_passages,
    passages,
)
from docgen.checks.slips import Spellings, spellings
from docgen.document import Manuscript, TemplateContract
from docgen.figures.model import Figure
from docgen.findings import Finding, Severity
from docgen.report import Report
from docgen.scoring import Appraisal

__all__ = [
    "CELL",
    "FORM",
    "HEADING",
    "PARAGRAPH",
    "TITLE",
    "Check",
    "Passage",
    "Rule",
    "Stretch",
    "Subject",
    "blocks_passages",
    "passages",
    "subject",
]


class Subject(Struct, frozen=True):
    """All a check may look at (核对对象); nothing of it is ever changed.

    `lines` are the passages with their numerals read, in the same order; `known` are the values
    each 支出方向 knows, `spellings` how every figure is printed, `places` where each text stands.
    """

    report: Report
    appraisal: Appraisal
    manuscript: Manuscript
    contract: TemplateContract
    texts: Mapping[str, str]
    passages: tuple[Passage, ...]
    lines: tuple[Line, ...]
    known: Mapping[str, Values]
    spellings: Spellings
    places: Mapping[str, tuple[Passage, ...]]

    def holding(self, pattern: re.Pattern[str]) -> Iterator[Passage]:
        """Yield the passages whose text a pattern is in; each text is looked at once."""
        for text, places in self.places.items():
            if pattern.search(text):
                yield from places


Check = Callable[[Subject], Iterator[Finding]]


class Rule(Struct, frozen=True):
    """A check (核对规则): its code, how much a finding of it usually matters, and the function.

    The function's Chinese docstring is what `docgen explain` prints.
    """

    code: str
    severity: Severity
    function: Check


def subject(
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    contract: TemplateContract,
    texts: Mapping[str, str],
) -> Subject:
    """Return what the checks look at, the texts flattened once for all of them."""
    flat = tuple(passages(report, manuscript))
    known = appraisal.figures.by_key.values()
    computed = frozenset(f.key for f in known if _proven(f))
    return Subject(
        report, appraisal, manuscript, contract, texts, flat, tuple(lines(flat, computed)),
        values(appraisal), spellings(appraisal.figures), _places(flat),
    )  # fmt: skip


def _places(flat: tuple[Passage, ...]) -> Mapping[str, tuple[Passage, ...]]:
    found: dict[str, list[Passage]] = {}
    for passage in flat:
        found.setdefault(passage.text, []).append(passage)
    return {text: tuple(places) for text, places in found.items()}


def _proven(figure: Figure) -> bool:
    """Tell whether a figure is computed, or held against others by its own 应等于."""
    entry = figure.entry
    return entry is None or bool(figure.formula or figure.members or entry.equals)
