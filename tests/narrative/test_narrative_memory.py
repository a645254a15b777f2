"""A memory spares work, and changes nothing else."""

import pytest
from narrative.narrative_samples import entry, report, text

from docgen.figures import resolve
from docgen.figures.model import Figures
from docgen.narrative import Memory, blocks

CONTENT = "# 题\n\n支出{{支出}}。\n\n::: 如果 增速 > 10%\n高\n::: 否则\n低\n:::\n"


def numbers(spent: str = "10 万元", growth: str = "11%", **others: str) -> Figures:
    entries = [entry("支出", spent), entry("增速", growth)]
    return resolve(report(figures=(*entries, *(entry(*each) for each in others.items()))))[0]


def test_a_text_whose_figures_print_the_same_is_not_read_again() -> None:
    memory = Memory()
    first = blocks(text(CONTENT), numbers(), "", memory=memory)
    again = blocks(text(CONTENT), numbers(面积="3 亩"), "", memory=memory)
    assert again is first


@pytest.mark.parametrize(
    "changed",
    [
        numbers(spent="11 万元"),
        numbers(spent="待填"),
        numbers(growth="9%"),
        numbers(growth="不知道"),
        Figures({}),
    ],
)
@pytest.mark.parametrize("content", [CONTENT, CONTENT + "{支出}", "<b>\n{{支出}}\n</b>", "{{支出"])
def test_what_it_recalls_is_what_would_be_read(content: str, changed: Figures) -> None:
    memory = Memory()
    blocks(text(content), numbers(), "", memory=memory)
    assert blocks(text(content), changed, "", memory=memory) == blocks(text(content), changed, "")


def test_another_text_or_scope_is_another_thing() -> None:
    memory = Memory()
    first = blocks(text(CONTENT), numbers(), "", memory=memory)
    assert blocks(text(CONTENT, "b.md"), numbers(), "", memory=memory) != first
    assert blocks(text(CONTENT), numbers(), "园区", memory=memory) is not first
