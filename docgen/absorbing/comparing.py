"""A returned file against the map of what was printed (比较): each difference with its edits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import structs

from docgen.absorbing.block_changes import (
    BlockChanges,
    LinePair,
    Stretch,
    all_revisions,
    changed_lines,
)
from docgen.absorbing.changes import (
    CLASH,
    MARKS,
    REFUSED,
    TAKEN,
    Change,
    Splice,
    escaped_markdown,
)
from docgen.absorbing.number_changes import NumberChanges, quantities
from docgen.absorbing.printed_lines import FIXED, MADE, WORDS, MappedLine, SourceMap
from docgen.absorbing.tokens import (
    NUMBER,
    PARAGRAPH_END,
    Operation,
    Token,
    new_tokens,
    old_tokens,
    operations,
)
from docgen.findings import Source
from docgen.word.returned.alignment import (
    aligned_lines,
    heading_level,
    heading_number,
    likeness,
    line_key,
)
from docgen.word.returned.line_reading import NOTE_SIGN, PICTURE_SIGN, ReturnedLine

_MOVED = 0.6
_LOOK_NAMES = {"b": "加粗", "i": "斜体", "x": "加粗并斜体", "s": "删除线", ".": "不再加粗或斜体"}


def returned_changes(
    base: SourceMap, lines: Sequence[ReturnedLine], reason: str = ""
) -> tuple[Change, ...]:
    """Return what a returned file changed, in its order; `reason` is the 理由 of changed scores."""
    found = list(_Comparison(base, lines, reason).changes())
    return tuple(_with_clashes([c for c in found if c.edits or c.status != TAKEN]))


def _with_clashes(changes: list[Change]) -> Iterator[Change]:
    """Yield the changes; a figure printed with two new values is a 冲突, not guessed."""
    values: dict[tuple[str, int], set[str]] = {}
    for change in changes:
        for edit in change.edits if change.figures else ():
            values.setdefault((edit.file, edit.start), set()).add(edit.text)
    for change in changes:
        spots = [(edit.file, edit.start) for edit in change.edits] if change.figures else []
        told = next((values[spot] for spot in spots if len(values[spot]) > 1), None)
        if told is None:
            yield change
            continue
        say = f"同一个数在回稿里改成了两个值：{'、'.join(sorted(told))}"
        yield structs.replace(change, status=CLASH, say=say, at_source=change.edits, edits=())


class _Comparison:
    """One comparison: the pairs of lines, and what each pair gives."""

    def __init__(self, base: SourceMap, lines: Sequence[ReturnedLine], reason: str) -> None:
        self._map = base
        everything: Sequence[ReturnedLine] = base.lines
        self._pairs: list[LinePair] = list(aligned_lines(everything, lines))  # type: ignore[arg-type]  # the old ones are mapped
        self._numbers = NumberChanges(base, reason)
        self._blocks = BlockChanges(base, self._pairs, self._numbers)

    def changes(self) -> Iterator[Change]:
        """Yield every change, in the order of the returned file."""
        landing = self._moves()
        gone = {id(old[0]) for old in landing.values()}
        for at, (old, new, kind) in enumerate(self._pairs):
            if old and new:
                yield from self._pair_changes(old, new)
            elif old and id(old[0]) not in gone:
                yield self._blocks.deleted(old, kind)
            elif new and at in landing:
                yield from self._moved(landing[at], new, at)
            elif new:
                yield self._blocks.inserted(new, at, kind)

    def _moves(self) -> dict[int, list[MappedLine]]:
        """Return what vanished in one place and appeared in another, by the place of the latter."""
        gone = [old for old, new, kind in self._pairs if old and not new and kind == "段"]
        found: dict[int, list[MappedLine]] = {}
        for at, (old, new, kind) in enumerate(self._pairs):
            if old or not new or kind != "段":
                continue
            taken = {id(each[0]) for each in found.values()}
            left = [each for each in gone if id(each[0]) not in taken]
            scored = [(likeness(line_key(o[0]), line_key(new[0])), n) for n, o in enumerate(left)]
            best, number = max(scored, default=(0.0, 0))
            if best > _MOVED:
                found[at] = left[number]
        return found

    def _moved(self, old: list[MappedLine], new: list[ReturnedLine], at: int) -> Iterator[Change]:
        within = list(self._pair_changes(old, new))
        stretch = self._blocks.stretch(old)
        inner: list[Splice] = []
        for change in within:
            mine = [
                e for e in change.edits
                if stretch and e.file == stretch.file and stretch.start <= e.start <= stretch.end
            ]  # fmt: skip
            inner += mine
            others = tuple(edit for edit in change.edits if edit not in mine)
            if others or change.status != TAKEN:
                yield structs.replace(change, edits=others)
        yield self._blocks.moved(old, new, at, inner)

    def _pair_changes(self, olds: list[MappedLine], news: list[ReturnedLine]) -> Iterator[Change]:
        """Yield the changes of a paragraph or cell that stayed."""
        old = old_tokens(olds)
        new = new_tokens(news, (token.text for token in old if token.is_number_of_ours))
        if old and not old[0].text.isspace():  # an indent typed by hand is the style's business
            while len(new) > 1 and new[0].text.isspace():
                new.pop(0)
        while len(new) > 1 and new[-1].text.isspace() and not old[-1].text.isspace():
            new.pop()
        old, new = _without_number(olds[0], old, new)
        steps = operations(old, new)
        revisions = all_revisions(news)
        whole = self._rewritten(old, new, steps) if len(olds) == len(news) == 1 else None
        if whole is not None:
            yield self._text_change(olds, news, (whole,), "")
        else:
            pair = _PairEdits(self._map, self._numbers, olds[0].where, old)
            for tag, a0, a1, b0, b1 in steps:
                if tag != "equal":
                    pair.stretch(a0, a1, new[b0:b1])
            if pair.edits:
                say = pair.refusal
                yield self._text_change(olds, news, tuple(pair.edits), say)
            elif pair.refusal:
                yield self._text_change(olds, news, (), pair.refusal)
            yield from (structs.replace(each, revisions=revisions) for each in pair.others)
            yield from self._look_changes(olds[0].where, old, new, steps)
        yield from self._style_changes(olds[0], news[0])

    def _text_change(
        self, olds: list[MappedLine], news: list[ReturnedLine], edits: tuple[Splice, ...], no: str
    ) -> Change:
        first = min(edits, key=lambda edit: edit.start, default=None)
        source = next((s for line in olds for s in line.sources if s.line), None)
        if first is not None:
            line = self._map.line_at(first.file, first.start)
            source = Source(first.file, line, self._map.column_at(first.file, first.start))
        return Change(
            "文字", olds[0].where, changed_lines(olds), changed_lines(news), source,
            () if no else edits, REFUSED if no else TAKEN, no, revisions=all_revisions(news),
        )  # fmt: skip

    def _look_changes(
        self, where: str, old: list[Token], new: list[Token], steps: list[Operation]
    ) -> Iterator[Change]:
        """Yield the changes of bold and italics of words that stayed."""
        spans: list[list[tuple[Token, str]]] = []
        last = -2
        for tag, a0, a1, b0, _ in steps:
            for i in range(a0, a1) if tag == "equal" else ():
                token, look = old[i], new[b0 + i - a0].look
                if token.look == look or token.start < 0 or not token.file.endswith(".md"):
                    continue
                same = spans and i == last + 1 and spans[-1][0][1] == look
                if same and spans[-1][0][0].look == token.look:
                    spans[-1].append((token, look))
                else:
                    spans.append([(token, look)])
                last = i
        for span in spans:
            yield self._look_change(where, [token for token, _ in span], span[0][1])

    def _look_change(self, where: str, tokens: list[Token], now: str) -> Change:
        file, start, end = tokens[0].file, tokens[0].start, tokens[-1].end
        full, mark, wanted = self._map.texts[file], MARKS[tokens[0].look], MARKS[now]
        opens = bool(mark) and full[start - len(mark) : start] == mark
        closes = bool(mark) and full[end : end + len(mark)] == mark
        first = (
            Splice(file, start - len(mark), start, wanted) if opens
            else Splice(file, start, start, mark + wanted)
        )  # fmt: skip
        second = (
            Splice(file, end, end + len(mark), wanted) if closes
            else Splice(file, end, end, wanted + mark)
        )  # fmt: skip
        text = "".join(token.text for token in tokens)
        line, column = self._map.line_at(file, start), self._map.column_at(file, start)
        say = _LOOK_NAMES[now]
        return Change(
            "格式", where, text, text, Source(file, line, column), (first, second), say=say
        )

    def _rewritten(
        self, old: list[Token], new: list[Token], steps: list[Operation]
    ) -> Splice | None:
        """Return the whole line written anew where new words look otherwise than their place."""
        if not self._looks_odd(old, new, steps) or any(token.start < 0 for token in old):
            return None
        file = old[0].file
        full, start, end = self._map.texts[file], old[0].start, old[-1].end
        if not file.endswith(".md") or "\n" in full[start:end]:
            return None
        while start and full[start - 1] in "*_":
            start -= 1
        while end < len(full) and full[end] in "*_":
            end += 1
        at = start
        for token in old:  # nothing but these words, bindings and marks stands there
            if full[at : token.start].strip("*_"):
                return None
            at = max(at, token.end)
        return Splice(file, start, end, _inline_text(full, old, new, steps))

    def _looks_odd(self, old: list[Token], new: list[Token], steps: list[Operation]) -> bool:
        odd = False
        for tag, a0, a1, b0, b1 in steps:
            if tag == "equal":
                continue
            if any(t.tile is None or t.tile.kind != WORDS or t.start < 0 for t in old[a0:a1]):
                return False
            beside = old[a0 - 1] if a0 == a1 and a0 else old[min(a0, len(old) - 1)]
            looks = {token.look for token in old[a0:a1]} or {beside.look}
            odd = odd or len(looks) > 1 or any(t.look not in looks for t in new[b0:b1])
        return odd and bool(old)

    def _parted(self, stretch: Stretch) -> tuple[str, str]:
        """Return the blank lines that part a paragraph from the items it stood among."""
        full = self._map.texts[stretch.file]
        line = _newlines(full)
        above, below = full[: stretch.start], full[stretch.end :]
        lead = "" if not above or above.endswith(line * 2) else line
        return lead, "" if not below.strip() or below.startswith(line) else line

    def _style_changes(self, old: MappedLine, new: ReturnedLine) -> Iterator[Change]:
        """Yield the change of a heading's level, or between paragraph and list item."""
        before, after = heading_level(old.style), heading_level(new.style)
        stretch = self._blocks.stretch([old])
        if old.table or old.note or new.joined or stretch is None:
            return
        if before == after and old.numbered == new.numbered:
            return
        full, start = self._map.texts[stretch.file], stretch.start
        pattern = r"#{1,6}[ \t]+" if before else r"[ \t]*(?:[-+*]|\d+[.)])[ \t]+"
        match = re.compile(pattern).match(full, start) if before or old.numbered else None
        mark = "#" * after + " " if after else "- " if new.numbered else ""
        edit = Splice(stretch.file, start, match.end() if match else start, mark)
        source = Source(stretch.file, self._map.line_at(stretch.file, start))
        lead, tail = ("", "") if after or new.numbered else self._parted(stretch)
        edits = [structs.replace(edit, text=lead + mark)]
        edits += [Splice(stretch.file, stretch.end, stretch.end, tail)] if tail else []
        names = _block_name(before, old), _block_name(after, new)
        yield Change("级别", old.where, names[0], names[1], source, tuple(edits), say=old.text[:20])


