"""Block elements (块元素): one function per kind of token, all of them in `BLOCKS`.

Inline elements are in `inlines.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from msgspec.structs import replace

from docgen.document import (
    Block,
    Break,
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
)
from docgen.figures import holds
from docgen.findings import Source, error, warning
from docgen.narrative import tables
from docgen.narrative.attributes import styled
from docgen.narrative.habits import heading_habits, indented_code_habits, paragraph_habits
from docgen.narrative.inlines import OWN_COMMENT, html_warning, inlines
from docgen.narrative.reading import IN_NOTE, MASK, Reading
from docgen.narrative.reference import literal
from docgen.narrative.tree import Node
from docgen.report import Text

B = TypeVar("B", bound=Block)
Element = Callable[[Reading, Node], Iterator[Block]]
_NOT_NEWLINE = re.compile(r"[^\n]")
_UNMASKED = re.compile(f"[^{MASK}]+")
_TASK = re.compile(r"\[([ xX])\]\s+(?=\S)")


def blocks_of(reading: Reading, nodes: Sequence[Node]) -> tuple[Block, ...]:
    """Return the blocks of a sequence of nodes, lines of attributes applied to their block."""
    result: list[Block] = []
    waiting: Node | None = None
    for node in nodes:
        if node.type == "attributes":
            if not node.followed and result:
                result[-1] = styled(reading, result[-1], node.content, _source(reading, node))
            else:
                waiting = node
            continue
        found = list(BLOCKS[node.type](reading, node))
        if waiting and found:
            place = _source(reading, waiting)
            found[0] = styled(reading, found[0], waiting.content, place)
            waiting = None
        result += found
    if waiting:
        message = f"属性 {{{waiting.content}}} 下面没有段落或表格"
        advice = "写在段落、标题的上一行，或表格的下一行"
        reading.report(warning("MDN12", _source(reading, waiting), message, advice))
    return tuple(result)


def heading(reading: Reading, node: Node) -> Iterator[Heading]:
    """Yield a heading (标题)."""
    source = _source(reading, node)
    underlined = not node.markup.startswith("#")
    reading.report(*heading_habits(node.inline.content, underlined, source))
    block = Heading(int(node.tag[1:]), inlines(reading, node.inline), source)
    yield _own_style(reading, node, block, source)


def paragraph(reading: Reading, node: Node) -> Iterator[Paragraph]:
    """Yield a paragraph (段落)."""
    source, content = _source(reading, node), node.inline.content
    reading.report(*paragraph_habits(content, source))
    if content.startswith((":::", "：：：")):
        message = f"不认识“{content.partition(chr(10))[0][:20]}”"
        advice = "条件写 ::: 如果 条件、::: 否则、:::，各占一行"
        reading.report(error("MDN11", source, message, advice))
    yield _own_style(reading, node, Paragraph(inlines(reading, node.inline), source), source)


def _own_style(reading: Reading, node: Node, block: B, source: Source) -> B:
    return styled(reading, block, node.written, source) if node.written else block


def item_list(reading: Reading, node: Node) -> Iterator[ItemList]:
    """Yield a list (列表); its items are tasks where they start with `[ ]` or `[x]`."""
    paragraphs = [
        block for item in node.children for block in item.children if block.type == "paragraph"
    ]
    yield ItemList(
        node.type == "ordered_list",
        tuple(_item(blocks_of(reading, item.children)) for item in node.children),
        _source(reading, node),
        int(node.attrs.get("start", 1)),
        all(paragraph.tight for paragraph in paragraphs),
    )


def _item(blocks: tuple[Block, ...]) -> Item:
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph) or not first.children:
        return Item(blocks)
    words = first.children[0]
    match = _TASK.match(words.text) if isinstance(words, Words) else None
    if not match or not isinstance(words, Words):
        return Item(blocks)
    rest = words.text[match.end() :]
    children = (Words(rest, words.source.moved(match.end(), len(rest))), *first.children[1:])
    return Item((replace(first, children=children), *blocks[1:]), match[1] != " ")


def quote(reading: Reading, node: Node) -> Iterator[Quote]:
    """Yield a block quote (引用块)."""
    yield Quote(blocks_of(reading, node.children), _source(reading, node))


def code(reading: Reading, node: Node) -> Iterator[CodeBlock]:
    """Yield lines of code (代码块)."""
    if node.type == "code_block":
        reading.report(*indented_code_habits(node.content, _source(reading, node)))
    language = node.info.split()[0] if node.info.strip() else ""
    yield CodeBlock(node.content.removesuffix("\n"), _source(reading, node), language)


def html(reading: Reading, node: Node) -> Iterator[Paragraph]:
    """Yield raw HTML letter by letter, without docgen's own comments; references are read."""
    children: list[Inline] = []
    content = OWN_COMMENT.sub(lambda match: _NOT_NEWLINE.sub(MASK, match[0]), node.content)
    for number, line in enumerate(content.rstrip("\n").split("\n")):
        if number and children:
            children.append(Break())
        start = _html_start(node, number, line)
        for match in _UNMASKED.finditer(line.rstrip(" \t")):
            children += literal(reading, match[0], start + match.start())
    if content.replace(MASK, "").strip():
        source = _source(reading, node)
        reading.report(html_warning(content.replace(MASK, ""), source))
        yield Paragraph(tuple(children), source)


