"""All rules that look at words alone (文字规则), in one place: none is needed where none is new."""

from __future__ import annotations

from docgen.checks import claims, length, phrases, prose_relations, signs, tables, wording, years
from docgen.checks.prose import ProseRule

RULES: tuple[ProseRule, ...] = (
    *prose_relations.RULES,
    *tables.RULES,
    *signs.RULES,
    *wording.RULES,
    *claims.RULES,
    *years.RULES,
    *length.RULES,
    *phrases.RULES,
)
