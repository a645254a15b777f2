"""A line the YAML library cannot read, in the writer's words (看不懂的行)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import yaml
from msgspec import Struct, structs

from docgen.content import remedies
from docgen.content.refusal import MOST_FOUND
from docgen.findings import Edit, Finding, Fix, Severity, Source


class Fault(Struct, frozen=True):
    """A fault and a text without it: `meant` when it is what the author meant, else one line less.

    `mended` is None when nothing more can be learnt from the file.
    """

    finding: Finding
    mended: str | None
    meant: bool
    tried: int = 0


def explained(problem: yaml.MarkedYAMLError, text: str, file: str, tries: int) -> Fault:
    """Return what is wrong, where, and the text with the line mended or left out.

    No more than `tries` ways to mend it are tried: each reads the text once.
    """
    lines = text.split("\n")
    reached = _stop(problem)
    cures = islice(_cures(problem, lines), tries)
    tried = 0
    for tried, (index, cure) in enumerate(cures, 1):
        mended = "\n".join((*lines[:index], cure.line, *lines[index + 1 :]))
        if _gained(progress(mended), index, len(cure.line) - len(lines[index])) > reached:
            return Fault(_told(cure, lines[index], index, file), mended, meant=True, tried=tried)
    fault = _left_out(problem, lines, file)
    if tried >= tries:
        return structs.replace(fault, mended=None)
    return structs.replace(fault, tried=tried + 1)


def _cures(problem: yaml.MarkedYAMLError, lines: list[str]) -> Iterator[tuple[int, remedies.Cure]]:
    """Yield ways to mend a line near the fault: what may be mistyped, then the indentation."""
    suspects = _suspects(problem, lines)
    for group in remedies.GROUPS:
        for index in suspects:
            made = (remedy(lines, index, _column(problem, index)) for remedy in group)
            yield from ((index, cure) for cure in made if cure is not None)


def _gained(stop: tuple[int, int], index: int, growth: int) -> tuple[int, int]:
    """Return where the library stops, in columns of the line as it was typed."""
    return (stop[0], stop[1] - growth) if stop[0] == index else stop


def parted(text: str, lumps: list[tuple[int, int]], file: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the text with the colons mended on lines that became one lump, and what was wrong."""
    lines = text.split("\n")
    found: list[Finding] = []
    for first, last in lumps:
        for index in range(first, min(last + 1, len(lines))):
            cure = remedies.half_width_colon(lines, index, 0) or remedies.spaced_colon(
                lines, index, 0
            )
            if cure is not None:
                if len(found) < MOST_FOUND:
                    found.append(_told(cure, lines[index], index, file))
                lines[index] = cure.line
    return "\n".join(lines), tuple(found)


def progress(text: str) -> tuple[int, int]:
    """Return line and column (from 0) where the library stops; beyond the end when it does not."""
    try:
        for _ in yaml.parse(text, Loader=remedies.LOADER):
            pass
    except yaml.MarkedYAMLError as problem:
        return _stop(problem)
    except yaml.YAMLError:
        return (0, 0)
    return (text.count("\n") + 2, 0)


def _stop(problem: yaml.MarkedYAMLError) -> tuple[int, int]:
    mark = problem.problem_mark
    return (mark.line, mark.column) if mark is not None else (0, 0)


def _suspects(problem: yaml.MarkedYAMLError, lines: list[str]) -> list[int]:
    marks = [mark for mark in (problem.context_mark, problem.problem_mark) if mark is not None]
    at = [_line(mark, lines) for mark in marks]
    if "collection" in str(problem.context) or "mapping" in str(problem.context):
        at = at[-1:] + at[:1]  # the context is where the whole block begins
    last = at[-1] if len(at) == 1 else max(at)
    before = [index for index in range(last - 1, max(-1, last - 3), -1) if lines[index].strip()]
    return list(dict.fromkeys((*at, *before)))


def _line(mark: yaml.Mark | None, lines: list[str]) -> int:
    index = min(mark.line, len(lines) - 1) if mark is not None else 0
    while index and not lines[index].strip():
        index -= 1
    return index


def _column(problem: yaml.MarkedYAMLError, index: int) -> int:
    mark = problem.problem_mark
    return mark.column if mark is not None and mark.line == index else 0


def _told(cure: remedies.Cure, line: str, index: int, file: str) -> Finding:
    start, old, new = _changed(line, cure.line)
    place = Source(file, index + 1, cure.column + 1, cure.length)
    spot = Source(file, index + 1, start + 1, len(old))
    fix = Fix((Edit(spot, old, new),), cure.label, safe=cure.safe)
    return Finding("YML01", Severity.ERROR, place, cure.message, cure.advice, fix=fix)


def _changed(before: str, after: str) -> tuple[int, str, str]:
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, before[start : len(before) - end], after[start : len(after) - end]


def _left_out(problem: yaml.MarkedYAMLError, lines: list[str], file: str) -> Fault:
    mark, message = _culprit(problem, lines)
    index = _line(mark, lines)
    bare = lines[index].strip()
    column = len(lines[index]) - len(lines[index].lstrip())
    length = min(len(bare), 80)
    if mark is not None and mark is not problem.problem_mark and mark.line == index:
        column, length = mark.column, 1
    place = Source(file, index + 1, column + 1, length)
    finding = Finding("YML01", Severity.ERROR, place, message, remedies.GENERAL_ADVICE)
    if not bare:
        return Fault(finding, None, meant=False)
    mended = "\n".join((*lines[:index], "", *lines[index + 1 :]))
    return Fault(finding, mended, meant=False)


def _culprit(problem: yaml.MarkedYAMLError, lines: list[str]) -> tuple[yaml.Mark | None, str]:
    """Return the place that is to be looked at, and what to say of it."""
    context, mark = str(problem.context), problem.context_mark
    if "nesting" in str(problem.problem):
        return problem.problem_mark, "括号或缩进嵌套得太深"
    if mark is not None and "quoted scalar" in context:
        return mark, "从这里开始的引号没有结束"
    if mark is not None and "flow" in context:
        return mark, "从这里开始的括号里有读不懂的地方，或没有结束"
    if mark is not None and "simple key" in context:
        return mark, f"这一行没有冒号：{lines[min(mark.line, len(lines) - 1)].strip()[:30]}"
    return problem.problem_mark, f"这一行读不懂：{remedies.translated(problem)}"