def _html_start(node: Node, number: int, line: str) -> int:
    """Return the offset of the first character of a line, its indentation included."""
    indent = len(line) - len(line.lstrip(" \t"))
    return max(node.starts[min(number, len(node.starts) - 1)] - indent, 0)


def table(reading: Reading, node: Node) -> Iterator[Table]:
    """Yield a table (表格)."""
    rows = (row for section in node.children for row in section.children)
    cells = {id(cell): inlines(reading, cell.inline) for row in rows for cell in row.children}
    yield tables.table(reading, node, cells)


def rule(reading: Reading, node: Node) -> Iterator[Rule]:
    """Yield a horizontal rule (分隔线)."""
    yield Rule(_source(reading, node))


def page_break(reading: Reading, node: Node) -> Iterator[PageBreak]:
    """Yield a page break (分页)."""
    yield PageBreak(_source(reading, node))


def condition(reading: Reading, node: Node) -> Iterator[Block]:
    """Yield the branch that holds (条件段); the first one where nobody can tell."""
    written = node.content
    source = reading.place(node.offset, len(written))
    asked = Text(written, (source,))
    holding, found = holds(asked, reading.figures, reading.scope)
    reading.conditions[asked] = holding, found
    reading.report(*found)
    for number, branch in enumerate(node.children):
        chosen = (holding is False) == (number > 0)
        silent, reading.silent = reading.silent, reading.silent or not chosen
        blocks = blocks_of(reading, branch.children)
        reading.silent = silent
        if chosen:
            yield from blocks


def note(reading: Reading, node: Node) -> Iterator[Block]:
    """Yield nothing: footnotes are read before all else (`notes`), and printed at their mark."""
    del reading, node
    return iter(())


def notes(reading: Reading, nodes: Sequence[Node]) -> None:
    """Read the footnotes (脚注) among `nodes`."""
    for node in nodes:
        if node.type == "footnote_reference":
            label = node.label
            source = _source(reading, node)
            if label in reading.notes:
                first = reading.notes[label][0]
                message = f"脚注 [^{label}] 定义了两次，前一次在第 {first.line} 行"
                reading.report(warning("MDN10", source, message, "删去一个，或换一个记号"))
                continue
            with reading.deeper(IN_NOTE):
                reading.notes[label] = (source, blocks_of(reading, node.children))
        notes(reading, node.children)


def _source(reading: Reading, node: Node) -> Source:
    if node.starts:
        return reading.place(node.starts[0])
    if node.children and node.inline.type == "inline":
        return _inline_source(reading, node)
    return reading.line(node.line)


def _inline_source(reading: Reading, node: Node) -> Source:
    starts = node.inline.starts
    return reading.place(starts[0]) if starts else reading.line(0)


BLOCKS: Mapping[str, Element] = MappingProxyType(
    {
        "heading": heading,
        "paragraph": paragraph,
        "bullet_list": item_list,
        "ordered_list": item_list,
        "blockquote": quote,
        "code_block": code,
        "fence": code,
        "html_block": html,
        "table": table,
        "hr": rule,
        "page_break": page_break,
        "condition": condition,
        "footnote_reference": note,
    }
)
