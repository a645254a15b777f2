"""What a rate is of (分母): which of two amounts is the whole, where the words around tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docgen.checks.lines import Line, Term

PLAN = re.compile(r"计划|目标|任务|应|拟|预算|批复|下达|指标|概算|核定|定额|不少于|不低于|额度")
_REACHED = re.compile(r"实际|已|完成了?$|支出|执行")
_ADJUSTED = re.compile(r"调整后|全年预算|调整预算")
_RATE_OF_PLAN = re.compile("(?:完成|执行)率?[^，,]{0,3}$")
_BEHIND = re.compile(r"[（(][^，,。）)]*(?:应|计划|目标|预算)")
_DUE = re.compile(r"应[\u4e00-\u9fff]{1,4}$")
_DONE_OF_DUE = re.compile(r"实(?!施|现|行)[\u4e00-\u9fff]{1,4}$")


def backwards(term: Term, one: Term, other: Term) -> bool:
    """Tell whether a 完成率 would be what was planned by what was done."""
    if not _RATE_OF_PLAN.search(term.clause):
        return False
    planned, done = PLAN.search(one.clause), _REACHED.search(other.clause)
    mixed = _REACHED.search(one.clause) or PLAN.search(other.clause)
    return bool(planned and done) and not mixed


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
