"""The table of `docgen score`: as lines to read and as data for programs (得分表)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen import figures
from docgen.figures.model import Quantity
from docgen.scoring.explanation import percent_text, readable_number
from docgen.scoring.model import (
    Appraisal,
    Condition,
    Execution,
    FormAppraisal,
    IndicatorResult,
    Summary,
)
from docgen.scoring.targets import signed_condition

VERSION = 1


def score_lines(appraisal: Appraisal) -> tuple[str, ...]:
    """Return the scores of every form, one line each with its explanation, then the summary."""
    return tuple(_table_lines(appraisal))


def _table_lines(appraisal: Appraisal) -> Iterator[str]:
    scheme = appraisal.rules
    if scheme is None:
        yield "评分办法有错误，没有评分"
        return
    place = f"，{scheme.place}" if scheme.place else ""
    yield f"评分办法：{scheme.name}（{scheme.citation}{place}）"
    for form in appraisal.forms:
        yield ""
        yield from _form_lines(form)
    if len(appraisal.forms) > 1:
        yield ""
        yield from _summary_lines(appraisal.summary)


def _form_lines(form: FormAppraisal) -> Iterator[str]:
    if form.project.name:
        yield form.project.name
    if form.execution is not None:
        yield _score_line(
            "预算执行率", form.execution.score, form.execution.weight, form.execution.explanation
        )
    block = ""
    for row in form.rows:
        if row.block != block:
            block = row.block
            yield f"  【{block}】"
        if row.indicator is not None and not row.sub_item:
            name = row.indicator.name
            yield _score_line(name, row.score, row.weight, row.explanation or "没有得分")
    points = f"{readable_number(form.total)} / {readable_number(form.full_marks)}"
    yield f"  总分 {points}  等级 {form.grade}  {form.explanation}"


def _score_line(name: str, score: Decimal | None, weight: Decimal, words: str) -> str:
    won = "—" if score is None else readable_number(score)
    return f"  {' '.join(name.split())}  {won} / {readable_number(weight)}  {words}"


def _summary_lines(whole: Summary) -> Iterator[str]:
    yield "汇总"
    for line in whole.lines:
        rate = "—" if line.rate is None else percent_text(line.rate)
        yield f"  {line.name}  执行率 {rate}  得分 {readable_number(line.score)}  等级 {line.grade}"
    rate = "—" if whole.rate is None else percent_text(whole.rate)
    if whole.total is None:
        yield f"  合计  执行率 {rate}  评分办法没有规定几个支出方向的总分"
    else:
        points = f"得分 {readable_number(whole.total)}  等级 {whole.grade}"
        yield f"  合计  执行率 {rate}  {points}  {whole.explanation}"


def score_data(appraisal: Appraisal) -> dict[str, object]:
    """Return the same as data for JSON: numbers as text, so that no digit is lost."""
    rules = appraisal.rules
    return {
        "版本": VERSION,
        "评分办法": appraisal.scheme,
        "文号": appraisal.citation,
        "地区": rules.place if rules else "",
        "支出方向": [_form_data(form) for form in appraisal.forms],
        "汇总": _summary_data(appraisal.summary),
    }


def _form_data(form: FormAppraisal) -> dict[str, object]:
    return {
        "名称": form.project.name,
        "执行": None if form.execution is None else _execution_data(form.execution),
        "指标": [_row_data(row) for row in form.rows if row.indicator is not None],
        "满分": readable_number(form.full_marks),
        "总分": readable_number(form.total),
        "精确总分": figures.number_text(form.exact_total),
        "等级": form.grade,
        "说明": form.explanation,
    }


def _execution_data(execution: Execution) -> dict[str, object]:
    return {
        "执行率": _rate_text(execution.rate),
        "分值": readable_number(execution.weight),
        "规则得分": readable_number(execution.computed),
        "得分": readable_number(execution.score),
        "说明": execution.explanation,
        "位置": str(execution.source),
    }


def _row_data(row: IndicatorResult) -> dict[str, object]:
    target = row.target
    return {
        "目标块": row.block,
        "一级": row.dimension,
        "二级": row.category,
        "三级": row.indicator.name if row.indicator else "",
        "其中": row.sub_item,
        "指标值": target.text if target else "",
        "类型": target.kind if target else "",
        "条件": [_condition_data(condition) for condition in target.conditions] if target else [],
        "时限": target.deadline.latest.isoformat() if target and target.deadline else None,
        "完成率": _rate_text(row.ratio),
        "分值": readable_number(row.weight),
        "规则得分": None if row.computed is None else readable_number(row.computed),
        "得分": None if row.score is None else readable_number(row.score),
        "自评档次": row.tier,
        "评分方法": row.rule,
        "超额": row.over,
        "不适用": row.inapplicable,
        "说明": row.explanation,
        "位置": str(row.source),
    }


def _condition_data(condition: Condition) -> dict[str, object]:
    high = condition.high
    return {
        "符号": condition.operator,
        "数值": figures.number_text(condition.low),
        "上限": None if high is None else figures.number_text(high),
        "单位": condition.unit,
        "文字": signed_condition(condition),
    }


def _rate_text(rate: Decimal | None) -> str | None:
    return None if rate is None else percent_text(rate)


def _summary_data(whole: Summary) -> dict[str, object]:
    return {
        "行": [
            {
                "名称": line.name,
                "预算": _money_text(line.budget),
                "执行": _money_text(line.executed),
                "执行率": _rate_text(line.rate),
                "得分": readable_number(line.score),
                "等级": line.grade,
            }
            for line in whole.lines
        ],
        "预算": _money_text(whole.budget),
        "执行": _money_text(whole.executed),
        "执行率": _rate_text(whole.rate),
        "总分": None if whole.total is None else readable_number(whole.total),
        "等级": whole.grade,
        "说明": whole.explanation,
    }


def _money_text(amount: Quantity | None) -> str | None:
    return None if amount is None else figures.number_text(amount.number)
