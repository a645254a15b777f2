"""预算执行率 and its score, from the rows of 项目资金 (资金表)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct, structs

from docgen.figures.calculation import read_value
from docgen.figures.decimals import WORKING, number_text, settled
from docgen.figures.formula import is_formula
from docgen.figures.model import Figures, Pending, Quantity, Value
from docgen.figures.units import PURE, convert, unit_named
from docgen.findings import Finding, Source, error, warning
from docgen.report import FundingLine, Number, SubProject, Text
from docgen.scoring import explanation
from docgen.scoring.model import TOTALS, Execution, FundingResult, total_row
from docgen.scoring.rules import ALL, NOTHING, exact_quotient, rounded_marks, stepped_share
from docgen.scoring.scheme import ExecutionRule, Scheme

REST = "其余"
"""What a row of 资金 says that is the total less the others (当年财政拨款: 其余)."""
COLUMNS = ("年初预算数", "全年预算数", "全年执行数")
_FINISHED = ("项目已完成", "项目是否完成", "是否完成", "已完成")
_YES = ("是", "已完成", "完成", "true")
MONEY = unit_named("万元")
NO_AMOUNT = frozenset(("—", "-", "–", "－", "/", "／", "无", "……", "——"))
"""What a cell of 资金 holds where there is no amount, printed as typed."""


class PaidFunding(Struct, frozen=True):
    """A 支出方向 with its funding rows in 万元, the total first, and its 执行率.

    `waiting`: an amount of the total is still to come (待填).
    """

    project: SubProject
    rows: tuple[FundingResult, ...] = ()
    execution: Execution | None = None
    findings: tuple[Finding, ...] = ()
    waiting: bool = False


def paid_funding(known: Figures, project: SubProject, scheme: Scheme | None) -> PaidFunding:
    """Return what a 支出方向 was given and has spent (资金), and under a scheme its 执行率."""
    paid = funding_rows(project, known)
    if scheme is None or not (project.funding or project.blocks):
        return structs.replace(paid, waiting=False)
    if paid.waiting:
        return paid  # 待填 has its own 错误
    execution, found = executed_budget(project, paid.rows, scheme)
    return structs.replace(paid, execution=execution, findings=(*paid.findings, *found))


def funding_rows(project: SubProject, known: Figures) -> PaidFunding:
    """Return the rows of 项目资金 as they are written; one that says 其余 is what is left."""
    findings: list[Finding] = []
    rows = []
    waiting = False
    for line in project.funding:
        if _says_rest(line):
            rows.append(FundingResult(line))
            continue
        typed = dict(zip(COLUMNS, (line.initial, line.budget, line.executed), strict=True))
        read = {name: read_value(text, known, project.name) for name, text in typed.items()}
        for name, cell in read.items():
            findings += (*cell.findings, *_odd_amount(line, name, typed[name], cell.value))
        due = (read[name].value for name in ("全年预算数", "全年执行数"))
        waiting |= line.name in TOTALS and any(isinstance(value, Pending) for value in due)
        rows.append(FundingResult(line, *(_money_amount(cell.value) for cell in read.values())))
    rows.sort(key=lambda row: row.line.name not in TOTALS)
    return PaidFunding(project, _completed_rows(rows), None, tuple(findings), waiting)


def _money_amount(value: Value | None) -> Quantity | None:
    """Return an amount in 万元; a plain number is one already (资金表以万元计)."""
    if isinstance(value, Quantity) and value.unit.dimension == MONEY.dimension:
        return convert(value, MONEY)
    if isinstance(value, Quantity) and value.unit == PURE:
        return structs.replace(value, unit=MONEY)
    return None


def _odd_amount(
    line: FundingLine, column: str, text: Text | None, value: Value | None
) -> Iterator[Finding]:
    """Yield the 错误 for a cell that is 待填, or no amount of money."""
    if text is None or value is None or _money_amount(value) is not None:
        return
    if not text.content.strip() or text.content.strip() in NO_AMOUNT:
        return  # an empty cell, or one that says there is none
    if not isinstance(value, Pending):
        message = f"资金“{' '.join(text.content.split())}”不是金额"
        yield error("SCO07", text.source, message, "写成 1840 万元 这样的金额，或 =名称")
    elif not is_formula(text):  # else the figure's own entry says so
        message = f"资金“{line.name}”的{column}待填"
        advice = "填上金额；草稿里先印作【待填】，送审稿不能有"
        yield error("FIG11", text.source, message, advice)


def _says_rest(line: FundingLine) -> bool:
    return line.initial is not None and line.initial.content.strip() == REST


def _completed_rows(rows: list[FundingResult]) -> tuple[FundingResult, ...]:
    """Return the rows with the one that says 其余 filled: the total less the others."""
    total = rows[0] if rows and rows[0].line.name in TOTALS else None
    others = [row for row in rows[1:] if not _says_rest(row.line)]
    return tuple(
        _rest_of(row, total, others) if total and _says_rest(row.line) else row for row in rows
    )


def _rest_of(
    row: FundingResult, total: FundingResult, others: list[FundingResult]
) -> FundingResult:
    return structs.replace(
        row,
        line=structs.replace(row.line, initial=None, budget=None, executed=None),
        initial=_remaining_amount(total.initial, [each.initial for each in others]),
        budget=_remaining_amount(total.budget, [each.budget for each in others]),
        executed=_remaining_amount(total.executed, [each.executed for each in others]),
    )


def _remaining_amount(total: Quantity | None, others: Iterable[Quantity | None]) -> Quantity | None:
    """Return what is left of a total; a row left empty takes nothing off."""
    if total is None:
        return None
    parts = [structs.replace(part, number=-part.number) for part in others if part is not None]
    return amount_sum([total, *parts])


def amount_sum(amounts: Sequence[Quantity]) -> Quantity:
    """Return the sum of amounts in 万元, with the decimals of the longest of those typed."""
    places = [amount.places for amount in amounts]
    number = sum((amount.number for amount in amounts), NOTHING)
    return Quantity(number, MONEY, max(places) if min(places) >= 0 else -1)


_Execution = tuple[Execution | None, tuple[Finding, ...]]


def executed_budget(
    project: SubProject, rows: tuple[FundingResult, ...], scheme: Scheme
) -> _Execution:
    """Return 执行率 = 全年执行数 ÷ 全年预算数 and its score under the scheme."""
    total = total_row(rows)
    if total is None:
        message = "资金里没有“合计”一行，算不出执行率"
        advice = "写上 合计: {年初预算数: …, 全年预算数: …, 全年执行数: …}"
        return None, (error("SCO08", project.source, message, advice),)
    if total.budget is None or total.executed is None:
        missing = "全年预算数" if total.budget is None else "全年执行数"
        message = f"合计没有{missing}，算不出执行率"
        return None, (error("SCO08", total.line.source, message, f"填上{missing}"),)
    finished = _is_finished(project)
    computed = execution_score(
        total.budget.number, total.executed.number, scheme, finished=finished
    )
    return _filed_execution(structs.replace(computed, source=total.line.source), total.line)


def _is_finished(project: SubProject) -> bool:
    return any(
        project.details[key].content.strip() in _YES for key in _FINISHED if key in project.details
    )


def execution_score(
    budget: Decimal, executed: Decimal, scheme: Scheme, *, finished: bool
) -> Execution:
    """Return the execution of a budget, both in 万元, under the scheme: 率, score, explanation."""
    rule = scheme.execution
    rate = exact_quotient(executed, budget) if budget else None
    if rate is None:
        share = ALL if rule.empty == "满分" else NOTHING
    else:
        share = execution_share(rate, rule, finished=finished)
    earned = rounded_marks(share, rule.weight, scheme.score_places)
    return Execution(
        None if rate is None else settled(rate),
        rule.weight,
        earned,
        earned,
        explanation.no_budget(rule, earned)
        if rate is None
        else explanation.execution_line(executed, budget, rate, rule, earned),
        Source(""),
        settled(WORKING.multiply(share, rule.weight)),
        applies=rate is not None or rule.empty != "不适用",
    )


def execution_share(rate: Decimal, rule: ExecutionRule, *, finished: bool) -> Decimal:
    """Return the share of the weight that an execution rate earns, not rounded."""
    if rule.method == "比例":
        return max(NOTHING, min(rate, ALL) if rule.capped else rate)
    if rule.finished is not None and rate <= 1 and (finished or rate == 1):
        return rule.finished
    return stepped_share(rate, rule.steps)


def _filed_execution(computed: Execution, line: FundingLine) -> _Execution:
    """Return the execution with the score its author filed, and what is to be said of that."""
    findings: list[Finding] = []
    if not computed.applies:
        message = "全年预算数是 0，执行率不适用，这一行不计分"
        findings.append(warning("SCO09", line.source, message, "核对全年预算数"))
    if line.weight is not None and line.weight.value != computed.weight:
        due = f"评分办法是 {number_text(computed.weight)} 分"
        message = f"执行率的分值写作 {line.weight.text.content} 分，{due}"
        advice = "删去这一行，分值由评分办法给出"
        findings.append(error("SCO15", line.weight.source, message, advice))
    if line.score is None:
        return computed, tuple(findings)
    if 0 <= line.score.value <= computed.weight:  # beyond it the checks speak (FRM02)
        findings += filed_score(line.score, computed.computed, line.justification, "执行率得分")
    words = explanation.by_hand(computed.explanation, line.score.value, line.justification)
    score = Decimal(explanation.readable_number(line.score.value))
    return structs.replace(computed, score=score, explanation=words), tuple(findings)


def filed_score(
    typed: Number, computed: Decimal | None, reason: Text | None, what: str = "得分"
) -> tuple[Finding, ...]:
    """Return the 错误 for a score typed by hand without a 理由, when the rule gives another."""
    if typed.value == computed or (reason is not None and reason.content.strip()):
        return ()
    rule = "算不出得分" if computed is None else f"按规则是 {number_text(computed)} 分"
    message = f"{what}写作 {typed.text.content.strip()} 分，{rule}，没有写理由"
    return (error("SCO16", typed.source, message, "删去得分，由 docgen 计算；确要改分时写明 理由"),)
