"""report.yaml, figures.yaml and metrics.yaml as typed values, and what is said of bad ones."""

from pathlib import Path

import pytest

from docgen.content import Loaded, load, locate
from docgen.report import FigureEntry, Report, SubProject

REPORT = "标题: 园区建设专项绩效自评报告\n年度: 2020\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "01-园区建设专项").mkdir()
    (tmp_path / "report.yaml").write_text(REPORT, "utf-8")
    return tmp_path


def read(folder: Path, *, report: str = "", figures: str = "", metrics: str = "") -> Loaded:
    (folder / "report.yaml").write_text(REPORT + report, "utf-8")
    for name, text in (("figures", figures), ("metrics", metrics)):
        if text:
            (folder / "01-园区建设专项" / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "01-园区建设专项" / "narrative").mkdir(exist_ok=True)
    return load(locate(folder, None))


def said(loaded: Loaded) -> list[str]:
    return [
        f"{f.source.line}:{f.source.column} {f.severity.label} {f.code} {f.message}"
        for f in loaded.findings
    ]


def report_of(loaded: Loaded) -> Report:
    assert loaded.report is not None
    return loaded.report


def project_of(loaded: Loaded) -> SubProject:
    return report_of(loaded).projects[0]


def entry(loaded: Loaded, path: str) -> FigureEntry:
    entries = project_of(loaded).figures
    for name in path.split("."):
        found = next(e for e in entries if e.name == name)
        entries = found.members
    return found


# figures.yaml


def test_a_figure_is_a_value_a_list_a_group_or_a_value_with_attributes(folder: Path) -> None:
    loaded = read(
        folder,
        figures="""
支出:
  考核奖励金: 760 万元
  标厂补贴资金: {值: 861.67496 万元, 来源: 国库, 佐证: [凭证, 合同], 别名: 补贴}
5000万元以上项目: {新引进: 146个, 新开工: 150个}
储备土地: {值: 5897亩, 完成率: 197%, 目标: 3000 亩}
考评月份: [4月, 7月]
发放月份: {值: [5月, 6月], 来源: 台账}
人均: =支出 ÷ 人数
显示数: {值: 1 万元, 显示: {正文: 2位小数, 表格: 原样}}
也显示: {值: 1 万元, 显示: 2位小数}
参与: {单位: 12个, 个人: 30人}
""",
    )
    assert said(loaded) == []
    subsidy = entry(loaded, "支出.标厂补贴资金")
    assert subsidy.path == "支出.标厂补贴资金"
    assert subsidy.value is not None
    assert subsidy.value.content == "861.67496 万元"
    assert [text.content for text in subsidy.evidence] == ["凭证", "合同"]
    assert [text.content for text in subsidy.aliases] == ["补贴"]
    assert [member.name for member in entry(loaded, "5000万元以上项目").members] == [
        "新引进",
        "新开工",
    ]
    assert [text.content for text in entry(loaded, "考评月份").items] == ["4月", "7月"]
    assert [text.content for text in entry(loaded, "发放月份").items] == ["5月", "6月"]
    land = entry(loaded, "储备土地")
    assert land.completion is not None
    assert land.target is not None
    assert {k: v.content for k, v in entry(loaded, "显示数").display.items()} == {
        "正文": "2位小数",
        "表格": "原样",
    }
    assert set(entry(loaded, "也显示").display) == {"正文", "表格"}
    assert [member.name for member in entry(loaded, "参与").members] == ["单位", "个人"]


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ("支出: {值: 1 万元, 来原: 国库}", "1:15 错误 YML03 不认识的键“来原”，是不是想写“来源”"),
        ("支出: {直: 1 万元, 来源: 国库}", "1:6 错误 YML03 不认识的键“直”"),
        ("支出:", "1:1 错误 YML04 “支出”后面是空的"),
        ("支出: {值: , 来源: 国库}", "1:6 错误 YML04 “值”后面是空的"),
        ("支|出: 1 万元", "1:1 错误 YML16 数据的名称“支|出”含有 |，引用时认不出来"),
        ("- 1 万元", "1:1 错误 YML05 这里要写“名称: 值”，一行一个数据"),
        ("支出: [1, [2]]", "1:9 错误 YML05 列表“支出”的每一项要写成一个值"),
        (
            "支出: {值: 1 万元, 来源: {a: b}}",
            "1:19 错误 YML05 “来源”要写一段文字或一个数，这里是一组键",
        ),
    ],
)
def test_a_bad_figure_is_told(folder: Path, figures: str, sentence: str) -> None:
    assert sentence in said(read(folder, figures=figures))


def test_an_empty_file_is_warned_of(folder: Path) -> None:
    assert said(read(folder, figures="# 以后再填\n")) == ["1:1 警告 YML04 figures.yaml 是空的"]


# metrics.yaml

