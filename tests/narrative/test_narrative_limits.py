"""Depth and size: beyond the limits text stays, and a finding says so; nothing hangs."""

import pytest
from narrative.narrative_samples import codes, plain_text, read

DEEP = {
    "quotes": ">" * 5000 + " 深",
    "lists": "- " * 3000 + "深",
    "both": "> - " * 2000 + "深",
    "one below the other": "\n".join("  " * n + "- 深" for n in range(300)),
    "conditions": "::: 如果 1 < 2\n" * 1000 + "深\n" + ":::\n" * 1000,
    "emphasis": "*a " * 3000 + "深" + " a*" * 3000,
    "stars": "*" * 3000 + "深" + "*" * 3000,
    "struck": "~~a **b " * 2000 + "深" + "c** c~~ " * 2000,
    "images": "![" * 2000 + "深" + "](b)" * 2000,
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_ends_in_a_finding_and_keeps_the_text(name: str) -> None:
    found, findings = read(DEEP[name])
    assert findings
    assert "深" in plain_text(found)


@pytest.mark.parametrize(
    "part", ["[", "[a](", "*a ", "**a", "{{", "}}", "<", "<!--", "&", "`", "_a_"]
)
def test_endless_repetition_is_read_to_its_end(part: str) -> None:
    found, _ = read(part * 3000)
    assert found


@pytest.mark.parametrize(
    ("fits", "exceeds"),
    [
        ("- " * 9 + "深", "- " * 10 + "深"),
        ("> " * 20 + "深", "> " * 21 + "深"),
        ("字" * 100_000, "字" * 100_001),
        ("|" + "a|" * 63 + "\n|" + "-|" * 63, "|" + "a|" * 64 + "\n|" + "-|" * 64),
        ("甲" * 2000 + "\n\n" + " " * 900_000, "甲" * 2000 + "\n\n" + " " * 1_000_000),
    ],
)
def test_a_limit_is_where_it_is_said_to_be(fits: str, exceeds: str) -> None:
    assert not {"MDN03", "MDN23"} & set(codes(fits))
    assert {"MDN03", "MDN23"} & set(codes(exceeds))


def test_items_beside_each_other_at_the_deepest_level_are_items() -> None:
    nine = "\n".join("  " * n + "- 甲" for n in range(9))
    found, findings = read(f"{nine}\n{'  ' * 8}- 乙\n- 丙")
    assert not findings
    assert plain_text(found).split("\n") == ["甲"] * 9 + ["乙", "丙"]


def test_notes_below_each_other_are_notes() -> None:
    assert codes("甲[^1]乙[^2]\n\n[^1]: 一\n[^2]: 二") == []


def test_all_limits_at_once_lose_nothing() -> None:
    first, other = "- " * 9 + "> " * 20, "  " * 9 + "> " * 20
    lines = ["::: 如果 1 < 2"] * 9 + ["深"] + [":::"] * 9
    content = "\n".join((first if not n else other) + line for n, line in enumerate(lines))
    found, findings = read(f"甲[^1]\n\n{content}\n\n[^1]: " + content.replace("\n", "\n     "))
    assert plain_text(found).strip().endswith("深")
    assert not findings
