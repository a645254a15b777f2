"""Names, the same everywhere (名称): NAM01–NAM04, NAM07, NAM11; the 年度 of the forms: NAM10."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from docgen.checks.passages import Passage
from docgen.checks.read.name_differences import Kind, is_han, is_outside_gb2312
from docgen.checks.read.name_index import NameIndex, name_index
from docgen.checks.read.name_slips import name_slips, other_names
from docgen.checks.read.name_uses import NameSlip
from docgen.checks.rule import Reading, ReportReadRule
from docgen.checks.subject import Subject
from docgen.findings import Edit, Fix, Related, Source
from docgen.patterns import lazy_pattern
from docgen.report import Text

_FUND_NAME = lazy_pattern(r"(?:\d{4}年度?)?([\u4e00-\u9fff]{2,20}?专项资金)")
_FUND_WORDS = lazy_pattern(r"专项资金|专项|资金|项目|经费|\d{4}年度?|[省市县区]级?")
_FUND_ENDS = ("资金", "专项", "项目", "经费")
_SECTION = lazy_pattern(r"(?:科|股|室)$")
_ALIKE = 0.75
_DEPARTMENTS = ("主管部门", "部门名称", "部门")
_YEAR_KEYS = ("年度", "评价年度", "自评年度", "预算年度")
_FOUR_DIGITS = lazy_pattern(r"(?<!\d)(20\d{2})(?!\d)")
_SPOKEN = 6  # characters: shorter names of figures are words that prose may vary
_COMMON = 4  # 经济信息: as many characters two names of one fund share
_NAME = 4  # a shorter 支出方向 is a word
_ADVICE = "改正；确是另一个名称的，写进 report.yaml 的 名称"


def near_name(subject: Subject) -> Iterator[Reading]:
    """名称疑似写错：与一个已知名称只差一个字，或有两个字颠倒。"""
    holding: dict[str, list[Passage]] = {}
    for passage in subject.passages:
        holding.setdefault(passage.text, []).append(passage)
    index, texts = name_index(tuple(holding)), tuple(holding)
    registered, spoken = _registered_names(subject), _spoken_names(subject)
    long = {name for name in spoken if len(name) >= _SPOKEN}
    for slip in name_slips(index, {*registered, *long}, spoken):
        text, start = index.text_place(slip.at)
        if slip.name in spoken and slip.name not in registered and not _is_slip_in_words(slip):
            continue
        others = other_names(slip, registered) if slip.name in registered else ()
        related = _usual_place(index, texts, holding, slip, registered.get(slip.name))
        for passage in holding[texts[text]]:
            yield _name_reading(passage, start, slip, others, related)


def _registered_names(subject: Subject) -> Mapping[str, Source | None]:
    """Return the names the report goes by or declares, and where each was written."""
    report, settings = subject.report, subject.report.settings
    texts = [*settings.names, *settings.aliases.values(), report.department, report.fund]
    if report.fund is None:  # else a fund of a form that differs is told by NAM03
        texts += [project.fund for project in report.projects]
    bare: dict[str, Source | None] = dict.fromkeys(settings.aliases)
    bare |= {project.name: project.source for project in report.projects}
    return bare | {text.content.strip(): text.source for text in texts if text is not None}


def _spoken_names(subject: Subject) -> frozenset[str]:
    """Return the names of figures and indicators: prose may vary them."""
    leaves = {key.path.rpartition(".")[2] for key in subject.appraisal.figures.by_key}
    rows = (row.indicator for form in subject.forms.values() for row in form.rows)
    return frozenset(leaves | {row.name for row in rows if row is not None})


def _is_slip_in_words(slip: NameSlip) -> bool:
    how, inside = slip.slip, 0 < slip.slip.place < len(slip.name) - 1
    exchanged = how.kind == Kind.EXCHANGED and inside and is_outside_gb2312(how.odd)
    return how.kind == Kind.TURNED or exchanged


def _usual_place(
    index: NameIndex,
    texts: tuple[str, ...],
    holding: Mapping[str, list[Passage]],
    slip: NameSlip,
    registered: Source | None,
) -> tuple[Related, ...]:
    if slip.usual_at < 0:
        return (Related(registered, slip.name),) if registered is not None else ()
    text, start = index.text_place(slip.usual_at)
    return (Related(holding[texts[text]][0].at(start, len(slip.name)), slip.name),)


def _name_reading(
    passage: Passage,
    start: int,
    slip: NameSlip,
    others: tuple[str, ...],
    related: tuple[Related, ...],
) -> Reading:
    length = len(slip.written)
    place, code = passage.at(start, length), _length_code(slip)
    names = "或".join(f"“{name}”" for name in (slip.name, *others))
    message = f"“{slip.written}”疑为{names}（{_slip_words(slip)}）"
    fix = None
    if not others and passage.typed(start, start + length):
        edit = Edit(place, slip.written, slip.name)
        fix = Fix((edit,), f"“{slip.written}”改成“{slip.name}”", safe=False)
    return Reading(code, place, message, _ADVICE, related, fix, doubtful=not slip.sure)


def _length_code(slip: NameSlip) -> str:
    return "NAM11" if slip.slip.kind in (Kind.LOST, Kind.ADDED) else "NAM01"


def _slip_words(found: NameSlip) -> str:
    slip = found.slip
    if slip.kind == Kind.LOST:
        return f"少了“{slip.usual}”"
    rare = f"“{slip.odd}”不在 GB2312，仿宋_GB2312 无此字" if is_outside_gb2312(slip.odd) else ""
    if slip.kind == Kind.ADDED:
        return "，".join(filter(None, (f"多了“{slip.odd}”", rare)))
    if slip.kind == Kind.TURNED:
        return f"“{slip.odd}”字序颠倒"
    return rare or f"“{slip.odd}”与“{slip.usual}”不同"


def rare_character(subject: Subject) -> Iterator[Reading]:
    """有 GB2312 以外的字。"""
    seen: Counter[str] = Counter()
    first: dict[str, tuple[Passage, int]] = {}
    for passage in subject.passages:
        for offset, character in _rare_characters(passage.text):
            seen[character] += 1
            first.setdefault(character, (passage, offset))
    for character, (passage, offset) in first.items():
        around = passage.text[max(0, offset - 4) : offset + 5]
        more = f"，共 {seen[character]} 处" if seen[character] > 1 else ""
        message = f"“{character}”（{around}）不在 GB2312，仿宋_GB2312 无此字{more}"
        yield Reading("NAM02", passage.at(offset, 1), message, "核对是不是错字")


def _rare_characters(text: str) -> Iterator[tuple[int, str]]:
    if is_outside_gb2312(text):
        yield from ((i, c) for i, c in enumerate(text) if is_han(c) and is_outside_gb2312(c))


def fund_name(subject: Subject) -> Iterator[Reading]:
    """专项资金的名称前后不同。"""
    report = subject.report
    aliases = {name: text.content.strip() for name, text in report.settings.aliases.items()}
    head = report.fund or report.title
    stated = aliases.get(head.content.strip(), head.content.strip())
    for project in report.projects:
        fund = project.fund
        if fund is None:
            continue
        name = aliases.get(fund.content.strip(), fund.content.strip())
        several = report.fund is None and len(report.projects) > 1
        if _is_same_fund(name, stated, titled=report.fund is None, several=several):
            continue
        message = f"自评表的专项名称是“{name}”，{'报告写的' if report.fund else '标题'}是“{stated}”"
        related = (Related(head.source, stated),)
        yield Reading("NAM03", fund.source, message, "改成一致，或写进 别名", related)
    if report.fund is not None:
        yield from _old_fund_names(subject, stated, head.source)


def _old_fund_names(subject: Subject, stated: str, place: Source) -> Iterator[Reading]:
    """Yield each place where another name of a fund is left: after a renaming, the old one."""
    report = subject.report
    written = [*_FUND_NAME.findall(report.title.content)]
    written += [each.fund.content.strip() for each in report.projects if each.fund]
    core = _FUND_WORDS.sub("", stated)
    olds = {name for name in written if core and core not in name and name not in stated}
    olds -= set(report.settings.aliases) | {text.content for text in report.settings.names}
    for old in sorted(olds):
        for passage in subject.passages:
            at = passage.text.find(old)
            if at >= 0:
                message = f"这里写的是“{old}”，专项名称是“{stated}”"
                where = passage.span_source(at, at + len(old))
                advice, related = "改成一致，或写进 别名", (Related(place, stated),)
                yield Reading("NAM03", where, message, advice, related)


def _is_same_fund(name: str, stated: str, *, titled: bool, several: bool) -> bool:
    """Tell whether a fund of a form may be the one stated, in a title or by itself."""
    at = stated.find(name)
    if at >= 0:  # 专项资 of 专项资金 is cut short
        return stated[at + len(name) - 1 : at + len(name) + 1] not in _FUND_ENDS
    if titled and "专项" not in stated:
        return True
    shared = SequenceMatcher(None, name, stated).find_longest_match().size
    core = _FUND_WORDS.sub("", name)
    whole = bool(core) and core in _FUND_WORDS.sub("", stated) and name.endswith(_FUND_ENDS)
    return titled and (whole or (several and shared < _COMMON))


def department_name(subject: Subject) -> Iterator[Reading]:
    """部门名称前后不同，或填的是科室。"""
    department = subject.report.department
    if department is None:
        return
    known = department.content.strip()
    if _SECTION.search(known):
        message, advice = f"部门名称“{known}”是科室，不是预算部门", "填预算部门的全称"
        yield Reading("NAM04", department.source, message, advice, doubtful=True)
    for key, text in _detail_texts(subject):
        name = text.content.strip()
        if key not in _DEPARTMENTS or not known or name in known or known in name:
            continue
        if SequenceMatcher(None, name, known).ratio() >= _ALIKE:
            message, related = f"部门名称“{name}”与“{known}”不同", Related(department.source, known)
            yield Reading("NAM04", text.source, message, "改成一致", (related,))


def _detail_texts(subject: Subject) -> Iterator[tuple[str, Text]]:
    """Yield what the report and its forms say of themselves: 主管部门, 年度 …."""
    for details in (subject.report.details, *(each.details for each in subject.report.projects)):
        yield from details.items()


def stated_year(subject: Subject) -> Iterator[Reading]:
    """自评表上的年度与报告年度不同。"""
    report = subject.report
    for key, text in _detail_texts(subject):
        found = _FOUR_DIGITS.findall(text.content) if key in _YEAR_KEYS else ()
        if found and str(report.year) not in found:
            message = f"{key}写的是 {found[0]}，报告年度是 {report.year}"
            related = (Related(report.title.source, report.title.content.strip()),)
            yield Reading("NAM10", text.source, message, "改成一致", related)


def other_project(subject: Subject) -> Iterator[Reading]:
    """这个支出方向的文字里出现了别的支出方向的名称。"""
    names = [each.name for each in subject.report.projects if len(each.name) >= _NAME]
    if len(names) < 2:  # noqa: PLR2004 (one has no other)
        return
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for passage in subject.passages:
        for match in pattern.finditer(passage.text) if passage.scope else ():
            if match[0] not in passage.scope:
                place = passage.at(match.start(), len(match[0]))
                message = f"“{passage.scope}”的文字里提到了“{match[0]}”"
                advice = "核对是不是从别的项目照搬来的"
                yield Reading("NAM07", place, message, advice, doubtful=True)


RULES = (
    ReportReadRule("NAM01", near_name, across=True),
    ReportReadRule("NAM02", rare_character, across=True),
    ReportReadRule("NAM03", fund_name, across=True),
    ReportReadRule("NAM04", department_name, across=True),
    ReportReadRule("NAM07", other_project, across=True),
    ReportReadRule("NAM10", stated_year, across=True),
)
