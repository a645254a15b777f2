"""What stands in the shipped templates: lines and tables (自评表), written down as data.

The grids are those of 株洲市 2020, of 财预〔2020〕10号 and of 四川省 2023. Each form is two or
three tables that look like one: Word repeats only rows that begin a table, and the columns of
绩效指标 must stand on every page.
"""

from __future__ import annotations

from msgspec import Struct


class Line(Struct, frozen=True):
    """A paragraph: its text, the name of its style, what differs from the style (twips)."""

    text: str
    style: str | None = None  # 正文
    new_page: bool = False
    kept: bool = False
    before: int = 0
    line: int = 0


class CoverEnd(Struct, frozen=True):
    """The end of the cover: a section without page numbers."""


class Cell(Struct, frozen=True):
    """A cell: its text (a paragraph per line), columns it spans, style, merging, open sides."""

    text: str
    span: int = 1
    style: str = ""
    merge: str = ""
    open_side: str = ""


class Row(Struct, frozen=True):
    """A row: a cell's text alone is a cell of one column.

    It does not split over pages unless it `splits`; a `kept` one stays with the row that follows.
    """

    cells: tuple[str | Cell, ...]
    kept: bool = False
    splits: bool = False


class Grid(Struct, frozen=True):
    """A table: its title (for screen readers), columns in twips, rows; the first may repeat.

    A row of a single text spans the table: a `{%tr … %}` tag, which goes when the form is printed.
    """

    title: str
    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    repeats: bool = False


HEAD, CENTRE, TEXT = "表单栏目", "表单居中", "表单文字"
# How a cell joins its neighbours above and below (w:vMerge).
BEGIN, GO_ON = "restart", "continue"
END_ROW = Row(("{%tr endfor %}",))
# Columns in twips; each adds up to the 156 mm of the text area. The head of a form and its
# 绩效指标 have as many columns: amounts want room above, reasons below.
NINE = (560, 1200, 1280, 1280, 1280, 900, 944, 700, 700)
INDICATORS = (560, 860, 880, 1180, 1240, 1760, 520, 520, 1324)
NATIONAL = (560, 840, 1380, 1280, 1280, 1280, 700, 944, 580)
SICHUAN_FUNDING = (560, 1300, 1220, 1220, 1220, 900, 560, 560, 1304)
ELEVEN = (560, 840, 840, 1180, 560, 840, 640, 1220, 560, 560, 1044)
SUMMARY_COLUMNS = (600, 2804, 1320, 1320, 1000, 900, 900)

FORM_TITLE = "项目支出绩效自评表：项目、资金、年度总体目标"
AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
AMOUNT_TAGS = ("{{ 行.年初预算数 }}", "{{ 行.全年预算数 }}", "{{ 行.全年执行数 }}")
FUNDING_LOOP = Row(("{%tr for 行 in 方向.资金 %}",))
NATIONAL_FUNDING = (
    "{% if loop.first %}年度资金总额{% else %}{% if loop.index == 2 %}其中：{% endif %}"
    "{{ 行.名称 }}{% endif %}"
)
INDICATOR_LOOP = Row(("{%tr for 行 in 方向.指标 %}",))
INDICATOR_NAMES = ("一级指标", "二级指标", "三级指标")
INDICATOR_NAME = Cell("{% if 行.其中 %}其中：{% endif %}{{ 行.三级 }}", 1, TEXT)
DEVIATION = Cell("{{ 行.偏差说明 }}", 1, TEXT)
ACTUAL = Cell("{{ 行.完成值 }}", 1, TEXT)
FULL, REACHED = "{{ 方向.自评.满分 }}", "{{ 方向.自评.总分 }}"
# 绩效指标 stands in the rows below; the cell above it, in the head, is empty and open to it, for
# Word does not repeat a head whose cell is merged with the rows below.
ABOVE_BLOCK = Cell("", open_side="bottom")
BLOCK = Cell("{{ 合并(行.目标块 or '绩效指标') }}", 1, HEAD, open_side="top")
BLOCK_OF_90 = Cell("{{ 合并(行.目标块 or '绩效指标（90分）') }}", 1, HEAD, open_side="top")
# Between two tables that look like one: Word would join them otherwise.
JOINT = Line("", TEXT, kept=True, line=20)


