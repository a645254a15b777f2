"""The form of 四川省 2023 (报表 510000_0013zp): sign, value and unit in columns of their own."""

from __future__ import annotations

from templates.form_grid import BEGIN, GO_ON, HEAD, JOINT, TEXT, Cell, command, row, table
from templates.forms import ABOVE_BLOCK, INDICATOR, SUB_ROW

# Twips, together the 156 mm of the text area.
SICHUAN_FUNDING = (560, 1300, 1220, 1220, 1220, 900, 560, 560, 1304)
ELEVEN = (560, 840, 840, 1180, 560, 840, 640, 1220, 560, 560, 1044)
BLOCK_OF_90 = Cell("{{ 合并(行.目标块 or '绩效指标（90分）') }}", 1, HEAD, open_sides=("top",))


def sichuan() -> str:
    """Return the form of 四川省 2023: sign, value and unit in columns of their own."""
    return f"{_sichuan_head()}{JOINT}{_sichuan_indicators()}{JOINT}{_sichuan_end()}"


def _sichuan_head() -> str:
    columns = ("年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分", "原因")
    amounts = ("年初预算数", "全年预算数", "全年执行数")
    widths = SICHUAN_FUNDING
    return table(
        widths,
        row(
            widths,
            Cell("主管部门", 2, HEAD),
            Cell("{{ 方向.主管部门 or 方向.部门 }}", 2),
            Cell("实施单位（盖章）", 1, HEAD),
            Cell("{{ 方向.实施单位 }}", 4),
        ),
        row(
            widths,
            Cell("项目基本情况", 1, HEAD, BEGIN),
            Cell("1.项目年度目标完成情况", 3, HEAD),
            Cell("2.项目实施内容及过程概述", 5, HEAD),
            kept=True,
        ),
        command(widths, "{%tr for 目标 in 方向.目标 %}"),
        row(
            widths,
            Cell("", 1, HEAD, GO_ON),
            Cell("{{ 目标.预期目标 }}", 3, TEXT),
            Cell("{{ 目标.实际完成情况 }}", 5, TEXT),
            splits=True,
        ),
        command(widths, "{%tr endfor %}"),
        row(
            widths,
            Cell("预算执行情况\n（{{ 方向.自评.执行率分值 }}分）", 1, HEAD, BEGIN),
            Cell("年度预算数（万元）", 1, HEAD),
            *(Cell(name, 1, HEAD) for name in columns),
            kept=True,
        ),
        command(widths, "{%tr for 行 in 方向.资金 %}"),
        row(
            widths,
            Cell("", 1, HEAD, GO_ON),
            Cell("{{ '总额' if loop.first else 行.名称 }}"),
            *(Cell(f"{{{{ 行.{name} }}}}") for name in amounts),
            *(Cell(SUB_ROW.format(name, "/")) for name in ("执行率", "分值", "得分")),
            Cell("{{ 行.调整说明 }}", 1, TEXT),
        ),
        command(widths, "{%tr endfor %}"),
        title="四川省项目支出绩效自评表：基本情况与预算执行",
    )


def _sichuan_indicators() -> str:
    names = (
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "完成值",
        "权重",
        "得分",
        "未完成原因分析",
    )
    texts = ("{{ 行.符号 }}", "{{ 行.数值 }}", "{{ 行.单位 }}")
    return table(
        ELEVEN,
        row(ELEVEN, ABOVE_BLOCK, *(Cell(name, 1, HEAD) for name in names), head=True),
        command(ELEVEN, "{%tr for 行 in 方向.指标 %}"),
        row(
            ELEVEN,
            BLOCK_OF_90,
            Cell("{{ 合并(行.一级) }}"),
            Cell("{{ 合并(行.二级) }}"),
            Cell(INDICATOR, 1, TEXT),
            *(Cell(text) for text in texts),
            Cell("{{ 行.完成值 }}", 1, TEXT),
            Cell("{{ 行.分值 }}"),
            Cell("{{ 行.得分 }}"),
            Cell("{{ 行.偏差说明 }}", 1, TEXT),
        ),
        command(ELEVEN, "{%tr endfor %}"),
        row(
            ELEVEN,
            Cell("合计", 8, HEAD),
            Cell("{{ 方向.自评.满分 }}"),
            Cell("{{ 方向.自评.总分 }}"),
            Cell("{{ 方向.自评.等级 }}"),
        ),
        title="四川省项目支出绩效自评表：绩效指标",
    )


def _sichuan_end() -> str:
    rows = (
        row(ELEVEN, Cell(name, 2, HEAD), Cell(f"{{{{ 方向.{name} }}}}", 9, TEXT))
        for name in ("评价结论", "存在问题", "改进措施")
    )
    signatures = row(
        ELEVEN,
        Cell("项目负责人", 2, HEAD),
        Cell("{{ 方向.项目负责人 }}", 3),
        Cell("财务负责人", 2, HEAD),
        Cell("{{ 方向.财务负责人 }}", 4),
    )
    return table(ELEVEN, *rows, signatures, title="四川省项目支出绩效自评表：结论")
