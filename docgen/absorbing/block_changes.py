"""Paragraphs, list items and table rows added, deleted or moved (增删移): lines of the source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, structs

from docgen.absorbing.changes import ASKED, MARKS, REFUSED, Change, Splice, escaped_markdown
from docgen.absorbing.number_changes import NumberChanges
from docgen.absorbing.printed_lines import MADE, WORDS, MappedLine, SourceMap
from docgen.findings import Source
from docgen.word.returned.alignment import heading_level, heading_number
from docgen.word.returned.line_reading import NOTE_SIGN, PICTURE_SIGN, ReturnedLine

_BLANK = re.compile(r"(?:[ \t]*\r?\n)+")
_ITEM = re.compile(r"[ \t]*([-+*]|\d+[.)])([ \t]+)")
_LOOK = re.compile(r"\.+|b+|i+|x+|s+")
LinePair = tuple[list[MappedLine], list[ReturnedLine], str]


class Stretch(Struct, frozen=True):
    """Whole lines of a file (行段): offsets, the end behind the line break."""

    file: str
    start: int
    end: int


class Spot(Struct, frozen=True):
    """Where a new block goes: an offset, behind or before the block `beside`."""

    file: str
    at: int
    behind: bool
    beside: MappedLine


def changed_lines(lines: Sequence[ReturnedLine]) -> str:
    """Return the text of lines, as a change shows it."""
    return "\n".join(line.text for line in lines)


def all_revisions(lines: Sequence[ReturnedLine]) -> tuple[tuple[str, str], ...]:
    """Return who changed lines and when, each once."""
    return tuple(dict.fromkeys(each for line in lines for each in line.revisions))


class BlockChanges:
    """Turns blocks without a partner into changes."""

    def __init__(self, base: SourceMap, pairs: Sequence[LinePair], numbers: NumberChanges) -> None:
        """Look at what stands around a block among the aligned `pairs`."""
        self._map, self._pairs, self._numbers = base, pairs, numbers

    def stretch(self, lines: Sequence[MappedLine]) -> Stretch | None:
        """Return the lines of Markdown that a block takes; None where it is no Markdown."""
        tiles = [
            tile for line in lines for tile in line.tiles
            if tile.source is not None and tile.source.file.endswith(".md") and tile.source.line
        ]  # fmt: skip
        files = {tile.source.file for tile in tiles if tile.source}
        if len(files) != 1:
            return None
        (file,) = files
        rows = self._map.texts[file].splitlines(keepends=True)
        first = min(tile.source.line for tile in tiles if tile.source)
        last = max(
            self._map.line_at(file, tile.end) if tile.end >= 0 else tile.source.line
            for tile in tiles if tile.source
        )  # fmt: skip
        return Stretch(file, sum(map(len, rows[: first - 1])), sum(map(len, rows[:last])))

    def deleted(self, lines: list[MappedLine], kind: str) -> Change:
        """Return the change that takes a block out."""
        change = Change(
            "删行" if kind == "行" else "删段", lines[0].where, changed_lines(lines), "",
            next((s for line in lines for s in line.sources if s.line), None),
        )  # fmt: skip
        stretch = self.stretch(lines)
        if kind == "行" and stretch is None:
            return self._deleted_indicator(change, lines)
        if kind == "格" and (edits := _emptied(lines)):
            return structs.replace(change, kind="文字", edits=edits)
        if stretch is None or kind in ("格", "表", "注") or any(line.note for line in lines):
            return structs.replace(
                change, status=ASKED, say="这里不是正文里单独的一段，请在内容里删"
            )
        end, full, start = stretch.end, self._map.texts[stretch.file], stretch.start
        if not lines[0].numbered and kind == "段":
            blank = _BLANK.match(full, end)
            if blank:
                end = blank.end()
            elif start:
                start = len(full[:start].rstrip()) + 1
        return structs.replace(change, edits=(Splice(stretch.file, start, end, ""),))

    def _deleted_indicator(self, change: Change, lines: list[MappedLine]) -> Change:
        places = [t.source for line in lines for t in line.tiles if t.kind == MADE and t.source]
        for form in self._map.appraisal.forms:
            for row in form.rows:
                if row.indicator is not None and row.source in places:
                    return self._without_block(change, row.indicator.source)
        return structs.replace(change, status=ASKED, say="表里的这一行不在绩效指标里")

    def _without_block(self, change: Change, source: Source) -> Change:
        full = self._map.texts[source.file]
        start = self._map.offset(Source(source.file, source.line, 1))
        end, _ = self._numbers.block_end(source)
        say = "删去这个指标，分值之和随之改变：写 --收 这一条才删"
        edit = Splice(source.file, start, min(end, len(full)), "")
        return structs.replace(change, status=ASKED, say=say, at_source=(edit,), source=source)

    def inserted(self, lines: list[ReturnedLine], at: int, kind: str) -> Change:
        """Return the change that puts new blocks behind what stands before them."""
        change = Change(
            "增行" if kind == "行" else "增段", lines[0].where, "", changed_lines(lines),
            revisions=all_revisions(lines),
        )  # fmt: skip
        if any(sign in change.after for sign in (NOTE_SIGN, PICTURE_SIGN)) or kind == "注":
            say = "有新的脚注或图片，要在内容里自己加：脚注写作 ^[…]，图片写作 ![](…)"
            return structs.replace(change, status=REFUSED, say=say)
        if kind == "行":
            return self._inserted_row(change, lines, at)
        spot = self.spot(at)
        if spot is None or kind in ("格", "表"):
            say = "要在内容里自己加：旁边没有正文的段落"
            return structs.replace(change, status=ASKED, say=say)
        text = self._block_text(lines, spot)
        source = self._source(spot.file, max(0, spot.at - 1))
        return structs.replace(
            change, source=source, edits=(self._placed(spot, text, numbered=lines[0].numbered),)
        )

    def _source(self, file: str, offset: int) -> Source:
        return Source(file, self._map.line_at(file, offset), self._map.column_at(file, offset))

    def _placed(self, spot: Spot, text: str, *, numbered: bool) -> Splice:
        """Return the edit that puts a block at a spot, with the blank lines it needs."""
        full = self._map.texts[spot.file]
        tight = numbered and spot.beside.numbered
        if not spot.behind:
            piece = f"{text}\n" if tight else f"{text}\n\n"
        else:
            lead = "" if not spot.at or full[: spot.at].endswith("\n") else "\n"
            piece = f"{lead}{text}\n" if tight else f"{lead}\n{text}\n"
            if not tight and not re.match(r"\s*\n|\s*$", full[spot.at : spot.at + 2]):
                piece += "\n"
        newline = "\r\n" if "\r\n" in full else "\n"
        return Splice(spot.file, spot.at, spot.at, piece.replace("\n", newline))

    def spot(self, at: int) -> Spot | None:
        """Return where a block at a pair's place goes: behind the one before, else before."""
        for old, new, _ in reversed(self._pairs[:at]):
            stretch = self.stretch(old) if old and new else None
            if stretch is not None:
                if old[0].table:
                    stretch = self._whole_table(old[0].table) or stretch
                return Spot(stretch.file, stretch.end, behind=True, beside=old[-1])
            if old and new and not old[0].table and not old[0].note:
                break
        for old, new, _ in self._pairs[at + 1 :]:
            stretch = self.stretch(old) if old and new else None
            if stretch is not None:
                return Spot(stretch.file, stretch.start, behind=False, beside=old[0])
        return None

    def _whole_table(self, table: int) -> Stretch | None:
        return self.stretch([line for line in self._map.lines if line.table == table])

    def _block_text(self, lines: Sequence[ReturnedLine], spot: Spot) -> str:
        joint = "\n" if lines[0].numbered else "\n\n"
        return joint.join(self._block_line(line, spot.beside) for line in lines)

    def _block_line(self, line: ReturnedLine, beside: MappedLine) -> str:
        """Return a returned paragraph as Markdown."""
        text, looks = line.text.lstrip("\u3000 "), line.looks
        looks = looks[len(looks) - len(text) :]
        level = heading_level(line.style)
        if level:
            cut = heading_number(text)
            return f"{'#' * level} {escaped_markdown(text[cut:])}"
        body = "".join(
            f"{MARKS[run[0][0]]}{escaped_markdown(text[run.start() : run.end()])}{MARKS[run[0][0]]}"
            for run in _LOOK.finditer(looks)
        )
        if line.numbered:
            return self._item_mark(beside) + body
        if line.style.lower() in ("quote", "引用", "引用块"):
            return f"> {body}"
        body = re.sub(r"^([-+#>])(?=\s)", r"\\\1", body)
        return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", body)

    def _item_mark(self, beside: MappedLine) -> str:
        stretch = self.stretch([beside])
        match = _ITEM.match(self._map.texts[stretch.file], stretch.start) if stretch else None
        if match is None:
            return "- "
        return re.sub(r"\d+", lambda number: str(int(number[0]) + 1), match[0])

    def _inserted_row(self, change: Change, lines: list[ReturnedLine], at: int) -> Change:
        before = next((o for o, n, _ in reversed(self._pairs[:at]) if o and n and o[0].table), None)
        row = [line for line in self._map.lines if before and _same_row(line, before[0])]
        stretch = self.stretch(row) if row else None
        if stretch is None:
            return self._asked_row(change, lines, row)
        full = self._map.texts[stretch.file]
        printed = full[stretch.start : stretch.end].strip()
        width = len(re.split(r"(?<!\\)\|", printed.strip("|")))
        cells = {line.column: escaped_markdown(line.text).replace("\\\n", " ") for line in lines}
        text = "| " + " | ".join(cells.get(c, "") for c in range(1, width + 1)) + " |\n"
        place = stretch.end
        if re.match(r"\s*\|?\s*:?-{2,}", full[place:]):  # behind the rule under the head
            place = full.index("\n", place) + 1
        if place and not full[:place].endswith("\n"):
            text = f"\n{text}"
        source = self._source(stretch.file, stretch.start)
        return structs.replace(
            change, source=source, edits=(Splice(stretch.file, place, place, text),)
        )

    def _asked_row(
        self, change: Change, lines: list[ReturnedLine], row: list[MappedLine]
    ) -> Change:
        """Ask for a new indicator, with its block of YAML ready to be taken over."""
        source = next((t.source for line in row for t in line.tiles if t.kind == MADE), None)
        cells = " / ".join(line.text for line in lines)
        say = f"自评表新增一行，请在 metrics.yaml 里写明名称、指标值、完成值、分值：{cells}"
        return structs.replace(change, status=ASKED, say=say, source=source)

    def moved(
        self, old: list[MappedLine], new: list[ReturnedLine], at: int, inner: Sequence[Splice]
    ) -> Change:
        """Return the change that cuts the source of a block and pastes it elsewhere."""
        stretch, spot = self.stretch(old), self.spot(at)
        source = next(old[0].sources, None)
        change = Change(
            "移段", new[0].where, old[0].text, new[0].text, source, revisions=all_revisions(new)
        )
        if stretch is None or spot is None:
            return structs.replace(change, status=ASKED, say="请在内容里自己移动")
        full = self._map.texts[stretch.file]
        pieces, done = [], stretch.start
        for edit in sorted(inner):
            pieces += [full[done : edit.start], edit.text]
            done = edit.end
        body = "".join((*pieces, full[done : stretch.end])).rstrip("\r\n")
        blank = _BLANK.match(full, stretch.end) if not old[0].numbered else None
        cut = Splice(stretch.file, stretch.start, blank.end() if blank else stretch.end, "")
        paste = self._placed(spot, body, numbered=old[0].numbered)
        return structs.replace(change, edits=(cut, paste))


def _same_row(line: MappedLine, other: MappedLine) -> bool:
    return (line.table, line.row) == (other.table, other.row)


def _emptied(lines: Sequence[MappedLine]) -> tuple[Splice, ...]:
    """Return the edits that take the words out of a cell; none where they are not its own."""
    tiles = [tile for line in lines for tile in line.tiles]
    if any(tile.start < 0 or tile.kind != WORDS for tile in tiles):
        return ()
    return tuple(
        Splice(tile.source.file, tile.start, tile.end, "") for tile in tiles if tile.source
    )