def goal_rows(label: str, planned: Cell, done: Cell) -> tuple[Row, ...]:
    """Return the rows of 年度总体目标: what was planned, what was done."""
    goals = (
        Cell("{{ 目标.预期目标 }}", planned.span, TEXT),
        Cell("{{ 目标.实际完成情况 }}", done.span, TEXT),
    )
    return (
        Row((Cell(label, merge=BEGIN), planned, done), kept=True),
        Row(("{%tr for 目标 in 方向.目标 %}",)),
        Row((Cell("", merge=GO_ON), *goals), splits=True),
        END_ROW,
    )


ZHUZHOU_HEAD = Grid(
    FORM_TITLE,
    NINE,
    (
        Row((Cell("部门名称", 2), Cell("{{ 方向.部门 }}", 7))),
        Row((
            Cell("项目\n支出\n名称", merge=BEGIN), "专项名称", Cell("{{ 方向.专项名称 }}", 2),
            Cell("项目总投资（万元）", 2), Cell("{{ 方向.项目总投资 }}", 3),
        )),
        Row((
            Cell("", merge=GO_ON), "支出方向名称（子项目）", Cell("{{ 方向.名称 }}", 2),
            Cell("其中：财政拨款", 2), Cell("{{ 方向.财政拨款 }}", 3),
        )),
        Row((Cell("项目总实施期：", 2), Cell("{{ 方向.项目总实施期 }}", 7))),
        Row((
            Cell("年度\n项目\n资金\n（万元）", merge=BEGIN), "年度资金总额", *AMOUNTS, "分值",
            "执行率", Cell("得分（执行率×分值）", 2),
        )),
        FUNDING_LOOP,
        Row((
            Cell("", merge=GO_ON), "{% if loop.index == 2 %}其中：{% endif %}{{ 行.名称 }}",
            *AMOUNT_TAGS, "{{ 行.分值 }}", "{{ 行.执行率 }}", Cell("{{ 行.得分 }}", 2),
        )),
        END_ROW,
        *goal_rows("年度\n总体\n目标", Cell("预期目标", 3), Cell("实际完成情况", 5)),
    ),
)  # fmt: skip
NATIONAL_HEAD = Grid(
    FORM_TITLE,
    NATIONAL,
    (
        Row((Cell("项目名称", 2), Cell("{{ 方向.名称 }}", 7))),
        Row((
            Cell("主管部门", 2), Cell("{{ 方向.主管部门 or 方向.部门 }}", 3), "实施单位",
            Cell("{{ 方向.实施单位 }}", 3),
        )),
        Row((
            Cell("项目资金\n（万元）", 2, merge=BEGIN), "", *AMOUNTS, "分值", "执行率", "得分",
        )),
        FUNDING_LOOP,
        Row((
            Cell("", 2, merge=GO_ON),
            NATIONAL_FUNDING,
            *AMOUNT_TAGS, "{{ 行.分值 if loop.first else '—' }}",
            "{{ 行.执行率 if loop.first else '—' }}", "{{ 行.得分 if loop.first else '—' }}",
        )),
        END_ROW,
        *goal_rows("年度\n总体\n目标", Cell("预期目标", 4), Cell("实际完成情况", 4)),
    ),
)  # fmt: skip
INDICATOR_TABLE = Grid(
    "项目支出绩效自评表：绩效指标",
    INDICATORS,
    (
        Row((
            ABOVE_BLOCK, *INDICATOR_NAMES, "年度指标值", "实际完成值", "分值", "得分",
            "偏差原因分析及改进措施",
        )),
        INDICATOR_LOOP,
        Row((
            BLOCK, "{{ 合并(行.一级 ~ '\\n(' ~ 行.一级分值 ~ '分)') }}", "{{ 合并(行.二级) }}",
            INDICATOR_NAME, "{{ 行.指标值 }}", ACTUAL, "{{ 行.分值 }}", "{{ 行.得分 }}", DEVIATION,
        )),
        END_ROW,
        Row((Cell("总分", 6), FULL, REACHED, "等级：{{ 方向.自评.等级 }}")),
    ),
    repeats=True,
)  # fmt: skip
SICHUAN_HEAD = Grid(
    "四川省项目支出绩效自评表：基本情况与预算执行",
    SICHUAN_FUNDING,
    (
        Row((
            Cell("主管部门", 2), Cell("{{ 方向.主管部门 or 方向.部门 }}", 2), "实施单位（盖章）",
            Cell("{{ 方向.实施单位 }}", 4),
        )),
        *goal_rows(
            "项目基本情况",
            Cell("1.项目年度目标完成情况", 3),
            Cell("2.项目实施内容及过程概述", 5),
        ),
        Row((
            Cell("预算执行情况\n（{{ 方向.自评.执行率分值 }}分）", 1, HEAD, BEGIN),
            "年度预算数（万元）", "年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重",
            "得分", "原因",
        ), kept=True),
        FUNDING_LOOP,
        Row((
            Cell("", merge=GO_ON), "{{ '总额' if loop.first else 行.名称 }}", *AMOUNT_TAGS,
            "{{ 行.执行率 if loop.first else '/' }}", "{{ 行.分值 if loop.first else '/' }}",
            "{{ 行.得分 if loop.first else '/' }}", Cell("{{ 行.调整说明 }}", 1, TEXT),
        )),
        END_ROW,
    ),
)  # fmt: skip
# The sign, the value and the unit of a target have columns of their own.
SICHUAN_INDICATORS = Grid(
    "四川省项目支出绩效自评表：绩效指标",
    ELEVEN,
    (
        Row((
            ABOVE_BLOCK, *INDICATOR_NAMES, "指标性质", "指标值", "度量单位", "完成值", "权重",
            "得分", "未完成原因分析",
        )),
        INDICATOR_LOOP,
        Row((
            BLOCK_OF_90, "{{ 合并(行.一级) }}", "{{ 合并(行.二级) }}", INDICATOR_NAME,
            "{{ 行.符号 }}", "{{ 行.数值 }}", "{{ 行.单位 }}", ACTUAL, "{{ 行.分值 }}",
            "{{ 行.得分 }}", DEVIATION,
        )),
        END_ROW,
        Row((Cell("合计", 8), FULL, REACHED, "{{ 方向.自评.等级 }}")),
    ),
    repeats=True,
)  # fmt: skip
SICHUAN_END = Grid(
    "四川省项目支出绩效自评表：结论",
    ELEVEN,
    (
        Row((Cell("评价结论", 2), Cell("{{ 方向.评价结论 }}", 9, TEXT))),
        Row((Cell("存在问题", 2), Cell("{{ 方向.存在问题 }}", 9, TEXT))),
        Row((Cell("改进措施", 2), Cell("{{ 方向.改进措施 }}", 9, TEXT))),
        Row((
            Cell("项目负责人", 2), Cell("{{ 方向.项目负责人 }}", 3),
            Cell("财务负责人", 2), Cell("{{ 方向.财务负责人 }}", 4),
        )),
    ),
)  # fmt: skip
SUMMARY_NAMES = ("序号", "支出方向", "全年预算数（万元）", "全年执行数（万元）", "执行率", "得分",
                 "等级")  # fmt: skip
