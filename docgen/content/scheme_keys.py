"""What may stand in a 评分办法 (评分办法的键): head lines, sections, their lines, rows of 档.

Reading, the advice on an unknown key and the JSON Schema for editors come from this table.
"""

from __future__ import annotations

from docgen.content.keys import FREE, GROUP, LIST, TEXT, Key

RATE = "数或百分数"
METHOD = "方式"
YES_NO = ("是", "否")


class SchemeKey(Key, frozen=True):
    """A line of a section: with `ways` it belongs to these 方式 alone."""

    ways: tuple[str, ...] = ()


_LOW, _HIGH = SchemeKey("下限", "从多少起，含本数", RATE, "80%", due=True), "到多少为止，不含本数"
_ORIGIN = (
    SchemeKey("文号", "印在得分后面；不写就是这份办法的文号", example="财预〔2020〕10号"),
    SchemeKey("出处", "这条规则从哪里来"),
    SchemeKey("待核", "原文没有核对过的写 是", choices=YES_NO),
    SchemeKey("说明", "给人看的说明"),
)
_STEPS = (
    _LOW,
    SchemeKey("上限", f"{_HIGH}；最高一档不写", RATE, "90%"),
    SchemeKey("得分率", "得分值的几成", RATE, "70%"),
    SchemeKey("得分", "得多少分；写了就不写得分率", RATE, "7"),
    *_ORIGIN,
)
_TIERS = (
    SchemeKey("名称", "档次的名称", example="达成", due=True),
    SchemeKey("又称", "这一档的其他叫法", example="全部达成、达成年度指标"),
    _LOW,
    SchemeKey("上限", f"{_HIGH}；最高一档含本数", RATE, "100%", due=True),
    *_ORIGIN,
)
_CEILINGS = (
    _LOW,
    SchemeKey("上限", f"{_HIGH}；最高一档不写", RATE, "80%"),
    SchemeKey("总分", "执行率在这一档的，总分最多多少", RATE, "89", due=True),
    *_ORIGIN,
)
_GRADES = (
    SchemeKey("名称", "等级的名称", example="优", due=True),
    SchemeKey("下限", "多少分起，含本数", RATE, "90", due=True),
    *_ORIGIN,
)
_GATE = SchemeKey("门槛", "完成率低于它不得分", RATE, "60%", due=True, ways=("及格门槛",))
_PER = SchemeKey("每", "每超过或每差多少扣一次", example="1%", due=True, ways=("扣分",))
_POINTS = SchemeKey("扣", "每次扣多少分", RATE, "0.5", due=True, ways=("扣分",))
_ZERO_AT = SchemeKey("零分倍数", "指标值的几倍不得分", RATE, "2", due=True, ways=("线性",))
_STEPPED = SchemeKey("档", "各档，由高到低", LIST, due=True, keys=_STEPS, ways=("分档",))


def _section(name: str, meaning: str, *lines: SchemeKey, due: bool = True) -> SchemeKey:
    return SchemeKey(name, meaning, GROUP, due=due, keys=(*lines, *_ORIGIN))


def _one_of(name: str, meaning: str, *choices: str, due: bool = True) -> SchemeKey:
    return SchemeKey(name, meaning, due=due, choices=choices)


def _scored(name: str, meaning: str, *ways: str) -> SchemeKey:
    """Return a section on how a target is scored, with the lines that its 方式 ask for."""
    lines = (_GATE, _ZERO_AT, _PER, _POINTS, _STEPPED)
    own = (line for line in lines if set(line.ways) & set(ways))
    return _section(name, meaning, _one_of(METHOD, "怎样得分", *ways), *own)


