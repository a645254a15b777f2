"""A text read once into numbers with their words and roles (数的角色): what all relations read.

A number has a label, a time and the roles that the cue table (提示词表) gives it. A role by cue may
accuse, a sort of number only excuses.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType

from msgspec import Struct

from docgen.checks.numerals import AMOUNT, ORDINAL, Numeral, numerals
from docgen.patterns import lazy_pattern


class Cue(Struct, frozen=True):
    """Words that give a number a role (提示词).

    They stand `before` the number (its label, back to the last mark or number) or `after` it (up
    to the next one), and may ask for a sort of number: 率, 百分点, or 量, anything else. `sign` is
    the direction of a change. The number its example means stands in ⟦⟧; a test asserts that
    exactly that number bears the role.
    """

    role: str
    example: str
    before: str = ""
    after: str = ""
    unit: str = ""
    dim: str = ""
    sign: int = 0


_UP = "增长|增速|增幅|上升|增加|增|涨|提高|提升|提速|超额完成|超额|超出|超过|超|高出"
_DOWN = (
    "下降|减少|降低|降幅|回落|压减|压缩|缩短|缩减|减幅|下滑|降|节约|节约率|节支|节支率|"
    "资金节约率|低"
)
_MEAN = "[人户亩月年日天车村县家校生床笔件个次项场期季]均|平均"
_START = (
    "(?:比|较|与|同|和|对比|相比)(?!.*[增减降节超多少高低缩]).{0,12}"
    r"(?:上年|去年|上期|同期|前年|年初|年末|\d{4}年|预算|控制价|计划|目标|任务|平均水平|平均|要求).{0,10}"
)

CUES = (
    # a rate of change (增长率)
    Cue("growth", "同比增长⟦20%⟧", _UP, dim="率", sign=1),
    Cue("growth", "同比下降⟦6.8%⟧", _DOWN, dim="率", sign=-1),
    # a difference of two rates (百分点)
    Cue("points", "提高⟦3.3个百分点⟧", "提高|上升|增加|提升|增长|高|高出|高于|超|超出|增|上涨|多", dim="百分点", sign=1),
    Cue("points", "回落⟦1.2个百分点⟧", "下降|降低|减少|回落|低|低于|降|下滑|缩小", dim="百分点", sign=-1),
    # an absolute change (增减额); 增加值 and 新增 are none
    Cue("delta", "比2021年多安排资金⟦120万元⟧", r"(?:多安排|多完成|增加|多支出|多)[^，。；\d新值]{1,8}", dim="量", sign=1),
    Cue("delta", "节约财政资金⟦128万元⟧", r"(?:减少|节约|压减|节省|少支出|(?<!不)少(?!于))[^，。；\d]{1,8}", dim="量", sign=-1),
    Cue("delta", "较上年的350万元增加⟦70万元⟧", "(?:净|多)?增加|增长|提高|上升|提升|增收|增产|增|(?<!不)多|(?<!不)高|高出|超收|超支|超额完成|超(?:计划|任务|目标)?|上涨|扩大", dim="量", sign=1),
    Cue("delta", "较预算数90万元节约⟦3.6万元⟧", "(?:净|多)?减少|下降|降低|压减|减|(?<!不)少|(?<!不)低|节约|节约资金|节支|减收|减产|缩短|回落|缩减|压缩", dim="量", sign=-1),
    # the value a change starts from (基数)
    Cue("before", "较上年的⟦350万元⟧增加70万元", _START),
    Cue("before", "由⟦88.2%⟧提高到91.5%", "(?:由|从)(?!.{0,20}(?:组成|构成)).{0,22}"),
    Cue("before", "上年为⟦13万人次⟧，同比增长20%", "(?:年初数|期初数|年初余额|(?:实施|改造|治理)前[^，。；\\d]{0,8}|上年|去年|上年末|上年同期|去年同期|上期)(?:同期|末)?(?:的|为|是|完成|实现|仅|只有|支出|收入|数)?"),
    # the value it ends at (变到)
    Cue("after", "由86万人次增加到⟦103.2万人次⟧", "(?:增加|增长|提高|提升|上升|减少|下降|降低|缩短|压缩|压减|上涨|扩大|发展|增|升|降|调整|变|改善)了?(?:到|至|为|成).{0,12}"),
    # what was to be reached (计划)
    Cue("plan", "计划检修⟦310台⟧", "(?:计划|目标|任务|(?<!公共)(?<!基金)预算|指标值|应|拟|设计|概算|控制价|批复|核定|编制|要求|下达|限额|总额度).{0,10}"),
    # what was reached (实际)
    Cue("actual", "实际检修⟦288台⟧", "(?:实际|实|完成|决算|支出|合同价|执行|支付|使用|已|新建|建成|达到|办结|拨付|到位|开展|中标价|结算).{0,10}"),
    # a part of a whole (占比)
    Cue("share", "其中112人，占⟦87.5%⟧", r"占(?:比|全部|总|全|比重|到|了)?[^，。；\d]{0,14}", dim="率"),
    Cue("share", "占比达到⟦62%⟧", "比重(?:为|达|达到)?|占比(?:为|达|达到)?", dim="率"),
    # a named rate (率)
    Cue("rate", "办结率⟦96.5%⟧", "(?:率|度|比例|进度)(?:（[^）]*）)?(?:[为是达仅约]|达到|只有|均为|完成|实现|已达|提高到|达到了)*", dim="率"),
    # what is made up of parts (总数); 公共 is no 共
    Cue("whole", "两项合计⟦15万元⟧", "(?:(?<!公)共|合计|总计|累计|总|共计|总投资|总额|合共|一共|两项|三项|各项).{0,14}"),
    # a sum that stands after its parts (合计在后)
    Cue("total", "送戏120场、送书45场，共计⟦165场⟧", "(?:(?<!公)共计?|合计|总计|累计|总[共额数投面规建长金价分产]|一共|全部).{0,14}"),
    # a whole whose parts follow (其中)
    Cue("parts", "列入监测的⟦1248人⟧中，男性653人", after="(?:的?.{0,8}中[，：]?|由)$"),
    # what is left over (结余, 未…)
    Cue("rest", "支出802.1万元，年末结余⟦33.5万元⟧", "(?:结余|剩余|余额|其余|结转(?:下年)?(?:度)?|尚余|未.{0,6}|尚未.{0,6}|不予.{0,4}|差额|差异|尚有|节约|节约资金|退回|收回|缺口|审减|审减金额|核减金额|空编|实付|净值|不合格|不满意)(?:资金|经费|的)?(?:为|共|约)?"),
    # brought over from last year (上年结转)
    Cue("opening", "上年结转⟦56.6万元⟧", "(?:上年|年初|期初|以前年度)(?:财政拨款)?(?:结转|结余|余额)[^，。；]{0,8}"),
    # what came in or is there to be spent (收入)
    Cue("income", "收入总计⟦835.6万元⟧", "(?:收入|预算|到位|安排|资金|总额|收到|应付|应|控制价|共|计划|下达|任务|发现|合计|受理|批复|原值|送审|全年预算数|概算|合同).{0,10}"),
    # what went out (支出)
    Cue("outgo", "实际支出⟦462万元⟧", "(?:支出|支付|使用|执行|拨付|发放|实付|决算|已|完成|扣除|中标|采购金额|审定|办结|受理|合格|结算|整改|兑付|折旧|核销).{0,10}"),
    # put on top of an amount, or taken off it (追加, 调减)
    Cue("added", "年中追加⟦140万元⟧", "(?:追加|新增|调增|变更增加|增加|增补|补充).{0,8}"),
    Cue("cut", "年中调减⟦121.33万元⟧", "(?:调减|核减|压减|追减|扣除|核销).{0,8}"),
    # the amount after that (调整后)
    Cue("revised", "追加140万元，全年预算数⟦1000万元⟧", "(?:全年预算数|调整后|调整预算|达到|总数|结算|期末|年末|变更后|后为|总量).{0,8}"),
    # an amount for one (单价); 高标准 is none
    Cue("price", "每人补助⟦500元⟧", f"(?:每|单价|均价|造价|租金|{_MEAN}|(?<!高)标准(?!化|厂|地)|亩产|人月).{{0,14}}"),
    Cue("price", "⟦25元/册⟧", unit="/"),
    # a mean (平均)
    Cue("mean", "平均⟦90分⟧", f"(?:{_MEAN}).{{0,12}}"),
    # another's number, never judged against ours (全省, 行业)
    Cue("foreign", "高于全省⟦4.2个百分点⟧", "(?:全省|全国|全市平均|全县平均|高于|低于|平均水平|行业).{0,10}"),
    # the full marks of an item, and the marks it got (分值, 得分)
    Cue("full marks", "该项满分⟦10分⟧", "(?:满分|分值|权重)(?:为|共)?"),
    Cue("marks", "自评得分⟦9分⟧", "(?:自评|实际|实)?得(?:分)?(?:为)?"),
    # the marks that were taken off (扣分)
    Cue("deducted", "分值10分，得9.8分，扣⟦0.2分⟧", "扣(?:减|分)?", dim="量"),
    # what others are counted from (发放问卷, 抽检), and what cannot be more (收回, 合格)
    Cue("sent", "共发放调查问卷⟦300份⟧", "(?:发放|发出|抽检|抽查|检查|发现|受理|申报|申请|参加考试|参训|调查|送检|检测|应检|报名).{0,10}", dim="量"),
    Cue("returned", "收回有效问卷⟦286份⟧", "^[^，。；]{0,6}(?:收回|回收|有效|(?<!不)合格|整改|办结|通过|签约|满意|中标|入选).{0,8}", dim="量"),
)  # fmt: skip


MOST_NUMBERS = 400
"""Numbers of one passage: whoever writes more of them states no relation in words."""
_LABEL, _CLAUSE = 48, 120
_KEPT_SORTS = frozenset(
    ["元", "率", "百分点", "面积", "体积", "长度", "质量", "功率", "电量", "时间", "月", "分", "倍", "学时"]
)  # fmt: skip
_SAME_COUNT = {"场次": "场", "批次": "批", "台套": "台", "台次": "台"}
_BOUNDARY = lazy_pattern("[，。；：、（）()\n,;]")
_MARKS = MappingProxyType({
    "sentence": lazy_pattern(r"[。！？\n]"),
    "segment": lazy_pattern("[；;]"),
    "comma": lazy_pattern("[，,；。：\n]"),
    "boundary": _BOUNDARY,
    "clause": lazy_pattern("[，,；。：\n（]"),
})  # fmt: skip
_TIME = lazy_pattern(
    r"(\d{4}) ?年(?!来)|上年|去年|前年|年初|年末|年底|上半年|下半年|前三季度|[一二三四]季度|"
    r"截至\d{1,2}月|\d{1,2}月底?|[一二三四五六七八九十两]+年(?:累计|共|来)|近[一二三四五]年"
)
_COMPOUND = lazy_pattern("[\u4e00-\u9fff]{1,3}/[\u4e00-\u9fff]{1,3}")
_JOINED = frozenset(["", "、", "和", "，", "及", "/"])
_DONE_WORDS = lazy_pattern("实际|已|实|达到")


class Quantity(Struct, frozen=True, eq=False):
    """A number and what its surroundings say of it (数).

    `label` is the text before it back to the last mark or number, `after` the text up to the next,
    `clause` all of its clause before it. `dim` is what it measures, `sort` what it may be divided
    by: its dimension, or 数 for counted things. `when` is the year or period last named. Values
    are floats in the base unit: they are only compared within half of a printed place.
    """

    at: int
    numeral: Numeral
    label: str
    after: str
    clause: str
    sentence: int
    segment: int
    comma: int
    depth: int
    when: str
    dim: str
    sort: str
    value: float
    half: float
    place: float
    roles: Mapping[str, int]

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.numeral.start

    @property
    def end(self) -> int:
        """Where its unit ends in the text."""
        return self.numeral.end

    @property
    def shown(self) -> str:
        """The number and its unit, as a message says it."""
        return self.numeral.shown

    @property
    def is_exact(self) -> bool:
        """Tell whether no 约, 余, 以上 stands by it."""
        return not self.numeral.about

    @property
    def sign(self) -> int:
        """The direction of the change it states, 0 if none."""
        return next((s for role, s in self.roles.items() if s), 0)

    def has_role(self, *names: str) -> bool:
        """Tell whether its words give it any of these roles."""
        return any(name in self.roles for name in names)

    def shares_unit(self, other: Quantity) -> bool:
        """Tell whether both measure the same: 元 and 万元, not 人 and 户."""
        return self.dim == other.dim and self.dim != ""


class ReadText(Struct, frozen=True):
    """A text with its numbers in order (读过的文字); ranks and dates stand apart."""

    text: str
    quantities: tuple[Quantity, ...]
    ranks: tuple[Numeral, ...]

    def text_between(self, one: Quantity, other: Quantity) -> str:
        """Return the words between two numbers."""
        return self.text[one.end : other.start]

    def near_quantities(self, place: Quantity, back: int = 0, ahead: int = 0) -> list[Quantity]:
        """Return the numbers of a number's sentence, and of others `back` and `ahead` of it."""
        low, high = place.sentence - back, place.sentence + ahead
        return [q for q in self.quantities if low <= q.sentence <= high]

    def earlier_quantities(self, target: Quantity, back: int = 0) -> list[Quantity]:
        """Return the numbers before one, nearest first, of its sentence and `back` others."""
        low = target.sentence - back
        return [q for q in reversed(self.quantities[: target.at]) if q.sentence >= low]


