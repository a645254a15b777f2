"""Parts and wholes that prose states (分项与合计): brackets, 其中, 一是…二是…, 合计."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from docgen.checks.lines import Line, Term
from docgen.checks.proofs import adds_up, factor_between, sum_sentence, told, total
from docgen.findings import Finding, Severity

_BRACKET = re.compile(r"Q([^QPTBRYO，,。；（）()：:]{0,16})[（(]")
_AMONG = re.compile(
    r"其中|分别(?:为|是|有|达|安排|完成|投入|补助|拨付|下达)?|包括|包含|组成|构成|来源于|用于|用在|分为|Q[：:]"
)
_ORDINAL = re.compile(r"[一二三四五六七八九十]是|[（(][一二三四五六七八九十][）)]|[①②③④⑤⑥⑦⑧⑨⑩]")
_COMPOSED = re.compile(r"Q[^QPTBRYO。；]{0,6}[，,]?由(?P<parts>[^。；]{1,160}?)(?:组成|构成)")
_TOGETHER = re.compile(r"[，,]共(?:同)?[^QPTBRYO，。；]{0,6}Q")
_TOTALLED = re.compile(r"(?:共计|合计|总计|总共|一共|加总|累计共)[^QPTBRYO。；]{0,10}Q")
_NO_PART = re.compile(
    r"[比较]|同期|人均|户均|亩均|每|平均|计划|目标|任务数?|上年|去年|增长|增加|减少|下降|单价|标准|超额|最高|最低|不超过|控制在|年均|日均"
)
_ENDS_LIST = re.compile(
    r"[一共]共|总[共计额]|合计|累计|截至|此外|同时|另外?|还|全[年市县区省]|完成率|执行率|带动|惠及|受益|实现|剩余|结余|节约|结转"
)
_OWN_TOTAL = re.compile(r"合计|共计|总计|总[额数量投预]|预算|执行|年初|全年")
_REST = re.compile(r"其余|其他|其它|剩余|剩下|另有|另外|余下")
_OPEN = re.compile(r"等[）)。；，]?$|主要|重点|含|例如|如")
_SHARED_BY = re.compile(r"自筹|配套|其[他它]|社会|企业|地方|县|区级?|群众")
_FAMILIES = tuple(
    re.compile(words)
    for words in (
        r"中央|国家|省|市|县|区|乡|镇|自筹|社会|企业|群众|银行|贷款|配套|其[他它]|自有|地方|财政|专项债|债券",
        r"基本支出|项目支出",
        r"人员|公用|日常",
        r"^男|^女|男[生性]|女[生性]",
        r"新[建引开竣入]|改建|扩建|改扩建|续建|购地|在建",
        r"季度|上半年|下半年",
        r"[一二三]产|第[一二三]产业",
        r"优秀?$|良好?$|中$|差$|合格|称职",
        r"当年|上年|结转|结余|年初|追加|本级|上级",
        r"在[职编]|退休|离休|临聘|编外",
        r"一般公共预算|政府性基金|国有资本|专户|财政拨款|事业收入|经营收入",
        r"接待|公务|用车|出国|出境",
        r"[国省市县境]内|[国省市县境]外|本地|外地",
        r"城镇|农村|城市|乡村|居民",
        r"满意|一般|不满意",
        r"小学|初中|高中|中学|幼儿园|中职|高校",
        r"[一二三]级|[ＡＢＣＤ甲乙丙ａ]类",
    )
)
_NEARLY, _TWICE = 8, 2
_MANY = 3


class Sum(Struct, frozen=True):
    """A reading of a sum: a whole, its parts, whether the parts are all there are (closed)."""

    whole: Term
    parts: tuple[Term, ...]
    closed: bool


def sums(line: Line) -> Iterator[Finding]:
    """Yield the sums of a passage that do not hold in any reading."""
    told_of: set[int] = set()
    for reading in (
        *_bracketed(line),
        *_composed(line),
        *_listed(line),
        *_ordinals(line),
        *_totalled(line),
    ):
        if reading.whole.index in told_of:
            continue
        found = _missed(line, reading)
        if found is not None:
            told_of.add(reading.whole.index)
            yield found


def _missed(line: Line, reading: Sum) -> Finding | None:
    whole, parts = reading.whole.numeral, [term.numeral for term in reading.parts]
    if whole.about or any(part.about for part in parts) or not whole.base:
        return None
    if reading.whole.computed and all(part.figures for part in reading.parts):
        return None  # held together in figures.yaml, and told there
    if _some_fit(reading.whole, reading.parts):
        return None
    summed = total(parts)
    over = summed > whole.base
    if not over and not reading.closed and summed * 10 < whole.base * _NEARLY:
        return None
    if not reading.closed and over and summed > whole.base * _TWICE and not _swapped(reading):
        return None
    sure = reading.closed or over
    message = sum_sentence(whole, parts)
    advice = "核对各项与合计，改正错的一个数"
    mixed = _mixed_unit(reading)
    if mixed is not None:
        message += f"；像是把“{mixed.numeral.shown}”的单位写错了（元与万元相差一万倍）"
        advice = "核对单位是元还是万元"
    severity = Severity.ERROR if sure else Severity.WARNING
    return told("REC01", severity, line, reading.whole, message, reading.parts, advice)


def _some_fit(whole: Term, parts: Sequence[Term]) -> bool:
    """Tell whether the whole is the sum of the parts, or of the first or last two or more."""
    numerals = [part.numeral for part in parts]
    return any(
        adds_up(whole.numeral, some)
        for size in range(2, len(numerals) + 1)
        for some in (numerals[:size], numerals[len(numerals) - size :])
    )


def _mixed_unit(reading: Sum) -> Term | None:
    """Return the part (or whole) that makes the sum hold once 元 is read as 万元, or back."""
    parts = [term.numeral for term in reading.parts]
    summed, whole = total(parts), reading.whole.numeral.base
    if reading.whole.dimension != "元":
        return None
    if factor_between(summed, whole):
        return reading.whole
    for term, part in zip(reading.parts, parts, strict=True):
        for scaled in (part.base * 10000, part.base / 10000):
            if summed - part.base + scaled == whole:
                return term
    return None


def _swapped(reading: Sum) -> bool:
    return _mixed_unit(reading) is not None


def _part(term: Term, whole: Term) -> bool:
    return (
        term.dimension == whole.dimension
        and term.numeral.kind == "数量"
        and not _NO_PART.search(term.clause)
        and not term.after.startswith(("/", "每"))
    )


def _closing(skeleton: str, opened: int) -> int:
    """Return where the bracket opened before `opened` closes."""
    depth = 1
    for offset in range(opened, len(skeleton)):
        depth += (skeleton[offset] in "（(") - (skeleton[offset] in "）)")
        if not depth:
            return offset
    return len(skeleton)


def _inside(line: Line, start: int, end: int) -> list[Term]:
    """Return the terms of a stretch that stand in no bracket of it."""
    depth, found = 0, []
    for offset in range(start, end):
        letter = line.skeleton[offset]
        if letter in "（(":
            depth += 1
        elif letter in "）)":
            depth -= 1
        elif not depth and offset in line.spots and letter in "QP":
            found.append(line.spots[offset])
    return found


def _bracketed(line: Line) -> Iterator[Sum]:
    for match in _BRACKET.finditer(line.skeleton):
        whole = line.term(match.start())
        end = _closing(line.skeleton, match.end())
        inner = line.skeleton[match.end() : end]
        if "比" in inner[:3] or "较" in inner[:2] or "。" in inner:
            continue
        terms = [term for term in _inside(line, match.end(), end) if _part(term, whole)]
        nested = [t for i, t in enumerate(terms) if not (i and re.search("其中|含", t.label))]
        if len(nested) > 1:
            among = inner.startswith(("其中", "含", "包括", "包含"))
            is_open = among or bool(_OPEN.search(inner))
            yield Sum(whole, tuple(nested), not is_open or _closed(nested, inner))


def _closed(parts: Sequence[Term], words: str) -> bool:
    """Tell whether the labels of parts say that there are no others."""
    if _REST.search(words):
        return True
    labels = [part.clause.removeprefix("其中") + part.after for part in parts]
    for index, family in enumerate(_FAMILIES):
        if index == 0 and parts[0].dimension != "元":
            continue  # who pays is told of money only
        if all(family.search(label) for label in labels):
            return index > 0 or len(parts) >= _MANY or bool(_SHARED_BY.search("".join(labels)))
    return False


def _listed(line: Line) -> Iterator[Sum]:
    """Yield sums told by 其中, 分别为, 包括 …: the whole stands before, the parts follow."""
    for match in _AMONG.finditer(line.skeleton):
        end = _sentence_end(line.skeleton, match.end())
        terms = _inside(line, match.end(), end)
        before = [
            t for t in line.terms if line.offset(t) < match.end() and t.numeral.kind == "数量"
        ]
        if not terms or not before:
            continue
        if (
            match[0].startswith("用")
            and "其中"
            in line.skeleton[_sentence_start(line.skeleton, match.start()) : match.start()]
        ):
            continue
        wholes = [
            t for t in before if t.dimension == terms[0].dimension and _near(line, t, match.start())
        ]
        if not wholes:
            continue
        parts = _run(terms, wholes[-1])
        if len(parts) < 2 or any(_some_fit(whole, parts) for whole in wholes):  # noqa: PLR2004 (one part is no sum)
            continue
        words = line.skeleton[match.start() : line.offset(parts[-1]) + 4]
        firm = match[0][0] in "Q分组构" or match[0].endswith(("：", ":"))
        closed = _closed(parts, words) or (firm and not _OPEN.search(words))
        whole = wholes[-1]
        if firm and not _closed(parts, words) and not _speaks_of_total(whole):
            closed = False
        yield Sum(whole, tuple(parts), closed)


def _composed(line: Line) -> Iterator[Sum]:
    """Yield sums told by 由…组成: the parts stand between the two words."""
    for match in _COMPOSED.finditer(line.skeleton):
        whole = line.term(match.start())
        terms = [t for t in _inside(line, *match.span("parts")) if _part(t, whole)]
        if len(terms) > 1:
            yield Sum(whole, tuple(terms), not _OPEN.search(match["parts"]))


def _speaks_of_total(term: Term) -> bool:
    return bool(re.search(r"共|总|合计|累计|全[年市县区部]|安排|投入|支出|预算|资金", term.label))


def _near(line: Line, term: Term, offset: int) -> bool:
    between = line.skeleton[line.offset(term) + 1 : offset]
    return (
        len(between) < 48  # noqa: PLR2004 (further apart, two numbers do not speak of each other)
        and "；" not in between
        and between.count("。") <= (1 if between.rstrip("\n ").endswith("。") else 0)
    )


def _sentence_start(skeleton: str, end: int) -> int:
    return max(skeleton.rfind(mark, 0, end) for mark in "。；\n") + 1


def _sentence_end(skeleton: str, start: int) -> int:
    found = re.compile(r"[。\n]").search(skeleton, start)
    return found.start() if found else len(skeleton)


def _run(terms: Sequence[Term], whole: Term) -> list[Term]:
    """Return the parts that follow each other, up to words that begin another thought."""
    parts: list[Term] = []
    for term in terms:
        if parts and _ENDS_LIST.search(term.label) and not _REST.search(term.label):
            break
        if _part(term, whole):
            if parts and re.search("其中", term.label):
                continue
            parts.append(term)
    return parts


def _ordinals(line: Line) -> Iterator[Sum]:
    """Yield the sum of a list 一是…；二是…: the first amount of each item."""
    marks = list(_ORDINAL.finditer(line.skeleton))
    if len(marks) < 2:  # noqa: PLR2004 (one item is no list)
        return
    before = [
        t for t in line.terms if line.offset(t) < marks[0].start() and t.numeral.kind == "数量"
    ]
    ends = [mark.start() for mark in marks[1:]] + [_sentence_end(line.skeleton, marks[-1].end())]
    for whole in reversed(before[-2:]):
        parts: list[Term] = []
        for mark, end in zip(marks, ends, strict=True):
            own = [t for t in _inside(line, mark.end(), end) if _part(t, whole)]
            if own:
                parts.append(own[0])
        if len(parts) == len(marks) and _near(line, whole, marks[0].start()):
            yield Sum(whole, tuple(parts), _speaks_of_total(whole))
            return


def _scored(line: Line, whole: Term, end: int) -> list[Term]:
    """Return the scores of 10分，得9.34分；50分，得48分, whose clauses a total counts alone."""
    if whole.numeral.unit.name != "分":
        return []
    start = max(line.skeleton.rfind(mark, 0, end) for mark in "。\n") + 1
    terms = [t for t in _inside(line, start, end) if _part(t, whole)]
    return [t for t in terms if re.search("得分?$|得分为?$", t.clause)]


def _totalled(line: Line) -> Iterator[Sum]:
    """Yield the sum of what stands before 合计, 共计, 总计."""
    sure = [(match, True) for match in _TOTALLED.finditer(line.skeleton)]
    loose = [(match, False) for match in _TOGETHER.finditer(line.skeleton)]
    known = {match.end() for match, _ in sure}
    for match, closed in (*sure, *(pair for pair in loose if pair[0].end() not in known)):
        whole = line.term(match.end() - 1)
        start = max(line.skeleton.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
        terms = [t for t in _inside(line, start, match.start()) if _part(t, whole)]
        scored = _scored(line, whole, match.start())
        terms = scored or terms
        apart = any(_OWN_TOTAL.search(term.label) for term in terms)
        if len(terms) > 1 and whole.numeral.kind == "数量" and not apart:
            yield Sum(whole, tuple(terms), closed)
