"""Target texts as real forms have them, and what they are read as."""

from pathlib import Path

import pytest
from scoring import scoring_kit as kit

from docgen.scoring import Target, read_target
from docgen.scoring.targets import signed_condition, unit_in_name

LINES = Path(__file__).with_name("targets.txt").read_text("utf-8").splitlines()
TARGETS = [tuple(part.strip() for part in line.split(" | ")) for line in LINES[1:]]


def shown(target: Target) -> str:
    if target.kind == "是否":
        return "要有" if target.wanted else "要无"
    words = " 且 ".join(signed_condition(condition) for condition in target.conditions)
    if target.deadline is not None:
        first = target.deadline.earliest
        words = (f"{first.isoformat()}至" if first else "") + target.deadline.latest.isoformat()
    return f"{words}*" if target.implied else words


def test_the_table_of_targets_is_long_enough() -> None:
    assert len(TARGETS) >= 120
    assert {kind for _, kind, *_ in TARGETS} == {
        "数值", "区间", "日期", "频次", "是否", "定性", "复合", "未识别",
    }  # fmt: skip


@pytest.mark.parametrize("line", TARGETS, ids=[line[0] for line in TARGETS])
def test_a_target_text_is_read_as_what_it_is(line: tuple[str, ...]) -> None:
    text, kind, *rest = line
    target = read_target(text, 2020)
    assert (target.kind, shown(target)) == (kind, rest[0] if rest else "")
    assert target.text == text


@pytest.mark.parametrize("text", ["≥95%", "不少于40", "9月底前", "每季度一次", "有所提高", "无"])
@pytest.mark.parametrize("around", ["（{}）", " {} ", "{}。", "“{}”", "\u3000{}", "{}；"])
def test_spaces_brackets_and_full_stops_change_nothing(text: str, around: str) -> None:
    plain, dressed = read_target(text, 2020), read_target(around.format(text), 2020)
    assert (dressed.kind, shown(dressed)) == (plain.kind, shown(plain))


def test_full_width_digits_and_signs_are_digits_and_signs() -> None:
    assert shown(read_target("≥９５．５％", 2020)) == "≥95.5%"


def test_the_unit_in_the_name_belongs_to_the_target() -> None:
    done = kit.scored("不少于40", "574449平方米", "20", name="享受标厂补贴数（万平方米）")
    assert done.row.target.conditions[0].unit == "万平方米"
    assert done.row.score == 20
    assert unit_in_name("道路硬化（一期）") == ""


def test_a_name_and_a_target_with_different_units_are_reported() -> None:
    assert "SCO03" in kit.scored("≥95%", "96%", name="培训人数（人）").codes
    assert "SCO03" not in kit.scored("≥95%", "96%", name="合格率（%）").codes


def test_a_bare_value_is_a_floor_and_a_bare_cost_is_remarked() -> None:
    plain = kit.scored("12个", "12个")
    assert (plain.row.score, plain.codes) == (10, [])
    cost = kit.scored("1500元", "1400元", dimension="成本指标")
    assert cost.codes == ["SCO04"]
    assert kit.scored("30天", "20天").codes == ["SCO04"]


@pytest.mark.parametrize(("kind", "score"), [("反向", 10), ("正向", 8), ("等于", 8)])
def test_an_author_says_what_a_bare_value_means(kind: str, score: int) -> None:
    done = kit.scored("10天", "8天", kind=kind)
    assert (done.row.score, done.codes) == (score, [])


def test_what_cannot_be_read_must_be_declared() -> None:
    refused = kit.scored("全覆盖", "是")
    assert refused.codes == ["SCO01"]
    assert refused.row.score is None
    assert "类型" in refused.findings[0].advice
    declared = kit.scored("全覆盖", "是", kind="定性", judgement="达成，10分")
    assert (declared.row.score, declared.codes) == (10, [])


def test_a_declared_kind_that_the_text_is_not_is_refused() -> None:
    assert kit.scored("有所提高", "5", kind="数值").codes == ["SCO02"]
    assert kit.scored("≥5", "5", kind="酌情").codes == ["SCO02"]
    assert kit.scored("≥5%", "有", kind="定性", judgement="达成，9分").row.target.kind == "定性"


def test_the_text_is_kept_as_typed() -> None:
    assert kit.scored("≧ ９５ ％", "96%").row.target.text == "≧ ９５ ％"
