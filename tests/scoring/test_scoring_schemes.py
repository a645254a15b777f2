"""Schemes: shipped ones are sound, a bureau's own are read, changed, or refused with the line."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest
from scoring import scoring_kit as kit

import docgen.scoring
from docgen.findings import Finding, Source
from docgen.report import NarrativeFile, Text
from docgen.scoring import Scheme, scheme_named, shipped_schemes
from docgen.scoring.scheme_reading import SECTIONS

HEAD = "名称: 我局\n文号: 某局〔2024〕1号\n基于: 财预2020-10\n"


def read(content: str, name: str = "我局") -> tuple[Scheme | None, tuple[Finding, ...]]:
    file = f"schemes/{name}.yaml"
    lines = tuple(Source(file, n + 1, 1) for n in range(content.count("\n") + 1))
    return scheme_named(name, (NarrativeFile(file, Text(content, lines)),))


@pytest.mark.parametrize("name", shipped_schemes())
def test_a_shipped_scheme_is_sound(name: str) -> None:
    scheme, findings = scheme_named(name)
    assert findings == ()
    assert scheme is not None
    assert scheme.citation
    for rule in (scheme.positive, scheme.negative, scheme.equal, scheme.qualitative):
        assert rule.origin.words, "every rule says where it comes from"


def test_the_regulations_asked_for_are_shipped() -> None:
    assert {"财预2020-10", "财预2021-101", "株洲2020", "湖南", "四川2023", "湖北2020"} <= set(
        shipped_schemes()
    )


@pytest.mark.parametrize(
    "name", ["财预〔2020〕10号", "财预2020-10", "财预2020-10.yaml", " 财预[2020]10号"]
)
def test_a_scheme_is_found_by_file_name_or_number(name: str) -> None:
    scheme, _ = scheme_named(name)
    assert scheme is not None
    assert scheme.name == "财预2020-10"


def test_a_report_without_a_scheme_is_scored_by_the_national_one() -> None:
    assert kit.scored("≥5", "5").appraisal.citation == "财预〔2020〕10号"


def test_an_unknown_scheme_is_named_with_the_nearest() -> None:
    done = kit.scored("≥5", "5", scheme="株州2020")
    assert done.codes == ["SCO10"]
    assert "株洲2020" in done.findings[0].advice
    assert done.row.score is None
    assert done.appraisal.forms[0].grade == ""


def test_a_change_to_a_shipped_scheme_keeps_the_rest() -> None:
    scheme, findings = read(HEAD + "反向: {方式: 比值, 出处: 本局通知}\n")
    assert findings == ()
    assert scheme is not None
    assert scheme.negative.method == "比值"
    assert str(scheme.negative.origin) == "某局〔2024〕1号"
    assert str(scheme.positive.origin) == "财预〔2020〕10号"


def test_a_line_of_a_section_may_be_changed_alone() -> None:
    scheme, findings = read(HEAD + "超额: {门槛: 150%}\n")
    assert (scheme is not None, findings) == (True, ())
    assert scheme is not None
    assert str(scheme.over.threshold) == "1.50"
    assert scheme.over.treatment == "须说明"


def test_a_bureau_may_change_a_shipped_scheme_under_its_own_name() -> None:
    content = "名称: 株洲2020\n文号: 株财绩〔2024〕1号\n基于: 株洲2020\n超额: {门槛: 120%}\n"
    scheme, findings = read(content, "株洲2020")
    assert findings == ()
    assert scheme is not None
    assert str(scheme.over.threshold) == "1.20"


REFUSED = [
    ("缺方式", "正向: {门槛: 60%, 方式: 及格}\n", 4, "正向的“方式”不能是“及格”"),
    ("缺门槛", "正向: {方式: 及格门槛}\n", 4, "正向缺少“门槛”"),
    ("门槛太高", "正向: {方式: 及格门槛, 门槛: 100%}\n", 4, "正向的“门槛”不能是 100%"),
    ("不是数", "反向: {方式: 线性, 零分倍数: 两倍}\n", 4, "“零分倍数”不能是“两倍”"),
    ("倍数太小", "反向: {方式: 线性, 零分倍数: 1}\n", 4, "“零分倍数”不能是 1"),
    (
        "档有空档",
        ("定性:\n"
        "  档:\n"
        "    - {名称: 好, 下限: 80%, 上限: 100%}\n"
        "    - {名称: 差, 下限: 0, 上限: 70%}\n"),
        7, "定性第 1 档下限 80% 与第 2 档上限 70% 之间有空档",
    ),
    (
        "档有重叠",
        ("定性:\n"
        "  档:\n"
        "    - {名称: 好, 下限: 80%, 上限: 100%}\n"
        "    - {名称: 差, 下限: 0, 上限: 90%}\n"),
        7, "定性第 1 档下限 80% 与第 2 档上限 90% 之间有重叠",
    ),
    (
        "档不到底",
        ("定性:\n"
        "  档:\n"
        "    - {名称: 好, 下限: 80%, 上限: 100%}\n"
        "    - {名称: 差, 下限: 20%, 上限: 80%}\n"),
        7, "定性最低一档的下限是 20%",
    ),
    (
        "档同名",
        ("定性:\n"
        "  档:\n"
        "    - {名称: 好, 下限: 80%, 上限: 100%}\n"
        "    - {名称: 好, 下限: 0, 上限: 80%}\n"),
        4, "定性有两档都叫“好”",
    ),
    (
        "等级不降",
        ("等级:\n"
        "  档:\n"
        "    - {名称: 优, 下限: 80}\n"
        "    - {名称: 良, 下限: 90}\n"
        "    - {名称: 差, 下限: 0}\n"),
        7, "等级“良”的下限 90 分不低于“优”的 80 分",
    ),
    (
        "等级不到底",
        ("等级:\n"
        "  档:\n"
        "    - {名称: 优, 下限: 90}\n"
        "    - {名称: 良, 下限: 60}\n"),
        7, "最低的等级“良”下限是 60 分",
    ),
    (
        "权重不满",
        ("权重:\n"
        "  满分: 100\n"
        "  方案:\n"
        "    - {预算执行率: 10, 产出指标: 50, 效益指标: 30}\n"),
        7, "权重方案 10 + 50 + 30 = 90，与满分 100 不符",
    ),
    (
        "执行率分值", "执行率: {分值: 20}\n",
        4, "权重方案 1 的预算执行率是 10 分，执行率一节的分值是 20 分",
    ),
    ("错字", "正项: {方式: 比例}\n", 4, "评分办法里没有“正项”这一项"),
    ("错键", "超额: {门坎: 130%}\n", 4, "超额没有“门坎”这一项"),
    ("超额太低", "超额: {门槛: 90%}\n", 4, "超额的“门槛”不能是 90%"),
    ("不是是否", "执行率: {封顶: 也许}\n", 4, "执行率的“封顶”不能是“也许”"),
    ("不是一节", "正向: 比例\n", 4, "“正向”的写法不对"),
    (
        "封顶倒置",
        ("总分封顶:\n"
        "  档:\n"
        "    - {下限: 50%, 总分: 60}\n"
        "    - {下限: 0, 上限: 50%, 总分: 80}\n"),
        7, "总分封顶第 2 档的总分 80 高于第 1 档的 60",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "line", "message"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_a_scheme_that_is_at_odds_is_refused_with_its_line(
    content: str, line: int, message: str
) -> None:
    scheme, findings = read(HEAD + content)
    assert scheme is None
    found = [f for f in findings if message in f.message]
    assert found, [f.message for f in findings]
    assert (found[0].source.file, found[0].source.line) == ("schemes/我局.yaml", line)
    assert found[0].advice


def test_an_incomplete_scheme_lists_all_that_is_missing() -> None:
    scheme, findings = read("名称: 我局\n文号: 某号\n正向: {方式: 比例}\n")
    assert scheme is None
    missing = "".join(finding.message for finding in findings)
    assert all(name in missing for name in ("“权重”", "“执行率”", "“定性”", "“等级”"))


def test_a_scheme_based_on_nothing_known_is_refused_at_that_line() -> None:
    scheme, findings = read("名称: 我局\n文号: 某号\n基于: 财预2019\n")
    assert scheme is None
    assert [(f.code, f.source.line) for f in findings] == [("SCO10", 3)]


def test_schemes_that_rest_on_each_other_are_refused() -> None:
    texts = {"甲": "名称: 甲\n文号: 一\n基于: 乙\n", "乙": "名称: 乙\n文号: 二\n基于: 甲\n"}
    files = tuple(
        NarrativeFile(f"schemes/{name}.yaml", Text(content, (Source(name, 1, 1),)))
        for name, content in texts.items()
    )
    scheme, findings = scheme_named("甲", files)
    assert scheme is None
    assert "schemes/甲.yaml → schemes/乙.yaml → schemes/甲.yaml" in findings[0].message


def test_what_was_not_verified_says_so_in_the_explanation() -> None:
    done = kit.scored("≥100", "80", scheme="财预2021-101")
    assert done.row.explanation.endswith("得5分（财预〔2021〕101号，待核）")
    assert "待核" not in kit.scored("≥100", "80").row.explanation


def test_the_example_of_the_manual_is_a_sound_scheme() -> None:
    manual = (Path(docgen.scoring.__file__).parent / "schemes" / "README.md").read_text("utf-8")
    example = manual.split("```yaml\n")[1].split("```")[0]
    scheme, findings = read(example)
    assert findings == ()
    assert scheme is not None
    assert scheme.ceiling.ceilings[1].most == 89
    assert all(f"| {name} |" in manual for name in SECTIONS)


def modules() -> list[str]:
    names = [m.name for m in pkgutil.iter_modules(docgen.scoring.__path__)]
    assert len(names) > 12
    return names


@pytest.mark.parametrize("name", modules())
def test_the_arithmetic_in_the_docstrings_is_true(name: str) -> None:
    module = importlib.import_module(f"docgen.scoring.{name}")
    assert doctest.testmod(module).failed == 0
