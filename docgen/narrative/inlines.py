"""Inline elements (行内元素): one function per kind of token, all of them in `INLINES`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import unquote

from msgspec import Struct

from docgen.document import (
    Break,
    Code,
    Emphasis,
    Inline,
    Link,
    NoteMark,
    Paragraph,
    Picture,
    Strong,
    Struck,
    Words,
)
from docgen.figures import located
from docgen.findings import Finding, Source, error, warning
from docgen.narrative.characters import FORBIDDEN, REPLACEMENT
from docgen.narrative.pictures import picture_file
from docgen.narrative.reading import IN_NOTE, Reading
from docgen.narrative.reference import figure_text
from docgen.narrative.tree import Node, Offsets
from docgen.narrative.typesetting import SOFT_BREAK, settled

OWN_COMMENT = re.compile(r"<!--\s*docgen:.*?-->", re.DOTALL)
_LINK = re.compile(r"(?:https?:|mailto:|#)", re.IGNORECASE)


class Passage(Struct, frozen=True):
    """The text of one paragraph, heading or cell while its tokens are read."""

    reading: Reading
    content: str
    offsets: Offsets

    def place(self, at: int, length: int = 0) -> Source:
        """Return where the character at `at` of the passage stands."""
        return self.reading.place(self.offsets.of(at), length)

    def stands(self, text: str, at: int) -> bool:
        r"""Tell whether `text` stands at `at` letter by letter; in a cell, `|` is typed `\|`."""
        return self.reading.content.startswith(text, self.offsets.of(at))

    def source(self, node: Node, length: int = 0) -> Source:
        """Return where a token stands."""
        return self.place(node.at, length)


Element = Callable[[Passage, Node], Iterator[Inline]]


def inlines(reading: Reading, node: Node) -> tuple[Inline, ...]:
    """Return the inlines of a paragraph, heading or cell, its lines joined."""
    passage = Passage(reading, node.content, node.offsets or Offsets())
    return settled(reading, tuple(_converted(passage, node.children)))


def _converted(passage: Passage, nodes: Sequence[Node]) -> Iterator[Inline]:
    for node in nodes:
        yield from INLINES[node.type](passage, node)


def _within(passage: Passage, node: Node) -> tuple[Inline, ...]:
    return tuple(_converted(passage, node.children))


def words(passage: Passage, node: Node) -> Iterator[Words]:
    """Yield characters that mean themselves; autolinks stand one behind their `<`."""
    at, text = node.at, node.content
    if not text:
        return
    at += not passage.content.startswith(text, at) and passage.content.startswith(text, at + 1)
    yield Words(text, passage.place(at, len(text)), passage.stands(text, at))


def special(passage: Passage, node: Node) -> Iterator[Words]:
    """Yield what an escape or an entity stands for."""
    source = passage.source(node, len(node.markup))
    text = FORBIDDEN.sub(REPLACEMENT, node.content)
    if REPLACEMENT in text:
        message = f"{node.markup} 是 Word 文件不能存的字符"
        passage.reading.report(error("MDN01", source, message, "删去它"))
    yield Words(text, source, exact=False)


def reference(passage: Passage, node: Node) -> Iterator[Inline]:
    """Yield a figure, and report what is wrong with its reference."""
    at, read = node.at, passage.reading.reference(node.content)
    if read is None:
        return
    for remark in read.remarks:
        start = at + remark.offset
        typed = passage.content[start : start + remark.length]
        passage.reading.report(located(remark, passage.place(start, remark.length), typed))
    source = passage.place(at, read.reference.length)
    yield figure_text(read.reference, source, passage.reading.scope)


def soft_break(passage: Passage, node: Node) -> Iterator[Words]:
    """Yield the end of a line, to be settled when its neighbours are known."""
    yield Words(SOFT_BREAK, passage.source(node), exact=False)


def hard_break(passage: Passage, node: Node) -> Iterator[Break]:  # noqa: ARG001 (an element's signature)
    """Yield a line break that stays."""
    yield Break()


def emphasis(passage: Passage, node: Node) -> Iterator[Emphasis]:
    """Yield italics."""
    yield Emphasis(_within(passage, node))


def strong(passage: Passage, node: Node) -> Iterator[Strong]:
    """Yield bold."""
    yield Strong(_within(passage, node))


def struck(passage: Passage, node: Node) -> Iterator[Struck]:
    """Yield struck-through text."""
    yield Struck(_within(passage, node))


def code(passage: Passage, node: Node) -> Iterator[Code]:
    """Yield code."""
    if node.content:
        yield Code(node.content, passage.source(node, len(node.content)))


def link(passage: Passage, node: Node) -> Iterator[Inline]:
    """Yield a link, or only its text where it leads to no web page, mailbox or anchor."""
    target = str(node.attrs.get("href", ""))
    target = unquote(target) if target.startswith("#") else target
    children = _within(passage, node)
    source = passage.source(node)
    if _LINK.match(target):
        yield Link(target, children, source, str(node.attrs.get("title", "")))
        return
    message = f"链接的去处“{_shown(target)}”不是网址、邮箱或 #锚点，只印出文字"
    passage.reading.report(
        warning("MDN07", source, message, "改为 http、https 或 mailto 链接，或只留文字")
    )
    yield from children


def _shown(target: str, most: int = 80) -> str:
    """Return where a link leads as a message shows it: in letters, and not all of a data: URL."""
    text = "".join(sign for sign in unquote(target) if sign.isprintable())
    return text if len(text) <= most else f"{text[:most]}…"


def image(passage: Passage, node: Node) -> Iterator[Inline]:
    """Yield a picture of the project, or its alt text where there is none to be had."""
    source = passage.source(node)
    alt = _alt(passage, node.children)
    target = str(node.attrs.get("src", ""))
    file, refusal = picture_file(passage.reading.root, source.file, target)
    if file:
        yield Picture(file, alt, source, str(node.attrs.get("title", "")))
        return
    message = f"图片“{_shown(target)}”{refusal}，印出的是替代文字"
    passage.reading.report(
        error("MDN08", source, message, "把 png、jpg 或 gif 图片放进项目文件夹再引用")
    )
    if alt:
        yield Words(alt, source, exact=False)


def html(passage: Passage, node: Node) -> Iterator[Inline]:
    """Yield raw HTML letter by letter; docgen's own comments print nothing."""
    text = node.content
    if OWN_COMMENT.fullmatch(text):
        return
    at = node.at
    passage.reading.report(html_warning(text, passage.source(node, len(text.partition("\n")[0]))))
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Words(SOFT_BREAK, passage.place(at - 1), exact=False)
        if line:
            yield Words(line, passage.place(at, len(line)), passage.stands(line, at))
        at += len(line) + 1


