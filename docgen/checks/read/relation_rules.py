"""Relations a text itself states (正文勾稽): REC01–REC08, REC10, REC13, REC14 and CLM01–CLM04.

Each text is read once for all of them; each rule tells what bears its code.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from docgen.checks.lines import Line
from docgen.checks.passages import Passage
from docgen.checks.prose import Prose
from docgen.checks.read import relation_claims as claims
from docgen.checks.read.joined_lists import joined_lists
from docgen.checks.read.numeral_roles import ReadText, read_text
from docgen.checks.read.prose_tables import table_faults
from docgen.checks.read.relation_days import wrong_dates, wrong_days
from docgen.checks.read.relation_declarations import RELATIONS
from docgen.checks.read.relation_formulas import wrong_formulas
from docgen.checks.read.relation_lists import announced_items, wrong_lists
from docgen.checks.read.relation_products import wrong_areas, wrong_means, wrong_products
from docgen.checks.read.relation_solver import Disagreement, unexplained_numbers
from docgen.checks.read.relation_sums import wrong_shares, wrong_states, wrong_structure, wrong_sums
from docgen.checks.rule import Reading, ReadRule
from docgen.document import Table
from docgen.findings import Related

_WORDS = (wrong_lists, wrong_dates, wrong_days, wrong_formulas, claims.wrong_ranks)
_NUMBERS = (
    wrong_sums, wrong_states, wrong_shares, wrong_structure, wrong_products, wrong_areas, wrong_means,
    claims.wrong_directions, claims.wrong_comparisons, claims.wrong_completions, claims.wrong_marks,
    claims.wrong_ratios, claims.wrong_restatements, claims.wrong_repetitions, claims.wrong_portions,
)  # fmt: skip


@lru_cache(1 << 10)  # one text is asked for by every rule, and forms repeat theirs
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


def told_readings(prose: Prose, code: str) -> Iterator[Reading]:
    """Yield what bears a code in the passages of a unit."""
    for line in prose.lines:
        for each in text_disagreements(line.passage.text):
            if each.code == code and not _is_proven(line, each):
                yield _placed_reading(line.passage, each)


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
    """正文里的分项之和与合计不一致。

    缘由：评审逐项相加；分项与合计对不上是最常见的退回原因（勾稽关系）。
    示例：落图193个（购地48个，入标厂110个，非园区36个） → 48 + 110 + 36 = 194，与合计 193 相差 1 个
    改法：核对各项与合计，改正错的一个；数字印到几位小数，就容许每项差最后一位的一半。
    """
    yield from told_readings(prose, "REC01")
    for passage in joined_lists(prose):
        found = wrong_sums(read_text(passage.text))
        yield from (_placed_reading(passage, each) for each in found)


def change_and_rate(prose: Prose) -> Iterator[Reading]:
    """增长率、增减额、百分点、倍数、年均增长与前后的数不一致。

    缘由：增幅由前后两个数决定，评审会重算；写反或以今年数作分母的很多。
    示例：全年税收1200万元，比上年的1000万元增长25% → 由 1000 万元 到 1200 万元，应增长 20%
    改法：改正增幅，或核对前后两个数；率与率之差写“百分点”。
    """
    yield from told_readings(prose, "REC02")


def part_and_rate(prose: Prose) -> Iterator[Reading]:
    """完成率、执行率、占比、比例等与相除的结果不一致，或由率推出的数不对。

    缘由：完成率＝实际÷目标、执行率＝执行数÷全年预算数、占比＝部分÷全部，评审会重算。
    示例：计划培训500人，实际培训487人，完成率98% → 487 人 ÷ 500 人 = 97.40%
    改法：改正百分数，或核对两个数；分子分母不要除反。
    """
    yield from told_readings(prose, "REC03")


def share_distribution(prose: Prose) -> Iterator[Reading]:
    """各项占比之和不是 100%，或不等于写明的率。

    缘由：同一个总体的构成比加起来应是 100%（四舍五入的尾差除外）。
    示例：非常满意占60%，满意占30%，基本满意占5%，不满意占3% → 合计 98%
    改法：核对各项占比，或补上漏掉的一项。
    """
    yield from told_readings(prose, "REC04")


def price_and_quantity(prose: Prose) -> Iterator[Reading]:
    """单价乘数量不等于金额，或平均数不等于总额除以数量、各数的平均。

    缘由：补助标准、数量、金额三个数互相决定，是核实资金最直接的办法。
    示例：每人补助500元，共120人，发放资金60000万元 → 500 元 × 120 人 = 6 万元
    改法：核对单价、数量、金额，以及单位是元还是万元。
    """
    yield from told_readings(prose, "REC05")


def account_balance(prose: Prose) -> Iterator[Reading]:
    """结余不等于收入减支出，或写出的算式不成立。

    缘由：预算、支出、结余三个数互相决定。
    示例：预算资金500万元，实际支出462万元，结余48万元 → 500 − 462 = 38 万元
    改法：改正错的一个数。
    """
    yield from told_readings(prose, "REC06")


def announced_count(prose: Prose) -> Iterator[Reading]:
    """列举的个数与写明的个数不一致，或序号断了、重了。

    缘由：增删一项而忘了改个数，是照搬上年报告的常见痕迹。
    示例：主要做好四个方面的工作：一是…；二是…；三是… → 下面列了 3 项
    改法：数一数，改正个数或补上漏掉的。
    """
    yield from told_readings(prose, "REC07")
    for passage in joined_lists(prose):
        yield from (_placed_reading(passage, each) for each in announced_items(passage.text))


def impossible_date(prose: Prose) -> Iterator[Reading]:
    """日期或期间不成立，或“提前N天”“按期”与两个日期不符。

    缘由：年份少一位、没有的日子、结束早于开始，都会使评审怀疑整份材料。
    示例：202年1月11日 → 年份是 3 位数；计划10月底完工，实际12月20日完工，按期完成
    改法：改正日期，或改正说法。
    """
    yield from told_readings(prose, "REC08")


def table_totals(prose: Prose) -> Iterator[Reading]:
    """正文表格里的合计、小计、平均、差额、比率与表里的数不一致。

    缘由：表格是评审最先复核的地方：合计行、合计栏、结余、执行率都能重算。
    示例：三行 120、80、50，合计行 260 → 120 + 80 + 50 = 250
    改法：改正错的一个数，或重算合计。
    """
    for block in prose.blocks:
        if isinstance(block, Table):
            for fault in table_faults(block):
                yield Reading("REC10", fault.source, fault.message, fault.advice)


def told_twice(prose: Prose) -> Iterator[Reading]:
    """同一件事前后写了两个数，或换个单位写的数不相等。

    缘由：一处改了另一处没有改，评审会问以哪个为准。
    示例：新建提灌站16座…。新建的15座提灌站全部通过验收；18620万元（约1.68亿元）
    改法：核对，前后写成同一个数。
    """
    yield from told_readings(prose, "REC13")


def part_beyond_whole(prose: Prose) -> Iterator[Reading]:
    """部分大于全部：收回的多于发放的，合格的多于抽检的。

    缘由：部分不能大于全部，这样的数一眼就看得出是错的。
    示例：发放问卷500份，收回有效问卷512份
    改法：核对两个数。
    """
    yield from told_readings(prose, "REC14")


def way_of_change(prose: Prose) -> Iterator[Reading]:
    """“增长”“下降”与数的变化方向相反。

    缘由：说法与数相反，评审会认为数据不真实。
    示例：由120户增加到100户；增长-5%
    改法：改正说法，或核对两个数。
    """
    yield from told_readings(prose, "CLM01")


def done_or_not(prose: Prose) -> Iterator[Reading]:
    """“超额完成”“达到目标”“未完成”与数相反，或得分超过分值。

    缘由：说法与完成率矛盾是复核最常抓的问题。
    示例：超额完成年度任务，完成率为97%；计划培训500人，实际培训460人，超额完成
    改法：改正说法，或核对两个数。
    """
    yield from told_readings(prose, "CLM02")


def rank_change(prose: Prose) -> Iterator[Reading]:
    """位次的升降写反了，或升降的位数不对。

    缘由：名次数字变小是上升，变大是下降；升降几位由两个名次决定。
    示例：由第3上升到第5；排名第5位，较上年的第9位上升5位
    改法：改正说法，或核对两个名次。
    """
    yield from told_readings(prose, "CLM03")


def said_comparison(prose: Prose) -> Iterator[Reading]:
    """“高于”“低于”“超过”与两个数的大小相反。

    缘由：说法与数相反，评审会认为数据不真实。
    示例：满意度92%，高于目标值95%
    改法：改正说法，或核对两个数。
    """
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
