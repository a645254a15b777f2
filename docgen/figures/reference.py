"""References in texts (引用): `{{名称|显示}}` found, read and printed.

Known names are tried first, the longest, so that names may hold quotes, digits and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.figures.display import plain, shown
from docgen.figures.model import (
    Figure,
    Figures,
    Literal,
    Pending,
    Piece,
    ReadReference,
    Reference,
    Remark,
    Resolved,
)
from docgen.figures.names import EVERY_PROJECT, folded, matches, seen_from
from docgen.figures.remarks import fault, placed
from docgen.figures.unknown import SCORED, apart, unknown
from docgen.figures.wishes import FormError, wished
from docgen.findings import Finding, Severity
from docgen.report import Text

LONGEST = 300
_SPACE = re.compile(r"[ \t]*")
_LOOSE = re.compile(r"\{[ \t]*\{|\}[ \t]*\}|\{\{?|\}\}?")
_SINGLE = re.compile(r"\{([^{}\n]{1,300})\}")


def pieces(text: Text, figures: Figures, scope: str, place: str) -> Resolved:
    """Return a text split into literals and references, printed for `place` (正文 or 表格).

    A name that is unknown, a form that is unknown, a brace left over: each is an 错误 and stays
    in the text as typed.
    """
    found: list[Piece] = []
    findings: list[Finding] = []
    start = at = 0
    for at in _openings(text.content):
        if at < start:
            continue
        read = reference_at(text.content, at, figures, scope, place)
        if read is None:
            continue
        if at > start:
            found.append(Literal(text.content[start:at], start))
        found.append(read.reference)
        findings += (placed(remark, text) for remark in read.remarks)
        start = at + read.reference.length
    if start < len(text.content) or not found:
        found.append(Literal(text.content[start:], start))
    for piece in found:
        if isinstance(piece, Literal):
            findings += (placed(r, text) for r in loose(piece.text, piece.offset, figures, scope))
    return Resolved(tuple(found), tuple(findings))


def _openings(text: str) -> Iterator[int]:
    plain_text = folded(text)
    at = plain_text.find("{{")
    while at >= 0:
        yield at
        at = plain_text.find("{{", at + 1)


def reference_at(
    text: str, position: int, figures: Figures, scope: str, place: str
) -> ReadReference | None:
    """Return the reference that starts at `position` of a plain string, or None.

    None where no `{{` stands there or its `}}` is missing on the same line: `loose` speaks of
    that. Remarks count from the start of `text`.
    """
    bare = folded(text)
    if not bare.startswith("{{", position):
        return None
    start = _after_space(bare, position + 2)
    for spelling in matches(bare, start, seen_from(figures, scope)):
        after = _after_space(bare, start + len(spelling.name))
        end = _end(bare, after) if bare[after : after + 1] in ("|", "}") else -1
        if end < 0 or (bare[after] == "}" and end != after):
            continue
        figure = figures.by_key[spelling.key]
        form = text[after + 1 : end].strip() if bare[after] == "|" else ""
        span = (position, end + 2 - position)
        remarks = _odd_signs(text, *span, start, spelling.name, form)
        return _read(figure, figures, place, text, span, form, remarks)
    return _unknown(text, bare, position, start, figures, scope)


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _end(bare: str, start: int) -> int:
    """Return where the `}}` stands that closes a reference, −1 when it does not."""
    end = bare.find("}}", start, start + LONGEST)
    inside = bare[start:end] if end >= 0 else "{"
    return -1 if "{" in inside or "\n" in inside else end


def _odd_signs(
    text: str, position: int, length: int, start: int, name: str, form: str
) -> tuple[Remark, ...]:
    """Return the 提示 for full-width signs that were read as meant, with the fix."""
    typed = text[position : position + length]
    right = "{{" + name + (f"|{form}" if form else "") + "}}"
    odd = text[start : start + len(name)] != name or any(sign in typed for sign in "｛｝｜")
    if not odd:
        return ()
    message = f"“{typed}”按 {right} 读"
    return (
        Remark(
            "FIG13",
            Severity.NOTE,
            message,
            position,
            length,
            f"改为 {right}",
            replacement=right,
            fixable=True,
        ),
    )


def _read(
    figure: Figure,
    figures: Figures,
    place: str,
    text: str,
    span: tuple[int, int],
    form: str,
    remarks: tuple[Remark, ...],
) -> ReadReference:
    try:
        printed = shown(figures, figure, place, form)
        remarks += _empty(figure, figures, form, span)
    except FormError as error:
        printed = plain(figures, figure, place)
        at = text.find(form, span[0]) if form else span[0]
        remarks += (fault(error.code, error.message, at, len(form), error.advice),)
    pending = isinstance(figure.value, Pending)
    reference = Reference(figure, printed, form, *span, pending, figure.name)
    return ReadReference(reference, remarks)


def _empty(
    figure: Figure, figures: Figures, form: str, span: tuple[int, int]
) -> tuple[Remark, ...]:
    """Return what is wrong with naming a group that has no sum, or 各支出方向 with gaps."""
    members = [figures.by_key[key] for key in figure.members]
    if figure.rule == EVERY_PROJECT:
        there = {member.key.scope for member in members}
        missing = [scope for scope in figures.scopes if scope not in there]
        if missing:
            message = f"{'、'.join(missing)} 没有“{members[0].name}”，没有计入"
            return (Remark("FIG21", Severity.WARNING, message, *span, "补上这个数据，没有的写 0"),)
    if figure.value is not None or not members or wished(form).listing:
        return ()
    if any(member.value is None for member in members):
        return ()
    return (apart(figure, figures, span[0], sum(span)),)


def _unknown(
    text: str, bare: str, position: int, start: int, figures: Figures, scope: str
) -> ReadReference | None:
    end = _end(bare, start)
    if end < 0:
        return None
    bar = bare.find("|", start, end)
    name = text[start : bar if bar >= 0 else end].strip()
    form = text[bar + 1 : end].strip() if bar >= 0 else ""
    length = end + 2 - position
    if name:
        remark = unknown(name, figures, scope, start)
    else:
        remark = fault("FIG12", "引用里没有名称", position, length, "写作 {{名称}}")
    typed = text[position : position + length]
    reference = Reference(None, typed, form, position, length, name=name)
    return ReadReference(reference, (remark,))


def loose(text: str, offset: int, figures: Figures, scope: str) -> Iterator[Remark]:
    """Yield an 错误 for each brace that was left over in a literal: `{ {x}}`, `{{x`, `x}}`.

    A pair of single braces is text, unless a known name stands between them.
    """
    bare = folded(text)
    if "{" not in bare and "}" not in bare:
        return
    at = 0
    while (match := _LOOSE.search(bare, at)) is not None:
        single = _SINGLE.match(bare, match.start())
        if len(match[0]) == 1:
            if single is not None and _names_figure(single[1], figures, scope):
                right = "{{" + single[1].strip() + "}}"
                yield _brace(single[0], right, offset + single.start())
            at = single.end() if single is not None else match.end()
            continue
        end = bare.find("\n", match.end())
        rest = bare[match.start() : end if end >= 0 else len(bare)]
        whole = re.match(r"\{\s*\{([^{}]*)\}\s*\}", rest)
        if whole is not None:
            yield _brace(whole[0], "{{" + whole[1].strip() + "}}", offset + match.start())
        else:
            yield _brace(match[0], "", offset + match.start())
        at = match.start() + len(whole[0] if whole is not None else match[0])


def _names_figure(name: str, figures: Figures, scope: str) -> bool:
    bare = folded(name).split("|")[0].strip()
    return any(spelling.folded == bare for spelling in matches(bare, 0, seen_from(figures, scope)))


def _brace(typed: str, right: str, offset: int) -> Remark:
    message = f"“{typed}”不是完整的引用" if right else f"多出或缺少花括号：“{typed}”"
    return Remark(
        "FIG12",
        Severity.ERROR,
        message,
        offset,
        len(typed),
        f"改为 {right}" if right else "引用写作 {{名称}}，花括号两两成对",
        replacement=right,
        fixable=bool(right),
    )
