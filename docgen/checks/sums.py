"""Parts and wholes that prose states (分项与合计): brackets, 其中, 一是…二是…, 合计."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.checks.lines import Line, Term
from docgen.checks.parts import OPEN, REST, Sum, closed, content_only, inside, of_a_rate, part
from docgen.checks.proofs import adds_up, total
from docgen.checks.sum_proofs import missed, some_fit
from docgen.checks.totals import totals
from docgen.findings import Finding

_BRACKET = re.compile(r"Q([^QPTBRYO，,。；（）()：:]{0,16})[（(]")
_AMONG = re.compile(
    r"其中|分别(?:为|是|有|达|安排|完成|投入|补助|拨付|下达)?|包括|包含|组成|构成|来源(?:于|为|是|[：:])|用于|用在|分为|Q[：:]|Q[\u4e00-\u9fff]{0,4}中(?:，|(?=[有已]))"
)
_ORDINAL = re.compile(r"[一二三四五六七八九十]是|[（(][一二三四五六七八九十][）)]|[①②③④⑤⑥⑦⑧⑨⑩]")
_COMPOSED = re.compile(r"Q[^QPTBRYO。；]{0,6}[，,]?由(?P<parts>[^。；]{1,160}?)(?:组成|构成)")
_ENDS_LIST = re.compile(
    r"[一共]共|总[共计额]|合计|累计|截至|此外|同时|另外?|还|全[年市县区省]|完成率|执行率|带动|惠及|受益|实现|剩余|节约"
)
_LEFT_OVER = re.compile(r"(?<!上年)(?<!年初)(?:结余|结转)")
_STEP = re.compile(r"[增减多少降][加少长收支产]?(?:了|额)?$")
_STATE = re.compile(r"完成|完工|竣工|在建|正在|未|开工|达标|整改|办结|通过")


def sums(line: Line) -> Iterator[Finding]:
    """Yield the sums of a passage that do not hold in any reading."""
    readings = (
        *_bracketed(line),
        *_composed(line),
        *_listed(line),
        *_ordinals(line),
        *_states(line),
        *totals(line),
    )
    yield from _told(line, readings)


def item_sums(line: Line) -> Iterator[Finding]:
    """Yield the sum of a list whose items are one amount each, where it does not hold."""
    yield from _told(line, tuple(_ordinals(line)))


def _told(line: Line, readings: Sequence[Sum]) -> Iterator[Finding]:
    told_of: set[int] = set()
    for reading in readings:
        if reading.whole.index in told_of:
            continue
        found = missed(line, reading)
        if found is not None:
            told_of.add(reading.whole.index)
            yield found


def _closing(skeleton: str, opened: int) -> int:
    """Return where the bracket opened before `opened` closes."""
    depth = 1
    for offset in range(opened, len(skeleton)):
        depth += (skeleton[offset] in "（(") - (skeleton[offset] in "）)")
        if not depth:
            return offset
    return len(skeleton)


def _bracketed(line: Line) -> Iterator[Sum]:
    for match in _BRACKET.finditer(line.skeleton):
        whole = line.term(match.start())
        end = _closing(line.skeleton, match.end())
        inner = line.skeleton[match.end() : end]
        if "比" in inner[:3] or "较" in inner[:2] or "。" in inner:
            continue
        terms = [term for term in inside(line, match.end(), end) if part(term, whole)]
        nested = [t for i, t in enumerate(terms) if not (i and re.search("其中|含", t.label))]
        if len(nested) > 1:
            among = inner.startswith(("其中", "含", "包括", "包含"))
            is_open = among or bool(OPEN.search(inner))
            yield Sum(whole, tuple(nested), not is_open or closed(nested, inner))


def _listed(line: Line) -> Iterator[Sum]:
    """Yield sums told by 其中, 分别为, 包括 …: the whole stands before, the parts follow."""
    for match in _AMONG.finditer(line.skeleton):
        if not _used_again(line, match):
            terms = inside(line, match.end(), _list_end(line.skeleton, match))
            yield from _by_dimension(line, match, terms)


def _list_end(skeleton: str, match: re.Match[str]) -> int:
    """Return where a list ends: with the sentence, or before the same words are said of another.

    预算为1129万元，其中财政拨款1128万元；执行数为987万元，其中财政拨款986万元.
    """
    end = _sentence_end(skeleton, match.end())
    again = skeleton.find(match[0] + skeleton[match.end() : match.end() + 4], match.end(), end)
    mark = skeleton.rfind("；", match.end(), again) if again > 0 else -1
    return mark if mark > 0 else end


def _used_again(line: Line, match: re.Match[str]) -> bool:
    """Tell whether 用于 stands behind 其中, which has told the parts already."""
    start = _sentence_start(line.skeleton, match.start())
    return match[0].startswith("用") and "其中" in line.skeleton[start : match.start()]


def _by_dimension(line: Line, match: re.Match[str], terms: list[Term]) -> Iterator[Sum]:
    """Yield a sum for each dimension of a list; where one holds, the list is whole."""
    held = False
    for dimension in dict.fromkeys(t.dimension for t in terms):
        same = [t for t in terms if t.dimension == dimension]
        wholes = _wholes(line, match, dimension)
        parts = _run(line, same, wholes[-1]) if wholes else []
        if len(parts) < 2:  # noqa: PLR2004 (one part is no sum)
            continue
        numbers = [t.numeral for t in parts]
        if any(adds_up(each.numeral, numbers) for each in wholes):
            held = True
            continue
        whole = _same_noun(wholes, parts)
        if some_fit(whole, parts) or (
            _rest_untold(line, parts) and total(numbers) <= whole.numeral.base
        ):
            continue
        if _open_ended(line, match, parts) and total(numbers) <= whole.numeral.base:
            continue
        if dimension == terms[0].dimension or (match[0] == "其中" and dimension != "率"):
            yield Sum(whole, tuple(parts), held or _says_all(line, match, whole, parts))


def _open_ended(line: Line, match: re.Match[str], parts: list[Term]) -> bool:
    """Tell whether a list says that it leaves something out: 主要用于A900万元、B400万元等."""
    last = line.offset(parts[-1])
    before = line.skeleton[max(0, match.start() - 2) : last]
    behind = line.skeleton[last + 1 :].partition("。")[0].partition("，")[0]
    if content_only(parts):
        return True
    return bool(re.search("主要|重点", before) or re.search("等(?![级于次])", behind))


def _same_noun(wholes: list[Term], parts: list[Term]) -> Term:
    """Return the whole that speaks of what the parts are: 项目共112个，涉及98个村，其中…项目64个."""
    nouns = {part.clause[-2:] for part in parts if len(part.clause) > 1}
    named = [t for t in wholes if any(noun in t.label + t.after for noun in nouns)]
    return (named or wholes)[-1]


def _rest_untold(line: Line, parts: list[Term]) -> bool:
    """Tell whether the rest is named without its amount: 其余由社会资本投入."""
    end = _sentence_end(line.skeleton, line.offset(parts[-1]))
    match = REST.search(line.skeleton, line.offset(parts[-1]), end)
    return match is not None and "Q" not in line.skeleton[match.end() : end]


def _wholes(line: Line, match: re.Match[str], dimension: str) -> list[Term]:
    """Return what a list may be the parts of; a change (增加120公里) only where nothing else is."""
    near = [
        t for t in line.terms
        if t.dimension == dimension and t.numeral.kind == "数量" and line.offset(t) < match.end()
        and _near(line, t, match.start()) and not of_a_rate(line, t)
        and (dimension != "率" or re.search("占|比重|比例", t.label))
    ]  # fmt: skip
    return [t for t in near if not _STEP.search(t.label)] or near


def _says_all(line: Line, match: re.Match[str], whole: Term, parts: list[Term]) -> bool:
    """Tell whether the words of a list say that nothing else belongs to the whole."""
    words = line.skeleton[match.start() : line.offset(parts[-1])]
    if closed(parts, words):
        return True
    firm = match[0][0] in "Q分组构来" and "中" not in match[0]
    return firm and not OPEN.search(words) and _speaks_of_total(whole)


def _composed(line: Line) -> Iterator[Sum]:
    """Yield sums told by 由…组成: the parts stand between the two words."""
    for match in _COMPOSED.finditer(line.skeleton):
        whole = line.term(match.start())
        terms = [t for t in inside(line, *match.span("parts")) if part(t, whole)]
        if len(terms) > 1:
            yield Sum(whole, tuple(terms), not OPEN.search(match["parts"]))


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


def _run(line: Line, terms: Sequence[Term], whole: Term) -> list[Term]:
    """Return the parts that follow each other, up to words that begin another thought."""
    parts: list[Term] = []
    for term in terms:
        if parts and _ends_list(term, parts[0], whole) and not REST.search(term.label):
            break
        if part(term, whole):
            between = line.skeleton[line.offset(parts[-1]) : line.offset(term)] if parts else ""
            if re.search("其中", between):
                continue  # a part of the part before it
            parts.append(term)
    return parts


def _ends_list(term: Term, first: Term, whole: Term) -> bool:
    if _ENDS_LIST.search(term.label):
        return True
    if "追加" in term.label and "年初" not in first.label:
        return True  # a budget with what was carried over in it is added to
    left = re.search("结余|结转|总收入|总支出|[总合]计", whole.label)  # 结转 is a part of these
    return bool(_LEFT_OVER.search(term.label)) and not left


def _states(line: Line) -> Iterator[Sum]:
    """Yield sums without a word: 共设15项指标，完成的13项，未完成的2项: done, under way and undone."""
    for whole in line.terms:
        if "共" not in whole.label and "总" not in whole.label:
            continue
        parts = []
        for term in line.terms[whole.index + 1 :]:
            if term.sentence != whole.sentence or term.numeral.unit != whole.numeral.unit:
                break
            parts.append(term)
        labels = "".join(t.label for t in parts)
        told_all = len(parts) > 1 and re.search("未|正在|在建", labels)
        if told_all and "其中" not in labels and all(_STATE.search(t.label) for t in parts):
            yield Sum(whole, tuple(parts), closed=True)


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
        own = [
            [t for t in inside(line, mark.end(), end) if part(t, whole)]
            for mark, end in zip(marks, ends, strict=True)
        ]
        alone = all(len(each) == 1 for each in own)  # of several amounts, who knows which
        if alone and _near(line, whole, marks[0].start()):
            yield Sum(whole, tuple(each[0] for each in own), _speaks_of_total(whole))
            return
