"""Any text in any place: findings, or a sound file that says what was typed (任何文字)."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import strategies as st
from laws.lawful import (
    FIGURES,
    METRICS,
    PROSE,
    REPORT,
    SCHEME,
    WHOLE,
    any_text,
    outcomes,
    squeezed,
    text_made_of,
)

PLAIN = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Cn", "Co", "Cf", "Zl", "Zp", "Zs"),
        exclude_characters="{}｛｝",
    ),
    min_size=1,
    max_size=40,
)
FORMULA = set("|=×÷+-*/()（）＋－.：: ，、")
ESCAPED = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@pytest.fixture(autouse=True, scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCGEN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def test_the_project_as_it_is_makes_a_report() -> None:
    told = text_made_of(WHOLE)
    assert told is not None
    assert "1621.675万元" in told


@pytest.mark.parametrize(
    ("file", "whole"),
    [
        ("01-园区/figures.yaml", FIGURES),
        ("01-园区/metrics.yaml", METRICS),
        ("report.yaml", REPORT),
        ("schemes/本地.yaml", SCHEME),
        ("01-园区/narrative/01.md", PROSE),
    ],
)
def test_any_text_makes_a_sound_file_or_findings(file: str, whole: str) -> None:
    def made(typed: str) -> bool:
        return text_made_of({**WHOLE, file: typed}) is not None

    met = outcomes(25, any_text(whole), made)
    assert met[True]
    assert met[False]


def test_words_of_a_paragraph_are_printed_as_typed() -> None:
    def printed(typed: str) -> bool:
        escaped = "".join(f"\\{sign}" if sign in ESCAPED else sign for sign in typed)
        told = text_made_of({**WHOLE, "01-园区/narrative/01.md": f"# 甲\n\n始{escaped}终\n"})
        assert told is not None
        assert squeezed(f"始{typed}终") in squeezed(told)
        return True

    assert outcomes(25, PLAIN, printed)[True]


def test_words_of_the_form_are_printed_as_typed() -> None:
    def printed(typed: str) -> bool:
        goal = f"预期目标: {json.dumps(f'始{typed}终', ensure_ascii=False)}"
        form = METRICS.replace("预期目标: 每个季度考核一次", goal)
        told = text_made_of({**WHOLE, "01-园区/metrics.yaml": form})
        assert told is not None
        assert squeezed(f"始{typed}终") in squeezed(told)
        return True

    assert outcomes(25, PLAIN, printed)[True]


def test_a_figure_of_any_name_prints_its_value() -> None:
    def printed(name: str) -> bool:
        told = text_made_of({**WHOLE, **named(f"数{name}")})
        assert told is None or "始97531户终" in told, name
        return told is not None

    assert outcomes(20, PLAIN.filter(lambda name: not set(name) & FORMULA), printed)[True]


def test_any_text_as_the_name_of_a_figure() -> None:
    def made(name: str) -> bool:
        return text_made_of({**WHOLE, **named(name)}) is not None

    assert outcomes(25, st.text(max_size=20) | any_text("支出.奖励金"), made)[True]


def named(name: str) -> dict[str, bytes]:
    """Return files that define a figure and print it, whatever its name."""
    figures = f"{FIGURES}{json.dumps(name, ensure_ascii=False)}: 97531 户\n"
    prose = f"# 甲\n\n始{{{{{name}}}}}终\n"
    return {
        "01-园区/figures.yaml": figures.encode("utf-8", "surrogatepass"),
        "01-园区/narrative/01.md": prose.encode("utf-8", "surrogatepass"),
    }
