"""What a report says of suspected names (疑似写错的名称): place, usual place and correction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from docgen.checks.name_differences import Kind, outside_gb2312
from docgen.checks.near_names import Near, near_names
from docgen.checks.passages import Passage
from docgen.checks.subject import Subject
from docgen.findings import Edit, Finding, Fix, Related, Severity, Source

_ADVICE = "改正；确是另一个名称的，写进 report.yaml 的 名称"


def suspected(subject: Subject, code: str, kinds: Collection[Kind]) -> Iterator[Finding]:
    """Yield a finding for each place of a name that has a slip of one of some kinds."""
    texts = tuple(dict.fromkeys(passage.text for passage in subject.passages))
    registered = _registered(subject)
    leaves = {key.path.rpartition(".")[2] for key in subject.appraisal.figures.by_key}
    found = subject.shared(lambda: near_names(texts, registered, leaves), "near names")
    for near in found:
        if near.slip.kind not in kinds:
            continue
        other = _other(subject, texts, near, registered.get(near.name))
        for passage in _holding(subject, texts[near.text]):
            yield _finding(code, passage, near, other)


def _holding(subject: Subject, text: str) -> Iterator[Passage]:
    """Yield the passages that are a text."""
    return (passage for passage in subject.passages if passage.text == text)


def _registered(subject: Subject) -> Mapping[str, Source | None]:
    """Return the names the report goes by or declares, and where each was written."""
    report, settings = subject.report, subject.report.settings
    texts = [*settings.names, *settings.aliases.values(), report.department, report.fund]
    texts += [project.fund for project in report.projects]
    bare: dict[str, Source | None] = dict.fromkeys(settings.aliases)
    bare |= {project.name: project.source for project in report.projects}
    return bare | {text.content.strip(): text.source for text in texts if text is not None}


def _other(
    subject: Subject, texts: tuple[str, ...], near: Near, registered: Source | None
) -> tuple[Related, ...]:
    if near.other is not None:
        index, start = near.other
        passage = next(_holding(subject, texts[index]))
        return (Related(passage.at(start, len(near.name)), near.name),)
    return (Related(registered, near.name),) if registered is not None else ()


def _finding(code: str, passage: Passage, near: Near, other: tuple[Related, ...]) -> Finding:
    start, end = near.start, near.start + len(near.written)
    severity = Severity.WARNING if near.sure else Severity.NOTE
    message = f"“{near.written}”疑为“{near.name}”（{_why(near)}）"
    fix = None
    if passage.typed(start, end):
        edit = Edit(passage.at(start, end - start), near.written, near.name)
        fix = Fix((edit,), f"改成“{near.name}”", safe=False)
    return Finding(code, severity, passage.at(start, end - start), message, _ADVICE, other, fix)


def _why(near: Near) -> str:
    slip = near.slip
    if slip.kind == Kind.LOST:
        return f"少了“{slip.usual}”"
    rare = f"“{slip.odd}”不在 GB2312，仿宋_GB2312 无此字" if outside_gb2312(slip.odd) else ""
    if slip.kind == Kind.ADDED:
        return "，".join(filter(None, (f"多了“{slip.odd}”", rare)))
    if slip.kind == Kind.TURNED:
        return f"“{slip.odd}”字序颠倒"
    return rare or f"“{slip.odd}”与“{slip.usual}”不同"
