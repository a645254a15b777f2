"""Paragraphs → headings (认标题): by style, by a typed number, or run in before their text."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from docgen.importing.form_words import bare_text
from docgen.narrative.numbering import number_text
from docgen.patterns import lazy_pattern
from docgen.word.returned.document_source import BLANKS, SourceParagraph, TextPiece

_HAN = "一二三四五六七八九十百"
_MARKS = (
    (1, lazy_pattern(rf"([{_HAN}]{{1,4}}、)[ \t\u3000]*")),
    (1, lazy_pattern(rf"(第[{_HAN}]{{1,4}}(?:部分|章))[ \t\u3000:：]*")),
    (2, lazy_pattern(rf"([（(][{_HAN}]{{1,4}}[）)]、?)[ \t\u3000]*")),
    (3, lazy_pattern(r"(\d{1,2}[.．、](?!\d))[ \t\u3000]*")),
    (4, lazy_pattern(r"([（(]\d{1,2}[）)]、?)[ \t\u3000]*")),
    (5, lazy_pattern(r"([①-⑳])[ \t\u3000]*")),
)
_RUN_IN = lazy_pattern(r"([^。：:；;，,\n]{2,24})([。：:])")
_LONGEST, _LONGEST_DEEP, _BODY = 40, 24, 30
_HEADLINE, _DEEP = 2, (3, 4)
"""Up to （一） a short numbered line is a heading; 1. and （1） must show it otherwise, too."""
_OPEN_ENDS = "；;，,：:、"
USUAL_NUMBERS = ("一、", "（一）", "1.", "（1）", "①")
_STYLES = frozenset((*USUAL_NUMBERS, "(一)", "1、", "1．", "(1)"))
_ANY_HAN, _ANY_DIGITS = lazy_pattern(rf"[{_HAN}]+"), lazy_pattern(r"\d+")


class ReadHeading(Struct, frozen=True):
    """A heading (标题): `mark` is the number typed before it, `body` what ran on behind it."""

    level: int
    mark: str
    text: str
    where: str
    note: str = ""
    body: SourceParagraph | None = None


def leading_mark(text: str) -> tuple[int, str, str]:
    """Return level and number a text begins with (0 and "" without one), and what follows.

    >>> leading_mark("（一）产出情况"), leading_mark("2020年"), leading_mark("3.5万亩")
    ((2, '（一）', '产出情况'), (0, '', '2020年'), (0, '', '3.5万亩'))
    """
    plain = text.strip(BLANKS)
    for level, pattern in _MARKS:
        if match := pattern.match(plain):
            return level, match[1], plain[match.end() :]
    return 0, "", plain


def read_heading(
    paragraph: SourceParagraph, following: SourceParagraph | None
) -> ReadHeading | None:
    """Return the heading that a paragraph is, None for one of text."""
    text = paragraph.stripped
    if not text:
        return None
    level, mark, rest = leading_mark(text)
    styled = _styled_heading(paragraph, mark, rest)
    if styled or not mark or not rest:
        return styled
    level = level or paragraph.outline
    if level <= _HEADLINE:
        return _short_line(paragraph, level, mark, rest) or _run_in(paragraph, level, mark, rest)
    short = len(rest) <= _LONGEST_DEEP and rest[-1] not in f"。{_OPEN_ENDS}" and "。" not in rest
    if level in _DEEP and short and (paragraph.bold or _opens_text(following)):
        return ReadHeading(level, mark, rest, paragraph.where)
    return None


def _styled_heading(paragraph: SourceParagraph, mark: str, rest: str) -> ReadHeading | None:
    """Return what style or automatic number make a heading."""
    text, number = paragraph.stripped, paragraph.number
    label = number.label if number and number.form not in ("bullet", "none") else ""
    automatic, _, _ = leading_mark(f"{label}字") if label and not mark else (0, "", "")
    is_closed = text[-1] in "；;。"
    if paragraph.outline and len(text) <= 2 * _LONGEST and "\n" not in text:
        return ReadHeading(paragraph.outline, mark or label, rest, paragraph.where, "样式")
    if automatic in (1, 2) and len(text) <= _LONGEST and not is_closed:
        return ReadHeading(automatic, label, text, paragraph.where, "自动编号")
    return None


def _short_line(paragraph: SourceParagraph, level: int, mark: str, rest: str) -> ReadHeading | None:
    """Return a numbered line that is short enough to be a heading."""
    open_end, inner = rest[-1] in _OPEN_ENDS, rest[:-1]
    stopped = rest.endswith("。") and level == _HEADLINE and len(rest) > _LONGEST // 2
    if open_end or stopped or len(rest) > _LONGEST or "。" in inner or "\n" in rest:
        return None
    note = "末尾的句号没有收入" if rest.endswith("。") else ""
    return ReadHeading(level, mark, rest.rstrip("。"), paragraph.where, note)


def _run_in(paragraph: SourceParagraph, level: int, mark: str, rest: str) -> ReadHeading | None:
    """Return a heading that stands in one paragraph with its text: （一）短语。正文……"""
    run = _RUN_IN.match(rest)
    if run is None or len(rest) <= len(run[0]) + 2:
        return None
    leading = len(paragraph.text) - len(paragraph.text.lstrip(BLANKS))
    begun = leading + len(paragraph.stripped) - len(rest) + len(run[0])
    note = f"标题与正文原在一段，中间的“{run[2]}”没有收入"
    body = _paragraph_after(paragraph, begun)
    return ReadHeading(level, mark, run[1], paragraph.where, note, body)


def _opens_text(following: SourceParagraph | None) -> bool:
    """Tell whether body text follows, not another item of a list."""
    if following is None:
        return False
    return not leading_mark(following.text)[1] and len(following.stripped) > _BODY


def _paragraph_after(paragraph: SourceParagraph, length: int) -> SourceParagraph:
    """Return a paragraph without its first characters."""
    pieces: list[TextPiece] = []
    for piece in paragraph.pieces:
        cut = min(length, len(piece.text)) if piece.kind == "文字" else 0
        length -= cut
        if piece.text[cut:]:
            pieces.append(structs.replace(piece, text=piece.text[cut:]))
    return SourceParagraph(paragraph.where, tuple(pieces))


def number_setting(headings: Sequence[ReadHeading]) -> tuple[bool, str]:
    """Return whether numbers stay as typed, and what 编号 says ("": the usual numbers).

    docgen numbers the headings itself where that prints what was typed; else `编号: 无`.
    """
    marks: dict[int, str] = {}
    counters: list[int] = []
    top = min((heading.level for heading in headings), default=1)
    for heading in headings:
        level = heading.level - top + 1
        counters = (counters + [0] * level)[:level]
        counters[-1] += 1
        style = _ANY_HAN.sub("一", _ANY_DIGITS.sub("1", heading.mark.strip()))
        if style not in _STYLES or marks.setdefault(level, style) != style:
            return bool(headings), "无"
        if bare_text(number_text(style, counters[-1])) != bare_text(heading.mark):
            return True, "无"
    asked = tuple(marks.get(at + 1, usual) for at, usual in enumerate(USUAL_NUMBERS))
    return False, "" if asked == USUAL_NUMBERS else "".join(asked[: max(marks)])
