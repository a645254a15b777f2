"""What a typed number is held against (数字指谁): the values a 支出方向 knows, the names beside it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import takewhile

from msgspec import Struct

from docgen.checks.numerals import AMOUNT, YEAR, Numeral, numerals
from docgen.checks.passages import CELL, FORM, Line, Term
from docgen.checks.subject import Subject
from docgen.figures.display import printed
from docgen.figures.model import Figure, FigureKey, Figures, Quantity, Rank, Series, Value
from docgen.figures.units import unit_named
from docgen.patterns import lazy_pattern
from docgen.scoring.model import FormAppraisal

# ---- the words beside a number, as data
# Words that name nothing: 全年共培训 is 培训.
FILLERS = lazy_pattern(
    r"调整后|全[市县区省镇乡年]|我[市县区省局镇乡]|本[年级县市区项]|年度|年内|年底|年末|截至|共计?|合计|总计|其中|分别|达到?|"
    r"为|了|的|是|已|约|近|逾|有|至|得|仅|实际|实现|完成|项目|工作|情况|增速|增幅|增长率"
)
# Verbs and nouns that stand between a name and its number: 城镇新增就业人数累积到, 发放, 投资.
CARRIERS = lazy_pattern(
    r"新增|发放|支付|投入|安排|实施|落实|下达|到位|投资|支出|面积|金额|资金|人数|数量?|总额?|额|量|余|个|可|能|就|在|并|还|也|均已|其"
)
# A number beside one of these is of another time, a part, a price, a plan or a change.
OTHERS = lazy_pattern(
    r"上年|去年|同期|往年|半年|季度|\d月|月[底末]|计划|目标|任务|预计|应|拟|将|不[低少高超]|每|平均|人均|户均|均|前|后|累计|"
    r"单价|增|减|降|升|追加|调整|结转|剩|尚|未|比|较|由|从|占|其余|另|原|首|(?<![农等乡])[村镇乡]$|部分|第"
)
# Words of a change against 上年: 比上年增长, 较上年提高. The number is of what was said before it.
CHANGES = lazy_pattern(
    r"(?:[比较与](?:上年|去年)|同比)(?:相比)?|增[长加幅]了?|提[高升]了?|上升了?|[下回]降了?|减少了?"
)
SINCE_LAST_YEAR = lazy_pattern(r"[比较与](?:上年|去年)|同比|此次")
# Words of a rate of what was said before it: 储备土地5897亩，为年度任务的197%.
RATES = lazy_pattern(r"[为占达成]到?[^，。；]{0,8}(?:任务|目标|计划|面积|总[数量额])数?的$")
GROWTH = lazy_pattern(r"增|降|升|长|减")
# Another time that a sentence begins with: 2022年…, 上半年….
OTHER_TIMES = lazy_pattern(
    r"(?<![比较与同])(?:上年(?!结转)|去年|往年)|上半年|前[一二三]季度|[一二三四]季度|截至\d{1,2}月|计划|预计|拟"
)
# Words too common to show that two things are one.
EMPTY = frozenset([
    "资金", "项目", "完成", "工作", "年度", "全年", "情况", "建设", "数量", "合计", "其中", "产业", "发展", "管理", "实施",
    "全市", "全县", "全省", "预算", "支出", "收入", "拨款", "财政",
])  # fmt: skip
# Names of money that every account has: whose they are is said by what is beside them.
COMMON_NAMES = lazy_pattern(
    r"(?:年初|全年|本年|年中|调整|追加)?(?:预算|执行|支出|收入|到位|决算|结余|资金|完成|满意)"
    r"(?:收入|支出|执行)?(?:数|率|度|合计|总额|资金)?|总分|得分|其他资金|上年结转资金"
)
# Rows of a table that are the whole: their numbers are the report's.
WHOLE_ROWS = lazy_pattern(r"合计|总计|小计|本项目|项目|资金|金额|万元|亿元|元|单位|数|率")
# What every name of a rank has: 全省排名 says only of whom by what is beside it.
RANK_WORDS = lazy_pattern(
    r"全[国省市县]|排名|名次|位次|排位|居|列|位|第|在|中|为|的|我[县市区局]|本年度?|仍|继续"
)

# Words that leave it open neither whose a number is nor of when: 一是兑现…, 共发放…
NEUTRAL = lazy_pattern(
    r"[一二三四五六七八九十]?(?:兑现|拨付|支付|发放|支出|使用|完成|实现|达到?|落实|投入|建成|合计|[共为是即已了的])*"
)


_WORDS = lazy_pattern(r"[\u4e00-\u9fffA-Za-z]+")
_MARK = lazy_pattern(r"[，,；;：:（(）)、]")
_SHORT = 2  # characters: 投资 says nothing of whose
_LONG_NAME = 4  # a name of as many characters is known whatever stands before it
_HALF = Decimal("0.6")  # of a name, and it is meant
_NEAR = 28  # characters before a number in which a word of its name may stand
# What a number measures is said by its unit: 建成面积 is 建成…万亩.
_MEASURED = lazy_pattern(r"(?<=..)(?:面积|金额|数量|人数|资金|数)$")
_CHANGES = ("增减", "较(上年)")


class KnownValue(Struct, frozen=True):
    """A value that stands somewhere: a figure's (数据), or the form's own (`figure` None)."""

    base: Decimal
    figure: FigureKey | None = None


class NamedFigure(Struct, frozen=True):
    """A figure with the pairs of characters that the last part of its name is made of.

    `value` is the figure's, or its change against 上年 where it is `changed`.
    """

    figure: Figure
    value: Quantity
    name: str
    pairs: frozenset[str]
    changed: bool = False


class Account(Struct, frozen=True):
    """What the numbers of a 支出方向 are held against (账目).

    `values` are sorted, and like the names of figures by what they measure; `rows` are the names
    of its indicators, which a 完成值 speaks of without saying them.
    """

    values: Mapping[str, Sequence[KnownValue]]
    named: Mapping[str, Sequence[NamedFigure]]
    rows: Sequence[str]

    def matching(self, numeral: Numeral) -> tuple[KnownValue, ...]:
        """Return the values a numeral may print: equal to half a unit of its last place."""
        known = self.values.get(numeral.unit.dimension, ())
        half = numeral.step * numeral.unit.factor / 2
        low, high = numeral.base - half, numeral.base + half
        if numeral.about:
            low, high = numeral.base, numeral.base * Decimal("1.2")
        start = bisect_left(known, low, key=_value_base)
        return tuple(known[start : bisect_right(known, high, lo=start, key=_value_base)])


class Mention(Struct, frozen=True):
    """A figure whose name the words of a number hold (提到的数据), and how much of it: 0 to 1.

    `left` is what the words say besides, `clause` those of its clause; `near` whether they, or
    those before them, hold a word of the name that says something.
    """

    named: NamedFigure
    share: Decimal
    left: str
    clause: str
    near: bool

    @property
    def is_certain(self) -> bool:
        """Tell whether the words are the figure's name, and at most what was done with it."""
        return self.share == 1 and NEUTRAL.fullmatch(self.left) is not None

    @property
    def is_near(self) -> bool:
        """Tell whether the number may be the figure's with a digit wrong."""
        return self.near and not OTHERS.search(self.clause)

    @property
    def is_likely(self) -> bool:
        """Tell whether the words leave no doubt that the number is the figure's."""
        name = self.named.name
        common = COMMON_NAMES.fullmatch(name) is not None
        short = len(self.named.pairs) == 1  # 编制: 现有编制 and 编制人数 are two
        long = self.share == 1 and len(name) >= _LONG_NAME and not (common or short)
        return (len(self.left) <= (0 if short else _SHORT) or long) and not OTHERS.search(self.left)


