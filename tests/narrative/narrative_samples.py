"""What tests of the narrative share: texts, figures, blocks as lines to read."""

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from docgen.content.named_files import named_pictures
from docgen.document import (
    Block,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    FigureText,
    Heading,
    Inline,
    ItemList,
    Link,
    NoteMark,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Strong,
    Struck,
    Table,
    Words,
    leaves,
    plain,
)
from docgen.figures import resolve
from docgen.figures.model import Figures
from docgen.findings import Finding, Source
from docgen.narrative import prose_blocks
from docgen.report import FigureEntry, Report, Text

FILE = "narrative/01.md"


def text(content: str, file: str = FILE, line: int = 1, column: int = 1) -> Text:
    """A text whose first line starts at a place, each other one at the start of its line."""
    count = content.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    return Text(
        content, tuple(Source(file, line + n, column if not n else 1) for n in range(count + 1))
    )


def entry(name: str, value: str) -> FigureEntry:
    return FigureEntry(name, name, Source("figures.yaml", 1, 1), text(value, "figures.yaml"))


ENTRIES = (
    entry("支出", "1718.675 万元"),
    entry("“十四五”规划", "40 万元"),
    entry("增速", "11.4%"),
    entry("面积", "57.4449 万平方米"),
    entry("满意度", "待填"),
)


def report(**parts: object) -> Report:
    """A report of 2020 with a few figures of its own."""
    given = {"root": "", "folder": "", "source": Source("report.yaml", 1, 1)}
    known = {"title": text("自评报告", "report.yaml"), "year": 2020, "figures": ENTRIES}
    return Report(**{**given, **known, **parts})  # type: ignore[arg-type]


def figures() -> Figures:
    return resolve(report())[0]


def read(content: str, folder: str = "") -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    pictures = named_pictures(folder, FILE, content) if folder else {}
    return prose_blocks(text(content), figures(), "", pictures)


def codes(content: str, folder: str = "") -> list[str]:
    """The codes of what is found in a text, each once, in the order of places."""
    found = sorted(read(content, folder)[1], key=lambda finding: finding.order)
    return list(dict.fromkeys(finding.code for finding in found))


def marked(children: tuple[Inline, ...]) -> str:
    """Inlines as one line, each kind between marks of its own."""
    return "".join(_marked(child) for child in children)


def _marked(child: Inline) -> str:  # noqa: C901, PLR0911 (one line per kind)
    match child:
        case Words():
            return child.text
        case FigureText():
            return f"⟦{child.text}{'?' if child.pending else ''}⟧"
        case Strong():
            return f"<b>{marked(child.children)}</b>"
        case Emphasis():
            return f"<i>{marked(child.children)}</i>"
        case Struck():
            return f"<s>{marked(child.children)}</s>"
        case Code():
            return f"`{child.text}`"
        case Link():
            return f"<a {child.target}>{marked(child.children)}</a>"
        case Picture():
            return f"<img {child.file}>{child.alt}"
        case Break():
            return "↵"
        case NoteMark():
            return f"<note {' '.join(dump(child.blocks))}>"


def dump(found: tuple[Block, ...]) -> Iterator[str]:
    """Blocks as indented lines."""
    for block in found:
        yield from _dumped(block)


def _dumped(block: Block) -> Iterator[str]:  # noqa: C901 (one line per kind)
    match block:
        case Heading():
            yield f"标题{block.level}{_style(block.style)} {block.number}{marked(block.children)}"
        case Paragraph():
            yield f"段{_style(block.style)} {marked(block.children)}"
        case Quote():
            yield "引用"
            yield from _indented(dump(block.blocks))
        case CodeBlock():
            yield f"代码 {block.language}".rstrip()
            yield from _indented(iter(block.text.split("\n")))
        case ItemList():
            yield _list(block)
            for item in block.items:
                yield {None: "  项", True: "  项 √", False: "  项 □"}[item.checked]
                yield from _indented(_indented(dump(item.blocks)))
        case Table():
            aligns = ",".join(each or "-" for each in block.aligns)
            yield f"表 {aligns} {block.widths or ''}".rstrip()
            for row in (*block.head, *block.rows):
                cells = (f"{marked(c.children)}{_span(c.columns, c.rows)}" for c in row)
                yield "  | " + " | ".join(cells)
        case Rule():
            yield "线"
        case PageBreak():
            yield "分页"


def _style(style: str) -> str:
    return f"[{style}]" if style else ""


def _span(columns: int, rows: int) -> str:
    return f" ({columns}×{rows})" if columns * rows > 1 else ""


def _list(block: ItemList) -> str:
    kind = f"数 {block.start}" if block.ordered else "点"
    return f"列表 {kind} {'紧' if block.tight else '松'}"


def _indented(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield f"  {line}".rstrip()


def passages(found: tuple[Block, ...]) -> Iterator[tuple[Inline, ...]]:
    """The inlines of each paragraph, heading and cell, in reading order."""
    for block in found:
        match block:
            case Heading() | Paragraph():
                yield block.children
            case Quote():
                yield from passages(block.blocks)
            case ItemList():
                for item in block.items:
                    yield from passages(item.blocks)
            case Table():
                yield from (cell.children for row in (*block.head, *block.rows) for cell in row)


def placed(found: tuple[Block, ...]) -> Iterator[Inline]:
    """Every inline that carries characters."""
    for children in passages(found):
        yield from leaves(children)


def plain_text(found: tuple[Block, ...]) -> str:
    """The characters that blocks print, each block on a line of its own."""
    return "\n".join(_plain(block) for block in found)


def _plain(block: Block) -> str:
    match block:
        case Heading() | Paragraph():
            return plain(block.children)
        case Quote():
            return plain_text(block.blocks)
        case CodeBlock():
            return block.text
        case ItemList():
            return "\n".join(plain_text(item.blocks) for item in block.items)
        case Table():
            return "\n".join(
                plain(cell.children) for row in (*block.head, *block.rows) for cell in row
            )
        case _:
            return ""


class _Reference(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 (markdown-it's name)
        return True

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 (markdown-it's name)
        return link


class _Visible(HTMLParser):
    BLOCKS = frozenset(
        [
            "p",
            "li",
            "ul",
            "ol",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "pre",
            "td",
            "th",
            "tr",
            "blockquote",
            "hr",
            "br",
        ]
    )

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (its signature)
        self.parts.append("\n" if tag in self.BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, ())


def _alt(tokens: list[Token] | None) -> str:
    return "".join(
        _alt(t.children) if t.type == "image" else t.content or " " for t in tokens or ()
    )


def _reference() -> MarkdownIt:
    markdown = _Reference("commonmark", {"maxNesting": 1000}).enable(["table", "strikethrough"])
    for name in ("html_inline", "html_block"):
        markdown.add_render_rule(name, lambda _, tokens, at, *__: escape(tokens[at].content))
    markdown.add_render_rule("image", lambda _, tokens, at, *__: escape(_alt(tokens[at].children)))
    return markdown


REFERENCE = _reference()


def reference_text(content: str) -> str:
    """The text of markdown-it's own HTML, raw HTML letter by letter, images as their alt text."""
    visible = _Visible()
    visible.feed(REFERENCE.render(content))
    visible.close()
    return "".join(visible.parts)
