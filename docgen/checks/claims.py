"""Claims beside numbers (说法与数): 增长, 超额, 完成, 高于, 位次. CLM01–CLM04.

What they say of figures is held against these in claims_of_figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.lines import Line, Term
from docgen.checks.numerals import numerals
from docgen.checks.proofs import told
from docgen.checks.prose import Prose, ProseRule
from docgen.findings import Finding, Severity

_FROM_TO = re.compile(
    r"[由从](?:[^QPTBRO，。；]{0,12}?)(?P<a>[QP])[^QPTBRYO。；]{0,8}?(?:(?P<up>增加|增长|提高|提升|上升|增|升|扩大|上涨)|(?P<down>减少|下降|降低|回落|下滑|减|降|压减|缩减|缩短))(?:到|至|为)(?:了)?[^QPTBRYO，。；]{0,8}(?P<b>[QP])"
)
_NEGATIVE = re.compile(r"(?:增长|下降|提高|降低|增加|减少)(?:了|率|为|达)*$")
_RANKS = re.compile(
    r"[由从][^，。；]{0,14}?第(?P<a>\d{1,3}|[一二三四五六七八九十]{1,3})[^。；\d]{0,16}?(?:(?P<up>上升|提升|跃升|跃居|前移|升至|升到|进至|进位)|(?P<down>下降|后退|滑落|降至|退至|下滑))[^。；\d第]{0,8}第(?P<b>\d{1,3}|[一二三四五六七八九十]{1,3})"
)
_COMPARED = re.compile(
    r"(?P<a>[QP])[^QPTBRYO。；，]{0,6}[，,]?[^QPTBRYO。；，]{0,4}(?P<w>(?<!不)(?:高于|优于|大于|超过|超出|低于|小于|少于|不及|达不到))[^QPTBRYO。；，]{0,14}?(?P<b>[QP])(?![^QPTBRYO。；，]{0,3}个百分点)"
)
_NOT_COMPARED = re.compile(r"不[高低大小少]?于|不超过|控制在|[均比较]|\d+倍")
_OVERDONE = re.compile(
    r"(?P<w>超额完成|超额实现|全面完成|全部完成|圆满完成|超过|完成了?全部)[^QPTBRYO。；]{0,14}?(?:[，,]?(?:完成率|达到?|为|完成[^QPTBRYO。；]{0,8}的)){1,2}[^QPTBRYO。；]{0,4}P"
)
_UNDONE = re.compile(
    r"(?P<w>未完成|没有完成|未达到|未实现)[^QPTBRYO。；]{0,12}?[，,]?(?:完成率|完成[^QPTBRYO。；]{0,8}的)(?:为|达)?P"
)

_TARGET_AND_DONE = re.compile(
    r"(?:指标值|目标值|目标|任务)(?:为|是|[:：])?(?:≥|>=|不低于|不少于|至少)(?P<a>[QP])[^QPTBRYO。；，]{0,4}，[^QPTBRYO。；，]{0,4}(?:实际|完成)[^QPTBRYO。；，]{0,6}(?P<b>[QP])[^QPTBRYO。；，]{0,3}，(?:(?P<missed>未达到|未完成|未实现|没有达到|没有完成)|(?P<met>已完成|已达到|超额完成|完成了?年度|达到了?年度|达到目标))"
)
_REACHED = re.compile(
    r"(?P<a>[QP])[^QPTBRYO。；，]{0,4}，(?P<w>达到了?|超过了?|完成了?|实现了?|(?:尚?未|没有)(?:达到|完成|实现))[^QPTBRYO。；，不低]{0,8}(?P<b>[QP])(?:以上|及以上)?的?[^QPTBRYO。；，]{0,6}(?:目标|指标|要求|标准|任务)"
)
_AT_MOST = re.compile(r"以[内下]|不超|不高|不大|控制|≤")
_MARKS = re.compile(
    r"(?:满分|分值|权重)(?:为|是|[:：])?(?P<a>Q)[^QPTBRYO。；]{0,10}(?:得分?|自评|实得)[^QPTBRYO。；，]{0,4}(?P<b>Q)"
)


def way_of_change(prose: Prose) -> Iterator[Finding]:
    """“增长”“下降”与数的变化方向相反。

    缘由：说法与数相反，评审会认为数据不真实。
    示例：由120户增加到100户；增长-5%；增长11.4%，而上年是 12%
    改法：改正说法，或核对两个数。
    """
    for line in prose.lines:
        for match in _FROM_TO.finditer(line.skeleton):
            one, other = line.term(match.start("a")), line.term(match.start("b"))
            gap = other.numeral.base - one.numeral.base
            wrong = gap < 0 if match["up"] else gap > 0
            if one.dimension == other.dimension and wrong and not _reversed(line, match):
                word = match["up"] or match["down"]
                message = f"由 {one.numeral.shown} 到 {other.numeral.shown}，写的是“{word}”"
                yield told(
                    "CLM01", Severity.ERROR, line, other, message, (one,), "改正说法，或核对两个数"
                )
        for term in line.terms:
            if term.numeral.number < 0 and _NEGATIVE.search(term.label):
                word = term.label[-2:]
                message = f"“{word}{term.numeral.shown}”：{word}后面是负数"
                yield told(
                    "CLM01",
                    Severity.WARNING,
                    line,
                    term,
                    message,
                    (),
                    "改用“下降”或“增长”，数写成正的",
                )


def _reversed(line: Line, match: re.Match[str]) -> bool:
    return bool(re.search(r"不[高低]", line.skeleton[match.start() : match.end()]))


def done_or_not(prose: Prose) -> Iterator[Finding]:
    """“超额完成”“全面完成”而完成率不到 100%，或“未完成”而完成率超过 100%。

    缘由：说法与完成率矛盾是复核最常抓的问题。
    示例：超额完成年度任务，完成率为97%
    改法：改正说法，或核对完成率。
    """
    for line in prose.lines:
        if not line.terms:
            continue
        for pattern, done in ((_OVERDONE, True), (_UNDONE, False)):
            for match in pattern.finditer(line.skeleton):
                term = line.term(match.end() - 1)
                value = term.numeral.base
                if (value < 1 if done else value >= 1) and match["w"] != "超过":
                    message = f"写的是“{match['w']}”，完成率是 {term.numeral.shown}"
                    yield told(
                        "CLM02", Severity.ERROR, line, term, message, (), "改正说法，或核对完成率"
                    )
        yield from _pairs_with_target(line)
        yield from _reached(line)


def _reached(line: Line) -> Iterator[Finding]:
    """Yield 88.5%，达到了90%以上的目标, and marks beyond the full ones."""
    for match in _REACHED.finditer(line.skeleton):
        done, target = line.term(match.start("a")), line.term(match.start("b"))
        missed = match["w"][0] in "尚未没"
        if done.dimension != target.dimension or done.numeral.about or _AT_MOST.search(match[0]):
            continue
        if (done.numeral.base >= target.numeral.base) == missed:
            message = f"{done.numeral.shown}，目标 {target.numeral.shown}，写的是“{match['w']}”"
            yield told(
                "CLM02", Severity.ERROR, line, done, message, (target,), "改正说法，或核对两个数"
            )
    for match in _MARKS.finditer(line.skeleton):
        full, got = line.term(match.start("a")), line.term(match.start("b"))
        if (
            got.numeral.unit.name == full.numeral.unit.name == "分"
            and got.numeral.base > full.numeral.base
        ):
            message = f"得分 {got.numeral.shown}，超过满分 {full.numeral.shown}"
            yield told("CLM02", Severity.ERROR, line, got, message, (full,), "核对得分和分值")


def _pairs_with_target(line: Line) -> Iterator[Finding]:
    """Yield 未达到 or 已完成 behind a target and what was done that say the opposite."""
    for match in _TARGET_AND_DONE.finditer(line.skeleton):
        target, done = line.term(match.start("a")), line.term(match.start("b"))
        if target.dimension != done.dimension or done.numeral.about:
            continue
        reached = done.numeral.base >= target.numeral.base
        if reached == bool(match["missed"]):
            said = match["missed"] or match["met"]
            message = f"目标 {target.numeral.shown}，实际 {done.numeral.shown}，写的是“{said}”"
            yield told(
                "CLM02", Severity.ERROR, line, done, message, (target,), "改正说法，或核对两个数"
            )


def rank_change(prose: Prose) -> Iterator[Finding]:
    """位次的升降写反了。

    缘由：名次数字变小是上升，变大是下降。
    示例：由第3上升到第5
    改法：改正说法，或核对两个名次。
    """
    for passage in prose.passages:
        if "第" not in passage.text:
            continue
        for match in _RANKS.finditer(passage.text):
            before, after = _rank(match["a"]), _rank(match["b"])
            wrong = after >= before if match["up"] else after <= before
            if before and after and wrong:
                start, end = match.span("b")
                message = f"由第 {before} 到第 {after}，写的是“{match['up'] or match['down']}”"
                place = passage.at(start, end - start)
                yield Finding("CLM03", Severity.ERROR, place, message, "改正说法，或核对名次")


def _rank(text: str) -> int:
    if text.isdigit():
        return int(text)
    found = numerals(f"{text}个")
    return int(found[0].number) if found else "零一二三四五六七八九十".find(text)


def comparison(prose: Prose) -> Iterator[Finding]:
    """“高于”“低于”“超过”与两个数的大小相反。

    缘由：说法与数相反，评审会认为数据不真实。
    示例：满意度92%，高于目标值95%
    改法：改正说法，或核对两个数。
    """
    for line in prose.lines:
        for match in _COMPARED.finditer(line.skeleton):
            one, other = line.term(match.start("a")), line.term(match.start("b"))
            words = line.skeleton[match.start() + 1 : match.end() - 1]
            if one.dimension != other.dimension or _NOT_COMPARED.search(
                words.replace(match["w"], "", 1)
            ):
                continue
            if one.numeral.about or other.numeral.kind != "数量" or _by(line, other):
                continue
            a, b = one.numeral.base, other.numeral.base
            higher = match["w"] in ("高于", "优于", "大于", "超过", "超出")
            if (a < b if higher else a > b) and _NOT_STEP.search(words) is None:
                message = f"{one.numeral.shown} {'小于' if a < b else '大于'} {other.numeral.shown}，写的是“{match['w']}”"
                yield told(
                    "CLM04", Severity.ERROR, line, other, message, (one,), "改正说法，或核对两个数"
                )


_NOT_STEP = re.compile(r"超[过出](?:额|部分)?$")


def _by(line: Line, term: Term) -> bool:
    """Tell whether an amount is by how much, not what is compared with: 高于全国平均2.1%."""
    text = line.passage.text[term.numeral.end : term.numeral.end + 4]
    return (
        bool(re.match(r"个?百分点|以上|左右", text))
        or bool(re.search("平均(?:水平|值)?$", term.label)) is True
    )


RULES = (
    ProseRule("CLM01", Severity.ERROR, way_of_change),
    ProseRule("CLM02", Severity.ERROR, done_or_not),
    ProseRule("CLM03", Severity.ERROR, rank_change),
    ProseRule("CLM04", Severity.ERROR, comparison),
)
