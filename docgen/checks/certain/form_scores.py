"""The arithmetic of the form (自评表分数): rates, scores, weights, totals, grades. FRM01–FRM10."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text, rounded
from docgen.figures.values import typed_value
from docgen.findings import Edit, Finding, Fix, Severity, Source, error, note, warning
from docgen.report import Number, Text
from docgen.scoring.model import FormAppraisal, IndicatorResult

_CENT = Decimal("0.01")


def typed_rate(subject: Subject) -> Iterator[Finding]:
    """填的执行率与执行数除以预算数不一致。"""
    for form in subject.appraisal.forms:
        execution = form.execution
        for row in form.funding:
            if row.line.rate is None or execution is None or execution.rate is None:
                continue
            value, _ = typed_value(row.line.rate)
            given = getattr(value, "number", None)
            right = rounded(execution.rate * 100, 2)
            if given is not None and abs(given - right) >= _CENT / 2:
                message = f"执行率填的是 {row.line.rate.content}，按执行数除以预算数是 {right:.2f}%"
                yield error("FRM01", row.line.rate.source, message, "删去这一项，由 docgen 计算")


def execution_over_weight(subject: Subject) -> Iterator[Finding]:
    """执行率得分高于该项分值。"""
    for form in subject.appraisal.forms:
        execution = form.execution
        for row in form.funding:
            score = row.line.score
            if score is None or execution is None or score.value <= execution.weight:
                continue
            message = f"执行率得分 {number_text(score.value)} 高于该项分值 {number_text(execution.weight)}"
            found = error("FRM02", score.source, message, "删去这一行，由 docgen 计算")
            yield Finding(
                found.code, found.severity, found.source, message, found.advice,
                fix=_rescored(score, execution.computed), caret=execution.explanation,
            )  # fmt: skip


def score_in_bounds(subject: Subject) -> Iterator[Finding]:
    """得分不在 0 和分值之间。"""
    for form in subject.appraisal.forms:
        for row in form.rows:
            indicator = row.indicator
            if indicator is None or row.score is None or row.inapplicable:
                continue
            if not 0 <= row.score <= row.weight:
                place = indicator.score.source if indicator.score else row.source
                message = f"“{indicator.name}”得分 {number_text(row.score)} 不在 0 和分值 {number_text(row.weight)} 之间"
                yield error("FRM03", place, message, "改正得分或分值")


def weights_total(subject: Subject) -> Iterator[Finding]:
    """分值合计不是满分。"""
    rules = subject.appraisal.rules
    for form in subject.appraisal.forms:
        uncounted = form.execution is None and form.project.funding
        if rules is None or uncounted or not any(row.indicator for row in form.rows):
            continue
        weight = form.execution.weight if form.execution else Decimal(0)
        indicators = sum((_weight(row) for row in form.rows), Decimal(0))
        if weight + indicators != rules.weights.full:
            shares = " + ".join(number_text(value) for value in form.weights.values())
            message = (
                f"分值合计 {number_text(weight + indicators)} 分，不是 {number_text(rules.weights.full)} 分："
                f"执行率 {number_text(weight)} + 指标 {shares} = {number_text(weight + indicators)}"
            )
            yield error("FRM04", _first_row(form), message, "核对各指标的分值")


def _weight(row: IndicatorResult) -> Decimal:
    return Decimal(0) if row.sub_item or row.indicator is None else row.weight


def _first_row(form: FormAppraisal) -> Source:
    return form.rows[0].source if form.rows else form.project.source


def typed_weights(subject: Subject) -> Iterator[Finding]:
    """一级、二级指标写的分值与下面各项之和不一致。"""
    for form in subject.appraisal.forms:
        for block in form.project.blocks:
            for dimension in block.dimensions:
                rows = [
                    r for r in form.rows if r.block == block.name and r.dimension == dimension.name
                ]
                yield from _summed(dimension.name, dimension.weight, rows)
                for category in dimension.categories:
                    below = [row for row in rows if row.category == category.name]
                    yield from _summed(category.name, category.weight, below)


def _summed(name: str, typed: Number | None, rows: list[IndicatorResult]) -> Iterator[Finding]:
    total = sum((_weight(row) for row in rows), Decimal(0))
    if typed is not None and typed.value != total:
        parts = " + ".join(number_text(_weight(row)) for row in rows if _weight(row)) or "0"
        message = f"“{name}”写的是 {number_text(typed.value)} 分，下面各项 {parts} = {number_text(total)} 分"
        yield error("FRM05", typed.source, message, "改正分值，或删去它由 docgen 相加")


def lawful_profile(subject: Subject) -> Iterator[Finding]:
    """一级指标的权重不是评分办法列出的结构。"""
    rules = subject.appraisal.rules
    for form in subject.appraisal.forms:
        if rules is None or not rules.weights.profiles or len(form.project.blocks) > 1:
            continue
        given = {name: value for name, value in form.weights.items() if value}
        if form.execution is not None:
            given["预算执行率"] = form.execution.weight
        lawful = [
            {_short(key): value for key, value in profile.items() if value}
            for profile in rules.weights.profiles
        ]
        mine = {_short(key): value for key, value in given.items()}
        if not mine or sum(mine.values()) != rules.weights.full:
            continue
        if not any(_grouped(mine, profile) == profile for profile in lawful):
            shown = "、".join(f"{key}{number_text(value)}" for key, value in mine.items())
            known = "；".join(
                "、".join(f"{k}{number_text(v)}" for k, v in p.items()) for p in lawful
            )
            message = f"一级指标权重 {shown}，不在评分办法列出的结构之内：{known}"
            yield warning("FRM06", _first_row(form), message, "核对分值，或写明理由后放过")


def _grouped(mine: Mapping[str, Decimal], profile: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return weights by the names of a profile; what it does not name is of 绩效指标.

    >>> _grouped({"执行率": Decimal(20), "产出": Decimal(40), "效益": Decimal(40)}, {"绩效": Decimal(80)})
    {'执行率': Decimal('20'), '产出': Decimal('40'), '效益': Decimal('40')}
    >>> _grouped({"执行率": Decimal(20), "产出": Decimal(80)}, {"执行率": Decimal(20), "绩效": Decimal(80)})
    {'执行率': Decimal('20'), '绩效': Decimal('80')}
    """
    if "绩效" not in profile or "绩效" in mine or "执行率" not in profile:
        return dict(mine)
    rest = sum((value for name, value in mine.items() if name not in profile), Decimal(0))
    return {name: value for name, value in mine.items() if name in profile} | {"绩效": rest}


