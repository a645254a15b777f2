"""Prose = form = summary (前后一致): REC10–REC12, FRM48, FRM49."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.numeral import AMOUNT
from docgen.checks.numerals import numerals
from docgen.checks.passages import CELL, PARAGRAPH
from docgen.checks.prose import Prose
from docgen.checks.subject import Rule, Subject
from docgen.findings import Finding, Related, Severity, Source, error
from docgen.scoring import FormAppraisal
from docgen.scoring.execution import TOTALS

_AMOUNTS = MappingProxyType({
    "年初预算数": ("initial", re.compile(r"年初(?:部门)?预算(?:安排|批复|下达|收入)?(?:数|资金|总?额|合计)?(?:总计|共计|共|为|是|[:：])*$")),
    "全年预算数": ("budget", re.compile(r"(?:全年|调整后|调整)预算(?:安排|批复)?(?:数|资金|总?额|合计)?(?:总计|共计|共|为|是|[:：])*$")),
    "全年执行数": ("executed", re.compile(r"(?:全年|累计|预算)(?:实际)?(?:执行|支出)(?:数|资金|总?额|合计)?(?:总计|共计|共|为|是|[:：])*$|(?:实际支出|支出合计|总支出)(?:数|资金|总?额)?(?:共计|共|为|是|[:：])*$")),
})  # fmt: skip
_EXECUTION = "执行率"
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


def _form(subject: Subject, scope: str) -> FormAppraisal | None:
    """Return the form that a text speaks of: its 支出方向's, or the report's if it has one."""
    if not scope and len(subject.forms) == 1:
        return next(iter(subject.forms.values()))
    return subject.forms.get(scope)


def prose_and_form(subject: Subject) -> Iterator[Finding]:
    """正文写的预算数、执行数、执行率与自评表不一致。

    缘由：同一个数在正文、自评表、汇总表里必须一致，评审逐处对照。
    示例：正文“全年执行数1720万元”，自评表全年执行数 1718.67496 万元
    改法：正文里改成引用，如 {{全年执行数}}、{{执行率}}。
    """
    for line, term, name in subject.read(_amounts_and_rates):
        form = _form(subject, line.passage.scope)
        if form is None:
            continue
        exact, shown, source = _of_form(form, name)
        half = term.numeral.step * term.numeral.unit.factor / 2
        if exact is not None and abs(exact - term.numeral.base) > half:
            yield _differs(line, term, name, shown, source)


def _of_form(form: FormAppraisal, name: str) -> tuple[Decimal | None, str, Source]:
    """Return an amount of the form's total or its rate, as it is printed, and its place."""
    if name == _EXECUTION:
        rate = form.execution.rate if form.execution else None
        if form.execution is None or rate is None:
            return None, "", form.project.source
        shown = figures.number_text(figures.rounded(rate * 100, 2), 2)
        return rate, f"{shown}%", form.execution.source
    total = next((row for row in form.funding if row.line.name in TOTALS), None)
    amount = getattr(total, _AMOUNTS[name][0]) if total is not None else None
    if total is None or amount is None:
        return None, "", form.project.source
    shown = f"{figures.number_text(amount.number)} {amount.unit.name}"
    return amount.base, shown, total.line.source


def _narrative(prose: Prose) -> Iterator[Line]:
    return (line for line in prose.lines if line.passage.kind in (PARAGRAPH, CELL))


def _amounts_and_rates(prose: Prose) -> Iterator[tuple[Line, Term, str]]:
    """Yield the typed numbers of narrative that words before them call what a form calls so."""
    for line in _narrative(prose):
        for term in line.terms:
            numeral = term.numeral
            if numeral.kind != AMOUNT or numeral.about or term.figures:
                continue
            if term.dimension == "元":
                for name, (_, label) in _AMOUNTS.items():
                    if label.search(term.clause) and not _foreign(term, name):
                        yield line, term, name
            elif term.dimension == "率" and _its_rate(term.clause):
                yield line, term, _EXECUTION


def _its_rate(clause: str) -> bool:
    """Tell whether words speak of 执行率 and not of that of something: 其预算执行率."""
    label = _RATE.search(clause)
    return label is not None and label.start() <= 2 and not clause[: label.start()].strip()  # noqa: PLR2004 (其)


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
    for line, term in subject.read(_scores):
        form = _form(subject, line.passage.scope)
        numeral = term.numeral
        if form is not None and abs(form.total - numeral.number) > numeral.step / 2:
            place = line.passage.at(numeral.start, numeral.end - numeral.start)
            total = figures.number_text(form.total)
            message = f"正文写的得分是 {numeral.shown}，自评表总分是 {total} 分"
            yield error("FRM48", place, message, "改成引用 {{总分}}")
    for line, match in subject.read(_grades):
        form, grade = _form(subject, line.passage.scope), match["grade"]
        if form is not None and form.grade and grade[0] != form.grade[0]:
            total = figures.number_text(form.total)
            message = f"正文写的等级是“{grade}”，自评表是“{form.grade}”（总分 {total}）"
            place = line.passage.at(match.start("grade"), len(grade))
            yield error("FRM48", place, message, "改成引用 {{等级}}")


def _scores(prose: Prose) -> Iterator[tuple[Line, Term]]:
    """Yield the typed scores of narrative that are those of the whole form."""
    for line in _narrative(prose):
        for term in line.terms:
            numeral, label = term.numeral, _SCORE.search(term.clause)
            if numeral.unit.name != "分" or label is None or term.figures or numeral.about:
                continue
            if not _SCORE_OF.search(term.clause[: label.start()]):
                yield line, term


def _grades(prose: Prose) -> Iterator[tuple[Line, re.Match[str]]]:
    """Yield the typed grades of narrative."""
    for line in _narrative(prose):
        for match in _GRADE.finditer(line.passage.text):
            if not line.passage.figures(*match.span("grade")):
                yield line, match


def number_of_forms(subject: Subject) -> Iterator[Finding]:
    """正文说的支出方向（子项目）个数与自评表份数不一致。

    缘由：正文、汇总表、附件里的项目个数要一致（复核要点）。
    示例：正文“设三个支出方向”，只有 2 份自评表
    改法：改正个数，或补上漏掉的自评表。
    """
    count = len(subject.appraisal.forms)
    for words, value, place in subject.read(_counted) if count > 1 else ():
        if value != count:
            message = f"正文写的是 {words}，自评表有 {count} 份"
            yield error("FRM49", place, message, "改正个数，或补上漏掉的自评表")


def _counted(prose: Prose) -> Iterator[tuple[str, Decimal, Source]]:
    """Yield how many forms paragraphs say there are."""
    for passage in prose.passages:
        for match in _FORMS.finditer(passage.text) if passage.kind == PARAGRAPH else ():
            value = next((n.number for n in numerals(match[0])), None)
            if value is not None:
                yield match[0], value, passage.at(match.start(), len(match[0]))


RULES = (
    Rule("REC11", Severity.ERROR, prose_and_form),
    Rule("FRM48", Severity.ERROR, conclusion),
    Rule("FRM49", Severity.ERROR, number_of_forms, across=True),
)