def _newlines(full: str) -> str:
    return "\r\n" if "\r\n" in full else "\n"


def _block_name(level: int, line: ReturnedLine) -> str:
    return f"{level}级标题" if level else "列表项" if line.numbered else "段落"


def _without_number(
    line: MappedLine, old: list[Token], new: list[Token]
) -> tuple[list[Token], list[Token]]:
    """Return the tokens of a heading without its number, which is docgen's own."""
    first = old[0].tile if old else None
    if not heading_level(line.style) or first is None:
        return old, new
    if first.kind != FIXED and first.start >= 0:
        return old, new
    old = [token for token in old if token.tile is not first]
    end = heading_number("".join(token.text for token in new))
    cut = done = 0
    while cut < len(new) and done < end:
        done += len(new[cut].text)
        cut += 1
    return old, new[cut:]


def _inline_text(full: str, old: list[Token], new: list[Token], steps: list[Operation]) -> str:
    pieces: list[str] = []
    look = "."
    for tag, a0, _, b0, b1 in steps:
        for order, token in enumerate(new[b0:b1]):
            if token.look != look:
                pieces += [MARKS[look], MARKS[token.look]]
                look = token.look
            same = old[a0 + order] if tag == "equal" else None
            pieces.append(full[same.start : same.end] if same else escaped_markdown(token.text))
    return "".join((*pieces, MARKS[look]))


