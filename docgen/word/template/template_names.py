"""The names that a template's tags may use (模板用名), each with what it prints.

templates/README.md shows this table; `compose.py` fills it. A name that ends in `.*` stands for
any name: figures are called what their authors call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from docgen.content.keys import FORM_DETAILS, REPORT_DETAILS

OPTIONAL: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"报告": REPORT_DETAILS, "支出方向": FORM_DETAILS}
)
"""Details of a form that prints nothing for one its content leaves out."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "报告": "整份报告",
        "报告.标题": "报告标题",
        "报告.副标题": "副标题，没有则为空",
        "报告.年度": "年度，如 2020",
        "报告.上年度": "上一年度，如 2019",
        "报告.部门": "部门",
        "报告.专项名称": "专项资金名称",
        "报告.评分办法": "评分办法的文号或名称",
        "报告.正文": "整份报告的正文（{{p …}}）",
        "报告.支出方向数": "支出方向的个数",
        **{f"报告.{name}": text for name, text in REPORT_DETAILS.items()},
        "支出方向": "支出方向的列表，用 for 循环",
        "支出方向.名称": "支出方向的名称",
        "支出方向.序号": "第几个，从 1 起",
        "支出方向.专项名称": "专项资金名称",
        "支出方向.部门": "部门",
        "支出方向.正文": "这个支出方向的正文（{{p …}}）",
        **{f"支出方向.{name}": text for name, text in FORM_DETAILS.items()},
        "支出方向.资金": "项目资金的各行，用 for 循环",
        "支出方向.资金.名称": "年度资金总额、当年财政拨款等",
        "支出方向.资金.年初预算数": "年初预算数（万元）",
        "支出方向.资金.全年预算数": "全年预算数（万元）",
        "支出方向.资金.全年执行数": "全年执行数（万元）",
        "支出方向.资金.调整说明": "预算调整的说明",
        "支出方向.资金.分值": "预算执行率的分值，只在第一行",
        "支出方向.资金.执行率": "执行率，只在第一行",
        "支出方向.资金.得分": "执行率得分，只在第一行",
        "支出方向.目标": "年度总体目标，用 for 循环",
        "支出方向.目标.名称": "目标的名称，只有一个目标时为空",
        "支出方向.目标.预期目标": "预期目标",
        "支出方向.目标.实际完成情况": "实际完成情况",
        "支出方向.指标": "绩效指标的各行，用 for 循环",
        "支出方向.指标.目标块": "所属年度绩效目标，没有分块时为空",
        "支出方向.指标.一级": "一级指标",
        "支出方向.指标.一级分值": "一级指标的分值",
        "支出方向.指标.二级": "二级指标",
        "支出方向.指标.三级": "三级指标",
        "支出方向.指标.指标值": "年度指标值，照写的印",
        "支出方向.指标.符号": "≥ ≤ ＝ 或 定性",
        "支出方向.指标.数值": "指标值里的数",
        "支出方向.指标.单位": "指标值的单位",
        "支出方向.指标.完成值": "实际完成值",
        "支出方向.指标.分值": "分值",
        "支出方向.指标.得分": "得分",
        "支出方向.指标.偏差说明": "偏差原因分析及改进措施",
        "支出方向.指标.自评档次": "定性指标的档次",
        "支出方向.指标.其中": "这一行是不是“其中”行（真或假）",
        "支出方向.自评": "自评结果",
        "支出方向.自评.总分": "总分",
        "支出方向.自评.满分": "满分",
        "支出方向.自评.等级": "等级",
        "支出方向.自评.执行率": "预算执行率",
        "支出方向.自评.执行率得分": "执行率得分",
        "支出方向.自评.执行率分值": "执行率分值",
        "支出方向.数据": "这个支出方向的数据，写成 方向.数据['名称']",
        "支出方向.数据.*": "一项数据，按表格的格式",
        "汇总": "各支出方向的汇总",
        "汇总.行": "每个支出方向一行，用 for 循环",
        "汇总.合计": "合计行",
        **{
            f"汇总.{row}.{name}": text
            for row in ("行", "合计")
            for name, text in {
                "名称": "支出方向的名称",
                "预算": "全年预算数（万元）",
                "执行": "全年执行数（万元）",
                "执行率": "执行率",
                "得分": "得分",
                "等级": "等级",
            }.items()
        },
        "数据": "整份报告的数据，写成 数据['名称']",
        "数据.*": "一项数据，按表格的格式",
    }
)
"""Every name with its description; lists are named like one of their items."""


def is_known(name: str) -> bool:
    """Tell whether a tag may ask for a dotted name.

    >>> is_known("支出方向.指标.一级"), is_known("数据.支出.考核奖励金"), is_known("报告.题目")
    (True, True, False)
    """
    return name in NAMES or any(name.startswith(each[:-1]) for each in NAMES if each.endswith(".*"))


def is_optional(name: str) -> bool:
    """Tell whether a dotted name is a detail that content may leave out."""
    holder, _, last = name.rpartition(".")
    return last in OPTIONAL.get(holder, {})


def nearest_known(name: str) -> str:
    """Return the known name nearest to an unknown one, "" when none is near."""
    holder, _, last = name.rpartition(".")
    inside = tuple(
        each.removeprefix(f"{holder}.")
        for each in NAMES
        if each.rpartition(".")[0] == holder and not each.endswith("*")
    )
    near = nearest_name(last, inside)
    return (f"{holder}.{near}" if holder else near) if near else nearest_name(name, tuple(NAMES))


def completed_context(context: Mapping[str, object]) -> dict[str, object]:
    """Return a context in which every detail that the content leaves out is empty."""
    whole = dict(context)
    for name, details in OPTIONAL.items():
        empty = dict.fromkeys(details, "")
        held = whole.get(name)
        if isinstance(held, Mapping):
            whole[name] = empty | dict(held)
        elif isinstance(held, list | tuple):
            whole[name] = [
                empty | dict(each) if isinstance(each, Mapping) else each for each in held
            ]
    return whole


def nearest_name(name: str, known: tuple[str, ...]) -> str:
    """Return the known name most like `name`, "" when none is."""
    import difflib  # noqa: PLC0415 (only where a name is unknown)

    close = difflib.get_close_matches(name, known, 1, 0.5)
    inside = [each for each in known if name in each or each in name]
    return next(iter(close or sorted(inside, key=len)), "")
