"""References in texts (引用): `{{名称|显示}}` found, read and printed; braces left over.

Known names are tried first, the longest, so that names may hold quotes, digits and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

import msgspec
from msgspec import Struct

from docgen.figures.display import printed, shown_figure
from docgen.figures.display_forms import display_form
from docgen.figures.model import (
    FaultError,
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
    error_remark,
    placed_finding,
)
from docgen.figures.names import (
    apart_remark,
    figure_at,
    folded,
    gap_remarks,
    name_matches,
    seen_from,
    spelling_of,
    unknown_name,
)
from docgen.findings import Severity
from docgen.patterns import lazy_pattern
from docgen.report import Text

LONGEST = 300
_OPENINGS = lazy_pattern(r"(?=\{\{)")
_OPENING = lazy_pattern(r"\{\{[ \t]*")
_UNKNOWN = lazy_pattern(r"(?:(?!\}\})[^{|\n])*")
_ENDING = lazy_pattern(r"[ \t]*(?:\|[ \t]*(?P<form>[^{\n]*?))?\}\}")


class Found(Struct, frozen=True):
    """A reference cut out of a text: `typed` from `start`, its name and form."""

    typed: str
    start: int
    name: str
    name_at: int
    form: str
    form_at: int

    @property
    def end(self) -> int:
        """Where the text goes on after the reference."""
        return self.start + len(self.typed)


def pieces(text: Text, figures: Figures, scope: str, place: str) -> Resolved:
    """Return a text split into literals and references, printed for `place` (正文 or 表格).

    A name that is unknown, a form that is unknown, a brace left over: each is an 错误 and stays
    in the text as typed.
    """
    found: list[Piece] = []
    remarks: list[Remark] = []
    start = 0
    for opening in _OPENINGS.finditer(folded(text.content)):
        at = opening.start()
        read = reference_at(text.content, at, figures, scope, place) if at >= start else None
        if read is not None:
            found += [Literal(text.content[start:at], start)] if at > start else []
            found.append(read.reference)
            remarks += read.remarks
            start = at + read.reference.length
            remarks += extra_braces(text.content, at, start)
    if start < len(text.content) or not found:
        found.append(Literal(text.content[start:], start))
    for piece in found:
        if isinstance(piece, Literal):
            remarks += loose(piece.text, piece.offset, figures, scope)
    return Resolved(tuple(found), tuple(placed_finding(remark, text) for remark in remarks))


def reference_at(
    text: str, position: int, figures: Figures, scope: str, place: str
) -> ReadReference | None:
    """Return the reference that starts at `position` of a plain string, or None.

    None where no `{{` stands there or its `}}` is missing on the same line: `loose` speaks of
    that. Remarks count from the start of `text`.
    """
    bare = folded(text[position : position + LONGEST])
    opening = _OPENING.match(bare)
    if opening is None:
        return None
    for spelling in name_matches(bare, opening.end(), seen_from(figures, scope)):
        stop = opening.end() + len(spelling.name)
        if (ending := _ENDING.match(bare, stop)) is not None:
            found = _found_reference(text, position, opening.end(), ending)
            return _read_reference(figures, spelling, place, found)
    name = _UNKNOWN.match(bare, opening.end())
    ending = _ENDING.match(bare, name.end()) if name is not None else None
    if ending is None:
        return None
    found = _found_reference(text, position, opening.end(), ending)
    # Names of YAML are composed (NFC); some systems type é as two characters.
    composed = spelling_of(normalize("NFC", folded(found.name)), figures, scope)
    if composed is None:
        return _unknown_reference(found, figures, scope)
    return _read_reference(figures, composed, place, found)


def _found_reference(text: str, position: int, name_at: int, ending: re.Match[str]) -> Found:
    """Return the reference at `position`; offsets of the name and the ending count from there."""
    form_at = ending.start("form") if ending["form"] is not None else ending.start()
    return Found(
        text[position : position + ending.end()],
        position,
        text[position + name_at : position + ending.start()].strip(),
        position + name_at,
        text[position + form_at : position + ending.end("form")].strip()
        if ending["form"] is not None
        else "",
        position + form_at,
    )


def _read_reference(
    figures: Figures, spelling: Spelling, place: str, found: Found
) -> ReadReference:
    figure = figure_at(figures, spelling.key)
    remarks = _odd_signs(found, spelling.name)
    try:
        text = shown_figure(figures, figure, place, found.form)
        remarks += _empty_remarks(figure, figures, found)
    except FaultError as error:
        text = printed(figures, figure, place)
        offset, length = (found.form_at, len(found.form)) if found.form else (found.start, 2)
        remarks += (msgspec.structs.replace(error.remark, offset=offset, length=length),)
    pending = isinstance(figure.value, Pending)
    span = found.start, len(found.typed)
    return ReadReference(Reference(figure, text, found.form, *span, pending, figure.name), remarks)


def _odd_signs(found: Found, known: str) -> tuple[Remark, ...]:
    """Return the 提示 for full-width signs that were read as meant, with the fix."""
    if found.name == known and not any(sign in found.typed for sign in "｛｝｜"):
        return ()
    right = "{{" + known + (f"|{found.form}" if found.form else "") + "}}"
    return (
        Remark(
            "FIG13",
            Severity.NOTE,
            f"“{found.typed}”按 {right} 读",
            found.start,
            len(found.typed),
            f"改为 {right}",
            replacement=right,
            fixable=True,
        ),
    )


def _empty_remarks(figure: Figure, figures: Figures, found: Found) -> tuple[Remark, ...]:
    """Return what is wrong with naming a group that has no sum, or 各支出方向 with gaps."""
    gap = gap_remarks(figure, figures, found.start, len(found.typed))
    members = [figure_at(figures, key).value for key in figure.members]
    listed = display_form(found.form).listing
    if figure.value is not None or not members or None in members or listed:
        return gap
    return (*gap, apart_remark(figure, figures, found.start, found.end))


def _unknown_reference(found: Found, figures: Figures, scope: str) -> ReadReference:
    span = found.start, len(found.typed)
    if found.name:
        remark = unknown_name(found.name, figures, scope, found.name_at)
    else:
        remark = error_remark("FIG12", "引用里没有名称", *span, "写作 {{名称}}")
    reference = Reference(None, found.typed, found.form, *span, name=found.name)
    return ReadReference(reference, (remark,))


def extra_braces(text: str, start: int, end: int) -> Iterator[Remark]:
    """Yield an 错误 for a brace that touches a reference, as in {{{名称}}}: it would be printed."""
    before = start > 0 and text[start - 1] in "{｛" and text[start - 2 : start - 1] != "\\"
    after = text[end : end + 1] in ("}", "｝")
    for is_there, at in ((before, start - 1), (after, end)):
        if is_there:
            message = f"引用外面多了一个“{text[at]}”"
            yield error_remark("FIG12", message, at, 1, "引用写作 {{名称}}，两边各两个花括号")


_TAG_LEFT = lazy_pattern(r"\{[ \t]*[%％#＃][^{}\n]{0,80}|[%％#＃][ \t]*\}")
_LOOSE = lazy_pattern(r"\{[ \t]*\{|\}[ \t]*\}|\{|\}")
_WHOLE = lazy_pattern(r"\{[ \t]*\{([^{}\n]*)\}[ \t]*\}")
_HALF = lazy_pattern(r"\{[ \t]*\{([^{}\n]{1,300})\}")
_SINGLE = lazy_pattern(r"\{([^{}\n]{1,300})\}(\}?)")


def loose(text: str, offset: int, figures: Figures, scope: str) -> Iterator[Remark]:
    """Yield an 错误 for each brace left over in a literal that starts at `offset` of its text.

    A single brace, or a pair of them, is text, unless a known name stands between.
    """
    bare = folded(text)
    for tag in _TAG_LEFT.finditer(bare):
        message = f"“{tag[0].strip()[:20]}”是模板的写法，在这里不起作用"
        advice = "条件写 ::: 如果 条件 … :::；备注写 <!-- 备注 -->"
        yield error_remark("FIG12", message, offset + tag.start(), len(tag[0]), advice)
    at = 0
    while (match := _LOOSE.search(bare, at)) is not None:
        start, single = match.start(), len(match[0]) == 1
        found = (_SINGLE if single else _WHOLE).match(bare, start) or _HALF.match(bare, start)
        known = found is not None and (
            found.re is _WHOLE
            or spelling_of(found[1].partition("|")[0], figures, scope) is not None
        )
        found = found if single or known else None
        at = (found or match).end()
        if known or not single or (found is not None and found[2]):
            inside = found[1] if found is not None and known else None
            yield _brace_remark(text[start:at], inside, offset + start)


def _brace_remark(typed: str, inside: str | None, offset: int) -> Remark:
    right = "" if inside is None else "{{" + inside.strip() + "}}"
    return Remark(
        "FIG12",
        Severity.ERROR,
        f"“{typed}”不是完整的引用" if right else f"花括号不成对：“{typed}”",
        offset,
        len(typed),
        f"改为 {right}" if right else "引用写作 {{名称}}，两边各两个花括号",
        replacement=right,
        fixable=bool(right),
    )
