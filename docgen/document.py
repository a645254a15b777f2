"""What prose is made of: blocks and inlines; no Markdown and no Word.

`narrative/` makes these from Markdown, `checks/` reads them, `word/` prints them. Every inline
that carries characters knows where they were written.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from docgen.findings import Source


class Words(Struct, frozen=True, tag=True):
    """Characters printed as they are (文字).

    `source` is where they were written. When `exact`, `text` stands there letter by letter on
    one line; otherwise (an entity, an escape, a joined line) the place is that of its cause.
    """

    text: str
    source: Source
    exact: bool = True


class FigureText(Struct, frozen=True, tag=True):
    """A figure printed in running text (数字引用): what `{{引用|显示}}` became.

    `name` is the figure's dotted path, `scope` its 支出方向 ("" for the report's own);
    `pending` marks 待填, printed highlighted.
    """

    text: str
    source: Source
    name: str
    scope: str = ""
    pending: bool = False


class Emphasis(Struct, frozen=True, tag=True):
    """Italics (斜体)."""

    children: tuple[Inline, ...]


class Strong(Struct, frozen=True, tag=True):
    """Bold (加粗)."""

    children: tuple[Inline, ...]


class Struck(Struct, frozen=True, tag=True):
    """Struck-through text (删除线)."""

    children: tuple[Inline, ...]


class Code(Struct, frozen=True, tag=True):
    """Code in a line (代码)."""

    text: str
    source: Source


class Link(Struct, frozen=True, tag=True):
    """A hyperlink to http, https, mailto or `#anchor` (链接)."""

    target: str
    children: tuple[Inline, ...]
    source: Source
    title: str = ""


class Picture(Struct, frozen=True, tag=True):
    """An image of the project folder (图片): its path relative to the project, and alt text."""

    file: str
    alt: str
    source: Source
    title: str = ""


class Break(Struct, frozen=True, tag=True):
    """A line break that stays (换行)."""


class NoteMark(Struct, frozen=True, tag=True):
    """The mark of a footnote and the note itself (脚注)."""

    label: str
    blocks: tuple[Block, ...]
    source: Source


class Heading(Struct, frozen=True, tag=True):
    """A heading (标题), `level` from 1; `number` is the text docgen puts before it: 一、."""

    level: int
    children: tuple[Inline, ...]
    source: Source
    number: str = ""
    style: str = ""


class Paragraph(Struct, frozen=True, tag=True):
    """A paragraph (段落); `style` is the name of a style of the template, "" the usual one."""

    children: tuple[Inline, ...]
    source: Source
    style: str = ""


class Item(Struct, frozen=True):
    """An item of a list (列表项); `checked` is None unless it is a task."""

    blocks: tuple[Block, ...]
    checked: bool | None = None


class ItemList(Struct, frozen=True, tag=True):
    """A list (列表), ordered from `start` or with bullets."""

    ordered: bool
    items: tuple[Item, ...]
    source: Source
    start: int = 1
    tight: bool = True


class Quote(Struct, frozen=True, tag=True):
    """A block quote (引用块)."""

    blocks: tuple[Block, ...]
    source: Source


class CodeBlock(Struct, frozen=True, tag=True):
    """Lines of code (代码块)."""

    text: str
    source: Source
    language: str = ""


class Cell(Struct, frozen=True):
    """A table cell (单元格); spans count columns and rows, and cells they cover are left out."""

    children: tuple[Inline, ...]
    columns: int = 1
    rows: int = 1


class Table(Struct, frozen=True, tag=True):
    """A table (表格): `head` and `rows` of cells; `aligns` per column is left, center, right or "".

    `widths` are shares of the text width per column, in percent; empty when not given.
    """

    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    aligns: tuple[str, ...]
    source: Source
    widths: tuple[int, ...] = ()


class Rule(Struct, frozen=True, tag=True):
    """A horizontal rule (分隔线)."""

    source: Source


class PageBreak(Struct, frozen=True, tag=True):
    """A page break (分页)."""

    source: Source


Inline = Words | FigureText | Emphasis | Strong | Struck | Code | Link | Picture | Break | NoteMark
Block = Heading | Paragraph | ItemList | Quote | CodeBlock | Table | Rule | PageBreak


class Phrase(Struct, frozen=True):
    """A text of the form, ready to print (表格文字): inlines only, line breaks as `Break`."""

    children: tuple[Inline, ...] = ()

    def __str__(self) -> str:
        """Return the characters it prints."""
        return plain(self.children)


class Prose(Struct, frozen=True):
    """Blocks ready to print (正文), section by section."""

    sections: tuple[tuple[Block, ...], ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Those of all sections."""
        return tuple(block for section in self.sections for block in section)


class Section(Struct, frozen=True):
    """What one narrative file became (节)."""

    file: str
    blocks: tuple[Block, ...]


class GoalProse(Struct, frozen=True):
    """The texts of one 年度总体目标, parallel to `SubProject.goals`."""

    expected: Phrase
    actual: Phrase


class RowProse(Struct, frozen=True):
    """The texts of one row of the form, parallel to `FormAppraisal.rows`."""

    name: Phrase
    target: Phrase
    actual: Phrase
    deviation: Phrase


class ProjectProse(Struct, frozen=True):
    """All text of one 支出方向: narrative, goals, rows of the form, funding explanations, head."""

    name: str
    sections: tuple[Section, ...] = ()
    goals: tuple[GoalProse, ...] = ()
    rows: tuple[RowProse, ...] = ()
    explanations: tuple[Phrase, ...] = ()
    details: tuple[tuple[str, Phrase], ...] = ()


class Manuscript(Struct, frozen=True):
    """All text of a report, references resolved and headings numbered (全文)."""

    sections: tuple[Section, ...]
    projects: tuple[ProjectProse, ...]
    title: Phrase
    details: tuple[tuple[str, Phrase], ...] = ()


class Tag(Struct, frozen=True):
    """A tag of a template (标签): the dotted name it asks for, as typed, and its place."""

    name: str
    text: str
    source: Source


class TemplateContract(Struct, frozen=True):
    """What a template asks for (模板约定): names with places, the styles it has.

    `numbered_headings`: its heading styles number natively, so docgen prints no number text.
    """

    file: str
    tags: tuple[Tag, ...]
    styles: frozenset[str]
    numbered_headings: bool = False


def leaves(children: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield the inlines that carry characters, in reading order, containers opened."""
    for child in children:
        if isinstance(child, Emphasis | Strong | Struck | Link):
            yield from leaves(child.children)
        else:
            yield child


def plain(children: tuple[Inline, ...]) -> str:
    r"""Return the characters that inlines print: breaks as `\n`, pictures as their alt text."""
    return "".join(_printed(leaf) for leaf in leaves(children))


def _printed(leaf: Inline) -> str:
    if isinstance(leaf, Words | FigureText | Code):
        return leaf.text
    if isinstance(leaf, Break):
        return "\n"
    return leaf.alt if isinstance(leaf, Picture) else ""
