"""Lists of prose, read as one sentence with what leads to them (分条列举): 用于以下三项： 1. … 2. …"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from docgen.checks.lines import Prose
from docgen.checks.passages import PARAGRAPH, Passage, Stretch, blocks_passages
from docgen.document import Block, ItemList, Paragraph, Words
from docgen.patterns import lazy_pattern

_NUMBERS = "一二三四五六七八九十"
_MARK = lazy_pattern(
    rf"\s*(?:[（(](?:[{_NUMBERS}]|\d{{1,2}})[）)]|[{_NUMBERS}]是|\d{{1,2}}[.．、](?!\d)|[①②③④⑤⑥⑦⑧⑨⑩])"
)
_LEADS = lazy_pattern(r"[：:]\s*$|(?:以下|下列|如下)[^。]{0,16}。\s*$")


def joined_lists(prose: Prose) -> Iterator[Passage]:
    """Yield the lists of a unit as single passages: 一是 stands before each item.

    Lists with marks of their own inside an item are left alone.
    """
    for lead, items in _lead_and_items(prose.blocks, prose.scope):
        texts = [item.text for item in items]
        if len(items) <= len(_NUMBERS) and not any(_MARK.search(text) for text in texts):
            yield _joined_passage(lead, items)


def _lead_and_items(blocks: Sequence[Block], scope: str) -> Iterator[tuple[Passage, list[Passage]]]:
    """Yield what leads to a list, and its items: a Markdown list, or paragraphs that are numbered."""
    for index, block in enumerate(blocks[:-1]):
        after = blocks[index + 1]
        if not isinstance(block, Paragraph) or not _may_begin(after):
            continue
        lead = _first_passage((block,), scope)
        if lead is None or not _LEADS.search(lead.text) or _MARK.match(lead.text):
            continue
        if isinstance(after, ItemList):
            found = [_first_passage(item.blocks, scope) for item in after.items]
            items = [item for item in found if item is not None]
        else:
            items = list(_numbered_passages(blocks[index + 1 :], scope))
        if len(items) > 1:
            yield lead, items


def _may_begin(block: Block) -> bool:
    """Tell whether a block may be the first of a list, without reading all of it."""
    if isinstance(block, ItemList):
        return True
    first = block.children[0] if isinstance(block, Paragraph) and block.children else None
    return isinstance(first, Words) and bool(_MARK.match(first.text))


def _first_passage(blocks: Iterable[Block], scope: str) -> Passage | None:
    return next((p for p in blocks_passages(blocks, scope) if p.kind == PARAGRAPH), None)


def _numbered_passages(blocks: Sequence[Block], scope: str) -> Iterator[Passage]:
    """Yield the paragraphs that begin with marks of one kind, without the marks."""
    for block in blocks:
        passage = _first_passage((block,), scope) if isinstance(block, Paragraph) else None
        mark = _MARK.match(passage.text) if passage is not None else None
        if passage is None or mark is None:
            return
        yield _without_mark(passage, mark.end())


def _without_mark(passage: Passage, start: int) -> Passage:
    """Return a passage without its first characters."""
    stretches = tuple(
        structs.replace(
            s,
            start=max(s.start - start, 0),
            end=s.end - start,
            source=s.source.moved(start - s.start, 0) if s.start < start and s.exact else s.source,
        )
        for s in passage.stretches
        if s.end > start
    )
    return structs.replace(passage, text=passage.text[start:], stretches=stretches)


def _joined_passage(lead: Passage, items: Sequence[Passage]) -> Passage:
    """Return a list as one passage whose characters keep their places."""
    texts = [lead.text.rstrip()]
    stretches = list(lead.stretches)
    length = len(texts[0])
    for number, item in zip(_NUMBERS, items, strict=False):
        mark = f"{number}是"
        stretches.append(Stretch(length, length + len(mark), item.source, exact=False))
        length += len(mark)
        moved = (
            structs.replace(s, start=s.start + length, end=s.end + length) for s in item.stretches
        )
        stretches.extend(moved)
        text = item.text.rstrip("。；;，, \n") + "；"
        texts += (mark, text)
        length += len(text)
    return structs.replace(lead, text="".join(texts), stretches=tuple(stretches))
