"""Texts too long to file (字数): DOC07–DOC09, FRM27."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from docgen.checks.passages import FORM, Passage
from docgen.checks.rule import CertainRule
from docgen.checks.subject import Subject
from docgen.findings import Finding, Severity, error, note, warning
from docgen.patterns import lazy_pattern
from docgen.report import Text

_SYSTEM_BYTES = 2000
_CELLS = MappingProxyType({"三级指标": 60, "指标值": 120})
_VALUE = 60  # R27: a 完成值 over 60 characters
_LIMIT = lazy_pattern(
    r"\s*(?P<most>\d+)\s*(?P<unit>字节|bytes?|字|个字)?\s*(?:以内)?\s*", re.IGNORECASE
)


def text_limits(subject: Subject) -> Iterator[Finding]:
    """文字超过了报送系统的字数限制。"""
    limits = {name: _stated_limit(text) for name, text in subject.report.settings.limits.items()}
    for name, limit in limits.items():
        if limit is None:
            text = subject.report.settings.limits[name]
            message = f"看不懂字数限制“{text.content}”"
            yield error("DOC07", text.source, message, "写成 200 或 2000字节")
    for passage in subject.passages:
        most, unit = limits.get(passage.field) or (0, "")
        size = _byte_count(passage) if unit == "字节" else character_count(passage)
        if most and size > most:
            message = f"{passage.field}有 {size} {unit}，限 {most} {unit}，多 {size - most} {unit}"
            yield warning("DOC07", passage.source, message, "删短")


def _stated_limit(text: Text) -> tuple[int, str] | None:
    match = _LIMIT.fullmatch(text.content)
    if match is None:
        return None
    in_bytes = (match["unit"] or "").lower().startswith(("字节", "byte"))
    return int(match["most"]), "字节" if in_bytes else "个字"


def character_count(passage: Passage) -> int:
    """Return how many characters a text has, blanks aside."""
    return len("".join(passage.text.split()))


def _byte_count(passage: Passage) -> int:
    return len(passage.text.encode("utf-8", "replace"))


def long_for_system(subject: Subject) -> Iterator[Finding]:
    """自评表的一段文字超过 2000 字节，报送系统里可能存不下。"""
    for passage in _form_passages(subject):
        size = _byte_count(passage)
        if size > _SYSTEM_BYTES:
            more = f"多 {size - _SYSTEM_BYTES} 字节"
            message = f"{passage.field}有 {size} 字节，报送系统多限 {_SYSTEM_BYTES} 字节，{more}"
            yield note("DOC08", passage.source, message, "删短，或把系统的限制写进 字数限制")


def long_for_cell(subject: Subject) -> Iterator[Finding]:
    """三级指标或指标值太长，表格的窄栏里印成长长一条。"""
    for passage in _form_passages(subject):
        most, size = _CELLS.get(passage.field), character_count(passage)
        if most is not None and size > most:
            message = f"{passage.field}有 {size} 个字，这一栏宜在 {most} 个字以内"
            yield note("DOC09", passage.source, message, "写短，口径写在正文里")


def _form_passages(subject: Subject) -> Iterator[Passage]:
    """Yield the texts of the forms whose length the report does not limit."""
    limited = subject.report.settings.limits
    return (p for p in subject.passages if p.kind == FORM and p.field not in limited)


def value_not_narrative(subject: Subject) -> Iterator[Finding]:
    """完成值是一大段话，而不是结果。"""
    for passage in subject.passages:
        size = character_count(passage) if passage.field == "完成值" else 0
        if size > _VALUE:
            message = f"完成值有 {size} 个字，像是一段正文"
            yield note("FRM27", passage.source, message, "写结论和数，过程放在正文里")


RULES = (
    CertainRule("DOC07", Severity.WARNING, text_limits),
    CertainRule("DOC08", Severity.NOTE, long_for_system),
    CertainRule("DOC09", Severity.NOTE, long_for_cell),
    CertainRule("FRM27", Severity.NOTE, value_not_narrative),
)
