"""A printed form computed again from the Word file alone (复核计分).

The cells of the 自评表 are read back as if an author had typed them, and go through the same
rules; what is printed is then held against what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from msgspec import Struct, structs

from docgen.figures.decimals import number_text, rounded
from docgen.figures.resolve import resolve
from docgen.findings import Finding, Source, error
from docgen.patterns import lazy_pattern
from docgen.report import (
    Category,
    Dimension,
    FundingLine,
    GoalBlock,
    Indicator,
    Number,
    Report,
    Settings,
    SubProject,
    Text,
)
from docgen.scoring.appraise import appraise
from docgen.scoring.model import FormAppraisal, Target
from docgen.scoring.targets import read_target
from docgen.word.returned.file_reading import FileGrid

_FUNDING = {
    "initial": r"年初预算",
    "budget": r"全年预算|调整后预算",
    "executed": r"执行数",
    "weight": r"^(分值|权重)",
    "rate": r"^(预算)?执行率",
    "score": r"^得分",
}
_INDICATORS = {
    "dimension": r"^一级指标",
    "category": r"^二级指标",
    "name": r"^(三级指标|指标名称)",
    "sign": r"^(符号|指标性质)",
    "target": r"指标值",
    "unit": r"(度量|计量)?单位$",
    "actual": r"完成值|完成情况$",
    "weight": r"^(分值|权重)",
    "score": r"^得分",
}
_SIGNS = {"≥": "不少于", "≤": "不超过", "＝": "等于", "=": "等于", "＞": "大于", "＜": "小于"}
_NUMBER = lazy_pattern(r"-?\d{1,24}(?:\.\d{1,24})?")
_ROUNDING = Decimal("0.005")


class Money(Struct, frozen=True):
    """The row 合计 of 项目资金 as printed: what goes in, and the rate and score to compare."""

    line: FundingLine
    rate: str = ""
    score: Decimal | None = None


class FileRow(Struct, frozen=True):
    """A row of the form as printed: 一级指标, 二级指标, what goes in, the score to compare."""

    dimension: str
    category: str
    indicator: Indicator
    score: Decimal | None


class FileForm(Struct, frozen=True):
    """A form as printed: what goes in, the rows, and the totals of its last row."""

    project: SubProject
    rows: tuple[FileRow, ...]
    money: Money | None = None
    total: Decimal | None = None
    grade: str = ""


class Verdict(Struct, frozen=True):
    """What came of computing a form again: printed and computed total and grade, differences."""

    total: Decimal | None
    computed: Decimal
    grade: str
    computed_grade: str
    checked: int
    findings: tuple[Finding, ...]


def printed_forms(grids: Sequence[FileGrid], file: str) -> tuple[FileForm, ...]:
    """Return the forms that stand in the tables of a file, in order."""
    found: list[FileForm] = []
    money: Money | None = None
    for order, grid in enumerate(grids, 1):
        place = Source(file, where=f"表格{order}")
        money = _funding_row(grid, place) or money
        rows = tuple(_indicator_rows(grid, place))
        if rows:
            found.append(_printed_form(rows, money, grid, place))
            money = None
    return tuple(found)


def form_verdict(form: FileForm, scheme: str, year: int) -> Verdict:
    """Compute a form again under a scheme, and compare."""
    report = _form_report(form.project, scheme, year)
    numbers, _ = resolve(report)
    appraisal, _ = appraise(report, numbers)
    computed = appraisal.forms[0]
    found = tuple(_form_differences(form, computed))
    checked = sum(row.rule != "" for row in computed.rows) + (computed.execution is not None)
    return Verdict(form.total, computed.total, form.grade, computed.grade, checked, found)


def _form_report(project: SubProject, scheme: str, year: int) -> Report:
    source = project.source
    settings = Settings(scheme=_placed_text(scheme, source) if scheme else None)
    title = _placed_text("复核", source)
    return Report("", "", source, title, year, projects=(project,), settings=settings)


def _form_differences(form: FileForm, computed: FormAppraisal) -> Iterator[Finding]:
    source, execution, money = form.project.source, computed.execution, form.money
    if execution is not None and execution.rate is not None and money is not None:
        rate = f"{rounded(execution.rate * 100, 2):.2f}%"
        if money.rate and money.rate not in (rate, rate.replace(".00%", "%")):
            yield _difference(money.line.source, "执行率", money.rate, rate, execution.explanation)
        why = execution.explanation
        yield from _score_difference(
            money.line.source, "执行率得分", money.score, execution.computed, why
        )
    printed = {row.indicator.source: row.score for row in form.rows}
    for row in computed.rows:
        if row.indicator is not None and row.computed is not None:
            what, score = f"“{row.indicator.name}”得分", printed[row.indicator.source]
            yield from _score_difference(row.source, what, score, row.computed, row.explanation)
    yield from _score_difference(source, "总分", form.total, computed.total, "各行得分之和")
    if form.grade and form.grade != computed.grade:
        yield _difference(source, "等级", form.grade, computed.grade, "按总分")


def _score_difference(
    source: Source, what: str, printed: Decimal | None, computed: Decimal, why: str
) -> Iterator[Finding]:
    if printed is not None and abs(printed - computed) > _ROUNDING:
        was, now = number_text(printed), number_text(computed)
        yield _difference(source, what, was, now, why)


def _difference(source: Source, what: str, was: str, now: str, why: str) -> Finding:
    return error("OUT06", source, f"{what}印的是 {was}，重新计算是 {now}：{why}", "核对这一格")


def _funding_row(grid: FileGrid, place: Source) -> Money | None:
    head, columns = _head_columns(grid, _FUNDING, {"budget", "executed"})
    if head < 0:
        return None
    for offset, row in enumerate(grid.rows[head + 1 :], head + 2):
        cells = {key: _cell_text(row, column) for key, column in columns.items()}
        if _cell_number(cells["budget"]) is not None or _cell_number(cells["executed"]) is not None:
            at = structs.replace(place, where=f"{place.where} 第{offset}行")
            initial, budget, executed = (
                _money_text(cells.get(key, ""), at) for key in ("initial", "budget", "executed")
            )
            weight = _weight_number(cells.get("weight", ""), at)
            line = FundingLine("合计", at, initial, budget, executed, weight=weight)
            return Money(line, cells.get("rate", ""), _cell_number(cells.get("score", "")))
    return None


def _indicator_rows(grid: FileGrid, place: Source) -> Iterator[FileRow]:
    head, columns = _head_columns(grid, _INDICATORS, {"name", "target", "actual", "score"})
    if head < 0:
        return
    for offset, row in enumerate(grid.rows[head + 1 :], head + 2):
        cells = {key: _cell_text(row, column) for key, column in columns.items()}
        weight = _weight_number(cells.get("weight", ""), place)
        if weight is None or not cells["name"] or _is_total(row):
            continue
        at = structs.replace(place, where=f"{place.where} 第{offset}行")
        score = _cell_number(cells["score"])
        indicator = _typed_indicator(cells, weight, score, at)
        yield FileRow(cells.get("dimension", ""), cells.get("category", ""), indicator, score)


def _typed_indicator(
    cells: Mapping[str, str], weight: Number, score: Decimal | None, at: Source
) -> Indicator:
    """Return what an author would have typed; what is judged by people keeps the printed score."""
    sign, unit = _SIGNS.get(cells.get("sign", ""), ""), cells.get("unit", "")
    target = f"{sign}{cells['target']}{unit if sign else ''}"
    actual = cells["actual"] + (unit if sign and _NUMBER.fullmatch(cells["actual"]) else "")
    asked = read_target(target, 2000)
    actual = _measured_value(actual, asked)
    judged = asked.kind in _JUDGED or not actual
    judgement = None if score is None else _placed_text(f"{number_text(score)}分", at)
    return Indicator(
        cells["name"],
        at,
        target=_placed_text(target, at),
        actual=_placed_text(actual or cells["actual"], at),
        weight=weight,
        kind=_placed_text("定性", at) if judged else None,
        judgement=judgement if judged else None,
    )


def _measured_value(actual: str, asked: Target) -> str:
    """Return the number with a unit that a sentence gives for a target; "" when it is not one."""
    if len(asked.conditions) != 1 or _NUMBER.fullmatch(actual):
        return actual
    unit = re.escape(asked.conditions[0].unit)
    found = re.findall(rf"(?<![\d.])-?\d+(?:\.\d+)?\s*{unit}", actual) if unit else []
    return found[0] if len(found) == 1 else ""


_JUDGED = ("定性", "未识别", "是否", "日期", "频次")


def _printed_form(
    rows: tuple[FileRow, ...], money: Money | None, grid: FileGrid, place: Source
) -> FileForm:
    dimensions = tuple(
        Dimension(row.dimension, place, (Category(row.category, place, (row.indicator,)),))
        for row in rows
    )
    block = GoalBlock("", place, dimensions)
    lines = (money.line,) if money else ()
    project = SubProject("复核", "", place, funding=lines, blocks=(block,))
    _, columns = _head_columns(grid, _INDICATORS, {"name", "score"})
    last = next((row for row in reversed(grid.rows) if _is_total(row)), ())
    grade = re.search(r"等级[:：]?\s*(\S+)", " ".join(last))
    total = _cell_number(_cell_text(last, columns["score"]))
    return FileForm(project, rows, money, total, grade[1] if grade else "")


def _is_total(row: Sequence[str]) -> bool:
    return any(re.match(r"总\s*分", cell) for cell in row)


def _head_columns(
    grid: FileGrid, wanted: Mapping[str, str], needed: set[str]
) -> tuple[int, Mapping[str, int]]:
    """Return the row that names the columns and where each stands; -1 when there is none."""
    for index, row in enumerate(grid.rows):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            text = "".join(cell.split())
            for key, pattern in wanted.items():
                if key not in columns and re.search(pattern, text):
                    columns[key] = column
                    break
        if needed <= columns.keys():
            return index, columns
    return -1, {}


def _cell_text(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _placed_text(content: str, at: Source) -> Text:
    return Text(content, (at,) * (content.count("\n") + 1))


def _money_text(cell: str, at: Source) -> Text | None:
    return None if _cell_number(cell) is None else _placed_text(f"{cell} 万元", at)


def _weight_number(cell: str, at: Source) -> Number | None:
    value = _cell_number(cell)
    return None if value is None else Number(value, _placed_text(cell, at))


def _cell_number(cell: str) -> Decimal | None:
    try:
        return Decimal(cell) if _NUMBER.fullmatch(cell) else None
    except InvalidOperation:
        return None
