"""Which printed character was written where (来历): a second, shadow print.

Every leaf is printed once more between two private-use characters and read back; what stands
between them is its text in the finished file. No id lands in a real .docx.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from docgen import build, compose, word
from docgen.absorbing.printed_lines import (
    FIGURE,
    FIXED,
    FUNDS,
    MADE,
    WORDS,
    MappedLine,
    SourceMap,
    Tile,
    funding_texts,
    line_starts,
)
from docgen.build import Proof
from docgen.content import Project
from docgen.document import Code, FigureText, Manuscript, Phrase, Words
from docgen.figures.model import FigureKey
from docgen.findings import DocgenError, Source
from docgen.memo import Memo
from docgen.report import Report, Text
from docgen.scoring.model import Appraisal, FormAppraisal, FundingResult
from docgen.word.returned.line_reading import ReturnedLine, margin_words, returned_lines

_OPEN, _CLOSE, _MOST = 0xF0000, 0x100000, 0xFFF0


def printed_map(project: Project, memo: Memo | None = None) -> SourceMap | None:
    """Return the map of a project as it would be printed now; None where it cannot be."""
    proof = build.check(project, memo=memo)
    return source_map(proof) if proof.whole else None


def source_map(proof: Proof) -> SourceMap | None:
    """Return the map of a report that was read and computed; None where it cannot be printed."""
    report, appraisal, manuscript = proof.report, proof.appraisal, proof.manuscript
    if report is None or appraisal is None or manuscript is None or proof.template is None:
        return None
    data, _ = build.document(proof)
    if data is None:
        return None
    real, margins = returned_lines(data), margin_words(data)
    for with_roles in (True, False):
        leaves = _Leaves(proof.texts)
        lines = _shadow_lines(proof, leaves.marked(manuscript), leaves, with_roles=with_roles)
        if [line.text for line in lines] == [line.text for line in real]:
            return SourceMap(report, appraisal, tuple(lines), proof.texts, margins)
    # A template that asks what a text is, or how long, may print marks otherwise.
    plain = tuple(_mapped(line, [], ()) for line in real)
    return SourceMap(report, appraisal, plain, proof.texts, margins)


def _shadow_lines(
    proof: Proof, manuscript: Manuscript, leaves: _Leaves, *, with_roles: bool
) -> list[MappedLine]:
    report, appraisal, template = proof.report, proof.appraisal, proof.template
    if report is None or appraisal is None or template is None:
        return []
    printed = compose.context(report, appraisal, manuscript)
    if with_roles:
        printed = _with_roles(printed, report, appraisal, leaves)
    try:
        package, _ = word.render(template, printed, report.root, appraisal.scheme)
        return [leaves.unmarked(line) for line in returned_lines(package.data())]
    except (DocgenError, ValueError):
        return []


class _Leaves:
    """The leaves that were marked, by the number in their marks."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._tiles: list[Tile] = []
        self._starts: dict[str, list[int]] = {}

    def marked(self, node: Any) -> Any:  # noqa: ANN401 (whatever a manuscript is made of)
        """Return a part of the manuscript, every text in it between marks."""
        if isinstance(node, Words):
            return structs.replace(node, text=self.mark(self._words_tile(node)))
        if isinstance(node, FigureText):
            return structs.replace(node, text=self.mark(self._figure_tile(node)))
        if isinstance(node, Code):
            return structs.replace(node, text=self.mark(Tile(WORDS, node.text, node.source)))
        if isinstance(node, tuple):
            return tuple(self.marked(each) for each in node)
        if isinstance(node, Struct) and not isinstance(node, Source):
            return structs.replace(
                node, **{n: self.marked(v) for n, v in structs.asdict(node).items()}
            )
        return node

    def mark(self, tile: Tile) -> str:
        """Return the text of a tile between its marks; too many for the marks stay without."""
        number = len(self._tiles)
        if number >= _MOST or not tile.text:
            return tile.text
        self._tiles.append(tile)
        return f"{chr(_OPEN + number)}{tile.text}{chr(_CLOSE + number)}"

    def _offset(self, source: Source) -> int:
        if source.file not in self._texts or not source.line or source.where:
            return -1
        starts = self._starts.setdefault(source.file, line_starts(self._texts[source.file]))
        return starts[source.line - 1] + max(0, source.column - 1)

    def _words_tile(self, words: Words) -> Tile:
        at = self._offset(words.source) if words.exact else -1
        if at < 0 or not self._texts[words.source.file].startswith(words.text, at):
            return Tile(WORDS, words.text, words.source)
        return Tile(WORDS, words.text, words.source, at, at + len(words.text))

    def _figure_tile(self, figure: FigureText) -> Tile:
        """Return a figure's tile: its span is `{{…}}`, its place what stands after the braces."""
        key, at = FigureKey(figure.scope, figure.name), self._offset(figure.source)
        tile = Tile(FIGURE, figure.text, figure.source, key=key)
        if at < 0:
            return tile
        full = self._texts[figure.source.file]
        start, end = full.rfind("{{", 0, at + 2), full.find("}}", at)
        if start < 0 or end < 0 or full[start + 2 : at].strip() or "\n" in full[start:end]:
            return tile
        return structs.replace(tile, start=start, end=end + 2)

    def unmarked(self, line: ReturnedLine) -> MappedLine:
        """Return a line of the shadow print without marks, cut into its tiles."""
        return _mapped(line, self._tiles, range(len(self._tiles)))


