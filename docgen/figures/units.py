"""Units (单位): one table, compounds such as 元/亩, and words that look like a known unit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from docgen.figures.decimals import WORKING, settled, trimmed
from docgen.figures.model import Quantity, Unit

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
_LONG = 3
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
    """
    bare = _SPELLINGS.get(name.strip(), name.strip())
    if (known := UNITS.get(bare)) is not None:
        return known
    above, slash, below = bare.partition("/")
    if slash and above and below:
        return compound_unit(unit_named(above), unit_named(below))
    return Unit(bare, bare, known=False)


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
    above, slash, below = name.partition("/")
    if slash:
        parts = [_known_spelling(above), _known_spelling(below)]
        return "/".join(parts) if all(parts) else None
    return _nearest_unit(name)


def _known_spelling(name: str) -> str:
    return name if unit_named(name).known else _nearest_unit(name) or ""


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
    return len(known) >= _LONG and not known.endswith("元") and name not in COUNTED
