"""The forms (自评表), each as the paragraphs and tables of one 支出方向.

The grids are those of 株洲市 2020, of 财预〔2020〕10号 and of 四川省 2023. Each form is two tables
that look like one: Word repeats only rows that begin a table, and the columns of 绩效指标 must
stand on every page.
"""

from __future__ import annotations

from templates.form_grid import (
    BEGIN,
    CENTRE,
    GO_ON,
    HEAD,
    JOINT,
    TEXT,
    Cell,
    command,
    row,
    table,
)
from templates.word_parts import paragraph

# Twips; they add up to the 156 mm of the text area.
# The head of a form and its 绩效指标 share the number of columns; amounts want room above, reasons
# below.
NINE = (560, 1200, 1280, 1280, 1280, 900, 944, 700, 700)
INDICATORS = (560, 860, 880, 1180, 1240, 1760, 520, 520, 1324)
NATIONAL = (560, 840, 1380, 1280, 1280, 1280, 700, 944, 580)
DIMENSION = "{{ 合并(行.一级 ~ '\\n(' ~ 行.一级分值 ~ '分)') }}"
# The cell above it, in the head, is empty and open to it: Word does not repeat a head whose cell
# is merged with the rows below.
BLOCK = Cell("{{ 合并(行.目标块 or '绩效指标') }}", 1, HEAD, open_sides=("top",))
ABOVE_BLOCK = Cell("", 1, HEAD, open_sides=("bottom",))
INDICATOR = "{% if 行.其中 %}其中：{% endif %}{{ 行.三级 }}"
FUNDING_ROW = "{% if loop.index == 2 %}其中：{% endif %}{{ 行.名称 }}"
SUB_ROW = "{{{{ 行.{} if loop.first else '{}' }}}}"
NOTES = (
    "备注：1.“执行率”=“全年执行数”/“全年预算数”；",
    (
        "2.总分设置为100分，等级划分为：90分（含）—100分为优，80分（含）—90分为良，"
        "60分（含）—80分为中，60分以下为差。"
    ),
)
TOTAL = (
    Cell("总分", 6, HEAD),
    Cell("{{ 方向.自评.满分 }}"),
    Cell("{{ 方向.自评.总分 }}"),
)


def zhuzhou() -> str:
    """Return the form of 株洲市 2020 (domain: the seed's grid, nine columns)."""
    head = table(
        NINE,
        *_zhuzhou_head(),
        *_zhuzhou_funding(),
        *goals(NINE, "年度\n总体\n目标", 3, 5),
        title="项目支出绩效自评表：项目、资金、年度总体目标",
    )
    notes = "".join(paragraph(line, "FormNote") for line in NOTES)
    return head + JOINT + indicators("年度指标值", "实际完成值") + notes


def _zhuzhou_head() -> tuple[str, ...]:
    return (
        row(NINE, Cell("部门名称", 2, HEAD), Cell("{{ 方向.部门 }}", 7)),
        row(
            NINE,
            Cell("项目\n支出\n名称", 1, HEAD, BEGIN),
            Cell("专项名称", 1, HEAD),
            Cell("{{ 方向.专项名称 }}", 2),
            Cell("项目总投资（万元）", 2, HEAD),
            Cell("{{ 方向.项目总投资 }}", 3),
        ),
        row(
            NINE,
            Cell("", 1, HEAD, GO_ON),
            Cell("支出方向名称（子项目）", 1, HEAD),
            Cell("{{ 方向.名称 }}", 2),
            Cell("其中：财政拨款", 2, HEAD),
            Cell("{{ 方向.财政拨款 }}", 3),
        ),
        row(NINE, Cell("项目总实施期：", 2, HEAD), Cell("{{ 方向.项目总实施期 }}", 7)),
    )


def _zhuzhou_funding() -> tuple[str, ...]:
    return (
        row(
            NINE,
            Cell("年度\n项目\n资金\n（万元）", 1, HEAD, BEGIN),
            *(
                Cell(name, 1, HEAD)
                for name in ("年度资金总额", "年初预算数", "全年预算数", "全年执行数", "分值")
            ),
            Cell("执行率", 1, HEAD),
            Cell("得分（执行率×分值）", 2, HEAD),
        ),
        command(NINE, "{%tr for 行 in 方向.资金 %}"),
        row(
            NINE,
            Cell("", 1, HEAD, GO_ON),
            Cell(FUNDING_ROW),
            *(Cell(f"{{{{ 行.{name} }}}}") for name in ("年初预算数", "全年预算数", "全年执行数")),
            Cell("{{ 行.分值 }}"),
            Cell("{{ 行.执行率 }}"),
            Cell("{{ 行.得分 }}", 2),
        ),
        command(NINE, "{%tr endfor %}"),
    )


