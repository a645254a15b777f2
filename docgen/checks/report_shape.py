"""The report as a whole (整体): what a reviewer misses at first sight. FRM53–54, DOC60–63."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from docgen import figures
from docgen.checks.form_scores import n
from docgen.checks.passages import HEADING, PARAGRAPH
from docgen.checks.prose import Prose
from docgen.checks.subject import Rule, Subject
from docgen.figures.model import FigureKey, Literal, Quantity
from docgen.findings import Finding, Related, Severity, Source, draft_warning, note
from docgen.report import Text
from docgen.scoring.execution import TOTALS

_TWO_ITEMS = re.compile(r"[;；]\s*\S")
_AREA = re.compile(r"\d[\d.,]*\s*(亩|公顷)")
_RATE_WITHOUT_BASE = re.compile(
    r"(?:完成|为|占|达)(?:年度|全年|年初|计划)?(?:目标)?任务(?:数|量)?的\s*(\d[\d.]*)\s*[%％]"
)
_CHAPTERS = MappingProxyType(
    {
        "存在的问题": re.compile("问题|不足|短板|困难"),
        "改进措施": re.compile("措施|整改|下一步|建议|改进"),
    }
)
_TASK_WITH_NUMBER = re.compile(r"任务[^，。；]{0,6}\d")


def investment_back_filled(subject: Subject) -> Iterator[Finding]:
    """项目总投资与全年执行数完全相同。

    缘由：总投资应来自批复；与执行数一分不差，像是事后倒填的。
    示例：项目总投资 1718.67496，全年执行数 1718.67496
    改法：填批复的总投资；确实相同的，备好批复。
    """
    for form in subject.appraisal.forms:
        total = next((row for row in form.funding if row.line.name in TOTALS), None)
        typed = form.project.details.get("项目总投资")
        if total is None or total.executed is None or typed is None:
            continue
        value = _number(subject, typed, form.project.name)
        if value is None or value != total.executed.number or total.initial is None:
            continue
        if total.initial.number != value:
            planned = n(total.initial.number)
            message = f"项目总投资与全年执行数同为 {n(value)} 万元，年初预算 {planned} 万元"
            yield note("FRM53", typed.source, message, "填批复的总投资，或备好批复")


def _number(subject: Subject, text: Text, scope: str) -> Decimal | None:
    pieces = figures.pieces(text, subject.appraisal.figures, scope, "表格").pieces
    printed = "".join(p.text if isinstance(p, Literal) else p.printed for p in pieces)
    value, _ = figures.typed_value(Text(printed, text.lines[:1]))
    return value.number if isinstance(value, Quantity) else None


def two_items_in_one_row(subject: Subject) -> Iterator[Finding]:
    """一个三级指标里写了两件事。

    缘由：一行一个指标才能核对；多项合写，有一项没完成就要扣分（复核要点）。
    示例：“园区考核奖励；园区标厂建设补贴”
    改法：拆成两行，分值各写各的；指标是批复的，下年申报时拆开。
    """
    for form in subject.appraisal.forms:
        for row in form.rows:
            if row.indicator is not None and _TWO_ITEMS.search(row.indicator.name):
                message = f"“{row.indicator.name[:24]}”一行里写了两件事"
                yield note("FRM54", row.source, message, "拆成两行，分值各写各的")


def pending_setting(subject: Subject) -> Iterator[Finding]:
    """部门、专项名称等还写着待填。

    缘由：草稿可以待填，送审稿不能。
    示例：部门: 待填
    改法：填上内容。
    """
    report = subject.report
    texts = [report.title, report.department, report.fund, *report.details.values()]
    texts += [t for p in report.projects for t in (p.fund, *p.details.values())]
    for text in texts:
        if text is not None and text.content.strip() == "待填":
            yield draft_warning(
                "DOC60", text.source, "这里还是“待填”", "填上内容；送审稿不能有待填"
            )


def problems_and_measures(subject: Subject) -> Iterator[Finding]:
    """正文里没有存在的问题，或没有改进措施。

    缘由：自评报告应写明存在的问题及原因、改进措施和结果应用（财预〔2020〕10号，待核）。
    示例：只有“预算收支情况”“绩效情况”两节
    改法：补一节；report.yaml 的 提纲 写了必备章节的，按提纲核对。
    """
    narrative = list(subject.read(_narrative))
    if subject.report.settings.outline or not narrative:
        return
    said = {name for _, words in narrative for name in words}
    missing = [name for name in _CHAPTERS if name not in said]
    if missing:
        message = f"正文没有写{'和'.join(missing)}"
        place, advice = narrative[0][0], "补一节，或在 提纲 里写明必备章节"
        yield note("DOC61", place, message, advice)


def _narrative(prose: Prose) -> Iterator[tuple[Source, tuple[str, ...]]]:
    """Yield where a unit's narrative begins, and which of the chapters it speaks of."""
    texts = [p for p in prose.passages if p.kind in (HEADING, PARAGRAPH)]
    if texts:
        text = "".join(p.text for p in texts)
        words = tuple(name for name, words in _CHAPTERS.items() if words.search(text))
        yield texts[0].source, words


