"""A 评分办法 in words: each rule, its numbers, and where it comes from (办法说明)."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.scoring.explanation import readable_number
from docgen.scoring.scheme import GradedRule, Origin, Scheme, Step

_INAPPLICABLE = {"分值须为零": "分值须为零", "剔除折算": "剔除后折算为满分"}


def rulebook_lines(scheme: Scheme) -> tuple[str, ...]:
    """Return a line per rule: what it says, its 文号, 待核 where it was not verified, its 出处."""
    return tuple(_rule_lines(scheme))


def _rule_lines(scheme: Scheme) -> Iterator[str]:
    head = "，".join(part for part in (scheme.citation, scheme.place, scheme.year) if part)
    yield f"{scheme.name}（{head}）" + (f"，基于 {scheme.based_on}" if scheme.based_on else "")
    if scheme.remarks:
        yield scheme.remarks
    yield _rule_line("权重", _profile_words(scheme), scheme.weights.origin)
    yield _rule_line("执行率", _execution_words(scheme), scheme.execution.origin)
    for name, rule in _graded_rules(scheme):
        yield _rule_line(name, _graded_words(rule), rule.origin)
    yield _rule_line("定性", _tier_words(scheme), scheme.qualitative.origin)
    over = scheme.over
    bound = "" if over.threshold is None else f"，完成率达{readable_number(over.threshold * 100)}%"
    points = f"{readable_number(over.points)}分" if over.points else ""
    yield _rule_line("超额", f"{over.treatment}{points}{bound}", over.origin)
    if scheme.ceiling.ceilings:
        yield _rule_line("总分封顶", _ceiling_words(scheme), scheme.ceiling.origin)
    grades = "，".join(
        f"{grade.name} {readable_number(grade.low)}分及以上" for grade in scheme.grades.grades
    )
    yield _rule_line("等级", f"{grades}，按{scheme.grades.basis}", scheme.grades.origin)
    yield f"不适用：{_INAPPLICABLE[scheme.inapplicable]}；汇总：{scheme.totalling}"


def _rule_line(name: str, words: str, origin: Origin) -> str:
    source = f"  出处：{origin.words}" if origin.words else ""
    return f"{name}：{words}（{origin}）{source}"


def _graded_rules(scheme: Scheme) -> tuple[tuple[str, GradedRule], ...]:
    return (
        ("正向", scheme.positive),
        ("反向", scheme.negative),
        ("等于", scheme.equal),
        ("区间", scheme.interval),
        ("日期", scheme.date),
        ("频次", scheme.frequency),
        ("是否", scheme.yes_no),
        ("满意度", scheme.satisfaction),
    )


def _profile_words(scheme: Scheme) -> str:
    profiles = (
        "、".join(f"{name}{readable_number(marks)}" for name, marks in profile.items())
        for profile in scheme.weights.profiles
    )
    return " 或 ".join(profiles)


def _execution_words(scheme: Scheme) -> str:
    rule = scheme.execution
    how = (
        f"执行率×{readable_number(rule.weight)}"
        if rule.method == "比例"
        else _step_words(rule.steps)
    )
    finished = "，已完成且不超预算得满分" if rule.finished == 1 else ""
    return how + finished + ("，不超过分值" if rule.capped else "，不封顶")


def _graded_words(rule: GradedRule) -> str:
    if rule.gate is not None:
        return f"{rule.method}，门槛{readable_number(rule.gate * 100)}%"
    if rule.zero_at is not None:
        return f"{rule.method}，指标值的{readable_number(rule.zero_at)}倍及以上不得分"
    if rule.per is not None and rule.points is not None:
        per = readable_number(rule.per * 100) if rule.per_unit == "%" else readable_number(rule.per)
        return f"每{per}{rule.per_unit}扣{readable_number(rule.points)}分"
    return f"{rule.method}，{_step_words(rule.steps)}" if rule.steps else rule.method


def _step_words(steps: tuple[Step, ...]) -> str:
    return "，".join(
        f"{readable_number(step.low * 100)}%及以上得{readable_number(step.share * 100)}%"
        for step in steps
    )


def _tier_words(scheme: Scheme) -> str:
    return "，".join(
        f"{tier.name} {readable_number(tier.low * 100)}%—{readable_number(tier.high * 100)}%"
        for tier in scheme.qualitative.tiers
    )


def _ceiling_words(scheme: Scheme) -> str:
    return "，".join(
        f"执行率{readable_number(ceiling.low * 100)}%及以上至多{readable_number(ceiling.most)}分"
        for ceiling in scheme.ceiling.ceilings
    )