@lru_cache(1)  # compiled when a text with numbers is first read
def compiled_cues() -> tuple[tuple[Cue, re.Pattern[str] | None], ...]:
    """Return the cues, each with its pattern."""

    def pattern_of(cue: Cue) -> re.Pattern[str] | None:
        if cue.before:
            return re.compile(f"(?:{cue.before})[了近约达为是到的计数、：]*$")
        return re.compile(cue.after) if cue.after else None

    return tuple((cue, pattern_of(cue)) for cue in CUES)


def cue_roles(label: str, after: str, unit: str, dim: str) -> dict[str, int]:
    """Return the roles that the words round a number give it, each with its direction."""
    is_rate = dim in {"率", "百分点"}
    given: dict[str, int] = {}
    for cue, pattern in compiled_cues():
        if cue.dim and cue.dim != dim and (cue.dim != "量" or is_rate):
            continue
        words = label if cue.before else after
        if cue.unit in unit and (pattern is None or pattern.search(words)):
            given[cue.role] = cue.sign
    if "after" in given:  # 增加到 is no increase
        given = {r: s for r, s in given.items() if r not in {"growth", "points", "delta"}}
    if "plan" in given and "actual" in given:
        del given["plan" if _DONE_WORDS.match(label) else "actual"]
    return given


