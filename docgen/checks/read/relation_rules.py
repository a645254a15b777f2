"""Relations that a text itself states (正文勾稽): REC01–REC08, REC10, REC13, REC14, CLM01–CLM04.

Each text is read once, by one rule for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from docgen.checks.passages import Line, Passage, Prose
from docgen.checks.read import relation_claims as claims
from docgen.checks.read.numeral_roles import ReadText, read_text
from docgen.checks.read.prose_tables import table_faults
from docgen.checks.read.relation_declarations import RELATIONS
from docgen.checks.read.relation_products import wrong_areas, wrong_means, wrong_products
from docgen.checks.read.relation_solver import Disagreement, unexplained_numbers
from docgen.checks.read.relation_sums import wrong_shares, wrong_states, wrong_structure, wrong_sums
from docgen.checks.read.written_relations import (
    announced_items,
    joined_lists,
    wrong_formulas,
    wrong_lists,
)
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


def stated_relations(prose: Prose) -> Iterator[Reading]:
    """正文里的数互相不一致。

    REC01 正文里的分项之和与合计不一致。
    REC02 增长率、增减额、百分点、倍数、年均增长与前后的数不一致。
    REC03 完成率、执行率、占比、比例等与相除的结果不一致，或由率推出的数不对。
    REC04 各项占比之和不是 100%，或不等于写明的率。
    REC05 单价乘数量不等于金额，或平均数不等于总额除以数量、各数的平均。
    REC06 结余不等于收入减支出，或写出的算式不成立。
    REC07 列举的个数与写明的个数不一致，或序号断了、重了。
    REC08 日期或期间不成立，或“提前N天”“按期”与两个日期不符。
    REC10 正文表格里的合计、小计、平均、差额、比率与表里的数不一致。
    REC13 同一件事前后写了两个数，或换个单位写的数不相等。
    REC14 部分大于全部：收回的多于发放的，合格的多于抽检的。
    CLM01 “增长”“下降”与数的变化方向相反。
    CLM02 “超额完成”“达到目标”“未完成”与数相反，或得分超过分值。
    CLM03 位次的升降写反了，或升降的位数不对。
    CLM04 “高于”“低于”“超过”与两个数的大小相反。
    """
    for line in prose.lines:
        for each in text_disagreements(line.passage.text):
            if not _is_proven(line, each):
                yield _placed_reading(line.passage, each)
    for passage in joined_lists(prose):
        found = chain(wrong_sums(read_text(passage.text)), announced_items(passage.text))
        yield from (_placed_reading(passage, each) for each in found)
    for block in prose.blocks:
        if isinstance(block, Table):
            yield from table_faults(block)


def _is_proven(line: Line, found: Disagreement) -> bool:
    """Tell whether docgen printed all the numbers, and worked one out: then figures are at fault."""
    starts = {found.start, *(q.start for q in found.related)}
    terms = [term for term in line.terms if term.numeral.start in starts]
    return any(term.computed for term in terms) and all(term.figures for term in terms)


def _placed_reading(passage: Passage, found: Disagreement) -> Reading:
    related = tuple(Related(passage.span_source(q.start, q.end), q.shown) for q in found.related)
    source = passage.span_source(found.start, found.end)
    return Reading(found.code, source, found.message, found.advice, related)


_CODES = (
    "REC01", "REC02", "REC03", "REC04", "REC05", "REC06", "REC07", "REC08", "REC10", "REC13",
    "REC14", "CLM01", "CLM02", "CLM03", "CLM04",
)  # fmt: skip
RULES = (ReadRule(_CODES[0], stated_relations, _CODES[1:]),)