def _value_base(known: KnownValue) -> Decimal:
    return known.base


def report_account(subject: Subject, scope: str) -> Account:
    """Return what a 支出方向 knows; the report ("") knows what all do."""
    known = subject.appraisal.figures
    seen = [known.by_key[key] for key in known.by_key if not scope or key.scope in ("", scope)]
    forms = [form for name, form in subject.forms.items() if not scope or name == scope]
    values: dict[str, set[KnownValue]] = {}
    for dimension, value in (
        *(pair for figure in seen for pair in _figure_values(figure)),
        *((n.unit.dimension, KnownValue(n.base)) for f in seen for n in changed_numerals(known, f)),
        *(pair for form in forms for pair in _form_values(form)),
    ):
        values.setdefault(dimension, set()).add(value)
    named: dict[str, list[NamedFigure]] = {}
    for each in (each for figure in seen for each in _named_figures(known, figure)):
        named.setdefault(each.value.unit.dimension, []).append(each)
    ordered = {name: sorted(group, key=_value_base) for name, group in values.items()}
    rows = [row.indicator.name if row.indicator else "" for f in forms for row in f.rows]
    return Account(ordered, named, rows if len(forms) == 1 else ())


def _named_figures(known: Figures, figure: Figure) -> Iterator[NamedFigure]:
    name = figure.key.path.rpartition(".")[2]
    pairs = word_pairs(_MEASURED.sub("", name))
    if isinstance(figure.value, Quantity) and pairs:
        yield NamedFigure(figure, figure.value, name, pairs)
    changes = {Quantity(each.number, each.unit) for each in changed_numerals(known, figure)}
    for change in changes:
        yield NamedFigure(figure, change, name, pairs, changed=True)


