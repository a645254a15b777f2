from figures.sheets import SCOPE, figures, project, report

from docgen.figures import changes, find, resolve, snapshot, trace, trace_lines
from docgen.figures.model import Figures

SHEET = {
    "支出": {
        "奖励": {"值": "760 万元", "来源": "国库集中支付系统", "佐证": ["凭证汇总表", "拨款文件"]},
        "补贴": "861.67496 万元",
    },
    "企业数": {"值": "20 家", "来自": ("台账.xlsx", "汇总", "C5", "ab" * 32)},
    "户均": "=支出 ÷ 企业数",
    "两倍": "=户均 + 户均",
    "别的": "3 亩",
}


def lines(sheet: Figures, name: str) -> list[str]:
    figure = find(sheet, name, SCOPE)
    assert figure is not None
    return list(trace_lines(trace(sheet, figure)))


def test_a_trace_goes_from_the_formula_to_source_evidence_and_cell() -> None:
    assert lines(figures(SHEET), "户均") == [
        "户均 81.083748 万元/家",
        "  位置：figures.yaml:5:1（园区建设专项）",
        "  公式：=支出 ÷ 企业数",
        "  计算：(760 + 861.67496) ÷ 20 = 81.083748 万元/家",
        "  支出 1621.67496 万元",
        "    位置：figures.yaml:1:1（园区建设专项）",
        "    计算：760 万元 + 861.67496 万元 = 1621.67496 万元",
        "    支出.奖励 760 万元",
        "      位置：figures.yaml:2:1（园区建设专项）",
        "      来源：国库集中支付系统",
        "      佐证：凭证汇总表；拨款文件",
        "    支出.补贴 861.67496 万元",
        "      位置：figures.yaml:3:1（园区建设专项）",
        "  企业数 20 家",
        "    位置：figures.yaml:4:1（园区建设专项）",
        f"    工作簿：台账.xlsx 汇总!C5（SHA-256 {'ab' * 8}…）",
    ]


def test_a_figure_used_twice_is_opened_once() -> None:
    sheet = {"甲": "1 个", "乙": "=甲 + 甲", "丙": "=乙 + 甲", "丁": "=丙 + 乙"}
    assert sum("由来见上" in line for line in lines(figures(sheet), "丁")) == 1


def test_a_long_chain_is_cut_and_not_followed_for_ever() -> None:
    sheet = {"甲0": "1 个"} | {f"甲{i}": f"=甲{i - 1} + 1个" for i in range(1, 300)}
    assert len(lines(figures(sheet), "甲299")) < 300


def test_nothing_changed_gives_no_change() -> None:
    sheet = figures(SHEET)
    assert changes(snapshot(sheet), sheet) == ()


def test_a_changed_figure_names_what_changed_with_it() -> None:
    before = snapshot(figures(SHEET))
    now = figures(SHEET | {"企业数": "40 家"})
    first, *others = changes(before, now)
    assert str(first) == f"{SCOPE}.企业数 20 → 40 家"
    assert first.typed
    assert first.dependents == (f"{SCOPE}.两倍", f"{SCOPE}.户均")
    assert {change.name for change in others} == set(first.dependents)
    assert all(change.causes == (f"{SCOPE}.企业数",) for change in others)


def test_new_and_vanished_figures_are_changes() -> None:
    before = snapshot(figures({"甲": "1 个", "乙": "2 个"}))
    found = changes(before, figures({"甲": "1 个", "丙": "3 个"}))
    assert [str(change) for change in found] == [
        f"{SCOPE}.丙 （没有） → 3 个",
        f"{SCOPE}.乙 2 个 → （删去）",
    ]


def test_beside_and_over_all_figures_are_not_changes_of_their_own() -> None:
    sheet, _ = resolve(report(project({"甲": {"值": "1 个", "上年": "2 个"}})))
    assert set(snapshot(sheet)) == {f"{SCOPE}.甲", "年度", "上年度", "部门"}
