"""Words held against the numbers beside them (说法与数): ranks, directions, targets, marks, ratios.

Also one thing told twice, and an amount told again in another unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from docgen.checks.numerals import Numeral
from docgen.checks.read.numeral_roles import Quantity, ReadText
from docgen.checks.read.relation_solver import Disagreement
from docgen.checks.read.relation_sums import is_slip
from docgen.patterns import lazy_pattern

_SAID = "改正说法，或核对两个数"
_UP = frozenset(["上升", "提高", "增加", "增长", "提升", "扩大", "上涨", "增", "升"])
_EPSILON = 1e-9

# ---- 位次 ----------------------------------------------------------------------------------------
_RANK_BEFORE = lazy_pattern("(?:第|位次|排名|列|居) ?$")
_RANK_AFTER = lazy_pattern(" ?(?:位|名|[，。；、）上升降至提前到]|$)")
_RANK_MOVE = lazy_pattern(
    r"(上升|前移|提升|前进|进位|提高|下降|后移|下滑|退|降)了?(\d+)个?(?:位|名|位次)"
)
_RANK_WORD = lazy_pattern(
    "上升|升至|升到|跃升|跃居|前移|提升|前进|进至|进位|下降|降至|后移|后退|滑落|退至|下滑"
)
_RANK_DOWN = frozenset(["下降", "降至", "后移", "后退", "滑落", "退至", "下滑", "退", "降"])
_RANK_NOW = lazy_pattern("[较比上去][^，。；]{0,12}$")
_RANK_FROM = lazy_pattern("[由从][^，。；]{0,16}$")


def wrong_ranks(read: ReadText) -> Iterator[Disagreement]:
    """Yield a rank's change that its two ranks contradict: a smaller rank is a better one."""
    for one, other in pairwise(_rank_places(read)):
        between = read.text[one.end : other.start]
        if re.search("[。；！？\n]", between):
            continue
        before = read.text[max(one.start - 20, 0) : one.start]
        is_later = _RANK_NOW.search(between) and not _RANK_FROM.search(before)
        old, new = (other, one) if is_later else (one, other)
        tail = re.split("[。；！？\n]", read.text[other.end : other.end + 24])[0]
        yield from _rank_faults(old, new, between + tail, other)


def _rank_faults(old: Numeral, new: Numeral, words: str, place: Numeral) -> Iterator[Disagreement]:
    a, b = int(old.number), int(new.number)
    move, word = _RANK_MOVE.search(words), _RANK_WORD.search(words)
    said = move[1] if move else word[0] if word else ""
    start, end, advice = place.start, place.end, "改正说法，或核对名次"
    if said and (a == b or (said in _RANK_DOWN) != (b > a)):
        yield Disagreement("CLM03", start, end, f"由第 {a} 到第 {b}，写的是“{said}”", advice=advice)
    elif move and abs(a - b) != int(move[2]):
        message = f"由第 {a} 到第 {b}，相差 {abs(a - b)} 位，写的是“{move[0]}”"
        yield Disagreement("CLM03", start, end, message, advice=advice)


def _rank_places(read: ReadText) -> Iterator[Numeral]:
    for rank in read.ranks:
        named = _RANK_BEFORE.search(read.text, max(rank.start - 3, 0), rank.start)
        if named and rank.step == 1 and _RANK_AFTER.match(read.text, rank.end):
            yield rank


# ---- 方向 ----------------------------------------------------------------------------------------
_TURN = lazy_pattern(
    "(上升|提高|增加|增长|提升|扩大|上涨|增|升|下降|减少|降低|回落|下滑|压减|缩减|缩短|降|减)了?(?:到|至|为)"
)
_NEGATIVE = lazy_pattern("(?:增长|下降|提高|降低|增加|减少)(?:了|率|为|达)*$")
_COMPARED = lazy_pattern(
    r"((?<!不)(?:高于|优于|大于|多于|低于|小于|少于)|(?<!不)超[过出]|不及|达不到)[^，。；\d]{0,18}$"
)
_NOT_OURS = lazy_pattern("同期|平均|全市|全省|全国|其中|有|均")
_A_GOAL = lazy_pattern("目标|计划|标准|指标|要求|设定|预期|限额")
_BY_HOW_MUCH = lazy_pattern("^(?:以[上下内外]|个?百分点|的(?!目标|计划|标准|要求|指标|预期))")