def goals(widths: tuple[int, ...], label: str, planned: int, done: int) -> tuple[str, ...]:
    """Return the rows of 年度总体目标: what was planned, what was done."""
    return (
        row(
            widths,
            Cell(label, 1, HEAD, BEGIN),
            Cell("预期目标", planned, HEAD),
            Cell("实际完成情况", done, HEAD),
            kept=True,
        ),
        command(widths, "{%tr for 目标 in 方向.目标 %}"),
        row(
            widths,
            Cell("", 1, HEAD, GO_ON),
            Cell("{{ 目标.预期目标 }}", planned, TEXT),
            Cell("{{ 目标.实际完成情况 }}", done, TEXT),
            splits=True,
        ),
        command(widths, "{%tr endfor %}"),
    )


def indicators(target: str, actual: str, deviation: str = "偏差原因分析及改进措施") -> str:
    """Return the table of 绩效指标 on nine columns; its first row repeats on every page."""
    names = ("一级指标", "二级指标", "三级指标", target, actual, "分值", "得分", deviation)
    return table(
        INDICATORS,
        row(INDICATORS, ABOVE_BLOCK, *(Cell(name, 1, HEAD) for name in names), head=True),
        command(INDICATORS, "{%tr for 行 in 方向.指标 %}"),
        row(
            INDICATORS,
            BLOCK,
            Cell(DIMENSION),
            Cell("{{ 合并(行.二级) }}"),
            Cell(INDICATOR, 1, TEXT),
            Cell("{{ 行.指标值 }}", 1, CENTRE),
            Cell("{{ 行.完成值 }}", 1, TEXT),
            Cell("{{ 行.分值 }}"),
            Cell("{{ 行.得分 }}"),
            Cell("{{ 行.偏差说明 }}", 1, TEXT),
        ),
        command(INDICATORS, "{%tr endfor %}"),
        row(INDICATORS, *TOTAL, Cell("等级：{{ 方向.自评.等级 }}")),
        title="项目支出绩效自评表：绩效指标",
    )


def national() -> str:
    """Return the form of 财预〔2020〕10号 (附：项目支出绩效自评表)."""
    head = table(
        NATIONAL,
        row(NATIONAL, Cell("项目名称", 2, HEAD), Cell("{{ 方向.名称 }}", 7)),
        row(
            NATIONAL,
            Cell("主管部门", 2, HEAD),
            Cell("{{ 方向.主管部门 or 方向.部门 }}", 3),
            Cell("实施单位", 1, HEAD),
            Cell("{{ 方向.实施单位 }}", 3),
        ),
        row(
            NATIONAL,
            Cell("项目资金\n（万元）", 2, HEAD, BEGIN),
            *(Cell(name, 1, HEAD) for name in ("", "年初预算数", "全年预算数", "全年执行数")),
            *(Cell(name, 1, HEAD) for name in ("分值", "执行率", "得分")),
        ),
        command(NATIONAL, "{%tr for 行 in 方向.资金 %}"),
        row(
            NATIONAL,
            Cell("", 2, HEAD, GO_ON),
            Cell(
                "{% if loop.first %}年度资金总额{% else %}"
                "{% if loop.index == 2 %}其中：{% endif %}{{ 行.名称 }}{% endif %}",
                1,
            ),
            *(Cell(f"{{{{ 行.{name} }}}}") for name in ("年初预算数", "全年预算数", "全年执行数")),
            *(Cell(SUB_ROW.format(name, "—")) for name in ("分值", "执行率", "得分")),
        ),
        command(NATIONAL, "{%tr endfor %}"),
        *goals(NATIONAL, "年度\n总体\n目标", 4, 4),
        title="项目支出绩效自评表：项目、资金、年度总体目标",
    )
    return head + JOINT + indicators("年度指标值", "实际完成值")


SUMMARY = (600, 2804, 1320, 1320, 1000, 900, 900)


def summary() -> str:
    """Return the table of all 支出方向 with the report's own total (汇总表)."""
    names = (
        "序号",
        "支出方向",
        "全年预算数（万元）",
        "全年执行数（万元）",
        "执行率",
        "得分",
        "等级",
    )
    fields = ("预算", "执行", "执行率", "得分", "等级")
    return table(
        SUMMARY,
        row(SUMMARY, *(Cell(name, 1, "TableHead") for name in names), head=True),
        command(SUMMARY, "{%tr for 行 in 汇总.行 %}"),
        row(
            SUMMARY,
            Cell("{{ loop.index }}"),
            Cell("{{ 行.名称 }}", 1, TEXT),
            *(Cell(f"{{{{ 行.{name} }}}}") for name in fields),
        ),
        command(SUMMARY, "{%tr endfor %}"),
        row(
            SUMMARY,
            Cell("合计", 2, HEAD),
            *(Cell(f"{{{{ 汇总.合计.{name} }}}}") for name in fields),
        ),
        title="汇总表",
    )