SUMMARY = Grid(
    "汇总表",
    SUMMARY_COLUMNS,
    (
        Row(tuple(Cell(name, 1, "表格标题") for name in SUMMARY_NAMES)),
        Row(("{%tr for 行 in 汇总.行 %}",)),
        Row((
            "{{ loop.index }}", Cell("{{ 行.名称 }}", 1, TEXT), "{{ 行.预算 }}", "{{ 行.执行 }}",
            "{{ 行.执行率 }}", "{{ 行.得分 }}", "{{ 行.等级 }}",
        )),
        END_ROW,
        Row((
            Cell("合计", 2), "{{ 汇总.合计.预算 }}", "{{ 汇总.合计.执行 }}",
            "{{ 汇总.合计.执行率 }}", "{{ 汇总.合计.得分 }}", "{{ 汇总.合计.等级 }}",
        )),
    ),
    repeats=True,
)  # fmt: skip

Content = tuple[Line | Grid | CoverEnd, ...]
EACH = Line("{%p for 方向 in 支出方向 %}")
END = Line("{%p endfor %}")


def conditional_lines(condition: str, *content: Line | Grid | CoverEnd) -> Content:
    """Return lines and tables that are printed only under a condition."""
    return (Line(f"{{%p if {condition} %}}"), *content, Line("{%p endif %}"))


