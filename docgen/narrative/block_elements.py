r"""Block elements (块元素): one function per kind of token, all of them in `BLOCKS`.

Inline elements are in `inline_elements.py`. Tables are GFM's, with merged cells and widths: a cell
that holds `<` alone is merged with the cell on its left, one that holds `^` alone with the cell
above it; `\<` and `\^` print the sign. Head and body are merged each for itself. Habits from Word
and from plain text that mean something else in Markdown are reported; nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from markdown_it.tree import SyntaxTreeNode
from msgspec.structs import replace

from docgen.document import (
    Block,
    Break,
    Cell,
    CodeBlock,
    Heading,
    Inline,
    Item,
    ItemList,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Table,
    Words,
    plain,
)
from docgen.figures.calculation import holds
from docgen.findings import Finding, Source, error, warning
from docgen.narrative.habits import TABBED, paragraph_habits, skipped_circles
from docgen.narrative.inline_elements import (
    html_warning,
    is_comment,
    passage_inlines,
    tell_comments,
    without_comments,
)
from docgen.narrative.parser import WRITTEN, parsed_nodes
from docgen.narrative.phrases import line_inlines
from docgen.narrative.placing import STARTS
from docgen.narrative.syntax import ATTRIBUTE, FOLLOWED, OFFSET
from docgen.narrative.text_characters import is_chinese
from docgen.narrative.text_reading import IN_CELL, IN_NOTE, MASK, PLACE, TextReading, table_cells
from docgen.patterns import lazy_pattern
from docgen.report import Text

B = TypeVar("B", bound=Block)
Element = Callable[[TextReading, SyntaxTreeNode], Iterator[Block]]
Spot = tuple[int, int]
LEFT, UP = "<", "^"
_UNMASKED = lazy_pattern(f"[^{MASK}]+")
_TASK = lazy_pattern(r"\[([ xX])\]\s+(?=\S)")
_ATTRIBUTE = lazy_pattern(ATTRIBUTE)
_SEPARATORS = lazy_pattern(r"[,，、;；\s]+")
_LONGEST_HEADING = 60
_LEAST_YEAR = 1000


def text_blocks(reading: TextReading) -> tuple[Block, ...]:
    """Return the blocks of a text; what is wrong with it is reported to the reading."""
    nodes = parsed_nodes(reading)
    _read_notes(reading, nodes)
    found = _node_blocks(reading, nodes)
    reading.add_findings(*skipped_circles(tuple(_paragraph_texts(found))))
    for label, (source, _) in reading.notes.items():
        if label not in reading.used:
            message = f"脚注 [^{label}] 没有人引用，没有印出"
            advice = f"在正文里写 [^{label}]，或删去"
            reading.add_findings(warning("MDN10", source, message, advice))
    return found


def _paragraph_texts(blocks: Sequence[Block]) -> Iterator[tuple[str, Source]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield plain(block.children), block.source


def _node_blocks(reading: TextReading, nodes: Sequence[SyntaxTreeNode]) -> tuple[Block, ...]:
    """Return the blocks of a sequence of nodes, lines of attributes applied to their block."""
    result: list[Block] = []
    waiting: SyntaxTreeNode | None = None
    for node in nodes:
        if node.type == "attributes":
            if not node.meta[FOLLOWED] and result:
                source = _node_source(reading, node)
                result[-1] = _styled_block(reading, result[-1], node.content, source)
            else:
                waiting = node
            continue
        found = list(BLOCKS[node.type](reading, node))
        if waiting and found:
            source = _node_source(reading, waiting)
            found[0] = _styled_block(reading, found[0], waiting.content, source)
            waiting = None
        result += found
    if waiting:
        message = f"属性 {{{waiting.content}}} 下面没有段落或表格"
        advice = "写在段落、标题的上一行，或表格的下一行"
        reading.add_findings(warning("MDN12", _node_source(reading, waiting), message, advice))
    return tuple(result)


def _styled_block(reading: TextReading, block: B, written: str, source: Source) -> B:
    """Return `block` with the attributes (属性) written for it; report those that do not suit."""
    for match in _ATTRIBUTE.finditer(written):
        _, _, value = match[0].partition("=")
        if match[0].startswith(".") and isinstance(block, Heading | Paragraph):
            block = replace(block, style=match[0][1:])
        elif value and isinstance(block, Table) and (widths := _column_widths(block, value)):
            block = replace(block, widths=widths)
        else:
            message = f"属性 {{{written}}} 在这里不起作用"
            advice = '段落和标题写 {.样式名}，表格写 {列宽="20,30,50"}，每列一个百分数'
            reading.add_findings(warning("MDN12", source, message, advice))
    return block


def _column_widths(table: Table, value: str) -> tuple[int, ...]:
    """Return the widths in percent, none where they do not suit the columns."""
    parts = [part.removesuffix("%") for part in _SEPARATORS.split(value.strip('"“” ')) if part]
    if len(parts) != len(table.aligns) or not all(re.fullmatch(r"[0-9]{1,3}", p) for p in parts):
        return ()
    widths = tuple(int(part) for part in parts)
    return widths if all(widths) else ()


def heading_block(reading: TextReading, node: SyntaxTreeNode) -> Iterator[Heading]:
    """Yield a heading (标题)."""
    source, content = _node_source(reading, node), node.children[0].content
    ruled = node.markup == "-" and any(map(is_chinese, content))
    if ruled or (not node.markup.startswith("#") and len(content) > _LONGEST_HEADING):
        message = f"下面紧跟的横线把“{content[:12]}…”变成了标题"
        reading.add_findings(warning("MDN19", source, message, "要分隔线，在它上面空一行"))
    children = passage_inlines(reading, node.children[0])
    block = Heading(int(node.tag[1:]), children, source)
    yield _styled_block(reading, block, node.meta.get(WRITTEN, ""), source)


def paragraph_block(reading: TextReading, node: SyntaxTreeNode) -> Iterator[Paragraph]:
    """Yield a paragraph (段落)."""
    source, content = _node_source(reading, node), node.children[0].content
    reading.add_findings(*paragraph_habits(content, source))
    block = Paragraph(passage_inlines(reading, node.children[0]), source)
    yield _styled_block(reading, block, node.meta.get(WRITTEN, ""), source)


def list_block(reading: TextReading, node: SyntaxTreeNode) -> Iterator[ItemList]:
    """Yield a list (列表); its items are tasks where they start with `[ ]` or `[x]`."""
    start = int(node.attrs.get("start", 1))
    if start >= _LEAST_YEAR:
        message = f"“{start}.”当作列表的序号印出，后面的各条接着数"
        place = _node_source(reading, node)
        reading.add_findings(
            warning("MDN29", place, message, f"不是序号就写成 {start}\\. 或 {start}年")
        )
    paragraphs = (
        block for item in node.children for block in item.children if block.type == "paragraph"
    )
    yield ItemList(
        node.type == "ordered_list",
        tuple(_list_item(_node_blocks(reading, item.children)) for item in node.children),
        _node_source(reading, node),
        int(node.attrs.get("start", 1)),
        all(paragraph.hidden for paragraph in paragraphs),
    )


def _list_item(blocks: tuple[Block, ...]) -> Item:
    first = blocks[0] if blocks else None
    words = first.children[0] if isinstance(first, Paragraph) and first.children else None
    match = _TASK.match(words.text) if isinstance(words, Words) else None
    if not match or not isinstance(words, Words) or not isinstance(first, Paragraph):
        return Item(blocks)
    rest = words.text[match.end() :]
    children = (Words(rest, words.source.moved(match.end(), len(rest))), *first.children[1:])
    return Item((replace(first, children=children), *blocks[1:]), match[1] != " ")


def quote_block(reading: TextReading, node: SyntaxTreeNode) -> Iterator[Quote]:
    """Yield a block quote (引用块)."""
    yield Quote(_node_blocks(reading, node.children), _node_source(reading, node))


def code_block(reading: TextReading, node: SyntaxTreeNode) -> Iterator[CodeBlock]:
    """Yield lines of code (代码块); Chinese prose indented by four spaces is code by accident."""
    source = _node_source(reading, node)
    if node.type == "code_block" and any(is_chinese(char) for char in node.content):
        message = f"缩进四格的“{node.content.strip()[:12]}”当作代码印出"
        advice = "正文不用缩进，样式会缩进；要印代码，用 ``` 围起来"
        reading.add_findings(warning("MDN21", source, message, advice))
    language = node.info.split()[0] if node.info.strip() else ""
    yield CodeBlock(node.content.removesuffix("\n"), source, language)


def html_paragraph(reading: TextReading, node: SyntaxTreeNode) -> Iterator[Paragraph]:
    """Yield raw HTML letter by letter, without comments; references are read."""
    tell_comments(reading, node.content, node.meta[STARTS][0])
    content = without_comments(node.content, MASK)
    written = content.replace(MASK, "")
    if not written.strip():
        return
    children: list[Inline] = []
    starts = node.meta[STARTS]
    for number, line in enumerate(content.rstrip("\n").split("\n")):
        if number and children:
            children.append(Break())
        indent = len(line) - len(line.lstrip(" \t"))
        start = max(starts[min(number, len(starts) - 1)] - indent, 0)
        for match in _UNMASKED.finditer(line.rstrip(" \t")):
            children += _html_inlines(reading, match[0], start + match.start())
    source = _node_source(reading, node)
    if not is_comment(written):
        reading.add_findings(html_warning(written, source))
    yield Paragraph(tuple(children), source)


def _html_inlines(reading: TextReading, written: str, start: int) -> tuple[Inline, ...]:
    exact = reading.content.startswith(written, start)
    text = Text(written, (reading.source_at(start),))
    children, found = line_inlines(text, reading.figures, reading.scope, PLACE, exact=exact)
    reading.add_findings(*found)
    return children


def table_block(reading: TextReading, node: SyntaxTreeNode) -> Iterator[Table]:
    """Yield a table (表格)."""
    sections = {section.type: section.children for section in node.children}
    head, body = sections["thead"], sections.get("tbody", ())
    columns = head[0].children
    aligns = (str(cell.attrs.get("style", "")).removeprefix("text-align:") for cell in columns)
    if not node.meta.get(TABBED):
        ragged = (f for row in body for f in _ragged_row(reading, row, len(columns)))
        reading.add_findings(*ragged)
    yield Table(
        tuple(_merged_rows(reading, head)),
        tuple(_merged_rows(reading, body)),
        tuple(aligns),
        _node_source(reading, node),
    )


def _ragged_row(reading: TextReading, row: SyntaxTreeNode, columns: int) -> Iterator[Finding]:
    start = row.children[0].children[0].meta[STARTS][0]
    line = reading.masked[start:].partition("\n")[0].strip(" \t")
    found = table_cells(line)
    if len(found) == columns:
        return
    lost = "、".join(cell.strip().replace(MASK, "|") for cell in found[columns:] if cell.strip())
    message = f"这一行有 {len(found)} 格，表头有 {columns} 格"
    source = reading.source_at(start, len(line))
    if lost:
        yield error("MDN05", source, f"{message}，多出的没有印出：{lost}", "补齐表头或删去")
    else:
        yield warning("MDN05", source, message, "补齐这一行；空格子也要写 |")


def _merged_rows(
    reading: TextReading, rows: Sequence[SyntaxTreeNode]
) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows with their cells merged; none is where an area is no rectangle."""
    owners = _cell_owners(rows)
    areas: dict[Spot, list[Spot]] = {}
    for spot, owner in owners.items():
        areas.setdefault(owner, []).append(spot)
    if any(len(area) != _height(area) * _width(area) for area in areas.values()):
        source = _node_source(reading, rows[0].children[0])
        advice = "检查 < 和 ^ 的位置"
        reading.add_findings(error("MDN06", source, "合并的格子不成方块，没有合并", advice))
        areas = {spot: [spot] for spot in owners}
    for number, row in enumerate(rows):
        with reading.nested_in(IN_CELL):
            inlines = [passage_inlines(reading, cell.children[0]) for cell in row.children]
        yield tuple(
            Cell(children, _width(area), _height(area))
            for column, children in enumerate(inlines)
            if (area := areas.get((number, column)))
        )


