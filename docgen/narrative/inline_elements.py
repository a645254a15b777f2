"""Inline elements (行内元素): one function per kind of token, all of them in `INLINES`.

Once the neighbours are known, ends of lines are decided and adjacent words put together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode
from msgspec import Struct
from msgspec.structs import replace

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
    leaves,
    plain,
)
from docgen.figures.model import located
from docgen.figures.reference import extra_braces, loose
from docgen.findings import Finding, Source, draft_warning, error, warning
from docgen.narrative.habits import stray_marks
from docgen.narrative.parser import OFFSETS
from docgen.narrative.phrases import figure_text
from docgen.narrative.placing import AT, Offsets
from docgen.narrative.syntax import READ
from docgen.narrative.text_characters import FORBIDDEN, REPLACEMENT, line_joint
from docgen.narrative.text_reading import IN_CELL, IN_NOTE, TextReading
from docgen.patterns import lazy_pattern
from docgen.report import PictureFile

_COMMENT = lazy_pattern(r"<!--.*?-->", re.DOTALL)
_OWN_COMMENT = lazy_pattern(r"<!--\s*docgen\s*[:：].*?-->", re.DOTALL)
_NOT_NEWLINE = lazy_pattern(r"[^\n]")
_LINE_BREAK = lazy_pattern(r"<br[ \t]*/?>", re.IGNORECASE)
SOFT_BREAK = "\n"
_NO_PICTURE = PictureFile("", "在项目文件夹里找不到")
_LINK = lazy_pattern(r"(?:https?:|mailto:|#)", re.IGNORECASE)
_NOTE = lazy_pattern(r"\[\^[^\]\s]{1,40}\]")
_BRACE = lazy_pattern("[{}｛｝]")
_CONTAINERS = (Emphasis, Strong, Struck, Link)
_CONTEXT = 8  # characters that a joint may look at on each side
_MOST_SHOWN = 80  # characters of a target in a message: a data: URL may be long


class InlinePassage(Struct, frozen=True):
    """The text of one paragraph, heading or cell while its tokens are read."""

    reading: TextReading
    content: str
    offsets: Offsets

    def source_at(self, at: int, length: int = 0) -> Source:
        """Return where the character at `at` of the passage stands."""
        return self.reading.source_at(self.offsets.text_offset(at), length)

    def node_source(self, node: SyntaxTreeNode, length: int = 0) -> Source:
        """Return where a token stands."""
        return self.source_at(_node_offset(node), length)

    def file_words(self, text: str, at: int) -> Words:
        r"""Return the words at `at`, exact where the file has them so; a cell's `|` is `\|`."""
        exact = self.reading.content.startswith(text, self.offsets.text_offset(at))
        return Words(text, self.source_at(at, len(text)), exact)


Element = Callable[[InlinePassage, SyntaxTreeNode], Iterator[Inline]]


def passage_inlines(reading: TextReading, node: SyntaxTreeNode) -> tuple[Inline, ...]:
    """Return the inlines of a paragraph, heading or cell, its lines joined."""
    passage = InlinePassage(reading, node.content, node.meta[OFFSETS])
    return _settled_inlines(reading, _child_inlines(passage, node))


def _child_inlines(passage: InlinePassage, node: SyntaxTreeNode) -> tuple[Inline, ...]:
    return tuple(found for child in node.children for found in INLINES[child.type](passage, child))


def _node_offset(node: SyntaxTreeNode) -> int:
    offset: int = node.meta.get(AT, 0)
    return offset


def text_words(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Words]:
    """Yield characters that mean themselves; autolinks stand one behind their `<`."""
    at, text = _node_offset(node), node.content
    if text:
        at += not passage.content.startswith(text, at) and passage.content.startswith(text, at + 1)
        yield passage.file_words(text, at)


def special_words(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Words]:
    """Yield the character that an escape or an entity means."""
    source = passage.node_source(node, len(node.markup))
    text = FORBIDDEN.sub(REPLACEMENT, node.content)
    if REPLACEMENT in text:
        message = f"{node.markup} 是 Word 文件不能存的字符"
        passage.reading.add_findings(error("MDN01", source, message, "删去它"))
    yield Words(text, source, exact=False)


def reference_figure(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Inline]:
    """Yield a figure, and report what is wrong with its reference."""
    at, read = _node_offset(node), node.meta[READ]
    for remark in read.remarks:
        start = at + remark.offset
        typed = passage.content[start : start + remark.length]
        source = passage.source_at(start, remark.length)
        passage.reading.add_findings(located(remark, source, typed))
    for remark in extra_braces(passage.content, at, at + read.reference.length):
        place = passage.source_at(remark.offset, remark.length)
        passage.reading.add_findings(located(remark, place))
    source = passage.source_at(at, read.reference.length)
    yield figure_text(read.reference, source, passage.reading.scope)


def soft_break(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Words]:
    """Yield the end of a line, to be decided when its neighbours are known."""
    yield Words(SOFT_BREAK, passage.node_source(node), exact=False)


