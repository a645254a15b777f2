"""Accounts that prose tells (收支恒等式): what was, came, went and is left; budgets adjusted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from docgen.checks.lines import Line, Term
from docgen.checks.proofs import plain, slack, told
from docgen.findings import Finding, Severity

_END = r"(?:资金|金额|数|额|总?额)?(?:共计|共|为|是|[:：]|（[^）]*）)*$"
_ROLES = tuple(
    (role, re.compile(words))
    for role, words in (
        ("旧滚存", rf"上年(?:末)?(?:滚存|累计)结余{_END}"),
        ("滚存", rf"^(?:年末)?(?:滚存|累计)结余{_END}"),
        ("当年结余", rf"(?:当年|本年|当期)(?:收支)?结余{_END}"),
        ("结转", rf"(?:上年|年初|期初|以前年度)(?:末|度)?(?:结转和结余|结转结余|结转|结余){_END}"),
        ("总收入", rf"收入(?:总计|合计){_END}"),
        ("收入", rf"(?:本年|当年)度?(?:财政拨款)?(?:收入|下达|到位|安排){_END}"),
        ("总支出", rf"支出(?:总计|合计){_END}"),
        ("支出", rf"(?:本年|当年)度?(?:财政拨款)?支出{_END}"),
        ("结余", rf"(?:年末|期末)(?:结转和结余|结转结余|结转|结余){_END}|结转下年{_END}"),
        ("年初", rf"年初(?:部门|批复)?预算(?:安排|批复|下达)?(?:项目)?{_END}"),
        ("调增", rf"(?:追加|调增)(?:预算|经费)?{_END}"),
        ("调减", rf"(?:调减|核减|压减|追减)(?:预算|经费)?{_END}"),
        ("调整后", rf"(?:调整后|全年)(?:的)?预算{_END}|预算调整[为至]$"),
    )
)
_ADJUSTED = "调整后"
_GROWN = re.compile(
    r"(?P<was>Q)[^QPTB。；]{0,4}，[^QPTB。；，]{0,8}(?:净增|新增|增加)[^QPTB。；，到至]{0,6}(?P<new>Q)[^QPTB。；]{0,4}，[^QPTB。；，]{0,8}(?:达到?|增至|增加到|总[数量][达为]到?|结算|调整[后为])[^QPTB。；，]{0,4}(?P<now>Q)"
)
_IDENTITIES = (
    (("结转", "收入"), (), "总收入"),
    (("支出", "结余"), (), "总支出"),
    (("结转", "收入"), ("支出",), "结余"),
    (("旧滚存", "当年结余"), (), "滚存"),
    (("年初", "调增"), (), _ADJUSTED),
    (("年初",), ("调减",), _ADJUSTED),
    (("年初", "调增"), ("调减",), _ADJUSTED),
)


def identities(line: Line) -> Iterator[Finding]:
    """Yield the accounts of a sentence that do not balance.

    Only where each of the amounts is told once, and no other amount of money stands among them.
    """
    money = [t for t in line.terms if t.dimension == "元"]
    for _, terms in groupby(money, key=lambda t: t.sentence):
        told_once = _roles(list(terms))
        for plus, minus, result in _IDENTITIES:
            names = (*plus, *minus, result)
            if set(names) <= set(told_once) and _alone(told_once, names):
                yield from _unbalanced(line, told_once, plus, minus, result)


def stocks(line: Line) -> Iterator[Finding]:
    """Yield what was, what is new and what is now, that do not add up: 5.6万个，新增0.8万个，达到."""
    for match in _GROWN.finditer(line.skeleton):
        was, new, now = (line.term(match.start(name)) for name in ("was", "new", "now"))
        numerals = [t.numeral for t in (was, new, now)]
        same = len({t.dimension for t in (was, new, now)}) == 1
        if not same or any(n.about or n.kind != "数量" for n in numerals) or now.computed:
            continue
        gap = numerals[0].base + numerals[1].base - numerals[2].base
        if abs(gap) > sum((slack(n) for n in numerals), Decimal(0)):
            due = plain(numerals[2].base + gap, numerals[2])
            message = (
                f"{numerals[0].shown} + {numerals[1].shown} = {due}，写的是 {numerals[2].shown}"
            )
            yield told("REC06", Severity.WARNING, line, now, message, (was, new))


def _roles(terms: list[Term]) -> Mapping[str, Term]:
    """Return the amounts of a sentence by what they are; none where any of them is not known."""
    found: dict[str, Term] = {}
    for term in terms:
        role = next((role for role, words in _ROLES if words.search(term.clause)), "")
        numeral = term.numeral
        if (
            not role
            or role in found
            or numeral.kind != "数量"
            or numeral.about
            or "其中" in term.label
        ):
            found[f"?{term.index}"] = term
            if role in found:
                found[f"?{role}"] = found.pop(role)
            continue
        found[role] = term
    return found


def _alone(found: Mapping[str, Term], names: tuple[str, ...]) -> bool:
    """Tell whether nothing else stands among the amounts of an identity, and all is not computed."""
    indices = [found[name].index for name in names]
    others = [t.index for role, t in found.items() if role not in names]
    among = any(min(indices) < index < max(indices) for index in others)
    return not among and not found[names[-1]].computed


def _unbalanced(
    line: Line,
    found: Mapping[str, Term],
    plus: tuple[str, ...],
    minus: tuple[str, ...],
    result: str,
) -> Iterator[Finding]:
    signed = [(1, found[name]) for name in plus] + [(-1, found[name]) for name in minus]
    due = sum((sign * t.numeral.base for sign, t in signed), Decimal(0))
    printed = found[result].numeral
    spread = sum((slack(t.numeral) for _, t in signed), slack(printed))
    if abs(due - printed.base) <= spread:
        return
    first, *rest = signed
    shown = first[1].numeral.shown + "".join(
        f" {'+' if sign > 0 else '−'} {t.numeral.shown}" for sign, t in rest
    )
    message = f"{shown} = {plain(due, printed)}，写的是 {printed.shown}"
    yield told("REC06", Severity.ERROR, line, found[result], message, [t for _, t in signed])
