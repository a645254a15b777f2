"""Appraisal, manuscript and template become the parts of a Word file (合成).

Here stands what each name of the template's vocabulary prints; the names themselves, with their
meaning, are listed in `word/names.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from docgen import word
from docgen.document import (
    FigureText,
    Manuscript,
    Phrase,
    ProjectProse,
    Prose,
    RowProse,
    Section,
)
from docgen.figures.decimals import number_text, rounded
from docgen.figures.display import printed as printed_figure
from docgen.figures.model import Figures, Quantity
from docgen.figures.names import find, visible_names
from docgen.findings import Finding
from docgen.report import Report, Text
from docgen.scoring.execution import NO_AMOUNT
from docgen.scoring.model import (
    Appraisal,
    Execution,
    FormAppraisal,
    FundingResult,
    IndicatorResult,
    Summary,
    SummaryLine,
)

Context = Mapping[str, object]


def composed(
    report: Report,
    appraisal: Appraisal,
    manuscript: Manuscript,
    template: word.Template,
    remembered: word.Remembered = word.remember_nothing,
) -> tuple[word.Package, tuple[Finding, ...]]:
    """Return the package of the report, and what the printing itself has found."""
    printed = context(report, appraisal, manuscript)
    return word.render(template, printed, report.root, appraisal.scheme, remembered)


def context(report: Report, appraisal: Appraisal, manuscript: Manuscript) -> Context:
    """Return what a template may print, by its Chinese names."""
    pairs = zip(appraisal.forms, manuscript.projects, strict=True)
    numbers = PrintedNumbers(appraisal.figures, "")
    return {
        "报告": _report(report, appraisal, manuscript),
        "支出方向": [
            {
                **_project(report, form, prose, order),
                "数据": PrintedNumbers(appraisal.figures, form.project.name),
            }
            for order, (form, prose) in enumerate(pairs, 1)
        ],
        "汇总": _summary(appraisal.summary),
        "数据": numbers,
    }


def _report(report: Report, appraisal: Appraisal, manuscript: Manuscript) -> Context:
    only = report.projects[0].name if len(report.projects) == 1 else ""
    return {
        "副标题": only,
        **dict(manuscript.details),
        "标题": manuscript.title,
        "年度": str(report.year),
        "上年度": str(report.year - 1),
        "部门": report.department.content if report.department else "",
        "专项名称": report.fund.content if report.fund else "",
        "评分办法": appraisal.citation or appraisal.scheme,
        "正文": _prose(manuscript.sections),
        "支出方向数": len(report.projects),
    }


def _project(report: Report, form: FormAppraisal, prose: ProjectProse, order: int) -> Context:
    project = form.project
    fund = project.fund or report.fund
    return {
        **dict(prose.details),
        "名称": project.name,
        "序号": order,
        "专项名称": fund.content if fund else "",
        "部门": report.department.content if report.department else "",
        "资金": _funding(form, prose),
        "目标": [
            {"名称": goal.name, "预期目标": text.expected, "实际完成情况": text.actual}
            for goal, text in zip(project.goals, prose.goals, strict=True)
        ],
        "指标": [_row(row, text, form) for row, text in zip(form.rows, prose.rows, strict=True)],
        "自评": _conclusion(form),
        "正文": _prose(prose.sections),
    }


def _prose(sections: Sequence[Section]) -> Prose:
    return Prose(tuple(section.blocks for section in sections))


def _funding(form: FormAppraisal, prose: ProjectProse) -> list[Context]:
    """Return the rows of 项目资金; the first one has the score, derived rows no explanation."""
    typed = zip(form.project.funding, prose.explanations, strict=True)
    texts = {line.name: text for line, text in typed}
    return [
        _funding_row(row, texts.get(row.line.name, _NOTHING), None if order else form.execution)
        for order, row in enumerate(form.funding)
    ]


_NOTHING = Phrase()


def _funding_row(row: FundingResult, explanation: Phrase, execution: Execution | None) -> Context:
    return {
        "名称": row.line.name,
        "年初预算数": _typed_amount(row.initial, row.line.initial, "年初预算数"),
        "全年预算数": _typed_amount(row.budget, row.line.budget, "全年预算数"),
        "全年执行数": _typed_amount(row.executed, row.line.executed, "全年执行数"),
        "调整说明": explanation,
        "分值": _score(execution.weight) if execution else "",
        "执行率": _rate(execution.rate) if execution else "",
        "得分": _score(execution.score) if execution else "",
    }


def _row(row: IndicatorResult, text: RowProse, form: FormAppraisal) -> Context:
    condition = row.target.conditions[0] if row.target and row.target.conditions else None
    filled = row.indicator is not None
    return {
        "目标块": row.block,
        "一级": row.dimension,
        "一级分值": _score(form.block_weights.get((row.block, row.dimension), Decimal(0))),
        "二级": row.category,
        "三级": text.name,
        "指标值": text.target,
        "符号": _SIGNS.get(condition.operator, "") if condition else "定性" if filled else "",
        "数值": _bounds(condition.low, condition.high) if condition else text.target,
        "单位": condition.unit if condition else "",
        "完成值": "不适用" if row.inapplicable and not str(text.actual) else text.actual,
        "分值": _score(row.weight) if filled and not row.sub_item else "",
        "得分": _score(row.score) if row.score is not None and not row.sub_item else "",
        "偏差说明": text.deviation,
        "自评档次": row.tier,
        "其中": row.sub_item,
    }


_SIGNS = {">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜", "in": "区间"}


def _bounds(low: Decimal, high: Decimal | None) -> str:
    text = number_text(low)
    return text if high is None else f"{text}—{number_text(high)}"


def _conclusion(form: FormAppraisal) -> Context:
    execution = form.execution
    return {
        "总分": _score(form.total),
        "满分": _score(form.full_marks),
        "等级": form.grade,
        "执行率": _rate(execution.rate) if execution else "",
        "执行率得分": _score(execution.score) if execution else "",
        "执行率分值": _score(execution.weight) if execution else "",
    }


def _summary(summary: Summary) -> Context:
    return {
        "行": [_summary_line(line) for line in summary.lines],
        "合计": {
            "名称": "合计",
            "预算": _amount(summary.budget),
            "执行": _amount(summary.executed),
            "执行率": _rate(summary.rate),
            "得分": "" if summary.total is None else _score(summary.total),
            "等级": summary.grade,
        },
    }


def _summary_line(line: SummaryLine) -> Context:
    return {
        "名称": line.name,
        "预算": _amount(line.budget),
        "执行": _amount(line.executed),
        "执行率": _rate(line.rate),
        "得分": _score(line.score),
        "等级": line.grade,
    }


class AskedNumbers(Struct, frozen=True, array_like=True):
    """What a template asked of the figures (问到的数据): names with what they print, all names."""

    printed: tuple[tuple[str, str | None], ...]
    names: tuple[str, ...] | None


class PrintedNumbers(Mapping[str, str]):
    """Every figure a scope sees (数据), printed as in a form when a template asks for it."""

    def __init__(self, known: Figures, scope: str) -> None:
        """Print the figures of a 支出方向, or of the report where `scope` is ""."""
        self._known, self._scope = known, scope
        self._asked: dict[str, str | None] = {}
        self._names: tuple[str, ...] | None = None

    def asked(self) -> AskedNumbers:
        """Return what was asked so far, and the answers."""
        return AskedNumbers(tuple(self._asked.items()), self._names)

    def answers_alike(self, asked: AskedNumbers) -> bool:
        """Tell whether the same would be answered now."""
        if any(self._printed_figure(name) != text for name, text in asked.printed):
            return False
        names = asked.names
        return names is None or names == visible_names(self._known, self._scope)

    def __getitem__(self, name: str) -> str:
        """Return what a figure prints, and note that it was asked for."""
        text = self._asked[name] = self._printed_figure(name)
        if text is None:
            raise KeyError(name)
        return text

    def _printed_figure(self, name: str) -> str | None:
        figure = find(self._known, name, self._scope)
        return None if figure is None else printed_figure(self._known, figure, "表格")

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all figures, and note that they were asked for."""
        self._names = visible_names(self._known, self._scope)
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many figures there are."""
        return len(visible_names(self._known, self._scope))


def _typed_amount(quantity: Quantity | None, typed: Text | None, column: str) -> str | Phrase:
    """Return an amount, or in a draft the mark that it is still to come (待填)."""
    if quantity is not None or typed is None:
        return _amount(quantity)
    if not typed.content.strip() or typed.content.strip() in NO_AMOUNT:
        return typed.content.strip()
    name = typed.content.strip().lstrip("=＝") if "=" in typed.content else column
    mark = FigureText(f"【待填：{name}】", typed.source, name, pending=True)
    return Phrase((mark,))


def _amount(quantity: Quantity | None) -> str:
    return "" if quantity is None else number_text(quantity.number, quantity.places)


def _score(value: Decimal) -> str:
    """Return a score as forms print it: no trailing zeros (domain: 得分 20, 9.74)."""
    return number_text(value)


def _rate(value: Decimal | None) -> str:
    """Return a rate as forms print it: percent, two decimals (自评表: 100.00%)."""
    return "" if value is None else f"{rounded(value * 100, 2):.2f}%"
