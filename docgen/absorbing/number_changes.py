"""A number that changed (改数): its entry is edited, its spelling and unit kept, or it is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import structs

from docgen.absorbing.changes import ASKED, Change, Splice
from docgen.absorbing.printed_lines import FUNDS, SourceMap, Tile, funding_texts
from docgen.absorbing.tokens import NUMBER, Token
from docgen.figures.model import Figure, FigureKey
from docgen.figures.names import find
from docgen.findings import Source
from docgen.report import Indicator, Text
from docgen.scoring.model import FormAppraisal, IndicatorResult

_PREVIOUS = ".上年"
_EQUALS = ("=", "＝")


def quantities(text: str, figures: Sequence[Token]) -> list[tuple[int, int]] | None:
    """Return where each figure stands in new words: same unit, same order; None if unsure."""
    found, at = [], 0
    for figure in figures:
        match = re.match(rf"^(\D*)({NUMBER})(.*)$", figure.text, re.DOTALL)
        if match and re.search(r"\d", match[3]):
            return None
        pattern = re.escape(figure.text)
        if match:
            number = NUMBER if figure.text.endswith("%") else rf"{NUMBER[:-2]}(?![%\d])"
            pattern = re.escape(match[1]) + number + re.escape(match[3])
        hit = re.compile(pattern).search(text, at)
        if hit is None:
            return None
        found.append(hit.span())
        at = hit.end()
    return found


def inverse(value: str, shown: str, new: str) -> str | None:
    """Return what to type so that `new` is printed where `shown` was; None if unsure.

    >>> inverse("760 万元", "760万元", "765万元"), inverse("760 万元", "760万元", "7.65亿元")
    ('765 万元', None)
    """
    numbers = [re.findall(NUMBER, text) for text in (shown, new, value)]
    if any(len(each) != 1 for each in numbers):
        return None
    unit, wanted, typed = (
        "".join(re.sub(NUMBER, "", text, count=1).split()) for text in (shown, new, value)
    )
    _, (now,), (old,) = numbers
    if (
        unit != wanted
        or (unit and typed not in {unit, ""})
        or old.endswith("%") != now.endswith("%")
    ):
        return None
    return value.replace(old, now if "," in old else now.replace(",", ""), 1)


class NumberChanges:
    """Turns changed numbers into changes."""

    def __init__(self, base: SourceMap, reason: str = "") -> None:
        """Edit the entries of a report; `reason` is the 理由 of a changed score."""
        self._map, self._reason = base, reason

    def figure_change(self, where: str, tile: Tile, new: str) -> Change:
        """Return the change of a reference that prints `new` now."""
        change = Change("数字", where, tile.text, new, tile.source, also=tile.source)
        change = structs.replace(change, literal=self._literal(tile, new))
        key = tile.key or FigureKey("", "")
        previous = key.path.endswith(_PREVIOUS)
        path = key.path.removesuffix(_PREVIOUS)
        figure = find(self._map.appraisal.figures, path, key.scope)
        if figure is None or figure.entry is None:
            say = f"“{path}”由 docgen 算出{_inputs(figure)}"
            return structs.replace(change, status=ASKED, say=say)
        value = figure.entry.previous if previous else figure.entry.value
        source = value.source if value is not None else figure.source
        change = structs.replace(change, source=source, figures=(figure.key,))
        if figure.entry.workbook is not None:
            say = f"“{path}”来自工作簿 {figure.entry.workbook.file}，请在那里改"
            return structs.replace(change, status=ASKED, say=say, source=figure.source)
        if value is None or value.content.lstrip().startswith(_EQUALS):
            say = f"“{path}”由公式得出{_inputs(figure)}"
            return structs.replace(change, status=ASKED, say=say)
        return self._value_change(change, value, tile.text, new)

    def _value_change(self, change: Change, value: Text, shown: str, new: str) -> Change:
        span = self._span(value)
        typed = inverse(value.content, shown, new)
        if span is None:
            say = f"值写在引号或多行里，请在 {value.source} 改"
            return structs.replace(change, status=ASKED, say=say)
        if typed is None:
            at_source = (structs.replace(span, text=new),)
            say = f"印出的与写的（{value.content}）单位或写法不同"
            return structs.replace(change, status=ASKED, say=say, at_source=at_source)
        edit = structs.replace(span, text=typed)
        say = f"{value.content} → {typed}，别处随之改"
        return structs.replace(change, edits=(edit,), say=say)

    def asked_figure(self, where: str, tile: Tile, new: str) -> Change:
        """Return the change of a reference in whose place something unlike it stands."""
        change = self.figure_change(where, tile, new)
        if change.status == ASKED:
            return change
        say = f"“{tile.text}”改成了“{new}”，单位或写法不同"
        return structs.replace(change, status=ASKED, say=say, edits=(), at_source=change.edits)

    def _literal(self, tile: Tile, new: str) -> tuple[Splice, ...]:
        if tile.start < 0 or tile.source is None:
            return ()
        return (Splice(tile.source.file, tile.start, tile.end, new),)

    def _span(self, text: Text) -> Splice | None:
        at, full = self._map.offset(text.source), self._map.texts[text.source.file]
        if not full.startswith(text.content, at):
            return None
        return Splice(text.source.file, at, at + len(text.content), text.content)

    def made_change(self, where: str, tile: Tile, new: str) -> Change:
        """Return the change of a score, a weight or an amount of the form."""
        kind = "得分" if tile.role == "得分" else "表格数"
        change = Change(kind, where, tile.text, new.strip(), tile.source)
        for form in self._map.appraisal.forms:
            row = next((r for r in form.rows if _same_line(r.source, tile.source)), None)
            if row is not None and row.indicator is not None and tile.role in ("得分", "分值"):
                return self._row_change(change, row, row.indicator, tile.role)
            if tile.role in FUNDS and (typed := _typed_amount(form, tile)) is not None:
                return self._amount_change(change, typed, form.project.name)
        say = f"{tile.role}由 docgen 算出：改它的来源"
        return structs.replace(change, status=ASKED, say=say)

    def _row_change(
        self, change: Change, row: IndicatorResult, indicator: Indicator, role: str
    ) -> Change:
        if re.fullmatch(NUMBER, change.after) is None:
            return structs.replace(change, status=ASKED, say=f"“{change.after}”不是一个数")
        if role == "分值":
            span = self._span(indicator.weight.text) if indicator.weight else None
            if span is None:
                return structs.replace(change, status=ASKED, say="分值由 docgen 算出")
            edit = structs.replace(span, text=change.after)
            return structs.replace(change, edits=(edit,), source=self._place(edit))
        if not self._reason:
            say = f"按规则得 {change.before} 分（{row.explanation}）；写明理由才能改：--理由 “…”"
            return structs.replace(change, status=ASKED, say=say)
        return structs.replace(change, edits=self._score_edits(indicator, change.after))

    def _score_edits(self, indicator: Indicator, score: str) -> tuple[Splice, ...]:
        file = indicator.source.file
        at, indent = self.block_end(indicator.source)
        reason = f"{indent}理由: {_quoted(self._reason)}\n"
        span = self._span(indicator.score.text) if indicator.score else None
        if span is None:
            return (Splice(file, at, at, f"{indent}得分: {score}\n{reason}"),)
        edit = structs.replace(span, text=score)
        return (edit,) if indicator.justification else (edit, Splice(file, at, at, reason))

    def _amount_change(self, change: Change, typed: Text, scope: str) -> Change:
        if typed.content.lstrip().startswith(_EQUALS):
            name = typed.content.lstrip(" =＝").strip()
            figure = find(self._map.appraisal.figures, name, scope)
            value = figure.entry.value if figure is not None and figure.entry else None
            if figure is None or value is None or value.content.lstrip().startswith(_EQUALS):
                say = f"由公式“{typed.content}”得出{_inputs(figure)}：改公式里的数"
                return structs.replace(change, status=ASKED, say=say)
            change = structs.replace(
                change, kind="数字", figures=(figure.key,), source=value.source
            )
            shown = f"{change.before}{_unit_of(value.content)}"
            new = f"{change.after}{_unit_of(value.content)}"
            return self._value_change(change, value, shown, new)
        return self._value_change(change, typed, change.before, change.after)

    def _place(self, edit: Splice) -> Source:
        line = self._map.line_at(edit.file, edit.start)
        return Source(edit.file, line, self._map.column_at(edit.file, edit.start))

    def block_end(self, source: Source) -> tuple[int, str]:
        """Return where a mapping of YAML ends, behind its last line, and its entries' indent."""
        rows = self._map.texts[source.file].splitlines(keepends=True)
        first = rows[source.line - 1]
        depth, last = len(first) - len(first.lstrip()), source.line - 1
        for at in range(source.line, len(rows)):
            row = rows[at]
            if row.strip():
                if len(row) - len(row.lstrip()) <= depth:
                    break
                last = at
        inner = rows[source.line] if last >= source.line else ""
        indent = inner[: len(inner) - len(inner.lstrip())] or " " * (depth + 2)
        return sum(map(len, rows[: last + 1])), indent


def _unit_of(typed: str) -> str:
    return "".join(re.sub(NUMBER, "", typed, count=1).split())


def _quoted(text: str) -> str:
    shown = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{shown}"'


def _inputs(figure: Figure | None) -> str:
    names = "、".join(key.path for key in (*figure.inputs, *figure.members)) if figure else ""
    return f"（{names}）" if names else ""


def _same_line(one: Source, other: Source | None) -> bool:
    return other is not None and bool(one.line) and (one.file, one.line) == (other.file, other.line)


def _typed_amount(form: FormAppraisal, tile: Tile) -> Text | None:
    typed = (text for made in form.funding for text in funding_texts(made) if text is not None)
    return next((text for text in typed if text.source == tile.source), None)