@lru_cache(1 << 10)  # several rules ask for one text, and forms repeat theirs
def read_text(text: str) -> ReadText:
    """Return a text read: its numbers with words and roles. Length and places stay as they are."""
    plain = text.replace("％", "%").replace("∶", ":")
    found = numerals(plain)
    ranks = tuple(n for n in found if n.kind == ORDINAL)
    amounts = [n for n in found if _is_amount(plain, n)]
    if not 0 < len(amounts) <= MOST_NUMBERS:
        return ReadText(plain, (), ranks)
    return ReadText(plain, tuple(_read_quantities(plain, amounts)), ranks)


def _is_amount(text: str, numeral: Numeral) -> bool:
    """Tell whether a number counts or measures; in 次/10万亩 it is the base of a unit."""
    bare = numeral.unit.name == "" and numeral.spelled
    return (
        numeral.kind == AMOUNT
        and not bare
        and text[numeral.start - 1 : numeral.start] not in {"/", "／"}
    )


def _read_quantities(text: str, amounts: list[Numeral]) -> Iterator[Quantity]:
    marks = {kind: [m.start() for m in mark.finditer(text)] for kind, mark in _MARKS.items()}
    times = [(match.end(), match[1] or match[0]) for match in _TIME.finditer(text)]
    steps = ((char in "（(") - (char in "）)") for char in text)
    depths = list(accumulate(steps, lambda depth, step: max(depth + step, 0)))
    last: Quantity | None = None
    for index, numeral in enumerate(amounts):
        start, end, unit = numeral.start, numeral.end, numeral.unit
        stop = amounts[index + 1].start if index + 1 < len(amounts) else len(text)
        sentence = bisect_left(marks["sentence"], start)
        after_last = last.end if last else 0
        label = text[_after_mark(marks["boundary"], start, after_last) : start].strip()
        clause = text[max(_after_mark(marks["clause"], start, 0), start - _CLAUSE) : start]
        after = _BOUNDARY.split(text[end : min(stop, end + _CLAUSE)], maxsplit=1)[0]
        joined = last and last.sentence == sentence and text[after_last:start].strip() in _JOINED
        words = last.label if last and joined and not label else label  # 分别为80万元、60万元
        compound = None if unit.name else _COMPOUND.match(text, end)  # 微克/立方米
        dim = compound[0] if compound else _SAME_COUNT.get(unit.dimension, unit.dimension)
        last = Quantity(
            index, numeral, label, after, clause, sentence,
            bisect_left(marks["segment"], start), bisect_left(marks["comma"], start), depths[start],
            _time_before(times, _after_mark(marks["sentence"], start, 0), start), dim,
            dim if dim in _KEPT_SORTS or "/" in dim else "数",
            float(numeral.base), float(numeral.half), float(numeral.step) * float(unit.factor),
            cue_roles(words[-_LABEL:], text[end : end + len(after) + 1], unit.name, dim),
        )  # fmt: skip
        yield last


def _after_mark(marks: list[int], start: int, low: int) -> int:
    """Return the offset behind the last mark before a number, not before `low`."""
    index = bisect_left(marks, start)
    return max(marks[index - 1] + 1 if index else 0, low)


def _time_before(times: list[tuple[int, str]], head: int, start: int) -> str:
    """Return the year or period a number stands in: the last one its sentence names."""
    index = bisect_right(times, (start, "\U0010ffff"))
    return times[index - 1][1] if index and times[index - 1][0] > head else ""
