"""What a rate is of (分母): which of two amounts is the whole, where the words around tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docgen.checks.lines import Line, Term

_PLAN = re.compile(
    r"计划|目标|任务|(?<![供相适反响对效感])应(?![急用对当变有尽])|拟|预算|批复|下达|指标|概算|核定|定额|不少于|不低于|额度"
)
_ACCOUNT = re.compile(
    r"(?:一般公共|公共财政|政府性基金|国有资本经营|社会保险基金|部门|单位)预算(?:财政拨款)?(?=[收支拨总])|计划[内外]"
)
_EVERYTHING = re.compile(r"总|共有|现有|全[县市区镇乡村部省]|辖")
_OF_THEM = re.compile(r"已|其中|达到|实现|实[有际]|有$")
_REACHED = re.compile(r"实际|已|完成了?$|支出|执行")
_ADJUSTED = re.compile(r"调整后|全年预算|调整预算")
_RATE_OF_PLAN = re.compile("(?:完成|执行)率?[^，,]{0,3}$")
_BEHIND = re.compile(
    r"[（(][^，,。）)]*(?:应|计划|目标|预算)|[，,](?:应|计划|目标|全[县市区镇乡村]|[^，,。]{0,6}总)[^，,。]*$"
)
_DUE = re.compile(r"应[\u4e00-\u9fff]{1,4}$")
_DONE_OF_DUE = re.compile(r"实(?!施|现|行)[\u4e00-\u9fff]{1,4}$")


def planned(words: str) -> bool:
    """Tell whether words speak of a plan (计划、目标、预算); 一般公共预算收入 is an account, no plan.

    >>> planned("年初预算"), planned("一般公共预算收入"), planned("应急物资")
    (True, False, False)
    """
    return bool(_PLAN.search(_ACCOUNT.sub("", words)))


def backwards(term: Term, one: Term, other: Term) -> bool:
    """Tell whether a 完成率 would be what was planned by what was done."""
    if not _RATE_OF_PLAN.search(term.clause):
        return False
    turned = planned(one.clause) and _REACHED.search(other.clause)
    mixed = _REACHED.search(one.clause) or planned(other.clause)
    return bool(turned) and not mixed


def superseded(term: Term, other: Term, window: Sequence[Term]) -> bool:
    """Tell whether a budget is not the one 执行率 is of: 年初 where one is adjusted, too.

    执行率＝全年执行数÷全年（调整后）预算数.
    """
    return (
        "执行率" in term.clause
        and "年初" not in term.clause
        and "年初" in other.clause
        and any(_ADJUSTED.search(t.clause) for t in window if t.index < term.index)
    )


def whole_behind(line: Line, term: Term, before: Sequence[Term]) -> tuple[Term, Term] | None:
    """Return part and whole of 到账1260万元，到位率为84%（应到位1500万元）: the whole follows."""
    last = line.terms[term.index + 1] if term.index + 1 < len(line.terms) else None
    if last is None or not _BEHIND.match(last.label):
        return None
    parts = [t for t in before if t.dimension == last.dimension and t.sentence == term.sentence]
    return (parts[0], last) if len(parts) == 1 else None


def due(before: Sequence[Term]) -> tuple[Term, Term] | None:
    """Return part and whole of 应检340家，实检306家: any rate beside them is of these."""
    whole = [t for t in before if _DUE.search(t.clause)]
    part = [t for t in before if _DONE_OF_DUE.search(t.clause)]
    if len(whole) != 1 or len(part) != 1 or whole[0].dimension != part[0].dimension:
        return None
    return part[0], whole[0]


def both_behind(line: Line, term: Term) -> tuple[Term, Term] | None:
    """Return part and whole of 签约率85%（应签约4200户，实签约3780户）: both follow, in brackets."""
    start = line.offset(term) + 1
    if line.skeleton[start : start + 1] not in ("（", "("):
        return _due_behind(line, term)
    end = min((at for at in map(line.skeleton.find, "）)", (start, start)) if at > 0), default=0)
    pair = [line.spots[at] for at in range(start, end) if at in line.spots]
    if len(pair) != 2 or pair[0].dimension != pair[1].dimension:  # noqa: PLR2004 (part and whole)
        return None
    small, large = sorted(pair, key=lambda t: t.numeral.base)
    return (
        (small, large) if small.numeral.base and small.dimension not in ("率", "百分点") else None
    )


def _due_behind(line: Line, term: Term) -> tuple[Term, Term] | None:
    """Return part and whole of 到位率98%，应到位2500万元，实际到位2400万元."""
    pair = [t for t in line.terms[term.index + 1 : term.index + 3] if t.sentence == term.sentence]
    first = term.index == 0 or line.terms[term.index - 1].sentence != term.sentence
    behind = line.terms[term.index + 3 : term.index + 4]
    another = any(t.dimension == "率" and t.sentence == term.sentence for t in behind)
    return due(pair) if first and not another else None


def beside(term: Term, before: Sequence[Term], stem: str) -> tuple[Term, Term] | None:
    """Return part and whole of 行政村总数186个，已通硬化路180个，通畅率: the two amounts before it.

    The first must be all there are, and the second named by a character of the rate's name.
    """
    pair = [t for t in before if t.sentence == term.sentence][-2:]
    if len(pair) != 2 or pair[1].index != term.index - 1 or pair[0].index != term.index - 2:  # noqa: PLR2004 (part and whole)
        return None
    whole, part = pair
    words = part.label + part.after
    named = _OF_THEM.search(part.label) and any(character in words for character in stem)
    return (
        (part, whole)
        if named
        and _EVERYTHING.search(whole.label)
        and (part.dimension == whole.dimension and part.numeral.base <= whole.numeral.base)
        else None
    )