class _PairEdits:
    """The edits of one pair of lines, gathered stretch by stretch."""

    def __init__(
        self, base: SourceMap, numbers: NumberChanges, where: str, old: list[Token]
    ) -> None:
        self._map, self._numbers, self._where, self._old = base, numbers, where, old
        self.edits: list[Splice] = []
        self.others: list[Change] = []
        self.refusal = ""

    def stretch(self, a0: int, a1: int, new: Sequence[Token]) -> None:
        """Take in one stretch that differs: words are spliced, figures go to their entry."""
        text, gone = "".join(token.text for token in new), self._old[a0:a1]
        if any(sign in text for sign in (NOTE_SIGN, PICTURE_SIGN)) or any(
            token.text in (NOTE_SIGN, PICTURE_SIGN) for token in gone
        ):
            say = "脚注或图片增删了，请在内容里改：脚注写作 ^[…]，图片写作 ![](…)"
            self._refuse(gone, text, say)
            return
        if any(token.is_fixed for token in gone):
            self._refuse(gone, text, "这几个字印自 Word 模板或由 docgen 生成")
            return
        figures = [token for token in gone if token.is_number_of_ours]
        if not figures:
            self._splice(a0, a1, text)
            return
        spans = quantities(text, figures)
        if spans is None:
            self._lost_figures(figures, a0, a1, text)
            return
        at = done = 0
        for figure, (start, end) in zip(figures, spans, strict=True):
            place = next(i for i in range(a0 + at, a1) if self._old[i] is figure)
            self._splice(a0 + at, place, text[done:start])
            self._number(figure, text[start:end])
            at, done = place + 1 - a0, end
        self._splice(a0 + at, a1, text[done:])

    def _refuse(self, gone: Sequence[Token], text: str, say: str) -> None:
        before = "".join(token.text for token in gone)
        source = next((t.tile.source for t in gone if t.tile and t.tile.source), None)
        self.others.append(
            Change("模板", self._where, before, text, source, status=REFUSED, say=say)
        )

    def _number(self, figure: Token, text: str) -> None:
        if figure.tile is None or text == figure.text:
            return
        change = self._numbers.made_change if figure.tile.kind == MADE else (
            self._numbers.figure_change
        )  # fmt: skip
        self.others.append(change(self._where, figure.tile, text))

    def _lost_figures(self, figures: Sequence[Token], a0: int, a1: int, text: str) -> None:
        """Ask where a number that fits none of the figures stands; else the binding goes."""
        made = next((f.tile for f in figures if f.tile and f.tile.kind == MADE), None)
        if made is not None:
            self.others.append(self._numbers.made_change(self._where, made, text))
        elif re.search(NUMBER, text) or any(token.start < 0 for token in figures):
            tiles = [token.tile for token in figures if token.tile]
            self.others += [self._numbers.asked_figure(self._where, tile, text) for tile in tiles]
        else:
            self._splice(a0, a1, text)

    def _splice(self, a0: int, a1: int, text: str) -> None:
        """Replace tokens in the file; where there are none, insert beside a neighbour."""
        if a0 == a1 and not text:
            return
        gone = self._old[a0:a1]
        files = {token.file for token in self._old if token.file}
        if PARAGRAPH_END in text and not all(file.endswith(".md") for file in files):
            self.refusal = "表格文字里分了段，请在 YAML 里自己分行"
            return
        if any(token.text == PARAGRAPH_END for token in gone):
            self._join(a0, a1, text)
        elif gone:
            self._replace(gone, text)
        else:
            self._insert(a0, text)

    def _insert(self, at: int, text: str) -> None:
        before = self._old[at - 1] if at else None
        after = self._old[at] if at < len(self._old) else None
        if before is not None and before.start >= 0:
            file, place = before.file, before.end
        elif after is not None and after.start >= 0:
            file, place = after.file, after.start
        else:
            self.refusal = "旁边没有内容里的文字，请在内容里改"
            return
        self.edits.append(Splice(file, place, place, self._written(file, text)))

    def _replace(self, gone: Sequence[Token], text: str) -> None:
        """Replace words run by run: what stands between them (`**`) stays."""
        if len({token.file for token in gone}) > 1 or any(token.start < 0 for token in gone):
            self.refusal = "这里的文字没有一字不差地写在内容里"
            return
        file, runs = gone[0].file, list[list[int]]()
        for token in gone:
            if runs and runs[-1][1] == token.start:
                runs[-1][1] = token.end
            else:
                runs.append([token.start, token.end])
        for order, (start, end) in enumerate(runs):
            shown = "" if order else self._written(file, text)
            mark = "" if shown else self._mark_around(file, start, end)
            self.edits.append(Splice(file, start - len(mark), end + len(mark), shown))

    def _mark_around(self, file: str, start: int, end: int) -> str:
        """Return the marks that would hold nothing once these words are gone."""
        full = self._map.texts[file]
        held = (
            mark for mark in ("***", "**", "*", "~~") if full[start - len(mark) : start] == mark
        )
        mark = next(held, "")
        return mark if file.endswith(".md") and full.startswith(mark, end) else ""

    def _join(self, a0: int, a1: int, text: str) -> None:
        """Join two paragraphs: all between the words that touch goes, but marks stay."""
        gone = self._old[a0:a1]
        before = next((t for t in reversed(self._old[:a0]) if t.end >= 0), None)
        after = next((t for t in self._old[a1:] if t.start >= 0), None)
        first = gone[0] if gone[0].text != PARAGRAPH_END else None
        last = gone[-1] if gone[-1].text != PARAGRAPH_END else None
        start = first.start if first else before.end if before else -1
        end = last.end if last else after.start if after else -1
        file = (first or before or Token("")).file
        if start < 0 or end < start or not file.endswith(".md"):
            self.refusal = "这两段不能合并，请在内容里改"
            return
        full = self._map.texts[file]
        while not first and full[start] in "*_~":
            start += 1
        while not last and full[end - 1] in "*_~":
            end -= 1
        self.edits.append(Splice(file, start, end, self._written(file, text)))

    def _written(self, file: str, text: str) -> str:
        """Return new words as their file takes them."""
        if not file.endswith(".md"):
            return text
        return PARAGRAPH_END.join(map(escaped_markdown, text.split(PARAGRAPH_END))).replace(
            PARAGRAPH_END, "\n\n"
        )
