"""Names, the same everywhere (名称): NAM01–NAM04, NAM07; the 年度 of the forms: NAM10."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from docgen.checks.name_differences import Kind, outside_gb2312
from docgen.checks.name_suspects import suspected
from docgen.checks.passages import Passage
from docgen.checks.prose import Prose
from docgen.checks.subject import Rule, Subject
from docgen.findings import Finding, Related, Severity, Source, note, warning
from docgen.report import Text

_FUND_WORDS = re.compile(r"专项资金|专项|资金|项目|经费|\d{4}年度?|[省市县区]级?")
_SECTION = re.compile(r"(?:科|股|室)$")
_ALIKE = 0.75
_YEAR_KEYS = ("年度", "评价年度", "自评年度", "预算年度")
_FOUR_DIGITS = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


def near_name(subject: Subject) -> Iterator[Finding]:
    """名称疑似写错：与一个已知名称只差一个字，或有两个字颠倒。

    缘由：形近、音近的错字最难看出来，印出去就是事故。名称在 report.yaml 里登记过，或在报告里别处至少写过两次。
    示例：溇口经开区，report.yaml 的 名称 里是 渌口经开区
    改法：改正；确是另一个名称的，写进 report.yaml 的 名称。
    """
    yield from suspected(subject, "NAM01", (Kind.EXCHANGED, Kind.TURNED))


def rare_character(subject: Subject) -> Iterator[Finding]:
    """有 GB2312 以外的字。

    缘由：仿宋_GB2312、楷体_GB2312 只有 6763 个汉字，别的字会换一种字体印出来，也常是识别错的字。
    示例：溇口经开区的“溇”
    改法：核对是不是错字；确是人名、地名用字的，放过这一条。
    """
    seen: Counter[str] = Counter()
    first: dict[str, tuple[Passage, int]] = {}
    for character, passage, offset in subject.read(_rare):
        seen[character] += passage.text.count(character)
        first.setdefault(character, (passage, offset))
    for character, (passage, offset) in first.items():
        around = passage.text[max(0, offset - 4) : offset + 5]
        more = f"，共 {seen[character]} 处" if seen[character] > 1 else ""
        message = f"“{character}”（{around}）不在 GB2312，仿宋_GB2312 无此字{more}"
        yield warning("NAM02", passage.at(offset, 1), message, "核对是不是错字")


def _rare(prose: Prose) -> Iterator[tuple[str, Passage, int]]:
    """Yield the characters of each passage that are not in GB2312, where each stands first."""
    text = "".join(passage.text for passage in prose.passages)
    rare = frozenset() if _in_gb2312(text) else frozenset(filter(outside_gb2312, set(text)))
    for passage in prose.passages if rare else ():
        for character in dict.fromkeys(c for c in passage.text if c in rare):
            yield character, passage, passage.text.find(character)


def _in_gb2312(text: str) -> bool:
    """Tell whether all signs of a text are in GB2312, the Chinese ones and the others."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def fund_name(subject: Subject) -> Iterator[Finding]:
    """专项资金的名称前后不同。

    缘由：标题、自评表、正文里的专项名称必须是同一个（复核要点）。
    示例：标题“经济信息产业发展专项资金”，自评表“经济信息化专项”
    改法：改成一致；确是简称的，写进 report.yaml 的 别名。
    """
    report = subject.report
    aliases = {name: text.content.strip() for name, text in report.settings.aliases.items()}
    head = report.fund or report.title
    for project in report.projects:
        fund = project.fund
        if fund is None:
            continue
        name = aliases.get(fund.content.strip(), fund.content.strip())
        stated = aliases.get(head.content.strip(), head.content.strip())
        if name in stated or (report.fund is None and "专项" not in head.content):
            continue
        if report.fund is None and len(report.projects) > 1 and not _similar(name, stated):
            continue
        core = _FUND_WORDS.sub("", name)
        if report.fund is None and core and core in _FUND_WORDS.sub("", stated):
            continue
        message = f"自评表的专项名称是“{name}”，{'报告写的' if report.fund else '标题'}是“{stated}”"
        other = (Related(head.source, stated),)
        yield Finding(
            "NAM03", Severity.WARNING, fund.source, message, "改成一致，或写进 别名", other
        )


