"""Prose = form = summary (前后一致): REC10–REC12, FRM48, FRM49."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.numeral import AMOUNT
from docgen.checks.numerals import numerals
from docgen.checks.passages import CELL, PARAGRAPH
from docgen.checks.subject import Rule, Subject
from docgen.findings import Finding, Related, Severity, Source, error
from docgen.scoring import FormAppraisal
from docgen.scoring.execution import TOTALS

_AMOUNTS = (
    ("年初预算数", "initial", re.compile(r"年初(?:部门)?预算(?:安排|批复|下达|收入)?(?:数|资金|总?额|合计)?(?:总计|共计|共|为|是|[:：])*$")),
    ("全年预算数", "budget", re.compile(r"(?:全年|调整后|调整)预算(?:安排|批复)?(?:数|资金|总?额|合计)?(?:总计|共计|共|为|是|[:：])*$")),
    ("全年执行数", "executed", re.compile(r"(?:全年|累计|预算)(?:实际)?(?:执行|支出)(?:数|资金|总?额|合计)?(?:总计|共计|共|为|是|[:：])*$|(?:实际支出|支出合计|总支出)(?:数|资金|总?额)?(?:共计|共|为|是|[:：])*$")),
)  # fmt: skip
_RATE = re.compile(r"(?:预算|资金|总体|整体|总)?执行率(?:约?为|达到?了?|是|[:：])*$")
_SCORE = re.compile(
    r"(?:自评|评价|综合|最终|绩效)?(?:总得分|总分|综合得分|自评得分|评价得分|自评分|总评分|得分)(?:分值|结果)?(?:为|是|达到?|[:：])*$"
)
_SCORE_OF = re.compile(
    r"指标|产出|效益|满意度|执行率|成本|决策|过程|项[^目]|满分|分值|上年|去年|部门"
)
_GRADE = re.compile(
    r"(?:等级|评级|等次|结果|结论|评定|评价)(?:被?评?定?为|是|[:：]|属于)+[“\x22]?(?P<grade>优秀?|良好?|中等?|差)(?![\u4e00-\u9fff]{0,2}(?:于|化|质|等生|期|央))[”\x22]?(?=[，。；、）)”\s]|$|等次|等级|级|档)"
)
_FORMS = re.compile(r"(?P<n>\d+|[一二两三四五六七八九十]+) ?(?:个|项)(?:支出方向|子项目)")


def _narrative(subject: Subject) -> Iterator[tuple[Line, FormAppraisal]]:
    """Yield the lines that speak of a form: those of its 支出方向, or the report's if it has one."""
    forms = {form.project.name: form for form in subject.appraisal.forms}
    if len(forms) == 1:
        forms[""] = next(iter(forms.values()))
    for line in subject.lines:
        form = forms.get(line.passage.scope)
        if form is not None and line.passage.kind in (PARAGRAPH, CELL):
            yield line, form


def prose_and_form(subject: Subject) -> Iterator[Finding]:  # noqa: C901 (one turn over the prose, a branch for each thing a form says too)
    """正文写的预算数、执行数、执行率与自评表不一致。

    缘由：同一个数在正文、自评表、汇总表里必须一致，评审逐处对照。
    示例：正文“全年执行数1720万元”，自评表全年执行数 1718.67496 万元
    改法：正文里改成引用，如 {{全年执行数}}、{{执行率}}。
    """
    for line, form in _narrative(subject):
        total = next((row for row in form.funding if row.line.name in TOTALS), None)
        for term in line.terms:
            numeral = term.numeral
            if numeral.kind != AMOUNT or numeral.about or term.figures:
                continue
            if term.dimension == "元" and total is not None:
                for name, field, label in _AMOUNTS:
                    amount = getattr(total, field)
                    if amount is None or not label.search(term.clause) or _foreign(term, name):
                        continue
                    half = numeral.step * numeral.unit.factor / 2
                    if abs(amount.base - numeral.base) > half:
                        shown = f"{figures.number_text(amount.number)} {amount.unit.name}"
                        yield _differs(line, term, name, shown, total.line.source)
            elif term.dimension == "率" and form.execution and form.execution.rate is not None:
                exact = form.execution.rate
                clause = _RATE.search(term.clause)
                if clause is None or clause.start() > 2 or term.clause[: clause.start()].strip():  # noqa: PLR2004 (其预算执行率)
                    continue
                if abs(exact - numeral.base) > numeral.step * numeral.unit.factor / 2:
                    shown = f"{figures.number_text(figures.rounded(exact * 100, 2), 2)}%"
                    yield _differs(line, term, "执行率", shown, form.execution.source)