FORM = """
专项名称: 经济信息产业发展专项资金
项目总投资: "1718.67496"
资金:
  合计: {年初预算数: 1840 万元, 全年预算数: =全年执行数, 全年执行数: =全年执行数, 调整说明: 调减}
  上年结转资金: 0 万元
年度总体目标:
  预期目标: 每季度考核一次
  实际完成情况: |
    已考核。
绩效指标:
  产出指标:
    分值: 50
    数量指标:
      分值: 20
      补贴面积(万平方米):
        指标值: 不少于40
        完成值: {文字: "补贴{{面积}}", 计分: =面积}
        分值: 20
        其中: {甲园区: {完成值: 3}}
    成本指标:
  效益指标:
    社会效益指标:
      服务水平: {指标值: 有提高, 完成值: 提高, 分值: 10, 自评: 达成，10分, 佐证: 问卷}
总分: 100
等级: 优
其他信息: {项目编号: "001"}
"""


def test_a_form_is_read_with_all_its_parts(folder: Path) -> None:
    loaded = read(folder, metrics=FORM)
    assert said(loaded) == []
    project = project_of(loaded)
    total, carried = project.funding
    assert (total.name, total.initial and total.initial.content) == ("合计", "1840 万元")
    assert {t.content for t in (carried.initial, carried.budget, carried.executed) if t} == {
        "0 万元"
    }
    (goal,) = project.goals
    assert goal.actual is not None
    assert goal.actual.content == "已考核。"
    (block,) = project.blocks
    output, benefit = block.dimensions
    assert output.weight is not None
    assert output.weight.value == 50
    quantity, cost = output.categories
    assert (cost.name, cost.indicators) == ("成本指标", ())
    row = quantity.indicators[0]
    assert row.actual is not None
    assert row.scored_by is not None
    assert (row.actual.content, row.scored_by.content) == ("补贴{{面积}}", "=面积")
    assert [child.name for child in row.children] == ["甲园区"]
    assert benefit.categories[0].indicators[0].judgement is not None
    assert project.filed.total is not None
    assert {name: text.content for name, text in project.details.items()} == {
        "项目总投资": "1718.67496",
        "项目编号": "001",
    }


def test_goals_may_be_several_each_with_indicators_of_its_own(folder: Path) -> None:
    rows = "{产出指标: {数量指标: {甲: {指标值: 1个, 完成值: 1个, 分值: 40}}}}"
    loaded = read(
        folder,
        metrics=f"""
目标:
  目标1: {{分值: 40, 预期目标: 建成一个, 绩效指标: {rows}}}
  目标2: {{分值: 40, 绩效指标: {rows}}}
""",
    )
    assert said(loaded) == []
    assert [b.name for b in project_of(loaded).blocks] == ["目标1", "目标2"]
    assert [b.weight.value for b in project_of(loaded).blocks if b.weight] == [40, 40]
    assert [goal.name for goal in project_of(loaded).goals] == ["目标1"]


def test_goals_may_be_a_list_or_named(folder: Path) -> None:
    for text in (
        "年度总体目标:\n  - {名称: 一, 预期目标: 甲}\n  - {名称: 二, 预期目标: 乙}\n",
        "年度总体目标:\n  一: {预期目标: 甲}\n  二: {预期目标: 乙}\n",
    ):
        goals = project_of(read(folder, metrics=text)).goals
        assert [(goal.name, goal.expected and goal.expected.content) for goal in goals] == [
            ("一", "甲"),
            ("二", "乙"),
        ]


@pytest.mark.parametrize(
    ("metrics", "sentence"),
    [
        (
            "资金:\n  合计: {年初预算数: 1 万元, 执行数: 1 万元}",
            "2:21 错误 YML03 不认识的键“执行数”，是不是想写“全年执行数”",
        ),
        ("资金: 1840 万元", "1:5 错误 YML05 “资金”下面要写几行“键: 值”，这里是文字“1840 万元”"),
        (
            "资金: {年初预算数: 1 万元, 全年预算数: 1 万元}",
            "1:5 错误 YML05 “资金”下面先写一行 合计，再写各个数",
        ),
        (
            "绩效指标:\n  产出指标:\n    数量指标:\n      甲: {指标值: 1, 完成值: 1, 分值: 20分}",
            "4:31 错误 YML06 “分值”要写一个数，“20分”里有单位或文字",
        ),
        (
            "绩效指标:\n  产出指标:\n    数量指标:\n      甲: {指标值: 1, 完成值: 1, 分值: ２０}",
            "4:31 错误 YML06 “分值”要写一个数，“２０”里有全角数字或标点",
        ),
        (
            "绩效指标:\n  产出指标:\n    数量指标:\n      甲: {指标值: , 完成值: 1, 分值: 2}",
            "4:11 错误 YML04 “指标值”后面是空的",
        ),
        ("绩效指标:\n  产出指标:\n    数量指标:\n      甲:", "4:7 错误 YML04 “甲”后面是空的"),
        (
            "绩效指标:\n  满意度指标:\n    营商环境: {指标值: 优化, 完成值: 优化, 分值: 10}",
            "3:5 错误 YML05 “营商环境”直接写了指标值，少一层：一级 → 二级 → 三级",
        ),
        ("主管部们: 市局", "1:1 错误 YML03 不认识的键“主管部们”，是不是想写“主管部门”"),
        ("填报日期: 2020年2月30日", "1:7 错误 YML20 “填报日期”写的 2020年2月30日 不存在"),
        ("项目总实施期:", "1:1 警告 YML04 “项目总实施期”后面是空的"),
    ],
)
def test_a_bad_form_is_told(folder: Path, metrics: str, sentence: str) -> None:
    assert sentence in said(read(folder, metrics=metrics))


