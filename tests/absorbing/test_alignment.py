"""What became of what: the ends that both share are sure, and the work between is bounded."""

import pytest
from msgspec import Struct

from docgen.word.returned import alignment
from docgen.word.returned.alignment import aligned_units, likeness


class Unit(Struct, frozen=True):
    key: str
    kind: str = "段"


def pairs(old: str, new: str) -> list[tuple[str, str]]:
    found = aligned_units(
        [Unit(each) for each in old.split()],
        [Unit(each) for each in new.split()],
        lambda one, other: likeness(one.key, other.key),
    )
    return [
        (" ".join(unit.key for unit in one), " ".join(unit.key for unit in other))
        for one, other in found
    ]


@pytest.mark.parametrize("most", [0, 1_000_000])
def test_what_both_begin_and_end_with_is_the_same(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(alignment, "MOST_STEPS", most)
    assert pairs("甲甲 乙乙 丙丙", "甲甲 丁丁 丙丙") == [
        ("甲甲", "甲甲"), ("", "丁丁"), ("乙乙", ""), ("丙丙", "丙丙"),
    ]  # fmt: skip
    assert pairs("甲甲 甲甲", "甲甲 甲甲 甲甲") == [("甲甲", "甲甲")] * 2 + [("", "甲甲")]
    assert pairs("", "甲甲") == [("", "甲甲")]
    assert pairs("甲甲", "甲甲") == [("甲甲", "甲甲")]


def test_more_than_can_be_weighed_is_gone_and_added(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = "首首 全年执行数 尾尾", "首首 全年执行数是 尾尾"
    assert ("全年执行数", "全年执行数是") in pairs(old, new)
    monkeypatch.setattr(alignment, "MOST_STEPS", 0)
    assert ("全年执行数", "") in pairs(old, new)
    assert ("", "全年执行数是") in pairs(old, new)


def test_every_unit_is_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for most in (0, 5, 1_000_000):
        monkeypatch.setattr(alignment, "MOST_STEPS", most)
        found = pairs("甲 乙 乙 丙 丁", "乙 甲 乙 乙 丁 丁")
        assert " ".join(one for one, _ in found if one) == "甲 乙 乙 丙 丁"
        assert " ".join(other for _, other in found if other) == "乙 甲 乙 乙 丁 丁"
