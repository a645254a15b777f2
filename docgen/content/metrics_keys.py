"""The keys of metrics.yaml (自评表的键)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from docgen.content.keys import FREE, GROUP, LIST, NUMBER, TABLE, Key

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
DETAILS: Mapping[str, str] = MappingProxyType(
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
    Key("资金", "项目资金各行；当年财政拨款不写，就是合计减去其他", GROUP),
    Key("年度总体目标", "预期目标和实际完成情况；可以有几个", FREE),
    Key("绩效指标", "一级 → 二级 → 三级；二级下面空着就印一个空行", GROUP),
    Key("目标", "几个目标各有一套指标：目标1: {分值: 40, 绩效指标: …}", GROUP),
    Key("总分", "已报送的表上的总分，用来核对", NUMBER, "100"),
    Key("等级", "已报送的表上的等级，用来核对", example="优"),
    Key("自评结论", "已报送的表上的总分和等级", GROUP, "{总分: 100, 等级: 优}"),
    *(Key(name, text) for name, text in DETAILS.items()),
    Key("其他信息", "模板还要印的别的内容", TABLE),
)  # fmt: skip