def hard_break(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Break]:  # noqa: ARG001 (an element's signature)
    """Yield a line break that stays."""
    yield Break()


def emphasized_inlines(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Inline]:
    """Yield italics, bold or struck-through text."""
    yield EMPHASES[node.type](_child_inlines(passage, node))


def inline_code(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Code]:
    """Yield code."""
    if node.content:
        yield Code(node.content, passage.node_source(node, len(node.content)))


def link_inlines(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Inline]:
    """Yield a link, or only its text where it leads to no web page, mailbox or anchor."""
    target = str(node.attrs.get("href", ""))
    target = unquote(target) if target.startswith("#") else target
    children = _child_inlines(passage, node)
    source = passage.node_source(node)
    if _LINK.match(target):
        yield Link(target, children, source, str(node.attrs.get("title", "")))
        return
    message = f"链接的去处“{_shown_target(target)}”不是网址、邮箱或 #锚点，只印出文字"
    advice = "改为 http、https 或 mailto 链接，或只留文字"
    passage.reading.add_findings(warning("MDN07", source, message, advice))
    yield from children


def _shown_target(target: str) -> str:
    text = "".join(char for char in unquote(target) if char.isprintable())
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def image_inlines(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Inline]:
    """Yield a picture of the project, or its alt text where there is no such picture."""
    source = passage.node_source(node)
    alt = _alt_text(node)
    target = str(node.attrs.get("src", ""))
    picture = passage.reading.pictures.get(unquote(target), _NO_PICTURE)
    if picture.file:
        yield Picture(picture.file, alt, source, str(node.attrs.get("title", "")))
        return
    message = f"图片“{_shown_target(target)}”{picture.refusal}，印出的是替代文字"
    advice = "把 png、jpg 或 gif 图片放进项目文件夹再引用"
    if target.lower().endswith(".svg"):
        advice = "在画图的软件里另存为 png 再引用"
        passage.reading.add_findings(warning("MDN08", source, message, advice))
    else:
        passage.reading.add_findings(error("MDN08", source, message, advice))
    if alt:
        yield Words(alt, source, exact=False)


def _alt_text(node: SyntaxTreeNode) -> str:
    if node.children:
        return "".join(_alt_text(child) for child in node.children)
    if node.type in ("softbreak", "hardbreak"):
        return " "
    printed: str = node.meta[READ].reference.printed if READ in node.meta else node.content
    return printed


def raw_html(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Inline]:
    """Yield raw HTML letter by letter; comments print nothing, `<br>` in a cell is a break."""
    text, at = node.content, _node_offset(node)
    tell_comments(passage.reading, text, passage.offsets.text_offset(at))
    if is_unprinted(text):
        return
    if _LINE_BREAK.fullmatch(text) and passage.reading.depths.get(IN_CELL):
        yield Break()
        return
    lines = text.split("\n")
    if not _COMMENT.fullmatch(text):
        passage.reading.add_findings(html_warning(text, passage.source_at(at, len(lines[0]))))
    for number, line in enumerate(lines):
        if number:
            yield Words(SOFT_BREAK, passage.source_at(at - 1), exact=False)
        if line:
            yield passage.file_words(line, at)
        at += len(line) + 1


def is_unprinted(comment: str) -> bool:
    """Tell whether HTML is a comment that is not printed: docgen's own, or a Chinese remark.

    One of ASCII alone is printed letter by letter, as all HTML of CommonMark is.
    """
    own = _OWN_COMMENT.fullmatch(comment)
    return bool(own or (_COMMENT.fullmatch(comment) and not comment.isascii()))


def is_comment(text: str) -> bool:
    """Tell whether HTML is one comment and nothing else."""
    return bool(_COMMENT.fullmatch(text.strip()))


def without_comments(content: str, filler: str) -> str:
    """Return HTML with the characters of unprinted comments replaced by `filler`."""

    def blanked(match: re.Match[str]) -> str:
        return _NOT_NEWLINE.sub(filler, match[0]) if is_unprinted(match[0]) else match[0]

    return _COMMENT.sub(blanked, content)


def tell_comments(reading: TextReading, text: str, start: int) -> None:
    """Tell each comment but docgen's own: it is not printed, and no submission holds one."""
    for match in _COMMENT.finditer(text):
        if not _OWN_COMMENT.fullmatch(match[0]):
            words = " ".join(match[0][4:-3].split())
            how = "不会印出" if is_unprinted(match[0]) else "按原样印出"
            message = f"注释{how}：{words[:40]}"
            advice = "送审前删去；要印出，就去掉 <!-- 和 -->"
            place = reading.source_at(start + match.start(), len(match[0].partition("\n")[0]))
            reading.add_findings(draft_warning("MDN04", place, message, advice))


def html_warning(text: str, source: Source) -> Finding:
    """Return the 警告 for raw HTML."""
    line = text.strip().partition("\n")[0]
    advice = "用 Markdown 的写法代替；注释写 <!-- docgen: … -->"
    return warning("MDN04", source, f"HTML 不起作用，按原样印出：{line[:40]}", advice)