def wrong_directions(read: ReadText) -> Iterator[Disagreement]:
    """Yield 由120户增加到100户, and a negative number behind 增长 or 下降."""
    for each in read.quantities:
        if each.numeral.number < 0 and _NEGATIVE.search(each.label):
            word = each.label[-2:]
            message, advice = (
                f"“{word}{each.shown}”：{word}后面是负数",
                "改用“下降”或“增长”，数写成正的",
            )
            yield Disagreement("CLM01", each.start, each.end, message, advice=advice)
    for one, other in pairwise(read.quantities):
        turn = _TURN.search(other.label[-16:])
        starts = one.has_role("before") and re.search("由|从|上年|去年", one.clause[-24:])
        if (
            not turn
            or not starts
            or not one.shares_unit(other)
            or one.segment != other.segment
            or one.sentence != other.sentence
        ):
            continue
        if one.value != other.value and (turn[1] in _UP) != (other.value > one.value):
            message = f"由 {one.shown} 到 {other.shown}，写的是“{turn[1]}”"
            yield Disagreement("CLM01", other.start, other.end, message, (one,), _SAID)


def wrong_comparisons(read: ReadText) -> Iterator[Disagreement]:
    """Yield 92%，高于目标值95%: only a goal, plan or standard is compared with."""
    for one, other in pairwise(read.quantities):
        word = _COMPARED.search(other.label[-24:])
        near = (
            one.segment == other.segment
            and one.sentence == other.sentence
            and other.comma - one.comma <= 1
        )
        if not word or not near or not one.shares_unit(other) or _NOT_OURS.search(other.label):
            continue
        tail = read.text[other.end : other.end + 4]
        goal = _A_GOAL.search(other.label + other.after)
        if (
            not goal
            or _BY_HOW_MUCH.search(tail)
            or not one.is_exact
            or one.has_role("growth", "before")
        ):
            continue
        low = word[1] in {"低于", "小于", "少于", "不及", "达不到"}
        if one.value != other.value and (one.value > other.value) == low:
            told = f"{one.shown} {'小于' if one.value < other.value else '大于'} {other.shown}"
            message = f"{told}，写的是“{word[1]}”"
            yield Disagreement("CLM04", other.start, other.end, message, (one,), _SAID)


# ---- 完成与否 ------------------------------------------------------------------------------------
_GOALS = "(?:(?:年度|年初|预期|设定|既定|全部|各项|绩效|规定|的)*(?:目标值?|指标值?|任务|计划))"
_DONE = lazy_pattern(
    f"(未达到?|没有达到|未完成|没有完成|未能完成|未实现|达到了?|已达到|完成了?|实现了?|超额完成|超额实现|全面完成|全部完成|圆满完成|已完成){_GOALS}?"
)
_FIRM = lazy_pattern("超额|全面|全部|圆满")
_GOAL_LABEL = lazy_pattern(
    "(?:目标|指标|任务|计划|下达)(?:值)?[^，。；]{0,10}$|[≥>]$|不[低少]于$|至少$"
)
_DONE_LABEL = lazy_pattern("实际|完成值?|达|已|建成")
_AT_MOST = lazy_pattern("≤|不超过|以[内下]|不高于|不大于|控制|下降|率低于|成本|预算|投资")
_GOAL_OF = lazy_pattern("^(?:及?以上)?的?[^，。；]{0,6}(?:目标|指标|要求|标准|任务)")
_RATE_OF_DONE = lazy_pattern("(?:完成率|执行率|完成[^，。；]{0,8}的)[^，。；]{0,4}$")
_NEAR = 40


def wrong_completions(read: ReadText) -> Iterator[Disagreement]:
    """Yield 超额完成, 达到目标, 未完成 that a rate, or the goal and what was done, contradict."""
    for match in _DONE.finditer(read.text):
        missed = match[1][0] in "未没"
        rate = _rate_after(read, match)
        if rate is not None and (missed or _FIRM.search(match[1])):
            if (rate.value >= 1) == missed:
                message = f"写的是“{match[1]}”，完成率是 {rate.shown}"
                yield Disagreement(
                    "CLM02", rate.start, rate.end, message, advice="改正说法，或核对完成率"
                )
            continue
        goal_named = match[0] != match[1] or _FIRM.search(match[1]) or missed
        pair = _goal_and_done(read, match.start()) if goal_named else None
        if pair is not None and (pair[1].value >= pair[0].value) == missed:
            goal, done = pair
            message = f"目标 {goal.shown}，实际 {done.shown}，写的是“{match[1]}”"
            yield Disagreement("CLM02", done.start, done.end, message, (goal,), _SAID)
    for one, other in pairwise(read.quantities):
        reached = re.search(r"(达到了?|完成了?|实现了?|超过了?)[^，。；]{0,8}$", other.label[-16:])
        behind = (
            other.comma - one.comma == 1
            and one.shares_unit(other)
            and one.sentence == other.sentence
        )
        if (
            not reached
            or not behind
            or not one.is_exact
            or _AT_MOST.search(other.label + read.text[other.end : other.end + 3])
        ):
            continue
        missed = bool(re.search("未|没有", other.label))
        if (
            _GOAL_OF.match(read.text[other.end : other.end + 14])
            and (one.value >= other.value) == missed
        ):
            message = f"{one.shown}，目标 {other.shown}，写的是“{reached[1]}”"
            yield Disagreement("CLM02", one.start, one.end, message, (other,), _SAID)