def _foreign(term: Term, name: str) -> bool:
    """Tell whether an amount is of something else: 上年全年支出, 某镇全年支出."""
    start = term.clause.rfind(name[:2])
    before = term.clause[:start] if start > 0 else ""
    return bool(re.search(r"上年|去年|同期|Y|其中|部门|单位|[县区镇乡村局园]", before)) or bool(
        re.search(r"上年|去年|同期", term.label)
    )


def _differs(line: Line, term: Term, name: str, shown: str, source: Source) -> Finding:
    numeral = term.numeral
    place = line.passage.at(numeral.start, numeral.end - numeral.start)
    message = f"正文写的{name}是 {numeral.shown}，自评表是 {shown}"
    other = (Related(source, f"{name} {shown}"),)
    return Finding("REC11", Severity.ERROR, place, message, f"正文改成引用 {{{{{name}}}}}", other)


def conclusion(subject: Subject) -> Iterator[Finding]:
    """正文写的自评得分、等级与自评表不一致。

    缘由：结论的得分和等级须与自评表、汇总表一致（复核要点）。
    示例：正文“自评得分98分，等级为优”，自评表总分 95.5
    改法：正文里改成引用 {{总分}}、{{等级}}。
    """
    for line, form in _narrative(subject):
        if line.passage.scope == "" and len(subject.appraisal.forms) > 1:
            continue
        for term in line.terms:
            numeral = term.numeral
            label = _SCORE.search(term.clause)
            if (
                numeral.unit.name != "分"
                or label is None
                or _SCORE_OF.search(term.clause[: label.start()])
            ):
                continue
            if term.figures or numeral.about:
                continue
            if abs(form.total - numeral.number) > numeral.step / 2:
                place = line.passage.at(numeral.start, numeral.end - numeral.start)
                message = f"正文写的得分是 {numeral.shown}，自评表总分是 {figures.number_text(form.total)} 分"
                yield error("FRM48", place, message, "改成引用 {{总分}}")
        for match in _GRADE.finditer(line.passage.text):
            grade = match["grade"][:1]
            start, end = match.span("grade")
            if form.grade and grade != form.grade[:1] and not line.passage.figures(start, end):
                message = f"正文写的等级是“{match['grade']}”，自评表是“{form.grade}”（总分 {figures.number_text(form.total)}）"
                yield error(
                    "FRM48", line.passage.at(start, end - start), message, "改成引用 {{等级}}"
                )


def number_of_forms(subject: Subject) -> Iterator[Finding]:
    """正文说的支出方向（子项目）个数与自评表份数不一致。

    缘由：正文、汇总表、附件里的项目个数要一致（复核要点）。
    示例：正文“设三个支出方向”，只有 2 份自评表
    改法：改正个数，或补上漏掉的自评表。
    """
    count = len(subject.appraisal.forms)
    for passage in subject.holding(_FORMS):
        if passage.kind != PARAGRAPH or count < 1:
            continue
        for match in _FORMS.finditer(passage.text):
            value = next((n.number for n in numerals(match[0])), None)
            if value is not None and value != count and count > 1:
                place = passage.at(match.start(), match.end() - match.start())
                message = f"正文写的是 {match[0]}，自评表有 {count} 份"
                yield error("FRM49", place, message, "改正个数，或补上漏掉的自评表")


RULES = (
    Rule("REC11", Severity.ERROR, prose_and_form),
    Rule("FRM48", Severity.ERROR, conclusion),
    Rule("FRM49", Severity.ERROR, number_of_forms),
)
