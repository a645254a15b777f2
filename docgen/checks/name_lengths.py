"""Names with a character lost or one too many (名称缺字多字): NAM11."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.checks.name_differences import Kind
from docgen.checks.name_suspects import suspected
from docgen.checks.subject import Rule, Subject
from docgen.findings import Finding, Severity


def name_length(subject: Subject) -> Iterator[Finding]:
    """名称少了一个字或多了一个字。

    缘由：名称处处相同才看得出说的是同一个单位；少一个字、多一个字印出去就是差错（R53）。
    示例：渌口经区，report.yaml 的 名称 里是 渌口经开区
    改法：改正；确是另一个名称的，写进 report.yaml 的 名称 或 别名。
    """
    yield from suspected(subject, "NAM11", (Kind.LOST, Kind.ADDED))


RULES = (Rule("NAM11", Severity.WARNING, name_length, across=True),)
