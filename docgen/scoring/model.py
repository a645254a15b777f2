"""What scoring gives: the appraisal of each form and of the report (评分结果)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from docgen.figures.model import Figures, Quantity, Value
from docgen.findings import Source
from docgen.report import FundingLine, Indicator, SubProject
from docgen.scoring.scheme import Scheme


class Condition(Struct, frozen=True):
    """One condition of a target: operator (>=, <=, =, >, <, in), bounds and unit.

    `low` and `high` are used by `in` (2–12个月); the others use `low` alone.
    """

    operator: str
    low: Decimal
    unit: str = ""
    high: Decimal | None = None


class Deadline(Struct, frozen=True):
    """By when (完成时限): not after `latest`, and of a period not before `earliest`."""

    latest: date
    earliest: date | None = None


class Target(Struct, frozen=True):
    """A target as parsed from 年度指标值 (指标值): `text` is printed as typed.

    `kind` is 数值, 区间, 日期, 频次, 是否, 定性, 复合 or 未识别; `conditions` are filled where
    the kind has numbers, `deadline` for 日期. `implied`: the operator was not typed but supplied
    by a rule. `wanted`: what 是否 is to be (已完成: True, 无: False).
    """

    kind: str
    text: str
    conditions: tuple[Condition, ...] = ()
    implied: bool = False
    deadline: Deadline | None = None
    wanted: bool = True


class FundingResult(Struct, frozen=True):
    """A row of 项目资金, computed: amounts in 万元 as quantities; None when not given."""

    line: FundingLine
    initial: Quantity | None = None
    budget: Quantity | None = None
    executed: Quantity | None = None


class Execution(Struct, frozen=True):
    """预算执行率 and its score: `rate` is exact (1 = 100 %), None when the budget is nothing.

    `computed` is the rule's score, rounded, and `exact` before rounding; `score` is what the form
    prints (the author's, when typed with a 理由). `explanation` is one line with rule, numbers
    and 文号. `applies`: False where there is no budget to execute, and the row is 不适用.
    """

    rate: Decimal | None
    weight: Decimal
    computed: Decimal
    score: Decimal
    explanation: str
    source: Source
    exact: Decimal = Decimal(0)
    applies: bool = True


class IndicatorResult(Struct, frozen=True):
    """A row of the form, scored.

    `actual` is the value that was scored, `ratio` 完成率 (exact, 1 = 100 %) where there is one,
    `computed` the rule's score and `score` what is printed: the author's when typed with 理由;
    None where nothing could be scored. `over` tells that the over-achievement threshold is
    passed, `rule` names the 评分方法, `missed` that the target was not reached, by a hair too;
    `undecided` that nobody wrote whether more or less is better (SCO04): it has the lower score.
    An empty row has `indicator` None; an `inapplicable` one
    (不适用) has no score, and its weight is left out of the total.
    """

    block: str
    dimension: str
    category: str
    indicator: Indicator | None
    source: Source
    weight: Decimal = Decimal(0)
    target: Target | None = None
    actual: Value | None = None
    ratio: Decimal | None = None
    computed: Decimal | None = None
    score: Decimal | None = None
    tier: str = ""
    rule: str = ""
    missed: bool = False
    undecided: bool = False
    explanation: str = ""
    over: bool = False
    sub_item: bool = False
    inapplicable: bool = False

    @property
    def of_satisfaction(self) -> bool:
        """Whether it stands under 满意度."""
        return "满意" in self.dimension or "满意" in self.category


TOTALS = ("合计", "年度资金总额", "资金总额", "总额", "总计")
"""What the row is called that the others make up."""


def total_row(rows: tuple[FundingResult, ...]) -> FundingResult | None:
    """Return the row of 合计, None where there is none."""
    return next((row for row in rows if row.line.name in TOTALS), None)


class FormAppraisal(Struct, frozen=True):
    """A 自评表, scored. `total` is printed (the sum of the printed scores); `exact_total` is not.

    `weights` are those of each 一级指标, over all goal blocks; `block_weights` of each block
    (年度绩效目标) and 一级指标.
    """

    project: SubProject
    funding: tuple[FundingResult, ...]
    execution: Execution | None
    rows: tuple[IndicatorResult, ...]
    weights: Mapping[str, Decimal]
    full_marks: Decimal
    total: Decimal
    exact_total: Decimal
    grade: str
    explanation: str = ""
    block_weights: Mapping[tuple[str, str], Decimal] = {}


class SummaryLine(Struct, frozen=True):
    """A line of 汇总: one 支出方向, amounts in 万元."""

    name: str
    budget: Quantity | None
    executed: Quantity | None
    rate: Decimal | None
    score: Decimal
    grade: str


class Summary(Struct, frozen=True):
    """汇总 of several 支出方向; `total` and `grade` only where the scheme says how (else None)."""

    lines: tuple[SummaryLine, ...]
    budget: Quantity | None
    executed: Quantity | None
    rate: Decimal | None
    total: Decimal | None = None
    grade: str = ""
    explanation: str = ""


class Appraisal(Struct, frozen=True):
    """The report, scored. `figures` has the built-in names (执行率, 总分, 等级 …) added per scope.

    `scheme` is the name and `citation` the 文号 of the 评分办法 in force, `rules` all of it
    (None where it could not be read, and nothing is scored).
    """

    forms: tuple[FormAppraisal, ...]
    summary: Summary
    figures: Figures
    scheme: str
    citation: str
    rules: Scheme | None = None
