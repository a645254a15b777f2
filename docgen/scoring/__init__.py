"""Report + Figures → Appraisal (评分): targets, rules, schemes, the form's arithmetic."""

from docgen.scoring.appraise import appraise
from docgen.scoring.codes import CODES
from docgen.scoring.explanation import rulebook_lines
from docgen.scoring.model import (
    Appraisal,
    Condition,
    Deadline,
    Execution,
    FormAppraisal,
    FundingResult,
    IndicatorResult,
    Summary,
    SummaryLine,
    Target,
)
from docgen.scoring.scheme import Scheme
from docgen.scoring.schemes import SchemeReading, scheme_named, scheme_of, shipped_schemes
from docgen.scoring.targets import read_target

__all__ = [
    "CODES",
    "Appraisal",
    "Condition",
    "Deadline",
    "Execution",
    "FormAppraisal",
    "FundingResult",
    "IndicatorResult",
    "Scheme",
    "SchemeReading",
    "Summary",
    "SummaryLine",
    "Target",
    "appraise",
    "read_target",
    "rulebook_lines",
    "scheme_named",
    "scheme_of",
    "shipped_schemes",
]
