"""Vectors of the arithmetic of forms (执行率, 档, 定性), as data."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from scoring import scoring_kit as kit

from docgen.scoring import scheme_named
from docgen.scoring.explanation import percent_text, readable_number

VECTORS: dict[str, Any] = yaml.load(
    Path(__file__).with_name("vectors.yaml").read_text("utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506 (it knows texts, lists and mappings, no objects)
)
OWN = VECTORS["办法"]


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in VECTORS[name]]


@pytest.mark.parametrize("case", cases("指标"))
def test_an_indicator_scores_as_the_rules_say(case: dict[str, str]) -> None:
    done = kit.scored(
        case["指标值"], case["完成值"], case["分值"], scheme=case.get("评分办法", ""),
        dimension=case.get("一级", "产出指标"), schemes=OWN,
    )  # fmt: skip
    assert done.row.score == Decimal(case["得分"]), done.row.explanation
    assert not done.findings
    if "完成率" in case:
        assert percent_text(done.row.ratio) == case["完成率"]
    if "超额" in case:
        assert done.row.over == (case["超额"] == "是")
    assert case.get("说明", "") in done.row.explanation


@pytest.mark.parametrize("case", cases("执行"))
def test_an_execution_row_scores_as_the_rules_say(case: dict[str, str]) -> None:
    details = {"项目已完成": case["已完成"]} if "已完成" in case else {}
    form = kit.project([], (kit.money(case["预算"], case["执行"]),), details=details)
    done = kit.whole(kit.report(form, scheme=case.get("评分办法", ""), schemes=OWN))
    execution = done.appraisal.forms[0].execution
    assert execution.score == Decimal(case["得分"]), execution.explanation
    rate = "不适用" if execution.rate is None else percent_text(execution.rate)
    assert rate == case["率"]


@pytest.mark.parametrize("case", cases("定性"))
def test_the_tiers_of_a_judgement_have_these_bounds(case: dict[str, Any]) -> None:
    for tier, bounds in case["档次"].items():
        low, _, _ = bounds.partition("—")
        done = kit.scored(
            "有所提高",
            "有提高",
            case["分值"],
            judgement=f"{tier}，{low}分",
            scheme=case["评分办法"],
        )
        assert not done.findings
        assert done.row.tier == tier
        assert f"该档{bounds}分" in done.row.explanation
        assert readable_number(done.row.score) == low


@pytest.mark.parametrize("case", cases("等级"))
def test_a_total_has_this_grade(case: dict[str, str]) -> None:
    scheme, _ = scheme_named("财预2020-10")
    assert scheme is not None
    assert scheme.grades.grade_of(Decimal(case["总分"])) == case["等级"]


@pytest.mark.parametrize("case", cases("封顶"))
def test_a_low_execution_rate_caps_the_total(case: dict[str, str]) -> None:
    left = str(96 - Decimal(case["执行"]) / 10)
    row = kit.indicator(weight="90", target="有所提高", actual="是", judgement=f"达成，{left}分")
    form = kit.project([row], (kit.money("100", case["执行"]),))
    done = kit.whole(kit.report(form, scheme="一体化", schemes=OWN)).appraisal.forms[0]
    assert done.total == Decimal(case["总分"])
    assert "分为限（一体化绩效自评操作手册）" in done.explanation


def test_the_filed_form_totals_one_hundred() -> None:
    weights = ("20", "20", "10", "15", "10", "5", "10")
    rows = [
        kit.indicator(f"指标{n}", weight=w, target="有提高", actual="有", judgement=f"达成，{w}分")
        for n, w in enumerate(weights)
    ]
    done = kit.whole(kit.report(kit.project(rows, (kit.money("9", "9"),)))).appraisal.forms[0]
    assert (done.total, done.grade, done.full_marks) == (100, "优", 100)


@pytest.mark.parametrize(("scheme", "grade"), [("", "优"), ("精确", "良")])
def test_a_grade_is_told_from_the_printed_or_the_exact_total(scheme: str, grade: str) -> None:
    row = kit.indicator(weight="90", target="有所提高", actual="有", judgement="达成，80分")
    form = kit.project([row], (kit.money("10000", "9996"),))
    done = kit.whole(kit.report(form, scheme=scheme, schemes=OWN)).appraisal.forms[0]
    assert (done.total, done.exact_total, done.grade) == (90, Decimal("89.996"), grade)
    assert "总分则为" in done.explanation