def _cell_owners(rows: Sequence[SyntaxTreeNode]) -> dict[Spot, Spot]:
    """Return the spot of the cell that each cell is merged into, its own where it is not."""
    owners: dict[Spot, Spot] = {}
    for number, row in enumerate(rows):
        for column, cell in enumerate(row.children):
            beside = {LEFT: (number, column - 1), UP: (number - 1, column)}
            spot = beside.get(cell.children[0].content, (-1, -1))
            owners[number, column] = owners.get(spot, (number, column))
    return owners


def _height(area: Sequence[Spot]) -> int:
    return len({row for row, _ in area})


def _width(area: Sequence[Spot]) -> int:
    return len({column for _, column in area})


def rule_block(reading: TextReading, node: SyntaxTreeNode) -> Iterator[Rule]:
    """Yield a horizontal rule (分隔线)."""
    yield Rule(_node_source(reading, node))


def page_break(reading: TextReading, node: SyntaxTreeNode) -> Iterator[PageBreak]:
    """Yield a page break (分页)."""
    yield PageBreak(_node_source(reading, node))


def condition_blocks(reading: TextReading, node: SyntaxTreeNode) -> Iterator[Block]:
    """Yield the branch that holds (条件段); the first one where nobody can tell."""
    source = reading.source_at(node.meta[OFFSET], len(node.content))
    holding, found = holds(Text(node.content, (source,)), reading.figures, reading.scope)
    reading.add_findings(*found)
    for number, branch in enumerate(node.children):
        chosen = (holding is False) == (number > 0)
        silent, reading.silent = reading.silent, reading.silent or not chosen
        blocks = _node_blocks(reading, branch.children)
        reading.silent = silent
        if chosen:
            yield from blocks


