"""What may stand in the files (键): a table for each, of name, shape, meaning, example.

The reading of a file, the finding for an unknown key and the JSON Schema for editors all come
from these tables: report.yaml, figures.yaml, metrics.yaml, and a 评分办法.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from types import MappingProxyType

from msgspec import Struct

from docgen.content.yaml.nodes import normalized_name

_ALIKE = 0.5
TEXT, NUMBER, LIST, TABLE, GROUP, FREE = "文字", "数", "列表", "对照表", "一组键", "任意"


class Key(Struct, frozen=True):
    """A known key (键): `shape` is one of the above, `keys` what stands below a group.

    `due`: left empty, it is an 错误; else a 警告. `choices` are all values it takes, if limited.
    `field` is the field that its value fills, where a value is read by its shape alone.
    """

    name: str
    meaning: str
    shape: str = TEXT
    example: str = ""
    due: bool = False
    choices: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    field: str = ""


def key_names(keys: Iterable[Key]) -> tuple[str, ...]:
    """Return the names of keys."""
    return tuple(key.name for key in keys)


def nearest_key(name: str, known: Iterable[str]) -> str:
    """Return the known key that `name` probably is, "" when none is near.

    >>> nearest_key("执行", ("全年预算数", "全年执行数", "全年执行"))
    '全年执行'
    >>> nearest_key("完成直", ("指标值", "完成值"))
    '完成值'
    """
    candidates = tuple(known)
    typed = normalized_name(name)
    inside = [k for k in candidates if len(typed) > 1 and (typed in k or k in typed)]
    if inside:
        return min(inside, key=lambda k: (abs(len(k) - len(typed)), candidates.index(k)))
    scores = [SequenceMatcher(None, typed, known_name).ratio() for known_name in candidates]
    best = max(scores, default=0.0)
    return candidates[scores.index(best)] if best >= _ALIKE else ""


# ---- the report (报告): report.yaml

REPORT_DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "单位": "落款单位",
        "日期": "落款日期",
        "联系人": "联系人",
        "联系电话": "联系电话",
        "填表人": "填表人",
        "填报日期": "填报日期",
        "单位负责人": "单位负责人",
        "文号": "文号",
        "封面": "是否印封面（写了就印）",
        "附件": "是否印附件页（写了就印）",
        "密级": "密级",
        "主送": "主送单位",
    }
)
"""What a template may print of the report (报告.…), with what it is."""
WAIVER_KEYS = (
    Key("代码", "哪一个问题", example="FRM13", due=True),
    Key("理由", "为什么放过它", due=True),
    Key("文件", "只在这个文件里", example="01-园区建设专项/metrics.yaml"),
    Key("行", "只在这一行", example="12"),
)
REPORT_KEYS = (
    Key("标题", "报告的标题", example="2020年度专项资金绩效自评报告", due=True),
    Key("副标题", "标题下面的一行"),
    Key("年度", "评价的年度", example="2020", due=True),
    Key("部门", "填报的部门", due=True),
    Key("专项名称", "专项资金的名称", due=True),
    Key(
        "评分办法", "随 docgen 带的评分办法，或 schemes 里的一个",
        example="株洲2020", due=True, field="scheme",
    ),
    Key(
        "模板", "templates 里的 Word 文件；不写就用自带的",
        example="绩效自评报告.docx", due=True, field="template",
    ),
    Key("支出方向", "并入的支出方向及其次序；不写就是全部 01-… 文件夹；只有正文就写 无", LIST),
    Key("显示", "各单位的数怎样印", GROUP, "{万元: {正文: 最多3位小数, 表格: 原样}}"),
    Key("名称", "登记的名称，全文照此写", LIST, "[渌口经开区, 醴陵经开区]", field="names"),
    Key("别名", "别的写法: 登记的名称", TABLE, "{渌口: 渌口经开区}", field="aliases"),
    Key("无偏差时填", "没有偏差时，偏差说明栏印什么", example="未发生偏差。", field="no_deviation"),
    Key("编号", "标题的编号；写 无 就照原样", example="一、（一）1.（1）", field="numbering"),
    Key("提纲", "正文必须有的一级标题", LIST, "[预算收支情况, 存在的问题]", field="outline"),
    Key(
        "数字检查", "没有出处的数字算哪一级问题",
        choices=("提示", "警告"), field="strictness",
    ),
    Key(
        "送审门槛", "送审稿不能有哪一级问题；不写就是 错误",
        choices=("警告", "错误"), field="threshold",
    ),
    Key("数字声明", "不用写进数据的数字", LIST, "[五年规划]", field="declared"),
    Key("字数限制", "各栏最多多少字", TABLE, "{改进措施: 200}", field="limits"),
    Key("汇总", "几个支出方向怎样合成一个总分", field="totalling"),
    Key("尾差", "分项四舍五入后与合计不符时怎样办", choices=("平差", "注明"), field="balance"),
    Key("忽略", "放过的问题，各有理由", FREE, "[{代码: FRM13, 理由: 已报财政局备案}]"),
    Key("清理", "是：模板里的批注、修订、隐藏文字在生成时去掉", choices=("是",), field="cleaning"),
    Key("上年报告", "上年项目的文件夹，check 会拿来对照", example="../2019", field="previous"),
    Key("落款", "落款单位，同 单位"),
    *(
        Key(name, text, LIST if name == "附件" else TEXT)
        for name, text in REPORT_DETAILS.items()
    ),
    Key("其他信息", "模板还要印的别的内容", TABLE),
)  # fmt: skip


# ---- figures (数据): figures.yaml

PLACES = ("正文", "表格")
FIGURE_KEYS = (
    Key("值", "数值连单位、公式、名次、日期、列表，或 待填", FREE, "760 万元", due=True),
    Key("单位", "值里没有写单位时的单位；公式结果的单位", example="万元", due=True, field="unit"),
    Key(
        "上年",
        "上一年度的同一个数，供 |增减 和 |较(上年) 使用", example="第4", due=True, field="previous",
    ),
    Key("目标", "任务数；写了就可以算完成率", example="3000 亩", due=True, field="target"),
    Key(
        "完成率",
        "别处给出的完成率，与 值 ÷ 目标 核对", example="197%", due=True, field="completion",
    ),
    Key(
        "应等于",
        "这个数应当等于的数据或公式，如各分项之和", example="支出", due=True, field="equals",
    ),
    Key("尾差", "与 应等于 相差一个末位时的理由", example="分项四舍五入", field="residue"),
    Key("来源", "这个数出自哪个系统、文件或单位", example="国库集中支付系统", field="origin"),
    Key("佐证", "证明这个数的材料，一项或几项", LIST, "凭证汇总表", field="evidence"),
    Key("别名", "正文里也可以用来引用的名称", LIST, "[标厂补贴]", field="aliases"),
    Key("显示", "怎样印：一种写法，或按 正文、表格 分写", TABLE, "{正文: 最多3位小数, 表格: 原样}"),
    Key("正文", "在正文里怎样印", example="最多3位小数"),
    Key("表格", "在表格里怎样印", example="原样"),
    Key("来自", "取数的 Excel 工作簿，写从项目文件夹起的位置", example="台账.xlsx", due=True),
    Key("表", "工作表的名称；不写就是第一张", example="汇总"),
    Key("格", "单元格", example="C5", due=True),
    Key("列", "列的标题或字母，与 求和 连用", example="补贴面积", due=True),
    Key("求和", "是：把这一列加起来", choices=("是",), due=True),
)  # fmt: skip


# ---- a form (自评表): metrics.yaml

FUNDING_KEYS = (
    Key("年初预算数", "年初批复的预算", example="1840 万元", due=True, field="initial"),
    Key("全年预算数", "调整后的全年预算", example="=全年执行数", due=True, field="budget"),
    Key("全年执行数", "全年实际支出", example="=全年执行数", due=True, field="executed"),
    Key("调整说明", "全年预算数与年初预算数不同的原因", field="explanation"),
    Key("分值", "执行率的分值；不写就按评分办法", NUMBER, "10", field="weight"),
    Key("执行率", "已报送的表上填的执行率，用来核对", example="100.00%", field="rate"),
    Key("得分", "已报送的表上填的得分，用来核对", NUMBER, "10", field="score"),
    Key("理由", "填的得分与算出的不同时的理由", field="justification"),
)
GOAL_KEYS = (
    Key("名称", "目标的名称；只有一个目标时不写"),
    Key("预期目标", "年初申报的目标", due=True, field="expected"),
    Key("实际完成情况", "全年完成的情况；可以引用数据", due=True, field="actual"),
)
INDICATOR_KEYS = (
    Key("名称", "指标写成列表时的名称"),
    Key("指标值", "年度指标值，照原样印", example="不少于40", due=True, field="target"),
    Key("完成值", "=名称、含一处引用的一句话，或 {文字, 计分}", FREE, "=标厂补贴面积", due=True),
    Key(
        "计分",
        "完成值是一句话时，用来计分的数",
        example="=标厂补贴面积",
        due=True,
        field="scored_by",
    ),
    Key("分值", "这项指标的分值", NUMBER, "20", due=True, field="weight"),
    Key("自评", "定性指标的档次和得分", example="达成，10分", due=True, field="judgement"),
    Key("得分", "不按规则计算的得分，要写理由", NUMBER, "7", due=True, field="score"),
    Key("理由", "得分不按规则计算的理由", due=True, field="justification"),
    Key("偏差说明", "偏差原因分析及改进措施", field="deviation"),
    Key("类型", "指标值读不懂时说明它是哪一类", example="定性", due=True, field="kind"),
    Key("评分方法", "不用评分办法的规则时，另外的规则", due=True, field="method"),
    Key("单位", "指标值和完成值的单位", example="万平方米", due=True, field="unit"),
    Key("标准", "指标值的依据", field="standard"),
    Key("完成情况", "完成情况的文字说明", field="completed"),
    Key("不适用", "本年度不适用的理由", due=True, field="inapplicable"),
    Key("佐证", "证明材料，一项或几项", LIST, "竣工验收报告", field="evidence"),
    Key("其中", "不单独计分的分项", GROUP),
)
ACTUAL_KEYS = (
    Key("文字", "印出来的一句话", due=True),
    Key("计分", "用来计分的数", example="=农户满意度", due=True),
)
CONCLUSION_KEYS = (
    Key("总分", "已报送的表上的总分，用来核对", NUMBER, "100"),
    Key("等级", "已报送的表上的等级，用来核对", example="优"),
)
BLOCK_KEYS = (
    Key("分值", "这个目标的分值，用来核对", NUMBER, "40"),
    Key("预期目标", "年初申报的目标", field="expected"),
    Key("实际完成情况", "全年完成的情况", field="actual"),
    Key("绩效指标", "这个目标的指标：一级 → 二级 → 三级", GROUP),
)
FORM_DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "主管部门": "主管部门及代码",
        "实施单位": "实施单位（项目单位）",
        "中央主管部门": "中央主管部门",
        "地方主管部门": "地方主管部门",
        "资金使用单位": "资金使用单位",
        "部门名称": "部门名称",
        "项目名称": "项目名称",
        "支出方向名称": "支出方向名称",
        "项目负责人": "项目负责人",
        "财务负责人": "财务负责人",
        "单位负责人": "单位负责人",
        "联系人": "联系人",
        "联系电话": "联系电话",
        "填表人": "填表人",
        "填报人": "填报人",
        "填报日期": "填报日期",
        "项目总投资": "项目总投资",
        "项目总实施期": "项目总实施期",
        "财政拨款": "其中：财政拨款",
        "项目类别": "项目类别",
        "项目属性": "项目属性",
        "项目类型": "项目类型",
        "项目代码": "项目代码",
        "报表编号": "报表编号",
        "年度": "表上的年度",
        "立项依据": "立项依据",
        "项目概述": "项目概述",
        "实施内容": "项目实施内容及过程概述",
        "项目实施内容及过程概述": "同 实施内容",
        "评价结论": "评价结论",
        "存在问题": "存在问题",
        "改进措施": "改进措施",
        "偏差大或目标未完成原因分析": "偏差大或目标未完成的原因分析",
        "改进措施及结果应用方案": "改进措施及结果应用方案",
        "单位主要负责人签批意见": "单位主要负责人签批意见",
        "备注": "备注",
    }
)
"""What a template may print of the head of a form (支出方向.…), with what it is."""
METRICS_KEYS = (
    Key("专项名称", "专项资金的名称", example="经济信息产业发展专项资金", due=True),
    Key("资金", "项目资金各行，写了哪些就印哪些；当年财政拨款: 其余 就是合计减去其他各行", GROUP),
    Key("年度总体目标", "预期目标和实际完成情况；可以有几个", FREE),
    Key("绩效指标", "一级 → 二级 → 三级；二级下面空着就印一个空行", GROUP),
    Key("目标", "几个目标各有一套指标：目标1: {分值: 40, 绩效指标: …}", GROUP),
    Key("总分", "已报送的表上的总分，用来核对", NUMBER, "100"),
    Key("等级", "已报送的表上的等级，用来核对", example="优"),
    Key("自评结论", "已报送的表上的总分和等级", GROUP, "{总分: 100, 等级: 优}"),
    *(Key(name, text) for name, text in FORM_DETAILS.items()),
    Key("其他信息", "模板还要印的别的内容", TABLE),
)  # fmt: skip


# ---- a 评分办法: head lines, sections, their lines, rows of 档

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


# ---- all of them

KNOWN_NAMES = frozenset(
    key.name
    for keys in (
        REPORT_KEYS, FIGURE_KEYS, FUNDING_KEYS, GOAL_KEYS, INDICATOR_KEYS, ACTUAL_KEYS,
        CONCLUSION_KEYS, BLOCK_KEYS, METRICS_KEYS, WAIVER_KEYS,
    )
    for key in keys
    if len(key.name) > 1 or key.name == "值"
)  # fmt: skip
"""The names of all keys of content files, by which a mistyped line is understood."""
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "调整后预算数": "全年预算数", "调整预算数": "全年预算数", "全年调整预算数": "全年预算数",
        "预算数": "全年预算数", "实际到位资金": "全年预算数", "到位资金": "全年预算数",
        "年初预算": "年初预算数", "年初批复数": "年初预算数", "计划安排资金": "年初预算数",
        "执行数": "全年执行数", "预算执行数": "全年执行数", "实际支出": "全年执行数",
        "支出数": "全年执行数", "实际支出数": "全年执行数",
        "分数": "分值", "权重": "分值", "满分": "分值", "标准分": "分值", "指标权重": "分值",
        "目标值": "指标值", "年度指标值": "指标值", "年初目标值": "指标值", "计划值": "指标值",
        "预期值": "指标值", "绩效目标值": "指标值", "年初指标值": "指标值",
        "实际完成值": "完成值", "全年完成值": "完成值", "实际值": "完成值", "实际完成": "完成值",
        "自评得分": "得分", "实际得分": "得分", "自评分": "得分",
        "偏差原因分析及改进措施": "偏差说明", "偏差原因": "偏差说明", "偏差原因分析": "偏差说明",
        "未完成原因": "偏差说明", "未完成原因分析": "偏差说明", "扣分原因": "偏差说明",
        "原因分析": "偏差说明", "改进措施及偏差原因": "偏差说明",
        "指标性质": "类型", "性质": "类型", "度量单位": "单位", "计量单位": "单位",
        "佐证材料": "佐证", "证明材料": "佐证", "评分标准": "标准", "数据来源": "来源",
        "出处": "来源", "数值": "值", "上年数": "上年", "上年值": "上年", "去年": "上年",
        "年度目标": "年度总体目标", "总体目标": "年度总体目标", "项目资金": "资金",
        "年度项目资金": "资金", "资金情况": "资金", "预期": "预期目标", "年初设定目标": "预期目标",
        "完成情况说明": "实际完成情况", "年度": "年度", "报告标题": "标题", "填报单位": "单位",
        "编制单位": "单位", "报告日期": "日期", "填报部门": "部门", "预算部门": "部门",
    }
)  # fmt: skip
"""What a key that nobody knows means, as the official forms say it (别的说法)."""
