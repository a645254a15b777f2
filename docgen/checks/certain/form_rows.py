"""The rows of the form (指标行): targets, actuals, reasons, evidence, what fits what. FRM18–FRM40, FRM51, FRM54."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docgen.checks.rule import CertainRule, of_forms, of_rows
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text, rounded
from docgen.figures.model import Figure, Quantity
from docgen.findings import Finding, Related, Severity, Source, error, note, warning
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, SubProject, Text
from docgen.scoring.model import FormAppraisal, IndicatorResult, total_row


def words_of(text: Text | None) -> str:
    """Return what was typed without white space; "" where nothing was."""
    return "" if text is None else "".join(text.content.split())


def _typed_place(text: Text | None, row: IndicatorResult) -> Source:
    """Return where a text of a row was typed, or the row where none was."""
    return text.source if text is not None else row.source


def shortened(name: str, most: int = 20) -> str:
    """Return a name short enough for a sentence."""
    return name if len(name) <= most else f"{name[:most]}…"


_TWO_ITEMS = lazy_pattern(r"[;；]\s*\S")

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


@of_rows
def vague_target(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """指标值没有可衡量的标准（有提高、进一步加强、明显改善）。"""
    words = words_of(indicator.target)
    if _VAGUE.match(words) and indicator.standard is None:
        message = f"“{shortened(indicator.name)}”的指标值“{words}”没有可衡量的标准"
        yield note(
            "FRM24", _typed_place(indicator.target, row), message, "在 标准 里写明怎样算达成"
        )


@of_rows
def copied_target(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """完成值照抄指标值。"""
    target, actual = words_of(indicator.target), words_of(indicator.actual)
    signed = re.match(r"[≥≤＞＜<>≧≦]|不(少|低|高|超)|大于|小于", actual)
    if indicator.actual is None or not signed:
        return
    if actual == target or (row.target is not None and row.target.conditions):
        message = f"“{shortened(indicator.name)}”的完成值“{actual}”带着目标的符号"
        if actual == target:
            message = f"“{shortened(indicator.name)}”的完成值照抄了指标值“{target}”"
        yield warning("FRM25", indicator.actual.source, message, "填实际完成的数")


@of_rows
def survey_behind_satisfaction(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """满意度指标没有调查数据。"""
    if "满意度" not in f"{row.dimension}{row.category}" or not row.score:
        return
    words = words_of(indicator.actual) + "".join(words_of(text) for text in indicator.evidence)
    measured = isinstance(row.actual, Quantity) or _PERCENT.search(words)
    if not measured and not _SURVEY.search(words):
        message = f"满意度指标“{shortened(indicator.name)}”没有调查得出的数，得 {number_text(row.score)} 分"
        yield warning(
            "FRM28",
            _typed_place(indicator.actual, row),
            message,
            "填满意度调查的结果，写明方式和份数",
        )


@of_rows
def fits_category(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """三级指标与二级指标不匹配。"""
    name = indicator.name
    if "数量" in row.category and _PAYMENT.search(name):
        message = f"“{shortened(name)}”是资金支付类，放在了{row.category}下"
        yield note("FRM29", row.source, message, "移到合适的二级指标下，或换一个指标")
    elif "数量" in row.category and "合格率" in name:
        message = f"“{shortened(name)}”说的是质量，放在了{row.category}下"
        yield note("FRM29", row.source, message, "移到质量指标下")


@of_forms
def repeated_indicator(form: FormAppraisal) -> Iterator[Finding]:
    """同一个指标出现两次。"""
    seen: dict[tuple[str, str], IndicatorResult] = {}
    for row in form.rows:
        if row.indicator is None or row.sub_item:
            continue
        key = (row.block, "".join(row.indicator.name.split()))
        first = seen.setdefault(key, row)
        if first is not row:
            message = f"“{shortened(row.indicator.name)}”写了两次：{first.category}、{row.category}"
            other = (Related(first.source, first.category),)
            yield Finding("FRM30", Severity.WARNING, row.source, message, "删去一个", other)


@of_rows
def cost_direction(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """成本指标的指标值写成了“不少于”。"""
    if "成本" not in f"{row.dimension}{row.category}" or row.target is None:
        return
    upward = [c for c in row.target.conditions if c.operator in (">=", ">")]
    if upward and not row.target.implied and "节约" not in indicator.name:
        message = (
            f"成本指标“{shortened(indicator.name)}”的指标值“{words_of(indicator.target)}”是下限"
        )
        yield warning(
            "FRM31", _typed_place(indicator.target, row), message, "成本应写上限：≤ 或 控制在…以内"
        )


@of_forms
def empty_rows(form: FormAppraisal) -> Iterator[Finding]:
    """自评表里有空行（成本、生态等没有指标的二级指标）。"""
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
    for figure in subject.owners[form.project.name]:
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


@of_rows
def unfinished_but_full(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """完成值说没有完成，得分却是满分。"""
    words = words_of(indicator.actual)
    hit = _UNFINISHED.search(words)
    if hit and row.score is not None and row.weight and row.score >= row.weight:
        message = (
            f"“{shortened(indicator.name)}”写着“{hit[0]}”，得分 {number_text(row.score)} 是满分"
        )
        yield warning(
            "FRM40", _typed_place(indicator.actual, row), message, "按实际完成情况打分，或改正文字"
        )


@of_forms
def two_items_in_one_row(form: FormAppraisal) -> Iterator[Finding]:
    """一个三级指标里写了两件事。"""
    for row in form.rows:
        if row.indicator is not None and _TWO_ITEMS.search(row.indicator.name):
            message = f"“{row.indicator.name[:24]}”一行里写了两件事"
            yield note("FRM54", row.source, message, "拆成两行，分值各写各的")


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
    for _, row, indicator in subject.indicators if prints_reasons(subject) else ():
        if row.undecided:
            continue  # what SCO04 asks for may end it
        if row.score is None or (row.score >= row.weight and not row.missed):
            continue
        words = words_of(indicator.deviation)
        if not words or _STOCK.search(words):
            said = f"，偏差说明只写了“{words}”" if words else "，没有写偏差说明"
            near = "（没有达到指标值，四舍五入才得满分）" if row.score >= row.weight else ""
            won = f"{number_text(row.score)}/{number_text(row.weight)} 分{near}"
            message = f"“{shortened(indicator.name)}”得 {won}{said}"
            yield error("FRM18", _reason_place(indicator), message, "写明偏差原因和改进措施")


@of_rows
def over_achievement_explained(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """超额完成较多（一般为 30% 以上），没有说明原因。"""
    words = words_of(indicator.deviation)
    if not row.over or row.ratio is None or _explains(words):
        return
    rate = rounded(row.ratio * 100, 2)
    code = "FRM20" if words else "FRM19"
    said = f"，偏差说明是套话“{shortened(words)}”" if words else "，没有写偏差说明"
    message = f"“{shortened(indicator.name)}”完成率 {rate:.2f}%，超额较多{said}"
    advice = "写明超额的原因；目标偏低的，写明今后怎样核定"
    yield warning(code, _reason_place(indicator), message, advice)


def _explains(words: str) -> bool:
    """Tell whether words give a reason: some do by a word for it, longer ones by their length."""
    return not _STOCK.search(words) and (len(words) > 12 or bool(_CAUSE.search(words)))  # noqa: PLR2004 (shorter ones are phrases)


@of_rows
def stock_phrase(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """该写原因的地方写了套话（无、未发生偏差、已完成）。"""
    words = words_of(indicator.deviation)
    if row.over or row.ratio is None or not words or not _STOCK.search(words):
        return
    if row.ratio > 1 and row.score is not None and row.score >= row.weight:
        rate = rounded(row.ratio * 100, 2)
        message = f"“{shortened(indicator.name)}”完成率 {rate:.2f}%，偏差说明写的是“{words}”"
        yield note("FRM20", _reason_place(indicator), message, "有超额的，说一句原因")


@of_rows
def cause_and_measure(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """偏差说明只有原因，没有改进措施。"""
    words = words_of(indicator.deviation)
    needs = row.over or (row.score is not None and row.score < row.weight)
    if needs and _explains(words) and not _MEASURE.search(words):
        message = f"“{shortened(indicator.name)}”的偏差说明有原因，没有改进措施"
        yield note("FRM21", _reason_place(indicator), message, "补一句下一步的措施")


@of_forms
def full_marks_everywhere(form: FormAppraisal) -> Iterator[Finding]:
    """每一项都是满分。"""
    rows = [r for r in form.rows if r.score is not None and not r.sub_item]
    if len(rows) > 2 and form.total == form.full_marks and form.full_marks:  # noqa: PLR2004 (one or two rows say nothing)
        message = f"{len(rows)} 项指标全部满分，总分 {number_text(form.total)}"
        yield note("FRM22", rows[0].source, message, "核对有没有应当扣分的，备好佐证")


def judgement_with_evidence(subject: Subject) -> Iterator[Finding]:
    """定性指标给了满分，没有佐证。"""
    if not any(_evidence(form.project) for form in subject.appraisal.forms):
        return
    for _, row, indicator in subject.indicators:
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


@of_forms
def evidence_for_indicators(form: FormAppraisal) -> Iterator[Finding]:
    """有的指标没有佐证。"""
    if not _evidence(form.project):
        return
    bare = [
        row.indicator
        for row in form.rows
        if row.indicator is not None and not row.sub_item and not row.indicator.evidence
    ]
    if bare:
        names = "、".join(shortened(indicator.name, 12) for indicator in bare[:5])
        message = f"{len(bare)} 个指标没有佐证：{names}"
        yield note("FRM51", bare[0].source, message, "写上 佐证：文件名")


@of_rows
def unmeasured_effect(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """效果类的指标写了一个百分数，没有说怎样得出来的。"""
    actual = words_of(indicator.actual)
    method = _METHOD.search(actual + words_of(indicator.standard) + indicator.name)
    if method or indicator.evidence or not _EFFECT.search(indicator.name):
        return
    if _BARE.fullmatch(actual):
        message = f"“{shortened(indicator.name)}”的完成值“{actual}”没有说怎样得出来的"
        advice = "写明口径和方法（问卷、测评、统计），或补上 佐证"
        yield note("FRM26", _typed_place(indicator.actual, row), message, advice)


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
    CertainRule("FRM54", Severity.NOTE, two_items_in_one_row),
    CertainRule("FRM26", Severity.NOTE, unmeasured_effect),
    CertainRule("FRM18", Severity.ERROR, loss_explained),
    CertainRule("FRM19", Severity.WARNING, over_achievement_explained),
    CertainRule("FRM20", Severity.NOTE, stock_phrase),
    CertainRule("FRM21", Severity.NOTE, cause_and_measure),
    CertainRule("FRM22", Severity.NOTE, full_marks_everywhere),
    CertainRule("FRM23", Severity.NOTE, judgement_with_evidence, across=True),
    CertainRule("FRM51", Severity.NOTE, evidence_for_indicators),
)
