"""Claims beside figures (说法与数): 增长, 超额, 完成, 高于, 位次, 等级. CLM01–CLM05."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docgen import figures
from docgen.checks.lines import Line, Term
from docgen.checks.numerals import numerals
from docgen.checks.proofs import told
from docgen.checks.subject import Rule, Subject
from docgen.figures.model import Figure, Quantity, Rank
from docgen.findings import Finding, Related, Severity

_UP = re.compile(r"(?:增长|增加|提高|提升|上升|增至|升至|扩大|上涨)(?:了|到|至|为|达)*$")
_DOWN = re.compile(r"(?:下降|减少|降低|降至|减至|回落|下滑|压减|缩减)(?:了|到|至|为)*$")
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
_GRADED = re.compile(
    r"(?:总得分|总分|综合得分|自评得分|评价得分|综合评分|(?<![标度])得分)(?:为|是|[:：])? ?(?P<score>\d{1,3}(?:\.\d+)?) ?分[^。；\d]{0,10}?(?:等级|评级|等次|结果)(?:被?评?定?为|是|[:：])+[“\x22]?(?P<grade>优秀?|良好?|中|差)(?=[，。；、）)”\x22]|$|等)"
)


def way_of_change(subject: Subject) -> Iterator[Finding]:
    """“增长”“下降”与数的变化方向相反。

    缘由：说法与数相反，评审会认为数据不真实。
    示例：由120户增加到100户；增长-5%；增长11.4%，而上年是 12%
    改法：改正说法，或核对两个数。
    """
    for line in subject.lines:
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
        yield from _against_previous(subject, line)


def _reversed(line: Line, match: re.Match[str]) -> bool:
    return bool(re.search(r"不[高低]", line.skeleton[match.start() : match.end()]))


def _against_previous(subject: Subject, line: Line) -> Iterator[Finding]:
    """Yield references to a figure that went the other way than its 上年 says."""
    for stretch in line.passage.stretches:
        figure = subject.appraisal.figures.by_key.get(stretch.figure) if stretch.figure else None
        if figure is None or figure.previous is None:
            continue
        before = line.passage.text[max(0, stretch.start - 8) : stretch.start]
        up, down = _UP.search(before), _DOWN.search(before)
        change = _change(figure)
        if change is None or not (up or down) or not re.search("[到至]$", before):
            continue
        if (up and change < 0) or (down and change > 0):
            word = (up or down or before)[0]
            shown = line.passage.text[stretch.start : stretch.end]
            previous = _described(figure)
            message = f"“{word}”后面是 {shown}，上年是 {previous}"
            other = (Related(figure.source, f"上年 {previous}"),)
            yield Finding(
                "CLM01", Severity.ERROR, stretch.source, message, "改正说法，或核对上年的数", other
            )


def _change(figure: Figure) -> Decimal | None:
    value, previous = figure.value, figure.previous
    if isinstance(value, Quantity) and isinstance(previous, Quantity):
        return value.base - previous.base
    if isinstance(value, Rank) and isinstance(previous, Rank):
        return Decimal(previous.number - value.number)
    return None


def _described(figure: Figure) -> str:
    previous = figure.previous
    if isinstance(previous, Quantity):
        return f"{figures.number_text(previous.number)}{previous.unit.name}"
    return previous.text if isinstance(previous, Rank) else ""


def done_or_not(subject: Subject) -> Iterator[Finding]:
    """“超额完成”“全面完成”而完成率不到 100%，或“未完成”而完成率超过 100%。

    缘由：说法与完成率矛盾是复核最常抓的问题。
    示例：超额完成年度任务，完成率为97%
    改法：改正说法，或核对完成率。
    """
    for line in subject.lines:
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
        yield from _against_target(subject, line)


def _against_target(subject: Subject, line: Line) -> Iterator[Finding]:
    """Yield 超额完成 beside a figure that is below its 目标."""
    for stretch in line.passage.stretches:
        figure = subject.appraisal.figures.by_key.get(stretch.figure) if stretch.figure else None
        if (
            figure is None
            or not isinstance(figure.value, Quantity)
            or not isinstance(figure.target, Quantity)
        ):
            continue
        before = re.split(r"[。；]", line.passage.text[max(0, stretch.start - 20) : stretch.start])[
            -1
        ]
        if "超额" in before and figure.value.base < figure.target.base:
            target = f"{figures.number_text(figure.target.number)}{figure.target.unit.name}"
            message = (
                f"写的是“超额”，{line.passage.text[stretch.start : stretch.end]}低于目标 {target}"
            )
            other = (Related(figure.source, f"目标 {target}"),)
            yield Finding(
                "CLM02", Severity.ERROR, stretch.source, message, "改正说法，或核对目标", other
            )


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


def grade_of_score(subject: Subject) -> Iterator[Finding]:
    """一句话里的得分和等级不相称。

    缘由：等级由总分按评分办法的分档得出（财预〔2020〕10号：90 分以上为优，80 分以上为良，60 分以上为中）。
    示例：自评得分88.5分，评价等级为“优” → 88.5 分应为良
    改法：核对得分和等级，改成引用 {{总分}}、{{等级}}。
    """
    rules = subject.appraisal.rules
    if rules is None:
        return
    for passage in subject.holding(_GRADED):
        for match in _GRADED.finditer(passage.text):
            start, end = match.span("grade")
            if passage.figures(*match.span("score")) and passage.figures(start, end):
                continue
            due = rules.grades.grade(Decimal(match["score"]))
            if due and due[0] != match["grade"][0] and due[0] in "优良中差":
                message = f"{match['score']} 分应为“{due}”，写的是“{match['grade']}”"
                place = passage.at(start, end - start)
                advice = "核对得分和等级，改成引用 {{总分}}、{{等级}}"
                yield Finding("CLM05", Severity.ERROR, place, message, advice)


def rank_change(subject: Subject) -> Iterator[Finding]:
    """位次的升降写反了。

    缘由：名次数字变小是上升，变大是下降。
    示例：由第3上升到第5
    改法：改正说法，或核对两个名次。
    """
    for passage in subject.passages:
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


def comparison(subject: Subject) -> Iterator[Finding]:
    """“高于”“低于”“超过”与两个数的大小相反。

    缘由：说法与数相反，评审会认为数据不真实。
    示例：满意度92%，高于目标值95%
    改法：改正说法，或核对两个数。
    """
    for line in subject.lines:
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
    Rule("CLM01", Severity.ERROR, way_of_change),
    Rule("CLM02", Severity.ERROR, done_or_not),
    Rule("CLM03", Severity.ERROR, rank_change),
    Rule("CLM04", Severity.ERROR, comparison),
    Rule("CLM05", Severity.ERROR, grade_of_score),
)