def no_blocks(reading: TextReading, node: SyntaxTreeNode) -> Iterator[Block]:  # noqa: ARG001 (an element's signature)
    """Yield nothing: footnotes are read before all else, and printed at their mark."""
    return iter(())


def _read_notes(reading: TextReading, nodes: Sequence[SyntaxTreeNode]) -> None:
    """Read the footnotes (脚注) among `nodes`."""
    for node in nodes:
        if node.type == "footnote_reference":
            label = node.meta["label"]
            source = _node_source(reading, node)
            if label in reading.notes:
                first = reading.notes[label][0]
                message = f"脚注 [^{label}] 定义了两次，前一次在第 {first.line} 行"
                reading.add_findings(warning("MDN10", source, message, "删去一个，或换一个记号"))
                continue
            with reading.nested_in(IN_NOTE):
                reading.notes[label] = (source, _node_blocks(reading, node.children))
        _read_notes(reading, node.children)


def _node_source(reading: TextReading, node: SyntaxTreeNode) -> Source:
    """Return where a block's text starts, else the first visible character of its line."""
    is_passage = node.children and node.children[0].type == "inline"
    starts = (node.children[0] if is_passage else node).meta.get(STARTS)
    if starts:
        return reading.source_at(starts[0])
    return reading.line_source(node.map[0] if node.map else 0)


BLOCKS: Mapping[str, Element] = MappingProxyType(
    {
        "heading": heading_block,
        "paragraph": paragraph_block,
        "bullet_list": list_block,
        "ordered_list": list_block,
        "blockquote": quote_block,
        "code_block": code_block,
        "fence": code_block,
        "html_block": html_paragraph,
        "table": table_block,
        "hr": rule_block,
        "page_break": page_break,
        "condition": condition_blocks,
        "footnote_reference": no_blocks,
    }
)
