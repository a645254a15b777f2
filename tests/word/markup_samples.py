"""Blocks to write, and a finished file to read them back from."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from docgen.document import (
    Block,
    Break,
    Cell,
    Code,
    CodeBlock,
    Emphasis,
    FigureText,
    Heading,
    Inline,
    Item,
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
)
from docgen.findings import Source
from docgen.word.markup.block_markup import Writer
from docgen.word.markup.collection import Collection, Look, Relationship
from docgen.word.template.word_file import style_sheet

TEMPLATE = Path(__file__).parents[2] / "templates" / "绩效自评报告.docx"
HERE = Source("narrative/01.md", 1, 1)


def words(text: str) -> tuple[Inline, ...]:
    return (Words(text, HERE),)


def paragraph(text: str, style: str = "") -> Paragraph:
    return Paragraph(words(text), HERE, style)


def heading(level: int, text: str, number: str = "") -> Heading:
    return Heading(level, words(text), HERE, number)


def items(*texts: str, ordered: bool = False, start: int = 1) -> ItemList:
    return ItemList(ordered, tuple(Item((paragraph(text),)) for text in texts), HERE, start)


def cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(words(text)) for text in texts)


NOTE = NoteMark("1", (paragraph("来源：国库集中支付系统。"), items("凭证汇总表")), HERE)
MIXED: tuple[Inline, ...] = (
    Words("补贴“标厂”——", HERE),
    FigureText("861.675万元", HERE, "支出.标厂补贴资金"),
    Words("……", HERE),
    Strong((Words("加粗", HERE), Emphasis(words("斜体")))),
    Struck(words("删去")),
    Code("a  b", HERE),
    Break(),
    Link("https://example.cn/年鉴?a=1&b=2", words("统计年鉴"), HERE, "题名"),
    Link("#基本情况", words("见前"), HERE),
    NOTE,
    FigureText("【待填：满意度】", HERE, "满意度", pending=True),
)
SPANS = Table(
    head=((Cell(words("指标"), columns=2), Cell(words("得分"))),),
    rows=(
        (Cell(words("产出"), rows=2), *cells("数量", "20")),
        cells("质量", "20"),
        (Cell(words("合计"), columns=2), Cell(words("40"))),
    ),
    aligns=("left", "center", "right"),
    source=HERE,
)

SAMPLES: dict[str, tuple[Block, ...]] = {
    "heading": (heading(1, "基本情况", "一、"), heading(2, "概况", "（一）"), heading(7, "深")),
    "paragraph": (Paragraph(MIXED, HERE), paragraph("株洲市工业和信息化局", "落款")),
    "bullets": (items("一", "二"), items("另起")),
    "numbers": (items("三", "四", ordered=True, start=3), items("重新编号", ordered=True)),
    "tasks": (
        ItemList(
            ordered=False,
            items=(
                Item((paragraph("已办"),), checked=True),
                Item((paragraph("待办"),), checked=False),
            ),
            source=HERE,
        ),
    ),
    "nested": (
        ItemList(
            ordered=True,
            items=(
                Item((paragraph("外"), items("内"), paragraph("续"))),
                Item((items("只有内层", ordered=True),)),
                Item(()),
            ),
            source=HERE,
        ),
    ),
    "quote": (Quote((paragraph("引文"), Quote((paragraph("又引"),), HERE)), HERE),),
    "code": (CodeBlock("a = 1\n\n  b\t<c>\n", HERE, "text"),),
    "table": (
        Table((cells("名称", "金额"),), (cells("合计", "9.5"), cells("缺")), ("", "right"), HERE),
    ),
    "spans": (SPANS,),
    "rule": (Rule(HERE),),
    "page_break": (PageBreak(HERE), paragraph("新页")),
    "break_before_table": (PageBreak(HERE), SPANS),
    "break_at_the_end": (paragraph("末"), PageBreak(HERE)),
    "picture": (Paragraph((Picture("图.png", "园区“一区三园”", HERE),), HERE),),
    "lost_picture": (Paragraph((Picture("没有.png", "替代文字", HERE),), HERE),),
}  # fmt: skip
EVERYTHING: tuple[Block, ...] = tuple(block for sample in SAMPLES.values() for block in sample)


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = zlib.compress(b"".join(b"\0" + b"\xc0" * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def writer(folder: Path, template: Path = TEMPLATE) -> Writer:
    (folder / "图.png").write_bytes(png(2000, 1000))
    with zipfile.ZipFile(template) as archive:
        styles = style_sheet(archive.read("word/styles.xml"))
    return Writer(Collection(Look(styles=styles), folder))


def _relation(each: Relationship) -> str:
    mode = ' TargetMode="External"' if each.external else ""
    target = each.target.replace("&", "&amp;")
    return f'<Relationship Id="{each.id}" Type="{each.type}" Target="{target}"{mode}/>'


def finished(body: str, made_by: Writer, template: Path = TEMPLATE) -> bytes:
    """Return the template's package with `body` for its text, and what the writer collected."""
    notes = "".join(made_by.footnotes)
    collection = made_by.collection
    relations = "".join(map(_relation, collection.relationships.values()))
    whole = BytesIO()
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(whole, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "word/document.xml":
                start, end = text.index("<w:body>") + 8, text.rindex("<w:sectPr>")
                text = text[:start] + body + text[end:]
            if name == "word/numbering.xml":
                inside = "".join((*collection.list_kinds(), *collection.lists))
                text = text[: text.rindex("/>")] + f">{inside}</w:numbering>"
            if name == "word/footnotes.xml":
                text = text.replace("</w:footnotes>", f"{notes}</w:footnotes>")
            if name == "word/_rels/document.xml.rels":
                text = text.replace("</Relationships>", f"{relations}</Relationships>")
            if name == "[Content_Types].xml":
                text = text.replace(
                    "<Default", '<Default Extension="png" ContentType="image/png"/><Default', 1
                )
            new.writestr(name, text.encode())
        for medium in collection.media.values():
            new.writestr(medium.name, medium.data)
    return whole.getvalue()
