"""Texts of the form (表格文字): words and references, no Markdown; `::: 如果` is honoured.

The rows of the form (自评表) are four such texts each: name, 指标值, 完成值, 偏差说明.
"""

from __future__ import annotations

from collections.abc import Iterator

from docgen.document import Break, FigureText, Inline, Phrase, RowProse, Words
from docgen.figures.calculation import evaluate, holds
from docgen.figures.display import printed
from docgen.figures.formula import is_formula
from docgen.figures.model import Figure, FigureKey, Figures, Pending, Quantity, Reference
from docgen.figures.names import find
from docgen.figures.reference import pieces
from docgen.figures.units import convert, same_dimension, unit_named
from docgen.figures.values import PENDING
from docgen.findings import Finding, Source, draft_warning, error
from docgen.narrative.text_characters import character_faults, cleaned_text
from docgen.narrative.text_reading import MOST_CHARACTERS, unclosed_condition
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, Text
from docgen.scoring.model import IndicatorResult

PLACE = "表格"
_IF = lazy_pattern(r"\s*[:：]{3,}\s*如果\s*(.*)$")
_ELSE = lazy_pattern(r"\s*[:：]{3,}\s*否则\s*$")
_END = lazy_pattern(r"\s*[:：]{3,}\s*$")
_UNIT_IN_NAME = lazy_pattern(r"[（(]([^（()）]+)[)）]\s*[。．.]?\s*$")
Phrased = tuple[Phrase, tuple[Finding, ...]]


def figure_text(found: Reference, source: Source, scope: str) -> FigureText:
    """Return the inline that a reference (引用) becomes."""
    path = found.name if found.figure is None else found.figure.key.path
    owner = scope if found.figure is None else found.figure.key.scope
    return FigureText(found.printed, source, path, owner, found.pending)


def line_inlines(
    line: Text, figures: Figures, scope: str, place: str, *, exact: bool = True
) -> tuple[tuple[Inline, ...], tuple[Finding, ...]]:
    """Return the words and figures of a line without Markdown, and what is wrong with them.

    `place` is where its references are printed, 正文 or 表格; `exact` tells whether the words
    stand in the file letter by letter.
    """
    resolved = pieces(line, figures, scope, place)
    children = tuple(
        figure_text(piece, line.at(piece.offset, piece.length), scope)
        if isinstance(piece, Reference)
        else Words(piece.text, line.at(piece.offset, len(piece.text)), exact)
        for piece in resolved.pieces
        if isinstance(piece, Reference) or piece.text
    )
    return children, resolved.findings


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
    lines, in_conditions = _standing_lines(text, figures, scope)
    findings = [*character_faults(text), *in_conditions]
    children: list[Inline] = []
    for number, line in enumerate(lines):
        found_in_line, in_line = line_inlines(line, figures, scope, PLACE)
        children += (Break(), *found_in_line) if number else found_in_line
        findings += in_line
    return Phrase(tuple(children)), tuple(dict.fromkeys(findings))


def _split_lines(text: Text) -> list[Text]:
    lines = cleaned_text(text.content).split("\n")
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    last = len(text.lines) - 1
    return [Text(line.rstrip("\r"), (text.lines[min(n, last)],)) for n, line in enumerate(lines)]


def _standing_lines(
    text: Text, figures: Figures, scope: str
) -> tuple[list[Text], tuple[Finding, ...]]:
    """Return the lines that are printed: those of the branches that hold."""
    standing: list[Text] = []
    findings: list[Finding] = []
    # Of each open condition: its line, whether this branch is printed, and whether the first is.
    conditions: list[tuple[Text, bool, bool]] = []
    for line in _split_lines(text):
        shown = all(chosen for _, chosen, _ in conditions)
        if match := _IF.match(line.content):
            condition = Text(match[1].rstrip(), (line.at(match.start(1)),))
            holding, found = holds(condition, figures, scope) if shown else (False, ())
            findings += found
            conditions.append((line, holding is not False, holding is not False))
        elif conditions and _ELSE.match(line.content):
            opener, _, first = conditions.pop()
            conditions.append((opener, not first, first))
        elif conditions and _END.match(line.content):
            conditions.pop()
        elif shown:
            standing.append(line)
    findings += (unclosed_condition(opener.source) for opener, _, _ in conditions)
    return standing, tuple(findings)


def row_texts(
    scored: tuple[IndicatorResult, ...], figures: Figures, scope: str, no_deviation: Text | None
) -> Iterator[tuple[RowProse, tuple[Finding, ...]]]:
    """Yield the texts of each row of a form; `no_deviation` is 无偏差时填."""
    for row in scored:
        indicator = row.indicator
        if indicator is None:
            yield RowProse(Phrase(), Phrase(), Phrase(), Phrase()), ()
            continue
        deviation = indicator.deviation
        full = row.score is not None and row.score == row.weight and not row.missed
        if deviation is None and full:
            deviation = no_deviation
        texts = (
            phrase(Text(indicator.name, (indicator.source,)), figures, scope),
            phrase(indicator.target, figures, scope),
            _actual_phrase(indicator, figures, scope),
            phrase(deviation, figures, scope),
        )
        yield RowProse(*(text for text, _ in texts)), tuple(f for _, each in texts for f in each)


def _actual_phrase(indicator: Indicator, figures: Figures, scope: str) -> Phrased:
    """Return 完成值: a text, or the figure of a formula without the unit the name holds."""
    text = indicator.actual or indicator.scored_by
    if text is None or not is_formula(text):
        return phrase(text, figures, scope)
    figure, findings = _formula_figure(text, figures, scope)
    if figure is None:
        return Phrase((Words(text.content, text.source),)), findings
    shown = _printed_actual(figures, figure, indicator)
    source = text.at(0, len(text.content))
    pending = isinstance(figure.value, Pending)
    return Phrase((FigureText(shown, source, figure.name, figure.key.scope, pending),)), findings


def _formula_figure(
    text: Text, figures: Figures, scope: str
) -> tuple[Figure | None, tuple[Finding, ...]]:
    formula = text.content.strip()[1:].strip()
    if figure := find(figures, formula, scope):
        return figure, ()
    result = evaluate(text, figures, scope)
    if result.value is None:
        return None, result.findings
    key = FigureKey(scope, formula)
    return Figure(key, result.value, text.source, formula=formula), result.findings


def _printed_actual(figures: Figures, figure: Figure, indicator: Indicator) -> str:
    """Return 完成值 in the unit that the indicator's name holds: 享受标厂补贴数(万平方米)."""
    match = _UNIT_IN_NAME.search(indicator.name)
    unit = unit_named(match[1].strip()) if match else None
    value = figure.value
    if unit is None or not isinstance(value, Quantity) or not same_dimension(value.unit, unit):
        return printed(figures, figure, PLACE)
    if value.unit.name != unit.name:
        figure = Figure(figure.key, convert(value, unit), figure.source)
    return printed(figures, figure, PLACE, "数值")
