"""A 评分办法 as frozen data: every number of a regulation, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from docgen.findings import Source


class Origin(Struct, frozen=True):
    """Where a rule comes from (出处): 文号 printed beside a score, words on the source, place.

    `unverified`: the text of the regulation was not at hand; explanations then say 待核.
    """

    citation: str
    words: str = ""
    unverified: bool = False
    source: Source = Source("")

    def __str__(self) -> str:
        """Print it as it stands in brackets after a score: 财预〔2021〕101号，待核."""
        return f"{self.citation}，待核" if self.unverified else self.citation


class Step(Struct, frozen=True):
    """A step of a table (分档): rates from `low` up to below `high` get `share` of the weight.

    The topmost step has no `high`. All three are fractions (0.8 is 80 %).
    """

    low: Decimal
    high: Decimal | None
    share: Decimal


class ExecutionRule(Struct, frozen=True):
    """How 预算执行率 is scored: `method` is 比例 or 分档.

    `capped`: never more than the weight. `finished` is the share for a finished project within
    its budget (101号), None where a scheme knows no such case. `empty` says what a budget of
    nothing means: 不适用, 满分 or 零分.
    """

    origin: Origin
    weight: Decimal
    method: str = "比例"
    capped: bool = True
    steps: tuple[Step, ...] = ()
    finished: Decimal | None = None
    empty: str = "不适用"


class GradedRule(Struct, frozen=True):
    """How a numeric target is scored (正向、反向、等于、区间、日期、频次、是否).

    `method` is one of 比例, 及格门槛, 线性, 比值, 全有或全无, 分档, 扣分; `gate` is the 门槛 of
    及格门槛; `zero_at` the multiple of the target at which 线性 reaches nothing; `per` and
    `points` belong to 扣分 (每超 `per` 扣 `points` 分, `per` in `per_unit`; % is relative to the
    target unless the target is itself a rate); `steps` to 分档.
    """

    origin: Origin
    method: str
    gate: Decimal | None = None
    zero_at: Decimal | None = None
    per: Decimal | None = None
    per_unit: str = ""
    points: Decimal | None = None
    steps: tuple[Step, ...] = ()


class Tier(Struct, frozen=True):
    """A tier of a qualitative judgement (档): marks from `low` up to below `high`, as fractions.

    `top`: `high` itself belongs to it, as to the best tier. `aliases` are other words for it.
    """

    name: str
    low: Decimal
    high: Decimal
    top: bool = False
    aliases: tuple[str, ...] = ()


class TierRule(Struct, frozen=True):
    """定性: the tiers, best first."""

    origin: Origin
    tiers: tuple[Tier, ...]

    def tier(self, name: str) -> Tier | None:
        """Return the tier of that name or alias, or None."""
        for tier in self.tiers:
            if name == tier.name or name in tier.aliases:
                return tier
        return None


class OverRule(Struct, frozen=True):
    """超额完成: from `threshold` (1.3 is 130 %, included) a 提示, 须说明 or 扣分 of `points`."""

    origin: Origin
    threshold: Decimal | None = None
    treatment: str = "提示"
    points: Decimal = Decimal(0)


class Ceiling(Struct, frozen=True):
    """总分封顶: with an execution rate from `low` up to below `high` no more than `most` marks."""

    low: Decimal
    high: Decimal | None
    most: Decimal


class CeilingRule(Struct, frozen=True):
    """The ceilings of the total tied to the execution rate; none where a scheme has none."""

    origin: Origin
    ceilings: tuple[Ceiling, ...] = ()


class Grade(Struct, frozen=True):
    """A grade (等级) from `low` marks out of the full marks, the bound included."""

    name: str
    low: Decimal


class GradeRule(Struct, frozen=True):
    """等级, best first, and whether it is told from the 显示总分 or the 精确总分 (`basis`)."""

    origin: Origin
    grades: tuple[Grade, ...]
    basis: str = "显示总分"

    def grade(self, total: Decimal) -> str:
        """Return the grade of a total; "" below the lowest, which no sound scheme has."""
        return next((grade.name for grade in self.grades if total >= grade.low), "")


class WeightRule(Struct, frozen=True):
    """权重: the full marks and the lawful profiles, each 一级指标 (or 预算执行率) → marks."""

    origin: Origin
    full: Decimal
    profiles: tuple[Mapping[str, Decimal], ...]


class Scheme(Struct, frozen=True):
    """A 评分办法: one regulation as data, or a bureau's changes to one.

    `places` are the decimals of scores; `bare` is what a target without a sign means (>= or =);
    `inapplicable` is 剔除折算 or 分值须为零; `totalling` is 不合计, 先汇总后评分 or 资金加权.
    """

    name: str
    citation: str
    source: Source
    year: str
    place: str
    weights: WeightRule
    execution: ExecutionRule
    positive: GradedRule
    negative: GradedRule
    equal: GradedRule
    interval: GradedRule
    date: GradedRule
    frequency: GradedRule
    yes_no: GradedRule
    satisfaction: GradedRule
    qualitative: TierRule
    over: OverRule
    ceiling: CeilingRule
    grades: GradeRule
    inapplicable: str
    totalling: str
    bare: str
    places: int
    total_places: int
    based_on: str = ""
    remarks: str = ""
