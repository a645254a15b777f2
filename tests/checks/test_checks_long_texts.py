"""Every rule of words reads 100 000 characters of anything in time that grows with their number.

A text and one twice as long are read in turn: a pattern that is not linear takes four times as
long, and a second and more for the longer.
"""

import time
from collections.abc import Callable

import pytest

from docgen.checks.passages import PARAGRAPH, Passage, Prose, Setting, Stretch, lines
from docgen.checks.read import relation_rules, wording, years
from docgen.checks.read.name_index import name_index
from docgen.checks.read.name_slips import name_slips
from docgen.findings import Source

SIZE, SECONDS = 100_000, 3.0
RULES = (*relation_rules.RULES, *years.RULES, *wording.RULES)
UNITS = (
    *'1（([《“"_X×…。， 一年月近共的为第-0a',
    "一、", "Q、", "请", "1年", "1月", "2023年", "2023年1月至", "2023年1月，", "1、", "（一）",
    "为期", "1.", "〔2023", "【2023", "请按照", "为期1个月，2023年1月至", "一、Q", "1,", "(a", "０",
    "项目", "2023年1月开工", "减少了", "水库", "石门",
)  # fmt: skip


def prose_of(text: str) -> Prose:
    source = Source("长.md", 1, 1)
    passage = Passage(text, (Stretch(0, len(text), source),), "", PARAGRAPH, source)
    return Prose(("长",), "", Setting(2023), (passage,), tuple(lines((passage,))))


def seconds_of(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_is_read_in_linear_time(unit: str) -> None:
    text = (unit * (SIZE // len(unit) + 1))[:SIZE]
    prose = prose_of(text)
    assert len(text) == SIZE
    for rule in RULES:
        assert seconds_of(lambda: list(rule.function(prose))) < SECONDS, rule.code  # noqa: B023 (called at once)
    assert seconds_of(lambda: name_slips(name_index([text]), ["渌口经开区", "石门镇"])) < SECONDS