def note_mark(passage: Passage, node: Node) -> Iterator[Inline]:
    """Yield the mark of a footnote with the note; Word knows no notes in notes."""
    reading, label = passage.reading, node.label
    source = passage.source(node, len(label) + 3)
    reading.used.add(label)
    if reading.depths.get(IN_NOTE):
        message = f"脚注里不能再有脚注 [^{label}]"
        reading.report(warning("MDN10", source, message, "写进正文，或并成一个脚注"))
        yield Words(f"[^{label}]", source)
        return
    _, blocks = reading.notes[label]
    yield NoteMark(label, blocks, source)


def own_note(passage: Passage, node: Node) -> Iterator[Inline]:
    """Yield a footnote written where its mark stands."""
    source = passage.source(node)
    if passage.reading.depths.get(IN_NOTE):
        passage.reading.report(warning("MDN10", source, "脚注里不能再有脚注", "并成一个脚注"))
        yield from _within(passage, node)
        return
    with passage.reading.deeper(IN_NOTE):
        children = settled(passage.reading, _within(passage, node))
    yield NoteMark("", (Paragraph(children, source),), source)


def html_warning(text: str, source: Source) -> Finding:
    """Return the 警告 for raw HTML."""
    line = text.strip().partition("\n")[0]
    advice = "用 Markdown 的写法代替；注释写 <!-- docgen: … -->"
    return warning("MDN04", source, f"HTML 不起作用，按原样印出：{line[:40]}", advice)


def _alt(passage: Passage, nodes: Sequence[Node]) -> str:
    return "".join(_spoken(passage, node) for node in nodes)


def _spoken(passage: Passage, node: Node) -> str:
    if node.children:
        return _alt(passage, node.children)
    if node.type in ("softbreak", "hardbreak"):
        return " "
    read = passage.reading.reference(node.content) if node.type == "reference" else None
    return read.reference.printed if read else node.content


INLINES: Mapping[str, Element] = MappingProxyType(
    {
        "text": words,
        "text_special": special,
        "reference": reference,
        "softbreak": soft_break,
        "hardbreak": hard_break,
        "em": emphasis,
        "strong": strong,
        "s": struck,
        "code_inline": code,
        "link": link,
        "image": image,
        "html_inline": html,
        "footnote_ref": note_mark,
        "note": own_note,
    }
)
