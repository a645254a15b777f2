"""References in texts (引用): `{{名称|显示}}` found, read and printed; braces left over.

Known names are tried first, the longest, so that names may hold quotes, digits and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

import msgspec
from msgspec import Struct

from docgen.figures.display import plain_figure, shown_figure
from docgen.figures.display_forms import display_form
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
    Spelling,
)
from docgen.figures.names import figure_at, folded, name_matches, seen_from
from docgen.figures.remarks import (
    FaultError,
    apart_remark,
    error_remark,
    gap_remarks,
    placed_finding,
    unknown_name,
)
from docgen.findings import Finding, Severity
from docgen.report import Text

LONGEST = 300
_SPACE = re.compile(r"[ \t]*")


class Found(Struct, frozen=True):
    """A reference cut out of a text: from `start` to `end`, its name and form with their places.

    `key_name` is the known name that was recognised, "" when none was.
    """

    typed: str
    start: int
    end: int
    name: str
    name_at: int
    form: str = ""
    form_at: int = 0
    known: str = ""


def pieces(text: Text, figures: Figures, scope: str, place: str) -> Resolved:
    """Return a text split into literals and references, printed for `place` (正文 or 表格).

    A name that is unknown, a form that is unknown, a brace left over: each is an 错误 and stays
    in the text as typed.
    """
    found: list[Piece] = []
    findings: list[Finding] = []
    start = 0
    for opening in _opening_offsets(text.content):
        if opening < start:
            continue
        read = reference_at(text.content, opening, figures, scope, place)
        if read is None:
            continue
        if opening > start:
            found.append(Literal(text.content[start:opening], start))
        found.append(read.reference)
        findings += (placed_finding(remark, text) for remark in read.remarks)
        start = opening + read.reference.length
    if start < len(text.content) or not found:
        found.append(Literal(text.content[start:], start))
    for piece in found:
        if isinstance(piece, Literal):
            remarks = loose(piece.text, piece.offset, figures, scope)
            findings += (placed_finding(remark, text) for remark in remarks)
    return Resolved(tuple(found), tuple(findings))


def _opening_offsets(text: str) -> Iterator[int]:
    bare = folded(text)
    at = bare.find("{{")
    while at >= 0:
        yield at
        at = bare.find("{{", at + 1)


def reference_at(
    text: str, position: int, figures: Figures, scope: str, place: str
) -> ReadReference | None:
    """Return the reference that starts at `position` of a plain string, or None.

    None where no `{{` stands there or its `}}` is missing on the same line: `loose` speaks of
    that. Remarks count from the start of `text`.
    """
    bare = folded(text[position : position + LONGEST])
    if not bare.startswith("{{"):
        return None
    start = _after_space(bare, 2)
    for spelling in name_matches(bare, start, seen_from(figures, scope)):
        found = _found_reference(text, bare, position, start, start + len(spelling.name))
        if found is not None:
            found = msgspec.structs.replace(found, known=spelling.name)
            return _read_reference(figure_at(figures, spelling.key), figures, place, found)
    end = bare.find("}}", start)
    if end < 0 or "{" in bare[start:end]:
        return None
    bar = bare.find("|", start, end)
    found = _found_reference(text, bare, position, start, bar if bar >= 0 else end)
    if found is None:
        return None
    composed = _composed_spelling(found.name, figures, scope)
    if composed is None:
        return _unknown_reference(found, figures, scope)
    found = msgspec.structs.replace(found, known=composed.name)
    return _read_reference(figure_at(figures, composed.key), figures, place, found)


def _composed_spelling(name: str, figures: Figures, scope: str) -> Spelling | None:
    """Return what a name means that is typed in pieces (é as two characters), or None.

    Names of YAML are composed (NFC); some systems compose nothing.
    """
    whole = normalize("NFC", folded(name))
    alike = name_matches(whole, 0, seen_from(figures, scope))
    return next((spelling for spelling in alike if spelling.folded == whole), None)


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _found_reference(text: str, bare: str, position: int, start: int, stop: int) -> Found | None:
    """Return the reference whose name stands from `start` to `stop` of `bare`, if it is closed."""
    after = _after_space(bare, stop)
    end = bare.find("}}", after)
    inside = bare[after:end]
    if end < 0 or (inside and not inside.startswith("|")) or "{" in inside or "\n" in bare[:end]:
        return None
    form_at = _after_space(bare, after + 1) if inside else after
    return Found(
        text[position : position + end + 2],
        position,
        position + end + 2,
        text[position + start : position + stop].strip(),
        position + start,
        text[position + form_at : position + end].strip(),
        position + form_at,
    )


def _read_reference(figure: Figure, figures: Figures, place: str, found: Found) -> ReadReference:
    remarks = _odd_signs(found)
    try:
        printed = shown_figure(figures, figure, place, found.form)
        remarks += _empty_remarks(figure, figures, found)
    except FaultError as error:
        printed = plain_figure(figures, figure, place)
        offset, length = (found.form_at, len(found.form)) if found.form else (found.start, 2)
        remarks += (msgspec.structs.replace(error.remark, offset=offset, length=length),)
    pending = isinstance(figure.value, Pending)
    length = found.end - found.start
    reference = Reference(figure, printed, found.form, found.start, length, pending, figure.name)
    return ReadReference(reference, remarks)


def _odd_signs(found: Found) -> tuple[Remark, ...]:
    """Return the 提示 for full-width signs that were read as meant, with the fix."""
    if found.name == found.known and not any(sign in found.typed for sign in "｛｝｜"):
        return ()
    right = "{{" + found.known + (f"|{found.form}" if found.form else "") + "}}"
    return (
        Remark(
            "FIG13",
            Severity.NOTE,
            f"“{found.typed}”按 {right} 读",
            found.start,
            found.end - found.start,
            f"改为 {right}",
            replacement=right,
            fixable=True,
        ),
    )


def _empty_remarks(figure: Figure, figures: Figures, found: Found) -> tuple[Remark, ...]:
    """Return what is wrong with naming a group that has no sum, or 各支出方向 with gaps."""
    length = found.end - found.start
    gap = gap_remarks(figure, figures, found.start, length)
    if figure.value is not None or not figure.members or display_form(found.form).listing:
        return gap
    if any(figure_at(figures, key).value is None for key in figure.members):
        return gap
    return (*gap, apart_remark(figure, figures, found.start, found.end))


def _unknown_reference(found: Found, figures: Figures, scope: str) -> ReadReference:
    length = found.end - found.start
    if found.name:
        remark = unknown_name(found.name, figures, scope, found.name_at)
    else:
        remark = error_remark("FIG12", "引用里没有名称", found.start, length, "写作 {{名称}}")
    reference = Reference(None, found.typed, found.form, found.start, length, name=found.name)
    return ReadReference(reference, (remark,))


_LOOSE = re.compile(r"\{[ \t]*\{|\}[ \t]*\}|\{|\}")
_WHOLE = re.compile(r"\{[ \t]*\{([^{}\n]*)\}[ \t]*\}")
_HALF = re.compile(r"\{[ \t]*\{([^{}\n]{1,300})\}")
_SINGLE = re.compile(r"\{([^{}\n]{1,300})\}(\}?)")


def loose(text: str, offset: int, figures: Figures, scope: str) -> Iterator[Remark]:
    """Yield an 错误 for each brace left over in a literal that starts at `offset` of its text.

    A single brace, or a pair of them, is text, unless a known name stands between.
    """
    bare = folded(text)
    at = 0
    while (match := _LOOSE.search(bare, at)) is not None:
        start = match.start()
        if len(match[0]) == 1:
            single = _SINGLE.match(bare, start)
            at = (single or match).end()
            if single is None:
                continue
            known = names_figure(single[1], figures, scope)
            if known or single[2]:
                yield _brace_remark(
                    text[start:at], _whole_reference(single[1]) if known else "", offset + start
                )
            continue
        whole = _WHOLE.match(bare, start) or _half_reference(bare, start, figures, scope)
        at = (whole or match).end()
        yield _brace_remark(
            text[start:at], _whole_reference(whole[1]) if whole else "", offset + start
        )


def _half_reference(bare: str, start: int, figures: Figures, scope: str) -> re.Match[str] | None:
    """Return `{{名称}`, which lacks its last brace, where the name is known."""
    half = _HALF.match(bare, start)
    return half if half is not None and names_figure(half[1], figures, scope) else None


def _whole_reference(inside: str) -> str:
    return "{{" + inside.strip() + "}}"


def names_figure(name: str, figures: Figures, scope: str) -> bool:
    """Tell whether `name` (with or without `|显示`) is a name that is known in `scope`."""
    bare = folded(name).partition("|")[0].strip()
    return any(
        spelling.folded == bare for spelling in name_matches(bare, 0, seen_from(figures, scope))
    )


def _brace_remark(typed: str, right: str, offset: int) -> Remark:
    message = f"“{typed}”不是完整的引用" if right else f"花括号不成对：“{typed}”"
    return Remark(
        "FIG12",
        Severity.ERROR,
        message,
        offset,
        len(typed),
        f"改为 {right}" if right else "引用写作 {{名称}}，两边各两个花括号",
        replacement=right,
        fixable=bool(right),
    )
