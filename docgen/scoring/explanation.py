"""A score in one line, and a 评分办法 in words: numbers, rule, 文号 (得分说明、办法说明)."""

from __future__ import annotations

from decimal import Decimal

from docgen.figures.decimals import number_text
from docgen.report import Text
from docgen.scoring.scheme import (
    CeilingRule,
    ExecutionRule,
    Origin,
    OverRule,
    Tier,
)


def readable_number(value: Decimal) -> str:
    """Return a number as explanations show it: exact, or with six decimals where it is endless.

    >>> readable_number(Decimal("57.4449")), readable_number(Decimal(2) / 3)
    ('57.4449', '0.666667')
    """
    return number_text(value, 6, at_most=True)


def percent_text(rate: Decimal) -> str:
    """Return a rate in percent with two decimals: 143.61%.

    >>> percent_text(Decimal("1.4361225"))
    '143.61%'
    """
    return f"{number_text(rate * 100, 2)}%"


def shortened(words: str, length: int) -> str:
    """Return words on one line, the rest of long ones left out."""
    words = " ".join(words.split())
    return words if len(words) <= length else f"{words[:length]}……"


def earned_marks(score: Decimal, weight: Decimal) -> str:
    """Return what was earned: 得满分20分, 得9.74分, 不得分."""
    if score == weight:
        return f"得满分{readable_number(weight)}分"
    return f"得{readable_number(score)}分" if score else "不得分"


def cited_origin(origin: Origin) -> str:
    """Return where a rule comes from, in brackets: （财预〔2020〕10号）."""
    return f"（{origin}）"


def execution_line(
    amount: Decimal, budget: Decimal, rate: Decimal, rule: ExecutionRule, score: Decimal
) -> str:
    """Explain an execution score: `1718.67496 ÷ 1840，执行率93.41%，×10，得9.34分（…）`."""
    how = f"×{readable_number(rule.weight)}" if rule.method == "比例" else "按执行率分档"
    over = "，超过100%，以满分为限" if rate > 1 and rule.capped and rule.method == "比例" else ""
    won = earned_marks(score, rule.weight)
    quotient = f"{readable_number(amount)} ÷ {readable_number(budget)}，执行率{percent_text(rate)}"
    return f"{quotient}，{how}{over}，{won}{cited_origin(rule.origin)}"


def no_budget(rule: ExecutionRule, score: Decimal) -> str:
    """Explain what a budget of nothing means."""
    left_out = rule.empty == "不适用"
    won = "执行率不适用，不计分" if left_out else earned_marks(score, rule.weight)
    return f"全年预算数为0，{won}{cited_origin(rule.origin)}"


def by_hand(words: str, score: Decimal, reason: Text | None) -> str:
    """Return the rule's explanation with the score its author gives, and why."""
    why = " ".join(reason.content.split()) if reason and reason.content.strip() else ""
    return f"{words}；自填{readable_number(score)}分，" + (f"理由：{why}" if why else "没有写理由")


def over_line(rule: OverRule) -> str:
    """Return what is said of an over-achievement: 超额30%以上，须说明原因."""
    if rule.threshold is None:
        return ""
    beyond = f"超额{readable_number((rule.threshold - 1) * 100)}%以上"
    if rule.treatment == "扣分":
        return f"{beyond}，扣{readable_number(rule.points)}分"
    return f"{beyond}，须说明原因" if rule.treatment == "须说明" else f"{beyond}，请核对指标值"


def judged_line(
    tier: Tier | None, words: str, score: Decimal, weight: Decimal, origin: Origin
) -> str:
    """Explain a judgement: `自评“达成”，该档8—10分，得满分10分（…）`."""
    if tier is None:
        return f"自评{words}，{earned_marks(score, weight)}{cited_origin(origin)}"
    low, high = readable_number(tier.low * weight), readable_number(tier.high * weight)
    end = "分" if tier.top else "分（不含）"
    return (
        f"自评“{words}”，该档{low}—{high}{end}，{earned_marks(score, weight)}{cited_origin(origin)}"
    )


def ceiling_line(rule: CeilingRule, rate: Decimal, most: Decimal) -> str:
    """Explain a ceiling of the total: 执行率75.00%，总分以89分为限（…）."""
    limit = f"总分以{readable_number(most)}分为限"
    return f"执行率{percent_text(rate)}，{limit}{cited_origin(rule.origin)}"
