"""Reasons and evidence of the form (偏差说明与佐证): FRM18–FRM23, FRM26, FRM51."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.checks.certain.form_texts import indicators, shortened, words_of
from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text, rounded
from docgen.findings import Finding, Severity, Source, error, note, warning
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, SubProject

_STOCK = lazy_pattern(
    r"^(无|没有|未发生)?(偏差|无偏差|偏离)?[。.]?$|^(无|没有|未发生|不存在)(明显|较大)?(偏差|偏离)"
    r"|^(已|全部|按时|如期)?完成[。.]?$|^(正常|符合要求|/|—|-)[。.]?$"
)
_CAUSE = lazy_pattern(
    r"因|由于|原因|受|致|影响|鉴于|坚持|源于|超出|偏低|偏高|增加|减少|调整|提前|滞后"
)
_MEASURE = lazy_pattern(r"将|下一步|今后|拟|措施|改进|加强|加快|完善|督促|计划|确保|整改|优化|核定")

_EFFECT = lazy_pattern(
    r"(?:效果|作用|影响|意识|氛围|面貌|形象|积极性|获得感|幸福感|服务水平|管理水平|能力)(?:的?(?:提升|提高|改善|增强|优化|显著|明显))?(?:率|程度|度|情况)?$"
)
_BARE = lazy_pattern(r"[≥≤>=<]*\d+(?:\.\d+)?[%％][\u4e00-\u9fff，。]{0,12}")
_METHOD = lazy_pattern(r"问卷|调查|测评|抽样|评估|监测|统计|考核|检测|核查|台账|报表|回访")


def prints_reasons(subject: Subject) -> bool:
    """Tell whether the form has a column for 偏差说明; without a template nobody can say no."""
    asked = {tag.name for tag in subject.contract.tags}
    return not asked or "支出方向.指标.偏差说明" in asked


def _reason_place(indicator: Indicator) -> Source:
    return indicator.deviation.source if indicator.deviation else indicator.source


def loss_explained(subject: Subject) -> Iterator[Finding]:
    """没有得满分的指标没有写偏差原因。"""
    for _, row, indicator in indicators(subject) if prints_reasons(subject) else ():
        if row.score is None or row.score >= row.weight:
            continue
        words = words_of(indicator.deviation)
        if not words or _STOCK.search(words):
            said = f"，偏差说明只写了“{words}”" if words else "，没有写偏差说明"
            message = f"“{shortened(indicator.name)}”得 {number_text(row.score)}/{number_text(row.weight)} 分{said}"
            yield error("FRM18", _reason_place(indicator), message, "写明偏差原因和改进措施")


def over_achievement_explained(subject: Subject) -> Iterator[Finding]:
    """超额完成较多（一般为 30% 以上），没有说明原因。"""
    for _, row, indicator in indicators(subject):
        words = words_of(indicator.deviation)
        if not row.over or row.ratio is None or _explains(words):
            continue
        rate = rounded(row.ratio * 100, 2)
        code = "FRM20" if words else "FRM19"
        said = f"，偏差说明是套话“{shortened(words)}”" if words else "，没有写偏差说明"
        message = f"“{shortened(indicator.name)}”完成率 {rate:.2f}%，超额较多{said}"
        advice = "写明超额的原因；目标偏低的，写明今后怎样核定"
        yield warning(code, _reason_place(indicator), message, advice)


def _explains(words: str) -> bool:
    """Tell whether words give a reason: some do by a word for it, longer ones by their length."""
    return not _STOCK.search(words) and (len(words) > 12 or bool(_CAUSE.search(words)))  # noqa: PLR2004 (shorter ones are phrases)


def stock_phrase(subject: Subject) -> Iterator[Finding]:
    """该写原因的地方写了套话（无、未发生偏差、已完成）。"""
    for _, row, indicator in indicators(subject):
        words = words_of(indicator.deviation)
        if row.over or row.ratio is None or not words or not _STOCK.search(words):
            continue
        if row.ratio > 1 and row.score is not None and row.score >= row.weight:
            rate = rounded(row.ratio * 100, 2)
            message = f"“{shortened(indicator.name)}”完成率 {rate:.2f}%，偏差说明写的是“{words}”"
            yield note("FRM20", _reason_place(indicator), message, "有超额的，说一句原因")


def cause_and_measure(subject: Subject) -> Iterator[Finding]:
    """偏差说明只有原因，没有改进措施。"""
    for _, row, indicator in indicators(subject):
        words = words_of(indicator.deviation)
        needs = row.over or (row.score is not None and row.score < row.weight)
        if needs and _explains(words) and not _MEASURE.search(words):
            message = f"“{shortened(indicator.name)}”的偏差说明有原因，没有改进措施"
            yield note("FRM21", _reason_place(indicator), message, "补一句下一步的措施")


def full_marks_everywhere(subject: Subject) -> Iterator[Finding]:
    """每一项都是满分。"""
    for form in subject.appraisal.forms:
        rows = [r for r in form.rows if r.score is not None and not r.sub_item]
        if len(rows) > 2 and form.total == form.full_marks and form.full_marks:  # noqa: PLR2004 (one or two rows say nothing)
            message = f"{len(rows)} 项指标全部满分，总分 {number_text(form.total)}"
            yield note("FRM22", rows[0].source, message, "核对有没有应当扣分的，备好佐证")


def judgement_with_evidence(subject: Subject) -> Iterator[Finding]:
    """定性指标给了满分，没有佐证。"""
    if not any(_evidence(form.project) for form in subject.appraisal.forms):
        return
    for _, row, indicator in indicators(subject):
        if row.tier and row.score == row.weight and not indicator.evidence:
            message = f"“{shortened(indicator.name)}”自评满分，没有写佐证"
            yield note("FRM23", indicator.source, message, "写上 佐证：文件名")


def _evidence(project: SubProject) -> bool:
    return any(
        indicator.evidence
        for block in project.blocks
        for dimension in block.dimensions
        for category in dimension.categories
        for indicator in category.indicators
    )


def evidence_for_indicators(subject: Subject) -> Iterator[Finding]:
    """有的指标没有佐证。"""
    for form in subject.appraisal.forms:
        if not _evidence(form.project):
            continue
        bare = [
            row.indicator
            for row in form.rows
            if row.indicator is not None and not row.sub_item and not row.indicator.evidence
        ]
        if bare:
            names = "、".join(shortened(indicator.name, 12) for indicator in bare[:5])
            message = f"{len(bare)} 个指标没有佐证：{names}"
            yield note("FRM51", bare[0].source, message, "写上 佐证：文件名")


def unmeasured_effect(subject: Subject) -> Iterator[Finding]:
    """效果类的指标写了一个百分数，没有说怎样得出来的。"""
    for _, row, indicator in indicators(subject):
        actual = words_of(indicator.actual)
        method = _METHOD.search(actual + words_of(indicator.standard) + indicator.name)
        if method or indicator.evidence or not _EFFECT.search(indicator.name):
            continue
        if _BARE.fullmatch(actual):
            place = indicator.actual.source if indicator.actual else row.source
            message = f"“{shortened(indicator.name)}”的完成值“{actual}”没有说怎样得出来的"
            yield note("FRM26", place, message, "写明口径和方法（问卷、测评、统计），或补上 佐证")


RULES = (
    CertainRule("FRM26", Severity.NOTE, unmeasured_effect),
    CertainRule("FRM18", Severity.ERROR, loss_explained),
    CertainRule("FRM19", Severity.WARNING, over_achievement_explained),
    CertainRule("FRM20", Severity.NOTE, stock_phrase),
    CertainRule("FRM21", Severity.NOTE, cause_and_measure),
    CertainRule("FRM22", Severity.NOTE, full_marks_everywhere),
    CertainRule("FRM23", Severity.NOTE, judgement_with_evidence, across=True),
    CertainRule("FRM51", Severity.NOTE, evidence_for_indicators),
)