# report.yaml


def test_a_report_is_read_with_its_settings(folder: Path) -> None:
    loaded = read(
        folder,
        report="""
副标题: ——园区建设专项
显示: {万元: {正文: 最多3位小数, 表格: 原样}, 亩: 原样}
名称: [渌口经开区, 醴陵经开区]
别名: {渌口: 渌口经开区}
数字检查: 警告
附件: [自评表, 汇总表]
忽略:
  - {代码: FRM13, 理由: 已报财政局备案, 文件: 01-园区建设专项/metrics.yaml, 行: 12}
其他信息: {密级: 公开}
""",
    )
    assert said(loaded) == []
    report = report_of(loaded)
    assert (report.title.content, report.year) == ("园区建设专项绩效自评报告", 2020)
    assert report.settings.display["万元"]["正文"].content == "最多3位小数"
    assert report.settings.display["亩"]["表格"].content == "原样"
    assert report.details["附件"].content == "自评表\n汇总表"
    assert report.details["密级"].content == "公开"
    (waiver,) = report.settings.waivers
    assert (waiver.code, waiver.reason, waiver.line) == ("FRM13", "已报财政局备案", 12)


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        ("部们: 市局", "3:1 错误 YML03 不认识的键“部们”，是不是想写“部门”"),
        ("数字检查: 严", "3:7 错误 YML05 “数字检查”只能写 提示、警告，这里是“严”"),
        ("忽略: [{代码: FRM13}]", "3:6 错误 YML15 忽略 FRM13 没有写理由，不起作用"),
        ("支出方向: [别的专项]", "3:8 错误 YML17 没有支出方向的文件夹“别的专项”"),
        ("显示: {万元: {正闻: 原样}}", "3:11 错误 YML03 不认识的键“正闻”，是不是想写“正文”"),
        ("部门:", "3:1 错误 YML04 “部门”后面是空的"),
    ],
)
def test_a_bad_setting_is_told(folder: Path, report: str, sentence: str) -> None:
    assert sentence in said(read(folder, report=report, figures="甲: 1"))


def test_title_and_year_are_due_and_the_rest_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text("部门: 市局\n", "utf-8")
    (tmp_path / "figures.yaml").write_text("甲: {值: 1, 来原: x}\n", "utf-8")
    loaded = load(locate(tmp_path, None))
    assert [f.message for f in loaded.findings] == [
        "report.yaml 里没有 标题",
        "report.yaml 里没有 年度",
        "不认识的键“来原”，是不是想写“来源”",
    ]
    assert loaded.report is not None
    assert not loaded.whole


def test_a_year_must_be_a_year(tmp_path: Path) -> None:
    for typed in ("二〇二〇", "20", "20200"):
        (tmp_path / "report.yaml").write_text(f"标题: 甲\n年度: {typed}\n", "utf-8")
        assert [f.code for f in load(locate(tmp_path, None)).findings] == ["YML06"]
    (tmp_path / "report.yaml").write_text("标题: 甲\n年度: 2020年度\n", "utf-8")
    assert report_of(load(locate(tmp_path, None))).year == 2020


# comments that set a finding aside


def test_a_comment_sets_a_finding_aside_on_the_line_it_stands_above(folder: Path) -> None:
    narrative = folder / "01-园区建设专项" / "narrative"
    narrative.mkdir()
    (narrative / "01.md").write_text(
        "# 标题\n\n<!-- docgen: 忽略 NUM01 理由：法规名称 -->\n\n园区“146”工程\n", "utf-8"
    )
    loaded = read(
        folder,
        figures="# docgen: 忽略 FIG03 理由：本地单位\n\n甲: 3 坨\n"
        "乙: 4 坨  # docgen: 忽略 FIG03 理由: 同上\n",
    )
    assert said(loaded) == []
    waivers = report_of(loaded).settings.waivers
    assert [(w.code, w.reason, w.line, Path(w.file).name) for w in waivers] == [
        ("FIG03", "本地单位", 3, "figures.yaml"),
        ("FIG03", "同上", 4, "figures.yaml"),
        ("NUM01", "法规名称", 5, "01.md"),
    ]


def test_a_comment_without_a_reason_sets_nothing_aside(folder: Path) -> None:
    loaded = read(folder, figures="# docgen: 忽略 FIG03\n甲: 3 坨\n")
    assert said(loaded) == ["1:1 错误 YML15 忽略 FIG03 没有写理由，不起作用"]
    assert report_of(loaded).settings.waivers == ()