SCORED_SECTIONS = (
    _scored("正向", "越大越好的指标怎样得分", "比例", "及格门槛", "全有或全无", "扣分"),
    _scored("反向", "越小越好的指标怎样得分", "线性", "比值", "全有或全无", "扣分"),
    _scored("等于", "要等于目标的指标怎样得分", "比例", "全有或全无"),
    _scored("区间", "要落在区间里的指标怎样得分", "两侧", "全有或全无"),
    _scored("日期", "有时限的指标怎样得分", "全有或全无", "扣分"),
    _scored("频次", "有频次的指标怎样得分", "比例", "及格门槛", "全有或全无", "扣分"),
    _scored("是否", "完成与否的指标怎样得分", "全有或全无"),
    _scored("满意度", "满意度指标怎样得分", "比例", "及格门槛", "全有或全无", "分档"),
)
SCHEME_KEYS = (
    SchemeKey("名称", "评分办法的名称，report.yaml 里照此写", due=True),
    SchemeKey("文号", "依据的文件", example="财预〔2020〕10号", due=True),
    SchemeKey("年份", "从哪一年起用"),
    SchemeKey("地区", "在哪里用"),
    SchemeKey("基于", "随 docgen 带的评分办法；只写与它不同的地方", example="财预2020-10"),
    SchemeKey("说明", "给人看的说明"),
    _section(
        "权重", "各级指标的分值",
        SchemeKey("满分", "各项之和", RATE, "100", due=True),
        SchemeKey("方案", "各级指标的分值，一种或几种", FREE, "[{预算执行率: 10, 绩效指标: 90}]",
                  due=True),
    ),
    _section(
        "执行率", "预算执行率怎样得分",
        _one_of(METHOD, "怎样得分", "比例", "分档"),
        SchemeKey("分值", "预算执行率的分值", RATE, "10", due=True),
        _STEPPED,
        SchemeKey("已完成", "项目已完成、没有超预算的得多少分", RATE, "10", ways=("分档",)),
        _one_of("封顶", "得分不超过分值的写 是", *YES_NO, due=False),
        _one_of("预算为零", "全年预算数是 0 的怎样得分", "不适用", "满分", "零分"),
    ),
    *SCORED_SECTIONS,
    _section("定性", "定性指标的档次",
             SchemeKey("档", "各档，由高到低，首尾相接", LIST, due=True, keys=_TIERS)),
    _section(
        "超额", "超额完成多少要说明或扣分",
        _one_of(METHOD, "超额的怎样处理", "提示", "须说明", "扣分", "不问"),
        SchemeKey("门槛", "完成率到多少算超额，大于 100%", RATE, "130%", due=True,
                  ways=("提示", "须说明", "扣分")),
        _POINTS,
    ),
    _section(
        "总分封顶", "执行率对总分的限制",
        _one_of(METHOD, "不限制的写 不封顶", "封顶", "不封顶", due=False),
        SchemeKey("档", "各档，执行率由高到低", LIST, due=True, keys=_CEILINGS, ways=("封顶",)),
        due=False,
    ),
    _section("等级", "总分与等级",
             SchemeKey("档", "各等级，由高到低", LIST, due=True, keys=_GRADES),
             _one_of("依据", "按哪一个总分定等级", "显示总分", "精确总分")),
    _section("不适用", "不适用的指标怎样处理",
             _one_of(METHOD, "它的分值怎样处理", "分值须为零", "剔除折算")),
    _section("汇总", "几个支出方向怎样合成一个总分",
             _one_of(METHOD, "怎样合成", "不合计", "先汇总后评分", "资金加权")),
    _section("指标值", "没有写比较方向的指标值怎样理解",
             _one_of("没有符号", "只写一个数的，怎样算达到", "不低于", "等于")),
    _section("小数", "得分保留几位小数",
             SchemeKey("得分", "每一项得分的小数位数", RATE, "2", due=True),
             SchemeKey("总分", "总分的小数位数", RATE, "2", due=True)),
)  # fmt: skip
HEAD_KEYS = tuple(key for key in SCHEME_KEYS if key.shape == TEXT)
SECTION_KEYS = tuple(key for key in SCHEME_KEYS if key.shape == GROUP)
