"""Habits of people who come from Word, Notepad or other Markdown (书写习惯).

What is meant for certain is done, and told; what is only likely is told. CommonMark stays as it
is: every rule here wants Chinese, a full-width sign, a tab, or a mark that CommonMark has not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import rules_block
from markdown_it.rules_block import StateBlock
from msgspec import Struct

from docgen.findings import Edit, Finding, Fix, Source, error, note, warning
from docgen.narrative.placing import DEEPEST, READING, line_start
from docgen.narrative.text_reading import TextReading, table_cells
from docgen.patterns import lazy_pattern

TABBED = "tabbed"
"""Key of the meta of a table whose cells were divided by tabs."""
_LINE_END = lazy_pattern(r"[。；：！？][”’）》]?$")
_OWN_LINE = lazy_pattern(
    r"[　 ]*(?:[（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）]"
    r"|[一二三四五六七八九十]{1,3}(?:、|是|要)|第[一二三四五六七八九十]{1,3}[，、]"
    r"|[0-9]{1,2}(?:[、．]|\.(?=[\u4e00-\u9fff“《]))|[①-⑳]|[•·●▪◆])"
)
_INDENTED = lazy_pattern(r"　")
_UNSPACED = lazy_pattern(r"#{1,6}(?=[^\s#\x00-\x7f])")
_SEVEN = lazy_pattern(r"#{7,20}(?=\s)")
_WIDE_HASH = lazy_pattern(r"＃{1,6}")
_BOLD_ALONE = lazy_pattern(r"(\*\*|__)([^*_\n]{1,40})\1")
_TYPED_NUMBER = lazy_pattern(r"[一二三四五六七八九十]{1,3}、[^，。；：]{3}")
_SENTENCE_SIGN = lazy_pattern(r"[。；;，,：:！？]")
_CAPTION = lazy_pattern(r"[:：][ \t]+\S")
_GRID = lazy_pattern(r"\+(?:[-=]{2,}\+)+\s*$")
_RULE_CELL = lazy_pattern(r"[\s:：]*[-—－─–]{1,200}[\s:：]*")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_LONGEST_HEADING = 30
_HAS_CHINESE = lazy_pattern(r"[\u4e00-\u9fff]")
_BETWEEN_LINES = "中间空一行"


class StrayMark(Struct, frozen=True):
    """A mark of another dialect (别处的写法) that is printed as typed: what it was meant for."""

    pattern: str
    meant: str
    advice: str


STRAY_MARKS = tuple(
    (lazy_pattern(mark.pattern), mark)
    for mark in (
        StrayMark(r"__[^_\s][^_\n]{0,60}__", "加粗", "加粗写 **重点**"),
        StrayMark(
            r"\$[^$\n]{0,80}?[\\^_={}][^$\n]{0,80}?\$", "公式", "公式写成文字，或截成图片插入"
        ),
        StrayMark(r"\[\[?_?TOC_?\]\]?|\{:?toc\}", "目录", "删去它；目录由模板印"),
        StrayMark(
            r"\\(?:newpage|pagebreak|clearpage|begin|end|textbf|section)\b", "LaTeX 的命令",
            "另起一页写 \\分页",
        ),
        StrayMark(r"\+\+[^+\s][^+\n]{0,60}\+\+", "下划线", "没有下划线，改用 **加粗**"),
        StrayMark(r"==[^=\s][^=\n]{0,60}==", "突出显示", "没有突出显示，改用 **加粗**"),
        StrayMark(
            r"(?<=[0-9A-Za-z\u4e00-\u9fff)）])\^[0-9A-Za-z+\-−①-⑳]{1,8}\^", "上标",
            "平方、立方写 ²、³，如 m²",
        ),
        StrayMark(
            r"(?<=[A-Za-z)）])~[0-9A-Za-z+\-−.]{1,6}~", "下标", "写成文字，如 CO₂"
        ),
        StrayMark(
            r"!\[[^\[\]\n]{0,60}\]（[^（）\n]{0,120}）", "图片", "括号用半角：![说明](图片.png)"
        ),
        StrayMark(
            r"(?<!!)\[[^\[\]\n]{1,60}\]（[^（）\n]{1,120}）", "链接", "括号用半角：[文字](网址)"
        ),
        StrayMark(
            r"^(?:!include|@import|!\[\[|<<\[|\{\{#include)[^\n]{0,120}", "引入别的文件",
            "把内容写在这里，一节一个文件",
        ),
        StrayMark(
            r"\{[ \t]*(?:width|height|宽|高|宽度|高度|style|class)[ \t]*[=＝:：][^{}\n]{0,60}\}",
            "图片的大小", "图片按版心印，删去花括号里的话",
        ),
    )
)  # fmt: skip


# -- lines that are paragraphs, lines that are rows ------------------------------------------------


def paragraph_rule(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a paragraph; lines that are paragraphs or rows of a table of their own become these."""
    known, reading = len(state.tokens), state.env[READING]
    found = rules_block.paragraph(state, first, end, silent)
    inside = any(reading.depths.get(name) for name in DEEPEST)
    if silent or not found or inside or state.line - first < 2:  # noqa: PLR2004 (one line is one)
        return found
    numbers = range(first, state.line)
    lines = [state.src[line_start(state, n) : state.eMarks[n]] for n in numbers]
    if tabbed_columns(lines):
        del state.tokens[known:]
        _push_table(state, first, lines)
        message = f"这 {len(lines)} 行用制表符分格，按表格印出，第一行是表头"
        place = reading.source_at(line_start(state, first))
        reading.add_findings(note("MDN26", place, message, "改写成 | 甲 | 乙 | 的表格更清楚"))
    elif are_paragraphs(lines):
        del state.tokens[known:]
        for number, line in zip(numbers, lines, strict=True):
            _push_paragraph(state, number, line.strip())
        _note_paragraphs(state, first, lines)
    return found