def _similar(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).find_longest_match().size >= 4  # noqa: PLR2004 (经济信息)


def department_name(subject: Subject) -> Iterator[Finding]:
    """部门名称前后不同，或填的是科室。

    缘由：部门名称应是预算部门的全称，处处一致；科室不是预算部门。
    示例：部门名称“市工业和信息化局园区发展科”
    改法：填预算部门的全称；科室写在实施单位里。
    """
    report = subject.report
    if report.department is not None and _SECTION.search(report.department.content.strip()):
        message = f"部门名称“{report.department.content.strip()}”是科室，不是预算部门"
        yield note("NAM04", report.department.source, message, "填预算部门的全称")
    known = report.department.content.strip() if report.department else ""
    for text in _departments(subject):
        name = text.content.strip()
        if (
            known
            and name != known
            and name not in known
            and known not in name
            and _alike(name, known)
        ):
            message = f"部门名称“{name}”与“{known}”不同"
            place = report.department.source if report.department else text.source
            other = (Related(place, known),)
            yield Finding("NAM04", Severity.WARNING, text.source, message, "改成一致", other)


def _departments(subject: Subject) -> Iterator[Text]:
    tables = [subject.report.details, *(project.details for project in subject.report.projects)]
    for details in tables:
        yield from (
            text for key, text in details.items() if key in ("主管部门", "部门名称", "部门")
        )


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def stated_year(subject: Subject) -> Iterator[Finding]:
    """自评表上的年度与报告年度不同。

    缘由：年度在标题、自评表、正文里必须一致；照搬上年的表最容易漏改（R42）。
    示例：年度 2021，自评表的 年度 写 2020
    改法：改正，或删去这一行，由 docgen 填。
    """
    report = subject.report
    tables: tuple[Mapping[str, Text], ...]
    tables = (report.details, *(project.details for project in report.projects))
    for details in tables:
        for key in _YEAR_KEYS:
            text = details.get(key)
            found = _FOUR_DIGITS.findall(text.content) if text is not None else []
            if text is not None and found and str(report.year) not in found:
                message = f"{key}写的是 {found[0]}，报告年度是 {report.year}"
                other = (Related(report.title.source, report.title.content.strip()),)
                yield Finding("NAM10", Severity.WARNING, text.source, message, "改成一致", other)


def other_project(subject: Subject) -> Iterator[Finding]:
    """这个支出方向的文字里出现了别的支出方向的名称。

    缘由：从别的项目照搬文字而忘了改名称，是复核发现的典型问题。
    示例：“高标准农田建设”的正文里写着“农村人居环境整治”
    改法：核对；确实要提到的不必改。
    """
    names = [project.name for project in subject.report.projects if len(project.name) > 3]  # noqa: PLR2004 (a name, not a word)
    if len(names) < 2:  # noqa: PLR2004 (one has no other)
        return
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    yield from subject.read_beside(_other_names, lambda _: pattern)


def _other_names(prose: Prose, names: re.Pattern[str]) -> Iterator[Finding]:
    """Yield the names of other 支出方向 in a unit of one."""
    for passage in prose.holding(names) if prose.scope else ():
        for match in names.finditer(passage.text):
            if match[0] not in prose.scope:
                place: Source = passage.at(match.start(), len(match[0]))
                message = f"“{prose.scope}”的文字里提到了“{match[0]}”"
                yield note("NAM07", place, message, "核对是不是从别的项目照搬来的")


RULES = (
    Rule("NAM01", Severity.WARNING, near_name, across=True),
    Rule("NAM02", Severity.WARNING, rare_character, across=True),
    Rule("NAM03", Severity.WARNING, fund_name, across=True),
    Rule("NAM04", Severity.WARNING, department_name, across=True),
    Rule("NAM07", Severity.NOTE, other_project, across=True),
    Rule("NAM10", Severity.WARNING, stated_year, across=True),
)