def note_mark(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Inline]:
    """Yield the mark of a footnote with the note; Word knows no notes in notes."""
    reading, label = passage.reading, node.meta["label"]
    source = passage.node_source(node, len(label) + 3)
    reading.used.add(label)
    if reading.depths.get(IN_NOTE):
        message = f"脚注里不能再有脚注 [^{label}]"
        reading.add_findings(warning("MDN10", source, message, "写进正文，或并成一个脚注"))
        yield Words(f"[^{label}]", source)
        return
    _, blocks = reading.notes[label]
    yield NoteMark(label, blocks, source)


def inline_note(passage: InlinePassage, node: SyntaxTreeNode) -> Iterator[Inline]:
    """Yield a footnote written where its mark stands."""
    reading, source = passage.reading, passage.node_source(node)
    if reading.depths.get(IN_NOTE):
        reading.add_findings(warning("MDN10", source, "脚注里不能再有脚注", "并成一个脚注"))
        yield from _child_inlines(passage, node)
        return
    with reading.nested_in(IN_NOTE):
        children = _settled_inlines(reading, _child_inlines(passage, node))
    yield NoteMark("", (Paragraph(children, source),), source)


def _settled_inlines(reading: TextReading, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return inlines with each end of line decided and adjacent words put together."""
    result = _merged_words(_joined_lines(children, iter(_line_joints(children))))
    for leaf in leaves(result):
        if isinstance(leaf, Words) and leaf.exact:
            reading.add_findings(*_stray_signs(reading, leaf))
    return result


def _line_joints(children: tuple[Inline, ...]) -> Iterator[str]:
    """Yield what each end of a line becomes, in reading order: "" or a space."""
    texts = [plain((leaf,)) for leaf in leaves(children)]
    printed = "".join(text for text in texts if text != SOFT_BREAK)
    ends = accumulate(len(text) if text != SOFT_BREAK else 0 for text in texts)
    for text, end in zip(texts, ends, strict=True):
        if text == SOFT_BREAK:
            yield line_joint(printed[max(end - _CONTEXT, 0) : end], printed[end : end + _CONTEXT])


def _joined_lines(children: Iterable[Inline], joints: Iterator[str]) -> Iterator[Inline]:
    for child in children:
        if isinstance(child, _CONTAINERS):
            yield replace(child, children=_merged_words(_joined_lines(child.children, joints)))
        elif isinstance(child, Words) and child.text == SOFT_BREAK:
            if text := next(joints):
                yield replace(child, text=text)
        else:
            if plain((child,)) == SOFT_BREAK:
                next(joints)  # a break that stays has its turn in the reading order, too
            yield child


def _merged_words(children: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return words that stand side by side in the file as one."""
    merged: list[Inline] = []
    run: list[Words] = []
    for child in children:
        if run and not _is_continued(run[-1], child):
            merged.append(_run_words(run))
            run = []
        if isinstance(child, Words):
            run.append(child)
        else:
            merged.append(child)
    return (*merged, _run_words(run)) if run else tuple(merged)


def _is_continued(last: Words, child: Inline) -> bool:
    if not isinstance(child, Words) or not (last.exact and child.exact):
        return False
    return last.source.moved(len(last.text), len(child.text)) == child.source


def _run_words(run: Sequence[Words]) -> Words:
    if len(run) == 1:
        return run[0]
    text = "".join(words.text for words in run)
    return Words(text, run[0].source.moved(0, len(text)))


def _stray_signs(reading: TextReading, words: Words) -> Iterator[Finding]:
    """Yield what is wrong with braces, marks of notes and stars that are printed as typed."""
    text, source = words.text, words.source
    if _BRACE.search(text):
        for remark in loose(text, 0, reading.figures, reading.scope):
            typed = text[remark.offset : remark.offset + remark.length]
            yield located(remark, source.moved(remark.offset, remark.length), typed)
    for match in _NOTE.finditer(text):
        message, advice = f"脚注 {match[0]} 没有定义", f"另起一行写 {match[0]}: 内容"
        yield warning("MDN10", source.moved(match.start(), len(match[0])), message, advice)
    yield from stray_marks(text, source)
    if "**" in text:
        message = "这里的 ** 没有成对，会印出来"
        advice = "** 紧挨着要加粗的字，前后各一对；要印星号写 \\*"
        yield warning("MDN22", source.moved(text.index("**"), 2), message, advice)


EMPHASES: Mapping[str, Callable[[tuple[Inline, ...]], Inline]] = MappingProxyType(
    {"em": Emphasis, "strong": Strong, "s": Struck}
)
INLINES: Mapping[str, Element] = MappingProxyType(
    {
        "text": text_words,
        "text_special": special_words,
        "reference": reference_figure,
        "softbreak": soft_break,
        "hardbreak": hard_break,
        "em": emphasized_inlines,
        "strong": emphasized_inlines,
        "s": emphasized_inlines,
        "code_inline": inline_code,
        "link": link_inlines,
        "image": image_inlines,
        "html_inline": raw_html,
        "footnote_ref": note_mark,
        "note": inline_note,
    }
)