UNIT, DATE = "{{ 报告.单位 or 报告.部门 }}", "{{ 报告.日期 }}"
SUBTITLE, YEARLY_TITLE = "——{{ 报告.副标题 }}", "{{ 报告.年度 }}年度项目支出绩效自评表"
REPORT: Content = (
    *conditional_lines(
        "报告.封面",
        Line("{{ 报告.标题 }}", "封面标题"),
        *conditional_lines("报告.副标题", Line(SUBTITLE, "封面文字")),
        Line(UNIT, "封面文字", before=3600),
        *conditional_lines("报告.日期", Line(DATE, "封面文字")),
        CoverEnd(),
    ),
    Line("{{ 报告.标题 }}", "报告标题"),
    *conditional_lines("报告.副标题", Line(SUBTITLE, "报告副标题")),
    Line("{{p 报告.正文 }}"),
    EACH,
    Line("{{p 方向.正文 }}"),
    END,
    # 附件说明: after an empty line, 左空二字, no full stop behind a name (GB/T 9704-2012 §7.3.4).
    *conditional_lines(
        "报告.附件",
        Line(""),
        EACH,
        Line(
            "{% if loop.first %}附件：{% else %}　　　{% endif %}{{ 方向.序号 }}."
            "{{ 报告.年度 }}年度项目支出绩效自评表（{{ 方向.名称 }}）",
            "附件说明",
        ),
        END,
    ),
    *conditional_lines(
        "报告.日期", Line("", kept=True), Line(UNIT, "落款"), Line(DATE, "成文日期")
    ),
    *conditional_lines(
        "报告.支出方向数 > 1",
        Line("{{ 报告.年度 }}年度项目支出绩效自评汇总表", "表单标题", new_page=True),
        SUMMARY,
    ),
    EACH,
    *conditional_lines(
        "报告.附件", Line("附件{{ 方向.序号 }}", "附件"), Line(YEARLY_TITLE, "表单标题")
    ),
    *conditional_lines("not 报告.附件", Line(YEARLY_TITLE, "表单标题", new_page=True)),
    ZHUZHOU_HEAD,
    JOINT,
    INDICATOR_TABLE,
    Line("备注：1.“执行率”=“全年执行数”/“全年预算数”；", "表单备注"),
    Line(
        "2.总分设置为100分，等级划分为：90分（含）—100分为优，80分（含）—90分为良，"
        "60分（含）—80分为中，60分以下为差。",
        "表单备注",
    ),
    END,
)
FORM_BEGINNING: Content = (
    EACH,
    Line("项目支出绩效自评表", "表单标题", new_page=True),
    Line("（{{ 报告.年度 }}年度）", CENTRE),
)
FILES: tuple[tuple[str, Content], ...] = (
    ("绩效自评报告.docx", REPORT),
    (
        "项目支出绩效自评表2020.docx",
        (
            *FORM_BEGINNING,
            NATIONAL_HEAD,
            JOINT,
            INDICATOR_TABLE,
            Line("填表人：{{ 方向.填表人 }}　　　　联系电话：{{ 方向.联系电话 }}", "表单备注"),
            END,
        ),
    ),
    (
        "四川2023.docx",
        (*FORM_BEGINNING, SICHUAN_HEAD, JOINT, SICHUAN_INDICATORS, JOINT, SICHUAN_END, END),
    ),
)
