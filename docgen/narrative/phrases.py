"""Texts of the form (表格文字): words and references, no Markdown; `::: 如果` is honoured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.document import Break, FigureText, Inline, Phrase, Words
from docgen.figures import holds, pieces
from docgen.figures.model import Figures, Reference
from docgen.findings import Finding, draft_warning, error
from docgen.narrative.characters import cleaned, faults
from docgen.narrative.limits import MOST_CHARACTERS
from docgen.narrative.reference import figure_text
from docgen.report import Text

PLACE = "表格"
PENDING = "待填"
_IF = re.compile(r"\s*[:：]{3,}\s*如果(.*)$")
_ELSE = re.compile(r"\s*[:：]{3,}\s*否则\s*$")
_END = re.compile(r"\s*[:：]{3,}\s*$")
Phrased = tuple[Phrase, tuple[Finding, ...]]


def phrase(text: Text | None, figures: Figures, scope: str) -> Phrased:
    """Return a text of the form, its references printed for 表格, its line ends as breaks."""
    if text is None:
        return Phrase(), ()
    if text.content.strip() == PENDING:
        message, advice = "这里还是“待填”", "填上内容；送审稿不能有待填"
        found = (draft_warning("MDN17", text.source, message, advice),)
        return Phrase((FigureText(f"【{PENDING}】", text.source, "", scope, pending=True),)), found
    if (length := len(text.content)) > MOST_CHARACTERS:
        message = f"这里有 {length} 个字符，多于 {MOST_CHARACTERS} 个，没有印"
        return Phrase(), (error("MDN23", text.source, message, "删短；正文写进 narrative"),)
    lines, in_conditions = _standing(text, figures, scope)
    findings = [*faults(text), *in_conditions]
    children: list[Inline] = []
    for line in lines:
        if children or line is not lines[0]:
            children.append(Break())
        resolved = pieces(line, figures, scope, PLACE)
        findings += resolved.findings
        for piece in resolved.pieces:
            if isinstance(piece, Reference):
                source = line.at(piece.offset, piece.length)
                children.append(figure_text(piece, source, scope))
            elif piece.text:
                source = line.at(piece.offset, len(piece.text))
                children.append(Words(piece.text, source))
    return Phrase(tuple(children)), tuple(dict.fromkeys(findings))


def _lines(text: Text) -> list[Text]:
    lines = cleaned(text.content).split("\n")
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    last = len(text.lines) - 1
    return [Text(line.rstrip("\r"), (text.lines[min(n, last)],)) for n, line in enumerate(lines)]


def _standing(text: Text, figures: Figures, scope: str) -> tuple[list[Text], tuple[Finding, ...]]:
    """Return the lines that are printed: those of the branches that hold."""
    kept: list[Text] = []
    findings: list[Finding] = []
    open_conditions: list[tuple[Text, bool, bool]] = []
    for line in _lines(text):
        shown = all(chosen for _, chosen, _ in open_conditions)
        if match := _IF.match(line.content):
            condition = Text(match[1].strip(), (line.at(match.start(1) + _lead(match[1])),))
            holding, found = holds(condition, figures, scope) if shown else (False, ())
            findings += found
            open_conditions.append((line, holding is not False, holding is not False))
        elif open_conditions and _ELSE.match(line.content):
            opener, _, first = open_conditions.pop()
            open_conditions.append((opener, not first, first))
        elif open_conditions and _END.match(line.content):
            open_conditions.pop()
        elif shown:
            kept.append(line)
    findings += _unclosed(opener for opener, _, _ in open_conditions)
    return kept, tuple(findings)


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip())


def _unclosed(openers: Iterator[Text]) -> Iterator[Finding]:
    for opener in openers:
        message = "“::: 如果” 没有收尾的 “:::”"
        yield error("MDN11", opener.source, message, "在这一段后面另起一行写 :::")