def are_paragraphs(lines: Sequence[str]) -> bool:
    """Tell whether each line is a paragraph: all but the last end a sentence, or the next begins.

    >>> are_paragraphs(["项目进展顺利。", "满意度提高。"]), are_paragraphs(["甲,", "乙."])
    (True, False)
    >>> are_paragraphs(["主要做法", "一是抓项目；", "二是抓服务。"])
    True
    """
    apart = (_is_closed(line) or _OWN_LINE.match(after) for line, after in pairwise(lines))
    spans = any(line.count("`") % 2 for line in lines)  # code that goes on from line to line
    return len(lines) > 1 and not spans and all(apart)


def _is_closed(line: str) -> bool:
    r"""Tell whether a line ends a sentence in Chinese; blanks or `\` behind it ask for a break."""
    return not line.endswith(("  ", "\\")) and bool(_LINE_END.search(line.rstrip()))


def tabbed_columns(lines: Sequence[str]) -> int:
    """Return into how many columns tabs divide all lines, 0 where they are no rows."""
    counts = {len(line.strip(" ").split("\t")) for line in lines}
    columns = counts.pop() if len(counts) == 1 else 0
    return columns if len(lines) > 1 and columns > 1 else 0


def _note_paragraphs(state: StateBlock, first: int, lines: Sequence[str]) -> None:
    """Tell once a file that lines became paragraphs; the fix puts blank lines between them."""
    reading: TextReading = state.env[READING]
    if any(finding.code == "MDN24" for finding in reading.findings):
        return
    places = [reading.line_source(first + at) for at in range(1, len(lines))]
    edits = tuple(Edit(Source(p.file, p.line, 1), "", "\n") for p in places)
    message = f"这里 {len(lines)} 行之间没有空行，各行当作一段"
    found = note("MDN24", reading.source_at(line_start(state, first)), message, _BETWEEN_LINES)
    reading.add_findings(
        Finding(
            found.code, found.severity, found.source, found.message, found.advice,
            fix=Fix(edits, "段与段之间加空行"),
        )
    )  # fmt: skip


def _push_paragraph(state: StateBlock, number: int, content: str) -> None:
    state.push("paragraph_open", "p", 1).map = [number, number + 1]
    _push_inline(state, number, content)
    state.push("paragraph_close", "p", -1)


def _push_inline(state: StateBlock, number: int, content: str) -> None:
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [number, number + 1], []


def _push_table(state: StateBlock, first: int, lines: Sequence[str]) -> None:
    table = state.push("table_open", "table", 1)
    table.map, table.meta[TABBED] = [first, first + len(lines)], True
    for section, begin, stop, cell in (("thead", 0, 1, "th"), ("tbody", 1, len(lines), "td")):
        state.push(f"{section}_open", section, 1)
        for number in range(begin, stop):
            state.push("tr_open", "tr", 1)
            for text in lines[number].strip(" ").split("\t"):
                state.push(f"{cell}_open", cell, 1)
                _push_inline(state, first + number, text.strip())
                state.push(f"{cell}_close", cell, -1)
            state.push("tr_close", "tr", -1)
        state.push(f"{section}_close", section, -1)
    state.push("table_close", "table", -1)


# -- what is told ----------------------------------------------------------------------------------


