"""The keys of report.yaml (报告的键)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from docgen.content.keys import FREE, GROUP, LIST, TABLE, TEXT, Key

NUMBERING = "一、（一）1.（1）"
DETAILS: Mapping[str, str] = MappingProxyType(
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
    Key("支出方向", "并入的支出方向及其次序；不写就是全部 01-… 文件夹", LIST),
    Key("显示", "各单位的数怎样印", GROUP, "{万元: {正文: 最多3位小数, 表格: 原样}}"),
    Key("名称", "登记的名称，全文照此写", LIST, "[渌口经开区, 醴陵经开区]", field="names"),
    Key("别名", "别的写法: 登记的名称", TABLE, "{渌口: 渌口经开区}", field="aliases"),
    Key("无偏差时填", "没有偏差时，偏差说明栏印什么", example="未发生偏差。", field="no_deviation"),
    Key("编号", "标题的编号；写 无 就照原样", example=NUMBERING, field="numbering"),
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
    Key("落款", "落款单位，同 单位"),
    *(
        Key(name, text, LIST if name == "附件" else TEXT)
        for name, text in DETAILS.items()
    ),
    Key("其他信息", "模板还要印的别的内容", TABLE),
)  # fmt: skip