def _mapped(line: ReturnedLine, known: list[Tile], numbers: range | tuple[()]) -> MappedLine:
    text, looks, tiles = list[str](), list[str](), list[Tile]()
    current = Tile(FIXED, "")
    waiting = ""
    for character, look in zip(line.text, line.looks, strict=True):
        opened, closed = ord(character) - _OPEN, ord(character) - _CLOSE
        if opened not in numbers and closed not in numbers:
            waiting += character
            text.append(character)
            looks.append(look)
            continue
        if waiting:
            tiles.append(structs.replace(current, text=waiting))
        waiting = ""
        current = known[opened] if opened in numbers else Tile(FIXED, "")
    if waiting:
        tiles.append(structs.replace(current, text=waiting))
    told = {**structs.asdict(line), "text": "".join(text), "looks": "".join(looks)}
    return MappedLine(**told, tiles=tuple(tiles))


def _with_roles(
    printed: compose.Context, report: Report, appraisal: Appraisal, leaves: _Leaves
) -> compose.Context:
    """Return the context with scores, weights, amounts and names as phrases that know a place."""
    context: dict[str, Any] = dict(printed)
    head = {"部门": report.department, "专项名称": report.fund}
    context["报告"] = _with_texts(context["报告"], head, leaves)
    projects = []
    for each, form in zip(context["支出方向"], appraisal.forms, strict=True):
        own = {**head, "专项名称": form.project.fund or report.fund}
        project = _with_texts(each, own, leaves)
        rows = zip(project["指标"], form.rows, strict=True)
        project["指标"] = [
            _with_role(row, made.source, ("得分", "分值"), leaves) for row, made in rows
        ]
        funds = zip(project["资金"], form.funding, strict=True)
        project["资金"] = [_funding_row(row, made, form, leaves) for row, made in funds]
        projects.append(project)
    context["支出方向"] = projects
    return context


def _with_texts(
    names: Mapping[str, Any], typed: Mapping[str, Text | None], leaves: _Leaves
) -> dict[str, Any]:
    result = dict(names)
    for name, text in typed.items():
        if text is not None and result.get(name) == text.content and "\n" not in text.content:
            result[name] = Phrase((leaves.marked(Words(text.content, text.source)),))
    return result


def _with_role(
    row: Mapping[str, Any], source: Source, roles: tuple[str, ...], leaves: _Leaves
) -> dict[str, Any]:
    result = dict(row)
    for role in roles:
        if isinstance(result[role], str) and result[role]:
            text = leaves.mark(Tile(MADE, result[role], source, role=role))
            result[role] = Phrase((Words(text, source, exact=False),))
    return result


def _funding_row(
    row: Mapping[str, Any], made: FundingResult, form: FormAppraisal, leaves: _Leaves
) -> dict[str, Any]:
    result = _with_role(row, made.line.source, ("得分", "分值", "执行率"), leaves)
    for role, typed in zip(FUNDS, funding_texts(made), strict=True):
        source = typed.source if typed is not None else made.line.source
        result = _with_role(result, source, (role,), leaves)
    if not form.project.funding:
        return dict(row)
    return result
