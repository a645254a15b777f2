"""Totals that stand behind their parts (合计在后): 合计, 共, 全年共, 总投资."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.lines import Line, Term
from docgen.checks.parts import REST, Sum, alike, closed, inside, part
from docgen.checks.proofs import adds_up

_TOGETHER = re.compile(
    r"[，,；](?:全年|[半\u4e00-\u9fff]{0,2}O)?(?:(?:共(?:同)?|累计|总)[^QPTBRYO，。；]{0,10}|[\u4e00-\u9fff]{0,4}总(?:金额|额|价|投资|造价|费用|收入|支出|面积|长度|里程|[数量])[为达是]{0,2})Q"
)
_TOTALLED = re.compile(r"(?:共计|合计|总计|总共|一共|加总|累计共)[^QPTBRYO。；]{0,10}Q")
_OWN_TOTAL = re.compile(r"合计|共计|总计|总[额数量投预]|预算(?!内)|执行|年初|全年[收支]")
_TAIL = 4


def totals(line: Line) -> Iterator[Sum]:
    """Yield the sums of what stands before 合计, 共计, 总计, 共, 总投资."""
    sure = {match.end() - 1: match.start() for match in _TOTALLED.finditer(line.skeleton)}
    loose = {match.end() - 1: match.start() for match in _TOGETHER.finditer(line.skeleton)}
    for offset, start in sorted({**loose, **sure}.items()):
        yield from _before(line, line.term(offset), start, firm=offset in sure)


def _before(line: Line, whole: Term, end: int, *, firm: bool) -> Iterator[Sum]:
    """Yield the sum of the parts before a total, and those of its neighbours: 共45家840万元."""
    start = max(line.skeleton.rfind(mark, 0, end) for mark in "。；\n") + 1
    near = inside(line, start, end)
    held = False
    for each in (whole, *_joined(line, whole)):
        if REST.search(each.label):
            continue  # 其余共计260万元 is a part itself
        parts = _scored(line, each, end) or [t for t in near if part(t, each)]
        if len(parts) < 2 or each.numeral.kind != "数量" or _apart(parts, each):  # noqa: PLR2004 (one part is no sum)
            continue
        if each is whole and not (firm or alike(parts) or _only_these(line, end)):
            continue
        yield Sum(each, tuple(parts), held or (firm and each is whole) or closed(parts, ""))
        held = adds_up(each.numeral, [t.numeral for t in parts])


def _only_these(line: Line, end: int) -> bool:
    """Tell whether a total is of the amounts just told (共), not of more years or all (累计, 总)."""
    return line.skeleton.startswith("共", end + 1)


def _joined(line: Line, whole: Term) -> Iterator[Term]:
    """Yield the amounts that follow a total without a word: 45家840万元."""
    following = line.terms[whole.index + 1 : whole.index + 2]
    yield from (t for t in following if not t.label and t.dimension != whole.dimension)


def _apart(parts: list[Term], whole: Term) -> bool:
    """Tell whether some parts are totals themselves, and not all by the words of the whole."""
    own = [t for t in parts if _OWN_TOTAL.search(t.label)]
    return bool(own) and not all(t.clause[-_TAIL:] == whole.clause[-_TAIL:] for t in parts)


def _scored(line: Line, whole: Term, end: int) -> list[Term]:
    """Return the scores of 10分，得9.34分；50分，得48分, whose clauses a total counts alone."""
    if whole.numeral.unit.name != "分":
        return []
    start = max(line.skeleton.rfind(mark, 0, end) for mark in "。\n") + 1
    terms = [t for t in inside(line, start, end) if part(t, whole)]
    return [t for t in terms if re.search("得分?$|得分为?$", t.clause)]