def _rate_after(read: ReadText, match: re.Match[str]) -> Quantity | None:
    """Return the degree of completion told right after words: 超额完成年度任务，完成率为97%."""
    words = read.text[match.end() : match.end() + 30]
    stop = re.search("[。；\n]", words)
    reach = match.end() + (stop.start() if stop else len(words))
    found = next((q for q in read.quantities if match.end() <= q.start < reach), None)
    if found is None or found.dim != "率" or found.has_role("growth"):
        return None
    return found if _RATE_OF_DONE.search(read.text[match.start() : found.start]) else None


def _goal_and_done(read: ReadText, at: int) -> tuple[Quantity, Quantity] | None:
    near = [
        q
        for q in read.quantities
        if 0 <= at - q.end < _NEAR and not re.search("[。；\n]", read.text[q.end : at])
    ]

    def goal_words(each: Quantity) -> str:
        return each.label[-16:] + read.text[max(each.start - 1, 0) : each.start]

    goals = [q for q in near if q.has_role("plan") or _GOAL_LABEL.search(goal_words(q))]
    done = [
        q
        for q in near
        if q not in goals and (q.has_role("actual") or _DONE_LABEL.search(q.label[-16:]))
    ]
    if (
        len(goals) != 1
        or len(done) != 1
        or goals[0].at > done[0].at
        or not goals[0].shares_unit(done[0])
    ):
        return None
    goal = goals[0]
    limited = _AT_MOST.search(goal_words(goal) + read.text[goal.end : goal.end + 4])
    vague = not done[0].is_exact or done[0].has_role("growth", "delta")
    return None if limited or vague else (goal, done[0])


# ---- 得分 -----------------------------------------------------------------------------------------
def wrong_marks(read: ReadText) -> Iterator[Disagreement]:
    """Yield marks beyond the full ones: 分值8分，自评得分9分."""
    for one, other in pairwise(read.quantities):
        marks = one.dim == other.dim == "分" and one.has_role("full marks")
        if (
            marks
            and other.has_role("marks")
            and other.value > one.value
            and one.sentence == other.sentence
        ):
            message = f"得分 {other.shown}，超过满分 {one.shown}"
            yield Disagreement("CLM02", other.start, other.end, message, (one,), "核对得分和分值")


# ---- 比例、换算、前后两处、部分与全部 --------------------------------------------------------------
_RATIO = lazy_pattern(r"比(?:例)?[为是达]?到?约?(\d+(?:\.\d+)?)[:：](\d+(?:\.\d+)?)(?![\d:：])")
_AGAIN = lazy_pattern(
    "[（(，](?:约|折合|合|即|约合|相当于|折算)(?:人民币)?[约为]?|[（(]|(?:折合|即|相当于|约合)[约为]?"
)
_NAME_HEAD = lazy_pattern(r"^\d{4}年|^(?:全年|本年度?|本|该|其中|共|年末|年底|经核实|新建的|已)+")
_NAME_TAIL = lazy_pattern("(?:共|为|达到|达|是|约|合计|共计|累计)+$")
_PARTIAL = lazy_pattern("其中|占|各|每|上半年|季度|月")


