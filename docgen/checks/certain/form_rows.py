"""The rows of the form (指标行): targets, actuals, what fits what. FRM24–FRM40."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docgen.checks.certain.form_texts import indicators, shortened, words_of
from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text, rounded
from docgen.figures.model import Figure, Quantity
from docgen.findings import Finding, Related, Severity, note, warning
from docgen.patterns import lazy_pattern
from docgen.scoring.model import FormAppraisal, IndicatorResult, total_row

_VAGUE = lazy_pattern(
    r"^(有(所|效)?|进一步|得到(进一步)?|明显|显著|不断|持续|较大|逐步|稳步|大幅|切实)*"
    r"(提高|提升|改善|加强|增强|优化|完善|促进|推动|保障|推进|增加|减少|降低|扩大|显著|明显|良好|较好)"
    r"[\u4e00-\u9fff]{0,4}[。.]?$|^(效果|成效)(显著|明显|良好)[。.]?$"
)
_SURVEY = lazy_pattern(r"问卷|调查|抽样|样本|回访|测评|份|访谈|受访|随机")
_PERCENT = lazy_pattern(r"\d+(?:\.\d+)?\s*[%％]")
_UNFINISHED = lazy_pattern(
    r"未(完成|验收|完工|开工|到位|实施|支付|启动)|尚未|滞后|延期|停工|正在(实施|建设|推进)"
)
_PAYMENT = lazy_pattern(r"资金(支付|拨付|到位|使用|执行)|支出(进度|金额)|预算执行")
_SHARE_WORTH_AN_INDICATOR = Decimal("0.02")


def vague_target(subject: Subject) -> Iterator[Finding]:
    """指标值没有可衡量的标准（有提高、进一步加强、明显改善）。"""
    for _, row, indicator in indicators(subject):
        words = words_of(indicator.target)
        if _VAGUE.match(words) and indicator.standard is None:
            message = f"“{shortened(indicator.name)}”的指标值“{words}”没有可衡量的标准"
            place = indicator.target.source if indicator.target else row.source
            yield note("FRM24", place, message, "在 标准 里写明怎样算达成")


def copied_target(subject: Subject) -> Iterator[Finding]:
    """完成值照抄指标值。"""
    for _, row, indicator in indicators(subject):
        target, actual = words_of(indicator.target), words_of(indicator.actual)
        signed = re.match(r"[≥≤＞＜<>≧≦]|不(少|低|高|超)|大于|小于", actual)
        if indicator.actual is None or not signed:
            continue
        if actual == target or (row.target is not None and row.target.conditions):
            message = f"“{shortened(indicator.name)}”的完成值“{actual}”带着目标的符号"
            if actual == target:
                message = f"“{shortened(indicator.name)}”的完成值照抄了指标值“{target}”"
            yield warning("FRM25", indicator.actual.source, message, "填实际完成的数")


def survey_behind_satisfaction(subject: Subject) -> Iterator[Finding]:
    """满意度指标没有调查数据。"""
    for _, row, indicator in indicators(subject):
        if "满意度" not in f"{row.dimension}{row.category}" or not row.score:
            continue
        words = words_of(indicator.actual) + "".join(words_of(text) for text in indicator.evidence)
        measured = isinstance(row.actual, Quantity) or _PERCENT.search(words)
        if not measured and not _SURVEY.search(words):
            message = f"满意度指标“{shortened(indicator.name)}”没有调查得出的数，得 {number_text(row.score)} 分"
            place = indicator.actual.source if indicator.actual else row.source
            yield warning("FRM28", place, message, "填满意度调查的结果，写明方式和份数")


def fits_category(subject: Subject) -> Iterator[Finding]:
    """三级指标与二级指标不匹配。"""
    for _, row, indicator in indicators(subject):
        name = indicator.name
        if "数量" in row.category and _PAYMENT.search(name):
            message = f"“{shortened(name)}”是资金支付类，放在了{row.category}下"
            yield note("FRM29", row.source, message, "移到合适的二级指标下，或换一个指标")
        elif "数量" in row.category and "合格率" in name:
            message = f"“{shortened(name)}”说的是质量，放在了{row.category}下"
            yield note("FRM29", row.source, message, "移到质量指标下")


def repeated_indicator(subject: Subject) -> Iterator[Finding]:
    """同一个指标出现两次。"""
    for form in subject.appraisal.forms:
        seen: dict[tuple[str, str], IndicatorResult] = {}
        for row in form.rows:
            if row.indicator is None or row.sub_item:
                continue
            key = (row.block, "".join(row.indicator.name.split()))
            first = seen.setdefault(key, row)
            if first is not row:
                message = (
                    f"“{shortened(row.indicator.name)}”写了两次：{first.category}、{row.category}"
                )
                other = (Related(first.source, first.category),)
                yield Finding("FRM30", Severity.WARNING, row.source, message, "删去一个", other)


def cost_direction(subject: Subject) -> Iterator[Finding]:
    """成本指标的指标值写成了“不少于”。"""
    for _, row, indicator in indicators(subject):
        if "成本" not in f"{row.dimension}{row.category}" or row.target is None:
            continue
        upward = [c for c in row.target.conditions if c.operator in (">=", ">")]
        if upward and not row.target.implied and "节约" not in indicator.name:
            message = (
                f"成本指标“{shortened(indicator.name)}”的指标值“{words_of(indicator.target)}”是下限"
            )
            place = indicator.target.source if indicator.target else row.source
            yield warning("FRM31", place, message, "成本应写上限：≤ 或 控制在…以内")


def empty_rows(subject: Subject) -> Iterator[Finding]:
    """自评表里有空行（成本、生态等没有指标的二级指标）。"""
    for form in subject.appraisal.forms:
        empty = [row for row in form.rows if row.indicator is None]
        if empty and any(row.indicator for row in form.rows):
            names = "、".join(row.category for row in empty)
            message = f"{len(empty)} 行没有指标：{names}"
            yield note("FRM32", empty[0].source, message, "删去空行，或注明 不适用")


def spending_with_indicator(subject: Subject) -> Iterator[Finding]:
    """有的支出没有对应的指标。"""
    for form in subject.appraisal.forms:
        group = _spending(subject, form)
        if group is None or not isinstance(group.value, Quantity) or not group.value.number:
            continue
        texts = _form_text(form)
        known = subject.appraisal.figures.by_key
        bare = [known[key] for key in group.members if key in known]
        bare = [figure for figure in bare if not _mentioned(figure, texts)]
        amounts = [f.value for f in bare if isinstance(f.value, Quantity)]
        share = sum((a.base for a in amounts), Decimal(0)) / group.value.base
        if share > _SHARE_WORTH_AN_INDICATOR and len(bare) < len(group.members):
            names = "、".join(
                f"{f.key.path.rpartition('.')[2]} {number_text(a.number)}{a.unit.name}"
                for f, a in zip(bare, amounts, strict=False)
            )
            percent = rounded(share * 100, 2)
            message = f"{names}（占 {percent:.2f}%）没有对应的指标"
            yield note("FRM33", group.source, message, "补上指标，或在正文里说明")


def _spending(subject: Subject, form: FormAppraisal) -> Figure | None:
    """Return the group of figures that the executed amount is checked against, if any."""
    total = total_row(form.funding)
    if total is None or total.executed is None:
        return None
    for figure in subject.owners[form.project.name].figures:
        if figure.members and "支出" in figure.key.path:
            value = figure.value
            if isinstance(value, Quantity) and value.unit.dimension == "元":
                return subject.appraisal.figures.by_key[figure.key]
    return None


def _form_text(form: FormAppraisal) -> str:
    parts: list[str] = [goal.expected.content for goal in form.project.goals if goal.expected]
    for row in form.rows:
        if row.indicator is not None:
            parts.extend((row.indicator.name, words_of(row.indicator.target)))
    return "".join(parts)


def _mentioned(figure: Figure, texts: str) -> bool:
    """Tell whether the form speaks of a spending item: a stretch of its name stands in it."""
    name = re.sub(
        r"资金|补助|补贴|经费|专项|建设|园区|项目|[“”\W\d]", "", figure.key.path.rpartition(".")[2]
    )
    pieces = [name[i : i + 2] for i in range(max(len(name) - 1, 1))]
    return any(piece in texts for piece in pieces if piece)


def unfinished_but_full(subject: Subject) -> Iterator[Finding]:
    """完成值说没有完成，得分却是满分。"""
    for _, row, indicator in indicators(subject):
        words = words_of(indicator.actual)
        hit = _UNFINISHED.search(words)
        if hit and row.score is not None and row.weight and row.score >= row.weight:
            message = (
                f"“{shortened(indicator.name)}”写着“{hit[0]}”，得分 {number_text(row.score)} 是满分"
            )
            place = indicator.actual.source if indicator.actual else row.source
            yield warning("FRM40", place, message, "按实际完成情况打分，或改正文字")


RULES = (
    CertainRule("FRM24", Severity.NOTE, vague_target),
    CertainRule("FRM25", Severity.WARNING, copied_target),
    CertainRule("FRM28", Severity.WARNING, survey_behind_satisfaction),
    CertainRule("FRM29", Severity.NOTE, fits_category),
    CertainRule("FRM30", Severity.WARNING, repeated_indicator),
    CertainRule("FRM31", Severity.WARNING, cost_direction),
    CertainRule("FRM32", Severity.NOTE, empty_rows),
    CertainRule("FRM33", Severity.NOTE, spending_with_indicator),
    CertainRule("FRM40", Severity.WARNING, unfinished_but_full),
)
