"""The scores as lines, as data for programs and as a workbook (得分表、导出表).

The workbook has the grid that finance systems import, rows counted from 1: 8 heads the money
rows, which begin in 9; 13 holds 预期目标 and 实际完成情况; 14 heads the indicators, which begin in
15. With more than four money rows what follows moves down.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from msgspec import structs

from docgen.figures.decimals import number_text
from docgen.figures.model import Figure, FigureKey, Figures, Quantity, described
from docgen.report import Goal, Text
from docgen.scoring.actuals import printed_text, referred_text
from docgen.scoring.explanation import percent_text, readable_number
from docgen.scoring.model import (
    Appraisal,
    Condition,
    FormAppraisal,
    FundingResult,
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
    won = _written(readable_number, score) or "—"
    return f"  {' '.join(name.split())}  {won} / {readable_number(weight)}  {words}"


def _summary_lines(whole: Summary) -> Iterator[str]:
    yield "汇总"
    for line in whole.lines:
        rate = _written(percent_text, line.rate) or "—"
        yield f"  {line.name}  执行率 {rate}  得分 {readable_number(line.score)}  等级 {line.grade}"
    rate = _written(percent_text, whole.rate) or "—"
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
    execution = form.execution
    return {
        "名称": form.project.name,
        "执行": execution
        and {
            "执行率": _written(percent_text, execution.rate),
            "分值": readable_number(execution.weight),
            "规则得分": readable_number(execution.computed),
            "得分": readable_number(execution.score),
            "说明": execution.explanation,
            "位置": str(execution.source),
        },
        "指标": [_row_data(row) for row in form.rows if row.indicator is not None],
        "满分": readable_number(form.full_marks),
        "总分": readable_number(form.total),
        "精确总分": number_text(form.exact_total),
        "等级": form.grade,
        "说明": form.explanation,
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
        "完成率": _written(percent_text, row.ratio),
        "分值": readable_number(row.weight),
        "规则得分": _written(readable_number, row.computed),
        "得分": _written(readable_number, row.score),
        "自评档次": row.tier,
        "评分方法": row.rule,
        "超额": row.over,
        "不适用": row.inapplicable,
        "说明": row.explanation,
        "位置": str(row.source),
    }


def _condition_data(condition: Condition) -> dict[str, object]:
    return {
        "符号": condition.operator,
        "数值": number_text(condition.low),
        "上限": _written(number_text, condition.high),
        "单位": condition.unit,
        "文字": signed_condition(condition),
    }


def _written(text: Callable[[Decimal], str], value: Decimal | Quantity | None) -> str | None:
    """Return a number, or that of an amount, as `text` writes it; None where there is none."""
    number = value.number if isinstance(value, Quantity) else value
    return None if number is None else text(number)


def _summary_data(whole: Summary) -> dict[str, object]:
    return {
        "行": [
            {
                "名称": line.name,
                "预算": _written(number_text, line.budget),
                "执行": _written(number_text, line.executed),
                "执行率": _written(percent_text, line.rate),
                "得分": readable_number(line.score),
                "等级": line.grade,
            }
            for line in whole.lines
        ],
        "预算": _written(number_text, whole.budget),
        "执行": _written(number_text, whole.executed),
        "执行率": _written(percent_text, whole.rate),
        "总分": _written(readable_number, whole.total),
        "等级": whole.grade,
        "说明": whole.explanation,
    }


MONEY_ROW, GOAL_ROW, INDICATOR_ROW = 9, 13, 15
_MONEY_HEAD = ("资金", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
_INDICATOR_HEAD = (
    "一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分",
    "偏差原因分析及改进措施",
)  # fmt: skip
_SUMMARY_HEAD = ("名称", "全年预算数", "全年执行数", "执行率", "得分", "等级")
_SOURCE_HEAD = ("支出方向", "名称", "数值", "单位", "来源", "佐证", "公式或规则", "位置", "去处")
_LONGEST_NAME = 31
_EXACT_DIGITS = 15  # what a binary float keeps of a decimal number
_Cell = Decimal | str | None
_Row = tuple[_Cell, ...]
_Printed = Mapping[FigureKey, tuple[str, ...]]


def score_workbook(appraisal: Appraisal, printed: _Printed | None = None) -> bytes:
    """Return the workbook: a sheet per form, 汇总 where there are several, and 数据来源.

    `printed` says where each figure is printed (去处). The same appraisal gives the same bytes;
    a text that begins with = stays a text.
    """
    import xlsxwriter  # noqa: PLC0415 (an extra, and slow to load)

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # The clock has no part in a report: the same content gives the same bytes.
    created = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"created": created, "author": "docgen"})
    writer = _SheetWriter(book)
    for form in appraisal.forms:
        writer.add_sheet(form.project.name or "自评表", _form_cells(form, appraisal.figures))
    if len(appraisal.forms) > 1:
        writer.add_sheet("汇总", _summary_cells(appraisal.summary))
    writer.add_sheet("数据来源", _source_cells(appraisal.figures, printed or {}))
    book.close()
    return target.getvalue()


class _SheetWriter:
    """Writes rows of cells to sheets; texts as texts, numbers as numbers where exact."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 (xlsxwriter ships no types)
        self._book = book
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._number = book.add_format({"num_format": "General", "valign": "top"})
        self._names: set[str] = set()

    def add_sheet(self, name: str, rows: Iterable[_Row]) -> None:
        """Add a sheet of rows."""
        page = self._book.add_worksheet(self._free_name(name))
        page.set_column(0, 8, 18)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                self._write_cell(page, row, column, cell)

    def _write_cell(self, page: Any, row: int, column: int, cell: _Cell) -> None:  # noqa: ANN401
        if isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= _EXACT_DIGITS:
            page.write_number(row, column, float(cell), self._number)
        elif cell is not None and cell != "":
            text = number_text(cell) if isinstance(cell, Decimal) else cell
            page.write_string(row, column, text, self._text)

    def _free_name(self, name: str) -> str:
        """Return a sheet name that Excel takes and no other sheet has."""
        bare = re.sub(r"[\[\]:*?/\\]", "_", name).strip("'")[:_LONGEST_NAME] or "表"
        free, count = bare, 2
        while free.lower() in self._names:
            suffix = f"（{count}）"
            free, count = bare[: _LONGEST_NAME - len(suffix)] + suffix, count + 1
        self._names.add(free.lower())
        return free


