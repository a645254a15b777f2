"""Relations a text itself states (正文勾稽): REC01–REC08, REC10, REC13, REC14 and CLM01–CLM04.

Each text is read once for all of them; each rule tells what bears its code.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from docgen.checks.lines import Line, Prose
from docgen.checks.passages import Passage
from docgen.checks.read import relation_claims as claims
from docgen.checks.read.numeral_roles import ReadText, read_text
from docgen.checks.read.prose_tables import table_faults
from docgen.checks.read.relation_declarations import RELATIONS
from docgen.checks.read.relation_formulas import wrong_formulas
from docgen.checks.read.relation_lists import announced_items, joined_lists, wrong_lists
from docgen.checks.read.relation_products import wrong_areas, wrong_means, wrong_products
from docgen.checks.read.relation_solver import Disagreement, unexplained_numbers
from docgen.checks.read.relation_sums import wrong_shares, wrong_states, wrong_structure, wrong_sums
from docgen.checks.read.years import wrong_dates, wrong_days
from docgen.checks.rule import Reading, ReadRule
from docgen.document import Table
from docgen.findings import Related

_WORDS = (wrong_lists, wrong_dates, wrong_days, wrong_formulas, claims.wrong_ranks)
_NUMBERS = (
    wrong_sums, wrong_states, wrong_shares, wrong_structure, wrong_products, wrong_areas, wrong_means,
    claims.wrong_directions, claims.wrong_comparisons, claims.wrong_completions, claims.wrong_marks,
    claims.wrong_ratios, claims.wrong_restatements, claims.wrong_repetitions, claims.wrong_portions,
)  # fmt: skip


@lru_cache(1 << 10)  # forms repeat their texts
def text_disagreements(text: str) -> tuple[Disagreement, ...]:
    """Return all that does not agree in a text, one finding a number."""
    read = read_text(text)
    found = [*chain.from_iterable(reader(read) for reader in _WORDS)]
    if read.quantities:
        found += unexplained_numbers(read, RELATIONS)
        found += chain.from_iterable(reader(read) for reader in _NUMBERS)
    return _first_each(read, found)


def _first_each(read: ReadText, found: list[Disagreement]) -> tuple[Disagreement, ...]:
    """Return the findings in order, the first at each place."""
    places: dict[int, Disagreement] = {}
    for each in found:
        places.setdefault(each.start, each)
    return tuple(sorted(places.values(), key=lambda each: each.start)) if read.text else ()


class _SameUnit:
    """A unit that is equal to itself alone, so that a cache need not look at all its texts."""

    def __init__(self, prose: Prose) -> None:
        self.prose = prose

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameUnit) and other.prose is self.prose

    def __hash__(self) -> int:
        return id(self.prose)


def told_readings(prose: Prose, code: str) -> Iterator[Reading]:
    """Yield what bears a code in the passages of a unit."""
    return (each for each in _unit_readings(_SameUnit(prose)) if each.code == code)


@lru_cache(1)  # every rule asks for the unit that the one before it asked for
def _unit_readings(unit: _SameUnit) -> tuple[Reading, ...]:
    return tuple(
        _placed_reading(line.passage, each)
        for line in unit.prose.lines
        for each in text_disagreements(line.passage.text)
        if not _is_proven(line, each)
    )


def _is_proven(line: Line, found: Disagreement) -> bool:
    """Tell whether docgen printed all the numbers, and worked one out: then figures are at fault."""
    starts = {found.start, *(q.start for q in found.related)}
    terms = [term for term in line.terms if term.numeral.start in starts]
    return any(term.computed for term in terms) and all(term.figures for term in terms)


def _placed_reading(passage: Passage, found: Disagreement) -> Reading:
    related = tuple(Related(passage.at(q.start, q.end - q.start), q.shown) for q in found.related)
    source = passage.at(found.start, found.end - found.start)
    return Reading(found.code, source, found.message, found.advice, related)


def parts_and_whole(prose: Prose) -> Iterator[Reading]:
    """正文里的分项之和与合计不一致。"""
    yield from told_readings(prose, "REC01")
    for passage in joined_lists(prose):
        found = wrong_sums(read_text(passage.text))
        yield from (_placed_reading(passage, each) for each in found)


def change_and_rate(prose: Prose) -> Iterator[Reading]:
    """增长率、增减额、百分点、倍数、年均增长与前后的数不一致。"""
    yield from told_readings(prose, "REC02")


def part_and_rate(prose: Prose) -> Iterator[Reading]:
    """完成率、执行率、占比、比例等与相除的结果不一致，或由率推出的数不对。"""
    yield from told_readings(prose, "REC03")


def share_distribution(prose: Prose) -> Iterator[Reading]:
    """各项占比之和不是 100%，或不等于写明的率。"""
    yield from told_readings(prose, "REC04")


def price_and_quantity(prose: Prose) -> Iterator[Reading]:
    """单价乘数量不等于金额，或平均数不等于总额除以数量、各数的平均。"""
    yield from told_readings(prose, "REC05")


def account_balance(prose: Prose) -> Iterator[Reading]:
    """结余不等于收入减支出，或写出的算式不成立。"""
    yield from told_readings(prose, "REC06")


def announced_count(prose: Prose) -> Iterator[Reading]:
    """列举的个数与写明的个数不一致，或序号断了、重了。"""
    yield from told_readings(prose, "REC07")
    for passage in joined_lists(prose):
        yield from (_placed_reading(passage, each) for each in announced_items(passage.text))


def impossible_date(prose: Prose) -> Iterator[Reading]:
    """日期或期间不成立，或“提前N天”“按期”与两个日期不符。"""
    yield from told_readings(prose, "REC08")


def table_totals(prose: Prose) -> Iterator[Reading]:
    """正文表格里的合计、小计、平均、差额、比率与表里的数不一致。"""
    for block in prose.blocks:
        if isinstance(block, Table):
            for fault in table_faults(block):
                yield Reading("REC10", fault.source, fault.message, fault.advice, fault.related)


def told_twice(prose: Prose) -> Iterator[Reading]:
    """同一件事前后写了两个数，或换个单位写的数不相等。"""
    yield from told_readings(prose, "REC13")


def part_beyond_whole(prose: Prose) -> Iterator[Reading]:
    """部分大于全部：收回的多于发放的，合格的多于抽检的。"""
    yield from told_readings(prose, "REC14")


def way_of_change(prose: Prose) -> Iterator[Reading]:
    """“增长”“下降”与数的变化方向相反。"""
    yield from told_readings(prose, "CLM01")


def done_or_not(prose: Prose) -> Iterator[Reading]:
    """“超额完成”“达到目标”“未完成”与数相反，或得分超过分值。"""
    yield from told_readings(prose, "CLM02")


def rank_change(prose: Prose) -> Iterator[Reading]:
    """位次的升降写反了，或升降的位数不对。"""
    yield from told_readings(prose, "CLM03")


def said_comparison(prose: Prose) -> Iterator[Reading]:
    """“高于”“低于”“超过”与两个数的大小相反。"""
    yield from told_readings(prose, "CLM04")


RULES = (
    ReadRule("REC01", parts_and_whole),
    ReadRule("REC02", change_and_rate),
    ReadRule("REC03", part_and_rate),
    ReadRule("REC04", share_distribution),
    ReadRule("REC05", price_and_quantity),
    ReadRule("REC06", account_balance),
    ReadRule("REC07", announced_count),
    ReadRule("REC08", impossible_date),
    ReadRule("REC10", table_totals),
    ReadRule("REC13", told_twice),
    ReadRule("REC14", part_beyond_whole),
    ReadRule("CLM01", way_of_change),
    ReadRule("CLM02", done_or_not),
    ReadRule("CLM03", rank_change),
    ReadRule("CLM04", said_comparison),
)