def changed_numerals(known: Figures, figure: Figure) -> Iterator[Numeral]:
    """Yield how a figure with 上年 prints its change: what prose may say of it."""
    if figure.previous is None or figure.entry is None:
        return
    for form in _CHANGES if isinstance(figure.value, Quantity | Rank) else ():
        shown = numerals(printed(known, figure, "正文", form))
        yield from (numeral for numeral in shown if numeral.kind == AMOUNT)


def _figure_values(figure: Figure) -> Iterator[tuple[str, KnownValue]]:
    for value, key in ((figure.value, figure.key), (figure.previous, None), (figure.target, None)):
        yield from ((q.unit.dimension, KnownValue(q.base, key)) for q in _quantities(value))


def _quantities(value: Value | None) -> Iterator[Quantity]:
    if isinstance(value, Quantity):
        yield value
    for item in value.items if isinstance(value, Series) else ():
        yield from _quantities(item)


def _form_values(form: FormAppraisal) -> Iterator[tuple[str, KnownValue]]:
    """Yield the amounts, targets, values and scores of a form."""
    amounts = [each for row in form.funding for each in (row.initial, row.budget, row.executed)]
    scores = [form.total, form.full_marks, *form.weights.values()]
    rates = [form.execution.rate if form.execution else None]
    for row in form.rows:
        scores += [row.weight, *([row.score] if row.score is not None else [])]
        rates.append(row.ratio)
        if isinstance(row.actual, Quantity):
            amounts.append(row.actual)
        for condition in row.target.conditions if row.target else ():
            unit = unit_named(condition.unit)
            bounds = (bound for bound in (condition.low, condition.high) if bound is not None)
            yield from ((unit.dimension, KnownValue(bound * unit.factor)) for bound in bounds)
    yield from ((each.unit.dimension, KnownValue(each.base)) for each in amounts if each)
    yield from (("分", KnownValue(score)) for score in scores)
    yield from (("率", KnownValue(rate)) for rate in rates if rate is not None)


def word_pairs(text: str) -> frozenset[str]:
    """Return the pairs of characters of a text, its fillers and marks aside.

    >>> sorted(word_pairs("全市签约项目数")), sorted(word_pairs("全年预算合计"))
    (['签约'], ['全年', '年预', '算合', '预算', '合计'])
    """
    words = _WORDS.findall(FILLERS.sub(" ", text))
    pairs = frozenset(word[i : i + 2] for word in words for i in range(len(word) - 1))
    bare = "".join(_WORDS.findall(text))
    return pairs if len(pairs) > 1 else frozenset(bare[i : i + 2] for i in range(len(bare) - 1))


def number_words(line: Line, term: Term, rows: Sequence[str] = ()) -> str:
    """Return the words that say what a number is: of its clause, or the one before it.

    In a table they are the heads of its row and column, in 完成值 the name of the indicator. A
    change and a rate are of what the number before them is.
    """
    passage = line.passage
    if passage.kind == CELL:
        return f"{passage.field} {term.label}"
    before = _amount_before(line, term)
    pieces = _MARK.split(passage.text[_words_start(line, term, before) : term.numeral.start])
    words = pieces.pop()
    while pieces and len(bare_words(words)) <= _SHORT:
        words = f"{pieces.pop()} {words}"
    if before is not None and _is_of_said(term, words):
        return f"{number_words(line, before, rows)} {words}"
    if passage.kind == FORM and 0 <= passage.row < len(rows) and len(bare_words(words)) <= _SHORT:
        words = f"{rows[passage.row]} {words}"
    return words


def _amount_before(line: Line, term: Term) -> Term | None:
    """Return the amount that stands before one in its sentence."""
    before = (t for t in reversed(line.terms[: term.index]) if _is_plain(t.numeral))
    found = next(before, None)
    return found if found is not None and found.sentence == term.sentence else None


def _is_plain(numeral: Numeral) -> bool:
    """Tell whether a numeral is an amount in digits, and no part of a name (二期)."""
    return numeral.kind == AMOUNT and not numeral.spelled


def _words_start(line: Line, term: Term, before: Term | None) -> int:
    if before is not None:
        return before.numeral.end
    text, start = line.passage.text, term.numeral.start
    return max(text.rfind(mark, 0, start) for mark in "。！？\n") + 1


def _is_of_said(term: Term, words: str) -> bool:
    """Tell whether a number is a change or a rate of what was said before it."""
    rate = term.dimension == "率" and RATES.search(words.rstrip())
    change = SINCE_LAST_YEAR.search(words) and len(bare_words(CHANGES.sub("", words))) <= _SHORT
    return bool(rate or change)


def bare_words(text: str) -> str:
    """Return the words of a text that say something."""
    return "".join(_WORDS.findall(CARRIERS.sub("", FILLERS.sub("", text))))


