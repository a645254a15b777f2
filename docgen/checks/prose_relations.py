"""Relations that prose itself states (正文勾稽): REC01–REC07. A reading that holds silences all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docgen.checks import (
    amounts,
    averages,
    counts,
    distributions,
    graded,
    growth,
    prices,
    rates,
    sums,
)
from docgen.checks.item_lists import item_lists
from docgen.checks.lines import Line
from docgen.checks.prose import Prose, ProseRule
from docgen.findings import Finding, Severity

MOST_TERMS = 400
"""Numbers of one passage: whoever writes more of them states no relation in words."""


def _of_lines(
    prose: Prose, reader: Callable[[Line], Iterator[Finding]], terms: int = 2
) -> Iterator[Finding]:
    """Yield what a reader finds in every passage with as many numbers."""
    for line in prose.lines:
        if terms <= len(line.terms) <= MOST_TERMS:
            yield from reader(line)


def parts_and_whole(prose: Prose) -> Iterator[Finding]:
    """正文里的分项之和与合计不一致。

    缘由：评审逐项相加；分项与合计对不上是最常见的退回原因（勾稽关系）。
    示例：落图193个（购地48个，入标厂110个，非园区36个） → 48 + 110 + 36 = 194，与合计 193 相差 1 个
    改法：核对各项与合计，改正错的一个；数字印到几位小数，就容许每项差最后一位的一半。
    """
    yield from _of_lines(prose, sums.sums)
    for line in item_lists(prose):
        yield from sums.item_sums(line)


def change_and_rate(prose: Prose) -> Iterator[Finding]:
    """增长率、增减额、百分点与前后两个数不一致。

    缘由：增幅由前后两个数决定，评审会重算；写反或以今年数作分母的很多。
    示例：全年税收1200万元，比上年的1000万元增长25% → 由 1000 万元 到 1200 万元，应增长 20%
    改法：改正增幅，或核对前后两个数；率与率之差写“百分点”。
    """
    yield from _of_lines(prose, growth.growth)


def part_and_rate(prose: Prose) -> Iterator[Finding]:
    """完成率、执行率、占比等与相除的结果不一致。

    缘由：完成率＝实际÷目标、执行率＝执行数÷全年预算数、占比＝部分÷全部，评审会重算。
    示例：年度目标115个，实际完成264个，超43% → 264 ÷ 115 − 1 = 129.57%
    改法：改正百分数，或核对两个数；分子分母不要除反。
    """
    yield from _of_lines(prose, rates.rates)
    yield from _of_lines(prose, graded.ratios)


def distribution(prose: Prose) -> Iterator[Finding]:
    """各项占比之和不是 100%。

    缘由：同一个总体的构成比加起来应是 100%（四舍五入的尾差除外）。
    示例：非常满意占60%，满意占30%，基本满意占5%，不满意占3% → 合计 98%
    改法：核对各项占比，或补上漏掉的一项。
    """
    yield from _of_lines(prose, distributions.distributions)


def price_and_quantity(prose: Prose) -> Iterator[Finding]:
    """单价乘数量不等于金额，或平均数不等于总额除以数量。

    缘由：补助标准、数量、金额三个数互相决定，是核实资金最直接的办法。
    示例：每人补助500元，共120人，发放资金60000万元 → 500 元 × 120 人 = 6 万元
    改法：核对单价、数量、金额，以及单位是元还是万元。
    """
    for reader in (prices.products, averages.averages, averages.yearly):
        yield from _of_lines(prose, reader)
    for reader in (graded.graded, graded.monthly, graded.times):
        yield from _of_lines(prose, reader)


def balance(prose: Prose) -> Iterator[Finding]:
    """结余不等于收入减支出，或写出的算式不成立。

    缘由：预算、支出、结余三个数互相决定。
    示例：预算资金500万元，实际支出462万元，结余48万元 → 500 − 462 = 38 万元
    改法：改正错的一个数。
    """
    yield from _of_lines(prose, amounts.balances)


def announced_count(prose: Prose) -> Iterator[Finding]:
    """列举的个数与写明的个数不一致，或序号断了、重了。

    缘由：增删一项而忘了改个数，是照搬上年报告的常见痕迹。
    示例：主要做好四个方面的工作：一是…；二是…；三是… → 下面列了 3 项
    改法：数一数，改正个数或补上漏掉的。
    """
    yield from _of_lines(prose, counts.counts, terms=0)
    for line in item_lists(prose):
        yield from counts.announced(line)


RULES = (
    ProseRule("REC01", Severity.ERROR, parts_and_whole),
    ProseRule("REC02", Severity.ERROR, change_and_rate),
    ProseRule("REC03", Severity.ERROR, part_and_rate),
    ProseRule("REC04", Severity.ERROR, distribution),
    ProseRule("REC05", Severity.ERROR, price_and_quantity),
    ProseRule("REC06", Severity.ERROR, balance),
    ProseRule("REC07", Severity.ERROR, announced_count),
)