def paragraph_habits(content: str, source: Source) -> Iterator[Finding]:
    """Yield what a paragraph's author may not expect; `content` is its source, lines unjoined."""
    first, *others = content.split("\n")
    yield from _heading_habits(content, source)
    if line := next((each for each in others if _begins_own_line(each)), None):
        message = f"“{line.strip()[:12]}”这一行会接在上一行后面"
        yield warning("MDN20", source, message, "要另起一段，中间空一行；要分条，写 1. 或 -")
    if content.startswith((":::", "：：：")):
        message = f"不认识“{first[:20]}”"
        advice = "条件写 ::: 如果 条件、::: 否则、:::，各占一行"
        yield error("MDN11", source, message, advice)
    elif _CAPTION.match(first):
        message = f"“{first[:20]}”按原样印出，不是表题或图题"
        yield warning("MDN27", source, message, "题注另起一段，上面一行写 {.题注}")
    yield from _table_habits(content, source)


def _begins_own_line(line: str) -> bool:
    return bool(_OWN_LINE.match(line) or _INDENTED.match(line))


def _heading_habits(content: str, source: Source) -> Iterator[Finding]:
    """Yield what looks like a heading and is none."""
    advice, typed = "标题写作 # 标题，# 后面空一格", f"“{content[:20]}”"
    if match := _UNSPACED.match(content):
        message = f"{typed}的 # 后面没有空格，不是标题"
        yield warning("MDN09", source, message, f"标题写作 {match[0]} 标题")
    elif _SEVEN.match(content):
        yield warning("MDN09", source, f"{typed}有 7 个以上的 #，不是标题", "标题最多 6 级")
    elif _WIDE_HASH.match(content):
        yield warning("MDN09", source, f"{typed}用了全角的 ＃，不是标题", advice)
    elif (
        "\n" in content
        or len(content) > _LONGEST_HEADING + 4
        or _SENTENCE_SIGN.search(content[:-1])
    ):
        return
    elif (bold := _BOLD_ALONE.fullmatch(content)) and _HAS_CHINESE.search(bold[2]):
        yield warning("MDN25", source, f"{typed}整段加粗，印出来是正文，不是标题", advice)
    elif _TYPED_NUMBER.match(content) and not _SENTENCE_SIGN.search(content[-1]):
        message = f"{typed}像标题，印出来是正文，也不计入标题的编号"
        yield warning("MDN25", source, message, "标题写作 # 标题（编号自动加）")


def _table_habits(content: str, source: Source) -> Iterator[Finding]:
    """Yield why lines with bars are no table."""
    lines = content.split("\n")
    barred = [at for at, line in enumerate(lines) if "|" in line.replace("\\|", "")]
    grid = next((at for at, line in enumerate(lines) if _GRID.match(line.strip())), None)
    if grid is not None:
        message = "+---+ 画的框不是表格，按原样印出"
        yield warning(
            "MDN28", _line_place(source, grid), message, "写成 | 甲 | 乙 |，第二行 |---|---|"
        )
        return
    if len(barred) < 2 or barred[1] != barred[0] + 1:  # noqa: PLR2004 (a table has two lines)
        return
    head, below = barred[0], lines[barred[1]].strip()
    columns, cells = len(table_cells(lines[head].strip())), table_cells(below)
    ruled = all(_RULE_CELL.fullmatch(cell) for cell in cells)
    if ruled and len(cells) != columns:
        message = f"不是表格，按原样印出：分隔行 {len(cells)} 格，表头 {columns} 格"
        place, advice = barred[1], "分隔行的格数与表头一样"
    elif ruled:
        message, place = f"不是表格，按原样印出：分隔行“{below[:20]}”要用半角的 -", barred[1]
        advice = "分隔行写作 |---|---|"
    else:
        message, place = "不是表格，按原样印出：表头下面没有分隔行", head
        advice = "在表头下面加一行 " + "|---" * columns + "|"
    yield warning("MDN28", _line_place(source, place), message, advice)


def _line_place(source: Source, line: int) -> Source:
    return source if not line else Source(source.file, source.line + line, 1)


def stray_marks(text: str, source: Source) -> Iterator[Finding]:
    """Yield the marks of other dialects in words that are printed as typed."""
    for pattern, mark in STRAY_MARKS:
        if match := pattern.search(text):
            message = f"“{match[0][:30]}”（{mark.meant}）不起作用，按原样印出"
            place = source.moved(match.start(), len(match[0]))
            yield warning("MDN27", place, message, mark.advice)


def skipped_circles(texts: Sequence[tuple[str, Source]]) -> Iterator[Finding]:
    """Yield where circled numbers leave one out: ①②④; ① begins anew."""
    last = 0
    for text, source in texts:
        for at, sign in enumerate(text):
            number = _CIRCLED.find(sign) + 1
            if number > last + 1 and last:
                message = f"{_CIRCLED[last - 1]} 后面是 {sign}，缺 {_CIRCLED[last]}"
                yield warning("MDN29", source.moved(at, 1), message, "补上，或改成连续的号")
            last = number or last
