"""Units (单位) and calculation with them (带单位的运算).

One table of units, compounds such as 元/亩, words that look like a known unit; and what may be
added, multiplied and compared: a rate minus a rate is 个百分点, money ÷ 亩 is 万元/亩, a count
times money is money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache, reduce
from types import MappingProxyType

from docgen.figures.decimals import AS_IS, WORKING, settled, trimmed
from docgen.figures.model import (
    Moment,
    Quantity,
    Rank,
    Unit,
    Value,
    Wording,
)
from docgen.patterns import lazy_pattern

PURE = Unit("", "")
PERCENT = Unit("%", "率", Decimal("0.01"))
POINTS = Unit("个百分点", "百分点", Decimal("0.01"))

_TEN_THOUSAND = Decimal(10000)
# 亩 is 2000/3 of a 平方米: with a third of a 平方米 as the base every factor is a whole number.
_TABLE: tuple[tuple[str, str, str], ...] = (
    ("元", "元", "1"),
    ("角", "元", "0.1"),
    ("分钱", "元", "0.01"),
    ("百元", "元", "100"),
    ("千元", "元", "1000"),
    ("万元", "元", "10000"),
    ("百万元", "元", "1000000"),
    ("千万元", "元", "10000000"),
    ("亿元", "元", "100000000"),
    ("万亿元", "元", "1000000000000"),
    ("万", "", "10000"),
    ("亿", "", "100000000"),
    ("%", "率", "0.01"),
    ("‰", "率", "0.001"),
    ("个百分点", "百分点", "0.01"),
    ("百分点", "百分点", "0.01"),
    ("个千分点", "百分点", "0.001"),
    ("平方厘米", "面积", "0.0003"),
    ("平方米", "面积", "3"),
    ("㎡", "面积", "3"),
    ("m²", "面积", "3"),
    ("万平方米", "面积", "30000"),
    ("万㎡", "面积", "30000"),
    ("平方公里", "面积", "3000000"),
    ("平方千米", "面积", "3000000"),
    ("公顷", "面积", "30000"),
    ("万公顷", "面积", "300000000"),
    ("亩", "面积", "2000"),
    ("万亩", "面积", "20000000"),
    ("立方米", "体积", "1"),
    ("m³", "体积", "1"),
    ("万立方米", "体积", "10000"),
    ("亿立方米", "体积", "100000000"),
    ("升", "体积", "0.001"),
    ("毫升", "体积", "0.000001"),
    ("厘米", "长度", "0.01"),
    ("毫米", "长度", "0.001"),
    ("米", "长度", "1"),
    ("m", "长度", "1"),
    ("延米", "长度", "1"),
    ("万米", "长度", "10000"),
    ("公里", "长度", "1000"),
    ("千米", "长度", "1000"),
    ("km", "长度", "1000"),
    ("里", "长度", "500"),
    ("万公里", "长度", "10000000"),
    ("克", "质量", "1"),
    ("斤", "质量", "500"),
    ("公斤", "质量", "1000"),
    ("千克", "质量", "1000"),
    ("kg", "质量", "1000"),
    ("万斤", "质量", "5000000"),
    ("万公斤", "质量", "10000000"),
    ("吨", "质量", "1000000"),
    ("万吨", "质量", "10000000000"),
    ("亿吨", "质量", "100000000000000"),
    ("千瓦", "功率", "1"),
    ("万千瓦", "功率", "10000"),
    ("兆瓦", "功率", "1000"),
    ("千瓦时", "电量", "1"),
    ("度", "电量", "1"),
    ("万千瓦时", "电量", "10000"),
    ("万度", "电量", "10000"),
    ("亿千瓦时", "电量", "100000000"),
    ("秒", "时间", "1"),
    ("分钟", "时间", "60"),
    ("小时", "时间", "3600"),
    ("天", "时间", "86400"),
    ("日", "时间", "86400"),
    ("周", "时间", "604800"),
    ("个月", "月", "1"),
    ("月", "月", "1"),
    ("个季度", "月", "3"),
    ("季度", "月", "3"),
    ("季", "月", "3"),
    ("年", "月", "12"),
    ("个工作日", "工作日", "1"),
    ("工作日", "工作日", "1"),
    ("学时", "学时", "1"),
    ("课时", "课时", "1"),
    ("分", "分", "1"),
    ("岁", "岁", "1"),
    ("倍", "倍", "1"),
    ("摄氏度", "摄氏度", "1"),
    ("分贝", "分贝", "1"),
)
# What is counted: each word only adds to itself, but for people, who are 人, 名 or 位.
_COUNTERS = tuple(
    word
    for line in (
        "个 家 项 户 人 人次 次 台 台套 台次 套 件 份 条 只 头 株 棵",
        "册 本 辆 座 处 所 间 张 批 期 场 篇 部 层 块 根 支 艘 架 匹",
        "盏 幅 节 届 轮 起 例 宗 笔 班 组 队 村 镇 乡 县 市 区 校 院",
        "店 床 栋 幢 套房 盘 类 种 羽 尾 盆 袋 瓶 箱 桶 包 盒 枚 把",
        "面 道 口 眼 孔 门 扇 片 段 步 标段 标箱 户次 家次 人天 人月",
        "车次 车位 床位 学位 岗位 席 页 字 点 词 票 单 案 卷 号 版 幕",
        "集 首 航次 班次 场次 批次 宗地 课 讲 站 线 网 点位 平台 企业",
        "项目 名额 档 级 星 环 格 柜 亩次 方",
    )
    for word in line.split()
)
_PEOPLE = ("人", "名", "位")
_LONG_NAME = 3
_SCALES: tuple[tuple[str, Decimal], ...] = (
    ("百万", Decimal(1000000)),
    ("千万", Decimal(10000000)),
    ("十万", Decimal(100000)),
    ("万", _TEN_THOUSAND),
    ("亿", Decimal(100000000)),
    ("千", Decimal(1000)),
    ("百", Decimal(100)),
)


def _unit_table() -> Mapping[str, Unit]:
    table = {"": PURE}
    table |= {name: Unit(name, dimension, Decimal(factor)) for name, dimension, factor in _TABLE}
    counted = {name: "人" if name in _PEOPLE else name for name in (*_COUNTERS, *_PEOPLE)}
    for name, dimension in counted.items():
        table.setdefault(name, Unit(name, dimension))
        for scale, factor in _SCALES:
            table.setdefault(scale + name, Unit(scale + name, dimension, factor))
    return MappingProxyType(table)


COUNTED = frozenset({*_COUNTERS, *_PEOPLE})
UNITS = _unit_table()
TIMES = lazy_pattern("[·•∙⋅・*×]")
"""What stands between the factors of a unit: 人·天, 人*月."""
# Spellings that mean a unit: they are printed as typed but calculate as the unit.
_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {"％": "%", "m2": "m²", "M2": "m²", "M²": "m²", "m3": "m³", "万m²": "万㎡", "万m2": "万㎡"}
)
# What a hurried hand or an input method puts in place of a character of a unit.
_LOOKALIKES: Mapping[str, str] = MappingProxyType(
    {
        "元": "远园圆院原员无云兀源",
        "亿": "忆意艺义乙",
        "万": "方力刀丸",
        "亩": "苗母目",
        "吨": "盹顿屯钝",
        "顷": "倾项",
        "里": "理哩",
        "米": "来迷未木",
        "个": "介各",
        "台": "抬治",
        "户": "护",
        "次": "欠吹",
        "项": "顷顶",
        "家": "佳冢",
        "人": "入",
        "时": "吋",
        "升": "开",
    }
)


@lru_cache(1 << 10)  # a report has few units and names them in every figure
def unit_named(name: str) -> Unit:
    """Return the unit of that name; a word docgen does not know is a unit of its own (自有单位).

    >>> unit_named("万元").dimension, unit_named("元/亩").dimension, unit_named("坨").known
    ('元', '元/面积', False)
    >>> [unit_named(name).dimension for name in ("元/人·天", "元/人天", "元/平方米*月")]
    ['元/人天', '元/人天', '元/面积·月']
    """
    bare = _SPELLINGS.get(name.strip(), name.strip())
    if (known := UNITS.get(bare)) is not None:
        return known
    above, slash, below = bare.partition("/")
    if slash and above and below:
        return compound_unit(unit_named(above), unit_named(below))
    first, sign, second = TIMES.sub("·", bare).partition("·")
    if sign and first and second:
        joined = UNITS.get(first + second) or _unit_product(unit_named(first), unit_named(second))
        return Unit(bare, joined.dimension, joined.factor, joined.known)
    return Unit(bare, bare, known=False)


def _unit_product(one: Unit, other: Unit) -> Unit:
    """Return the unit of a product, however its sign was typed: 人·天, 吨*公里."""
    factor = WORKING.multiply(one.factor, other.factor)
    name, dimension = f"{one.name}·{other.name}", f"{one.dimension}·{other.dimension}"
    return Unit(name, dimension, factor, one.known and other.known)


def compound_unit(above: Unit, below: Unit) -> Unit:
    """Return the compound unit `above/below`: 万元 per 亩 is 万元/亩."""
    factor = WORKING.divide(above.factor, below.factor)
    known = above.known and below.known
    return Unit(f"{above.name}/{below.name}", f"{above.dimension}/{below.dimension}", factor, known)


def same_dimension(one: Unit, other: Unit) -> bool:
    """Tell whether numbers in the two units can be added and compared (单位可换算)."""
    return one.dimension == other.dimension


def is_countable(unit: Unit) -> bool:
    """Tell whether the unit counts things (个、家、次 …) or is none at all."""
    return unit.dimension in COUNTED or not unit.dimension


def is_ratio(unit: Unit) -> bool:
    """Tell whether the unit is % or ‰, or none at all."""
    return unit.dimension in (PERCENT.dimension, PURE.dimension)


def convert(quantity: Quantity, unit: Unit) -> Quantity:
    """Return the same quantity in another unit; ValueError when the two do not convert.

    >>> convert(Quantity(Decimal("881.70"), unit_named("公顷")), unit_named("亩")).number
    Decimal('13225.5')
    """
    if not same_dimension(quantity.unit, unit):
        message = f"{quantity.unit.name} 不能换算成 {unit.name}"
        raise ValueError(message)
    if quantity.unit.factor == unit.factor:
        return Quantity(quantity.number, unit, quantity.places)
    base = WORKING.multiply(quantity.number, quantity.unit.factor)
    return Quantity(trimmed(settled(WORKING.divide(base, unit.factor))), unit)


def meant_unit(name: str) -> str | None:
    """Return the known unit that an unknown word is probably a slip of: 万远 → 万元.

    >>> meant_unit("万远"), meant_unit("平方来"), meant_unit("坨")
    ('万元', '平方米', None)
    """
    if unit_named(name).known:
        return None
    parts = [
        part if unit_named(part).known else _nearest_unit(part) or "" for part in name.split("/")
    ]
    return "/".join(parts) if all(parts) else None


def _nearest_unit(name: str) -> str | None:
    close = (known for known, *_ in _TABLE if _is_near(name, known))
    return min(close, key=lambda known: (abs(len(known) - len(name)), -len(known)), default=None)


def _is_near(name: str, known: str) -> bool:
    if len(name) == len(known):
        return _is_misspelt(name, known)
    longer, shorter = sorted((name, known), key=len, reverse=True)
    if len(longer) - len(shorter) != 1 or len(known) < 2:  # noqa: PLR2004 (one character is no likeness)
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _is_misspelt(name: str, known: str) -> bool:
    if len(known) > 1 and sorted(name) == sorted(known):
        return True
    wrong = [(a, b) for a, b in zip(name, known, strict=True) if a != b]
    if len(wrong) != 1:
        return False
    typed, right = wrong[0]
    if typed in _LOOKALIKES.get(right, ""):
        return True
    # 万坨 may be a count of its own; 平方来 can hardly be anything but 平方米.
    return len(known) >= _LONG_NAME and not known.endswith("元") and name not in COUNTED


class UnitError(Exception):
    """Two quantities whose units do not go together (单位不同)."""


def add(one: Quantity, other: Quantity) -> Quantity:
    """Return the sum, in the unit of the first; UnitError when the units do not convert.

    >>> small, large = unit_named("万元"), unit_named("亿元")
    >>> add(Quantity(Decimal(760), small), Quantity(Decimal(1), large)).number
    Decimal('10760')
    """
    unit = _common_unit(one.unit, other.unit)
    if unit is None:
        raise UnitError
    return Quantity(WORKING.add(_number_in(one, unit), _number_in(other, unit)), unit)


def subtract(one: Quantity, other: Quantity) -> Quantity:
    """Return the difference; that of two rates (%) is 个百分点.

    >>> subtract(Quantity(Decimal("11.4"), PERCENT), Quantity(Decimal("11.1"), PERCENT)).unit.name
    '个百分点'
    """
    result = add(one, Quantity(other.number.copy_negate(), other.unit))
    if one.unit.dimension == other.unit.dimension == PERCENT.dimension:
        return Quantity(WORKING.divide(result.base, POINTS.factor), POINTS)
    return result


_MIXED = {PURE.dimension, PERCENT.dimension}, {PERCENT.dimension, POINTS.dimension}


def _common_unit(one: Unit, other: Unit) -> Unit | None:
    """Return the unit of a sum: rates go with pure numbers (1 + 11.4%) and with 百分点."""
    if same_dimension(one, other):
        return one
    if {one.dimension, other.dimension} in _MIXED:
        return one if one.dimension == PERCENT.dimension else other
    return None


def _number_in(quantity: Quantity, unit: Unit) -> Decimal:
    if quantity.unit.factor == unit.factor:
        return quantity.number
    return WORKING.divide(quantity.base, unit.factor)


def multiply(one: Quantity, other: Quantity) -> Quantity:
    """Return the product; UnitError when it would be, say, 万元 × 亩.

    >>> price, area = unit_named("元/平方米"), unit_named("万平方米")
    >>> product = multiply(Quantity(Decimal(15), price), Quantity(Decimal("57.4449"), area))
    >>> convert(product, unit_named("万元")).number
    Decimal('861.6735')
    """
    pairs = ((one, other), (other, one))
    for left, right in pairs:
        if (cancelled := _cancelled_product(left, right)) is not None:
            return cancelled
    for is_factor in (is_ratio, is_countable):
        for left, right in pairs:
            if is_factor(right.unit):
                return Quantity(WORKING.multiply(left.number, right.base), left.unit)
    raise UnitError


def _cancelled_product(left: Quantity, right: Quantity) -> Quantity | None:
    """Return 15元/平方米 × 57万平方米 as 元, or None when there is nothing to cancel."""
    above, slash, below = left.unit.dimension.partition("/")
    unit = unit_named(left.unit.name.partition("/")[0])
    if not slash or below != right.unit.dimension or unit.dimension != above:
        return None
    return Quantity(WORKING.divide(WORKING.multiply(left.base, right.base), unit.factor), unit)


def divide(one: Quantity, other: Quantity) -> Quantity:
    """Return the quotient; ZeroDivisionError when the divisor is nothing.

    >>> money, count = unit_named("万元"), unit_named("家")
    >>> divide(Quantity(Decimal(1840), money), Quantity(Decimal(20), count)).unit.name
    '万元/家'
    """
    if not other.number:
        raise ZeroDivisionError
    if same_dimension(one.unit, other.unit):
        return Quantity(WORKING.divide(one.base, other.base), PURE)
    if is_ratio(other.unit):
        return Quantity(WORKING.divide(one.number, other.base), one.unit)
    if not one.unit.dimension or "/" in one.unit.dimension or "/" in other.unit.dimension:
        raise UnitError
    return Quantity(WORKING.divide(one.number, other.number), compound_unit(one.unit, other.unit))


def quantity_total(quantities: Iterable[Quantity]) -> Quantity:
    """Return the sum (合计) of at least one quantity, in the unit of the first."""
    first, *rest = quantities
    return reduce(add, rest, Quantity(first.number, first.unit))


def percent_share(part: Quantity, whole: Quantity) -> Quantity:
    """Return part ÷ whole in % (占比、完成率); UnitError, ZeroDivisionError.

    >>> percent_share(Quantity(Decimal(110), PURE), Quantity(Decimal(200), PURE)).number
    Decimal('55')
    """
    if not same_dimension(part.unit, whole.unit):
        raise UnitError
    ratio = divide(part, whole)
    return Quantity(trimmed(settled(WORKING.multiply(ratio.number, Decimal(100)))), PERCENT)


def completion_rate(done: Value | None, target: Value | None) -> Quantity | None:
    """Return 完成值 ÷ 目标 (完成率); None where the two do not divide, which is said elsewhere."""
    if not isinstance(done, Quantity) or not isinstance(target, Quantity):
        return None
    try:
        return percent_share(done, target)
    except (UnitError, ZeroDivisionError):
        return None


def growth_rate(now: Quantity, before: Quantity) -> Quantity:
    """Return the growth rate (增长率) in %: (本年 − 上年) ÷ |上年|.

    >>> growth_rate(Quantity(Decimal("111.4"), PURE), Quantity(Decimal(100), PURE)).number
    Decimal('11.4')
    """
    if not same_dimension(now.unit, before.unit):
        raise UnitError
    change = Quantity(WORKING.subtract(now.base, before.base), PURE)
    return percent_share(change, Quantity(before.base.copy_abs(), PURE))


def declared_quantity(quantity: Quantity, unit: Unit) -> Quantity:
    """Return a computed quantity in the unit its author declares (单位); UnitError if none fits.

    A ratio may be declared %, and 万元/家 simply 万元, as people write 户均.
    """
    if same_dimension(quantity.unit, unit):
        return convert(quantity, unit)
    above, _, below = quantity.unit.dimension.partition("/")
    pure = not quantity.unit.dimension
    ratio = pure and (is_ratio(unit) or is_countable(unit))
    if not ratio and not (above == unit.dimension and below in COUNTED):
        raise UnitError
    places = quantity.places if pure else AS_IS
    return Quantity(WORKING.divide(quantity.base, unit.factor), unit, places)


def value_order(one: Value, other: Value) -> int:
    """Return −1, 0 or 1 as `one` is less than, equal to or more than `other`; UnitError."""
    left, right = _sort_keys(one, other)
    return (left > right) - (left < right)


def _sort_keys(one: Value, other: Value) -> tuple[tuple[Decimal | int, ...], ...]:
    match one, other:
        case Quantity(), Quantity():
            if _common_unit(one.unit, other.unit) is not None and not _is_careless(one, other):
                return (settled(one.base),), (settled(other.base),)
        case Rank(), Rank():
            return (one.number,), (other.number,)
        case Moment(), Moment():
            parts = [(each.year, each.month, each.day) for each in (one, other)]
            if len({tuple(part is None for part in given) for given in parts}) == 1:
                return tuple(tuple(part or 0 for part in given) for given in parts)
    raise UnitError


def _is_careless(one: Quantity, other: Quantity) -> bool:
    """Tell whether a rate is compared with a plain number such as 90, which must be 90%."""
    dimensions = {one.unit.dimension, other.unit.dimension}
    if dimensions == {PERCENT.dimension, POINTS.dimension}:
        return True
    plain = one if not one.unit.dimension else other
    return dimensions == _MIXED[0] and plain.places >= 0 and abs(plain.base) > 1


def are_equal(one: Value, other: Value) -> bool:
    """Tell whether two values are the same; text is compared with text."""
    if isinstance(one, Wording) and isinstance(other, Wording):
        return one.text.strip() == other.text.strip()
    return value_order(one, other) == 0