def _form_cells(form: FormAppraisal, known: Figures) -> list[_Row]:
    project = form.project
    rows: list[_Row] = [
        ("项目支出绩效自评表",),
        ("项目名称", project.name),
        ("专项名称", _printed_words(project.fund, known, project.name)),
        *(
            (name, _printed_words(project.details.get(name), known, project.name))
            for name in ("主管部门", "实施单位")
        ),
    ]
    rows += [()] * (MONEY_ROW - 2 - len(rows))
    rows += [_MONEY_HEAD, *map(_money_cells, form.funding)]
    if form.funding and (own := form.execution) is not None:
        rate = _written(percent_text, own.rate)
        rows[MONEY_ROW - 1] += (own.weight, rate, own.score)
    rows += [()] * (GOAL_ROW - 1 - len(rows))
    rows += [_goal_cells(project.goals, known, project.name), _INDICATOR_HEAD]
    rows += [_indicator_cells(row, known, project.name) for row in form.rows if row.indicator]
    rows.append(("总分", "", "", "", "", form.full_marks, form.total, f"等级：{form.grade}"))
    return rows


def _money_cells(row: FundingResult) -> _Row:
    amounts = (row.initial, row.budget, row.executed)
    return (row.line.name, *map(_amount_cell, amounts))


def _amount_cell(amount: Quantity | None) -> Decimal | None:
    return None if amount is None else amount.number


def _goal_cells(goals: tuple[Goal, ...], known: Figures, scope: str) -> _Row:
    expected = "\n".join(_printed_words(goal.expected, known, scope) for goal in goals)
    actual = "\n".join(_printed_words(goal.actual, known, scope) for goal in goals)
    return ("年度总体目标", expected, actual)


def _indicator_cells(row: IndicatorResult, known: Figures, scope: str) -> _Row:
    indicator = row.indicator
    if indicator is None:
        return (row.dimension, row.category)
    name = f"其中：{indicator.name}" if row.sub_item else indicator.name
    marks = (None, None) if row.sub_item else (row.weight, row.score)
    return (
        row.dimension, row.category, name, _printed_words(indicator.target, known, scope),
        _actual_text(row, known, scope), *marks,
        _printed_words(indicator.deviation, known, scope),
    )  # fmt: skip


def _actual_text(row: IndicatorResult, known: Figures, scope: str) -> str:
    """Return 完成值: `=名称` is its value; nowhere else is a text a formula."""
    indicator = row.indicator
    text = (indicator.actual or indicator.scored_by) if indicator else None
    return "" if text is None else printed_text(text, known, scope)


def _printed_words(text: Text | None, known: Figures, scope: str) -> str:
    return referred_text(text, known, scope) if text is not None else ""


def _summary_cells(whole: Summary) -> Iterator[_Row]:
    yield _SUMMARY_HEAD
    total = ("合计", whole.budget, whole.executed, whole.rate, whole.total, whole.grade)
    for name, budget, executed, rate, score, grade in (*map(structs.astuple, whole.lines), total):
        money = (_amount_cell(budget), _amount_cell(executed))
        yield name, *money, _written(percent_text, rate), score, grade


def _source_cells(known: Figures, printed: _Printed) -> Iterator[_Row]:
    yield _SOURCE_HEAD
    for key, figure in sorted(known.by_key.items(), key=lambda pair: pair[1].source):
        yield _source_row(key, figure, printed)


def _source_row(key: FigureKey, figure: Figure, printed: _Printed) -> _Row:
    value, unit = _value_cells(figure)
    entry = figure.entry
    origin = entry.origin.content if entry and entry.origin else ""
    evidence = "、".join(text.content for text in entry.evidence) if entry else ""
    how = figure.formula or figure.rule
    return (
        key.scope, key.path, value, unit, origin, evidence, how, str(figure.source),
        "、".join(printed.get(key, ())),
    )  # fmt: skip


def _value_cells(figure: Figure) -> tuple[_Cell, str]:
    if isinstance(figure.value, Quantity):
        # 40 digits of a quotient are of no use to a reader of a sheet.
        return Decimal(readable_number(figure.value.number)), figure.value.unit.name
    return (described(figure.value) if figure.value is not None else ""), ""