def mentioned_figure(account: Account, line: Line, term: Term, year: int) -> Mention | None:
    """Return the one figure that the words of a number name best."""
    words = number_words(line, term, account.rows)
    if term.after.startswith("的") or is_other_time(line, term, year):
        return None
    near = _near_words(line, term)
    pairs, around = _all_pairs(words), word_pairs(f"{words} {near}") - EMPTY
    found = sorted(
        (
            (_name_share(each, pairs), each)
            for each in account.named.get(term.dimension, ())
            if not each.pairs.isdisjoint(around | pairs) and _is_said_so(each, words)
        ),
        key=lambda each: each[0],
    )
    if not found or (len(found) > 1 and found[-1][0] == found[-2][0]):
        return None
    best = found[-1][1]
    share = Decimal(len(best.pairs & pairs)) / len(best.pairs)
    if best.changed or "增" in best.name:
        words = CHANGES.sub(" ", words)
    left = words_beside(_own_words(words, term), f"{best.name} {line.passage.scope}")
    if line.passage.kind == CELL:  # the row is another thing: 办公费, not 合计
        left = WHOLE_ROWS.sub("", words_beside(left, str(best.figure.key))) * (_SHORT + 1)
    clause = words_beside(CHANGES.sub(" ", term.clause), best.name)
    is_near = share >= _HALF or not best.pairs.isdisjoint(around)
    return Mention(best, share, left, clause, is_near)


def _own_words(words: str, term: Term) -> str:
    """Return words without those of a rate; the growth of 人均收入 is that of 收入."""
    rest = RATES.sub(" ", words.rstrip())
    return rest.replace("人均", "") if term.dimension in ("率", "百分点") else rest


def _all_pairs(text: str) -> frozenset[str]:
    return word_pairs(text) | {text[i : i + 2] for i in range(len(text) - 1)}


def _near_words(line: Line, term: Term) -> str:
    """Return the words of the sentence that stand near before a number."""
    text, start = line.passage.text, term.numeral.start
    begin = max(text.rfind(mark, 0, start) for mark in "。；！？\n") + 1
    return text[max(begin, start - _NEAR) : start]


def _is_said_so(each: NamedFigure, words: str) -> bool:
    """Tell whether words speak of a change where the value is one, and of none where it is not."""
    if each.changed:
        return bool(SINCE_LAST_YEAR.search(words))
    growing = re.search(r"增速|增幅|增长", each.name)
    return not growing or bool(GROWTH.search(words))


def _name_share(each: NamedFigure, pairs: frozenset[str]) -> tuple[Decimal, Decimal, int]:
    """Return how much of a name some words hold; the names of its parents break ties."""
    whole = word_pairs(str(each.figure.key))
    held = Decimal(len(each.pairs & pairs)) / len(each.pairs)
    return held, Decimal(len(whole & pairs)) / max(len(whole), 1), len(each.pairs)


def words_beside(words: str, name: str) -> str:
    """Return what some words say beside a name.

    >>> words_beside("东坪村新建高标准农田", "新建高标准农田面积")
    '东坪村'
    """
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    covered = {
        i + step for i in range(len(words) - 1) if words[i : i + 2] in pairs for step in (0, 1)
    }
    return bare_words("".join(" " if i in covered else c for i, c in enumerate(words)))


_LONGEST_SENTENCE, _MOST_TERMS = 400, 40
"""How far a number is from the year that its sentence names, at most."""


def is_other_time(line: Line, term: Term, year: int) -> bool:
    """Tell whether the sentence so far speaks of another year, a part of it or a plan."""
    text, start = line.passage.text, term.numeral.start
    near = max(0, start - _LONGEST_SENTENCE)
    begin = max(near, *(text.rfind(mark, near, start) + 1 for mark in "。；！？\n"))
    earlier = reversed(line.terms[max(0, term.index - _MOST_TERMS) : term.index])
    inside = takewhile(lambda each: each.numeral.start >= begin, earlier)
    named = next((each.numeral.number for each in inside if each.numeral.kind == YEAR), year)
    return bool(OTHER_TIMES.search(text[begin:start])) or named != year


def one_digit_off(numeral: Numeral, value: Quantity) -> bool:
    """Tell whether a value, printed to the places of a numeral, differs from it in one digit.

    Both have the same unit, or the numeral none, and more than two digits.
    """
    if numeral.unit.name not in ("", value.unit.name):
        return False
    rounded = value.number.quantize(numeral.step)
    one, other = f"{numeral.number.quantize(numeral.step):f}", f"{rounded:f}"
    long = sum(each.isdigit() for each in one) > 2  # noqa: PLR2004 (of two digits it proves nothing)
    return long and is_one_off(one, other)


def is_one_off(one: str, other: str) -> bool:
    """Tell whether two texts of one length differ in one character.

    >>> is_one_off("861.675", "862.675"), is_one_off("100", "120"), is_one_off("100", "1000")
    (True, True, False)
    """
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
