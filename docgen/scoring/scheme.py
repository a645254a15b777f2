"""A 评分办法 as frozen data: every number of a regulation, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct

from docgen.findings import Source


class Origin(
    Struct, frozen=True, rename={"citation": "文号", "words": "出处", "unverified": "待核"}
):
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


_LINES: Mapping[str, str] = MappingProxyType(
    {
        "origin": "出处", "method": "方式", "weight": "分值", "capped": "封顶", "steps": "档",
        "finished": "已完成", "empty": "预算为零", "gate": "门槛", "zero_at": "零分倍数",
        "per": "每", "per_unit": "单位", "points": "扣", "name": "名称", "low": "下限",
        "high": "上限", "share": "得分率", "marks": "得分", "total": "总分",
        "also": "又称", "tiers": "档",
        "threshold": "门槛", "treatment": "方式", "most": "总分", "ceilings": "档",
        "grades": "档", "basis": "依据", "full": "满分", "profiles": "方案",
    }
)  # fmt: skip
"""The key of a scheme file by the field that it fills."""


class Step(Struct, frozen=True, rename=_LINES):
    """A step of a table (分档): rates from `low` up to below `high` get `share` of the weight.

    The topmost step has no `high`. All three are fractions (0.8 is 80 %).
    """

    low: Decimal
    share: Decimal
    high: Decimal | None = None


class ExecutionRule(Struct, frozen=True, rename=_LINES):
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


class GradedRule(Struct, frozen=True, rename=_LINES):
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


class Tier(Struct, frozen=True, rename=_LINES):
    """A tier of a qualitative judgement (档): marks from `low` up to below `high`, as fractions.

    `also` has other words for it (又称), with 、 between them.
    """

    name: str
    low: Decimal
    high: Decimal
    also: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the other words, one by one."""
        words = (self.name, *self.also.replace("，", "、").split("、"))
        return tuple(word.strip() for word in words if word.strip())

    @property
    def top(self) -> bool:
        """Whether `high` itself belongs to it, as to the best tier."""
        return self.high == 1


class TierRule(Struct, frozen=True, rename=_LINES):
    """定性: the tiers, best first."""

    origin: Origin
    tiers: tuple[Tier, ...]

    def tier_named(self, name: str) -> Tier | None:
        """Return the tier of that name or alias, or None."""
        return next((tier for tier in self.tiers if name in tier.names), None)


class OverRule(Struct, frozen=True, rename=_LINES):
    """超额完成: from `threshold` (1.3 is 130 %, included) a 提示, 须说明 or 扣分 of `points`."""

    origin: Origin
    threshold: Decimal | None = None
    treatment: str = "提示"
    points: Decimal = Decimal(0)


class Ceiling(Struct, frozen=True, rename=_LINES):
    """总分封顶: with an execution rate from `low` up to below `high` no more than `most` marks."""

    low: Decimal
    most: Decimal
    high: Decimal | None = None


class CeilingRule(Struct, frozen=True, rename=_LINES):
    """The ceilings of the total tied to the execution rate; none where a scheme has none."""

    origin: Origin
    ceilings: tuple[Ceiling, ...] = ()


class Grade(Struct, frozen=True, rename=_LINES):
    """A grade (等级) from `low` marks out of the full marks, the bound included."""

    name: str
    low: Decimal


class GradeRule(Struct, frozen=True, rename=_LINES):
    """等级, best first, and whether it is told from the 显示总分 or the 精确总分 (`basis`)."""

    origin: Origin
    grades: tuple[Grade, ...]
    basis: str = "显示总分"

    def grade_of(self, total: Decimal) -> str:
        """Return the grade of a total; "" below the lowest, which no sound scheme has."""
        return next((grade.name for grade in self.grades if total >= grade.low), "")


class WeightRule(Struct, frozen=True, rename=_LINES):
    """权重: the full marks and the lawful profiles, each 一级指标 (or 预算执行率) → marks."""

    origin: Origin
    full: Decimal
    profiles: tuple[Mapping[str, Decimal], ...]


class DigitRule(Struct, frozen=True, rename=_LINES):
    """小数: the decimals of scores and of totals."""

    origin: Origin
    marks: Decimal
    total: Decimal


class Scheme(
    Struct,
    frozen=True,
    kw_only=True,
    rename={
        "name": "名称", "citation": "文号", "place": "地区", "weights": "权重",
        "execution": "执行率", "positive": "正向", "negative": "反向", "equal": "等于",
        "interval": "区间", "date": "日期", "frequency": "频次", "yes_no": "是否",
        "satisfaction": "满意度", "qualitative": "定性", "over": "超额", "ceiling": "总分封顶",
        "grades": "等级", "inapplicable": "不适用", "totalling": "汇总", "unsigned": "指标值",
        "digits": "小数",
    },
):  # fmt: skip
    """A 评分办法: one regulation as data, or a bureau's changes to one.

    `unsigned` is what a target without a sign means (不低于 or 等于); `inapplicable`
    is 剔除折算 or 分值须为零; `totalling` is 不合计, 先汇总后评分 or 资金加权.
    """

    name: str
    citation: str
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
    ceiling: CeilingRule = CeilingRule(Origin(""))
    grades: GradeRule
    inapplicable: str
    totalling: str
    unsigned: str
    digits: DigitRule

    @property
    def score_places(self) -> int:
        """The decimals of a score."""
        return int(self.digits.marks)

    @property
    def total_places(self) -> int:
        """The decimals of a total."""
        return int(self.digits.total)

    @property
    def unsigned_operator(self) -> str:
        """The operator of a target without a sign: >= or =."""
        return ">=" if self.unsigned == "不低于" else "="
