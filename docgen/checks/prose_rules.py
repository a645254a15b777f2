"""All rules that look at words alone (文字规则), in one place: none is needed where none is new."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps

from docgen.checks import length, phrases, signs, wording, years
from docgen.checks.prose import Prose, ProseRule
from docgen.checks.read import relation_rules
from docgen.checks.rule import ReadRule, reading_finding
from docgen.findings import Finding, Severity


def _prose_rule(rule: ReadRule) -> ProseRule:
    """Return a rule of readings as one of findings, with the same explanation."""

    @wraps(rule.function)
    def read_findings(prose: Prose) -> Iterator[Finding]:
        return map(reading_finding, rule.function(prose))

    return ProseRule(rule.code, Severity.WARNING, read_findings)


RULES: tuple[ProseRule, ...] = (
    *map(_prose_rule, relation_rules.RULES),
    *signs.RULES,
    *wording.RULES,
    *years.RULES,
    *length.RULES,
    *phrases.RULES,
)
