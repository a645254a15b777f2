"""Report + Figures → Appraisal (评分): every 自评表 scored, totalled and graded.

In come a Report and its resolved Figures; out comes an `Appraisal` (`model.py`) and what is wrong.
`appraise.py` calls the rest in order and makes the summary of several 支出方向.

- a regulation: its data `schemes/*.yaml`, their keys `content/keys.py`; which one is in
  force `schemes.py`; read and checked `scheme_reading.py`; as frozen data `scheme.py`
- 执行率 and the rows of 资金: `execution.py`
- the rows of a form, its total and grade: `form.py`
- 指标值 → Target: `targets.py`, its numbers and words `target_numbers.py`, times `target_dates.py`
- 完成值 → the value that is scored: `actuals.py`
- one indicator under a rule: `marking.py`; the exact arithmetic and 评分方法: `rules.py`
- the line that explains a score: `explanation.py`
- scores as lines, JSON and workbook: `score_tables.py`
"""

from docgen.scoring.appraise import appraise
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
    "scheme_named",
    "scheme_of",
    "shipped_schemes",
]