def mixed_units(subject: Subject) -> Iterator[Finding]:
    """同一份报告里亩和公顷混用。

    缘由：面积单位应当统一；公顷是法定单位，亩在土地数据里仍常用（GB 3100）。
    示例：储备土地 5897 亩，总面积 881.70 公顷
    改法：统一成一种，或在第一次出现时注明换算（1 公顷 = 15 亩）。
    """
    seen: dict[str, Source] = {}
    for unit, place in subject.read(_areas):
        seen.setdefault(unit, place)
    if len(seen) > 1:
        (first, one), (second, other) = sorted(seen.items(), key=lambda item: item[1])
        message = f"面积有的用{first}，有的用{second}"
        related = (Related(one, first),)
        yield Finding("DOC62", Severity.NOTE, other, message, "统一成一种单位", related)


def _areas(prose: Prose) -> Iterator[tuple[str, Source]]:
    for passage in prose.passages:
        for hit in _AREA.finditer(passage.text):
            yield hit[1], passage.at(hit.start(), len(hit[0]))


def rate_without_target(subject: Subject) -> Iterator[Finding]:
    """写了完成年度任务的百分之几，没有写任务是多少。

    缘由：没有任务数，完成率无从核对（R39）。
    示例：动态储备土地 5897 亩，完成年度任务的 197%
    改法：写明任务数，或在 figures.yaml 里写 目标，由 docgen 计算完成率。
    """
    known = subject.appraisal.figures.by_key
    for place, share, keys in subject.read(_shares_of_tasks):
        if not any(known[key].target is not None for key in keys if key in known):
            message = f"完成任务的 {share}%，没有写任务是多少"
            yield note("DOC63", place, message, "写明任务数，或给数据写上 目标")


def _shares_of_tasks(prose: Prose) -> Iterator[tuple[Source, str, tuple[FigureKey, ...]]]:
    """Yield where a share is told of a task that the sentence does not, and what it prints."""
    for passage in prose.passages:
        for hit in _RATE_WITHOUT_BASE.finditer(passage.text):
            start = max(passage.text.rfind(mark, 0, hit.start()) for mark in "。；;\n")
            sentence = passage.text[start + 1 : hit.end()]
            if not _TASK_WITH_NUMBER.search(sentence.rpartition("任务")[0]):
                keys = passage.figures(start + 1, hit.end())
                yield passage.at(hit.start(), len(hit[0])), hit[1], keys


RULES = (
    Rule("FRM53", Severity.NOTE, investment_back_filled),
    Rule("FRM54", Severity.NOTE, two_items_in_one_row),
    Rule("DOC60", Severity.ERROR, pending_setting),
    Rule("DOC61", Severity.NOTE, problems_and_measures),
    Rule("DOC62", Severity.NOTE, mixed_units),
    Rule("DOC63", Severity.NOTE, rate_without_target),
)