def wrong_ratios(read: ReadText) -> Iterator[Disagreement]:
    """Yield a ratio that the only two like numbers near it do not give: 学生600人，教师40人，生师比18:1."""
    for match in _RATIO.finditer(read.text):
        a, b = float(match[1]), float(match[2])
        near = [
            q
            for q in read.quantities
            if abs(q.start - match.start()) < 70 and q.is_exact and q.sort not in {"率", "百分点"}  # noqa: PLR2004 (characters)
        ]
        near = sorted(
            (q for q in near if not match.start() <= q.start < match.end()),
            key=lambda q: abs(q.start - match.start()),
        )[:4]
        pairs = [
            (x, y)
            for x in near
            for y in near
            if x is not y and x.sort == y.sort and x.value > 0 < y.value
        ]
        if not a or not b or len(pairs) != 2:  # noqa: PLR2004 (one pair in both orders)
            continue
        one, base, printed = (b, a, match[2]) if a == 1 else (a, b, match[1])
        room = 0.5 * 10.0 ** -len(printed.partition(".")[2]) + _EPSILON
        if not any(abs(x.value / y.value * base - one) <= room for x, y in pairs):
            x, y = sorted(pairs[0], key=lambda q: q.at)
            larger = max(x.value, y.value) / min(x.value, y.value)
            message = (
                f"{x.shown} 与 {y.shown} 之比约为 {larger:.4g} 倍，写的是 {match[1]}:{match[2]}"
            )
            yield Disagreement("REC03", match.start(1), match.end(), message, (x, y))


def wrong_restatements(read: ReadText) -> Iterator[Disagreement]:
    """Yield an amount told again in another unit: 18,620万元（约1.68亿元）."""
    for one, other in pairwise(read.quantities):
        units = one.numeral.unit.name, other.numeral.unit.name
        gap = read.text_between(one, other)
        if (
            units[0] == units[1]
            or not one.shares_unit(other)
            or one.dim == "率"
            or not _AGAIN.fullmatch(gap)
        ):
            continue
        closes = read.text[other.end : other.end + 1] in {"）", ")"} or gap[:1] not in {"（", "("}
        room = other.place * (0.5 if other.is_exact else 1) + one.half
        if closes and abs(one.value - other.value) > room + _EPSILON * one.value:
            yield Disagreement(
                "REC13", one.start, other.end, f"{one.shown} 与 {other.shown} 不相等", (other,)
            )


def wrong_repetitions(read: ReadText) -> Iterator[Disagreement]:
    """Yield one thing told twice, in two numbers one slip apart: 新建提灌站16座…。新建的15座提灌站."""
    seen: dict[tuple[str, str], Quantity] = {}
    for each in read.quantities:
        for name in _thing_names(each):
            first = seen.setdefault((name, each.dim), each)
            apart = first.sentence != each.sentence and (first.when == each.when or not each.when)
            if not apart or first.value == each.value or not (first.is_exact and each.is_exact):
                continue
            digits = len(str(int(each.value / each.place)))
            if is_slip(first.value, each.value, min(first.place, each.place)) and digits > 1:
                message = f"“{name}”前面是 {first.shown}，这里是 {each.shown}"
                yield Disagreement("REC13", each.start, each.end, message, (first,))
                break


def _thing_names(quantity: Quantity) -> Iterator[str]:
    """Yield what a number is of: the words before it, or verb and noun round it (新建…提灌站)."""
    label = quantity.label[-24:]
    if (
        _PARTIAL.search(label)
        or quantity.sort in {"率", "百分点"}
        or quantity.has_role("growth", "delta", "before", "price")
    ):
        return
    name = _NAME_TAIL.sub("", _NAME_HEAD.sub("", label))
    if len(name) > 3:  # noqa: PLR2004 (a name, no verb)
        yield name
    noun = re.match("[\u4e00-\u9fff]{2,6}?(?=全部|均|已|$)", quantity.after)
    verb = label.removesuffix("的")
    if label.endswith("的") and noun and len(verb) > 1:
        yield verb[-2:] + noun[0]
    elif len(name) > 2:  # noqa: PLR2004
        yield name


def wrong_portions(read: ReadText) -> Iterator[Disagreement]:
    """Yield a part beyond its whole: 收回 > 发放, 合格 > 抽检."""
    for one, other in pairwise(read.quantities):
        same = (
            one.shares_unit(other)
            and one.sort == "数"
            and one.sentence == other.sentence
            and one.segment == other.segment
        )
        if not same or other.comma - one.comma != 1 or not (one.is_exact and other.is_exact):
            continue
        if one.has_role("sent") and other.has_role("returned") and other.value > one.value:
            message = f"{other.label}{other.shown}，多于{one.label[-8:]}{one.shown}"
            yield Disagreement("REC14", other.start, other.end, message, (one,))