def _short(name: str) -> str:
    return name.removesuffix("指标").removeprefix("预算").removeprefix("服务对象")


def typed_total(subject: Subject) -> Iterator[Finding]:
    """填的总分与各行得分之和不一致。"""
    for form in subject.appraisal.forms:
        filed = form.project.filed.total
        if filed is not None and filed.value != form.total:
            parts = [row.score for row in form.rows if row.score is not None and not row.sub_item]
            if form.execution is not None:
                parts.insert(0, form.execution.score)
            sums = " + ".join(number_text(part) for part in parts)
            message = f"总分填的是 {number_text(filed.value)}，各行得分 {sums} = {number_text(form.total)}"
            yield error("FRM07", filed.source, message, "删去总分，由 docgen 相加")


def typed_grade(subject: Subject) -> Iterator[Finding]:
    """填的等级与总分不符，或有等级而没有总分。"""
    for form in subject.appraisal.forms:
        filed = form.project.filed
        if filed.grade is None:
            continue
        place = filed.grade.source
        if filed.grade.content.strip() != form.grade:
            message = f"等级填的是 {filed.grade.content.strip()}，总分 {number_text(form.total)} 应为 {form.grade}"
            yield error("FRM08", place, message, "删去等级，由 docgen 判定")
        elif filed.total is None:
            message = f"填了等级 {filed.grade.content.strip()}，没有填总分"
            yield warning("FRM08", place, message, "两项都删去，由 docgen 计算")


def author_score(subject: Subject) -> Iterator[Finding]:
    """得分由人改定，与规则算出的不同。"""
    for form in subject.appraisal.forms:
        for row in form.rows:
            indicator = row.indicator
            if indicator is None or indicator.score is None or row.computed is None:
                continue
            if indicator.justification is not None and indicator.score.value != row.computed:
                message = (
                    f"“{indicator.name}”得分改定为 {number_text(indicator.score.value)}，"
                    f"规则算得 {number_text(row.computed)}，理由：{indicator.justification.content.strip()}"
                )
                yield note("FRM09", indicator.score.source, message, "核对理由是否站得住")


def inside_tier(subject: Subject) -> Iterator[Finding]:
    """定性指标的得分不在自评档次的区间内。"""
    rules = subject.appraisal.rules
    for form in subject.appraisal.forms:
        for row in form.rows:
            tier = rules.qualitative.tier_named(row.tier) if rules and row.tier else None
            if tier is None or row.score is None or row.indicator is None or not row.weight:
                continue
            low = rounded(tier.low * row.weight, 2)
            high = rounded(tier.high * row.weight, 2)
            if row.score < low or row.score > high or (row.score == high and not tier.top):
                text = row.indicator.judgement
                place = text.source if text else row.source
                message = (
                    f"“{row.indicator.name}”自评“{tier.name}”得 {number_text(row.score)} 分，"
                    f"这一档是 {_trimmed(low)} 到 {_trimmed(high)} 分{'（含）' if tier.top else ''}"
                )
                yield error("FRM10", place, message, "改正档次或得分")


def _trimmed(value: Decimal) -> str:
    return number_text(value, 2, at_most=True)


def _rescored(typed: Number, computed: Decimal) -> Fix:
    text: Text = typed.text
    edit = Edit(typed.source.moved(0, len(text.content)), text.content, number_text(computed))
    return Fix((edit,), "换成规则算出的得分", safe=False)


RULES = (
    CertainRule("FRM01", Severity.ERROR, typed_rate),
    CertainRule("FRM02", Severity.ERROR, execution_over_weight),
    CertainRule("FRM03", Severity.ERROR, score_in_bounds),
    CertainRule("FRM04", Severity.ERROR, weights_total),
    CertainRule("FRM05", Severity.ERROR, typed_weights),
    CertainRule("FRM06", Severity.WARNING, lawful_profile),
    CertainRule("FRM07", Severity.ERROR, typed_total),
    CertainRule("FRM08", Severity.ERROR, typed_grade),
    CertainRule("FRM09", Severity.NOTE, author_score),
    CertainRule("FRM10", Severity.ERROR, inside_tier),
)
