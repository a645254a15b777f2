"""All rules that look at words alone (文字规则), in one place: none is needed where none is new."""

from __future__ import annotations

from docgen.checks import claims, prose_relations, tables
from docgen.checks.prose import ProseRule
from docgen.checks.read import dates, punctuation, wording, years
from docgen.checks.rule import ReadRule

RULES: tuple[ProseRule | ReadRule, ...] = (
    *prose_relations.RULES,
    *tables.RULES,
    *claims.RULES,
    *dates.RULES,
    *years.RULES,
    *wording.RULES,
    *punctuation.RULES,
)
