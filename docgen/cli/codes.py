"""Every code docgen can print, with its explanation (问题代码)."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

from docgen import checks, content, figures, narrative, scoring, word
from docgen.output_codes import CODES as OUTPUT_CODES


def code_explanations() -> Mapping[str, str]:
    """Return code → Chinese explanation, from each room's table and each check's docstring."""
    tables = (content, figures, scoring, narrative, checks, word)
    told = {code: text for room in tables for code, text in room.CODES.items()}
    told.update(OUTPUT_CODES)
    told.update({rule.code: inspect.getdoc(rule.function) or "" for rule in checks.RULES})
    return {code: text.strip() for code, text in told.items()}
