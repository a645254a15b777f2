"""Is this file sound? (结构检查) Everything that keeps it from opening cleanly, as findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from docgen.findings import DocgenError, Finding, Source, error
from docgen.word.package import TYPES, opened
from docgen.word.soundness.package_marks import Fault, PackageMarks, package_marks
from docgen.word.soundness.package_rules import package_faults
from docgen.word.soundness.part_scan import ScannedPart
from docgen.word.soundness.story_rules import id_faults, reference_faults, text_faults

_CODE = "TPL20"
_MOST = 50
_ADVICE = "这是模板或 docgen 的问题；请换一份模板再试，并报告这个文件"


def file_faults(
    data: bytes,
    shown: str,
    trusted: Collection[str] = (),
    printed: Mapping[str, ScannedPart] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Return an 错误 for everything that keeps a file from opening cleanly.

    `trusted` names parts copied from a template that was looked at before; `printed` are parts
    that were scanned while they were printed, by name.
    """
    try:
        whole = package_marks(opened(data, shown), frozenset(trusted), printed)
    except DocgenError as problem:
        return tuple(
            error(_CODE, Source(shown), each.message, each.advice) for each in problem.findings
        )
    found = list(dict.fromkeys(_all_faults(whole)))
    return tuple(
        error(_CODE, Source(shown, where=where), message, _ADVICE)
        for where, message in found[:_MOST]
    )


def _all_faults(whole: PackageMarks) -> Iterator[Fault]:
    yield from whole.broken
    if TYPES not in whole.parts and TYPES not in whole.trusted:
        return
    yield from package_faults(whole)
    for name, marks in whole.stories():
        checked = bool(whole.trusted)
        yield from ((name, each) for each in text_faults(marks, checked=checked))
    if not whole.broken:  # what refers to a part that is no XML would be told as well
        yield from reference_faults(whole)
    yield from id_faults(whole)
