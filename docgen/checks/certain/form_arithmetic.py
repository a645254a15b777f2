"""The arithmetic of the form (自评表的算术): scores, weights, totals, money. FRM01–FRM17, FRM53."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from docgen.checks.rule import CertainRule, of_forms
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text, rounded
from docgen.figures.model import Literal, Quantity
from docgen.figures.reference import pieces as text_pieces
from docgen.figures.values import typed_value
from docgen.findings import Edit, Finding, Fix, Related, Severity, Source, error, note, warning
from docgen.report import FundingLine, Number, Text
from docgen.scoring.model import TOTALS, FormAppraisal, FundingResult, IndicatorResult, total_row

_CENT = Decimal("0.01")


@of_forms
def typed_rate(form: FormAppraisal) -> Iterator[Finding]:
    """填的执行率与执行数除以预算数不一致。"""
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


@of_forms
def execution_over_weight(form: FormAppraisal) -> Iterator[Finding]:
    """执行率得分高于该项分值。"""
    execution = form.execution
    for row in form.funding:
        score = row.line.score
        if score is None or execution is None or score.value <= execution.weight:
            continue
        message = (
            f"执行率得分 {number_text(score.value)} 高于该项分值 {number_text(execution.weight)}"
        )
        yield Finding(
            "FRM02", Severity.ERROR, score.source, message, "删去这一行，由 docgen 计算",
            fix=_rescored(score, execution.computed), caret=execution.explanation,
        )  # fmt: skip


@of_forms
def score_in_bounds(form: FormAppraisal) -> Iterator[Finding]:
    """得分不在 0 和分值之间。"""
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


@of_forms
def typed_weights(form: FormAppraisal) -> Iterator[Finding]:
    """一级、二级指标写的分值与下面各项之和不一致。"""
    for block in form.project.blocks:
        for dimension in block.dimensions:
            rows = [r for r in form.rows if r.block == block.name and r.dimension == dimension.name]
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


@of_forms
def typed_total(form: FormAppraisal) -> Iterator[Finding]:
    """填的总分与各行得分之和不一致。"""
    filed = form.project.filed.total
    if filed is not None and filed.value != form.total:
        parts = [row.score for row in form.rows if row.score is not None and not row.sub_item]
        if form.execution is not None:
            parts.insert(0, form.execution.score)
        sums = " + ".join(number_text(part) for part in parts)
        message = (
            f"总分填的是 {number_text(filed.value)}，各行得分 {sums} = {number_text(form.total)}"
        )
        yield error("FRM07", filed.source, message, "删去总分，由 docgen 相加")


@of_forms
def typed_grade(form: FormAppraisal) -> Iterator[Finding]:
    """填的等级与总分不符，或有等级而没有总分。"""
    filed = form.project.filed
    if filed.grade is None:
        return
    place = filed.grade.source
    if filed.grade.content.strip() != form.grade:
        message = f"等级填的是 {filed.grade.content.strip()}，总分 {number_text(form.total)} 应为 {form.grade}"
        yield error("FRM08", place, message, "删去等级，由 docgen 判定")
    elif filed.total is None:
        message = f"填了等级 {filed.grade.content.strip()}，没有填总分"
        yield warning("FRM08", place, message, "两项都删去，由 docgen 计算")


@of_forms
def author_score(form: FormAppraisal) -> Iterator[Finding]:
    """得分由人改定，与规则算出的不同。"""
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


_COLUMNS = (("年初预算数", "initial"), ("全年预算数", "budget"), ("全年执行数", "executed"))
_LOW_RATE = Decimal("0.9")
_AHEAD = Decimal("0.05")


def _amount(row: FundingResult, field: str) -> Quantity | None:
    amount: Quantity | None = getattr(row, field)
    return amount


def _place(line: FundingLine, field: str) -> Source:
    typed: Text | None = getattr(line, field)
    return typed.source if typed is not None else line.source


@of_forms
def parts_of_total(form: FormAppraisal) -> Iterator[Finding]:
    """合计与各项资金之和不一致。"""
    total = total_row(form.funding)
    parts = [row for row in form.funding if row.line.name not in TOTALS]
    if total is None or not parts:
        return
    for label, field in _COLUMNS:
        whole = _amount(total, field)
        amounts = [_amount(row, field) for row in parts]
        if whole is None or any(amount is None for amount in amounts):
            continue
        known = [amount for amount in amounts if amount is not None]
        summed = sum((amount.number for amount in known), Decimal(0))
        if summed != whole.number:
            sums = " + ".join(number_text(amount.number) for amount in known)
            message = (
                f"{label}：{sums} = {number_text(summed)}，与合计 {number_text(whole.number)} "
                f"相差 {number_text(abs(summed - whole.number))} 万元"
            )
            others = tuple(Related(_place(p.line, field), p.line.name) for p in parts)
            place = _place(total.line, field)
            yield Finding(
                "FRM11", Severity.ERROR, place, message, "改正错的一个数", others
            )  # fmt: skip


@of_forms
def missing_executed(form: FormAppraisal) -> Iterator[Finding]:
    """合计有执行数，下面的资金行没有。"""
    total = total_row(form.funding)
    if total is None or total.executed is None:
        return
    for row in form.funding:
        if row is total or row.executed is not None:
            continue
        if row.budget is not None or row.initial is not None:
            message = f"{row.line.name}有预算数，没有全年执行数"
            yield warning("FRM12", row.line.source, message, "填上，没有发生的填 0 万元")


@of_forms
def within_budget(form: FormAppraisal) -> Iterator[Finding]:
    """执行数大于全年预算数。"""
    for row in form.funding:
        budget, executed = row.budget, row.executed
        if budget is None or executed is None or executed.number <= budget.number:
            continue
        message = (
            f"{row.line.name}：执行数 {number_text(executed.number)} 万元大于"
            f"全年预算数 {number_text(budget.number)} 万元"
        )
        other = Related(_place(row.line, "budget"), f"全年预算数 {number_text(budget.number)} 万元")
        advice = "核对两个数；有追加预算的，计入全年预算数并写调整说明"
        place = _place(row.line, "executed")
        yield Finding("FRM13", Severity.ERROR, place, message, advice, (other,))


@of_forms
def adjustment_explained(form: FormAppraisal) -> Iterator[Finding]:
    """全年预算数与年初预算数不同，没有调整说明。"""
    total = total_row(form.funding)
    if total is None or total.initial is None or total.budget is None:
        return
    less = total.budget.number - total.initial.number
    if less and total.line.explanation is None:
        message = (
            f"年初预算 {number_text(total.initial.number)} 万元，全年预算 {number_text(total.budget.number)} 万元，"
            f"相差 {number_text(abs(less))} 万元，没有调整说明"
        )
        advice = "写上 调整说明：金额、原因、文号"
        yield warning("FRM14", _place(total.line, "budget"), message, advice)


@of_forms
def budget_set_to_outturn(form: FormAppraisal) -> Iterator[Finding]:
    """全年预算数与执行数完全相同，与年初预算数不同。"""
    total = total_row(form.funding)
    if total is None or not (total.initial and total.budget and total.executed):
        return
    if not total.initial.number:
        return  # granted during the year: there is no first budget to compare with
    same = total.budget.number == total.executed.number
    if same and total.budget.number != total.initial.number:
        share = rounded(total.executed.number / total.initial.number * 100, 2)
        message = (
            f"全年预算数与执行数同为 {number_text(total.budget.number)} 万元，"
            f"年初预算 {number_text(total.initial.number)} 万元，按年初预算执行率为 {share:.2f}%"
        )
        yield warning("FRM15", _place(total.line, "budget"), message, "核对预算调整的批复")


@of_forms
def low_rate_explained(form: FormAppraisal) -> Iterator[Finding]:
    """执行率低于 90%，没有说明原因。"""
    total, execution = total_row(form.funding), form.execution
    if total is None or execution is None or execution.rate is None:
        return
    if execution.rate < _LOW_RATE and total.line.explanation is None:
        rate = rounded(execution.rate * 100, 2)
        message = f"执行率 {rate:.2f}%，低于 90%，没有说明原因"
        yield warning("FRM16", total.line.source, message, "在合计下写 调整说明")


@of_forms
def ahead_of_execution(form: FormAppraisal) -> Iterator[Finding]:
    """指标得分率高出执行率得分率 5% 以上。"""
    execution = form.execution
    if execution is None or execution.rate is None or not execution.weight:
        return
    rows = [r for r in form.rows if r.score is not None and not r.sub_item]
    weight = sum((row.weight for row in rows), Decimal(0))
    scored = sum((row.score or Decimal(0) for row in rows), Decimal(0))
    if not weight or not scored:
        return
    share = scored / weight
    ahead = (share - execution.score / execution.weight) / share
    if ahead > _AHEAD:
        message = (
            f"指标得 {number_text(scored)}/{number_text(weight)} 分，执行率得 {number_text(execution.score)}/"
            f"{number_text(execution.weight)} 分，得分率高出 {rounded(ahead * 100, 2):.2f}%"
        )
        yield warning("FRM17", execution.source, message, "核对指标，或写明资金没有花完的原因")


def investment_back_filled(subject: Subject) -> Iterator[Finding]:
    """项目总投资与全年执行数完全相同。"""
    for form in subject.appraisal.forms:
        total = total_row(form.funding)
        typed = form.project.details.get("项目总投资")
        if total is None or total.executed is None or typed is None:
            continue
        value = _number(subject, typed, form.project.name)
        if value is None or value != total.executed.number or total.initial is None:
            continue
        if total.initial.number != value:
            planned = number_text(total.initial.number)
            message = (
                f"项目总投资与全年执行数同为 {number_text(value)} 万元，年初预算 {planned} 万元"
            )
            yield note("FRM53", typed.source, message, "填批复的总投资，或备好批复")


def _number(subject: Subject, text: Text, scope: str) -> Decimal | None:
    pieces = text_pieces(text, subject.appraisal.figures, scope, "表格").pieces
    printed = "".join(p.text if isinstance(p, Literal) else p.printed for p in pieces)
    value, _ = typed_value(Text(printed, text.lines[:1]))
    return value.number if isinstance(value, Quantity) else None


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
    CertainRule("FRM11", Severity.ERROR, parts_of_total),
    CertainRule("FRM12", Severity.WARNING, missing_executed),
    CertainRule("FRM13", Severity.ERROR, within_budget),
    CertainRule("FRM14", Severity.WARNING, adjustment_explained),
    CertainRule("FRM15", Severity.WARNING, budget_set_to_outturn),
    CertainRule("FRM16", Severity.WARNING, low_rate_explained),
    CertainRule("FRM17", Severity.WARNING, ahead_of_execution),
    CertainRule("FRM53", Severity.NOTE, investment_back_filled),
)
